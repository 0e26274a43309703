"""A value as a register's own column says it: the other way of `readings`, and proved by it.

A column of days gets a day, one of "£m" gets 240, one that says "Amber" gets "Amber". Whatever is proposed is read back
as the importer would, and only what comes back the same is written. So nothing that is handed back can come home as
something else.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from siamdesk.domain import money, when_words
from siamdesk.domain.compare import same_field
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Field, Value
from siamdesk.domain.money import Money
from siamdesk.domain.when import MONTHS, When, day_words
from siamdesk.register import cell_xml, formats, readings
from siamdesk.register.cell_xml import Unwritable
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw

_MOST_LOOKED_AT: Final = 2_000
_OF_A_FEW: Final = frozenset({"rag", "yes or no", "choice", "months", "link", "links"})
"""Types whose values come again and again, so that a column may have words of its own for them."""
_SEPARATORS: Final = ("; ", "\n")


class Imprecise(StrEnum):
    """What to do with a date that is not one day, in a column that holds nothing but days."""

    ASK = "ask"
    EARLIEST = "earliest"
    LATEST = "latest"
    WORDS = "words"


class Wording:
    """How one column of a register says its values."""

    def __init__(
        self, column: Column, about: Field | None, cells: Sequence[tuple[Raw, str]], fy_start: int = 4
    ) -> None:
        """`cells` are the column's raw cells with their number formats; `about` is None for a column of the user's."""
        self.column, self._about, self._fy_start = column, about, fy_start
        self._cells = [cell for cell in dict.fromkeys(cells) if cell[0] != ""]
        self._kinds = Counter(type(raw) for raw, _ in cells if raw != "")

    def cell(self, value: Value, old: Raw = "", code: str = "", imprecise: Imprecise = Imprecise.ASK) -> cell_xml.Value:
        """What goes into a cell that holds `old` in the number format `code`. Raises `Unwritable` with the reason."""
        if self.column.other is not None or self.column.part_of is not None:
            raise Unwritable("it stands in two columns together: change them in Excel")
        if value is None or value == ():
            return None
        for proposed in self._proposed(value, old, imprecise):
            if self._means(proposed, value, code):
                return proposed
        raise Unwritable(self._why_not(value))

    def _proposed(self, value: Value, old: Raw, imprecise: Imprecise) -> Iterator[cell_xml.Value]:
        if isinstance(value, When):
            yield from self._days(value, old, imprecise)
        elif isinstance(value, Money):
            yield from self._amounts(value, old)
        else:
            yield from self._texts(value, old)

    def _means(self, proposed: cell_xml.Value, value: Value, code: str) -> bool:
        """Whether a cell would be read as the value."""
        if proposed is None:
            return False
        chosen = isinstance(value, When) and isinstance(proposed, dt.date) and not value.is_exact
        raw: Raw = float(proposed) if isinstance(proposed, Decimal) else proposed
        try:
            read = readings.read(self.column, self._about, raw, code, fy_start=self._fy_start)
        except Unreadable:
            return False
        # A day chosen in place of a window is that day, and known to be less than what we hold.
        wanted = readings.day_of(proposed) if chosen and isinstance(proposed, dt.date) else value
        return same_field(read, wanted) or (self._month_cell(proposed, code) and read == value)

    def _month_cell(self, proposed: cell_xml.Value, code: str) -> bool:
        return isinstance(proposed, dt.date) and self.column.by_month and formats.shows_month_only(code)

    # Dates

    def _days(self, when: When, old: Raw, imprecise: Imprecise) -> Iterator[cell_xml.Value]:
        holds_texts = self._kinds[str] > 0 or (isinstance(old, str) and old != "")
        holds_days = self._kinds[dt.date] + self._kinds[dt.datetime] > 0 or not self._kinds
        if when.is_exact and when.earliest is not None:
            texts = self._day_texts(when.earliest)
            if isinstance(old, dt.date) or holds_days or not holds_texts:
                yield when.earliest
                yield from texts
            else:
                yield from texts
                yield when.earliest
            return
        if self.column.by_month and when.earliest is not None and when.earliest.day == 1:
            yield when.earliest
        if holds_texts or imprecise is Imprecise.WORDS:
            yield when.words
            yield when_words.show(when, fy_start=self._fy_start)
        elif imprecise is Imprecise.EARLIEST and when.earliest is not None:
            yield when.earliest
        elif imprecise is Imprecise.LATEST and when.latest is not None:
            yield when.latest

    def _day_texts(self, day: dt.date) -> Iterator[str]:
        """The day as text, in the form in which the column has most of its days as text first."""
        forms = {
            r"\d{4}-\d\d-\d\d": day.isoformat(),
            r"\d\d?/\d\d?/\d{4}": f"{day.day:02}/{day.month:02}/{day.year}",
            r"\d\d?/\d\d?/\d\d": f"{day.day:02}/{day.month:02}/{day.year % 100:02}",
            r"\d\d?-\d\d?-\d{4}": f"{day.day:02}-{day.month:02}-{day.year}",
            r"\d\d?\.\d\d?\.\d{4}": f"{day.day:02}.{day.month:02}.{day.year}",
            r"\d\d?-[A-Za-z]{3}-\d\d": f"{day.day}-{MONTHS[day.month - 1]}-{day.year % 100:02}",
            r"\d{8}": f"{day:%Y%m%d}",
            r"\d\d? [A-Za-z]+ \d{4}": day_words(day),
        }
        if self.column.day_first is False:
            forms[r"\d\d?/\d\d?/\d{4}"] = f"{day.month:02}/{day.day:02}/{day.year}"
            forms[r"\d\d?/\d\d?/\d\d"] = f"{day.month:02}/{day.day:02}/{day.year % 100:02}"
        texts = [raw for raw, _ in self._cells[:_MOST_LOOKED_AT] if isinstance(raw, str)]
        seen = Counter(form for text in texts for form in forms if re.fullmatch(form, text.strip()))
        yield from (forms[form] for form, _ in seen.most_common())
        yield day_words(day)

    # Money

    def _amounts(self, amount: Money, old: Raw) -> Iterator[cell_xml.Value]:
        numbers = self._kinds[int] + self._kinds[float]
        texts_only = self._kinds[str] > 0 and not numbers
        words = [amount.words, money.show_money(amount), *self._with_vat(amount)]
        figures = [self._figure(amount, code) for code in self._codes]
        if texts_only or (isinstance(old, str) and old != "" and self._kinds[str] >= numbers):
            yield from (*words, *figures)
        else:
            yield from figures
            if self._kinds[str] or not amount.is_amount:
                yield from words

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(("", *(code for raw, code in self._cells if isinstance(raw, int | float)))))

    def _figure(self, amount: Money, code: str) -> cell_xml.Value:
        if not amount.is_amount or amount.low is None:
            return None
        return _plain(amount.low / formats.factor(code, self.column.scale))

    @staticmethod
    def _with_vat(amount: Money) -> Iterator[str]:
        for words in (" ex VAT", " inc VAT"):
            yield f"{money.show_money(amount)}{words}"

    # Everything else

    def _texts(self, value: Value, old: Raw) -> Iterator[cell_xml.Value]:
        if self._about is None:
            yield from self._own(str(value), old)
            return
        yield from (raw for raw, code in self._like(value) if isinstance(raw, str | int | float | bool))
        if isinstance(value, tuple):
            yield from (separator.join(value) for separator in _SEPARATORS)
        elif isinstance(value, bool):
            yield from ("Yes", "No")
        elif isinstance(value, int):
            yield value
        elif self._about.type.name == "rag":
            yield from self._rag(self._about.type.show(value))
        else:
            yield str(value)

    def _rag(self, word: str) -> Iterator[str]:
        """A colour that the column does not have yet, as it has the others: a letter or a word, large or small."""
        for text in (raw for raw, _ in self._cells[:_MOST_LOOKED_AT] if isinstance(raw, str)):
            alike = word[0] if len(text.strip()) == 1 else word
            yield alike.upper() if text.isupper() else alike.lower() if text.islower() else alike
        yield word

    def _like(self, value: Value) -> Iterator[tuple[Raw, str]]:
        """The cells of the column that say this value already, where it is one of a few."""
        if self._about is None or self._about.type.name not in {
            "rag",
            "yes or no",
            "choice",
            "months",
            "link",
            "links",
        }:
            return
        for raw, code in self._cells[:_MOST_LOOKED_AT]:
            if isinstance(raw, str | int | float | bool) and self._means(raw, value, code):
                yield raw, code

    def _own(self, text: str, old: Raw) -> Iterator[cell_xml.Value]:
        """A text of a column of the user's own, as the kind of cell that the column holds."""
        if isinstance(old, int | float) or (old == "" and self.column.kind in {"number", "money"}):
            if re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", text):
                yield _plain(Decimal(text))
        elif isinstance(old, dt.date) or (old == "" and self.column.kind == "date"):
            try:
                found = when_words.parse(text)
            except Unreadable:
                pass
            else:
                yield found.earliest if found.is_exact else None
        yield text

    def _why_not(self, value: Value) -> str:
        shown = self._about.type.show(value) if self._about is not None else str(value)
        if isinstance(value, When) and value.is_tbc:
            return f"“{shown}” is no day and the column holds only days: choose the words, or leave it"
        if isinstance(value, When) and not value.is_exact:
            return (
                f"“{shown}” is not one day and the column holds only days: choose the earliest, the latest or the words"
            )
        if isinstance(value, Money):
            return f"“{shown}” can't be said in a column of this unit and kind of value: type it in Excel"
        return f"“{shown}” would be read as something else in this column: type it in Excel"


def _plain(number: Decimal) -> int | Decimal:
    whole = number.to_integral_value()
    return int(whole) if number == whole else number.normalize()

"""Turning a cell into a value: by its field's type, its column's order and unit, and its own number format.

What cannot be read is refused with its reason and never guessed. A blank is None; TBC is a value.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from siamdesk.domain import money, when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Field, Reading, Value, folded
from siamdesk.domain.when import MONTHS, When, day_words
from siamdesk.register import formats
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw

_EXACT: Final = 10**15
_DOUBTFUL: Final = 10**12
"""A million millions: whoever types that under "£m" has typed pounds."""

Json = str | int | float | bool | dict[str, str] | None
"""A raw cell as JSON holds it: see `encoded`."""

_BLANK_WORDS_ARE_BLANK: Final = frozenset({"list", "links", "link", "yes or no", "rag", "months", "integer", "choice"})
_NAMES: Final = frozenset({"reference", "incumbent", "framework", "tupe_from", "tupe_to", "buyer", "owner"})


def read(column: Column, about: Field | None, raw: Raw, code: str = "", *, fy_start: int = 4) -> Value:
    """The value of a cell of `column` for the field `about` (None: a column of the user's own, read as text).

    `code` is the cell's number format. Raises `Unreadable` with the reason; a blank is None.
    """
    if raw == "" or (isinstance(raw, str) and not folded(raw)):
        return None
    kind = about.type.name if about is not None else "text"
    if kind == "date":
        return _when(column, raw, code, fy_start)
    if kind == "money":
        return amount(column, raw, code)
    clears = kind in _BLANK_WORDS_ARE_BLANK or may_say_nothing(column)
    if clears and isinstance(raw, str) and when_words.is_nothing(raw):
        return None
    if about is None or kind in {"text", "long text"}:
        return as_text(raw, code)
    return about.type.parse(as_text(raw, code), _reading(column, fy_start, Decimal(1)))


def may_say_nothing(column: Column) -> bool:
    """Whether "n/a" and its like in a column of text say that there is nothing."""
    return column.field in _NAMES


def as_text(raw: Raw, code: str = "") -> str:
    """A cell as text: whole numbers without a point, leading zeros that the format shows, days as "2 Oct 2015"."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "Yes" if raw else "No"
    if isinstance(raw, int | float):
        if "%" in code:
            places = len(code.partition("%")[0].partition(".")[2])
            return f"{raw * 100:.{places}f}%"
        if float(raw).is_integer() and abs(raw) < 10**15:
            return formats.padded(int(raw), code)
        digits = format(raw, ".15g")
        return digits if "e" not in digits else format(_plain(Decimal(digits)), "f")
    if isinstance(raw, dt.datetime):
        return day_words(raw.date()) if raw.time() == dt.time() else f"{day_words(raw.date())} {raw:%H:%M}"
    if isinstance(raw, dt.date):
        return day_words(raw)
    if isinstance(raw, dt.time):
        return raw.strftime("%H:%M")
    return str(raw)


def _plain(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _reading(column: Column, fy_start: int, scale: Decimal) -> Reading:
    return Reading(
        day_first=column.day_first is not False,
        fy_start=fy_start,
        currency=column.currency,
        scale=scale,
        basis=column.basis,
        vat=column.vat,
    )


# Dates


def day_of(raw: dt.date) -> When:
    """The day of a date cell, whatever its hour."""
    return When.day(raw.date() if isinstance(raw, dt.datetime) else raw)


def _when(column: Column, raw: Raw, code: str, fy_start: int) -> When | None:
    if isinstance(raw, dt.date):
        if column.by_month and raw.day == 1 and formats.shows_month_only(code):
            return when_words.parse(f"{MONTHS[raw.month - 1]} {raw.year}", fy_start=fy_start)
        return day_of(raw)
    if isinstance(raw, bool):
        raise Unreadable("yes or no, not a date")
    if isinstance(raw, dt.time):
        raise Unreadable("a time of day, not a date")
    if isinstance(raw, dt.timedelta):
        raise Unreadable("a length of time, not a date")
    if isinstance(raw, int | float):
        return _when_of_number(raw, fy_start, epoch_1904=column.epoch_1904)
    if when_words.is_nothing(raw):
        return None
    if formats.could_be_day_text(raw):
        return _when_of_number(float(raw), fy_start, epoch_1904=column.epoch_1904)
    return when_words.parse(raw, day_first=column.day_first is not False, fy_start=fy_start)


def _when_of_number(number: float, fy_start: int, *, epoch_1904: bool) -> When:
    day = formats.serial_day(number, epoch_1904=epoch_1904)
    if day is not None:
        return When.day(day)
    if not formats.could_be_day(number):
        raise Unreadable("a number that is no date")
    digits = str(int(number))
    if len(digits) == 8:
        try:
            return When.day(dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
        except ValueError:
            raise Unreadable("no such day") from None
    return when_words.parse(digits, fy_start=fy_start)


# Money


@lru_cache(maxsize=512)
def _unit(code: str, currency: str, scale: Decimal) -> tuple[str, Decimal]:
    """Currency and scale of the numbers with that format in a column."""
    return formats.currency(code) or currency, formats.factor(code, scale)


def amount(column: Column, raw: Raw, code: str = "") -> money.Money | None:
    """The amount in a cell of that column. Raises `Unreadable`; a blank is None."""
    if isinstance(raw, bool):
        raise Unreadable("yes or no, not an amount")
    if not isinstance(raw, str | int | float):
        raise Unreadable("a date, not an amount")
    currency, scale = _unit(code, column.currency, column.scale)
    per = "year" if column.yearly else ""
    if not isinstance(raw, str):
        # Excel holds fifteen digits; what lies beyond is noise of the machine's arithmetic.
        whole = raw.__class__ is int or (float(raw).is_integer() and abs(raw) < _EXACT)
        sum_ = Decimal(int(raw) if whole else format(raw, ".15g"))
        if scale != 1:
            sum_ *= scale
            if scale > 1 and abs(sum_) >= _DOUBTFUL:
                raise Unreadable("too large for the unit of its column")
        return money.Money(sum_, sum_, currency, column.basis, column.vat, per)
    if when_words.is_nothing(raw):
        return None
    found = money.parse_money(raw, currency=currency, scale=column.scale, basis=column.basis, vat=column.vat)
    return replace(found, per=per) if per and found.is_known and not found.per else found


# Raw cells in a snapshot


def encoded(raw: Raw, error: str = "") -> Json:
    """A raw cell as JSON holds it: days, times and errors are named, whole numbers have no point, blank is None."""
    if error:
        return {"error": error}
    if raw == "":
        return None
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 10**15:
        return int(raw)
    if isinstance(raw, str | bool | int | float):
        return raw
    if isinstance(raw, dt.datetime):
        if raw.time() == dt.time():
            return {"day": raw.date().isoformat()}
        return {"moment": raw.isoformat()}
    if isinstance(raw, dt.date):
        return {"day": raw.isoformat()}
    if isinstance(raw, dt.time):
        return {"time": raw.isoformat()}
    return {"microseconds": str(raw // dt.timedelta(microseconds=1))}


def decoded(cell: Json) -> tuple[Raw, str]:
    """The raw cell that was `encoded`, and its error; a day comes back as a day."""
    if cell is None:
        return "", ""
    if not isinstance(cell, dict):
        return cell, ""
    name, text = next(iter(cell.items()))
    if name == "error":
        return "", text
    if name == "joined":
        return text, ""
    if name == "day":
        return dt.date.fromisoformat(text), ""
    if name == "moment":
        return dt.datetime.fromisoformat(text), ""
    if name == "time":
        return dt.time.fromisoformat(text), ""
    return dt.timedelta(microseconds=int(text)), ""

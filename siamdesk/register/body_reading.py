"""Reading the body of one table: a value a cell, what cannot be read with its reason, and the raw cells.

It is read a column at a time, and each distinct cell of a column once.
"""

import datetime as dt
import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Final, cast

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Field, Value
from siamdesk.domain.money_figures import CURRENCIES
from siamdesk.register import columns as mapping
from siamdesk.register import formats, headings, hidden, joined, readings
from siamdesk.register.columns import Column
from siamdesk.register.content import nothing_among
from siamdesk.register.reader import Raw
from siamdesk.register.readings import Json
from siamdesk.register.row_readings import Body, Repeating, SpendReading, Unread
from siamdesk.register.scan import address
from siamdesk.register.steps import Step, unheeded
from siamdesk.register.strips import NO_RESULT, Strip
from siamdesk.register.tables import Table


def read_body(
    table: Table,
    columns: Sequence[Column],
    strips: Sequence[Strip],
    *,
    fy_start: int = 4,
    is_text: bool = False,
    step: Step = unheeded,
) -> Body:
    """Read every row of a table. `is_text` says that the file holds nothing but text."""
    return _Reader(table, columns, strips, fy_start, is_text=is_text).read(step)


class _Reader:
    def __init__(
        self, table: Table, columns: Sequence[Column], strips: Sequence[Strip], fy_start: int, *, is_text: bool
    ) -> None:
        self._table = table
        self._columns = columns
        self._strips = strips
        self._fy_start = fy_start
        self._is_text = is_text
        self._keys = _distinct_keys(columns)
        self._values: dict[str, Sequence[Value]] = {}
        self._own: dict[str, Sequence[str | None]] = {}
        self._spend: dict[int, list[SpendReading]] = {}
        self._anchors: dict[int, dict[str, str]] = {}
        self._unread: list[tuple[int, int, Unread]] = []
        self._counts = [(0, 0, 0)] * len(columns)
        self._as_text: dict[int, tuple[int, tuple[str, ...]]] = {}
        self._currencies = _currencies(columns, strips)
        self._alike: dict[Hashable, dict[Hashable, tuple[Json, Value | Unreadable]]] = {}

    def read(self, step: Step) -> Body:
        lines: list[Sequence[Json]] = []
        letters: dict[str, str] = {}
        for place, column in enumerate(self._columns):
            step(place / len(self._columns))
            if column.ours:
                self._count(place, 0)
            elif column.part_of is None:
                letters[self._keys[place]] = column.letter
                lines.append(self._column(place))
        unread = tuple(each for _, _, each in sorted(self._unread, key=lambda each: each[:2]))
        sections = self._table.sections
        return Body(
            numbers=tuple(row + 1 for row in self._table.body_rows),
            letters=letters,
            values=self._values,
            own=self._own,
            raws=tuple(lines),
            sections={row + 1: heading for row, heading in sections.items()},
            anchors=self._anchors,
            spend={at: tuple(said) for at, said in self._spend.items()},
            ids=hidden.ids(self._columns, self._strips),
            unread=unread,
            counts=tuple(self._counts),
            as_text=self._as_text,
        )

    def _column(self, place: int) -> Sequence[Json]:
        """Read one column into the rows; its raw cells."""
        column, strip = self._columns[place], self._strips[place]
        about = mapping.field_of(self._table.entity, column.field)
        if column.other is not None and about is not None:
            return self._pair(place, about)
        values: Sequence[Value | Unreadable]
        lines: Sequence[Json]
        plain_text = about is None or about.type.name in {"text", "long text"}
        if plain_text and not column.spend and strip.is_text and not _clears(column, strip):
            texts = [text or None for text in cast("Sequence[str]", strip.raws)]
            lines = values = texts
        else:
            lines, values = self._distinct(column, strip, about)
            if about is not None and about.type.name == "date" and any(each.ours for each in self._columns):
                values = hidden.bounded(column, self._columns, self._strips, strip.raws, values)
        self._place(place, about, values, strip)
        self._count_texts(place, about, values)
        for at, spot in strip.anchors.items():
            self._anchors.setdefault(at, {})[self._keys[place]] = address(*spot)
        if not strip.errors:
            return lines
        lines = list(lines)
        for at, error in strip.errors.items():
            lines[at] = readings.encoded(strip.raws[at], error)
        return lines

    def _distinct(
        self, column: Column, strip: Strip, about: Field | None
    ) -> tuple[Sequence[Json], Sequence[Value | Unreadable]]:
        raws, codes = strip.raws, strip.codes
        is_money = about is not None and about.type.name == "money"
        currencies = self._currencies if is_money and self._currencies else None
        keys: Sequence[Hashable] = raws
        wanted: Iterable[tuple[Hashable, Raw, str, str]]
        if codes is None and currencies is None and bool not in strip.kinds:
            wanted = ((raw, raw, "", "") for raw in set(raws))
        else:
            # True equals 1, so the class goes into the key.
            parts = list(zip(map(type, raws), raws, codes or repeat(""), currencies or repeat(""), strict=False))
            keys = parts
            wanted = ((part, *part[1:]) for part in set(parts))
        places: dict[Hashable, int] = {}
        known: list[Value | Unreadable] = []
        encoded: list[Json] = []
        alike = self._alike.setdefault(_sort(column, about), {})
        for key, raw, code, currency in wanted:
            shared = raw.__class__ in _SHARED and not code and not currency
            places[key] = len(known)
            pair = alike.get(raw) if shared else None
            if pair is None:
                pair = readings.encoded(raw), self._one(column, about, raw, code, currency)
                if shared:
                    # The same days and amounts stand in many columns.
                    alike[raw] = pair
            encoded.append(pair[0])
            known.append(pair[1])
        where = list(map(places.__getitem__, keys))
        return Repeating(encoded, where), Repeating(known, where)

    def _one(self, column: Column, about: Field | None, raw: Raw, code: str, currency: str) -> Value | Unreadable:
        if currency and currency != column.currency:
            column = replace(column, currency=currency)
        try:
            value = readings.read(column, about, raw, code, fy_start=self._fy_start)
        except Unreadable as reason:
            return reason
        return None if value == () else value

    def _place(self, place: int, about: Field | None, values: Sequence[Value | Unreadable], strip: Strip) -> None:
        """Put the values of a column into the rows, list what could not be read, and count."""
        key, errors = self._keys[place], strip.errors
        unread = 0
        kinds = set(map(type, values))
        if errors or Unreadable in kinds:
            values = list(values)
            for at, value in enumerate(values):
                if at in errors:
                    self._refuse(place, at, *_why_error(errors[at]))
                elif isinstance(value, Unreadable):
                    code = strip.codes[at] if strip.codes else ""
                    self._refuse(place, at, readings.as_text(strip.raws[at], code), value.why)
                else:
                    continue
                unread += at not in strip.anchors
                values[at] = None
        if about is not None:
            self._values[key] = cast("Sequence[Value]", values)
        elif kinds - {Unreadable} <= {str, type(None)}:
            self._own[key] = cast("Sequence[str | None]", values)
        else:
            self._own[key] = [None if value is None else str(value) for value in values]
        self._count(place, unread)
        if self._columns[place].spend:
            self._read_spend(place)

    def _count(self, place: int, unread: int) -> None:
        """Count a column's cells. One that is merged into the cell above it is blank in the file."""
        strip = self._strips[place]
        lost = sum(1 for at, error in strip.errors.items() if strip.raws[at] == "" and at not in strip.anchors)
        merged = sum(1 for at in strip.anchors if strip.raws[at] != "")
        filled = len(strip.raws) - strip.raws.count("") + lost - merged
        self._counts[place] = filled - unread, unread, len(strip.raws) - filled

    def _refuse(self, place: int, at: int, text: str, why: str) -> None:
        column, row = self._columns[place], self._table.body_rows[at]
        anchor = self._strips[place].anchors.get(at)
        cell = address(*anchor) if anchor else f"{column.letter}{row + 1}"
        self._unread.append((at, place, Unread(cell, text, why, column.field, row + 1)))

    def _pair(self, place: int, about: Field) -> Sequence[Json]:
        """Read a field of which two columns hold a part each."""
        column = self._columns[place]
        beside = next(at for at, other in enumerate(self._columns) if other.index == column.other)
        first, second = self._strips[place], self._strips[beside]
        nothing = repeat("")
        keys = list(zip(first.raws, second.raws, first.codes or nothing, second.codes or nothing, strict=False))
        known: dict[Hashable, tuple[str, Value | Unreadable]] = {}
        for key in set(keys):
            fine, coarse, code, code_beside = key
            try:
                value: Value | Unreadable = (
                    joined.amount(column, about, (fine, coarse), (code, code_beside), self._fy_start)
                    if column.joint == "range"
                    else joined.date(column, fine, coarse, self._fy_start)
                )
            except Unreadable as reason:
                value = reason
            both = [readings.as_text(fine, code), readings.as_text(coarse, code_beside)]
            known[key] = " | ".join(both) if any(both) else "", value
        errors = dict(second.errors) | dict(first.errors)
        texts = [known[key][0] for key in keys]
        strip = Strip(texts, None, errors, dict(first.anchors))
        self._place(place, about, [known[key][1] for key in keys], strip)
        lost = {at for at in range(len(keys)) if at in errors or isinstance(known[keys[at]][1], Unreadable)}
        for at in (place, beside):
            mine = self._strips[at]
            self._count(at, sum(1 for row in lost if mine.raws[row] != "" or row in mine.errors))
        lines: list[Json] = [{"joined": text} if text else None for text in texts]
        for at, error in errors.items():
            lines[at] = readings.encoded("", error)
        return lines

    def _read_spend(self, place: int) -> None:
        column, strip = self._columns[place], self._strips[place]
        if column.spend is None:
            return
        year, cost = column.spend
        for at, raw in enumerate(strip.raws):
            if raw == "" or at in strip.errors:
                continue
            try:
                amount = readings.amount(column, raw, strip.codes[at] if strip.codes else "")
            except Unreadable as reason:
                self._refuse(place, at, readings.as_text(raw), reason.why)
                read, unread, blank = self._counts[place]
                self._counts[place] = read - 1, unread + 1, blank
                continue
            if amount is not None:
                cell = f"{column.letter}{self._table.body_rows[at] + 1}"
                self._spend.setdefault(at, []).append(SpendReading(year, cost, amount, cell))

    def _count_texts(self, place: int, about: Field | None, values: Sequence[Value | Unreadable]) -> None:
        """Note the numbers that are kept as text in a column of numbers, amounts or days."""
        column, strip = self._columns[place], self._strips[place]
        kind = about.type.name if about is not None else "own"
        if self._is_text or kind not in {"money", "months", "integer", "date", "own"}:
            return
        if kind == "own" and (column.kind not in {"number", "money"} or strip.is_text):
            return
        texts = {raw for raw in set(strip.raws) if isinstance(raw, str) and raw} if str in strip.kinds else set()
        looks = formats.could_be_day_text if kind == "date" else _NUMBER.fullmatch
        numbers = set(filter(looks, texts))
        if not numbers:
            return
        cells = [
            f"{column.letter}{self._table.body_rows[at] + 1}"
            for at, raw in enumerate(strip.raws)
            if raw.__class__ is str and raw in numbers and not isinstance(values[at], Unreadable)
        ]
        if cells:
            self._as_text[place] = len(cells), tuple(cells[:3])


_NUMBER: Final = re.compile(r"\s*[-(]?\d[\d,]*(?:\.\d+)?\)?\s*")


_SHARED: Final = frozenset({dt.date, float})


def _sort(column: Column, about: Field | None) -> Hashable:
    """What decides on how the days and plain numbers of a column are read: alike in columns for which it is equal."""
    kind = about.type.name if about is not None else ""
    if kind == "money":
        return kind, column.currency, column.scale, column.basis, column.vat, column.yearly
    return kind if kind == "date" else column.index


def _clears(column: Column, strip: Strip) -> bool:
    """Whether some text of a column may stand for nothing."""
    texts = cast("set[str]", set(strip.raws)) - {""}
    return any(map(str.isspace, texts)) or (readings.may_say_nothing(column) and bool(nothing_among(texts)))


def _currencies(columns: Sequence[Column], strips: Sequence[Strip]) -> list[str] | None:
    """The currency of each row, where the table has a column for it."""
    for column, strip in zip(columns, strips, strict=True):
        if column.field is None and headings.words(column.header)[-1:] in {("currency",), ("ccy",)}:
            return [_currency_code(raw) for raw in strip.raws]
    return None


def _currency_code(raw: Raw) -> str:
    code = raw.strip().upper() if isinstance(raw, str) else ""
    return code if code in CURRENCIES else ""


def _why_error(error: str) -> tuple[str, str]:
    if error == NO_RESULT:
        return "", "a formula whose result is not in the file; open it in Excel and save it"
    return error, "the cell shows an error"


def _distinct_keys(columns: Sequence[Column]) -> list[str]:
    """A key for every column: the field's, else the header; a header that comes twice gets its letter added."""
    keys: list[str] = []
    taken: set[str] = set()
    for column in columns:
        key = column.key if column.key not in taken else f"{column.key} ({column.letter})"
        keys.append(key)
        if column.part_of is None:
            taken.add(key)
    return keys

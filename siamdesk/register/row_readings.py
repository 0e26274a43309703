"""Reading the rows of one table: a value a cell, what cannot be read with its reason, and the raw cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Field, Value
from siamdesk.domain.money_figures import CURRENCIES
from siamdesk.register import columns as mapping
from siamdesk.register import headings, readings
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw, Sheet
from siamdesk.register.readings import Json
from siamdesk.register.scan import Spot, address
from siamdesk.register.tables import Table


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: its address, its text, the reason, and its field (None for an own column)."""

    cell: str
    text: str
    why: str
    field: str | None
    row: int


@dataclass(frozen=True, slots=True)
class RowReading:
    """One contract (or strand) of a table. `row` is the row's number in Excel.

    `values` are by field key, without blanks. `own` are the texts of the user's own columns by header.
    `section` is the heading above the row inside the table, else ''.
    """

    row: int
    values: dict[str, Value]
    own: dict[str, str]
    section: str = ""
    letters: Mapping[str, str] = field(default_factory=dict, repr=False)
    anchors: Mapping[str, str] = field(default_factory=dict, repr=False)

    def cell(self, key: str) -> str:
        """The address of the cell that holds a field, or an own column by its header. KeyError where there is none."""
        return self.anchors.get(key) or f"{self.letters[key]}{self.row}"

    @property
    def cells(self) -> dict[str, str]:
        """The address of the row's cell in every column, by field key or own header."""
        return {key: self.cell(key) for key in self.letters}


class RowReader:
    """Reads the rows of one table, remembers what a text came to in its column, and counts."""

    def __init__(self, sheet: Sheet, table: Table, columns: tuple[Column, ...], fy_start: int) -> None:
        self._sheet = sheet
        self._table = table
        self._fy_start = fy_start
        self._keys = _distinct_keys(columns)
        self._plans = [
            (place, column, mapping.field_of(table.entity, column.field), self._keys[place])
            for place, column in enumerate(columns)
        ]
        self._letters = {key: column.letter for key, column in zip(self._keys, columns, strict=True)}
        self._known: list[dict[tuple[Raw, str, str], Value | Unreadable]] = [{} for _ in columns]
        self._anchors = _anchors(sheet, table)
        self._currency_at = next((c.index for c in columns if _names_currency(c)), -1)
        uncached = [spot for spot, kept in sheet.formulas.items() if not kept]
        self._odd_columns = {
            column for spots in (sheet.errors, sheet.formats, uncached, self._anchors) for _, column in spots
        }
        self.counts = [[0, 0, 0] for _ in columns]
        self.unread: list[Unread] = []
        self.raw: list[tuple[Json, ...]] = []

    def row(self, row: int) -> RowReading:
        """Read one row, numbered from 0; what cannot be read goes to `unread`, the raw cells to `raw`."""
        values: dict[str, Value] = {}
        own: dict[str, str] = {}
        line: list[Json] = []
        anchors: dict[str, str] = {}
        cells = self._sheet.rows[row]
        width = len(cells)
        currency = _currency_code(cells[self._currency_at]) if -1 < self._currency_at < width else ""
        for place, column, about, key in self._plans:
            index = column.index
            raw: Raw = cells[index] if index < width else ""
            code = error = ""
            if index in self._odd_columns:
                spot = (row, index)
                anchor = self._anchors.get(spot)
                if anchor is not None:
                    spot = anchor
                    raw = self._sheet.value(*anchor)
                    anchors[key] = address(*anchor)
                code = self._sheet.formats.get(spot, "")
                error = self._sheet.errors.get(spot, "")
                if not error and raw == "" and self._sheet.formulas.get(spot) is False:
                    error = "formula"
            if error:
                line.append(readings.encoded(raw, error))
                self._refuse(row, place, anchors.get(key), *_why_error(error))
                continue
            if raw == "":
                line.append(None)
                self.counts[place][2] += 1
                continue
            line.append(raw if raw.__class__ is str else readings.encoded(raw))
            value = self._value(place, column, about, raw, code, currency)
            if isinstance(value, Unreadable):
                self._refuse(row, place, anchors.get(key), readings.as_text(raw, code), value.why)
            elif value is None or value == ():
                self.counts[place][2] += 1
            else:
                self.counts[place][0] += 1
                if about is None:
                    own[key] = str(value)
                else:
                    values[key] = value
        self.raw.append(tuple(line))
        return RowReading(row + 1, values, own, self._table.sections.get(row, ""), self._letters, anchors)

    def _value(
        self, place: int, column: Column, about: Field | None, raw: Raw, code: str, currency: str
    ) -> Value | Unreadable:
        if currency and currency != column.currency and about is not None and about.type.name == "money":
            column = replace(column, currency=currency)
        # A bool equals 1 as a key, so it is never remembered.
        known = self._known[place] if raw.__class__ is not bool else {}
        key = (raw, code, column.currency)
        found = known.get(key, ...)
        if found is ...:
            try:
                found = readings.read(column, about, raw, code, fy_start=self._fy_start)
            except Unreadable as reason:
                found = reason
            known[key] = found
        return found

    def _refuse(self, row: int, place: int, anchor: str | None, text: str, why: str) -> None:
        column = self._plans[place][1]
        cell = anchor or f"{column.letter}{row + 1}"
        self.counts[place][1] += 1
        self.unread.append(Unread(cell, text, why, column.field, row + 1))


def _names_currency(column: Column) -> bool:
    words = headings.words(column.header)
    return column.field is None and words[-1:] in {("currency",), ("ccy",)}


def _currency_code(raw: Raw) -> str:
    code = raw.strip().upper() if isinstance(raw, str) else ""
    return code if code in CURRENCIES else ""


def _why_error(error: str) -> tuple[str, str]:
    if error == "formula":
        return "", "a formula whose result is not in the file; open it in Excel and save it"
    return error, "the cell shows an error"


def _distinct_keys(columns: tuple[Column, ...]) -> list[str]:
    """A key for every column: the field's, else the header; a header that comes twice gets its letter added."""
    keys: list[str] = []
    for column in columns:
        key = column.key
        keys.append(key if key not in keys else f"{key} ({column.letter})")
    return keys


def _anchors(sheet: Sheet, table: Table) -> dict[Spot, Spot]:
    """For cells of the body that are merged downwards: the cell that holds their value."""
    found: dict[Spot, Spot] = {}
    for top, left, bottom, right in sheet.merged:
        inside = table.first_column <= left <= right <= table.last_column
        if left == right and bottom > top and inside and table.first_row <= top <= table.last_row:
            found.update(((row, left), (top, left)) for row in range(top + 1, bottom + 1))
    return found

"""The rows of a workbook as the merge wants them: one a contract, joined across the workbook's tables."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from typing import Any, Final, TypeVar

from siamdesk.domain.field_types import Value, matching
from siamdesk.register.inspection import ColumnReading, Inspection, TableReading
from siamdesk.register.readings import Json
from siamdesk.register.row_readings import SpendReading, Unread
from siamdesk.session.cells import Layout


@dataclass(slots=True)
class TableRows:
    """The rows of one table that are a contract each, held by column: a workbook has half a million cells.

    `raws` are the columns' cells as JSON holds them, in the order of the layout. `columns` are the values by field
    key and `own` the texts of the user's own columns by header, None for a blank.
    """

    layout: Layout
    raws: Sequence[Sequence[Json]]
    columns: dict[str, Sequence[Value]]
    own: Mapping[str, Sequence[str | None]]
    count: int

    def only(self, places: Sequence[int]) -> None:
        """Keep the rows at those places and no others."""

        def taken(column: Sequence[_T]) -> list[_T]:
            return list(map(column.__getitem__, places))

        self.raws = list(map(taken, self.raws))
        self.columns = {key: taken(column) for key, column in self.columns.items()}
        self.own = {header: taken(column) for header, column in self.own.items()}
        self.count = len(places)


_T = TypeVar("_T")
NO_ONE_CONTRACT: Final = "no one contract of that reference or title"
"""Why a name of a contract could not be read."""


class _InTable(Mapping[str, Value]):
    """The values of one row of a table by field key, without blanks."""

    __slots__ = ("_at", "_table")

    def __init__(self, table: TableRows, at: int) -> None:
        self._table = table
        self._at = at

    def __getitem__(self, key: str) -> Value:
        value = self._table.columns[key][self._at]
        if value is None:
            raise KeyError(key)
        return value

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401  as a mapping has it
        column = self._table.columns.get(key)
        value = None if column is None else column[self._at]
        return default if value is None else value

    def __contains__(self, key: object) -> bool:
        column = self._table.columns.get(key) if isinstance(key, str) else None
        return column is not None and column[self._at] is not None

    def __iter__(self) -> Iterator[str]:
        return (key for key, column in self._table.columns.items() if column[self._at] is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(slots=True)
class Listed:
    """One contract as the workbook lists it. Its cells are in the columns of its table, or its own.

    `raws` are its own cells as JSON holds them, in the order of the layout; `at` is its place in the `table`.
    """

    row_key: str
    called: str
    sheet: str
    row: int
    section: str
    """The heading above the row, or its table's title, where that names a tower."""
    values: Mapping[str, Value]
    layout: Layout
    raws: Sequence[Json] = ()
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Addresses of cells that stand neither in the row nor in its column, by field key."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Texts of the user's own columns by header, where they are not in the columns of the table."""
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text and reason of what could not be read."""
    why: dict[str, str] = field(default_factory=dict)
    """What else is to be known of what was read."""
    spend: tuple[SpendReading, ...] = ()
    our_id: str = ""
    """The contract that the row carries the id of, where it carries one."""
    table: TableRows | None = None
    at: int = 0

    def raw_cells(self) -> Sequence[Json]:
        """Its cells as JSON holds them, in the order of the layout."""
        return self.raws if self.table is None else [column[self.at] for column in self.table.raws]

    def own_text(self, header: str) -> str:
        """The text of a column of the user's own by its header; '' for a blank."""
        if self.table is None:
            return self.own.get(header, "")
        return (header in self.table.own and self.table.own[header][self.at]) or ""

    def leave_table(self) -> None:
        """Have cells of its own from now on."""
        if self.table is None:
            return
        self.raws = tuple(self.raw_cells())
        self.values = dict(self.values)
        self.own = {header: text for header in self.table.own if (text := self.table.own[header][self.at]) is not None}
        self.table = None

    def cell(self, key: str) -> str:
        """The address of the cell of a field; '' where there is none."""
        place = self.layout.places.get(key)
        if place is None:
            return ""
        return self.elsewhere.get(key) or f"{self.layout.letters[place]}{self.row}"

    @property
    def cells(self) -> dict[str, str]:
        """The addresses of all cells by field key."""
        row = self.row
        usual = {key: f"{letter}{row}" for key, letter in zip(self.layout.keys, self.layout.letters, strict=True)}
        return usual | self.elsewhere if self.elsewhere else usual


@dataclass(frozen=True, slots=True)
class Line:
    """One service line as the workbook lists it, and the row key of the contract it belongs to."""

    row_key: str
    sheet: str
    row: int
    name: str
    stage: str | None
    note: str | None
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a workbook lists."""

    sheet: str
    rows: dict[str, Listed]
    strands: tuple[Line, ...]
    own_headers: tuple[str, ...]
    mapping: Mapping[str, str | None]
    notes: tuple[str, ...]
    own_ids: Mapping[str, str] = field(default_factory=dict)
    """The ids of the user's own columns by header, where the workbook carries them."""

    @property
    def fingerprint(self) -> str:
        """What a register is known by: its headers, whatever their order and case."""
        headers = sorted(matching(header) for header in self.mapping)
        return hashlib.sha256("\n".join(headers).encode()).hexdigest()

    def let_go(self) -> None:
        """Give the rows back one at a time: all at once they keep others waiting."""
        while self.rows:
            self.rows.popitem()


def row_key(values: Mapping[str, Value]) -> str:
    """The words that identify a row within its register: the reference, else tower and title; empty if it has none."""
    reference = matching(str(values.get("reference") or ""))
    if reference:
        return reference
    title = matching(str(values.get("title") or values.get("description") or ""))
    return f"{matching(str(values.get('tower_id') or ''))} | {title}" if title else ""


def _another(key: str, values: Mapping[str, Value], taken: Collection[str]) -> str:
    """A key for a row whose own key another row has: by its title, else by number, so that it is the same next time."""
    by_title = f"{key} | {matching(str(values.get('title') or ''))}"
    if by_title not in taken:
        return by_title
    number = 2
    while f"{key} #{number}" in taken:
        number += 1
    return f"{key} #{number}"


def listed(found: Inspection) -> Listing:
    """The contracts and service lines of a workbook; rows that name none, or the same twice, are told in the notes."""
    rows: dict[str, Listed] = {}
    notes: list[str] = []
    headers: dict[str, None] = {}
    mapping: dict[str, str | None] = {}
    held: list[tuple[TableRows, list[Listed]]] = []
    tables = [table for table in found.tables if table.entity == "contract"]
    for table in tables:
        own = {each.column.key for each in table.columns if _is_own(each)}
        headers.update(dict.fromkeys(own))
        left_out = {each.column.key for each in table.columns if each.column.field is None} - own
        mapping.update({each.column.header: each.column.field for each in table.columns if each.column.header})
        unread: dict[int, list[Unread]] = {}
        for cell in table.unread:
            unread.setdefault(cell.row, []).append(cell)
        seen: set[str] = set()
        columns = _by_column(table, left_out)
        leading: list[Listed] = []
        for one in _listed(table, columns):
            key = row_key(one.values) or one.our_id
            if not key:
                notes.append(f"{table.sheet} row {one.row} was left out: it has neither a reference nor a title.")
                continue
            if key not in seen and key in rows and one.our_id and one.our_id != rows[key].our_id:
                key = _another(key, one.values, rows)
            elif key in seen:
                key = _another(key, one.values, seen)
                name = one.values.get("reference") or one.values.get("title")
                notes.append(f"{table.sheet} row {one.row} has “{name}” again; it was taken for a contract of its own.")
            seen.add(key)
            one.row_key = key
            if one.row in unread:
                troubles = {trouble.cell: (trouble.text, trouble.why) for trouble in unread[one.row]}
                one.unread.update({name: troubles[cell] for name, cell in one.cells.items() if cell in troubles})
            if key in rows:
                _join(rows[key], one)
            else:
                rows[key] = one
                leading.append(one)
        held.append((columns, leading))
    for columns, leading in held:
        _settle(columns, [one for one in leading if one.table is not None])
    sheet = tables[0].sheet if tables else ""
    return Listing(sheet, rows, _lines(found, rows), tuple(headers), mapping, tuple(notes), found.own_ids)


def _is_own(reading: ColumnReading) -> bool:
    """Whether a column becomes one of the user's own: it has no field, holds something, and is no year's spend."""
    return reading.column.field is None and not reading.column.spend and bool(reading.read)


def _by_column(table: TableReading, left_out: Collection[str]) -> TableRows:
    """The columns of a table that are of its contracts."""
    body = table.body
    letters = body.letters if body.numbers else {}
    wanted = [name not in left_out for name in letters]
    return TableRows(
        Layout(tuple(compress(letters, wanted)), tuple(compress(letters.values(), wanted))),
        list(compress(body.raws, wanted)),
        dict(body.values),
        {name: column for name, column in body.own.items() if name not in left_out},
        len(body.numbers),
    )


def _listed(table: TableReading, columns: TableRows) -> Iterator[Listed]:
    """The rows of a table, their keys yet to be found."""
    body, layout = table.body, columns.layout
    sections, anchors, spend, ids = body.sections, body.anchors, body.spend, body.ids
    for at, (number, called) in enumerate(zip(body.numbers, _called(columns), strict=True)):
        yield Listed(
            "",
            called,
            table.sheet,
            number,
            sections.get(number) or table.tower_title,
            _InTable(columns, at),
            layout,
            elsewhere=dict(anchors[at]) if at in anchors else {},
            spend=spend.get(at, ()),
            our_id=ids[at] if ids else "",
            table=columns,
            at=at,
        )


def _called(table: TableRows) -> Sequence[str]:
    """What the rows of a table are called: reference and title, else the description."""
    nothing: Sequence[Value] = [None] * table.count
    named = [table.columns.get(key, nothing) for key in ("reference", "title", "description")]
    return [
        f"{reference} {title}" if reference and title else str(reference or title or about or "")
        for reference, title, about in zip(*named, strict=True)
    ]


def _settle(table: TableRows, leading: Sequence[Listed]) -> None:
    """Leave in a table the rows that are a contract each."""
    if len(leading) == table.count:
        return
    table.only([one.at for one in leading])
    for at, one in enumerate(leading):
        one.at = at
        one.values = _InTable(table, at)


def _join(first: Listed, other: Listed) -> None:
    """Add what a second table of the workbook says of a contract where the first says nothing."""
    first.leave_table()
    other.leave_table()
    values, own = dict(first.values), dict(first.own)
    for name, raw in zip(other.layout.keys, other.raws, strict=True):
        if values.get(name) in {None, ()} and name not in own and name not in first.unread:
            _put(first, name, raw, f"{other.sheet}!{other.cell(name)}")
            if name in other.values:
                values[name] = other.values[name]
            if name in other.own:
                own[name] = other.own[name]
            if name in other.unread:
                first.unread[name] = other.unread[name]
    first.values, first.own = values, own


def _put(one: Listed, name: str, raw: Json, address: str) -> None:
    """Put a cell from elsewhere into a row."""
    place = one.layout.places.get(name)
    if place is None:
        one.layout = _wider(one.layout, name)
        one.raws = (*one.raws, raw)
    else:
        one.raws = (*one.raws[:place], raw, *one.raws[place + 1 :])
    one.elsewhere[name] = address


@lru_cache(maxsize=1 << 10)
def _wider(layout: Layout, name: str) -> Layout:
    """The layout with one more field, which stands in no column of the table. The same for all rows of the table."""
    return Layout((*layout.keys, name), (*layout.letters, ""))


def with_own_columns(listing: Listing, keys: Mapping[str, str]) -> None:
    """Put the keys of the user's own columns in place of their headers; `keys` gives them by header."""
    renamed: dict[int, Layout] = {}

    def named(old: Layout) -> Layout:
        layout = renamed.get(id(old))
        if layout is None:
            layout = renamed[id(old)] = Layout(tuple(keys.get(key, key) for key in old.keys), old.letters)
            renamed[id(layout)] = layout
        return layout

    for table in {id(one.table): one.table for one in listing.rows.values()}.values():
        if table is not None:
            table.layout = named(table.layout)
            table.columns.update({keys[header]: column for header, column in table.own.items() if header in keys})
    for one in listing.rows.values():
        if one.table is not None:
            one.layout = one.table.layout
        else:
            one.layout = named(one.layout)
            one.values = {**one.values, **{keys[header]: text for header, text in one.own.items() if header in keys}}
        if one.unread:
            one.unread = {keys.get(name, name): trouble for name, trouble in one.unread.items()}
        if one.elsewhere:
            one.elsewhere = {keys.get(name, name): address for name, address in one.elsewhere.items()}


def _lines(found: Inspection, rows: Mapping[str, Listed]) -> tuple[Line, ...]:
    lines = []
    only = next(iter(rows)) if len(rows) == 1 else ""
    for table in found.tables:
        if table.entity != "strand":
            continue
        for row in table.rows:
            name = str(row.values.get("name") or "")
            named = matching(str(row.values.get("contract_id") or ""))
            stage, note = row.values.get("stage"), row.values.get("note")
            if name:
                lines.append(
                    Line(
                        named if named in rows else only,
                        table.sheet,
                        row.row,
                        name,
                        str(stage) if stage else None,
                        str(note) if note else None,
                        tuple((key, row.cell(key)) for key in ("name", "stage", "note") if key in row.letters),
                    )
                )
    return tuple(lines)

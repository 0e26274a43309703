"""The rows of a workbook as the merge wants them: one a contract, joined across the workbook's tables."""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress

from siamdesk.domain.field_types import Value, matching
from siamdesk.register.inspection import ColumnReading, Inspection, TableReading
from siamdesk.register.readings import Json
from siamdesk.register.row_readings import SpendReading, Unread
from siamdesk.session.cells import Layout


@dataclass(slots=True)
class Listed:
    """One contract as the workbook lists it. `raws` are its cells as JSON holds them, in the order of the layout."""

    row_key: str
    called: str
    sheet: str
    row: int
    section: str
    """The heading above the row, or its table's title, where that names a tower."""
    values: dict[str, Value]
    layout: Layout
    raws: tuple[Json, ...]
    elsewhere: dict[str, str] = field(default_factory=dict)
    """Addresses of cells that stand neither in the row nor in its column, by field key."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Texts of the user's own columns by header."""
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text and reason of what could not be read."""
    why: dict[str, str] = field(default_factory=dict)
    """What else is to be known of what was read."""
    spend: tuple[SpendReading, ...] = ()
    our_id: str = ""
    """The contract that the row carries the id of, where it carries one."""

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
        for row, one in zip(table.rows, _listed(table, left_out), strict=True):
            key = row_key(row.values) or one.our_id
            if not key:
                notes.append(f"{table.sheet} row {row.row} was left out: it has neither a reference nor a title.")
                continue
            if key not in seen and key in rows and one.our_id and one.our_id != rows[key].our_id:
                key = _another(key, row.values, rows)
            elif key in seen:
                key = _another(key, row.values, seen)
                name = row.values.get("reference") or row.values.get("title")
                notes.append(f"{table.sheet} row {row.row} has “{name}” again; it was taken for a contract of its own.")
            seen.add(key)
            one.row_key = key
            if row.row in unread:
                troubles = {trouble.cell: (trouble.text, trouble.why) for trouble in unread[row.row]}
                one.unread.update({name: troubles[cell] for name, cell in one.cells.items() if cell in troubles})
            if key in rows:
                _join(rows[key], one)
            else:
                rows[key] = one
    sheet = tables[0].sheet if tables else ""
    return Listing(sheet, rows, _lines(found, rows), tuple(headers), mapping, tuple(notes), found.own_ids)


def _is_own(reading: ColumnReading) -> bool:
    """Whether a column becomes one of the user's own: it has no field, holds something, and is no year's spend."""
    return reading.column.field is None and not reading.column.spend and bool(reading.read)


def _listed(table: TableReading, left_out: Collection[str]) -> Iterator[Listed]:
    """The rows of a table, their keys yet to be found. All have one layout."""
    letters = table.rows[0].letters if table.rows else {}
    wanted = [name not in left_out for name in letters]
    layout = Layout(tuple(compress(letters, wanted)), tuple(compress(letters.values(), wanted)))
    for row, raw in zip(table.rows, table.raw, strict=True):
        title = " ".join(str(row.values[each]) for each in ("reference", "title") if each in row.values)
        yield Listed(
            "",
            title or str(row.values.get("description", "")),
            table.sheet,
            row.row,
            row.section or table.tower_title,
            dict(row.values),
            layout,
            tuple(compress(raw, wanted)) if left_out else raw,
            dict(row.anchors),
            {name: text for name, text in row.own.items() if name not in left_out} if left_out else row.own,
            spend=row.spend,
            our_id=row.our_id,
        )


def _join(first: Listed, other: Listed) -> None:
    """Add what a second table of the workbook says of a contract where the first says nothing."""
    for name, raw in zip(other.layout.keys, other.raws, strict=True):
        if first.values.get(name) in {None, ()} and name not in first.own and name not in first.unread:
            _put(first, name, raw, f"{other.sheet}!{other.cell(name)}")
            if name in other.values:
                first.values[name] = other.values[name]
            if name in other.own:
                first.own = {**first.own, name: other.own[name]}
            if name in other.unread:
                first.unread[name] = other.unread[name]


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
    for one in listing.rows.values():
        old = one.layout
        layout = renamed.get(id(old))
        if layout is None:
            layout = renamed[id(old)] = Layout(tuple(keys.get(key, key) for key in old.keys), old.letters)
            renamed[id(layout)] = layout
        one.layout = layout
        one.values.update({keys[header]: text for header, text in one.own.items() if header in keys})
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

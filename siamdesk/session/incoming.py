"""The rows of a workbook as the merge wants them: one a contract, joined across the workbook's tables."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from siamdesk.domain.field_types import Value, matching
from siamdesk.register.inspection import ColumnReading, Inspection, TableReading
from siamdesk.register.row_readings import RowReading, SpendReading


@dataclass(slots=True)
class Listed:
    """One contract as the workbook lists it. Values, raw cells (as JSON) and addresses are by field key."""

    row_key: str
    called: str
    sheet: str
    row: int
    section: str
    """The heading above the row, or its table's title, where that names a tower."""
    values: dict[str, Value] = field(default_factory=dict)
    raws: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    """Texts of the user's own columns by header."""
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text and reason of what could not be read."""
    why: dict[str, str] = field(default_factory=dict)
    """What else is to be known of what was read."""
    spend: tuple[SpendReading, ...] = ()


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
    rows: Mapping[str, Listed]
    strands: tuple[Line, ...]
    own_headers: tuple[str, ...]
    mapping: Mapping[str, str | None]
    notes: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """What a register is known by: its headers, whatever their order and case."""
        headers = sorted(matching(header) for header in self.mapping)
        return hashlib.sha256("\n".join(headers).encode()).hexdigest()


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
        unread = {(cell.row, cell.cell): cell for cell in table.unread}
        seen: set[str] = set()
        for row, raw in zip(table.rows, table.raw, strict=True):
            key = row_key(row.values)
            if not key:
                notes.append(f"{table.sheet} row {row.row} was left out: it has neither a reference nor a title.")
                continue
            if key in seen:
                key = _another(key, row.values, seen)
                name = row.values.get("reference") or row.values.get("title")
                notes.append(f"{table.sheet} row {row.row} has “{name}” again; it was taken for a contract of its own.")
            seen.add(key)
            one = _listed(table, row, raw, key, left_out)
            for name, cell in one.cells.items():
                if (row.row, cell) in unread:
                    trouble = unread[row.row, cell]
                    one.unread[name] = (trouble.text, trouble.why)
            if key in rows:
                _join(rows[key], one)
            else:
                rows[key] = one
    sheet = tables[0].sheet if tables else ""
    return Listing(sheet, rows, _lines(found, rows), tuple(headers), mapping, tuple(notes))


@lru_cache(maxsize=1 << 16)
def _text(cell: str) -> str:
    return json.dumps(cell, ensure_ascii=False)


def _raw(cell: object) -> str:
    """A raw cell as JSON text. Texts come again and again, and are remembered."""
    return _text(cell) if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False, sort_keys=True)


def _is_own(reading: ColumnReading) -> bool:
    """Whether a column becomes one of the user's own: it has no field, holds something, and is no year's spend."""
    return reading.column.field is None and not reading.column.spend and bool(reading.read)


def _listed(
    table: TableReading, row: RowReading, raw: tuple[object, ...], key: str, left_out: Collection[str]
) -> Listed:
    cells = [(name, cell) for name, cell in zip(row.letters, raw, strict=True) if name not in left_out]
    title = " ".join(str(row.values[each]) for each in ("reference", "title") if each in row.values)
    return Listed(
        key,
        title or str(row.values.get("description", "")),
        table.sheet,
        row.row,
        row.section or table.tower_title,
        dict(row.values),
        {name: _raw(cell) for name, cell in cells},
        {name: row.cell(name) for name, _ in cells},
        {name: text for name, text in row.own.items() if name not in left_out},
        spend=row.spend,
    )


def _join(first: Listed, other: Listed) -> None:
    """Add what a second table of the workbook says of a contract where the first says nothing."""
    for name, raw in other.raws.items():
        if first.values.get(name) in {None, ()} and name not in first.own and name not in first.unread:
            first.raws[name] = raw
            first.cells[name] = f"{other.sheet}!{other.cells[name]}"
            if name in other.values:
                first.values[name] = other.values[name]
            if name in other.own:
                first.own[name] = other.own[name]
            if name in other.unread:
                first.unread[name] = other.unread[name]


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

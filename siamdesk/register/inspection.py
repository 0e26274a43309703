"""What a workbook holds for a portfolio: its tables, their columns, the values of their rows, and what cannot be read.

`inspect` reads and interprets; it changes nothing and asks nothing of the portfolio but its remembered columns.
"""

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from siamdesk.domain.when import When
from siamdesk.register import accounts, gantt, headerless, legend_sheet, stamp, steps, tables, title_block
from siamdesk.register import columns as mapping
from siamdesk.register.accounts import Cells
from siamdesk.register.body_reading import read_body
from siamdesk.register.columns import Column
from siamdesk.register.reader import Sheet, Workbook
from siamdesk.register.reader import read as read_workbook
from siamdesk.register.readings import Json
from siamdesk.register.row_readings import Body, RowReading, SpendReading, Unread
from siamdesk.register.scan import column_letters
from siamdesk.register.stamp import Ours
from siamdesk.register.steps import Step, unheeded
from siamdesk.register.strips import strips
from siamdesk.register.tables import Table


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """A column and how many of its cells in the body were read, could not be read, and are blank."""

    column: Column
    read: int
    unread: int
    blank: int


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table as it was read. Its body is held by column; rows are made when they are asked for."""

    sheet: str
    range: str
    entity: str
    header_rows: tuple[int, ...]
    tower_title: str
    columns: tuple[ColumnReading, ...]
    body: Body = field(repr=False)
    passed_over: tuple[tuple[int, str], ...] = field(default=(), repr=False)
    passed_columns: tuple[tuple[str, str], ...] = ()
    """The letters and headers of columns that only SIAMDesk reads."""
    as_at: When | None = None
    as_at_cell: str = ""
    marking: str = ""
    marking_cell: str = ""
    notes: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[str] = frozenset()
    cells: Cells = field(default_factory=Cells)

    @property
    def rows(self) -> tuple[RowReading, ...]:
        """Its rows, made anew. Whoever wants only their number or their places asks for `numbers`."""
        return self.body.rows()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its rows in Excel."""
        return self.body.numbers

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The cells that could not be read."""
        return self.body.unread

    @property
    def raw(self) -> tuple[tuple[Json, ...], ...]:
        """A line of raw cells for each of the rows, in the order of their `letters`; made anew."""
        return tuple(zip(*self.body.raws, strict=True))

    def raws_of(self, column: Column) -> Sequence[Json]:
        """The raw cells of a column; none for one that another column is read together with."""
        by_letter = dict(zip(self.body.letters.values(), self.body.raws, strict=True))
        return by_letter.get(column.letter, ())

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers, left to right."""
        return tuple(reading.column.header for reading in self.columns)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the importer sees in a workbook. `refused` is the one sentence why there is nothing to import, else None."""

    file: str
    sha256: str
    kind: str
    refused: str | None
    tables: tuple[TableReading, ...]
    blanks_are_certain: bool = True
    why_not: tuple[tuple[str, str], ...] = ()
    """The sheets without a table, each with the reason."""
    fy_start: int = 4
    """The month in which the financial year was taken to begin."""
    ours: Ours | None = None
    """What the workbook says of itself where SIAMDesk made it."""
    own_ids: Mapping[str, str] = field(default_factory=dict)
    """The ids of the user's own columns by header, as the legend of such a workbook has them."""

    @property
    def as_at(self) -> When | None:
        """The day the workbook says it was known on: the first that any of its tables gives."""
        return next((table.as_at for table in self.tables if table.as_at is not None), None)

    @property
    def marking(self) -> str:
        """The marking the workbook bears, else ''."""
        said = self.ours.marking if self.ours is not None else ""
        return next((table.marking for table in self.tables if table.marking), said)

    def to_json(self) -> dict[str, Any]:
        """What `siamdesk inspect --json` prints."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "refused": self.refused,
            "tables": [_table_json(table) for table in self.tables],
        }


def inspect(
    path: Path | str,
    *,
    remembered: Mapping[str, str | None] | None = None,
    fy_start: int = 4,
    currency: str = "GBP",
    step: Step = unheeded,
) -> Inspection:
    """Read a workbook as the importer sees it. Raises `SiamdeskError` where the file cannot be opened.

    `remembered` gives a field key, or None for an own column, by header; `fy_start` is the month in which the
    financial year begins; `currency` is that of amounts whose column names none.
    """
    with _uncollected():
        workbook = read_workbook(path, steps.part(step, 0, 0.6))
        within = steps.part(step, 0.6, 1)
        return interpret(workbook, remembered=remembered, fy_start=fy_start, currency=currency, step=within)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles away: a register makes a million objects, all of which stay and none in a cycle."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # Else the collector looks at all of them at once, and keeps the window waiting.
            gc.freeze()
            gc.enable()


def interpret(
    workbook: Workbook,
    *,
    remembered: Mapping[str, str | None] | None = None,
    fy_start: int = 4,
    currency: str = "GBP",
    step: Step = unheeded,
) -> Inspection:
    """The same for a workbook that has been read."""
    found: list[tuple[Sheet, Table]] = []
    why_not: list[tuple[str, str]] = []
    own: Mapping[str, str] = {}
    for sheet in workbook.sheets:
        step(0)
        legend = legend_sheet.fields(sheet) if workbook.ours is not None else {}
        if workbook.ours is not None and (legend or sheet.name == stamp.LEGEND or gantt.is_drawn_on(sheet)):
            why_not.append((sheet.name, "it is drawn from the register by SIAMDesk"))
            own = own or legend
            continue
        look = tables.look(sheet)
        found += [(sheet, table) for table in look.tables]
        if look.why_not:
            why_not.append((sheet.name, look.why_not))
    found = _worth_reading(found)
    if not found:
        bare = ((sheet, headerless.find(sheet)) for sheet in workbook.sheets if not sheet.hidden and not sheet.refused)
        found = [(sheet, table) for sheet, table in bare if table is not None]
    said = {header: None if key.startswith(legend_sheet.OWN) else key for header, key in own.items()}
    remembered = {**said, **(remembered or {})} if said else remembered
    settings = _Settings(remembered, fy_start, currency, workbook.path.stem, workbook.kind in {"csv", "tsv"})
    readings_ = []
    for place, (sheet, table) in enumerate(found):
        within = steps.part(step, place / len(found), (place + 1) / len(found))
        readings_.append(_read_table(sheet, table, found, settings, within))
    return Inspection(
        file=workbook.name,
        sha256=workbook.sha256,
        kind=workbook.kind,
        refused=None if readings_ else _refusal(workbook, why_not),
        tables=tuple(readings_),
        blanks_are_certain=workbook.blanks_are_certain,
        why_not=tuple(why_not),
        fy_start=fy_start,
        ours=workbook.ours,
        own_ids={h: key.removeprefix(legend_sheet.OWN) for h, key in own.items() if key.startswith(legend_sheet.OWN)},
    )


def _worth_reading(found: list[tuple[Sheet, Table]]) -> list[tuple[Sheet, Table]]:
    """Tables without rows only where there are no others, and strands only beside contracts."""
    filled = [pair for pair in found if pair[1].body_rows]
    kept = filled or found
    return kept if any(table.entity == "contract" for _, table in kept) else []


@dataclass(frozen=True, slots=True)
class _Settings:
    remembered: Mapping[str, str | None] | None
    fy_start: int
    currency: str
    stem: str
    is_text: bool


_PLAIN_SHEET: Final = re.compile(
    r"(?:sheet|table|data|tab|page)?\s*\d*|.*\b(?:contracts?|register|pipeline|list|master|portfolio|plan)\b.*",
    re.IGNORECASE,
)


def _tower_of(
    sheet: Sheet, mine: Table, mapped: tuple[Column, ...], found: list[tuple[Sheet, Table]], stem: str
) -> str:
    """The tower that the sheet's or the file's name gives, for a table that has no column for it."""
    if any(column.field == "tower_id" for column in mapped):
        return ""
    named = title_block.tower_in(sheet.name)
    if named:
        return named
    # Sheets that hold the same table once more each hold a part of the portfolio, and are named for it.
    alike = [other.name for other, table in found if table.headers == mine.headers]
    if len(alike) > 1 and len(set(alike)) == len(alike) and not _PLAIN_SHEET.fullmatch(sheet.name):
        return sheet.name
    return title_block.tower_in(stem)


def _refusal(workbook: Workbook, why_not: list[tuple[str, str]]) -> str:
    unread = [(name, why) for name, why in why_not if why.startswith("the sheet ") and why != "the sheet is empty"]
    if unread:
        return f"{workbook.name} has no register that can be read: on sheet {unread[0][0]}, {unread[0][1]}."
    named = [(name, why) for name, why in why_not if why.startswith("row ")]
    nearest = f" (nearest: sheet {named[0][0]}, where {named[0][1]})" if named else ""
    sheets = "its one sheet was" if len(workbook.sheets) == 1 else f"its {len(workbook.sheets)} sheets were"
    return (
        f"No register of contracts was found in {workbook.name}: {sheets} searched for a header row that names "
        f"contracts with their dates, values or suppliers{nearest}."
    )


def _read_table(
    sheet: Sheet,
    table: Table,
    found: list[tuple[Sheet, Table]],
    settings: _Settings,
    step: Step,
) -> TableReading:
    step(0)
    cells = strips(sheet, table)
    mapped = mapping.mapped(
        sheet,
        table,
        remembered=settings.remembered,
        fy_start=settings.fy_start,
        currency=settings.currency,
        cells=cells,
    )
    many = sum(1 for other, kind in found if other is sheet and kind.entity == "contract") > 1
    block = title_block.read(sheet, table.title_rows, many=many, fy_start=settings.fy_start)
    within = steps.part(step, 0.3, 1)
    body = read_body(table, mapped, cells, fy_start=settings.fy_start, is_text=settings.is_text, step=within)
    every = [ColumnReading(column, *count) for column, count in zip(mapped, body.counts, strict=True)]
    counts = tuple(reading for reading in every if not reading.column.ours)
    hidden = frozenset(column.letter for column in mapped if column.index in sheet.hidden_columns)
    return TableReading(
        sheet=sheet.name,
        range=table.range,
        entity=table.entity,
        header_rows=tuple(row + 1 for row in table.header_rows),
        tower_title=block.tower or _tower_of(sheet, table, mapped, found, settings.stem),
        columns=counts,
        body=body,
        passed_over=tuple((row + 1, why) for row, why in table.passed_over),
        passed_columns=tuple((column.letter, column.header) for column in mapped if column.ours),
        as_at=block.as_at,
        as_at_cell=block.as_at_cell,
        marking=block.marking,
        marking_cell=block.marking_cell,
        notes=tuple(accounts.notes(table, mapped, body)),
        hidden_rows=frozenset(row + 1 for row in table.body_rows if row in sheet.hidden_rows),
        hidden_columns=hidden,
        cells=accounts.of(sheet, table, mapped, body),
    )


def _table_json(table: TableReading) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "range": table.range,
        "header_rows": list(table.header_rows),
        "rows": len(table.numbers),
        "columns": [
            {
                "letter": reading.column.letter,
                "header": reading.column.header,
                "field": reading.column.field,
                "confidence": reading.column.confidence,
                "kind": reading.column.kind,
                "read": reading.read,
                "unread": reading.unread,
                "blank": reading.blank,
                "day_first": reading.column.day_first,
                "doubtful": reading.column.doubtful,
                "other": None if reading.column.other is None else column_letters(reading.column.other),
                "spend": reading.column.spend,
            }
            for reading in table.columns
        ],
        "unread": [{"cell": cell.cell, "text": cell.text, "why": cell.why} for cell in table.unread],
        "cells": table.cells.to_json(),
        "passed_over": [{"row": row, "why": why} for row, why in table.passed_over],
        "notes": list(table.notes),
        "passed_over_columns": [
            {"letter": letter, "header": header, "why": stamp.WHY} for letter, header in table.passed_columns
        ],
    }


__all__ = [
    "ColumnReading",
    "Inspection",
    "RowReading",
    "SpendReading",
    "TableReading",
    "Unread",
    "inspect",
    "interpret",
]

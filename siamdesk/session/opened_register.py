"""A register's workbook opened to be written into: its rows, and for each cell its column, its format and its words."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from siamdesk.domain import merge
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Register
from siamdesk.register import columns, inspection, reader
from siamdesk.register.columns import Column
from siamdesk.register.inspection import Inspection, TableReading
from siamdesk.register.reader import Raw, Workbook
from siamdesk.register.scan import column_number
from siamdesk.register.wording import Wording
from siamdesk.session import incoming, recognition, snapshots
from siamdesk.session.cells import Cells

NAMED: Final = frozenset({"tower_id", "served", "predecessor_id"})
"""Fields that hold ids, for which a register has names."""
_CELL: Final = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: where it stands, what it holds and in which number format."""

    sheet: str
    cell: str
    column: Column
    raw: Raw
    code: str
    table: TableReading = field(repr=False)

    @property
    def address(self) -> str:
        """The cell's address, its sheet included."""
        return f"{self.sheet}!{self.cell}"


class OpenedRegister:
    """A workbook as it was read for writing. Towers are told by the portfolio's names for them."""

    def __init__(self, workbook: Workbook, found: Inspection, portfolio: Portfolio, sent: Cells) -> None:
        self.sha256 = workbook.sha256
        self.listing = incoming.listed(found)
        own = recognition.own_columns(portfolio, self.listing, sent)
        incoming.with_own_columns(self.listing, {header: f"x.{each.id}" for header, each in own.items()})
        self.cells: Cells = snapshots.cells(self.listing.rows.values())
        self.tables = [table for table in found.tables if table.entity == "contract"]
        self._portfolio = portfolio
        self._fy_start = found.fy_start
        self._sheets = {sheet.name: sheet for sheet in workbook.sheets}
        self._by_row = {(table.sheet, number): table for table in self.tables for number in table.numbers}
        self._wordings: dict[tuple[int, str], Wording] = {}
        self.row_keys = {(one.sheet, one.row): key for key, one in self.listing.rows.items()}

    @classmethod
    def read(cls, path: Path, register: Register, portfolio: Portfolio, sent: Cells) -> "OpenedRegister":
        """Read a workbook as the register was read last. Raises `SiamdeskError`."""
        remembered = recognition.remembered(register).read
        workbook = reader.read(path)
        fy_start = register.fy_start or portfolio.settings.fy_start
        found = inspection.interpret(workbook, remembered=remembered or None, fy_start=fy_start)
        return cls(workbook, found, portfolio, sent)

    @classmethod
    def look(cls, path: Path) -> "OpenedRegister":
        """Read a workbook of which nothing is known. Raises `SiamdeskError`."""
        workbook = reader.read(path)
        return cls(workbook, inspection.interpret(workbook), Portfolio(), {})

    @staticmethod
    def row_number(cell: str) -> int:
        """The row of an address such as H7."""
        return int("".join(letter for letter in cell if letter.isdigit()))

    def spot(self, row_key: str, key: str) -> Spot:
        """The cell of a field in a row."""
        one = self.listing.rows[row_key]
        sheet, _, cell = one.cell(key).rpartition("!")
        return self.spot_at(sheet or one.sheet, cell)

    def spot_at(self, sheet: str, cell: str) -> Spot:
        """A cell of one of the tables' columns. KeyError where it is in none."""
        match = _CELL.fullmatch(cell)
        if match is None:
            raise KeyError(cell)
        number, row = column_number(match[1]), int(match[2]) - 1
        # A cell that is merged down stands in its anchor's row, which is of the same table.
        table = self._by_row.get((sheet, row + 1)) or next(each for each in self.tables if each.sheet == sheet)
        column = next(each.column for each in table.columns if each.column.index == number)
        page = self._sheets[sheet]
        return Spot(sheet, cell, column, page.value(row, number), page.formats.get((row, number), ""), table)

    def wording(self, spot: Spot) -> Wording:
        """How the column of a cell says its values."""
        return self.wording_of(spot.table, spot.column)

    def wording_of(self, table: TableReading, column: Column) -> Wording:
        """How a column of a table says its values."""
        key = id(table), column.letter
        if key not in self._wordings:
            page, index = self._sheets[table.sheet], column.index
            rows = (number - 1 for number in table.numbers)
            held = [(page.value(row, index), page.formats.get((row, index), "")) for row in rows]
            about = columns.field_of("contract", column.field)
            self._wordings[key] = Wording(column, about, held, self._fy_start)
        return self._wordings[key]

    def in_words(self, key: str, value: Value, portfolio: Portfolio) -> Value:
        """A value with names in place of the ids of towers and contracts; others as they are."""
        if key not in NAMED or value is None or value == ():
            return value
        if key == "predecessor_id":
            before = portfolio.contracts.get(str(value))
            return (before.reference or before.title) if before is not None else None
        ids = value if isinstance(value, tuple) else (str(value),)
        names = tuple(self._tower(each, portfolio) for each in ids)
        return names if isinstance(value, tuple) else names[0]

    def _tower(self, tower_id: str, portfolio: Portfolio) -> str:
        """A tower's name as the workbook has it, else as we have it."""
        tower = portfolio.towers.get(tower_id)
        if tower is None:
            return ""
        for one in self.listing.rows.values():
            named = one.values.get("tower_id")
            if named and merge.find_tower(str(named), portfolio.towers.values()) == tower:
                return str(named)
        return tower.name

"""Why a cell must not be written: each reason is one that whoever keeps the workbook can act on."""

from functools import cached_property

from siamdesk.register import excel_tables
from siamdesk.register.archive import Archive
from siamdesk.register.cell_styles import CellStyles
from siamdesk.register.cell_xml import Held
from siamdesk.register.excel_tables import ExcelTable
from siamdesk.register.scan import Area, address
from siamdesk.register.sheet_index import SheetIndex, area, overlap, within
from siamdesk.register.workbook_parts import SheetPart, is_true


def span(found: Area) -> str:
    """An area as Excel shows it."""
    first, last = address(found[0], found[1]), address(found[2], found[3])
    return first if first == last else f"{first}:{last}"


class Obstacles:
    """What stands in the way on one sheet."""

    def __init__(self, archive: Archive, sheet: SheetPart, index: SheetIndex) -> None:
        self._archive = archive
        self._sheet = sheet
        self._index = index

    @cached_property
    def is_protected(self) -> bool:
        """Whether the sheet is protected."""
        return any(is_true(each.get("sheet")) for each in self._index.top("sheetProtection"))

    @cached_property
    def merged(self) -> list[Area]:
        """The merged areas."""
        return [area(each.get("ref")) for each in self._index.top("mergeCells", "mergeCell")]

    @cached_property
    def tables(self) -> list[ExcelTable]:
        """The Excel tables."""
        return excel_tables.tables(self._archive, self._sheet)

    @cached_property
    def pivots(self) -> list[tuple[str, Area]]:
        """The pivot tables, by name."""
        return excel_tables.pivots(self._archive, self._sheet)

    def at(self, row: int, column: int) -> str:
        """Why nothing may be written at a spot (from 0), whatever is in it; '' for no reason."""
        for merged in self.merged:
            if within(row, column, merged) and (row, column) != merged[:2]:
                return f"it is part of the merged cells {span(merged)}: write to {address(*merged[:2])}"
        for name, pivot in self.pivots:
            if within(row, column, pivot):
                return f"it belongs to the pivot table {name}, which Excel fills: change what the pivot table reads"
        for table in self.tables:
            if table.header and within(row, column, table.header):
                return f"it is a header of the table {table.name}: rename the column in Excel"
            if table.totals and within(row, column, table.totals):
                return f"it is in the totals row of the table {table.name}: change it in Excel"
        for spread in self._index.spreads:
            if within(row, column, spread) and spread[:2] != spread[2:]:
                return f"it is filled by the array formula or data table {span(spread)}: change that in Excel"
        return ""

    def protected(self, style: str | None, styles: CellStyles | None) -> str:
        """Why the sheet's protection keeps a cell of that style from being written; '' where it is unlocked."""
        if styles is not None and styles.is_unlocked(style):
            return ""
        return f"the sheet {self._sheet.name} is protected and the cell is locked: take the protection off in Excel"

    def formula(self, held: Held | None, *, replace: bool) -> str:
        """Why a cell's formula keeps it from being written; '' where it has none or may be replaced."""
        if held is None or held.formula is None:
            return ""
        about = held.formula_attributes
        if about.get("t") == "shared" and "ref" in about:
            members = self._index.shared_formula_members(about.get("si", "").encode())
            if members > 1:
                return f"{members - 1} other cells take their formula from it ({about['ref']}): change it in Excel"
        if not replace:
            shown = f" ={held.formula}" if held.formula else ""
            return f"it holds a formula{shown}: it is only replaced if you ask for that"
        return ""

    def meets(self, found: Area) -> str:
        """What else stands in an area that ought to be free; '' for nothing but cells."""
        for merged in self.merged:
            if overlap(merged, found):
                return f"the merged cells {span(merged)}"
        for name, pivot in self.pivots:
            if overlap(pivot, found):
                return f"the pivot table {name} ({span(pivot)})"
        for spread in self._index.spreads:
            if overlap(spread, found):
                return f"the array formula {span(spread)}"
        return ""

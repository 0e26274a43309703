"""What every sheet of the samples shares: its colours, borders, marking, remarks and print set-up."""

from typing import Final, cast

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from sample_facts import Value
from sample_layouts import Layout

MARKING: Final = "OFFICIAL"
AUTHOR: Final = "Commercial team"
POUNDS: Final = '"£"#,##0'
MILLIONS: Final = "#,##0.00"
A3: Final = 8
LINE: Final = 15.0
"""Height of a line of text, in points."""

_thin = Side(style="thin", color="BFBFBF")
_heavy = Side(style="medium", color="595959")
GRID: Final = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)
TOTAL: Final = Border(left=_thin, right=_thin, top=_heavy, bottom=_heavy)


def fill_of(colour: str) -> PatternFill:
    """A plain fill; both colours, because conditional formats read the second."""
    return PatternFill("solid", start_color=colour, end_color=colour)


def put(cell: Cell, value: Value | float, *, style: Font, fill: str = "", align: Alignment | None = None) -> None:
    """Writes a value with its looks."""
    cell.value = value
    cell.font = style
    if fill:
        cell.fill = fill_of(fill)
    if align:
        cell.alignment = align


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell itself: everything is written before any cells are merged."""
    return cast("Cell", sheet.cell(row, column))


def mark(sheet: Worksheet, layout: Layout, left: int, right: int) -> None:
    """The marking, as the first line of the sheet."""
    for column in range(left, right + 1):
        cell_at(sheet, 1, column).fill = fill_of(layout.accent)
    put(cell_at(sheet, 1, left), MARKING, style=Font(name=layout.font, size=10, bold=True, color="FFFFFF"))


def remark_of(text: str) -> Comment:
    """A comment large enough to be read without scrolling."""
    remark = Comment(text, AUTHOR)
    remark.width, remark.height = 260, 90
    return remark


def print_set_up(sheet: Worksheet, layout: Layout) -> None:
    """A3 landscape, one page wide, the marking above and below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_properties.tabColor = layout.accent
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    top, bottom = cast("HeaderFooterItem", sheet.oddHeader), cast("HeaderFooterItem", sheet.oddFooter)
    top.center.text = bottom.center.text = MARKING
    bottom.left.text, bottom.right.text = "&F", "Page &P of &N"
    sheet.sheet_view.showGridLines = False

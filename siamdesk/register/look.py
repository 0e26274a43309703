"""How a new workbook looks: its colours, fonts, widths and number formats, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.worksheet.worksheet import Worksheet

INK: Final = "1F2A37"
FAINT: Final = "8A94A3"
HEADER: Final = "1F3864"
RULE: Final = "D5DBE3"
BAND: Final = "EDF1F7"
TODAY: Final = "B3261E"
FONT: Final = "Calibri"

PHASES: Final = {
    "define": "E2E7EE",
    "tender": "C5D7EE",
    "mobilise": "7FA6D6",
    "service": "2F66AD",
    "extension": "D7E3F4",
}
"""The fills of the phases: light to dark as a contract comes to be, so that they can be told without colour."""

RAG: Final = {"Red": ("F8C9C4", "7A130C"), "Amber": ("FCE3AE", "5C3D00"), "Green": ("CBE8CF", "14532D")}
"""Fill and ink of each; the word stays, and can be read on its fill."""
SLIPPED: Final = ("FDE9D9", "8A3B00")

DAY: Final = "dd mmm yyyy"
SLIPPED_DAY: Final = ";".join([f'"▲ "{DAY}'] * 3 + ['"▲ "@'])
"""With a sign before the day, and before words that stand in its place."""
HATCH: Final = "A3AEBD"
A3: Final = 8
"""The paper's number (ECMA-376 part 1, 18.3.1.63)."""

_WIDTHS: Final = {
    "long text": 46, "title": 36, "date": 14, "money": 16, "yes or no": 8, "months": 10, "integer": 10, "rag": 9,
    "list": 24,
}  # fmt: skip
_USUAL: Final = 16
_NARROWEST, _WIDEST = 9, 48
_SAMPLE: Final = 400
_LINE: Final = 15


@dataclass(frozen=True, slots=True)
class Look:
    """One way to show a cell. `fill` and `ink` are colours, `edge` is a colour of its left side."""

    fill: str = ""
    ink: str = INK
    bold: bool = False
    size: float = 10
    wrap: bool = False
    across: str = ""
    up: str = "center"
    code: str = ""
    rule: str = RULE
    hatched: bool = False
    edge: str = ""
    indent: int = 0
    quoted: bool = False
    """Whether its text stays text when it is typed over, though it begins as a formula does."""


PLAIN: Final = Look()
HEADING: Final = Look(HEADER, "FFFFFF", bold=True, wrap=True, up="center", rule=HEADER)


class Looks:
    """The styles of one workbook, each made once; a style is a number in the workbook."""

    def __init__(self, page: "Worksheet") -> None:
        self._page = page
        self._known: dict[Look, int] = {}

    def number(self, look: Look) -> int:
        """The number of a look in the workbook."""
        if look not in self._known:
            self._known[look] = self._made(look)
        return self._known[look]

    def _made(self, look: Look) -> int:
        from openpyxl.cell import Cell  # noqa: PLC0415  only making a workbook needs it, and it is slow to load
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415

        # One cell a style: the workbook keeps the very object that a cell's style is.
        cell = Cell(self._page, row=1, column=1)
        cell.font = Font(name=FONT, size=look.size, bold=look.bold, color=look.ink)
        if look.hatched:
            cell.fill = PatternFill("lightUp", fgColor=HATCH, bgColor=look.fill or "FFFFFF")
        else:
            cell.fill = PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()
        cell.alignment = Alignment(
            horizontal=look.across or None, vertical=look.up, wrap_text=look.wrap or None, indent=look.indent
        )
        cell.border = Border(
            bottom=Side("thin", color=look.rule) if look.rule else None,
            left=Side("medium", color=look.edge) if look.edge else None,
        )
        cell.number_format = look.code or "General"
        cell.quotePrefix = look.quoted
        return int(cell.style_id)


def width(kind: str, header: str, lengths: Sequence[int]) -> float:
    """The width of a column in characters: for its header's longest word and most of its cells, within bounds."""
    longest = max((len(word) for word in header.split()), default=0) + 4
    if kind in {"date", "money", "yes or no", "rag", "months", "integer"}:
        return max(_WIDTHS[kind], min(max(lengths, default=0) + 2, 26), min(longest, 22))
    usual = sorted(lengths)[len(lengths) * 9 // 10] + 2 if lengths else _USUAL
    return max(_NARROWEST, min(usual, _WIDTHS.get(kind, _WIDEST)), min(longest, 24))


def header_height(widths: Sequence[float], headers: Sequence[str]) -> float:
    """The height of a header row in points, for its longest header when it is wrapped."""
    lines = max(
        (-(-(len(text) + 4) // max(int(wide) - 3, 1)) for wide, text in zip(widths, headers, strict=True)), default=1
    )
    return _LINE * min(max(lines, 2), 5) + 4


def differing(fill: str, ink: str, code: str = "", *, bold: bool = False) -> "DifferentialStyle":
    """A style that a condition lays over a cell's own."""
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.styles.differential import DifferentialStyle  # noqa: PLC0415
    from openpyxl.styles.numbers import NumberFormat  # noqa: PLC0415

    return DifferentialStyle(
        font=Font(color=ink, bold=bold or None),
        fill=PatternFill(bgColor=fill),
        numFmt=NumberFormat(numFmtId=200, formatCode=code) if code else None,
    )


def for_paper(page: "Worksheet", title: str, marking: str, first_rows: str, first_columns: str = "") -> None:
    """Set a page up to be printed: landscape A3, as wide as the sheet, its header on every page, and the marking."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A3
    page.page_setup.fitToWidth = page.page_setup.fitToWidth or 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.7
    page.print_title_rows = first_rows
    if first_columns:
        page.print_title_cols = first_columns
    header, footer = page.oddHeader, page.oddFooter
    if header is not None and footer is not None:
        header.center.text = footer.center.text = said(marking) or None
        footer.left.text = said(title)
        footer.right.text = "Page &P of &N"


def said(text: str) -> str:
    """A text as a page header takes it, in which an ampersand begins a code."""
    return text.replace("&", "&&")

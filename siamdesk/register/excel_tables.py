"""The Excel tables of a sheet: where each stands, its headers and its totals."""

from dataclasses import dataclass, field

from siamdesk.register import markup, sheet_index
from siamdesk.register.archive import Archive
from siamdesk.register.markup import Element
from siamdesk.register.scan import Area
from siamdesk.register.workbook_parts import SheetPart


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """One table: its part, name, area from 0 (headers and totals included), and how many rows of each it has."""

    part: str
    name: str
    area: Area
    header_rows: int
    totals_rows: int
    outline: tuple[Element, ...] = field(repr=False)

    @property
    def header(self) -> Area | None:
        """The area of its headers, None where they are switched off."""
        top, left, _, right = self.area
        return (top, left, top + self.header_rows - 1, right) if self.header_rows else None

    @property
    def totals(self) -> Area | None:
        """The area of its totals row, None where it has none."""
        _, left, bottom, right = self.area
        return (bottom - self.totals_rows + 1, left, bottom, right) if self.totals_rows else None

    @property
    def columns(self) -> list[Element]:
        """Its columns."""
        return [each for each in self.outline if each.path[1:] == ("tableColumns", "tableColumn")]


def tables(archive: Archive, sheet: SheetPart) -> list[ExcelTable]:
    """The tables of a sheet. Raises `Malformed`, and `ValueError` where one has no area."""
    found = []
    for part in sheet.linked("/table"):
        content = archive.read(part)
        if content is None:
            continue
        outline = tuple(markup.elements(content))
        root = outline[0]
        found.append(
            ExcelTable(
                part,
                root.get("displayName") or root.get("name"),
                sheet_index.area(root.get("ref")),
                root.number("headerRowCount", 1),
                root.number("totalsRowCount", 0),
                outline,
            )
        )
    return found


def pivots(archive: Archive, sheet: SheetPart) -> list[tuple[str, Area]]:
    """The name and area of each pivot table of a sheet, its page filters included. Raises as `tables` does."""
    found = []
    for part in sheet.linked("/pivotTable"):
        content = archive.read(part)
        outline = markup.elements(content) if content else []
        for each in outline:
            if each.path[1:] == ("location",):
                top, left, bottom, right = sheet_index.area(each.get("ref"))
                filters = each.number("rowPageCount", 0)
                # An empty row stands between the filters and the table.
                top = max(0, top - filters - 1) if filters else top
                found.append((outline[0].get("name"), (top, left, bottom, right)))
    return found

"""The register sheet of a sample: title block, two-row header, contracts, totals, footnotes."""

from datetime import date
from itertools import groupby
from typing import Final

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sample_charts import CHART_ROWS, draw_values
from sample_facts import TBC, Value
from sample_layouts import LONG_DATE, Column, Layout
from sample_look import GRID, LINE, MILLIONS, POUNDS, TOTAL, cell_at, fill_of, mark, print_set_up, put, remark_of
from sample_package import Results

RATINGS: Final = {"Red": "C00000", "Amber": "F4B183", "Green": "70AD47"}

Rows = list[dict[str, Value]]


def _title_block(sheet: Worksheet, layout: Layout) -> None:
    """The lines above the header; their number follows from where the header stands."""
    left, right = layout.first_column, layout.last_column
    owner, as_at = f"Owner: {layout.owner}", f"As at {layout.day.day} {layout.day:%B %Y}"
    plain = Font(name=layout.font, size=10, color="404040")
    big = Font(name=layout.font, size=18, bold=True, color=layout.accent)
    small = Font(name=layout.font, size=13, color="404040")
    mark(sheet, layout, left, right)
    if layout.day_as_cell:
        lines = [
            (layout.programme, small),
            (layout.heading, big),
            ("Owner", plain),
            ("As at", plain),
            (layout.frame, plain),
        ]
        put(cell_at(sheet, 4, left + 1), layout.owner, style=plain)
        put(cell_at(sheet, 5, left + 1), layout.day, style=plain, align=Alignment(horizontal="left"))
        cell_at(sheet, 5, left + 1).number_format = LONG_DATE
    elif layout.header_row > 5:
        lines = [
            (layout.programme, small),
            (layout.heading, big),
            (f"{owner}  ·  {as_at}", plain),
            (layout.frame, plain),
        ]
    else:
        lines = [(layout.heading, big), (f"{layout.programme}  ·  {owner}  ·  {as_at}", small), (layout.frame, plain)]
    for row, (line, font) in enumerate(lines, 2):
        put(cell_at(sheet, row, left), line, style=font, align=Alignment(vertical="center"))
        sheet.row_dimensions[row].height = 27 if font is big else 18


def _header(sheet: Worksheet, layout: Layout) -> None:
    """Two rows: groups over their columns, and single columns over both rows."""
    top, low = layout.header_row, layout.header_row + 1
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    white = Font(name=layout.font, size=10, bold=True, color="FFFFFF")
    dark = Font(name=layout.font, size=10, bold=True, color=layout.accent)
    for place, column in layout.places():
        over, under = cell_at(sheet, top, place), cell_at(sheet, low, place)
        put(over, column.group or column.label, style=white, fill=layout.accent, align=middle)
        label, style, fill = (column.label, dark, layout.tint) if column.group else (None, white, layout.accent)
        put(under, label, style=style, fill=fill, align=middle)
        over.border = under.border = GRID
        if column.remark:
            over.comment = remark_of(column.remark)
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width, dimension.hidden = column.width, column.hidden
    sheet.row_dimensions[top].height = 2 * LINE + 3
    sheet.row_dimensions[low].height = 2 * LINE
    for group, members in groupby(layout.places(), key=lambda item: item[1].group or item[1].key):
        places = [place for place, _ in members]
        grouped = any(column.group == group for column in layout.columns)
        for place in places[1:]:
            cell_at(sheet, top, place).value = None
        if not grouped or len(places) > 1:
            sheet.merge_cells(
                start_row=top, end_row=top if grouped else low, start_column=places[0], end_column=places[-1]
            )


def _lines(column: Column, value: Value) -> int:
    """How many lines a text takes in its column, at about one character a unit of width."""
    return -(-len(value) // int(column.width * 1.05)) if isinstance(value, str) else 1


def _body(sheet: Worksheet, layout: Layout, rows: Rows) -> Results:
    """The contracts; what formulas in them come to is given back."""
    results: Results = {}
    remarks = {(reference, key): text for reference, key, text in layout.cell_remarks}
    plain, grey = Font(name=layout.font, size=10), Font(name=layout.font, size=10, italic=True, color="7F7F7F")
    for row, values in enumerate(rows, layout.first_row):
        for place, column in layout.places():
            cell, value = cell_at(sheet, row, place), values.get(column.key)
            indent = 0 if column.align == "center" else 1
            align = Alignment(horizontal=column.align, vertical="top", wrap_text=isinstance(value, str), indent=indent)
            if column.key == "sort":
                value = (row - layout.first_row + 1) * 10
            shown = value / column.unit if column.unit > 1 and isinstance(value, int) else value
            put(cell, shown, style=grey if value == TBC else plain, align=align)
            cell.border = GRID
            if (row - layout.first_row) % 2:
                cell.fill = fill_of(layout.band)
            if isinstance(value, date):
                cell.number_format = layout.date_format
            elif column.unit:
                cell.number_format = POUNDS if column.unit == 1 else MILLIONS
            text = remarks.get((str(values["reference"]), column.key))
            if text:
                cell.comment = remark_of(text)
            if column.key == "rise":
                results[sheet.title, cell.coordinate] = _rise(cell, layout, values)
        height = max(_lines(column, values.get(column.key)) for column in layout.columns if not column.hidden)
        sheet.row_dimensions[row].height = max(2, height) * LINE - 1
    if layout.merged_tower:
        _merge_towers(sheet, layout, rows)
    return results


def _rise(cell: Cell, layout: Layout, values: dict[str, Value]) -> float | str:
    """Writes the formula of the rise on the award or approved value, and gives what it comes to."""
    now, award, approved = (
        f"{get_column_letter(layout.place(key))}{cell.row}" for key in ("current", "award_value", "approved")
    )
    cell.value = (
        f'=IF(ISNUMBER({now}),IF(ISNUMBER({award}),{now}/{award}-1,IF(ISNUMBER({approved}),{now}/{approved}-1,"")),"")'
    )
    cell.number_format = "0%"
    base = next((found for key in ("award_value", "approved") if isinstance(found := values.get(key), int)), None)
    current = values.get("current")
    return current / base - 1 if isinstance(current, int) and base else ""


def _merge_towers(sheet: Worksheet, layout: Layout, rows: Rows) -> None:
    place, row = layout.place("tower"), layout.first_row
    for _, members in groupby(rows, key=lambda values: values["tower"]):
        count = len(list(members))
        if count > 1:
            sheet.merge_cells(start_row=row, end_row=row + count - 1, start_column=place, end_column=place)
        row += count


def _totals(sheet: Worksheet, layout: Layout, rows: Rows) -> Results:
    """A sum under each money column that holds a number."""
    results: Results = {}
    first, last = layout.first_row, layout.first_row + len(rows) - 1
    row, bold = last + 1, Font(name=layout.font, size=10, bold=True)
    for place, column in layout.places():
        cell = cell_at(sheet, row, place)
        cell.font, cell.fill, cell.border = bold, fill_of(layout.tint), TOTAL
        amounts = [value for values in rows if isinstance(value := values.get(column.key), int)]
        if column.key == "title":
            cell.value, cell.alignment = "Total", Alignment(horizontal="left", indent=1)
        if column.unit and amounts:
            letter = get_column_letter(place)
            cell.value = f"=SUM({letter}{first}:{letter}{last})"
            cell.number_format = POUNDS if column.unit == 1 else MILLIONS
            cell.alignment = Alignment(horizontal="right", indent=1)
            results[sheet.title, cell.coordinate] = sum(amounts) / column.unit if column.unit > 1 else sum(amounts)
    sheet.row_dimensions[row].height = LINE + 3
    return results


def _footnotes(sheet: Worksheet, layout: Layout, row: int) -> int:
    """The notes under the table; the row after them is given back."""
    font = Font(name=layout.font, size=9, italic=True, color="595959")
    span = min(15, len(layout.columns) - 3)
    width = sum(column.width for column in layout.columns[:span])
    for text in layout.footnotes:
        put(cell_at(sheet, row, layout.first_column), text, style=font, align=Alignment(wrap_text=True, vertical="top"))
        sheet.merge_cells(
            start_row=row,
            end_row=row,
            start_column=layout.first_column,
            end_column=layout.first_column + span - 1,
        )
        sheet.row_dimensions[row].height = (1 + int(len(text) / (width * 1.2))) * (LINE - 2)
        row += 1
    return row


def _legend(sheet: Worksheet, layout: Layout, row: int) -> None:
    """What the ratings look like, for a register that has a column for them."""
    place = layout.place("tower")
    put(cell_at(sheet, row, place), "RAG", style=Font(name=layout.font, size=9, bold=True))
    for offset, (word, colour) in enumerate(RATINGS.items(), 1):
        white = "FFFFFF" if word == "Red" else "000000"
        cell = cell_at(sheet, row + offset, place)
        put(cell, word, style=Font(name=layout.font, size=9, color=white), fill=colour)
        cell.alignment = Alignment(horizontal="center")


def write_register(sheet: Worksheet, layout: Layout, rows: Rows) -> Results:
    """Writes the register; what its formulas come to is given back."""
    sheet.title = layout.sheet
    _title_block(sheet, layout)
    _header(sheet, layout)
    results = _body(sheet, layout, rows)
    row = layout.first_row + len(rows)
    if layout.chart:
        results |= _totals(sheet, layout, rows)
        row += 1
    row = _footnotes(sheet, layout, row + 1)
    if "rag" in {column.key for column in layout.columns}:
        _legend(sheet, layout, row)
        row += 1 + len(RATINGS)
    if layout.chart:
        draw_values(sheet, layout, len(rows), row + 1)
        row += CHART_ROWS
    print_set_up(sheet, layout)
    if layout.first_column > 1:
        sheet.column_dimensions["A"].width = 2
    sheet.freeze_panes = f"{get_column_letter(layout.first_column + 3)}{layout.first_row}"
    sheet.print_title_rows = f"{layout.header_row}:{layout.header_row + 1}"
    first, last = get_column_letter(layout.first_column), get_column_letter(layout.last_column)
    sheet.print_area = f"{first}1:{last}{row}"
    return results

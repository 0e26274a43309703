"""Adding to a table: rows under its last one, or a column at its right, looking as their neighbours do.

Nothing is moved: what stands where the new cells would go is respected, and named in the refusal.
"""

from collections.abc import Mapping

from siamdesk.register import dependents, sheet_index
from siamdesk.register.cell_xml import Held, Value
from siamdesk.register.dependents import Formula
from siamdesk.register.edits import Append, NewColumn, Refused, is_number
from siamdesk.register.excel_tables import ExcelTable
from siamdesk.register.obstacles import span
from siamdesk.register.ranges import Growth
from siamdesk.register.scan import Area, address, column_number
from siamdesk.register.sheet_index import MOST_COLUMNS, MOST_ROWS, overlap
from siamdesk.register.sheet_patch import SheetPatch


def add_column(sheet: SheetPatch, column: NewColumn) -> list[tuple[str, str]]:
    """Take a column; the cells that were refused. Raises `Refused` where it can't be added at all."""
    area = sheet_index.area(column.area)
    top, _, bottom, right = area
    table = _table(sheet, area)
    if right + 1 >= MOST_COLUMNS:
        raise Refused("the table reaches to the sheet's last column")
    header_row = column.header_row - 1 if column.header_row else top
    target = (top, right + 1, max(bottom, table.area[2] if table else bottom), right + 1)
    if table is not None:
        _check_header(table, column.header, header_row, right)
    _check_free(sheet, target, table)
    sheet.set(header_row, right + 1, column.header)
    header = sheet.puts[header_row, right + 1]
    sheet.restyle(header_row, right + 1, header.style or _style(sheet, header_row, right))
    refused = []
    for number in range(top, target[2] + 1):
        if number == header_row:
            continue
        value = column.values.get(number + 1)
        style = _fitting(sheet, number, area, value)
        try:
            sheet.add(number, right + 1, value, style)
        except Refused as error:
            refused.append((sheet.named(number, right + 1), str(error)))
    if table is not None:
        sheet.new_columns.append((table, column.header))
    sheet.growths.append(Growth(area, _bottoms(area, table), right=1))
    return refused


def _check_header(table: ExcelTable, header: str, header_row: int, right: int) -> None:
    if table.area[3] != right:
        raise Refused(f"the table {table.name} covers {span(table.area)}, so that the column would not be at its right")
    if table.header is not None and header_row != table.area[0]:
        raise Refused(f"the table {table.name} has its headers in row {table.area[0] + 1}: put the header there")
    if table.totals_rows:
        raise Refused(f"the table {table.name} has a totals row: add the column in Excel")
    if not header.strip() or any(sign in header for sign in "\n\r\t"):
        raise Refused("a table's header needs to be one line of text")
    if any(each.get("name").casefold() == header.casefold() for each in table.columns):
        raise Refused(f"the table {table.name} has a column “{header}” already: choose another header")
    if table.outline[0].get("tableType", "worksheet") != "worksheet":
        raise Refused(f"the table {table.name} is filled from elsewhere: add the column there")


def append(sheet: SheetPatch, rows: Append) -> list[tuple[str, str]]:
    """Take rows; the cells that were refused. Raises `Refused` where they can't be added at all."""
    area = sheet_index.area(rows.area)
    top, left, bottom, right = area
    count = len(rows.rows)
    if not count:
        return []
    if bottom + count >= MOST_ROWS:
        raise Refused("the table reaches to the sheet's last row")
    table = _table(sheet, area)
    if table is not None and table.totals_rows:
        raise Refused(f"the table {table.name} has a totals row ({span(table.totals or area)}): add the rows in Excel")
    if table is not None and table.outline[0].get("tableType", "worksheet") != "worksheet":
        raise Refused(f"the table {table.name} is filled from elsewhere: add the rows there")
    if table is not None and table.area[2] < bottom:
        raise Refused(
            f"the table {table.name} ends in row {table.area[2] + 1}, above row {bottom + 1}: fill it in Excel"
        )
    wider = sum(growth.right for growth in sheet.growths if growth.area == area)
    last = right + wider
    _check_free(sheet, (bottom + 1, left, bottom + count, last), table)
    # Rows under a header alone have no row whose looks they could take.
    has_rows = bottom > top
    above = {column: _above(sheet, bottom, column) if has_rows else None for column in range(left, last + 1)}
    refused: list[tuple[str, str]] = []
    for place, values in enumerate(rows.rows, bottom + 1):
        if has_rows:
            sheet.like[place] = bottom
        refused += _add_row(sheet, place, values, above, bottom)
    _warn(sheet, area, above, wider)
    sheet.growths.append(Growth(area, _bottoms(area, table), down=count))
    return refused


def _add_row(
    sheet: SheetPatch, row: int, values: Mapping[str, Value], above: Mapping[int, Held | None], last: int
) -> list[tuple[str, str]]:
    """Take one row, each cell looking as that of the `last` row, and continuing its formula; what was refused."""
    by_column = {column_number(letters.upper()): value for letters, value in values.items()}
    refused = [
        (sheet.named(row, column), "it lies beside the table")
        for column, value in by_column.items()
        if column not in above and value is not None
    ]
    for column, model in above.items():
        value, style = by_column.get(column), model.style if model else None
        formula = _continued(model, address(last, column), address(row, column)) if value is None else ""
        try:
            if formula:
                sheet.add_formula(row, column, formula, style)
            else:
                sheet.add(row, column, value, style)
        except Refused as error:
            refused.append((sheet.named(row, column), str(error)))
    return refused


def _continued(model: Held | None, origin: str, target: str) -> str:
    """The formula of the row above as Excel would fill it down; '' where it has none that can be."""
    if model is None or not model.formula or model.formula_attributes.get("t") in {"array", "dataTable"}:
        return ""
    from openpyxl.formula.tokenizer import TokenizerError  # noqa: PLC0415  slow to load, seldom wanted
    from openpyxl.formula.translate import Translator, TranslatorError  # noqa: PLC0415  slow to load, seldom wanted

    try:
        return str(Translator(f"={model.formula}", origin).translate_formula(target)).removeprefix("=")
    except (TokenizerError, TranslatorError, ValueError, IndexError):
        return ""


def _bottoms(area: Area, table: ExcelTable | None) -> tuple[int, ...]:
    return (area[2], table.area[2]) if table else (area[2],)


def _table(sheet: SheetPatch, area: Area) -> ExcelTable | None:
    """The Excel table that the area is, None where it is none. Raises `Refused` where it cannot be told."""
    found = [table for table in sheet.obstacles.tables if overlap(table.area, area)]
    if len(found) > 1:
        raise Refused(f"the tables {' and '.join(table.name for table in found)} share the area {span(area)}")
    return found[0] if found else None


def _check_free(sheet: SheetPatch, target: Area, own: ExcelTable | None) -> None:
    """Raise `Refused` unless an area is empty and nothing else claims it."""
    if sheet.obstacles.is_protected:
        raise Refused(f"the sheet {sheet.sheet.name} is protected: take the protection off in Excel")
    stands = sheet.obstacles.meets(target)
    for table in sheet.obstacles.tables:
        if table is not own and overlap(table.area, target):
            stands = f"the table {table.name} ({span(table.area)})"
    if stands:
        raise Refused(f"{stands} stands in {span(target)}, where they would go: make room in Excel first")
    for row in range(target[0], target[2] + 1):
        for column in sheet.columns(row):
            held = sheet.held(row, column) if target[1] <= column <= target[3] else None
            if held is None or held.is_empty:
                continue
            if held.formula is None or own is None or row > own.area[2]:
                said = sheet.book.shown(held)[:40]
                raise Refused(
                    f"{address(row, column)} holds “{said}”, which stands where they would go: make room in Excel first"
                )


def _above(sheet: SheetPatch, row: int, column: int) -> Held | None:
    put = sheet.puts.get((row, column))
    held = sheet.held(row, column)
    if put is not None and held is None:
        return Held("n", put.style, "", None, {}, "", rich=False)
    return held


def _style(sheet: SheetPatch, row: int, column: int) -> str | None:
    held = sheet.held(row, column)
    return held.style if held else sheet.style_for(row, column)


def _fitting(sheet: SheetPatch, row: int, area: Area, value: Value) -> str | None:
    """The style of the nearest cell at the left that does not show a plain number as a day."""
    styles = sheet.book.styles
    for column in range(area[3], area[1] - 1, -1):
        style = _style(sheet, row, column)
        if not (is_number(value) and styles is not None and styles.is_date(style)):
            return style
    return None


def _warn(sheet: SheetPatch, area: Area, above: Mapping[int, Held | None], wider: int) -> None:
    """Say which formulas the new rows lack, and which formulas do not reach them."""
    name, bottom = sheet.sheet.name, area[2]
    lacking = [
        address(bottom, column)
        for column, held in above.items()
        if held
        and held.formula is not None
        and not _continued(held, address(bottom, column), address(bottom + 1, column))
    ]
    if lacking:
        sheet.warnings.append(f"{name}: the new rows have no formulas like those in {', '.join(lacking)}")
    for found, text in sheet.index.formulas():
        read, _ = dependents.references(Formula(name, found, text))
        short = any(
            where.casefold() == name.casefold() and read_area[2] == bottom and read_area[0] < bottom
            for where, read_area in read
            if area[1] <= read_area[1] <= area[3] + wider
        )
        if short and not sheet_index.within(found[0], found[1], area):
            sheet.warnings.append(f"{name}!{span(found)}: its formula reads to row {bottom + 1}, not the new rows")

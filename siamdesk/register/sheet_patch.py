"""The changes of one sheet, gathered cell by cell: each is taken, or refused with a reason."""

import datetime as dt

from siamdesk.register import cell_xml, markup, ranges, sheet_writer
from siamdesk.register.cell_xml import Held, Unwritable, Value
from siamdesk.register.edits import Change, Refused, in_words, is_number
from siamdesk.register.excel_tables import ExcelTable
from siamdesk.register.obstacles import Obstacles
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.ranges import Growth
from siamdesk.register.scan import address
from siamdesk.register.sheet_index import Row, SheetIndex, Unvouched
from siamdesk.register.sheet_writer import Put
from siamdesk.register.workbook_parts import SheetPart, is_true


class SheetPatch:
    """What is to be changed on one sheet. Raises `Unvouched` and `Malformed`."""

    def __init__(self, book: OpenWorkbook, sheet: SheetPart) -> None:
        self.book = book
        self.sheet = sheet
        self.index = SheetIndex(book.part(sheet.part))
        self.obstacles = Obstacles(book.archive, sheet, self.index)
        self.puts: dict[tuple[int, int], Put] = {}
        self.like: dict[int, int] = {}
        self.changes: list[Change] = []
        self.warnings: list[str] = []
        self.formulas_gone: list[str] = []
        self.growths: list[Growth] = []
        self.new_columns: list[tuple[ExcelTable, str]] = []
        self._dates: dict[int, str | None] = {}

    def named(self, row: int, column: int) -> str:
        """The address of a cell, its sheet included."""
        return f"{self.sheet.name}!{address(row, column)}"

    def held(self, row: int, column: int) -> Held | None:
        """What the cell at a spot (from 0) holds; None where none is written. Raises `Refused`."""
        try:
            cell = self.index.cell(row + 1, column)
        except Unvouched as error:
            raise Refused(f"the sheet's XML is unusual ({error}): save the workbook again in Excel") from None
        return cell_xml.held(self.index.part[cell.start : cell.end]) if cell else None

    def columns(self, row: int) -> list[int]:
        """The columns in which a row (from 0) has cells. Raises `Refused`."""
        try:
            found = self.index.row(row + 1)
            return [cell.column for cell in self.index.cells(found)] if found else []
        except Unvouched as error:
            raise Refused(f"the sheet's XML is unusual ({error}): save the workbook again in Excel") from None

    def add(self, row: int, column: int, value: Value, style: str | None) -> None:
        """Take a value for a cell that is free, or just a style for it; its own style counts where it has one.

        Raises `Refused`.
        """
        held = self.held(row, column)
        if held is not None and held.formula is not None:
            if value is not None:
                raise Refused(f"it holds a formula ={held.formula}: what it works out is kept")
            return
        own = held.style if held and held.style != "0" else None
        if value is not None:
            self.put(row, column, value, own or style)
        elif own is None and style is not None:
            self.puts[row, column] = Put(None, style)

    def add_formula(self, row: int, column: int, text: str, style: str | None) -> None:
        """Take a formula for a free cell; a cell that has one keeps it. Raises `Refused`."""
        held = self.held(row, column)
        if held is None or held.formula is None:
            own = held.style if held and held.style != "0" else None
            self.puts[row, column] = Put(None, own or style, text)
            self.changes.append(Change(self.named(row, column), "", f"={text}"))

    def restyle(self, row: int, column: int, style: str | None) -> None:
        """Give a cell that is being written another style."""
        self.puts[row, column] = Put(self.puts[row, column].value, style)

    def set(self, row: int, column: int, value: Value, *, replace_formula: bool = False) -> None:
        """Take a value for the cell at a spot from 0. Raises `Refused`."""
        held = self.held(row, column)
        style = held.style if held else self.style_for(row, column)
        why = (
            self.obstacles.at(row, column)
            or (self.obstacles.is_protected and self.obstacles.protected(style, self.book.styles))
            or self.obstacles.formula(held, replace=replace_formula)
        )
        if why:
            raise Refused(why)
        self.put(row, column, value, style)
        if held is None:
            return
        if self.book.is_rich(held):
            self.warnings.append(
                f"{self.named(row, column)}: the fonts of single words in the old text, or its reading, are lost"
            )
        if held.formula is not None:
            self.formulas_gone.append(address(row, column))

    def put(self, row: int, column: int, value: Value, style: str | None) -> None:
        """Note a value for a spot where nothing stands in its way; a day gets a style that shows one.

        Raises `Refused` for a value that no cell holds.
        """
        try:
            value = cell_xml.folded(value)
            if isinstance(value, dt.date):
                cell_xml.serial(value, epoch_1904=self.book.parts.epoch_1904)
        except Unwritable as error:
            raise Refused(str(error)) from None
        if isinstance(value, dt.date):
            style = self._dated(column, style, value)
        elif is_number(value) and style and self.book.styles and self.book.styles.is_date(style):
            self.warnings.append(f"{self.named(row, column)}: the cell's format shows the number {value} as a day")
        old = self.held(row, column)
        self.puts[row, column] = Put(value, style)
        self.changes.append(Change(self.named(row, column), self.book.shown(old), in_words(value)))

    def _dated(self, column: int, style: str | None, value: dt.date) -> str | None:
        styles = self.book.styles
        if styles is None:
            raise Refused("the workbook has no styles, so that a day would show as a number: save it again in Excel")
        if styles.is_date(style):
            return style
        if column not in self._dates:
            there = self.index.column_styles(column)
            self._dates[column] = next((each for each in there if styles.is_date(each)), None)
        timed = isinstance(value, dt.datetime) and value.time() != dt.time()
        made = styles.dated(style, self._dates[column], timed=timed)
        if made is None:
            raise Refused("the workbook can hold no further cell style, so that a day would show as a number")
        return made

    def style_for(self, row: int, column: int) -> str | None:
        """The style that a cell not yet written takes from its row or column; None for none."""
        found = self.index.row(row + 1)
        said = self._row_style(found) if found else None
        if said is not None:
            return said
        for each in self.index.top("cols", "col"):
            if each.number("min", 0) <= column + 1 <= each.number("max", 0):
                return each.get("style") or None
        return None

    def _row_style(self, row: Row) -> str | None:
        about = markup.attributes(self.index.tag(row))
        return about["s"].decode() if "s" in about and is_true(about.get("customFormat", b"").decode()) else None

    def finish(self) -> None:
        """Hand the splices of all changes to the workbook."""
        book, sheet = self.book, self.sheet
        made = sheet_writer.splices(self.index, self.puts, epoch_1904=book.parts.epoch_1904, like=self.like)
        count = len(self.changes)
        book.rewrite(sheet.part, made, f"{count} cell{'s' * (count != 1)} of {sheet.name}")
        if not self.growths:
            return
        book.rewrite(
            sheet.part, ranges.of_sheet(self.index, self.growths), "its filters and formats reach the new cells"
        )
        names = ranges.of_names(book.part(book.parts.book), book.parts.outline, sheet, self.growths)
        book.rewrite(book.parts.book, names, f"names and print areas reach the new cells of {sheet.name}")
        for table in self.obstacles.tables:
            part = book.part(table.part)
            grown = ranges.of_table(part, table, self.growths)
            book.rewrite(table.part, grown, f"the table {table.name} reaches its new cells")
            for own, header in self.new_columns:
                if own is table:
                    book.rewrite(table.part, ranges.new_column(part, table, header), f"the column {header} is new")

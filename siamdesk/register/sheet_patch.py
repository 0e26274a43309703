"""The changes of one sheet, gathered cell by cell: each is taken, or refused with a reason."""

import datetime as dt
from dataclasses import dataclass

from siamdesk.register import cell_xml, markup, sheet_writer
from siamdesk.register.cell_xml import Held, Unwritable, Value
from siamdesk.register.obstacles import Obstacles
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.scan import address
from siamdesk.register.sheet_index import Row, SheetIndex, Unvouched
from siamdesk.register.sheet_writer import Put
from siamdesk.register.workbook_parts import SheetPart, is_true


class Refused(ValueError):  # noqa: N818  a finding about a cell, listed beside it
    """A cell that must not be written; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is changed: its address (`Contracts!H7`), and what it held and holds, in words."""

    address: str
    old: str
    new: str


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

    def set(self, row: int, column: int, value: Value, *, replace_formula: bool = False) -> None:
        """Take a value for the cell at a spot from 0. Raises `Refused`."""
        held = self.held(row, column)
        style = held.style if held else self.style_for(row, column)
        why = (
            self.obstacles.at(row, column)
            or self.obstacles.protected(style, self.book.styles)
            or self.obstacles.formula(held, replace=replace_formula)
        )
        if why:
            raise Refused(why)
        self.put(row, column, value, style)
        if held is None:
            return
        if self.book.is_rich(held):
            self.warnings.append(f"{self.named(row, column)}: the fonts of single words in the old text are lost")
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
        styles = self.book.styles
        if isinstance(value, dt.date):
            style = self._dated(column, style, value)
        elif isinstance(value, int | float) and not isinstance(value, bool) and styles and styles.is_date(style):
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
            if int(each.get("min", "0")) <= column + 1 <= int(each.get("max", "0")):
                return each.get("style") or None
        return None

    def _row_style(self, row: Row) -> str | None:
        about = markup.attributes(self.index.tag(row))
        return about["s"].decode() if "s" in about and is_true(about.get("customFormat", b"").decode()) else None

    def finish(self) -> None:
        """Hand the splices of all changes to the workbook."""
        made = sheet_writer.splices(self.index, self.puts, epoch_1904=self.book.parts.epoch_1904, like=self.like)
        count = len(self.changes)
        self.book.rewrite(self.sheet.part, made, f"{count} cell{'s' * (count != 1)} of {self.sheet.name}")


def in_words(value: Value) -> str:
    """A value as a list of changes shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)

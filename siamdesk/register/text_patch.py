"""Changing fields of a .csv or .tsv and nothing else: the same edits as of a workbook, in a table of text."""

from collections.abc import Mapping, Sequence

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import sheet_index, text_fields
from siamdesk.register.cell_xml import Value
from siamdesk.register.edits import Append, Change, Edit, NewColumn, Patched, Refused, in_words
from siamdesk.register.package import Package
from siamdesk.register.scan import address, column_letters, column_number
from siamdesk.register.text_fields import TextTable


def patch(package: Package, edits: Sequence[Edit], appends: Sequence[Append], columns: Sequence[NewColumn]) -> Patched:
    """The text table with its edits made. Raises `SiamdeskError` where its fields can't be told apart."""
    work = _Work(package)
    for edit in edits:
        work.set(edit)
    for column in columns:
        work.grow(column)
    for rows in appends:
        work.grow(rows)
    return work.finish()


class _Work:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._sheet = package.path.stem
        self._table = TextTable(package.data, package.name)
        self._texts: dict[tuple[int, int], str] = {}
        self._changes: list[Change] = []
        self._refused: list[tuple[str, str]] = []

    def set(self, edit: Edit) -> None:
        try:
            self._check_sheet(edit.sheet)
            self._put(*edit.spot(self._texts), edit.value)
        except ValueError as error:
            self._refused.append((edit.address, str(error)))

    def _check_sheet(self, name: str) -> None:
        if name.casefold() != self._sheet.casefold():
            raise Refused(f"there is no sheet of that name; a text table has one, {self._sheet}")

    def _put(self, row: int, column: int, value: Value) -> None:
        """Note a value. Raises `ValueError`."""
        text = text_fields.put_in(self._table, column, value)
        if row < len(self._table.rows) and not self._table.rows[row]:
            raise Refused("its line in the file is empty: give it a value in its first column first")
        self._texts[row, column] = text
        named = f"{self._sheet}!{address(row, column)}"
        self._changes.append(Change(named, self._table.at(row, column), in_words(value)))

    def grow(self, more: Append | NewColumn) -> None:
        try:
            self._check_sheet(more.sheet)
            values = _appended(more) if isinstance(more, Append) else _new_column(more)
            taken = next((address(*spot) for spot in values if self._table.at(*spot)), None)
            if taken is not None:
                raise Refused(f"{taken} holds something, which stands where they would go")
        except ValueError as error:
            self._refused.append((more.address, str(error)))
            return
        for (row, column), value in values.items():
            try:
                self._put(row, column, value)
            except ValueError as error:
                self._refused.append((f"{self._sheet}!{address(row, column)}", str(error)))

    def finish(self) -> Patched:
        name, before = self._package.name, self._package.data
        if not self._texts:
            return Patched(before, refused=tuple(self._refused), copied=1)
        data = self._table.patched(self._texts)
        if not text_fields.holds(data, self._package, self._texts):
            raise SiamdeskError(
                f"{name} was not written: with the new fields it would be read otherwise; save it as .xlsx first."
            )
        count = len(self._texts)
        rewritten = ((name, f"{count} field{'s' * (count > 1)}"),)
        return Patched(data, tuple(self._changes), tuple(self._refused), 0, rewritten)


def _appended(more: Append) -> Mapping[tuple[int, int], Value]:
    _, left, bottom, _ = sheet_index.area(more.area)
    return {
        (row, column_number(letters.upper())): value
        for row, values in enumerate(more.rows, bottom + 1)
        for letters, value in {column_letters(left): None, **values}.items()
    }


def _new_column(more: NewColumn) -> Mapping[tuple[int, int], Value]:
    top, _, bottom, right = sheet_index.area(more.area)
    header = more.header_row - 1 if more.header_row else top
    values = {(row, right + 1): more.values.get(row + 1) for row in range(header + 1, bottom + 1)}
    return {(header, right + 1): more.header, **values}

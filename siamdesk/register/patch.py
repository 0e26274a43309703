"""Changing cells of a workbook and nothing else: the door of the write-back.

What can be done is done, what must not is listed with its cell and the reason, and what comes out has been proved
against what went in. Nothing here touches a disk; `deliver` does.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import (
    calculation,
    dependents,
    growing,
    obstacles,
    properties,
    shared_texts,
    text_patch,
    verify,
    workbook_parts,
)
from siamdesk.register.archive import Archive, Unusual
from siamdesk.register.dependents import Formula
from siamdesk.register.edits import Append, Edit, NewColumn, Patched, Refused
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.package import Package
from siamdesk.register.scan import Malformed
from siamdesk.register.sheet_index import SheetIndex, Unvouched
from siamdesk.register.sheet_patch import SheetPatch

_OTHERS: Final = "formulas that read names, tables or cells they work out"
_TEXTS: Final = frozenset({"csv", "tsv"})
_NOT_PATCHED: Final = {
    "xls": "an Excel 97 workbook",
    "xlsb": "a binary Excel workbook",
    "ods": "an OpenDocument spreadsheet",
}


def check_kind(package: Package) -> None:
    """Raise `SiamdeskError` for a workbook of a kind in which no single cell can be changed."""
    if package.kind in _NOT_PATCHED:
        raise SiamdeskError(
            f"{package.name} is {_NOT_PATCHED[package.kind]} (.{package.kind}), in which single cells cannot be "
            "changed: save it as .xlsx in Excel, or write a new .xlsx beside it."
        )


def patch(
    package: Package,
    edits: Sequence[Edit],
    appends: Sequence[Append] = (),
    columns: Sequence[NewColumn] = (),
    *,
    break_signature: bool = False,
    modified: dt.datetime | None = None,
) -> Patched:
    """The workbook with its edits made, columns and rows added. Raises `SiamdeskError` where it can't be patched.

    `modified` is noted as the time of the last change where the workbook has such a note; None leaves it alone.

    A workbook that is signed is only touched with `break_signature`: an edit makes its signature invalid.
    """
    check_kind(package)
    if package.kind in _TEXTS:
        return text_patch.patch(package, edits, appends, columns)
    try:
        book = OpenWorkbook(package)
        _check_signature(book, break_signature=break_signature)
        sheets = _Sheets(book)
        for edit in edits:
            sheets.set(edit)
        for column in columns:
            sheets.grow(column)
        for rows in appends:
            sheets.grow(rows)
        return sheets.finish(package, modified)
    except (Unusual, Malformed, Unvouched, UnicodeDecodeError) as error:
        raise SiamdeskError(
            f"{package.name} cannot be changed without risk ({error}): open it in Excel and save it again."
        ) from None


def sheet_names(package: Package) -> tuple[str, ...]:
    """The names of a workbook's worksheets; a text table's one sheet bears the name of its file."""
    if package.kind in _TEXTS:
        return (package.path.stem,)
    if package.kind in _NOT_PATCHED:
        return ()
    try:
        return tuple(sheet.name for sheet in workbook_parts.read(Archive(package.data)).sheets)
    except (Unusual, Malformed):
        return ()


def _check_signature(book: OpenWorkbook, *, break_signature: bool) -> None:
    signed = any(member.name.casefold().startswith("_xmlsignatures/") for member in book.archive.members)
    if signed and not break_signature:
        raise SiamdeskError(
            f"{book.name} is signed, and any change would make its signature invalid: ask whoever signed it."
        )


class _Sheets:
    """The sheets being patched, by name, and what has been refused."""

    def __init__(self, book: OpenWorkbook) -> None:
        self._book = book
        self._open: dict[str, SheetPatch] = {}
        self._closed: dict[str, str] = {}
        self._refused: list[tuple[str, str]] = []

    def _sheet(self, name: str) -> SheetPatch:
        """The sheet of that name. Raises `Refused`."""
        part = self._book.parts.sheet(name)
        if part is None:
            there = ", ".join(sheet.name for sheet in self._book.parts.sheets[:5])
            raise Refused(f"there is no worksheet of that name; there are {there}")
        if part.name in self._closed:
            raise Refused(self._closed[part.name])
        if part.name not in self._open:
            try:
                self._open[part.name] = SheetPatch(self._book, part)
            except (Unvouched, Malformed) as error:
                why = f"the sheet's XML is unusual ({error}): save the workbook again in Excel"
                self._closed[part.name] = why
                raise Refused(why) from None
        return self._open[part.name]

    def set(self, edit: Edit) -> None:
        try:
            sheet = self._sheet(edit.sheet)
            row, column = edit.spot(sheet.puts)
            sheet.set(row, column, edit.value, replace_formula=edit.replace_formula)
        except ValueError as error:
            self._refused.append((edit.address, str(error)))

    def grow(self, more: Append | NewColumn) -> None:
        try:
            sheet = self._sheet(more.sheet)
            add = growing.append(sheet, more) if isinstance(more, Append) else growing.add_column(sheet, more)
        except ValueError as error:
            self._refused.append((more.address, str(error)))
        else:
            self._refused += add

    def finish(self, package: Package, modified: dt.datetime | None) -> Patched:
        book = self._book
        members = len(book.archive.members)
        changed = [sheet for sheet in self._open.values() if sheet.puts]
        if not changed:
            return Patched(package.data, refused=tuple(self._refused), copied=members)
        recalculated = self._gather(changed)
        if modified is not None:
            properties.touch(book, modified)
        done = Patched(
            book.rebuilt(),
            tuple(change for sheet in changed for change in sheet.changes),
            tuple(self._refused),
            members - len(book.splices) - len(book.dropped),
            tuple((name, "; ".join(why)) for name, why in {**book.reasons, **_listed(book.dropped)}.items()),
            recalculated,
            tuple(warning for sheet in changed for warning in sheet.warnings),
        )
        expected = {sheet.sheet.name: {spot: put.value for spot, put in sheet.puts.items()} for sheet in changed}
        believed = shared_texts.believable(book.archive)
        vast = {sheet.sheet.name for sheet in changed if not believed or sheet.index.is_vast(sheet.puts)}
        verify.check_bytes(book, done.data)
        # The reader of values needs as much room again as the sheets take.
        changed.clear()
        self._open.clear()
        book.let_go()
        verify.check_values(book, done.data, expected, vast)
        return done

    def _gather(self, changed: Sequence[SheetPatch]) -> tuple[str, ...]:
        """Have every change noted as splices; the formulas that will be worked out."""
        for sheet in changed:
            sheet.finish()
        self._styles()
        return self._calculation(changed)

    def _styles(self) -> None:
        book = self._book
        if "styles" in vars(book) and book.styles is not None and book.styles.added:
            count = book.styles.added
            why = f"{count} date style{'s' * (count > 1)}, each a cell's own with a date format"
            book.rewrite(book.parts.styles, book.styles.splices(), why)

    def _calculation(self, changed: Sequence[SheetPatch]) -> tuple[str, ...]:
        """Have formulas that read the changes worked out on opening, and take lost ones out of the chain."""
        book = self._book
        for sheet in changed:
            if sheet.formulas_gone and book.parts.calculation:
                _unchain(book, sheet)
        found, doubtful = dependents.of({s.sheet.name: s.puts.keys() for s in changed}, self._formulas(changed))
        new = [sheet.named(*spot) for sheet in changed for spot, put in sheet.puts.items() if put.formula]
        if found or doubtful or new:
            made = calculation.on_opening(book.part(book.parts.book), book.parts.outline)
            book.rewrite(book.parts.book, made, "Excel is told to work out its formulas on opening")
        listed = [f"{formula.sheet}!{obstacles.span(formula.area)}" for formula in found]
        return (*listed, *new, *([_OTHERS] if doubtful else []))

    def _formulas(self, changed: Sequence[SheetPatch]) -> Iterator[Formula]:
        """The formulas of the workbook that stay."""
        for part in self._book.parts.sheets:
            own = next((each for each in changed if each.sheet is part), None)
            content = self._book.part(part.part)
            if own is None and b"f>" not in content:
                continue
            try:
                index = own.index if own else SheetIndex(content)
                for area, text in index.formulas():
                    if own is None or area[:2] not in own.puts:
                        yield Formula(part.name, area, text)
            except ValueError:
                # What cannot be taken apart may depend on anything.
                yield Formula(part.name, (0, 0, 0, 0), "INDIRECT()")


def _unchain(book: OpenWorkbook, sheet: SheetPatch) -> None:
    chain = book.parts.calculation
    made = calculation.without(book.part(chain), sheet.sheet.sheet_id, sheet.formulas_gone)
    if made is None:
        calculation.drop_chain(book)
    else:
        book.rewrite(chain, made, "a formula is gone")


def _listed(dropped: dict[str, str]) -> dict[str, list[str]]:
    return {name: [why] for name, why in dropped.items()}

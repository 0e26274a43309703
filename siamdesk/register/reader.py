"""Reading a workbook: every sheet's values at their own addresses, and what stands beside the values.

Values come from python-calamine, or from the text of a .csv or .tsv; errors, formulas, number formats and
what is hidden come from `scan` where the workbook is .xlsx or .xlsm. Nothing is interpreted here.
"""

import datetime as dt
import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import (
    extents,
    old_workbook,
    package,
    plain_sheet,
    plain_texts,
    scan,
    stamp,
    steps,
    style_kinds,
    text_tables,
)
from siamdesk.register.plain_cells import Book
from siamdesk.register.plain_texts import Unusual
from siamdesk.register.scan import Area, Marks, Spot
from siamdesk.register.sheet_index import MOST_COLUMNS, MOST_ROWS
from siamdesk.register.steps import Step, unheeded

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
"""A cell's value as it comes out of the file; an empty cell is ''."""

MOST_CELLS: Final = 12_000_000
"""Most cells between a sheet's first and last. Values are held as a grid, so one stray cell can ask for billions."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `rows[0]` is row 1 and `rows[0][0]` is A1; rows may be shorter than one another.

    `errors`, `formulas` and `formats` are by (row, column) from 0. Of a formula it is told whether the file
    keeps its result: where it does not, the cell is '' though Excel will show a value. `refused` is the
    reason why a sheet's cells could not be read, else ''.
    """

    name: str
    rows: list[list[Raw]] = field(repr=False)
    hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    errors: Mapping[Spot, str] = field(default_factory=dict)
    formulas: Mapping[Spot, bool] = field(default_factory=dict)
    formats: Mapping[Spot, str] = field(default_factory=dict)
    refused: str = ""
    epoch_1904: bool = False
    """Whether the workbook counts its days from 1904; days with a date format are days already."""

    def value(self, row: int, column: int) -> Raw:
        """The value at a row and column from 0; '' beyond the sheet's edge."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that has been read: where it was, its SHA-256, its kind (`package.KINDS`) and its sheets."""

    path: Path
    name: str
    sha256: str
    kind: str
    sheets: tuple[Sheet, ...]
    ours: stamp.Ours | None = None
    """What it says of itself where SIAMDesk made it."""

    @property
    def blanks_are_certain(self) -> bool:
        """Whether a blank cell is known to be blank: .xlsb, .xls and .ods show errors and lost results alike."""
        return self.kind in {"xlsx", "xlsm", "csv", "tsv"}


def read(path: Path | str, step: Step = unheeded) -> Workbook:
    """Read a workbook. Raises `SiamdeskError` where `package.load` does, or where its contents are damaged."""
    source = package.load(path, steps.part(step, 0, 0.2))
    step(0.2)
    return of_package(source, steps.part(step, 0.2, 1))


def of_package(source: package.Package, step: Step = unheeded) -> Workbook:
    """Read a workbook that has passed the gate, or that was made here. Raises `SiamdeskError`."""
    ours = None
    if source.kind in {"csv", "tsv"}:
        rows: list[list[Raw]] = [list(row) for row in text_tables.read(source.data, source.name)]
        sheets: tuple[Sheet, ...] = (Sheet(source.path.stem, rows),)
    else:
        try:
            sheets = _read_sheets(source, step)
            ours = stamp.read(source) if source.kind in {"xlsx", "xlsm"} else None
        except scan.Malformed as error:
            raise SiamdeskError(
                f"{source.name} is damaged: {error}; open it in Excel, let Excel repair it, and save it."
            ) from None
    return Workbook(source.path, source.name, source.sha256, source.kind, sheets, ours)


def _read_sheets(source: package.Package, step: Step) -> tuple[Sheet, ...]:
    import python_calamine as calamine  # noqa: PLC0415  only reading needs it, and it is slow to load

    zipped = source.kind in {"xlsx", "xlsm"}
    parts = _sheet_parts(source) if zipped else {}
    formats = scan.styles(parts.get(_STYLES))
    _check_extents(source)
    try:
        with _calmly():
            workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    except calamine.PasswordError:
        raise SiamdeskError(f"{source.name} is protected with a password: remove it in Excel and save.") from None
    except _GaveUpError as error:
        raise SiamdeskError(f"{source.name} could not be read ({error}): open it in Excel and save it again.") from None
    plainly = _book(source, parts, formats)
    epoch_1904 = _EPOCH_1904 in parts
    sheets = []
    elsewhere: Area | None = None
    for place, about in enumerate(workbook.sheets_metadata):
        begun = place / len(workbook.sheets_metadata)
        step(begun)
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        part = parts.pop(about.name, None)
        hidden = about.visible is not calamine.SheetVisibleEnum.Visible
        within = steps.part(step, begun, (place + 1) / len(workbook.sheets_metadata))
        try:
            if part is not None and plainly is not None:
                sheet = _made(about.name, *plain_sheet.read(part, plainly, within), hidden=hidden)
                sheets.append(replace(sheet, epoch_1904=epoch_1904))
                continue
        except Unusual:
            step(begun)
        marks = scan.scan(part, formats) if part is not None else Marks()
        if zipped and (part is None or _UNUSUAL in parts):
            # Which part the reader of values takes for the sheet is not certain: so it may be any.
            elsewhere = _widest(source) if elsewhere is None else elsewhere
            marks.filled = elsewhere
        del part  # What is read next needs the room.
        sheet = _sheet(workbook, about.name, marks, within, hidden=hidden)
        sheets.append(replace(sheet, epoch_1904=epoch_1904))
    return tuple(sheets)


def _book(source: package.Package, parts: Mapping[str, bytes], formats: tuple[str, ...]) -> Book | None:
    """What cells of plain sheets refer to; None where it is kept, or spelt, otherwise than usual."""
    if not parts or _UNUSUAL in parts:
        return None
    styles, texts = source.part(_USUAL_STYLES), source.part(_USUAL_TEXTS)
    if styles != parts.get(_STYLES):
        return None
    try:
        days, spans = style_kinds.days_and_spans(styles, len(formats)) if styles else (frozenset(), frozenset())
        return Book(plain_texts.shared(texts) if texts else [], formats, days, spans, _EPOCH_1904 in parts)
    except ValueError:
        return None


def _widest(source: package.Package) -> Area:
    """The largest area that the cells of any worksheet in an .xlsx or .xlsm fill, wherever the part is kept."""
    area = scan.NOTHING
    for name in source.names():
        part = source.part(name) or b""
        if b"sheetData" in part:
            filled = scan.scan(part, ()).filled
            area = filled if _too_large(filled) or _size(filled) > _size(area) else area
            if _too_large(area):
                break
    return area


def _check_extents(source: package.Package) -> None:
    """Refuse a workbook whose counts would have its reader ask for more memory than there is.

    The sheets of .xlsx and .xlsm are looked at one by one when they are read.
    """
    areas: list[Area] = []
    if source.kind == "ods":
        areas = extents.of_ods(source.part("content.xml") or b"")
    elif source.kind == "xlsb":
        targets = {target for kind, target in _links(source, "xl/workbook.bin").values() if kind.endswith("/worksheet")}
        names = {name for name in source.names() if name.startswith("xl/worksheets/") and name.endswith(".bin")}
        areas = [extents.of_xlsb(source.part(name) or b"") for name in sorted(targets | names)]
    elif source.kind == "xls":
        try:
            areas = old_workbook.reach(source.data)
        except old_workbook.Damaged as error:
            raise SiamdeskError(f"{source.name} is damaged ({error}): ask its owner to send it again.") from None
    else:
        _check_strings(source)
    for area in areas:
        reason = _too_large(area)
        if reason:
            raise SiamdeskError(f"{source.name} has a sheet that is too large: {reason}.")


_UNIQUE_COUNT: Final = re.compile(rb'\buniqueCount\s*=\s*["\'](\d+)')


def _check_strings(source: package.Package) -> None:
    """The reader makes room for as many shared texts as the file claims; one takes at least five bytes."""
    for head, size in source.heads("xl/", "haredStrings.xml"):
        most = max((int(count) for count in _UNIQUE_COUNT.findall(head)), default=0)
        if most > size:
            raise SiamdeskError(
                f"{source.name} is damaged: it claims {most:,} texts in a part of {size:,} bytes; "
                "ask its owner to send it again."
            )


def _size(area: Area) -> int:
    top, left, bottom, right = area
    return (bottom - top + 1) * (right - left + 1)


def _too_large(area: Area) -> str:
    """Why cells that fill an area cannot be held as a grid, which begins at A1 for its reader; else ''."""
    top, left, bottom, right = area
    span = f"{scan.address(top, left)}:{scan.address(bottom, right)}"
    if _size(area) > MOST_CELLS:
        return f"its cells span {span}, {_size(area):,} cells, more than the {MOST_CELLS:,} that can be read"
    if bottom >= MOST_ROWS or right >= MOST_COLUMNS:
        return f"its cells span {span}, and a sheet ends at XFD{MOST_ROWS}"
    return ""


def _sheet(workbook: "CalamineWorkbook", name: str, marks: Marks, step: Step, *, hidden: bool) -> Sheet:
    rows: list[list[Any]] = []
    merged = tuple(marks.merged)
    reason = _too_large(marks.filled)
    refused = f"the sheet is too large: {reason}" if reason else ""
    if not refused:
        try:
            with _calmly():
                sheet = workbook.get_sheet_by_name(name)
                rows = _placed(sheet, step)
                merged = merged or tuple((*a, *b) for a, b in sheet.merged_cell_ranges or ())
        except _GaveUpError as error:
            refused = f"the sheet could not be read ({error})"
    return replace(_made(name, rows, marks, hidden=hidden), merged=merged, refused=refused)


def _made(name: str, rows: list[list[Any]], marks: Marks, *, hidden: bool) -> Sheet:
    return Sheet(
        name=name,
        rows=rows,
        hidden=hidden,
        merged=tuple(marks.merged),
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
        errors=marks.errors,
        formulas=marks.formulas,
        formats=marks.formats,
    )


_SHARED: Final = frozenset({str, dt.date})
_BLOCK: Final = 4096


def _placed(sheet: "CalamineSheet", step: Step) -> list[list[Any]]:
    """The rows at their own addresses: the reader of values leaves out what is empty to the left.

    They are taken one at a time, for all at once would keep others waiting, and the texts and days that are equal to
    others near by are made one.
    """
    top, left = sheet.start or (0, 0)
    nothing: list[Any] = []
    margin = [""] * left
    known: dict[Any, Any] = {}
    rows = []
    for number, line in enumerate(sheet.iter_rows()):
        if number < top:
            rows.append(nothing)
            continue
        if not number % _BLOCK:
            known.clear()
            step(number / (top + sheet.height))
        one = known.setdefault
        rows.append([*margin, *(one(value, value) if value.__class__ in _SHARED else value for value in line)])
    return rows


class _GaveUpError(Exception):
    """The reader of values gave up; the message is its reason in a few words."""


@contextmanager
def _calmly() -> Iterator[None]:
    """Let the reader of values give up in one way, be it by an error or by its own language's panic."""
    import python_calamine as calamine  # noqa: PLC0415  as where it is used

    try:
        yield
    except calamine.PasswordError:
        raise
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise _GaveUpError((str(error).strip().splitlines() or [type(error).__name__])[0][:120]) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _GaveUpError("its contents contradict themselves") from None
        raise


_STYLES: Final = "\0styles"
_EPOCH_1904: Final = "\0epoch"
_UNUSUAL: Final = "\0unusual"
_USUAL_STYLES: Final = "xl/styles.xml"
_USUAL_TEXTS: Final = "xl/sharedStrings.xml"
_USUAL_BOOK: Final = "xl/workbook.xml"
_OFFICE_DOCUMENT: Final = "/officeDocument"


def _sheet_parts(source: package.Package) -> dict[str, bytes]:
    """The XML of each worksheet by the sheet's name, and of the styles; {} where the workbook's plan is unusual."""
    book = next((target for kind, target in _links(source, "").values() if kind.endswith(_OFFICE_DOCUMENT)), "")
    plan = source.part(book) if book else None
    if plan is None:
        return {}
    links = _links(source, book)
    parts: dict[str, bytes] = {}
    twice: set[str] = set()
    for kind, target in links.values():
        if kind.endswith("/styles"):
            parts[_STYLES] = source.part(target) or b""
    for attributes in scan.elements(plan, "sheet"):
        link = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
        kind, target = links.get(link, ("", ""))
        found = source.part(target) if kind.endswith("/worksheet") else None
        name = attributes.get("name", "")
        if found is not None and name not in parts:
            parts[name] = found
        else:
            twice.add(name)
    for name in twice:
        parts.pop(name, None)
    if book != _USUAL_BOOK:
        parts[_UNUSUAL] = b""
    if not parts.get(_STYLES):
        parts.pop(_STYLES, None)
    if any(said.get("date1904") in {"1", "true"} for said in scan.elements(plan, "workbookPr")):
        parts[_EPOCH_1904] = b""
    return parts


def _links(source: package.Package, part: str) -> dict[str, tuple[str, str]]:
    """The relationships of a part (of the whole package for ''): type and target part by id."""
    folder, name = posixpath.split(part)
    found = source.part(posixpath.join(folder, "_rels", f"{name}.rels"))
    links = {}
    for attributes in scan.elements(found or b"<none/>", "Relationship"):
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            links[attributes.get("Id", "")] = (attributes.get("Type", ""), target)
    return links

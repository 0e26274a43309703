"""A new workbook put together: openpyxl makes its parts, and the rows are poured into the sheets as they are told."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

from siamdesk.register import gantt, legend_sheet, look, register_sheet, stamp
from siamdesk.register.book import Book, sheet_names
from siamdesk.register.look import Looks

if TYPE_CHECKING:
    from openpyxl import Workbook

_ROWS: Final = re.compile(rb"<sheetData\s*/>|<sheetData>\s*</sheetData>")
_DIMENSION: Final = re.compile(rb"<dimension [^>]*/>")
_ROWS_AT_ONCE: Final = 500
_LEVEL: Final = 4
_TYPES: Final = "[Content_Types].xml"
_STYLES: Final = "xl/styles.xml"


def made(book: Book) -> bytes:
    """The workbook, without a stamp."""
    from openpyxl import Workbook  # noqa: PLC0415  only making a workbook needs it, and it is slow to load

    made_ = Workbook()
    made_.remove(made_.worksheets[0])
    poured: list[Iterator[str]] = []
    names = sheet_names((sheet.title for sheet in book.sheets), (stamp.LEGEND, stamp.TIMELINE))
    headings = book.sheets[0].headings if book.sheets else ()
    lists = legend_sheet.lists(headings) if book.legend else {}
    looks: Looks | None = None
    headers: tuple[str, ...] = ()
    for n, sheet in enumerate(book.sheets):
        page = made_.create_sheet(names[sheet.title])
        looks = looks or Looks(page)
        it = register_sheet.laid(sheet)
        headers = headers or it.headers[: it.shown]
        register_sheet.set_up(page, it, f"Register{n + 1 if n else ''}", lists)
        one = len(book.sheets) == 1
        look.for_paper(page, book.title if one else f"{book.title}: {sheet.title}", book.marking, "1:1")
        poured.append(register_sheet.rows(it, looks, book.fy_start))
    if book.gantt is not None and looks is not None:
        page = made_.create_sheet(stamp.TIMELINE)
        gantt.set_up(page, book.gantt, book.title, book.marking)
        poured.append(gantt.rows(book.gantt, looks, book.title, book.marking))
    if book.legend and looks is not None:
        page = made_.create_sheet(stamp.LEGEND)
        legend_sheet.set_up(page, book.title, book.marking, headings)
        poured.append(legend_sheet.rows(looks, book.title, book.marking, headings, headers))
    _say(made_, book)
    return _put_together(made_, poured)


def _say(made_: "Workbook", book: Book) -> None:
    """The properties of the workbook."""
    from openpyxl.packaging.custom import StringProperty  # noqa: PLC0415

    made_.properties.title = book.title
    made_.properties.creator = "SIAMDesk"
    made_.properties.category = book.marking or None
    made_.properties.identifier = stamp.UNSTAMPED
    said = made_.custom_doc_props  # type: ignore[attr-defined]
    said.append(StringProperty(name=stamp.PROPERTY, value=stamp.UNSTAMPED))
    if book.marking:
        said.append(StringProperty(name=stamp.MARKING, value=book.marking))


def _put_together(made_: "Workbook", poured: list[Iterator[str]]) -> bytes:
    """The package. The sheets are poured first, for what they need of styles is known only then."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        sheets = {f"xl/worksheets/sheet{n}.xml": lines for n, lines in enumerate(poured, 1)}
        with zipfile.ZipFile(_saved(made_)) as parts:
            # What kind of package this is stands first, where programs that look at its beginning look for it.
            first = sorted(parts.namelist(), key=lambda name: name != _TYPES)
            for name in (name for name in first if name not in sheets and name != _STYLES):
                package.writestr(name, parts.read(name))
            for name, lines in sheets.items():
                entry = zipfile.ZipInfo(name, _moment())
                entry.compress_type = zipfile.ZIP_DEFLATED
                with package.open(entry, "w") as part:
                    _pour(parts.read(name), lines, part)
        with zipfile.ZipFile(_saved(made_)) as parts:
            package.writestr(_STYLES, parts.read(_STYLES))
    return whole.getvalue()


def _saved(made_: "Workbook") -> io.BytesIO:
    stream = io.BytesIO()
    made_.save(stream)
    return stream


def _moment() -> tuple[int, int, int, int, int, int]:
    now = dt.datetime.now(tz=dt.UTC)
    return now.year, now.month, now.day, now.hour, now.minute, now.second


def _pour(part: bytes, lines: Iterator[str], out: IO[bytes]) -> None:
    """A sheet as it was made, with rows in it, written a piece at a time."""
    found = _ROWS.search(part)
    if found is None:
        raise ValueError("a new sheet has rows already")
    out.write(_DIMENSION.sub(b"", part[: found.start()]) + b"<sheetData>")
    while piece := "".join(islice(lines, _ROWS_AT_ONCE)):
        out.write(piece.encode())
    out.write(b"</sheetData>" + part[found.end() :])

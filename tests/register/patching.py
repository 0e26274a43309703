"""Workbooks for the tests of patching, and an independent eye on what came out: zipfile, openpyxl, calamine."""

import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter

from siamdesk.register import package, patch
from siamdesk.register.edits import Edit, Patched
from siamdesk.register.package import Package

SHEET = "xl/worksheets/sheet1.xml"
ROWS: tuple[tuple[Any, ...], ...] = (
    ("Ref", "Title", "Value", "Start", "Total"),
    ("SIAM-01", "Integration", 96, 42036, None),
    ("NET-01", "Networks", 240, 42100, None),
    ("BO-01", "Back office", 176.5, 42400, None),
)

Tweak = Callable[[xlsxwriter.Workbook, Any], None]


def written(tweak: Tweak | None = None, rows: Sequence[Sequence[Any]] = ROWS, **options: Any) -> bytes:
    """A workbook with one sheet, Contracts, as XlsxWriter writes it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, options)
    sheet = book.add_worksheet("Contracts")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    if tweak is not None:
        tweak(book, sheet)
    book.close()
    return stream.getvalue()


def changed(data: bytes, changes: dict[str, Any]) -> bytes:
    """A zip with members replaced, added (bytes), or taken out (None); a function is given the old bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content: Any = old.read(info)
            change = changes.get(info.filename, content)
            content = change(content) if callable(change) else change
            if content is not None:
                new.writestr(info.filename, content)
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return stream.getvalue()


def swap(*pairs: tuple[str, str]) -> Callable[[bytes], bytes]:
    """A change to a member that puts texts in the place of others, each of which must be there."""

    def made(part: bytes) -> bytes:
        text = part.decode()
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        return text.encode()

    return made


def packed(data: bytes, name: str = "register.xlsx") -> Package:
    """The bytes as a package that has passed the gate."""
    unpacked: dict[str, bytes] = {}
    kind = package.gate(data, name, unpacked)
    return Package(Path(name), kind, hashlib.sha256(data).hexdigest(), data, unpacked)


def set_cells(data: bytes, name: str = "register.xlsx", sheet: str = "Contracts", **cells: Any) -> Patched:
    """The workbook with cells of one sheet set."""
    return patch.patch(packed(data, name), [Edit(sheet, cell, value) for cell, value in cells.items()])


def why(patched: Patched) -> str:
    """The one reason for which something was refused."""
    ((_, reason),) = patched.refused
    return reason


def records(data: bytes) -> dict[str, bytes]:
    """The raw record of each member, up to the next one or the directory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [info.header_offset for info in infos] + [archive.start_dir]
        spans = dict(zip([info.filename for info in infos], pairwise(ends), strict=True))
    return {name: data[start:end] for name, (start, end) in spans.items()}


def same_but(before: bytes, after: bytes, *members: str) -> None:
    """Assert that every member but those named has the raw record it had, and that those have another."""
    old, new = records(before), records(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == set(members)


def part(data: bytes, name: str = SHEET) -> str:
    """A member as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def by_openpyxl(data: bytes, cell: str, sheet: str = "Contracts") -> Any:
    """A cell as openpyxl reads it; what it would lose it says in warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))[sheet][cell].value


def by_calamine(data: bytes, sheet: str = "Contracts") -> list[list[Any]]:
    """A sheet as calamine reads it, from A1."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)

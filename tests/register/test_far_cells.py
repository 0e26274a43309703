"""Cells that say they stand where no sheet has one: their reader would ask for a terabyte, and end the program."""

import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import binary_workbook
import fuzz_seeds
import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import reader

SHEET = "xl/worksheets/sheet1.xml"
TOO_LARGE = r"([\d,]{10,} cells, more than the 12,000,000 that can be read|and a sheet ends at XFD1048576)"
Change = Callable[[bytes], bytes]


def rewritten(path: Path, changes: dict[str, Change], renamed: dict[str, str] | None = None) -> Path:
    """A copy of a workbook with some parts changed, and some under other names."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = changes.get(name, bytes)(old.read(name))
            new.writestr((renamed or {}).get(name, name), part)
    return copy


def excel(folder: Path) -> Path:
    return fuzz_seeds.as_excel(folder / "excel.xlsx")


@pytest.mark.parametrize(
    "place",
    ["C999999999999", "C1048577", "C99999999", "C4294967296", "XFE4", "ZZZZZZ4", "xfe4", "c1048577", "C0099999999"],
)
def test_a_cell_beyond_the_last_is_refused_with_its_sheet(tmp_path: Path, place: str) -> None:
    sheet = reader.read(fuzz_seeds.far_off(excel(tmp_path), tmp_path / "far.xlsx", place)).sheets[0]
    assert re.fullmatch(f"the sheet is too large: its cells span A1:\\w+, {TOO_LARGE}", sheet.refused)
    assert sheet.rows == []


def test_a_cell_far_down_in_a_row_near_the_top_counts_where_it_says(tmp_path: Path) -> None:
    sheet = reader.read(fuzz_seeds.far_off(excel(tmp_path), tmp_path / "far.xlsx", "FA1000000")).sheets[0]
    assert "157,000,000 cells, more than the 12,000,000" in sheet.refused


def prefixed(part: bytes) -> bytes:
    """The cell C4 in a prefix of its own."""
    part = re.sub(rb'<c r="C4"(.*?)<v>(.*?)</v></c>', rb'<x:c r="C99999999"\1<x:v>\2</x:v></x:c>', part, count=1)
    return part.replace(b"<worksheet ", b'<worksheet xmlns:x="x" ')


ODD: dict[str, Change] = {
    "prefixed": prefixed,
    "one in a comment": lambda part: part.replace(b"<sheetData>", b"<!-- --><sheetData>").replace(
        b'<c r="C4"', b'<c r="c99999999"'
    ),
    "counted from a row far down": lambda part: part.replace(
        b"<sheetData>", b'<sheetData><row r="99999999"><c r="A1"><v>1</v></c></row><row><c><v>1</v></c></row>'
    ),
    "counted after a cell far down": lambda part: part.replace(
        b"<sheetData>", b'<sheetData><row r="99999999"><c r="A1"><v>1</v></c><c><v>1</v></c></row>'
    ),
    "a sign in an attribute": lambda part: part.replace(b'<c r="C4"', b'<c r="C99999999" x="/>"'),
}


@pytest.mark.parametrize("spelling", ODD)
def test_other_spellings_are_refused_alike(tmp_path: Path, spelling: str) -> None:
    sheet = reader.read(rewritten(excel(tmp_path), {SHEET: ODD[spelling]})).sheets[0]
    assert re.search(f"[A-Z](99999999|100000000), {TOO_LARGE}", sheet.refused)


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A1:C999999999", "XFD1048576:A1", "A1:ZZZZZZZ9"])
def test_what_a_sheet_says_of_its_size_asks_for_nothing(tmp_path: Path, reference: str) -> None:
    def claim(part: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%s"' % reference.encode(), part)

    sheet = reader.read(rewritten(excel(tmp_path), {SHEET: claim})).sheets[0]
    assert sheet.refused or sheet.value(2, 2) == "BT"


def test_a_sheet_that_is_there_twice_is_looked_at_wherever_it_is_kept(tmp_path: Path) -> None:
    path = fuzz_seeds.far_off(excel(tmp_path), tmp_path / "far.xlsx")

    def twice(part: bytes) -> bytes:
        return re.sub(rb"(<sheet [^>]*/>)", rb"\1\1", part)

    sheets = reader.read(rewritten(path, {"xl/workbook.xml": twice})).sheets
    assert sheets
    assert all(re.search(TOO_LARGE, sheet.refused) for sheet in sheets)


@pytest.mark.parametrize(("row", "column"), [(4_000_000_000, 0), (0, 4_000_000_000), (1_048_576, 2), (3, 16_384)])
def test_an_xlsb_sheet_with_a_cell_beyond_the_last_is_refused(tmp_path: Path, row: int, column: int) -> None:
    path = binary_workbook.write(tmp_path / "far.xlsb", [["Ref"], ["N1"]])
    far = binary_workbook.record(0, struct.pack("<I", row) + bytes(21))
    far += binary_workbook.record(2, struct.pack("<III", column, 0, 0x3FF00000))
    end = bytes.fromhex("920100")  # BrtEndSheetData

    def add(part: bytes) -> bytes:
        assert end in part
        return part.replace(end, far + end)

    for renamed in ({}, {"xl/worksheets/sheet1.bin": "xl/other/sheet1.bin"}):
        changes = {"xl/worksheets/sheet1.bin": add}
        changes |= {name: _moved for name in ("xl/_rels/workbook.bin.rels", "[Content_Types].xml") if renamed}
        with pytest.raises(SiamdeskError, match=f"too large: its cells span A1:\\w+, {TOO_LARGE}"):
            reader.read(rewritten(path, changes, renamed))


def _moved(part: bytes) -> bytes:
    return part.replace(b"worksheets/sheet1.bin", b"other/sheet1.bin")


@pytest.mark.parametrize(
    "cell",
    [
        'office:value="1" table:number-columns-repeated="16385"',
        "office:value-type='float' office:value='1' table:number-columns-repeated='9999999999999'",
        'office:value-type="float" office:value="1" table:number-columns-repeated="+99999999"',
        'office:string-value=">" table:number-columns-repeated="99999"',
    ],
)
def test_an_ods_cell_repeated_beyond_the_last_column_is_refused(tmp_path: Path, cell: str) -> None:
    row = f"<table:table-row><table:table-cell {cell}/></table:table-row>"
    content = f'<office:document-content><table:table table:name="S">{row}</table:table></office:document-content>'
    path = tmp_path / "vast.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with pytest.raises(SiamdeskError, match=f"too large: its cells span A1:\\w+1, {TOO_LARGE}"):
        reader.read(path)

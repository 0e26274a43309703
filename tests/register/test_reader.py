import datetime as dt
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import extents, reader, scan

Book = Callable[..., Path]


def test_values_stand_at_their_own_addresses(book: Book) -> None:
    def far_off(sheet: Worksheet) -> None:
        sheet["C4"] = "x"
        sheet["D5"] = dt.date(2015, 10, 2)
        sheet["E5"] = 7

    sheet = reader.read(book([], far_off)).sheets[0]
    assert sheet.value(3, 2) == "x"
    assert sheet.value(4, 3) == dt.date(2015, 10, 2)
    assert sheet.value(4, 4) == 7
    assert sheet.value(0, 0) == ""
    assert sheet.value(99, 99) == ""


def test_the_scan_tells_what_the_values_do_not(book: Book) -> None:
    def marks(sheet: Worksheet) -> None:
        sheet["A1"] = "Ref"
        sheet["A2"] = 7
        sheet["A2"].number_format = "000"
        sheet["B2"] = "#N/A"
        sheet["C2"] = "=1+1"
        sheet["D2"] = dt.date(2016, 10, 1)
        sheet["D2"].number_format = "mmm yyyy"
        sheet["E2"] = dt.date(2016, 10, 1)
        sheet["F2"] = 12
        sheet["F2"].number_format = '"£"#,##0,,"m"'
        sheet["G2"] = 3
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["C"].hidden = True
        sheet.merge_cells("A4:B5")

    sheet = reader.read(book([], marks)).sheets[0]
    assert sheet.errors == {(1, 1): "#N/A"}
    assert sheet.formulas == {(1, 2): False}
    assert sheet.formats == {(1, 0): "000", (1, 3): "mmm yyyy", (1, 5): '"£"#,##0,,"m"'}
    assert sheet.hidden_rows == {1}
    assert sheet.hidden_columns == {2}
    assert sheet.merged == ((3, 0, 4, 1),)


def test_a_formula_with_its_result_is_told_from_one_without(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet()
    sheet.write_formula("A1", "=1+1", None, 2)
    sheet.write_formula("A2", '="x"', None, "x")
    sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
    made.close()
    read = reader.read(path).sheets[0]
    assert read.formulas == {(0, 0): True, (1, 0): True, (2, 0): True}
    assert read.errors == {(2, 0): "#DIV/0!"}
    assert [read.value(row, 0) for row in range(3)] == [2, "x", ""]


def test_hidden_sheets_are_read_and_marked(book: Book) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    sheets = reader.read(book({"Seen": [["a"]], "Lists": [["b"]]}, hide)).sheets
    assert [(sheet.name, sheet.hidden, sheet.value(0, 0)) for sheet in sheets] == [
        ("Seen", False, "a"),
        ("Lists", True, "b"),
    ]


def test_dates_of_the_1904_system_are_the_same_days(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = dt.datetime(1904, 1, 1)
    made.worksheets[0]["A1"] = dt.date(2016, 10, 1)
    made.save(tmp_path / "mac.xlsx")
    assert reader.read(tmp_path / "mac.xlsx").sheets[0].value(0, 0) == dt.date(2016, 10, 1)


def rewritten(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """A copy of a workbook with one part's text changed."""
    copy = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data.decode()).encode() if entry.filename == part else data)
    return copy


SHEET = "xl/worksheets/sheet1.xml"
ODD_SPELLINGS = {
    "comment": lambda text: text.replace("<sheetData>", "<!-- by hand --><sheetData>"),
    "single quotes": lambda text: text.replace('t="e"', "t='e'"),
    "no addresses": lambda text: text.replace('<c r="A1" ', "<c ").replace('<c r="B1" ', "<c "),
    "prefix": lambda text: (
        text.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    ),
}


@pytest.mark.parametrize("spelling", ODD_SPELLINGS)
def test_other_spellings_of_a_sheet_scan_alike(book: Book, spelling: str) -> None:
    def marks(sheet: Worksheet) -> None:
        sheet["A1"] = 7
        sheet["A1"].number_format = "000"
        sheet["B1"] = "#N/A"
        sheet["C1"] = "=1+1"
        sheet.row_dimensions[1].hidden = True
        sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("A4:B5")

    path = book([], marks)
    usual = reader.read(path).sheets[0]
    odd = reader.read(rewritten(path, SHEET, ODD_SPELLINGS[spelling])).sheets[0]
    for name in ("errors", "formulas", "formats", "hidden_rows", "hidden_columns", "merged"):
        assert getattr(odd, name) == getattr(usual, name), name


def test_a_sheet_with_one_cell_far_out_reads_without_filling_the_machine(book: Book) -> None:
    def far_out(sheet: Worksheet) -> None:
        sheet["XFC1048570"] = "stray"

    sheet = reader.read(book([], far_out)).sheets[0]
    assert sheet.refused == ""
    assert sheet.value(1_048_569, scan.column_number("XFC")) == "stray"


def test_a_sheet_that_would_fill_the_machine_is_refused_and_the_others_read(book: Book) -> None:
    def far_out(sheet: Worksheet) -> None:
        sheet["A1"] = "x"
        sheet["XFC1048570"] = "stray"

    sheets = reader.read(book({"Contracts": [["Ref"]], "Stray": []}, far_out)).sheets
    assert sheets[0].value(0, 0) == "Ref"
    assert "its cells span A1:XFC1048570, 17,178,722,310 cells, more than the 12,000,000" in sheets[1].refused


def test_a_broken_sheet_is_one_sentence(book: Book) -> None:
    path = rewritten(book([["Ref"]]), "xl/workbook.xml", lambda text: text[:-30])
    with pytest.raises(SiamdeskError, match=r"is damaged: one of its parts breaks off"):
        reader.read(path)


def test_text_files_have_one_sheet_named_for_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.csv"
    path.write_bytes(b"Ref,Title\r\n007,Net\r\n")
    workbook = reader.read(path)
    assert workbook.kind == "csv"
    assert workbook.blanks_are_certain
    assert [(sheet.name, sheet.rows) for sheet in workbook.sheets] == [("pipeline", [["Ref", "Title"], ["007", "Net"]])]


def test_addresses_go_both_ways() -> None:
    assert [scan.column_number(letters) for letters in ("A", "Z", "AA", "XFD")] == [0, 25, 26, 16_383]
    assert [scan.column_letters(number) for number in (0, 25, 26, 16_383)] == ["A", "Z", "AA", "XFD"]
    assert scan.address(6, 7) == "H7"


@pytest.mark.parametrize(
    ("code", "tells"),
    [
        ("General", False),
        ("#,##0.00", False),
        ("dd/mm/yyyy", False),
        ("[$-809]d mmmm yyyy;@", False),
        ("h:mm", False),
        ("mmm-yy", True),
        ("0000", True),
        ('£0.0"m"', True),
        ("0%", True),
    ],
)
def test_which_number_formats_are_worth_keeping(code: str, tells: bool) -> None:  # noqa: FBT001
    assert scan.telling(code) is tells


def test_a_claim_of_more_texts_than_there_is_room_for_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    made = xlsxwriter.Workbook(str(path))
    made.add_worksheet().write_string("A1", "Ref")
    made.close()

    def claim(text: str) -> str:
        return text.replace('uniqueCount="1"', 'uniqueCount="4000000000"')

    with pytest.raises(SiamdeskError, match="it claims 4,000,000,000 texts in a part of"):
        reader.read(rewritten(path, "xl/sharedStrings.xml", claim))


def test_a_number_that_is_none_is_one_sentence(book: Book) -> None:
    path = rewritten(
        book([["Ref"]]), SHEET, lambda text: text.replace("<sheetData>", '<!-- --><sheetData><row r="x"/>')
    )
    with pytest.raises(SiamdeskError, match="is damaged: one of its parts cannot be understood"):
        reader.read(path)


def test_an_ods_cell_repeated_over_the_sheet_is_refused(tmp_path: Path) -> None:
    content = (
        '<office:document-content><table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table></office:document-content>"
    )
    path = tmp_path / "vast.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with pytest.raises(SiamdeskError, match=r"its cells span A1:XFD1048576, 17,179,869,184 cells, more than"):
        reader.read(path)


def test_the_extent_of_ods_sheets() -> None:
    content = (
        b'<table:table><table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
        b'<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row></table:table>'
        b"<table:table></table:table>"
    )
    assert extents.of_ods(content) == [(3, 2, 3, 2), extents.NOTHING]


def test_the_extent_of_an_xlsb_sheet() -> None:
    def record(kind: int, *numbers: int) -> bytes:
        payload = struct.pack(f"<{len(numbers)}I", *numbers)
        return bytes([kind, len(payload)]) + payload

    records = bytes([0x81, 0x01, 0]) + record(0, 4, 0) + record(2, 1, 0, 0) + record(1, 900, 0)
    assert extents.of_xlsb(records + record(0, 9, 0) + record(7, 3, 0, 0)) == (4, 1, 9, 3)
    assert extents.of_xlsb(b"") == extents.NOTHING
    # A record too short for its number: what is missing is that of the record before, as calamine has it.
    short = b"\x00\x02\x05\x00"
    assert extents.of_xlsb(record(0, 0x01000000) + short + record(7, 3, 0, 0)) == (0x01000005, 3, 0x01000005, 3)

"""One workbook for each trap: what other programs lose or break stays byte for byte, and the cell is changed."""

import datetime as dt
import io
import re
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from patching import (
    SHEET,
    by_calamine,
    by_openpyxl,
    changed,
    packed,
    part,
    records,
    same_but,
    set_cells,
    swap,
    why,
    written,
)

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import patch
from siamdesk.register.edits import Edit

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
MICROSOFT = "http://schemas.microsoft.com/office"
BOOK_RELS = "xl/_rels/workbook.xml.rels"
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def charts(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=Contracts!$A$2:$A$4", "values": "=Contracts!$C$2:$C$4"})
    sheet.insert_chart("G2", chart)


def sparklines(_: Any, sheet: Any) -> None:
    sheet.add_sparkline("F2", {"range": "Contracts!C2:D2"})


def x14_formats(_: Any, sheet: Any) -> None:
    sheet.conditional_format("C2:C4", {"type": "data_bar", "data_bar_2010": True})


def comments(_: Any, sheet: Any) -> None:
    sheet.write_comment("B3", "Ask the tower lead.")


def rich_text(book: Any, sheet: Any) -> None:
    sheet.write_rich_string("B2", "In", book.add_format({"bold": True}), "te", "gration")


def pictures(_: Any, sheet: Any) -> None:
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef"
        "0000000049454e44ae426082"
    )
    sheet.insert_image("H2", "dot.png", {"image_data": io.BytesIO(dot)})


def hidden(book: Any, sheet: Any) -> None:
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("D:D", None, None, {"hidden": True})
    book.add_worksheet("Secret").hide()


def outline(_: Any, sheet: Any) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter("A1:E4")
    sheet.set_footer("&COFFICIAL")
    sheet.repeat_rows(0)


@pytest.mark.parametrize("tweak", [charts, sparklines, x14_formats, comments, rich_text, pictures, hidden, outline])
def test_what_xlsxwriter_can_make(tweak: Callable[[Any, Any], None]) -> None:
    before = written(tweak)
    done = set_cells(before, B3="changed")
    same_but(before, done.data, SHEET)
    assert by_calamine(done.data)[2][1] == by_openpyxl(done.data, "B3") == "changed"
    old, new = part(before), part(done.data)
    assert new == old.replace(
        old[old.index('<c r="B3"') : old.index('<c r="C3"')], new[new.index('<c r="B3"') : new.index('<c r="C3"')]
    )


def with_part(name: str, content: bytes, kind: str, holder: str = BOOK_RELS) -> bytes:
    """The workbook with a part that the library does not make, referred to as Excel refers to it."""
    base = written(comments)
    link = f'<Relationship Id="rIdX" Type="{kind}" Target="/{name}"/></Relationships>'
    types = f'<Override PartName="/{name}" ContentType="application/xml"/></Types>'
    return changed(
        base,
        {name: content, holder: swap(("</Relationships>", link)), "[Content_Types].xml": swap(("</Types>", types))},
    )


@pytest.mark.parametrize(
    ("name", "kind", "holder"),
    [
        ("docMetadata/LabelInfo.xml", f"{MICROSOFT}/2020/02/relationships/classificationlabels", "_rels/.rels"),
        ("xl/slicers/slicer1.xml", f"{MICROSOFT}/2007/relationships/slicer", SHEET_RELS),
        ("xl/slicerCaches/slicerCache1.xml", f"{MICROSOFT}/2007/relationships/slicerCache", BOOK_RELS),
        ("xl/threadedComments/threadedComment1.xml", f"{MICROSOFT}/2017/10/relationships/threadedComment", SHEET_RELS),
        ("xl/persons/person.xml", f"{MICROSOFT}/2017/10/relationships/person", BOOK_RELS),
        ("customXml/item1.xml", f"{OFFICE}/customXml", BOOK_RELS),
        ("xl/connections.xml", f"{OFFICE}/connections", BOOK_RELS),
        ("xl/printerSettings/printerSettings1.bin", f"{OFFICE}/printerSettings", SHEET_RELS),
        ("xl/model/item.data", f"{OFFICE}/powerPivotData", BOOK_RELS),
    ],
)  # fmt: skip
def test_parts_that_other_programs_lose(name: str, kind: str, holder: str) -> None:
    before = with_part(name, b"<kept xmlns='x'> as it is </kept>", kind, holder)
    done = set_cells(before, B3="changed")
    same_but(before, done.data, SHEET)
    assert by_calamine(done.data)[2][1] == "changed"


def test_macros_stay_byte_for_byte() -> None:
    macros = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(range(256)) * 40
    before = with_part("xl/vbaProject.bin", macros, f"{MICROSOFT}/2006/relationships/vbaProject")
    before = changed(
        before,
        {
            "[Content_Types].xml": swap(
                (
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            )
        },
    )
    done = set_cells(before, "register.xlsm", B3="changed")
    same_but(before, done.data, SHEET)
    assert records(done.data)["xl/vbaProject.bin"] == records(before)["xl/vbaProject.bin"]


def test_x14_validations_stay_as_they_are() -> None:
    extension = (
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {X14}><x14:dataValidations count="1" {XM}>'
        '<x14:dataValidation type="list"><x14:formula1><xm:f>Lists!$A$1:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>B2:B4</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    before = changed(written(), {SHEET: swap(("</worksheet>", extension))})
    done = set_cells(before, B3="changed")
    assert extension in part(done.data)
    same_but(before, done.data, SHEET)


def test_rich_text_that_is_lost_is_told() -> None:
    done = set_cells(written(rich_text), B2="plain")
    assert done.warnings == ("Contracts!B2: the fonts of single words in the old text, or its reading, are lost",)
    assert done.changes[0].old == "Integration"


def test_a_cell_with_its_reading_loses_both() -> None:
    reading = '<is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is>'
    before = changed(
        written(),
        {SHEET: swap(('<c r="B3" t="s"><v>8</v></c>', f'<c r="B3" t="inlineStr" ph="1" cm="1" vm="2">{reading}</c>'))},
    )
    done = set_cells(before, B3="Tokyo")
    assert done.changes[0].old == "東京"
    assert '<c r="B3" t="inlineStr"><is><t>Tokyo</t></is></c>' in part(done.data)
    assert done.warnings


def test_strict_namespace() -> None:
    strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    links = (OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships")
    before = changed(
        written(),
        {
            SHEET: swap(strict, ('<c r="D3"><v>42100</v></c>', '<c r="D3" t="d"><v>2015-04-06</v></c>')),
            "xl/workbook.xml": swap(strict, links),
            "xl/styles.xml": swap(strict),
            "xl/sharedStrings.xml": swap(strict),
            "_rels/.rels": lambda old: old.replace(links[0].encode(), links[1].encode()),
            "xl/_rels/workbook.xml.rels": swap(links),
        },
    )
    done = set_cells(before, B3="changed", D3=dt.date(2016, 3, 31))
    same_but(before, done.data, SHEET, "xl/styles.xml")
    assert by_calamine(done.data)[2][1:4:2] == ["changed", dt.date(2016, 3, 31)]
    assert done.changes[1].old == "2015-04-06"


def prefixed(part: bytes) -> bytes:
    """The sheet's XML with every element of its namespace prefixed, as some programs write it."""
    text = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", part)
    return text.replace(b"xmlns=", b"xmlns:x=")


def test_prefixed_xml() -> None:
    before = changed(written(), {SHEET: prefixed, "xl/styles.xml": prefixed, "xl/workbook.xml": prefixed})
    assert "<x:c r=" in part(before)
    done = set_cells(before, B3="changed", C9=5, B4=dt.date(2016, 3, 31), B2=None)
    same_but(before, done.data, SHEET, "xl/styles.xml")
    assert '<x:c r="B3" t="inlineStr"><x:is><x:t>changed</x:t></x:is></x:c>' in part(done.data)
    assert '<x:row r="9"><x:c r="C9"><x:v>5</x:v></x:c></x:row>' in part(done.data)
    assert by_openpyxl(done.data, "B3") == "changed"
    assert by_openpyxl(done.data, "B4") == dt.datetime(2016, 3, 31)


def test_single_quotes() -> None:
    before = changed(written(), {SHEET: lambda sheet: sheet.replace(b'"', b"'")})
    done = set_cells(before, B3="changed", G3=1, D2=None)
    assert (by_calamine(done.data)[2][1], by_calamine(done.data)[2][6]) == ("changed", 1)
    assert "<dimension ref='A1:G4'/>" in part(done.data)


@pytest.mark.parametrize("gone", ["cells", "cells and rows"])
def test_implicit_references(gone: str) -> None:
    def bare(sheet: bytes) -> bytes:
        sheet = re.sub(rb'<c r="[A-Z]+\d+"', b"<c", sheet)
        return sheet if gone == "cells" else re.sub(rb'<row r="\d+"', b"<row", sheet)

    before = changed(written(), {SHEET: bare})
    done = set_cells(before, B3="changed", C2=5, F4="new", A7="below")
    rows = by_calamine(done.data)
    assert (rows[2][1], rows[1][2], rows[3][5], rows[6][0]) == ("changed", 5, "new", "below")
    assert [row[0] for row in rows[:4]] == ["Ref", "SIAM-01", "NET-01", "BO-01"]


def test_comments_cdata_and_instructions_in_the_xml() -> None:
    noise = (
        '<!-- <row r="3"><c r="B3"><v>1</v></c></row> --><?note <c r="B3"/> ?><row r="3" spans="1:5">'
        '<!-- <c r="B3"> --><c r="A3" t="inlineStr"><is><t><![CDATA[<c r="B3"><v>9</v></c>]]></t></is></c>'
    )
    before = changed(written(), {SHEET: swap(('<row r="3" spans="1:5"><c r="A3" t="s"><v>7</v></c>', noise))})
    done = set_cells(before, B3="changed")
    assert noise in part(done.data)
    assert by_openpyxl(done.data, "B3") == "changed"
    assert done.changes[0].old == "Networks"


def test_alternate_content_around_the_rows_is_left_alone_and_inside_them_refused() -> None:
    beside = '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{}</mc:AlternateContent>'
    choice = beside.format('<mc:Choice Requires="x14"><controls/></mc:Choice><mc:Fallback/>')
    before = changed(written(), {SHEET: swap(("<pageMargins", choice + "<pageMargins"))})
    assert choice in part(set_cells(before, B3="changed").data)
    inside = changed(
        written(),
        {
            SHEET: swap(
                ('<c r="B3" t="s"><v>8</v></c>', beside.format('<mc:Choice Requires="x14"><c r="B3"/></mc:Choice>'))
            )
        },
    )
    done = set_cells(inside, B3="changed", B4="other row")
    assert "its row 3 holds something else than cells" in why(done)
    assert done.edited == ("Contracts!B4",)


def test_rows_out_of_order_are_refused() -> None:
    before = changed(written(), {SHEET: swap(('<row r="4"', '<row r="2"'))})
    assert "its row 2 comes after row 3" in why(set_cells(before, B3="x"))


def test_a_sheet_in_utf_16_is_refused() -> None:
    def wide(sheet: bytes) -> bytes:
        return sheet.decode().replace("UTF-8", "UTF-16").encode("utf-16")

    assert "is not in UTF-8" in why(set_cells(changed(written(), {SHEET: wide}), B3="x"))


def shared_formulas() -> bytes:
    master = '<c r="E2"><f t="shared" ref="E2:E4" si="0">C2*2</f><v>192</v></c></row>'
    member = '<c r="E{}"><f t="shared" si="0"/><v>480</v></c></row>'

    def put(sheet: bytes) -> bytes:
        rows = sheet.split(b"</row>")
        rows[1] += master.encode()
        rows[2] += member.format(3).encode()
        rows[3] += member.format(4).encode()
        return b"</row>".join(
            [
                rows[0],
                rows[1].removesuffix(b"</row>"),
                rows[2].removesuffix(b"</row>"),
                rows[3].removesuffix(b"</row>"),
                rows[4],
            ]
        )

    return changed(written(), {SHEET: put})


def test_shared_formulas() -> None:
    before = shared_formulas()
    assert "2 other cells take their formula from it (E2:E4)" in why(
        patch.patch(packed(before), [Edit("Contracts", "E2", 1, replace_formula=True)])
    )
    assert why(set_cells(before, E3=1)) == "it holds a formula: it is only replaced if you ask for that"
    done = patch.patch(packed(before), [Edit("Contracts", "E3", 1, replace_formula=True)])
    assert by_openpyxl(done.data, "E3") == 1
    assert set_cells(before, C3=1).recalculated == ("Contracts!E2:E4",)


def test_array_formulas_and_spills() -> None:
    def tweak(_: Any, sheet: Any) -> None:
        sheet.write_array_formula("G2:H4", "{=C2:D4*2}", None, 192)
        sheet.write_dynamic_array_formula("J2:J4", "=SORT(A2:A4)", None, "BO-01")
        sheet.write_array_formula("L2", "{=SUM(C2:C4)}", None, 1)

    before = written(tweak)
    for cell in ("G2", "H3", "J2", "J4"):
        assert "it is filled by the array formula or data table" in why(
            patch.patch(packed(before), [Edit("Contracts", cell, 1, replace_formula=True)])
        )
    assert why(set_cells(before, L2=1)).startswith("it holds a formula =SUM(C2:C4)")
    done = patch.patch(packed(before), [Edit("Contracts", "L2", 1, replace_formula=True), Edit("Contracts", "B3", "x")])
    assert by_openpyxl(done.data, "L2") == 1


def test_data_tables() -> None:
    before = changed(
        written(),
        {
            SHEET: swap(
                (
                    "</row></sheetData>",
                    '<c r="E4"><f t="dataTable" ref="E4:F6" dt2D="1" r1="A1"/><v>1</v></c></row></sheetData>',
                )
            )
        },
    )
    assert "data table E4:F6" in why(set_cells(before, F5=1))


def test_tables_with_totals() -> None:
    def tweak(_: Any, sheet: Any) -> None:
        sheet.add_table(
            "A1:C5",
            {
                "name": "Register",
                "total_row": True,
                "columns": [{"header": "Ref"}, {"header": "Title"}, {"header": "Value", "total_function": "sum"}],
            },
        )
        sheet.write("A2", "x")

    before = written(tweak)
    done = set_cells(before, A1="Reference", C5=1, B3="changed")
    assert dict(done.refused) == {
        "Contracts!A1": "it is a header of the table Register: rename the column in Excel",
        "Contracts!C5": "it is in the totals row of the table Register: change it in Excel",
    }
    same_but(before, done.data, SHEET, *(["xl/workbook.xml"] if "xl/workbook.xml" in dict(done.rewritten) else []))
    assert by_openpyxl(done.data, "B3") == "changed"


def test_merged_headers() -> None:
    def tweak(_: Any, sheet: Any) -> None:
        sheet.merge_range("G1:H2", "Dates")

    before = written(tweak)
    assert why(set_cells(before, H2="x")) == "it is part of the merged cells G1:H2: write to G1"
    assert by_openpyxl(set_cells(before, G1="Days").data, "G1") == "Days"


def test_a_protected_sheet() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        sheet.protect("secret")
        sheet.write("B3", "Networks", book.add_format({"locked": False}))

    before = written(tweak)
    done = set_cells(before, B3="open", B4="shut")
    assert done.edited == ("Contracts!B3",)
    assert why(done) == "the sheet Contracts is protected and the cell is locked: take the protection off in Excel"
    same_but(before, done.data, SHEET)


PIVOT = (
    '<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="Spend" cacheId="1">'
    '<location ref="G5:I9" firstHeaderRow="1" firstDataRow="1" firstDataCol="1" rowPageCount="1" colPageCount="1"/>'
    "</pivotTableDefinition>"
)


def test_pivot_output() -> None:
    before = with_part("xl/pivotTables/pivotTable1.xml", PIVOT.encode(), f"{OFFICE}/pivotTable", SHEET_RELS)
    done = set_cells(before, G3="filter", H7=1, B3="changed", G2="free")
    assert [cell for cell, _ in done.refused] == ["Contracts!G3", "Contracts!H7"]
    assert "it belongs to the pivot table Spend, which Excel fills" in done.refused[0][1]
    assert done.edited == ("Contracts!B3", "Contracts!G2")


def test_signed_workbooks_are_refused_unless_told() -> None:
    before = changed(written(), {"_xmlsignatures/sig1.xml": b"<Signature/>"})
    with pytest.raises(SiamdeskError, match="is signed, and any change would make its signature invalid"):
        set_cells(before, B3="x")
    done = patch.patch(packed(before), [Edit("Contracts", "B3", "x")], break_signature=True)
    same_but(before, done.data, SHEET)


def test_a_workbook_without_styles_takes_text_and_no_day() -> None:
    before = changed(
        written(),
        {
            "xl/styles.xml": None,
            "[Content_Types].xml": lambda old: old.replace(b"/xl/styles.xml", b"/xl/none.xml"),
            "xl/_rels/workbook.xml.rels": swap(("styles.xml", "none.xml")),
        },
    )
    done = set_cells(before, B3=dt.date(2016, 3, 31), B4="x")
    assert why(done).startswith("the workbook has no styles, so that a day would show as a number")


def test_data_descriptors() -> None:
    class Unseekable(io.BytesIO):
        """A stream as a server writes it: sizes are only known when a member is over."""

        def seekable(self) -> bool:
            return False

        def seek(self, *_: Any) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    stream = Unseekable()
    with zipfile.ZipFile(io.BytesIO(written())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    before = stream.getvalue()
    assert before.count(b"PK\x07\x08") == 10
    done = set_cells(before, B3="changed")
    same_but(before, done.data, SHEET)
    assert done.data.count(b"PK\x07\x08") == 9
    assert by_openpyxl(done.data, "B3") == "changed"


def test_zip64_entries() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written())) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            with new.open(zipfile.ZipInfo(info.filename), "w", force_zip64=True) as member:
                member.write(old.read(info))
    before = stream.getvalue()
    assert struct.pack("<H", 45) in records(before)[SHEET][:6]
    done = set_cells(before, B3="changed")
    same_but(before, done.data, SHEET)
    assert by_openpyxl(done.data, "B3") == "changed"
    assert openpyxl.load_workbook(io.BytesIO(done.data)).sheetnames == ["Contracts"]

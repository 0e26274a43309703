"""Cells of a workbook are set, cleared or refused, and nothing else changes."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
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
    same_but,
    set_cells,
    swap,
    why,
    written,
)

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import patch
from siamdesk.register.edits import Edit
from siamdesk.register.package import Package


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("Core network", "Core network"),
        ("  two  spaces ", "  two  spaces "),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\ttabbed", "\ttabbed"),
        ("<b> & \"quotes\" 'n' > £ é 漢字 🙂", "<b> & \"quotes\" 'n' > £ é 漢字 🙂"),
        ("=1+1", "=1+1"),
        ("+44 20 7946 0000", "+44 20 7946 0000"),
        ("-", "-"),
        ("'quoted", "'quoted"),
        ("007", "007"),
        (" ", " "),
        (7, 7),
        (0, 0),
        (-3.25, -3.25),
        (1e-7, 1e-7),
        (1.5e300, 1.5e300),
        (Decimal("176.80"), 176.8),
        (Decimal("1E+20"), 1e20),
        (123456789012345, 123456789012345),
        (True, True),
        (False, False),
    ],
)
def test_values_read_back(value: Any, read: Any) -> None:
    before = written()
    done = set_cells(before, B3=value)
    assert (done.edited, done.refused) == (("Contracts!B3",), ())
    same_but(before, done.data, SHEET)
    assert by_calamine(done.data)[2][1] == read
    found = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]["B3"]
    assert found.value == read
    assert found.data_type != "f"


def test_a_text_that_looks_like_an_escape_of_excels_is_escaped() -> None:
    done = set_cells(written(), B3="_x0041_ and _x_")
    assert "<t>_x005F_x0041_ and _x_</t>" in part(done.data)
    assert by_calamine(done.data)[2][1] == "_x0041_ and _x_"


def test_only_the_cells_bytes_change() -> None:
    before = written()
    done = set_cells(before, B3="x", C4=None)
    assert part(done.data) == part(before).replace(
        '<c r="B3" t="s"><v>8</v></c>', '<c r="B3" t="inlineStr"><is><t>x</t></is></c>'
    ).replace('<c r="C4"><v>176.5</v></c>', '<c r="C4"/>')


def test_nothing_asked_is_the_workbook_itself() -> None:
    before = written()
    done = patch.patch(packed(before), [])
    assert done.data == before
    assert (done.copied, done.rewritten) == (10, ())


def test_what_changed_is_told_as_it_was_and_is() -> None:
    done = set_cells(written(), B3="Wide networks", C3=None, E9=True, D2=dt.date(2016, 3, 31))
    assert [(each.address, each.old, each.new) for each in done.changes] == [
        ("Contracts!B3", "Networks", "Wide networks"),
        ("Contracts!C3", "240", ""),
        ("Contracts!E9", "", "TRUE"),
        ("Contracts!D2", "42036", "2016-03-31"),
    ]
    assert done.rewritten[0] == (SHEET, "4 cells of Contracts")


def test_new_cells_and_rows_go_in_in_order_and_the_extent_grows() -> None:
    before = written()
    done = set_cells(before, A1="r", G3="right", F3="left", B20="far", B10="near", C10=1)
    assert done.refused == ()
    rows = by_calamine(done.data)
    assert (rows[2][5], rows[2][6], rows[9][1], rows[9][2], rows[19][1]) == ("left", "right", "near", 1, "far")
    assert '<dimension ref="A1:G20"/>' in part(done.data)
    assert 'spans="1:7"' in part(done.data)


def test_rows_and_sheets_that_close_themselves_are_opened() -> None:
    empty = written(rows=())
    assert "<sheetData/>" in part(empty)
    done = set_cells(empty, C3="x", A1=1)
    assert by_calamine(done.data) == [[1, "", ""], ["", "", ""], ["", "", "x"]]
    closed = changed(
        written(), {SHEET: lambda sheet: sheet.replace(b"</sheetData>", b'<row r="9" ht="20" /></sheetData>')}
    )
    done = set_cells(closed, B9="x")
    assert '<row r="9" ht="20"><c r="B9" t="inlineStr"><is><t>x</t></is></c></row>' in part(done.data)


def test_clearing_what_is_not_there_writes_nothing_there() -> None:
    before = written()
    done = set_cells(before, H30=None, B9=None)
    assert part(done.data) == part(before)
    assert done.edited == ("Contracts!H30", "Contracts!B9")


def test_a_style_is_kept_and_a_new_cell_takes_that_of_its_row_or_column() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        red, bold = book.add_format({"font_color": "red"}), book.add_format({"bold": True})
        sheet.write("B3", "Networks", red)
        sheet.set_column("G:H", 12, bold)
        sheet.set_row(9, 30, red)

    done = set_cells(written(tweak), B3="x", G5="y", G10="z")
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]
    assert sheet["B3"].font.color.rgb == sheet["G10"].font.color.rgb == "FFFF0000"
    assert sheet["G5"].font.bold


def test_a_day_gets_a_style_that_shows_one_derived_from_its_own() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        sheet.write("B3", "Networks", book.add_format({"bold": True, "num_format": "0.00"}))
        sheet.write("D2", dt.date(2015, 2, 1), book.add_format({"num_format": "d mmm yyyy"}))

    before = written(tweak)
    done = set_cells(before, B3=dt.date(2016, 3, 31), D2=dt.date(2016, 4, 1), D3=dt.date(2016, 5, 1), D9=None)
    same_but(before, done.data, SHEET, "xl/styles.xml")
    assert ("xl/styles.xml", "1 date style, each a cell's own with a date format") in done.rewritten
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]
    assert (sheet["B3"].value, sheet["B3"].number_format) == (dt.datetime(2016, 3, 31), "mm-dd-yy")
    assert sheet["B3"].font.bold
    # The column has a format for its days, and one style that shows it already.
    assert (sheet["D3"].value, sheet["D3"].number_format) == (dt.datetime(2016, 5, 1), "d mmm yyyy")
    assert sheet["D2"].value == dt.datetime(2016, 4, 1)


def test_two_days_share_one_new_style() -> None:
    done = set_cells(written(), B3=dt.date(2016, 3, 31), B4=dt.date(2016, 4, 1), C4=dt.datetime(2016, 4, 1, 12, 30))
    assert done.rewritten[1][1].startswith("2 date styles")
    assert by_calamine(done.data)[3][2] == dt.datetime(2016, 4, 1, 12, 30)
    assert 'count="3"' in part(done.data, "xl/styles.xml")


def test_a_number_under_a_date_format_is_told() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        sheet.write("D2", dt.date(2015, 2, 1), book.add_format({"num_format": "dd/mm/yyyy"}))

    done = set_cells(written(tweak), D2=5)
    assert done.warnings == ("Contracts!D2: the cell's format shows the number 5 as a day",)


@pytest.mark.parametrize(
    ("day", "serial"),
    [
        (dt.date(1900, 1, 1), "1"),
        (dt.date(1900, 2, 28), "59"),
        (dt.date(1900, 3, 1), "61"),
        (dt.date(2016, 3, 31), "42460"),
        (dt.datetime(2016, 3, 31, 18, 0), "42460.75"),
        (dt.date(9999, 12, 31), "2958465"),
    ],
)
def test_days_count_from_1900_with_its_leap_fault(day: dt.date, serial: str) -> None:
    done = set_cells(written(), B3=day)
    assert done.refused == ()
    assert f"<v>{serial}</v>" in part(done.data)


def test_1904_date_system() -> None:
    before = written(date_1904=True)
    done = set_cells(before, B3=dt.date(2016, 3, 31), B4=dt.date(1904, 1, 1))
    assert "<v>40998</v>" in part(done.data)
    assert by_calamine(done.data)[2][1] == dt.date(2016, 3, 31)
    assert "counts days from 1904-01-01" in why(set_cells(before, B3=dt.date(1903, 12, 31)))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("bell \x07", "the text holds the control character U+0007, which Excel takes in no cell"),
        ("half \ud800", "control character U+D800"),
        ("x" * 32_768, "the text has 32,768 characters and a cell holds 32,767: shorten it"),
        ("🙂" * 16_384, "the text has 32,768 characters"),
        (float("nan"), "it is not a number that Excel can hold"),
        (float("inf"), "it is not a number that Excel can hold"),
        (1234567890123456, "the number has 16 digits and Excel keeps 15: write it as text"),
        (Decimal("0.1234567890123456"), "the number has 16 digits"),
        (dt.date(1899, 12, 31), "Excel counts days from 1900-01-01 in this workbook: write it as text"),
    ],
)
def test_what_no_cell_can_hold_is_refused_and_the_rest_written(value: Any, reason: str) -> None:
    done = set_cells(written(), B3=value, B4="other")
    assert reason in why(done)
    assert done.edited == ("Contracts!B4",)
    assert by_calamine(done.data)[2][1] == "Networks"


def test_the_longest_text_is_written() -> None:
    assert set_cells(written(), B3="x" * 32_767).refused == ()


@pytest.mark.parametrize(
    ("sheet", "cell", "reason"),
    [
        ("Contracts", "XFE1", "lies outside a sheet, which ends at XFD1048576"),
        ("Contracts", "A1048577", "lies outside a sheet"),
        ("Contracts", "A0", "lies outside a sheet"),
        ("Contracts", "AAAA1", "is not the address of an area"),
        ("Contracts", "hello", "is not the address of an area"),
        ("Contracts", "A1:B2", "it is an area and not one cell"),
        ("Elsewhere", "A1", "there is no worksheet of that name; there are Contracts"),
    ],
)
def test_addresses_that_are_none_are_refused(sheet: str, cell: str, reason: str) -> None:
    assert reason in why(patch.patch(packed(written()), [Edit(sheet, cell, 1)]))


def test_the_farthest_cell_is_written_and_read_back_without_a_grid() -> None:
    done = set_cells(written(), XFD1048576="far", B3="x")
    assert (done.edited, done.refused) == (("Contracts!XFD1048576", "Contracts!B3"), ())
    assert by_openpyxl(done.data, "XFD1048576") == "far"


def test_sheets_are_found_whatever_their_case_and_a_cell_is_set_once() -> None:
    done = patch.patch(packed(written()), [Edit("CONTRACTS", "b3", "x"), Edit("Contracts", "B3", "y")])
    assert done.edited == ("Contracts!B3",)
    assert why(done) == "it is set twice; the first value is taken"
    assert by_calamine(done.data)[2][1] == "x"


@pytest.mark.parametrize(("name", "kind"), [("a.xls", "xls"), ("a.xlsb", "xlsb"), ("a.ods", "ods")])
def test_kinds_that_cannot_be_patched_are_refused_whole(name: str, kind: str) -> None:
    with pytest.raises(SiamdeskError, match=r"save it as \.xlsx in Excel, or write a new \.xlsx beside it"):
        patch.patch(Package(Path(name), kind, "", b""), [Edit("Contracts", "A1", 1)])


def test_several_sheets_at_once() -> None:
    def tweak(book: Any, _: Any) -> None:
        book.add_worksheet("It's & more").write("A1", "old")

    before = written(tweak)
    done = patch.patch(packed(before), [Edit("Contracts", "A2", "one"), Edit("It's & more", "A1", "two")])
    same_but(before, done.data, SHEET, "xl/worksheets/sheet2.xml")
    assert by_calamine(done.data, "It's & more") == [["two"]]


def test_the_time_of_the_last_change_is_noted_only_if_asked() -> None:
    before = written()
    moment = dt.datetime(2016, 3, 31, 12, tzinfo=dt.UTC)
    done = patch.patch(packed(before), [Edit("Contracts", "A2", "x")], modified=moment)
    same_but(before, done.data, SHEET, "docProps/core.xml")
    assert ("docProps/core.xml", "the time of the last change") in done.rewritten
    assert openpyxl.load_workbook(io.BytesIO(done.data)).properties.modified == dt.datetime(2016, 3, 31, 12)


# Formulas


def with_formulas(book: Any, sheet: Any) -> None:
    sheet.write_formula("E2", "=C2*2", None, 192)
    sheet.write_formula("E3", "=E2+1", None, 193)
    sheet.write_formula("E4", '="C2 is only said"', None, "C2 is only said")
    other = book.add_worksheet("Sums")
    other.write_formula("A1", "=SUM(Contracts!C2:C4)", None, 512.5)
    other.write_formula("A2", "=A9", None, 0)


def test_formulas_that_read_a_change_are_named_and_worked_out_on_opening() -> None:
    before = changed(written(with_formulas), {"xl/workbook.xml": swap((' fullCalcOnLoad="1"', ""))})
    done = set_cells(before, C2=100)
    assert done.recalculated == ("Contracts!E2", "Contracts!E3", "Sums!A1")
    same_but(before, done.data, SHEET, "xl/workbook.xml")
    assert ("xl/workbook.xml", "Excel is told to work out its formulas on opening") in done.rewritten
    assert part(done.data, "xl/workbook.xml") == part(before, "xl/workbook.xml").replace(
        '<calcPr calcId="124519"/>', '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
    )
    # What Excel worked out before is left to be seen where nothing is worked out, as in Protected View.
    assert "<v>193</v>" in part(done.data)


def test_a_change_that_no_formula_reads_leaves_the_workbook_part_alone() -> None:
    before = changed(written(with_formulas), {"xl/workbook.xml": swap((' fullCalcOnLoad="1"', ""))})
    done = set_cells(before, B2="x")
    assert done.recalculated == ()
    same_but(before, done.data, SHEET)


@pytest.mark.parametrize("formula", ["=SUM(Values)", "=INDIRECT(A1)", "=SUM(Table1[Value])"])
def test_a_formula_that_may_read_anything_counts(formula: str) -> None:
    def tweak(book: Any, sheet: Any) -> None:
        book.define_name("Values", "=Contracts!$C$2:$C$4")
        sheet.write_formula("E2", formula, None, 1)

    before = changed(written(tweak), {"xl/workbook.xml": swap((' fullCalcOnLoad="1"', ""))})
    done = set_cells(before, B2="x")
    assert done.recalculated == ("formulas that read names, tables or cells they work out",)
    assert 'fullCalcOnLoad="1"' in part(done.data, "xl/workbook.xml")


def test_where_nothing_says_how_to_calculate_it_is_put_in_its_place() -> None:
    before = changed(
        written(with_formulas), {"xl/workbook.xml": swap(('<calcPr calcId="124519" fullCalcOnLoad="1"/>', ""))}
    )
    done = set_cells(before, C2=100)
    assert '</sheets><calcPr fullCalcOnLoad="1"/></workbook>' in part(done.data, "xl/workbook.xml")


def test_a_formula_is_refused_unless_it_is_to_be_replaced() -> None:
    before = written(with_formulas)
    assert why(set_cells(before, E2=5)) == "it holds a formula =C2*2: it is only replaced if you ask for that"
    done = patch.patch(packed(before), [Edit("Contracts", "E2", 5, replace_formula=True)])
    assert by_openpyxl(done.data, "E2") == 5
    assert (done.changes[0].old, done.changes[0].new) == ("=C2*2", "5")


CHAIN = "xl/calcChain.xml"
CHAIN_TYPE = (
    '<Override PartName="/xl/calcChain.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/>'
)
CHAIN_LINK = (
    '<Relationship Id="rId99" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/>'
)


def chained(entries: str) -> bytes:
    return changed(
        written(with_formulas),
        {
            CHAIN: f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{entries}</calcChain>',
            "[Content_Types].xml": swap(("</Types>", CHAIN_TYPE + "</Types>")),
            "xl/_rels/workbook.xml.rels": swap(("</Relationships>", CHAIN_LINK + "</Relationships>")),
        },
    )


def test_the_chain_of_calculation_is_untouched_unless_a_formula_goes() -> None:
    before = chained('<c r="E2" i="1"/><c r="E3" l="1"/><c r="A1" i="2"/>')
    same_but(before, set_cells(before, C2=1).data, SHEET)


def test_a_lost_formula_leaves_the_chain_and_hands_on_the_sheet_it_named() -> None:
    before = chained('<c r="E2" i="1"/><c r="E3" l="1"/><c r="E2" i="2"/>')
    done = patch.patch(packed(before), [Edit("Contracts", "E2", 5, replace_formula=True)])
    same_but(before, done.data, SHEET, CHAIN)
    assert '<c r="E3" l="1" i="1"/><c r="E2" i="2"/>' in part(done.data, CHAIN)


def test_an_empty_chain_goes_with_all_that_speaks_of_it() -> None:
    before = chained('<c r="E2" i="1"/>')
    done = patch.patch(packed(before), [Edit("Contracts", "E2", 5, replace_formula=True)])
    assert CHAIN in dict(done.rewritten)
    assert "calcChain" not in part(done.data, "[Content_Types].xml") + part(done.data, "xl/_rels/workbook.xml.rels")
    assert by_openpyxl(done.data, "E2") == 5

"""Rows and a column are added to a table; what covers it reaches them, what stands there is respected."""

import datetime as dt
import io
import re
from typing import Any

import openpyxl
import pytest
from patching import SHEET, by_calamine, changed, packed, part, same_but, swap, why, written

from siamdesk.register import patch
from siamdesk.register.cell_xml import Value
from siamdesk.register.edits import Append, Edit, NewColumn, Patched

TABLE = "xl/tables/table1.xml"
BOOK = "xl/workbook.xml"
NEW: tuple[dict[str, Value], ...] = (
    {"A": "EUS-01", "B": "End-user services", "C": 120, "D": 42461},
    {"A": "APP-01", "C": 88.5},
)


def appended(data: bytes, area: str = "A1:E4", rows: Any = NEW, edits: Any = ()) -> Patched:
    return patch.patch(packed(data), list(edits), [Append("Contracts", area, rows)])


def as_table(_: Any, sheet: Any, area: str = "A1:E4") -> None:
    headers = [{"header": header} for header in ("Ref", "Title", "Value", "Start", "Total")]
    sheet.add_table(area, {"name": "Register", "columns": headers})


def test_rows_go_under_the_last_one_in_its_style() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        money, day = book.add_format({"num_format": "£#,##0"}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.set_row(3, 33)
        sheet.write("C4", 176.5, money)
        sheet.write("D4", 42400, day)
        sheet.write_blank("E4", None, money)

    before = written(tweak)
    done = appended(before, rows=[{**NEW[0], "D": dt.date(2016, 4, 1)}, NEW[1]])
    assert done.refused == ()
    same_but(before, done.data, SHEET)
    rows = by_calamine(done.data)
    assert rows[4][:4] == ["EUS-01", "End-user services", 120, dt.date(2016, 4, 1)]
    assert rows[5][:4] == ["APP-01", "", 88.5, ""]
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]
    assert [sheet.cell(6, column).number_format for column in (3, 4, 5)] == ["£#,##0", "dd/mm/yyyy", "£#,##0"]
    assert sheet.row_dimensions[5].height == sheet.row_dimensions[6].height == 33
    assert '<dimension ref="A1:E6"/>' in part(done.data)
    assert [change.address for change in done.changes][-2:] == ["Contracts!A6", "Contracts!C6"]


def test_hidden_is_not_copied() -> None:
    done = appended(written(lambda _, sheet: sheet.set_row(3, 30, None, {"hidden": True})))
    (row,) = re.findall(r'<row r="5"[^>]*>', part(done.data))
    assert 'ht="30"' in row
    assert "hidden" not in row


def test_an_excel_table_and_its_filter_reach_the_rows() -> None:
    before = written(as_table)
    done = appended(before)
    same_but(before, done.data, SHEET, TABLE)
    assert part(done.data, TABLE) == part(before, TABLE).replace("A1:E4", "A1:E6")
    assert part(done.data, TABLE).count("A1:E6") == 2
    assert dict(done.rewritten)[TABLE] == "the table Register reaches its new cells"
    assert openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"].tables["Register"].ref == "A1:E6"


def test_formats_and_validations_that_cover_the_column_reach_the_rows_and_others_stay() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        red = book.add_format({"bg_color": "red"})
        rule = {"type": "cell", "criteria": ">", "value": 5, "format": red}
        sheet.conditional_format("C2:C4", rule)
        sheet.conditional_format("A2:B3", rule)
        sheet.conditional_format("G2:G4", rule)
        sheet.conditional_format("A1:E1", rule)
        sheet.conditional_format("D2:D1048576", rule)
        sheet.data_validation("B2:B4", {"validate": "list", "source": ["x", "y"]})
        sheet.ignore_errors({"number_stored_as_text": "A2:A4"})

    done = appended(written(tweak))
    found = re.findall(r'sqref="([^"]+)"', part(done.data))
    assert found == ["A1", "C2:C6", "A2:B3", "G2:G4", "A1:E1", "D2:D1048576", "B2:B6", "A2:A6"] or set(found) >= {
        "C2:C6", "A2:B3", "G2:G4", "A1:E1", "D2:D1048576", "B2:B6", "A2:A6"
    }  # fmt: skip
    assert "its filters and formats reach the new cells" in dict(done.rewritten)[SHEET]


def test_x14_formats_and_validations_reach_the_rows_and_sparklines_stay() -> None:
    def tweak(_: Any, sheet: Any) -> None:
        sheet.conditional_format("C2:C4", {"type": "data_bar", "data_bar_2010": True})
        sheet.add_sparkline("F4", {"range": "Contracts!C4:D4"})

    done = appended(written(tweak))
    assert "<xm:sqref>C2:C6</xm:sqref>" in part(done.data)
    assert "<xm:sqref>F4</xm:sqref>" in part(done.data)
    assert '<conditionalFormatting sqref="C2:C6">' in part(done.data)


def test_filter_print_area_and_names_reach_the_rows_and_others_stay() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("O'Brien & co")
        other.print_area("A1:E4")
        sheet.autofilter("A1:E4")
        sheet.print_area("A1:E4")
        book.define_name("All", "=Contracts!$A$2:$E$4")
        book.define_name("Two", "=Contracts!$A$1:$B$3")
        book.define_name("Other", "='O''Brien & co'!$A$1:$E$4")
        book.define_name("Both", "=Contracts!$A$2:$A$4,Contracts!$C$2:$C$4")
        book.define_name("Worked", "=OFFSET(Contracts!$A$1,0,0,4,4)")

    before = written(tweak)
    done = appended(before)
    assert '<autoFilter ref="A1:E6"/>' in part(done.data)
    names = dict(re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]*)<', part(done.data, BOOK)))
    assert names["All"] == "Contracts!$A$2:$E$6"
    assert names["Two"] == "Contracts!$A$1:$B$3"
    assert names["Other"] == "'O''Brien &amp; co'!$A$1:$E$4"
    assert names["Both"] == "Contracts!$A$2:$A$6,Contracts!$C$2:$C$6"
    assert names["Worked"] == "OFFSET(Contracts!$A$1,0,0,4,4)"
    assert "Contracts!$A$1:$E$6" in part(done.data, BOOK)
    assert names["_xlnm._FilterDatabase"] == "Contracts!$A$1:$E$6"
    same_but(before, done.data, SHEET, BOOK)


@pytest.mark.parametrize(
    ("tweak", "reason"),
    [
        (lambda _, sheet: sheet.write("B6", "Signed off"), "B6 holds “Signed off”, which stands where they would go"),
        (lambda _, sheet: sheet.merge_range("A6:C7", "Notes"), "the merged cells A6:C7 stands in A5:E6"),
        (lambda _, sheet: sheet.protect(), "the sheet Contracts is protected"),
        (lambda _, sheet: sheet.write_array_formula("D5:E6", "{=C2:D3}"), "the array formula D5:E6 stands in A5:E6"),
        (lambda _, sheet: sheet.add_table("B6:C8", {"name": "Below"}), "the table Below (B6:C8) stands in A5:E6"),
        (lambda _, sheet: sheet.write_formula("C5", "=SUM(C2:C4)"), "C5 holds “=SUM(C2:C4)”"),
        (
            lambda _, sheet: sheet.add_table("A1:E5", {"name": "Register", "total_row": True}),
            "the table Register has a totals row (A5:E5): add the rows in Excel",
        ),
    ],
)
def test_what_stands_in_the_way_is_named(tweak: Any, reason: str) -> None:
    done = appended(written(tweak))
    assert reason in why(done)
    assert (done.refused[0][0], done.edited) == ("Contracts!A1:E4", ())


def test_edits_are_made_where_rows_are_refused() -> None:
    before = written(lambda _, sheet: sheet.write("B6", "Signed off"))
    done = appended(before, edits=[Edit("Contracts", "B2", "still written")])
    assert (len(done.refused), done.edited) == (1, ("Contracts!B2",))
    same_but(before, done.data, SHEET)


def test_what_stands_beside_or_further_below_is_left() -> None:
    def tweak(_: Any, sheet: Any) -> None:
        sheet.write("G5", "beside")
        sheet.write_formula("C9", "=SUM(C2:C4)", None, 512.5)

    done = appended(written(tweak))
    assert done.refused == ()
    assert by_calamine(done.data)[4][6] == "beside"
    assert "Contracts!C9: its formula reads to row 4, not the new rows" in done.warnings


def test_formulas_are_filled_down_and_told() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        money = book.add_format({"num_format": "£#,##0"})
        sheet.write_formula("E4", '=C4*$C$2&" & B4"', money, "353")
        sheet.write_formula("D4", "=SUM(Other!C4:C$9)", None, 1)
        sheet.write_blank("E6", None, book.add_format({"num_format": "0.00"}))
        book.add_worksheet("Other")

    before = changed(written(tweak), {BOOK: swap((' fullCalcOnLoad="1"', ""))})
    done = appended(before)
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]
    assert [sheet.cell(row, 5).value for row in (5, 6)] == ['=C5*$C$2&" & B4"', '=C6*$C$2&" & B4"']
    assert [sheet.cell(row, 5).number_format for row in (5, 6)] == ["£#,##0", "0.00"]
    # A value that is given goes before a formula.
    assert (sheet["D5"].value, sheet["D6"].value) == (42461, "=SUM(Other!C6:C$9)")
    assert done.recalculated == ("Contracts!E5", "Contracts!D6", "Contracts!E6")
    assert [change.new for change in done.changes if change.address == "Contracts!D6"] == ["=SUM(Other!C6:C$9)"]
    same_but(before, done.data, SHEET, BOOK)
    assert done.warnings == ()


def test_formulas_that_cannot_be_filled_down_are_told() -> None:
    def tweak(_: Any, sheet: Any) -> None:
        sheet.write_array_formula("E4", "{=SUM(C2:C4*2)}", None, 353)

    assert appended(written(tweak)).warnings == ("Contracts: the new rows have no formulas like those in E4",)


def test_empty_rows_inside_a_table_are_used_before_it_grows() -> None:
    before = written(lambda book, sheet: as_table(book, sheet, "A1:E5"))
    done = appended(before)
    assert part(done.data, TABLE).count("A1:E6") == 2
    done = appended(before, rows=NEW[:1])
    same_but(before, done.data, SHEET)


def test_a_table_that_ends_above_is_refused() -> None:
    before = written(lambda book, sheet: as_table(book, sheet, "A1:E3"))
    assert "the table Register ends in row 3, above row 4: fill it in Excel" in why(appended(before))


def test_rows_under_a_header_alone_do_not_look_like_it() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        sheet.set_row(0, 40)
        sheet.write("A1", "Ref", book.add_format({"bold": True}))

    done = appended(written(tweak, rows=[("Ref", "Title", "Value", "Start", "Total")]), "A1:E1")
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]
    assert (sheet["A2"].value, sheet["A2"].font.bold, sheet.row_dimensions[2].height) == ("EUS-01", False, None)


def test_a_cell_that_cannot_be_written_does_not_keep_its_row_back() -> None:
    done = appended(written(), rows=[{"A": "x" * 40_000, "B": "y", "Z": 1}])
    assert [cell for cell, _ in done.refused] == ["Contracts!Z5", "Contracts!A5"]
    assert by_calamine(done.data)[4][1] == "y"


def test_a_sheet_whose_xml_is_prefixed_takes_rows() -> None:
    def prefixed(sheet: bytes) -> bytes:
        return re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")

    done = appended(changed(written(), {SHEET: prefixed}))
    assert '<x:row r="5" spans="1:5"><x:c r="A5" t="inlineStr"><x:is><x:t>EUS-01' in part(done.data)


# A new column


def with_column(data: bytes, header: str = "RAG", area: str = "A1:E4", **more: Any) -> Patched:
    values: dict[int, Value] = {2: "Red", 4: "Green"}
    return patch.patch(packed(data), [], [], [NewColumn("Contracts", area, header, values, **more)])


def test_a_column_goes_to_the_right_in_the_style_beside_it() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        sheet.write("E1", "Total", book.add_format({"bold": True}))
        sheet.write_blank("E2", None, book.add_format({"italic": True}))

    before = written(tweak)
    done = with_column(before)
    assert (done.refused, done.edited) == ((), ("Contracts!F1", "Contracts!F2", "Contracts!F4"))
    assert [row[5] for row in by_calamine(done.data)] == ["RAG", "Red", "", "Green"]
    sheet = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"]
    assert sheet["F1"].font.bold
    assert sheet["F2"].font.italic


def test_an_excel_table_gets_the_column_and_its_name() -> None:
    before = written(as_table)
    done = with_column(before, 'R&D "now"')
    same_but(before, done.data, SHEET, TABLE)
    table = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"].tables["Register"]
    assert (table.ref, table.autoFilter.ref) == ("A1:F4", "A1:F4")
    assert [column.name for column in table.tableColumns] == ["Ref", "Title", "Value", "Start", "Total", 'R&D "now"']
    assert [column.id for column in table.tableColumns] == [1, 2, 3, 4, 5, 6]


def test_a_number_is_not_shown_as_a_day_because_of_its_neighbour() -> None:
    def tweak(book: Any, sheet: Any) -> None:
        sheet.write("E2", 42036, book.add_format({"num_format": "dd/mm/yyyy"}))

    done = patch.patch(packed(written(tweak)), [], [], [NewColumn("Contracts", "A1:E4", "Posts", {2: 14})])
    assert by_calamine(done.data)[1][5] == 14


@pytest.mark.parametrize(
    ("tweak", "header", "reason"),
    [
        (lambda _, sheet: sheet.write("F3", "note"), "RAG", "F3 holds “note”, which stands where they would go"),
        (as_table, "title", "the table Register has a column “title” already: choose another header"),
        (as_table, "two\nlines", "a table's header needs to be one line of text"),
        (lambda _, sheet: sheet.merge_range("F1:G1", "Dates"), "RAG", "the merged cells F1:G1 stands in F1:F4"),
        (lambda _, sheet: sheet.protect(), "RAG", "the sheet Contracts is protected"),
        (lambda b, sheet: as_table(b, sheet, "A1:G4"), "RAG", "the table Register covers A1:G4"),
    ],
)
def test_a_column_that_has_no_room_is_refused(tweak: Any, header: str, reason: str) -> None:
    assert reason in why(with_column(written(tweak), header))


def test_rows_and_a_column_at_once() -> None:
    before = written(lambda book, sheet: (as_table(book, sheet), sheet.print_area("A1:E4")))
    column = NewColumn("Contracts", "A1:E4", "RAG", {2: "Red"})
    rows = [{**NEW[0], "F": "Amber"}, NEW[1]]
    done = patch.patch(packed(before), [], [Append("Contracts", "A1:E4", rows)], [column])
    assert done.refused == ()
    table = openpyxl.load_workbook(io.BytesIO(done.data))["Contracts"].tables["Register"]
    assert table.ref == "A1:F6"
    assert by_calamine(done.data)[4][5] == "Amber"
    assert "Contracts!$A$1:$F$6" in part(done.data, BOOK)


def test_a_header_may_stand_in_another_row_of_a_header_of_two() -> None:
    done = with_column(written(), area="A1:E4", header_row=2)
    assert [row[5] for row in by_calamine(done.data)][1] == "RAG"


def test_a_table_made_by_hand_without_a_count_grows() -> None:
    before = changed(written(as_table), {TABLE: swap(('<tableColumns count="5">', "<tableColumns >"))})
    assert '<tableColumns count="6">' in part(with_column(before).data, TABLE)

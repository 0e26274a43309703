import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.register import reader, tables

Book = Callable[..., Path]

HEADER = ["Ref", "Contract title", "Supplier", "Award date", "Expiry date", "Value (£)"]
DAY = dt.date(2015, 10, 2)


def row(ref: str, title: str = "A contract") -> list[object]:
    return [ref, title, "BT", DAY, DAY, 5_000_000]


def found(path: Path) -> tuple[tables.Table, ...]:
    return tuple(table for sheet in reader.read(path).sheets for table in tables.find(sheet))


def test_a_plain_table(book: Book) -> None:
    (table,) = found(book([HEADER, row("N1"), row("N2")]))
    assert table.range == "A1:F3"
    assert table.header_rows == (0,)
    assert table.headers == tuple(HEADER)
    assert table.body_rows == (1, 2)
    assert table.passed_over == ()
    assert table.entity == "contract"


def test_title_rows_above_the_header(book: Book) -> None:
    rows = [["OFFICIAL"], ["Network tower register"], ["Owner", "A. Lead", "As at", DAY], [], HEADER, row("N1")]
    (table,) = found(book(rows))
    assert table.header_rows == (4,)
    assert table.title == "OFFICIAL\nNetwork tower register\nOwner | A. Lead | As at | 2015-10-02"


def test_a_two_row_header_with_merged_groups(book: Book) -> None:
    top = ["Ref", "Contract title", "Supplier", "Award", None, "Service transfer", None, "Expiry"]
    low = [None, None, None, "Planned", "Actual", "Forecast", "Actual", None]

    def merge(sheet: Worksheet) -> None:
        for area in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:H2"):
            sheet.merge_cells(area)

    (table,) = found(book([top, low, ["N1", "Net", "BT", DAY, None, DAY, None, DAY]], merge))
    assert table.header_rows == (0, 1)
    assert table.headers == (
        "Ref",
        "Contract title",
        "Supplier",
        "Award Planned",
        "Award Actual",
        "Service transfer Forecast",
        "Service transfer Actual",
        "Expiry",
    )
    assert table.body_rows == (2,)


def test_a_two_row_header_whose_groups_are_not_merged(book: Book) -> None:
    top = [None, None, None, "Award", None, None]
    low = ["Ref", "Contract title", "Supplier", "Planned", "Actual", "Expiry"]
    (table,) = found(book([top, low, ["N1", "Net", "BT", DAY, None, DAY]]))
    assert table.header_rows == (0, 1)
    assert table.headers[3:] == ("Award Planned", "Award Actual", "Expiry")


def test_a_three_row_header_without_its_row_of_themes(book: Book) -> None:
    top = ["Contract", None, "Dates", None, None, None]
    mid = ["Ref", "Title", "Award", None, "Expiry", "Supplier"]
    low = [None, None, "Planned", "Actual", None, None]

    def merge(sheet: Worksheet) -> None:
        for area in ("A1:B1", "C1:E1", "C2:D2"):
            sheet.merge_cells(area)

    (table,) = found(book([top, mid, low, ["N1", "Net", DAY, None, DAY, "BT"]], merge))
    assert table.header_rows == (1, 2)
    assert table.headers == ("Ref", "Title", "Award Planned", "Award Actual", "Expiry", "Supplier")
    assert table.body_rows == (3,)


def test_a_three_row_header_that_needs_all_its_rows(book: Book) -> None:
    top = [None, None, None, "Contract award", None, "Service transfer", None]
    mid = ["Ref", "Title", "Supplier", None, None, None, None]
    low = [None, None, None, "Baseline", "Forecast", "Baseline", "Forecast"]
    (table,) = found(book([top, mid, low, ["N1", "Net", "BT", DAY, DAY, DAY, DAY]]))
    assert table.header_rows == (0, 1, 2)
    assert table.headers[3:] == (
        "Contract award Baseline",
        "Contract award Forecast",
        "Service transfer Baseline",
        "Service transfer Forecast",
    )


def test_a_group_with_a_unit_leaves_the_columns_their_own_words(book: Book) -> None:
    top = ["Ref", "Contract title", "Expiry date", "Values, £m", None]
    low = [None, None, None, "Estimated value", "Award value"]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D1:E1")

    (table,) = found(book([top, low, ["N1", "Net", DAY, 240, 200]], merge))
    assert table.headers[3:] == ("Estimated value (Values, £m)", "Award value (Values, £m)")


def test_several_tables_on_one_sheet_each_with_its_title(book: Book) -> None:
    rows = [["Networks"], HEADER, row("N1"), row("N2"), ["Total", None, None, None, None, 10_000_000]]
    rows += [[], ["Hosting"], HEADER, row("H1")]
    first, second = found(book(rows))
    assert (first.title, first.range, first.body_rows) == ("Networks", "A2:F4", (2, 3))
    assert first.passed_over == ((4, "a total"),)
    assert (second.title, second.range, second.body_rows) == ("Hosting", "A8:F9", (8,))


def test_tables_side_by_side(book: Book) -> None:
    other = ["Contract ref", "Title", "Start date", "End date"]
    lines = [[*HEADER, None, *other], [*row("N1"), None, "H1", "Host", DAY, DAY]]
    first, second = found(book(lines))
    assert first.range == "A1:F2"
    assert second.range == "H1:K2"


def test_a_spacer_column_does_not_cut_a_table(book: Book) -> None:
    rows = [["Ref", "Contract title", None, "Supplier", "Expiry date"], ["N1", "Net", None, "BT", DAY]]
    (table,) = found(book(rows))
    assert table.headers == ("Ref", "Contract title", "", "Supplier", "Expiry date")


def test_the_header_typed_again_is_passed_over(book: Book) -> None:
    rows = [HEADER, *(row(f"N{n}") for n in range(4)), HEADER, *(row(f"M{n}") for n in range(3))]
    (table,) = found(book(rows))
    assert table.body_rows == (1, 2, 3, 4, 6, 7, 8)
    assert table.passed_over == ((5, "the header again"),)


def test_a_two_row_header_typed_again_is_passed_over(book: Book) -> None:
    top = ["Ref", "Contract title", "Supplier", "Award", None]
    low = [None, None, None, "Planned", "Actual"]
    body = [["N1", "Net", "BT", DAY, None], ["N2", "Net", "BT", DAY, None]]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D1:E1")
        sheet.merge_cells("D5:E5")

    (table,) = found(book([top, low, *body, top, low, ["N3", "Net", "BT", DAY, None]], merge))
    assert table.body_rows == (2, 3, 6)


def test_blank_rows_totals_and_footnotes_are_passed_over_with_reasons(book: Book) -> None:
    rows = [
        HEADER,
        row("N1"),
        [],
        row("N2"),
        ["Grand total", None, None, None, None, 10],
        [],
        ["* Values exclude VAT"],
        ["Source: finance team"],
    ]
    (table,) = found(book(rows))
    assert table.body_rows == (1, 3)
    assert table.passed_over == ((4, "a total"), (6, "a note"), (7, "a note"))


def test_headings_inside_a_table_are_kept_for_the_rows_below(book: Book) -> None:
    rows = [HEADER, ["Network tower"], row("N1"), row("N2"), ["Hosting tower"], row("H1")]
    (table,) = found(book(rows))
    assert table.body_rows == (2, 3, 5)
    assert table.sections == {2: "Network tower", 3: "Network tower", 5: "Hosting tower"}
    assert table.passed_over == ((1, "a heading inside the table"), (4, "a heading inside the table"))


def test_a_contract_with_its_title_alone_is_a_row(book: Book) -> None:
    rows = [HEADER, row("N1"), [None, "Wi-Fi for custody suites"], row("N2")]
    (table,) = found(book(rows))
    assert table.body_rows == (1, 2, 3)


def test_a_key_below_the_table_is_no_contract(book: Book) -> None:
    rows = [HEADER, row("N1"), row("N2"), [], ["Red", "late"], ["Green", "on time"]]
    (table,) = found(book(rows))
    assert table.body_rows == (1, 2)
    assert [why for _, why in table.passed_over] == ["a block of its own below the table"] * 2


def test_rows_under_a_merged_title_go_on_with_the_row_above(book: Book) -> None:
    rows = [HEADER, row("N1"), [None, None, "Virgin", DAY, DAY, 5], row("N2")]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    (table,) = found(book(rows, merge))
    assert table.body_rows == (1, 3)
    assert table.passed_over == ((2, "goes on with the row above, whose name is a merged cell"),)


def test_a_calendar_at_the_right_is_left_alone(book: Book) -> None:
    months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    (table,) = found(book([[*HEADER, *months], [*row("N1"), "x"], [*row("N2"), None, "x"]]))
    assert table.range == "A1:F3"
    assert table.left_alone == "a calendar from column Apr on, 6 columns, is left alone"


def test_columns_of_spend_by_year_are_no_calendar(book: Book) -> None:
    (table,) = found(book([[*HEADER, "2015/16", "2016/17", "2017/18", "2018/19"], [*row("N1"), 1, 2, 3, 4]]))
    assert table.last_column == 9


def test_a_header_without_rows_is_a_table_without_rows(book: Book) -> None:
    (table,) = found(book([HEADER]))
    assert table.body_rows == ()
    assert table.range == "A1:F1"


def test_a_table_far_down_and_to_the_right(book: Book) -> None:
    def place(sheet: Worksheet) -> None:
        for place, (header, value) in enumerate(zip(HEADER, row("N1"), strict=True)):
            sheet.cell(3000, 30 + place, header)
            sheet.cell(3001, 30 + place, value)

    (table,) = found(book([[f"line {n}"] for n in range(500)], place))
    assert table.range == "AD3000:AI3001"


def test_strands_beside_contracts(book: Book) -> None:
    strands = [["No.", "Strand", "Stage, July 2015"], [1, "Finance", "advanced"], [2, "HR", "not known"]]
    contracts, second = found(book({"Contracts": [HEADER, row("B1")], "Strands": strands}))
    assert contracts.entity == "contract"
    assert second.entity == "strand"
    assert second.body_rows == (1, 2)


@pytest.mark.parametrize(
    "rows",
    [
        [["Name", "Department", "Location", "Status", "Notes"], ["Ann", "Finance", "Leeds", "Live", "x"]],
        [["Item", "Unit of issue", "Price", "Discount"], ["Pen", "box", 3, 0.1]],
        [["Project name", "Universal Bridge"], ["SRO", "A. Person"], ["Start date", DAY], ["End date", DAY]],
        [["Question", "Answer"], ["Contract award date", DAY], ["Supplier", "BT"]],
        [["Milestone", "Baseline", "Forecast", "Status", "Comment"], ["FBC", DAY, DAY, "Open", "x"]],
        [["Tower", "Status", "RAG"], ["Networks", "In tender", "Red"]],
        [],
    ],
)
def test_look_alikes_are_no_registers(book: Book, rows: list[list[object]]) -> None:
    look = tables.look(reader.read(book(rows)).sheets[0])
    assert look.tables == ()
    assert look.why_not


def test_the_reason_names_the_nearest_row(book: Book) -> None:
    rows = [["Lists"], ["Tower", "Status", "RAG"], ["Networks", "In tender", "Red"]]
    why = tables.look(reader.read(book(rows)).sheets[0]).why_not
    assert why == "row 2 names 3 columns that a register has, but not enough to be one"
    assert tables.look(reader.read(book([])).sheets[0]).why_not == "the sheet is empty"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("au-act-contracts-2025.csv", [("au-act-contracts-2025", "A1:M1297", 1296)]),
        ("us-forecast-ssa.csv", [("us-forecast-ssa", "A1:J25", 24)]),
        (
            "ocds-sample-contract.xlsx",
            [("3. Tender", "A1:AH1", 0), ("4. Award >>", "A1:O2", 1), ("5. Contract >>", "A1:N2", 1)],
        ),
        ("ocds-template.ods", [("releases", "A1:BB1", 0), ("awards", "A1:M1", 0), ("contracts", "A1:N1", 0)]),
        ("sched-packt-project-plan.xlsx", [("Project Plan", "A1:J40", 39)]),
        ("uk-dft-project-return.xlsm", []),
        ("us-gsa-03fac-template.xls", []),
    ],
)
def test_real_files(real_registers: Path, name: str, expected: list[tuple[str, str, int]]) -> None:
    assert [(table.sheet, table.range, len(table.body_rows)) for table in found(real_registers / name)] == expected


def test_no_workbook_for_write_back_is_a_register_by_mistake(real_registers: Path) -> None:
    folder = real_registers.parent / "workbooks"
    if not folder.is_dir():
        pytest.skip("the folder of workbooks is not here")
    named = ["0034", "0058", "0063", "0078", "0087", "0093", "0097", "0098", "0099"]
    for path in folder.iterdir():
        if path.name[:4] in named and path.name[:4] != "0087":
            assert found(path) == (), path.name

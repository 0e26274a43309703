"""One fixture for each kind of trouble in finding tables, named after the trouble, with what must come out."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.register.inspection import Inspection, TableReading, inspect

Book = Callable[..., Path]
Rows = list[list[object]]

DAY = dt.date(2015, 10, 2)
END = dt.date(2018, 3, 1)
HEADER: list[object] = ["Ref", "Contract title", "Supplier", "Award date", "Expiry date", "Value (£)"]


def row(reference: str, title: str = "Network services") -> list[object]:
    return [reference, title, "BT", DAY, END, 5_000_000]


def references(table: TableReading) -> list[object]:
    return [each.values.get("reference") for each in table.rows]


def fields(table: TableReading) -> list[str | None]:
    return [each.column.field for each in table.columns]


def outline(found: Inspection) -> list[tuple[str, str, list[object]]]:
    return [(table.range, table.tower_title, references(table)) for table in found.tables]


NAMED = ["reference", "title", "suppliers", "contract_award.forecast", "current_end.forecast", "value"]

ABOVE: dict[str, tuple[Rows, str, list[tuple[int, str]]]] = {
    "title block above the header": (
        [["OFFICIAL"], ["Contract register"], ["Owner", "A. Lead"], [], HEADER, row("N1"), row("N2")],
        "A5:F7",
        [],
    ),
    "form above the header": (
        [
            ["Department:", "Home"],
            ["Contract title:", "(all)"],
            ["Date completed:", DAY],
            [],
            HEADER,
            row("N1"),
            row("N2"),
        ],
        "A5:F7",
        [],
    ),
    "query box above the header": (
        [["Contract title", "Supplier", "Award date", "Expiry date"], ["*", "BT"], [], HEADER, row("N1"), row("N2")],
        "A4:F6",
        [],
    ),
    "query box right above the header": (
        [
            ["Search:"],
            ["Contract title", "Supplier", "Award date from", "Award date to"],
            ["network", "BT", DAY, END],
            HEADER,
            row("N1"),
            row("N2"),
        ],
        "A4:F6",
        [],
    ),
    "look-alike header of a summary": (
        [
            ["Tower", "Contracts", "Total value", "Next expiry"],
            ["Networks", 2, 10, DAY],
            [],
            HEADER,
            row("N1"),
            row("N2"),
        ],
        "A4:F6",
        [],
    ),
    "row of column numbers under the header": (
        [HEADER, [1, 2, 3, 4, 5, 6], row("N1"), row("N2")],
        "A1:F4",
        [(2, "the numbers of the columns")],
    ),
    "row of column numbers in brackets": (
        [HEADER, ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"], row("N1"), row("N2")],
        "A1:F4",
        [(2, "the numbers of the columns")],
    ),
    "row of column letters": (
        [HEADER, ["A", "B", "C", "D", "E", "F"], row("N1"), row("N2")],
        "A1:F4",
        [(2, "the letters of the columns")],
    ),
    "row of formats under the header": (
        [HEADER, ["Text", "Free text", "Text", "dd/mm/yyyy", "dd/mm/yyyy", "£"], row("N1"), row("N2")],
        "A1:F4",
        [(2, "what the columns mean")],
    ),
    "row of meanings under the header": (
        [
            HEADER,
            ["our number", "what it is called", "who has it", "day of signature", "last day", "whole life, ex VAT"],
            row("N1"),
            row("N2"),
        ],
        "A1:F4",
        [(2, "what the columns mean")],
    ),
    "blank and total rows inside": (
        [HEADER, row("N1"), [], ["Sub-total", None, None, None, None, 5], [], row("N2")],
        "A1:F6",
        [(4, "a total")],
    ),
    "unlabelled total below": (
        [HEADER, row("N1"), row("N2"), [None, None, None, None, None, 10_000_000]],
        "A1:F3",
        [(4, "only a number or a date")],
    ),
    "footnotes and last updated lines below": (
        [HEADER, row("N1"), row("N2"), [], ["* excluding VAT"], ["Last updated 3 October 2015"]],
        "A1:F3",
        [(5, "a note"), (6, "a block of its own below the table")],
    ),
    "the header typed again inside": (
        [HEADER, row("N1"), [str(each).upper() for each in HEADER], row("N2")],
        "A1:F4",
        [(3, "the header again")],
    ),
}


@pytest.mark.parametrize("trouble", ABOVE)
def test_one_table_with(book: Book, trouble: str) -> None:
    rows, area, passed_over = ABOVE[trouble]
    (table,) = inspect(book(rows)).tables
    assert (table.range, references(table), fields(table)) == (area, ["N1", "N2"], NAMED)
    assert list(table.passed_over) == passed_over
    assert table.unread == ()


def test_contracts_whose_dates_are_not_known_are_no_legend(book: Book) -> None:
    rows = [HEADER, ["N1", "Network", "TBC", "Already started", "TBC", "POA"], row("N2")]
    (table,) = inspect(book(rows)).tables
    assert references(table) == ["N1", "N2"]


def test_three_row_header_with_merged_groups_and_a_theme(book: Book) -> None:
    rows: Rows = [
        ["Ref", "Title", "Supplier", "Milestones", None, None, None, "Value (£)"],
        [None, None, None, "Award", None, "Service transfer", None, None],
        [None, None, None, "Planned", "Actual", "Planned", "Actual", None],
        ["N1", "Network", "BT", DAY, END, DAY, END, 5],
    ]

    def merge(sheet: Worksheet) -> None:
        for area in ("A1:A3", "B1:B3", "C1:C3", "D1:G1", "D2:E2", "F2:G2", "H1:H3"):
            sheet.merge_cells(area)

    (table,) = inspect(book(rows, merge)).tables
    assert table.header_rows == (1, 2, 3)
    assert fields(table) == [
        "reference",
        "title",
        "suppliers",
        "contract_award.forecast",
        "contract_award.actual",
        "service_transfer.forecast",
        "service_transfer.actual",
        "value",
    ]
    assert references(table) == ["N1"]


def test_two_row_header_of_spend_by_year(book: Book) -> None:
    rows: Rows = [
        ["Ref", "Title", "Supplier", "End date", "Run cost (£m)", None, "Entry cost (£m)", None],
        [None, None, None, None, "2016/17", "2017/18", "2016/17", "2017/18"],
        ["N1", "Network", "BT", END, 1, 2, 3, 4],
    ]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("E1:F1")
        sheet.merge_cells("G1:H1")

    (table,) = inspect(book(rows, merge)).tables
    assert table.header_rows == (1, 2)
    assert [(each.year, each.cost, each.amount.low, each.cell) for each in table.rows[0].spend] == [
        (2016, "run", 1_000_000, "E3"),
        (2017, "run", 2_000_000, "F3"),
        (2016, "entry", 3_000_000, "G3"),
        (2017, "entry", 4_000_000, "H3"),
    ]


def test_stacked_tables_with_the_tower_only_in_a_title_row_above_each(book: Book) -> None:
    variant: list[object] = ["Reference", "Contract title", "Contractor", "Date of award", "End date", "Contract value"]
    rows: Rows = [["Networks"], HEADER, row("N1"), row("N2"), ["Hosting"], HEADER, row("H1")]
    rows += [["Total", None, None, None, None, 5], ["Applications tower"], variant, row("A1")]
    found = inspect(book(rows))
    assert outline(found) == [
        ("A2:F4", "Networks", ["N1", "N2"]),
        ("A6:F7", "Hosting", ["H1"]),
        ("A10:F11", "Applications", ["A1"]),
    ]
    assert [fields(table) for table in found.tables] == [NAMED] * 3


def test_a_hundred_rows_and_then_a_stacked_table_without_a_blank_row(book: Book) -> None:
    rows: Rows = [["Networks"], HEADER, *(row(f"N{n}") for n in range(100)), ["Hosting"], HEADER, row("H1")]
    assert [(table.range, table.tower_title) for table in inspect(book(rows)).tables] == [
        ("A2:F102", "Networks"),
        ("A104:F105", "Hosting"),
    ]


def test_hidden_rows_and_columns(book: Book) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["F"].hidden = True

    (table,) = inspect(book([HEADER, row("N1"), row("N2")], hide)).tables
    assert (references(table), table.hidden_rows, table.hidden_columns) == (["N1", "N2"], {3}, {"F"})


def test_fifteen_thousand_formatted_but_empty_rows(book: Book) -> None:
    def colour(sheet: Worksheet) -> None:
        fill = PatternFill("solid", fgColor="FFEEEE")
        for place in range(4, 15_004):
            sheet.cell(place, 1).fill = fill
            sheet.cell(place, 4).number_format = "dd/mm/yyyy"

    (table,) = inspect(book([HEADER, row("N1"), row("N2")], colour)).tables
    assert (table.range, references(table), table.cells.blank) == ("A1:F3", ["N1", "N2"], 0)


BARE: Rows = [
    ["C001", "Network services for London", "BT plc", DAY, END, 5_000_000],
    ["C002", "Data centre hosting", "CSC Ltd", DAY, END, 3_000_000],
    ["C003", "Laptops and desktops", "Computacenter Ltd", DAY, END, 1_000_000],
    ["C004", "Fleet maintenance", "Babcock plc", DAY, END, 9_000_000],
]


def test_no_header_at_all(book: Book) -> None:
    (table,) = inspect(book(BARE)).tables
    assert (table.range, table.header_rows, references(table)) == ("A1:F4", (), ["C001", "C002", "C003", "C004"])
    assert fields(table) == [
        "reference",
        "title",
        "suppliers",
        "effective_date.forecast",
        "current_end.forecast",
        "value",
    ]
    assert all(each.column.doubtful for each in table.columns)
    assert table.notes == ("no header was found: the columns were named by what they hold, and should be looked at",)
    assert table.headers[:2] == ("Column A", "Column B")
    assert table.cells.to_json() == {"header": 0, "read": 24, "unread": 0, "kept": 0, "passed_over": 0, "blank": 0}


def test_no_header_and_columns_named_by_hand(book: Book) -> None:
    (table,) = inspect(book(BARE), remembered={"Column D": "contract_award.actual", "Column C": None}).tables
    assert fields(table)[2:5] == [None, "contract_award.actual", "current_end.forecast"]


def test_the_month_grid_of_a_gantt_at_the_right_is_left_alone(book: Book) -> None:
    months: list[object] = ["Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    (table,) = inspect(book([[*HEADER, *months], [*row("N1"), "x"], [*row("N2"), None, "x"]])).tables
    assert table.range == "A1:F3"
    assert table.notes == ("a calendar from column Apr on, 6 columns, is left alone",)


NO_REGISTERS: dict[str, Rows] = {
    "price list": [["Contract no", "Supplier", "Item", "Unit price", "Discount"], ["GS-1", "Acme", "Pen", 3.5, 0.1]],
    "price list without a header": [
        ["P001", "Ball point pen, blue", "box", 3.5],
        ["P002", "Stapler, large size", "each", 5],
        ["P003", "Paper, A4 white", "ream", 2.5],
    ],
    "form": [
        ["Contract details"],
        ["Contract title", "Network"],
        ["Supplier", "BT"],
        ["Award date", DAY],
        ["Value", 5],
    ],
    "staff list": [
        ["Staff no", "Name", "Job title", "Department", "Start date", "End date", "Contract type"],
        ["S1", "Ann Smith", "Buyer", "Finance", DAY, END, "Permanent"],
        ["S2", "Bob Jones", "Clerk", "HR", DAY, END, "Fixed term"],
    ],
    "staff list without a header": [
        ["S001", "Ann Smith", "Finance", "Leeds"],
        ["S002", "Bob Jones", "HR", "Leeds"],
        ["S003", "Cy Doe", "IT", "York"],
    ],
}


@pytest.mark.parametrize("what", NO_REGISTERS)
def test_politely_no_register(book: Book, what: str) -> None:
    found = inspect(book(NO_REGISTERS[what]))
    assert found.tables == ()
    assert found.refused is not None
    assert found.refused.startswith("No register of contracts was found in register.xlsx: its one sheet was searched")


def test_a_register_and_its_forward_plan_on_two_sheets(book: Book) -> None:
    plan: Rows = [["Ref", "Title", "Planned tender launch"], ["N1", "Network services", DAY], ["N3", "New", DAY]]
    first, second = inspect(book({"Register": [HEADER, row("N1"), row("N2")], "Forward plan": plan})).tables
    assert (first.sheet, references(first)) == ("Register", ["N1", "N2"])
    assert (second.sheet, references(second)) == ("Forward plan", ["N1", "N3"])
    assert second.rows[0].cell("tender_launch.forecast") == "C2"

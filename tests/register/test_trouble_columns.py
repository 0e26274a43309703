"""One fixture for each kind of trouble with columns: two for one field, which date, doubtful, remembered, spend."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from siamdesk.domain.money import Money
from siamdesk.domain.when import When
from siamdesk.register import headings
from siamdesk.register.inspection import TableReading, inspect

Book = Callable[..., Path]

DAY = dt.date(2015, 10, 2)


def only(path: Path, **settings: object) -> TableReading:
    (table,) = inspect(path, **settings).tables  # type: ignore[arg-type]
    return table


def dates(table: TableReading, key: str) -> list[str | None]:
    found = [each.values.get(key) for each in table.rows]
    return [each.edtf if isinstance(each, When) else None for each in found]


def fields(table: TableReading) -> dict[str, str | None]:
    return {each.column.header: each.column.field for each in table.columns}


YEAR, QUARTER = "Estimated Solicitation Fiscal Year", "Estimated Solicitation Fiscal Quarter"
BY_QUARTER: list[list[object]] = [
    ["Ref", "Title", "Incumbent", YEAR, QUARTER, "Target award date"],
    ["A1", "a", "B", "FY 15", "Quarter 4 (Jul-Sep)", DAY],
    ["A2", "b", "B", 2016, "Q1", DAY],
    ["A3", "c", "B", "2016/17", "TBC", DAY],
    ["A4", "d", "B", None, "Q3", DAY],
    ["A5", "e", "B", None, None, DAY],
]


def test_a_fiscal_year_and_its_quarter_are_one_date(book: Book) -> None:
    table = only(book(BY_QUARTER))
    assert dates(table, "tender_launch.forecast") == [
        "2015-07-01/2015-09-30",
        "2015-04-01/2015-06-30",
        "2016-04-01/2017-03-31",
        None,
        None,
    ]
    assert [(each.cell, each.text, each.why) for each in table.unread] == [("E5", "Q3 | ", "year missing")]
    assert fields(table)[YEAR] == fields(table)[QUARTER] == "tender_launch.forecast"
    assert table.rows[0].cell("tender_launch.forecast") == "E2"
    assert table.raw[0] == ("A1", "a", "B", {"joined": "Quarter 4 (Jul-Sep) | FY 15"}, {"day": "2015-10-02"})
    assert list(table.rows[0].letters) == [
        "reference",
        "title",
        "incumbent",
        "tender_launch.forecast",
        "contract_award.forecast",
    ]
    assert table.notes == ("columns E and D were read together, as one date",)
    assert table.cells.to_json() == {"header": 6, "read": 26, "unread": 1, "kept": 0, "passed_over": 0, "blank": 3}


def test_the_american_fiscal_year_begins_in_october(book: Book) -> None:
    table = only(book(BY_QUARTER), fy_start=10)
    assert dates(table, "tender_launch.forecast")[:3] == [
        "2015-07-01/2015-09-30",
        "2015-10-01/2015-12-31",
        "2016-10-01/2017-09-30",
    ]


def test_two_columns_for_one_date_are_remembered_together(book: Book) -> None:
    both = only(book(BY_QUARTER), remembered={YEAR: "tender_launch.forecast", QUARTER: "tender_launch.forecast"})
    assert dates(both, "tender_launch.forecast")[0] == "2015-07-01/2015-09-30"
    apart = only(book(BY_QUARTER), remembered={YEAR: None})
    assert fields(apart)[YEAR] is None
    assert dates(apart, "tender_launch.forecast") == [None, None, "XXXX", None, None]


def test_a_year_and_a_month_are_one_date(book: Book) -> None:
    rows: list[list[object]] = [
        ["Ref", "Title", "Supplier", "Start month", "Start year", "End date"],
        ["A1", "a", "B", "March", 2015, DAY],
        ["A2", "b", "B", 4, 2016, DAY],
        ["A3", "c", "B", "Marchy", 2016, DAY],
    ]
    table = only(book(rows))
    assert dates(table, "effective_date.forecast") == ["2015-03-01/2015-03-31", "2016-04-01/2016-04-30", None]
    assert [(each.cell, each.why) for each in table.unread] == [("D4", "not a month")]


def test_year_and_quarter_under_one_group(book: Book) -> None:
    rows: list[list[object]] = [
        ["Ref", "Title", "Supplier", "Award", None, "End date"],
        [None, None, None, "Year", "Quarter", None],
        ["A1", "a", "B", "2015/16", "Q4", DAY],
    ]
    table = only(book(rows, lambda sheet: sheet.merge_cells("D1:E1")))
    assert table.header_rows == (1, 2)
    assert dates(table, "contract_award.forecast") == ["2016-01-01/2016-03-31"]


def test_a_start_and_a_duration_give_no_end(book: Book) -> None:
    rows: list[list[object]] = [
        ["Ref", "Title", "Supplier", "Start date", "Term"],
        ["A1", "a", "B", DAY, "2 years"],
        ["A2", "b", "B", DAY, "36 months"],
        ["A3", "c", "B", DAY, "2 years from award"],
    ]
    table = only(book(rows))
    assert [sorted(each.values) for each in table.rows[:2]] == [
        ["effective_date.forecast", "reference", "suppliers", "term_months", "title"]
    ] * 2
    assert [each.values.get("term_months") for each in table.rows] == [24, 36, None]
    assert [(each.cell, each.text) for each in table.unread] == [("E4", "2 years from award")]


def test_a_duration_in_sentences_stays_as_it_is(book: Book) -> None:
    rows = [["Ref", "Title", "Supplier", "Start date", "Duration"], ["A1", "a", "B", DAY, "2 years from award"]]
    table = only(book(rows))
    assert table.rows[0].own == {"Duration": "2 years from award"}
    assert "current_end.forecast" not in table.rows[0].values


def test_low_and_high_value_are_one_range(book: Book) -> None:
    rows: list[list[object]] = [
        ["Notice Identifier", "Title", "Organisation", "Value Low", "Value High", "Awarded Value"],
        ["A1", "a", "B", 100_000, 250_000, 200_000],
        ["A2", "b", "B", 100_000, None, None],
        ["A3", "c", "B", None, 250_000, None],
        ["A4", "d", "B", 300_000, 250_000, None],
    ]
    table = only(book(rows))
    found = [each.values.get("value") for each in table.rows]
    assert [(each.low, each.high) if isinstance(each, Money) else None for each in found] == [
        (100_000, 250_000),
        (100_000, None),
        (None, 250_000),
        None,
    ]
    assert [(each.cell, each.text, each.why) for each in table.unread] == [
        ("D5", "300000 | 250000", "the range runs backwards")
    ]


def test_columns_of_spend_by_financial_year(book: Book) -> None:
    rows: list[list[object]] = [
        ["Ref", "Title", "Supplier", "Value (£m)", "2016/17 run", "FY16/17 entry cost", "Spend 2017/18 (£m)"],
        ["A1", "a", "B", 5, 1000, 50, 2.5],
        ["A2", "b", "B", 5, None, "n/a", "see note"],
    ]
    table = only(book(rows))
    assert [(each.year, each.cost, each.amount.low, each.cell) for each in table.rows[0].spend] == [
        (2016, "run", 1000, "E2"),
        (2016, "entry", 50, "F2"),
        (2017, "run", 2_500_000, "G2"),
    ]
    assert table.rows[1].spend == ()
    assert [(each.cell, each.text, each.why) for each in table.unread] == [("G3", "see note", "not an amount")]
    assert [each.column.spend for each in table.columns][4:] == [(2016, "run"), (2016, "entry"), (2017, "run")]
    assert table.cells.to_json() == {"header": 7, "read": 8, "unread": 1, "kept": 4, "passed_over": 0, "blank": 1}


def test_spend_is_still_spend_once_its_columns_are_remembered_as_own(book: Book) -> None:
    rows: list[list[object]] = [["Ref", "Title", "Supplier", "Value", "2016/17 run"], ["A1", "a", "B", 5, 1000]]
    kept = only(book(rows), remembered={"2016/17 run": None})
    assert [each.year for each in kept.rows[0].spend] == [2016]
    given = only(book(rows), remembered={"2016/17 run": "annual_value"})
    assert given.rows[0].spend == ()
    assert "annual_value" in given.rows[0].values


@pytest.mark.parametrize(
    ("header", "which"),
    [
        ("Award date", "forecast"),
        ("Start date", "forecast"),
        ("Contract signed", "actual"),
        ("Awarded date", "actual"),
        ("execution_date", "actual"),
        ("Date of execution", "actual"),
        ("Signature date", "actual"),
        ("Decision date", "actual"),
        ("Extension decision date", "forecast"),
        ("Actual award date", "actual"),
        ("Anticipated signature date", "forecast"),
        ("Planned award date", "forecast"),
        ("Award target", "forecast"),
        ("Expected award", "forecast"),
        ("Projected award", "forecast"),
        ("Estimated award", "forecast"),
        ("Award (baseline)", "baseline"),
        ("Original award date", "baseline"),
    ],
)
def test_which_of_its_dates_a_header_means(header: str, which: str) -> None:
    assert headings.which_date(header) == which


def test_a_remembered_column_wins_and_is_not_doubtful(book: Book) -> None:
    rows = [["Ref", "Title", "Supplier", "Award date", "Odd"], ["A1", "a", "B", DAY, DAY]]
    table = only(book(rows), remembered={"Odd": "contract_award.actual", "Award date": None})
    assert fields(table) == {
        "Ref": "reference",
        "Title": "title",
        "Supplier": "suppliers",
        "Award date": None,
        "Odd": "contract_award.actual",
    }
    assert not any(each.column.doubtful for each in table.columns)


def test_a_weak_match_is_doubtful(book: Book) -> None:
    rows = [
        ["Ref", "Title", "Supplier", "End date", "Contract term"],
        ["A1", "a", "B", DAY, "two years, then one more if both agree to it"],
    ]
    found = {each.column.header: each.column for each in only(book(rows)).columns}
    assert (found["Contract term"].field, found["Contract term"].doubtful) == ("extension_options", True)
    assert found["Ref"].doubtful is False


def test_columns_with_no_field_are_kept_in_order_with_their_kind(book: Book) -> None:
    rows = [
        ["Ref", "Title", "Supplier", "End date", "Site code", "Visits", "Last visit", "Budget code"],
        ["A1", "a", "B", DAY, "S1", 3, DAY, "007"],
    ]
    table = only(book(rows))
    assert table.rows[0].own == {"Site code": "S1", "Visits": "3", "Last visit": "2 Oct 2015", "Budget code": "007"}
    assert [each.column.kind for each in table.columns[4:]] == ["text", "number", "date", "number"]

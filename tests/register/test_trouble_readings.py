"""One fixture for each kind of trouble in cells, named after the trouble, with what must come out."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.domain.money import Money
from siamdesk.domain.when import When
from siamdesk.register.inspection import TableReading, inspect

Book = Callable[..., Path]

DAY = dt.date(2015, 10, 2)
END = dt.date(2018, 3, 1)
HEADER: list[object] = ["Ref", "Contract title", "Supplier", "Award date", "Expiry date", "Value (£)"]


def only(path: Path, **settings: object) -> TableReading:
    (table,) = inspect(path, **settings).tables  # type: ignore[arg-type]
    return table


def awards(book: Book, *cells: object, fy_start: int = 4) -> TableReading:
    rows = [[f"A{n}", "Network", "BT", cell, END] for n, cell in enumerate(cells)]
    return only(book([["Ref", "Title", "Supplier", "Award date", "End date"], *rows]), fy_start=fy_start)


def dates(table: TableReading, key: str = "contract_award.forecast") -> list[str | None]:
    found = [each.values.get(key) for each in table.rows]
    return [each.edtf if isinstance(each, When) else None for each in found]


DATES: dict[str, tuple[object, str]] = {
    "real date": (DAY, "2015-10-02"),
    "ordinal and short month": ("29th Sept. 2017", "2017-09-29"),
    "no space after the comma": ("7 Sept.,2017", "2017-09-07"),
    "weekday in front": ("Mon 20/09/21", "2021-09-20"),
    "weekday in full, month first": ("Tuesday, August 9, 2022", "2022-08-09"),
    "dots and year first": ("2018.02.20.", "2018-02-20"),
    "junk behind": ("2012-10-01l", "2012-10-01"),
    "weekday behind": ("1900-12-30 (Sunday)", "1900-12-30"),
    "eight digits": ("20180201", "2018-02-01"),
    "month alone": ("Dec. 2017", "2017-12-01/2017-12-31"),
    "range of months": ("March 2013 -- June 2013", "2013-03-01/2013-06-30"),
    "fiscal year": ("2013-2014", "2013-04-01/2014-03-31"),
    "quarter of a fiscal year": ("2013/2014 (Q2)", "2013-07-01/2013-09-30"),
    "two-digit year": ("13/01/16", "2016-01-13"),
    "time behind": ("01-04-2021 10:30", "2021-04-01"),
    "time zone in words": ("2014-04-15 14:00 Eastern Daylight Time", "2014-04-15"),
    "serial as text": ("43646.0", "2019-06-30"),
    "serial as a number": (42_279, "2015-10-02"),
    "TBC": ("TBC", "XXXX"),
}


@pytest.mark.parametrize("trouble", DATES)
def test_a_date_as(book: Book, trouble: str) -> None:
    cell, edtf = DATES[trouble]
    table = awards(book, "25/12/2016", cell)
    assert dates(table) == ["2016-12-25", edtf]
    assert table.unread == ()


NO_DATES = {
    "wrong weekday": ("Tue 20/09/21", "weekday does not match: 20 Sep 2021 was a Monday"),
    "status": ("Already started", "a status, not a date"),
    "duration": ("12 Weeks", "a duration, not a date"),
    "no such day": ("31/02/2018", "no such day"),
    "day and month without a year": ("11-Sep", "year missing"),
    "month first where days are first": ("09/25/2016", "only possible month first, and days are read first here"),
}


@pytest.mark.parametrize("trouble", NO_DATES)
def test_no_date_is_listed_with_cell_text_and_reason(book: Book, trouble: str) -> None:
    text, why = NO_DATES[trouble]
    table = awards(book, "25/12/2016", "26/12/2016", text)
    assert [(each.cell, each.text, each.why) for each in table.unread] == [("D4", text, why)]
    assert dates(table) == ["2016-12-25", "2016-12-26", None]


@pytest.mark.parametrize("text", ["Nil", "N/A", "-", "none"])
def test_words_for_nothing_are_read_as_nothing(book: Book, text: str) -> None:
    table = awards(book, DAY, text)
    assert dates(table) == ["2015-10-02", None]
    assert table.unread == ()
    assert (table.columns[3].read, table.columns[3].unread, table.columns[3].blank) == (2, 0, 0)


def test_the_fiscal_year_is_a_setting(book: Book) -> None:
    assert dates(awards(book, "FY 2016-3rd Quarter", fy_start=10)) == ["2016-04-01/2016-06-30"]
    assert dates(awards(book, "FY 2016-3rd Quarter", fy_start=4)) == ["2015-10-01/2015-12-31"]


def test_day_and_month_are_settled_a_column_at_a_time_and_shown(book: Book) -> None:
    rows: list[list[object]] = [
        ["Ref", "Title", "Award date", "End date", "Review date"],
        ["A1", "a", "01/02/2015", "01/02/2016", "2017-01-02"],
        ["A2", "b", "02/25/2015", "03/04/2016", "2017-01-02"],
    ]
    table = only(book(rows))
    assert dates(table) == ["2015-01-02", "2015-02-25"]
    assert dates(table, "current_end.forecast") == ["2016-01-02", "2016-03-04"]
    assert [each.column.day_first for each in table.columns] == [None, None, False, False, None]
    assert table.notes == (
        "column C: dates such as 01/02/2015 are read month first, by its cells",
        "column D: dates such as 01/02/2015 are read month first, by the other columns",
    )


def test_an_order_that_nothing_settles_is_british_and_said(book: Book) -> None:
    table = awards(book, "01/02/2015")
    assert dates(table) == ["2015-02-01"]
    assert table.notes == ("column D: dates such as 01/02/2015 are read day first, as is usual here; no cell tells",)


def test_a_1904_workbook_with_and_without_date_formats(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    made = openpyxl.Workbook()
    made.epoch = dt.datetime(1904, 1, 1)
    sheet = made.worksheets[0]
    sheet.append(HEADER)
    sheet.append(["N1", "Network", "BT", DAY, END, 5])
    sheet.append(["N2", "Hosting", "CSC", 40_817, "40817", 5])
    made.save(path)
    table = only(path)
    assert dates(table) == ["2015-10-02", "2015-10-02"]
    assert dates(table, "current_end.forecast") == ["2018-03-01", "2015-10-02"]


MONEY: dict[str, tuple[object, tuple[str, str, str]]] = {
    "symbol and commas": ("£1,234.56", ("1234.56", "1234.56", "GBP")),
    "space behind the symbol": ("$ 2,396,696.24", ("2396696.24", "2396696.24", "USD")),
    "space behind the comma": ("771, 931.57", ("771931.57", "771931.57", "GBP")),
    "spaces for thousands": ("$164 073.00", ("164073.00", "164073.00", "USD")),
    "S typed for a dollar": ("S2,035,000.00", ("2035000.00", "2035000.00", "USD")),
    "naira": ("N9,680,670.00", ("9680670.00", "9680670.00", "NGN")),
    "comma for the decimals": ("€1.234.567,89", ("1234567.89", "1234567.89", "EUR")),
    "point behind": ("942467.", ("942467", "942467", "GBP")),
    "range": ("£365K-£4M", ("365000", "4000000", "GBP")),
    "range in signs": (">$1M and <$5M", ("1000000", "5000000", "USD")),
    "brackets for less than nothing": ("(2)", ("-2", "-2", "GBP")),
    "prose": ("approximately $2million per annum", ("2000000", "2000000", "USD")),
    "number": (84_467_027.04, ("84467027.04", "84467027.04", "GBP")),
}


@pytest.mark.parametrize("trouble", MONEY)
def test_money_as(book: Book, trouble: str) -> None:
    cell, expected = MONEY[trouble]
    table = only(book([["Ref", "Title", "Supplier", "Value"], ["A1", "Network", "BT", cell]]))
    value = table.rows[0].values["value"]
    assert isinstance(value, Money)
    assert (str(value.low), str(value.high), value.currency) == expected


@pytest.mark.parametrize("text", ["Schedule of Rates", "see tab 3", "Stage 2 - $1,438,110.00; Stage 3 - £5"])
def test_no_amount_is_listed_and_never_guessed(book: Book, text: str) -> None:
    rows = [["Ref", "Title", "Supplier", "Value"], ["A1", "Network", "BT", "£5m"], ["A2", "Hosting", "CSC", text]]
    table = only(book(rows))
    assert [(each.cell, each.text) for each in table.unread] == [("D3", text)]
    assert "value" not in table.rows[1].values


def test_millions_that_only_the_header_tells(book: Book) -> None:
    table = only(book([["Ref", "Title", "Supplier", "Value (£m)"], ["A1", "Network", "BT", 240.5]]))
    assert table.rows[0].values["value"] == Money(Decimal(240_500_000), Decimal(240_500_000))


def test_references_as_text_keep_their_zeros(book: Book) -> None:
    assert only(book([HEADER, ["007", "a", "B", DAY, END, 5]])).rows[0].values["reference"] == "007"


def test_numbers_stored_as_text_are_read_and_noted(book: Book) -> None:
    rows: list[list[object]] = [
        HEADER,
        ["1", "a", "B", "42279", END, "5000000"],
        ["2", "b", "B", DAY, END, "1,000"],
        ["3", "c", "B", DAY, END, "7"],
        ["4", "d", "B", DAY, END, "8"],
        ["5", "e", "B", DAY, END, 9],
    ]
    table = only(book(rows))
    assert dates(table)[0] == "2015-10-02"
    assert table.rows[1].values["value"] == Money(Decimal(1000), Decimal(1000))
    assert table.notes == (
        "column D: 1 number is stored as text (D2)",
        "column F: 4 numbers are stored as text (F2, F3, F4 and 1 more)",
    )


def test_numbers_in_a_text_file_are_no_numbers_stored_as_text(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Ref,Title,Supplier,Value (£)\nA1,Network,BT,5000000\n", encoding="utf-8")
    assert only(path).notes == ()


def test_an_error_cell_is_unread_and_never_a_blank(book: Book) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["E2"] = "#REF!"

    table = only(book([HEADER, ["N1", "Network", "BT", DAY, END, 5]], spoil))
    assert [(each.cell, each.text, each.why) for each in table.unread] == [("E2", "#REF!", "the cell shows an error")]
    assert table.raw[0][4] == {"error": "#REF!"}
    assert (table.cells.read, table.cells.unread, table.cells.blank) == (5, 1, 0)

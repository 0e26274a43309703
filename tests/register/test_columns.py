import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.domain.money import Basis, Vat
from siamdesk.register import columns, reader, tables

Book = Callable[..., Path]

DAY = dt.date(2015, 10, 2)


def mapped(path: Path, **settings: Any) -> dict[str, columns.Column]:
    sheet = reader.read(path).sheets[0]
    (table,) = tables.find(sheet)
    return {column.header: column for column in columns.mapped(sheet, table, **settings)}


def fields(path: Path, **settings: Any) -> dict[str, str | None]:
    return {header: column.field for header, column in mapped(path, **settings).items()}


def test_a_contract_column_of_numbers_holds_references(book: Book) -> None:
    rows = [
        ["CONTRACT", "SERVICE", "Company", "Expiration"],
        [45123, "Road salt", "Acme", DAY],
        [45124, "Signs", "B", DAY],
    ]
    assert fields(book(rows)) == {
        "CONTRACT": "reference",
        "SERVICE": "title",
        "Company": "suppliers",
        "Expiration": "current_end.forecast",
    }


def test_a_contract_column_of_names_holds_titles(book: Book) -> None:
    rows = [["Ref no", "Contract", "Supplier", "Expiry"], ["A1", "Network services", "BT", DAY]]
    assert fields(book(rows))["Contract"] == "title"


def test_a_serial_number_is_no_reference(book: Book) -> None:
    rows = [["S/NO", "Project title", "Contractor", "Contract sum (£)", "Award date"], [1, "Road", "Acme", 5, DAY]]
    assert fields(book(rows))["S/NO"] is None


def test_where_there_is_no_title_the_description_serves(book: Book) -> None:
    rows = [["Ref", "Description", "Supplier", "End date"], ["A1", "Road salt", "Acme", DAY]]
    assert fields(book(rows))["Description"] == "title"


def test_incumbents_are_no_suppliers(book: Book) -> None:
    rows = [["Ref", "Title", "Incumbent supplier", "Award date"], ["A1", "Road salt", "Acme", DAY]]
    assert fields(book(rows))["Incumbent supplier"] == "incumbent"


def test_an_award_column_of_amounts_holds_values(book: Book) -> None:
    rows = [
        ["Ref", "Title", "Supplier", "Award", "Expiry"],
        ["A1", "Salt", "Acme", "£1.2m", DAY],
        ["A2", "Sand", "B", "£3m", DAY],
    ]
    assert fields(book(rows))["Award"] == "award_value"


def test_no_field_has_two_columns(book: Book) -> None:
    rows = [
        ["Ref", "Reference number", "Title", "Supplier", "Vendor", "End date"],
        ["A1", "7", "Salt", "Acme", "B", DAY],
    ]
    found = fields(book(rows))
    assert (found["Ref"], found["Reference number"]) == ("reference", None)
    assert (found["Supplier"], found["Vendor"]) == ("suppliers", None)


def test_a_planned_date_beside_a_forecast_is_its_baseline(book: Book) -> None:
    rows = [["Ref", "Title", "Award planned", "Award forecast", "Award actual"], ["A1", "Salt", DAY, DAY, DAY]]
    assert fields(book(rows)) == {
        "Ref": "reference",
        "Title": "title",
        "Award planned": "contract_award.baseline",
        "Award forecast": "contract_award.forecast",
        "Award actual": "contract_award.actual",
    }


def test_a_planned_date_alone_is_the_forecast(book: Book) -> None:
    rows = [["Ref", "Title", "Award planned", "Award actual"], ["A1", "Salt", DAY, DAY]]
    assert fields(book(rows))["Award planned"] == "contract_award.forecast"


def test_a_status_of_colours_is_the_rag(book: Book) -> None:
    rows = [
        ["Ref", "Title", "Supplier", "End date", "Status"],
        ["A1", "Salt", "Acme", DAY, "R"],
        ["A2", "Sand", "B", DAY, "Green"],
    ]
    assert fields(book(rows))["Status"] == "rag"


def test_remembered_columns_go_before_all(book: Book) -> None:
    path = book([["Ref", "Title", "Supplier", "End date", "Kept"], ["A1", "Salt", "Acme", DAY, "x"]])
    found = mapped(path, remembered={"KEPT": "owner", "supplier": None})
    assert (found["Kept"].field, found["Kept"].confidence, found["Kept"].remembered) == ("owner", 1.0, True)
    assert (found["Supplier"].field, found["Supplier"].remembered) == (None, True)
    assert found["Ref"].remembered is False


def dated(book: Book, *texts: str) -> columns.Column:
    rows = [["Ref", "Title", "Award date"], *([f"A{n}", "Salt", text] for n, text in enumerate(texts))]
    return mapped(book(rows))["Award date"]


def test_the_order_of_day_and_month_is_settled_by_the_cells_that_can_only_be_one(book: Book) -> None:
    assert dated(book, "01/02/2015", "25/02/2015", "03/04/2015").day_first is True
    assert dated(book, "01/02/2015", "02/25/2015", "03/04/2015").day_first is False
    assert dated(book, "01/02/2015", "03/04/2015").day_first is True
    assert dated(book, "2015-02-01", "2 March 2015").day_first is None


def test_a_column_that_does_not_settle_its_order_takes_that_of_the_sheet(book: Book) -> None:
    rows = [["Ref", "Title", "Award date", "End date"], ["A1", "Salt", "01/02/2015", "12/25/2016"]]
    found = mapped(book(rows))
    assert (found["Award date"].day_first, found["End date"].day_first) == (False, False)


def test_kinds_of_column(book: Book) -> None:
    rows = [
        ["Ref", "Title", "End date", "Value", "Term (months)", "Owner", "Award date"],
        ["A1", "Salt", "TBC", "£5m", 12, "Ann", None],
        ["A2", "Sand", "TBC", "TBC", 24, "Bob", None],
    ]
    assert {header: column.kind for header, column in mapped(book(rows)).items()} == {
        "Ref": "text",
        "Title": "text",
        "End date": "date",
        "Value": "money",
        "Term (months)": "number",
        "Owner": "text",
        "Award date": "blank",
    }


def money(book: Book, header: str, values: list[object], code: str = "") -> columns.Column:
    def style(sheet: Worksheet) -> None:
        for row in range(2, sheet.max_row + 1):
            if code:
                sheet.cell(row, 4).number_format = code

    rows = [["Ref", "Title", "End date", header], *([f"A{n}", "Salt", DAY, value] for n, value in enumerate(values))]
    return mapped(book(rows, style))[header]


@pytest.mark.parametrize(
    ("header", "values", "code", "scale", "scale_from"),
    [
        ("Value (£m)", [240, 5.5], "", 10**6, "header"),
        ("Value (£000)", [240], "", 1000, "header"),
        ("Value (£)", [240], "", 1, ""),
        ("Value", [240_000_000], "", 1, ""),
        ("Value", [240, 5.5], "", 1, "doubtful"),
        ("Value", [240], '"£"#,##0', 1, ""),
        ("Value", [240_000_000], '"£"#,##0,,"m"', 1, "number format"),
        ("Value", [240], '"£"0.0"m"', 1, "number format"),
        ("Value per annum", [240], "", 1, ""),
    ],
)
def test_where_the_unit_of_money_was_read(
    book: Book, header: str, values: list[object], code: str, scale: int, scale_from: str
) -> None:
    column = money(book, header, values, code)
    assert (column.field is not None, column.scale, column.scale_from) == (True, Decimal(scale), scale_from)


def test_currency_basis_and_vat_of_a_column(book: Book) -> None:
    column = money(book, "Award value (€, ex VAT)", [5_000_000])
    assert (column.currency, column.basis, column.vat) == ("EUR", Basis.AWARD, Vat.EXCLUDED)
    assert money(book, "Value", [5_000_000], "[$€-2] #,##0").currency == "EUR"
    assert money(book, "Value", [5_000_000]).currency == "GBP"


def test_dates_only_ever_shown_as_months_are_months(book: Book) -> None:
    def style(sheet: Worksheet) -> None:
        for row in (2, 3):
            sheet.cell(row, 3).number_format = "mmm yyyy"
            sheet.cell(row, 4).number_format = "mmm yyyy"

    first = dt.date(2016, 10, 1)
    rows = [["Ref", "Title", "Award date", "End date"], ["A1", "Salt", first, first], ["A2", "Sand", first, DAY]]
    found = mapped(book(rows, style))
    assert (found["Award date"].by_month, found["End date"].by_month) == (True, False)

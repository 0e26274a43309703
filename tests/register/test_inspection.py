import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.domain.money import Basis, Money
from siamdesk.register.inspection import Inspection, TableReading, inspect

Book = Callable[..., Path]

DAY = dt.date(2015, 10, 2)
HEADER = ["Ref", "Contract title", "Service tower", "Supplier", "Award forecast", "Expiry", "Award value (£m)", "Lead"]


def only(inspection: Inspection) -> TableReading:
    (table,) = inspection.tables
    return table


def test_a_row_with_everything(book: Book) -> None:
    rows = [[*HEADER, "Our code"], ["N1", "Network", "Networks", "BT; Virgin", DAY, "TBC", 240, "Ann", 17]]
    table = only(inspect(book(rows)))
    row = table.rows[0]
    assert row.row == 2
    assert row.values["reference"] == "N1"
    assert row.values["tower_id"] == "Networks"
    assert row.values["suppliers"] == ("BT", "Virgin")
    assert row.values["award_value"] == Money(Decimal(240_000_000), Decimal(240_000_000), basis=Basis.AWARD)
    assert {key: row.values[key].edtf for key in ("contract_award.forecast", "current_end.forecast")} == {  # type: ignore[union-attr]
        "contract_award.forecast": "2015-10-02",
        "current_end.forecast": "XXXX",
    }
    assert row.own == {"Our code": "17"}
    assert row.cell("award_value") == "G2"
    assert row.cells["Our code"] == "I2"
    assert table.raw == (("N1", "Network", "Networks", "BT; Virgin", {"day": "2015-10-02"}, "TBC", 240, "Ann", 17),)


def test_what_cannot_be_read_is_listed_with_its_cell_and_never_guessed(book: Book) -> None:
    rows = [
        HEADER,
        ["N1", "Network", "Networks", "BT", "31/02/2018", DAY, "see tab", "Ann"],
        ["N2", "Hosting", "Hosting", "CSC", "01/03/2018", DAY, 5, "Ann"],
    ]
    table = only(inspect(book(rows)))
    assert [(cell.cell, cell.text, cell.why, cell.field) for cell in table.unread] == [
        ("E2", "31/02/2018", "no such day", "contract_award.forecast"),
        ("G2", "see tab", "not an amount", "award_value"),
    ]
    assert "award_value" not in table.rows[0].values
    counts = {reading.column.letter: (reading.read, reading.unread, reading.blank) for reading in table.columns}
    assert counts["E"] == (1, 1, 0)
    assert counts["H"] == (2, 0, 0)


def test_errors_and_lost_results_are_not_blanks(book: Book) -> None:
    def spoil(sheet: Worksheet) -> None:
        sheet["D2"] = "#N/A"
        sheet["E2"] = "=TODAY()"

    rows = [HEADER, ["N1", "Network", "Networks", "BT", DAY, DAY, 240, "Ann"]]
    table = only(inspect(book(rows, spoil)))
    assert [(cell.cell, cell.text, cell.why) for cell in table.unread] == [
        ("D2", "#N/A", "the cell shows an error"),
        ("E2", "", "a formula whose result is not in the file; open it in Excel and save it"),
    ]
    assert table.raw[0][3:5] == ({"error": "#N/A"}, {"error": "formula"})
    assert "suppliers" not in table.rows[0].values


def test_a_tower_merged_down_the_rows_belongs_to_each(book: Book) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C3")

    rows = [HEADER, ["N1", "A", "Networks", "BT", DAY, DAY, 1, "x"], ["N2", "B", None, "BT", DAY, DAY, 1, "x"]]
    table = only(inspect(book(rows, merge)))
    assert [row.values["tower_id"] for row in table.rows] == ["Networks", "Networks"]
    assert table.rows[1].cell("tower_id") == "C2"
    assert table.rows[1].cell("title") == "B3"


def test_hidden_rows_and_columns_are_read_and_named(book: Book) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["H"].hidden = True

    rows = [HEADER, ["N1", "A", "Net", "BT", DAY, DAY, 1, "x"], ["N2", "B", "Net", "BT", DAY, DAY, 1, "y"]]
    table = only(inspect(book(rows, hide)))
    assert [row.values["reference"] for row in table.rows] == ["N1", "N2"]
    assert table.hidden_rows == {3}
    assert table.hidden_columns == {"H"}


def test_leading_zeros_that_only_the_format_shows(book: Book) -> None:
    def style(sheet: Worksheet) -> None:
        sheet["A2"].number_format = "0000"

    table = only(inspect(book([HEADER, [7, "A", "Net", "BT", DAY, DAY, 1, "x"]], style)))
    assert table.rows[0].values["reference"] == "0007"


def test_a_column_of_currencies_is_heeded(book: Book) -> None:
    rows = [["Ref", "Title", "End date", "Value", "Currency"], ["A1", "x", DAY, 5, "EUR"], ["A2", "y", DAY, 5, None]]
    table = only(inspect(book(rows)))
    assert [row.values["value"].currency for row in table.rows] == ["EUR", "GBP"]  # type: ignore[union-attr]


def test_headers_that_come_twice_stay_apart(book: Book) -> None:
    rows = [[*HEADER, "Code", "Code"], ["N1", "A", "Net", "BT", DAY, DAY, 1, "x", "first", "second"]]
    assert only(inspect(book(rows))).rows[0].own == {"Code": "first", "Code (J)": "second"}


def test_the_tower_comes_from_title_sheet_or_file(book: Book) -> None:
    bare = ["Ref", "Contract title", "Supplier", "Award date"]
    line = ["N1", "A", "BT", DAY]
    assert only(inspect(book([["Network tower register"], bare, line]))).tower_title == "Network"
    assert only(inspect(book([bare, line], name="Hosting tower v7.xlsx"))).tower_title == "Hosting"
    both = inspect(book({"Networks": [bare, line], "Hosting": [bare, line]}))
    assert [table.tower_title for table in both.tables] == ["Networks", "Hosting"]
    assert only(inspect(book([bare, line]))).tower_title == ""


def test_the_day_and_the_marking_of_a_workbook(book: Book) -> None:
    rows = [["OFFICIAL-SENSITIVE COMMERCIAL"], ["As known on 2 October 2015"], [], HEADER]
    inspection = inspect(book([*rows, ["N1", "A", "Net", "BT", DAY, DAY, 1, "x"]]))
    assert inspection.as_at is not None
    assert inspection.as_at.edtf == "2015-10-02"
    assert inspection.marking == "OFFICIAL-SENSITIVE COMMERCIAL"
    assert only(inspection).as_at_cell == "A2"


def test_json_has_the_keys_that_are_promised(book: Book) -> None:
    path = book([HEADER, ["N1", "Network", "Networks", "BT", "31/02/2018", DAY, 240, "Ann"]])
    printed = json.loads(json.dumps(inspect(path).to_json()))
    assert list(printed) == ["file", "sha256", "refused", "tables"]
    assert (printed["file"], printed["refused"], len(printed["sha256"])) == ("register.xlsx", None, 64)
    (table,) = printed["tables"]
    assert list(table) == [
        "sheet",
        "range",
        "header_rows",
        "rows",
        "columns",
        "unread",
        "cells",
        "passed_over",
        "notes",
        "passed_over_columns",
    ]
    assert (table["sheet"], table["range"], table["header_rows"], table["rows"]) == ("Contracts", "A1:H2", [1], 1)
    assert table["columns"][4] == {
        "letter": "E",
        "header": "Award forecast",
        "field": "contract_award.forecast",
        "confidence": 0.94,
        "kind": "date",
        "read": 0,
        "unread": 1,
        "blank": 0,
        "day_first": True,
        "doubtful": False,
        "other": None,
        "spend": None,
    }
    assert table["cells"] == {"header": 8, "read": 7, "unread": 1, "kept": 0, "passed_over": 0, "blank": 0}
    assert table["passed_over"] == []
    assert table["notes"] == ["column E: dates such as 01/02/2015 are read day first, by its cells"]
    assert table["unread"] == [{"cell": "E2", "text": "31/02/2018", "why": "no such day"}]


def test_a_workbook_without_a_register_says_so_in_one_sentence(book: Book) -> None:
    inspection = inspect(book([["Tower", "Status", "RAG"], ["Networks", "In tender", "Red"]]))
    assert inspection.tables == ()
    assert inspection.refused == (
        "No register of contracts was found in register.xlsx: its one sheet was searched for a header row that names "
        "contracts with their dates, values or suppliers (nearest: sheet Contracts, where row 1 names 3 columns that "
        "a register has, but not enough to be one)."
    )


def test_a_header_without_rows_is_said(book: Book) -> None:
    table = only(inspect(book([HEADER])))
    assert table.rows == ()
    assert table.notes == ("the header was found, but no rows stand under it",)


def test_strands_alone_are_no_register(book: Book) -> None:
    assert inspect(book([["Strand", "Stage"], ["HR", "advanced"], ["Payroll", "late"]])).tables == ()


def test_a_cached_formula_is_read_like_a_value(tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("Contracts")
    sheet.write_row(0, 0, ["Ref", "Title", "Supplier", "Value (£)"])
    sheet.write_row(1, 0, ["N1", "Network", "BT"])
    sheet.write_formula(1, 3, "=2*5", None, 10)
    made.close()
    assert only(inspect(path)).rows[0].values["value"] == Money(Decimal(10), Decimal(10))


def test_the_notices_own_dates_give_way_to_the_contracts(tmp_path: Path) -> None:
    path = tmp_path / "notices.csv"
    path.write_text(
        "Notice Identifier,Title,Organisation Name,Start Date,End Date,Awarded Value,Contract start date,"
        "Contract end date\nCF1,Salt,Leeds,2015-01-01,2015-02-01,5,2015-03-01,2016-03-01\n",
        encoding="utf-8",
    )
    values = only(inspect(path)).rows[0].values
    assert values["effective_date.forecast"].edtf == "2015-03-01"  # type: ignore[union-attr]
    assert values["current_end.forecast"].edtf == "2016-03-01"  # type: ignore[union-attr]


def field_by_header(table: TableReading) -> dict[str, str | None]:
    return {reading.column.header: reading.column.field for reading in table.columns}


def test_the_australian_register(real_registers: Path) -> None:
    table = only(inspect(real_registers / "au-act-contracts-2025.csv"))
    assert len(table.rows) == 1296
    assert table.unread == ()
    found = field_by_header(table)
    assert found["execution_date"] == "contract_award.actual"
    assert found["expiry_date"] == "current_end.forecast"
    assert found["contract_number"] == "reference"
    assert found["procurement_unique_id"] is None


def test_the_american_forecast(real_registers: Path) -> None:
    table = only(inspect(real_registers / "us-forecast-ssa.csv"))
    assert len(table.rows) == 24
    assert table.unread == ()
    found = field_by_header(table)
    assert "suppliers" not in found.values()
    assert found["Incumbent Contractor Name (required if applicable)"] == "incumbent"
    value = table.rows[0].values["annual_value"]
    assert isinstance(value, Money)
    assert (value.low, value.high, value.currency) == (500_000, 1_000_000, "USD")


def test_the_sample_release(real_registers: Path) -> None:
    inspection = inspect(real_registers / "ocds-sample-contract.xlsx")
    assert [(table.sheet, len(table.rows)) for table in inspection.tables] == [
        ("4. Award >>", 1),
        ("5. Contract >>", 1),
    ]
    award, contract = (table.rows[0].values for table in inspection.tables)
    assert award["reference"] == contract["reference"] == "ocds-213czf-000-00001"
    assert award["suppliers"] == ("AnyCorp Cycle Provision",)
    assert contract["contract_award.actual"].edtf == "2010-06-10"  # type: ignore[union-attr]


def test_the_schedule_has_its_hidden_rows(real_registers: Path) -> None:
    table = only(inspect(real_registers / "sched-packt-project-plan.xlsx"))
    assert table.range == "A1:J40"
    assert table.hidden_rows == {39, 40}
    assert table.hidden_columns == {"G"}
    assert [row.values.get("effective_date.forecast") is not None for row in table.rows].count(True) == 30


@pytest.mark.parametrize("name", ["uk-dft-project-return.xlsm", "us-gsa-03fac-template.xls"])
def test_forms_and_price_lists_are_politely_no_registers(real_registers: Path, name: str) -> None:
    inspection = inspect(real_registers / name)
    assert inspection.tables == ()
    assert inspection.refused is not None
    assert inspection.refused.startswith(f"No register of contracts was found in {name}: its ")


SAMPLES = sorted((Path(__file__).parents[2] / "siamdesk" / "resources" / "samples").glob("*.xlsx"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_cell_of_the_samples_is_read(path: Path) -> None:
    inspection = inspect(path)
    assert inspection.refused is None
    assert inspection.as_at is not None
    assert inspection.marking == "OFFICIAL"
    for table in inspection.tables:
        assert table.unread == ()
        assert all(reading.column.scale_from != "doubtful" for reading in table.columns)

"""The numbers of an inspection add up: every cell of a table's range is one thing, and no cell is two."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.register import reader
from siamdesk.register.inspection import Inspection, inspect

Book = Callable[..., Path]

DAY = dt.date(2015, 10, 2)
HEADER = ["Ref", "Contract title", "Service tower", "Supplier", "Award date", "Value (£)", "Our code", "2016/17 run"]


def check(path: Path, found: Inspection) -> int:
    """Hold every number of an inspection against the cells of the file; how many tables there were."""
    sheets = {sheet.name: sheet for sheet in reader.read(path).sheets}
    for table, printed in zip(found.tables, found.to_json()["tables"], strict=True):
        left, top, right, bottom = range_boundaries(table.range)
        assert None not in {left, top, right, bottom}
        sheet = sheets[table.sheet]
        lost = {*sheet.errors, *(spot for spot, kept in sheet.formulas.items() if not kept)}
        filled = sum(
            1
            for row in range(top - 1, bottom)  # type: ignore[operator]  checked above
            for column in range(left - 1, right)  # type: ignore[operator]  checked above
            if sheet.value(row, column) != "" or (row, column) in lost
        )
        cells = printed["cells"]
        assert min(cells.values()) >= 0
        assert sum(cells.values()) == (bottom - top + 1) * (right - left + 1)  # type: ignore[operator]  checked above
        assert sum(cells.values()) - cells["blank"] == filled
        columns = printed["columns"]
        assert len(columns) == right - left + 1  # type: ignore[operator]  checked above
        assert {each["read"] + each["unread"] + each["blank"] for each in columns} == {printed["rows"]}
        assert sum(each["read"] for each in columns if each["field"]) == cells["read"]
        assert sum(each["read"] for each in columns if not each["field"]) == cells["kept"]
        assert sum(each["unread"] for each in columns) == cells["unread"]
        assert len(printed["unread"]) <= cells["unread"]
        assert all(each["why"] for each in printed["passed_over"])
        assert len(table.raw) == len(table.rows) == printed["rows"]
    return len(found.tables)


CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.sampled_from(["TBC", "n/a", " ", "Total", "02/10/2015", "late Oct 2015", "£5m", "see tab 2", "007", "#N/A"]),
    st.integers(0, 10**7),
    st.floats(0, 10**6, allow_nan=False),
    st.booleans(),
    st.just(DAY),
    st.text("abc N1", max_size=8),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, max_size=9), min_size=1, max_size=12), st.booleans())
def test_the_numbers_add_up_whatever_the_cells(book: Book, rows: list[list[Any]], merged: bool) -> None:  # noqa: FBT001
    def merge(sheet: Worksheet) -> None:
        if merged:
            sheet.merge_cells("C2:C3")
            sheet["E3"] = "=TODAY()"

    first = ["N1", "Network", "Networks", "BT", DAY, 5, "x", 9]
    path = book([["A title"], HEADER, first, *rows], merge)
    assert check(path, inspect(path)) == 1


def test_the_numbers_add_up_where_two_columns_are_one(book: Book) -> None:
    header = ["Ref", "Title", "Supplier", "Award fiscal year", "Award quarter", "Value low", "Value high"]
    rows = [
        ["A1", "a", "B", "FY15", "Q4", 1, 2],
        ["A2", "b", "B", None, "Q4", 2, 1],
        ["A3", "c", "B", "soon", None, "x", None],
        ["A4", "d", "B", None, None, None, None],
    ]
    path = book([header, *rows])
    found = inspect(path)
    assert check(path, found) == 1
    assert found.tables[0].cells.to_json() == {
        "header": 7,
        "read": 16,
        "unread": 5,
        "kept": 0,
        "passed_over": 0,
        "blank": 7,
    }


def test_the_numbers_of_real_registers_add_up(real_registers: Path) -> None:
    counts = {path.name: check(path, inspect(path)) for path in real_registers.iterdir() if path.suffix != ".md"}
    assert counts == {
        "au-act-contracts-2025.csv": 1,
        "us-forecast-ssa.csv": 1,
        "ocds-sample-contract.xlsx": 2,
        "ocds-template.ods": 3,
        "sched-packt-project-plan.xlsx": 1,
        "uk-dft-project-return.xlsm": 0,
        "us-gsa-03fac-template.xls": 0,
    }


SAMPLES = sorted((Path(__file__).parents[2] / "siamdesk" / "resources" / "samples").glob("*.xlsx"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_numbers_of_the_samples_add_up(path: Path) -> None:
    assert check(path, inspect(path)) >= 1


def test_a_cell_of_the_file_is_where_the_account_says(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for line in (
        ["Ref", "Title", "Supplier", "Value"],
        ["N1", "a", "BT", "soon"],
        ["Total", None, None, 5],
        ["N2", "b"],
    ):
        sheet.append(line)
    made.save(path)
    (table,) = inspect(path).tables
    assert table.cells.to_json() == {"header": 4, "read": 5, "unread": 1, "kept": 0, "passed_over": 2, "blank": 4}
    assert table.passed_over == ((3, "a total"),)

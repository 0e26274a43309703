"""What is typed after --set, and what is told afterwards."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.session import patch_workbook


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("240", 240),
        ("-12", -12),
        ("176.80", Decimal("176.80")),
        ("0.5", Decimal("0.5")),
        ("2016-03-31", dt.date(2016, 3, 31)),
        ("31 Mar 2016", dt.date(2016, 3, 31)),
        ("31/3/2016", dt.date(2016, 3, 31)),
        ("TRUE", True),
        ("false", False),
        ("", None),
        ("  ", None),
        ("Networks", "Networks"),
        (" Networks ", " Networks "),
        ("late October 2015", "late October 2015"),
        ("Q1 2016/17", "Q1 2016/17"),
        ("TBC", "TBC"),
        ("007", "007"),
        ("+44", "+44"),
        ("1e5", "1e5"),
        ("£1.2m", "£1.2m"),
        ("=A1", "=A1"),
        ("'240", "240"),
        ("'", ""),
        ("''quoted'", "'quoted'"),
        ("1234567890123456", "1234567890123456"),
        ("100000000000000000000", "100000000000000000000"),
    ],
)
def test_values_as_typed(typed: str, value: Any) -> None:
    found = patch_workbook.value_of(typed)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("setting", "sheets", "sheet", "cell", "value"),
    [
        ("Contracts!H7=x", ["Contracts"], "Contracts", "H7", "x"),
        ("Contracts!$h$7=x=y", ["Contracts"], "Contracts", "H7", "x=y"),
        ("My sheet!B2=1", ["My sheet"], "My sheet", "B2", 1),
        ("'My sheet'!B2=1", ["My sheet"], "My sheet", "B2", 1),
        ("'It''s'!B2=1", ["It's"], "It's", "B2", 1),
        ("It's!B2=1", ["It's"], "It's", "B2", 1),
        ("Wait!what!B2=1", ["Wait!what"], "Wait!what", "B2", 1),
        ("a!B1=b!B2=1", ["a!B1=b"], "a!B1=b", "B2", 1),
        ("a!B1=b!B2=1", ["a"], "a", "B1", "b!B2=1"),
        ("x=y!A1=2", ["x=y"], "x=y", "A1", 2),
        ("B2=1", ["Only"], "Only", "B2", 1),
        ("B2=x!A1=1", ["Only"], "Only", "B2", "x!A1=1"),
        ("Missing!B2=1", ["Contracts", "Other"], "Missing", "B2", 1),
        ("Contracts!H7=two\nlines", ["Contracts"], "Contracts", "H7", "two\nlines"),
    ],
)
def test_settings_as_typed(setting: str, sheets: list[str], sheet: str, cell: str, value: Any) -> None:
    edit = patch_workbook.parse(setting, sheets)
    assert (edit.sheet, edit.cell, edit.value) == (sheet, cell, value)


@pytest.mark.parametrize("setting", ["", "x", "Contracts!H7", "!A1=2", "A1=2"])
def test_settings_that_are_none(setting: str) -> None:
    with pytest.raises(SiamdeskError, match=r"is not a cell and its value: write it as SHEET!CELL=VALUE\."):
        patch_workbook.parse(setting, ["One", "Two"])


@pytest.fixture
def register(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Contracts"
    for row in (["Ref", "Value", "Double"], ["NET-01", 240, "=B2*2"]):
        sheet.append(row)
    path = tmp_path / "register.xlsx"
    book.save(path)
    return path


def test_a_copy_is_written_and_the_workbook_left(register: Path) -> None:
    data = register.read_bytes()
    out = register.with_name("copy.xlsx")
    done = patch_workbook.run(register, ["Contracts!B2=250", "Contracts!C2=1"], out)
    told = done.to_json()
    assert told["edited"] == ["Contracts!B2"]
    assert told["refused"][0]["cell"] == "Contracts!C2"
    assert told["cells"] == [{"cell": "Contracts!B2", "old": "240", "new": "250"}]
    assert told["recalculated"] == ["Contracts!C2"]
    assert told["written"] == str(out)
    assert openpyxl.load_workbook(out)["Contracts"]["B2"].value == 250
    assert register.read_bytes() == data


def test_a_dry_run_tells_and_writes_nothing(register: Path) -> None:
    out = register.with_name("copy.xlsx")
    done = patch_workbook.run(register, ["Contracts!B2=250"], out, dry_run=True)
    first, *_, last = done.lines()
    assert first == "Contracts!B2: “240” becomes “250”"
    assert last == "Nothing was written: this was a dry run."
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("register.xlsx", "is the workbook itself"),
        ("copy.csv", "give copy.csv that ending"),
        ("no/copy.xlsx", "no folder"),
    ],
)
def test_places_where_no_copy_goes(register: Path, out: str, reason: str) -> None:
    data = register.read_bytes()
    with pytest.raises(SiamdeskError, match=reason):
        patch_workbook.run(register, ["Contracts!B2=250"], register.parent / out)
    assert register.read_bytes() == data

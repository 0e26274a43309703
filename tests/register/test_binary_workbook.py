"""A binary workbook (.xlsb) is read as any other, and its unread cells are told."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import binary_workbook
import pytest

from siamdesk.domain.money import Money
from siamdesk.domain.when import When
from siamdesk.register import reader
from siamdesk.register.inspection import inspect

DAY = dt.date(2015, 10, 2)
NA = ValueError()
ROWS = [
    ["Networks tower register"],
    [],
    ["Ref", "Title", "Suppliers", "Award date", "End date", "Award value (£)", "SME", "Our code"],
    ["N1", "Wide area network", "BT; Virgin", DAY, "TBC", 1_250_000, True, 17],
    ["007", "=Local network", "CSC", dt.date(2014, 2, 28), "late Oct 2019", 240_000.55, False, 0.1],
    ["N3", "Téléphonie – voix 📞", None, "31/02/2016", DAY, 1e9 + 1 / 3, None, "x" * 300],
    ["Total", None, None, None, None, 1_490_000],
]


def test_every_kind_of_cell_of_a_binary_workbook(tmp_path: Path) -> None:
    book = reader.read(binary_workbook.write(tmp_path / "register.xlsb", ROWS))
    assert (book.kind, [sheet.name for sheet in book.sheets]) == ("xlsb", ["Contracts"])
    assert not book.blanks_are_certain
    rows = [[value for value in row if value != ""] for row in book.sheets[0].rows]
    assert rows == [
        ["Networks tower register"],
        [],
        ["Ref", "Title", "Suppliers", "Award date", "End date", "Award value (£)", "SME", "Our code"],
        ["N1", "Wide area network", "BT; Virgin", DAY, "TBC", 1_250_000.0, True, 17.0],
        ["007", "Local network", "CSC", dt.date(2014, 2, 28), "late Oct 2019", 240_000.55, False, 0.1],
        ["N3", "Téléphonie – voix 📞", "31/02/2016", DAY, 1e9 + 1 / 3, "x" * 300],
        ["Total", 1_490_000.0],
    ]


def test_a_register_in_a_binary_workbook(tmp_path: Path) -> None:
    found = inspect(binary_workbook.write(tmp_path / "register.xlsb", ROWS))
    (table,) = found.tables
    assert (table.range, table.tower_title) == ("A3:H6", "Networks")
    assert [row.values["reference"] for row in table.rows] == ["N1", "007", "N3"]
    first, second, third = table.rows
    assert (first.values["title"], first.values["suppliers"]) == ("Wide area network", ("BT", "Virgin"))
    assert first.values["contract_award.forecast"] == When.day(DAY)
    assert second.values["contract_award.forecast"] == When.day(dt.date(2014, 2, 28))
    assert (first.values["sme"], second.values["sme"], "sme" in third.values) == (True, False, False)
    sums = [row.values["award_value"] for row in table.rows]
    assert [each.low for each in sums if isinstance(each, Money)] == [
        Decimal(1_250_000),
        Decimal("240000.55"),
        Decimal("1000000000.33333"),
    ]
    assert first.own == {"Our code": "17"}
    assert [(cell.cell, cell.text, cell.why) for cell in table.unread] == [("D6", "31/02/2016", "no such day")]
    assert table.passed_over == ((7, "a total"),)


def test_days_of_a_binary_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    path = binary_workbook.write(tmp_path / "register.xlsb", ROWS, epoch_1904=True)
    value = reader.read(path).sheets[0].value(3, 3)
    assert value == DAY + dt.timedelta(1462)


def test_an_error_in_a_binary_workbook_looks_blank_and_is_not_sure_to_be(tmp_path: Path) -> None:
    rows = [*ROWS[:3], ["N1", "Network", "BT", DAY, NA]]
    found = inspect(binary_workbook.write(tmp_path / "register.xlsb", rows))
    assert "current_end.forecast" not in found.tables[0].rows[0].values
    assert not found.blanks_are_certain


@pytest.mark.parametrize("length", [0, 1, 127, 128, 16_384])
def test_records_have_their_size_before_them(length: int) -> None:
    made = binary_workbook.record(615, bytes(length))
    assert made[:2] == b"\xe7\x04"
    assert len(made) == 2 + (1 if length < 128 else 2 if length < 16_384 else 3) + length

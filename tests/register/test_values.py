"""The values of a sheet are to the letter those of the reader of values, be they taken a row at a time and shared."""

import io
from pathlib import Path
from typing import Any

import fuzz_seeds
import openpyxl
import pytest
import python_calamine

from siamdesk.register import reader

SHARED = fuzz_seeds.ROOT.parent / "shared"


def at_once(data: bytes, name: str) -> list[list[Any]]:
    """The rows of a sheet, all at once, at their own addresses."""
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name)
    rows = sheet.to_python()
    top, left = sheet.start or (0, 0)
    return [[]] * top * bool(rows) + [[""] * left + row for row in rows]


def told(rows: list[list[Any]]) -> list[list[tuple[type, Any]]]:
    """The values with their types, for 1 equals True."""
    return [[(type(value), value) for value in row] for row in rows]


def test_values_of_workbooks_of_every_hand(tmp_path: Path) -> None:
    samples = sorted((fuzz_seeds.ROOT / "siamdesk/resources/samples").glob("*.xlsx"))
    others = sorted(path for path in SHARED.glob("*/*.*") if path.suffix in {".xlsx", ".xlsm", ".xls", ".ods"})
    mine = [path for path in set(fuzz_seeds.seeds(tmp_path)) if path.suffix not in {".csv", ".tsv"}]
    read = 0
    for path in [*mine, *samples, *others[:80]]:
        data = path.read_bytes()
        for sheet in reader.read(path).sheets if len(data) < 300_000 else ():
            if not sheet.refused:
                assert told(sheet.rows) == told(at_once(data, sheet.name)), f"{path.name}, {sheet.name}"
                read += 1
    assert read > 6


@pytest.mark.parametrize("first", ["A1", "C4", "A3", "D1"])
def test_equal_values_of_different_types_stay_what_they_are(tmp_path: Path, first: str) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    row, column = page[first].row, page[first].column
    for n, value in enumerate([1, True, 1.0, "1", 0, False, "", "a", "a"] * 2):
        page.cell(row + n // 3, column + n % 3, value)
    path = tmp_path / "register.xlsx"
    book.save(path)
    assert told(reader.read(path).sheets[0].rows) == told(at_once(path.read_bytes(), "Sheet"))

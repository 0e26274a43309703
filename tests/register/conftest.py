"""Workbooks for the tests of reading, made as they are wanted."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))

Book = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Book:
    """Make a workbook: rows by sheet (or rows of one sheet), and a function that sees the last sheet before saving."""

    def make(
        rows: Sequence[Sequence[Any]] | dict[str, Sequence[Sequence[Any]]],
        tweak: Callable[[Worksheet], None] | None = None,
        name: str = "register.xlsx",
    ) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.worksheets[0])
        for title, lines in (rows if isinstance(rows, dict) else {"Contracts": rows}).items():
            sheet = made.create_sheet(title)
            for line in lines:
                sheet.append(list(line))
        if tweak is not None:
            tweak(made.worksheets[-1])
        path = tmp_path / name
        made.save(path)
        return path

    return make

"""Handing back registers of several tables: stacked, a sheet a tower, joined by reference, with two header rows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make, edits, new_id
from siamdesk.domain.contract import Contract
from siamdesk.domain.when import When
from siamdesk.session import import_register, write_back
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.session.write_back import Wanted

HEADERS = ("Ref", "Title", "Supplier", "Award date", "Value £m", "RAG")
JAN, FEB, MARCH = date(2016, 1, 31), date(2016, 2, 1), date(2016, 3, 1)
TBC = when_words.parse("TBC")


def rows(letter: str, tower: str) -> list[tuple[Any, ...]]:
    return [(f"{letter}-{n}", f"{tower} {n}", "BT", date(2016, 3, n), 10 + n, "A") for n in (1, 2)]


def put(page: Worksheet, top: int, lines: list[tuple[Any, ...]]) -> None:
    for row, line in enumerate(lines, top):
        for column, value in enumerate(line, 1):
            page.cell(row, column, value)


def stacked(book: openpyxl.Workbook) -> None:
    page = book.worksheets[0]
    page.title = "All"
    put(page, 1, [("Networks tower",), HEADERS, *rows("N", "WAN")])
    put(page, 7, [("Hosting tower",), HEADERS, *rows("H", "DC")])


def a_sheet_a_tower(book: openpyxl.Workbook) -> None:
    for page, letter, tower in ((book.worksheets[0], "N", "Networks"), (book.create_sheet(), "H", "Hosting")):
        page.title = tower
        put(page, 1, [("Register of contracts",), (), HEADERS, *rows(letter, tower)])


def joined(book: openpyxl.Workbook) -> None:
    register, plan = book.worksheets[0], book.create_sheet("Forward plan")
    register.title = "Register"
    put(register, 1, [("Ref", "Title", "Supplier", "Value £m"), *((ref, *_) for ref, *_ in [("N-1", "WAN", "BT", 10)])])
    put(register, 3, [("N-2", "LAN", "Sky", 3), ("H-1", "DC", "CSC", 94)])
    put(plan, 1, [("Contract ref", "Title", "Award Forecast"), ("N-1", "WAN", "Q1 2016/17"), ("N-2", "LAN", "TBC")])
    put(plan, 4, [("H-1", "DC", "1 May 2016")])


def two_header_rows(book: openpyxl.Workbook) -> None:
    page = book.worksheets[0]
    put(page, 1, [("Contract register",), (), ("Ref", "Title", "Supplier", "Award", "", "RAG")])
    put(page, 4, [("", "", "", "Planned", "Actual", "")])
    page.merge_cells("D3:E3")
    for n, (ref, title, supplier, day, _, rag) in enumerate([*rows("N", "WAN"), *rows("H", "DC")], 5):
        put(page, n, [(ref, title, supplier, day, None, rag)])


@pytest.fixture
def handed_back(session: Session, tmp_path: Path) -> Callable[..., tuple[Path, Any]]:
    def run(build: Callable[[openpyxl.Workbook], None], *, add: bool = False) -> tuple[Path, Any]:
        path = tmp_path / "register.xlsx"
        book = openpyxl.Workbook()
        build(book)
        book.save(path)
        import_register.accept(session, import_register.plan(session, path, Choice(JAN)))
        edit(session, "N-1", {"suppliers": ("Colt",)})
        edit(session, "H-1", {"contract_award.forecast": When.day(date(2017, 1, 1))})
        wanted = Wanted()
        if add:
            tower = next(c for c in session.portfolio.contracts.values() if c.reference == "H-1").tower_id
            new = Contract(new_id(), reference="H-9", title="Backup", tower_id=tower)
            session.apply(ChangeSet("new", (Make(new),), FEB, author="tester"))
            wanted = Wanted(append={new.id})
        (register,) = session.portfolio.registers.values()
        made = write_back.plan(session, register, None, wanted)
        write_back.accept(session, made, MARCH)
        assert import_register.plan(session, path, Choice(MARCH)).items == ()
        return path, made

    return run


def edit(session: Session, reference: str, values: dict[str, Any]) -> None:
    contract = next(c for c in session.portfolio.contracts.values() if c.reference == reference)
    session.apply(ChangeSet("edit", edits(contract, values), FEB, author="tester"))


@pytest.mark.parametrize(
    ("build", "cells", "added"),
    [
        (stacked, {"All!C3": "Colt", "All!D9": date(2017, 1, 1)}, "All!A11"),
        (a_sheet_a_tower, {"Networks!C4": "Colt", "Hosting!D4": date(2017, 1, 1)}, "Hosting!A6"),
        (joined, {"Register!C2": "Colt", "Forward plan!C4": "1 Jan 2017"}, ""),
        (two_header_rows, {"Sheet!C5": "Colt", "Sheet!D7": date(2017, 1, 1)}, ""),
    ],
)
def test_each_value_finds_its_own_cell(
    handed_back: Callable[..., tuple[Path, Any]], build: Any, cells: dict[str, Any], added: str
) -> None:
    path, made = handed_back(build, add=bool(added))
    assert made.refused == ()
    assert {line.address for line in made.edited} == set(cells)
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        sheet, _, cell = address.partition("!")
        held = book[sheet][cell].value
        assert (held.date() if isinstance(value, date) else held) == value
    if added:
        sheet, _, cell = added.partition("!")
        assert book[sheet][cell].value == "H-9"


def test_tbc_in_a_column_of_days_is_left_for_somebody_to_say(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    book = openpyxl.Workbook()
    two_header_rows(book)
    book.save(path)
    import_register.accept(session, import_register.plan(session, path, Choice(JAN)))
    edit(session, "N-1", {"contract_award.forecast": TBC})
    (register,) = session.portfolio.registers.values()
    (line,) = write_back.plan(session, register).refused
    assert line.why == "“TBC” is no day and the column holds only days: choose the words, or leave it"

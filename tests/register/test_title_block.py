import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from siamdesk.register import reader, title_block

Book = Callable[..., Path]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("As at 2 October 2015", "2015-10-02"),
        ("Contract register as at: 02/10/2015", "2015-10-02"),
        ("Position at 2015-10-02", "2015-10-02"),
        ("As known on 2 October 2015 · draft", "2015-10-02"),
        ("TTPi register, dated 2nd Oct 2015.", "2015-10-02"),
        ("Last updated: Friday 2 October 2015", "2015-10-02"),
        ("As of October 2015", "2015-10-01/2015-10-31"),
        ("Snapshot date: 2/10/2015", "2015-10-02"),
    ],
)
def test_the_day_a_title_says(text: str, day: str) -> None:
    said = title_block.day_said(text)
    assert said is not None
    assert said.edtf == day


def test_the_day_in_the_cell_beside_its_label() -> None:
    for following in (dt.date(2015, 10, 2), dt.datetime(2015, 10, 2), "2 Oct 2015"):
        said = title_block.day_said("As at:", following)
        assert said is not None
        assert said.edtf == "2015-10-02"


@pytest.mark.parametrize("text", ["Contract register", "As at", "Candidate 2015", "As at the last meeting", "Updated"])
def test_titles_without_a_day(text: str) -> None:
    assert title_block.day_said(text) is None


@pytest.mark.parametrize(
    ("text", "marking"),
    [
        ("OFFICIAL", "OFFICIAL"),
        ("OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
        ("OFFICIAL - SENSITIVE: COMMERCIAL", "OFFICIAL-SENSITIVE COMMERCIAL"),
        ("Marking: OFFICIAL-SENSITIVE (COMMERCIAL) draft", "OFFICIAL-SENSITIVE COMMERCIAL"),
        ("SECRET", "SECRET"),
        ("Official visit to the SECRETARIAT", ""),
    ],
)
def test_markings(text: str, marking: str) -> None:
    assert title_block.marking_in(text) == marking


@pytest.mark.parametrize(
    ("text", "tower"),
    [
        ("Network tower register", "Network"),
        ("Tower: End-user services", "End-user services"),
        ("Tower 3 - Hosting", "Hosting"),
        ("Back office service tower", "Back office"),
        ("The Applications tower: contracts", "Applications"),
        ("Contract register", ""),
        ("Total Technology Programme", ""),
    ],
)
def test_towers(text: str, tower: str) -> None:
    assert title_block.tower_in(text) == tower


def test_a_whole_title_block(book: Book) -> None:
    rows = [["OFFICIAL-SENSITIVE"], ["Tower:", "Networks"], ["As at", dt.date(2015, 10, 2)]]
    block = title_block.read(reader.read(book(rows)).sheets[0], (0, 1, 2), many=False)
    assert block.tower == "Networks"
    assert block.as_at is not None
    assert (block.as_at.edtf, block.as_at_cell) == ("2015-10-02", "A3")
    assert (block.marking, block.marking_cell) == ("OFFICIAL-SENSITIVE", "A1")


def test_a_lone_line_names_the_tower_only_among_several_tables(book: Book) -> None:
    sheet = reader.read(book([["Hosting contracts"]])).sheets[0]
    assert title_block.read(sheet, (0,), many=True).tower == "Hosting"
    assert title_block.read(sheet, (0,), many=False).tower == ""

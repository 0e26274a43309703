"""The minutes as a workbook: a sheet for each part, marked, and the same as the minutes in words."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from siamdesk.domain.changes import ChangeSet, edits
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.review import Review
from siamdesk.domain.when import When
from siamdesk.session import demo, meeting, minutes_book, reviews
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session

APRIL, MAY, JULY = date(2018, 4, 27), date(2018, 5, 31), date(2018, 7, 2)
SHEETS = ["Review", "Decisions", "Actions", "What moved", "Disputes settled"]


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Session]:
    """The sample, and a review in which a dispute is settled, an owner changed, and something decided and asked."""
    made = demo.create(tmp_path / "sample.siamdesk", Progress(), "tester", tmp_path)
    with made.closing() as session:
        session.apply(reviews.start(session.portfolio, "Review of April 2018", APRIL, "A, B")[0])
        meeting.settle(session, meeting.prepare(session, APRIL), 0, take=True)
        contract = back_office(session)
        change = ChangeSet("Owner", edits(contract, {"owner": "Somebody else"}), APRIL)
        session.apply(reviews.in_review(session.portfolio, change))
        session.apply(reviews.decide(session.portfolio, "Extend by a year", APRIL, contract.id))
        session.apply(reviews.ask(session.portfolio, "Write to SSCL", APRIL, "C", When.day(MAY), contract.id))
        yield session


def back_office(session: Session) -> Contract:
    return next(each for each in session.portfolio.contracts.values() if each.reference == "BO-01")


def review(session: Session) -> Review:
    return next(each for each in session.portfolio.reviews.values() if each.name == "Review of April 2018")


def read(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert "OFFICIAL" in sheet.oddHeader.center.text
    found = {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book}
    book.close()
    return found


def test_each_part_has_a_sheet(told: Session, tmp_path: Path) -> None:
    minutes_book.write(told, review(told), tmp_path / "minutes.xlsx", JULY)
    found = read(tmp_path / "minutes.xlsx")
    assert ("Present", "A, B") in found["Review"]
    assert ("State", "under way: these minutes are a draft") in found["Review"]
    assert ("Compared with", "Review of March 2018") in found["Review"]
    assert [line[1:4] for line in found["Decisions"]] == [
        ("Extend by a year", "BO-01 Back office support services", "Back office")
    ]
    (action,) = [line for line in found["Actions"] if line[1] == "Write to SSCL"]
    assert action[3:7] == ("C", action[4], "Overdue", "Review of April 2018")
    moved = {(line[0], line[2]): line[4] for line in found["What moved"]}
    assert moved["BO-01 Back office support services", "Contract owner"] == "Somebody else"


def test_what_was_settled_says_what_it_was_and_in_which_cell(told: Session, tmp_path: Path) -> None:
    minutes_book.write(told, review(told), tmp_path / "minutes.xlsx", JULY)
    (settled,) = read(tmp_path / "minutes.xlsx")["Disputes settled"]
    contract, field, was, now, workbook, cell, _ = settled
    assert all((contract, field, workbook, cell))
    assert was != now
    assert str(workbook).endswith(".xlsx")


def test_a_closed_review_keeps_what_came_later_out(told: Session, tmp_path: Path) -> None:
    told.apply(reviews.close(told, APRIL))
    later = meeting.prepare(told, JULY)
    if later.disputes:
        meeting.settle(told, later, 0, take=False)
    minutes_book.write(told, review(told), tmp_path / "minutes.xlsx", JULY)
    found = read(tmp_path / "minutes.xlsx")
    assert ("State", "closed") in found["Review"]
    assert len(found["Disputes settled"]) == 1


def test_our_record_that_was_kept_is_said_too(told: Session, tmp_path: Path) -> None:
    made = meeting.prepare(told, APRIL)
    assert made.disputes
    meeting.settle(told, made, 0, take=False)
    minutes_book.write(told, review(told), tmp_path / "minutes.xlsx", JULY)
    assert "Our record was kept" in [line[1] for line in read(tmp_path / "minutes.xlsx")["Disputes settled"]]


def test_where_it_cannot_be_written_a_sentence_says_so(told: Session, tmp_path: Path) -> None:
    with pytest.raises(SiamdeskError, match="There is no folder"):
        minutes_book.write(told, review(told), tmp_path / "nowhere" / "minutes.xlsx", JULY)

"""What moved between two points of the history, and the steps that a slip is made of."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make, edits
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.review import Review
from siamdesk.domain.when import When
from siamdesk.session import comparing
from siamdesk.session.session import Session


@pytest.fixture
def told(session: Session) -> Session:
    """An award that slips twice: in a review of February and by an edit in May."""
    award = Milestone("contract_award", 1, None, day("1 Mar 2016"), None)
    first = Contract("c", "N-1", "Networks", milestones=(award,))
    made = (Make(first), Make(Review("r", "February", When.day(date(2016, 2, 29)))))
    session.apply(ChangeSet("made", made, date(2016, 1, 31), author="tester"))
    move(session, "Q1 2016/17", date(2016, 2, 29))
    move(session, "1 Sep 2016", date(2016, 5, 1))
    return session


def day(words: str) -> When:
    return when_words.parse(words)


def move(session: Session, words: str, known_on: date) -> None:
    contract = session.portfolio.contracts["c"]
    changes = edits(contract, {"contract_award.forecast": day(words)})
    session.apply(ChangeSet(f"moved to {words}", changes, known_on, author="tester"))


def between(session: Session, start: str, end: str) -> Any:
    return comparing.between(session, comparing.point(session, start), comparing.point(session, end))


def test_a_slip_is_taken_apart_and_its_steps_add_up(told: Session) -> None:
    (moved,) = between(told, "2016-01-31", "now").moved
    assert (moved.days.least, moved.days.most) == (184, 184)
    assert [(step.source, step.days.least, step.days.most) for step in moved.steps] == [
        ("moved to Q1 2016/17", 31, 121),
        ("moved to 1 Sep 2016", 63, 153),
    ]
    least = sum(step.days.least for step in moved.steps)
    most = sum(step.days.most for step in moved.steps)
    assert least <= moved.days.least <= moved.days.most <= most
    assert moved.source == "moved to 1 Sep 2016"


def test_a_review_is_a_point_and_what_came_later_is_not_in_it(told: Session) -> None:
    (moved,) = between(told, "2016-01-31", "February").moved
    assert moved.after.words == "Q1 2016/17"
    assert [step.known_on for step in moved.steps] == [date(2016, 2, 29)]


def test_the_other_way_round_is_the_mirror(told: Session) -> None:
    (there,) = between(told, "2016-01-31", "now").moved
    (back,) = comparing.between(told, comparing.point(told, "now"), comparing.point(told, "2016-01-31")).moved
    assert (back.before, back.after) == (there.after, there.before)
    assert (back.days.least, back.days.most) == (-there.days.most, -there.days.least)


def test_what_was_entered_late_says_so(told: Session) -> None:
    (moved,) = between(told, "2016-01-31", "now").moved
    assert all(step.late > 31 for step in moved.steps)
    assert "days later" in "\n".join(comparing.lines(between(told, "2016-01-31", "now")))


def test_points_that_are_none(told: Session, tmp_path: Path) -> None:
    assert tmp_path.exists()
    with pytest.raises(SiamdeskError, match="neither a review nor a day"):
        comparing.point(told, "soon enough")

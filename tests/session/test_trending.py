"""How milestones were foreseen: of a contract, of a tower, of all, and of many those that moved the most."""

from datetime import date

import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make, edits
from siamdesk.domain.contract import Contract, Milestone, Tower
from siamdesk.session import trending
from siamdesk.session.session import Session

JANUARY, FEBRUARY, MARCH = date(2016, 1, 31), date(2016, 2, 29), date(2016, 3, 31)
AWARD = "contract_award"


@pytest.fixture
def told(session: Session) -> Session:
    """Two contracts of networks and one of hosting; the awards of N-1 and H-1 slip, that of N-2 keeps its day."""
    towers = (Make(Tower("n", "Networks")), Make(Tower("h", "Hosting")))
    made = (Make(contract("n1", "N-1", "n")), Make(contract("n2", "N-2", "n")), Make(contract("h1", "H-1", "h")))
    session.apply(ChangeSet("made", (*towers, *made), JANUARY))
    move(session, "n1", "11 Jun 2016", FEBRUARY)
    move(session, "h1", "Q3 2016", FEBRUARY)
    move(session, "h1", "1 Sep 2017", MARCH)
    return session


def contract(row_id: str, reference: str, tower: str) -> Contract:
    dates = (Milestone(AWARD, forecast=when_words.parse("1 Jun 2016")),)
    return Contract(row_id, reference, reference, tower_id=tower, milestones=dates)


def move(session: Session, row_id: str, words: str, known_on: date) -> None:
    values = {f"{AWARD}.forecast": when_words.parse(words)}
    session.apply(ChangeSet(f"to {words}", edits(session.portfolio.contracts[row_id], values), known_on))


def test_a_contract_has_a_point_a_day_and_each_says_how_far_it_moved(told: Session) -> None:
    (award,) = trending.of_contract(told, "h1")
    assert [(each.day, str(each.moved)) for each in award.points] == [
        (JANUARY, "None"),
        (FEBRUARY, "+30 to +121 d"),
        (MARCH, "+336 to +427 d"),
    ]
    assert [each.source for each in award.points] == ["made", "to Q3 2016", "to 1 Sep 2017"]
    assert award.points[0].entered >= JANUARY


def test_a_tower_has_its_own_contracts_and_all_has_every_one(told: Session) -> None:
    made = trending.of_tower(told, "n")
    assert [each.label for each in made.shown] == ["N-1 contract award", "N-2 contract award"]
    assert [len(each.points) for each in made.shown] == [3, 2]
    assert {each.contract_id for each in trending.of_all(told).shown} == {"n1", "n2", "h1"}
    assert trending.of_all(told, ("go_live",)).shown == ()


def test_of_many_those_that_moved_the_most_are_shown(told: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trending, "MOST", 2)
    made = trending.of_all(told)
    assert [each.contract_id for each in made.shown] == ["n1", "h1"]
    assert made.count == 3


def test_the_withdrawn_are_left_out(told: Session) -> None:
    told.apply(ChangeSet("gone", edits(told.portfolio.contracts["n1"], {"withdrawn": True}), MARCH))
    assert {each.contract_id for each in trending.of_tower(told, "n").shown} == {"n2"}

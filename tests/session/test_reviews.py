"""Reviews: opened, written in, closed for ever; actions that outlive them; minutes."""

from dataclasses import replace
from datetime import date

import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make, Origin, edits
from siamdesk.domain.contract import Contract, Milestone, Settings
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.noted import is_overdue
from siamdesk.domain.when import When
from siamdesk.session import comparing, minutes, reviews
from siamdesk.session.session import Session

JAN, FEB, MARCH = date(2016, 1, 29), date(2016, 2, 26), date(2016, 3, 25)


@pytest.fixture
def told(session: Session) -> Session:
    award = Milestone("contract_award", 1, None, when_words.parse("1 May 2016"), None)
    made = (
        Make(Settings(title="TTPi", marking="OFFICIAL")),
        Make(Contract("c", "N-1", "Networks", milestones=(award,))),
    )
    session.apply(ChangeSet("made", made, JAN, author="tester"))
    held(session, "January", JAN)
    return session


def held(session: Session, name: str, day: date) -> None:
    """A review in which nothing is said."""
    session.apply(reviews.start(session.portfolio, name, day)[0])
    session.apply(reviews.close(session, day))


def move(session: Session, words: str, day: date) -> None:
    contract = session.document.as_known(day).contracts["c"]
    made = ChangeSet("moved", edits(contract, {"contract_award.forecast": when_words.parse(words)}), day)
    session.apply(reviews.in_review(session.portfolio, made))


def test_one_review_at_a_time_and_each_name_once(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB, "A; B")[0])
    with pytest.raises(SiamdeskError, match="“February” is still under way"):
        reviews.start(told.portfolio, "March", MARCH)
    told.apply(reviews.close(told, FEB))
    with pytest.raises(SiamdeskError, match="There is a review “February” already"):
        reviews.start(told.portfolio, " February ", MARCH)
    with pytest.raises(SiamdeskError, match="No review is under way"):
        reviews.decide(told.portfolio, "too late", MARCH)


def test_numbers_run_on_from_review_to_review(told: Session) -> None:
    for name, day in (("February", FEB), ("March", MARCH)):
        told.apply(reviews.start(told.portfolio, name, day)[0])
        told.apply(reviews.decide(told.portfolio, f"decided in {name}", day))
        told.apply(reviews.ask(told.portfolio, f"asked in {name}", day, "Head of ICT", When.day(MARCH), "c"))
        told.apply(reviews.close(told, day))
    assert [each.number for each in reviews.decisions(told.portfolio)] == [1, 2]
    assert [each.number for each in reviews.actions(told.portfolio)] == [1, 2]


def test_an_edit_in_a_review_says_where_it_was_agreed(told: Session) -> None:
    made, review_id = reviews.start(told.portfolio, "February", FEB)
    told.apply(made)
    move(told, "1 Jul 2016", FEB)
    said = told.document.statements("contract", "c")[-1]
    assert (said.source.kind, said.source.review_id) == ("review", review_id)
    assert told.document.entries()[-1].change_set.origin is Origin.REVIEW


def test_a_closed_review_stays_as_it_was_whatever_comes_later(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB)[0])
    move(told, "1 Jul 2016", FEB)
    told.apply(reviews.close(told, FEB))
    before = comparing.point(told, "February").portfolio.contracts["c"]
    for n in range(20):
        move(told, f"{n + 1} Aug 2016", FEB if n % 2 else MARCH)
    assert comparing.point(told, "February").portfolio.contracts["c"] == before
    assert before.milestones[0].forecast == when_words.parse("1 Jul 2016")


def test_an_action_is_carried_over_and_done_once(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB)[0])
    told.apply(reviews.ask(told.portfolio, "Write to BT", FEB, "A", When.day(FEB)))
    told.apply(reviews.close(told, FEB))
    (action,) = reviews.actions(told.portfolio)
    assert is_overdue(action, MARCH)
    told.apply(reviews.carry(action, "B", When.day(date(2016, 4, 30)), MARCH))
    (action,) = reviews.actions(told.portfolio, is_open=True)
    assert (action.owner, is_overdue(action, MARCH)) == ("B", False)
    told.apply(reviews.finish(action, "letter sent", MARCH))
    assert reviews.actions(told.portfolio, is_open=True) == []
    with pytest.raises(SiamdeskError, match="Action 1 was closed already"):
        reviews.finish(reviews.actions(told.portfolio)[0], "", MARCH)


def test_the_minutes_have_all_of_it(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB, "A and B")[0])
    move(told, "1 Jul 2016", FEB)
    told.apply(reviews.decide(told.portfolio, "Award in July", FEB, "c"))
    told.apply(reviews.ask(told.portfolio, "Write to BT", FEB, "A", When.day(FEB), "c"))
    told.apply(reviews.close(told, FEB))
    review = next(each for each in told.portfolio.reviews.values() if each.name == "February")
    text = minutes.as_markdown(minutes.of(told, review, MARCH), told.portfolio, MARCH)
    assert text.startswith("**OFFICIAL**\n\n# February\n\nPresent: A and B\n")
    assert "1. Award in July [N-1]" in text
    assert "1. Write to BT [N-1] (A), due 26 Feb 2016, **overdue**" in text
    assert "- N-1 Networks, Contract award, forecast: 1 May 2016 → 1 Jul 2016 (+61 d)" in text


def test_nothing_is_not_written_down(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB)[0])
    for make in (reviews.decide, reviews.ask):
        with pytest.raises(SiamdeskError, match="It says nothing yet"):
            make(told.portfolio, "  ", FEB)


def test_what_a_closed_review_agreed_is_not_taken_back(session: Session) -> None:
    made, review_id = reviews.start(session.portfolio, "Review of June", JAN)
    session.apply(replace(made, author=session.author))
    session.apply(replace(reviews.decide(session.portfolio, "Extend", JAN), author=session.author))
    session.undo(JAN)
    assert reviews.decisions(session.portfolio) == []
    session.redo(JAN)
    session.apply(replace(reviews.close(session, JAN), author=session.author))
    with pytest.raises(SiamdeskError, match="“Close Review of June” stands: “Review of June” is closed"):
        session.undo(JAN)
    assert session.portfolio.reviews[review_id].closed_seq is not None
    assert [each.text for each in reviews.decisions(session.portfolio)] == ["Extend"]


def test_what_is_changed_while_a_review_rests_is_not_of_it(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB)[0])
    told.apply(reviews.pause(told.portfolio, FEB))
    move(told, "1 Jul 2016", FEB)
    assert told.document.entries()[-1].change_set.origin is Origin.EDIT
    told.apply(reviews.pause(told.portfolio, FEB))
    move(told, "1 Aug 2016", FEB)
    assert told.document.entries()[-1].change_set.origin is Origin.REVIEW
    assert [each.change_set.label for each in told.document.entries()[-4:-1:2]] == ["Pause February", "Resume February"]


def test_a_review_that_ends_on_another_day_has_seen_what_was_known_then(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB)[0])
    move(told, "1 Jul 2016", MARCH)
    told.apply(reviews.close(told, MARCH))
    point = comparing.point(told, "February")
    assert point.day == MARCH
    assert point.portfolio.contracts["c"].milestones[0].forecast == when_words.parse("1 Jul 2016")


def test_the_last_review_before_a_day_or_another_review(told: Session) -> None:
    for name in ("February", "February, once more"):
        held(told, name, FEB)
    names = {each.name: each for each in reviews.held(told.portfolio)}
    assert list(names) == ["February, once more", "February", "January"]
    assert reviews.last_before(told.portfolio, FEB) == names["February, once more"]
    assert reviews.last_before(told.portfolio, FEB, names["February, once more"].id) == names["February"]
    assert reviews.last_before(told.portfolio, FEB, names["February"].id) == names["January"]
    assert reviews.last_before(told.portfolio, date(2015, 1, 1)) is None


def test_words_are_put_right_and_what_a_closed_review_saw_stays(told: Session) -> None:
    told.apply(reviews.start(told.portfolio, "February", FEB)[0])
    told.apply(reviews.decide(told.portfolio, "Extned", FEB))
    (decision,) = reviews.decisions(told.portfolio)
    told.apply(reviews.reword(told.portfolio, decision, "Extend", FEB))
    told.apply(reviews.close(told, FEB))
    (decision,) = reviews.decisions(told.portfolio)
    told.apply(reviews.reword(told.portfolio, decision, "Extend by a year", FEB))
    assert told.document.entries()[-1].change_set.label == "Correction to February: decision 1"
    assert [each.text for each in reviews.decisions(told.portfolio)] == ["Extend by a year"]
    assert [each.text for each in reviews.decisions(comparing.point(told, "February").portfolio)] == ["Extend"]
    with pytest.raises(SiamdeskError, match="says nothing"):
        reviews.reword(told.portfolio, decision, " ", FEB)

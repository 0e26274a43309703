"""The agenda of a review: proposed from what the portfolio says, kept with the review, reordered and struck."""

from datetime import date

import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make, edits
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.session import agenda, meeting, reviews
from siamdesk.session.session import Session

JAN, FEB = date(2016, 1, 29), date(2016, 2, 26)


def foreseen(kind: str, words: str) -> Milestone:
    return Milestone(kind, 1, None, when_words.parse(words), None)


@pytest.fixture
def told(session: Session) -> Session:
    made = (
        Contract("n", "N-1", "Networks", milestones=(foreseen("contract_award", "1 Mar 2016"),)),
        Contract("h", "H-1", "Hosting", milestones=(foreseen("service_transfer", "1 Dec 2015"),)),
        Contract("b", "B-1", "Back office", milestones=(foreseen("current_end", "31 Mar 2017"),)),
        Contract("w", "W-1", milestones=(foreseen("current_end", "1 Apr 2016"),), withdrawn=True),
    )
    session.apply(ChangeSet("made", tuple(Make(each) for each in made), JAN, author="tester"))
    session.apply(reviews.start(session.portfolio, "January", JAN)[0])
    session.apply(reviews.ask(session.portfolio, "Write to BT", JAN, "CCO", when_words.parse("1 Feb 2016"), "n"))
    session.apply(reviews.close(session, JAN))
    contract = session.portfolio.contracts["n"]
    later = edits(contract, {"contract_award.forecast": when_words.parse("20 Apr 2016")})
    session.apply(ChangeSet("moved", later, FEB, author="tester"))
    return session


def texts(session: Session) -> list[str]:
    review = reviews.open_review(session.portfolio)
    assert review is not None
    return [each.text for each in agenda.items(session.portfolio, review.id)]


def test_it_names_what_moved_what_is_late_or_due_what_runs_out_and_what_waits(told: Session) -> None:
    told.apply(meeting.begin(told, "February", FEB))
    assert texts(told) == [
        "N-1: contract award moved by +50 d, now 20 Apr 2016",
        "H-1: service transfer was to be 1 Dec 2015, overdue",
        "N-1: contract award 20 Apr 2016, due within 60 days",
        "B-1: current end 31 Mar 2017, running out within 18 months",
        "Action 1: Write to BT (CCO)",
    ]
    review = reviews.open_review(told.portfolio)
    assert review is not None
    assert [each.contract_id for each in agenda.items(told.portfolio, review.id)] == ["n", "h", "n", "b", "n"]


def test_many_of_a_kind_are_counted(told: Session) -> None:
    more = tuple(
        Make(Contract(f"c{n}", f"C-{n}", milestones=(foreseen("tender_launch", "1 Mar 2016"),))) for n in range(9)
    )
    told.apply(ChangeSet("more", more, FEB, author="tester"))
    told.apply(meeting.begin(told, "February", FEB))
    said = [text for text in texts(told) if "30 days" in text]
    assert said[:2] == [f"C-{n}: tender launch 1 Mar 2016, due within 30 days" for n in range(2)]
    assert said[5:] == ["and 4 more due within 30 days"]


def test_it_is_put_in_another_order_and_struck(told: Session) -> None:
    told.apply(meeting.begin(told, "February", FEB))
    before = texts(told)
    review = reviews.open_review(told.portfolio)
    assert review is not None
    held = agenda.items(told.portfolio, review.id)
    told.apply(agenda.moved(held, held[3], -3, FEB))
    assert texts(told) == [before[3], *before[:3], before[4]]
    held = agenda.items(told.portfolio, review.id)
    told.apply(agenda.moved(held, held[0], 9, FEB))
    assert texts(told) == [*before[:3], before[4], before[3]]
    assert not agenda.moved(held, held[0], -1, FEB).changes
    item = agenda.items(told.portfolio, review.id)[1]
    told.apply(agenda.struck(item, FEB))
    assert agenda.items(told.portfolio, review.id)[1].struck
    told.apply(agenda.struck(agenda.items(told.portfolio, review.id)[1], FEB))
    assert agenda.items(told.portfolio, review.id)[1] == item

"""What the pages of a review say; and that those of a closed review stay as they were, whatever comes later."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siamdesk.domain import when_words
from siamdesk.domain.arrange import Group
from siamdesk.domain.changes import ChangeSet, Make, Origin, edits
from siamdesk.domain.contract import Contract, Milestone, Settings, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.money import Basis, Money
from siamdesk.domain.when import When
from siamdesk.session import demo, meeting, meeting_lines, meeting_pages, reviews
from siamdesk.session.meeting import Meeting
from siamdesk.session.session import Session
from siamdesk.timeline import review_page_layout as placing
from siamdesk.timeline.review_page import ACTIONS, DISPUTES, PORTFOLIO, Page
from siamdesk.timeline.rows import lay_out
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Viewport, build
from siamdesk.timeline.shapes import as_text, estimated_width
from siamdesk.timeline.view import View

SEP, OCT = date(2015, 9, 4), date(2015, 10, 2)


def foreseen(kind: str, words: str, baseline: str = "") -> Milestone:
    return Milestone(kind, 1, when_words.parse(baseline) if baseline else None, when_words.parse(words))


def pounds(millions: str, basis: Basis = Basis.ESTIMATED) -> Money:
    return Money(Decimal(millions) * 10**6, Decimal(millions) * 10**6, "GBP", basis)


@pytest.fixture
def told(session: Session) -> Session:
    """The portfolio of the picture: a live tender, a legacy contract that ends too early, one that became dearer."""
    launched = Milestone("tender_launch", 1, when_words.parse("8 Sep 2015"), None, when_words.parse("8 Sep 2015"))
    rows = (
        Settings(title="Portfolio review", marking="OFFICIAL", caveat="COMMERCIAL"),
        Tower("n", "Networks", place=1),
        Tower("h", "Hosting", place=2),
        Contract(
            "n1",
            "NET-01",
            "Network services",
            "n",
            estimated_value=pounds("240"),
            predecessor_id="n0",
            milestones=(
                launched,
                foreseen("selection", "16 Oct 2015"),
                foreseen("contract_award", "31 Mar 2016"),
                foreseen("service_transfer", "1 Jan 2017"),
            ),
        ),
        Contract("n0", "NET-00", "Legacy WAN", "n", milestones=(foreseen("current_end", "30 Sep 2016"),)),
        Contract("n3", "NET-03", "Airwave", "n", estimated_value=pounds("11.8"), rag="green"),
        Contract("h1", "HST-01", "Hosting", "h", award_value=pounds("10", Basis.AWARD)),
    )
    session.apply(ChangeSet("made", tuple(Make(row) for row in rows), SEP, author="tester"))
    session.apply(reviews.start(session.portfolio, "September", SEP)[0])
    session.apply(reviews.close(session, SEP))
    held = session.portfolio.contracts
    changes = (
        *edits(held["n1"], {"contract_award.forecast": when_words.parse("Q1 2016/17")}),
        *edits(held["n3"], {"estimated_value": pounds("12.4"), "rag": "red"}),
    )
    session.apply(ChangeSet("moved", changes, OCT, author="tester"))
    session.apply(reviews.start(session.portfolio, "October", OCT)[0])
    session.apply(reviews.decide(session.portfolio, "Extend legacy WAN", OCT, "n0"))
    session.apply(
        reviews.ask(session.portfolio, "Bring the cost", OCT, "network lead", when_words.parse("30 Oct 2015"), "n0")
    )
    return session


def said(page: Page, table: int) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in line.cells) for line in page.tables[table].lines]


def test_a_towers_page_says_what_moved_what_is_due_and_what_was_agreed(told: Session) -> None:
    made = meeting.prepare(told, OCT)
    assert meeting_pages.keys(made) == (PORTFOLIO, "n", "h", DISPUTES, ACTIONS)
    page = meeting_pages.page(made, "n")
    assert (page.title, page.place) == ("Networks", "tower 1 of 2 · since the review of 4 Sep 2015")
    assert (page.review, page.marking) == ("October, 2 Oct 2015", "OFFICIAL – COMMERCIAL")
    assert said(page, 0) == [
        ("Contract award, NET-01", "31 Mar 2016", "Q1 2016/17", "+1 to +91 d"),
        ("Estimated value, NET-03", "£11.8m", "£12.4m", "+£600k"),
        ("RAG, NET-03", "Green", "Red", "worse"),
    ]
    assert [cell.tone for line in page.tables[0].lines for cell in line.cells[3:]] == ["late", "strong", "late"]
    assert said(page, 1) == [("16 Oct 2015", "Requests to participate close, NET-01", "14 days")]
    assert [tuple(card) for card in page.cards] == [
        ("Tender live", "NET-01, launched 8 Sep 2015, as planned", "body"),
        ("+1 to +91 days", "contract award, NET-01, now Q1 2016/17", "late"),
        ("92-day gap", "NET-00 ends before NET-01 takes over", "warning"),
        ("£252.4m", "estimated, 2 contracts", "body"),
    ]
    assert [(note.mark, note.text, note.more) for note in page.notes] == [
        ("D1", "Extend legacy WAN", "NET-00"),
        ("A1", "Bring the cost", "NET-00 · network lead · due 30 Oct 2015"),
    ]
    assert page.takes_notes


def test_a_page_on_which_nothing_moved_says_so(told: Session) -> None:
    page = meeting_pages.page(meeting.prepare(told, OCT), "h")
    assert page.tables[0].nothing == "Nothing changed since the review of 4 Sep 2015."
    assert [card.figure for card in page.cards] == ["Not dated", "Nothing moved", "Nothing due", "£10.0m"]


def test_what_came_and_what_was_withdrawn_are_said(told: Session) -> None:
    new = Contract("n9", "NET-09", "Radio", "n")
    gone = edits(told.portfolio.contracts["n0"], {"withdrawn": True})
    told.apply(ChangeSet("more", (Make(new), *gone), OCT, author="tester"))
    page = meeting_pages.page(meeting.prepare(told, OCT), "n")
    assert ("NET-09 Radio", "", "new", "") in said(page, 0)
    assert ("NET-00 Legacy WAN", "", "withdrawn", "") in said(page, 0)
    assert "n0" not in page.rows


def test_without_an_earlier_review_dates_are_held_against_their_baselines(session: Session) -> None:
    contract = Contract("c", "C-1", milestones=(foreseen("contract_award", "20 Mar 2016", "1 Mar 2016"),))
    session.apply(ChangeSet("made", (Make(contract),), SEP, author="tester"))
    made = meeting.prepare(session, OCT)
    assert made.since == "against the baseline"
    page = meeting_pages.page(made, meeting.NO_TOWER)
    assert page.title == "No tower"
    assert said(page, 0) == [("Contract award, C-1", "1 Mar 2016", "20 Mar 2016", "+19 d")]
    assert page.tables[0].heads[1] == "Baseline"


def test_overdue_comes_first_and_says_for_how_long(told: Session) -> None:
    page = meeting_pages.page(meeting.prepare(told, date(2015, 10, 28)), "n")
    assert said(page, 1) == [("16 Oct 2015", "Requests to participate close, NET-01", "12 days late")]
    assert page.tables[1].title.startswith("Overdue")


@pytest.mark.parametrize(
    ("words", "told_"),
    [
        ("2 Oct 2015", "today"),
        ("3 Oct 2015", "1 day"),
        ("11 Dec 2015 to 21 Dec 2015", "70 to 80 days"),
        ("Oct 2015", "within 29 days"),
        ("1 Oct 2015", "1 day late"),
        ("from Oct 2016", ""),
    ],
)
def test_how_long_it_is_until_a_date(words: str, told_: str) -> None:
    assert meeting_lines.until(when_words.parse(words), OCT) == told_


def test_the_demo_in_march_2018_against_october_2015(tmp_path: Path) -> None:
    with demo.create(tmp_path / "demo.siamdesk").closing() as session:
        review = next(each for each in session.portfolio.reviews.values() if each.name == "Review of March 2018")
        made = meeting.prepare(session, date(2018, 4, 3), review_id=review.id, compared_with="Review of 2 October 2015")
        pages = {meeting_pages.title_of(made, key): meeting_pages.page(made, key) for key in meeting_pages.keys(made)}
    assert "Disputes" not in pages
    assert ("Service transfer, BO-01", "from October 2016", "5 Feb 2018 (actual)", "at most +492 d") in said(
        pages["Back office"], 0
    )
    assert pages["Back office"].cards[1].figure == "at most +492 days"
    steps = dict(line[0::2] for line in (each[:3] for each in said(pages["SIAM"], 0)))
    assert steps["Change notes (CCNs), SIAM-01"] == "£96m to £143m (PCD 437); £143m to £176.8m (PCD 813)"
    assert pages["SIAM"].cards[3][:2] == ("£176.8m", "current, 1 contract")


# A closed review.


def shapes(made: Meeting) -> str:
    """Every page of a meeting as text: words and places, and the timeline of each."""
    text = []
    view = View(made.portfolio, made.today, made.as_known, made.before)
    scale = Scale.fit(made.today - timedelta(700), made.today + timedelta(900), 800.0)
    for key in meeting_pages.keys(made):
        page = meeting_pages.page(made, key)
        text.append(as_text(placing.place(page, 1440.0, 810.0, 300.0, estimated_width).shapes))
        group = Group("", "", tuple(made.portfolio.contracts[each] for each in page.rows))
        layout = lay_out([group], made.portfolio, headings=False)
        text.append(as_text(build(layout, scale, Viewport(0.0, 0.0, 800.0, 600.0), view)))
    return "\n".join(text)


KINDS = ("tender_launch", "contract_award", "service_transfer", "current_end")


@st.composite
def meddling(draw: st.DrawFn) -> tuple[str, dict[str, object], date]:
    """An edit of a contract, known on any day, before the review or after it."""
    contract = draw(st.sampled_from(("n0", "n1", "n3", "h1")))
    day = SEP + timedelta(draw(st.integers(0, 900)))
    kind = draw(st.integers(0, 3))
    if kind == 0:
        return contract, {"title": draw(st.text("abc ", min_size=1, max_size=9))}, day
    if kind == 1:
        return contract, {"estimated_value": pounds(str(draw(st.integers(1, 900))))}, day
    when = When.day(date(2015, 1, 1) + timedelta(draw(st.integers(0, 2000))))
    which = draw(st.sampled_from(("forecast", "actual")))
    return contract, {f"{draw(st.sampled_from(KINDS))}.{which}": when}, day


@pytest.fixture
def closed(told: Session) -> tuple[Session, str, str]:
    review = reviews.open_review(told.portfolio)
    assert review is not None
    told.apply(reviews.close(told, OCT))
    return told, review.id, shapes(meeting.prepare(told, OCT, review_id=review.id))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(meddling(), min_size=100, max_size=100))
def test_the_pages_of_a_closed_review_are_the_same_pictures_a_hundred_edits_later(
    closed: tuple[Session, str, str], edited: list[tuple[str, dict[str, object], date]]
) -> None:
    session, review_id, before = closed
    for number, (contract_id, values, day) in enumerate(edited):
        contract = session.document.as_known(day).contracts[contract_id]
        changes = edits(contract, values)  # type: ignore[arg-type]
        session.apply(ChangeSet(f"later {number}", changes, day, Origin.EDIT, session.author))
        if number % 10 == 9:
            session.undo(day)
    session.apply(reviews.start(session.portfolio, f"another {session.document.next_seq()}", date(2018, 1, 1))[0])
    session.apply(reviews.ask(session.portfolio, "something else", date(2018, 1, 1), contract_id="n0"))
    for action in reviews.actions(session.portfolio, is_open=True):
        session.apply(reviews.finish(action, "done since", date(2018, 1, 1)))
    session.apply(reviews.close(session, date(2018, 1, 1)))
    assert shapes(meeting.prepare(session, date(2018, 2, 1), review_id=review_id)) == before


def test_nothing_is_settled_on_a_page_of_the_past(closed: tuple[Session, str, str]) -> None:
    session, review_id, _ = closed
    made = meeting.prepare(session, OCT, review_id=review_id)
    with pytest.raises(SiamdeskError, match="A past day is shown"):
        meeting.settle(session, made, 0, take=True)

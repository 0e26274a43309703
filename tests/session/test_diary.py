"""What is coming, and the calendar file of it."""

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.contract import Contract, Milestone, Settings, Tower
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, Review
from siamdesk.domain.when import When
from siamdesk.report import calendar
from siamdesk.session import diary

FIRST, LAST = date(2016, 1, 1), date(2016, 12, 31)


def milestone(kind: str, words: str, actual: str = "") -> Milestone:
    done = when_words.parse(actual) if actual else None
    return Milestone(kind, 1, None, when_words.parse(words), done)


@pytest.fixture
def portfolio() -> Portfolio:
    dates = (
        milestone("tender_launch", "1 Feb 2016", "3 Feb 2016"),
        milestone("contract_award", "late Oct / early Nov 2016"),
        milestone("service_transfer", "TBC"),
        milestone("current_end", "31 Mar 2017"),
        milestone("notice_date", "30 Jun 2016"),
        milestone("extension_decision", "2016"),
    )
    rows = [
        Settings(title="TTPi"),
        Tower("t", "Networks"),
        Contract("c", "N-1", "Network, lots A; B", "t", milestones=dates),
        Contract("w", "W-1", "Withdrawn", "t", withdrawn=True, milestones=(milestone("contract_award", "May 2016"),)),
        Review("r", "March review", When.day(date(2016, 3, 31))),
        Action("a", "r", "Write to the supplier", 7, "Head of ICT", When.day(date(2016, 4, 15))),
        Action("b", "r", "Done already", 8, None, When.day(date(2016, 4, 1)), closed=When.day(date(2016, 4, 2))),
    ]
    return Portfolio().apply(ChangeSet("made", tuple(Make(row) for row in rows), FIRST))


def test_what_is_coming_in_order(portfolio: Portfolio) -> None:
    assert [event.summary for event in diary.coming(portfolio, FIRST, LAST)] == [
        "Extension decision: N-1 Network, lots A; B",
        "Review: March review",
        "Action 7: Write to the supplier (Head of ICT)",
        "Notice to be given: N-1 Network, lots A; B",
        "Contract award: N-1 Network, lots A; B",
    ]
    assert [event.summary for event in diary.coming(portfolio, FIRST, LAST, "ref:N-1 award:2016")] == [
        "Extension decision: N-1 Network, lots A; B",
        "Notice to be given: N-1 Network, lots A; B",
        "Contract award: N-1 Network, lots A; B",
    ]


def test_the_calendar_file_says_the_same_and_its_ids_stay(portfolio: Portfolio, tmp_path: Path) -> None:
    path = tmp_path / "diary.ics"
    events = diary.coming(portfolio, FIRST, LAST)
    assert calendar.write(path, events, "TTPi", "OFFICIAL", datetime(2016, 1, 1, tzinfo=UTC)) == 5
    first = path.read_bytes()
    read = icalendar.Calendar.from_ical(first)
    entries = {str(entry["summary"]): entry for entry in read.walk("VEVENT")}
    award = entries["Contract award: N-1 Network, lots A; B"]
    assert (award["dtstart"].dt, award["dtend"].dt) == (date(2016, 10, 21), date(2016, 11, 11))
    assert (award["status"], award["uid"]) == ("TENTATIVE", "c-contract_award.forecast@siamdesk")
    whole_year = entries["Extension decision: N-1 Network, lots A; B"]
    assert (whole_year["dtstart"].dt, whole_year["dtend"].dt) == (date(2016, 12, 31), date(2017, 1, 1))
    assert "OFFICIAL" in str(award["description"])
    calendar.write(path, events, "TTPi", "OFFICIAL", datetime(2016, 1, 1, tzinfo=UTC))
    assert path.read_bytes() == first

"""What is due, overdue or running out on a day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain import upcoming, when_words
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.when import When

TODAY = date(2016, 3, 31)


def contract(*dated: tuple[str, str], **more: object) -> Contract:
    milestones = tuple(Milestone(kind, 1, None, when_words.parse(words), None) for kind, words in dated)
    return Contract("c", "C-1", milestones=milestones, **more)  # type: ignore[arg-type]


def kinds(found: list[upcoming.Due]) -> list[str]:
    return [each.milestone.kind for each in found]


def test_overdue_is_what_was_foreseen_for_past_days_and_has_not_happened() -> None:
    one = contract(("tender_launch", "March 2016"), ("contract_award", "30 Mar 2016"), ("current_end", "1 Jan 2016"))
    assert kinds(upcoming.overdue(upcoming.still_open([one]), TODAY)) == ["contract_award"]
    done = Contract(
        "d", milestones=(Milestone("contract_award", 1, None, When.day(date(2016, 1, 1)), When.day(TODAY)),)
    )
    assert upcoming.overdue(upcoming.still_open([done, contract(("contract_award", "TBC"))]), TODAY) == []
    assert (
        upcoming.overdue(upcoming.still_open([contract(("contract_award", "1 Jan 2016"), withdrawn=True)]), TODAY) == []
    )


def test_due_is_what_may_fall_into_the_next_days() -> None:
    one = contract(("tender_launch", "31 Mar 2016"), ("contract_award", "Q2 2016"), ("service_transfer", "1 Jul 2016"))
    assert kinds(upcoming.due(upcoming.still_open([one]), TODAY, 30)) == ["tender_launch", "contract_award"]
    assert kinds(upcoming.due(upcoming.still_open([one]), TODAY, 92)) == [
        "tender_launch",
        "contract_award",
        "service_transfer",
    ]
    assert kinds(upcoming.due(upcoming.still_open([one]), TODAY, 91)) == ["tender_launch", "contract_award"]


def test_running_out_is_ends_breaks_and_notices() -> None:
    one = contract(("contract_award", "1 May 2016"), ("notice_date", "1 May 2016"), ("maximum_end", "1 Jan 2018"))
    assert kinds(upcoming.running_out(upcoming.still_open([one]), TODAY, date(2017, 9, 30))) == ["notice_date"]


def test_a_month_after_the_last_of_a_month_is_the_last_of_the_next() -> None:
    assert upcoming.months_after(date(2016, 1, 31), 1) == date(2016, 2, 29)
    assert upcoming.months_after(date(2015, 11, 30), 18) == date(2017, 5, 30)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(0, 60))
def test_months_later_is_never_another_month(day: date, months: int) -> None:
    later = upcoming.months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(1)).day == 1)

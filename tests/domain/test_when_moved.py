"""Dates moved along the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain import when_words
from siamdesk.domain.when import When
from siamdesk.domain.when_moved import month_on, shifted, stepped, stretched

WORDS = st.sampled_from(["1 May 2016", "Q1 2016/17", "c. Oct 2016", "from Jun 2016", "until 3 Mar 2017", "TBC"])


@given(WORDS, st.integers(-4000, 4000))
def test_moving_there_and_back_is_not_moving(words: str, days: int) -> None:
    when = when_words.parse(words)
    there = shifted(when, days)
    assert shifted(there, -days) == when
    if when.earliest is not None and there.earliest is not None:
        assert (there.earliest - when.earliest).days == days
    assert (there.approximate, there.uncertain) == (when.approximate, when.uncertain)


@pytest.mark.parametrize(
    ("edtf", "steps", "unit", "moved"),
    [
        ("2015-10-02", 1, "day", "2015-10-03"),
        ("2015-10-02", -2, "week", "2015-09-18"),
        ("2015-10-02", 3, "month", "2016-01-02"),
        ("2016-03-31", 1, "month", "2016-04-30"),
        ("2016-02-29", 1, "month", "2016-03-31"),
        ("2015-10-21/2015-11-10", 1, "month", "2015-11-20/2015-12-10"),
        ("2015-04-01/2015-06-30", 1, "month", "2015-05-01/2015-07-31"),
        ("2015-04", 2, "month", "2015-06"),
        ("../2015-10-31", 1, "month", "../2015-11-30"),
        ("2015-10-31/..", -1, "month", "2015-09-30/.."),
    ],
)
def test_steps(edtf: str, steps: int, unit: str, moved: str) -> None:
    assert stepped(When.of_edtf(edtf), steps, unit).edtf == When.of_edtf(moved).edtf


@pytest.mark.parametrize(
    ("edtf", "end", "steps", "unit", "moved"),
    [
        ("2015-10-21/2015-11-10", "earliest", -1, "week", "2015-10-14/2015-11-10"),
        ("2015-10-21/2015-11-10", "latest", 5, "day", "2015-10-21/2015-11-15"),
        ("2015-10-21/2015-11-10", "latest", -3, "month", "2015-10-21"),
        ("2015-10-21/2015-11-10", "earliest", 3, "month", "2015-11-10"),
        ("2015-10-21/..", "latest", 3, "month", "2015-10-21/.."),
        ("2015-10-21/2015-11-10", "both", 1, "day", "2015-10-22/2015-11-11"),
    ],
)
def test_an_end_goes_no_further_than_the_other(edtf: str, end: str, steps: int, unit: str, moved: str) -> None:
    assert stretched(When.of_edtf(edtf), end, steps, unit).edtf == moved


def test_what_is_about_a_date_stays_with_it() -> None:
    assert stepped(When.of_edtf("2015-10-21~/2015-11-10~"), 1, "week").edtf == "2015-10-28~/2015-11-17~"
    assert stepped(When.of_edtf("2015-04"), 1, "month").form == When.of_edtf("2015-05").form
    assert stepped(When.day(date(2015, 4, 1)), 1, "month").words == "1 May 2015"


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_a_month_on_is_that_month(day: date, months: int) -> None:
    there = month_on(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == day.day or (there + timedelta(days=1)).day == 1

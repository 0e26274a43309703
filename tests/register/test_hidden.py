"""Bounds kept behind a date: what a reader can see wins."""

import datetime as dt

import pytest

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Value
from siamdesk.domain.when import TBC, Form, When
from siamdesk.register import hidden
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw
from siamdesk.register.strips import Strip

FIRST, LAST = dt.date(2016, 1, 1), dt.date(2016, 3, 31)
NAMES = ("Award", "SIAMDesk earliest: Award", "SIAMDesk latest: Award", "SIAMDesk said: Award", "SIAMDesk id")
COLUMNS = [Column(n, "ABCDE"[n], name, None, 1, "date", ours=n > 0) for n, name in enumerate(NAMES)]


def read(words: Raw, value: Value | Unreadable, earliest: Raw, latest: Raw, said: Raw) -> Value | Unreadable:
    strips = [Strip([each]) for each in (words, earliest, latest, said, "c1")]
    (found,) = hidden.bounded(COLUMNS[0], COLUMNS, strips, [words], [value])
    return found


def test_bounds_count_while_the_words_are_those_they_were_kept_for() -> None:
    read_as = when_words.parse("Q1 2016/17")
    found = read("Q1 2016/17", read_as, FIRST, LAST, "Q1 2016/17")
    assert isinstance(found, When)
    assert (found.earliest, found.latest, found.words, found.form) == (FIRST, LAST, "Q1 2016/17", read_as.form)
    assert read("Q2 2016/17", read_as, FIRST, LAST, "Q1 2016/17") is read_as
    assert read(" Q1 2016/17\u00a0", read_as, FIRST, LAST, "Q1 2016/17") == found


def test_bounds_that_say_the_same_leave_the_date_as_it_is() -> None:
    read_as = when_words.parse("c. Q1 2016")
    assert read("c. Q1 2016", read_as, FIRST, LAST, "c. Q1 2016") is read_as
    open_ended = read("c. Q1 2016", read_as, dt.datetime(2016, 1, 1), "", "c. Q1 2016")
    assert open_ended == When(FIRST, None, Form.FROM, "", approximate=True)


def test_words_that_cannot_be_read_alone_are_read_by_their_bounds() -> None:
    unread = Unreadable("whatever")
    assert read("in a while", unread, FIRST, LAST, "in a while") == When(FIRST, LAST, Form.WINDOW, "")
    assert read("TBC", TBC, "", "", "TBC") is TBC


@pytest.mark.parametrize(("earliest", "latest"), [("", ""), ("soon", "later"), (LAST, FIRST), (7.5, True)])
def test_bounds_that_are_none_count_for_nothing(earliest: Raw, latest: Raw) -> None:
    read_as = when_words.parse("Q1 2016")
    assert read("Q1 2016", read_as, earliest, latest, "Q1 2016") is read_as


def test_a_day_in_place_of_the_words_wins() -> None:
    day = When.day(dt.date(2016, 5, 1))
    assert read(dt.date(2016, 5, 1), day, FIRST, LAST, "Q1 2016") is day


def test_without_all_three_columns_nothing_changes() -> None:
    values = [when_words.parse("Q1 2016")]
    strips = [Strip(["Q1 2016"])] * 2
    assert hidden.bounded(COLUMNS[0], COLUMNS[:2], strips, ["Q1 2016"], values) is values
    assert hidden.ids(COLUMNS[:2], strips) is None
    assert hidden.ids(COLUMNS[4:], [Strip([" c1 ", 7, ""])]) == ["c1", "", ""]

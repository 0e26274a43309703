from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import MONTHS, TBC, Form, When
from siamdesk.domain.when_words import is_nothing, parse, show

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
FY_STARTS = st.integers(1, 12)


def why(text: str, **how: int) -> str:
    with pytest.raises(Unreadable) as caught:
        parse(text, **how)
    return caught.value.why


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24/6/2013", "2013-06-24"),
        ("18/03/2025", "2025-03-18"),
        ("01/02/2016", "2016-02-01"),
        ("13/01/16", "2016-01-13"),
        ("2025-09-15", "2025-09-15"),
        ("2025/9/5", "2025-09-05"),
        ("20180201", "2018-02-01"),
        ("01-04-2021 10:30", "2021-04-01"),
        ("10-01-2025", "2025-01-10"),
        ("05.01.2016", "2016-01-05"),
        ("2018.02.20.", "2018-02-20"),
        ("2012-10-01l", "2012-10-01"),
        ("1900-12-30 (Sunday)", "1900-12-30"),
        ("1901-12-30 (Monday)", "1901-12-30"),
        ("Tuesday, August 9, 2022", "2022-08-09"),
        ("Monday 25 March 2013", "2013-03-25"),
        ("Mon 20/09/21", "2021-09-20"),
        ("Thur 23/09/21", "2021-09-23"),
        ("23/09/21, Thursday", "2021-09-23"),
        ("January 4, 2018", "2018-01-04"),
        ("Aug-13-2018", "2018-08-13"),
        ("21 October 2013", "2013-10-21"),
        ("21\u00a0OCTOBER\u202f2013", "2013-10-21"),
        ("  2 Oct 2015 ", "2015-10-02"),
        ("21-Aug-13", "2013-08-21"),
        ("21 Aug '13", "2013-08-21"),
        ("29th July 2013", "2013-07-29"),
        ("the 1st of March 2019", "2019-03-01"),
        ("15th April 19", "2019-04-15"),
        ("7 Sept.,2017", "2017-09-07"),
        ("29th Sept. 2017", "2017-09-29"),
        ("2016 Oct 2", "2016-10-02"),
        ("01 Jun 14 00:00", "2014-06-01"),
        ("2020-09-29T17:15:24Z", "2020-09-29"),
        ("2020-09-29T17:15:24.123+01:00", "2020-09-29"),
        ("2014-04-15 14:00 Eastern Daylight Time", "2014-04-15"),
        ("3 May 2016 at 5pm", "2016-05-03"),
        ("12 noon on 3 May 2016", "2016-05-03"),
        ("on 3 May 2016", "2016-05-03"),
        ("3 May 69", "2069-05-03"),
        ("3 May 70", "1970-05-03"),
        ("29/2/2016", "2016-02-29"),
    ],
)
def test_exact_days(text: str, day: str) -> None:
    when = parse(text)
    assert (when.edtf, when.form, when.words) == (day, Form.DAY, text.strip())


@pytest.mark.parametrize(
    ("text", "edtf", "form"),
    [
        ("March 2013", "2013-03-01/2013-03-31", Form.MONTH),
        ("Mar. 2018", "2018-03-01/2018-03-31", Form.MONTH),
        ("feb 2016", "2016-02-01/2016-02-29", Form.MONTH),
        ("Sep-13", "2013-09-01/2013-09-30", Form.MONTH),
        ("Sep 13", "2013-09-01/2013-09-30", Form.MONTH),
        ("Oct '15", "2015-10-01/2015-10-31", Form.MONTH),
        ("the month of October 2015", "2015-10-01/2015-10-31", Form.MONTH),
        ("10/2015", "2015-10-01/2015-10-31", Form.MONTH),
        ("2015-10", "2015-10-01/2015-10-31", Form.MONTH),
        ("February 2016/17", "2017-02-01/2017-02-28", Form.MONTH),
        ("Q1 2016", "2016-01-01/2016-03-31", Form.QUARTER),
        ("2016-Q3", "2016-07-01/2016-09-30", Form.QUARTER),
        ("4th quarter of 2016", "2016-10-01/2016-12-31", Form.QUARTER),
        ("last quarter 2016", "2016-10-01/2016-12-31", Form.QUARTER),
        ("Q3 (Jul-Sep) 2016", "2016-07-01/2016-09-30", Form.QUARTER),
        ("Q1 2016/17", "2016-04-01/2016-06-30", Form.FINANCIAL_QUARTER),
        ("Q4 16/17", "2017-01-01/2017-03-31", Form.FINANCIAL_QUARTER),
        ("2013/2014 (Q2)", "2013-07-01/2013-09-30", Form.FINANCIAL_QUARTER),
        ("FY 2016-3rd Quarter", "2015-10-01/2015-12-31", Form.FINANCIAL_QUARTER),
        ("FY 15 Q4", "2015-01-01/2015-03-31", Form.FINANCIAL_QUARTER),
        ("2016/17", "2016-04-01/2017-03-31", Form.FINANCIAL_YEAR),
        ("2020-21", "2020-04-01/2021-03-31", Form.FINANCIAL_YEAR),
        ("2013-2014", "2013-04-01/2014-03-31", Form.FINANCIAL_YEAR),
        ("1999/00", "1999-04-01/2000-03-31", Form.FINANCIAL_YEAR),
        ("FY16/17", "2016-04-01/2017-03-31", Form.FINANCIAL_YEAR),
        ("2016/17 financial year", "2016-04-01/2017-03-31", Form.FINANCIAL_YEAR),
        ("FY 16", "2015-04-01/2016-03-31", Form.FINANCIAL_YEAR),
        ("2011/12", "2011-04-01/2012-03-31", Form.FINANCIAL_YEAR),
        ("2016", "2016-01-01/2016-12-31", Form.YEAR),
        ("calendar year 2016", "2016-01-01/2016-12-31", Form.YEAR),
        ("2015-2017", "2015-01-01/2017-12-31", Form.WINDOW),
        ("H1 2016", "2016-01-01/2016-06-30", Form.HALF),
        ("first half of 2016", "2016-01-01/2016-06-30", Form.HALF),
        ("2nd half 2016", "2016-07-01/2016-12-31", Form.HALF),
        ("H2 2016/17", "2016-10-01/2017-03-31", Form.FINANCIAL_HALF),
        ("spring 2016", "2016-03-01/2016-05-31", Form.SEASON),
        ("Summer 2016", "2016-06-01/2016-08-31", Form.SEASON),
        ("autumn 2016", "2016-09-01/2016-11-30", Form.SEASON),
        ("winter 2016/17", "2016-12-01/2017-02-28", Form.SEASON),
        ("winter 2015", "2015-12-01/2016-02-29", Form.SEASON),
    ],
)
def test_periods(text: str, edtf: str, form: Form) -> None:
    when = parse(text)
    assert (when.edtf, when.form) == (edtf, form)


@pytest.mark.parametrize(
    ("text", "edtf", "form"),
    [
        ("early October 2015", "2015-10-01/2015-10-10", Form.PART_OF_MONTH),
        ("mid Oct 2015", "2015-10-11/2015-10-20", Form.PART_OF_MONTH),
        ("mid-October 2015", "2015-10-11/2015-10-20", Form.PART_OF_MONTH),
        ("late Feb 2016", "2016-02-21/2016-02-29", Form.PART_OF_MONTH),
        ("end of October 2015", "2015-10-21/2015-10-31", Form.PART_OF_MONTH),
        ("at the beginning of Oct 2015", "2015-10-01/2015-10-10", Form.PART_OF_MONTH),
        ("start of 2016", "2016-01-01/2016-04-30", Form.PART_OF_YEAR),
        ("mid-2016", "2016-05-01/2016-08-31", Form.PART_OF_YEAR),
        ("late 2016", "2016-09-01/2016-12-31", Form.PART_OF_YEAR),
        ("early 2016/17", "2016-04-01/2016-07-31", Form.PART_OF_YEAR),
        ("late summer 2016", "2016-08-01/2016-08-31", Form.PART_OF_YEAR),
        ("by end of October 2015", "../2015-10-31", Form.BY_END),
        ("by the end of 2016", "../2016-12-31", Form.BY_END),
        ("by 31 March 2017", "../2017-03-31", Form.BY_END),
        ("by mid-October 2015", "../2015-10-20", Form.BY_END),
    ],
)
def test_parts_of_periods(text: str, edtf: str, form: Form) -> None:
    when = parse(text)
    assert (when.edtf, when.form) == (edtf, form)


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("late October or early November 2015", "2015-10-21/2015-11-10"),
        ("late Oct / early Nov 2015", "2015-10-21/2015-11-10"),
        ("either in late October or early November 2015", "2015-10-21/2015-11-10"),
        ("late Dec or early Jan 2016", "2015-12-21/2016-01-10"),
        ("Oct to Dec 2015", "2015-10-01/2015-12-31"),
        ("Oct – Dec 2015", "2015-10-01/2015-12-31"),
        ("Oct-Dec 2015", "2015-10-01/2015-12-31"),
        ("Oct/Nov 2015", "2015-10-01/2015-11-30"),
        ("Nov to Jan 2016", "2015-11-01/2016-01-31"),
        ("from Oct 2015 to Dec 2015", "2015-10-01/2015-12-31"),
        ("March 2013 -- June 2013", "2013-03-01/2013-06-30"),
        ("between 3 and 10 May 2016", "2016-05-03/2016-05-10"),
        ("between Oct and Dec 2015", "2015-10-01/2015-12-31"),
        ("3-10 May 2016", "2016-05-03/2016-05-10"),
        ("1st-15th June 2016", "2016-06-01/2016-06-15"),
        ("3 May to 10 June 2016", "2016-05-03/2016-06-10"),
        ("1/4/2015-31/3/2016", "2015-04-01/2016-03-31"),
        ("21-Aug-13-22-Sep-13", "2013-08-21/2013-09-22"),
        ("Q1-Q2 2016", "2016-01-01/2016-06-30"),
        ("2015/16 - 2016/17", "2015-04-01/2017-03-31"),
        ("early/mid October 2015", "2015-10-01/2015-10-20"),
        ("mid to late 2016", "2016-05-01/2016-12-31"),
        ("summer/autumn 2016", "2016-06-01/2016-11-30"),
        ("w/c 21/09/2015", "2015-09-21/2015-09-27"),
        ("week ending 27 Sep 2015", "2015-09-21/2015-09-27"),
        ("2015-10-21/2015-11-10", "2015-10-21/2015-11-10"),
        ("2015-10-21~/2015-11-10~", "2015-10-21~/2015-11-10~"),
        ("c. Oct 2015 to Dec 2015", "2015-10-01~/2015-12-31~"),
        ("Oct 2015 to c. Dec 2015", "2015-10-01~/2015-12-31~"),
    ],
)
def test_windows(text: str, edtf: str) -> None:
    when = parse(text)
    assert (when.edtf, when.form) == (edtf, Form.WINDOW)


@pytest.mark.parametrize(
    ("text", "edtf", "form"),
    [
        ("from October 2016", "2016-10-01/..", Form.FROM),
        ("October 2016 onwards", "2016-10-01/..", Form.FROM),
        ("Oct 2016 or later", "2016-10-01/..", Form.FROM),
        ("not before 1 Oct 2016", "2016-10-01/..", Form.FROM),
        ("no earlier than 1 Oct 2016", "2016-10-01/..", Form.FROM),
        ("on or after 1 Oct 2016", "2016-10-01/..", Form.FROM),
        ("from late October or early November 2015", "2015-10-21/..", Form.FROM),
        ("after 1 Oct 2016", "2016-10-02/..", Form.FROM),
        ("after October 2016", "2016-11-01/..", Form.FROM),
        ("2016-10-01/..", "2016-10-01/..", Form.FROM),
        ("until 31 Oct 2015", "../2015-10-31", Form.UNTIL),
        ("until October 2015", "../2015-10-31", Form.UNTIL),
        ("no later than Oct 2015", "../2015-10-31", Form.UNTIL),
        ("Oct 2015 at the latest", "../2015-10-31", Form.UNTIL),
        ("before 1 April 2017", "../2017-03-31", Form.UNTIL),
        ("before April 2017", "../2017-03-31", Form.UNTIL),
        ("../2015-10-31", "../2015-10-31", Form.UNTIL),
    ],
)
def test_open_ends(text: str, edtf: str, form: Form) -> None:
    when = parse(text)
    assert (when.edtf, when.form) == (edtf, form)


@pytest.mark.parametrize(
    "opening", ["c. ", "c.", "c ", "ca. ", "circa ", "around ", "About ", "~", "approx. ", "est. "]
)
def test_approximate(opening: str) -> None:
    assert parse(f"{opening}2 Oct 2015").edtf == "2015-10-02~"


@pytest.mark.parametrize(
    "text",
    [
        "2 Oct 2015?",
        "2 Oct 2015 (?)",
        "possibly 2 Oct 2015",
        "Provisionally 2 Oct 2015",
        "2 Oct 2015 (TBC)",
        "2 Oct 2015 tbc",
    ],
)
def test_uncertain(text: str) -> None:
    assert parse(text).edtf == "2015-10-02?"


def test_approximate_and_uncertain_do_not_widen() -> None:
    assert parse("possibly from c. Oct 2016").edtf == "2016-10-01%/.."
    assert parse("c. late Oct 2016?").edtf == "2016-10-21%/2016-10-31%"


@pytest.mark.parametrize(
    "text",
    ["TBC", "tbd", "T.B.C.", "TBA", "to be confirmed", "To be determined", "not known", "Unknown", "Date TBC", "(TBC)"],
)
def test_to_be_confirmed_keeps_its_words(text: str) -> None:
    when = parse(text)
    assert when == TBC
    assert when.words == text
    assert show(when) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        (" \u00a0", "blank"),
        ("N/A", "blank"),
        ("-", "blank"),
        ("6/24/2013", "only possible month first, and days are read first here"),
        ("30/02/2016", "no such day"),
        ("32/01/2016", "no such day"),
        ("13/13/2016", "no such day"),
        ("20181399", "no such day"),
        ("1 Oct 2016 25:00", "no such time of day"),
        ("Tue 20/09/21", "weekday does not match: 20 Sep 2021 was a Monday"),
        ("2021-09-20 (Friday)", "weekday does not match: 20 Sep 2021 was a Monday"),
        ("11-Sep", "year missing"),
        ("16th September", "year missing"),
        ("March 5", "year missing"),
        ("late Oct", "year missing"),
        ("Quarter 4 (Jul-Sep)", "year missing"),
        ("1/1/2300", "year 2300 is outside 1900 to 2199"),
        ("May 1815", "year 1815 is outside 1900 to 2199"),
        ("winter 2199", "year 2200 is outside 1900 to 2199"),
        ("13/2016", "no such month"),
        ("2010-11", "either Nov 2010 or the financial year 2010/11"),
        ("2016/18", "2016/18 is not one financial year"),
        ("summer 2016/17", "a season wants a calendar year"),
        ("FY 15 Quarter 4 (Jul-Sep)", "the months do not match: the period is Jan to Mar here"),
        ("Dec 2015 to Oct 2015", "it ends before it begins"),
        ("31 June 2015 to 3 Aug 2015", "no such day"),
        ("3", "a number, not a date"),
        ("42219", "a number, not a date"),
        ("43646.0", "a number, not a date"),
        ("Already started", "a status, not a date"),
        ("Completed", "a status, not a date"),
        ("Yet to commence", "a status, not a date"),
        ("Yet Commence", "a status, not a date"),
        ("12 Weeks", "a duration, not a date"),
        ("Duration of two years", "a duration, not a date"),
        ("Not Found", "not a date"),
        ("1 October 2015 - TBC", "not a date"),
        ("2 Oct 2015 " + "x" * 200, "too long to be a date"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    assert why(text) == reason


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("6/24/2013", "2013-06-24"),
        ("01/02/2016", "2016-01-02"),
        ("2016-02-01", "2016-02-01"),
        ("2 Oct 2015", "2015-10-02"),
        ("Sep-13", "2013-09-01/2013-09-30"),
    ],
)
def test_month_first(text: str, edtf: str) -> None:
    assert parse(text, day_first=False).edtf == edtf


def test_month_first_refuses_what_can_only_be_day_first() -> None:
    assert why("24/6/2013", day_first=False) == "only possible day first, and months are read first here"
    assert why("Sep 13", day_first=False) == "year missing"


@pytest.mark.parametrize(
    ("text", "fy_start", "edtf"),
    [
        ("2016/17", 10, "2016-10-01/2017-09-30"),
        ("FY 16", 10, "2015-10-01/2016-09-30"),
        ("FY 15 Quarter 4 (Jul-Sep)", 10, "2015-07-01/2015-09-30"),
        ("FY 16", 1, "2016-01-01/2016-12-31"),
        ("2016/17 Q2", 1, "2016-04-01/2016-06-30"),
        ("H1 2016/17", 7, "2016-07-01/2016-12-31"),
        ("Q1 2016", 7, "2016-01-01/2016-03-31"),
    ],
)
def test_financial_years_start_where_they_are_said_to(text: str, fy_start: int, edtf: str) -> None:
    assert parse(text, fy_start=fy_start).edtf == edtf


def test_the_pivot_of_two_digit_years_can_be_moved() -> None:
    assert parse("1/2/35", pivot=30).edtf == "1935-02-01"
    assert parse("1/2/29", pivot=30).edtf == "2029-02-01"


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "n/a", "N/A", "NA", "nil", "None", "\u00a0none "])
def test_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["TBC", "0", "not known", "?", "2015"])
def test_something(text: str) -> None:
    assert not is_nothing(text)


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2015-10-02", "2 Oct 2015"),
        ("2015-10-02~", "c. 2 Oct 2015"),
        ("2015-10", "Oct 2015"),
        ("2015-10?", "Oct 2015?"),
        ("2015-10%", "c. Oct 2015?"),
        ("2015", "2015"),
        ("2016-04-01/2017-03-31", "2016/17"),
        ("2015-10-01/2015-12-31", "Oct 2015 to Dec 2015"),
        ("2015-10-01/2015-11-03", "1 Oct 2015 to 3 Nov 2015"),
        ("2016-10-01/..", "from Oct 2016"),
        ("2016-10-05~/..", "from c. 5 Oct 2016"),
        ("../2015-10-31", "until 31 Oct 2015"),
        ("../2015-10-31?", "until 31 Oct 2015?"),
        ("XXXX", "TBC"),
    ],
)
def test_dates_nobody_typed_are_shown_by_their_bounds(edtf: str, shown: str) -> None:
    assert show(When.of_edtf(edtf)) == shown


def test_words_are_shown_as_typed_while_they_mean_the_date() -> None:
    typed = parse("either in late October or early November 2015")
    assert show(typed) == "either in late October or early November 2015"
    moved = When(date(2015, 11, 1), date(2015, 11, 20), typed.form, typed.words)
    assert show(moved) == "1 Nov 2015 to 20 Nov 2015"


def test_words_that_depend_on_a_setting_are_not_shown_under_another() -> None:
    assert show(parse("01/02/2016", day_first=False)) == "2 Jan 2016"
    assert show(parse("FY 16"), fy_start=10) == "Apr 2015 to Mar 2016"
    assert show(parse("by end of Oct 2015")) == "by end of Oct 2015"
    assert show(When(None, date(2015, 10, 31), Form.BY_END, "")) == "by 31 Oct 2015"


@st.composite
def any_when(draw: st.DrawFn) -> When:
    """Days, windows and open ends; often whole months and years, whose wording is their own."""
    first = draw(DAYS)
    if draw(st.booleans()):
        first = first.replace(day=1)
    last = draw(st.one_of(st.just(first), st.dates(first, date(2199, 12, 31))))
    if draw(st.booleans()) and last.month < 12:
        last = max(first, last.replace(day=1, month=last.month + 1) - timedelta(days=1))
    which = draw(st.sampled_from(["both", "both", "from", "until"]))
    return When(
        None if which == "until" else first,
        None if which == "from" else last,
        draw(st.sampled_from([form for form in Form if form is not Form.TBC])),
        draw(st.one_of(st.just(""), st.text(max_size=10), st.just("Oct 2015"), st.just("2016/17"))),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@given(any_when(), FY_STARTS)
def test_what_is_shown_reads_back_equal(when: When, fy_start: int) -> None:
    assert parse(show(when, fy_start=fy_start), fy_start=fy_start) == when


@given(st.integers(1900, 2198), FY_STARTS)
def test_financial_years_show_and_read_back(year: int, fy_start: int) -> None:
    when = parse(f"{year}/{(year + 1) % 100:02}", fy_start=fy_start)
    bare = When.of_edtf(when.edtf)
    assert parse(show(bare, fy_start=fy_start), fy_start=fy_start) == when
    assert when.earliest == date(year, fy_start, 1)


@given(any_when())
def test_edtf_reads_back_as_words(when: When) -> None:
    assert parse(when.edtf) == when


@given(DAYS)
def test_every_day_reads_in_every_form(day: date) -> None:
    name = day.strftime("%A")
    month = MONTHS[day.month - 1]
    for text in (
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y%m%d}",
        f"{name}, {month} {day.day}, {day.year}",
        f"{name[:3]} {day.day} {month} {day.year}",
        f"{day.isoformat()} 14:30",
    ):
        assert parse(text) == When.day(day)
    assert parse(f"{day.month}/{day.day}/{day.year}", day_first=False) == When.day(day)


WORDS = (
    "3 10 31 2016 16/17 2015-10 Oct oct. may late early mid Q1 H2 winter 1st half of the by end from to or - / "
    ", ( ) ? ~ c. until after before between and 12:00 am T z Mon fy 24/6/2013 2015-02-30 TBC week .. 9999 000"
)
ROWS = st.lists(st.sampled_from(WORDS.split()), max_size=9)


def _reads_or_says_why(text: str, *, day_first: bool, fy_start: int) -> None:
    try:
        when = parse(text, day_first=day_first, fy_start=fy_start)
    except Unreadable:
        return
    assert when.words == text.strip()
    assert parse(show(when, fy_start=fy_start), fy_start=fy_start) == when


@given(st.text(max_size=40), st.booleans(), FY_STARTS)
def test_any_text_reads_or_says_why(text: str, day_first: bool, fy_start: int) -> None:  # noqa: FBT001
    _reads_or_says_why(text, day_first=day_first, fy_start=fy_start)


@given(ROWS, st.sampled_from(["", " "]), st.booleans(), FY_STARTS)
def test_any_row_of_date_words_reads_or_says_why(
    words: list[str],
    gap: str,
    day_first: bool,  # noqa: FBT001
    fy_start: int,
) -> None:
    _reads_or_says_why(gap.join(words), day_first=day_first, fy_start=fy_start)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import TBC, DayRange, Form, When, distance, slippage, sort_key

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@st.composite
def whens(draw: st.DrawFn) -> When:
    kind = draw(st.sampled_from(["day", "window", "from", "until", "tbc"]))
    words = draw(st.text(max_size=12))
    if kind == "tbc":
        return When(None, None, Form.TBC, words)
    first, last = sorted([draw(DAYS), draw(DAYS)])
    earliest = None if kind == "until" else first
    latest = None if kind == "from" else first if kind == "day" else last
    form = draw(st.sampled_from([form for form in Form if form is not Form.TBC]))
    return When(earliest, latest, form, words, draw(st.booleans()), draw(st.booleans()))


@pytest.mark.parametrize(
    ("when", "edtf"),
    [
        (When.day(date(2015, 10, 2)), "2015-10-02"),
        (When(date(2015, 10, 2), date(2015, 10, 2), Form.DAY, "", approximate=True), "2015-10-02~"),
        (When(date(2015, 10, 21), date(2015, 11, 10), Form.WINDOW, ""), "2015-10-21/2015-11-10"),
        (When(date(2015, 10, 1), date(2015, 10, 31), Form.MONTH, "", uncertain=True), "2015-10-01?/2015-10-31?"),
        (When(date(2015, 10, 1), None, Form.FROM, "", approximate=True, uncertain=True), "2015-10-01%/.."),
        (When(None, date(2015, 10, 31), Form.UNTIL, ""), "../2015-10-31"),
        (TBC, "XXXX"),
    ],
)
def test_edtf_is_a_day_or_an_explicit_interval(when: When, edtf: str) -> None:
    assert when.edtf == edtf
    assert When.of_edtf(edtf) == when


@pytest.mark.parametrize(
    ("text", "edtf", "form"),
    [
        ("2015", "2015-01-01/2015-12-31", Form.YEAR),
        ("2016-02", "2016-02-01/2016-02-29", Form.MONTH),
        ("2015-10/2016-02", "2015-10-01/2016-02-29", Form.WINDOW),
        ("2015-10-02/2015-10-02", "2015-10-02", Form.DAY),
        ("2015-10-02/", "2015-10-02/..", Form.FROM),
        ("/2015", "../2015-12-31", Form.UNTIL),
        ("2015-10~/2015-11?", "2015-10-01%/2015-11-30%", Form.WINDOW),
        ("XXXX", "XXXX", Form.TBC),
    ],
)
def test_edtf_may_be_read_shorter_than_it_is_written(text: str, edtf: str, form: Form) -> None:
    when = When.of_edtf(text)
    assert (when.edtf, when.form, when.words) == (edtf, form, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not an EDTF date"),
        ("2015-10-32", "no such day"),
        ("2015-13", "no such day"),
        ("../..", "an interval open at both ends says nothing"),
        ("2015-11-01/2015-10-01", "it ends before it begins"),
        ("1899-12-31", "year 1899 is outside 1900 to 2199"),
        ("2200", "year 2200 is outside 1900 to 2199"),
        ("2015-1-1", "not an EDTF date"),
    ],
)
def test_what_is_no_edtf_is_refused(text: str, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        When.of_edtf(text)
    assert caught.value.why == why


def test_equality_takes_bounds_and_qualifiers_and_neither_words_nor_form() -> None:
    said = When(date(2015, 10, 1), date(2015, 10, 31), Form.MONTH, "October 2015")
    same = When(date(2015, 10, 1), date(2015, 10, 31), Form.WINDOW, "1 to 31 Oct 2015")
    about = When(date(2015, 10, 1), date(2015, 10, 31), Form.MONTH, "October 2015", approximate=True)
    assert said == same
    assert hash(said) == hash(same)
    assert said != about
    assert When(None, None, Form.TBC, "to be confirmed") == TBC


def test_only_tbc_knows_neither_end_and_it_has_no_qualifiers() -> None:
    with pytest.raises(Unreadable):
        When(None, None, Form.WINDOW, "")
    with pytest.raises(Unreadable):
        When(date(2015, 1, 1), None, Form.TBC, "")
    with pytest.raises(Unreadable):
        When(None, None, Form.TBC, "", uncertain=True)


@pytest.mark.parametrize(
    ("edtf", "tbc", "exact", "is_open"),
    [
        ("2015-10-02", False, True, False),
        ("2015-10-02~", False, False, False),
        ("2015-10-02?", False, False, False),
        ("2015-10", False, False, False),
        ("2015-10/..", False, False, True),
        ("../2015-10", False, False, True),
        ("XXXX", True, False, False),
    ],
)
def test_what_kind_of_date_it_is(edtf: str, tbc: bool, exact: bool, is_open: bool) -> None:  # noqa: FBT001
    when = When.of_edtf(edtf)
    assert (when.is_tbc, when.is_exact, when.is_open) == (tbc, exact, is_open)


def test_a_day_speaks_in_the_words_of_the_screen() -> None:
    assert When.day(date(2015, 10, 2)).words == "2 Oct 2015"
    assert When.day(date(2015, 10, 2)).form is Form.DAY


def test_canonical_text_may_hold_bars_in_its_words() -> None:
    when = When(date(2015, 10, 1), date(2015, 10, 31), Form.MONTH, "Oct|2015")
    assert when.canonical() == "2015-10-01/2015-10-31|month|Oct|2015"
    assert When.from_canonical(when.canonical()).words == "Oct|2015"


def test_equal_stored_texts_share_one_object() -> None:
    text = "2015-10-02|day|2/10/2015"
    assert When.from_canonical(text) is When.from_canonical("".join(list(text)))


@pytest.mark.parametrize("text", ["", "2015-10-02", "2015-10-02|day", "2015-10-02|dai|x", "x|day|x", "XXXX|day|x"])
def test_malformed_stored_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the kind is the contract
        When.from_canonical(text)


@given(whens())
def test_what_is_stored_comes_back_with_words_and_form(when: When) -> None:
    back = When.from_canonical(when.canonical())
    assert (back, back.words, back.form) == (when, when.words, when.form)


@given(whens())
def test_edtf_comes_back_equal(when: When) -> None:
    assert When.of_edtf(when.edtf) == when


@given(whens(), whens(), whens())
def test_the_order_is_total_and_agrees_with_equality(a: When, b: When, c: When) -> None:
    assert (sort_key(a) == sort_key(b)) == (a == b)
    first, second, third = sorted([a, b, c], key=sort_key)
    assert sort_key(first) <= sort_key(second) <= sort_key(third)
    assert sort_key(first) <= sort_key(third)


def test_open_starts_come_first_and_tbc_last() -> None:
    ordered = [
        "../2015-10-31",
        "../2016-10-31",
        "2014",
        "2014/..",
        "2015-10-02",
        "2015-10-02~",
        "2015-10-02/2015-10-03",
    ]
    whens_in_order = [*map(When.of_edtf, ordered), TBC]
    backwards = whens_in_order[::-1]
    assert sorted(backwards, key=sort_key) == whens_in_order


@pytest.mark.parametrize(
    ("a", "b", "least", "most", "words"),
    [
        ("2015-10-02", "2015-10-18", 16, 16, "+16 d"),
        ("2015-10-18", "2015-10-02", -16, -16, "-16 d"),
        ("2015-10-02", "2015-10-02", 0, 0, "0 d"),
        ("2015-10-01/2015-10-31", "2015-11-01/2015-12-31", 1, 91, "+1 to +91 d"),
        ("2015-10-01/2015-10-31", "2015-10-31/2015-11-02", 0, 32, "0 to +32 d"),
        ("2015-10-01/2015-10-31", "2015-10-01", -30, 0, "-30 to 0 d"),
        ("2015-10-02", "2015-10-07/..", 5, None, "at least +5 d"),
        ("2015-10-02", "../2015-09-29", None, -3, "at most -3 d"),
        ("2015-10-02/..", "2015-09-29/..", None, None, "any number of days"),
    ],
)
def test_distance_is_a_range_of_days(a: str, b: str, least: int | None, most: int | None, words: str) -> None:
    days = distance(When.of_edtf(a), When.of_edtf(b))
    assert days == DayRange(least, most)
    assert str(days) == words


@given(whens(), whens())
def test_distance_is_mirror_symmetric(a: When, b: When) -> None:
    there, back = distance(a, b), distance(b, a)
    if a.is_tbc or b.is_tbc:
        assert there is None
        assert back is None
    else:
        assert there is not None
        assert back is not None
        assert there.least == (None if back.most is None else -back.most)
        assert there.most == (None if back.least is None else -back.least)


@given(DAYS, st.integers(-40, 40))
def test_distance_between_days_is_their_difference(day: date, days: int) -> None:
    other = min(max(day + timedelta(days=days), date(1900, 1, 1)), date(2199, 12, 31))
    exact = (other - day).days
    assert distance(When.day(day), When.day(other)) == DayRange(exact, exact)


def test_what_is_still_the_same_has_not_slipped() -> None:
    october, november = When.of_edtf("2015-10"), When.of_edtf("2015-11")
    assert slippage(october, october) == DayRange(0, 0)
    assert slippage(october, november) == DayRange(1, 60)
    assert slippage(october, TBC) is None
    assert slippage(TBC, october) is None
    assert slippage(TBC, TBC) == DayRange(0, 0)

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.timeline.scale import (
    HEADER_GAP,
    LEVELS,
    MAX_PIXELS_PER_DAY,
    MIN_PIXELS_PER_DAY,
    Scale,
    Tick,
    ticks,
)
from siamdesk.timeline.shapes import estimated_width

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
scales = st.builds(
    Scale,
    days,
    st.floats(MIN_PIXELS_PER_DAY, MAX_PIXELS_PER_DAY),
    st.floats(-1e6, 1e6),
)


@given(scales, days)
def test_day_is_the_inverse_of_x(scale: Scale, day: date) -> None:
    assert scale.day(scale.x(day)) == day


@given(scales, days, st.floats(0.0, 0.99))
def test_all_of_a_day_belongs_to_it(scale: Scale, day: date, part: float) -> None:
    assert scale.day(scale.x(day) + part * scale.pixels_per_day) == day


def test_days_before_the_origin_are_not_off_by_one() -> None:
    scale = Scale(date(2015, 10, 2), 2.0)
    assert scale.day(-0.5) == date(2015, 10, 1)
    assert scale.day(-2.5) == date(2015, 9, 30)


def test_beyond_the_calendar_its_ends_are_given() -> None:
    scale = Scale(date(2015, 10, 2), 0.01)
    assert scale.day(-1e7) == date.min
    assert scale.day(1e8) == date.max


@given(scales, st.floats(0.2, 5.0), st.floats(-1e4, 1e4))
def test_zooming_keeps_what_lies_at_the_anchor(scale: Scale, factor: float, anchor: float) -> None:
    zoomed = scale.zoomed(factor, anchor)

    def days_from_origin(each: Scale) -> float:
        return (anchor - each.offset) / each.pixels_per_day

    assert days_from_origin(zoomed) == pytest.approx(days_from_origin(scale), rel=1e-6, abs=1e-6)


def test_zoom_stops_at_its_limits() -> None:
    scale = Scale(date(2015, 1, 1), 1.0)
    assert scale.zoomed(1e6, 0.0).pixels_per_day == MAX_PIXELS_PER_DAY
    assert scale.zoomed(1e-6, 0.0).pixels_per_day == MIN_PIXELS_PER_DAY


def test_moving_adds_to_every_x() -> None:
    assert Scale(date(2015, 1, 1), 1.0).moved(-30.0).x(date(2015, 2, 1)) == 1.0


def test_fit_shows_the_first_and_the_last_day_whole() -> None:
    scale = Scale.fit(date(2015, 1, 1), date(2015, 12, 31), 730.0)
    assert scale == Scale(date(2015, 1, 1), 2.0)
    assert scale.x(date(2015, 12, 31)) + scale.pixels_per_day == 730.0


def words(line: tuple[Tick, ...]) -> list[str]:
    return [tick.label for tick in line]


@pytest.mark.parametrize(
    ("pixels_per_day", "upper", "lower"),
    [(30.0, "Jan 2015", ["1", "2", "3"]), (60.0, "January 2015", ["Thu 1", "Fri 2", "Sat 3"])],
)
def test_months_over_days(pixels_per_day: float, upper: str, lower: list[str]) -> None:
    scale = Scale(date(2015, 1, 1), pixels_per_day)
    months, days_shown = ticks(scale, 0.0, 2.99 * pixels_per_day)
    assert words(months) == [upper]
    assert words(days_shown) == lower


@pytest.mark.parametrize(
    ("pixels_per_day", "first", "last", "upper", "lower"),
    [
        (5.0, date(2015, 9, 28), date(2015, 10, 31), ["", "October 2015"], ["28", "5", "12", "19", "26"]),
        (1.5, date(2015, 11, 1), date(2016, 2, 29), ["2015", "2016"], ["Nov", "Dec", "Jan", "Feb"]),
        (0.8, date(2015, 7, 1), date(2016, 3, 31), ["2015", "2016"], ["Jul–Sep", "Oct–Dec", "Jan–Mar"]),
        (0.4, date(2015, 1, 1), date(2016, 6, 30), ["2015", "2016"], ["Jan–Jun", "Jul–Dec", "Jan–Jun"]),
        (0.2, date(2018, 1, 1), date(2021, 12, 31), ["2010s", "2020s"], ["2018", "2019", "2020", "2021"]),
        (0.02, date(1990, 1, 1), date(2019, 12, 31), ["1900", "2000–2099"], ["1990s", "2000s", "2010s"]),
    ],
)
def test_the_two_lines_suit_the_zoom(
    pixels_per_day: float, first: date, last: date, upper: list[str], lower: list[str]
) -> None:
    scale = Scale(first, pixels_per_day)
    found = ticks(scale, 0.0, scale.x(last) + 0.5 * pixels_per_day)
    assert (words(found[0]), words(found[1])) == (upper, lower)


@given(scales, st.floats(-1e5, 1e5), st.floats(50.0, 4000.0))
def test_no_words_run_into_the_next_period(scale: Scale, left: float, width: float) -> None:
    for line, style in zip(ticks(scale, left, left + width), ("header.upper", "header.lower"), strict=True):
        for tick in line:
            begin = max(tick.x, left) + HEADER_GAP
            assert not tick.label or begin + estimated_width(tick.label, style) <= tick.x + tick.width


@given(st.sampled_from(LEVELS), st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.floats(100.0, 3000.0))
def test_periods_follow_on_one_another_and_fill_the_view(chosen: object, first: date, width: float) -> None:
    scale = Scale(first, max(getattr(chosen, "pixels_per_day"), 0.02) * 1.01)  # noqa: B009  a level, whichever
    for line in ticks(scale, 0.0, width):
        assert line[0].x <= 0.0
        assert line[-1].x + line[-1].width >= width
        for one, other in pairwise(line):
            assert (other.first_day - one.last_day).days == 1
            assert other.index == one.index + 1


def both_lines(scale: Scale, width: float, year_start: int) -> tuple[list[str], list[str]]:
    upper, lower = ticks(scale, 0.0, width, year_start=year_start)
    return [tick.label for tick in upper], [tick.label for tick in lower]


def test_financial_years_and_their_parts() -> None:
    assert both_lines(Scale(date(2015, 4, 1), 1.0), 731.0, 4) == (
        ["2015/16", "2016/17"],
        ["Q1 Apr–Jun", "Q2 Jul–Sep", "Q3 Oct–Dec", "Q4 Jan–Mar"] * 2,
    )
    assert both_lines(Scale(date(2015, 4, 1), 0.5), 365.0, 4) == (
        ["2015/16", "2016/17"],
        ["H1 Apr–Sep", "H2 Oct–Mar"] * 2,
    )
    assert both_lines(Scale(date(2010, 4, 1), 0.2), 730.0, 4)[0] == ["2010s"]


def test_neighbours_say_as_much_as_each_other() -> None:
    assert both_lines(Scale(date(2015, 1, 1), 2.0), 730.0, 1)[1] == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    ]

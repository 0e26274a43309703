"""Days to pixels and back, and the two lines of the calendar above the timeline."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from siamdesk.domain.when import MONTHS
from siamdesk.timeline.shapes import TextWidth, estimated_width

MIN_PIXELS_PER_DAY = 0.01
MAX_PIXELS_PER_DAY = 120.0

_FIRST_DAY = date.min.toordinal()
_LAST_DAY = date.max.toordinal()
_EPSILON = 1e-6
"""In days: far above the error of a division over three centuries, far below one pixel."""

_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a day lies across the page. `origin` begins at the x of `offset`; all lengths are in scene pixels."""

    origin: date
    pixels_per_day: float
    offset: float = 0.0

    def x(self, day: date) -> float:
        """The x at which the day begins."""
        return self.offset + (day.toordinal() - self.origin.toordinal()) * self.pixels_per_day

    def day(self, x: float) -> date:
        """The day that lies at x; the calendar's first or last day beyond its ends."""
        days = math.floor((x - self.offset) / self.pixels_per_day + _EPSILON)
        return _day(self.origin.toordinal() + days)

    def zoomed(self, factor: float, anchor_x: float) -> "Scale":
        """The scale stretched by `factor` about `anchor_x`: what lies there stays there."""
        pixels = min(max(self.pixels_per_day * factor, MIN_PIXELS_PER_DAY), MAX_PIXELS_PER_DAY)
        offset = anchor_x - (anchor_x - self.offset) * pixels / self.pixels_per_day
        return Scale(self.origin, pixels, offset)

    def moved(self, pixels: float) -> "Scale":
        """The scale with everything moved right by so many pixels."""
        return replace(self, offset=self.offset + pixels)

    @classmethod
    def fit(cls, first: date, last: date, width: float) -> "Scale":
        """The scale that shows `first` to `last`, both whole, in `width` pixels from x = 0 on."""
        days = max(abs((last - first).days) + 1, 1)
        pixels = min(max(width / days, MIN_PIXELS_PER_DAY), MAX_PIXELS_PER_DAY)
        return cls(min(first, last), pixels)


@dataclass(frozen=True, slots=True)
class Tick:
    """One period of the calendar: its days, where it lies, and the words for it that fit, the longest first."""

    first_day: date
    last_day: date
    x: float
    width: float
    words: tuple[str, ...]
    index: int
    """A running number of such periods since the calendar began: neighbours differ in parity."""

    @property
    def label(self) -> str:
        """The longest words that fit; none where none do."""
        return self.words[0] if self.words else ""


@dataclass(frozen=True, slots=True)
class Level:
    """Two sizes of period that suit a zoom: so many pixels a day and more."""

    pixels_per_day: float
    upper: str
    lower: str


LEVELS = (
    Level(22.0, "month", "day"),
    Level(4.2, "month", "week"),
    Level(1.4, "year", "month"),
    Level(0.7, "year", "quarter"),
    Level(0.36, "year", "half"),
    Level(0.11, "decade", "year"),
    Level(0.0, "century", "decade"),
)

_IN_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_IN_DAYS = {"day": 1, "week": 7}


def level(scale: Scale) -> Level:
    """The two sizes of period that suit the scale."""
    return next(each for each in LEVELS if scale.pixels_per_day >= each.pixels_per_day)


def ticks(
    scale: Scale, left: float, right: float, text_width: TextWidth = estimated_width
) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """The periods between two x, in two lines: the larger above, the smaller below.

    A period that begins before `left` or ends after `right` is given whole; its words fit into what is seen of it.
    """
    chosen = level(scale)
    return (
        tuple(_line(scale, chosen.upper, left, right, text_width, "header.upper")),
        tuple(_line(scale, chosen.lower, left, right, text_width, "header.lower")),
    )


HEADER_GAP = 6.0
"""Pixels between the start of a period and its words."""


def _line(scale: Scale, unit: str, left: float, right: float, text_width: TextWidth, style: str) -> Iterator[Tick]:
    for index, first, last in _periods(unit, scale.day(left), scale.day(right)):
        x = scale.x(first)
        end = scale.x(last) + scale.pixels_per_day
        if end <= left or x >= right:
            continue
        room = min(end, right) - max(x, left) - 1.5 * HEADER_GAP
        words = tuple(each for each in _words(unit, first) if text_width(each, style) <= room)
        yield Tick(first, last, x, end - x, words, index)


def _periods(unit: str, first: date, last: date) -> Iterator[tuple[int, date, date]]:
    """The periods of one size that touch the days from `first` to `last`."""
    if unit in _IN_DAYS:
        length = _IN_DAYS[unit]
        # Day 1 of the calendar is a Monday.
        for number in range((first.toordinal() - 1) // length, (last.toordinal() - 1) // length + 1):
            begin = number * length + 1
            yield number, _day(begin), _day(begin + length - 1)
        return
    length = _IN_MONTHS[unit]
    for number in range((first.year * 12 + first.month - 1) // length, (last.year * 12 + last.month - 1) // length + 1):
        yield number, _month(number * length), _month((number + 1) * length, before=1)


def _month(months: int, before: int = 0) -> date:
    year, month = divmod(months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, 1) - timedelta(days=before)


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, _FIRST_DAY), _LAST_DAY))


def _words(unit: str, first: date) -> tuple[str, ...]:
    """What a period is called, the longest first."""
    month, year = first.month, first.year
    if unit == "day":
        return f"{_DAY_NAMES[first.weekday()]} {first.day}", str(first.day)
    if unit == "week":
        return f"{first.day} {MONTHS[month - 1]}", str(first.day)
    if unit == "month":
        return f"{_MONTH_NAMES[month - 1]} {year}", f"{MONTHS[month - 1]} {year}", MONTHS[month - 1]
    if unit in {"quarter", "half"}:
        last = MONTHS[month + _IN_MONTHS[unit] - 2]
        return (f"{MONTHS[month - 1]}–{last}",)
    if unit == "year":
        return (str(year),)
    return (f"{year}s", str(year)) if unit == "decade" else (f"{year}–{year + 99}", str(year))

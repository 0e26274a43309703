"""Days to pixels and back, and the two lines of the calendar above the timeline."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

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
    scale: Scale, left: float, right: float, text_width: TextWidth = estimated_width, year_start: int = 1
) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """The periods between two x, in two lines: the larger above, the smaller below.

    Years, and what they are divided into, begin with the month `year_start`: 4 for financial years from April.

    A period that begins before `left` or ends after `right` is given whole; its words fit into what is seen of it.
    """
    chosen = level(scale)
    return (
        tuple(_line(scale, chosen.upper, left, right, text_width, "header.upper", year_start)),
        tuple(_line(scale, chosen.lower, left, right, text_width, "header.lower", year_start)),
    )


class Period(NamedTuple):
    """One period of the calendar without its words."""

    number: int
    """As the index of a tick."""
    first_day: date
    x: float
    width: float


def periods(
    scale: Scale, left: float, right: float, year_start: int = 1
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """The periods between two x as in `ticks`, the larger ones and the smaller."""
    chosen, first, last = level(scale), scale.day(left), scale.day(right)
    k = scale.pixels_per_day
    zero = scale.offset - scale.origin.toordinal() * k

    def line(unit: str) -> tuple[Period, ...]:
        made = (
            Period(index, begin, zero + begin.toordinal() * k, (end.toordinal() - begin.toordinal() + 1) * k)
            for index, begin, end in _periods(unit, first, last, year_start)
        )
        return tuple([each for each in made if each.x + each.width > left and each.x < right])

    return line(chosen.upper), line(chosen.lower)


HEADER_GAP = 6.0
"""Pixels between the start of a period and its words."""


def _line(
    scale: Scale, unit: str, left: float, right: float, text_width: TextWidth, style: str, year_start: int
) -> Iterator[Tick]:
    found: list[tuple[Tick, float]] = []
    common = 0
    for index, first, last in _periods(unit, scale.day(left), scale.day(right), year_start):
        x = scale.x(first)
        end = scale.x(last) + scale.pixels_per_day
        if end <= left or x >= right:
            continue
        room = min(end, right) - max(x, left) - 1.5 * HEADER_GAP
        words = _words(unit, first, year_start)
        found.append((Tick(first, last, x, end - x, words, index), room))
        if left <= x and end <= right:
            # Neighbours say as much as each other: as much as fits into the narrowest of them.
            while common < len(words) - 1 and text_width(words[common], style) > room:
                common += 1
    for tick, room in found:
        words = tuple(each for each in tick.words[common:] if text_width(each, style) <= room)
        yield replace(tick, words=words) if words != tick.words else tick


def _periods(unit: str, first: date, last: date, year_start: int) -> Iterator[tuple[int, date, date]]:
    """The periods of one size that touch the days from `first` to `last`."""
    if unit in _IN_DAYS:
        length = _IN_DAYS[unit]
        # Day 1 of the calendar is a Monday.
        for number in range((first.toordinal() - 1) // length, (last.toordinal() - 1) // length + 1):
            begin = number * length + 1
            yield number, _day(begin), _day(begin + length - 1)
        return
    length = _IN_MONTHS[unit]
    after = year_start - 1
    begin, end = ((each.year * 12 + each.month - 1 - after) // length for each in (first, last))
    for number in range(begin, end + 1):
        yield number, _month(number * length + after), _month((number + 1) * length + after, before=1)


@lru_cache(maxsize=8192)
def _month(months: int, before: int = 0) -> date:
    year, month = divmod(months, 12)
    if year < date.min.year:
        return date.min
    if year > date.max.year:
        return date.max
    return date(year, month + 1, 1) - timedelta(days=before)


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, _FIRST_DAY), _LAST_DAY))


def _words(unit: str, first: date, year_start: int) -> tuple[str, ...]:
    """What a period is called, the longest first."""
    month, year = first.month, first.year
    if unit == "day":
        return f"{_DAY_NAMES[first.weekday()]} {first.day}", str(first.day)
    if unit == "week":
        return f"{first.day} {MONTHS[month - 1]}", str(first.day)
    if unit == "month":
        return f"{_MONTH_NAMES[month - 1]} {year}", f"{MONTHS[month - 1]} {year}", MONTHS[month - 1]
    if unit in {"quarter", "half"}:
        length = _IN_MONTHS[unit]
        months = f"{MONTHS[month - 1]}–{MONTHS[(month + length - 2) % 12]}"
        if year_start == 1:
            return (months,)
        number = f"{unit[0].upper()}{(month - year_start) % 12 // length + 1}"
        return f"{number} {months}", months, number
    if unit == "year":
        return (str(year),) if year_start == 1 else (f"{year}/{(year + 1) % 100:02}",)
    return (f"{year}s", str(year)) if unit == "decade" else (f"{year}–{year + 99}", str(year))

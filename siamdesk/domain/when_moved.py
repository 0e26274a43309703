"""Dates moved along the calendar: by days, weeks or months, whole or one of their ends alone."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from siamdesk.domain.when import When

Unit = Literal["day", "week", "month"]
End = Literal["both", "earliest", "latest"]


def shifted(when: When, days: int) -> When:
    """A date moved by so many days: each of its ends, open ends staying open."""
    if when.is_tbc or not days:
        return when
    by = timedelta(days=days)
    first = when.earliest + by if when.earliest is not None else None
    last = when.latest + by if when.latest is not None else None
    return _between(when, first, last)


def stepped(when: When, steps: int, unit: Unit) -> When:
    """A date moved by so many days, weeks or months. Raises `Unreadable` beyond the years there are.

    A window keeps its width: in months where it is one of whole months, else in days. A day keeps its place in the
    month; the last of a month becomes the last of the other.
    """
    if unit != "month" or when.is_tbc or not steps:
        return shifted(when, steps * (7 if unit == "week" else 1))
    first, last = when.earliest, when.latest
    if first is not None and last is not None and first.day == 1 and _is_last(last):
        return _between(when, month_on(first, steps), month_on(last, steps))
    held = last or first
    return shifted(when, (month_on(held, steps) - held).days) if held is not None else when


def stretched(when: When, end: End, steps: int, unit: Unit) -> When:
    """A date with one of its ends moved, no further than to the other; with `both`, as `stepped`.

    An open end stays open. Raises `Unreadable` beyond the years there are.
    """
    if end == "both":
        return stepped(when, steps, unit)
    first, last = when.earliest, when.latest
    bound = first if end == "earliest" else last
    if bound is None or not steps:
        return when
    bound = month_on(bound, steps) if unit == "month" else bound + timedelta(days=steps * (7 if unit == "week" else 1))
    if end == "earliest":
        return _between(when, min(bound, last) if last is not None else bound, last)
    return _between(when, first, max(bound, first) if first is not None else bound)


def month_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month; the last of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, length if _is_last(day) else min(day.day, length))


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _between(when: When, first: date | None, last: date | None) -> When:
    """A date between two days, as sure as another."""
    if first is not None and first == last and not (when.approximate or when.uncertain):
        return When.day(first)
    if first is not None and last is not None and first.day == 1 and _is_last(last) and (last - first).days < 31:
        made = When.of_edtf(first.isoformat()[:7])
    else:
        made = When.of_edtf(f"{first.isoformat() if first else '..'}/{last.isoformat() if last else '..'}")
    return replace(made, approximate=when.approximate, uncertain=when.uncertain)

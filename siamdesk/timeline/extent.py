"""How far the calendar reaches: all that is dated, and room on both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from siamdesk.domain.contract import Contract

_ROOM = timedelta(days=366 * 10)
_NEAR = timedelta(days=366)
_FAR = timedelta(days=366)
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and last day of what is worth showing at once, and how far the calendar can be moved beyond."""

    dated_first: date
    dated_last: date
    reach: date | None = None
    """The last day that anything is dated, where that lies far beyond what is worth showing at once."""

    @property
    def first(self) -> date:
        """Where the calendar begins."""
        return _FIRST if self.dated_first - _FIRST < _ROOM else self.dated_first - _ROOM

    @property
    def last(self) -> date:
        """Where the calendar ends."""
        last = max(self.dated_last, self.reach or self.dated_last)
        return _LAST if _LAST - last < _ROOM else last + _ROOM


def extent(contracts: Iterable[Contract], today: date) -> Extent:
    """The days from the first tender or start to the last end, but for the few that lie far from all others.

    One incumbent of long standing, or one lease of 99 years, must not squeeze everything else into a corner. Today
    counts where it is not more than a year away from all of that.
    """
    beginnings: list[date] = []
    endings: list[date] = []
    for contract in contracts:
        for milestone in contract.milestones:
            best = milestone.best
            if best is None:
                continue
            if best.earliest is not None:
                beginnings.append(best.earliest)
            end = best.latest or best.earliest
            if end is not None:
                endings.append(end)
    if not beginnings or not endings:
        return Extent(today - _NEAR, today + _NEAR)
    beginnings.sort()
    endings.sort()
    early, late = beginnings[len(beginnings) // 4], endings[len(endings) * 9 // 10]
    first, last = max(beginnings[0], early - _FAR), min(endings[-1], late + 2 * _FAR)
    if first - _NEAR <= today <= last + _NEAR:
        first, last = min(first, today), max(last, today)
    return Extent(min(first, last), last, endings[-1])


def reach(contracts: Iterable[Contract]) -> tuple[date, date] | None:
    """The first and the last day that some contracts are dated; None where none of them is."""
    dates = [when for each in contracts for milestone in each.milestones if (when := milestone.best) is not None]
    days = [day for when in dates for day in (when.earliest, when.latest) if day is not None]
    return (min(days), max(days)) if days else None

"""The plan of some contracts as the Timeline sheet draws it: which period each phase and milestone falls into."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from siamdesk.domain import arrange, lifecycle
from siamdesk.domain.contract import Contract
from siamdesk.domain.lifecycle import Phase
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import MONTHS, When, day_words
from siamdesk.register.gantt import FILLED, HOLLOW, Gantt, Line, Period, Spot

_MOST_PERIODS = 96
"""More columns than this are neither seen at once nor printed: months give way to quarters, quarters to years."""
_STEPS = (1, 3, 12)
_WORDS_FROM = 4
"""How many periods a phase must last for its name to be written into it."""
_OPEN_MONTHS = 12
"""How far a phase is drawn where nobody has said when it ends."""
_SHOWN = {
    Phase.DEFINE: "Define", Phase.TENDER: "Tender", Phase.MOBILISE: "Mobilise", Phase.SERVICE: "Service",
    Phase.EXTENSION: "Extension",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Axis:
    """The periods: the first month, how many months a period has, and how many periods. Months count from 0."""

    first: int
    step: int
    count: int

    def place(self, day: date) -> int:
        """The period that a day is in; those before and after the plan are at its ends."""
        return min(max((_month(day) - self.first) // self.step, 0), self.count - 1)

    def periods(self) -> Iterator[Period]:
        """The periods with their names."""
        for n in range(self.count):
            year, month = divmod(self.first + n * self.step, 12)
            label = {1: MONTHS[month][:1], 3: f"Q{month // 3 + 1}", 12: str(year)[2:]}[self.step]
            yield Period(label, str(year) if self.step < 12 else f"{year // 10 * 10}s")


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def drawn(contracts: Sequence[Contract], portfolio: Portfolio, today: date) -> Gantt | None:
    """The plan of the contracts, tower by tower; None where none of them has a date."""
    axis = _axis(contracts, today)
    if axis is None:
        return None
    inside = axis.first <= _month(today) < axis.first + axis.count * axis.step
    place = axis.place(today) if inside else None
    lines: list[Line] = []
    for group in arrange.group(contracts, portfolio, "tower", today):
        lines.append(Line((group.label,), heading=True))
        lines += (_line(contract, axis, place) for contract in sorted(group.contracts, key=_by_start))
    return Gantt(tuple(axis.periods()), tuple(lines), place, f"As at {day_words(today)}, which is marked in red")


def _by_start(contract: Contract) -> tuple[date, str]:
    spans = lifecycle.phases(contract)
    start = spans[0].start if spans else None
    return (start.earliest or start.latest or date.max) if start else date.max, contract.reference or ""


def _axis(contracts: Iterable[Contract], today: date) -> Axis | None:
    ends = [
        day
        for contract in contracts
        for span in lifecycle.phases(contract)
        for when in (span.start, span.end)
        if when is not None
        for day in (when.earliest, when.latest)
        if day is not None
    ]
    ends += [
        day
        for contract in contracts
        for kind in lifecycle.HEADLINES
        if (when := lifecycle.date_of(contract, kind)) is not None
        for day in (when.earliest, when.latest)
        if day is not None
    ]
    if not ends:
        return None
    first, last = _month(min(ends)), _month(max(ends))
    if abs(_month(today) - first) < 12 * 5:
        first, last = min(first, _month(today)), max(last, _month(today))
    for step in _STEPS:
        begin = first // step * step
        count = (last - begin) // step + 2
        if count <= _MOST_PERIODS:
            break
    return Axis(begin, step, min(count, _MOST_PERIODS * 4))


def _line(contract: Contract, axis: Axis, today: int | None) -> Line:
    phases: dict[int, str] = {}
    soft: set[int] = set()
    texts: dict[int, str] = {}
    words: list[tuple[int, int, str]] = []
    for span in lifecycle.phases(contract):
        first, last = _span(span, axis)
        phases.update(dict.fromkeys(range(first, last), str(span.phase)))
        words.append((first, last, _SHOWN[span.phase]))
    for kind in lifecycle.HEADLINES:
        for milestone in (each for each in contract.milestones if each.kind == kind):
            when = milestone.best
            if when is None or when.is_tbc:
                continue
            first, last = _bounds(when, axis)
            if last > first:
                soft.update(range(first, last + 1))
            glyph = FILLED[kind] if milestone.happened else HOLLOW[kind]
            middle = (first + last) // 2
            texts[middle] = texts.get(middle, "") + glyph
    for first, last, word in words:
        free = range(first, last)
        room = free[: max(len(word) // 2, 1)]
        if len(free) >= _WORDS_FROM and not any(at in texts or at in soft or at == today for at in room):
            texts[first] = word
    places = sorted({*phases, *soft, *texts})
    spots = tuple((at, _spot(phases.get(at, ""), at in soft, texts.get(at, ""))) for at in places)
    rag = (contract.rag or "").capitalize()
    supplier = "; ".join(contract.suppliers)
    return Line((contract.reference or "", contract.title or "Untitled", supplier, rag), spots)


_spot = lru_cache(maxsize=1 << 10)(Spot)
"""A spot; equal ones are one object, for a plan has a great many."""


def _span(span: lifecycle.Span, axis: Axis) -> tuple[int, int]:
    """The periods of a phase, the last not included: from the day it may begin to the day the next one may."""
    start = span.start.earliest or span.start.latest
    end = (span.end.earliest or span.end.latest) if span.end is not None else None
    if start is None:
        return 0, 0
    first = axis.place(start)
    if end is None:
        return first, min(first + max(_OPEN_MONTHS // axis.step, 1), axis.count)
    return first, max(axis.place(end), first + 1)


def _bounds(when: When, axis: Axis) -> tuple[int, int]:
    first, last = when.earliest or when.latest, when.latest or when.earliest
    if first is None or last is None:
        return 0, 0
    return axis.place(first), axis.place(last)

"""What moved between two points of the history, by how much, and which workbook or step said so.

A point is a review, a day as known, the present, or the baselines. A slip is taken apart into the steps that made it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from siamdesk.domain import compare, fields, lifecycle, query, shown, when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Review
from siamdesk.domain.when import DayRange, When, day_words, slippage
from siamdesk.session.session import Session
from siamdesk.store.journal import Statement

BASELINE, NOW = "baseline", "now"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the history: its name, the day it is of (None for the present), and the portfolio as known then."""

    name: str
    day: date | None
    portfolio: Portfolio
    is_baseline: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a slip: from what to what, by how much, known on which day, and where that was said."""

    before: Value
    after: Value
    days: DayRange | None
    known_on: date
    source: str
    late: int
    """How many days after it was known it was entered."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One field of a contract that differs between two points, and the steps that made the difference."""

    contract: Contract
    key: str
    label: str
    before: Value
    after: Value
    days: DayRange | None
    steps: tuple[Step, ...]

    @property
    def source(self) -> str:
        """Where the later value was said last; empty where nothing was said since."""
        return self.steps[-1].source if self.steps else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What moved, and which contracts came and went."""

    start: Point
    end: Point
    moved: tuple[Moved, ...]
    came: tuple[Contract, ...]
    went: tuple[Contract, ...]


def point(session: Session, words: str) -> Point:
    """The point that words name: a review, a day, `baseline` or `now`. Raises `SiamdeskError`."""
    plain = matching(words)
    if plain in {NOW, ""}:
        return Point("now", None, session.portfolio)
    if plain == BASELINE:
        return Point("baseline", None, session.portfolio, is_baseline=True)
    alike = [review for review in session.portfolio.reviews.values() if plain in matching(review.name)]
    exact = [review for review in alike if matching(review.name) == plain]
    if len(exact or alike) == 1:
        return _of_review(session, (exact or alike)[0])
    if len(alike) > 1:
        names = ", ".join(review.name for review in alike[:3])
        raise SiamdeskError(f"“{words}” may be several reviews ({names}): write the whole name.")
    try:
        found = when_words.parse(words)
    except Unreadable:
        found = None
    if found is None or found.latest is None:
        raise SiamdeskError(f"“{words}” is neither a review nor a day; write a day as 2015-10-02.")
    return Point(f"as known on {day_words(found.latest)}", found.latest, session.document.as_known(found.latest))


def _of_review(session: Session, review: Review) -> Point:
    day = review.last_day
    if day is None:
        raise SiamdeskError(f"The review “{review.name}” has no day: give it one first.")
    return Point(review.name, day, session.document.as_known(day, up_to=review.closed_seq))


def between(session: Session, start: Point, end: Point, words: str = "", today: date = date.max) -> Comparison:
    """What differs between two points, for the contracts that match `words`. Raises `SiamdeskError` for a bad query."""
    asked = query.asked(words, end.portfolio).filter(end.portfolio, today) if words else ()
    wanted = {contract.id for contract in asked} if words else None
    if start.is_baseline:
        moved = from_baseline(end.portfolio)
        came: tuple[str, ...] = ()
        went: tuple[str, ...] = ()
    else:
        made = compare.compare(start.portfolio, end.portfolio)
        moved, came, went = list(made.moved), made.came, made.went
    said: dict[str, list[Statement]] = {}
    found = []
    for each in moved:
        if wanted is not None and each.contract_id not in wanted:
            continue
        if each.contract_id not in said:
            said[each.contract_id] = session.document.statements("contract", each.contract_id)
        contract = end.portfolio.contracts[each.contract_id]
        about = fields.field_for("contract", each.field, end.portfolio.own_fields)
        steps = tuple(_steps(said[each.contract_id], each.field, start, end, end.portfolio))
        label = about.label if about is not None else each.field
        found.append(Moved(contract, each.field, label, each.before, each.after, each.days, steps))
    return Comparison(
        start,
        end,
        tuple(found),
        tuple(end.portfolio.contracts[each] for each in came if wanted is None or each in wanted),
        tuple(start.portfolio.contracts[each] for each in went),
    )


def from_baseline(portfolio: Portfolio) -> list[compare.Difference]:
    """The dates that are others than their baselines: the actual where there is one, else the forecast."""
    found = []
    for contract in portfolio.contracts.values():
        for milestone in contract.milestones if not contract.withdrawn else ():
            best = milestone.best
            if milestone.baseline is not None and best is not None and best != milestone.baseline:
                key = lifecycle.milestone_key(milestone, "actual" if milestone.happened else "forecast")
                days = slippage(milestone.baseline, best)
                found.append(compare.Difference(contract.id, key, milestone.baseline, best, days))
    return found


def _steps(said: Sequence[Statement], key: str, start: Point, end: Point, portfolio: Portfolio) -> Iterator[Step]:
    """What was said of a field after the one point and up to the other, in the order in which it was known."""
    for each in said:
        after_start = start.day is None or each.known_on > start.day
        before_end = end.day is None or each.known_on <= end.day
        if not each.live or each.field != key or not after_start or not before_end or each.old == each.new:
            continue
        both = isinstance(each.old, When) and isinstance(each.new, When)
        days = slippage(each.old, each.new) if both else None  # type: ignore[arg-type]
        late = (each.recorded_at.date() - each.known_on).days
        yield Step(each.old, each.new, days, each.known_on, where(each, portfolio), late)


def where(said: Statement, portfolio: Portfolio) -> str:
    """Where a value was said: workbook and cell, the review, or the step that a hand made."""
    source = said.source
    if source is None or source.workbook is None:
        return said.label
    held = (each for each in portfolio.reviews.values() if each.day is not None and each.day.latest == said.known_on)
    review = next(held, None)
    cell = said.cell or ""
    at = cell if "!" in cell else "!".join(part for part in (source.sheet or "", cell) if part)
    return ", ".join(part for part in (source.workbook, at, review.name if review is not None else "") if part)


def to_json(made: Comparison) -> list[dict[str, Any]]:
    """What moved, one object a field."""
    return [
        {
            "contract": each.contract.reference or each.contract.title or each.contract.id,
            "field": each.key,
            "from": _json(each.key, each.before, made.start.portfolio),
            "to": _json(each.key, each.after, made.end.portfolio),
            "days": [each.days.least, each.days.most] if each.days is not None else None,
            "source": each.source or None,
            "steps": [
                {
                    "from": _json(each.key, step.before, made.end.portfolio),
                    "to": _json(each.key, step.after, made.end.portfolio),
                    "days": [step.days.least, step.days.most] if step.days is not None else None,
                    "known_on": step.known_on.isoformat(),
                    "source": step.source,
                    "entered_late_by": step.late,
                }
                for step in each.steps
            ],
        }
        for each in made.moved
    ]


def _json(key: str, value: Value, portfolio: Portfolio) -> str | None:
    """Dates as EDTF, everything else as the screen shows it."""
    return value.edtf if isinstance(value, When) else _words(key, value, portfolio) or None


def lines(made: Comparison) -> Iterator[str]:
    """For people: what moved, by how much and why, then what came and went."""
    yield f"From {made.start.name} to {made.end.name}"
    for each in made.moved:
        before = _words(each.key, each.before, made.start.portfolio) or "blank"
        after = _words(each.key, each.after, made.end.portfolio) or "blank"
        moved = f" ({each.days})" if each.days is not None else ""
        yield f"{_called(each.contract)}, {each.label}: {before} → {after}{moved}"
        yield from (f"    {line}" for line in why(each))
    yield from (f"New: {_called(contract)}" for contract in made.came)
    yield from (f"Withdrawn: {_called(contract)}" for contract in made.went)


def why(moved: Moved) -> Iterator[str]:
    """The steps that made a difference, each in a line: by how much, where that was said, and when it was known."""
    for step in moved.steps:
        to = step.after.words or step.after.edtf if isinstance(step.after, When) else "" if step.after else "blank"
        days = f"{step.days} " if step.days is not None else f"{to} " if to else ""
        late = f", entered {step.late:,} days later" if step.late > _ENTERED_LATE else ""
        yield f"{days}in {step.source}, known {day_words(step.known_on)}{late}"


_ENTERED_LATE = 31
"""Days after which an entry is late enough to be said."""


def _words(key: str, value: Value, portfolio: Portfolio) -> str:
    about = fields.field_for("contract", key, portfolio.own_fields)
    return "" if about is None or value is None or value == () else shown.show(about, value, portfolio)


def _called(contract: Contract) -> str:
    return " ".join(name for name in (contract.reference, contract.title) if name) or "Untitled"

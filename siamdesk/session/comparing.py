"""What moved between two points of the history, by how much, and which workbook or step said so.

A point is a review, a day as known, a day as recorded, the present, or the baselines. A slip is taken apart into the
steps that made it (`slips`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from siamdesk.domain import compare, fields, lifecycle, query, shown, when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Review
from siamdesk.domain.when import DayRange, When, day_words, slippage
from siamdesk.session.session import Session
from siamdesk.store.journal import Statement
from siamdesk.store.repository import bulk

BASELINE, NOW = "baseline", "now"
_RECORDED = ("as recorded on ", "as recorded by ", "recorded on ", "recorded by ", "recorded ")
_KNOWN = ("as known on ", "known on ", "known ")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the history: its name, the day it is of (None for the present), and the portfolio as it was then.

    For a day as recorded, `day` is that day too; its portfolio is what the document would have shown at its end.
    """

    name: str
    day: date | None
    portfolio: Portfolio
    is_baseline: bool = False
    known_on: date = date.max
    up_to: int | None = None
    """The last set of the journal that counts; None for all."""
    recorded_by: date | None = None
    gone: frozenset[int] = frozenset()
    """The numbers of the sets that were taken back by then."""

    def has(self, said: Statement) -> bool:
        """Whether what was said counts at this point."""
        return (
            said.known_on <= self.known_on
            and not said.takes_back
            and said.seq not in self.gone
            and (self.up_to is None or said.seq <= self.up_to)
            and (self.recorded_by is None or said.recorded_at.date() <= self.recorded_by)
        )


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
    entered: date
    is_back: bool = False
    """Whether what was said there no longer holds: it was taken back, or the comparison goes back in time."""

    @property
    def is_late(self) -> bool:
        """Whether it was entered so long after it was known that it is worth saying."""
        return self.late > _ENTERED_LATE


class Moved(NamedTuple):
    """One field of a contract that differs between two points, and the steps that made the difference."""

    contract: Contract
    key: str
    label: str
    before: Value
    after: Value
    steps: tuple[Step, ...] = ()

    @property
    def days(self) -> DayRange | None:
        """How far a date moved, as a range; None for other fields, for TBC and for a date that came or went."""
        old, new = self.before, self.after
        return slippage(old, new) if isinstance(old, When) and isinstance(new, When) else None

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
    """The point that words name: a review, a day (“recorded 2016-03-31” as recorded), `baseline` or `now`.

    Raises `SiamdeskError`.
    """
    plain = matching(words)
    if plain in {NOW, ""}:
        return now(session)
    if plain == BASELINE:
        return baseline(session)
    alike = [review for review in session.portfolio.reviews.values() if plain in matching(review.name)]
    exact = [review for review in alike if matching(review.name) == plain]
    if len(exact or alike) == 1:
        return of_review(session, (exact or alike)[0])
    if len(alike) > 1:
        names = ", ".join(review.name for review in alike[:3])
        raise SiamdeskError(f"“{words}” may be several reviews ({names}): write the whole name.")
    for prefixes, made in ((_RECORDED, as_recorded), (_KNOWN, as_known)):
        prefix = next((each for each in prefixes if plain.startswith(each)), None)
        if prefix is not None:
            return made(session, _day(plain[len(prefix) :], words))
    return as_known(session, _day(words, words))


def _day(text: str, words: str) -> date:
    try:
        found = when_words.parse(text)
    except Unreadable:
        found = None
    if found is None or found.latest is None:
        raise SiamdeskError(
            f"“{words}” is neither a review nor a day; write a day as 2015-10-02, or recorded 2015-10-02."
        )
    return found.latest


def now(session: Session) -> Point:
    """The present."""
    return Point("now", None, session.portfolio, gone=session.document.taken_back())


def baseline(session: Session) -> Point:
    """The baselines of the present."""
    return replace(now(session), name="baseline", is_baseline=True)


def as_known(session: Session, day: date) -> Point:
    """A day as it is known now."""
    held = session.document.as_known(day)
    return Point(f"as known on {day_words(day)}", day, held, known_on=day, gone=session.document.taken_back())


def as_recorded(session: Session, day: date) -> Point:
    """A day as this document would have shown it at its end."""
    held, gone = session.document.as_recorded(day), session.document.taken_back(recorded_by=day)
    return Point(f"as recorded on {day_words(day)}", day, held, recorded_by=day, gone=gone)


def of_review(session: Session, review: Review) -> Point:
    """A review: its day, as known when it was closed. Raises `SiamdeskError` for one without a day."""
    day = review.last_day
    if day is None:
        raise SiamdeskError(f"The review “{review.name}” has no day: give it one first.")
    last = review.closed_seq
    held, gone = session.document.as_known(day, up_to=last), session.document.taken_back(up_to=last)
    return Point(review.name, day, held, known_on=day, up_to=last, gone=gone)


def between(session: Session, start: Point, end: Point, words: str = "", today: date = date.max) -> Comparison:
    """What differs between two points, for the contracts that match `words`, and why.

    Raises `SiamdeskError` for a bad query.
    """
    from siamdesk.session import slips  # noqa: PLC0415  it is about what is found here

    return slips.explained(session, differing(start, end, words, today))


def differing(start: Point, end: Point, words: str = "", today: date = date.max) -> Comparison:
    """What differs between two points, without the steps that led there. Raises `SiamdeskError` for a bad query."""
    with bulk():
        if start.is_baseline or end.is_baseline:
            made = _against_baseline(start, end)
        else:
            made = compare.compare(start.portfolio, end.portfolio)
        # The baselines are those of the contracts they are compared with.
        held = start.portfolio if end.is_baseline else end.portfolio
        wanted = _asked(words, held, today)
        contracts, labels = held.contracts, _Labels(held)
        moved = tuple(
            Moved(contracts[each.contract_id], each.field, labels[each.field], each.before, each.after)
            for each in made.moved
            if wanted is None or each.contract_id in wanted
        )
    before = _asked(words, start.portfolio, today) if made.went else None
    return Comparison(
        start,
        end,
        moved,
        tuple(contracts[each] for each in made.came if wanted is None or each in wanted),
        tuple(start.portfolio.contracts[each] for each in made.went if before is None or each in before),
    )


class _Labels(dict[str, str]):
    """The labels of contracts' fields by key."""

    def __init__(self, portfolio: Portfolio) -> None:
        super().__init__()
        self._own = portfolio.own_fields

    def __missing__(self, key: str) -> str:
        about = fields.field_for("contract", key, self._own)
        label = self[key] = about.label if about is not None else key
        return label


def _asked(words: str, portfolio: Portfolio, today: date) -> set[str] | None:
    if not words:
        return None
    return {contract.id for contract in query.asked(words, portfolio).filter(portfolio, today)}


def _against_baseline(start: Point, end: Point) -> compare.Comparison:
    """The dates that are others than their baselines: the actual where there is one, else the forecast."""
    if start.is_baseline and end.is_baseline:
        return compare.Comparison((), (), ())
    moved = from_baseline(end.portfolio if start.is_baseline else start.portfolio)
    if end.is_baseline:
        moved = [compare.Difference(each.contract_id, each.field, each.after, each.before) for each in moved]
    return compare.Comparison((), (), tuple(moved))


def from_baseline(portfolio: Portfolio) -> list[compare.Difference]:
    """The dates that are others than their baselines: the actual where there is one, else the forecast."""
    found = []
    for contract in portfolio.contracts.values():
        for milestone in contract.milestones if not contract.withdrawn else ():
            best = milestone.best
            if milestone.baseline is not None and best is not None and best != milestone.baseline:
                key = lifecycle.milestone_key(milestone, "actual" if milestone.happened else "forecast")
                found.append(compare.Difference(contract.id, key, milestone.baseline, best))
    return found


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
                    "taken_back": step.is_back,
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
        yield f"{each.contract.called}, {each.label}: {before} → {after}{moved}"
        yield from (f"    {line}" for line in why(each))
    yield from (f"New: {contract.called}" for contract in made.came)
    yield from (f"Withdrawn: {contract.called}" for contract in made.went)


def why(moved: Moved) -> Iterator[str]:
    """The steps that made a difference, each in a line: by how much, where that was said, and when it was known."""
    for step in moved.steps:
        to = step.after.words or step.after.edtf if isinstance(step.after, When) else "" if step.after else "blank"
        days = f"{step.days} " if step.days is not None else f"{to} " if to else ""
        held = "without" if step.is_back else "in"
        late = f", entered {step.late:,} days later" if step.is_late else ""
        yield f"{days}{held} {step.source}, known {day_words(step.known_on)}{late}"


_ENTERED_LATE = 31
"""Days after which an entry is late enough to be said."""


def _words(key: str, value: Value, portfolio: Portfolio) -> str:
    about = fields.field_for("contract", key, portfolio.own_fields)
    return "" if about is None or value is None or value == () else shown.show(about, value, portfolio)

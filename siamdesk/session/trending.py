"""How milestones were foreseen over time: on each day on which something was known, the date each was to have.

For one contract, for a tower, or for all. Of many, those that moved the most are shown: a chart of more says nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from siamdesk.domain import lifecycle
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import DayRange, When, slippage
from siamdesk.session import comparing
from siamdesk.session.session import Session
from siamdesk.store.journal import Statement

MOST = 40
"""How many lines a chart shows at most."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What was foreseen on a day, whether it had happened by then, where that was said, and when it was entered."""

    day: date
    when: When
    happened: bool
    source: str
    entered: date
    moved: DayRange | None = None
    """How far it had moved since the point before; None for the first."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One milestone of one contract over time."""

    contract_id: str
    kind: str
    label: str
    points: tuple[TrendPoint, ...]

    @property
    def far(self) -> int:
        """How many days lie between the first and the last date foreseen, either way; 0 where an end is open."""
        days = slippage(self.points[0].when, self.points[-1].when)
        return max(abs(days.least or 0), abs(days.most or 0)) if days is not None else 0


@dataclass(frozen=True, slots=True)
class Trends:
    """The lines of a chart, those that moved the most where there are many, and how many there are in all."""

    shown: tuple[Trend, ...]
    count: int


def of_contract(session: Session, contract_id: str, kinds: Iterable[str] = lifecycle.HEADLINES) -> tuple[Trend, ...]:
    """The trends of a contract's milestones; those that were never dated are left out."""
    return tuple(_trends(session, [session.portfolio.contracts[contract_id]], tuple(kinds)))


def of_tower(session: Session, tower_id: str, kinds: Iterable[str] = lifecycle.HEADLINES) -> Trends:
    """The trends of the milestones of a tower's contracts."""
    mine = [each for each in session.portfolio.contracts.values() if each.tower_id == tower_id and not each.withdrawn]
    return _most(_trends(session, mine, tuple(kinds)))


def of_all(session: Session, kinds: Iterable[str] = lifecycle.HEADLINES) -> Trends:
    """The trends of the milestones of all contracts."""
    mine = [each for each in session.portfolio.contracts.values() if not each.withdrawn]
    return _most(_trends(session, mine, tuple(kinds)))


def _most(trends: Sequence[Trend]) -> Trends:
    chosen = sorted(range(len(trends)), key=lambda n: -trends[n].far)[:MOST]
    return Trends(tuple(trends[n] for n in sorted(chosen)), len(trends))


def _trends(session: Session, contracts: Sequence[Contract], kinds: Sequence[str]) -> list[Trend]:
    keys = [f"{kind}.{which}" for kind in kinds for which in ("forecast", "actual")]
    said = session.document.statements_of("contract", {each.id: keys for each in contracts})
    days = session.document.known_days()
    found = []
    for contract in contracts:
        live = [each for each in said.get(contract.id, ()) if each.live]
        name = contract.reference or contract.title or ""
        for kind in kinds:
            points = _points(live, kind, days, session.portfolio, sparse=len(contracts) > 1)
            if points:
                found.append(Trend(contract.id, kind, f"{name} {lifecycle.KIND[kind].label.lower()}", points))
    return found


def _points(
    said: Iterable[Statement], kind: str, days: Sequence[date], portfolio: Portfolio, *, sparse: bool
) -> tuple[TrendPoint, ...]:
    """A point for each day on which something was known, once the milestone has a date; TBC is none.

    Sparse, only for the days on which something was known of it, and for the last of all.
    """
    mine = [each for each in said if each.field in {f"{kind}.forecast", f"{kind}.actual"}]
    if sparse:
        days = sorted({*(each.known_on for each in mine), *days[-1:]}) if mine else ()
    points: list[TrendPoint] = []
    for day in days:
        held: dict[str, Statement] = {}
        for each in mine:
            if each.known_on <= day:
                held[each.field] = each
        actual, forecast = held.get(f"{kind}.actual"), held.get(f"{kind}.forecast")
        happened = actual is not None and isinstance(actual.new, When) and not actual.new.is_tbc
        best = actual if happened else forecast
        if best is not None and isinstance(best.new, When) and not best.new.is_tbc:
            moved = slippage(points[-1].when, best.new) if points else None
            where = comparing.where(best, portfolio)
            points.append(TrendPoint(day, best.new, happened, where, best.recorded_at.date(), moved))
            if happened:
                # What has happened moves no more.
                break
    return tuple(points)

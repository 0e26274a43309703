"""How a milestone was foreseen over time: on each day on which something was known, the date it was to have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from siamdesk.domain import lifecycle
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.session import comparing
from siamdesk.session.session import Session
from siamdesk.store.journal import Statement


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What was foreseen on a day, whether it had happened by then, and where that was said."""

    day: date
    when: When
    happened: bool
    source: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One milestone of one contract over time."""

    contract_id: str
    kind: str
    label: str
    points: tuple[TrendPoint, ...]


def of_contract(session: Session, contract_id: str, kinds: Iterable[str] = lifecycle.HEADLINES) -> tuple[Trend, ...]:
    """The trends of a contract's milestones; those that were never dated are left out."""
    portfolio = session.portfolio
    contract = portfolio.contracts[contract_id]
    said = [each for each in session.document.statements("contract", contract_id) if each.live]
    days = session.document.known_days()
    name = contract.reference or contract.title or ""
    trends = (
        Trend(contract_id, kind, f"{name} {lifecycle.KIND[kind].label.lower()}", _points(said, kind, days, portfolio))
        for kind in kinds
    )
    return tuple(trend for trend in trends if trend.points)


def _points(said: Iterable[Statement], kind: str, days: Iterable[date], portfolio: Portfolio) -> tuple[TrendPoint, ...]:
    """A point for each day on which something was known, once the milestone has a date; TBC is none."""
    mine = [each for each in said if each.field in {f"{kind}.forecast", f"{kind}.actual"}]
    points = []
    for day in days:
        held: dict[str, Statement] = {}
        for each in mine:
            if each.known_on <= day:
                held[each.field] = each
        actual, forecast = held.get(f"{kind}.actual"), held.get(f"{kind}.forecast")
        happened = actual is not None and isinstance(actual.new, When) and not actual.new.is_tbc
        best = actual if happened else forecast
        if best is not None and isinstance(best.new, When) and not best.new.is_tbc:
            points.append(TrendPoint(day, best.new, happened, comparing.where(best, portfolio)))
            if happened:
                # What has happened moves no more.
                break
    return tuple(points)

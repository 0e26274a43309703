"""Whether what depends on something comes after it: as ranges of days, since dates are ranges."""

from collections.abc import Mapping
from enum import StrEnum, auto

from siamdesk.domain.contract import Dependency
from siamdesk.domain.lifecycle import date_of
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import DayRange, distance


class Standing(StrEnum):
    """How a dependency stands."""

    KEPT = auto()
    """Whatever the days turn out to be, the dependent comes late enough."""
    DOUBTFUL = auto()
    """It may come too early."""
    BROKEN = auto()
    """It comes too early whatever the days turn out to be."""
    OPEN = auto()
    """One of the two is not dated."""


def room(dependency: Dependency, portfolio: Portfolio) -> DayRange | None:
    """The days to spare before a dependent comes too early, negative where it does; None where one is not dated."""
    before = portfolio.contracts.get(dependency.from_contract_id)
    after = portfolio.contracts.get(dependency.to_contract_id)
    if before is None or after is None:
        return None
    first, then = date_of(before, dependency.from_kind), date_of(after, dependency.to_kind)
    days = distance(first, then) if first is not None and then is not None else None
    if days is None:
        return None
    lag = dependency.lag_days
    least = days.least - lag if days.least is not None else None
    return DayRange(least, days.most - lag if days.most is not None else None)


def standing(days: DayRange | None) -> Standing:
    """What the days to spare say about a dependency."""
    if days is None:
        return Standing.OPEN
    if days.most is not None and days.most < 0:
        return Standing.BROKEN
    if days.least is None or days.least < 0:
        return Standing.DOUBTFUL
    return Standing.KEPT


def by_contract(dependencies: Mapping[str, Dependency]) -> dict[str, list[Dependency]]:
    """The dependencies that begin or end at each contract, in their order."""
    found: dict[str, list[Dependency]] = {}
    for each in dependencies.values():
        found.setdefault(each.from_contract_id, []).append(each)
        if each.to_contract_id != each.from_contract_id:
            found.setdefault(each.to_contract_id, []).append(each)
    return found

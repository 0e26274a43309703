"""The words of the status bar and of what lies under the pointer: how much, what comes next, what this is."""

from collections.abc import Sequence
from datetime import date

from siamdesk.domain import dependencies, fields, lifecycle, money, rows, when
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.worth import headline_value, totals
from siamdesk.timeline.hit import Hit
from siamdesk.timeline.view import spoken


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun."""
    return f"1 {one}" if count == 1 else f"{count:,} {many or one + 's'}"


def words_of_totals(contracts: Sequence[Contract]) -> str:
    """The values, each basis apart, and how many are not known."""
    words = [f"{money.show_short(each)} {each.basis or 'value'}" for each in totals(contracts)]
    unknown = sum(1 for c in contracts if (v := headline_value(c)) is None or (v.low is None and v.high is None))
    if unknown:
        words.append(f"{unknown:,} not known")
    return " · ".join(words)


def next_event(contracts: Sequence[Contract], day: date, fy_start: int) -> str:
    """The first headline milestone still to come; empty where none is dated."""
    coming = []
    for contract in contracts:
        for kind in lifecycle.HEADLINES:
            milestone = contract.milestone(kind)
            if milestone is None or milestone.forecast is None or milestone.forecast.is_tbc:
                continue
            last = milestone.forecast.latest or milestone.forecast.earliest
            if not milestone.happened and last is not None and last >= day:
                coming.append((when.sort_key(milestone.forecast), contract, milestone))
    if not coming:
        return ""
    _, contract, milestone = min(coming, key=lambda each: each[0])
    name = contract.reference or contract.title or ""
    label = lifecycle.KIND[milestone.kind].label.lower()
    return f"Next: {name} {label}, {spoken(milestone.forecast, fy_start)}" if milestone.forecast is not None else ""


def hover_words(hit: Hit, portfolio: Portfolio) -> str:
    """What to say of the part of a contract under the pointer; empty for the parts that speak for themselves."""
    contract = portfolio.contracts.get(hit.contract_id)
    if contract is None:
        return ""
    name = " ".join(part for part in (contract.reference, contract.title) if part)
    kind, _, phase = hit.part.partition(".")
    if kind == "dependency":
        return _dependency_words(phase, portfolio)
    if kind == "phase":
        label = lifecycle.PHASE_LABELS.get(lifecycle.Phase(phase), "") if phase in set(lifecycle.Phase) else ""
        return f"{name}\n{label}".rstrip()
    field = fields.field_for("contract", hit.part)
    if field is None:
        return ""
    value = rows.get(contract, hit.part)
    if not isinstance(value, when.When):
        return f"{name}\n{field.label}"
    fy_start = portfolio.settings.fy_start
    told = f"{name}\n{field.label}: {spoken(value, fy_start)}"
    if not value.is_exact and not value.is_tbc:
        first = when.day_words(value.earliest) if value.earliest else "any day"
        last = when.day_words(value.latest) if value.latest else "any day after"
        told += f"\n{first} to {last}"
    return told


def _dependency_words(dependency_id: str, portfolio: Portfolio) -> str:
    """What waits for what, and whether it comes late enough."""
    dependency = portfolio.dependencies.get(dependency_id)
    if dependency is None:
        return ""
    before = portfolio.contracts.get(dependency.from_contract_id)
    after = portfolio.contracts.get(dependency.to_contract_id)
    if before is None or after is None:
        return ""
    ends = ((after, dependency.to_kind), (before, dependency.from_kind))
    waiting, awaited = (f"{c.reference or c.title or ''} {lifecycle.KIND[kind].label.lower()}" for c, kind in ends)
    told = f"{waiting} waits for {awaited}"
    if dependency.lag_days:
        told += f" and {counted(dependency.lag_days, 'day')} more"
    days = dependencies.room(dependency, portfolio)
    stands = {
        dependencies.Standing.BROKEN: f"Comes too early: {days}",
        dependencies.Standing.DOUBTFUL: f"May come too early: {days} to spare",
        dependencies.Standing.KEPT: f"{days} to spare",
    }
    return f"{told}\n{stands.get(dependencies.standing(days), '')}".rstrip()

"""What the card says while a date is moved: old, new, by how much, and what depends on it."""

from html import escape

from siamdesk.domain import dependencies, fields, lifecycle
from siamdesk.domain.contract import Contract, Dependency
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import DayRange, When
from siamdesk.timeline.drag import Grip
from siamdesk.timeline.view import spoken

_MOST_NAMED = 4


def days_moved(old: When, new: When) -> str:
    """By how many days a date has moved: both its ends, or each where they moved differently."""
    moves = [
        (b - a).days
        for a, b in ((old.earliest, new.earliest), (old.latest, new.latest))
        if a is not None and b is not None
    ]
    if not moves:
        return ""
    words = str(DayRange(moves[0], moves[0]))
    if moves[0] == moves[-1]:
        return words
    return f"earliest {words}, latest {DayRange(moves[-1], moves[-1])}"


def told(held: Grip, new: When, portfolio: Portfolio) -> str:
    """The card's lines, as HTML. `portfolio` is the one in which the date has moved already."""
    contract = portfolio.contracts[held.contract_id]
    field = fields.field_for("contract", held.key)
    fy_start = portfolio.settings.fy_start
    name = " · ".join(filter(None, (contract.reference or contract.title, field.label if field else "")))
    lines = [f"<b>{escape(name)}</b>"]
    if new == held.old:
        lines.append(escape(spoken(held.old, fy_start)))
    else:
        was, now = escape(spoken(held.old, fy_start)), escape(spoken(new, fy_start))
        lines += [f"{was} → <b>{now}</b>", f"<b>{escape(days_moved(held.old, new))}</b>"]
    waiting = _dependents(held, portfolio)
    lines += [escape(_standing(each, portfolio)) for each in waiting[:_MOST_NAMED]]
    if len(waiting) > _MOST_NAMED:
        lines.append(f"and {len(waiting) - _MOST_NAMED} more wait for it")
    return "<br>".join(lines)


def _dependents(held: Grip, portfolio: Portfolio) -> list[Dependency]:
    parts = lifecycle.split_milestone_key(held.key)
    kind = parts[0] if parts is not None and parts[1] == 1 else ""
    return [
        each
        for each in portfolio.dependencies.values()
        if (each.from_contract_id, each.from_kind) == (held.contract_id, kind)
        and each.to_contract_id in portfolio.contracts
    ]


def _standing(dependency: Dependency, portfolio: Portfolio) -> str:
    waiting: Contract = portfolio.contracts[dependency.to_contract_id]
    name = f"{waiting.reference or waiting.title or 'A contract'} {lifecycle.KIND[dependency.to_kind].label.lower()}"
    days = dependencies.room(dependency, portfolio)
    match dependencies.standing(days):
        case dependencies.Standing.BROKEN:
            return f"{name} would come too early: {days}"
        case dependencies.Standing.DOUBTFUL:
            return f"{name} may come too early: {days} to spare"
        case dependencies.Standing.KEPT:
            return f"{name} waits for it: {days} to spare"
        case _:
            return f"{name} waits for it"

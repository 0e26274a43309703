"""What a hand can change: a field of a contract, a date with what waits for it, a new contract, one withdrawn.

Each is made as a change set, which is looked at, applied and undone like any other.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from siamdesk.domain import dependencies, fields, lifecycle, merge, rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Set, new_id
from siamdesk.domain.contract import Contract, Tower
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import LINK, LINKS, Field, Reading, Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.domain.when_moved import shifted


def read(portfolio: Portfolio, key: str, text: str) -> Value:
    """The value that somebody types for a field of a contract; blank is nothing. Raises `Unreadable`."""
    field = field_of(portfolio, key)
    if not text.strip():
        return () if field.type.name in {"list", "links"} else None
    if field.type is LINK:
        return _named(portfolio, field, text)
    if field.type is LINKS:
        return tuple(_named(portfolio, field, each) for each in text.replace(";", "\n").splitlines() if each.strip())
    reading = Reading(fy_start=portfolio.settings.fy_start, basis=field.basis)
    value = field.type.parse(text, reading)
    return str(field.type.store(value)) if key.startswith("x.") and value is not None else value


def field_of(portfolio: Portfolio, key: str) -> Field:
    """The field of that key. KeyError where there is none."""
    field = fields.field_for("contract", key, portfolio.own_fields)
    if field is None:
        raise KeyError(key)
    return field


def _named(portfolio: Portfolio, field: Field, text: str) -> str:
    if field.target == "tower":
        tower = merge.find_tower(text, portfolio.towers.values())
        if tower is None:
            raise Unreadable("no tower of that name")
        return tower.id
    wanted = matching(text)
    alike = [
        c.id for c in portfolio.contracts.values() if wanted in (matching(c.reference or ""), matching(c.title or ""))
    ]
    if len(alike) != 1:
        raise Unreadable("no one contract of that reference or title")
    return alike[0]


def set_field(portfolio: Portfolio, contract_ids: Collection[str], key: str, value: Value, today: date) -> ChangeSet:
    """Give some contracts a value; those that have it are left alone. The set may be empty."""
    field = field_of(portfolio, key)
    changes = []
    for contract_id in contract_ids:
        contract = portfolio.contracts[contract_id]
        old = rows.get(contract, key)
        if not rows.same("contract", key, old, value):
            changes.append(Set("contract", contract_id, key, old, value))
    return ChangeSet(f"{field.label} of {_who(portfolio, contract_ids)}", tuple(changes), today)


# Dates, and what waits for them.


@dataclass(frozen=True, slots=True)
class Waiting:
    """A milestone that waits, directly or through others, for one that moves; and the date it would get with it."""

    contract_id: str
    contract: str
    key: str
    label: str
    old: When
    new: When


def key_of(contract: Contract, kind: str, wave: int = 1) -> str:
    """The key of the date that counts for a milestone: the actual one where it has happened, else the forecast."""
    milestone = contract.milestone(kind, wave)
    which = "actual" if milestone is not None and milestone.happened else "forecast"
    suffix = f"#{wave}" if wave > 1 else ""
    return f"{kind}{suffix}.{which}"


def waiting_for(portfolio: Portfolio, contract_id: str, key: str, new: When) -> tuple[Waiting, ...]:
    """What would have to move along when a date becomes another: all that waits for it and has not happened yet.

    It moves by as many days as the latest day of the date does. Nothing waits for a date that becomes earlier, is of
    a baseline, or has no last day.
    """
    contract = portfolio.contracts[contract_id]
    old = rows.get(contract, key)
    parts = lifecycle.split_milestone_key(key)
    if parts is None or not isinstance(old, When) or old.latest is None or new.latest is None or parts[2] == "baseline":
        return ()
    days = (new.latest - old.latest).days
    return tuple(_along(portfolio, (contract_id, parts[0]), days)) if days > 0 else ()


def _along(portfolio: Portfolio, start: tuple[str, str], days: int) -> Iterator[Waiting]:
    held = dependencies.by_contract(portfolio.dependencies)
    seen, waiting = {start}, [start]
    while waiting:
        contract_id, kind = waiting.pop()
        for each in held.get(contract_id, ()):
            end = each.to_contract_id, each.to_kind
            if (each.from_contract_id, each.from_kind) != (contract_id, kind) or end in seen:
                continue
            seen.add(end)
            waiting.append(end)
            contract = portfolio.contracts.get(end[0])
            if contract is None:
                continue
            key = key_of(contract, end[1])
            old = rows.get(contract, key)
            if key.endswith(".forecast") and isinstance(old, When) and not old.is_tbc:
                label = field_of(portfolio, key).label
                yield Waiting(contract.id, _called(contract), key, label, old, shifted(old, days))


def move_date(
    portfolio: Portfolio, contract_id: str, key: str, new: When | None, today: date, along: Sequence[Waiting] = ()
) -> ChangeSet:
    """Give a date another value, and what waits for it along with it, as one step."""
    first = set_field(portfolio, [contract_id], key, new, today)
    more = tuple(Set("contract", each.contract_id, each.key, each.old, each.new) for each in along)
    label = f"{first.label} and {len(more)} that wait for it" if more else first.label
    return ChangeSet(label, (*first.changes, *more), today)


# Contracts that come and go.


def new_contract(portfolio: Portfolio, title: str, reference: str, tower: str, today: date) -> tuple[ChangeSet, str]:
    """A new contract in the tower of that name, which is made where there is none; and the contract's id.

    Raises `SiamdeskError` where it has neither a title nor a reference.
    """
    title, reference, tower = title.strip(), reference.strip(), tower.strip()
    if not title and not reference:
        raise SiamdeskError("Give the contract a title or a reference.")
    changes: list[Change] = []
    tower_id = None
    if tower:
        known = merge.find_tower(tower, portfolio.towers.values())
        if known is None:
            known = Tower(new_id(), tower, (), len(portfolio.towers))
            changes.append(Make(known))
        tower_id = known.id
    contract = Contract(new_id(), reference=reference or None, title=title or None, tower_id=tower_id)
    changes.append(Make(contract))
    return ChangeSet(f"New contract {_called(contract)}", tuple(changes), today), contract.id


def withdraw(portfolio: Portfolio, contract_ids: Collection[str], today: date) -> ChangeSet:
    """Mark contracts as withdrawn: they are no longer shown, and nothing of them is lost."""
    made = set_field(portfolio, contract_ids, "withdrawn", value=True, today=today)
    return ChangeSet(f"Withdraw {_who(portfolio, contract_ids)}", made.changes, today)


def _who(portfolio: Portfolio, contract_ids: Collection[str]) -> str:
    """The contract by its name, or how many there are."""
    if len(contract_ids) != 1:
        return f"{len(contract_ids)} contracts"
    return _called(portfolio.contracts[next(iter(contract_ids))])


def _called(contract: Contract) -> str:
    return contract.reference or contract.title or "a contract"

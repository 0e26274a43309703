"""What differs between two portfolios: what came, what went, what moved and by how much."""

from collections.abc import Iterator
from dataclasses import dataclass

from siamdesk.domain import fields, lifecycle
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.field_types import WHEN, Value, folded
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import DayRange, When, slippage


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a contract that differs. `days` is how far a date moved, as a range; None for other fields."""

    contract_id: str
    field: str
    before: Value
    after: Value
    days: DayRange | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two portfolios, in the order of the later one."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[Difference, ...]


def compare(before: Portfolio, after: Portfolio) -> Comparison:
    """What came, what went (withdrawn included), and every field that differs. Words alone make no difference."""
    earlier = {c.id: c for c in before.contracts.values() if not c.withdrawn}
    later = {c.id: c for c in after.contracts.values() if not c.withdrawn}
    moved: list[Difference] = []
    for contract_id, contract in later.items():
        other = earlier.get(contract_id)
        if other is not None and other is not contract:
            moved += differences(other, contract)
    return Comparison(
        tuple(contract_id for contract_id in later if contract_id not in earlier),
        tuple(contract_id for contract_id in earlier if contract_id not in later),
        tuple(moved),
    )


def differences(before: Contract, after: Contract) -> Iterator[Difference]:
    """The fields in which two states of a contract differ."""
    for field in fields.ENTITIES["contract"].fields:
        old, new = getattr(before, field.key), getattr(after, field.key)
        if old != new and not same_field(old, new):
            days = slippage(old, new) if field.type is WHEN and old is not None and new is not None else None
            yield Difference(after.id, field.key, old, new, days)
    yield from _dates(before, after)
    theirs, ours = dict(before.own), dict(after.own)
    for field_id in sorted({*theirs, *ours}):
        if theirs.get(field_id) != ours.get(field_id):
            yield Difference(after.id, f"x.{field_id}", theirs.get(field_id), ours.get(field_id))


def _dates(before: Contract, after: Contract) -> Iterator[Difference]:
    if before.milestones == after.milestones:
        return
    kinds = {(m.kind, m.wave) for m in (*before.milestones, *after.milestones)}
    for kind, wave in sorted(kinds, key=lambda each: (lifecycle.ORDER[each[0]], each[1])):
        old = before.milestone(kind, wave) or Milestone(kind, wave)
        new = after.milestone(kind, wave) or Milestone(kind, wave)
        for which in fields.DATES:
            one: When | None = getattr(old, which)
            other: When | None = getattr(new, which)
            if one != other:
                days = slippage(one, other) if one is not None and other is not None else None
                yield Difference(after.id, lifecycle.milestone_key(new, which), one, other, days)


def moved_dates(before: Contract, after: Contract) -> dict[str, DayRange | None]:
    """How far each milestone's date to go by has moved, by kind, whichever of its three dates it was read from.

    The first wave stands for its kind, as in `lifecycle.date_of`.
    """
    found: dict[str, DayRange | None] = {}
    for kind in dict.fromkeys(milestone.kind for milestone in after.milestones):
        old, new = lifecycle.date_of(before, kind), lifecycle.date_of(after, kind)
        if old is not None and new is not None and old != new:
            found[kind] = slippage(old, new)
    return found


def same_field(one: Value, other: Value) -> bool:
    """Whether two values of a contract's field say the same, whatever their words, spaces and line ends.

    Blank is nothing, however it is written; No and 0 are something.
    """
    if one is other or one == other:
        return True
    # What is no text says what it says, unless it is a blank beside a text or a list.
    texts = isinstance(one, _WORDED) or isinstance(other, _WORDED)
    return texts and _plain(one) == _plain(other)


_WORDED = (str, tuple)


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return folded(value) or None
    if isinstance(value, tuple):
        return tuple(folded(each) for each in value) or None
    return value

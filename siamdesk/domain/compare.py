"""What differs between two portfolios: what came, what went, what moved and by how much."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, cast

from siamdesk.domain import fields, lifecycle, rows
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.field_types import Value, folded
from siamdesk.domain.fields import Row
from siamdesk.domain.overlay import Overlay
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import DayRange, When, slippage


class Difference(NamedTuple):
    """One field of a contract that differs."""

    contract_id: str
    field: str
    before: Value
    after: Value

    @property
    def days(self) -> DayRange | None:
        """How far a date moved, as a range; None for other fields, for TBC and for a date that came or went."""
        old, new = self.before, self.after
        return slippage(old, new) if isinstance(old, When) and isinstance(new, When) else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two portfolios, in the order of the later one."""

    came: tuple[str, ...]
    went: tuple[str, ...]
    moved: tuple[Difference, ...]


def compare(before: Portfolio, after: Portfolio) -> Comparison:
    """What came, what went (withdrawn included), and every field that differs. Words alone make no difference."""
    earlier, later = before.contracts, after.contracts
    both = _touched(earlier, later)
    if both is not None:
        return _by_field(before, after, both)
    theirs = {c.id: c for c in earlier.values() if not c.withdrawn}
    ours = {c.id: c for c in later.values() if not c.withdrawn}
    moved: list[Difference] = []
    for contract_id, contract in ours.items():
        other = theirs.get(contract_id)
        if other is not None and other is not contract:
            moved += differences(other, contract)
    return Comparison(
        tuple(contract_id for contract_id in ours if contract_id not in theirs),
        tuple(contract_id for contract_id in theirs if contract_id not in ours),
        tuple(moved),
    )


_Said = Mapping[str, Mapping[str, Value]]


def _touched(earlier: Mapping[str, Contract], later: Mapping[str, Contract]) -> "_Both | None":
    """What two states say that are laid over one base; None if they are not."""
    base = earlier.base if isinstance(earlier, Overlay) else earlier
    if base is not (later.base if isinstance(later, Overlay) else later):
        return None
    said: list[_Said] = []
    whole: set[str] = set()
    for each in (earlier, later):
        said.append(each.said if isinstance(each, Overlay) else {})
        whole.update(each.whole if isinstance(each, Overlay) else ())
    return _Both(cast("Mapping[str, Contract]", base), said[0], said[1], whole)


@dataclass(frozen=True, slots=True)
class _Both:
    """A base, what the earlier and the later state say of its fields, and the rows of which either says the whole."""

    base: Mapping[str, Contract]
    before: _Said
    after: _Said
    whole: Collection[str]


def _by_field(before: Portfolio, after: Portfolio, both: _Both) -> Comparison:
    """As `compare`, by the fields that can differ: no row is made for it."""
    # A row that comes or goes, or may be withdrawn, is looked at whole.
    whole = {*both.whole, *(each for said in (both.before, both.after) for each in said if "withdrawn" in said[each])}
    moved: list[Difference] = []
    for contract_id in after.contracts:
        if contract_id in whole:
            one, other = before.contracts.get(contract_id), after.contracts[contract_id]
            if one is not None and not one.withdrawn and not other.withdrawn:
                moved += differences(one, other)
        elif contract_id in both.before or contract_id in both.after:
            held = both.base[contract_id]
            if not held.withdrawn:
                said = both.before.get(contract_id, _NOTHING), both.after.get(contract_id, _NOTHING)
                moved += _differences_of(held, *said)
    came = (each for each in after.contracts if each in whole and not after.contracts[each].withdrawn)
    went = (each for each in before.contracts if each in whole and not before.contracts[each].withdrawn)
    return Comparison(
        tuple(each for each in came if not _stands(each, before)),
        tuple(each for each in went if not _stands(each, after)),
        tuple(moved),
    )


def _stands(contract_id: str, portfolio: Portfolio) -> bool:
    held = portfolio.contracts.get(contract_id)
    return held is not None and not held.withdrawn


_NOTHING: Mapping[str, Value] = {}


def _differences_of(held: Contract, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Difference]:
    """As `differences`, of a contract with some of its fields others before, and some others after."""
    for key in sorted({*before, *after} if before and after else before or after, key=_rank):
        stands = _GETTERS[key](held) if key not in before or key not in after else None
        old = before.get(key, stands)
        new = after.get(key, stands)
        if old is not new and old != new and not (key in _PLAIN and same_field(old, new)):
            yield Difference(held.id, key, old, new)


class _Getters(dict[str, Callable[[Row], Value]]):
    """What gives the value of a contract's field, by key."""

    def __missing__(self, key: str) -> Callable[[Row], Value]:
        found = self[key] = rows.getter("contract", key)
        return found


_GETTERS = _Getters()


def differences(before: Contract, after: Contract) -> Iterator[Difference]:
    """The fields in which two states of a contract differ."""
    theirs, ours = _VALUES(before), _VALUES(after)
    if theirs != ours:
        for field, old, new in zip(_FIELDS, theirs, ours, strict=True):
            if old is not new and old != new and not same_field(old, new):
                yield Difference(after.id, field.key, old, new)
    if before.milestones != after.milestones:
        yield from _dates(before, after)
    if before.own != after.own:
        their_own, our_own = dict(before.own), dict(after.own)
        for field_id in sorted({*their_own, *our_own}):
            if their_own.get(field_id) != our_own.get(field_id):
                yield Difference(after.id, f"x.{field_id}", their_own.get(field_id), our_own.get(field_id))


_FIELDS = fields.ENTITIES["contract"].fields
_PLAIN = {field.key: place for place, field in enumerate(_FIELDS)}
_VALUES = attrgetter(*(field.key for field in _FIELDS))


def _dates(before: Contract, after: Contract) -> Iterator[Difference]:
    for one, other in _pairs(before.milestones, after.milestones):
        if one is other:
            continue
        for which, old, new in zip(fields.DATES, _DATES(one), _DATES(other), strict=True):
            if old is not new and old != new:
                yield Difference(after.id, _key(one.kind, one.wave, which), old, new)


_DATES = attrgetter(*fields.DATES)


def _pairs(before: tuple[Milestone, ...], after: tuple[Milestone, ...]) -> Iterable[tuple[Milestone, Milestone]]:
    """The milestones of two states side by side, one without dates for one that is not there."""
    if [(m.kind, m.wave) for m in before] == [(m.kind, m.wave) for m in after]:
        return zip(before, after, strict=True)
    theirs, ours = ({(m.kind, m.wave): m for m in each} for each in (before, after))
    names = sorted({*theirs, *ours}, key=lambda each: (lifecycle.ORDER[each[0]], each[1]))
    return [(theirs.get(name) or Milestone(*name), ours.get(name) or Milestone(*name)) for name in names]


@lru_cache(maxsize=1 << 12)
def _key(kind: str, wave: int, which: str) -> str:
    return lifecycle.milestone_key(Milestone(kind, wave), which)


@lru_cache(maxsize=1 << 12)
def _rank(key: str) -> tuple[int, int, int, int, str]:
    """Where `differences` has a field: its own fields in their order, the dates, then the user's own columns."""
    if key in _PLAIN:
        return (0, _PLAIN[key], 0, 0, "")
    parts = lifecycle.split_milestone_key(key)
    if parts is None:
        return (2, 0, 0, 0, key)
    return (1, lifecycle.ORDER[parts[0]], parts[1], fields.DATES.index(parts[2]), "")


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

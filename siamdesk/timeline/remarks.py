"""What is said on the timeline where a contract ends: a gap until the next one, or the time in which both run."""

from collections.abc import Mapping
from dataclasses import dataclass

from siamdesk.domain.contract import Contract
from siamdesk.domain.handover import Handover, handover, successors
from siamdesk.domain.when import DayRange


@dataclass(frozen=True, slots=True)
class Remark:
    """A short sentence drawn where a contract ends, or where both run, in the style it is said in.

    It stands beside a washed stretch from `first` to before `last`, both days as ordinals; without `first` from the
    last end on, and without `last` nobody knows how far: it fades.
    """

    text: str
    style: str = "danger"
    first: int | None = None
    last: int | None = None


_Following = dict[str, tuple[Contract, ...]]

_kept: list[tuple[Mapping[str, Contract], _Following]] = []
"""Who follows whom, for the contracts asked about last: as they are, and as they would be while one is moved."""
_KEPT = 2


def _following(contracts: Mapping[str, Contract]) -> _Following:
    """Who follows whom, kept as long as the contracts are the same."""
    found = next((each for each in _kept if each[0] is contracts), None)
    if found is None:
        found = contracts, successors(contracts)
    elif found is _kept[0]:
        return found[1]
    else:
        _kept.remove(found)
    _kept.insert(0, found)
    del _kept[_KEPT:]
    return found[1]


def moved(contract: Contract, before: Mapping[str, Contract], after: Mapping[str, Contract]) -> list[str]:
    """The contracts that end where this one begins: what is said of their ends may be another once its dates are.

    `after` holds the contract with its new dates, `before` as it was; all else is the same in both, so that who follows
    whom need not be found out anew.
    """
    following = _following(before)
    ended = [contract_id for contract_id, each in following.items() if any(one.id == contract.id for one in each)]
    if before is not after:
        moved_too = {key: tuple(contract if one.id == contract.id else one for one in following[key]) for key in ended}
        _kept.insert(0, (after, following | moved_too))
        del _kept[_KEPT:]
    return ended


def remark_on(contract: Contract, contracts: Mapping[str, Contract]) -> Remark | None:
    """What there is to say about the end of a contract; None where one day follows the other, or nobody knows."""
    following = _following(contracts).get(contract.id)
    found = handover(contract, following) if following else None
    return _said(found) if found is not None else None


def _said(found: Handover) -> Remark | None:
    end = found.end.latest or found.end.earliest
    first = end.toordinal() + 1 if end is not None else None
    count = len(found.successors)
    if found.undated == count:
        if count == 1:
            return Remark(f"{_name(found.successors[0])} is not dated to take over when it ends", "danger", first)
        towers = {each.tower_id for each in found.successors}
        who = "tower" if len(towers) > 1 else "successor"
        return Remark(f"no {who} is dated to take over when it ends", "danger", first)
    if found.undated:
        verb = "is" if found.undated == 1 else "are"
        return Remark(f"{found.undated} of {count} successors {verb} not dated to take over", "danger", first)
    gap, last, start = found.gap, found.last, found.start
    if gap is None or last is None or start is None:
        return None
    taken = start.latest or start.earliest
    until = taken.toordinal() if taken is not None else None
    if gap.least is not None and gap.least > 0:
        return Remark(f"{_days(gap)} without service before {_name(last)} takes over", "danger", first, until)
    if gap.most is None:
        return Remark(f"no last day on which {_name(last)} takes over", "warning", first)
    if gap.most > 0:
        return Remark(f"up to {gap.most} d without service before {_name(last)} takes over", "warning", first, until)
    if gap.most < 0 and start.earliest is not None:
        least = -gap.least if gap.least is not None else None
        both = _days(DayRange(-gap.most, least))
        return Remark(f"{_name(last)} runs beside it for {both}", "info", start.earliest.toordinal(), first)
    return None


def _name(contract: Contract) -> str:
    return contract.reference or contract.title or "its successor"


def _days(days: DayRange) -> str:
    if days.most is None:
        return f"at least {days.least} d"
    return f"{days.least} d" if days.least == days.most else f"{days.least} to {days.most} d"

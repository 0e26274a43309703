"""What happens when a contract ends: a successor takes over the day after, too late, too early, or on no known day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import matching
from siamdesk.domain.lifecycle import date_of
from siamdesk.domain.when import DayRange, When, distance

_ENDS = ("current_end", "initial_end", "extension_end", "maximum_end")
_STARTS = ("service_transfer", "effective_date")


@dataclass(frozen=True, slots=True)
class Handover:
    """The end of a contract, and who takes over when.

    `gap` is the number of days without service in between, as a range; negative where both run side by side. It is
    that of the successor who comes last; None where none is dated.
    """

    end: When
    successors: tuple[Contract, ...]
    undated: int
    """How many of them have no day to take over on."""
    last: Contract | None
    start: When | None
    """The day on which the last of them takes over."""
    gap: DayRange | None


def successors(contracts: Mapping[str, Contract]) -> dict[str, tuple[Contract, ...]]:
    """The contracts that follow each contract: those that name it as predecessor.

    Who names only a supplier as incumbent follows the contract of that supplier, where there is exactly one: an
    incumbent of long standing often has one contract for everything, and no register says so in a column.
    """
    found: dict[str, list[Contract]] = {}
    named: dict[str, list[Contract]] = {}
    for contract in contracts.values():
        if contract.withdrawn:
            continue
        if contract.predecessor_id is not None:
            found.setdefault(contract.predecessor_id, []).append(contract)
        elif contract.incumbent:
            named.setdefault(contract.incumbent, []).append(contract)
    if named:
        held = _contracts_by_supplier(contracts)
        for incumbent, following in named.items():
            holders = held.get(matching(incumbent), [])
            if len(holders) == 1:
                before = holders[0].id
                found.setdefault(before, []).extend(each for each in following if each.id != before)
    return {contract_id: tuple(each) for contract_id, each in found.items() if each}


def _contracts_by_supplier(contracts: Mapping[str, Contract]) -> dict[str, list[Contract]]:
    words: dict[str, str] = {}
    held: dict[str, list[Contract]] = {}
    for contract in contracts.values():
        for supplier in () if contract.withdrawn else contract.suppliers:
            name = words.get(supplier)
            if name is None:
                name = words[supplier] = matching(supplier)
            held.setdefault(name, []).append(contract)
    return held


def _dated(contract: Contract, kinds: tuple[str, ...]) -> When | None:
    for kind in kinds:
        found = date_of(contract, kind)
        if found is not None and not found.is_tbc:
            return found
    return None


def handover(contract: Contract, following: Sequence[Contract]) -> Handover | None:
    """What happens when the contract ends; None where its end is not dated or nothing is recorded to follow it."""
    end = _dated(contract, _ENDS)
    if end is None or not following:
        return None
    starts = [(start, each) for each in following if (start := _dated(each, _STARTS)) is not None]
    undated = len(following) - len(starts)
    if not starts:
        return Handover(end, tuple(following), undated, None, None, None)
    start, last = max(starts, key=lambda each: (each[0].latest is None, each[0].latest or each[0].earliest))
    days = distance(end, start)
    gap = None
    if days is not None:
        gap = DayRange(*(bound - 1 if bound is not None else None for bound in (days.least, days.most)))
    return Handover(end, tuple(following), undated, last, start, gap)

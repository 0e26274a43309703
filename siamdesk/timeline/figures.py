"""What the lanes under the timeline show: spend by financial year, posts that transfer, and dates that are due."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from siamdesk.domain.contract import Contract
from siamdesk.domain.lifecycle import date_of
from siamdesk.domain.money import Money, add
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.timeline.rows import tower_styles


class Share(NamedTuple):
    """The part of a year's spend that is one tower's, of one kind of cost."""

    tower_id: str
    cost: str
    amount: Money

    @property
    def size(self) -> Decimal:
        """What is sure of it: the lower end of a range."""
        known = self.amount.low if self.amount.low is not None else self.amount.high
        return max(known or Decimal(0), Decimal(0))


class Stack(NamedTuple):
    """The spend of one financial year on one basis and in one currency: others are never added to it."""

    year: int
    """The calendar year in which the financial year begins."""
    shares: tuple[Share, ...]
    total: Money

    @property
    def size(self) -> Decimal:
        """How high it stands."""
        return sum((each.size for each in self.shares), Decimal(0))


class Posts(NamedTuple):
    """Posts that transfer under TUPE: how many in the words of the register, and when."""

    contract_id: str
    name: str
    words: str
    when: When | None
    """None where it is to be confirmed or not mentioned."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the lanes show of some contracts."""

    stacks: tuple[Stack, ...] = ()
    posts: tuple[Posts, ...] = ()
    due: "array[int]" = field(default_factory=lambda: array("l"))
    """The last day of each milestone that has not happened yet, as ordinals in order."""
    towers: tuple[tuple[str, str, str], ...] = ()
    """Id, name and style of the towers that spend, in their order."""
    unknown: int = 0
    """Lines of spend without an amount."""

    def due_between(self, first: int, last: int) -> int:
        """How many milestones are due from one day to the day before another, both as ordinals."""
        return bisect_left(self.due, last) - bisect_left(self.due, first)


def figures(contracts: Sequence[Contract], portfolio: Portfolio) -> Figures:
    """The figures of those contracts."""
    chosen = {each.id: each for each in contracts}
    held: dict[tuple[int, str, str, str], dict[tuple[str, str], list[Money]]] = {}
    unknown = 0
    for line in portfolio.spend.values():
        contract, amount = chosen.get(line.contract_id), line.amount
        if contract is None:
            continue
        if amount is None or not amount.is_known:
            unknown += 1
            continue
        key = line.year, str(amount.basis), amount.currency, amount.per
        held.setdefault(key, {}).setdefault((contract.tower_id or "", line.cost), []).append(amount)
    order = {tower_id: place for place, tower_id in enumerate(tower_styles(portfolio))}
    stacks = []
    for (year, *_), by_share in sorted(held.items(), key=lambda each: each[0]):
        # Run cost lies below entry cost, tower upon tower.
        keys = sorted(by_share, key=lambda key: (order.get(key[0], len(order)), key[1] == "entry"))
        shares = tuple(Share(tower_id, cost, add(by_share[tower_id, cost])) for tower_id, cost in keys)
        stacks.append(Stack(year, shares, add(each.amount for each in shares)))
    spending = {share.tower_id for stack in stacks for share in stack.shares}
    styles = tower_styles(portfolio)
    towers = tuple((key, portfolio.towers[key].name, style) for key, style in styles.items() if key in spending)
    if spending - set(styles):
        towers = (*towers, ("", "No tower", "rag.none"))
    return Figures(tuple(stacks), _posts(contracts), _due(contracts), towers, unknown)


def _posts(contracts: Sequence[Contract]) -> tuple[Posts, ...]:
    found = []
    for contract in contracts:
        if contract.tupe_posts:
            when = date_of(contract, "tupe_transfer")
            name = contract.reference or contract.title or ""
            dated = when if when is not None and not when.is_tbc else None
            found.append(Posts(contract.id, name, contract.tupe_posts, dated))
    return tuple(found)


def _due(contracts: Sequence[Contract]) -> "array[int]":
    days: list[int] = []
    for contract in contracts:
        for milestone in contract.milestones:
            if not milestone.happened:
                best = milestone.forecast or milestone.baseline
                last = (best.latest or best.earliest) if best is not None else None
                if last is not None:
                    days.append(last.toordinal())
    days.sort()
    return array("l", days)

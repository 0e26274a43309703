"""What is due, overdue or running out on a day: the dates of contracts that are still to come, the first first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from siamdesk.domain import lifecycle
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.when import When, sort_key

RUNS_OUT = frozenset(
    {"notice_date", "extension_decision", "break_point", "initial_end", "current_end", "extension_end", "maximum_end"}
)
"""Kinds of milestone by which a contract ends, or by which somebody must have said that it goes on."""


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone that has not happened, and the date to go by."""

    contract: Contract
    milestone: Milestone
    when: When

    @property
    def key(self) -> str:
        """The field in which its date stands."""
        return lifecycle.milestone_key(self.milestone, "forecast")

    @property
    def label(self) -> str:
        """What is due: "Contract award", "Service transfer 2"."""
        nth = f" {self.milestone.wave}" if self.milestone.wave > 1 else ""
        return f"{lifecycle.KIND[self.milestone.kind].label}{nth}"


def still_open(contracts: Iterable[Contract]) -> Iterator[Due]:
    """Every dated milestone without an actual date, by contract; what is TBC has no day on which it is due."""
    for contract in contracts:
        if contract.withdrawn:
            continue
        for milestone in contract.milestones:
            if not milestone.happened:
                when = milestone.forecast or milestone.baseline
                if when is not None and not when.is_tbc:
                    yield Due(contract, milestone, when)


def overdue(waiting: Iterable[Due], today: date) -> list[Due]:
    """What of all that is still open was foreseen for days that are past. What runs out has simply run out."""
    found = (
        each
        for each in waiting
        if each.milestone.kind not in RUNS_OUT and each.when.latest is not None and each.when.latest < today
    )
    return _in_order(found)


def due(waiting: Iterable[Due], today: date, days: int) -> list[Due]:
    """What of all that is still open may fall into the next `days` days, today among them."""
    last = today + timedelta(days)
    return _in_order(each for each in waiting if falls(each.when, today, last))


def running_out(waiting: Iterable[Due], first: date, last: date) -> list[Due]:
    """Ends, breaks, notices and extension decisions, still open, that may fall between two days, both among them."""
    return _in_order(each for each in waiting if each.milestone.kind in RUNS_OUT and falls(each.when, first, last))


def falls(when: When, first: date, last: date) -> bool:
    """Whether a date may fall into some days. One without a last day falls where it begins."""
    earliest = when.earliest or when.latest
    latest = when.latest or when.earliest
    return earliest is not None and latest is not None and earliest <= last and latest >= first


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return min(first + timedelta(day.day - 1), following - timedelta(1))


def _in_order(found: Iterable[Due]) -> list[Due]:
    return sorted(found, key=lambda each: (sort_key(each.when), lifecycle.ORDER[each.milestone.kind]))

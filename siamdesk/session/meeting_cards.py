"""The cards of a review's pages: what has to be read from the last row of the room."""

import heapq
from collections.abc import Sequence

from siamdesk.domain import lifecycle, money
from siamdesk.domain.contract import Contract
from siamdesk.domain.handover import handover
from siamdesk.domain.lifecycle import Phase, phase_on
from siamdesk.domain.money import Money
from siamdesk.domain.upcoming import Due
from siamdesk.domain.when import DayRange, slippage
from siamdesk.domain.worth import headline_value, totals
from siamdesk.session import meeting_lines
from siamdesk.session.meeting import DUE_WITHIN, Meeting
from siamdesk.session.meeting_lines import ACTUAL
from siamdesk.timeline.review_page import Card, Line


def dates_moved(meeting: Meeting, lines: Sequence[Line]) -> Card:
    """How many dates moved, in how many contracts."""
    dates = [line for line in lines if line.cells[3].text.endswith(" d")]
    contracts = len({line.key for line in dates})
    if not dates:
        return Card("No date moved", meeting.since, "quiet")
    one = len(dates) == 1
    where = f"in {contracts:,} contract{'' if contracts == 1 else 's'} {meeting.since}"
    return Card("1 date moved" if one else f"{len(dates):,} dates moved", where)


def moved_most(lines: Sequence[Line], meeting: Meeting) -> Card:
    """The date that moved most: the first line, as they are sorted."""
    worst = next((line for line in lines if line.cells[3].text.endswith(" d")), None)
    if worst is None and lines and all(line.key in meeting.came for line in lines):
        return Card("New", f"not there {meeting.since.replace('since', 'at', 1)}")
    if worst is None:
        return Card("Nothing moved", f"no date is another {meeting.since}", "quiet")
    figure = worst.cells[3].text.replace(" d", " days")
    what = worst.cells[0].text
    now = worst.cells[2].text.removesuffix(ACTUAL)
    return Card(figure, f"{what[:1].lower()}{what[1:]}, now {now}", worst.cells[3].tone)


def overdue(late: Sequence[Due], meeting: Meeting) -> Card:
    """How much is overdue, and what first."""
    if not late:
        return Card("Nothing overdue", "every date that is past has happened", "quiet")
    first = late[0]
    words = f"first {first.label.lower()}, {first.contract.short}, {meeting_lines.until(first.when, meeting.today)}"
    return Card(f"{len(late):,} overdue", words, "late")


_STATES = {
    Phase.DEFINE: ("Being defined", "tender_launch", "launch", False),
    Phase.TENDER: ("Tender live", "tender_launch", "launched", True),
    Phase.MOBILISE: ("Mobilising", "contract_award", "awarded", True),
    Phase.SERVICE: ("In service", "service_transfer", "since", True),
    Phase.EXTENSION: ("In extension", "maximum_end", "until", False),
    Phase.ENDED: ("Ended", "current_end", "on", True),
    Phase.UNDATED: ("Not dated", "", "", False),
}
_FIRST = (Phase.TENDER, Phase.MOBILISE, Phase.DEFINE, Phase.EXTENSION, Phase.SERVICE, Phase.ENDED, Phase.UNDATED)
"""Which contract of a tower is spoken of first: one that is being bought before one that runs."""


_LOOKED_AT = 50
"""How many contracts of a tower are asked for their phase, the largest."""


def state(meeting: Meeting, contracts: Sequence[Contract]) -> Card:
    """Where the tower stands: the phase of the contract that is spoken of first."""
    large = heapq.nlargest(_LOOKED_AT, contracts, key=_size)
    if not large:
        return Card("No contract", "nothing is recorded here", "quiet")
    contract = min(large, key=lambda each: (_FIRST.index(phase_on(each, meeting.today)), -_size(each)))
    figure, kind, verb, told_by_plan = _STATES[phase_on(contract, meeting.today)]
    when = lifecycle.date_of(contract, kind) if kind else None
    name = contract.short if len(contracts) > 1 else ""
    if when is None:
        return Card(figure, ", ".join(part for part in (name, f"{verb} not dated" if verb else "") if part))
    if when.is_tbc:
        return Card(figure, ", ".join(part for part in (name, f"{lifecycle.KIND[kind].label.lower()} TBC") if part))
    milestone = contract.milestone(kind)
    if told_by_plan and milestone is not None and not milestone.happened:
        # Nobody has said that it took place: it is not told as if it had.
        foreseen = meeting_lines.said(when, meeting.portfolio)
        words = f"{lifecycle.KIND[kind].label.lower()} was to be {foreseen}"
        return Card("Overdue", ", ".join(part for part in (name, words) if part), "late")
    words = f"{verb} {meeting_lines.said(when, meeting.portfolio)}"
    if told_by_plan and milestone is not None and milestone.baseline is not None:
        days = slippage(milestone.baseline, when)
        if days == DayRange(0, 0):
            words += ", as planned"
        elif days is not None:
            words += f", {days} on the plan"
    return Card(figure, ", ".join(part for part in (name, words) if part))


def _size(contract: Contract) -> float:
    value = headline_value(contract)
    return float(value.high or value.low or 0) if value is not None else 0.0


def trouble(meeting: Meeting, contracts: Sequence[Contract], late: Sequence[Due], coming: Sequence[Due]) -> Card:
    """What is wrong, the worst first: a gap in service, what is overdue, a RAG of red or amber; else what is next."""
    gaps = []
    for contract in contracts:
        found = handover(contract, meeting.following.get(contract.id, ()))
        if found is not None and found.gap is not None and found.last is not None and (found.gap.most or 1) > 0:
            gaps.append((found.gap.size, found.gap, contract, found.last))
    if gaps:
        _, gap, contract, last = max(gaps, key=lambda each: each[0])
        return Card(_gap(gap), f"{contract.short} ends before {last.short} takes over", "warning")
    if late:
        return overdue(late, meeting)
    for rag, tone in (("red", "late"), ("amber", "warning")):
        marked = [each for each in contracts if (each.rag or "").casefold() == rag]
        if marked:
            words = marked[0].rag_note or f"{marked[0].called} is {rag}"
            return Card(f"{len(marked)} {rag}" if len(contracts) > 1 else rag.capitalize(), words, tone)
    if coming:
        first = coming[0]
        words = f"to {first.label.lower()}, {first.contract.short}"
        return Card(meeting_lines.until(first.when, meeting.today).capitalize(), words)
    return Card("Nothing due", f"in the next {DUE_WITHIN} days", "quiet")


def _gap(gap: DayRange) -> str:
    if gap.least is not None and gap.least > 0:
        if gap.most is None:
            return f"{gap.least:,}-day gap or more"
        return f"{gap.least:,}-day gap" if gap.least == gap.most else f"{gap.least:,} to {gap.most:,}-day gap"
    return f"Gap of up to {gap.most:,} days" if gap.most is not None else "Gap without a known end"


def value(contracts: Sequence[Contract]) -> Card:
    """The sum of the basis that is worth most; the others beside it, never added to it."""
    sums = totals(contracts)
    if not sums:
        return Card("No value", "none is recorded here", "quiet")
    first, *others = sums
    count = sum(1 for each in contracts if _is_of(each, first))
    words = f"{first.basis or 'value'}, {count:,} contract{'' if count == 1 else 's'}"
    for each in others[:2]:
        words += f"; {money.show_short(each)} {each.basis or 'value'}"
    return Card(money.show_short(first), words)


def _is_of(contract: Contract, total: Money) -> bool:
    value = headline_value(contract)
    return value is not None and (value.basis, value.currency, value.per) == (total.basis, total.currency, total.per)

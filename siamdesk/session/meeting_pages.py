"""The pages of a review: one of the portfolio, one for each tower, one of disputes and one of actions."""

import heapq
from collections.abc import Sequence

from siamdesk.domain import lifecycle, money
from siamdesk.domain.contract import Contract
from siamdesk.domain.handover import handover
from siamdesk.domain.lifecycle import Phase, phase_on
from siamdesk.domain.money import Money
from siamdesk.domain.noted import is_overdue
from siamdesk.domain.review import Action, Decision
from siamdesk.domain.upcoming import Due
from siamdesk.domain.when import DayRange, day_words, slippage
from siamdesk.domain.worth import headline_value, totals
from siamdesk.session import agenda, meeting_lines, reviews
from siamdesk.session.meeting import DUE_WITHIN, NO_TOWER, Meeting
from siamdesk.session.meeting_lines import ACTUAL
from siamdesk.timeline.review_page import ACTIONS, DISPUTES, PORTFOLIO, Card, Cell, Line, Note, Page, Table

_MOVED_MOST = 12
"""How many changes the portfolio's page has: the towers' pages have all of them."""


def keys(meeting: Meeting) -> tuple[str, ...]:
    """The pages in order. A review that is read again has no disputes: what was open then was decided since."""
    disputes = () if meeting.as_known is not None else (DISPUTES,)
    return (PORTFOLIO, *meeting.towers, *disputes, ACTIONS)


def page_of(meeting: Meeting, contract_id: str) -> str:
    """The page of the tower that leads a contract; the portfolio's where it is on none."""
    for tower_id, contracts in meeting.towers.items():
        if any(each.id == contract_id for each in contracts):
            return tower_id
    return PORTFOLIO


def page(meeting: Meeting, key: str) -> Page:
    """One page. A key there is no page of, such as that of a tower that has gone, gives the portfolio's."""
    if key == DISPUTES:
        return _disputes(meeting)
    if key == ACTIONS:
        return _actions(meeting)
    if key in meeting.towers:
        return _tower(meeting, key)
    return _portfolio(meeting)


def title_of(meeting: Meeting, key: str) -> str:
    """What a page is called."""
    if key in {DISPUTES, ACTIONS}:
        return key.capitalize()
    if key == NO_TOWER:
        return "No tower"
    tower = meeting.portfolio.towers.get(key)
    return tower.name if tower is not None else meeting.portfolio.settings.title or "Portfolio"


# The pages.


def _portfolio(meeting: Meeting) -> Page:
    contracts = [each for held in meeting.towers.values() for each in held]
    lines = meeting_lines.changes(meeting, contracts)
    late = [each for held in meeting.overdue.values() for each in held]
    coming = [each for held in meeting.due.values() for each in held]
    moved = Table(
        "What moved most",
        _SHARES,
        tuple(lines[:_MOVED_MOST]) + _gone(meeting),
        _heads(meeting),
        f"Nothing moved {meeting.since}.",
        len(lines) + len(meeting.went),
    )
    notes = [*_notes(meeting, None), *_agenda(meeting)]
    return _made(
        meeting,
        PORTFOLIO,
        rows=tuple(each.id for each in contracts),
        cards=(_moved_card(meeting, lines), _worst_card(lines, meeting), _late_card(late, meeting), _value(contracts)),
        tables=(moved, _due_table(meeting, late, coming)),
        notes_title="Decisions and agenda" if _agenda(meeting) else "Decisions and actions",
        notes=tuple(notes),
        keeps_first=True,
    )


def _tower(meeting: Meeting, tower_id: str) -> Page:
    contracts = meeting.towers[tower_id]
    lines = meeting_lines.changes(meeting, contracts)
    late, coming = meeting.overdue.get(tower_id, ()), meeting.due.get(tower_id, ())
    changed = Table(
        "What changed",
        _SHARES,
        (*lines[: meeting_lines.MOST], *_gone(meeting, tower_id)),
        _heads(meeting),
        f"Nothing changed {meeting.since}.",
        len(lines) + len(_gone(meeting, tower_id)),
    )
    return _made(
        meeting,
        tower_id,
        rows=tuple(each.id for each in contracts),
        cards=(
            _state(meeting, contracts),
            _worst_card(lines, meeting),
            _trouble(meeting, contracts, late, coming),
            _value(contracts),
        ),
        tables=(changed, _due_table(meeting, late, coming)),
        notes_title="Decisions and actions",
        notes=tuple(_notes(meeting, {each.id for each in contracts})),
    )


def _disputes(meeting: Meeting) -> Page:
    lines = tuple(meeting_lines.dispute_lines(item for *_, item in meeting.disputes))
    table = Table(
        "Left open by imports",
        (0.34, 0.15, 0.15, 0.19, 0.17),
        lines,
        ("Contract and field", "As sent", "Our record", "Their workbook", "Cell"),
        "Nothing is disputed: all that the registers said is decided.",
    )
    return _made(meeting, DISPUTES, tables=(table,), takes_notes=False)


def _actions(meeting: Meeting) -> Page:
    portfolio, today = meeting.portfolio, meeting.today
    waiting = reviews.actions(portfolio, is_open=True)
    lines = tuple(meeting_lines.action_lines(waiting, portfolio, today))
    table = Table(
        "Open actions",
        (0.05, 0.37, 0.1, 0.14, 0.13, 0.11, 0.1),
        lines,
        ("No.", "Action", "Contract", "Owner", "Due", "", "Review"),
        "No action is open.",
    )
    since = meeting.review.day if meeting.review is not None else None
    first = since.earliest if since is not None else None
    done = [
        each
        for each in reviews.actions(portfolio)
        if each.closed is not None
        and first is not None
        and each.closed.latest is not None
        and each.closed.latest >= first
    ]
    tables: tuple[Table, ...] = (table,)
    if done:
        closed = tuple(_done(each) for each in done)
        tables = (table, Table("Done in this review", (0.05, 0.5, 0.45), closed))
    return _made(meeting, ACTIONS, tables=tables, takes_notes=False)


def _done(action: Action) -> Line:
    return Line((Cell(f"A{action.number}", "strong"), Cell(action.text, "early"), Cell(action.note or "", "quiet")))


def _made(
    meeting: Meeting,
    key: str,
    *,
    rows: tuple[str, ...] = (),
    cards: tuple[Card, ...] = (),
    tables: tuple[Table, ...] = (),
    notes_title: str = "",
    notes: tuple[Note, ...] = (),
    keeps_first: bool = False,
    takes_notes: bool = True,
) -> Page:
    towers = list(meeting.towers)
    place = f"tower {towers.index(key) + 1} of {len(towers)} · " if key in meeting.towers else ""
    settings, review = meeting.portfolio.settings, meeting.review
    if review is not None:
        named = review.name
        if review.paused:
            named += ", paused"
    else:
        named = "As known" if meeting.as_known is not None else "No review under way"
    return Page(
        key,
        title_of(meeting, key),
        f"{place}{meeting.since}",
        f"{named}, {day_words(meeting.today)}",
        " – ".join(part for part in (settings.marking, settings.caveat) if part),
        rows,
        cards,
        tables,
        notes_title,
        notes,
        keeps_first,
        takes_notes and meeting.takes_notes,
    )


_SHARES = (0.36, 0.24, 0.24, 0.16)


def _heads(meeting: Meeting) -> tuple[str, ...]:
    return ("", meeting.then, "Now" if meeting.as_known is None else day_words(meeting.today), "")


def _gone(meeting: Meeting, tower_id: str = "") -> tuple[Line, ...]:
    """The contracts that were withdrawn, of one tower or of all."""
    gone = (each for each in meeting.went if tower_id in {"", each.tower_id or NO_TOWER})
    return tuple(Line((Cell(each.called), Cell(""), Cell("withdrawn", "warning"), Cell(""))) for each in gone)


def _due_table(meeting: Meeting, late: Sequence[Due], coming: Sequence[Due]) -> Table:
    lines = tuple(meeting_lines.due_lines(meeting, late, coming))
    title = f"Overdue, and due in the next {DUE_WITHIN} days" if late else f"Due in the next {DUE_WITHIN} days"
    nothing, total = "Nothing is dated in these days.", len(late) + len(coming)
    return Table(title, (0.25, 0.55, 0.2), lines, nothing=nothing, total=total)


# Notes.


def _agenda(meeting: Meeting) -> list[Note]:
    if meeting.review is None:
        return []
    held = agenda.items(meeting.portfolio, meeting.review.id)
    return [
        Note(str(number), each.text, key=each.contract_id or "", struck=bool(each.struck))
        for number, each in enumerate(held, 1)
    ]


def _notes(meeting: Meeting, contracts: set[str] | None) -> list[Note]:
    """The notes about some contracts, or about none that has a page: earlier actions still open, then the review's."""
    portfolio, review = meeting.portfolio, meeting.review

    paged = {each.id for held in meeting.towers.values() for each in held} if contracts is None else set()

    def belongs(contract_id: str | None) -> bool:
        return contract_id not in paged if contracts is None else contract_id in contracts

    made: list[Decision | Action] = []
    if review is not None:
        made += reviews.decisions(portfolio, review.id)
        made += sorted(reviews.actions(portfolio, review.id), key=lambda each: each.number)
    mine = {each.id for each in made}
    earlier = [each for each in reviews.actions(portfolio, is_open=True) if each.id not in mine]
    return [_note(each, meeting) for each in (*earlier, *made) if belongs(each.contract_id)]


def _note(each: Decision | Action, meeting: Meeting) -> Note:
    contract = meeting.portfolio.contracts.get(each.contract_id or "")
    about = contract.short if contract is not None else ""
    if isinstance(each, Decision):
        return Note(f"D{each.number}", each.text, about, key=each.id)
    late = is_overdue(each, meeting.today)
    due = f"due {meeting_lines.said(each.due, meeting.portfolio)}" if each.due is not None else ""
    state = "done" if each.closed is not None else "overdue" if late else ""
    more = " · ".join(part for part in (about, each.owner or "no owner", due, state) if part)
    return Note(f"A{each.number}", each.text, more, "late" if late else "body", each.id)


# Cards.


def _moved_card(meeting: Meeting, lines: Sequence[Line]) -> Card:
    dates = [line for line in lines if line.cells[3].text.endswith(" d")]
    contracts = len({line.key for line in dates})
    if not dates:
        return Card("No date moved", meeting.since, "quiet")
    one = len(dates) == 1
    where = f"in {contracts:,} contract{'' if contracts == 1 else 's'} {meeting.since}"
    return Card("1 date moved" if one else f"{len(dates):,} dates moved", where)


def _worst_card(lines: Sequence[Line], meeting: Meeting) -> Card:
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


def _late_card(late: Sequence[Due], meeting: Meeting) -> Card:
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


def _state(meeting: Meeting, contracts: Sequence[Contract]) -> Card:
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


def _trouble(meeting: Meeting, contracts: Sequence[Contract], late: Sequence[Due], coming: Sequence[Due]) -> Card:
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
        return _late_card(late, meeting)
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


def _value(contracts: Sequence[Contract]) -> Card:
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

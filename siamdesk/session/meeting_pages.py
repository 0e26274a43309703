"""The pages of a review: one of the portfolio, one for each tower, one of disputes and one of actions."""

from collections.abc import Sequence

from siamdesk.domain.noted import is_overdue
from siamdesk.domain.review import Action, Decision
from siamdesk.domain.upcoming import Due
from siamdesk.domain.when import day_words
from siamdesk.session import agenda, meeting_cards, meeting_lines, reviews
from siamdesk.session.meeting import DUE_WITHIN, NO_TOWER, Meeting
from siamdesk.timeline.review_page import ACTIONS, DISPUTES, PORTFOLIO, Card, Cell, Line, Note, Page, Table

_MOVED_MOST = 12
"""How many changes the portfolio's page has: the towers' pages have all of them."""


def keys(meeting: Meeting) -> tuple[str, ...]:
    """The pages in order. A review that is read again has no disputes: what was open then was decided since."""
    disputes = () if meeting.as_known is not None else (DISPUTES,)
    return (PORTFOLIO, *meeting.towers, *disputes, ACTIONS)


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
    moved = _changes(meeting, "What moved most", "moved", lines, _MOVED_MOST)
    notes = [*_notes(meeting, None), *_agenda(meeting)]
    return _made(
        meeting,
        PORTFOLIO,
        rows=tuple(each.id for each in contracts),
        cards=(
            meeting_cards.dates_moved(meeting, lines),
            meeting_cards.moved_most(lines, meeting),
            meeting_cards.overdue(late, meeting),
            meeting_cards.value(contracts),
        ),
        tables=(moved, _due_table(meeting, late, coming)),
        notes_title="Decisions and agenda" if _agenda(meeting) else "Decisions and actions",
        notes=tuple(notes),
        keeps_first=True,
    )


def _tower(meeting: Meeting, tower_id: str) -> Page:
    contracts = meeting.towers[tower_id]
    lines = meeting_lines.changes(meeting, contracts)
    late, coming = meeting.overdue.get(tower_id, ()), meeting.due.get(tower_id, ())
    changed = _changes(meeting, "What changed", "changed", lines, meeting_lines.MOST, tower_id)
    return _made(
        meeting,
        tower_id,
        rows=tuple(each.id for each in contracts),
        cards=(
            meeting_cards.state(meeting, contracts),
            meeting_cards.moved_most(lines, meeting),
            meeting_cards.trouble(meeting, contracts, late, coming),
            meeting_cards.value(contracts),
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
        settings.marked,
        rows,
        cards,
        tables,
        notes_title,
        notes,
        keeps_first,
        takes_notes and meeting.takes_notes,
    )


_SHARES = (0.36, 0.24, 0.24, 0.16)


def _changes(meeting: Meeting, title: str, verb: str, lines: Sequence[Line], most: int, tower_id: str = "") -> Table:
    """The first of what changed, and after it what was withdrawn, of one tower or of all."""
    gone = _gone(meeting, tower_id)
    nothing = f"Nothing {verb} {meeting.since}."
    return Table(title, _SHARES, (*lines[:most], *gone), _heads(meeting), nothing, len(lines) + len(gone))


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

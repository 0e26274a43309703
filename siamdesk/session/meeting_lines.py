"""The lines of a review's pages: what changed of a contract since the review before, what is due, what is asked."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from siamdesk.domain import fields, lifecycle, money, shown, when_words
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.money import Money
from siamdesk.domain.noted import is_overdue
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action
from siamdesk.domain.upcoming import Due
from siamdesk.domain.when import DayRange, When, distance, slippage
from siamdesk.session.import_plan import Item
from siamdesk.session.meeting import Meeting
from siamdesk.timeline.review_page import Cell, Line

ACTUAL = " (actual)"
"""Said after a date that has happened."""
_RAG = ("green", "amber", "red")
_QUIET_FIELDS = frozenset({"description", "notes", "decision_refs", "cpv", "lots", "withdrawn"})
"""Fields of which it is enough to say that they changed, last of all."""


MOST = 60
"""So many lines of a kind are made: no page has room for more, and a tower of thousands must not wait for them."""


def changes(meeting: Meeting, contracts: Sequence[Contract]) -> list[Line]:
    """What changed of some contracts: dates first, those that moved most before the others, then values and the rest.

    A milestone is one line, by the date to go by before and now, whichever of its three dates that was read from.
    """
    ranked: list[tuple[int, int, Line]] = []
    for contract in contracts:
        if contract.id in meeting.came:
            ranked.append((1, 0, Line((Cell(contract.called), Cell(""), Cell("new"), Cell("")), contract.id)))
            continue
        if contract.id not in meeting.moved:
            continue
        ranked += _dates(meeting, contract)
        ranked += _fields(meeting, contract)
    return [line for *_, line in sorted(ranked, key=lambda each: each[:2])]


def _dates(meeting: Meeting, contract: Contract) -> Iterator[tuple[int, int, Line]]:
    old = meeting.before.contracts.get(contract.id) if meeting.before is not None else None
    kinds = (lifecycle.split_milestone_key(each.field) for each in meeting.moved[contract.id])
    for kind, wave in dict.fromkeys(parts[:2] for parts in kinds if parts is not None):
        milestone = contract.milestone(kind, wave) or Milestone(kind, wave)
        now = milestone.best
        was = (old.milestone(kind, wave) or Milestone(kind, wave)).best if old is not None else milestone.baseline
        if was == now:
            continue
        days = slippage(was, now) if was is not None and now is not None else None
        nth = f" {wave}" if wave > 1 else ""
        name = f"{lifecycle.KIND[kind].label}{nth}, {contract.short}"
        happened = ACTUAL if milestone.happened and now == milestone.actual else ""
        cells = (
            Cell(name),
            Cell(said(was, meeting.portfolio), "quiet"),
            Cell(f"{said(now, meeting.portfolio)}{happened}"),
            Cell(str(days) if days is not None else "", tone_of(days)),
        )
        headline = lifecycle.KIND[kind].headline
        yield 0 if days is not None else 1, -(days.size if days is not None else 0) - headline, Line(cells, contract.id)


def _fields(meeting: Meeting, contract: Contract) -> Iterator[tuple[int, int, Line]]:
    portfolio = meeting.portfolio
    for each in meeting.moved[contract.id]:
        about = fields.field_for("contract", each.field, portfolio.own_fields)
        if about is None or lifecycle.split_milestone_key(each.field) is not None:
            continue
        before = shown.show(about, each.before, meeting.before or portfolio) if each.before not in {None, ()} else ""
        after = shown.show(about, each.after, portfolio) if each.after not in {None, ()} else ""
        moved = Cell("")
        rank = 5 if each.field in _QUIET_FIELDS or each.field.startswith("x.") else 4
        if isinstance(each.before, Money) and isinstance(each.after, Money):
            moved, rank = Cell(difference(each.before, each.after), "strong"), 2
        elif each.field == "rag":
            worse = _worse(str(each.before or ""), str(each.after or ""))
            moved, rank = Cell("worse" if worse > 0 else "better" if worse < 0 else "", _by(worse)), 3
        cells = (
            Cell(f"{about.label}, {contract.short}"),
            Cell(before or "blank", "quiet"),
            Cell(after or "blank"),
            moved,
        )
        yield rank, 0, Line(cells, contract.id)


def _worse(before: str, after: str) -> int:
    places = [_RAG.index(each) if each in _RAG else 0 for each in (before, after)]
    return places[1] - places[0]


def _by(worse: int) -> str:
    return "late" if worse > 0 else "early" if worse < 0 else "body"


def tone_of(days: DayRange | None) -> str:
    """How a move is meant: what may come later is late, else it is early or no move."""
    if days is None or (days.least == 0 and days.most == 0):
        return "body"
    return "late" if days.is_late else "early"


def difference(before: Money, after: Money) -> str:
    """By how much an amount changed, where both are amounts of one currency, basis and period; else nothing."""
    alike = (before.currency, before.basis, before.per) == (after.currency, after.basis, after.per)
    if not alike or not before.is_amount or not after.is_amount or before.low is None or after.low is None:
        return ""
    by: Decimal = after.low - before.low
    if not by:
        return ""
    words = money.show_short(Money(abs(by), abs(by), after.currency))
    return f"{'+' if by > 0 else '-'}{words}"


def said(when: When | None, portfolio: Portfolio) -> str:
    """A date in the words of the screen."""
    return "not dated" if when is None else when_words.show(when, fy_start=portfolio.settings.fy_start)


# What is due.


def due_lines(meeting: Meeting, late: Sequence[Due], coming: Sequence[Due]) -> list[Line]:
    """What is overdue, the longest first, then what comes; the first of them."""
    lines = [_due(each, meeting, is_late=True) for each in late[:MOST]]
    return lines + [_due(each, meeting) for each in coming[: MOST - len(lines)]]


def _due(each: Due, meeting: Meeting, *, is_late: bool = False) -> Line:
    tone = "late" if is_late else "body"
    cells = (
        Cell(said(each.when, meeting.portfolio), tone),
        Cell(f"{each.label}, {each.contract.short}", tone),
        Cell(until(each.when, meeting.today), "late" if is_late else "quiet"),
    )
    return Line(cells, each.contract.id)


def until(when: When, today: date) -> str:
    """How long it is until a date: "14 days", "70 to 80 days", "12 days late"."""
    days = distance(When.day(today), when)
    if days is None or days.most is None:
        return ""
    if days.most < 0:
        return _counted(-days.most, "late")
    if days.most == 0:
        return "today"
    least = days.least if days.least is not None else 0
    if least == days.most:
        return _counted(days.most, "")
    return f"{least} to {days.most} days" if least > 0 else f"within {_counted(days.most, '')}"


def _counted(days: int, words: str) -> str:
    return f"{days:,} day{'' if days == 1 else 's'} {words}".rstrip()


# What is asked, and what is disputed.


def action_lines(actions: Sequence[Action], portfolio: Portfolio, today: date) -> list[Line]:
    """Actions with whom they are asked of and until when; what is overdue comes first and says so."""
    ordered = sorted(actions, key=lambda each: not is_overdue(each, today))
    return [_action(each, portfolio, today) for each in ordered]


def _action(action: Action, portfolio: Portfolio, today: date) -> Line:
    contract = portfolio.contracts.get(action.contract_id or "")
    late = is_overdue(action, today)
    review = portfolio.reviews.get(action.review_id)
    state = until(action.due, today) if action.due is not None and not action.due.is_tbc else ""
    cells = (
        Cell(f"A{action.number}", "strong"),
        Cell(action.text, "late" if late else "body"),
        Cell(contract.short if contract is not None else ""),
        Cell(action.owner or "nobody yet", "body" if action.owner else "warning"),
        Cell(said(action.due, portfolio), "late" if late else "body"),
        Cell(state, "late" if late else "quiet"),
        Cell(review.name if review is not None else "", "quiet"),
    )
    return Line(cells, action.id)


def dispute_lines(disputes: Iterable[Item]) -> list[Line]:
    """What imports left open: as sent, our record, their workbook, and the cell."""
    return [
        Line(
            (
                Cell(f"{each.contract}" + (f": {each.label}" if each.label else "")),
                Cell(each.shown[0] or "blank", "quiet"),
                Cell(each.shown[1] or "blank"),
                Cell(each.shown[2] or each.why or "blank", "strong"),
                Cell(each.address, "quiet"),
            ),
            str(place),
        )
        for place, each in enumerate(disputes)
    ]

"""The minutes of a review as a workbook: what was decided, what is asked of whom, what moved, and what was settled."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from siamdesk.domain import fields, shown, when_words
from siamdesk.domain.changes import Set
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import Value
from siamdesk.domain.noted import is_overdue
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, Review
from siamdesk.domain.when import day_words
from siamdesk.register import create
from siamdesk.register.book import Book, Heading, Sheet
from siamdesk.session import minutes, moved_lines
from siamdesk.session.export_register import marking_of
from siamdesk.session.minutes import Minutes
from siamdesk.session.session import Session

_DECIDED = "Decide on "
"""How the label of a set begins that settles what an import left open (`import_plan`)."""


def write(session: Session, review: Review, path: Path, today: date) -> None:
    """Write the minutes of a review, open or closed, as an Excel workbook. Raises `SiamdeskError`.

    The marking stands on every sheet's printed header and among the properties.
    """
    create.create_xlsx(path, book(session, review, today))


def book(session: Session, review: Review, today: date) -> Book:
    """The workbook of a review's minutes."""
    portfolio = session.portfolio
    made = minutes.of(session, review, today)
    moved = moved_lines.lines(made.moved) if made.moved is not None else []
    return Book(
        review.name,
        (
            _sheet("Review", ("Minutes", "What"), list(_head(made, portfolio))),
            _sheet("Decisions", ("No", "Decision", "Contract", "Tower"), list(_decisions(made, portfolio))),
            _sheet(
                "Actions",
                ("No", "Action", "Contract", "Owner", "Due", "State", "Raised in", "Note"),
                list(_actions(made, portfolio, today)),
            ),
            _sheet("What moved", (*moved_lines.HEADERS, "Why"), [[*line.cells, "\n".join(line.why)] for line in moved]),
            _sheet(
                "Disputes settled",
                ("Contract", "What", "Our record was", "Is now", "Workbook", "Cell", "Settled"),
                list(_settled(session, review)),
            ),
        ),
        marking_of(portfolio),
        legend=False,
        fy_start=portfolio.settings.fy_start,
    )


def _sheet(title: str, headers: Sequence[str], lines: Sequence[Sequence[Value]]) -> Sheet:
    kinds = {"No": "integer", "Due": "date"}
    return Sheet(title, tuple(Heading(each, kinds.get(each, "long text")) for each in headers), lines)


def _head(made: Minutes, portfolio: Portfolio) -> Iterator[tuple[str, str]]:
    """What the review was: its name, day, who was there, and what it is compared with."""
    review, settings = made.review, portfolio.settings
    days = [each for each in (review.day, review.ended) if each is not None]
    state = "closed" if review.closed_seq is not None else "under way: these minutes are a draft"
    told = (
        ("Portfolio", settings.title or ""),
        ("Review", review.name),
        ("Held", " to ".join(dict.fromkeys(when_words.show(each) for each in days))),
        ("Present", review.attendees or ""),
        ("State", state),
        ("Compared with", made.moved.start.name if made.moved is not None else "no review before it"),
        ("Marking", marking_of(portfolio)),
    )
    yield from ((name, words) for name, words in told if words)


def _decisions(made: Minutes, portfolio: Portfolio) -> Iterator[list[Value]]:
    for each in made.decisions:
        yield [each.number, each.text, *_about(each.contract_id, portfolio)]


def _actions(made: Minutes, portfolio: Portfolio, today: date) -> Iterator[list[Value]]:
    """Those of this review, then those of earlier ones that are still open."""
    for each in (*made.new_actions, *made.open_actions):
        raised = portfolio.reviews.get(each.review_id)
        contract, _ = _about(each.contract_id, portfolio)
        state = _state(each, today)
        yield [
            *(each.number, each.text, contract, each.owner, each.due, state),
            *(raised.name if raised is not None else None, each.note),
        ]


def _state(action: Action, today: date) -> str:
    if action.closed is not None:
        return f"Done {when_words.show(action.closed)}"
    return "Overdue" if is_overdue(action, today) else "Open"


def _settled(session: Session, review: Review) -> Iterator[list[Value]]:
    """What earlier imports had left open and was decided from the beginning of the review to its end."""
    portfolio, document = session.portfolio, session.document
    begun = next((each.seq for each in document.statements("review", review.id) if each.live), None)
    if begun is None:
        return
    for each in document.entries():
        if not each.live or each.seq < begun or not each.change_set.label.startswith(_DECIDED):
            continue
        if review.closed_seq is not None and each.seq > review.closed_seq:
            continue
        name, on = each.change_set.label.removeprefix(_DECIDED), day_words(each.recorded_at.date())
        changes = [
            change
            for change in document.entry(each.seq).change_set.changes
            if isinstance(change, Set) and change.entity == "contract"
        ]
        for change in changes:
            contract, _ = _about(change.id, portfolio)
            label, was, now = _said(change, portfolio)
            yield [contract, label, was, now, name, change.cell, on]
        if not changes:
            yield [None, "Our record was kept", None, None, name, None, on]


def _said(change: Set, portfolio: Portfolio) -> tuple[str, str, str]:
    about = fields.field_for("contract", change.field, portfolio.own_fields)
    if about is None:
        return change.field, str(change.old or ""), str(change.new or "")
    was, now = (shown.show(about, v, portfolio) if v not in (None, ()) else "blank" for v in (change.old, change.new))
    return about.label, was, now


def _about(contract_id: str | None, portfolio: Portfolio) -> tuple[str | None, str | None]:
    """The contract something concerns, and its tower."""
    contract: Contract | None = portfolio.contracts.get(contract_id or "")
    if contract is None:
        return None, None
    tower = portfolio.towers.get(contract.tower_id or "")
    name = " ".join(part for part in (contract.reference, contract.title) if part) or "Untitled"
    return name, tower.name if tower is not None else None

"""Review meetings: opened, written down as decisions and actions fall, and closed for ever.

Numbers run on from review to review. A closed review is never changed: what is put right afterwards is a step of its
own. An action lives on until it is done, and may be carried to another owner or another day.

The window asks this as it starts: nothing here needs the document to be read.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from siamdesk.domain.changes import ChangeSet, Make, Origin, Set, edits, new_id
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, Decision, Review
from siamdesk.domain.source import Source
from siamdesk.domain.when import When, sort_key
from siamdesk.session import agenda
from siamdesk.session.agenda import Topic

if TYPE_CHECKING:
    from siamdesk.session.session import Session


def open_review(portfolio: Portfolio) -> Review | None:
    """The review that is under way; None where none is."""
    return next((each for each in portfolio.reviews.values() if each.closed_seq is None), None)


def decisions(portfolio: Portfolio, review_id: str = "") -> list[Decision]:
    """The decisions of a review, or of all, by number."""
    held = (each for each in portfolio.rows["decision"].values() if isinstance(each, Decision))
    return sorted((each for each in held if review_id in {"", each.review_id}), key=lambda each: each.number)


def actions(portfolio: Portfolio, review_id: str = "", *, is_open: bool = False) -> list[Action]:
    """The actions of a review, or of all, or those still open: the first due first, those without a day last."""
    held = (each for each in portfolio.rows["action"].values() if isinstance(each, Action))
    found = [each for each in held if review_id in {"", each.review_id} and not (is_open and each.closed is not None)]
    return sorted(found, key=lambda each: (each.due is None, sort_key(each.due) if each.due else (), each.number))


def start(
    portfolio: Portfolio, name: str, day: date, attendees: str = "", topics: Sequence[Topic] = ()
) -> tuple[ChangeSet, str]:
    """Open a review with its agenda; its id.

    Raises `SiamdeskError` where one is under way, or the name is taken or blank.
    """
    name = name.strip()
    if not name:
        raise SiamdeskError("Give the review a name, such as “Review of March 2016”.")
    under_way = open_review(portfolio)
    if under_way is not None:
        raise SiamdeskError(f"“{under_way.name}” is still under way: close it first.")
    if any(each.name == name for each in portfolio.reviews.values()):
        raise SiamdeskError(f"There is a review “{name}” already: choose another name.")
    review = Review(new_id(), name, When.day(day), attendees.strip() or None)
    return ChangeSet(f"Begin {name}", (Make(review), *agenda.made(review, topics)), day, Origin.REVIEW), review.id


def pause(portfolio: Portfolio, today: date) -> ChangeSet:
    """Let the review under way rest, or go on with it: what is changed while it rests is not of it.

    Raises `SiamdeskError` where none is under way.
    """
    review = _under_way(portfolio)
    change = Set("review", review.id, "paused", review.paused, None if review.paused else True)
    verb = "Resume" if review.paused else "Pause"
    return ChangeSet(f"{verb} {review.name}", (change,), today, Origin.REVIEW)


def close(session: "Session", today: date) -> ChangeSet:
    """Close the review that is under way: what it has seen is fixed. Raises `SiamdeskError` where none is."""
    review = _under_way(session.portfolio)
    changes = edits(review, {"closed_seq": session.document.next_seq(), "ended": When.day(today), "paused": None})
    return ChangeSet(f"Close {review.name}", changes, today, Origin.REVIEW)


def held(portfolio: Portfolio) -> list[Review]:
    """The closed reviews, the latest first."""
    closed = (each for each in portfolio.reviews.values() if each.closed_seq is not None)
    return sorted(closed, key=lambda each: (each.last_day or date.min, each.closed_seq or 0), reverse=True)


def last_before(portfolio: Portfolio, day: date, but: str = "") -> Review | None:
    """The last review held before a day, or on it before another (`but`, by its id)."""
    last = portfolio.reviews.get(but)
    seq = last.closed_seq if last is not None else None
    earlier = (
        each
        for each in held(portfolio)
        if each.id != but and each.last_day is not None and each.last_day <= day
        if seq is None or (each.closed_seq or 0) < seq
    )
    return next(earlier, None)


def decide(portfolio: Portfolio, text: str, today: date, contract_id: str | None = None) -> ChangeSet:
    """Write down a decision of the review under way. Raises `SiamdeskError` where none is, or it says nothing."""
    review, said = _under_way(portfolio), _said(text)
    number = max((each.number for each in decisions(portfolio)), default=0) + 1
    decision = Decision(new_id(), review.id, said, number, contract_id)
    return ChangeSet(f"Decision {number}", (Make(decision, _source(review)),), today, Origin.REVIEW)


def ask(
    portfolio: Portfolio,
    text: str,
    today: date,
    owner: str = "",
    due: When | None = None,
    contract_id: str | None = None,
) -> ChangeSet:
    """Write down an action of the review under way. Raises `SiamdeskError` where none is, or it says nothing."""
    review, said = _under_way(portfolio), _said(text)
    number = max((each.number for each in actions(portfolio)), default=0) + 1
    action = Action(new_id(), review.id, said, number, owner.strip() or None, due, contract_id)
    return ChangeSet(f"Action {number}", (Make(action, _source(review)),), today, Origin.REVIEW)


def carry(action: Action, owner: str, due: When | None, today: date) -> ChangeSet:
    """Give an open action another owner or another day."""
    changes = edits(action, {"owner": owner.strip() or None, "due": due})
    return ChangeSet(f"Action {action.number} carried over", changes, today, Origin.REVIEW)


def finish(action: Action, note: str, today: date) -> ChangeSet:
    """Say that an action is done, with a note. Raises `SiamdeskError` where it was done already."""
    if action.closed is not None:
        raise SiamdeskError(f"Action {action.number} was closed already.")
    changes = edits(action, {"closed": When.day(today), "note": note.strip() or None})
    return ChangeSet(f"Action {action.number} done", changes, today, Origin.REVIEW)


def reword(portfolio: Portfolio, row: Decision | Action, text: str, today: date) -> ChangeSet:
    """Put right what a decision or an action says. Raises `SiamdeskError` where it would say nothing.

    What a closed review has seen stays as it saw it: the step is a later one, and says what it corrects.
    """
    said, review = _said(text), portfolio.reviews.get(row.review_id)
    name = f"{'Decision' if isinstance(row, Decision) else 'Action'} {row.number}"
    is_closed = review is not None and review.closed_seq is not None
    label = f"Correction to {review.name}: {name.lower()}" if review is not None and is_closed else f"{name} reworded"
    origin = Origin.EDIT if is_closed else Origin.REVIEW
    return ChangeSet(label, edits(row, {"text": said}), today, origin)


def in_review(portfolio: Portfolio, change_set: ChangeSet) -> ChangeSet:
    """An edit as one of the review under way, if there is one: so that it says where it was agreed."""
    review = open_review(portfolio)
    if review is None or review.paused or change_set.origin is not Origin.EDIT:
        return change_set
    source = _source(review)
    changes = tuple(replace(change, source=source) for change in change_set.changes)
    return replace(change_set, changes=changes, origin=Origin.REVIEW)


def _under_way(portfolio: Portfolio) -> Review:
    review = open_review(portfolio)
    if review is None:
        raise SiamdeskError("No review is under way: begin one first.")
    return review


def _said(text: str) -> str:
    if not text.strip():
        raise SiamdeskError("It says nothing yet: write what was agreed.")
    return text.strip()


def _source(review: Review) -> Source:
    return Source("review", review_id=review.id)

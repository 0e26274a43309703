"""The minutes of a review: what it decided and asked, what is still open, and what moved since the one before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from siamdesk.domain import when_words
from siamdesk.domain.noted import is_overdue
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, Decision, Review
from siamdesk.session import comparing, reviews
from siamdesk.session.comparing import Comparison
from siamdesk.session.session import Session


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a review came to."""

    review: Review
    decisions: tuple[Decision, ...]
    new_actions: tuple[Action, ...]
    open_actions: tuple[Action, ...]
    """Those of earlier reviews that are still open."""
    moved: Comparison | None
    """What moved since the review before; None where there was none."""


def of(session: Session, review: Review, today: date) -> Minutes:
    """The minutes of a review, open or closed."""
    portfolio = session.portfolio
    last = reviews.last_before(portfolio, review.last_day or today, review.id)
    moved = None
    if last is not None:
        end = (
            comparing.point(session, review.name) if review.closed_seq is not None else comparing.point(session, "now")
        )
        moved = comparing.between(session, comparing.point(session, last.name), end)
    mine = reviews.actions(portfolio, review.id)
    earlier = [each for each in reviews.actions(portfolio, is_open=True) if each.review_id != review.id]
    return Minutes(review, tuple(reviews.decisions(portfolio, review.id)), tuple(mine), tuple(earlier), moved)


def as_markdown(made: Minutes, portfolio: Portfolio, today: date) -> str:
    """The minutes as Markdown, marked as the portfolio is."""
    return "\n".join(_lines(made, portfolio, today)) + "\n"


def _lines(made: Minutes, portfolio: Portfolio, today: date) -> Iterator[str]:
    if marked := portfolio.settings.marked:
        yield from (f"**{marked}**", "")
    yield from (f"# {made.review.name}", "")
    if made.review.attendees:
        yield from (f"Present: {made.review.attendees}", "")
    yield from ("## Decisions", "")
    yield from (f"{each.number}. {each.text}{_of(each.contract_id, portfolio)}" for each in made.decisions)
    yield from ("", "## Actions", "")
    for each in (*made.new_actions, *made.open_actions):
        who = f" ({each.owner})" if each.owner else ""
        due = f", due {when_words.show(each.due)}" if each.due is not None else ""
        state = ", **overdue**" if is_overdue(each, today) else ", done" if each.closed is not None else ""
        yield f"{each.number}. {each.text}{_of(each.contract_id, portfolio)}{who}{due}{state}"
    if made.moved is not None:
        yield from ("", f"## What moved since {made.moved.start.name}", "")
        _, *rest = comparing.lines(made.moved)
        yield from (f"- {line}" if not line.startswith("    ") else f"  - {line.strip()}" for line in rest)


def _of(contract_id: str | None, portfolio: Portfolio) -> str:
    contract = portfolio.contracts.get(contract_id or "")
    return f" [{contract.reference or contract.title}]" if contract is not None else ""

"""What is coming: the milestones, reviews and actions of a stretch of days, in the order in which they fall."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from siamdesk.domain import lifecycle, query, when_words
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action
from siamdesk.domain.upcoming import falls
from siamdesk.domain.when import When, sort_key


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that is coming. `uid` is the same each time it is told, so that a calendar knows it again."""

    uid: str
    when: When
    summary: str
    description: str = ""
    category: str = ""
    brief: str = ""
    """The summary in a few words, for a narrow list."""
    contract_id: str = ""
    """The contract it is about; empty where it is about none."""


def coming(
    portfolio: Portfolio, first: date, last: date, words: str = "", today: date | None = None
) -> tuple[Event, ...]:
    """What may fall into the days from `first` to `last`, for the contracts that match `words`.

    A date is told once, whatever its precision; what is to be confirmed, or has happened, is left out. Raises
    `SiamdeskError` for a query that can't be read.
    """
    found = [*_milestones(portfolio, words, today or first)]
    if not words:
        found += [*_reviews(portfolio), *_actions(portfolio)]
    inside = [event for event in found if falls(event.when, first, last)]
    return tuple(sorted(inside, key=lambda event: (sort_key(event.when), event.summary)))


def _milestones(portfolio: Portfolio, words: str, today: date) -> Iterator[Event]:
    fy_start = portfolio.settings.fy_start
    for contract in query.asked(words, portfolio).filter(portfolio, today):
        tower = portfolio.towers.get(contract.tower_id or "")
        for milestone in contract.milestones:
            when = milestone.forecast
            if milestone.happened or when is None or when.is_tbc:
                continue
            kind = lifecycle.KIND[milestone.kind]
            nth = f" {milestone.wave}" if milestone.wave > 1 else ""
            yield Event(
                f"{contract.id}-{lifecycle.milestone_key(milestone, 'forecast')}@siamdesk",
                when,
                f"{kind.label}{nth}: {contract.called}",
                f"Forecast: {when_words.show(when, fy_start=fy_start)}",
                tower.name if tower is not None else "",
                f"{contract.short}: {kind.label.lower()}{nth}",
                contract.id,
            )


def _reviews(portfolio: Portfolio) -> Iterator[Event]:
    for review in portfolio.reviews.values():
        if review.day is not None and not review.day.is_tbc and review.closed_seq is None:
            yield Event(f"{review.id}@siamdesk", review.day, f"Review: {review.name}", "", "Reviews", review.name)


def _actions(portfolio: Portfolio) -> Iterator[Event]:
    for action in portfolio.rows["action"].values():
        if isinstance(action, Action) and action.due is not None and not action.due.is_tbc and action.closed is None:
            owner = f" ({action.owner})" if action.owner else ""
            summary = f"Action {action.number}: {action.text}{owner}"
            brief = f"A{action.number}: {action.text}"
            yield Event(f"{action.id}@siamdesk", action.due, summary, "", "Actions", brief, action.contract_id or "")

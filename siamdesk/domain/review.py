"""The rows of a review meeting."""

from collections.abc import Iterable
from dataclasses import dataclass

from siamdesk.domain.when import When


@dataclass(frozen=True, slots=True)
class Review:
    """A review meeting: a day, and once closed a fixed point in the history (`day` and `seq`)."""

    id: str
    name: str
    day: When | None = None
    attendees: str | None = None
    closed_seq: int | None = None
    """The last journal entry the closed review has seen; None while it is open."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review decided."""

    id: str
    review_id: str
    text: str
    number: int = 0
    contract_id: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What a review asked of somebody."""

    id: str
    review_id: str
    text: str
    number: int = 0
    owner: str | None = None
    due: When | None = None
    contract_id: str | None = None
    closed: When | None = None
    note: str | None = None


def closed_over(reviews: Iterable[Review], seq: int) -> Review | None:
    """The first closed review that has seen a journal entry: what was agreed there is not taken back any more."""
    closed = ((each.closed_seq, each.name, each) for each in reviews if each.closed_seq is not None)
    return min((each for each in closed if each[0] >= seq), default=(0, "", None))[2]

"""The rows of a review meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
    paused: bool | None = None
    """Whether it is under way and rests: what is changed meanwhile is not of it."""
    ended: When | None = None
    """The day on which it was closed, which may come after the day on which it began."""

    @property
    def last_day(self) -> date | None:
        """The last day of which it has seen what was known then."""
        days = (each.latest for each in (self.day, self.ended) if each is not None)
        return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One thing for a review to speak about, in its place. What is struck stays in sight, struck out."""

    id: str
    review_id: str
    text: str
    place: int = 0
    contract_id: str | None = None
    struck: bool | None = None


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

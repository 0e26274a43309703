"""What the timeline shows, apart from rows and scale: whose dates, on what day, against what, in which colours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from siamdesk.domain import when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import Form, When
from siamdesk.timeline.remarks import Remark
from siamdesk.timeline.shapes import TextWidth, estimated_width


def by_phase(_: Contract) -> str:
    """The colour of bars that show phases and nothing else."""
    return "phase"


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. Hold one `View` as long as nothing in it changes.

    `today` is the day to go by. `as_known` is set when the portfolio is shown as known on that day; then it is drawn
    in place of today. Moves are shown against `compare` where given, else against each milestone's baseline.
    `colour` gives the family of bar styles of a contract: `phase`, `rag.amber`, `series.3`, `check.danger`.
    `text_width` measures a text in a style.
    """

    portfolio: Portfolio
    today: date
    as_known: date | None = None
    compare: Portfolio | None = None
    colour: Callable[[Contract], str] = by_phase
    names: Mapping[str, str] = field(default_factory=dict)
    """What the families of bar styles stand for, where these are not phases."""
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    """By contract id: what is said in place of what the handover to the next contract has to say."""
    year_start: int = 1
    """The month in which the calendar's years begin: 1, or that of the financial year."""
    text_width: TextWidth = estimated_width
    plans: dict[str, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What `row_plan` remembers, by contract id."""

    @property
    def review_days(self) -> list[date]:
        """The days of the reviews, in order; that of the day as known has its own line."""
        said = (each.day for each in self.portfolio.reviews.values() if each.day is not None)
        held = (each.latest or each.earliest for each in said)
        return sorted({day for day in held if day is not None and day != self.day})

    @property
    def day(self) -> date:
        """The day drawn as a line: the day as known, else today."""
        return self.as_known or self.today


@lru_cache(maxsize=8192)
def _spoken(when: When, _form: Form, _words: str, fy_start: int) -> str:
    return when_words.show(when, fy_start=fy_start)


def spoken(when: When, fy_start: int) -> str:
    """A date in the words of the screen. Equal dates may have been said in different words, so those count too."""
    return _spoken(when, when.form, when.words, fy_start)

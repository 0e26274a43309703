"""How a register is to be read where it does not say so itself, and what somebody has set by hand."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from siamdesk.register.inspection import Inspection


@dataclass(frozen=True, slots=True)
class Choice:
    """How a register is to be read where it does not say so itself."""

    known_on: date | None = None
    """The day it was known; None for the day that the register itself says it is of."""
    tower: str = ""
    """The tower of contracts whose rows name none."""
    title: str = ""
    """What a new portfolio is called; the workbook's name where it is empty."""
    mapping: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    """Fields set by hand, by header; None for a column of the user's own."""
    review: str = ""
    """The name of the review at which the register was on the table; empty for none."""
    fy_start: int | None = None
    """The month in which the register's financial year begins; None for the register's or the portfolio's own."""
    register: str | None = None
    """The id of the register that this is a state of, where that was set by hand; empty for one of its own."""
    contracts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The contract that a row speaks of, by row key, where that was set by hand; empty for a contract of its own."""


def on_its_day(choice: Choice, found: Inspection, today: date) -> Choice:
    """The choice with a day: that set by hand, else the one the register says it is of, else today."""
    said = found.as_at.latest if found.as_at is not None else None
    return replace(choice, known_on=choice.known_on or said or today)

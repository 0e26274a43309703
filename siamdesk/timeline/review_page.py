"""What a page of a review says: a title, contracts on the timeline, cards, tables and notes. Words only, no places."""

from dataclasses import dataclass
from typing import NamedTuple

PORTFOLIO, DISPUTES, ACTIONS = "portfolio", "disputes", "actions"
"""The keys of the pages that are not a tower's."""


class Cell(NamedTuple):
    """A cell of a table. The tone says how it is meant: `body`, `quiet`, `strong`, `late`, `early` or `warning`."""

    text: str
    tone: str = "body"


class Line(NamedTuple):
    """A line of a table, and the key of what it is about: a contract's, an action's or a dispute's."""

    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Lines under a title. The shares of the width come to 1; `nothing` is said where there are no lines."""

    title: str
    shares: tuple[float, ...]
    lines: tuple[Line, ...]
    heads: tuple[str, ...] = ()
    nothing: str = ""
    total: int = 0
    """How many lines there are in all, where only the first of them are given."""


class Card(NamedTuple):
    """A figure that can be read from the last row of the room, and what it is of."""

    figure: str
    words: str
    tone: str = "body"


class Note(NamedTuple):
    """A decision, an action or an item of the agenda: its mark (D1, A1, 1), its words, and more of it."""

    mark: str
    text: str
    more: str = ""
    tone: str = "body"
    key: str = ""
    """The id of what it is, or of the contract it is about."""
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `rows` are the contracts on its timeline, by id; a page of disputes or actions has none."""

    key: str
    title: str
    place: str
    """Where it stands among the pages, and since when things are said to have moved."""
    review: str
    marking: str
    rows: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    tables: tuple[Table, ...] = ()
    notes_title: str = ""
    notes: tuple[Note, ...] = ()
    keeps_first: bool = False
    """Whether the first notes are shown where there is not room for all; else the last, which fell last."""
    takes_notes: bool = False
    """Whether decisions and actions can be typed on it."""

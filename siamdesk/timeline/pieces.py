"""The bars of a contract in days: which colour runs from when to when. What they are in pixels only stretches them.

A boundary between two phases is a day, or the window in which that day lies: there one colour runs into the other.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from siamdesk.timeline.shapes import NOTHING


class Days(NamedTuple):
    """The first and last day of a date as ordinals; None for an open end."""

    first: int | None
    last: int | None


class PlannedSpan(NamedTuple):
    """A phase from `start` to `end`, or without an end. A date that `closes` counts to the end of its last day."""

    style: str
    part: str
    start: Days
    start_closes: bool
    joined: bool
    """It begins where the one before it ends."""
    end: Days | None
    end_closes: bool
    into: str
    """The style of what follows."""


class Piece(NamedTuple):
    """A stretch of bar from one day to another, in one colour or running from it into another."""

    left: float
    right: float
    style: str
    part: str
    to: str = ""
    round_left: bool = False
    round_right: bool = False


class Fade(NamedTuple):
    """A phase whose end nobody has dated: it is known up to a day and then fades, up to `limit` at the most."""

    known: float
    limit: float
    style: str
    part: str


class Pieces(NamedTuple):
    """All bars of a contract, the day on which the first begins and the day on which the last known one ends."""

    pieces: tuple[Piece | Fade, ...]
    begins: float
    ends: float


class _Edge(NamedTuple):
    """Where one phase gives way to the next: hard where left and right are the same."""

    left: float
    right: float


def _edge(days: Days, *, closes: bool) -> _Edge:
    first, last = days
    if first is None or last is None:
        at = float(last + 1 if last is not None else first or 0)
        return _Edge(at, at)
    if first == last:
        at = float(last + 1 if closes else first)
        return _Edge(at, at)
    return _Edge(first, last + 1)


def pieces_of(spans: Sequence[PlannedSpan], today: int) -> Pieces:
    """The bars of the phases. `today` is the day up to which a phase without an end is known to hold."""
    starts, ends = _edges(spans)
    found: list[Piece | Fade] = []
    begins, last = math.inf, -math.inf
    for place, (span, start, end) in enumerate(zip(spans, starts, ends, strict=True)):
        limit = starts[place + 1].left if place + 1 < len(spans) else math.inf
        round_left = place == 0 and start.left == start.right
        begins = min(begins, start.left)
        if not span.joined and start.right > start.left:
            found.append(Piece(start.left, start.right, NOTHING, span.part, span.style))
        if end is None:
            known = min(max(start.right, today), limit)
            if known > start.right:
                found.append(Piece(start.right, known, span.style, span.part, "", round_left))
            found.append(Fade(known, limit, span.style, span.part))
            continue
        hard = span.into == NOTHING and end.left == end.right
        if end.left > start.right:
            found.append(Piece(start.right, end.left, span.style, span.part, "", round_left, hard))
        if end.right > start.right:
            soft = max(end.left, start.right)
            if end.right > soft:
                found.append(Piece(soft, end.right, span.style, span.part, span.into))
            last = max(last, end.right)
    return Pieces(tuple(found), begins, last)


def _edges(spans: Sequence[PlannedSpan]) -> tuple[list[_Edge], list[_Edge | None]]:
    """Where the phases begin and end. Two windows that overlap share what they have in common."""
    starts = [_edge(span.start, closes=span.start_closes) for span in spans]
    ends = [_edge(span.end, closes=span.end_closes) if span.end is not None else None for span in spans]
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end is None or start.right <= end.left or start.left >= end.right:
            continue
        middle = (max(start.left, end.left) + min(start.right, end.right)) / 2
        starts[place] = _Edge(start.left, middle)
        ends[place] = _Edge(middle, end.right)
        if place and spans[place].joined:
            ends[place - 1] = starts[place]
        if place + 1 < len(spans) and spans[place + 1].joined:
            starts[place + 1] = _Edge(middle, end.right)
    return starts, ends

"""The milestone trend chart: what was foreseen, against the day on which it was foreseen.

A level line keeps its date, a rising one slips. Where a line meets the diagonal, the foreseen day has come.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from siamdesk.domain.when import When
from siamdesk.timeline.scale import Scale, ticks
from siamdesk.timeline.shapes import Bar, Glyph, Label, Line, Shape, TextWidth, estimated_width

LEFT, BOTTOM, TOP, RIGHT = 96.0, 34.0, 14.0, 150.0
"""Room for the words at the edges, in pixels."""
_SIZE = 13.0
_TEXT = 15.0
_MARGIN = 0.06


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One point: the day of knowing, the date foreseen, and whether it had happened."""

    day: date
    when: When
    happened: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One line of the chart: its name, its contract, the symbol of its milestone, and its points in order."""

    name: str
    contract_id: str
    kind: str
    symbol: str
    points: tuple[Foreseen, ...]


def chart(
    series: Sequence[Series],
    width: float,
    height: float,
    text_width: TextWidth = estimated_width,
    lit: tuple[str, str] | None = None,
) -> tuple[Shape, ...]:
    """The shapes of the chart in a page of that size; none where there is nothing to show.

    Where there is not room for the names of all lines, those that moved the most have one, and the line that is `lit`
    (its contract and its kind of milestone).
    """
    points = [point for each in series for point in each.points]
    if not points:
        return ()
    across, up = _scales(points, width, height)
    foot = height - BOTTOM
    shapes: list[Shape] = [*_grid(across, up, width, height, text_width)]
    first, last = max(across.day(LEFT), up.day(0.0)), min(across.day(width - RIGHT), up.day(foot - TOP))
    if first < last:
        diagonal = [(across.x(day), foot - up.x(day)) for day in (first, last)]
        shapes.append(Line(*diagonal[0], *diagonal[1], "diagonal", "", "diagonal"))
    drawn = [each for each in series if each.points]
    for each in sorted(drawn, key=lambda each: (each.contract_id, each.kind) == lit):
        shapes += _series(each, across, up, foot)
    shapes += _names(drawn, across, up, (width, foot), text_width, lit)
    return tuple(shapes)


def _scales(points: Sequence[Foreseen], width: float, height: float) -> tuple[Scale, Scale]:
    """Days of knowing across, foreseen days up."""
    days = [point.day for point in points]
    ends = [end for point in points for end in (point.when.earliest, point.when.latest) if end is not None]
    across = _fitted(min(days), max(days), width - LEFT - RIGHT).moved(LEFT)
    return across, _fitted(min(ends), max(ends), height - TOP - BOTTOM)


def _fitted(first: date, last: date, room: float) -> Scale:
    air = timedelta(days=max(round((last - first).days * _MARGIN), 10))
    return Scale.fit(first - air, last + air, room)


def _grid(across: Scale, up: Scale, width: float, height: float, text_width: TextWidth) -> list[Shape]:
    """Lines and words of both axes."""
    foot, right = height - BOTTOM, width - RIGHT
    shapes: list[Shape] = []
    free = LEFT
    for x, text in _periods(across, LEFT, right, text_width):
        if x >= LEFT:
            shapes.append(Bar(x, TOP, 1.0, foot - TOP, "grid.minor"))
            wide = text_width(text, "header.lower")
            # With its year a name may be wider than its period: then every other one, or fewer, are named.
            if free <= x + 4 and x + 4 + wide <= right:
                shapes.append(Label(x + 4, foot + 14, wide, text, "header.lower"))
                free = x + 4 + wide + 8
    for x, text in _periods(up, 0.0, foot - TOP, text_width):
        y = foot - x
        if TOP <= y <= foot:
            shapes.append(Bar(LEFT, y, right - LEFT, 1.0, "grid.minor"))
            wide = text_width(text, "header.lower")
            shapes.append(Label(LEFT - wide - 8, y, wide, text, "header.lower"))
    shapes += [Bar(LEFT, TOP, 1.0, foot - TOP, "grid.major"), Bar(LEFT, foot, right - LEFT, 1.0, "grid.major")]
    return shapes


def _periods(scale: Scale, left: float, right: float, text_width: TextWidth) -> list[tuple[float, str]]:
    """Where the smaller periods of the calendar begin, and their names with the year where they do not say it."""
    _, lower = ticks(scale, left, right, text_width)
    found = []
    for tick in lower:
        words = tick.words[0] if tick.words else ""
        year = str(tick.first_day.year)
        found.append((tick.x, words if not words or year in words else f"{words} {year}"))
    return found


def _series(each: Series, across: Scale, up: Scale, foot: float) -> list[Shape]:
    """The line of one milestone, a soft bar where its date is a window, and a sign a point."""
    shapes: list[Shape] = []
    spots = [(across.x(point.day), foot - up.x(_middle(point.when)), point) for point in each.points]
    for (x, y, _), (x2, y2, _) in pairwise(spots):
        style = "move.late" if y2 < y - 0.5 else "move.early" if y2 > y + 0.5 else "baseline"
        shapes.append(Line(x, y, x2, y2, style, each.contract_id, each.kind))
    for x, y, point in spots:
        when = point.when
        if when.earliest != when.latest and when.earliest is not None and when.latest is not None:
            high, low = foot - up.x(when.latest), foot - up.x(when.earliest)
            shapes.append(Bar(x - 2, high, 4.0, max(low - high, 1.0), "window.band", each.contract_id, each.kind))
        style = "glyph.actual" if point.happened else "glyph.forecast"
        shapes.append(Glyph(x, y, _SIZE, each.symbol, style, each.contract_id, f"{each.kind}@{point.day.isoformat()}"))
    return shapes


def _names(
    series: Sequence[Series],
    across: Scale,
    up: Scale,
    corner: tuple[float, float],
    text_width: TextWidth,
    lit: tuple[str, str] | None,
) -> Iterator[Label]:
    """The names at the ends of the lines, one under another where they end side by side, none beyond the page."""
    width, foot = corner
    room = max(int((foot - TOP) / _TEXT), 1)
    order = sorted(series, key=lambda each: ((each.contract_id, each.kind) != lit, -_far(each)))
    ends = sorted(
        ((foot - up.x(_middle(each.points[-1].when)), across.x(each.points[-1].day), each) for each in order[:room]),
        key=lambda end: end[0],
    )
    places: list[float] = []
    for y, _, _ in ends:
        places.append(max(y, places[-1] + _TEXT) if places else max(y, TOP))
    # What would lie below the chart moves up, and what is above it in turn.
    lowest = foot
    for n in reversed(range(len(places))):
        places[n] = min(places[n], lowest)
        lowest = places[n] - _TEXT
    for y, (_, x, each) in zip(places, ends, strict=True):
        style = "label.title" if (each.contract_id, each.kind) == lit else "label"
        text = _cut(each.name, width - x - _SIZE - 4, style, text_width)
        yield Label(x + _SIZE, y, text_width(text, style), text, style, each.contract_id, each.kind)


def _cut(text: str, room: float, style: str, text_width: TextWidth) -> str:
    """The text, cut with an ellipsis where it is wider than its room."""
    if text_width(text, style) <= room:
        return text
    while text and text_width(f"{text}…", style) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _far(each: Series) -> int:
    """How far a date has moved from the first point to the last, either way."""
    return abs((_middle(each.points[-1].when) - _middle(each.points[0].when)).days)


def _middle(when: When) -> date:
    """The day in the middle of a date, or its only end."""
    if when.earliest is None or when.latest is None:
        return when.earliest or when.latest or date.min
    return when.earliest + (when.latest - when.earliest) / 2

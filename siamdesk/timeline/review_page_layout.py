"""A page of a review in its places: shapes in a page 810 units high, for a wall that is read from six metres.

Drawn full screen at 1920 x 1080 a unit is a pixel and a third: the smallest words are 20 pixels high, tables 24.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from siamdesk.timeline.review_page import Card, Cell, Page, Table
from siamdesk.timeline.rows import Layout, RowKind
from siamdesk.timeline.shapes import Bar, Bounds, Label, Shape, TextWidth
from siamdesk.timeline.shapes import Line as Stroke

WIDTH, HEIGHT = 1440.0, 810.0
"""The page on a screen of 16 by 9; on others it is wider or higher, with words of the same size."""
MARGIN = 44.0
NAMES = 312.0
"""Room for the names of the rows, left of the timeline."""
ZOOM = 1.3
"""How much larger the timeline is drawn than in the window."""
_TOP, _FOOT = 98.0, 44.0
_MOST_PLAN = 0.46
"""The largest share of the page that the timeline takes; more rows are scrolled."""
_CARD_GAP, _CARD_PAD = 16.0, 18.0
_LINE, _HEAD, _COLUMN_HEAD, _NOTE_LINE = 33.0, 32.0, 26.0, 25.0
_NOTES_SHARE = 0.31
_COLUMN_GAP = 36.0
_ENTRY = 88.0
_GAP = 18.0
_ELLIPSIS = "…"


@dataclass(slots=True)
class Placed:
    """The shapes of a page, where its timeline and its line to type in lie, and what can be chosen on it."""

    shapes: list[Shape] = field(default_factory=list)
    plan: Bounds | None = None
    """Calendar and rows, without the names beside them."""
    entry: Bounds | None = None
    spots: list[tuple[Bounds, str]] = field(default_factory=list)
    """The lines that are about something, from top to bottom, with its key."""
    cut: int = 0
    """How many lines and notes have no room."""


def scale_of(width: float, height: float) -> float:
    """Pixels for a unit of the page, so that it fits a screen of that size."""
    return max(min(width / WIDTH, height / HEIGHT), 0.1)


def place(
    page: Page,
    width: float,
    height: float,
    plan_height: float,
    text_width: TextWidth,
    *,
    row_height: float = 68.0,
    chosen: str = "",
) -> Placed:
    """Put a page into its places in so many units.

    `plan_height` is the height that calendar and rows would like to have, in units; where it can't be had, so many rows
    of `row_height` are seen as fit. `chosen` is the key of the line that is marked.
    """
    made = Placed()
    _heading(page, width, text_width, made.shapes)
    top = _TOP
    if page.rows:
        tall = plan_height
        if tall > height * _MOST_PLAN:
            tall -= math.ceil((tall - height * _MOST_PLAN) / row_height) * row_height
        made.plan = Bounds(MARGIN + NAMES, top, width - MARGIN, top + tall)
        top += tall + _GAP
    if page.cards:
        top = _cards(page.cards, top, width, text_width, made.shapes) + _GAP + 4
    bottom = height - _FOOT
    room = width - 2 * MARGIN
    notes_width = round(room * _NOTES_SHARE) if page.notes_title else 0.0
    chosen = "" if page.rows else chosen
    tables_width = room - notes_width - (_COLUMN_GAP if notes_width else 0.0)
    _tables(page.tables, Bounds(MARGIN, top, MARGIN + tables_width, bottom), text_width, made, chosen)
    if page.notes_title:
        left = width - MARGIN - notes_width
        _notes(page, Bounds(left, top, width - MARGIN, bottom), text_width, made, chosen)
    return made


def _heading(page: Page, width: float, text_width: TextWidth, shapes: list[Shape]) -> None:
    """The title, where the page stands, and at the right the review and the marking."""
    middle = 56.0
    shapes.append(Bar(MARGIN, middle - 21, 8.0, 42.0, "page.accent"))
    x = MARGIN + 24
    right = width - MARGIN
    if page.marking:
        wide = text_width(page.marking, "page.strong")
        shapes.append(Label(right - wide, middle + 5, wide, page.marking, "page.strong"))
        right -= wide + 14
    named = page.review
    wide = text_width(named, "page.small")
    shapes.append(Label(right - wide, middle + 5, wide, named, "page.small"))
    right -= wide + 30
    title = fitted(page.title, right - x, "page.title", text_width)
    wide = text_width(title, "page.title")
    shapes.append(Label(x, middle, wide, title, "page.title"))
    x += wide + 20
    said = fitted(page.place, right - x, "page.small", text_width)
    shapes.append(Label(x, middle + 5, text_width(said, "page.small"), said, "page.small"))


def _cards(cards: Sequence[Card], top: float, width: float, text_width: TextWidth, shapes: list[Shape]) -> float:
    """The cards in one row; the y below them."""
    each = (width - 2 * MARGIN - _CARD_GAP * (len(cards) - 1)) / len(cards)
    inner = each - 2 * _CARD_PAD
    said = [wrapped(card.words, inner, "page.small", text_width, 2) for card in cards]
    height = 62.0 + 21 * max(len(lines) for lines in said)
    for place, (card, lines) in enumerate(zip(cards, said, strict=True)):
        left = MARGIN + place * (each + _CARD_GAP)
        shapes.append(Bar(left, top, each, height, "page.card", "", f"card.{place}"))
        figure = fitted(card.figure, inner, f"page.figure.{card.tone}", text_width)
        style = f"page.figure.{card.tone}"
        shapes.append(Label(left + _CARD_PAD, top + 33, text_width(figure, style), figure, style))
        for number, line in enumerate(lines):
            y = top + 63 + 21 * number
            shapes.append(Label(left + _CARD_PAD, y, text_width(line, "page.small"), line, "page.small"))
    return top + height


def _tables(tables: Sequence[Table], area: Bounds, text_width: TextWidth, made: Placed, chosen: str) -> None:
    """The tables, one below the other: each has the lines it needs, as far as there is room for all."""
    heads = [_HEAD + (_COLUMN_HEAD if table.heads and table.lines else 0.0) for table in tables]
    room = area.bottom - area.top - sum(heads) - 12 * max(len(tables) - 1, 0)
    counts = shared([max(len(table.lines), 1) for table in tables], int(room // _LINE))
    y = area.top
    for table, count in zip(tables, counts, strict=True):
        y = _table(table, count, Bounds(area.left, y, area.right, area.bottom), text_width, made, chosen) + 12


def shared(wanted: Sequence[int], room: int) -> list[int]:
    """How many lines each table has, of so many there is room for: who wants little has it, the others share."""
    given = [0] * len(wanted)
    left = max(room, 0)
    while left > 0 and any(has < want for has, want in zip(given, wanted, strict=True)):
        for place, want in enumerate(wanted):
            if given[place] < want and left > 0:
                given[place] += 1
                left -= 1
    return given


def _table(table: Table, count: int, area: Bounds, text_width: TextWidth, made: Placed, chosen: str) -> float:
    add, left, width = made.shapes.append, area.left, area.right - area.left
    y = area.top
    add(Label(left, y + 14, text_width(table.title, "page.head"), table.title, "page.head"))
    total = max(table.total, len(table.lines))
    if total > count and table.lines:
        made.cut += total - count
        of = f"{count:,} of {total:,}"
        x = left + text_width(table.title, "page.head") + 14
        add(Label(x, y + 15, text_width(of, "page.small"), of, "page.small"))
    y += _HEAD
    xs = [left + width * share for share in accumulate(table.shares, initial=0.0)]
    lines = table.lines
    if not lines:
        said = fitted(table.nothing, width, "page.body.quiet", text_width)
        add(Label(left, y + _LINE / 2, text_width(said, "page.body.quiet"), said, "page.body.quiet"))
        return y + _LINE
    if table.heads:
        for head, x in zip(table.heads, xs, strict=False):
            add(Label(x + 5, y + 10, text_width(head, "page.small"), head, "page.small"))
        y += _COLUMN_HEAD
    for line in lines[:count]:
        if line.key:
            spot = Bounds(left, y, area.right, y + _LINE)
            made.spots.append((spot, line.key))
            if line.key == chosen:
                add(Bar(left, y, width, _LINE, "page.chosen"))
        add(Bar(left, y, width, 1.0, "page.rule"))
        _cells(line.cells, xs, y + _LINE / 2, area.right, text_width, made.shapes)
        y += _LINE
    add(Bar(left, y, width, 1.0, "page.rule"))
    return y


def _cells(
    cells: Sequence[Cell], xs: Sequence[float], y: float, right: float, text_width: TextWidth, shapes: list[Shape]
) -> None:
    for place, cell in enumerate(cells):
        end = xs[place + 1] if len(cells) > 1 and place + 1 < len(xs) else right
        style = f"page.body.{cell.tone}"
        text = fitted(cell.text, end - xs[place] - 12, style, text_width)
        shapes.append(Label(xs[place] + 5, y, text_width(text, style), text, style))


def _notes(page: Page, area: Bounds, text_width: TextWidth, made: Placed, chosen: str) -> None:
    """The notes, the latest of them where there is not room for all, and the line to type in below them."""
    add, left = made.shapes.append, area.left
    add(Label(left, area.top + 14, text_width(page.notes_title, "page.head"), page.notes_title, "page.head"))
    y = area.top + _HEAD
    if not page.notes and not page.takes_notes:
        add(Label(left, y + 15, text_width("None", "page.body.quiet"), "None", "page.body.quiet"))
    bottom = area.bottom - (_ENTRY + 8 if page.takes_notes else 0.0)
    indent = 12 + max((text_width(note.mark, "page.body.strong") for note in page.notes), default=0.0)
    inner = area.right - left - indent
    told = []
    for note in page.notes:
        text = wrapped(note.text, inner, "page.body.body", text_width, 3)
        more = wrapped(note.more, inner, "page.small", text_width, 1) if note.more else []
        told.append((note, text, more, _NOTE_LINE * len(text) + 21.0 * len(more) + 8))
    heights = [height for *_, height in told]
    first, last = _shown(heights, bottom - y, keeps_first=page.keeps_first)
    left_out = len(told) - (last - first)
    if left_out:
        made.cut += left_out
        said = f"{last - first:,} of {len(told):,}"
        x = left + text_width(page.notes_title, "page.head") + 14
        add(Label(x, area.top + 15, text_width(said, "page.small"), said, "page.small"))
    for note, text, more, height in told[first:last]:
        if note.key:
            made.spots.append((Bounds(left, y, area.right, y + height), note.key))
            if note.key == chosen:
                add(Bar(left - 8, y, area.right - left + 8, height, "page.chosen"))
        add(Label(left, y + 15, text_width(note.mark, "page.body.strong"), note.mark, "page.body.strong"))
        style = "page.body.quiet" if note.struck else f"page.body.{note.tone}"
        for number, line in enumerate(text):
            wide, middle = text_width(line, style), y + 15 + _NOTE_LINE * number
            add(Label(left + indent, middle, wide, line, style))
            if note.struck:
                add(Stroke(left + indent, middle, left + indent + wide, middle, "page.strike"))
        for number, line in enumerate(more):
            middle = y + 13 + _NOTE_LINE * len(text) + 21 * number
            add(Label(left + indent, middle, text_width(line, "page.small"), line, "page.small"))
        y += height
    if page.takes_notes:
        made.entry = Bounds(left, min(y + 2, bottom), area.right, min(y + 2, bottom) + _ENTRY)


def _shown(heights: Sequence[float], room: float, *, keeps_first: bool) -> tuple[int, int]:
    """The places from and before which notes are shown, so that what is shown has room."""
    order = heights if keeps_first else list(reversed(heights))
    fitting = sum(1 for taken in accumulate(order) if taken <= room)
    return (0, fitting) if keeps_first else (len(heights) - fitting, len(heights))


# The names of the rows.


def names(
    layout: Layout, area: Bounds, scrolled: float, calendar: float, text_width: TextWidth, *, chosen: str = ""
) -> tuple[list[Shape], list[tuple[Bounds, str]]]:
    """The names of the timeline's rows, left of it, and where each lies with its key.

    `area` is the place of calendar and rows in the page, `scrolled` and `calendar` are in pixels of the timeline.
    """
    shapes: list[Shape] = []
    spots: list[tuple[Bounds, str]] = []
    top = area.top + calendar * ZOOM
    seen = (area.bottom - top) / ZOOM
    for place in layout.rows_between(scrolled, scrolled + seen):
        row = layout.rows[place]
        begin = top + (row.top - scrolled) * ZOOM
        end = begin + row.height * ZOOM
        middle = (begin + end) / 2
        if middle < top or middle > area.bottom:
            continue
        spots.append((Bounds(MARGIN, max(begin, top), area.left, min(end, area.bottom)), row.key))
        if row.key == chosen and len(layout.rows) > 1:
            shapes.append(Bar(MARGIN, begin, area.left - MARGIN, end - begin, "page.chosen"))
        style = "page.body.body"
        name = f"{row.detail} {row.label}" if row.kind is RowKind.CONTRACT else row.label
        most = 2 if end - begin > 2 * _NOTE_LINE else 1
        lines = wrapped(name, area.left - MARGIN - 21, style, text_width, most)
        for number, line in enumerate(lines):
            y = middle + _NOTE_LINE * (number - (len(lines) - 1) / 2)
            shapes.append(Label(MARGIN + 5, y, text_width(line, style), line, style))
    return shapes, spots


def dots(count: int, here: int, height: float) -> list[Shape]:
    """A dot for each page, the one that is shown long."""
    shapes: list[Shape] = []
    x, y = MARGIN, height - 27
    for place in range(count):
        wide = 26.0 if place == here else 8.0
        style = "page.dot.here" if place == here else "page.dot"
        shapes.append(Bar(x, y, wide, 8.0, style, "", f"page.{place}", "", True, True))
        x += wide + 12
    return shapes


# Words that fit.


def fitted(text: str, room: float, style: str, text_width: TextWidth) -> str:
    """The text, cut with an ellipsis where it is wider than the room."""
    if text_width(text, style) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + _ELLIPSIS, style) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _ELLIPSIS


def wrapped(text: str, room: float, style: str, text_width: TextWidth, most: int) -> list[str]:
    """The text in lines that fit, at most so many; the last is cut where there is more."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", style) <= room:
            line += f" {words.pop(0)}"
        lines.append(fitted(line, room, style, text_width))
    if words:
        lines.append(fitted(" ".join(words), room, style, text_width))
    return lines or [""]

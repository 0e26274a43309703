"""The lanes under the timeline, on the same calendar: spend by financial year, posts that transfer, dates due.

The part of a bar is what it narrows to in the filter language.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from siamdesk.domain import money
from siamdesk.domain.query_text import in_quotes
from siamdesk.domain.when import MONTHS
from siamdesk.timeline.figures import Figures, Posts, Stack
from siamdesk.timeline.places import PixelLane
from siamdesk.timeline.row_plan import days_of, stands
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Viewport
from siamdesk.timeline.shapes import Bar, Glyph, Label, Line, Shape, bounds
from siamdesk.timeline.view import View, spoken

POSTS_HEIGHT = 30.0
DUE_HEIGHT = 46.0
TITLE_HEIGHT = 22.0
_PAD = 8.0
_GAP = 5.0
_LINE = 18.0
_WORDS = 16.0
"""The height of a line of words above or below a bar."""
_LEAST_PERIOD = 7.0
"""Dates due are counted by months, quarters or years: by the shortest that is at least so many pixels wide."""
_NARROW = 24.0


class Heights(NamedTuple):
    """Where the three lanes begin and end, from top to bottom."""

    spend: float
    posts: float
    due: float
    bottom: float


def heights(height: float) -> Heights:
    """The lanes shared out over a height: spend has what the others leave."""
    posts = max(height - POSTS_HEIGHT - DUE_HEIGHT, 0.0)
    return Heights(0.0, posts, posts + POSTS_HEIGHT, height)


def fy_words(year: int, fy_start: int) -> str:
    """What a financial year is called, by the calendar year in which it begins: 2015/16, or 2015 from January on."""
    return str(year) if fy_start == 1 else f"{year}/{(year + 1) % 100:02}"


def shapes(figures: Figures, view: View, scale: Scale, viewport: Viewport) -> tuple[Shape, ...]:
    """What is seen of the lanes between the viewport's left and right; its height is theirs, from y = 0 on."""
    lanes = heights(viewport.height)
    found: list[Shape] = [
        Bar(viewport.left, y, viewport.width, 1.0, "grid.major") for y in (lanes.posts, lanes.due) if y > 0
    ]
    found += _day(view, scale, viewport)
    found += _spend(figures.stacks, figures, view, scale, viewport, lanes)
    found += _transfers(figures.posts, view, scale, viewport, lanes)
    found += _dues(figures, view, scale, viewport, lanes)
    return tuple(found)


def hit(drawn: Sequence[Shape], x: float, y: float) -> str:
    """What the bar or sign at a point narrows to; empty where there is none."""
    for shape in reversed(drawn):
        if ":" in shape.part:
            left, top, right, bottom = bounds(shape)
            if left <= x <= right and top <= y <= bottom:
                return shape.part
    return ""


def _day(view: View, scale: Scale, viewport: Viewport) -> Iterator[Shape]:
    x = scale.x(view.day)
    if viewport.left <= x <= viewport.right:
        style = "today" if view.as_known is None else "as_known"
        yield Line(x, 0.0, x, viewport.height, style, "", style)


def _said(words: str, view: View, scale: Scale, viewport: Viewport, middle: float) -> Label:
    """What an empty lane says, clear of the line of the day."""
    width, day = view.text_width(words, "label.quiet"), scale.x(view.day)
    lane = PixelLane(middle)
    lane.take(day - _GAP, day + _GAP)
    return Label(lane.room_from(viewport.left + _PAD, width), middle, width, words, "label.quiet")


def _spend(
    stacks: tuple[Stack, ...], figures: Figures, view: View, scale: Scale, viewport: Viewport, lanes: Heights
) -> Iterator[Shape]:
    top, bottom = lanes.spend + _WORDS + 4.0, lanes.posts - _WORDS - 2.0
    if not stacks:
        if lanes.posts > _WORDS:
            middle = (lanes.spend + lanes.posts) / 2
            yield _said("No spend by financial year is recorded for these contracts.", view, scale, viewport, middle)
        return
    if bottom - top < 8.0:
        return
    fy_start = view.portfolio.settings.fy_start
    styles = {tower_id: (name, style) for tower_id, name, style in figures.towers}
    most = {each.total.currency: Decimal(1) for each in stacks}
    for each in stacks:
        most[each.total.currency] = max(most[each.total.currency], each.size)
    years: dict[int, list[Stack]] = {}
    for each in stacks:
        years.setdefault(each.year, []).append(each)
    for year, each_of in years.items():
        left, right = scale.x(date(year, fy_start, 1)), scale.x(date(year + 1, fy_start, 1))
        if right < viewport.left or left > viewport.right:
            continue
        inset = min(_PAD, (right - left) * 0.08)
        room = (right - left - 2 * inset) / len(each_of)
        for place, stack in enumerate(each_of):
            x = left + inset + place * room
            height = float((bottom - top) * float(stack.size / most[stack.total.currency]))
            yield from _stack(stack, x, max(room - (2.0 if len(each_of) > 1 else 0.0), 1.0), bottom, height, styles)
            yield from _total(stack, x, room, bottom - height - _WORDS / 2 + 1, view, alone=len(each_of) == 1)
        words = fy_words(year, fy_start)
        width = view.text_width(words, "label.quiet")
        if width <= right - left:
            yield Label((left + right - width) / 2, bottom + _WORDS / 2 + 1, width, words, "label.quiet")
    yield Bar(viewport.left, bottom, viewport.width, 1.0, "grid.major")


def _stack(
    stack: Stack, x: float, width: float, bottom: float, height: float, styles: dict[str, tuple[str, str]]
) -> Iterator[Shape]:
    y, whole = bottom, float(stack.size)
    for share in stack.shares:
        part = height * float(share.size) / whole if whole else 0.0
        name, style = styles.get(share.tower_id, ("", "rag.none"))
        y -= part
        if part > 0.5:
            cost = "entry" if share.cost == "entry" else "run"
            asks = f"tower:{in_quotes(name)}" if name else "tower:none"
            yield Bar(x, y, width, part, f"spend.{cost}.{style}", "", asks)


def _total(stack: Stack, x: float, room: float, y: float, view: View, *, alone: bool) -> Iterator[Shape]:
    short = money.show_short(stack.total)
    # Side by side stand only different bases: they have to be named.
    texts = (f"{short} {stack.total.basis}".strip(), short) if not alone else (short,)
    for text in texts:
        width = view.text_width(text, "label.total")
        if width <= room:
            yield Label(x + (room - width) / 2, y, width, text, "label.total")
            return


def _transfers(
    posts: tuple[Posts, ...], view: View, scale: Scale, viewport: Viewport, lanes: Heights
) -> Iterator[Shape]:
    middle = (lanes.posts + lanes.due) / 2
    if not posts:
        yield _said("No posts in scope of TUPE are recorded.", view, scale, viewport, middle)
        return
    lane, day = PixelLane(middle), scale.x(view.day)
    lane.take(day - _GAP, day + _GAP)
    fy_start = view.portfolio.settings.fy_start
    undated = []
    for each in posts:
        if each.when is None:
            undated.append(each)
            continue
        x = scale.offset + (stands(days_of(each.when))[2] - scale.origin.toordinal()) * scale.pixels_per_day
        if not viewport.left <= x <= viewport.right:
            continue
        text = f"{each.words} posts, {each.name}, {spoken(each.when, fy_start)}"
        yield from _post(x, text, "dot", "glyph.actual", each, lane, view)
    x = viewport.left + 2 * _PAD
    for each in undated:
        text = f"{each.words} posts, {each.name}, transfer date TBC"
        width = view.text_width(text, "label.quiet")
        x = lane.room_from(x, width + _LINE + 2 * _PAD) + _PAD
        if x > viewport.right:
            return
        yield from _post(x, text, "unknown", "glyph.unknown", each, lane, view)


def _post(x: float, text: str, symbol: str, style: str, posts: Posts, lane: PixelLane, view: View) -> Iterator[Shape]:
    size = 9.0 if symbol == "dot" else 15.0
    part = f"ref:{in_quotes(posts.name)}"
    yield Glyph(x, lane.middle, size, symbol, style, "", part)
    width = view.text_width(text, "label.quiet")
    left = x + size / 2 + _GAP
    lane.take(x - size / 2, x + size / 2)
    if lane.is_free(left, left + width):
        yield Label(left, lane.middle, width, text, "label.quiet", "", part)
        lane.take(left, left + width + _PAD)


def _dues(figures: Figures, view: View, scale: Scale, viewport: Viewport, lanes: Heights) -> Iterator[Shape]:
    if not len(figures.due):
        yield _said("Nothing is due.", view, scale, viewport, (lanes.due + lanes.bottom) / 2)
        return
    base, top = lanes.bottom - 4.0, lanes.due + _WORDS
    periods = list(_periods(scale, viewport))
    counts = [figures.due_between(first, last) for first, last, _ in periods]
    most = max(counts, default=0)
    for (first, last, words), count in zip(periods, counts, strict=True):
        if not count:
            continue
        left = scale.offset + (first - scale.origin.toordinal()) * scale.pixels_per_day
        width = (last - first) * scale.pixels_per_day
        height = max((base - top) * count / most, 2.0)
        yield Bar(left + 1, base - height, max(width - 2, 1.0), height, "due", "", f'due:"{words}"')
        text = f"{count:,}"
        taken = view.text_width(text, "label.quiet")
        if taken + 2 <= width or width >= _NARROW:
            yield Label(left + (width - taken) / 2, base - height - 7.0, taken, text, "label.quiet")


def _periods(scale: Scale, viewport: Viewport) -> Iterator[tuple[int, int, str]]:
    """The months, quarters or years in view: first day, the day after the last, and the words for them."""
    months = next((each for each in (1, 3) if each * 30 * scale.pixels_per_day >= _LEAST_PERIOD), 12)
    first, last = scale.day(viewport.left), scale.day(viewport.right)
    begin = (first.year * 12 + first.month - 1) // months
    end = (last.year * 12 + last.month - 1) // months
    for number in range(begin, end + 1):
        year, month = divmod(number * months, 12)
        after_year, after_month = divmod((number + 1) * months, 12)
        if not (date.min.year <= year and after_year <= date.max.year):
            continue
        words = {1: f"{MONTHS[month]} {year}", 3: f"Q{month // 3 + 1} {year}", 12: str(year)}[months]
        yield date(year, month + 1, 1).toordinal(), date(after_year, after_month + 1, 1).toordinal(), words

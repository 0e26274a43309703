"""The calendar above the timeline: two lines of periods, and a flag for today or the day as known."""

from siamdesk.domain.when import day_words
from siamdesk.timeline.scale import HEADER_GAP, Scale, Tick, ticks
from siamdesk.timeline.shapes import Bar, Glyph, Label, Line, Shape
from siamdesk.timeline.view import View

HEADER_HEIGHT = 52.0
_FLAG_HEIGHT = 20.0
_FLAG_PADDING = 8.0
_REVIEW_SIZE = 8.0


def header(scale: Scale, left: float, width: float, view: View, *, height: float = HEADER_HEIGHT) -> tuple[Shape, ...]:
    """The shapes of the calendar from x = `left` on, `width` pixels wide, from y = 0 to `height`."""
    right = left + width
    upper, lower = ticks(scale, left, right, view.text_width, view.year_start)
    flag, taken = _flag(scale, left, right, view, height)
    shapes: list[Shape] = [Bar(left, 0.0, width, height, "header")]
    majors = {tick.x for tick in upper}
    shapes += [
        Bar(tick.x, height * 0.52, 1.0, height * 0.48, "grid.minor")
        for tick in lower
        if tick.x not in majors and tick.x >= left
    ]
    shapes += [Bar(tick.x, height * 0.12, 1.0, height * 0.88, "grid.major") for tick in upper if tick.x >= left]
    shapes.append(Bar(left, height - 1, width, 1.0, "border"))
    shapes += [
        Glyph(x, height - _REVIEW_SIZE / 2, _REVIEW_SIZE, "review", "glyph.review", "", "review")
        for x in map(scale.x, view.review_days)
        if left <= x <= right
    ]
    at = scale.x(view.day)
    for line, style, y, hidden in (
        (upper, "header.upper", height * 0.30, taken),
        (lower, "header.lower", height * 0.72, (at - 2, at + 2)),
    ):
        shapes += _labels(line, style, y, view, left, right, hidden)
    return (*shapes, *flag)


def _labels(
    line: tuple[Tick, ...], style: str, y: float, view: View, left: float, right: float, taken: tuple[float, float]
) -> list[Shape]:
    """The words of each period: shorter or beside what is taken, where that is in the way, else left out."""
    labels: list[Shape] = []
    for tick in line:
        begin, end = max(tick.x, left) + HEADER_GAP, min(tick.x + tick.width, right)
        beside = max(begin, taken[1] + HEADER_GAP / 2)
        for text in tick.words:
            width = view.text_width(text, style)
            if begin + width <= taken[0] - 2 or begin >= taken[1] + 2:
                labels.append(Label(begin, y, width, text, style))
                break
            if beside + width <= end:
                labels.append(Label(beside, y, width, text, style))
                break
    return labels


def _flag(
    scale: Scale, left: float, right: float, view: View, height: float
) -> tuple[list[Shape], tuple[float, float]]:
    """The flag of the day, and the stretch of the upper line that it takes."""
    x = scale.x(view.day)
    if not left <= x <= right:
        return [], (0.0, 0.0)
    style = "today" if view.as_known is None else "as_known"
    text = day_words(view.day) if view.as_known is not None else "Today"
    width = view.text_width(text, "label.flag")
    full = width + 2 * _FLAG_PADDING
    begin = min(max(x - full / 2, left + 1), max(right - full - 1, left + 1))
    top = height * 0.30 - _FLAG_HEIGHT / 2
    shapes: list[Shape] = [
        Line(x, top + _FLAG_HEIGHT, x, height, style, "", style),
        Bar(begin, top, full, _FLAG_HEIGHT, f"{style}.flag", "", style, "", True, True),
        Label(begin + _FLAG_PADDING, top + _FLAG_HEIGHT / 2, width, text, f"label.flag.{style}", "", style),
    ]
    return shapes, (begin, begin + full)

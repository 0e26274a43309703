"""The scene: what lies in a viewport, as shapes. The work depends on what is seen, not on how much there is."""

from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from siamdesk.domain.contract import Contract
from siamdesk.domain.days_off import bank_holidays
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline.arrows import Arrows, is_of_arrow
from siamdesk.timeline.contract_row import RowDrawing, RowShapes
from siamdesk.timeline.headings import heading
from siamdesk.timeline.row_plan import plan
from siamdesk.timeline.rows import Layout, RowKind
from siamdesk.timeline.scale import Scale, Tick, level, ticks
from siamdesk.timeline.shapes import Bar, Line, Shape
from siamdesk.timeline.view import View

_NO_SHAPES = RowShapes()
_REMEMBERED = 1024
"""Rows: some ten screens of them."""
_VIEWPORTS = 4
"""What was looked at last: the whole view, and the strips of it that were laid bare."""


_BLEED = 2.0
"""Scene pixels by which paint may reach beyond what a shape measures: an outline, and the way to a whole pixel."""
_STYLE = attrgetter("style")


class Viewport(NamedTuple):
    """The part of the scene that is seen, in scene pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    @property
    def painted(self) -> "Viewport":
        """What has to be drawn for it to be painted whole: paint from beyond its edges reaches into it."""
        return Viewport(self.left - _BLEED, self.top, self.width + 2 * _BLEED, self.height)


@dataclass(frozen=True, slots=True)
class Scene:
    """The rows on a scale. It remembers the rows it has drawn; make a new one when anything in it changes."""

    layout: Layout
    scale: Scale
    view: View
    arrows: Arrows = field(init=False, repr=False, compare=False)
    _ticks: dict[tuple[float, float], tuple[tuple[Tick, ...], tuple[Tick, ...]]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _drawn: dict[int, RowShapes] = field(default_factory=dict, repr=False, compare=False)
    _seen: dict[tuple[Viewport, frozenset[str], str], tuple[Shape, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "arrows", Arrows(self.layout, self.scale, self.view))

    def row(self, place: int) -> RowShapes:
        """The shapes of one row, whatever is in view. Headings and strands have none."""
        shapes = self._drawn.get(place)
        if shapes is None:
            if len(self._drawn) >= _REMEMBERED:
                self._drawn.clear()
            shapes = self._draw(place)
            self._drawn[place] = shapes
        return shapes

    def _draw(self, place: int) -> RowShapes:
        contract = self.layout.rows.contract(place)
        top = self.layout.tops[place]
        height = self.layout.tops[place + 1] - top
        if contract is None:
            group = self.layout.rows.group(place)
            if group is None:
                return _NO_SHAPES
            closed = not self.layout.rows[place].expanded
            return heading(group, self.view, top, height, self.scale, closed=closed)
        drawing = RowDrawing(plan(contract, self.view), top, height, self.scale, self.scale.x(self.view.day))
        return drawing.draw()

    def changed(self, contract: Contract, portfolio: Portfolio) -> "Scene":
        """The scene after a change of one contract: its row and the arrows are drawn anew, all others stay as drawn."""
        place = self.layout.rows.find(contract.id)
        if place is None:
            return self
        view = replace(self.view, portfolio=portfolio)
        kept = (each for each in self.view.plans.items() if each[0] != contract.id and not is_of_arrow(each[0]))
        view.plans.update(kept)
        made = Scene(Layout(self.layout.rows.replaced(place, contract), self.layout.tops), self.scale, view)
        made._drawn.update(self._drawn)
        made._drawn.pop(place, None)
        return made

    def shapes(
        self, viewport: Viewport, *, selected: frozenset[str] = frozenset(), hovered: str = ""
    ) -> tuple[Shape, ...]:
        """All that is seen, the lowest first; the very same shapes for a viewport looked at just before.

        `selected` holds the keys of rows to be marked, `hovered` that of the row under the pointer.
        """
        found = self._seen.get((viewport, selected, hovered))
        if found is None:
            found = tuple(self._shapes(viewport, selected, hovered))
            if len(self._seen) >= _VIEWPORTS:
                del self._seen[next(iter(self._seen))]
            self._seen[viewport, selected, hovered] = found
        return found

    def _shapes(self, viewport: Viewport, selected: frozenset[str], hovered: str) -> list[Shape]:
        found: list[Shape] = self._background(viewport, selected, hovered)
        places = self.layout.rows_between(viewport.top, viewport.bottom)
        rows = [self.row(place) for place in places]
        left, right = viewport.left, viewport.right
        arrows = self.arrows.seen(places, left, viewport.top, right, viewport.bottom)
        found += [s for row in rows for s in row.bars if s.x <= right and s.x + s.width >= left]
        found += [s for row in rows for s in row.bands if s.x <= right and s.x + s.width >= left]
        found += self._day_line(viewport)
        # What is wrong lies above what is right, and a move above what was agreed, whatever else is in view.
        found += sorted((line for arrow in arrows for line in arrow.lines), key=_STYLE, reverse=True)
        lines = [s for row in rows for s in row.lines if min(s.x, s.x2) <= right and max(s.x, s.x2) >= left]
        found += sorted(lines, key=_STYLE)
        found += [glyph for arrow in arrows for glyph in arrow.glyphs]
        found += [s for row in rows for s in row.glyphs if s.x - s.size / 2 <= right and s.x + s.size / 2 >= left]
        found += [s for row in rows for s in row.labels if s.x <= right and s.x + s.width >= left]
        return found

    def _background(self, viewport: Viewport, selected: frozenset[str], hovered: str) -> list[Shape]:
        """Shaded periods, grid, strips of headings and of selected rows, and the lines between rows."""
        left, top, width, height = viewport
        upper, lower = self._calendar(left, viewport.right)
        shapes: list[Shape] = []
        is_days = level(self.scale).lower == "day"
        if is_days:
            shaded = [tick for tick in lower if _is_day_off(tick.first_day)]
        else:
            shaded = [tick for tick in upper if tick.index % 2 == 0]
        for tick in shaded:
            begin, end = max(tick.x, left), min(tick.x + tick.width, viewport.right)
            off = is_days and tick.first_day in bank_holidays(tick.first_day.year)
            shapes.append(Bar(begin, top, end - begin, height, "shade.holiday" if off else "shade"))
        rows = self.layout.rows
        places = self.layout.rows_between(top, viewport.bottom)
        tops = self.layout.tops
        for place in places:
            row = rows[place]
            if row.key in selected:
                shapes.append(Bar(left, tops[place], width, row.height, "row.selected", row.contract_id or "", "row"))
            elif row.key == hovered:
                shapes.append(Bar(left, tops[place], width, row.height, "row.hover", row.contract_id or "", "row"))
            elif row.kind is RowKind.GROUP:
                shapes.append(Bar(left, tops[place], width, row.height, "row.group", "", "row"))
        majors = {tick.x for tick in upper}
        shapes += [Bar(t.x, top, 1.0, height, "grid.minor") for t in lower if t.x not in majors and t.x >= left]
        shapes += [Bar(t.x, top, 1.0, height, "grid.major") for t in upper if t.x >= left]
        shapes += [Bar(left, tops[place + 1] - 1, width, 1.0, "grid.row") for place in places]
        return shapes

    def _calendar(self, left: float, right: float) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
        """The periods between two x. Strips of the view are as wide as the view, so they are kept."""
        found = self._ticks.get((left, right))
        if found is None:
            self._ticks.clear()
            found = ticks(self.scale, left, right, lambda _text, _style: 0.0, self.view.year_start)
            self._ticks[left, right] = found
        return found

    def _day_line(self, viewport: Viewport) -> list[Shape]:
        """The lines of the reviews, and above them that of today or of the day as known."""
        style = "today" if self.view.as_known is None else "as_known"
        days = [(day, "review") for day in self.view.review_days]
        lines = ((self.scale.x(day), style) for day, style in (*days, (self.view.day, style)))
        return [
            Line(x, viewport.top, x, viewport.bottom, style, "", style)
            for x, style in lines
            if viewport.left - 2 <= x <= viewport.right + 2
        ]


def _is_day_off(day: date) -> bool:
    return day.weekday() >= 5 or day in bank_holidays(day.year)


def build(
    layout: Layout, scale: Scale, viewport: Viewport, view: View, *, selected: frozenset[str] = frozenset()
) -> tuple[Shape, ...]:
    """The shapes of the rows and days in the viewport, the lowest first."""
    return Scene(layout, scale, view).shapes(viewport, selected=selected)

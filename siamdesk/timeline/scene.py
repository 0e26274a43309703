"""The scene: what lies in a viewport, as shapes. The work depends on what is seen, not on how much there is."""

from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import NamedTuple, TypeVar

from siamdesk.domain.contract import Contract
from siamdesk.domain.days_off import bank_holidays
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline import remarks
from siamdesk.timeline.arrows import Arrows, Routes
from siamdesk.timeline.contract_row import RowDrawing
from siamdesk.timeline.forms import NO_FORM, Form, RowShapes
from siamdesk.timeline.headings import LOOKED_THROUGH, heading, next_key
from siamdesk.timeline.row_plan import plan
from siamdesk.timeline.rows import Layout, RowKind
from siamdesk.timeline.scale import Scale, level, periods
from siamdesk.timeline.shapes import Bar, Line, Shape
from siamdesk.timeline.view import View

_REMEMBERED = 1024
"""Rows: some ten screens of them."""
_RANGES = 48
"""For how many ranges of scales the shapes of a row are kept."""
_VIEWPORTS = 4
"""What was looked at last: the whole view, and the strips of it that were laid bare."""


_BLEED = 2.0
"""Scene pixels by which paint may reach beyond what a shape measures: an outline, and the way to a whole pixel."""
_STYLE = attrgetter("style")
_T = TypeVar("_T")


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


class Picture(NamedTuple):
    """What is seen of a scene, before anything is asked of single shapes: what a painter needs, and no more."""

    scale: Scale
    viewport: Viewport
    background: tuple[Bar, ...]
    rows: tuple[tuple[float, Form], ...]
    """Where each row begins, and its shapes."""
    days: tuple[Line, ...]
    """The lines of days."""
    routes: Routes
    """The arrows that touch the rows."""

    def shapes(self) -> list[Shape]:
        """All of it as shapes, the lowest first."""
        _, top, _, _ = viewport = self.viewport
        left, right, bottom = viewport.left, viewport.right, viewport.bottom
        rows = [form.at(self.scale, at) for at, form in self.rows]
        arrows = [
            each
            for each in (route.at(self.scale) for route in self.routes.routes)
            if each.left <= right and each.right >= left and each.top <= bottom and each.bottom >= top
        ]
        found: list[Shape] = list(self.background)
        found += [s for row in rows for s in row.bars if s.x <= right and s.x + s.width >= left]
        found += [s for row in rows for s in row.bands if s.x <= right and s.x + s.width >= left]
        found += self.days
        # What is wrong lies above what is right, and a move above what was agreed, whatever else is in view.
        found += sorted((line for arrow in arrows for line in arrow.lines), key=_STYLE, reverse=True)
        lines = [s for row in rows for s in row.lines if min(s.x, s.x2) <= right and max(s.x, s.x2) >= left]
        found += sorted(lines, key=_STYLE)
        found += [glyph for arrow in arrows for glyph in arrow.glyphs]
        found += [s for row in rows for s in row.glyphs if s.x - s.size / 2 <= right and s.x + s.size / 2 >= left]
        found += [s for row in rows for s in row.labels if s.x <= right and s.x + s.width >= left]
        return found


_Seen = tuple[Viewport, frozenset[str], str]


@dataclass(frozen=True, slots=True)
class Scene:
    """The rows on a scale. It remembers the rows it has drawn; make a new one when anything in it changes."""

    layout: Layout
    scale: Scale
    view: View
    arrows: Arrows = field(init=False, repr=False, compare=False)
    _forms: dict[int, list[Form]] = field(default_factory=dict, repr=False, compare=False)
    """By row: its shapes for the scales looked at so far. Kept over zooms."""
    _drawn: dict[int, RowShapes] = field(default_factory=dict, repr=False, compare=False)
    _pictures: dict[_Seen, Picture] = field(default_factory=dict, repr=False, compare=False)
    _seen: dict[_Seen, tuple[Shape, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "arrows", Arrows(self.layout, self.scale, self.view))

    def zoomed(self, scale: Scale) -> "Scene":
        """The same rows on another scale: what holds there as well is not drawn anew."""
        made = Scene(self.layout, scale, self.view, self._forms)
        object.__setattr__(made, "arrows", self.arrows.zoomed(scale))
        return made

    def row(self, place: int) -> RowShapes:
        """The shapes of one row, whatever is in view. Strands have none."""
        shapes = self._drawn.get(place)
        if shapes is None:
            if len(self._drawn) >= _REMEMBERED:
                self._drawn.clear()
            shapes = self._drawn[place] = self.form(place).at(self.scale, self.layout.tops[place])
        return shapes

    def form(self, place: int) -> Form:
        """The shapes of one row for this scale and those about it."""
        per_day = self.scale.pixels_per_day
        forms = self._forms.get(place)
        if forms is None:
            if len(self._forms) >= _REMEMBERED:
                self._forms.clear()
            forms = self._forms[place] = []
        for each in forms:
            if each.low < per_day < each.high or each.per_day == per_day:
                return each
        if len(forms) >= _RANGES:
            del forms[0]
        forms.append(made := self._draw(place))
        return made

    def prepare(self, top: float, height: float, most: int) -> bool:
        """Lay out some rows of the page below and the page above, no more than so many; whether there were any left."""
        ahead = (
            *self.layout.rows_between(top + height, top + 2 * height),
            *reversed(self.layout.rows_between(top - height, top)),
        )
        per_day = self.scale.pixels_per_day
        missing = [place for place in ahead if not any(each.holds_at(per_day) for each in self._forms.get(place, ()))]
        for place in missing[:most]:
            self.form(place)
        return len(missing) > most

    def _draw(self, place: int) -> Form:
        rows, per_day = self.layout.rows, self.scale.pixels_per_day
        contract = rows.contract(place)
        height = self.layout.tops[place + 1] - self.layout.tops[place]
        if contract is None:
            group = rows.group(place)
            if group is None:
                return NO_FORM
            return heading(group, self.view, height, per_day, closed=not rows[place].expanded)
        return RowDrawing(plan(contract, self.view), height, per_day, float(self.view.day.toordinal())).draw()

    def changed(self, contract: Contract, portfolio: Portfolio) -> "Scene":
        """The scene after a change of one contract's dates.

        Its row, its arrows, its heading and what is said of the ends of those before it are drawn anew; all others stay
        as drawn.
        """
        layout = self.layout
        place = layout.rows.find(contract.id)
        if place is None:
            return self
        view = replace(self.view, portfolio=portfolio)
        view.plans.update(self.view.plans)
        before = remarks.moved(contract, self.view.portfolio.contracts, portfolio.contracts)
        rows = layout.rows.replaced(place, contract, most=LOOKED_THROUGH)
        parent = layout.rows[place].parent
        group = rows.group(parent) if parent >= 0 else None
        if group is not None:
            view.plans.pop(next_key(group), None)
        for key in (contract.id, *before):
            view.plans.pop(key, None)
        made = Scene(Layout(rows, layout.tops), self.scale, view)
        made._forms.update(self._forms)
        made._drawn.update(self._drawn)
        for touched in (place, parent, *map(layout.rows.find, before)):
            if touched is not None:
                made._forms.pop(touched, None)
                made._drawn.pop(touched, None)
        object.__setattr__(made, "arrows", self.arrows.changed(contract.id, made.layout, view))
        return made

    def picture(self, viewport: Viewport, *, selected: frozenset[str] = frozenset(), hovered: str = "") -> Picture:
        """All that is seen; the very same for a viewport looked at just before.

        `selected` holds the keys of rows to be marked, `hovered` that of the row under the pointer.
        """
        found = self._pictures.get((viewport, selected, hovered))
        if found is None:
            places = self.layout.rows_between(viewport.top, viewport.bottom)
            tops = self.layout.tops
            found = Picture(
                self.scale,
                viewport,
                tuple(self._background(viewport, selected, hovered)),
                tuple([(tops[place], self.form(place)) for place in places]),
                tuple(self._day_line(viewport)),
                self.arrows.routes(places),
            )
            _keep(self._pictures, (viewport, selected, hovered), found)
        return found

    def shapes(
        self, viewport: Viewport, *, selected: frozenset[str] = frozenset(), hovered: str = ""
    ) -> tuple[Shape, ...]:
        """All that is seen as shapes, the lowest first; the very same for a viewport looked at just before."""
        found = self._seen.get((viewport, selected, hovered))
        if found is None:
            picture = self.picture(viewport, selected=selected, hovered=hovered)
            found = tuple(picture.shapes())
            _keep(self._seen, (viewport, selected, hovered), found)
        return found

    def _background(self, viewport: Viewport, selected: frozenset[str], hovered: str) -> list[Bar]:
        """Shaded periods, grid, strips of headings and of selected rows, and the lines between rows."""
        left, top, width, height = viewport
        upper, lower = periods(self.scale, left, viewport.right, self.view.year_start)
        shapes: list[Bar] = []
        is_days = level(self.scale).lower == "day"
        if is_days:
            shaded = [tick for tick in lower if _is_day_off(tick.first_day)]
        else:
            shaded = [tick for tick in upper if tick.number % 2 == 0]
        for tick in shaded:
            begin, end = max(tick.x, left), min(tick.x + tick.width, viewport.right)
            off = is_days and tick.first_day in bank_holidays(tick.first_day.year)
            shapes.append(Bar(begin, top, end - begin, height, "shade.holiday" if off else "shade"))
        rows = self.layout.rows
        places = self.layout.rows_between(top, viewport.bottom)
        tops = self.layout.tops
        hovered_at = rows.find(hovered) if hovered else None
        for place in places:
            is_heading = rows.kind(place) is RowKind.GROUP
            if not (selected or is_heading or place == hovered_at):
                continue
            row = rows[place]
            if row.key in selected:
                shapes.append(Bar(left, tops[place], width, row.height, "row.selected", row.contract_id or "", "row"))
            elif place == hovered_at:
                shapes.append(Bar(left, tops[place], width, row.height, "row.hover", row.contract_id or "", "row"))
            elif is_heading:
                shapes.append(Bar(left, tops[place], width, row.height, "row.group", "", "row"))
        majors = {tick.x for tick in upper}
        shapes += [Bar(t.x, top, 1.0, height, "grid.minor") for t in lower if t.x not in majors and t.x >= left]
        shapes += [Bar(t.x, top, 1.0, height, "grid.major") for t in upper if t.x >= left]
        shapes += [Bar(left, tops[place + 1] - 1, width, 1.0, "grid.row") for place in places]
        return shapes

    def _day_line(self, viewport: Viewport) -> list[Line]:
        """The lines of the reviews, and above them that of today or of the day as known."""
        style = "today" if self.view.as_known is None else "as_known"
        days = [(day, "review") for day in self.view.review_days]
        lines = ((self.scale.x(day), style) for day, style in (*days, (self.view.day, style)))
        return [
            Line(x, viewport.top, x, viewport.bottom, style, "", style)
            for x, style in lines
            if viewport.left - 2 <= x <= viewport.right + 2
        ]


def _keep(held: dict[_Seen, _T], key: _Seen, made: _T) -> None:
    if len(held) >= _VIEWPORTS:
        del held[next(iter(held))]
    held[key] = made


def _is_day_off(day: date) -> bool:
    return day.weekday() >= 5 or day in bank_holidays(day.year)


def build(
    layout: Layout, scale: Scale, viewport: Viewport, view: View, *, selected: frozenset[str] = frozenset()
) -> tuple[Shape, ...]:
    """The shapes of the rows and days in the viewport, the lowest first."""
    return Scene(layout, scale, view).shapes(viewport, selected=selected)

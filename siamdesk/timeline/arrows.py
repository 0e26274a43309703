"""Dependencies as arrows from sign to sign, along the lower edge of the row they leave and straight to the other.

Between rows far apart an arrow is broken off: it leaves its row with a short end, and comes into the other with one. So
what is seen of arrows depends on the rows near by alone, never on how many dependencies there are, and a part of the
view shows the same whether it is painted alone or with all of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from siamdesk.domain.contract import Contract, Dependency
from siamdesk.domain.dependencies import Standing, by_contract, room, standing
from siamdesk.domain.lifecycle import HEADLINES, date_of
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline.contract_row import GLYPH_SIZE, SMALL_GLYPH_SIZE
from siamdesk.timeline.forms import GlyphForm, LineForm
from siamdesk.timeline.row_plan import days_of, stands
from siamdesk.timeline.rows import Layout
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.shapes import Glyph, Line
from siamdesk.timeline.view import View

CHANNEL = 1.0
"""How far above the lower edge of its row an arrow runs, in pixels: clear of the words below the bar."""
_STEP = 1.5
_LANES = 2
"""Arrows that leave the same row keep so far apart, so many of them."""
CROSS_SIZE = 8.0
_WIDE = CROSS_SIZE
"""Its head and its cross are wider than its line: so far it may reach beyond, in pixels."""
FAR = 24
"""Rows further apart than this have no line from one to the other."""
_STUB = 12.0
"""How long the ends of an arrow are that is broken off, in pixels."""
_STRIP = 4
"""So few rows are a strip of the view, not the view."""
MOST_UNDER_A_HEADING = 60
"""A closed heading shows the arrows of no more contracts than this."""


_REMEMBERED_AS = "dependency:"


class Arrow(NamedTuple):
    """One dependency, or one end of it, as shapes, and the rectangle it lies in."""

    left: float
    top: float
    right: float
    bottom: float
    lines: tuple[Line, ...]
    glyphs: tuple[Glyph, ...]


class Route(NamedTuple):
    """An arrow at any scale: the days it lies between, from where to where in y, and its lines and signs."""

    first: float
    last: float
    top: float
    bottom: float
    lines: tuple[LineForm, ...]
    glyphs: tuple[GlyphForm, ...]

    def at(self, scale: Scale) -> Arrow:
        """Its shapes on a scale."""
        k = scale.pixels_per_day
        zero = scale.offset - scale.origin.toordinal() * k
        return Arrow(
            zero + self.first * k - _WIDE,
            self.top,
            zero + self.last * k + _WIDE,
            self.bottom,
            tuple([Line(zero + x[0] * k, x[2], zero + x[3] * k, x[5], *x[6:]) for x in self.lines]),
            tuple([Glyph(zero + x[0] * k, *x[2:]) for x in self.glyphs]),
        )


_kept: tuple[Mapping[str, Dependency], dict[str, list[Dependency]]] | None = None


def _linked(dependencies: Mapping[str, Dependency]) -> dict[str, list[Dependency]]:
    """The dependencies of each contract. Kept as long as they are the same: rows change far more often."""
    global _kept  # noqa: PLW0603  one value, kept beside what it was made of
    if _kept is None or _kept[0] is not dependencies:
        _kept = dependencies, by_contract(dependencies)
    return _kept[1]


class Routes:
    """The arrows that touch rows in view."""

    __slots__ = ("made", "routes")

    def __init__(self, routes: list[Route]) -> None:
        self.routes = routes
        self.made: object = None
        """What whoever draws them remembers of them."""


NO_ROUTES = Routes([])


class _Kept(NamedTuple):
    """What holds for every scale, and is remembered over zooms."""

    made: dict[str, tuple[Route, ...]]
    in_view: list[tuple[range, Routes]]
    """The rows that were looked at last as a whole view, and the arrows that touch them."""
    near: dict[int, list[Route]]
    """Those that touch a row that is not in view."""


@dataclass(frozen=True, slots=True)
class Arrows:
    """The arrows of a scene."""

    layout: Layout
    scale: Scale
    view: View
    _held: _Kept = field(default_factory=lambda: _Kept({}, [], {}), repr=False, compare=False)

    @property
    def _made(self) -> dict[str, tuple[Route, ...]]:
        return self._held.made

    def zoomed(self, scale: Scale) -> "Arrows":
        """The same arrows on another scale."""
        return Arrows(self.layout, scale, self.view, self._held)

    def changed(self, contract_id: str, layout: Layout, view: View) -> "Arrows":
        """The arrows after a change of one contract, in the same rows: its own are found anew."""
        linked = _linked(self.view.portfolio.dependencies).get(contract_id, ())
        made = dict(self._made)
        for each in linked:
            made.pop(each.id, None)
            view.plans.pop(f"{_REMEMBERED_AS}{each.id}", None)
        return Arrows(layout, self.scale, view, _Kept(made, [], {}))

    def seen(self, places: range, left: float, top: float, right: float, bottom: float) -> list[Arrow]:
        """The arrows that touch a rectangle, of which the rows are given."""
        made = (each.at(self.scale) for each in self.routes(places).routes)
        return [
            each
            for each in made
            if each.left <= right and each.right >= left and each.top <= bottom and each.bottom >= top
        ]

    def routes(self, places: range) -> Routes:
        """The arrows that touch rows, wherever they lie across."""
        in_view = self._held.in_view
        if in_view and in_view[0][0] == places:
            return in_view[0][1]
        found = Routes(self._routes(places) if self.view.portfolio.dependencies and places else [])
        if len(places) > _STRIP:
            in_view[:] = [(places, found)]
            self._held.near.clear()
        return found

    def _routes(self, places: range) -> list[Route]:
        linked, shown_at = _linked(self.view.portfolio.dependencies), self.layout.rows.shown_at
        tops = self.layout.tops
        top, bottom = tops[places.start], tops[places.stop]
        # An end of an arrow that is broken off reaches into the next row.
        first, last = places.start - 1, places.stop
        found: dict[str, tuple[Route, ...]] = {}
        for place in range(max(places.start - FAR, 0), min(places.stop + FAR, len(self.layout.rows))):
            for contract_id in self._contracts_of(place):
                for dependency in linked.get(contract_id, ()):
                    if dependency.id in found:
                        continue
                    row, row2 = shown_at(dependency.from_contract_id), shown_at(dependency.to_contract_id)
                    if row is None or row2 is None:
                        continue
                    if row > row2:
                        row, row2 = row2, row
                    if row <= last and row2 >= first and (row2 - row <= FAR or row >= first or row2 <= last):
                        found[dependency.id] = self._arrows(dependency)
        every = (each for pieces in found.values() for each in pieces)
        return [each for each in every if each.top <= bottom and each.bottom >= top]

    def near(self, place: int) -> list[Route]:
        """The arrows that may touch a row: those in view, where it is, else those that do. For the pointer."""
        found = self._held.near.get(place)
        if found is None:
            places, seen = self._held.in_view[0] if self._held.in_view else (range(0), NO_ROUTES)
            if place in places:
                return seen.routes
            found = self._held.near[place] = self.routes(range(place, place + 1)).routes
        return found

    def _contracts_of(self, place: int) -> Iterable[str]:
        contract = self.layout.rows.contract(place)
        if contract is not None:
            return (contract.id,)
        group = self.layout.rows.group(place)
        if group is None or self.layout.rows[place].expanded or len(group.contracts) > MOST_UNDER_A_HEADING:
            return ()
        return [each.id for each in group.contracts]

    def _arrows(self, dependency: Dependency) -> tuple[Route, ...]:
        found = self._made.get(dependency.id)
        if found is None:
            if len(self._made) > 4096:
                self._made.clear()
            found = self._made[dependency.id] = self._routed(dependency)
        return found

    def _route(self, dependency: Dependency) -> tuple[Arrow, ...]:
        return tuple(each.at(self.scale) for each in self._arrows(dependency))

    def _planned(self, dependency: Dependency) -> "_Planned | None":
        """What holds for every scale. The view remembers it."""
        key = f"{_REMEMBERED_AS}{dependency.id}"
        plans = self.view.plans
        if key not in plans:
            plans[key] = _plan(dependency, self.view.portfolio)
        found = plans[key]
        return found if isinstance(found, _Planned) else None

    def _routed(self, dependency: Dependency) -> tuple[Route, ...]:
        row = self.layout.rows.shown_at(dependency.from_contract_id)
        row2 = self.layout.rows.shown_at(dependency.to_contract_id)
        planned = self._planned(dependency) if row is not None and row2 is not None else None
        if planned is None or row is None or row2 is None:
            return ()
        x, x2 = planned.begin, planned.end
        if row == row2 and x == x2:
            return ()
        tops = self.layout.tops
        middle, middle2 = (tops[row] + tops[row + 1]) / 2, (tops[row2] + tops[row2 + 1]) / 2
        channel = tops[row + 1] - planned.channel
        says = planned.style, dependency.to_contract_id, planned.part
        # It comes to the sign from the side on which it runs.
        half = planned.half_end
        tip = middle2 - half if middle2 > channel else middle2 + half
        leaving: tuple[LineForm, ...] = (
            (x, 0.0, middle + planned.half_begin, x, 0.0, channel, *says, False),
            (x, 0.0, channel, x2, 0.0, channel, *says, False),
        )
        crosses: tuple[GlyphForm, ...] = ()
        if planned.is_broken:
            crosses = (((x + x2) / 2, 0.0, channel, CROSS_SIZE, "broken", *says),)
        if abs(row - row2) <= FAR:
            return (_as_route((*leaving, (x2, 0.0, channel, x2, 0.0, tip, *says, True)), crosses),)
        stub = _STUB if row2 > row else -_STUB
        onward = (x2, 0.0, channel, x2, 0.0, channel + stub, *says, True)
        coming = (x2, 0.0, tip - stub, x2, 0.0, tip, *says, True)
        return _as_route((*leaving, onward), crosses), _as_route((coming,), ())


def _as_route(lines: tuple[LineForm, ...], glyphs: tuple[GlyphForm, ...]) -> Route:
    days = [day for line in lines for day in (line[0], line[3])]
    ys = [y for line in lines for y in (line[2], line[5])]
    return Route(min(days), max(days), min(ys) - _WIDE, max(ys) + _WIDE, lines, glyphs)


class _Planned(NamedTuple):
    """The days of an arrow's two signs, half their sizes, and how it looks."""

    begin: float
    end: float
    half_begin: float
    half_end: float
    channel: float
    """How far above the lower edge of its row it runs."""
    style: str
    part: str
    is_broken: bool


def _plan(dependency: Dependency, portfolio: Portfolio) -> _Planned | None:
    """None where one of the two is not dated, or withdrawn."""
    before = portfolio.contracts.get(dependency.from_contract_id)
    after = portfolio.contracts.get(dependency.to_contract_id)
    if before is None or after is None or before.withdrawn or after.withdrawn:
        return None
    begin, end = _day(before, dependency.from_kind), _day(after, dependency.to_kind)
    if begin is None or end is None:
        return None
    stands_as = standing(room(dependency, portfolio))
    return _Planned(
        begin,
        end,
        _half(dependency.from_kind),
        _half(dependency.to_kind),
        CHANNEL + _STEP * (sum(dependency.id.encode()) % _LANES),
        f"arrow.{stands_as}",
        f"dependency.{dependency.id}",
        stands_as is Standing.BROKEN,
    )


def _half(kind: str) -> float:
    return (GLYPH_SIZE if kind in HEADLINES else SMALL_GLYPH_SIZE) / 2 + 1


def _day(contract: Contract, kind: str) -> float | None:
    date_ = date_of(contract, kind)
    if date_ is None or date_.is_tbc:
        return None
    return stands(days_of(date_), closes=False)[2]

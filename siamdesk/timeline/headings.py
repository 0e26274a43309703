"""What a tower's heading shows: what comes next in it, and, while it is closed, its contracts in one thin strip."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from siamdesk.domain.arrange import Group
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.lifecycle import HEADLINES, milestone_key
from siamdesk.domain.when import When, sort_key
from siamdesk.timeline.contract_row import SMALL_GLYPH_SIZE, RowShapes
from siamdesk.timeline.pieces import Piece
from siamdesk.timeline.places import Lane
from siamdesk.timeline.row_plan import SYMBOLS, days_of, plan, short_name, stands
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.shapes import Bar, Glyph, Label
from siamdesk.timeline.view import View, spoken

SUMMED_UP = 60
"""A closed heading shows the headlines of no more contracts than this: more would be a smear."""
_LOOKED_THROUGH = 500
"""What comes next is looked for among no more contracts than this, so that a frame never waits for it."""
STRIP_HEIGHT = 6.0
_SIZE = SMALL_GLYPH_SIZE + 1
_GAP = 6.0


class Coming(NamedTuple):
    """The first headline date still to come."""

    contract: Contract
    milestone: Milestone
    when: When


def next_event(contracts: Sequence[Contract], day: date) -> Coming | None:
    """The first headline date that is forecast and not past; None where none is dated."""
    best: tuple[tuple[object, ...], Coming] | None = None
    for contract in contracts:
        for milestone in contract.milestones:
            forecast = milestone.forecast
            if forecast is None or forecast.is_tbc or milestone.kind not in HEADLINES:
                continue
            last = forecast.latest or forecast.earliest
            done = milestone.actual is not None and not milestone.actual.is_tbc
            if done or last is None or last < day:
                continue
            key = sort_key(forecast)
            if best is None or key < best[0]:
                best = key, Coming(contract, milestone, forecast)
    return best[1] if best is not None else None


def heading(group: Group, view: View, top: float, height: float, scale: Scale, *, closed: bool) -> RowShapes:
    """The shapes of a heading's row."""
    shapes = RowShapes()
    middle = top + height / 2
    lane = Lane(middle)
    if closed and len(group.contracts) <= SUMMED_UP:
        _strip(group.contracts, view, middle, scale, shapes, lane)
    if len(group.contracts) <= _LOOKED_THROUGH:
        _next(group, view, middle, scale, shapes, lane)
    return shapes


def _strip(
    contracts: Sequence[Contract], view: View, middle: float, scale: Scale, shapes: RowShapes, lane: Lane
) -> None:
    """The phases of all contracts on one thin bar, those of service uppermost, and their headlines."""
    zero, per_day = scale.offset - scale.origin.toordinal() * scale.pixels_per_day, scale.pixels_per_day
    bars: list[Bar] = []
    for contract in contracts:
        planned = plan(contract, view)
        for piece in planned.bars.pieces:
            if isinstance(piece, Piece) and not piece.to:
                left, right = zero + piece.left * per_day, zero + piece.right * per_day
                y = middle - STRIP_HEIGHT / 2
                bars.append(Bar(left, y, right - left, STRIP_HEIGHT, piece.style, contract.id, piece.part))
        for mark in planned.marks:
            if mark.headline:
                x = zero + mark.at * per_day
                shapes.glyphs.append(Glyph(x, middle, _SIZE, mark.symbol, mark.style, contract.id, mark.part))
                lane.take(x - _SIZE / 2, x + _SIZE / 2)
    bars.sort(key=lambda bar: bar.part == "phase.service")
    shapes.bars.extend(bars)


def _next(group: Group, view: View, middle: float, scale: Scale, shapes: RowShapes, lane: Lane) -> None:
    """What comes next, in words beside its sign."""
    key = f"next:{group.key}"
    if key not in view.plans:
        view.plans[key] = next_event(group.contracts, view.day)
    coming = view.plans[key]
    if not isinstance(coming, Coming):
        return
    contract, milestone, when = coming
    at = stands(days_of(when))[2]
    x = scale.offset + (at - scale.origin.toordinal()) * scale.pixels_per_day
    part = milestone_key(milestone, "forecast")
    text = f"next: {short_name(milestone.kind)}, {spoken(when, view.portfolio.settings.fy_start)}"
    width = view.text_width(text, "label.quiet")
    if not shapes.glyphs:
        symbol = SYMBOLS[milestone.kind]
        shapes.glyphs.append(Glyph(x, middle, _SIZE, symbol, "glyph.forecast", contract.id, part))
        lane.take(x - _SIZE / 2, x + _SIZE / 2)
    today = scale.x(view.day)
    lane.take(today - 2, today + 2)
    left = lane.room_from(x + _SIZE / 2 + _GAP, width + _GAP)
    shapes.labels.append(Label(left, middle, width, text, "label.quiet", contract.id, part))

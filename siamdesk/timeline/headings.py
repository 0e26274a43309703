"""What a tower's heading shows: what comes next in it, and, while it is closed, its contracts in one thin strip."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from siamdesk.domain.arrange import Group
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.lifecycle import HEADLINES, milestone_key
from siamdesk.domain.when import When, sort_key
from siamdesk.timeline.contract_row import SMALL_GLYPH_SIZE
from siamdesk.timeline.forms import BarForm, Decided, Form
from siamdesk.timeline.pieces import Piece
from siamdesk.timeline.places import Lane
from siamdesk.timeline.row_plan import SYMBOLS, days_of, plan, short_name, stands
from siamdesk.timeline.view import View, spoken

SUMMED_UP = 60
"""A closed heading shows the headlines of no more contracts than this: more would be a smear."""
LOOKED_THROUGH = 500
"""What comes next is looked for among no more contracts than this, so that a frame never waits for it."""
STRIP_HEIGHT = 6.0
_SIZE = SMALL_GLYPH_SIZE + 1
_GAP = 6.0
_PART = 8
"""Where in the form of a bar its part stands."""


class Coming(NamedTuple):
    """The first headline date still to come."""

    contract: Contract
    milestone: Milestone
    when: When


def next_key(group: Group) -> str:
    """Under what a view remembers what comes next in a group."""
    return f"next:{group.key}"


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


def heading(group: Group, view: View, height: float, per_day: float, *, closed: bool) -> Form:
    """The shapes of a heading's row at a scale, and at those where nothing has to be decided otherwise."""
    form, middle = Form(per_day), height / 2
    decided = Decided(per_day)
    lane = Lane(middle, decided)
    if closed and len(group.contracts) <= SUMMED_UP:
        _strip(group.contracts, view, middle, form, lane)
    if len(group.contracts) <= LOOKED_THROUGH:
        _next(group, view, middle, form, lane)
    form.low, form.high = decided.bounds()
    return form


def _strip(contracts: Sequence[Contract], view: View, middle: float, form: Form, lane: Lane) -> None:
    """The phases of all contracts on one thin bar, those of service uppermost, and their headlines."""
    bars: list[BarForm] = []
    y = middle - STRIP_HEIGHT / 2
    for contract in contracts:
        planned, owner = plan(contract, view), contract.id
        for piece in planned.bars.pieces:
            if isinstance(piece, Piece) and not piece.to:
                where = piece.left, 0.0, piece.right, 0.0, y, STRIP_HEIGHT
                bars.append((*where, piece.style, owner, piece.part, "", False, False))
        for mark in planned.marks:
            if mark.headline:
                form.glyphs.append((mark.at, 0.0, middle, _SIZE, mark.symbol, mark.style, owner, mark.part))
                lane.take((mark.at, -_SIZE / 2), (mark.at, _SIZE / 2))
    bars.sort(key=lambda bar: bar[_PART] == "phase.service")
    form.bars.extend(bars)


def _next(group: Group, view: View, middle: float, form: Form, lane: Lane) -> None:
    """What comes next, in words beside its sign."""
    key = next_key(group)
    if key not in view.plans:
        view.plans[key] = next_event(group.contracts, view.day)
    coming = view.plans[key]
    if not isinstance(coming, Coming):
        return
    contract, milestone, when = coming
    at = stands(days_of(when))[2]
    part = milestone_key(milestone, "forecast")
    text = f"next: {short_name(milestone.kind)}, {spoken(when, view.portfolio.settings.fy_start)}"
    width = view.text_width(text, "label.quiet")
    if not form.glyphs:
        symbol = SYMBOLS[milestone.kind]
        form.glyphs.append((at, 0.0, middle, _SIZE, symbol, "glyph.forecast", contract.id, part))
        lane.take((at, -_SIZE / 2), (at, _SIZE / 2))
    today = float(view.day.toordinal())
    lane.take((today, -2.0), (today, 2.0))
    left = lane.room_from((at, _SIZE / 2 + _GAP), width + _GAP)
    if left is not None:
        form.labels.append((*left, middle, width, text, "label.quiet", contract.id, part))

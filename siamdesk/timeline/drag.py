"""Taking hold of a date on the timeline, and what the row looks like while it moves. Arithmetic, without a pointer."""

from datetime import date
from typing import NamedTuple

from siamdesk.domain import lifecycle, rows
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.lifecycle import Phase
from siamdesk.domain.when import When
from siamdesk.domain.when_moved import End, Unit, month_on, stretched
from siamdesk.timeline.hit import SLACK
from siamdesk.timeline.row_plan import plan
from siamdesk.timeline.scale import Scale, level
from siamdesk.timeline.scene import Scene
from siamdesk.timeline.shapes import Band, Bar

EDGE = 5.0
"""How near to the edge of a band or bar one takes hold of that edge, in pixels."""

_ENDS = ("current_end", "initial_end")
_BEGINS: dict[Phase, tuple[str, ...]] = {
    Phase.DEFINE: tuple(key for key, kind in lifecycle.KIND.items() if kind.stage is lifecycle.Stage.DEFINE),
    Phase.TENDER: ("tender_launch", "selection", "itt"),
    Phase.MOBILISE: ("contract_award", "effective_date"),
    Phase.SERVICE: ("service_transfer", "effective_date", "contract_award"),
    Phase.EXTENSION: _ENDS,
    Phase.ENDED: (*_ENDS, "extension_end", "maximum_end"),
}
"""The milestones at which a phase may begin, those that count first."""


class Grip(NamedTuple):
    """A date that one has hold of: whose, which, by which end, and what it says."""

    contract_id: str
    key: str
    end: End
    old: When


def grip_at(scene: Scene, x: float, y: float) -> Grip | None:
    """The date that lies at a point: by its sign, by the end of its window, or by the end of a phase.

    A baseline stays where it was set, and what is to be confirmed lies nowhere: neither can be taken hold of.
    """
    place = scene.layout.row_at(y)
    contract = scene.layout.rows.contract(place) if place is not None else None
    if place is None or contract is None:
        return None
    row = scene.row(place)
    # A sign may all but cover its window: the sign is its middle, the window's edges are the rest.
    for near in (False, True):
        for glyph in reversed(row.glyphs):
            reach = glyph.size / 2 + SLACK if near else glyph.size / 4
            if abs(x - glyph.x) <= reach and abs(y - glyph.y) <= glyph.size / 2 + SLACK:
                return grip(contract, glyph.part)
        for band in reversed(row.bands):
            end = _end_of(band, x, y, near=near)
            if end is not None:
                return grip(contract, band.part, end)
    for bar in reversed(row.bars):
        if bar.to or not bar.y <= y <= bar.y + bar.height:
            continue
        key = _at_edge(contract, bar, x)
        if key:
            return grip(contract, key)
    return None


def _end_of(band: Band, x: float, y: float, *, near: bool) -> End | None:
    """By which end one has hold of a window at a point; `near` takes the middle too."""
    left, right = band.x, band.x + band.width
    if not (left - EDGE <= x <= right + EDGE and band.y <= y <= band.y + band.height):
        return None
    if band.width > 3 * EDGE:
        if not band.open_left and x <= left + EDGE:
            return "earliest"
        if not band.open_right and x >= right - EDGE:
            return "latest"
    return "both" if near else None


def grip(contract: Contract, key: str, end: End = "both") -> Grip | None:
    """Hold of a date of a contract; None where it can't be moved by hand."""
    parts = lifecycle.split_milestone_key(key)
    if parts is None or parts[2] == "baseline":
        return None
    old = rows.get(contract, key)
    return Grip(contract.id, key, end, old) if isinstance(old, When) and not old.is_tbc else None


def _at_edge(contract: Contract, bar: Bar, x: float) -> str:
    """The key of the milestone at the end of a phase's bar that lies at x; empty where there is none."""
    name = bar.part.removeprefix("phase.")
    spans = lifecycle.phases(contract)
    span = next((each for each in spans if each.phase == name), None)
    if span is None or bar.part == name:
        return ""
    if abs(x - bar.x) <= EDGE:
        return _key_of(contract, _BEGINS[span.phase], span.start)
    if abs(x - bar.x - bar.width) <= EDGE and span.end is not None:
        after = [phase for phase in Phase if list(Phase).index(phase) > list(Phase).index(span.phase)]
        return next((key for each in after if (key := _key_of(contract, _BEGINS.get(each, ()), span.end))), "")
    return ""


def _key_of(contract: Contract, kinds: tuple[str, ...], when: When) -> str:
    for kind in kinds:
        milestone = contract.milestone(kind)
        if milestone is not None and milestone.best == when:
            which = milestone.which
            return lifecycle.milestone_key(milestone, which)
    return ""


# How far it moves.


def unit_at(scale: Scale) -> Unit:
    """What a date snaps to: the days or weeks that the calendar shows, else months."""
    lower = level(scale).lower
    return "day" if lower == "day" else "week" if lower == "week" else "month"


def moved(held: Grip, pixels: float, scale: Scale) -> When:
    """The date after a pull by so many pixels, a whole number of days, weeks or months away from where it was."""
    days = pixels / scale.pixels_per_day
    unit = unit_at(scale)
    if unit != "month":
        return by_steps(held, round(days / 7) if unit == "week" else round(days), unit)
    bound = held.old.earliest if held.end == "earliest" else held.old.latest or held.old.earliest
    return by_steps(held, _months(bound, days) if bound is not None else 0, unit)


def by_steps(held: Grip, steps: int, unit: Unit) -> When:
    """The date so many days, weeks or months away; as it was where there are no such years."""
    try:
        return stretched(held.old, held.end, steps, unit)
    except (Unreadable, ValueError, OverflowError):
        return held.old


def _months(day: date, days: float) -> int:
    """The whole number of months that comes nearest to so many days after a day."""
    guess = round(days / 30.436875)
    first = day.toordinal()
    near = (each for each in (guess - 1, guess, guess + 1))
    try:
        return min(near, key=lambda months: abs(month_on(day, months).toordinal() - first - days))
    except (ValueError, OverflowError):
        return 0


def preview(scene: Scene, held: Grip, new: When) -> Scene:
    """The scene with the date moved: its row and the arrows are drawn anew, all others stay as drawn."""
    portfolio = scene.view.portfolio
    contract = rows.with_values(portfolio.contracts[held.contract_id], {held.key: new})
    if not isinstance(contract, Contract):
        return scene
    return scene.changed(contract, portfolio.with_rows([("contract", contract.id, contract)]))


# From milestone to milestone.


def stops(scene: Scene, contract: Contract) -> tuple[str, ...]:
    """The keys of the milestones of a contract that can be changed by hand, as they stand from left to right.

    What is to be confirmed stands where its sign does; those that share a sign come in the order it names them in.
    """
    planned = plan(contract, scene.view)
    keys = [mark.part for mark in planned.marks if grip(contract, mark.part) is not None]
    keys += [key for unknown in planned.unknown for key in unknown.parts if not key.endswith(".baseline")]
    placed = [(at[0], key) for key in keys if (at := place_of(scene, contract.id, key)) is not None]
    return tuple(key for _, key in sorted(placed, key=lambda each: each[0]))


def place_of(scene: Scene, contract_id: str, key: str) -> tuple[float, float] | None:
    """Where the sign of a date stands, in scene pixels; None where its row is not shown or it has no place."""
    place = scene.layout.rows.find(contract_id)
    contract = scene.layout.rows.contract(place) if place is not None else None
    if place is None or contract is None:
        return None
    planned = plan(contract, scene.view)
    top, bottom = scene.layout.tops[place], scene.layout.tops[place + 1]
    mark = next((each for each in planned.marks if each.part == key), None)
    if mark is not None:
        x = scene.scale.offset + (mark.at - scene.scale.origin.toordinal()) * scene.scale.pixels_per_day
        return x, (top + bottom) / 2
    sign = next((each.part for each in planned.unknown if key in each.parts), None)
    glyph = next((each for each in scene.row(place).glyphs if each.part == sign), None)
    return (glyph.x, glyph.y) if glyph is not None else None

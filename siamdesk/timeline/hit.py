"""What lies under the pointer: arithmetic on the shapes that were drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from siamdesk.timeline.scene import Scene
from siamdesk.timeline.shapes import TEXT_HEIGHT, Band, Bar, Glyph, Label, Line, Shape, bounds

SLACK = 3.0
"""How far beside a shape still counts as on it, in pixels."""


class Hit(NamedTuple):
    """What was hit: whose it is, which part, and the shape."""

    contract_id: str
    part: str
    shape: Shape


def hit(shapes: Sequence[Shape], x: float, y: float, slack: float = SLACK) -> Hit | None:
    """The topmost shape of a contract at a point: signs before all else, bars and row strips last."""
    best: Shape | None = None
    best_rank = 0
    for shape in reversed(shapes):
        if not shape.contract_id:
            continue
        rank = 3 if isinstance(shape, Glyph) else 1 if isinstance(shape, Bar) else 2
        if rank <= best_rank:
            continue
        left, top, right, bottom = bounds(shape)
        if left - slack <= x <= right + slack and top - slack <= y <= bottom + slack:
            best, best_rank = shape, rank
            if rank == 3:
                break
    return Hit(best.contract_id, best.part, best) if best is not None else None


def hit_in_scene(scene: Scene, x: float, y: float, slack: float = SLACK) -> Hit | None:
    """As `hit`, looking only at the row that lies at y."""
    place = scene.layout.row_at(y)
    if place is None:
        return None
    form, scale, top = scene.form(place), scene.scale, scene.layout.tops[place]
    k = scale.pixels_per_day
    zero = scale.offset - scale.origin.toordinal() * k
    # Bare loops over what is not made into shapes yet: this is done at every move of the pointer.
    x -= zero
    y -= top
    for glyph in reversed(form.glyphs):
        reach = glyph[3] / 2 + slack
        if -reach <= x - glyph[0] * k - glyph[1] <= reach and -reach <= y - glyph[2] <= reach:
            return _as_hit(Glyph(zero + glyph[0] * k + glyph[1], top + glyph[2], *glyph[3:]))
    half = TEXT_HEIGHT / 2
    left, right = x - slack, x + slack
    above, below = y - slack, y + slack
    for label in form.labels:
        begin = label[0] * k + label[1]
        if begin <= right and begin + label[3] >= left and -half <= y - label[2] <= half:
            return _as_hit(Label(zero + begin, top + label[2], *label[3:]))
    for band in reversed(form.bands):
        if band[0] * k + band[1] <= right and band[2] * k + band[3] >= left:
            at, height = band[4], band[5]
            if at <= below and at + height >= above:
                begin, end = band[0] * k + band[1], band[2] * k + band[3]
                return _as_hit(Band(zero + begin, top + at, end - begin, height, *band[6:]))
    for bar in reversed(form.bars):
        if bar[0] * k + bar[1] <= right and bar[2] * k + bar[3] >= left:
            at, height = bar[4], bar[5]
            if at <= below and at + height >= above:
                begin, end = bar[0] * k + bar[1], bar[2] * k + bar[3]
                return _as_hit(Bar(zero + begin, top + at, end - begin, height, *bar[6:]))
    return _line_in_scene(scene, place, x + zero, y + top, slack)


def _as_hit(shape: Shape) -> Hit:
    return Hit(shape.contract_id, shape.part, shape)


def _line_in_scene(scene: Scene, place: int, x: float, y: float, slack: float) -> Hit | None:
    """The line of a move in a row, or the arrow of a dependency that begins or ends in it."""
    if scene.form(place).lines:
        for line in reversed(scene.row(place).lines):
            if _is_on(line, x, y, slack):
                return _as_hit(line)
    k = scene.scale.pixels_per_day
    day, near = (x - scene.scale.offset) / k + scene.scale.origin.toordinal(), slack / k
    first, last = day + near, day - near
    for route in scene.arrows.near(place):
        if route[2] <= y <= route[3] and route[0] <= first and route[1] >= last:
            for line in route.at(scene.scale).lines:
                if _is_on(line, x, y, slack):
                    return _as_hit(line)
    return None


def _is_on(line: Line, x: float, y: float, slack: float) -> bool:
    x1, y1, x2, y2 = line[:4]
    if x1 - slack <= x <= x2 + slack or x2 - slack <= x <= x1 + slack:
        return y1 - slack <= y <= y2 + slack or y2 - slack <= y <= y1 + slack
    return False

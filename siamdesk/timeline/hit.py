"""What lies under the pointer: arithmetic on the shapes that were drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from siamdesk.timeline.scene import Scene
from siamdesk.timeline.shapes import TEXT_HEIGHT, Bar, Glyph, Line, Shape, bounds

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
    row = scene.row(place)
    # Bare loops over members by their place: this is done at every move of the pointer.
    for glyph in reversed(row.glyphs):
        reach = glyph[2] / 2 + slack
        if -reach <= x - glyph[0] <= reach and -reach <= y - glyph[1] <= reach:
            return Hit(glyph.contract_id, glyph.part, glyph)
    half = TEXT_HEIGHT / 2
    left, right = x - slack, x + slack
    above, below = y - slack, y + slack
    for label in row.labels:
        if label[0] <= right and label[0] + label[2] >= left and -half <= y - label[1] <= half:
            return Hit(label.contract_id, label.part, label)
    for band in reversed(row.bands):
        if band[0] <= right and band[0] + band[2] >= left and band[1] <= below and band[1] + band[3] >= above:
            return Hit(band.contract_id, band.part, band)
    for bar in reversed(row.bars):
        if bar[0] <= right and bar[0] + bar[2] >= left and bar[1] <= below and bar[1] + bar[3] >= above:
            return Hit(bar.contract_id, bar.part, bar)
    return _line_in_scene(scene, place, x, y, slack)


def _line_in_scene(scene: Scene, place: int, x: float, y: float, slack: float) -> Hit | None:
    """The line of a move in a row, or the arrow of a dependency that begins or ends in it."""
    for line in reversed(scene.row(place).lines):
        if _is_on(line, x, y, slack):
            return Hit(line.contract_id, line.part, line)
    for arrow in scene.arrows.touching(place):
        if not arrow.left <= x <= arrow.right:
            continue
        for line in arrow.lines:
            if _is_on(line, x, y, slack):
                return Hit(line.contract_id, line.part, line)
    return None


def _is_on(line: Line, x: float, y: float, slack: float) -> bool:
    x1, y1, x2, y2 = line[:4]
    if x1 - slack <= x <= x2 + slack or x2 - slack <= x <= x1 + slack:
        return y1 - slack <= y <= y2 + slack or y2 - slack <= y <= y1 + slack
    return False

"""What lies under the pointer: arithmetic on the shapes that were drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from siamdesk.timeline.scene import Scene
from siamdesk.timeline.shapes import TEXT_HEIGHT, Bar, Glyph, Shape, bounds

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
    for glyph in reversed(row.glyphs):
        half = glyph.size / 2 + slack
        if -half <= x - glyph.x <= half and -half <= y - glyph.y <= half:
            return Hit(glyph.contract_id, glyph.part, glyph)
    for label in row.labels:
        if -slack <= x - label.x <= label.width + slack and abs(y - label.y) <= TEXT_HEIGHT / 2:
            return Hit(label.contract_id, label.part, label)
    for band in reversed(row.bands):
        if -slack <= x - band.x <= band.width + slack and -slack <= y - band.y <= band.height + slack:
            return Hit(band.contract_id, band.part, band)
    for bar in reversed(row.bars):
        if -slack <= x - bar.x <= bar.width + slack and -slack <= y - bar.y <= bar.height + slack:
            return Hit(bar.contract_id, bar.part, bar)
    return hit(row.lines, x, y, slack)

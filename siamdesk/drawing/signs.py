"""The signs of milestones: told apart by their outline, never by colour alone."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from siamdesk.drawing.snap import Snap
from siamdesk.drawing.styles import Style

POSTS = frozenset({"end", "break"})
"""Signs that stand upright across the bar."""

_POST_WIDTH = 2.0
_NOTCH = 4.5


@lru_cache(maxsize=256)
def brush(colour: str) -> QBrush:
    """A flat brush."""
    return QBrush(QColor(colour))


@lru_cache(maxsize=256)
def pen(colour: str, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    """A pen with flat ends; width and dashes in pixels."""
    made = QPen(QColor(colour), width)
    made.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        # Qt counts dashes in widths of the pen.
        made.setDashPattern([each / width for each in dashes])
    return made


def _polygon(*points: tuple[float, float]) -> Callable[[float], QPainterPath]:
    def path(size: float) -> QPainterPath:
        found = QPainterPath(QPointF(points[0][0] * size, points[0][1] * size))
        for x, y in points[1:]:
            found.lineTo(x * size, y * size)
        found.closeSubpath()
        return found

    return path


def _circle(size: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0.0, 0.0), size / 2, size / 2)
    return path


OUTLINES: dict[str, Callable[[float], QPainterPath]] = {
    "launch": _polygon((-0.36, -0.46), (0.46, 0.0), (-0.36, 0.46)),
    "award": _polygon((0.0, -0.5), (0.5, 0.0), (0.0, 0.5), (-0.5, 0.0)),
    "transfer": _polygon((-0.4, -0.44), (0.1, -0.44), (0.46, 0.0), (0.1, 0.44), (-0.4, 0.44)),
    "dot": _circle,
    "review": _polygon((-0.5, -0.5), (0.5, -0.5), (0.0, 0.5)),
    "broken": _polygon(
        *((-0.5, -0.3), (-0.3, -0.5), (0.0, -0.2), (0.3, -0.5), (0.5, -0.3), (0.2, 0.0)),
        *((0.5, 0.3), (0.3, 0.5), (0.0, 0.2), (-0.3, 0.5), (-0.5, 0.3), (-0.2, 0.0)),
    ),
    "unknown": _circle,
}
"""Outlines about 0, 0 in a square of the size given."""


@lru_cache(maxsize=64)
def _outline(symbol: str, size: float) -> QPainterPath:
    return OUTLINES[symbol](size)


def draw_sign(symbol: str, size: float, look: Style, painter: QPainter) -> None:
    """Draw a sign about 0, 0."""
    if symbol in POSTS:
        _draw_post(size, look, painter, notched=symbol == "break")
        return
    painter.setBrush(brush(look.fill))
    painter.setPen(pen(look.line, look.width, look.dashes))
    painter.drawPath(_outline(symbol, size))


def _draw_post(size: float, look: Style, painter: QPainter, *, notched: bool) -> None:
    # It has no inside to leave hollow, so it takes the colour of the outline, or of the inside where that is fuller.
    colour = look.post or look.line
    half = size / 2
    snap = Snap(painter)
    if look.halo:
        painter.fillRect(QRectF(*snap.edges(-_POST_WIDTH / 2 - 1, -half, _POST_WIDTH + 2, size)), brush(look.halo))
    painter.fillRect(QRectF(*snap.edges(-_POST_WIDTH / 2, -half, _POST_WIDTH, size)), brush(colour))
    if notched:
        path = QPainterPath(QPointF(-_NOTCH, -half))
        path.lineTo(_NOTCH, -half)
        path.lineTo(0.0, -half + _NOTCH + 1)
        path.closeSubpath()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(brush(colour))
        painter.drawPath(path)


def extent(symbol: str, size: float) -> QRectF:
    """The square a sign and its outline fit into, about 0, 0."""
    half = size / 2 + (3.0 if symbol in POSTS else 2.0)
    return QRectF(-half, -half, 2 * half, 2 * half)

"""What has no hard edge: bars that run into each other, and the soft bands of imprecise dates."""

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from siamdesk.drawing.signs import pen
from siamdesk.drawing.styles import Style, with_alpha

_BAND_EDGE = 3.0
"""How much of a date window above and below is drawn fuller, in pixels: what it stands out from the bar."""


def blend(left: float, right: float, begin: Style, end: Style) -> QLinearGradient:
    """The colour of a bar running from one style into another, or into nothing, between two x."""
    first = begin.fill or with_alpha(end.fill, 0)
    last = end.fill or with_alpha(first, 0)
    gradient = QLinearGradient(QPointF(left, 0.0), QPointF(right, 0.0))
    gradient.setColorAt(0, QColor(first))
    gradient.setColorAt(1, QColor(last))
    return gradient


def draw_band(painter: QPainter, rect: QRectF, look: Style, *, open_left: bool, open_right: bool) -> None:
    """A tint over the bar, which stays to be seen, and a fuller edge above and below it."""
    painter.fillRect(rect, _soft(rect, look.fill, 0.42, open_left=open_left, open_right=open_right))
    for y in (rect.top(), rect.bottom() - _BAND_EDGE):
        edge = QRectF(rect.left(), y, rect.width(), _BAND_EDGE)
        painter.fillRect(edge, _soft(rect, look.fill, 0.75, open_left=open_left, open_right=open_right))


def draw_bound(painter: QPainter, x: float, top: float, height: float, look: Style) -> None:
    """The dotted line at a bound of a band, one pixel wide from x on."""
    painter.setPen(pen(look.line, 1.0, (1.0, 2.0)))
    painter.drawLine(QLineF(x + 0.5, top, x + 0.5, top + height))


def _soft(rect: QRectF, colour: str, strength: float, *, open_left: bool, open_right: bool) -> QLinearGradient:
    """A colour that is fullest in the middle of the band, or where its only bound is."""
    gradient = QLinearGradient(rect.topLeft(), rect.topRight())
    full = QColor(with_alpha(colour, strength))
    bounded, unbounded = QColor(with_alpha(colour, strength / 3)), QColor(with_alpha(colour, 0.0))
    gradient.setColorAt(0, unbounded if open_left else full if open_right else bounded)
    gradient.setColorAt(1, unbounded if open_right else full if open_left else bounded)
    if not (open_left or open_right):
        gradient.setColorAt(0.5, full)
    return gradient

"""Shapes on a page: signs as the paths they are, and text as text, to be searched and copied."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from siamdesk.drawing.fades import blend, draw_band, draw_bound
from siamdesk.drawing.signs import brush, draw_sign, pen
from siamdesk.drawing.snap import Snap
from siamdesk.timeline.shapes import Band, Bar, Glyph, Label, Line, Shape

if TYPE_CHECKING:
    from siamdesk.drawing.painter import Painter

_STRIPE = 6.0
_STRIPE_WIDTH = 1.6
_ARROWHEAD = 4.0


def draw(shapes: Iterable[Shape], looks: "Painter", painter: QPainter) -> None:
    """Draw the shapes, the first lowest."""
    snap = Snap(painter)
    for shape in shapes:
        if isinstance(shape, Bar):
            _bar(shape, looks, painter, snap)
        elif isinstance(shape, Band):
            _band(shape, looks, painter, snap)
        elif isinstance(shape, Line):
            _line(shape, looks, painter, snap)
        elif isinstance(shape, Glyph):
            _glyph(shape, looks, painter)
        else:
            _label(shape, looks, painter)


def _bar(bar: Bar, looks: "Painter", painter: QPainter, snap: Snap) -> None:
    edges = snap.edges(bar.x, bar.y, bar.width, bar.height)
    rect, look = QRectF(*edges), looks.look(bar.style)
    if bar.to:
        painter.fillRect(rect, blend(rect.left(), rect.right(), look, looks.look(bar.to)))
        return
    if bar.round_left or bar.round_right:
        for each in snap.rounded(edges, left=bar.round_left, right=bar.round_right):
            painter.fillRect(QRectF(*each), brush(look.fill))
    else:
        painter.fillRect(rect, brush(look.fill))
    if look.hatch:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(pen(look.hatch, _STRIPE_WIDTH))
        painter.drawLines(_stripes(rect))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if look.line:
        x, y, width, height = edges
        for side in (
            snap.edges(x, y, width, 1.0),
            snap.edges(x, y + height - 1.0, width, 1.0),
            snap.edges(x, y, 1.0, height),
            snap.edges(x + width - 1.0, y, 1.0, height),
        ):
            painter.fillRect(QRectF(*side), brush(look.line))


def _band(band: Band, looks: "Painter", painter: QPainter, snap: Snap) -> None:
    rect = QRectF(*snap.edges(band.x, band.y, band.width, band.height))
    look = looks.look(band.style)
    draw_band(painter, rect, look, open_left=band.open_left, open_right=band.open_right)
    if not band.open_left:
        draw_bound(painter, rect.left(), rect.top(), rect.height(), look)
    if not band.open_right:
        draw_bound(painter, rect.right() - 1, rect.top(), rect.height(), look)


def _line(line: Line, looks: "Painter", painter: QPainter, snap: Snap) -> None:
    look = looks.look(line.style)
    half = look.width / 2
    if line.x != line.x2 and line.y != line.y2:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(pen(look.line, look.width, look.dashes))
        painter.drawLine(QLineF(line.x, line.y, line.x2, line.y2))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        return
    if line.x == line.x2:
        rect = QRectF(*snap.edges(line.x - half, min(line.y, line.y2), 2 * half, abs(line.y2 - line.y)))
    else:
        rect = QRectF(*snap.edges(min(line.x, line.x2), line.y - half, abs(line.x2 - line.x), 2 * half))
    painter.fillRect(rect, brush(look.line))
    if line.arrow:
        length = min(_ARROWHEAD, max(abs(line.x2 - line.x), abs(line.y2 - line.y), 1.0))
        if line.x == line.x2:
            tip, back = (
                QPointF(rect.center().x(), line.y2),
                QPointF(_ARROWHEAD, math.copysign(length, line.y - line.y2)),
            )
            other = QPointF(-back.x(), back.y())
        else:
            tip, back = (
                QPointF(line.x2, rect.center().y()),
                QPointF(math.copysign(length, line.x - line.x2), _ARROWHEAD),
            )
            other = QPointF(back.x(), -back.y())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(pen(look.line, look.width))
        painter.drawLines([QLineF(tip, tip + back), QLineF(tip, tip + other)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _glyph(glyph: Glyph, looks: "Painter", painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.translate(glyph.x, glyph.y)
    draw_sign(glyph.symbol, glyph.size, looks.look(glyph.style), painter)
    painter.translate(-glyph.x, -glyph.y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if glyph.symbol == "unknown":
        width = looks.text_width("?", glyph.style)
        _label(Label(glyph.x - width / 2, glyph.y, width, "?", glyph.style), looks, painter)


def _label(label: Label, looks: "Painter", painter: QPainter) -> None:
    face = looks.face(label.style)
    painter.setFont(face.font)
    painter.setPen(pen(looks.look(label.style).text, 1.0))
    painter.drawText(QPointF(label.x, label.y + face.drop), label.text)


def _stripes(rect: QRectF) -> list[QLineF]:
    """Diagonals from lower left to upper right, cut at the rectangle; in step with the page, not the rectangle."""
    lines = []
    height = rect.height()
    first = math.floor((rect.left() - height) / _STRIPE) * _STRIPE
    for number in range(math.ceil((rect.right() - first) / _STRIPE)):
        x = first + number * _STRIPE
        begin, end = max(x, rect.left()), min(x + height, rect.right())
        if end > begin:
            lines.append(QLineF(begin, rect.bottom() - (begin - x), end, rect.bottom() - (end - x)))
    return lines

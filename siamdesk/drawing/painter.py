"""The one painter: shapes onto a widget, an image, a printer or a PDF page."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from typing import cast

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QStaticText,
    QTransform,
)

from siamdesk.drawing.signs import brush, draw_sign, extent, pen
from siamdesk.drawing.snap import Snap
from siamdesk.drawing.styles import Style, Theme, with_alpha
from siamdesk.timeline.shapes import NOTHING, Band, Bar, Glyph, Label, Line, Shape

_REMEMBERED_TEXTS = 4096
_REMEMBERED_WIDTHS = 32768
_REMEMBERED_SIGNS = 256
_STRIPE = 6.0
"""Pixels from one diagonal stripe to the next."""
_STRIPE_WIDTH = 1.6
_BAND_EDGE = 3.0
"""How much of a date window above and below is drawn fuller, in pixels: what it stands out from the bar."""
_ARROWHEAD = 4.0


class _Type:
    """A size and weight of the font: how it is drawn and measured, and the texts laid out in it."""

    __slots__ = ("drop", "font", "metrics", "rise", "texts", "widths")

    def __init__(self, family: QFont, size: int, weight: int) -> None:
        self.font = QFont(family)
        self.font.setPixelSize(size)
        self.font.setWeight(QFont.Weight(weight))
        self.metrics = QFontMetricsF(self.font)
        # Half-way up the capitals lies on the middle of the label.
        self.drop = round(self.metrics.capHeight() / 2)
        self.rise = self.metrics.ascent() - self.drop
        self.texts: dict[str, QStaticText] = {}
        self.widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        width = self.widths.get(text)
        if width is None:
            if len(self.widths) >= _REMEMBERED_WIDTHS:
                self.widths.clear()
            width = self.widths[text] = self.metrics.horizontalAdvance(text)
        return width

    def static(self, text: str) -> QStaticText:
        """The text laid out. What was used longest ago is forgotten first."""
        static = self.texts.pop(text, None)
        if static is None:
            static = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.prepare(QTransform(), self.font)
            if len(self.texts) >= _REMEMBERED_TEXTS:
                del self.texts[next(iter(self.texts))]
        self.texts[text] = static
        return static


class Painter:
    """Draws shapes in the colours of a theme and the fonts of the application, or of `font`.

    Hold one painter as long as the theme and the font stay: it remembers texts, their widths, and signs.
    """

    def __init__(self, theme: Theme, font: QFont | None = None) -> None:
        self.theme = theme
        self._family = QFont(font) if font is not None else QGuiApplication.font()
        self._types: dict[tuple[int, int], _Type] = {}
        self._looks: dict[str, Style] = {}
        self._signs: dict[tuple[str, str, float, float], tuple[QPointF, QImage]] = {}

    def font(self, size: int, weight: int) -> QFont:
        """The font in a size in pixels and a weight from 100 to 900."""
        return self._type(size, weight).font

    def text_width(self, text: str, style: str) -> float:
        """The width of a text in a style, in pixels: what `View.text_width` wants."""
        look = self._look(style)
        return self._type(look.size, look.weight).width(text)

    def draw(self, shapes: Iterable[Shape], painter: QPainter) -> None:
        """Draw the shapes, the first lowest. The painter's transformation may move and stretch, not turn."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        snap = Snap(painter)
        for kind, run in groupby(shapes, type):
            if kind is Bar:
                self._bars(cast("Iterable[Bar]", run), painter, snap)
            elif kind is Band:
                self._bands(cast("Iterable[Band]", run), painter, snap)
            elif kind is Line:
                self._lines(cast("Iterable[Line]", run), painter, snap)
            elif kind is Glyph:
                self._glyphs(cast("Iterable[Glyph]", run), painter, snap)
            else:
                self._labels(cast("Iterable[Label]", run), painter, snap)
        painter.restore()

    def _look(self, style: str) -> Style:
        look = self._looks.get(style)
        if look is None:
            look = self._looks[style] = self.theme.style(style) if style != NOTHING else Style()
        return look

    def _type(self, size: int, weight: int) -> _Type:
        found = self._types.get((size, weight))
        if found is None:
            found = self._types[size, weight] = _Type(self._family, size, weight)
        return found

    def _bars(self, bars: Iterable[Bar], painter: QPainter, snap: Snap) -> None:
        """Flat colours in one call each; then what needs more, in the order given."""
        flat: dict[str, list[QRectF]] = {}
        others: list[tuple[Bar, QRectF, Style]] = []
        for bar in bars:
            rect = snap.rect(bar.x, bar.y, bar.width, bar.height)
            look = self._look(bar.style)
            if bar.to or look.line or look.hatch:
                others.append((bar, rect, look))
            elif bar.round_left or bar.round_right:
                corners = snap.rounded(rect, left=bar.round_left, right=bar.round_right)
                flat.setdefault(look.fill, []).extend(corners)
            else:
                flat.setdefault(look.fill, []).append(rect)
        _fill(flat, painter)
        for bar, rect, look in others:
            if bar.to:
                painter.fillRect(rect, self._blend(bar, rect))
            else:
                _draw_rich(rect, look, painter, snap)

    def _blend(self, bar: Bar, rect: QRectF) -> QLinearGradient:
        """The colour of a bar running into another, or into nothing."""
        begin = self._look(bar.style).fill or with_alpha(self._look(bar.to).fill, 0)
        end = self._look(bar.to).fill or with_alpha(begin, 0)
        gradient = QLinearGradient(rect.topLeft(), rect.topRight())
        gradient.setColorAt(0, QColor(begin))
        gradient.setColorAt(1, QColor(end))
        return gradient

    def _bands(self, bands: Iterable[Band], painter: QPainter, snap: Snap) -> None:
        """A tint over the bar, which stays to be seen, and a fuller edge above and below it."""
        for band in bands:
            rect = snap.rect(band.x, band.y, band.width, band.height)
            look = self._look(band.style)
            painter.fillRect(rect, _soft(band, rect, look.fill, 0.42))
            for y in (rect.top(), rect.bottom() - _BAND_EDGE):
                edge = QRectF(rect.left(), y, rect.width(), _BAND_EDGE)
                painter.fillRect(edge, _soft(band, rect, look.fill, 0.75))
            painter.setPen(pen(look.line, 1.0, (1.0, 2.0)))
            if not band.open_left:
                x = rect.left() + 0.5
                painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
            if not band.open_right:
                x = rect.right() - 0.5
                painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))

    def _lines(self, lines: Iterable[Line], painter: QPainter, snap: Snap) -> None:
        """Upright and level lines as filled rectangles: sharper, and a third of the time."""
        flat: dict[str, list[QRectF]] = {}
        arrows: dict[str, list[QLineF]] = {}
        for line in lines:
            half = self._look(line.style).width / 2
            if line.x == line.x2:
                rect = snap.rect(line.x - half, min(line.y, line.y2), 2 * half, abs(line.y2 - line.y))
            else:
                rect = snap.rect(min(line.x, line.x2), line.y - half, abs(line.x2 - line.x), 2 * half)
            flat.setdefault(self._look(line.style).line, []).append(rect)
            if line.arrow:
                arrows.setdefault(line.style, []).extend(_arrowhead(line, rect.center().y()))
        _fill(flat, painter)
        if arrows:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
            for style, strokes in arrows.items():
                look = self._look(style)
                painter.setPen(pen(look.line, look.width))
                painter.drawLines(strokes)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _glyphs(self, glyphs: Iterable[Glyph], painter: QPainter, snap: Snap) -> None:
        """On an image each sign is drawn once and then copied; elsewhere as the path it is."""
        questions = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        for glyph in glyphs:
            at = snap.point(glyph.x, glyph.y)
            if snap.raster:
                corner, image = self._sign(glyph, snap.stretch)
                painter.drawImage(at + corner, image)
            else:
                painter.translate(at)
                draw_sign(glyph.symbol, glyph.size, self._look(glyph.style), painter)
                painter.translate(-at)
            if glyph.symbol == "unknown":
                width = self.text_width("?", glyph.style)
                questions.append(Label(glyph.x - width / 2, glyph.y, width, "?", glyph.style))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._labels(questions, painter, snap)

    def _sign(self, glyph: Glyph, stretch: float) -> tuple[QPointF, QImage]:
        """A sign drawn for a device's pixels, and where its picture's corner lies from its middle."""
        key = (glyph.symbol, glyph.style, glyph.size, stretch)
        found = self._signs.get(key)
        if found is None:
            half = math.ceil(extent(glyph.symbol, glyph.size).right() * stretch)
            image = QImage(2 * half, 2 * half, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            image.setDevicePixelRatio(stretch)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
            painter.translate(half / stretch, half / stretch)
            draw_sign(glyph.symbol, glyph.size, self._look(glyph.style), painter)
            painter.end()
            if len(self._signs) >= _REMEMBERED_SIGNS:
                self._signs.clear()
            found = self._signs[key] = QPointF(-half / stretch, -half / stretch), image
        return found

    def _labels(self, labels: Iterable[Label], painter: QPainter, snap: Snap) -> None:
        by_style: dict[str, list[Label]] = {}
        for label in labels:
            by_style.setdefault(label.style, []).append(label)
        for style, each in by_style.items():
            look = self._look(style)
            face = self._type(look.size, look.weight)
            painter.setFont(face.font)
            painter.setPen(pen(look.text, 1.0))
            if snap.raster:
                draw, static, rise = painter.drawStaticText, face.static, face.rise
                for label in each:
                    draw(snap.point(label.x, label.y - rise), static(label.text))
            else:
                # A page keeps the text as text, to be searched and copied.
                for label in each:
                    painter.drawText(QPointF(label.x, label.y + face.drop), label.text)


def _fill(rects: dict[str, list[QRectF]], painter: QPainter) -> None:
    """Fill rectangles, one call a colour."""
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, each in rects.items():
        painter.setBrush(brush(colour))
        painter.drawRects(each)


def _draw_rich(rect: QRectF, look: Style, painter: QPainter, snap: Snap) -> None:
    """A bar with stripes or an outline."""
    painter.fillRect(rect, brush(look.fill))
    if look.hatch and snap.raster:
        painter.fillRect(rect, _hatch(look.hatch, snap.stretch))
    elif look.hatch:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        painter.setPen(pen(look.hatch, _STRIPE_WIDTH))
        painter.drawLines(_stripes(rect))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if look.line:
        x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        sides = (
            snap.rect(x, y, width, 1.0),
            snap.rect(x, y + height - 1.0, width, 1.0),
            snap.rect(x, y, 1.0, height),
            snap.rect(x + width - 1.0, y, 1.0, height),
        )
        for side in sides:
            painter.fillRect(side, brush(look.line))


def _soft(band: Band, rect: QRectF, colour: str, strength: float) -> QLinearGradient:
    """A colour that is fullest in the middle of the band, or where its only bound is."""
    gradient = QLinearGradient(rect.topLeft(), rect.topRight())
    full = QColor(with_alpha(colour, strength))
    bounded, unbounded = QColor(with_alpha(colour, strength / 3)), QColor(with_alpha(colour, 0.0))
    gradient.setColorAt(0, unbounded if band.open_left else full if band.open_right else bounded)
    gradient.setColorAt(1, unbounded if band.open_right else full if band.open_left else bounded)
    if not (band.open_left or band.open_right):
        gradient.setColorAt(0.5, full)
    return gradient


def _arrowhead(line: Line, y: float) -> tuple[QLineF, QLineF]:
    """The two strokes of the head, shorter where the line is."""
    back = math.copysign(min(_ARROWHEAD, max(abs(line.x2 - line.x), 1.0)), line.x - line.x2)
    tip = QPointF(line.x2, y)
    return QLineF(tip, tip + QPointF(back, -_ARROWHEAD)), QLineF(tip, tip + QPointF(back, _ARROWHEAD))


@lru_cache(maxsize=64)
def _hatch(colour: str, stretch: float) -> QBrush:
    """Diagonal stripes as a tile for a device's pixels: many times quicker than lines."""
    side = round(_STRIPE * stretch)
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
    painter.setPen(pen(colour, _STRIPE_WIDTH * stretch))
    painter.drawLines([QLineF(-side, (step + 1) * side, 2 * side, (step - 2) * side) for step in (0, 1, 2)])
    painter.end()
    made = QBrush(tile)
    made.setTransform(QTransform.fromScale(1 / stretch, 1 / stretch))
    return made


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

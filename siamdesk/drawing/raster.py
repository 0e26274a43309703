"""Shapes made ready for a screen or an image: few calls, each with an array of many rectangles or copied pictures.

An array is handed over by its address; what is made ready keeps it alive, and can be drawn as often as it is wanted.
"""

from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from math import ceil, floor
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, cast

import shiboken6
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen, QTransform

from siamdesk.drawing.fades import blend, draw_band, draw_bound
from siamdesk.drawing.signs import brush, draw_sign, extent, pen
from siamdesk.drawing.snap import LINE, Edges, Snap, rounded
from siamdesk.drawing.sprites import Sprite, Sprites
from siamdesk.drawing.styles import Style
from siamdesk.timeline.shapes import Band, Bar, Glyph, Label, Line, Shape

if TYPE_CHECKING:
    from siamdesk.drawing.painter import Painter

_STRIPE = 6.0
"""Pixels from one diagonal stripe to the next."""
_STRIPE_WIDTH = 1.6
_RAMP = 128
"""Steps of a gradient that is stretched to the length it is wanted in."""
_RAMP_HEIGHT = 4.0
_ARROWHEAD = 4.0
_STYLE = attrgetter("style")
_BEYOND = 64
"""Device pixels beyond the device's edges up to which lines are drawn."""


class Rects(NamedTuple):
    """Rectangles of one brush."""

    brush: QBrush
    first: QRectF
    number: int
    held: "array[float]"


class Copies(NamedTuple):
    """Pictures from the sheet."""

    first: QPainter.PixmapFragment
    number: int
    held: "array[float]"


class Strokes(NamedTuple):
    """Slanted lines of one pen, between device pixels."""

    pen: QPen
    lines: list[QLineF]


class Ready(NamedTuple):
    """Shapes ready to be drawn, the lowest first, from the sheet of sprites as it was in that generation."""

    steps: tuple[Rects | Copies | Strokes, ...]
    on_device: QTransform
    """Device pixels to scene pixels."""
    sprites: Sprites
    generation: int

    def draw(self, painter: QPainter) -> None:
        """Draw them where they were made ready for."""
        painter.setWorldTransform(self.on_device * painter.worldTransform())
        painter.setPen(Qt.PenStyle.NoPen)
        for step in self.steps:
            if len(step) == 4:
                painter.setBrush(step.brush)
                painter.drawRects(step.first, step.number)
            elif len(step) == 2:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(step.pen)
                painter.drawLines(step.lines)
                painter.setPen(Qt.PenStyle.NoPen)
            else:
                painter.drawPixmapFragments(step.first, step.number, self.sprites.sheet)


class Maker:
    """Makes shapes ready, in the looks and faces of a painter, for the pixels of a device."""

    def __init__(self, looks: "Painter", sprites: Sprites, snap: Snap) -> None:
        self._looks, self._sprites, self._snap = looks, sprites, snap
        self._on_device = QTransform(snap.sx, 0.0, 0.0, snap.sy, snap.dx - 0.5, snap.dy - 0.5).inverted()[0]
        self._steps: list[Rects | Copies | Strokes] = []
        self._copies: list[float] = []
        self._flat: dict[str, list[float]] = {}

    def make(self, shapes: Iterable[Shape]) -> Ready:
        """The shapes ready to be drawn."""
        for kind, run in groupby(shapes, type):
            if kind is Bar:
                self._bars(cast("Iterable[Bar]", run))
            elif kind is Line:
                self._lines(cast("Iterable[Line]", run))
            elif kind is Label:
                self._labels(cast("Iterable[Label]", run))
            elif kind is Glyph:
                self._glyphs(cast("Iterable[Glyph]", run))
            else:
                self._bands(cast("Iterable[Band]", run))
        self._close_copies()
        self._sprites.finish()
        return Ready(tuple(self._steps), self._on_device, self._sprites, self._sprites.generation)

    def _close_copies(self) -> None:
        if self._copies:
            held = array("d", self._copies)
            first = shiboken6.Shiboken.wrapInstance(held.buffer_info()[0], QPainter.PixmapFragment)
            self._steps.append(Copies(cast("QPainter.PixmapFragment", first), len(held) // 10, held))
            self._copies = []

    def _close_rects(self) -> None:
        """What was copied before lies below them."""
        flat, self._flat = self._flat, {}
        for colour, each in flat.items():
            self._rects(brush(colour), each)

    def _rects(self, fill: QBrush, rects: list[float]) -> None:
        if rects:
            self._close_copies()
            held = array("d", rects)
            first = shiboken6.Shiboken.wrapInstance(held.buffer_info()[0], QRectF)
            self._steps.append(Rects(fill, cast("QRectF", first), len(held) // 4, held))

    def _stretched(self, sprite: Sprite, edges: Edges) -> None:
        """A sprite stretched over a rectangle, all but its outermost pixels, which only keep its neighbours off."""
        left, top, across, down = edges
        width, height = sprite.width - 2, sprite.height - 2
        self._copies += (
            *(left + across / 2, top + down / 2, sprite.left + 1, sprite.top + 1, width, height),
            *(across / width, down / height, 0.0, 1.0),
        )

    def _edges(self, x: float, y: float, width: float, height: float) -> Edges:
        """The device pixels of a rectangle. What is a line is equally thick wherever it falls."""
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        left, top = floor(x * sx + dx), floor(y * sy + dy)
        across = floor((x + width) * sx + dx) - left if width > LINE else floor(width * sx + 0.5) or 1
        down = floor((y + height) * sy + dy) - top if height > LINE else floor(height * sy + 0.5) or 1
        return left, top, across, down

    def _bars(self, bars: Iterable[Bar]) -> None:
        """Flat colours in one call each, then what needs more."""
        plain: dict[str, list[float]] = {}
        others: list[tuple[Bar, Edges, Style]] = []
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        for bar in bars:
            x, y, width, height, style, _, _, to, round_left, round_right = bar
            # As in `_edges`, without the call: there are hundreds of them in every frame.
            left, top = floor(x * sx + dx), floor(y * sy + dy)
            across = floor((x + width) * sx + dx) - left if width > LINE else floor(width * sx + 0.5) or 1
            down = floor((y + height) * sy + dy) - top if height > LINE else floor(height * sy + 0.5) or 1
            into = plain.get(style)
            if into is None or to:
                look = self._looks.look(style)
                if to or look.hatch or look.line:
                    others.append((bar, (left, top, across, down), look))
                    if to:
                        continue
                    into = self._flat.setdefault(look.fill, [])
                else:
                    into = plain[style] = self._flat.setdefault(look.fill, [])
            if round_left or round_right:
                for each in rounded((left, top, across, down), 1.0, 1.0, left=round_left, right=round_right):
                    into += each
            else:
                into += (left, top, across, down)
        self._close_rects()
        self._richer(others)

    def _richer(self, bars: list[tuple[Bar, Edges, Style]]) -> None:
        """Stripes, what runs from colour to colour, and outlines."""
        hatched: dict[str, list[float]] = {}
        for bar, edges, look in bars:
            if bar.to:
                self._stretched(self._ramp(bar.style, bar.to, look, self._looks.look(bar.to)), edges)
            elif look.hatch:
                hatched.setdefault(look.hatch, []).extend(edges)
        for colour, rects in hatched.items():
            self._rects(_hatch(colour, self._snap.sx), rects)
        for bar, edges, look in bars:
            if look.line and not bar.to:
                self._outline(edges, self._flat.setdefault(look.line, []))
        self._close_rects()

    def _outline(self, edges: Edges, into: list[float]) -> None:
        left, top, across, down = edges
        one = max(round(self._snap.sx), 1)
        into += (left, top, across, one)
        into += (left, top + down - one, across, one)
        into += (left, top, one, down)
        into += (left + across - one, top, one, down)

    def _ramp(self, style: str, to: str, begin: Style, end: Style) -> Sprite:
        step = 1 / self._snap.sx
        width = (_RAMP + 2) * step

        def draw(painter: QPainter) -> None:
            painter.fillRect(QRectF(0.0, 0.0, width, _RAMP_HEIGHT), blend(step, width - step, begin, end))

        return self._sprites.sprite(("ramp", style, to), width, _RAMP_HEIGHT, (0.0, 0.0), draw)

    def _bands(self, bands: Iterable[Band]) -> None:
        one = max(round(self._snap.sx), 1)
        held: dict[tuple[str, float, bool, bool], tuple[Sprite, Sprite]] = {}
        for band in bands:
            edges = self._edges(band.x, band.y, band.width, band.height)
            left, top, across, down = edges
            key = band.style, down, band.open_left, band.open_right
            found = held.get(key)
            if found is None:
                look, height = self._looks.look(band.style), down / self._snap.sy
                found = held[key] = self._band(band, look, height), self._bound(band, look, height)
            soft, bound = found
            self._stretched(soft, edges)
            if not band.open_left:
                self._stretched(bound, (left, top, one, down))
            if not band.open_right:
                self._stretched(bound, (left + across - one, top, one, down))

    def _band(self, band: Band, look: Style, down: float) -> Sprite:
        step = 1 / self._snap.sx
        ends = {"open_left": band.open_left, "open_right": band.open_right}
        width, height = (_RAMP + 2) * step, down + 2 * step
        key = ("band", band.style, round(down / step), band.open_left, band.open_right)
        return self._sprites.sprite(
            key,
            width,
            height,
            (0.0, 0.0),
            lambda painter: draw_band(painter, QRectF(0.0, step, width, down), look, **ends),
        )

    def _bound(self, band: Band, look: Style, down: float) -> Sprite:
        step = 1 / self._snap.sx

        def draw(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.scale(step, 1.0)
            for x in range(3):
                draw_bound(painter, x, step, down, look)

        key = ("bound", band.style, round(down / step))
        return self._sprites.sprite(key, 3 * step, down + 2 * step, (0.0, 0.0), draw)

    def _lines(self, lines: Iterable[Line]) -> None:
        """Lines of one style after another in one call: what comes later lies above."""
        copies: list[float] = []
        for style, run in groupby(lines, _STYLE):
            look, into = self._looks.look(style), list[float]()
            slanted = self._straight(run, look, into, copies)
            self._rects(brush(look.line), into)
            if slanted:
                self._close_copies()
                self._steps.append(Strokes(pen(look.line, look.width * self._snap.sx, look.dashes), slanted))
        self._copies += copies

    def _straight(self, lines: Iterable[Line], look: Style, into: list[float], heads: list[float]) -> list[QLineF]:
        """Upright and level lines as filled rectangles: sharper, and a third of the time. The slanted ones are left."""
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        half, across, down = look.width / 2, floor(look.width * sx + 0.5) or 1, floor(look.width * sy + 0.5) or 1
        highest, lowest = int(self._snap.top) - _BEYOND, int(self._snap.bottom) + _BEYOND
        slanted: list[QLineF] = []
        for x, y, x2, y2, style, _, _, arrow in lines:
            if x == x2:
                top, bottom = floor(y * sy + dy), floor(y2 * sy + dy)
                if arrow and highest <= bottom <= lowest:
                    length = min(abs(bottom - top), round(_ARROWHEAD * sy)) or 1
                    head = self._head(style, (0, length if top > bottom else -length), (across % 2, 0))
                    at = floor((x - half) * sx + dx) + across // 2
                    heads += (at + head.dx, bottom + head.dy, *head[:4], 1.0, 1.0, 0.0, 1.0)
                if top > bottom:
                    top, bottom = bottom, top
                # An arrow may come from far above: what is beyond the device costs as much as what is on it.
                top, bottom = max(top, highest), min(bottom, lowest)
                if bottom >= top:
                    into += (floor((x - half) * sx + dx), top, across, bottom - top or 1)
            elif y != y2:
                slanted.append(QLineF(x * sx + dx, y * sy + dy, x2 * sx + dx, y2 * sy + dy))
            else:
                left, right = floor(x * sx + dx), floor(x2 * sx + dx)
                top = floor((y - half) * sy + dy)
                if arrow:
                    length = min(abs(right - left), round(_ARROWHEAD * sx)) or 1
                    head = self._head(style, (length if left > right else -length, 0), (0, down % 2))
                    heads += (right + head.dx, top + down // 2 + head.dy, *head[:4], 1.0, 1.0, 0.0, 1.0)
                if left > right:
                    left, right = right, left
                if highest <= top <= lowest:
                    into += (left, top, right - left or 1, down)
        return slanted

    def _head(self, style: str, back: tuple[int, int], odd: tuple[int, int]) -> Sprite:
        """The head of an arrow whose tip is its hot spot; its strokes go back so many device pixels.

        A line of an odd thickness has its middle amid a pixel: the tip lies there in the picture (`odd`), so that the
        picture is always copied onto whole pixels.
        """
        look, sx = self._looks.look(style), self._snap.sx
        half = ceil((_ARROWHEAD + look.width) * sx) / sx

        def draw(painter: QPainter) -> None:
            painter.setPen(pen(look.line, look.width))
            tip = QPointF(half, half) + QPointF(*odd) / (2 * sx)
            for way in (-_ARROWHEAD * sx, _ARROWHEAD * sx):
                painter.drawLine(QLineF(tip, tip + QPointF(back[0] or way, back[1] or way) / sx))

        return self._sprites.sprite(("head", style, *back, *odd), 2 * half, 2 * half, (half, half), draw)

    def _glyphs(self, glyphs: Iterable[Glyph]) -> None:
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        held: dict[tuple[str, str, float], Sprite] = {}
        copies = self._copies
        for x, y, size, symbol, style, _, _ in glyphs:
            found = held.get((symbol, style, size))
            if found is None:
                found = held[symbol, style, size] = self._sign(symbol, style, size)
            left, top, width, height, hot_x, hot_y = found
            copies += (
                *(floor(x * sx + dx) + hot_x, floor(y * sy + dy) + hot_y, left, top, width, height),
                *(1.0, 1.0, 0.0, 1.0),
            )

    def _sign(self, symbol: str, style: str, size: float) -> Sprite:
        look = self._looks.look(style)
        stretch = self._sprites.stretch
        half = ceil(extent(symbol, size).right() * stretch) / stretch

        def draw(painter: QPainter) -> None:
            painter.translate(half, half)
            draw_sign(symbol, size, look, painter)
            if symbol == "unknown":
                face = self._looks.face(style)
                painter.setFont(face.font)
                painter.setPen(pen(look.text, 1.0))
                painter.drawText(QPointF(-face.width("?") / 2, face.drop), "?")

        return self._sprites.sprite(("sign", symbol, style, size), 2 * half, 2 * half, (half, half), draw)

    def _labels(self, labels: Iterable[Label]) -> None:
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        copies = self._copies
        words = self._sprites.words
        for x, y, _, text, style, _, _ in labels:
            try:
                found = words[style][text]
            except KeyError:
                found = self._text(text, style)
                words = self._sprites.words
            left, top, width, height, hot_x, hot_y = found
            copies += (
                *(floor(x * sx + dx) + hot_x, floor(y * sy + dy) + hot_y, left, top, width, height),
                *(1.0, 1.0, 0.0, 1.0),
            )

    def _text(self, text: str, style: str) -> Sprite:
        face, look = self._looks.face(style), self._looks.look(style)
        # Italic and wide letters reach beyond what a text is measured to be.
        pad = 2.0
        above = ceil(face.rise)

        def draw(painter: QPainter) -> None:
            painter.setFont(face.font)
            painter.setPen(pen(look.text, 1.0))
            painter.drawText(QPointF(pad, above + face.drop), text)

        width, height = face.width(text) + 2 * pad, face.height + 2.0
        made = self._sprites.add(width, height, (pad, above), draw)
        self._sprites.words.setdefault(style, {})[text] = made
        return made


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

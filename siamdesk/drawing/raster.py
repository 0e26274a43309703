"""Shapes made ready for a screen or an image: few calls, each with an array of many rectangles or copied pictures.

An array is handed over by its address; what is made ready keeps it alive, and can be drawn as often as it is wanted.
"""

from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from math import ceil, floor
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import shiboken6
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QTransform

from siamdesk.drawing.fades import blend, draw_band, draw_bound
from siamdesk.drawing.ready import Copies, Ready, Rects, Strokes
from siamdesk.drawing.signs import brush, draw_sign, extent, pen
from siamdesk.drawing.snap import HALF, LINE, Snap, rounded
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
ARROWHEAD = 4.0
_STYLE = attrgetter("style")

LineParts = Line | tuple[float, float, float, float, str, str, str, bool]
"""A line, or what it is made of."""
GlyphParts = Glyph | tuple[float, float, float, str, str, str, str]
BEYOND = 64
"""Device pixels beyond the device's edges up to which lines are drawn."""


Pixels = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the device."""


def inside(edges: tuple[float, float, float, float]) -> Pixels:
    """A rectangle by its first and last pixels."""
    left, top, across, down = map(int, edges)
    return left, top, left + across - 1, top + down - 1


class Maker:
    """Makes shapes ready, in the looks and faces of a painter, for the pixels of a device."""

    def __init__(self, looks: "Painter", sprites: Sprites, snap: Snap) -> None:
        self._looks, self._sprites, self._snap = looks, sprites, snap
        self._on_device = QTransform(snap.sx, 0.0, 0.0, snap.sy, snap.dx - HALF, snap.dy - HALF).inverted()[0]
        self._steps: list[Rects | Copies | Strokes] = []
        self._copies: list[float] = []
        self._flat: tuple[dict[str, list[int]], ...] = ({}, {}, {})
        """Flat rectangles by colour, in three layers."""

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
            self._copied(array("d", self._copies))
            self._copies = []

    def _copied(self, held: "array[float]") -> None:
        if held:
            first = shiboken6.Shiboken.wrapInstance(held.buffer_info()[0], QPainter.PixmapFragment)
            self._steps.append(Copies(cast("QPainter.PixmapFragment", first), len(held) // 10, held))

    def _close_rects(self) -> None:
        """What was copied before lies below them."""
        flat, self._flat = self._flat, ({}, {}, {})
        for layer in flat:
            for colour, each in layer.items():
                self._rects(brush(colour), each)

    def _of_style(self, style: str, colour: str) -> list[int]:
        """The flat rectangles of a colour. Service lies over what leads to it, and what is said of bars over them."""
        layer = self._flat[2 if style.startswith("wash.") else 1 if style.endswith(".service") else 0]
        found = layer.get(colour)
        if found is None:
            found = layer[colour] = []
        return found

    def _rects(self, fill: QBrush, rects: "list[int] | array[int]") -> None:
        """Left, top, right and bottom of each, the last two as the last pixels in it: as Qt keeps them."""
        if rects:
            self._close_copies()
            held = rects if isinstance(rects, array) else array("i", rects)
            first = shiboken6.Shiboken.wrapInstance(held.buffer_info()[0], QRect)
            self._steps.append(Rects(fill, cast("QRect", first), len(held) // 4, held))

    def _stretched(self, sprite: Sprite, edges: Pixels) -> None:
        """A sprite stretched over a rectangle, all but its outermost pixels, which only keep its neighbours off."""
        left, top, across, down = edges
        width, height = sprite.width - 2, sprite.height - 2
        self._copies += (
            *(left + across / 2, top + down / 2, sprite.left + 1, sprite.top + 1, width, height),
            *(across / width, down / height, 0.0, 1.0),
        )

    def _edges(self, x: float, y: float, width: float, height: float) -> Pixels:
        """The device pixels of a rectangle. What is a line is equally thick wherever it falls."""
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        left, top = floor(x * sx + dx), floor(y * sy + dy)
        across = floor((x + width) * sx + dx) - left if width > LINE else floor(width * sx + 0.5) or 1
        down = floor((y + height) * sy + dy) - top if height > LINE else floor(height * sy + 0.5) or 1
        return left, top, across, down

    def _bars(self, bars: Iterable[Bar]) -> None:
        """Flat colours in one call each, then what needs more."""
        others = self._lay(bars)
        self._close_rects()
        self._richer(others)

    def _lay(self, bars: Iterable[Bar]) -> list[tuple[Bar, Pixels, Style]]:
        """Lay flat colours; what needs more is left."""
        plain: dict[str, list[int]] = {}
        others: list[tuple[Bar, Pixels, Style]] = []
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
                    into = self._of_style(style, look.fill)
                else:
                    into = plain[style] = self._of_style(style, look.fill)
            if round_left or round_right:
                for each in rounded((left, top, across, down), 1.0, 1.0, left=round_left, right=round_right):
                    into += inside(each)
            else:
                into += (left, top, left + across - 1, top + down - 1)
        return others

    def _richer(self, bars: list[tuple[Bar, Pixels, Style]]) -> None:
        """Stripes, what runs from colour to colour, and outlines."""
        hatched: dict[str, list[int]] = {}
        for bar, edges, look in bars:
            if bar.to:
                self._stretched(self._ramp(bar.style, bar.to, look, self._looks.look(bar.to)), edges)
            elif look.hatch:
                hatched.setdefault(look.hatch, []).extend(inside(edges))
        for colour, rects in hatched.items():
            self._rects(_hatch(colour, self._snap.sx), rects)
        for bar, edges, look in bars:
            if look.line and not bar.to:
                self._outline(edges, self._flat[0].setdefault(look.line, []))
        self._close_rects()

    def _outline(self, edges: Pixels, into: list[int]) -> None:
        left, top, across, down = edges
        one = max(round(self._snap.sx), 1)
        right, bottom = left + across - 1, top + down - 1
        into += (left, top, right, top + one - 1)
        into += (left, bottom - one + 1, right, bottom)
        into += (left, top, left + one - 1, bottom)
        into += (right - one + 1, top, right, bottom)

    def _ramp(self, style: str, to: str, begin: Style, end: Style) -> Sprite:
        step = 1 / self._snap.sx
        width = (_RAMP + 2) * step

        def draw(painter: QPainter) -> None:
            painter.fillRect(QRectF(0.0, 0.0, width, _RAMP_HEIGHT), blend(step, width - step, begin, end))

        return self._sprites.sprite(("ramp", style, to), width, _RAMP_HEIGHT, (0.0, 0.0), draw)

    def _bands(self, bands: Iterable[Band]) -> None:
        self._bands_at((band, self._edges(band.x, band.y, band.width, band.height)) for band in bands)

    def _bands_at(self, bands: Iterable[tuple[Band, Pixels]]) -> None:
        one = max(round(self._snap.sx), 1)
        held: dict[tuple[str, float, bool, bool], tuple[tuple[float, ...], ...]] = {}
        copies = self._copies
        for band, edges in bands:
            left, top, across, down = edges
            _, _, _, _, style, _, _, open_left, open_right = band
            found = held.get((style, down, open_left, open_right))
            if found is None:
                look, height = self._looks.look(style), down / self._snap.sy
                soft, bound = self._band(band, look, height), self._bound(band, look, height)
                # As `_stretched`: all that is the same for bands alike.
                found = (
                    (soft.left + 1, soft.top + 1, soft.width - 2, soft.height - 2),
                    (down / (soft.height - 2), 0.0, 1.0),
                    (bound.left + 1, bound.top + 1, bound.width - 2, bound.height - 2, one / (bound.width - 2)),
                    (down / (bound.height - 2), 0.0, 1.0),
                )
                held[style, down, open_left, open_right] = found
            soft_from, soft_down, bound_from, bound_down = found
            y = top + down / 2
            copies += (left + across / 2, y, *soft_from, across / soft_from[2], *soft_down)
            if not open_left:
                copies += (left + one / 2, y, *bound_from, *bound_down)
            if not open_right:
                copies += (left + across - one / 2, y, *bound_from, *bound_down)

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
        heads: list[float] = []
        for style, run in groupby(lines, _STYLE):
            self._lines_of(style, run, heads)
        self._copies += heads

    def _lines_of(self, style: str, lines: Iterable[LineParts], heads: list[float]) -> None:
        look, into = self._looks.look(style), list[int]()
        slanted = self._straight(lines, look, into, heads)
        self._rects(brush(look.line), into)
        if slanted:
            self._close_copies()
            self._steps.append(Strokes(pen(look.line, look.width * self._snap.sx, look.dashes), slanted))

    def _straight(self, lines: Iterable[LineParts], look: Style, into: list[int], heads: list[float]) -> list[QLineF]:
        """Upright and level lines as filled rectangles: sharper, and a third of the time. The slanted ones are left."""
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        half, across, down = look.width / 2, floor(look.width * sx + 0.5) or 1, floor(look.width * sy + 0.5) or 1
        highest, lowest = int(self._snap.top) - BEYOND, int(self._snap.bottom) + BEYOND
        slanted: list[QLineF] = []
        for x, y, x2, y2, style, _, _, arrow in lines:
            if x == x2:
                top, bottom = floor(y * sy + dy), floor(y2 * sy + dy)
                if arrow and highest <= bottom <= lowest:
                    length = min(abs(bottom - top), round(ARROWHEAD * sy)) or 1
                    head = self._head(style, (0, length if top > bottom else -length), (across % 2, 0))
                    at = floor((x - half) * sx + dx) + across // 2
                    heads += (at + head.dx, bottom + head.dy, *head[:4], 1.0, 1.0, 0.0, 1.0)
                if top > bottom:
                    top, bottom = bottom, top
                # An arrow may come from far above: what is beyond the device costs as much as what is on it.
                top, bottom = max(top, highest), min(bottom, lowest)
                if bottom >= top:
                    left = floor((x - half) * sx + dx)
                    into += (left, top, left + across - 1, max(bottom - 1, top))
            elif y != y2:
                slanted.append(QLineF(x * sx + dx, y * sy + dy, x2 * sx + dx, y2 * sy + dy))
            else:
                left, right = floor(x * sx + dx), floor(x2 * sx + dx)
                top = floor((y - half) * sy + dy)
                if arrow:
                    length = min(abs(right - left), round(ARROWHEAD * sx)) or 1
                    head = self._head(style, (length if left > right else -length, 0), (0, down % 2))
                    heads += (right + head.dx, top + down // 2 + head.dy, *head[:4], 1.0, 1.0, 0.0, 1.0)
                if left > right:
                    left, right = right, left
                if highest <= top <= lowest:
                    into += (left, top, max(right - 1, left), top + down - 1)
        return slanted

    def _head(self, style: str, back: tuple[int, int], odd: tuple[int, int]) -> Sprite:
        """The head of an arrow whose tip is its hot spot; its strokes go back so many device pixels.

        A line of an odd thickness has its middle amid a pixel: the tip lies there in the picture (`odd`), so that the
        picture is always copied onto whole pixels.
        """
        look, sx = self._looks.look(style), self._snap.sx
        half = ceil((ARROWHEAD + look.width) * sx) / sx

        def draw(painter: QPainter) -> None:
            painter.setPen(pen(look.line, look.width))
            tip = QPointF(half, half) + QPointF(*odd) / (2 * sx)
            for way in (-ARROWHEAD * sx, ARROWHEAD * sx):
                painter.drawLine(QLineF(tip, tip + QPointF(back[0] or way, back[1] or way) / sx))

        return self._sprites.sprite(("head", style, *back, *odd), 2 * half, 2 * half, (half, half), draw)

    def _glyphs(self, glyphs: Iterable[GlyphParts]) -> None:
        sx, sy, dx, dy = self._snap.sx, self._snap.sy, self._snap.dx, self._snap.dy
        copies = self._copies
        for x, y, size, symbol, style, _, _ in glyphs:
            found = self._sprites.signs.get((symbol, style, size)) or self._sign(symbol, style, size)
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

        made = self._sprites.add(2 * half, 2 * half, (half, half), draw)
        self._sprites.signs[symbol, style, size] = made
        return made

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

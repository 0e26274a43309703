"""A whole picture of rows made ready at once: what `raster` does shape by shape, for all that a zoom moves about.

Each row's part is prepared once for a sheet of sprites and kept with its form; a frame only works out where things lie.
"""

from array import array
from math import floor
from typing import TYPE_CHECKING

from siamdesk.drawing.raster import ARROWHEAD, BEYOND, LineParts, Maker, Pixels, inside
from siamdesk.drawing.ready import Ready
from siamdesk.drawing.signs import brush
from siamdesk.drawing.snap import LINE, Snap, rounded
from siamdesk.drawing.sprites import Sprites
from siamdesk.drawing.styles import Style
from siamdesk.timeline.arrows import Route, Routes
from siamdesk.timeline.forms import Form
from siamdesk.timeline.scene import Picture
from siamdesk.timeline.shapes import Band, Bar

if TYPE_CHECKING:
    from siamdesk.drawing.painter import Painter

_ROUNDED = 8
"""A bar of so many device pixels has both its corners."""
_Across = tuple[float, float, float, float]
"""Days and device pixels of a left and of a right edge."""


_Fill = tuple[float, float, float, float, bool, bool]
"""A bar of one colour: days and device pixels of its left and right edge, and which ends are rounded."""


class _Copied:
    """Pictures of a row: where they lie across, and all else of each."""

    __slots__ = ("at", "numbers", "places", "uppers", "ys")

    def __init__(
        self, places: list[tuple[float, float, float]], ys: list[tuple[float, float]], numbers: list[float]
    ) -> None:
        self.places = places
        """Days and device pixels of each place, and how far to the right of there its middle lies."""
        self.ys = ys
        """The y of each in the row, and how far below there its middle lies."""
        self.numbers = array("d", numbers)
        """Ten numbers for each, as they are handed over; those of its place are filled in for a frame."""
        self.at: tuple[float, ...] = ()
        self.uppers: list[float] = []
        """The y of each on the device, where the row lay last."""


class _Arrows:
    """The arrows of one style on a device of which the key tells the pixels in height."""

    __slots__ = ("across", "across_numbers", "heads", "heads_numbers", "style", "upright", "upright_numbers")

    def __init__(self, style: str) -> None:
        self.style = style
        self.upright: list[float] = []
        """The day of each upright line, and, in fours, its rectangle; its right is how far it lies from its left."""
        self.upright_numbers = array("i")
        self.across: list[tuple[float, float]] = []
        """The days of the two ends of each level line, and, in fours, its rectangle."""
        self.across_numbers = array("i")
        self.heads: list[tuple[float, float]] = []
        """The day of each head, and how far to the right of its line its middle lies; in tens, its picture."""
        self.heads_numbers = array("d")


class _Part:
    """A row's part in a frame, on the sheet of sprites that the token tells."""

    __slots__ = ("bands", "copied", "filled", "richer", "token")

    def __init__(self, token: object, copied: _Copied) -> None:
        self.token, self.copied = token, copied
        self.filled: dict[tuple[float, float], list[tuple[str, str, list[_Fill]]]] = {}
        """By y and height in the row: bars by style, with its colour."""
        self.richer: list[tuple[Bar, Style, _Across]] = []
        """Bars with stripes, an outline, or from colour to colour."""
        self.bands: list[tuple[Band, _Across]] = []


class FrameMaker(Maker):
    """Makes a picture ready."""

    def __init__(self, looks: "Painter", sprites: Sprites, snap: Snap, picture: Picture) -> None:
        super().__init__(looks, sprites, snap)
        scale = picture.scale
        self._picture, self._k = picture, scale.pixels_per_day
        self._zero = scale.offset - scale.origin.toordinal() * self._k
        self._day, self._start = self._k * snap.sx, self._zero * snap.sx + snap.dx
        """A day in device pixels, and where the days begin."""

    def make_picture(self) -> Ready:
        """The picture ready to be drawn, as its shapes would be."""
        picture, sprites = self._picture, self._sprites
        parts = [(top, self._part(form)) for top, form in picture.rows]
        self._lay(picture.background)
        self._fill(parts)
        self._close_rects()
        self._richer(
            [
                (bar, self._edges_at(across, top + bar.y, bar.height), look)
                for top, part in parts
                for bar, look, across in part.richer
            ]
        )
        self._bands_at(
            (band, self._edges_at(across, top + band.y, band.height))
            for top, part in parts
            for band, across in part.bands
        )
        heads = self._all_lines()
        k, zero = self._k, self._zero
        self._glyphs((zero + each[0] * k, *each[2:]) for route in picture.routes.routes for each in route.glyphs)
        held = array("d")
        for each in heads:
            held.extend(each)
        held.extend(self._copies)
        self._copies = []
        held.extend(self._placed(parts))
        self._copied(held)
        sprites.finish()
        return Ready(tuple(self._steps), self._on_device, sprites, sprites.generation)

    # The part of a row.

    def _part(self, form: Form) -> _Part:
        made = form.made
        if isinstance(made, _Part) and made.token is self._sprites.token:
            return made
        part = form.made = self._prepared(form)
        if self._sprites.token is not part.token:
            # The sheet was begun anew on the way: the painter comes again.
            form.made = None
        return part

    def _prepared(self, form: Form) -> _Part:
        sx, looks = self._snap.sx, self._looks
        part = _Part(self._sprites.token, self._pictures(form))
        by_style: dict[tuple[float, float, str], list[_Fill]] = {}
        for bar in form.bars:
            days, pixels, days2, pixels2, y, height, style, _, _, to, round_left, round_right = bar
            look = looks.look(style)
            if to or look.hatch or look.line:
                across = days, pixels * sx, days2, pixels2 * sx
                part.richer.append((Bar(0.0, y, 0.0, height, *bar[6:]), look, across))
                if to:
                    continue
            bars = by_style.get((y, height, style))
            if bars is None:
                bars = by_style[y, height, style] = []
                part.filled.setdefault((y, height), []).append((style, look.fill, bars))
            bars.append((days, pixels * sx, days2, pixels2 * sx, round_left, round_right))
        for band in form.bands:
            days, pixels, days2, pixels2, y, height = band[:6]
            across = days, pixels * sx, days2, pixels2 * sx
            part.bands.append((Band(0.0, y, 0.0, height, *band[6:]), across))
        return part

    def _pictures(self, form: Form) -> _Copied:
        """The signs of a row, and over them its words."""
        sx, sprites = self._snap.sx, self._sprites
        signs, words = sprites.signs, sprites.words
        places: list[tuple[float, float, float]] = []
        ys: list[tuple[float, float]] = []
        numbers: list[float] = []
        for days, pixels, y, size, symbol, style, _, _ in form.glyphs:
            sprite = signs.get((symbol, style, size)) or self._sign(symbol, style, size)
            left, top, width, height, hot_x, hot_y = sprite
            places.append((days, pixels * sx, hot_x))
            ys.append((y, hot_y))
            numbers += (0.0, 0.0, left, top, width, height, 1.0, 1.0, 0.0, 1.0)
        for days, pixels, y, _, text, style, _, _ in form.labels:
            try:
                sprite = words[style][text]
            except KeyError:
                sprite = self._text(text, style)
                words = sprites.words
            left, top, width, height, hot_x, hot_y = sprite
            places.append((days, pixels * sx, hot_x))
            ys.append((y, hot_y))
            numbers += (0.0, 0.0, left, top, width, height, 1.0, 1.0, 0.0, 1.0)
        return _Copied(places, ys, numbers)

    # Where things lie.

    def _edges_at(self, across: _Across, y: float, height: float) -> Pixels:
        """The device pixels of a rectangle, as those of its shape."""
        days, pixels, days2, pixels2 = across
        x, x2 = days * self._k + pixels / self._snap.sx, days2 * self._k + pixels2 / self._snap.sx
        return self._edges(self._zero + x, y, x2 - x, height)

    def _fill(self, parts: list[tuple[float, _Part]]) -> None:
        """Lay the bars of all rows."""
        sy, dy = self._snap.sy, self._snap.dy
        day, start = self._day, self._start
        line = LINE * self._snap.sx
        by_style: dict[str, list[int]] = {}
        for top, part in parts:
            for (y, height), filled in part.filled.items():
                upper = floor((top + y) * sy + dy)
                lower = floor((top + y + height) * sy + dy) - 1
                for style, colour, bars in filled:
                    into = by_style.get(style)
                    if into is None:
                        into = by_style[style] = self._of_style(style, colour)
                    for days, pixels, days2, pixels2, round_left, round_right in bars:
                        x, x2 = days * day + pixels, days2 * day + pixels2
                        left = floor(x + start)
                        across = floor(x2 + start) - left if x2 - x > line else floor(x2 - x + 0.5) or 1
                        if not (round_left or round_right):
                            into += (left, upper, left + across - 1, lower)
                        elif across < _ROUNDED:
                            edges = left, upper, across, lower + 1 - upper
                            for each in rounded(edges, 1.0, 1.0, left=round_left, right=round_right):
                                into += inside(each)
                        else:
                            # As `rounded` does it, in as few rectangles as show the same.
                            if round_left:
                                into += (left, upper + 1, left, lower - 1)
                                left += 1
                                across -= 1
                            if round_right:
                                across -= 1
                                into += (left + across, upper + 1, left + across, lower - 1)
                            into += (left, upper, left + across - 1, lower)

    def _all_lines(self) -> "list[array[float]]":
        """The lines of days, of arrows and of moves, each kind by its style, as in the order of their shapes.

        The heads of arrows are given back: they are drawn above all lines.
        """
        picture, k, zero = self._picture, self._k, self._zero
        heads: list[float] = []
        for each in picture.days:
            self._lines_of(each.style, (each,), heads)
        found = [self._put_arrows(arrows) for arrows in self._arranged(picture.routes)]
        moves: dict[str, list[LineParts]] = {}
        for top, form in picture.rows:
            for d, p, y, d2, p2, y2, style, _, _, arrow in form.lines:
                line = zero + d * k + p, top + y, zero + d2 * k + p2, top + y2, style, "", "", arrow
                moves.setdefault(style, []).append(line)
        for style in sorted(moves):
            self._lines_of(style, moves[style], heads)
        return [*found, array("d", heads)]

    def _arranged(self, routes: Routes) -> list[_Arrows]:
        """The arrows by style, what is wrong last."""
        snap = self._snap
        key = self._sprites.token, snap.sy, snap.dy, snap.top, snap.bottom
        if isinstance(routes.made, tuple) and routes.made[0] == key:
            found: list[_Arrows] = routes.made[1]
            return found
        by_style: dict[str, _Arrows] = {}
        for route in routes.routes:
            style = route.lines[0][6]
            arrows = by_style.get(style)
            if arrows is None:
                arrows = by_style[style] = _Arrows(style)
            self._arrange(route, arrows)
        made = [by_style[style] for style in sorted(by_style, reverse=True)]
        routes.made = key, made
        return made

    def _arrange(self, route: Route, arrows: _Arrows) -> None:
        """As `_straight`, but for where it lies across."""
        sx, sy, dy = self._snap.sx, self._snap.sy, self._snap.dy
        width = self._looks.look(arrows.style).width
        half, across, down = width / 2, floor(width * sx + 0.5) or 1, floor(width * sy + 0.5) or 1
        highest, lowest = int(self._snap.top) - BEYOND, int(self._snap.bottom) + BEYOND
        for days, _, y, days2, _, y2, style, _, _, arrow in route.lines:
            if days == days2:
                top, bottom = floor(y * sy + dy), floor(y2 * sy + dy)
                if arrow and highest <= bottom <= lowest:
                    length = min(abs(bottom - top), round(ARROWHEAD * sy)) or 1
                    head = self._head(style, (0, length if top > bottom else -length), (across % 2, 0))
                    arrows.heads.append((days, across // 2 + head.dx))
                    arrows.heads_numbers.extend((0.0, bottom + head.dy, *head[:4], 1.0, 1.0, 0.0, 1.0))
                top, bottom = max(min(top, bottom), highest), min(max(top, bottom), lowest)
                if bottom >= top:
                    arrows.upright.append(days)
                    arrows.upright_numbers.extend((0, top, across - 1, max(bottom - 1, top)))
            else:
                top = floor((y - half) * sy + dy)
                if highest <= top <= lowest:
                    arrows.across.append((days, days2))
                    arrows.across_numbers.extend((0, top, 0, top + down - 1))

    def _put_arrows(self, arrows: _Arrows) -> "array[float]":
        """Draw the lines of a style, each where it lies; their heads are given back, to be drawn above all lines."""
        day, start = self._day, self._start
        look = self._looks.look(arrows.style)
        middle = start - look.width / 2 * self._snap.sx
        # What was handed over before is still to be drawn from: these are copies.
        upright, across, heads = arrows.upright_numbers[:], arrows.across_numbers[:], arrows.heads_numbers[:]
        if upright:
            lefts, thick = [floor(days * day + middle) for days in arrows.upright], upright[2]
            upright[0::4] = array("i", lefts)
            upright[2::4] = array("i", [left + thick for left in lefts])
        if across:
            ends = [(floor(days * day + start), floor(days2 * day + start)) for days, days2 in arrows.across]
            across[0::4] = array("i", [min(each) for each in ends])
            across[2::4] = array("i", [max(one, other, min(one, other) + 1) - 1 for one, other in ends])
            upright.extend(across)
        if heads:
            heads[0::10] = array("d", [floor(days * day + middle) + hot for days, hot in arrows.heads])
        self._rects(brush(look.line), upright)
        return heads

    def _placed(self, parts: list[tuple[float, _Part]]) -> "array[float]":
        """The signs and words of all rows, each in its place."""
        sy, dy, day, start = self._snap.sy, self._snap.dy, self._day, self._start
        places: list[tuple[float, float, float]] = []
        uppers: list[float] = []
        numbers = array("d")
        for top, part in parts:
            each = part.copied
            if each.places:
                places += each.places
                numbers.extend(each.numbers)
                if each.at != (top, sy, dy):
                    each.at = top, sy, dy
                    each.uppers = [floor((top + y) * sy + dy) + hot for y, hot in each.ys]
                uppers += each.uppers
        if numbers:
            numbers[0::10] = array("d", [floor(days * day + pixels + start) + hot for days, pixels, hot in places])
            numbers[1::10] = array("d", uppers)
        return numbers

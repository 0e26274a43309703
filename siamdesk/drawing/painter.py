"""The one painter: shapes onto a widget, an image, a printer or a PDF page."""

from collections.abc import Iterable

from PySide6.QtGui import QFont, QGuiApplication, QPainter

from siamdesk.drawing import page
from siamdesk.drawing.faces import Face
from siamdesk.drawing.frames import FrameMaker
from siamdesk.drawing.raster import Maker
from siamdesk.drawing.ready import Ready
from siamdesk.drawing.snap import Snap
from siamdesk.drawing.sprites import Sprites
from siamdesk.drawing.styles import Style, Theme
from siamdesk.timeline.scene import Picture
from siamdesk.timeline.shapes import NOTHING, Shape

_READY = 4
"""How many pictures are kept ready: one for each part of the window that draws."""
_STRETCHES = 3
"""For how many kinds of screen sprites are kept."""


class Painter:
    """Draws shapes in the colours of a theme and the fonts of the application, or of `font`.

    Hold one painter as long as the theme and the font stay: it remembers signs, words and how wide they are, and what
    it drew last.
    """

    def __init__(self, theme: Theme, font: QFont | None = None) -> None:
        self.theme = theme
        self._family = QFont(font) if font is not None else QGuiApplication.font()
        self._faces: dict[tuple[int, int], Face] = {}
        self._looks: dict[str, Style] = {}
        self._widths: dict[str, dict[str, float]] = {}
        self._sprites: dict[float, Sprites] = {}
        self._ready: list[tuple[object, tuple[float, ...], Ready]] = []

    def font(self, size: int, weight: int) -> QFont:
        """The font in a size in pixels and a weight from 100 to 900."""
        return self._face(size, weight).font

    def text_width(self, text: str, style: str) -> float:
        """The width of a text in a style, in pixels: what `View.text_width` wants."""
        try:
            return self._widths[style][text]
        except KeyError:
            face = self.face(style)
            self._widths[style] = face.widths
            return face.width(text)

    def draw(self, shapes: Iterable[Shape] | Picture, painter: QPainter) -> None:
        """Draw the shapes, the first lowest, or a picture of them.

        The painter's transformation may move and stretch, not turn.
        """
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        snap = Snap(painter)
        if snap.raster:
            self._made_ready(shapes, snap).draw(painter)
        else:
            page.draw(shapes.shapes() if isinstance(shapes, Picture) else shapes, self, painter)
        painter.restore()

    def _made_ready(self, shapes: Iterable[Shape] | Picture, snap: Snap) -> Ready:
        """The very same shapes on the same pixels are made ready once."""
        for held, where, ready in self._ready:
            if held is shapes and where == snap.key and ready.generation == ready.sprites.generation:
                return ready
        # An iterator can be gone through only once, and it may have to be done twice.
        drawn = shapes if isinstance(shapes, tuple) else tuple(shapes)
        sprites = self._sprites_for(snap.stretch)
        tried = False
        while True:
            begun = sprites.generation
            if isinstance(drawn, Picture):
                ready = FrameMaker(self, sprites, snap, drawn).make_picture()
            else:
                ready = Maker(self, sprites, snap).make(drawn)
            if sprites.generation == begun:
                break
            # The sheet was full and begun anew on the way: what came before has to be on it as well.
            if tried:
                # One frame alone is more than it holds.
                sprites.most *= 2
            tried = True
        self._ready.insert(0, (drawn, snap.key, ready))
        del self._ready[_READY:]
        return ready

    def _sprites_for(self, stretch: float) -> Sprites:
        found = self._sprites.get(stretch)
        if found is None:
            if len(self._sprites) >= _STRETCHES:
                self._sprites.clear()
            found = self._sprites[stretch] = Sprites(stretch)
        return found

    def look(self, style: str) -> Style:
        """How a style looks in the theme."""
        look = self._looks.get(style)
        if look is None:
            look = self._looks[style] = self.theme.style(style) if style != NOTHING else Style()
        return look

    def face(self, style: str) -> Face:
        """The face of the font in which a style writes."""
        look = self.look(style)
        return self._face(look.size, look.weight)

    def _face(self, size: int, weight: int) -> Face:
        found = self._faces.get((size, weight))
        if found is None:
            found = self._faces[size, weight] = Face(self._family, size, weight)
        return found

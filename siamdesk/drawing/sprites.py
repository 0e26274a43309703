"""Signs, soft edges and words, each drawn once for the pixels of a device and then copied from one picture."""

import math
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

_WIDTH = 2048
_FIRST_HEIGHT = 256
_MOST_PIXELS = 1 << 22
"""Some 16 megabytes: ten screens full of words, or five of a screen with twice the pixels."""
_APART = 1
"""Device pixels between two pictures."""


class Sprite(NamedTuple):
    """Where a picture lies on the sheet, and how far its middle lies from its hot spot, in device pixels."""

    left: float
    top: float
    width: float
    height: float
    dx: float
    dy: float


Key = tuple[str | float | bool, ...]


class Sprites:
    """The sheet for one stretch of scene pixels into device pixels. When it is full, it is begun anew.

    `generation` counts how often that happened: sprites of an earlier one are no longer there.
    """

    __slots__ = (
        "_bottom", "_found", "_painter", "_right", "_row", "generation", "most", "sheet", "signs", "stretch",
        "token", "words",
    )  # fmt: skip

    def __init__(self, stretch: float) -> None:
        self.stretch, self.most, self.generation = stretch, _MOST_PIXELS, 0
        self._painter: QPainter | None = None
        self._begin()

    def _begin(self) -> None:
        self.sheet = _clear(_FIRST_HEIGHT)
        self.token = object()
        """Tells this sheet from the one before it, and from those of others."""
        self._found: dict[Key, Sprite] = {}
        self.signs: dict[tuple[str, str, float], Sprite] = {}
        """Signs by symbol, style and size."""
        self.words: dict[str, dict[str, Sprite]] = {}
        """Texts by style."""
        self._right = self._row = self._bottom = 0

    def sprite(
        self, key: Key, width: float, height: float, hot: tuple[float, float], draw: Callable[[QPainter], None]
    ) -> Sprite:
        """The sprite of that key; where there is none, `draw` draws it at 0, 0, in scene pixels of that size."""
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self.add(width, height, hot, draw)
        return found

    def add(self, width: float, height: float, hot: tuple[float, float], draw: Callable[[QPainter], None]) -> Sprite:
        """One more picture on the sheet. `hot` is the point of it that is put on a place, in scene pixels."""
        across, down = math.ceil(width * self.stretch), math.ceil(height * self.stretch)
        left, top = self._room(across, down)
        if self._painter is None:
            self._painter = QPainter(self.sheet)
            self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter = self._painter
        painter.save()
        painter.translate(left, top)
        painter.scale(self.stretch, self.stretch)
        draw(painter)
        painter.restore()
        return Sprite(
            left, top, across, down, across / 2 - round(hot[0] * self.stretch), down / 2 - round(hot[1] * self.stretch)
        )

    def finish(self) -> None:
        """Leave off drawing on the sheet, so that it can be copied from."""
        if self._painter is not None:
            self._painter.end()
            self._painter = None

    def _room(self, across: int, down: int) -> tuple[int, int]:
        """A place on the sheet: on from the last one, else on the next shelf, else on a sheet begun anew."""
        if self._right + across > _WIDTH:
            self._right, self._row = 0, self._bottom
        if (self._row + down) * _WIDTH > self.most and self._row:
            self.finish()
            self.generation += 1
            self._begin()
        place = self._right, self._row
        self._right += across + _APART
        self._bottom = max(self._bottom, self._row + down + _APART)
        if self._bottom > self.sheet.height():
            self._grow()
        return place

    def _grow(self) -> None:
        self.finish()
        larger = _clear(max(2 * self.sheet.height(), self._bottom))
        painter = QPainter(larger)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawPixmap(0, 0, self.sheet)
        painter.end()
        self.sheet = larger


def _clear(height: int) -> QPixmap:
    sheet = QPixmap(_WIDTH, height)
    sheet.fill(Qt.GlobalColor.transparent)
    return sheet

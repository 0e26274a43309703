"""What is made ready for a device: few steps, each with many rectangles, copies or lines, drawn as often as wanted."""

from array import array
from typing import NamedTuple

from PySide6.QtCore import QLineF, QRect, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QTransform

from siamdesk.drawing.sprites import Sprites


class Rects(NamedTuple):
    """Rectangles of one brush."""

    brush: QBrush
    first: QRect
    number: int
    held: "array[int]"


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

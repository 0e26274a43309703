"""The floor F of a frame: the primitives of a screen of rows, made ready beforehand and drawn in one bare paint.

43 rows, 240 rectangles, 84 lines, 278 signs and 229 texts on 1920 by 1080 pixels, each kind in the quickest way that
Qt's raster engine has for it: nothing that shows as much can cost less, so frames are measured against it.
"""

import random
import time
from array import array
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPixmap, QStaticText, QTransform
from PySide6.QtWidgets import QWidget

WIDTH, HEIGHT = 1920, 1080
ROWS, RECTS, LINES, SIGNS, TEXTS = 43, 240, 84, 278, 229
_ROW = 25
_SIGN = 19


class Floor(QWidget):
    """The bare widget."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(WIDTH, HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        chance = random.Random(1)

        def x() -> int:
            return chance.randrange(WIDTH - 120)

        self.rows = [QRectF(0, _ROW * n, WIDTH, 1) for n in range(ROWS)]
        self.bars = [
            (QBrush(QColor(colour)), [QRectF(x(), _ROW * (n % ROWS) + 4, 60, 16) for n in range(RECTS // 4)])
            for colour in ("#e2e7ee", "#c5d7ee", "#7fa6d6", "#2f66ad")
        ]
        self.lines = [QLineF(at := x(), _ROW * (n % ROWS) + 22, at + 60, _ROW * (n % ROWS) + 22) for n in range(LINES)]
        self.sheet = _diamond()
        self.held = array("d")
        for n in range(SIGNS):
            self.held.extend((x(), _ROW * (n % ROWS) + 12, 0, 0, _SIGN, _SIGN, 1, 1, 0, 1))
        self.signs = shiboken6.Shiboken.wrapInstance(self.held.buffer_info()[0], QPainter.PixmapFragment)
        self.face = QFont(self.font())
        self.face.setPixelSize(12)
        self.texts = [
            (QPointF(x(), _ROW * (n % ROWS) + 5), _text(f"award {n % 28 + 1} Oct 2015", self.face))
            for n in range(TEXTS)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#edf0f4"))
        painter.drawRects(self.rows)
        for brush, rects in self.bars:
            painter.setBrush(brush)
            painter.drawRects(rects)
        painter.setPen(QColor("#b3261e"))
        painter.drawLines(self.lines)
        painter.drawPixmapFragments(self.signs, SIGNS, self.sheet)
        painter.setFont(self.face)
        painter.setPen(QColor("#4a5768"))
        for at, text in self.texts:
            painter.drawStaticText(at, text)
        painter.end()


def _diamond() -> QPixmap:
    sheet = QPixmap(_SIGN, _SIGN)
    sheet.fill(Qt.GlobalColor.transparent)
    painter = QPainter(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor("#18202c"))
    half = _SIGN / 2
    painter.drawPolygon([QPointF(half, 0), QPointF(_SIGN, half), QPointF(half, _SIGN), QPointF(0, half)])
    painter.end()
    return sheet


def _text(words: str, face: QFont) -> QStaticText:
    text = QStaticText(words)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.prepare(QTransform(), face)
    return text


def drawing(widget: QWidget, target: QPixmap) -> Callable[[int], None]:
    """Paints a widget onto a picture."""
    return lambda _: widget.render(target)


def least(works: dict[str, Callable[[int], None]], frames: int = 12, rounds: int = 9) -> dict[str, float]:
    """The CPU seconds each work takes in this thread, the mean of so many frames, the least of so many rounds.

    They take turns, so that a busy machine slows all of them alike.
    """
    found: dict[str, float] = {}
    for _ in range(rounds):
        for name, work in works.items():
            work(0)
            begun = time.thread_time()
            for n in range(frames):
                work(n)
            taken = (time.thread_time() - begun) / frames
            found[name] = min(found.get(name, taken), taken)
    return found

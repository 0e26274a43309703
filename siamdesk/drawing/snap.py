"""Edges on the pixels of the device, so that lines are crisp at 125 and 150 per cent as well."""

import math

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPaintEngine, QPainter

_LINE = 2.0
"""What is no wider than this, in pixels of the scene, is a line."""
_ROUNDING = 2.0
"""The radius of a bar's corners, in pixels of the scene."""


class Snap:
    """Where scene pixels fall on the device of a painter, as its transformation stands. `raster` tells images apart."""

    __slots__ = ("_dx", "_dy", "_sx", "_sy", "raster")

    def __init__(self, painter: QPainter) -> None:
        transform = painter.deviceTransform()
        self._sx, self._sy = transform.m11(), transform.m22()
        self._dx, self._dy = transform.dx() + 0.5, transform.dy() + 0.5
        self.raster = painter.paintEngine().type() == QPaintEngine.Type.Raster

    @property
    def stretch(self) -> float:
        """Device pixels in one pixel of the scene."""
        return self._sx

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        """The rectangle with its edges on device pixels. What is a line is equally thick wherever it falls."""
        sx, sy, dx, dy = self._sx, self._sy, self._dx, self._dy
        left, top = math.floor(x * sx + dx), math.floor(y * sy + dy)
        across = math.floor((x + width) * sx + dx) - left if width > _LINE else max(math.floor(width * sx + 0.5), 1)
        down = math.floor((y + height) * sy + dy) - top if height > _LINE else max(math.floor(height * sy + 0.5), 1)
        return QRectF((left + 0.5 - dx) / sx, (top + 0.5 - dy) / sy, across / sx, down / sy)

    def point(self, x: float, y: float) -> QPointF:
        """The point on the nearest corner of device pixels."""
        sx, sy, dx, dy = self._sx, self._sy, self._dx, self._dy
        return QPointF((math.floor(x * sx + dx) + 0.5 - dx) / sx, (math.floor(y * sy + dy) + 0.5 - dy) / sy)

    def rounded(self, rect: QRectF, *, left: bool, right: bool) -> list[QRectF]:
        """The rectangle with its corners taken off at the left or right, as rectangles: quicker than a path."""
        x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        step_x, step_y = 1 / self._sx, 1 / self._sy
        steps = min(round(_ROUNDING * self._sx), int(width * self._sx / 2) - 1)
        if steps < 1:
            return [rect]
        begin, end = x + (steps * step_x if left else 0.0), x + width - (steps * step_x if right else 0.0)
        found = [QRectF(begin, y, end - begin, height)]
        for step in range(steps):
            # A quarter circle in steps of one device pixel.
            inset = round(steps - math.sqrt(steps**2 - (steps - step - 0.5) ** 2)) * step_y
            if left:
                found.append(QRectF(x + step * step_x, y + inset, step_x, height - 2 * inset))
            if right:
                found.append(QRectF(x + width - (step + 1) * step_x, y + inset, step_x, height - 2 * inset))
        return found

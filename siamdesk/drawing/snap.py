"""Edges on the pixels of the device, so that lines are crisp at 125 and 150 per cent as well."""

import math

from PySide6.QtGui import QPaintEngine, QPainter

LINE = 2.0
"""What is no wider than this, in pixels of the scene, is a line."""
_ROUNDING = 2.0
"""The radius of a bar's corners, in pixels of the scene."""

HALF = 0.5 + 2.0**-20
"""What is added before rounding down. A little more than a half: what lies amid a pixel, but for an error of rounding,
falls to the same side however it was worked out."""

Edges = tuple[float, float, float, float]
"""Left, top, width and height."""


class Snap:
    """Where scene pixels fall on the device of a painter, as its transformation stands. `raster` tells images apart.

    `top` and `bottom` are those of what is painted on, in pixels of the device.
    """

    __slots__ = ("bottom", "dx", "dy", "raster", "sx", "sy", "top")

    def __init__(self, painter: QPainter) -> None:
        transform = painter.deviceTransform()
        self.sx, self.sy = transform.m11(), transform.m22()
        self.dx, self.dy = transform.dx() + HALF, transform.dy() + HALF
        # A widget may be painted on a picture of more than itself, with its corner somewhere on it.
        world, device = painter.worldTransform(), painter.device()
        ratio = transform.m22() / world.m22()
        self.top = transform.dy() - world.dy() * ratio
        self.bottom = self.top + device.height() * ratio
        self.raster = painter.paintEngine().type() == QPaintEngine.Type.Raster

    @property
    def stretch(self) -> float:
        """Device pixels in one pixel of the scene."""
        return self.sx

    @property
    def key(self) -> tuple[float, ...]:
        """What tells two places on devices apart."""
        return self.sx, self.sy, self.dx, self.dy

    def edges(self, x: float, y: float, width: float, height: float) -> Edges:
        """The rectangle with its edges on device pixels. What is a line is equally thick wherever it falls."""
        sx, sy, dx, dy = self.sx, self.sy, self.dx, self.dy
        left, top = math.floor(x * sx + dx), math.floor(y * sy + dy)
        across = math.floor((x + width) * sx + dx) - left if width > LINE else max(math.floor(width * sx + 0.5), 1)
        down = math.floor((y + height) * sy + dy) - top if height > LINE else max(math.floor(height * sy + 0.5), 1)
        return (left + HALF - dx) / sx, (top + HALF - dy) / sy, across / sx, down / sy

    def rounded(self, edges: Edges, *, left: bool, right: bool) -> list[Edges]:
        """The rectangle with its corners taken off at the left or right."""
        return rounded(edges, 1 / self.sx, 1 / self.sy, left=left, right=right)


def rounded(edges: Edges, step_x: float, step_y: float, *, left: bool, right: bool) -> list[Edges]:
    """A rectangle with its corners taken off at the left or right, as rectangles: quicker than a path.

    `step_x` and `step_y` are the size of a device pixel.
    """
    x, y, width, height = edges
    steps = min(round(_ROUNDING / step_x), int(width / step_x / 2) - 1)
    if steps < 1:
        return [edges]
    begin, end = x + (steps * step_x if left else 0.0), x + width - (steps * step_x if right else 0.0)
    found = [(begin, y, end - begin, height)]
    for step in range(steps):
        # A quarter circle in steps of one device pixel.
        inset = round(steps - math.sqrt(steps**2 - (steps - step - 0.5) ** 2)) * step_y
        if left:
            found.append((x + step * step_x, y + inset, step_x, height - 2 * inset))
        if right:
            found.append((x + width - (step + 1) * step_x, y + inset, step_x, height - 2 * inset))
    return found

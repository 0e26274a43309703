"""What is drawn: a handful of frozen shapes in scene pixels, each with the name of a style and what it stands for.

The painter, the PowerPoint writer, the hit test and the tests all read the same shapes.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

TextWidth = Callable[[str, str], float]
"""How wide a text is in a style, in pixels."""

TEXT_HEIGHT = 14.0
"""The height a line of text takes in a row, in pixels."""

NOTHING = "none"
"""The style of what is not there: the end of a bar that fades out."""


def estimated_width(text: str, style: str) -> float:
    """A width good enough where no font is at hand."""
    return len(text) * (7.4 if style == "header.upper" else 6.4)


class Bar(NamedTuple):
    """A filled rectangle. With `to` its colour runs from `style` at the left into `to` at the right."""

    x: float
    y: float
    width: float
    height: float
    style: str
    contract_id: str = ""
    part: str = ""
    to: str = ""
    round_left: bool = False
    round_right: bool = False


class Band(NamedTuple):
    """The days between which a date lies: soft, with marked bounds, and running out where it has no bound."""

    x: float
    y: float
    width: float
    height: float
    style: str
    contract_id: str = ""
    part: str = ""
    open_left: bool = False
    open_right: bool = False


class Glyph(NamedTuple):
    """A sign centred on a point, in a square of `size`. The symbol tells what it is, the style how sure."""

    x: float
    y: float
    size: float
    symbol: str
    style: str
    contract_id: str = ""
    part: str = ""


class Line(NamedTuple):
    """A straight line, with an arrowhead at its second end if wanted."""

    x: float
    y: float
    x2: float
    y2: float
    style: str
    contract_id: str = ""
    part: str = ""
    arrow: bool = False


class Label(NamedTuple):
    """One line of text: `x` is its left edge, `y` the middle of its height."""

    x: float
    y: float
    width: float
    text: str
    style: str
    contract_id: str = ""
    part: str = ""


Shape = Bar | Band | Glyph | Line | Label


class Bounds(NamedTuple):
    """The rectangle that a shape takes."""

    left: float
    top: float
    right: float
    bottom: float


def bounds(shape: Shape) -> Bounds:
    """The rectangle that a shape takes."""
    if isinstance(shape, Glyph):
        half = shape.size / 2
        return Bounds(shape.x - half, shape.y - half, shape.x + half, shape.y + half)
    if isinstance(shape, Line):
        return Bounds(min(shape.x, shape.x2), min(shape.y, shape.y2), max(shape.x, shape.x2), max(shape.y, shape.y2))
    if isinstance(shape, Label):
        half = TEXT_HEIGHT / 2
        return Bounds(shape.x, shape.y - half, shape.x + shape.width, shape.y + half)
    return Bounds(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)


def _place(*values: float) -> str:
    return ",".join(f"{value:.1f}".removesuffix(".0") for value in values)


def _line_of(shape: Shape) -> str:
    if isinstance(shape, Glyph):
        words = f"glyph {shape.symbol} {_place(shape.x, shape.y)} size {_place(shape.size)} {shape.style}"
    elif isinstance(shape, Line):
        arrow = " arrow" if shape.arrow else ""
        words = f"line {_place(shape.x, shape.y)} to {_place(shape.x2, shape.y2)} {shape.style}{arrow}"
    elif isinstance(shape, Label):
        words = f"label {_place(shape.x, shape.y)} “{shape.text}” {shape.style}"
    elif isinstance(shape, Band):
        left, right = "…" if shape.open_left else "", "…" if shape.open_right else ""
        words = f"band {left}{_place(shape.x, shape.y)} {_place(shape.width, shape.height)}{right} {shape.style}"
    else:
        into = f" into {shape.to}" if shape.to else ""
        words = f"bar {_place(shape.x, shape.y)} {_place(shape.width, shape.height)} {shape.style}{into}"
    return " ".join(filter(None, (words, shape.contract_id, shape.part)))


def as_text(shapes: Iterable[Shape]) -> str:
    """The shapes as text, one a line, to be compared and read."""
    return "\n".join(_line_of(shape) for shape in shapes)

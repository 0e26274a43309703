"""Shapes that hold for a range of scales: where they lie across is so many days and so many pixels.

What a row looks like is decided by comparing places with each other: does this text fit before that sign? Each of them
lies at so many days times the scale and so many pixels, so each answer changes at one scale at the most. Whoever notes
the questions therefore knows between which scales the answers stay the same; there a zoom moves things about, and
nothing has to be decided again.
"""

import math
from dataclasses import dataclass, field

from siamdesk.timeline.scale import Scale
from siamdesk.timeline.shapes import Band, Bar, Glyph, Label, Line

At = tuple[float, float]
"""A place across: days, as an ordinal, and pixels to the right of there."""

BarForm = tuple[float, float, float, float, float, float, str, str, str, str, bool, bool]
"""Left days and pixels, right days and pixels, y and height; then as `Bar` from its style on."""
BandForm = tuple[float, float, float, float, float, float, str, str, str, bool, bool]
"""Left days and pixels, right days and pixels, y and height; then as `Band` from its style on."""
LineForm = tuple[float, float, float, float, float, float, str, str, str, bool]
"""Days, pixels and y of its two ends; then as `Line` from its style on."""
GlyphForm = tuple[float, float, float, float, str, str, str, str]
"""Days, pixels and y; then as `Glyph` from its size on."""
LabelForm = tuple[float, float, float, float, str, str, str, str]
"""Days, pixels and y; then as `Label` from its width on."""

_MARGIN = 1e-9
"""The share of a scale by which a range is drawn in: so near to where an answer changes, rounding would decide."""


class Decided:
    """The questions asked at a scale of so many pixels a day: for which other scales the answers are the same.

    A question is the sign of so many days and so many pixels together.
    """

    __slots__ = ("high", "low", "per_day")

    def __init__(self, per_day: float) -> None:
        self.per_day = per_day
        self.low, self.high = 0.0, math.inf

    def ask(self, days: float, pixels: float) -> None:
        """Note a question. Loops over many of them do the same without the call."""
        if days:
            at = -pixels / days
            if at > self.per_day:
                self.high = min(self.high, at)
            elif at > self.low:
                self.low = at

    def is_before(self, one: At, other: At) -> bool:
        """Whether one place lies left of another."""
        days, pixels = one[0] - other[0], one[1] - other[1]
        if days:
            at = -pixels / days
            if at > self.per_day:
                if at < self.high:  # noqa: PLR1730  a call of `min` costs more than all of this
                    self.high = at
            elif at > self.low:
                self.low = at
        return days * self.per_day + pixels < 0

    def later(self, one: At, other: At) -> At:
        """Of two places the right one."""
        return other if self.is_before(one, other) else one

    def sooner(self, one: At, other: At) -> At:
        """Of two places the left one."""
        return other if self.is_before(other, one) else one

    def bounds(self) -> tuple[float, float]:
        """The scales between which all answers are the same."""
        return self.low * (1 + _MARGIN), self.high * (1 - _MARGIN)


@dataclass(frozen=True, slots=True)
class RowShapes:
    """The shapes of one row by the layer they belong to, the lowest first."""

    bars: list[Bar] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


class Form:
    """The shapes of one row at every scale from above `low` to below `high`, in pixels a day; y counts from its top."""

    __slots__ = ("bands", "bars", "glyphs", "high", "labels", "lines", "low", "made", "per_day")

    def __init__(self, per_day: float) -> None:
        self.per_day = per_day
        """The scale at which it was drawn: there it holds in any case."""
        self.low, self.high = 0.0, math.inf
        self.bars: list[BarForm] = []
        self.bands: list[BandForm] = []
        self.lines: list[LineForm] = []
        self.glyphs: list[GlyphForm] = []
        self.labels: list[LabelForm] = []
        self.made: object = None
        """What whoever draws it remembers of it."""

    def holds_at(self, per_day: float) -> bool:
        """Whether it holds at a scale."""
        return self.low < per_day < self.high or per_day == self.per_day

    def at(self, scale: Scale, top: float) -> RowShapes:
        """The shapes on a scale, in a row that begins at `top`."""
        k = scale.pixels_per_day
        zero = scale.offset - scale.origin.toordinal() * k
        bars, bands = [], []
        for bar in self.bars:
            days, pixels, days2, pixels2, y, height = bar[:6]
            left = zero + days * k + pixels
            bars.append(Bar(left, top + y, zero + days2 * k + pixels2 - left, height, *bar[6:]))
        for band in self.bands:
            days, pixels, days2, pixels2, y, height = band[:6]
            left = zero + days * k + pixels
            bands.append(Band(left, top + y, zero + days2 * k + pixels2 - left, height, *band[6:]))
        return RowShapes(
            bars,
            bands,
            [
                Line(zero + d * k + p, top + y, zero + d2 * k + p2, top + y2, style, owner, part, arrow)
                for d, p, y, d2, p2, y2, style, owner, part, arrow in self.lines
            ],
            [
                Glyph(zero + d * k + p, top + y, size, symbol, style, owner, part)
                for d, p, y, size, symbol, style, owner, part in self.glyphs
            ],
            [
                Label(zero + d * k + p, top + y, width, text, style, owner, part)
                for d, p, y, width, text, style, owner, part in self.labels
            ],
        )


NO_FORM = Form(0.0)
"""A row without shapes."""

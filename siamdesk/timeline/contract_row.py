"""One contract's row on a scale: phase bars, date windows, signs, how far they moved, what is not known, and words.

The shapes of a row depend on its plan, the scale and the row's place alone, never on what is in view: so any viewport
shows the same shapes, only fewer.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from siamdesk.timeline.places import Lane
from siamdesk.timeline.row_plan import Days, PlannedMark, PlannedMove, PlannedSpan, PlannedUnknown, RowPlan
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.shapes import NOTHING, Band, Bar, Glyph, Label, Line

BAR_HEIGHT = 16.0
GLYPH_SIZE = 17.0
SMALL_GLYPH_SIZE = 9.0
UNKNOWN_SIZE = 16.0
FADE = 120.0
"""How far a phase without an end runs on, fading, after what is known of it, in pixels."""
OPEN_END = 40.0
"""How far a date window without a bound runs out, in pixels."""
OVERHANG = 3.0
"""How far a date window reaches above and below the bar, in pixels."""
CLOSE = 5.0
"""A small sign nearer than this to another is left out at this zoom, in pixels."""
GAP = 6.0
"""Pixels between a sign and its words."""


@dataclass(frozen=True, slots=True)
class RowShapes:
    """The shapes of one row by the layer they belong to, the lowest first."""

    bars: list[Bar] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


class Reach(NamedTuple):
    """Where a date lies: from `left` to `right`, its sign at `at`; open ends run out."""

    left: float
    right: float
    at: float
    open_left: bool = False
    open_right: bool = False


class Edge(NamedTuple):
    """Where one phase gives way to the next: hard where left and right are the same."""

    left: float
    right: float


class Solid(NamedTuple):
    """A stretch of bar in one colour, fit to be written on."""

    left: float
    right: float
    style: str


class RowDrawing:
    """A row while it is drawn. `now` is the x of today's line, which words keep clear of."""

    __slots__ = (
        "above", "bar_height", "begins", "below", "ends", "faded", "middle", "now", "owner", "per_day", "plan",
        "reaches", "shapes", "solid", "within", "zero",
    )  # fmt: skip

    def __init__(self, plan: RowPlan, top: float, height: float, scale: Scale, now: float) -> None:
        self.plan, self.owner, self.now = plan, plan.contract_id, now
        self.per_day = scale.pixels_per_day
        self.zero = scale.offset - scale.origin.toordinal() * scale.pixels_per_day
        self.middle = top + height / 2
        self.bar_height = min(BAR_HEIGHT, height * 0.6)
        text = self.bar_height / 2 + OVERHANG + 8.0
        self.above, self.within, self.below = (Lane(y) for y in (self.middle - text, self.middle, self.middle + text))
        self.shapes = RowShapes()
        self.begins, self.ends, self.faded = math.inf, -math.inf, -math.inf
        self.solid: list[Solid] = []
        self.reaches = [self._reach_of(mark) for mark in plan.marks]

    def draw(self) -> RowShapes:
        """The shapes of the row."""
        self._bars()
        for lane in (self.above, self.within, self.below):
            lane.take(self.now - 2, self.now + 2)
        self._signs()
        self._moves()
        for unknown in self.plan.unknown:
            self._unknown(unknown)
        self._remark()
        self._words()
        return self.shapes

    def reach(self, days: Days) -> Reach:
        """Where a date lies across the page."""
        first, last = days
        right = self.zero + (last + 1) * self.per_day if last is not None else 0.0
        if first is None:
            return Reach(right - OPEN_END, right, right, open_left=True)
        left = self.zero + first * self.per_day
        if last is None:
            return Reach(left, left + OPEN_END, left, open_right=True)
        return Reach(left, right, (left + right) / 2)

    def _reach_of(self, mark: PlannedMark) -> Reach:
        reach = self.reach(mark.days)
        # What ends, ends with its last day.
        return reach._replace(at=reach.right) if mark.symbol == "end" and not reach.open_right else reach

    def _edge(self, days: Days, *, closes: bool) -> Edge:
        reach = self.reach(days)
        if reach.open_left or reach.open_right:
            return Edge(reach.at, reach.at)
        if days.first == days.last:
            at = reach.right if closes else reach.left
            return Edge(at, at)
        return Edge(reach.left, reach.right)

    def _bars(self) -> None:
        spans = self.plan.spans
        starts = [self._edge(span.start, closes=span.start_closes) for span in spans]
        ends = [self._edge(span.end, closes=span.end_closes) if span.end is not None else None for span in spans]
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if end is None or start.right <= end.left or start.left >= end.right:
                continue
            # Two windows that overlap share what they have in common.
            middle = (max(start.left, end.left) + min(start.right, end.right)) / 2
            starts[place] = Edge(start.left, middle)
            ends[place] = Edge(middle, end.right)
            if place and spans[place].joined:
                ends[place - 1] = starts[place]
            if place + 1 < len(spans) and spans[place + 1].joined:
                starts[place + 1] = Edge(middle, end.right)
        for place, span in enumerate(spans):
            limit = starts[place + 1].left if place + 1 < len(spans) else math.inf
            self._bar(span, starts[place], ends[place], limit, is_first=place == 0)

    def _bar(self, span: PlannedSpan, start: Edge, end: Edge | None, limit: float, *, is_first: bool) -> None:
        round_left = is_first and start.left == start.right
        if not span.joined:
            self._piece(start.left, start.right, NOTHING, span.part, span.style)
        self.begins = min(self.begins, start.left)
        if end is None:
            # Nobody has dated its end: it holds up to the day, and then fades.
            known = min(max(start.right, self.now), limit)
            self.faded = min(max(known + FADE, self._last_sign() + FADE / 2), limit)
            self._solid(start.right, known, span, round_left=round_left)
            self._piece(known, self.faded, span.style, span.part, NOTHING)
            self.ends = max(self.ends, self.faded)
            return
        hard = span.into == NOTHING and end.left == end.right
        self._solid(start.right, end.left, span, round_left=round_left, round_right=hard)
        if end.right > start.right:
            self._piece(max(end.left, start.right), end.right, span.style, span.part, span.into)
            self.ends = max(self.ends, end.right)

    def _last_sign(self) -> float:
        """Where the last sign lies that is not about the contract's end."""
        marks = zip(self.plan.marks, self.reaches, strict=True)
        return max((reach.at for mark, reach in marks if not mark.about_end), default=-math.inf)

    def _solid(
        self, left: float, right: float, span: PlannedSpan, *, round_left: bool, round_right: bool = False
    ) -> None:
        if right > left:
            self._piece(left, right, span.style, span.part, round_left=round_left, round_right=round_right)
            self.solid.append(Solid(left, right, span.style))

    def _piece(
        self,
        left: float,
        right: float,
        style: str,
        part: str,
        to: str = "",
        *,
        round_left: bool = False,
        round_right: bool = False,
    ) -> None:
        if right > left:
            y = self.middle - self.bar_height / 2
            bar = Bar(left, y, right - left, self.bar_height, style, self.owner, part, to, round_left, round_right)
            self.shapes.bars.append(bar)

    def _signs(self) -> None:
        """The windows and the signs. Headlines are placed first, and drawn last so that they lie on top."""
        taken: list[float] = []
        glyphs: list[Glyph] = []
        for mark, reach in zip(self.plan.marks, self.reaches, strict=True):
            at = reach.at
            if not mark.headline and any(-CLOSE < at - x < CLOSE for x in taken):
                continue
            taken.append(at)
            size = GLYPH_SIZE if mark.headline else SMALL_GLYPH_SIZE
            half = size / 2
            if not mark.exact and (mark.headline or reach.right - reach.left > size):
                self._window(reach, mark.part)
            if mark.symbol in {"end", "break"}:
                size, half = self.bar_height + 2 * OVERHANG, 2.0
            glyphs.append(Glyph(at, self.middle, size, mark.symbol, mark.style, self.owner, mark.part))
            self.within.take(at - half - 1, at + half + 1)
            self.begins = min(self.begins, at - half)
            self.ends = max(self.ends, at + half)
        glyphs.reverse()
        self.shapes.glyphs.extend(glyphs)

    def _window(self, reach: Reach, part: str) -> None:
        y, height = self.middle - self.bar_height / 2 - OVERHANG, self.bar_height + 2 * OVERHANG
        ends = reach.open_left, reach.open_right
        band = Band(reach.left, y, reach.right - reach.left, height, "band.window", self.owner, part, *ends)
        self.shapes.bands.append(band)

    def _moves(self) -> None:
        """For each move a grey line to where the date lay, an arrow to where it lies, and by how many days.

        One that would lie on another is left out: the headline dates come first, and the inspector tells of all.
        """
        at_of = {mark.part: reach.at for mark, reach in zip(self.plan.marks, self.reaches, strict=True)}
        start = self.shapes.bars[0].x if self.shapes.bars else self.begins
        drawn = Lane(self.below.middle)
        for move in self.plan.moves:
            start = self._move(move, self.reach(move.before).at, at_of[move.mark.part], start, drawn)

    def _move(self, move: PlannedMove, was: float, at: float, start: float, drawn: Lane) -> float:
        """Draw one move beside those `drawn`, and give the x from which the next one's grey line may begin."""
        y, part, style = self.below.middle - 1, move.mark.part, "late" if move.late else "early"
        left, right = min(was, at), max(was, at)
        lines = self.shapes.lines
        if not drawn.is_free(left - 2, right + 2):
            return start
        if start + 2 * GAP < was and drawn.is_free(start, was):
            lines.append(Line(start, y, was, y, "baseline", self.owner, part))
            self.below.take(start, was)
        lines.append(Line(was, y - 4, was, y + 4, "baseline", self.owner, part))
        lines.append(Line(was, y, at, y, f"move.{style}", self.owner, part, arrow=True))
        drawn.take(left - 2, right + 2)
        x = self.below.room_from(right + GAP, move.width + GAP)
        self.below.take(left - 2, right + 2)
        if x - right > 4 * GAP:
            # Its place is taken, and further off nobody would see whose it is.
            return right + GAP
        self._label(self.below, x, move.width, move.text, f"label.{style}", part)
        self.below.take(x, x + move.width + GAP)
        drawn.take(x, x + move.width)
        return x + move.width + GAP

    def _unknown(self, unknown: PlannedUnknown) -> None:
        """TBC: a dashed circle with a question mark, where the phase it would end fades out.

        What is known to come before a dated milestone stands below the bar, next to what it follows.
        """
        lane, size = self.within, UNKNOWN_SIZE
        full = size + GAP + unknown.width + GAP
        if unknown.after is not None:
            place = self.plan.marks.index(unknown.after)
            lane, size = self.below, SMALL_GLYPH_SIZE + 3
            left = lane.room_from(self.reaches[place].at - size / 2, full)
        elif unknown.between:
            left = self.begins - 2 * GAP - full
        else:
            start = self.faded if self.faded > -math.inf else self.ends if self.ends > -math.inf else self.now
            left = lane.room_from(start + GAP / 2, full)
        glyph = Glyph(left + size / 2, lane.middle, size, "unknown", "glyph.unknown", self.owner, unknown.part)
        self.shapes.glyphs.append(glyph)
        self._label(lane, left + size + GAP - 1, unknown.width, unknown.text, "label", unknown.part)
        lane.take(left, left + full)
        if lane is self.within:
            self.begins, self.ends = min(self.begins, left), max(self.ends, left + full)

    def _remark(self) -> None:
        """A sentence, washed in its colour, after the last end."""
        remark = self.plan.remark
        ends = [reach.at for mark, reach in zip(self.plan.marks, self.reaches, strict=True) if mark.symbol == "end"]
        if remark is None or not ends:
            return
        x, style = max(ends), f"label.{remark.style}"
        self._piece(x + 1, x + remark.width + 4 * GAP, f"wash.{remark.style}", "remark", NOTHING)
        self._label(self.within, x + GAP, remark.width, remark.text, style, "remark")
        self.within.take(x, x + remark.width + GAP)

    def _words(self) -> None:
        """A label for each sign, where there is room: in its own bar, above, or below."""
        drawn = {glyph.part for glyph in self.shapes.glyphs}
        for mark, reach in zip(self.plan.marks, self.reaches, strict=True):
            if mark.part not in drawn:
                continue
            # What is no headline says no more than its name.
            for text, width in mark.words if mark.headline or mark.symbol == "end" else mark.words[1:]:
                if self._place(mark, reach.at, text, width):
                    break

    def _place(self, mark: PlannedMark, at: float, text: str, width: float) -> bool:
        right = at + (GLYPH_SIZE if mark.headline else SMALL_GLYPH_SIZE) / 2 + GAP
        for solid in self.solid:
            if solid.left <= right and right + width + GAP <= solid.right and not solid.style.endswith("extension"):
                if self._try(self.within, right, width, text, f"label.on.{solid.style}", mark.part):
                    return True
                break
        style = mark.label_style
        return (
            self._try(self.above, at - width / 2, width, text, style, mark.part)
            or self._try(self.above, at - 4, width, text, style, mark.part)
            or self._try(self.above, at + 4 - width, width, text, style, mark.part)
            or self._try(self.below, at - width / 2, width, text, style, mark.part)
        )

    def _try(self, lane: Lane, left: float, width: float, text: str, style: str, part: str) -> bool:
        if not lane.is_free(left - GAP / 2, left + width + GAP / 2):
            return False
        self._label(lane, left, width, text, style, part)
        lane.take(left, left + width)
        return True

    def _label(self, lane: Lane, left: float, width: float, text: str, style: str, part: str) -> None:
        self.shapes.labels.append(Label(left, lane.middle, width, text, style, self.owner, part))


def summary(plans: Iterable[RowPlan], middle: float, scale: Scale) -> RowShapes:
    """The headlines of several contracts, small, on one line: what a closed heading shows."""
    shapes = RowShapes()
    for plan in plans:
        drawing = RowDrawing(plan, middle, 0.0, scale, 0.0)
        for mark, reach in zip(plan.marks, drawing.reaches, strict=True):
            if mark.headline:
                size = SMALL_GLYPH_SIZE + 1
                shapes.glyphs.append(
                    Glyph(reach.at, middle, size, mark.symbol, mark.style, plan.contract_id, mark.part)
                )
    return shapes

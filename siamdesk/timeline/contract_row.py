"""One contract's row on a scale: phase bars, date windows, signs, how far they moved, what is not known, and words.

The shapes of a row depend on its plan, the scale and the row's place alone, never on what is in view: so any viewport
shows the same shapes, only fewer.
"""

import math
from dataclasses import dataclass, field

from siamdesk.timeline.places import Lane
from siamdesk.timeline.row_plan import PlannedMark, PlannedRemark, PlannedUnknown, RowPlan
from siamdesk.timeline.rows import ROOMY
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


_POSTS = frozenset({"end", "break"})


@dataclass(frozen=True, slots=True)
class RowShapes:
    """The shapes of one row by the layer they belong to, the lowest first."""

    bars: list[Bar] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


class RowDrawing:
    """A row while it is drawn. `now` is the x of today's line, which words keep clear of.

    It is drawn anew for every step of a zoom: hence the plain loops and the names for what is used in them.
    """

    __slots__ = (
        "above", "at", "bar_height", "barred", "begins", "below", "ends", "faded", "middle", "moved_at", "now",
        "owner", "per_day", "plan", "roomy", "shapes", "solid", "within", "zero",
    )  # fmt: skip

    def __init__(self, plan: RowPlan, top: float, height: float, scale: Scale, now: float) -> None:
        self.plan, self.owner, self.now = plan, plan.contract_id, now
        per_day = self.per_day = scale.pixels_per_day
        zero = self.zero = scale.offset - scale.origin.toordinal() * per_day
        middle = self.middle = top + height / 2
        self.bar_height = min(BAR_HEIGHT, height * 0.6)
        text = self.bar_height / 2 + OVERHANG + 8.0
        self.above, self.within, self.below = Lane(middle - text), Lane(middle), Lane(middle + text)
        self.moved_at, self.roomy = self.below.middle - 1, height >= ROOMY
        if not self.roomy:
            self.moved_at = top + height - 3.0
            self.above.taken = self.below.taken = [(-math.inf, math.inf)]
        self.shapes = RowShapes()
        self.faded = -math.inf
        self.begins, self.ends = zero + plan.bars.begins * per_day, zero + plan.bars.ends * per_day
        self.solid: list[tuple[float, float, str]] = []
        self.barred: list[tuple[float, float]] = []
        self.at = [zero + mark.at * per_day for mark in plan.marks]

    def draw(self) -> RowShapes:
        """The shapes of the row."""
        self._bars()
        line = self.now - 2, self.now + 2
        for lane in (self.above, self.within, self.below):
            lane.taken.append(line)
        self._signs()
        if self.plan.moves:
            self._moves()
        for unknown in self.plan.unknown:
            self._unknown(unknown)
        if self.plan.remark is not None:
            self._remark(self.plan.remark)
        self._words()
        return self.shapes

    def _bars(self) -> None:
        zero, per_day, owner = self.zero, self.per_day, self.owner
        height, y = self.bar_height, self.middle - self.bar_height / 2
        add = self.shapes.bars.append
        for piece in self.plan.bars.pieces:
            if len(piece) == 4:
                # Nobody has dated its end: past what is known, it fades.
                known, limit, style, part = piece
                left, limit = zero + known * per_day, zero + limit * per_day
                last_sign = zero + self.plan.last_sign * per_day
                right = self.faded = min(max(left + FADE, last_sign + FADE / 2), limit)
                self.ends = max(self.ends, right)
                if right > left:
                    add(Bar(left, y, right - left, height, style, owner, part, NOTHING))
                    self.barred.append((left, right))
                continue
            begin, end, style, part, to, round_left, round_right = piece
            left = zero + begin * per_day
            right = zero + end * per_day
            add(Bar(left, y, right - left, height, style, owner, part, to, round_left, round_right))
            self.barred.append((left, right))
            if not to:
                self.solid.append((left, right, style))

    def _signs(self) -> None:
        """The windows and the signs. Headlines are placed first, and drawn last so that they lie on top."""
        owner, middle, taken, within = self.owner, self.middle, self.at, self.within.taken
        signs: list[float] = []
        glyphs: list[Glyph] = []
        begins, ends = self.begins, self.ends
        for mark, at in zip(self.plan.marks, taken, strict=True):
            headline, symbol = mark.headline, mark.symbol
            if not headline and [x for x in signs if -CLOSE < at - x < CLOSE]:
                continue
            size = GLYPH_SIZE if headline else SMALL_GLYPH_SIZE
            signs.append(at)
            half = size / 2
            if not mark.exact and (headline or self._length(mark) > size):
                self._window(mark)
            if symbol in _POSTS:
                size, half = self.bar_height + 2 * OVERHANG, 2.0
            glyphs.append(Glyph(at, middle, size, symbol, mark.style, owner, mark.part))
            within.append((at - half - 1, at + half + 1))
            begins, ends = min(begins, at - half), max(ends, at + half)
        self.begins, self.ends = begins, ends
        glyphs.reverse()
        self.shapes.glyphs.extend(glyphs)

    def _length(self, mark: PlannedMark) -> float:
        """How long a date's window is; one without a bound runs out."""
        length = (mark.right - mark.left) * self.per_day
        return length if length < math.inf else OPEN_END

    def _window(self, mark: PlannedMark) -> None:
        open_left, open_right = mark.left == -math.inf, mark.right == math.inf
        right = self.zero + mark.right * self.per_day
        left = right - OPEN_END if open_left else self.zero + mark.left * self.per_day
        if open_right:
            right = left + OPEN_END
        y, height = self.middle - self.bar_height / 2 - OVERHANG, self.bar_height + 2 * OVERHANG
        style = "band.window"
        band = Band(left, y, right - left, height, style, self.owner, mark.part, open_left, open_right)
        self.shapes.bands.append(band)

    def _moves(self) -> None:
        """For each move a grey line to where the date lay, an arrow to where it lies, and by how many days.

        One that would lie on another is left out: the headline dates come first, and the inspector tells of all.
        A grey line begins at the bar, or where the words of the move before it end.
        """
        owner, below, y = self.owner, self.below, self.moved_at
        tick = 4 if self.roomy else 2
        add = self.shapes.lines.append
        start = self.shapes.bars[0].x if self.shapes.bars else self.begins
        drawn = Lane(y)
        for place, part, before, text, width, late in self.plan.moves:
            was, at = self.zero + before * self.per_day, self.at[place]
            left, right = (was, at) if was < at else (at, was)
            if not drawn.is_free(left - 2, right + 2):
                continue
            if start + 2 * GAP < was and drawn.is_free(start, was):
                add(Line(start, y, was, y, "baseline", owner, part))
                below.taken.append((start, was))
            add(Line(was, y - tick, was, y + tick, "baseline", owner, part))
            add(Line(was, y, at, y, "move.late" if late else "move.early", owner, part, True))
            drawn.taken.append((left - 2, right + 2))
            x = below.room_from(right + GAP, width + GAP)
            below.taken.append((left - 2, right + 2))
            if x - right > 4 * GAP:
                # Its place is taken, and further off nobody would see whose it is.
                start = right + GAP
                continue
            self._label(below, x, width, text, "label.late" if late else "label.early", part)
            start = x + width + GAP
            below.taken.append((x, start))
            drawn.taken.append((x, x + width))

    def _unknown(self, unknown: PlannedUnknown) -> None:
        """TBC: a dashed circle with a question mark, where the phase it would end fades out.

        What is known to come before a dated milestone stands below the bar, next to what it follows.
        """
        lane, size = self.within, UNKNOWN_SIZE
        full = size + GAP + unknown.width + GAP
        if unknown.after is not None:
            lane, size = self.below if self.roomy else self.within, SMALL_GLYPH_SIZE + 3
            left = lane.room_from(self.at[unknown.after] - size / 2, full)
        elif unknown.between:
            left = self.begins - 2 * GAP - full
        else:
            start = self.faded if self.faded > -math.inf else self.ends if self.ends > -math.inf else self.now
            left = lane.room_from(start + GAP / 2, full)
        glyph = Glyph(left + size / 2, lane.middle, size, "unknown", "glyph.unknown", self.owner, unknown.part)
        self.shapes.glyphs.append(glyph)
        words = left + size + GAP - 1
        # In a row of one line it may stand on a bar, where only words in a colour of its own could be read.
        if self.roomy or unknown.after is None or not self._is_barred(words, words + unknown.width):
            self._label(lane, words, unknown.width, unknown.text, "label", unknown.part)
        lane.take(left, left + full)
        if lane is self.within:
            self.begins, self.ends = min(self.begins, left), max(self.ends, left + full)

    def _remark(self, remark: PlannedRemark) -> None:
        """A sentence beside the days of which it speaks, washed in its colour; where these have no end, that fades."""
        left = self.zero + remark.first * self.per_day
        y, height, style = self.middle - self.bar_height / 2, self.bar_height, f"wash.{remark.style}"
        if remark.last is None:
            length, to = remark.width + 4 * GAP, NOTHING
        else:
            length, to = (remark.last - remark.first) * self.per_day, ""
        if length > 1:
            # It lies on the bar, where both run, and on what the bar's end leaves bare.
            self.shapes.bars.append(Bar(left + 1, y, length - 1, height, style, self.owner, "remark", to))
        right = left + length
        text, width = remark.text, remark.width
        inside = width + 2 * GAP <= length and not self._is_on_bar(left, right)
        for lane, x in (
            (self.within, left + GAP),
            (self.within, right + GAP),
            (self.below, left + GAP),
            (self.below, left - width),
            (self.above, left + GAP),
        ):
            if lane is self.within and x < right and not inside:
                continue
            if lane.is_free(x - GAP / 2, x + width + GAP / 2):
                self._put(lane, x, width, text, f"label.{remark.style}", "remark")
                if lane is self.within:
                    self.ends = max(self.ends, x + width)
                return

    def _is_barred(self, left: float, right: float) -> bool:
        """Whether any bar lies between two x, a fading one too."""
        return bool([1 for begin, end in self.barred if begin < right and end > left])

    def _is_on_bar(self, left: float, right: float) -> bool:
        return any(begin < right and end > left for begin, end, _ in self.solid)

    def _words(self) -> None:
        """A label for each sign, where there is room: in its own bar, above, or below."""
        drawn = {glyph.part for glyph in self.shapes.glyphs}
        for mark, at in zip(self.plan.marks, self.at, strict=True):
            if mark.part not in drawn:
                continue
            for text, width in mark.words:
                if self._place(mark, at, text, width):
                    break

    def _place(self, mark: PlannedMark, at: float, text: str, width: float) -> bool:
        part, style = mark.part, mark.label_style
        right = at + (GLYPH_SIZE if mark.headline else SMALL_GLYPH_SIZE) / 2 + GAP
        for begin, end, fill in self.solid:
            if begin <= right and right + width + GAP <= end and not fill.endswith("extension"):
                if self.within.is_free(right - GAP / 2, right + width + GAP / 2):
                    self._put(self.within, right, width, text, f"label.on.{fill}", part)
                    return True
                break
        if not self.roomy:
            # Beside the sign, where no bar lies: on one, only words in a colour of its own could be read.
            if not self._is_barred(right, right + width) and self.within.is_free(
                right - GAP / 2, right + width + GAP / 2
            ):
                self._put(self.within, right, width, text, style, part)
                return True
            return False
        above = self.above
        for left in (at - width / 2, at - 4, at + 4 - width):
            if above.is_free(left - GAP / 2, left + width + GAP / 2):
                self._put(above, left, width, text, style, part)
                return True
        left = at - width / 2
        if self.below.is_free(left - GAP / 2, left + width + GAP / 2):
            self._put(self.below, left, width, text, style, part)
            return True
        return False

    def _put(self, lane: Lane, left: float, width: float, text: str, style: str, part: str) -> None:
        self.shapes.labels.append(Label(left, lane.middle, width, text, style, self.owner, part))
        lane.taken.append((left, left + width))

    def _label(self, lane: Lane, left: float, width: float, text: str, style: str, part: str) -> None:
        self.shapes.labels.append(Label(left, lane.middle, width, text, style, self.owner, part))

"""One contract's row on a scale: phase bars, date windows, signs, how far they moved, what is not known, and words.

The shapes of a row depend on its plan, the scale and the row's height alone, never on what is in view: so any viewport
shows the same shapes, only fewer.
"""

import math

from siamdesk.timeline.forms import At, Decided, Form
from siamdesk.timeline.places import Lane
from siamdesk.timeline.row_plan import PlannedMark, PlannedRemark, PlannedUnknown, RowPlan
from siamdesk.timeline.rows import ROOMY
from siamdesk.timeline.shapes import NOTHING

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


class RowDrawing:
    """A row while it is drawn at a scale. `now` is today as an ordinal: words keep clear of its line.

    It is drawn anew wherever a zoom changes what fits: hence the plain loops and the names for what is used in them.
    """

    __slots__ = (
        "above", "bar_height", "barred", "below", "decided", "faded", "form", "lefts", "middle", "moved_at", "now",
        "owner", "per_day", "plan", "rights", "roomy", "shown", "solid", "within",
    )  # fmt: skip

    def __init__(self, plan: RowPlan, height: float, per_day: float, now: float) -> None:
        self.plan, self.owner, self.now, self.per_day = plan, plan.contract_id, now, per_day
        decided = self.decided = Decided(per_day)
        middle = self.middle = height / 2
        self.bar_height = min(BAR_HEIGHT, height * 0.6)
        text = self.bar_height / 2 + OVERHANG + 8.0
        roomy = self.roomy = height >= ROOMY
        self.above = Lane(middle - text, decided, is_shut=not roomy)
        self.within = Lane(middle, decided)
        self.below = Lane(middle + text, decided, is_shut=not roomy)
        self.moved_at = self.below.middle - 1 if roomy else height - 3.0
        self.form = Form(per_day)
        self.faded: At | None = None
        self.lefts: list[At] = []
        self.rights: list[At] = []
        """How far to the left and to the right what lies on the bar reaches."""
        if plan.bars.begins < math.inf:
            self.lefts.append((plan.bars.begins, 0.0))
        if plan.bars.ends > -math.inf:
            self.rights.append((plan.bars.ends, 0.0))
        self.solid: list[tuple[float, float, float, float, str]] = []
        """Bars of one colour: where they begin and end in pixels and in days."""
        self.barred: list[tuple[At, At]] = []
        self.shown: list[PlannedMark] = []

    def draw(self) -> Form:
        """The shapes of the row."""
        self._bars()
        line = (self.now, -2.0), (self.now, 2.0)
        for lane in (self.above, self.within, self.below):
            lane.take(*line)
        self._signs()
        if self.plan.moves:
            self._moves()
        for unknown in self.plan.unknown:
            self._unknown(unknown)
        if self.plan.remark is not None:
            self._remark(self.plan.remark)
        for mark in self.shown:
            for text, width in mark.words:
                if self._place(mark, text, width):
                    break
        self.form.low, self.form.high = self.decided.bounds()
        return self.form

    def _bars(self) -> None:
        per_day, owner = self.per_day, self.owner
        height, y = self.bar_height, self.middle - self.bar_height / 2
        add = self.form.bars.append
        for piece in self.plan.bars.pieces:
            if len(piece) == 4:
                # Nobody has dated its end: past what is known, it fades.
                known, limit, style, part = piece
                left = known, 0.0
                right = known, FADE
                if self.plan.last_sign > -math.inf:
                    right = self.decided.later(right, (self.plan.last_sign, FADE / 2))
                if limit < math.inf:
                    right = self.decided.sooner(right, (limit, 0.0))
                self.faded = right
                self.rights.append(right)
                if self.decided.is_before(left, right):
                    add((*left, *right, y, height, style, owner, part, NOTHING, False, False))
                    self.barred.append((left, right))
                continue
            begin, end, style, part, to, round_left, round_right = piece
            add((begin, 0.0, end, 0.0, y, height, style, owner, part, to, round_left, round_right))
            self.barred.append(((begin, 0.0), (end, 0.0)))
            if not to:
                self.solid.append((begin * per_day, end * per_day, begin, end, style))

    def _signs(self) -> None:
        """The windows and the signs. Headlines are placed first, and drawn last so that they lie on top."""
        owner, middle = self.owner, self.middle
        signs: list[float] = []
        glyphs = self.form.glyphs
        near = CLOSE / self.per_day
        ask, take = self.decided.ask, self.within.take
        for mark in self.plan.marks:
            headline, symbol, at = mark.headline, mark.symbol, mark.at
            if not headline:
                close = [x for x in signs if -near < at - x < near]
                if close:
                    ask(abs(at - close[0]), -CLOSE)
                    continue
                # The nearest one comes too near first.
                if signs:
                    ask(min([abs(at - x) for x in signs]), -CLOSE)
            size = GLYPH_SIZE if headline else SMALL_GLYPH_SIZE
            signs.append(at)
            half = size / 2
            if not mark.exact and (headline or self._is_longer(mark, size)):
                self._window(mark)
            if symbol in _POSTS:
                size, half = self.bar_height + 2 * OVERHANG, 2.0
            glyphs.append((at, 0.0, middle, size, symbol, mark.style, owner, mark.part))
            self.shown.append(mark)
            take((at, -half - 1), (at, half + 1))
            self.lefts.append((at, -half))
            self.rights.append((at, half))
        glyphs.reverse()

    def _is_longer(self, mark: PlannedMark, size: float) -> bool:
        """Whether a date's window shows beside its sign; one without a bound runs out."""
        days = mark.right - mark.left
        return not self.decided.is_before((days, 0.0), (0.0, size)) if days < math.inf else size < OPEN_END

    def _window(self, mark: PlannedMark) -> None:
        open_left, open_right = mark.left == -math.inf, mark.right == math.inf
        left = (mark.right, -OPEN_END) if open_left else (mark.left, 0.0)
        right = (mark.left, OPEN_END) if open_right else (mark.right, 0.0)
        y, height = self.middle - self.bar_height / 2 - OVERHANG, self.bar_height + 2 * OVERHANG
        band = (*left, *right, y, height, "band.window", self.owner, mark.part, open_left, open_right)
        self.form.bands.append(band)

    def _reach(self, places: list[At], *, leftmost: bool) -> At | None:
        """The outermost of places."""
        choose = self.decided.sooner if leftmost else self.decided.later
        found: At | None = None
        for each in places:
            found = each if found is None else choose(found, each)
        return found

    def _moves(self) -> None:
        """For each move a grey line to where the date lay, an arrow to where it lies, and by how many days.

        One that would lie on another is left out: the headline dates come first, and the inspector tells of all.
        A grey line begins at the bar, or where the words of the move before it end.
        """
        owner, below, y, is_before = self.owner, self.below, self.moved_at, self.decided.is_before
        tick = 4 if self.roomy else 2
        add = self.form.lines.append
        start = self.form.bars[0][:2] if self.form.bars else self._reach(self.lefts, leftmost=True)
        drawn = Lane(y, self.decided)
        for place, part, before, text, width, late in self.plan.moves:
            at = self.plan.marks[place].at
            left, right = (before, at) if before < at else (at, before)
            if not drawn.is_free((left, -2.0), (right, 2.0)):
                continue
            was = before, 0.0
            if start is not None and is_before((start[0], start[1] + 2 * GAP), was) and drawn.is_free(start, was):
                add((*start, y, *was, y, "baseline", owner, part, False))
                below.take(start, was)
            add((*was, y - tick, *was, y + tick, "baseline", owner, part, False))
            add((*was, y, at, 0.0, y, "move.late" if late else "move.early", owner, part, True))
            drawn.take((left, -2.0), (right, 2.0))
            x = below.room_from((right, GAP), width + GAP)
            below.take((left, -2.0), (right, 2.0))
            if x is None or is_before((right, 4 * GAP), x):
                # Its place is taken, and further off nobody would see whose it is.
                start = right, GAP
                continue
            self._label(below, x, width, text, "label.late" if late else "label.early", part)
            start = x[0], x[1] + width + GAP
            below.take(x, start)
            drawn.take(x, (x[0], x[1] + width))

    def _unknown(self, unknown: PlannedUnknown) -> None:
        """TBC: a dashed circle with a question mark, where the phase it would end fades out.

        What is known to come before a dated milestone stands below the bar, next to what it follows.
        """
        lane, size = self.within, UNKNOWN_SIZE
        full = size + GAP + unknown.width + GAP
        if unknown.after is not None:
            lane, size = self.below if self.roomy else self.within, SMALL_GLYPH_SIZE + 3
            left = lane.room_from((self.plan.marks[unknown.after].at, -size / 2), full)
        elif unknown.between:
            begins = self._reach(self.lefts, leftmost=True) or (self.now, 0.0)
            left = begins[0], begins[1] - 2 * GAP - full
        else:
            start = self.faded or self._reach(self.rights, leftmost=False) or (self.now, 0.0)
            left = lane.room_from((start[0], start[1] + GAP / 2), full)
        if left is None:
            return
        days, pixels = left
        glyph = (days, pixels + size / 2, lane.middle, size, "unknown", "glyph.unknown", self.owner, unknown.part)
        self.form.glyphs.append(glyph)
        words = days, pixels + size + GAP - 1
        # In a row of one line it may stand on a bar, where only words in a colour of its own could be read.
        if self.roomy or unknown.after is None or not self._is_barred(words, unknown.width):
            self._label(lane, words, unknown.width, unknown.text, "label", unknown.part)
        right = days, pixels + full
        lane.take(left, right)
        if lane is self.within:
            self.lefts.append(left)
            self.rights.append(right)

    def _remark(self, remark: PlannedRemark) -> None:
        """A sentence beside the days of which it speaks, washed in its colour; where these have no end, that fades."""
        first, is_before = remark.first, self.decided.is_before
        y, height, style = self.middle - self.bar_height / 2, self.bar_height, f"wash.{remark.style}"
        text, width = remark.text, remark.width
        if remark.last is None:
            right, to = (first, width + 4 * GAP), NOTHING
        else:
            right, to = (remark.last, 0.0), ""
        if is_before((first, 1.0), right):
            # It lies on the bar, where both run, and on what the bar's end leaves bare.
            self.form.bars.append((first, 1.0, *right, y, height, style, self.owner, "remark", to, False, False))
        inside = not is_before(right, (first, width + 2 * GAP)) and not self._is_on_bar((first, 0.0), right)
        for lane, x in (
            (self.within, (first, GAP)),
            (self.within, (right[0], right[1] + GAP)),
            (self.below, (first, GAP)),
            (self.below, (first, -width)),
            (self.above, (first, GAP)),
        ):
            if lane is self.within and not inside and is_before(x, right):
                continue
            days, pixels = x
            if lane.is_free((days, pixels - GAP / 2), (days, pixels + width + GAP / 2)):
                self._put(lane, x, width, text, f"label.{remark.style}", "remark")
                return

    def _is_barred(self, left: At, width: float) -> bool:
        """Whether any bar lies within so many pixels from a place on, a fading one too."""
        (days, pixels), k, ask = left, self.per_day, self.decided.ask
        x = days * k + pixels
        for (begin_days, begin_pixels), (end_days, end_pixels) in self.barred:
            if begin_days * k + begin_pixels >= x + width:
                ask(begin_days - days, begin_pixels - pixels - width)
            else:
                ask(end_days - days, end_pixels - pixels)
                if end_days * k + end_pixels > x:
                    ask(begin_days - days, begin_pixels - pixels - width)
                    return True
        return False

    def _is_on_bar(self, left: At, right: At) -> bool:
        is_before = self.decided.is_before
        return any(is_before((begin, 0.0), right) and is_before(left, (end, 0.0)) for _, _, begin, end, _ in self.solid)

    def _place(self, mark: PlannedMark, text: str, width: float) -> bool:
        """A label for a sign, where there is room: in its own bar, above, or below."""
        part, style, at = mark.part, mark.label_style, mark.at
        after = (GLYPH_SIZE if mark.headline else SMALL_GLYPH_SIZE) / 2 + GAP
        x, ask = at * self.per_day + after, self.decided.ask
        room = x + width + GAP
        within = self.within
        for begin, end, begin_day, end_day, fill in self.solid:
            if begin > x:
                ask(begin_day - at, -after)
            elif end < room:
                ask(end_day - at, -after - width - GAP)
            elif not fill.endswith("extension"):
                ask(begin_day - at, -after)
                ask(end_day - at, -after - width - GAP)
                if within.is_free((at, after - GAP / 2), (at, after + width + GAP / 2)):
                    self._put(within, (at, after), width, text, f"label.on.{fill}", part)
                    return True
                break
        if not self.roomy:
            # Beside the sign, where no bar lies: on one, only words in a colour of its own could be read.
            if not self._is_barred((at, after), width) and within.is_free(
                (at, after - GAP / 2), (at, after + width + GAP / 2)
            ):
                self._put(within, (at, after), width, text, style, part)
                return True
            return False
        above = self.above
        for left in (-width / 2, -4.0, 4 - width):
            if above.is_free((at, left - GAP / 2), (at, left + width + GAP / 2)):
                self._put(above, (at, left), width, text, style, part)
                return True
        left = -width / 2
        if self.below.is_free((at, left - GAP / 2), (at, left + width + GAP / 2)):
            self._put(self.below, (at, left), width, text, style, part)
            return True
        return False

    def _put(self, lane: Lane, left: At, width: float, text: str, style: str, part: str) -> None:
        self._label(lane, left, width, text, style, part)
        lane.take(left, (left[0], left[1] + width))

    def _label(self, lane: Lane, left: At, width: float, text: str, style: str, part: str) -> None:
        self.form.labels.append((*left, lane.middle, width, text, style, self.owner, part))

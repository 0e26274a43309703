"""Finding room for words: a lane of text along a row, and what already stands in it."""

from siamdesk.timeline.forms import At, Decided


class Lane:
    """One line of a row, from left to right, and the stretches of it that are taken. `middle` is its y.

    A row has a dozen stretches: looking through them all is quicker than keeping them in order. Of the questions asked
    on the way only those are noted that the answer hangs on.
    """

    __slots__ = ("_decided", "_is_shut", "_per_day", "middle", "taken")

    def __init__(self, middle: float, decided: Decided, *, is_shut: bool = False) -> None:
        self.middle = middle
        self.taken: list[tuple[float, float, float, float, float, float]] = []
        """Where each begins and ends in pixels, and where in days and pixels."""
        self._decided, self._per_day, self._is_shut = decided, decided.per_day, is_shut

    def is_free(self, left: At, right: At) -> bool:  # noqa: C901, PLR0912  the innermost loop of a row: calls cost
        """Whether nothing stands between two places."""
        if self._is_shut:
            return False
        (days, pixels), (days2, pixels2), k, decided = left, right, self._per_day, self._decided
        x, x2 = days * k + pixels, days2 * k + pixels2
        low, high = decided.low, decided.high
        for begin, end, begin_days, begin_pixels, end_days, end_pixels in self.taken:
            if begin >= x2:
                apart = begin_days - days2
                # As `Decided.ask`, without the call.
                if apart:
                    at = (pixels2 - begin_pixels) / apart
                    if at > k:
                        if at < high:  # noqa: PLR1730  a call of `min` costs more than the rest of the loop
                            high = at
                    elif at > low:
                        low = at
            elif end <= x:
                apart = end_days - days
                if apart:
                    at = (pixels - end_pixels) / apart
                    if at > k:
                        if at < high:  # noqa: PLR1730
                            high = at
                    elif at > low:
                        low = at
            else:
                # This one alone is enough.
                decided.ask(begin_days - days2, begin_pixels - pixels2)
                decided.ask(end_days - days, end_pixels - pixels)
                return False
        decided.low, decided.high = low, high
        return True

    def take(self, left: At, right: At) -> None:
        """Mark the stretch as taken."""
        days, pixels = left
        days2, pixels2 = right
        k = self._per_day
        self.taken.append((days * k + pixels, days2 * k + pixels2, days, pixels, days2, pixels2))

    def room_from(self, at: At, width: float) -> At | None:
        """The first place from `at` on at which so much room is free; None where there never is."""
        if self._is_shut:
            return None
        k, ask = self._per_day, self._decided.ask
        (days, pixels), is_moved = at, True
        while is_moved:
            is_moved = False
            x = days * k + pixels
            for begin, end, begin_days, begin_pixels, end_days, end_pixels in self.taken:
                if begin >= x + width:
                    ask(begin_days - days, begin_pixels - pixels - width)
                    continue
                ask(end_days - days, end_pixels - pixels)
                if end > x:
                    ask(begin_days - days, begin_pixels - pixels - width)
                    days, pixels, x, is_moved = end_days, end_pixels, end, True
        return days, pixels


class PixelLane:
    """A lane drawn for one scale alone, where all places are in pixels."""

    __slots__ = ("_lane", "middle")

    def __init__(self, middle: float) -> None:
        self._lane, self.middle = Lane(middle, Decided(1.0)), middle

    def is_free(self, left: float, right: float) -> bool:
        """Whether nothing stands between two x."""
        return self._lane.is_free((0.0, left), (0.0, right))

    def take(self, left: float, right: float) -> None:
        """Mark the stretch as taken."""
        self._lane.take((0.0, left), (0.0, right))

    def room_from(self, x: float, width: float) -> float:
        """The first x from `x` on at which so much room is free."""
        found = self._lane.room_from((0.0, x), width)
        return found[1] if found is not None else x

"""Finding room for words: a lane of text along a row, and what already stands in it."""

from bisect import bisect_left


class Lane:
    """One line of a row, from left to right, and the stretches of it that are taken. `middle` is its y."""

    __slots__ = ("_ends", "_starts", "middle")

    def __init__(self, middle: float) -> None:
        self.middle = middle
        self._starts: list[float] = []
        self._ends: list[float] = []

    def is_free(self, left: float, right: float) -> bool:
        """Whether nothing stands between two x."""
        place = bisect_left(self._ends, left)
        return place == len(self._ends) or self._starts[place] >= right

    def take(self, left: float, right: float) -> None:
        """Mark the stretch as taken; stretches that touch become one."""
        first = bisect_left(self._ends, left)
        last = first
        while last < len(self._starts) and self._starts[last] <= right:
            left, right = min(left, self._starts[last]), max(right, self._ends[last])
            last += 1
        self._starts[first:last] = [left]
        self._ends[first:last] = [right]

    def room_from(self, x: float, width: float) -> float:
        """The first x from `x` on at which so much room is free."""
        for place in range(bisect_left(self._ends, x), len(self._ends)):
            if self._starts[place] >= x + width:
                break
            x = max(x, self._ends[place])
        return x

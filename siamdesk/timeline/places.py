"""Finding room for words: a lane of text along a row, and what already stands in it."""


class Lane:
    """One line of a row, from left to right, and the stretches of it that are taken. `middle` is its y.

    A row has a dozen stretches: looking through them all is quicker than keeping them in order.
    """

    __slots__ = ("middle", "taken")

    def __init__(self, middle: float) -> None:
        self.middle = middle
        self.taken: list[tuple[float, float]] = []

    def is_free(self, left: float, right: float) -> bool:
        """Whether nothing stands between two x."""
        for begin, end in self.taken:  # noqa: SIM110  a generator costs more than the loop
            if begin < right and end > left:
                return False
        return True

    def take(self, left: float, right: float) -> None:
        """Mark the stretch as taken."""
        self.taken.append((left, right))

    def room_from(self, x: float, width: float) -> float:
        """The first x from `x` on at which so much room is free."""
        is_moved = True
        while is_moved:
            is_moved = False
            for begin, end in self.taken:
                if begin < x + width and end > x:
                    x, is_moved = end, True
        return x

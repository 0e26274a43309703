from hypothesis import given
from hypothesis import strategies as st

from siamdesk.timeline.places import PixelLane

stretches = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=12)


def taken(lane: PixelLane, lengths: list[tuple[int, int]]) -> set[int]:
    for left, width in lengths:
        lane.take(left, left + width)
    return {x for left, width in lengths for x in range(left, left + width)}


@given(stretches, st.integers(0, 230), st.integers(1, 40))
def test_free_is_where_nothing_was_taken(lengths: list[tuple[int, int]], left: int, width: int) -> None:
    lane = PixelLane(0.0)
    cells = taken(lane, lengths)
    # A stretch ends where the next may begin, so that only whole cells count.
    assert lane.is_free(left + 0.25, left + width - 0.25) == cells.isdisjoint(range(left, left + width))


@given(stretches, st.integers(0, 230), st.integers(1, 40))
def test_room_is_the_first_that_is_wide_enough(lengths: list[tuple[int, int]], start: int, width: int) -> None:
    lane = PixelLane(0.0)
    cells = taken(lane, lengths)
    first = next(x for x in range(start, 1000) if cells.isdisjoint(range(x, x + width)))
    assert lane.room_from(start, width) == first

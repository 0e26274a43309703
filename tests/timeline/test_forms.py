"""What is drawn from the form of a row at one scale is what drawing the row there would give."""

import math
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, STRANDS, TODAY, layout, portfolio, text_of

from siamdesk.domain.contract import Contract
from siamdesk.timeline.forms import Decided
from siamdesk.timeline.rows import ROW_HEIGHTS, group_row_key
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Scene
from siamdesk.timeline.view import View

HELD = portfolio(
    SIAM, NETWORKS, INCUMBENT, BACK_OFFICE, Contract("again", tower_id="t-net", milestones=SIAM.milestones),
    strands=STRANDS,
)  # fmt: skip
VIEW = View(HELD, TODAY)
places = st.tuples(st.integers(-50, 50), st.floats(-30, 30))


@given(places, places, st.floats(0.05, 20.0), st.floats(0.05, 20.0))
def test_between_its_bounds_the_answer_is_the_same(
    one: tuple[int, float], other: tuple[int, float], per_day: float, other_per_day: float
) -> None:
    decided, again = Decided(per_day), Decided(other_per_day)
    answer = decided.is_before(one, other)
    low, high = decided.bounds()
    if low < other_per_day < high:
        assert again.is_before(one, other) == answer


def test_where_nothing_depends_on_the_scale_the_answer_holds_for_all() -> None:
    decided = Decided(1.0)
    decided.is_before((3.0, 1.0), (3.0, 2.0))
    assert decided.bounds() == (0.0, math.inf)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(ROW_HEIGHTS)), st.booleans(), st.floats(0.03, 6.0), st.lists(st.floats(0.9, 1.1), max_size=6)
)
def test_a_zoom_shows_what_a_scene_made_for_it_shows(
    height: str,
    is_closed: bool,  # noqa: FBT001  hypothesis hands it over
    per_day: float,
    steps: list[float],
) -> None:
    collapsed = frozenset({group_row_key("t-net")}) if is_closed else frozenset[str]()
    rows = layout(HELD, heights=ROW_HEIGHTS[height], collapsed=collapsed)
    scene = Scene(rows, Scale(date(2015, 1, 1), per_day), VIEW)
    for step in (1.0, *steps):
        per_day *= step
        scale = Scale(date(2015, 1, 1), per_day)
        scene, anew = scene.zoomed(scale), Scene(rows, scale, VIEW)
        for place in range(len(rows.rows)):
            assert text_of(scene.row(place)) == text_of(anew.row(place))


def test_a_small_zoom_draws_few_rows_anew() -> None:
    rows = layout(HELD)
    scene = Scene(rows, SCALE, VIEW)
    before = [scene.form(place) for place in range(len(rows.rows))]
    after = scene.zoomed(Scale(SCALE.origin, SCALE.pixels_per_day * 1.0001))
    assert [after.form(place) for place in range(len(rows.rows))] == before


def test_a_row_is_remembered_for_so_many_ranges_and_no_more() -> None:
    rows = layout(HELD)
    place = rows.rows.find("siam")
    assert place is not None
    scene = Scene(rows, SCALE, VIEW)
    for step in range(400):
        scene = scene.zoomed(Scale(SCALE.origin, 0.02 * 1.02**step))
        scene.form(place)
    # A step of a fiftieth seldom changes what fits.
    assert 1 < len(scene._forms[place]) <= 16


@pytest.mark.parametrize("per_day", [0.1, 0.5, 3.0])
def test_a_form_holds_where_it_was_drawn(per_day: float) -> None:
    scene = Scene(layout(HELD), Scale(SCALE.origin, per_day), VIEW)
    assert all(scene.form(place).holds_at(per_day) for place in range(1, 4))

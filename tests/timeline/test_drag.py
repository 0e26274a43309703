"""Taking hold of dates: by sign, window and phase, and what moves with them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, layout, milestone, portfolio, text_of, when

from siamdesk.domain.contract import Contract, Dependency
from siamdesk.timeline import drag
from siamdesk.timeline.rows import group_row_key
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Scene, Viewport
from siamdesk.timeline.shapes import as_text
from siamdesk.timeline.view import View

HELD = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE)
SCENE = Scene(layout(HELD), SCALE, View(HELD, TODAY))
ALL = Viewport(0.0, 0.0, 2000.0, 500.0)


def middle(contract_id: str) -> float:
    place = SCENE.layout.rows.find(contract_id)
    assert place is not None
    return (SCENE.layout.tops[place] + SCENE.layout.tops[place + 1]) / 2


@pytest.mark.parametrize(
    ("contract_id", "x", "expected"),
    [
        pytest.param("siam", 668.5, ("contract_award.forecast", "both"), id="a sign"),
        pytest.param("siam", 659.0, ("contract_award.forecast", "earliest"), id="the left edge of its window"),
        pytest.param("siam", 680.0, ("contract_award.forecast", "latest"), id="the right edge of its window"),
        pytest.param("siam", 273.0, ("tender_launch.actual", "both"), id="what has happened"),
        pytest.param("siam", 400.0, None, id="the middle of a phase"),
        pytest.param("siam", 100.0, None, id="nothing"),
        pytest.param("old", 730.0, ("current_end.forecast", "both"), id="an end"),
    ],
)
def test_what_a_hand_takes_hold_of(contract_id: str, x: float, expected: tuple[str, str] | None) -> None:
    found = drag.grip_at(SCENE, x, middle(contract_id))
    assert (found[1:3] if found is not None else None) == expected


def test_a_phase_is_held_by_its_ends_where_no_sign_stands() -> None:
    bar = next(bar for bar in SCENE.row(SCENE.layout.rows.find("old") or 0).bars if bar.part == "phase.service" or bar)
    assert drag._at_edge(INCUMBENT, bar, bar.x) == "effective_date.actual"
    assert drag._at_edge(INCUMBENT, bar, bar.x + bar.width) == "current_end.forecast"
    assert drag._at_edge(INCUMBENT, bar, bar.x + bar.width / 2) == ""


def test_neither_a_baseline_nor_what_is_to_be_confirmed_is_held() -> None:
    assert drag.grip(SIAM, "contract_award.baseline") is None
    assert drag.grip(SIAM, "service_transfer.forecast") is None
    assert drag.grip(SIAM, "title") is None


@pytest.mark.parametrize(
    ("pixels_per_day", "unit", "pixels", "moved"),
    [
        (30.0, "day", 45.0 + 30.0, "2015-10-18"),
        (5.0, "week", 5.0 * 10, "2015-10-23"),
        (1.0, "month", 40.0, "2015-11-16"),
        (1.0, "month", -200.0, "2015-03-16"),
        (0.05, "month", 0.0, "2015-10-16"),
    ],
)
def test_it_snaps_to_what_the_zoom_shows(pixels_per_day: float, unit: str, pixels: float, moved: str) -> None:
    scale = Scale(date(2014, 1, 1), pixels_per_day)
    held = drag.grip(NETWORKS, "selection.forecast")
    assert held is not None
    assert drag.unit_at(scale) == unit
    assert drag.moved(held, pixels, scale).edtf == moved


@given(st.floats(-1e7, 1e7), st.floats(0.01, 120.0), st.sampled_from(["both", "earliest", "latest"]))
def test_no_pull_breaks_a_date(pixels: float, pixels_per_day: float, end: str) -> None:
    held = drag.grip(SIAM, "contract_award.forecast", end)
    assert held is not None
    new = drag.moved(held, pixels, Scale(date(2014, 1, 1), pixels_per_day))
    assert new.earliest is not None
    assert new.latest is not None
    assert new.earliest <= new.latest
    if end == "both":
        assert new.latest - new.earliest == held.old.latest - held.old.earliest


def test_the_preview_is_what_would_be_drawn_after_the_change() -> None:
    linked = HELD.with_rows([("dependency", "d", Dependency("d", "siam", "contract_award", "net", "selection"))])
    scene = Scene(layout(linked), SCALE, View(linked, TODAY))
    scene.shapes(ALL)
    held = drag.grip(SIAM, "contract_award.forecast")
    assert held is not None
    new = when("2016-01-05/2016-01-20")
    seen = drag.preview(scene, held, new)
    milestones = [replace(m, forecast=new) if m.kind == "contract_award" else m for m in SIAM.milestones]
    after = linked.with_rows([("contract", "siam", replace(SIAM, milestones=tuple(milestones)))])
    afresh = Scene(layout(after), SCALE, View(after, TODAY))
    assert set(seen.shapes(ALL)) == set(afresh.shapes(ALL))
    place = scene.layout.rows.find("net")
    assert place is not None
    assert seen.form(place) is scene.form(place)
    assert scene.view.portfolio is linked


def follows(start: str) -> Contract:
    dates = (milestone("contract_award", actual="2015-10-01"), milestone("service_transfer", forecast=start))
    return Contract("next", reference="NEW-01", tower_id="t-net", predecessor_id="old", milestones=dates)


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_preview_says_what_the_end_before_it_says(is_closed: bool) -> None:  # noqa: FBT001
    held = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE, follows("2016-01-20"))
    collapsed = frozenset({group_row_key("t-bo")} if is_closed else ())
    scene = Scene(layout(held, collapsed=collapsed), SCALE, View(held, TODAY))
    assert "19 d without service" in as_text(scene.shapes(ALL))
    for day in ("2016-03-01", "2015-12-20", "2016-01-20"):
        key = "service_transfer.forecast"
        held_by = drag.grip(follows("2016-01-20"), key)
        assert held_by is not None
        seen = drag.preview(scene, held_by, when(day))
        after = held.with_rows([("contract", "next", follows(day))])
        afresh = Scene(layout(after, collapsed=collapsed), SCALE, View(after, TODAY))
        assert as_text(seen.shapes(ALL)) == as_text(afresh.shapes(ALL))
    assert "19 d without service" in as_text(scene.shapes(ALL))


def test_the_preview_says_what_comes_next_in_its_tower() -> None:
    contracts = portfolio(SIAM, NETWORKS, INCUMBENT, follows("2016-01-20"))
    scene = Scene(layout(contracts), SCALE, View(contracts, TODAY))
    heading = scene.layout.rows.find(group_row_key("t-net"))
    held = drag.grip(follows("2016-01-20"), "service_transfer.forecast")
    assert heading is not None
    assert held is not None
    assert "20 Jan 2016" in text_of(scene.row(heading))
    seen = drag.preview(scene, held, when("2016-03-01"))
    assert "1 Mar 2016" in text_of(seen.row(heading))
    assert "20 Jan 2016" in text_of(scene.row(heading))


def test_milestones_are_stepped_through_from_left_to_right() -> None:
    assert drag.stops(SCENE, SIAM) == (
        "tender_launch.actual",
        "contract_award.forecast",
        "service_transfer.forecast",
    )
    assert drag.place_of(SCENE, "siam", "contract_award.forecast") == (668.5, middle("siam"))
    assert drag.place_of(SCENE, "siam", "go_live.forecast") is None
    assert drag.place_of(SCENE, "nobody", "go_live.forecast") is None


def test_what_is_to_be_confirmed_has_its_place_where_its_sign_stands() -> None:
    place = SCENE.layout.rows.find("siam")
    assert place is not None
    sign = next(each for each in SCENE.row(place).glyphs if each.symbol == "unknown")
    assert drag.place_of(SCENE, "siam", "service_transfer.forecast") == (sign.x, sign.y)


def test_those_that_share_a_sign_are_stops_of_their_own() -> None:
    several = replace(
        SIAM,
        id="several",
        milestones=(
            *SIAM.milestones,
            milestone("go_live", forecast="TBC"),
            milestone("kpi_notice", baseline="TBC"),
        ),
    )
    scene = Scene(layout(portfolio(several)), SCALE, View(portfolio(several), TODAY))
    assert drag.stops(scene, several)[2:] == ("service_transfer.forecast", "go_live.forecast")

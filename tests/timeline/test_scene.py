from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, STRANDS, TODAY, layout, portfolio

from siamdesk.domain.contract import Contract
from siamdesk.domain.review import Review
from siamdesk.domain.when import When
from siamdesk.timeline.header import header
from siamdesk.timeline.rows import group_row_key
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Scene, Viewport, build
from siamdesk.timeline.shapes import Bar, Glyph, Shape, as_text, bounds
from siamdesk.timeline.view import View

HELD = portfolio(
    SIAM,
    NETWORKS,
    INCUMBENT,
    BACK_OFFICE,
    *(Contract(f"n{n}", tower_id="t-net", milestones=SIAM.milestones) for n in range(20)),
    strands=STRANDS,
)
LAYOUT = layout(HELD)
VIEW = View(HELD, TODAY)
WHOLE = build(LAYOUT, SCALE, Viewport(-5000.0, 0.0, 15000.0, LAYOUT.height), VIEW)


def of_contracts(shapes: tuple[Shape, ...]) -> list[Shape]:
    return [shape for shape in shapes if shape.contract_id and shape.part != "row"]


def is_in(shape: Shape, viewport: Viewport) -> bool:
    found = bounds(shape)
    row = LAYOUT.row_at(found.top)
    assert row is not None
    return (
        found.left <= viewport.right
        and found.right >= viewport.left
        and row in LAYOUT.rows_between(viewport.top, viewport.bottom)
    )


@given(
    st.builds(
        Viewport, st.floats(-500.0, 2500.0), st.floats(-50.0, 1500.0), st.floats(1.0, 2000.0), st.floats(1.0, 900.0)
    )
)
def test_what_is_built_is_what_all_of_it_shows_in_the_viewport(viewport: Viewport) -> None:
    built = of_contracts(build(LAYOUT, SCALE, viewport, VIEW))
    assert built == [shape for shape in of_contracts(WHOLE) if is_in(shape, viewport)]


def test_the_background_is_shaded_ruled_and_striped() -> None:
    held = portfolio(NETWORKS, INCUMBENT)
    shapes = build(layout(held), Scale(date(2015, 1, 1), 1.0), Viewport(0.0, 0.0, 400.0, 100.0), View(held, TODAY))
    assert as_text(shape for shape in shapes if not shape.part or shape.part == "row").splitlines() == [
        "bar 365,0 35,100 shade",
        "bar 0,0 400,32 row.group row",
        "bar 90,0 1,100 grid.minor",
        "bar 181,0 1,100 grid.minor",
        "bar 273,0 1,100 grid.minor",
        "bar 0,0 1,100 grid.major",
        "bar 365,0 1,100 grid.major",
        "bar 0,31 400,1 grid.row",
        "bar 0,83 400,1 grid.row",
        "bar 0,135 400,1 grid.row",
    ]


def test_neighbouring_periods_keep_their_shade_when_the_view_moves() -> None:
    def shaded(left: float) -> set[date]:
        shapes = build(LAYOUT, SCALE, Viewport(left, 0.0, 1500.0, 10.0), VIEW)
        return {SCALE.day(bar.x + bar.width / 2).replace(month=1, day=1) for bar in shapes if bar.style == "shade"}

    assert shaded(-100.0) == {date(2014, 1, 1), date(2016, 1, 1)}
    assert shaded(500.0) == {date(2016, 1, 1), date(2018, 1, 1)}


def test_at_day_zoom_weekends_are_shaded() -> None:
    scale = Scale(date(2015, 10, 1), 30.0)
    shapes = build(LAYOUT, scale, Viewport(0.0, 0.0, 300.0, 10.0), VIEW)
    assert [scale.day(bar.x) for bar in shapes if bar.style == "shade"] == [
        date(2015, 10, 3),
        date(2015, 10, 4),
        date(2015, 10, 10),
    ]


def test_at_day_zoom_bank_holidays_are_shaded_more_than_weekends() -> None:
    scale = Scale(date(2015, 12, 24), 30.0)
    shapes = build(LAYOUT, scale, Viewport(0.0, 0.0, 210.0, 10.0), VIEW)
    assert [(scale.day(bar.x).day, bar.style) for bar in shapes if bar.style.startswith("shade")] == [
        (25, "shade.holiday"),
        (26, "shade.holiday"),
        (27, "shade"),
        (28, "shade.holiday"),
    ]


def test_financial_years_are_shaded_by_turns() -> None:
    scale = Scale(date(2015, 4, 1), 1.0)
    shapes = build(LAYOUT, scale, Viewport(0.0, 0.0, 1000.0, 10.0), View(HELD, TODAY, year_start=4))
    assert [scale.day(bar.x) for bar in shapes if bar.style == "shade"] == [date(2016, 4, 1)]


def test_reviews_are_lines_of_their_own_below_that_of_the_day() -> None:
    made = [
        ("review", f"r{n}", Review(f"r{n}", f"Review {n}", When.day(day)))
        for n, day in enumerate((date(2015, 9, 4), date(2015, 10, 2), date(2016, 3, 31)))
    ]
    held = HELD.with_rows(made)
    shapes = build(LAYOUT, SCALE, Viewport(0.0, 0.0, 2000.0, 100.0), View(held, TODAY, as_known=TODAY))
    found = [shape for shape in shapes if shape.part in {"review", "as_known"}]
    assert as_text(found).splitlines() == [
        "line 611,0 to 611,100 review review",
        "line 820,0 to 820,100 review review",
        "line 639,0 to 639,100 as_known as_known",
    ]
    assert [shape.x for shape in header(SCALE, 0.0, 700.0, View(held, TODAY)) if shape.part == "review"] == [611.0]


def test_today_is_a_line_of_its_own_and_the_day_as_known_another() -> None:
    viewport = Viewport(0.0, 0.0, 2000.0, 100.0)

    def days(view: View) -> list[str]:
        found = (shape for shape in build(LAYOUT, SCALE, viewport, view) if shape.part in {"today", "as_known"})
        return as_text(found).splitlines()

    assert days(VIEW) == ["line 639,0 to 639,100 today today"]
    as_known = View(HELD, date(2015, 9, 2), as_known=date(2015, 9, 2))
    assert days(as_known) == ["line 609,0 to 609,100 as_known as_known"]
    assert days(View(HELD, date(2030, 1, 1))) == []


def test_selected_rows_are_marked() -> None:
    shapes = build(LAYOUT, SCALE, Viewport(0.0, 0.0, 100.0, 60.0), VIEW, selected=frozenset({"siam"}))
    assert [shape for shape in shapes if shape.style == "row.selected"] == [
        Bar(0.0, 0.0, 100.0, 52.0, "row.selected", "siam", "row")
    ]


def test_layers_lie_in_order_whatever_the_rows() -> None:
    order = [type(shape).__name__ for shape in WHOLE if shape.contract_id and shape.part != "row"]
    assert list(dict.fromkeys(order)) == ["Bar", "Band", "Line", "Glyph", "Label"]


def test_a_closed_heading_shows_the_headlines_under_it() -> None:
    held = portfolio(NETWORKS, INCUMBENT)
    closed = layout(held, collapsed=frozenset({group_row_key("t-net")}))
    shapes = build(closed, SCALE, Viewport(0.0, 0.0, 2000.0, 100.0), View(held, TODAY))
    assert [shape for shape in shapes if isinstance(shape, Glyph)] == [
        Glyph(623.0, 16.0, 10.0, "launch", "glyph.actual", "net", "tender_launch.actual")
    ]


def test_a_closed_heading_over_very_many_says_no_more_than_what_comes_next() -> None:
    held = portfolio(*(Contract(f"n{n}", tower_id="t-net", milestones=SIAM.milestones) for n in range(61)))
    closed = layout(held, collapsed=frozenset({group_row_key("t-net")}))
    shapes = build(closed, SCALE, Viewport(0.0, 0.0, 2000.0, 100.0), View(held, TODAY))
    assert as_text(of_contracts(shapes)).splitlines() == [
        "glyph award 668.5,16 size 10 glyph.forecast n0 contract_award.forecast",
        "label 679.5,16 “next: award, 21 Oct 2015 to 10 Nov 2015” label.quiet n0 contract_award.forecast",
    ]


def test_a_scene_draws_a_row_once() -> None:
    scene = Scene(LAYOUT, SCALE, VIEW)
    assert scene.row(0) is scene.row(0)


def test_a_scene_forgets_rows_before_it_holds_too_many() -> None:
    held = portfolio(*(Contract(f"n{n}", tower_id="t-net", milestones=SIAM.milestones) for n in range(3000)))
    scene = Scene(layout(held), SCALE, View(held, TODAY))
    first = scene.row(1)
    for place in range(3001):
        scene.row(place)
    assert scene.row(1) is not first
    assert scene.row(1).bars == first.bars


def test_the_next_page_is_laid_out_ahead_a_few_rows_at_a_time() -> None:
    scene = Scene(LAYOUT, SCALE, VIEW)
    height = 200.0
    assert scene.prepare(0.0, height, 2)
    assert len(scene._forms) == 2
    while scene.prepare(0.0, height, 2):
        pass
    assert sorted(scene._forms) == list(LAYOUT.rows_between(height, 2 * height))
    before = dict(scene._forms)
    assert not scene.prepare(0.0, height, 2)
    assert scene._forms == before

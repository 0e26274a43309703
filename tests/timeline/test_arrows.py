import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, layout, milestone, portfolio

from siamdesk.domain.contract import Contract, Dependency
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline.arrows import FAR, Arrow, Arrows
from siamdesk.timeline.hit import hit_in_scene
from siamdesk.timeline.rows import Layout, group_row_key
from siamdesk.timeline.scene import Scene, Viewport
from siamdesk.timeline.shapes import Line, as_text
from siamdesk.timeline.view import View


def linked(held: Portfolio, *dependencies: Dependency) -> Portfolio:
    return held.with_rows(("dependency", each.id, each) for each in dependencies)


def arrows(held: Portfolio, rows: Layout | None = None) -> list[Arrow]:
    rows = rows or layout(held)
    return Arrows(rows, SCALE, View(held, TODAY)).seen(range(len(rows.rows)), -9e9, -9e9, 9e9, 9e9)


NEEDS_THE_INTEGRATOR = Dependency("d1", "siam", "contract_award", "bo", "service_transfer")
TOO_EARLY = Dependency("d2", "bo", "service_transfer", "net", "selection")
HELD = linked(portfolio(SIAM, NETWORKS, BACK_OFFICE), NEEDS_THE_INTEGRATOR, TOO_EARLY)


def test_an_arrow_leaves_its_row_at_the_edge_and_comes_straight_to_the_other_sign() -> None:
    kept, broken = arrows(HELD)
    assert as_text((*kept.lines, *kept.glyphs)).splitlines() == [
        "line 668.5,35.5 to 668.5,49.5 arrow.kept bo dependency.d1",
        "line 668.5,49.5 to 1004,49.5 arrow.kept bo dependency.d1",
        "line 1004,49.5 to 1004,120.5 arrow.kept arrow bo dependency.d1",
    ]
    assert as_text((*broken.lines, *broken.glyphs)).splitlines() == [
        "line 1004,139.5 to 1004,155 arrow.broken net dependency.d2",
        "line 1004,155 to 653.5,155 arrow.broken net dependency.d2",
        "line 653.5,155 to 653.5,83.5 arrow.broken arrow net dependency.d2",
        "glyph broken 828.8,155 size 8 arrow.broken net dependency.d2",
    ]


def test_what_may_come_too_early_is_doubtful() -> None:
    held = linked(portfolio(SIAM, NETWORKS), Dependency("d", "siam", "contract_award", "net", "tender_launch", -40))
    assert {line.style for line in arrows(held)[0].lines} == {"arrow.doubtful"}


def test_what_is_not_dated_has_no_arrow() -> None:
    assert (
        arrows(linked(portfolio(SIAM, NETWORKS), Dependency("d", "siam", "contract_award", "net", "contract_award")))
        == []
    )


def test_an_arrow_to_a_closed_tower_ends_at_its_heading() -> None:
    held = linked(portfolio(SIAM, NETWORKS, INCUMBENT), Dependency("d", "siam", "tender_launch", "old", "current_end"))
    closed = layout(held, collapsed=frozenset({group_row_key("t-net")}))
    (arrow,) = arrows(held, closed)
    assert arrow.lines[-1].y2 < closed.tops[1] + 16.0
    assert Arrows(closed, SCALE, View(held, TODAY)).seen(range(1, 2), -9e9, -9e9, 9e9, 9e9) == [arrow]


def test_an_arrow_to_what_is_not_shown_is_left_out() -> None:
    held = linked(portfolio(SIAM, NETWORKS), NEEDS_THE_INTEGRATOR)
    assert arrows(held) == []


def test_an_arrow_can_be_hit() -> None:
    scene = Scene(layout(HELD), SCALE, View(HELD, TODAY))
    found = hit_in_scene(scene, 900.0, 49.5)
    assert found is not None
    assert found[:2] == ("bo", "dependency.d1")


def many(count: int) -> Portfolio:
    chance = random.Random(3)
    contracts = [
        Contract(
            f"c{n}",
            tower_id=f"t-{('siam', 'net', 'bo')[n % 3]}",
            milestones=(
                milestone("contract_award", forecast=f"{date.fromordinal(735000 + chance.randrange(1500))}"),
                milestone("service_transfer", forecast=f"{date.fromordinal(735000 + chance.randrange(1500))}"),
            ),
        )
        for n in range(count)
    ]
    return linked(
        portfolio(*contracts),
        *(
            Dependency(
                f"d{n}",
                f"c{chance.randrange(count)}",
                "contract_award",
                f"c{chance.randrange(count)}",
                "service_transfer",
            )
            for n in range(count // 2)
        ),
    )


MANY = many(60)
ROWS = layout(MANY)
VIEW = View(MANY, TODAY)


def reference(viewport: Viewport) -> set[Line]:
    """Every dependency looked at: what of its arrow touches the viewport."""
    found: set[Line] = set()
    every = Arrows(ROWS, SCALE, VIEW)
    for each in MANY.dependencies.values():
        for arrow in every._route(each):
            across = arrow.left <= viewport.right and arrow.right >= viewport.left
            if across and arrow.top <= viewport.bottom and arrow.bottom >= viewport.top:
                found |= set(arrow.lines)
    return found


@given(
    st.builds(
        Viewport, st.floats(-500.0, 2500.0), st.floats(-50.0, 3500.0), st.floats(1.0, 2000.0), st.floats(1.0, 900.0)
    )
)
def test_what_is_drawn_is_what_looking_at_every_dependency_would_draw(viewport: Viewport) -> None:
    shapes = Scene(ROWS, SCALE, VIEW).shapes(viewport)
    drawn = {shape for shape in shapes if isinstance(shape, Line) and shape.part.startswith("dependency.")}
    assert drawn == reference(viewport)


def test_only_what_hangs_on_rows_near_by_is_looked_at() -> None:
    scene = Scene(ROWS, SCALE, VIEW)
    scene.shapes(Viewport(0.0, 0.0, 2000.0, 200.0))
    near = range(ROWS.rows_between(0.0, 200.0).stop + FAR)
    ids = {each.id for each in map(ROWS.rows.contract, near) if each is not None}
    touching = [d for d in MANY.dependencies.values() if {d.from_contract_id, d.to_contract_id} & ids]
    assert 0 < len(scene.arrows._made) <= len(touching) < len(MANY.dependencies)


def test_between_rows_far_apart_an_arrow_has_two_short_ends() -> None:
    first, last = MANY.contracts["c0"], MANY.contracts["c59"]
    held = linked(
        portfolio(*MANY.contracts.values()), Dependency("d", first.id, "contract_award", last.id, "service_transfer")
    )
    rows = layout(held)
    leaving, coming = arrows(held, rows)
    middle = rows.tops[rows.rows.find("c59") or 0] + 26.0
    assert leaving.lines[-1].y2 - leaving.lines[-1].y == 12.0
    assert (coming.lines[0].y, coming.lines[0].y2) == (middle - 21.5, middle - 9.5)
    assert leaving.lines[-1].x == coming.lines[0].x

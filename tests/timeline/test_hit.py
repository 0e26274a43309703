import pytest
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, layout, portfolio

from siamdesk.timeline.hit import hit, hit_in_scene
from siamdesk.timeline.scene import Scene, Viewport
from siamdesk.timeline.shapes import Bar, Glyph, Label
from siamdesk.timeline.view import View

HELD = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE)
SCENE = Scene(layout(HELD), SCALE, View(HELD, TODAY))
SHAPES = SCENE.shapes(Viewport(0.0, 0.0, 2000.0, 500.0))

POINTS = [
    pytest.param(668.5, 26.0, ("siam", "contract_award.forecast"), id="on a sign"),
    pytest.param(659.0, 26.0, ("siam", "contract_award.forecast"), id="beside a sign, on its window"),
    pytest.param(400.0, 26.0, ("siam", "phase.tender"), id="on a bar"),
    pytest.param(700.0, 45.0, ("siam", "contract_award.forecast"), id="on the words of a move"),
    pytest.param(400.0, 45.0, ("siam", "contract_award.forecast"), id="on the line of a move"),
    pytest.param(100.0, 26.0, None, id="beside everything"),
    pytest.param(400.0, 70.0, None, id="on a heading"),
    pytest.param(400.0, 5000.0, None, id="below the rows"),
]


@pytest.mark.parametrize(("x", "y", "expected"), POINTS)
def test_what_lies_at_a_point(x: float, y: float, expected: tuple[str, str] | None) -> None:
    found = hit_in_scene(SCENE, x, y)
    assert (found[:2] if found is not None else None) == expected


@pytest.mark.parametrize(("x", "y", "expected"), POINTS)
def test_all_shapes_and_the_row_alone_agree(x: float, y: float, expected: tuple[str, str] | None) -> None:
    found = hit(SHAPES, x, y)
    assert (found[:2] if found is not None else None) == expected


def test_a_sign_comes_before_what_lies_over_it() -> None:
    sign = Glyph(10.0, 10.0, 8.0, "award", "glyph.actual", "c", "contract_award.actual")
    shapes = (
        Bar(0.0, 0.0, 30.0, 20.0, "phase.tender", "c", "phase.tender"),
        sign,
        Label(0.0, 10.0, 30.0, "x", "label", "c", "p"),
    )
    assert hit(shapes, 10.0, 10.0) == ("c", "contract_award.actual", sign)


def test_of_two_of_a_kind_the_upper_one_is_hit() -> None:
    shapes = tuple(Glyph(10.0, 10.0, 8.0, "award", "glyph.actual", owner, "p") for owner in ("lower", "upper"))
    found = hit(shapes, 10.0, 10.0)
    assert found is not None
    assert found.contract_id == "upper"


def test_slack_reaches_beside_a_sign() -> None:
    shapes = (Glyph(10.0, 10.0, 8.0, "award", "glyph.actual", "c", "p"),)
    assert hit(shapes, 16.0, 10.0, slack=3.0) is not None
    assert hit(shapes, 16.0, 10.0, slack=1.0) is None


def test_what_belongs_to_no_contract_is_never_hit() -> None:
    assert hit((Bar(0.0, 0.0, 30.0, 20.0, "shade"),), 10.0, 10.0) is None

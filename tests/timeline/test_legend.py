from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, layout, milestone, portfolio

from siamdesk.domain.contract import Contract
from siamdesk.timeline.legend import LINE_HEIGHT, legend
from siamdesk.timeline.scene import Viewport, build
from siamdesk.timeline.shapes import Label, Shape
from siamdesk.timeline.view import View


def shapes(*contracts: Contract, colour: str = "phase") -> tuple[Shape, ...]:
    held = portfolio(*contracts)
    return build(layout(held), SCALE, Viewport(-500.0, 0.0, 3000.0, 900.0), View(held, TODAY, colour=lambda _: colour))


def words(drawn: tuple[Shape, ...]) -> list[str]:
    return [shape.text for shape in legend(drawn, 3000.0).shapes if isinstance(shape, Label)]


def test_it_names_what_is_in_use_and_nothing_else() -> None:
    assert words(shapes(INCUMBENT)) == ["other milestone", "end", "forecast (hollow)", "service"]
    assert words(shapes(SIAM, NETWORKS, BACK_OFFICE)) == [
        "tender launch",
        "contract award",
        "service transfer",
        "other milestone",
        "end",
        "to be confirmed",
        "forecast (hollow)",
        "date window",
        "moved",
        "define",
        "tender",
        "mobilise",
        "service",
    ]


def test_an_overdue_forecast_is_named() -> None:
    one = Contract("c", milestones=(milestone("contract_award", forecast="2015-01-05"),))
    assert words(shapes(one)) == ["contract award", "forecast, now past", "mobilise"]


def test_colours_by_rag_are_named_in_place_of_phases() -> None:
    assert words(shapes(INCUMBENT, colour="rag.amber"))[-1] == "RAG amber"


def test_other_families_are_named_by_the_caller() -> None:
    drawn = shapes(INCUMBENT, colour="series.2")
    found = legend(drawn, 3000.0, names={"series.2": "SSCL", "series.3": "Atos"}).shapes
    assert [shape.text for shape in found if isinstance(shape, Label)][-1] == "SSCL"


def test_nothing_drawn_needs_no_legend() -> None:
    assert legend((), 500.0) == ((), 0.0)


def test_it_breaks_into_lines_and_never_leaves_its_width() -> None:
    found = legend(shapes(SIAM, NETWORKS, BACK_OFFICE), 400.0, left=10.0, top=5.0)
    labels = [shape for shape in found.shapes if isinstance(shape, Label)]
    assert max(label.x + label.width for label in labels) <= 410.0
    lines = sorted({label.y for label in labels})
    assert found.height == len(lines) * LINE_HEIGHT
    assert lines[0] == 5.0 + LINE_HEIGHT / 2
    assert len(lines) > 1

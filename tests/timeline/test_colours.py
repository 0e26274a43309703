from dataclasses import replace

import pytest
from telling import INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, layout, portfolio

from siamdesk.domain.contract import Contract
from siamdesk.timeline.colours import COLOURINGS, OTHERS, colouring
from siamdesk.timeline.legend import legend
from siamdesk.timeline.scene import Viewport, build
from siamdesk.timeline.shapes import Label
from siamdesk.timeline.view import View

RED, BLANK = replace(SIAM, rag="red"), NETWORKS


def families(by: str, *contracts: Contract) -> list[str]:
    found = colouring(by, portfolio(*contracts))
    return [found.family(each) for each in contracts]


def test_phases_are_coloured_as_such() -> None:
    assert families("phase", SIAM) == ["phase"]


def test_rag_and_none() -> None:
    assert families("rag", RED, BLANK) == ["rag.red", "rag.none"]


def test_towers_take_the_colours_of_their_stripes() -> None:
    assert families("tower", SIAM, NETWORKS, Contract("lost", tower_id="gone")) == ["tower.0", "tower.1", OTHERS]


@pytest.mark.parametrize(("by", "field"), [("tier", "tier"), ("route", "route")])
def test_values_take_colours_by_name_and_none_has_its_own(by: str, field: str) -> None:
    contracts = [replace(SIAM, id=str(n), **{field: value}) for n, value in enumerate(("b", "a", None))]
    assert families(by, *contracts) == ["series.1", "series.0", OTHERS]


def test_the_most_frequent_suppliers_have_colours_and_the_others_share_one() -> None:
    contracts = [replace(SIAM, id=f"{n}-{m}", suppliers=(f"S{n}",)) for n in range(10) for m in range(10 - n)]
    found = colouring("supplier", portfolio(*contracts))
    assert found.family(replace(SIAM, suppliers=("S7",))) == "series.7"
    assert found.family(replace(SIAM, suppliers=("S8",))) == OTHERS
    assert found.names[OTHERS] == "other or no supplier"


@pytest.mark.parametrize("by", COLOURINGS)
def test_the_legend_names_every_colour_that_is_drawn(by: str) -> None:
    held = portfolio(replace(RED, tier="gold", route="open", suppliers=("Atos",)), INCUMBENT)
    chosen = colouring(by, held)
    shapes = build(layout(held), SCALE, Viewport(-500.0, 0.0, 3000.0, 900.0), View(held, TODAY, colour=chosen.family))
    words = {each.text for each in legend(shapes, 3000.0, names=chosen.names).shapes if isinstance(each, Label)}
    expected = {
        "phase": {"tender", "mobilise", "service"},
        "rag": {"RAG red", "no RAG"},
        "tower": {"SIAM", "Networks"},
        "supplier": {"Atos", "no supplier"},
        "tier": {"gold", "no tier"},
        "route": {"open", "no procurement route"},
    }
    assert expected[by] <= words


def test_the_legend_keeps_the_phases_in_view_under_other_colours() -> None:
    held = portfolio(RED)
    chosen = colouring("rag", held)
    shapes = build(layout(held), SCALE, Viewport(-500.0, 0.0, 3000.0, 900.0), View(held, TODAY, colour=chosen.family))
    words = [each.text for each in legend(shapes, 3000.0, names=chosen.names).shapes if isinstance(each, Label)]
    assert words[-1] == "lighter: earlier phases"


def test_what_there_is_no_colouring_by_is_refused() -> None:
    with pytest.raises(KeyError):
        colouring("weather", portfolio(SIAM))

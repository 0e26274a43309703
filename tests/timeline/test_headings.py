from datetime import date

from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, layout, milestone, portfolio, shapes_of

from siamdesk.domain.contract import Contract
from siamdesk.timeline.headings import next_event
from siamdesk.timeline.rows import group_row_key
from siamdesk.timeline.scene import Scene
from siamdesk.timeline.shapes import as_text
from siamdesk.timeline.view import View


def coming(*contracts: Contract, day: date = TODAY) -> tuple[str, str] | None:
    found = next_event(contracts, day)
    return (found.contract.id, found.milestone.kind) if found is not None else None


def test_what_comes_next_is_the_first_headline_that_is_forecast_and_not_past() -> None:
    assert coming(SIAM, NETWORKS, BACK_OFFICE) == ("siam", "contract_award")
    assert coming(SIAM, NETWORKS, BACK_OFFICE, day=date(2015, 11, 11)) == ("bo", "service_transfer")
    assert coming(NETWORKS, INCUMBENT) is None


def test_what_has_happened_no_longer_comes() -> None:
    done = milestone("contract_award", forecast="2015-12-01", actual="2015-09-30")
    assert coming(Contract("c", milestones=(done,))) is None


def drawn(*, closed: bool) -> list[str]:
    held = portfolio(NETWORKS, Contract("soon", tower_id="t-net", milestones=SIAM.milestones))
    rows = layout(held, collapsed=frozenset({group_row_key("t-net")}) if closed else frozenset())
    return as_text(shapes_of(Scene(rows, SCALE, View(held, TODAY)).row(0))).splitlines()


def test_an_open_heading_says_what_comes_next() -> None:
    assert drawn(closed=False) == [
        "glyph award 668.5,16 size 10 glyph.forecast soon contract_award.forecast",
        "label 679.5,16 “next: award, 21 Oct 2015 to 10 Nov 2015” label.quiet soon contract_award.forecast",
    ]


def test_a_closed_heading_shows_its_contracts_in_one_strip() -> None:
    assert drawn(closed=True) == [
        "bar 638,13 1,6 phase.tender net phase.tender",
        "bar 273,13 385,6 phase.tender soon phase.tender",
        "glyph launch 623,16 size 10 glyph.actual net tender_launch.actual",
        "glyph launch 273.5,16 size 10 glyph.actual soon tender_launch.actual",
        "glyph award 668.5,16 size 10 glyph.forecast soon contract_award.forecast",
        "label 679.5,16 “next: award, 21 Oct 2015 to 10 Nov 2015” label.quiet soon contract_award.forecast",
    ]

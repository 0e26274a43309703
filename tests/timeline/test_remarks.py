from dataclasses import replace

import pytest
from telling import INCUMBENT, SCALE, TODAY, milestone, portfolio, row

from siamdesk.domain.contract import Contract
from siamdesk.timeline.remarks import Remark, remark_on
from siamdesk.timeline.shapes import as_text
from siamdesk.timeline.view import View

OLD = replace(INCUMBENT, suppliers=("Capgemini",))
END = SCALE.origin.toordinal() + 730
"""The day after the last one: 1 January 2016."""


def successor(start: str = "", key: str = "new", tower: str = "t-siam") -> Contract:
    dates = (milestone("service_transfer", forecast=start),) if start else ()
    return Contract(key, reference="NEW-01", tower_id=tower, predecessor_id="old", milestones=dates)


def remark(*following: Contract) -> Remark | None:
    return remark_on(OLD, portfolio(OLD, *following).contracts)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("2016-01-01", None, id="the day after"),
        pytest.param("", Remark("NEW-01 is not dated to take over when it ends", "danger", END), id="not dated"),
        pytest.param("TBC", Remark("NEW-01 is not dated to take over when it ends", "danger", END), id="TBC"),
        pytest.param(
            "2016-01-11",
            Remark("10 d without service before NEW-01 takes over", "danger", END, END + 10),
            id="a gap",
        ),
        pytest.param(
            "2016-02",
            Remark("31 to 59 d without service before NEW-01 takes over", "danger", END, END + 59),
            id="a gap between bounds",
        ),
        pytest.param(
            "2016-01",
            Remark("up to 30 d without service before NEW-01 takes over", "warning", END, END + 30),
            id="perhaps a gap",
        ),
        pytest.param(
            "2016-01-01/..", Remark("no last day on which NEW-01 takes over", "warning", END), id="from a day on"
        ),
        pytest.param("2015-12-01", Remark("NEW-01 runs beside it for 31 d", "info", END - 31, END), id="side by side"),
        pytest.param(
            "2015-12-01/2015-12-11",
            Remark("NEW-01 runs beside it for 21 to 31 d", "info", END - 31, END),
            id="side by side, between bounds",
        ),
    ],
)
def test_what_is_said_of_the_day_after_the_last(start: str, expected: Remark | None) -> None:
    assert remark(successor(start)) == expected


def test_several_towers_of_which_none_is_dated() -> None:
    found = remark(successor(), successor(key="other", tower="t-bo"))
    assert found is not None
    assert found.text == "no tower is dated to take over when it ends"


def test_some_of_them_are_not_dated() -> None:
    found = remark(successor("2016-01-01"), successor(key="other"))
    assert found is not None
    assert found.text == "1 of 2 successors is not dated to take over"


def drawn(*following: Contract) -> list[str]:
    held = portfolio(OLD, *following)
    shapes = row(OLD, View(held, TODAY))
    return as_text(shape for shape in (*shapes.bars, *shapes.labels) if shape.part == "remark").splitlines()


def test_a_gap_whose_end_is_not_known_fades() -> None:
    assert drawn(successor()) == [
        "bar 731,18 311,16 wash.danger into none old remark",
        "label 736,26 “NEW-01 is not dated to take over when it ends” label.danger old remark",
    ]


def test_a_gap_between_two_days_is_washed_and_its_words_stand_after_it() -> None:
    assert drawn(successor("2016-01-21")) == [
        "bar 731,18 19,16 wash.danger old remark",
        "label 756,26 “20 d without service before NEW-01 takes over” label.danger old remark",
    ]


def test_time_side_by_side_is_washed_on_the_bar() -> None:
    assert drawn(successor("2015-11-01")) == [
        "bar 670,18 60,16 wash.info old remark",
        "label 736,26 “NEW-01 runs beside it for 61 d” label.info old remark",
    ]

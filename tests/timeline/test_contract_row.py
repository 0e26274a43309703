from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SCALE, SIAM, TODAY, milestone, portfolio, row, shapes_of, text_of

from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.lifecycle import HEADLINES, KIND
from siamdesk.domain.when import TBC, Form, When
from siamdesk.timeline.contract_row import GLYPH_SIZE
from siamdesk.timeline.remarks import Remark
from siamdesk.timeline.rows import ROW_HEIGHTS
from siamdesk.timeline.shapes import TEXT_HEIGHT, Bar, Shape, bounds
from siamdesk.timeline.view import View


def contract(*milestones: Milestone) -> Contract:
    return Contract("c", milestones=milestones)


def test_an_award_in_a_window_that_slipped_and_a_transfer_nobody_has_dated() -> None:
    assert text_of(row(SIAM)).splitlines() == [
        "bar 273,18 385,16 phase.tender siam phase.tender",
        "bar 658,18 21,16 phase.tender into phase.mobilise siam phase.tender",
        "bar 679,18 120,16 phase.mobilise into none siam phase.mobilise",
        "band 658,15 21,22 band.window siam contract_award.forecast",
        "line 273,44 to 622.5,44 baseline siam contract_award.forecast",
        "line 622.5,40 to 622.5,48 baseline siam contract_award.forecast",
        "line 622.5,44 to 668.5,44 move.late arrow siam contract_award.forecast",
        "glyph award 668.5,26 size 17 glyph.forecast siam contract_award.forecast",
        "glyph launch 273.5,26 size 17 glyph.actual siam tender_launch.actual",
        "glyph unknown 810,26 size 16 glyph.unknown siam service_transfer.forecast",
        "label 674.5,45 “+36 to +56 d” label.late siam contract_award.forecast",
        "label 823,26 “transfer TBC” label siam service_transfer.forecast",
        "label 288,26 “launch 1 Oct 2014” label.on.phase.tender siam tender_launch.actual",
        "label 664.5,7 “award 21 Oct 2015 to 10 Nov 2015” label.window siam contract_award.forecast",
    ]


def test_a_tender_of_a_month_that_fades_where_nobody_knows_the_award() -> None:
    assert text_of(row(NETWORKS)).splitlines() == [
        "bar 608,18 30,16 none into phase.tender net phase.tender",
        "bar 638,18 1,16 phase.tender net phase.tender",
        "bar 639,18 120,16 phase.tender into none net phase.tender",
        "band 608,15 30,22 band.window net tender_launch.actual",
        "glyph dot 653.5,26 size 9 glyph.forecast net selection.forecast",
        "glyph launch 623,26 size 17 glyph.actual net tender_launch.actual",
        "glyph unknown 770,26 size 16 glyph.unknown net contract_award.forecast",
        "label 783,26 “award TBC” label net contract_award.forecast",
        "label 531,7 “launch Sep 2015” label net tender_launch.actual",
        "label 649.5,7 “requests close” label.quiet net selection.forecast",
    ]


def test_a_compact_row_keeps_to_one_line() -> None:
    assert text_of(row(SIAM, height=24.0)).splitlines() == [
        "bar 273,4.8 385,14.4 phase.tender siam phase.tender",
        "bar 658,4.8 21,14.4 phase.tender into phase.mobilise siam phase.tender",
        "bar 679,4.8 120,14.4 phase.mobilise into none siam phase.mobilise",
        "band 658,1.8 21,20.4 band.window siam contract_award.forecast",
        "line 273,21 to 622.5,21 baseline siam contract_award.forecast",
        "line 622.5,19 to 622.5,23 baseline siam contract_award.forecast",
        "line 622.5,21 to 668.5,21 move.late arrow siam contract_award.forecast",
        "glyph award 668.5,12 size 17 glyph.forecast siam contract_award.forecast",
        "glyph launch 273.5,12 size 17 glyph.actual siam tender_launch.actual",
        "glyph unknown 810,12 size 16 glyph.unknown siam service_transfer.forecast",
        "label 823,12 “transfer TBC” label siam service_transfer.forecast",
        "label 288,12 “launch 1 Oct 2014” label.on.phase.tender siam tender_launch.actual",
    ]


def test_a_service_up_to_the_end_of_its_last_day() -> None:
    assert text_of(row(INCUMBENT)).splitlines() == [
        "bar 5,18 725,16 phase.service old phase.service",
        "glyph end 730,26 size 22 glyph.forecast old current_end.forecast",
        "glyph dot 5.5,26 size 9 glyph.actual old effective_date.actual",
        "label 16,26 “effective” label.on.phase.service old effective_date.actual",
        "label 678.8,7 “ends 31 Dec 2015” label old current_end.forecast",
    ]


def test_a_transfer_from_a_day_on_and_a_last_year() -> None:
    assert text_of(row(BACK_OFFICE)).splitlines() == [
        "bar 546,18 31,16 none into phase.define bo phase.define",
        "bar 577,18 31,16 phase.define into phase.mobilise bo phase.define",
        "bar 608,18 396,16 phase.mobilise bo phase.mobilise",
        "bar 1004,18 457,16 phase.service bo phase.service",
        "bar 1461,18 365,16 phase.service into none bo phase.service",
        "band 577,15 31,22 band.window bo contract_award.actual",
        "band 1004,15 40,22… band.window bo service_transfer.forecast",
        "band 546,15 31,22 band.window bo strategy_approved.actual",
        "band 1461,15 365,22 band.window bo maximum_end.forecast",
        "glyph end 1826,26 size 22 glyph.forecast bo maximum_end.forecast",
        "glyph dot 561.5,26 size 9 glyph.actual bo strategy_approved.actual",
        "glyph transfer 1004,26 size 17 glyph.forecast bo service_transfer.forecast",
        "glyph award 592.5,26 size 17 glyph.actual bo contract_award.actual",
        "glyph unknown 647,45 size 12 glyph.unknown bo tupe_transfer.forecast",
        "label 658,45 “TUPE TBC” label bo tupe_transfer.forecast",
        "label 506.9,7 “award Aug 2015” label bo contract_award.actual",
        "label 1018.5,26 “transfer from Oct 2016” label.on.phase.service bo service_transfer.forecast",
        "label 535.9,45 “strategy” label.quiet bo strategy_approved.actual",
        "label 1797.2,7 “max. 2018” label.window bo maximum_end.forecast",
    ]


def bars(one: Contract, view: View | None = None) -> list[tuple[float, float, str, str]]:
    return [(bar.x, bar.x + bar.width, bar.style, bar.to) for bar in row(one, view).bars]


def test_exact_boundaries_are_hard() -> None:
    one = contract(
        milestone("tender_launch", actual="2014-01-11"),
        milestone("contract_award", actual="2014-02-10"),
        milestone("service_transfer", actual="2014-04-11"),
        milestone("initial_end", forecast="2015-01-31"),
        milestone("maximum_end", forecast="2015-12-31"),
    )
    assert bars(one) == [
        (10.0, 40.0, "phase.tender", ""),
        (40.0, 100.0, "phase.mobilise", ""),
        (100.0, 396.0, "phase.service", ""),
        (396.0, 730.0, "phase.extension", ""),
    ]
    drawn = row(one).bars
    assert (drawn[0].round_left, drawn[0].round_right) == (True, False)
    assert (drawn[-1].round_left, drawn[-1].round_right) == (False, True)


def test_a_boundary_in_a_window_runs_from_one_colour_into_the_other() -> None:
    one = contract(milestone("tender_launch", actual="2014-01-11"), milestone("contract_award", actual="2014-02"))
    assert bars(one)[:3] == [
        (10.0, 31.0, "phase.tender", ""),
        (31.0, 59.0, "phase.tender", "phase.mobilise"),
        (59.0, 639.0, "phase.mobilise", ""),
    ]


def test_windows_that_overlap_share_what_they_have_in_common() -> None:
    one = contract(
        milestone("tender_launch", actual="2014-01-01/2014-03-01"),
        milestone("contract_award", actual="2014-02-10/2014-05-01"),
        milestone("service_transfer", actual="2014-06-01"),
    )
    assert bars(one)[:3] == [
        (0.0, 50.0, "none", "phase.tender"),
        (50.0, 121.0, "phase.tender", "phase.mobilise"),
        (121.0, 151.0, "phase.mobilise", ""),
    ]


def test_a_phase_without_an_end_holds_up_to_today_and_then_fades() -> None:
    one = contract(milestone("tender_launch", actual="2015-01-01"), milestone("contract_award", forecast="TBC"))
    assert bars(one) == [(365.0, 639.0, "phase.tender", ""), (639.0, 759.0, "phase.tender", "none")]


def test_a_phase_without_an_end_reaches_past_what_is_dated_in_it() -> None:
    one = contract(
        milestone("tender_launch", actual="2015-01-01"),
        milestone("tender_close", forecast="2016-06-01"),
        milestone("contract_award", forecast="TBC"),
    )
    assert bars(one)[-1] == (639.0, 942.5, "phase.tender", "none")


def test_milestones_out_of_order_draw_no_bar_backwards() -> None:
    one = contract(milestone("tender_launch", actual="2015-06-01"), milestone("contract_award", actual="2015-01-01"))
    assert [each[2] for each in bars(one)] == ["phase.mobilise", "phase.mobilise"]


def test_the_family_of_colours_is_the_views() -> None:
    one = contract(milestone("tender_launch", actual="2014-01-11"), milestone("contract_award", actual="2014-02-10"))
    assert bars(one, View(portfolio(one), TODAY, colour=lambda _: "rag.red"))[0][2] == "rag.red.tender"


def test_no_window_is_drawn_for_an_exact_day() -> None:
    assert row(contract(milestone("contract_award", actual="2015-01-05"))).bands == []


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2014-02", (31.0, 59.0, 45.0, False, False)),
        ("2014-02-01/..", (31.0, 71.0, 31.0, False, True)),
        ("../2014-02-28", (19.0, 59.0, 59.0, True, False)),
    ],
)
def test_a_window_reaches_from_the_earliest_to_the_latest_day(
    edtf: str, expected: tuple[float, float, float, bool, bool]
) -> None:
    drawn = row(contract(milestone("contract_award", forecast=edtf)))
    band, glyph = drawn.bands[0], drawn.glyphs[0]
    assert (band.x, band.x + band.width, glyph.x, band.open_left, band.open_right) == expected


def test_an_approximate_day_is_no_exact_one() -> None:
    assert len(row(contract(milestone("contract_award", forecast="2014-02-10~"))).bands) == 1


def test_a_small_sign_gives_way_to_a_headline_on_the_same_spot() -> None:
    one = contract(milestone("contract_award", actual="2015-01-05"), milestone("effective_date", actual="2015-01-07"))
    assert [glyph.symbol for glyph in row(one).glyphs] == ["award"]


def test_break_points_and_ends_stand_upright_across_the_bar() -> None:
    one = contract(
        milestone("service_transfer", actual="2014-01-11"),
        milestone("break_point", forecast="2015-01-11"),
        milestone("current_end", forecast="2016-01-10"),
    )
    assert {glyph.symbol: (glyph.x, glyph.size) for glyph in row(one).glyphs} == {
        "transfer": (10.5, GLYPH_SIZE),
        "break": (375.5, 22.0),
        "end": (740.0, 22.0),
    }


def test_a_move_to_an_earlier_day_points_left() -> None:
    one = contract(milestone("contract_award", forecast="2014-03-01", baseline="2014-04-10"))
    arrow = next(line for line in row(one).lines if line.arrow)
    assert (arrow.x, arrow.x2, arrow.style) == (99.5, 59.5, "move.early")


def test_nothing_dated_stands_at_today() -> None:
    drawn = row(contract(milestone("contract_award", forecast="TBC")))
    assert drawn.bars == []
    assert [(glyph.symbol, glyph.x) for glyph in drawn.glyphs] == [("unknown", 650.0)]


def test_what_comes_before_all_that_is_dated_stands_left_of_it() -> None:
    one = contract(milestone("tender_launch", forecast="TBC"), milestone("contract_award", actual="2015-01-01"))
    drawn = row(one)
    unknown = next(glyph for glyph in drawn.glyphs if glyph.symbol == "unknown")
    label = next(label for label in drawn.labels if label.text == "launch TBC")
    assert unknown.x < label.x
    assert label.x + label.width < 365.0 - GLYPH_SIZE / 2


def test_a_remark_stands_where_the_contract_ends() -> None:
    view = View(portfolio(INCUMBENT), TODAY, remarks={"old": Remark("nobody takes over")})
    drawn = row(INCUMBENT, view)
    assert [(bar.x, bar.style, bar.to) for bar in drawn.bars if bar.part == "remark"] == [
        (731.0, "wash.danger", "none")
    ]
    label = next(label for label in drawn.labels if label.part == "remark")
    assert (label.x, label.text, label.style) == (736.0, "nobody takes over", "label.danger")


def test_words_keep_clear_of_the_line_of_the_day() -> None:
    one = contract(
        milestone("contract_award", actual="2015-10-02"), milestone("service_transfer", forecast="2015-11-02")
    )
    now = SCALE.x(TODAY)
    assert all(not label.x < now < label.x + label.width for label in row(one).labels)


def test_words_on_a_bar_are_in_a_colour_that_can_be_read_on_it() -> None:
    one = contract(milestone("service_transfer", actual="2014-01-11"), milestone("current_end", forecast="2016-01-10"))
    label = next(label for label in row(one).labels if label.text.startswith("transfer"))
    assert label.style == "label.on.phase.service"


days = st.dates(SCALE.origin, SCALE.origin.replace(year=2018))


@st.composite
def dates(draw: st.DrawFn) -> When:
    first, last = sorted((draw(days), draw(days)))
    return draw(
        st.sampled_from(
            [
                TBC,
                When.day(first),
                When(first, last, Form.WINDOW, ""),
                When(first, None, Form.FROM, ""),
                When(None, last, Form.UNTIL, ""),
            ]
        )
    )


maybe_dates = st.none() | dates()
contracts = st.lists(
    st.builds(
        Milestone, st.sampled_from(sorted({*HEADLINES, *KIND})), st.just(1), maybe_dates, maybe_dates, maybe_dates
    ),
    max_size=8,
    unique_by=lambda each: each.kind,
).map(lambda milestones: contract(*milestones))


heights = st.sampled_from([each.contract for each in ROW_HEIGHTS.values()])


@given(contracts, heights)
def test_no_label_lies_on_another(one: Contract, height: float) -> None:
    labels = sorted(row(one, height=height).labels, key=lambda each: (each.y, each.x))
    for left, right in pairwise(labels):
        assert right.y - left.y >= TEXT_HEIGHT or left.x + left.width <= right.x


@given(contracts, heights)
def test_no_sign_lies_on_a_label(one: Contract, height: float) -> None:
    drawn = row(one, height=height)
    for label in drawn.labels:
        for glyph in drawn.glyphs:
            apart = abs(glyph.y - label.y) > TEXT_HEIGHT or glyph.symbol in {"end", "break"}
            assert apart or not label.x < glyph.x < label.x + label.width


@given(contracts, heights)
def test_a_row_stays_in_its_row(one: Contract, height: float) -> None:
    for shape in shapes_of(row(one, height=height)):
        found = bounds(shape)
        assert found.top >= 0.0
        assert found.bottom <= height


@given(contracts)
def test_bars_never_run_backwards(one: Contract) -> None:
    drawn: list[Bar] = row(one).bars
    assert all(bar.width > 0 for bar in drawn)


@given(contracts)
def test_each_shape_says_whose_it_is(one: Contract) -> None:
    shapes: tuple[Shape, ...] = shapes_of(row(one))
    assert {shape.contract_id for shape in shapes} <= {"c"}
    assert all(shape.part for shape in shapes)

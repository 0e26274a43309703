from datetime import date

from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SIAM, TODAY, milestone, portfolio

from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.lifecycle import HEADLINES, KIND
from siamdesk.timeline.remarks import Remark
from siamdesk.timeline.row_plan import SHORT, plan, short_name
from siamdesk.timeline.view import View


def view(*contracts: Contract, today: date = TODAY, compare: Contract | None = None) -> View:
    return View(portfolio(*contracts), today, compare=portfolio(compare) if compare is not None else None)


def contract(*milestones: Milestone) -> Contract:
    return Contract("c", milestones=milestones)


def marks(*milestones: Milestone, today: date = TODAY) -> list[tuple[str, str, str]]:
    one = contract(*milestones)
    return [(mark.symbol, mark.style, mark.label_style) for mark in plan(one, view(one, today=today)).marks]


def moves(one: Contract, compare: Contract | None = None) -> list[tuple[str, str, bool]]:
    return [(move.part, move.text, move.late) for move in plan(one, view(one, compare=compare)).moves]


def test_every_kind_has_a_short_name() -> None:
    assert set(SHORT) == set(KIND)
    assert max(map(len, SHORT.values())) <= 16
    assert short_name("tupe_information") == "ELI"


def test_the_three_headlines_have_three_signs() -> None:
    found = marks(*(milestone(kind, actual="2015-01-05") for kind in HEADLINES))
    assert [symbol for symbol, _, _ in found] == ["launch", "award", "transfer"]


def test_style_tells_what_has_happened_from_what_is_forecast() -> None:
    assert marks(
        milestone("tender_launch", actual="2015-02-02", forecast="2015-01-05"),
        milestone("contract_award", forecast="2015-11-02"),
        milestone("service_transfer", baseline="2016-01-04"),
    ) == [
        ("launch", "glyph.actual", "label"),
        ("award", "glyph.forecast", "label"),
        ("transfer", "glyph.baseline", "label"),
    ]


def test_a_forecast_is_overdue_once_its_last_day_is_past() -> None:
    award = milestone("contract_award", forecast="2015-10")
    assert marks(award, today=date(2015, 10, 31)) == [("award", "glyph.forecast", "label.window")]
    assert marks(award, today=date(2015, 11, 1)) == [("award", "glyph.overdue", "label.window")]


def test_what_has_happened_is_no_longer_open_however_roughly_it_was_noted() -> None:
    assert marks(milestone("contract_award", actual="2015-08")) == [("award", "glyph.actual", "label")]


def test_a_move_is_held_against_the_baseline_as_a_range() -> None:
    assert moves(SIAM) == [("contract_award.forecast", "+36 to +56 d", True)]


def test_a_move_to_an_earlier_day_is_not_late() -> None:
    one = contract(milestone("contract_award", forecast="2015-10-01", baseline="2015-10-11"))
    assert moves(one) == [("contract_award.forecast", "-10 d", False)]


def test_what_has_not_moved_is_not_shown() -> None:
    assert moves(contract(milestone("contract_award", forecast="2015-10", baseline="2015-10"))) == []


def test_a_baseline_to_be_confirmed_gives_no_move() -> None:
    assert moves(contract(milestone("contract_award", forecast="2015-10", baseline="TBC"))) == []


def test_a_move_is_held_against_the_compared_portfolio_where_there_is_one() -> None:
    before = contract(milestone("contract_award", forecast="2015-12-01"))
    now = contract(milestone("contract_award", actual="2015-12-11", baseline="2015-10-01"))
    assert moves(now, compare=before) == [("contract_award.actual", "+10 d", True)]


def test_what_the_compared_portfolio_lacks_has_not_moved() -> None:
    other = Contract("other")
    assert moves(SIAM, compare=other) == []


def test_waves_are_told_apart() -> None:
    one = contract(
        milestone("service_transfer", forecast="2016-01-04"),
        milestone("service_transfer", forecast="2016-04-04", wave=2),
    )
    found = plan(one, view(one)).marks
    assert [mark.words[0][0] for mark in found] == ["transfer 4 Jan 2016", "transfer 2 4 Apr 2016"]
    assert [mark.part for mark in found] == ["service_transfer.forecast", "service_transfer#2.forecast"]


def unknown(one: Contract) -> list[tuple[str, bool, str]]:
    found = plan(one, view(one))
    return [
        (each.text, each.between, found.marks[each.after].kind if each.after is not None else "")
        for each in found.unknown
    ]


def test_what_is_to_be_confirmed_comes_after_what_is_dated() -> None:
    assert unknown(NETWORKS) == [("award TBC", False, "")]


def test_what_is_to_be_confirmed_before_a_dated_milestone_stands_next_to_what_it_follows() -> None:
    assert unknown(BACK_OFFICE) == [("TUPE TBC", True, "contract_award")]


def test_an_end_that_is_dated_puts_nothing_between() -> None:
    one = contract(milestone("contract_award", forecast="TBC"), milestone("maximum_end", forecast="2020-12-31"))
    assert unknown(one) == [("award TBC", False, "")]


def test_more_than_two_are_counted() -> None:
    kinds = ("tupe_transfer", "go_live", "service_transfer", "contract_award")
    one = contract(*(milestone(kind, forecast="TBC") for kind in kinds))
    assert unknown(one) == [("award, transfer +2 TBC", False, "")]


def test_a_plan_is_made_once_for_a_view() -> None:
    seen = view(SIAM)
    assert plan(SIAM, seen) is plan(SIAM, seen)


def test_a_remark_is_measured() -> None:
    seen = View(
        portfolio(INCUMBENT), TODAY, remarks={"old": Remark("gap", "warning")}, text_width=lambda text, _: len(text)
    )
    remark = plan(INCUMBENT, seen).remark
    assert remark is not None
    assert (remark.text, remark.style, remark.width) == ("gap", "warning", 3)
    assert remark.first == date(2016, 1, 1).toordinal()


def test_a_remark_without_a_place_is_not_made() -> None:
    assert plan(SIAM, View(portfolio(SIAM), TODAY, remarks={"siam": Remark("gap")})).remark is None

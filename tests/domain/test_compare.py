import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import made

from siamdesk.domain.compare import Comparison, Difference, compare, differences, moved_dates, same_field
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, DayRange, When


def portfolio(*contracts: Contract) -> Portfolio:
    return Portfolio().with_rows(("contract", c.id, c) for c in contracts)


def on(year: int, month: int, day: int) -> When:
    return When.day(date(year, month, day))


OCTOBER = When.of_edtf("2015-10")
JANUARY = When.of_edtf("2016-01")


def test_what_came_what_went_and_what_moved() -> None:
    before = portfolio(
        Contract("c1", title="Kept", milestones=(Milestone("contract_award", forecast=OCTOBER),)),
        Contract("c2", title="Went"),
        Contract("c3", title="Withdrawn"),
        Contract("c4", title="Back again", withdrawn=True),
    )
    after = portfolio(
        Contract("c5", title="Came"),
        Contract("c1", title="Kept", milestones=(Milestone("contract_award", forecast=JANUARY),)),
        Contract("c3", title="Withdrawn", withdrawn=True),
        Contract("c4", title="Back again"),
    )
    made = compare(before, after)
    assert made == Comparison(
        came=("c5", "c4"),
        went=("c2", "c3"),
        moved=(Difference("c1", "contract_award.forecast", OCTOBER, JANUARY),),
    )
    assert made.moved[0].days == DayRange(62, 122)


def test_every_kind_of_field_is_compared() -> None:
    before = Contract(
        "c1",
        title="One",
        suppliers=("CSC",),
        sme=None,
        term_months=24,
        value=Money(Decimal(5), Decimal(5)),
        milestones=(
            Milestone("service_transfer", forecast=on(2016, 4, 1)),
            Milestone("service_transfer", 2, baseline=on(2016, 5, 1), forecast=TBC),
        ),
        own=(("f1", "a"), ("f2", "b")),
    )
    after = dataclasses.replace(
        before,
        title="First",
        suppliers=("CSC", "BT"),
        sme=False,
        term_months=None,
        value=Money(Decimal(6), Decimal(6)),
        milestones=(
            Milestone("contract_award", actual=on(2016, 1, 1)),
            Milestone("service_transfer", forecast=on(2016, 4, 8)),
            Milestone("service_transfer", 2, forecast=on(2016, 6, 1)),
        ),
        own=(("f2", "c"), ("f3", "d")),
    )
    made = list(differences(before, after))
    assert made == [
        Difference("c1", "title", "One", "First"),
        Difference("c1", "suppliers", ("CSC",), ("CSC", "BT")),
        Difference("c1", "sme", None, after=False),
        Difference("c1", "term_months", 24, None),
        Difference("c1", "value", Money(Decimal(5), Decimal(5)), Money(Decimal(6), Decimal(6))),
        Difference("c1", "contract_award.actual", None, on(2016, 1, 1)),
        Difference("c1", "service_transfer.forecast", on(2016, 4, 1), on(2016, 4, 8)),
        Difference("c1", "service_transfer#2.baseline", on(2016, 5, 1), None),
        Difference("c1", "service_transfer#2.forecast", TBC, on(2016, 6, 1)),
        Difference("c1", "x.f1", "a", None),
        Difference("c1", "x.f2", "b", "c"),
        Difference("c1", "x.f3", None, "d"),
    ]
    assert [each.days for each in made if each.days is not None] == [DayRange(7, 7)]


def test_other_words_for_the_same_make_no_difference() -> None:
    before = Contract(
        "c1",
        title="Service\u00a0desk",
        notes="a\r\nb",
        suppliers=("CSC ",),
        owner=None,
        value=Money(Decimal(5), Decimal(5), words="five"),
        milestones=(Milestone("contract_award", forecast=When.of_edtf("2015-10")),),
    )
    after = dataclasses.replace(
        before,
        title=" Service desk",
        notes="a\nb",
        suppliers=("CSC",),
        owner="",
        value=Money(Decimal(5), Decimal(5), words="£5"),
        milestones=(
            Milestone("contract_award", forecast=When(date(2015, 10, 1), date(2015, 10, 31), OCTOBER.form, "x")),
        ),
    )
    assert list(differences(before, after)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (None, "", True),
        (None, "  \u00a0", True),
        ("Cafe\u0301", "Caf\u00e9", True),
        ("Networks", "networks", False),
        ((), None, True),
        (("a", "b"), ("b", "a"), False),
        (None, False, False),
        (True, False, False),
        (None, 0, False),
        (None, TBC, False),
        (TBC, When(None, None, TBC.form, "to be agreed"), True),
        ("7", "7 ", True),
    ],
)
def test_what_says_the_same(one: object, other: object, same: bool) -> None:  # noqa: FBT001
    assert same_field(one, other) is same  # type: ignore[arg-type]
    assert same_field(other, one) is same  # type: ignore[arg-type]


def test_a_date_moves_from_one_to_another_of_its_three() -> None:
    before = Contract(
        "c1",
        milestones=(
            Milestone("tender_launch", baseline=on(2015, 1, 1)),
            Milestone("contract_award", forecast=on(2015, 6, 1)),
            Milestone("effective_date", forecast=TBC),
            Milestone("service_transfer", forecast=on(2016, 1, 1)),
            Milestone("service_transfer", 2, forecast=on(2016, 2, 1)),
            Milestone("exit_complete", forecast=on(2020, 2, 1)),
        ),
    )
    after = Contract(
        "c1",
        milestones=(
            Milestone("tender_launch", baseline=on(2015, 1, 1), actual=on(2015, 1, 11)),
            Milestone("selection", forecast=on(2015, 2, 1)),
            Milestone("contract_award", baseline=on(2015, 7, 1), forecast=on(2015, 6, 1)),
            Milestone("effective_date", forecast=on(2015, 9, 1)),
            Milestone("service_transfer", forecast=on(2015, 12, 30)),
            Milestone("service_transfer", 2, forecast=on(2017, 2, 1)),
        ),
    )
    assert moved_dates(before, after) == {
        "tender_launch": DayRange(10, 10),
        "effective_date": None,
        "service_transfer": DayRange(-2, -2),
    }


@settings(max_examples=50, deadline=None)
@given(made("contract", "c1"), st.data())
def test_nothing_differs_from_itself_and_differences_go_both_ways(contract: Contract, data: st.DataObject) -> None:
    assert list(differences(contract, dataclasses.replace(contract))) == []
    other = data.draw(made("contract", "c1"))
    there = {(d.field, d.before, d.after) for d in differences(contract, other)}
    back = {(d.field, d.after, d.before) for d in differences(other, contract)}
    assert there == back

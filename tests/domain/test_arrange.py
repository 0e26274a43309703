from datetime import date
from decimal import Decimal

import pytest

from siamdesk.domain.arrange import GROUPINGS, group, sort
from siamdesk.domain.contract import Contract, Milestone, OwnField, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, When

TODAY = date(2016, 1, 1)


def award(text: str) -> tuple[Milestone, ...]:
    return (Milestone("contract_award", forecast=TBC if text == "tbc" else When.of_edtf(text)),)


def money(amount: int) -> Money:
    return Money(Decimal(amount), Decimal(amount))


CONTRACTS = (
    Contract("a", "BO-10", tower_id="t2", suppliers=("CSC",), rag="green", milestones=award("2015-10")),
    Contract("b", "BO-2", tower_id="t1", suppliers=("bt",), rag="red", milestones=award("tbc"), value=money(9)),
    Contract("c", None, tower_id=None, rag="amber", value=Money(None, None), own=(("f1", "10"),)),
    Contract("d", "bo-1", tower_id="t9", owner="A. Owner", milestones=award("2015-10-01"), own=(("f1", "9"),)),
    Contract(
        "e",
        "BO-2",
        tower_id="t1",
        owner="a. owner",
        suppliers=("CSC", "BT"),
        milestones=award("../2015-09-30"),
        current_value=Money(Decimal(10), None),
        value=money(1),
        sme=False,
        own=(("f1", "many"),),
    ),
)
PORTFOLIO = Portfolio().with_rows(
    [
        ("tower", "t1", Tower("t1", "Networks", place=2)),
        ("tower", "t2", Tower("t2", "SIAM", place=1)),
        ("own_field", "f1", OwnField("f1", "Sites", "integer")),
        *(("contract", c.id, c) for c in CONTRACTS),
    ]
)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        # Towers in their own order; a tower that is not known on the day looked at is none.
        ("tower", [("t2", "SIAM", "a"), ("t1", "Networks", "be"), ("", "No tower", "cd")]),
        ("supplier", [("bt", "bt", "b"), ("CSC", "CSC", "a"), ("CSC; BT", "CSC; BT", "e"), ("", "No supplier", "cd")]),
        (
            "phase",
            [("mobilise", "Mobilising", "ade"), ("undated", "Not dated", "bc")],
        ),
        ("rag", [("Amber", "Amber", "c"), ("Green", "Green", "a"), ("Red", "Red", "b"), ("", "No RAG", "de")]),
        (
            "owner",
            [("A. Owner", "A. Owner", "d"), ("a. owner", "a. owner", "e"), ("", "No owner", "abc")],
        ),
    ],
)
def test_groups_are_in_order_and_none_given_is_last(by: str, expected: list[tuple[str, str, str]]) -> None:
    groups = group(CONTRACTS, PORTFOLIO, by, TODAY)
    assert [(g.key, g.label, "".join(c.id for c in g.contracts)) for g in groups] == expected
    assert by in GROUPINGS


def test_there_is_no_other_grouping() -> None:
    with pytest.raises(SiamdeskError) as caught:
        group(CONTRACTS, PORTFOLIO, "lunch", TODAY)
    assert str(caught.value) == "Contracts can't be grouped by “lunch”; try tower, supplier, phase, rag, owner."


def test_no_contracts_make_no_groups() -> None:
    assert group((), PORTFOLIO, "tower", TODAY) == []


@pytest.mark.parametrize(
    ("by", "up", "down"),
    [
        # What is to be confirmed comes after all dates, and what is blank after that, in either direction.
        ("award", "edabc", "adebc"),
        ("contract_award.forecast", "edabc", "adebc"),
        ("contract_award", "edabc", "adebc"),
        ("value", "becad", "ebcad"),
        # Numbers in words count as numbers, and contracts that are alike stay in the order given.
        ("reference", "dbeac", "abedc"),
        ("tower", "beacd", "abecd"),
        ("rag", "bcade", "acbde"),
        ("supplier", "baecd", "eabcd"),
        ("owner", "deabc", "deabc"),
        ("sme", "eabcd", "eabcd"),
        ("phase", "adebc", "bcade"),
        # A value that is not of its column's type comes after those that are.
        ("x.f1", "dceab", "ecdab"),
    ],
)
def test_contracts_are_sorted_by_any_field(by: str, up: str, down: str) -> None:
    assert "".join(c.id for c in sort(CONTRACTS, PORTFOLIO, by, TODAY)) == up
    assert "".join(c.id for c in sort(CONTRACTS, PORTFOLIO, by, TODAY, descending=True)) == down


def test_there_is_no_sorting_by_what_is_no_field() -> None:
    with pytest.raises(SiamdeskError) as caught:
        sort(CONTRACTS, PORTFOLIO, "lunch", TODAY)
    assert str(caught.value) == "Contracts can't be sorted by “lunch”; try tower, supplier, value, award or phase."

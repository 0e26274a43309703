from datetime import date
from decimal import Decimal

import pytest

from siamdesk.domain import fields
from siamdesk.domain.contract import Contract, Milestone, OwnField, Tower
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.shown import search_text, show, shown, value_of
from siamdesk.domain.when import TBC, When

CONTRACT = Contract(
    "c1",
    reference="NW-01",
    title="Wide area\u00a0network",
    tower_id="t1",
    served=("t2", "t9"),
    suppliers=("BT", "CSC"),
    predecessor_id="c2",
    sme=False,
    rag="red",
    term_months=24,
    value=Money(Decimal(5_000_000), Decimal(5_000_000)),
    milestones=(Milestone("contract_award", baseline=TBC, forecast=When.day(date(2015, 10, 2))),),
    own=(("f1", "Prime"), ("f2", "0"), ("f3", "2015-10-02|day|2 October"), ("f4", "soon"), ("f9", "left over")),
)
PORTFOLIO = Portfolio().with_rows(
    [
        ("tower", "t1", Tower("t1", "Networks")),
        ("tower", "t2", Tower("t2", "Hosting")),
        ("own_field", "f1", OwnField("f1", "Level")),
        ("own_field", "f2", OwnField("f2", "Critical", "yes or no")),
        ("own_field", "f3", OwnField("f3", "Seen on", "date")),
        ("own_field", "f4", OwnField("f4", "Due on", "date")),
        ("contract", "c1", CONTRACT),
        ("contract", "c2", Contract("c2", reference="NW-00")),
    ]
)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("title", "Wide area\u00a0network"),
        ("tower_id", "Networks"),
        ("served", "Hosting; ?"),
        ("suppliers", "BT; CSC"),
        ("predecessor_id", "NW-00"),
        ("sme", "No"),
        ("vcse", ""),
        ("rag", "Red"),
        ("term_months", "24 months"),
        ("value", "£5.0m"),
        ("contract_award.baseline", "TBC"),
        ("contract_award.forecast", "2 Oct 2015"),
        ("contract_award.actual", ""),
        ("x.f1", "Prime"),
        ("x.f2", "No"),
        ("x.f3", "2 Oct 2015"),
        # Written before the column became one of dates.
        ("x.f4", "soon"),
        ("x.f9", "left over"),
        ("x.f8", ""),
    ],
)
def test_a_field_as_the_screen_shows_it(key: str, words: str) -> None:
    assert shown(CONTRACT, key, PORTFOLIO) == words


def test_a_value_is_read_by_the_type_of_its_column() -> None:
    assert value_of(CONTRACT, "x.f2", PORTFOLIO) is False
    assert value_of(CONTRACT, "x.f3", PORTFOLIO) == When.day(date(2015, 10, 2))
    assert value_of(CONTRACT, "x.f4", PORTFOLIO) == "soon"
    assert value_of(CONTRACT, "x.f8", PORTFOLIO) is None
    assert value_of(CONTRACT, "term_months", PORTFOLIO) == 24


def test_a_value_without_its_contract_is_shown_too() -> None:
    field = fields.field_for("contract", "tower_id")
    assert field is not None
    assert show(field, "t2", PORTFOLIO) == "Hosting"
    assert show(field, "t9", PORTFOLIO) == "?"


def test_the_words_that_searching_is_held_against() -> None:
    assert search_text(CONTRACT, PORTFOLIO).split("\0") == [
        "networks",
        "wide area network",
        "nw-01",
        "bt",
        "csc",
        "prime",
        "no",
        "2 oct 2015",
        "soon",
        "left over",
    ]
    assert search_text(Contract("c9"), PORTFOLIO) == ""

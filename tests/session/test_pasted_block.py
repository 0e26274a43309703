"""Rows copied for a spreadsheet, and blocks pasted from one."""

from datetime import date

import pytest

from siamdesk.domain.changes import ChangeSet
from siamdesk.domain.contract import Contract, Milestone, OwnField, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.money import parse_money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, When
from siamdesk.session import copied_rows, pasted_block
from siamdesk.session.pasted_block import Block

TODAY = date(2015, 10, 2)
ONE = Contract(
    "a",
    reference="NET-01",
    title="Networks",
    owner="=HYPERLINK(1)",
    suppliers=("BT", "Vodafone"),
    value=parse_money("£1.5m"),
    milestones=(
        Milestone("contract_award", forecast=When.day(date(2016, 4, 1))),
        Milestone("service_transfer", forecast=TBC),
    ),
    own=(("o", "yes"),),
)
TWO = Contract("b", reference="HST-01", title="Hosting\ntwo lines", rag="amber")


@pytest.fixture
def portfolio() -> Portfolio:
    return Portfolio().with_rows(
        [
            ("tower", "t", Tower("t", "Networks")),
            ("contract", "a", ONE),
            ("contract", "b", TWO),
            ("own_field", "o", OwnField("o", "Board seen", "text", 0)),
        ]
    )


def told(block: Block) -> list[tuple[str, str, str, str, str]]:
    return [(line.contract, line.field, line.old, line.new, line.why) for line in block.lines]


def test_rows_are_copied_with_headers_and_no_formula(portfolio: Portfolio) -> None:
    made = copied_rows.copied([ONE, TWO], portfolio, ["suppliers", "value", "owner", "phase", "x.o"], TODAY)
    lines = pasted_block.cells_of(made.text)
    assert lines[0] == [
        "Reference", "Title", "Supplier", "Headline value", "Contract owner", "Phase", "Board seen",
        "Contract award, forecast", "Service transfer, forecast",
    ]  # fmt: skip
    assert lines[1] == [
        "NET-01", "Networks", "BT; Vodafone", "£1.5m", "=HYPERLINK(1)", "Defining", "yes", "1 Apr 2016", "TBC",
    ]  # fmt: skip
    assert lines[2][1] == "Hosting\ntwo lines"
    assert "'=HYPERLINK(1)" in made.text
    assert "\t=HYPERLINK" not in made.text
    assert ">=HYPERLINK" not in made.html
    assert "mso-number-format:'\\@'" in made.html
    assert "Hosting<br>two lines" in made.html


def test_what_was_copied_changes_nothing_when_it_is_pasted(portfolio: Portfolio) -> None:
    made = copied_rows.copied([ONE, TWO], portfolio, ["suppliers", "value", "rag", "owner", "phase", "next"], TODAY)
    block = pasted_block.read_block(portfolio, pasted_block.cells_of(made.text))
    assert told(block) == []
    assert set(block.left) == {"Headline value", "Phase", "Next date"}


def test_a_block_becomes_changes(portfolio: Portfolio) -> None:
    text = (
        "Ref\tOwner\tContract award, forecast\tRAG\tBoard seen\tShoe size\n"
        "NET-01\tHead of ICT\tQ1 2016/17\t\tno\t9\n"
        "HST-01\t\t31/02/2016\tmauve\t\t\n"
        "HST-01\t\t\tred\t\t\n"
        "XXX-99\tNobody\t\t\t\t\n"
    )
    block = pasted_block.read_block(portfolio, pasted_block.cells_of(text))
    assert told(block) == [
        ("NET-01", "Contract owner", "=HYPERLINK(1)", "Head of ICT", ""),
        ("NET-01", "Contract award, forecast", "1 Apr 2016", "Q1 2016/17", ""),
        ("NET-01", "Board seen", "yes", "no", ""),
        ("HST-01", "Contract award, forecast", "", "31/02/2016", "can’t be read: no such day"),
        ("HST-01", "RAG", "Amber", "mauve", "can’t be read: not red, amber or green"),
        ("HST-01", "RAG", "Amber", "red", "it stands in the block twice"),
        ("XXX-99", "", "", "", "no contract of that name"),
    ]
    assert block.left == ("Shoe size",)
    changed = block.change_set(TODAY)
    assert isinstance(changed, ChangeSet)
    assert changed.label == "Paste 3 values from Excel"
    after = portfolio.apply(changed).contracts["a"]
    assert after.owner == "Head of ICT"
    assert after.own == (("o", "no"),)


def test_two_columns_for_one_field_are_never_both_taken(portfolio: Portfolio) -> None:
    block = pasted_block.read_block(portfolio, [["Reference", "Owner", "Owner"], ["NET-01", "A", "B"]])
    assert [line.why for line in block.lines] == ["", "it stands in the block twice"]
    assert portfolio.apply(block.change_set(TODAY)).contracts["a"].owner == "A"


def test_a_block_without_names_is_refused(portfolio: Portfolio) -> None:
    with pytest.raises(SiamdeskError, match="no column of references or titles"):
        pasted_block.read_block(portfolio, [["Owner", "RAG"], ["Someone", "red"]])


def test_a_column_goes_to_contracts_in_turn_and_one_value_to_all(portfolio: Portfolio) -> None:
    block = pasted_block.read_column(portfolio, ["a", "b"], "rag", ["green", ""])
    assert told(block) == [("NET-01", "RAG", "", "green", "")]
    block = pasted_block.read_column(portfolio, ["a", "b"], "rag", ["Amber"])
    assert told(block) == [("NET-01", "RAG", "", "Amber", "")]
    assert block.same == 1

"""What a hand can change, and what waits for a date that moves."""

from datetime import date

import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.contract import Contract, Dependency, Milestone, OwnField, Settings, Tower
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.session import edits

TODAY = date(2016, 3, 1)


def forecast(kind: str, words: str) -> Milestone:
    return Milestone(kind, 1, None, when_words.parse(words), None)


@pytest.fixture
def portfolio() -> Portfolio:
    rows = [
        Settings(),
        Tower("t1", "Networks", ("LAN",)),
        OwnField("o1", "Priority", "integer"),
        Contract("a", "A-1", "Integrator", "t1", milestones=(forecast("contract_award", "1 May 2016"),)),
        Contract("b", "B-1", "Network", "t1", milestones=(forecast("service_transfer", "Jun 2016"),)),
        Contract("c", "C-1", "Hosting", milestones=(forecast("service_transfer", "from Aug 2016"),)),
        Contract("d", "D-1", "Apps", milestones=(forecast("service_transfer", "TBC"),)),
        Dependency("ab", "a", "contract_award", "b", "service_transfer"),
        Dependency("bc", "b", "service_transfer", "c", "service_transfer"),
        Dependency("cb", "c", "service_transfer", "b", "service_transfer"),
        Dependency("ad", "a", "contract_award", "d", "service_transfer"),
    ]
    return Portfolio().apply(ChangeSet("made", tuple(Make(row) for row in rows), TODAY))


def test_values_are_read_as_they_are_typed(portfolio: Portfolio) -> None:
    assert edits.read(portfolio, "tower_id", "LAN") == "t1"
    assert edits.read(portfolio, "predecessor_id", "b-1") == "b"
    assert edits.read(portfolio, "suppliers", "BT; Sky") == ("BT", "Sky")
    assert edits.read(portfolio, "suppliers", " ") == ()
    assert edits.read(portfolio, "x.o1", "7") == "7"
    assert edits.read(portfolio, "title", "") is None
    assert edits.read(portfolio, "award_value", "£1.2m").basis == "award"  # type: ignore[union-attr]
    for key, text in (("tower_id", "Catering"), ("contract_award.forecast", "31/02/2016"), ("predecessor_id", "Q-9")):
        with pytest.raises(Unreadable):
            edits.read(portfolio, key, text)


def test_a_field_of_several_contracts_is_one_step(portfolio: Portfolio) -> None:
    made = edits.set_field(portfolio, ["a", "b"], "owner", "Head of ICT", TODAY)
    assert (made.label, len(made.changes)) == ("Contract owner of 2 contracts", 2)
    after = portfolio.apply(made)
    assert {after.contracts[each].owner for each in "ab"} == {"Head of ICT"}
    assert edits.set_field(after, ["a", "b"], "owner", "Head of ICT", TODAY).changes == ()


def test_what_waits_for_a_later_date_moves_along_as_far(portfolio: Portfolio) -> None:
    new = When.day(date(2016, 5, 31))
    waiting = edits.waiting_for(portfolio, "a", "contract_award.forecast", new)
    assert [(each.contract, each.key, each.new.edtf) for each in waiting] == [
        ("B-1", "service_transfer.forecast", "2016-07-01/2016-07-30"),
        ("C-1", "service_transfer.forecast", "2016-08-31/.."),
    ]
    made = edits.move_date(portfolio, "a", "contract_award.forecast", new, TODAY, waiting)
    assert made.label == "Contract award, forecast of A-1 and 2 that wait for it"
    after = portfolio.apply(made)
    assert after.contracts["b"].milestones[0].forecast == waiting[0].new


def test_nothing_waits_for_an_earlier_date_or_one_without_an_end(portfolio: Portfolio) -> None:
    for words in ("1 Apr 2016", "TBC", "from May 2017"):
        assert edits.waiting_for(portfolio, "a", "contract_award.forecast", when_words.parse(words)) == ()
    assert edits.waiting_for(portfolio, "a", "contract_award.baseline", When.day(date(2017, 1, 1))) == ()


def test_a_new_contract_makes_its_tower_where_there_is_none(portfolio: Portfolio) -> None:
    made, contract_id = edits.new_contract(portfolio, "Printing", "P-1", "Print", TODAY)
    after = portfolio.apply(made)
    contract = after.contracts[contract_id]
    assert (contract.title, contract.reference, after.towers[contract.tower_id or ""].name) == (
        "Printing",
        "P-1",
        "Print",
    )
    made, contract_id = edits.new_contract(portfolio, "Wi-Fi", "", "lan", TODAY)
    assert portfolio.apply(made).contracts[contract_id].tower_id == "t1"
    with pytest.raises(SiamdeskError, match="title or a reference"):
        edits.new_contract(portfolio, " ", "", "Print", TODAY)


def test_withdrawing_is_a_change_that_can_be_undone(portfolio: Portfolio) -> None:
    made = edits.withdraw(portfolio, ["b"], TODAY)
    assert made.label == "Withdraw B-1"
    assert portfolio.apply(made).contracts["b"].withdrawn is True

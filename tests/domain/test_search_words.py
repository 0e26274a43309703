from dataclasses import replace
from datetime import date

from siamdesk.domain.contract import Contract, Tower
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.query import asked
from siamdesk.domain.search_words import wording

TODAY = date(2016, 6, 1)
HELD = Portfolio().with_rows(
    [
        ("tower", "t", Tower("t", "Networks")),
        ("contract", "a", Contract("a", title="Wide area", tower_id="t", predecessor_id="b")),
        ("contract", "b", Contract("b", title="Local area", suppliers=("BT",))),
    ]
)


def ids(words: str, held: Portfolio) -> list[str]:
    return [each.id for each in asked(words, held).filter(held, TODAY)]


def test_words_are_worked_out_once_for_a_portfolio() -> None:
    assert wording(HELD) is wording(HELD)
    assert wording(HELD, "suppliers") is wording(HELD, "suppliers")


def test_what_has_changed_since_is_seen() -> None:
    assert ids("wide", HELD) == ["a"]
    renamed = HELD.with_rows([("contract", "a", replace(HELD.contracts["a"], title="Radio"))])
    assert ids("wide", renamed) == []
    assert ids("radio", renamed) == ["a"]
    assert ids("area", renamed) == ["b"]
    assert ids("wide", HELD) == ["a"]


def test_a_tower_under_another_name_is_seen() -> None:
    assert ids("networks", HELD) == ["a"]
    renamed = HELD.with_rows([("tower", "t", Tower("t", "Voice"))])
    assert ids("networks", renamed) == []
    assert ids("tower:voice", renamed) == ["a"]


def test_a_contract_named_by_another_is_seen_under_its_new_title() -> None:
    assert ids('predecessor_id:"local area"', HELD) == ["a"]
    renamed = HELD.with_rows([("contract", "b", replace(HELD.contracts["b"], title="Switches"))])
    assert ids("predecessor_id:switches", renamed) == ["a"]


def test_a_withdrawn_contract_does_not_shift_the_words_of_the_others() -> None:
    withdrawn = HELD.with_rows([("contract", "a", replace(HELD.contracts["a"], withdrawn=True))])
    assert ids("local", withdrawn) == ["b"]
    assert ids("area -supplier:bt", withdrawn) == []


def test_only_some_contracts_are_looked_through_in_the_order_given() -> None:
    some = [HELD.contracts["b"], HELD.contracts["a"]]
    assert [each.id for each in asked("area", HELD).filter(HELD, TODAY, some)] == ["b", "a"]
    assert [each.id for each in asked("local", HELD).filter(HELD, TODAY, some)] == ["b"]

"""The text of a filter, taken apart and put together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain import query_text
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.query import Query

HELD = Portfolio().with_rows(
    [
        ("contract", str(n), Contract(str(n), title=f"C{n}", owner=owner, suppliers=suppliers, rag=rag))
        for n, (owner, suppliers, rag) in enumerate(
            [("Ann", ("BT",), "red"), ("Ann Lee", ("BT", "CSC"), "amber"), (None, ("Atos",), None)]
        )
    ]
)


def found(text: str) -> str:
    return "".join(each.id for each in Query.parse(text).filter(HELD, date(2015, 10, 2)))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("owner=Ann", "0"),
        ("owner:Ann", "01"),
        ("owner=Ann|none", "02"),
        ('owner="Ann Lee"|none', "12"),
        ("rag=red|amber", "01"),
        ("-rag=red|amber", "2"),
        ('supplier="BT; CSC"|"Atos"', "12"),
        ("C0|C2", "02"),
        ("rag=red|amber owner=Ann", "0"),
    ],
)
def test_any_of_several_values_will_do(text: str, ids: str) -> None:
    assert found(text) == ids


def test_terms_are_taken_out_one_by_one() -> None:
    text = 'tower:network  value>50m -supplier:csc "service desk" rag=red|amber'
    assert [part.typed for part in query_text.parts(text)] == [
        "tower:network", "value>50m", "-supplier:csc", '"service desk"', "rag=red|amber",
    ]  # fmt: skip
    assert query_text.without(text, 1) == 'tower:network -supplier:csc "service desk" rag=red|amber'


def test_the_values_of_a_field_are_chosen_anew() -> None:
    text = "network owner=Ann value>5m"
    assert query_text.chosen(text, "owner") == ("Ann",)
    assert query_text.chosen(text, "value") is None
    assert query_text.choosing(text, "owner", ["Ann Lee", "none"]) == 'network value>5m owner="Ann Lee"|none'
    assert query_text.choosing(text, "owner", None) == "network value>5m"


@given(st.lists(st.text(st.characters(exclude_characters='"', exclude_categories=["C", "Z"]), min_size=1), min_size=1))
def test_what_was_chosen_is_what_is_read(values: list[str]) -> None:
    text = query_text.choosing("network", "owner", values)
    assert query_text.chosen(text, "owner") == tuple(values)
    assert query_text.choosing(text, "owner", None) == "network"


def test_a_quotation_mark_is_written_twice() -> None:
    text = query_text.choosing("", "owner", ['Ann "Bee" Smith', "none"])
    assert text == 'owner="Ann ""Bee"" Smith"|none'
    assert query_text.chosen(text, "owner") == ('Ann "Bee" Smith', "none")
    assert [part.texts for part in query_text.parts('title:"""" x')] == [('"',), ("x",)]
    held = HELD.with_rows([("contract", "3", Contract("3", title="C3", owner='Ann "Bee" Smith'))])
    asked = Query.parse('owner="Ann ""Bee"" Smith"')
    assert [each.id for each in asked.filter(held, date(2015, 10, 2))] == ["3"]


_values = st.lists(st.text(min_size=1).filter(lambda text: text.strip() == text), min_size=1, max_size=4)


@given(_values)
def test_values_are_chosen_whatever_is_in_them(values: list[str]) -> None:
    text = query_text.choosing("rag=red", "owner", values)
    assert query_text.chosen(text, "owner") == tuple(values)
    assert query_text.chosen(text, "rag") == ("red",)


@pytest.mark.parametrize("text", ['owner="Ann', 'owner="Ann ""', '"', 'owner=""', '"a" "b"'])
def test_a_filter_half_typed_is_taken_apart(text: str) -> None:
    assert all(part.typed for part in query_text.parts(text))

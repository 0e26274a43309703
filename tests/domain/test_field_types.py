from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import lines, values

from siamdesk.domain import field_types
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import (
    BOOLEAN,
    BRITISH,
    CHOICE,
    INTEGER,
    LINK,
    LINKS,
    LIST,
    LONG_TEXT,
    MONEY,
    MONTHS,
    OWN_TYPES,
    RAG,
    TEXT,
    WHEN,
    FieldType,
    Reading,
    canonical,
    folded,
    matching,
    restored,
)
from siamdesk.domain.money import Basis, Money, Vat
from siamdesk.domain.when import TBC, When

few = settings(max_examples=40)
TYPES = (TEXT, LONG_TEXT, CHOICE, LINK, INTEGER, MONTHS, RAG, BOOLEAN, LIST, LINKS, WHEN, MONEY)


def test_every_type_is_tried() -> None:
    defined = {value for value in vars(field_types).values() if isinstance(value, FieldType)}
    assert defined == set(TYPES)


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
@few
@given(data=st.data())
def test_what_is_stored_is_loaded_back_to_the_letter(kind: FieldType, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    stored = canonical(kind, value)
    assert isinstance(stored, str | int)
    again = restored(kind, stored)
    assert type(again) is type(value)
    assert again == value
    assert canonical(kind, again) == stored


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
@few
@given(data=st.data())
def test_only_values_that_are_the_same_are_stored_alike(kind: FieldType, data: st.DataObject) -> None:
    one, other = data.draw(values(kind)), data.draw(values(kind))
    if canonical(kind, one) == canonical(kind, other):
        assert one == other


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_a_blank_is_stored_as_nothing(kind: FieldType) -> None:
    blank = () if kind in (LIST, LINKS) else None
    assert canonical(kind, blank) is None
    assert restored(kind, None) == blank


@pytest.mark.parametrize("kind", [INTEGER, MONTHS, RAG, BOOLEAN, LIST, LINKS], ids=lambda kind: kind.name)
@few
@given(data=st.data())
def test_what_is_shown_is_read_back(kind: FieldType, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    assert kind.parse(kind.show(value), BRITISH) == value


@pytest.mark.parametrize("kind", OWN_TYPES.values(), ids=lambda kind: kind.name)
@few
@given(data=st.data())
def test_a_value_of_an_own_column_is_read_from_its_text(kind: FieldType, data: st.DataObject) -> None:
    value = data.draw(values(kind))
    assert kind.load(str(canonical(kind, value))) == value


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (TEXT, " as typed\u00a0", " as typed\u00a0"),
        (CHOICE, " Light touch\u00a0", "Light touch"),
        (INTEGER, "1,250", 1250),
        (INTEGER, "\u00a07.0 ", 7),
        (INTEGER, "-3", -3),
        (MONTHS, "24", 24),
        (MONTHS, "2 years", 24),
        (MONTHS, "1.5 yrs", 18),
        (MONTHS, "1 Year", 12),
        (MONTHS, "18 mths", 18),
        (MONTHS, "120 months", 120),
        (BOOLEAN, " YES", True),
        (BOOLEAN, "✓", True),
        (BOOLEAN, "n", False),
        (RAG, "A", "amber"),
        (RAG, "Amber/Red", "red"),
        (RAG, "Amber/Green", "amber"),
        (RAG, " green ", "green"),
        (LIST, "CSC; Fujitsu\nBT;", ("CSC", "Fujitsu", "BT")),
        (LIST, " ; ", ()),
        (LINKS, "Networks", ("Networks",)),
        (WHEN, "tbc", TBC),
    ],
)
def test_texts_are_read(kind: FieldType, text: str, value: object) -> None:
    assert kind.parse(text, BRITISH) == value


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (INTEGER, "seven", "not a whole number"),
        (INTEGER, "", "not a whole number"),
        (INTEGER, "7.5", "not a whole number"),
        (INTEGER, "nan", "not a whole number"),
        (INTEGER, "inf", "not a whole number"),
        (INTEGER, "1000000001", "not a whole number"),
        (MONTHS, "1.1 years", "not a whole number"),
        (MONTHS, "some years", "not a whole number"),
        (MONTHS, "1e300 years", "not a whole number"),
        (MONTHS, "two", "not a whole number"),
        (BOOLEAN, "perhaps", "neither yes nor no"),
        (BOOLEAN, "", "neither yes nor no"),
        (RAG, "blue", "not red, amber or green"),
    ],
)
def test_what_cannot_be_read_says_why(kind: FieldType, text: str, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        kind.parse(text, BRITISH)
    assert caught.value.why == why


def test_money_and_dates_are_read_as_the_reading_says() -> None:
    reading = Reading(
        day_first=False, fy_start=1, currency="USD", scale=Decimal(1000), basis=Basis.AWARD, vat=Vat.EXCLUDED
    )
    assert MONEY.parse("5", reading) == Money(Decimal(5000), Decimal(5000), "USD", Basis.AWARD, Vat.EXCLUDED)
    assert WHEN.parse("3/4/2016", reading) == When.day(date(2016, 3, 4))
    assert WHEN.parse("3/4/2016", BRITISH) == When.day(date(2016, 4, 3))
    assert WHEN.parse("Q1 2016/17", reading) != WHEN.parse("Q1 2016/17", BRITISH)


@pytest.mark.parametrize(
    ("text", "plain", "matched"),
    [
        ("  Networks ", "Networks", "networks"),
        ("a\u00a0b\u202fc", "a b c", "a b c"),
        ("a\r\nb\rc", "a\nb\nc", "a b c"),
        ("Cafe\u0301", "Caf\u00e9", "caf\u00e9"),
        ("STRASSE  Straße", "STRASSE  Straße", "strasse strasse"),
    ],
)
def test_texts_are_folded_for_comparing_and_for_matching(text: str, plain: str, matched: str) -> None:
    assert folded(text) == plain
    assert matching(text) == matched


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert folded(matching(text)) == matching(text)


@given(st.lists(lines, min_size=1))
def test_the_items_of_a_list_keep_their_order(items: list[str]) -> None:
    assert LIST.load(LIST.store(tuple(items))) == tuple(items)

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import DATE_KEYS, OWN_KEYS, texts, values, whens

from siamdesk.domain import fields
from siamdesk.domain.compare import same_field
from siamdesk.domain.contract import Contract, Tower
from siamdesk.domain.field_types import LINKS, LIST, Value
from siamdesk.domain.merge import Identities, Sent, Verdict, decide, find_tower, tower_words
from siamdesk.domain.when import TBC

few = settings(max_examples=80, deadline=None)


@st.composite
def sides(draw: st.DrawFn, n: int) -> list[Value]:
    """`n` values of one field, blank now and then."""
    plain = {field.key: field for field in fields.ENTITIES["contract"].fields}
    key = draw(st.sampled_from([*plain, *DATE_KEYS, *OWN_KEYS]))
    if key in plain:
        blank: Value = () if plain[key].type in (LIST, LINKS) else None
        some = values(plain[key].type)
    else:
        blank, some = None, texts if key in OWN_KEYS else whens()
    return draw(st.lists(st.one_of(st.just(blank), some, some), min_size=n, max_size=n))


def is_blank(value: Value) -> bool:
    return value is None or value in {(), ""}


@few
@given(sides(2))
def test_theirs_as_sent_gives_nothing(side: list[Value]) -> None:
    sent, ours = side
    assert decide(Sent(sent), ours, sent) is Verdict.SAME


@few
@given(sides(2))
def test_ours_as_sent_gives_theirs(side: list[Value]) -> None:
    sent, theirs = side
    assume(not same_field(sent, theirs))
    expected = Verdict.CLEARED if is_blank(theirs) else Verdict.CHANGED
    assert decide(Sent(sent), sent, theirs) is expected


@few
@given(sides(2), st.booleans())
def test_both_alike_is_no_conflict(side: list[Value], known: bool) -> None:  # noqa: FBT001
    sent, both = side
    assert decide(Sent(sent) if known else None, both, both) is Verdict.SAME


@few
@given(sides(3))
def test_all_three_different_is_a_conflict(side: list[Value]) -> None:
    sent, ours, theirs = side
    assume(not same_field(sent, ours) and not same_field(sent, theirs) and not same_field(ours, theirs))
    assert decide(Sent(sent), ours, theirs) is Verdict.CONFLICT


@few
@given(sides(2))
def test_a_first_import_fills_blanks_and_overwrites_nothing(side: list[Value]) -> None:
    ours, theirs = side
    assume(not same_field(ours, theirs))
    verdict = decide(None, ours, theirs)
    if is_blank(theirs):
        assert verdict is Verdict.SAME
    elif is_blank(ours):
        assert verdict is Verdict.CHANGED
    else:
        assert verdict is Verdict.CONFLICT


@pytest.mark.parametrize(
    ("sent", "ours", "theirs", "verdict"),
    [
        (None, None, False, Verdict.CHANGED),
        (False, False, None, Verdict.CLEARED),
        (0, 0, None, Verdict.CLEARED),
        ("Networks", "Networks", " Networks\u00a0", Verdict.SAME),
        (None, None, TBC, Verdict.CHANGED),
        (TBC, TBC, None, Verdict.CLEARED),
    ],
)
def test_no_zero_and_tbc_are_something(sent: Value, ours: Value, theirs: Value, verdict: Verdict) -> None:
    assert decide(Sent(sent), ours, theirs) is verdict


CONTRACTS = (
    Contract("c1", reference="A-1", title="Network services", suppliers=("BT",)),
    Contract("c2", reference="A-1", title="Payroll", suppliers=("SSCL",)),
    Contract("c3", title="Service desk", tower_id="t1"),
    Contract("c4", title="Service desk", tower_id="t2"),
    Contract("c5", title="Hosting", tower_id="t1"),
    Contract("c6", title="Hosting", tower_id="t1"),
)


@pytest.mark.parametrize(
    ("row_key", "values_", "found"),
    [
        ("linked", {"reference": "A-1", "title": "Payroll"}, "c3"),
        ("x", {"reference": " a-1", "title": "Network Services "}, "c1"),
        ("x", {"reference": "A-1", "title": "Payroll and HR"}, "c2"),
        ("x", {"reference": "A-1", "title": "Something else"}, None),
        ("x", {"reference": "A-1", "title": "Something else", "suppliers": ("bt", "CSC")}, "c1"),
        ("x", {"reference": "A-1"}, None),
        ("x", {"reference": "A-2", "title": "Network services"}, None),
        ("x", {"title": "service  DESK", "tower_id": "t2"}, "c4"),
        ("x", {"title": "Service desk"}, None),
        ("x", {"title": "Hosting", "tower_id": "t1"}, None),
        ("x", {}, None),
    ],
)
def test_the_contract_a_row_speaks_of(row_key: str, values_: dict[str, Value], found: str | None) -> None:
    assert Identities({"linked": "c3"}, CONTRACTS).find(row_key, values_) == found


TOWERS = (
    Tower("t1", "Networks", ("WAN/LAN",)),
    Tower("t2", "End-user services", ("EUS",)),
    Tower("t3", "Hosting"),
    Tower("t4", "Hosting services", ("Data centre",)),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("networks", "t1"),
        ("Network Services tower", "t1"),
        ("LAN & WAN", "t1"),
        ("eus", "t2"),
        ("End user service", "t2"),
        ("The ICT Network", "t1"),
        # Named in full it is the one; by its words alone it might be either.
        ("hosting", "t3"),
        ("Hosting tower", None),
        ("data  centre", "t4"),
        ("Applications", None),
        ("Services", None),
        ("", None),
    ],
)
def test_towers_by_name_and_alias(name: str, found: str | None) -> None:
    tower = find_tower(name, iter(TOWERS))
    assert (tower.id if tower is not None else None) == found


def test_the_words_of_a_tower() -> None:
    assert tower_words("(End-User) Services & Networks tower") == {"end", "user", "network"}
    assert tower_words("the services") == frozenset()

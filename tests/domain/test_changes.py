from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import changed_fields, made

from siamdesk.domain import fields, rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Remove, Set, edits, inverse, inverted, new_id
from siamdesk.domain.contract import Contract, Milestone, Tower
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Source
from siamdesk.domain.when import TBC, When

DAY = date(2016, 3, 31)
SOURCE = Source("register", "r1", None, "a.xlsx", "Contracts", "abc")
entities = st.sampled_from(list(fields.ENTITIES))


def letter(portfolio: Portfolio) -> dict[str, dict[str, dict[str, object]]]:
    """Every value of every row in its canonical form, so that words count too."""
    return {
        entity: {
            row_id: {key: rows.stored(entity, key, value) for key, value in rows.filled(row).items()}
            for row_id, row in held.items()
        }
        for entity, held in portfolio.rows.items()
    }


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    chosen = draw(st.lists(entities, min_size=1, max_size=3, unique=True))
    return Portfolio().with_rows(
        (entity, row_id, draw(made(entity, row_id))) for entity in chosen for row_id in ("1", "2")
    )


@st.composite
def change_sets(draw: st.DrawFn, portfolio: Portfolio) -> ChangeSet:
    changes: list[Change] = []
    now = portfolio
    for _ in range(draw(st.integers(1, 5))):
        entity = draw(entities)
        row_id = draw(st.sampled_from(["1", "2", "3"]))
        held = now.row(entity, row_id)
        change: Change
        if held is None:
            change = Make(draw(made(entity, row_id)))
        elif draw(st.booleans()):
            change = Remove(held)
        else:
            key, new = draw(changed_fields(entity))
            change = Set(entity, row_id, key, rows.get(held, key), new)
        changes.append(change)
        now = now.apply(ChangeSet("one", (change,), DAY))
    return ChangeSet("all", tuple(changes), DAY)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_set_and_its_inverse_come_to_nothing(data: st.DataObject) -> None:
    before = data.draw(portfolios())
    change_set = data.draw(change_sets(before))
    after = before.apply(change_set)
    back = after.apply(ChangeSet("back", inverted(change_set.changes), DAY))
    assert letter(back) == letter(before)
    again = back.apply(ChangeSet("again", inverted(inverted(change_set.changes)), DAY))
    assert letter(again) == letter(after)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_row_is_taken_apart_and_put_together_to_the_letter(data: st.DataObject) -> None:
    entity = data.draw(entities)
    row = data.draw(made(entity, "1"))
    again = rows.blank(entity, "1", rows.filled(row))
    assert again == row
    assert letter(Portfolio().with_rows([(entity, "1", again)])) == letter(Portfolio().with_rows([(entity, "1", row)]))


def test_the_inverse_of_each_kind_of_change() -> None:
    tower = Tower("t1", "Networks")
    assert inverse(Set("tower", "t1", "name", "A", "B", SOURCE, "H7", DAY)) == Set(
        "tower", "t1", "name", "B", "A", SOURCE, None, DAY
    )
    assert inverse(Make(tower, SOURCE, (("name", "A1"),), DAY)) == Remove(tower, SOURCE, DAY)
    assert inverse(Remove(tower, SOURCE, DAY)) == Make(tower, SOURCE, (), DAY)


def test_a_change_knows_its_row() -> None:
    made_row = Make(Contract("c1"))
    assert (made_row.entity, made_row.id) == ("contract", "c1")
    gone = Remove(Tower("t1", "Networks"))
    assert (gone.entity, gone.id) == ("tower", "t1")


def test_a_change_is_known_on_its_own_day_or_the_set_s() -> None:
    other = date(2017, 1, 1)
    own, of_set = Set("contract", "c1", "title", None, "a", known_on=other), Set("contract", "c1", "title", None, "a")
    change_set = ChangeSet("a", (own, of_set), DAY)
    assert change_set.origin is Origin.EDIT
    assert [change_set.known(change) for change in change_set.changes] == [other, DAY]


def test_edits_leave_out_what_stands_already() -> None:
    award = When.day(date(2016, 4, 1))
    contract = Contract("c1", title="Networks", suppliers=("CSC",), milestones=(Milestone("contract_award", 1, award),))
    wanted = {
        "title": "Networks",
        "owner": "A. Owner",
        "suppliers": (),
        "contract_award.baseline": award,
        "contract_award.forecast": TBC,
        "x.f1": "7",
    }
    assert edits(contract, wanted, SOURCE) == (
        Set("contract", "c1", "owner", None, "A. Owner", SOURCE),
        Set("contract", "c1", "suppliers", ("CSC",), (), SOURCE),
        Set("contract", "c1", "contract_award.forecast", None, TBC, SOURCE),
        Set("contract", "c1", "x.f1", None, "7", SOURCE),
    )


def test_a_change_of_words_alone_is_an_edit() -> None:
    day = When.day(date(2016, 4, 1))
    other = When(day.earliest, day.latest, day.form, "the first of April")
    contract = Contract("c1", milestones=(Milestone("contract_award", forecast=day),))
    assert other == day
    assert len(edits(contract, {"contract_award.forecast": other})) == 1


def test_an_edit_of_a_field_there_is_none_of_is_an_error() -> None:
    with pytest.raises(KeyError, match="contract has no field lunch"):
        edits(Contract("c1"), {"lunch": "soup"})


def test_ids_are_never_the_same() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000

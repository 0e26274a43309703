from datetime import date

import pytest

from siamdesk.domain.changes import Change, ChangeSet, Make, Remove, Set
from siamdesk.domain.contract import Contract, Milestone, Settings, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio, StaleEditError
from siamdesk.domain.when import When

DAY = date(2016, 3, 31)
BASE = Portfolio().with_rows(
    [
        ("tower", "t1", Tower("t1", "Networks")),
        ("contract", "c1", Contract("c1", title="One", tower_id="t1")),
        ("contract", "c2", Contract("c2", title="Two")),
    ]
)


def after(*changes: Change) -> Portfolio:
    return BASE.apply(ChangeSet("a step", changes, DAY))


def test_an_empty_portfolio_has_the_usual_settings() -> None:
    assert Portfolio().settings == Settings()
    assert Portfolio().contracts == {}


def test_what_a_set_does_not_touch_is_shared() -> None:
    changed = after(Set("contract", "c1", "title", "One", "First"))
    assert changed.contracts["c1"].title == "First"
    assert changed.contracts["c2"] is BASE.contracts["c2"]
    assert changed.rows["tower"] is BASE.rows["tower"]
    assert BASE.contracts["c1"].title == "One"
    assert list(changed.contracts) == ["c1", "c2"]


def test_changes_of_one_set_build_on_one_another() -> None:
    changed = after(
        Set("contract", "c1", "title", "One", "First"),
        Set("contract", "c1", "title", "First", "Number one"),
        Make(Contract("c3", title="Three")),
        Set("contract", "c3", "contract_award.forecast", None, When.day(DAY)),
        Remove(Contract("c2", title="Two")),
    )
    assert {c.id: c.title for c in changed.contracts.values()} == {"c1": "Number one", "c3": "Three"}
    assert changed.contracts["c3"].milestones == (Milestone("contract_award", forecast=When.day(DAY)),)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            Set("contract", "c1", "title", "Uno", "First"),
            "The value has changed since you looked at it: nothing was changed; look again.",
        ),
        (
            Set("contract", "c9", "title", None, "First"),
            "The contract is no longer there: nothing was changed; look again.",
        ),
        (Make(Tower("t1", "Networks")), "The tower is there already; nothing was changed."),
        (Remove(Tower("t9", "Hosting")), "The tower is no longer there: nothing was changed; look again."),
        (
            Remove(Contract("c1", title="Uno", tower_id="t1")),
            "The contract has changed since you looked at it: nothing was changed; look again.",
        ),
    ],
)
def test_a_stale_change_is_refused(change: Change, sentence: str) -> None:
    with pytest.raises(StaleEditError) as caught:
        after(Set("contract", "c2", "title", "Two", "Second"), change)
    assert str(caught.value) == sentence
    assert BASE.contracts["c2"].title == "Two"


def test_what_a_row_cannot_be_without_stays() -> None:
    with pytest.raises(SiamdeskError) as caught:
        after(Set("tower", "t1", "name", "Networks", None))
    assert str(caught.value) == "“Tower” of the tower can't be left blank; nothing was changed."


def test_words_alone_make_an_edit_stale() -> None:
    day = When.day(DAY)
    other = When(day.earliest, day.latest, day.form, "end of March")
    held = Portfolio().with_rows(
        [("contract", "c1", Contract("c1", milestones=(Milestone("contract_award", forecast=day),)))]
    )
    with pytest.raises(StaleEditError):
        held.apply(ChangeSet("a", (Set("contract", "c1", "contract_award.forecast", other, None),), DAY))


def test_rows_are_put_in_and_taken_out() -> None:
    changed = BASE.with_rows([("contract", "c1", None), ("contract", "c9", None), ("tower", "t2", Tower("t2", "SIAM"))])
    assert list(changed.contracts) == ["c2"]
    assert list(changed.towers) == ["t1", "t2"]
    assert changed.row("tower", "t9") is None

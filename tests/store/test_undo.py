"""Undo and redo: across reopening, each author their own, and never over somebody else's words."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest
from small import CLOCK, MARCH, OCTOBER, SOURCE, letter, make, picture, step, title, whole

from siamdesk.domain.changes import ChangeSet, Make, Origin, Remove, Set
from siamdesk.domain.contract import Contract, Milestone, OwnField, Strand
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.when import TBC
from siamdesk.session import import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.store.document import Document, Step

TODAY = date(2016, 4, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "a.siamdesk")


def titles(path: Path) -> tuple[str | None, ...]:
    with Document.open(path, write=False) as document:
        return tuple(contract.title for contract in document.load().contracts.values())


def do(path: Path, work: Callable[[Document], object]) -> None:
    """One step with the document opened for it alone."""
    with Document.open(path) as document:
        work(document)
    whole(path)


def test_undo_and_redo_across_reopening(path: Path) -> None:
    do(path, lambda document: document.apply(title("WAN", "B")))
    do(path, lambda document: document.apply(title("B", "C")))
    for expected in ("B", "WAN", "Wide area network"):
        do(path, lambda document: document.undo("", TODAY))
        assert titles(path)[0] == expected
    for expected in ("WAN", "B", "C"):
        do(path, lambda document: document.redo("", TODAY))
        assert titles(path)[0] == expected
    with Document.open(path) as document:
        with pytest.raises(SiamdeskError) as caught:
            document.redo("", TODAY)
        assert str(caught.value) == "There is nothing of yours to do again."


def test_what_can_be_taken_back_is_named(path: Path) -> None:
    with Document.open(path) as document:
        assert document.undoable("") == Step(2, "WAN", Origin.EDIT, MARCH, CLOCK)
        assert document.undoable("A") == Step(1, "Import TTPi.xlsx", Origin.IMPORT, OCTOBER, CLOCK)
        assert document.undoable("B") is None
        assert document.redoable("") == Step(3, "Pay", Origin.EDIT, MARCH, CLOCK)
        assert document.redoable("A") is None
        document.redo("", TODAY)
        assert document.undoable("") == Step(3, "Pay", Origin.EDIT, MARCH, CLOCK)
        assert document.redoable("") is None
        with pytest.raises(SiamdeskError) as caught:
            document.undo("B", TODAY)
        assert str(caught.value) == "There is nothing of yours to undo."


def test_undo_says_which_rows_it_gave_back(path: Path) -> None:
    with Document.open(path) as document:
        applied = document.undo("", TODAY)
        assert applied.touched == (("contract", "c1", document.load().contracts["c1"]),)
        assert applied.seq == 5
        entry = document.entry(5)
        assert (entry.change_set.label, entry.change_set.undoes, entry.change_set.origin) == (
            "Undo: WAN",
            2,
            Origin.UNDO,
        )
        assert entry.change_set.known_on == TODAY
        document.redo("", TODAY)
        assert document.entry(6).change_set.label == "Redo: WAN"
        assert [e.live for e in document.entries()] == [True, True, False, True, False, True]


def test_undo_does_not_write_on_the_day_it_was_done_but_as_if_it_never_was(path: Path) -> None:
    with Document.open(path) as document:
        document.undo("", date(2020, 1, 1))
        assert document.as_known(MARCH).contracts["c1"].title == "Wide area network"
        assert document.last_known() == OCTOBER
        document.redo("", date(2020, 1, 1))
        assert document.last_known() == MARCH


def test_redo_is_gone_after_a_new_edit(path: Path) -> None:
    with Document.open(path) as document:
        assert document.redoable("") is not None
        document.apply(title("WAN", "New"))
        assert document.redoable("") is None
        document.undo("", TODAY)
        step_ = document.redoable("")
        assert step_ is not None
        assert step_.label == "New"


def test_undo_back_and_forth_many_times(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(title("WAN", "B"))
        for _ in range(4):
            document.undo("", TODAY)
            assert document.load().contracts["c1"].title == "WAN"
            document.undo("", TODAY)
            assert document.load().contracts["c1"].title == "Wide area network"
            document.redo("", TODAY)
            document.redo("", TODAY)
            assert document.load().contracts["c1"].title == "B"
    whole(path)


def test_each_author_takes_back_their_own(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(title("WAN", "Ann's", author="Ann"))
        document.apply(title("Payroll", "Bob's", "c2", author="Bob"))
        document.undo("Ann", TODAY)
        assert [c.title for c in document.load().contracts.values()] == ["WAN", "Bob's"]
        assert document.redoable("Bob") is None
        document.undo("Bob", TODAY)
        document.redo("Ann", TODAY)
        assert [c.title for c in document.load().contracts.values()] == ["Ann's", "Payroll"]
    whole(path)


def test_undo_is_refused_where_somebody_has_changed_the_same_since(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(title("WAN", "Ann's", author="Ann"))
        document.apply(title("Ann's", "Bob's", author="Bob"))
        before = picture(path.parent)
        with pytest.raises(SiamdeskError) as caught:
            document.undo("Ann", TODAY)
        assert str(caught.value) == "“Ann's” can't be undone: “Bob's” has changed the same since."
        assert picture(path.parent) == before
        document.undo("Bob", TODAY)
        document.undo("Ann", TODAY)
        assert document.load().contracts["c1"].title == "WAN"
    whole(path)


def test_redo_is_refused_where_somebody_has_changed_the_same_since(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(title("WAN", "Ann's", author="Ann"))
        document.undo("Ann", TODAY)
        document.apply(title("WAN", "Bob's", author="Bob"))
        with pytest.raises(SiamdeskError) as caught:
            document.redo("Ann", TODAY)
        assert str(caught.value) == "“Ann's” can't be done again: “Bob's” has changed the same since."
        assert document.load().contracts["c1"].title == "Bob's"
        document.undo("Bob", TODAY)
        document.redo("Ann", TODAY)
        assert document.load().contracts["c1"].title == "Ann's"
    whole(path)


def test_another_field_of_the_same_row_is_in_nobody_s_way(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(title("WAN", "Ann's", author="Ann"))
        document.apply(step("Bob's", Set("contract", "c1", "owner", None, "Bob"), author="Bob"))
        document.undo("Ann", TODAY)
        contract = document.load().contracts["c1"]
        assert (contract.title, contract.owner) == ("WAN", "Bob")
    whole(path)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (Make(Contract("c3", title="Mine")), Set("contract", "c3", "owner", None, "Bob")),
        (Make(Contract("c3", title="Mine")), Remove(Contract("c3", title="Mine"))),
        (Set("contract", "c2", "owner", None, "Ann"), Remove(Contract("c2", title="Payroll", owner="Ann"))),
        (
            Set("contract", "c1", "contract_award.forecast", TBC, None),
            Set("contract", "c1", "contract_award.forecast", None, TBC),
        ),
        (Set("contract", "c1", "x.f1", "Croydon", "A"), Set("contract", "c1", "x.f1", "A", "B")),
    ],
)
def test_whole_rows_and_every_kind_of_field_are_guarded(tmp_path: Path, mine: Set | Make, theirs: Set | Remove) -> None:
    path = tmp_path / "a.siamdesk"
    with Document.create(path) as document:
        document.apply(
            step(
                "base",
                Make(Contract("c1", milestones=(Milestone("contract_award", forecast=TBC),))),
                Make(Contract("c2", title="Payroll")),
            )
        )
        held = document.load()
        if mine.entity == "contract" and isinstance(mine, Set) and mine.field == "x.f1":
            document.apply(step("own", Make(OwnField("f1", "Place")), Set("contract", "c1", "x.f1", None, "Croydon")))
        document.apply(step("Ann's", mine, author="Ann"))
        document.apply(step("Bob's", theirs, author="Bob"))
        with pytest.raises(SiamdeskError) as caught:
            document.undo("Ann", TODAY)
        assert str(caught.value) == "“Ann's” can't be undone: “Bob's” has changed the same since."
        document.undo("Bob", TODAY)
        document.undo("Ann", TODAY)
        present = document.load()
        assert present.contracts["c2"] == held.contracts["c2"]
        assert present.contracts["c1"].milestones == held.contracts["c1"].milestones
        assert "c3" not in present.contracts
    whole(path)


def test_undo_is_refused_where_something_hangs_on_what_was_made(path: Path) -> None:
    before = whole(path)
    with Document.open(path) as document:
        document.apply(step("Ann's", Make(Contract("c3", title="Mine")), author="Ann"))
        document.apply(step("Bob's", Make(Strand("s9", "c3", "HR")), author="Bob"))
        with pytest.raises(SiamdeskError) as caught:
            document.undo("Ann", TODAY)
        assert str(caught.value) == "Something else in the portfolio still refers to this; nothing was changed."
        document.undo("Bob", TODAY)
        document.undo("Ann", TODAY)
    assert whole(path) == before


def test_a_removed_row_comes_back_with_what_hung_on_it(path: Path) -> None:
    row = Contract("c3", title="Mine", milestones=(Milestone("go_live", 2, forecast=TBC),), own=(("f1", "Leeds"),))
    with Document.open(path) as document:
        document.apply(step("made", Make(row)))
        document.apply(step("gone", Remove(row)))
        document.undo("", TODAY)
        assert document.load().contracts["c3"] == row
    whole(path)


def test_a_back_dated_set_is_taken_back_too(path: Path) -> None:
    before = whole(path)
    day = OCTOBER + timedelta(10)
    with Document.open(path) as document:
        document.apply(step("late", Set("contract", "c1", "title", "Wide area network", "Then"), known_on=day))
        assert document.as_known(day).contracts["c1"].title == "Then"
        assert document.load().contracts["c1"].title == "WAN"
        document.undo("", TODAY)
        assert document.as_known(day).contracts["c1"].title == "Wide area network"
    assert whole(path) == before


def test_undoing_what_was_known_first_keeps_what_was_known_later(path: Path) -> None:
    """The set that made a row is taken back where an older one, read late, has made it too."""
    with Document.open(path) as document:
        document.apply(step("newer", Make(Contract("c3", title="Newer", owner="B")), author="Ann"))
        early = Make(Contract("c3", title="Older", route="Open"))
        document.apply(step("older", early, known_on=OCTOBER - timedelta(1), author="Bob"))
        contract = document.load().contracts["c3"]
        assert (contract.title, contract.owner, contract.route) == ("Newer", "B", "Open")
        document.undo("Bob", TODAY)
        assert document.load().contracts["c3"] == Contract("c3", title="Newer", owner="B")
        document.redo("Bob", TODAY)
        document.undo("Bob", TODAY)
    whole(path)


def test_the_base_of_a_register_moves_back_with_its_import(path: Path) -> None:
    with Document.open(path) as document:
        changes = (
            Set("register", "r1", "snapshot", "s1", "s2", SOURCE),
            Set("contract", "c1", "title", "WAN", "As in April", SOURCE, "B7"),
        )
        imported = ChangeSet("Import TTPi.xlsx", changes, MARCH, Origin.IMPORT, "Ann")
        document.apply(imported, snapshots={"s2": ("y", b"raw cells in April")})
        assert document.snapshot(document.load().registers["r1"].snapshot or "") == b"raw cells in April"
        document.undo("Ann", TODAY)
        assert document.load().registers["r1"].snapshot == "s1"
        document.redo("Ann", TODAY)
        assert document.snapshot(document.load().registers["r1"].snapshot or "") == b"raw cells in April"
    whole(path)


def test_an_import_is_taken_back_and_comes_up_again_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.siamdesk"
    samples = resources.files("siamdesk.resources") / "samples"
    with resources.as_file(samples) as folder, Session.create(path, "Ann").closing() as session:
        first, second = folder / "TTPi register 2015-10-02.xlsx", folder / "TTPi register 2016-03.xlsx"
        import_register.accept(session, import_register.plan(session, first, Choice(OCTOBER)))
        before = letter(session.portfolio)
        plan = import_register.plan(session, second, Choice(MARCH))
        import_register.accept(session, plan)
        after = letter(session.portfolio)
        assert after != before
        session.undo(TODAY)
        assert letter(session.portfolio) == before == letter(session.document.load())
        again = import_register.plan(session, second, Choice(MARCH))
        assert [(item.kind, item.label, item.shown) for item in again.items] == [
            (item.kind, item.label, item.shown) for item in plan.items
        ]
        session.redo(TODAY)
        assert letter(session.portfolio) == after == letter(session.document.load())
    assert whole(path) == after

"""Going from one moment of the history to another comes to what the whole fold comes to."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import small
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Remove, Set
from siamdesk.domain.compare import Comparison, Difference, compare
from siamdesk.domain.contract import Contract, Milestone, OwnField, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.store import folds, moving
from siamdesk.store.document import Document
from siamdesk.store.moving import Moment

DAY_0 = date(2015, 10, 1)
IDS = ("c1", "c2")
OFTEN = ("title", "contract_award.forecast")
FIELDS = (*OFTEN * 3, "suppliers", "withdrawn", "contract_award.actual", "go_live#2.baseline", "x.f")

days = st.integers(0, 4).map(lambda n: DAY_0 + timedelta(n))
a_row, a_field, a_value = st.sampled_from(IDS), st.sampled_from(FIELDS), st.integers(0, 3)
sets = st.tuples(st.just("set"), a_row, days, a_field, a_value)
steps = st.one_of(
    sets,
    sets,
    sets,
    st.tuples(st.just("two days"), a_row, days, days, a_field, a_value),
    st.tuples(st.sampled_from(["make", "remove"]), a_row, days),
    st.just(("undo",)),
    st.sampled_from([("undo",), ("redo",), ("next day",)]),
)
histories = st.lists(steps, min_size=6, max_size=25)


def value(key: str, n: int) -> object:
    if n == 0:
        return () if key == "suppliers" else None
    if key == "suppliers":
        return tuple("ABC"[:n])
    if key == "withdrawn":
        return n == 1
    return When.day(DAY_0 + timedelta(30 * n)) if "." in key and not key.startswith("x.") else "abcd"[n]


class Journal:
    """A document filled by steps; those that the door refuses leave nothing."""

    def __init__(self, folder: Path) -> None:
        self.document = Document.create(folder / "a.siamdesk")
        self.clock = datetime(2020, 1, 1, 12, tzinfo=UTC)
        begin = (
            Make(Tower("t", "Networks")),
            Make(OwnField("f", "Site")),
            Make(Contract("c1", title="first", tower_id="t")),
        )
        self.document.apply(ChangeSet("begin", begin, DAY_0), recorded_at=self.clock)

    def take(self, name: str, *rest: object) -> None:
        if name == "next day":
            self.clock += timedelta(1)
            return
        try:
            if name in {"undo", "redo"}:
                getattr(self.document, name)("", DAY_0 + timedelta(5), recorded_at=self.clock)
            else:
                self.document.apply(self._set(name, *rest), recorded_at=self.clock)
        except SiamdeskError:
            return

    def _set(self, name: str, row_id: str, day: date, *rest: object) -> ChangeSet:
        held = self.whole(Moment(day, 10**6)).contracts.get(row_id)
        changes: list[Change] = []
        if name == "make":
            dates = (Milestone("contract_award", forecast=When.day(day)),)
            changes = [Make(Contract(row_id, title=f"made {day}", tower_id="t", milestones=dates))]
        elif held is not None and name == "remove":
            changes = [Remove(held)]
        elif held is not None and name == "set":
            changes = [self._change(held, *rest)]
        elif held is not None:
            later, key, n = rest
            first = self._change(held, key, n)
            changes = [first, Set("contract", row_id, str(key), first.new, first.old, known_on=max(day, later))]
        if not changes:
            raise SiamdeskError("There is no such row on that day.")
        return ChangeSet(name, tuple(changes), day)

    def _change(self, held: Contract, key: object, n: object) -> Set:
        return Set("contract", held.id, str(key), rows.get(held, str(key)), value(str(key), int(str(n))))

    def whole(self, moment: Moment) -> Portfolio:
        with self.document._reading() as connection:
            return folds.fold(connection, known_on=moment.known_on, up_to=moment.up_to)


def moments(journal: Journal) -> list[Moment]:
    last = journal.document.next_seq() - 1
    known = [DAY_0 - timedelta(1), *(DAY_0 + timedelta(n) for n in range(6)), date.max]
    return [Moment(day, number) for day in known for number in range(last + 1)]


@given(histories, st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_from_any_moment_to_any_other(taken: list[tuple], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        with journal.document:
            for step in taken:
                journal.take(*step)
            for _ in range(8):
                start, end = (data.draw(st.sampled_from(moments(journal))) for _ in range(2))
                held, wanted = journal.whole(start), journal.whole(end)
                with journal.document._reading() as connection, pytest.MonkeyPatch.context() as patch:
                    # Rows as they are made one by one, and as they are made together.
                    patch.setattr(moving, "MANY", data.draw(st.sampled_from([0, 400])))
                    patch.setattr(moving, "FEW", data.draw(st.sampled_from([1, 400])))
                    found = moving.moved(connection, held, start, end)
                assert {c: found.contracts[c] for c in found.contracts} == wanted.contracts
                assert len(found.contracts) == len(wanted.contracts)
                there, back = compare(held, found), compare(found, held)
                assert small.letter(found) == small.letter(wanted)
                assert (told(there), told(back)) == (told(compare(held, wanted)), told(compare(wanted, held)))


def told(made: Comparison) -> tuple[set[str], set[str], list[Difference]]:
    """What a comparison says, whatever the order of the contracts."""
    return set(made.came), set(made.went), sorted(made.moved, key=lambda each: each.contract_id)


@given(histories, st.lists(st.tuples(st.booleans(), st.integers(-1, 7)), max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_document_shows_what_the_whole_fold_shows_wherever_one_looks_next(
    taken: list[tuple], asked: list[tuple[bool, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder))
        with journal.document as document:
            document.load()
            for step in taken[::2]:
                journal.take(*step)
            for is_known, n in asked:
                day = DAY_0 + timedelta(n) if is_known else date(2020, 1, 1) + timedelta(n)
                found = document.as_known(day) if is_known else document.as_recorded(day)
                with document._reading() as connection:
                    whole = (
                        folds.fold(connection, known_on=day) if is_known else folds.fold(connection, recorded_by=day)
                    )
                assert small.letter(found) == small.letter(whole)
                assert document.known_days() == known_days(document)
                for step in taken[1::2][:1]:
                    journal.take(*step)


def known_days(document: Document) -> list[date]:
    live = [document.entry(each.seq).change_set for each in document.entries() if each.live]
    return sorted({each.known(change) for each in live if each.undoes is None for change in each.changes})


def test_what_somebody_else_writes_meanwhile_is_seen(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with journal.document, Document.open(tmp_path / "a.siamdesk", write=False) as reader:
        reader.load()
        for n in range(4):
            journal.take("set", "c1", DAY_0 + timedelta(n), "title", 1 + n % 3)
            journal.take("undo") if n == 2 else None
            for day in (DAY_0, DAY_0 + timedelta(1), DAY_0 + timedelta(9)):
                assert small.letter(reader.as_known(day)) == small.letter(journal.whole(Moment(day, 10**6)))


def test_a_clock_that_went_back_is_folded_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    with journal.document as document:
        document.load()
        journal.take("set", "c1", DAY_0, "title", 1)
        journal.clock -= timedelta(3)
        journal.take("set", "c1", DAY_0, "title", 2)
        early = journal.clock.date()
        with document._reading() as connection:
            assert folds.last_recorded(connection, early) is None
            whole = folds.fold(connection, recorded_by=early)
        assert small.letter(document.as_recorded(early)) == small.letter(whole)


def test_a_far_state_is_made_row_by_row_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "MANY", 0)
    journal = Journal(tmp_path)
    with journal.document as document:
        present = document.load()
        journal.take("set", "c1", DAY_0 + timedelta(3), "title", 1)
        document.remember(present.with_rows([("contract", "c1", document.as_known(date.max).contracts["c1"])]))
        before = document.as_known(DAY_0)
        assert not before.is_settled
        assert "c1" in before.contracts
        assert "c9" not in before.contracts
        assert list(before.contracts) == ["c1"]
        assert before.contracts["c1"].title == "first"
        assert before.settled().is_settled
        assert before == before.settled()

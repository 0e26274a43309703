"""The journal against a model of it that is nothing but lists and dicts."""

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from siamdesk.domain import rows
from siamdesk.domain.changes import ChangeSet, Make, Remove, Set
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.store.document import Document

DAY_0 = date(2015, 10, 1)
IDS = ("c1", "c2", "c3")
FIELDS = ("title", "owner", "contract_award.forecast", "service_transfer#2.actual")

days = st.integers(0, 8).map(lambda n: DAY_0 + timedelta(n))
texts = st.sampled_from(["", "a", "b", "£ “x”\nnew line"]).map(lambda text: text or None)
whens = st.one_of(st.none(), days.map(When.day))


@dataclass
class Recorded:
    known_on: date
    operations: list[tuple]
    recorded_on: date
    undone: bool = False
    live_by_day: dict[date, bool] = field(default_factory=dict)


def fold(sets: list[Recorded], known_on: date, recorded_by: date | None = None) -> dict[str, dict[str, object]]:
    """The state by the definition: sets known by that day, those undone left out, in order of knowing, then entry."""
    state: dict[str, dict[str, object]] = {}
    for one in sorted(sets, key=lambda each: each.known_on):
        alive = not one.undone if recorded_by is None else _alive_at(one, recorded_by)
        if one.known_on > known_on or not alive:
            continue
        for operation, row_id, *rest in one.operations:
            if operation == "make":
                state[row_id] = state.get(row_id, {}) | rest[0]
            elif operation == "remove":
                state.pop(row_id, None)
            elif row_id in state:
                state[row_id][rest[0]] = rest[1]
    return {row_id: {k: v for k, v in each.items() if v is not None} for row_id, each in state.items()}


def _alive_at(one: Recorded, day: date) -> bool:
    known = [d for d in one.live_by_day if d <= day]
    return bool(known) and one.live_by_day[max(known)]


def seen(portfolio: Portfolio) -> dict[str, dict[str, object]]:
    return {c.id: rows.filled(c) for c in portfolio.contracts.values()}


class JournalMachine(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.siamdesk"
        self.document = Document.create(self.path)
        self.memory = self.document.load()
        self.sets: list[Recorded] = []
        self.clock = datetime(2020, 1, 1, 12, tzinfo=UTC)
        self.undone: list[Recorded] = []

    def teardown(self) -> None:
        if hasattr(self, "document"):
            self.document.close()
            self.folder.cleanup()

    def _apply(self, changes: list, operations: list[tuple], known_on: date) -> None:
        applied = self.document.apply(ChangeSet("step", tuple(changes), known_on), recorded_at=self.clock)
        if applied.touched is None:
            self.memory = self.memory.apply(ChangeSet("step", tuple(changes), known_on))
        else:
            self.memory = self.memory.with_rows(applied.touched)
        recorded = Recorded(known_on, operations, self.clock.date())
        recorded.live_by_day[self.clock.date()] = True
        self.sets.append(recorded)
        self.undone.clear()

    @rule(row_id=st.sampled_from(IDS), title=texts, award=whens, known_on=days)
    def make(self, row_id: str, title: str | None, award: When | None, known_on: date) -> None:
        if row_id in fold(self.sets, known_on):
            return
        dates = (Milestone("contract_award", forecast=award),) if award else ()
        row = Contract(row_id, title=title, milestones=dates)
        self._apply([Make(row)], [("make", row_id, rows.filled(row))], known_on)

    @rule(row_id=st.sampled_from(IDS), key=st.sampled_from(FIELDS), text=texts, when=whens, known_on=days)
    def edit(self, row_id: str, key: str, text: str | None, when: When | None, known_on: date) -> None:
        held = fold(self.sets, known_on).get(row_id)
        new = when if "." in key else text
        if held is None or held.get(key) == new:
            return
        change = Set("contract", row_id, key, held.get(key), new)
        self._apply([change], [("set", row_id, key, new)], known_on)

    @rule(row_id=st.sampled_from(IDS), known_on=days)
    def remove(self, row_id: str, known_on: date) -> None:
        row = self.document.as_known(known_on).contracts.get(row_id)
        if row is not None:
            self._apply([Remove(row)], [("remove", row_id)], known_on)

    @rule()
    def undo(self) -> None:
        alive = [one for one in self.sets if not one.undone]
        if not alive:
            assert self.document.undoable("") is None
            return
        applied = self.document.undo("", DAY_0, recorded_at=self.clock)
        self.memory = self.memory.with_rows(applied.touched or ())
        alive[-1].undone = True
        alive[-1].live_by_day[self.clock.date()] = False
        self.undone.append(alive[-1])

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        applied = self.document.redo("", DAY_0, recorded_at=self.clock)
        self.memory = self.memory.with_rows(applied.touched or ())
        again = self.undone.pop()
        again.undone = False
        again.live_by_day[self.clock.date()] = True

    @precondition(lambda self: not self.undone)
    @rule()
    def nothing_to_redo(self) -> None:
        assert self.document.redoable("") is None

    @rule()
    def next_day(self) -> None:
        self.clock += timedelta(days=1)

    @rule()
    def reopen(self) -> None:
        self.document.close()
        self.document = Document.open(self.path)

    @rule(known_on=days)
    def stale_edit(self, known_on: date) -> None:
        before = len(self.document.entries())
        wrong = Set("contract", "c1", "title", "never was this", "x")
        try:
            self.document.apply(ChangeSet("stale", (wrong,), known_on))
        except SiamdeskError:
            assert len(self.document.entries()) == before
        else:
            raise AssertionError("a stale edit went in")

    @invariant()
    def present_is_the_whole_fold(self) -> None:
        if hasattr(self, "document"):
            loaded = seen(self.document.load())
            assert loaded == fold(self.sets, date.max)
            assert seen(self.memory) == loaded

    @rule(day=days)
    def as_known(self, day: date) -> None:
        assert seen(self.document.as_known(day)) == fold(self.sets, day)

    @rule(ago=st.integers(0, 3))
    def as_recorded(self, ago: int) -> None:
        day = self.clock.date() - timedelta(ago)
        recorded = [one for one in self.sets if one.recorded_on <= day]
        assert seen(self.document.as_recorded(day)) == fold(recorded, date.max, day)


TestJournal = JournalMachine.TestCase
TestJournal.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)

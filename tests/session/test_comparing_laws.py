"""What holds of any two points of any history: registers read late, steps taken back, reviews closed and all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Remove, Set
from siamdesk.domain.compare import same_field
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Review
from siamdesk.domain.when import TBC, DayRange, When
from siamdesk.session import comparing
from siamdesk.session.comparing import Moved, Point
from siamdesk.session.session import Session

DAY_0, CLOCK = date(2015, 10, 1), datetime(2020, 1, 1, 12, tzinfo=UTC)
AWARD = "contract_award"
FIELDS = ("title", f"{AWARD}.forecast", f"{AWARD}.forecast", f"{AWARD}.actual", "suppliers")

days = st.integers(0, 4).map(lambda n: DAY_0 + timedelta(n))
rows_of = st.sampled_from(["c1", "c2"])
widths = st.sampled_from([0, 0, 0, 9, 30, None])
edit = st.tuples(st.just("edit"), rows_of, days, st.sampled_from(FIELDS), widths)
steps = st.one_of(
    *[edit] * 5,
    st.tuples(st.sampled_from(["make", "remove", "withdraw"]), rows_of, days),
    st.tuples(st.just("close"), days),
    st.sampled_from([("undo",), ("redo",), ("next day",)]),
)
histories = st.lists(steps, min_size=5, max_size=25)
points = st.one_of(
    st.sampled_from(["now", "baseline", "review", "review"]),
    st.integers(-1, 5).map(lambda n: f"{DAY_0 + timedelta(n)}"),
    st.integers(-1, 4).map(lambda n: f"recorded {CLOCK.date() + timedelta(n)}"),
)
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


class History:
    """A portfolio in which no two sets ever say the same, so that what is shown tells by which set it was said."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.clock = CLOCK
        self.number = 0
        self.known: dict[Value, date] = {}
        self.recorded: dict[Value, date] = {}
        self.reviews = 0
        self.take("make", "c1", DAY_0)

    def take(self, name: str, *rest: object) -> None:
        self.number += 1
        if name == "next day":
            self.clock += timedelta(1)
            return
        document = self.session.document
        try:
            if name in {"undo", "redo"}:
                getattr(document, name)("", DAY_0, recorded_at=self.clock)
            else:
                document.apply(getattr(self, f"_{name}")(*rest), recorded_at=self.clock)
        except SiamdeskError:
            return
        self.session.portfolio = document.load()

    def _held(self, row_id: str, day: date) -> Contract:
        held = self.session.document.as_known(day).contracts.get(row_id)
        if held is None:
            raise SiamdeskError("There is no such contract on that day.")
        return held

    def _set(self, day: date, change: Change, *said: Value) -> ChangeSet:
        for value in said:
            self.known[value], self.recorded[value] = day, self.clock.date()
        return ChangeSet(f"set {self.number}", (change,), day)

    def _make(self, row_id: str, day: date) -> ChangeSet:
        baseline, title = When.day(date(2016, 1, 1)), f"made {self.number}"
        forecast = self._value(f"{AWARD}.forecast", 0)
        dates = (Milestone(AWARD, 1, baseline, forecast if isinstance(forecast, When) else None),)
        return self._set(day, Make(Contract(row_id, title=title, milestones=dates)), title, forecast)

    def _remove(self, row_id: str, day: date) -> ChangeSet:
        return self._set(day, Remove(self._held(row_id, day)))

    def _withdraw(self, row_id: str, day: date) -> ChangeSet:
        held = self._held(row_id, day)
        return self._set(day, Set("contract", row_id, "withdrawn", held.withdrawn, not held.withdrawn or None))

    def _edit(self, row_id: str, day: date, key: str, width: int | None) -> ChangeSet:
        new = self._value(key, width)
        said = (new,) if new != TBC else ()
        return self._set(day, Set("contract", row_id, key, rows.get(self._held(row_id, day), key), new), *said)

    def _close(self, day: date) -> ChangeSet:
        self.reviews += 1
        last = self.session.document.next_seq() - 1
        return self._set(day, Make(Review(f"r{self.reviews}", f"review {self.reviews}", When.day(day), None, last)))

    def _value(self, key: str, width: int | None) -> Value:
        if key == "title":
            return f"said {self.number}"
        if key == "suppliers":
            return (f"supplier {self.number}",)
        if width is None:
            return TBC
        first = date(2016, 1, 1) + timedelta(7 * self.number)
        return When.of_edtf(f"{first}/{first + timedelta(width)}")

    def point(self, words: str) -> Point:
        if words == "review" and not self.session.portfolio.reviews:
            words = "now"
        if words == "review":
            return comparing.of_review(self.session, list(self.session.portfolio.reviews.values())[-1])
        return comparing.point(self.session, words)


@contextmanager
def history(taken: list[tuple[object, ...]]) -> Iterator[History]:
    with tempfile.TemporaryDirectory() as folder, Session.create(Path(folder) / "a.siamdesk", "").closing() as session:
        made = History(session)
        for name, *rest in taken:
            made.take(str(name), *rest)
        yield made


def negative(days: DayRange | None) -> DayRange | None:
    if days is None:
        return None
    most = -days.least if days.least is not None else None
    return DayRange(-days.most if days.most is not None else None, most)


def told(moved: Moved, *, mirrored: bool = False) -> tuple[object, ...]:
    """What a comparison says of a field; mirrored, what it says the other way round."""
    if not mirrored:
        steps = [(s.before, s.after, s.days, s.known_on, s.source, s.is_back) for s in moved.steps]
        return moved.contract.id, moved.key, moved.before, moved.after, moved.days, steps
    back = [(s.after, s.before, negative(s.days), s.known_on, s.source, not s.is_back) for s in moved.steps[::-1]]
    return moved.contract.id, moved.key, moved.after, moved.before, negative(moved.days), back


@given(histories, points, points)
@SLOW
def test_there_and_back_mirror_each_other(taken: list[tuple[object, ...]], one: str, other: str) -> None:
    with history(taken) as made:
        start, end = made.point(one), made.point(other)
        there, back = (comparing.between(made.session, *ends) for ends in ((start, end), (end, start)))
        assert {each.id for each in there.came} == {each.id for each in back.went}
        assert {each.id for each in there.went} == {each.id for each in back.came}
        assert sorted(map(told, there.moved), key=repr) == sorted(
            (told(each, mirrored=True) for each in back.moved), key=repr
        )


@given(histories, points, points)
@SLOW
def test_the_steps_lead_from_the_one_value_to_the_other(taken: list[tuple[object, ...]], one: str, other: str) -> None:
    with history(taken) as made:
        compared = comparing.between(made.session, made.point(one), made.point(other))
        assume(compared.moved)
        for moved in compared.moved:
            values = [moved.before, *(step.after for step in moved.steps)]
            assert [step.before for step in moved.steps] == values[:-1]
            assert same_field(values[-1], moved.after)
            assert all(not same_field(step.before, step.after) for step in moved.steps)


@given(histories, points, points)
@SLOW
def test_the_steps_of_a_slip_add_up_to_the_whole(taken: list[tuple[object, ...]], one: str, other: str) -> None:
    """As ranges they can but widen, and do so by exactly the widths of the dates in between."""
    with history(taken) as made:
        compared = comparing.between(made.session, made.point(one), made.point(other))
        slips = [each for each in compared.moved if each.days is not None and all(step.days for step in each.steps)]
        for moved in slips:
            between = [step.after for step in moved.steps[:-1]]
            widths = sum((date.latest - date.earliest).days for date in between)
            assert sum(step.days.least for step in moved.steps) == moved.days.least - widths
            assert sum(step.days.most for step in moved.steps) == moved.days.most + widths


def shown(portfolio: Portfolio) -> Iterator[Value]:
    for contract in portfolio.contracts.values():
        values = rows.filled(contract)
        yield from (value for key, value in values.items() if key in FIELDS and value != TBC)


@given(histories, st.integers(-1, 5))
@SLOW
def test_as_known_never_shows_what_was_known_later(taken: list[tuple[object, ...]], n: int) -> None:
    day = DAY_0 + timedelta(n)
    with history(taken) as made:
        assert all(made.known[value] <= day for value in shown(made.point(f"{day}").portfolio))


@given(histories, st.integers(-1, 4))
@SLOW
def test_as_recorded_never_shows_what_was_entered_later(taken: list[tuple[object, ...]], n: int) -> None:
    day = CLOCK.date() + timedelta(n)
    with history(taken) as made:
        assert all(made.recorded[value] <= day for value in shown(made.point(f"recorded {day}").portfolio))


def test_the_histories_have_something_to_say() -> None:
    """The laws above would hold of nothing, too."""
    taken = [("edit", "c1", DAY_0 + timedelta(n), f"{AWARD}.forecast", 9) for n in (1, 3, 2)]
    with history(taken) as made:
        (moved,) = comparing.between(made.session, made.point(f"{DAY_0}"), made.point("now")).moved
        assert [step.known_on.day for step in moved.steps] == [2, 3, 4]
        (back,) = comparing.between(made.session, made.point("now"), made.point(f"{DAY_0 + timedelta(1)}")).moved
        assert [(step.known_on.day, step.is_back) for step in back.steps] == [(4, True), (3, True)]


def test_a_contract_removed_and_made_anew_has_lost_also_what_was_entered_since() -> None:
    taken = [
        ("remove", "c1", DAY_0 + timedelta(2)),
        ("make", "c1", DAY_0 + timedelta(2)),
        ("edit", "c1", DAY_0 + timedelta(1), f"{AWARD}.actual", 0),
    ]
    with history(taken) as made:
        compared = comparing.between(made.session, made.point(f"{DAY_0 + timedelta(1)}"), made.point("now"))
        (step,) = next(each for each in compared.moved if each.key == f"{AWARD}.actual").steps
        assert (step.after, step.source) == (None, "set 2")


def test_against_the_baselines_a_contract_need_not_be_there_any_more() -> None:
    with history([("remove", "c1", DAY_0 + timedelta(2))]) as made:
        start = made.point(f"{DAY_0}")
        assert [each.contract.id for each in comparing.between(made.session, start, made.point("baseline")).moved] == [
            "c1"
        ]

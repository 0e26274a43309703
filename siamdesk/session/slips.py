"""Why late: a difference between two points taken apart into the steps that made it.

The steps go from what held at the one point to what held at the other, each from where the one before left off: what
counts only at the first is taken back, the last first; then what counts only at the second is added, in the order in
which it was known. What had no effect, because something known later stood already, is no step.

So the steps of a date that moved add up. Between dates with both ends closed, the least of the steps, summed, is the
least of the whole less the widths of the dates in between, and the most is the most of the whole plus those widths; an
exact date in between has none, and steps between exact dates add up to the day.
"""

from collections.abc import Iterator, Sequence

from siamdesk.domain import compare, lifecycle
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When, slippage
from siamdesk.session import comparing
from siamdesk.session.comparing import Comparison, Moved, Point, Step
from siamdesk.session.session import Session
from siamdesk.store.journal import Statement


def explained(session: Session, made: Comparison) -> Comparison:
    """The comparison with the steps of everything that moved."""
    wanted: dict[str, set[str]] = {}
    for each in made.moved:
        wanted.setdefault(each.contract.id, set()).update(_keys(each, made))
    said = session.document.statements_of("contract", wanted) if wanted else {}
    moved = tuple(
        each._replace(steps=tuple(steps(said.get(each.contract.id, ()), each, made.start, made.end)))
        for each in made.moved
    )
    return comparing.Comparison(made.start, made.end, moved, made.came, made.went)


def _keys(moved: Moved, made: Comparison) -> tuple[str, ...]:
    """The fields in which a difference was said: against its baseline, a date's forecast and its actual."""
    if not made.start.is_baseline and not made.end.is_baseline:
        return (moved.key,)
    stem = moved.key.rpartition(".")[0]
    return f"{stem}.forecast", f"{stem}.actual"


def steps(said: Sequence[Statement], moved: Moved, start: Point, end: Point) -> Iterator[Step]:
    """The steps from one point to another; `said` is what was ever said of the contract, in the order of knowing."""
    if end.is_baseline:
        back = Moved(moved.contract, moved.key, moved.label, moved.after, moved.before)
        for each in reversed(list(steps(said, back, end, start))):
            yield _mirrored(each)
        return
    portfolio = end.portfolio
    value = moved.before
    for one, new in _values(said, moved, start, end):
        after = _blank(moved) if new is None else new
        if not compare.same_field(value, after):
            yield _step(one, value, after, portfolio, is_back=not end.has(one))
        value = after


def _values(said: Sequence[Statement], moved: Moved, start: Point, end: Point) -> Iterator[tuple[Statement, Value]]:
    """What is taken back and what is added, each with the value that holds after it."""
    if start.is_baseline:
        held: dict[str, Value] = {}
        for each in said:
            if end.has(each) and lifecycle.split_milestone_key(each.field):
                held[each.field.rpartition(".")[2]] = each.new
                actual = held.get("actual")
                happened = isinstance(actual, When) and not actual.is_tbc
                yield each, actual if happened else held.get("forecast") or moved.before
        return
    mine = [each for each in said if each.field == moved.key]
    counts = [start.has(each) for each in mine]
    for place in reversed(range(len(mine))):
        if counts[place] and not end.has(mine[place]):
            is_last = not any(counts[place + 1 :])
            counts[place] = False
            if is_last:
                yield mine[place], next((mine[n].new for n in reversed(range(place)) if counts[n]), None)
    for place, each in enumerate(mine):
        if not counts[place] and end.has(each):
            counts[place] = True
            if not any(counts[place + 1 :]):
                yield each, each.new


def _blank(moved: Moved) -> Value:
    return () if isinstance(moved.before, tuple) or isinstance(moved.after, tuple) else None


def _step(said: Statement, before: Value, after: Value, portfolio: Portfolio, *, is_back: bool) -> Step:
    both = isinstance(before, When) and isinstance(after, When)
    days = slippage(before, after) if both else None  # type: ignore[arg-type]
    entered = said.recorded_at.date()
    late = (entered - said.known_on).days
    where = comparing.where(said, portfolio)
    return Step(before, after, days, said.known_on, where, late, entered, is_back)


def _mirrored(step: Step) -> Step:
    both = isinstance(step.before, When) and isinstance(step.after, When)
    days = slippage(step.after, step.before) if both else None  # type: ignore[arg-type]
    return Step(step.after, step.before, days, step.known_on, step.source, step.late, step.entered, not step.is_back)

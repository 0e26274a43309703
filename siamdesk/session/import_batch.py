"""Several registers brought home at once: each planned on what those before it leave, all of it applied as one step.

They are taken in the order of the days they are known on, so that an older one never overwrites a newer.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from siamdesk.domain import in_turn, rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Set
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio, StaleEditError
from siamdesk.register import inspection
from siamdesk.session import import_register, late, rivals
from siamdesk.session.import_plan import Decisions, ImportPlan
from siamdesk.session.import_register import Choice
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session, Touched


@dataclass(frozen=True, slots=True)
class Batch:
    """What bringing some registers home would do, in the order in which it is applied."""

    plans: tuple[ImportPlan, ...]
    refused: tuple[str, ...] = ()
    """Why the others can't be read: a sentence each."""
    next_seq: int = 0
    """The number that the next step of the portfolio had when this was planned."""

    def undisputed(self) -> tuple[Decisions, ...]:
        """To take all that is taken unless somebody says no."""
        return tuple(each.undisputed() for each in self.plans)


def plan(
    session: Session,
    registers: Sequence[tuple[Path, Choice]],
    today: date,
    progress: Progress | None = None,
) -> Batch:
    """What bringing those registers home would do.

    A register that can't be read is told in `refused`, and the others go on. Nothing is changed.
    """
    progress = progress or Progress()
    refused: list[str] = []
    waiting: list[tuple[date, Path, Choice, inspection.Inspection]] = []
    by_hand: set[Path] = set()
    for n, (path, choice) in enumerate(registers):
        part = progress.part(0.6 * n / len(registers), 0.6 * (n + 1) / len(registers))

        def step(done: float, part: Progress = part, name: str = path.name) -> None:
            part.at(done, f"Reading {name}")

        step(0.0)
        fy_start = choice.fy_start or session.portfolio.settings.fy_start
        try:
            found = inspection.inspect(path, remembered=choice.mapping or None, fy_start=fy_start, step=step)
        except SiamdeskError as error:
            refused.append(str(error))
            continue
        if choice.known_on is not None:
            by_hand.add(path)
        dated = import_register.on_its_day(choice, found, today)
        waiting.append((dated.known_on or today, path, dated, found))
    waiting.sort(key=lambda each: (each[0], each[1].name))
    plans: list[ImportPlan] = []
    with _ground(session, len(waiting)) as ground:
        for n, (_, path, choice, found) in enumerate(waiting):
            part = progress.part(0.6 + 0.4 * n / len(waiting), 0.6 + 0.4 * (n + 1) / len(waiting))
            try:
                plans.append(import_register.plan(ground, path, choice, found, part))
            except SiamdeskError as error:
                refused.append(str(error))
                continue
            if ground is not session:
                import_register.accept(ground, plans[-1])
        made = rivals.disputed(plans, session.portfolio, ground.portfolio) if len(plans) > 1 else tuple(plans)
    dated_plans = tuple(replace(each, says_day=each.says_day or each.path in by_hand) for each in made)
    return Batch(dated_plans, tuple(refused), session.document.next_seq())


@contextmanager
def _ground(session: Session, count: int) -> Iterator[Session]:
    """What the registers are planned on: for more than one a copy, on which each finds what those before it say."""
    if count < 2:
        yield session
        return
    with tempfile.TemporaryDirectory(prefix="siamdesk-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "planning.siamdesk"
        session.document.save_as(path)
        with Session.open(path, author=session.author).closing() as ground:
            yield ground


def accept(session: Session, batch: Batch, decisions: Sequence[Decisions] | None = None) -> Touched:
    """Do what was decided about a batch, as one step; without decisions, take the undisputed.

    Raises `SiamdeskError` where the portfolio has changed since it was planned, and nothing has changed then.
    """
    decided = batch.undisputed() if decisions is None else decisions
    pairs = [(each, its) for each, its in zip(batch.plans, decided, strict=True) if not each.is_empty(its)]
    if not pairs:
        return frozenset()
    if session.document.next_seq() != batch.next_seq:
        raise StaleEditError("The portfolio has changed since these registers were read: read them again.")
    refused: frozenset[str] = frozenset().union(*(each.refused(its) for each, its in pairs))
    snapshots: dict[str, tuple[str, bytes]] = {}
    sets = []
    for each, its in pairs:
        change_set, pictures = each.change_set(its, session.author, refused)
        sets.append(change_set)
        snapshots |= pictures
    one = sets[0] if len(sets) == 1 else _together(session, sets)
    if any(each.late for each, _ in pairs):
        one = replace(one, changes=late.kept(session.document, one))
    return session.apply(one, snapshots)


_MOST_NAMED = 2


def _together(session: Session, sets: Sequence[ChangeSet]) -> ChangeSet:
    """One set that does what those sets do one after another, whatever was left out between them.

    Each change keeps the day on which it was known. A change of a row that is not there falls away, and so does one
    that changes nothing.
    """
    day = max(each.known_on for each in sets)
    names = [each.label for each in sets]
    if len(names) > _MOST_NAMED:
        label = f"Import {len(names)} registers"
    else:
        label = " and ".join([names[0], *(name.removeprefix("Import ") for name in names[1:])])
    changes: list[Change] = []
    for each in sets:
        own_day = None if each.known_on == day else each.known_on
        changes += (replace(change, known_on=change.known_on or own_day) for change in each.changes)
    whole = ChangeSet(label, tuple(changes), day, Origin.IMPORT, sets[0].author)
    return replace(whole, changes=tuple(_set_right(session, whole)))


def _set_right(session: Session, whole: ChangeSet) -> Iterator[Change]:
    """The changes, each setting out from what those before it leave."""
    last = session.document.last_known()
    known: dict[date, Portfolio] = {
        day: session.document.as_known(day) if day < last else session.portfolio for day in in_turn.days(whole)
    }
    steps = in_turn.Steps(whole, lambda day, key: known[day].row(*key))
    for change in whole.changes:
        present = steps.present(change)
        if isinstance(change, Make) is (present is not None):
            continue
        right = change
        if isinstance(change, Set) and present is not None:
            right = replace(change, old=rows.get(present, change.field))
            if in_turn.restates(right):
                continue
        steps.take(right)
        yield right

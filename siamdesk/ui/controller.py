"""Between the window and the session: every command of the window becomes a job, every outcome a signal."""

import tempfile
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import day_words
from siamdesk.session import reviews
from siamdesk.session.progress import Progress
from siamdesk.ui.register_jobs import RegisterJobs
from siamdesk.ui.tasks import Job, Outcome, Worker

if TYPE_CHECKING:
    from siamdesk.domain.changes import ChangeSet
    from siamdesk.session import left_open, pending
    from siamdesk.session.session import Session
    from siamdesk.session.trending import Trend
    from siamdesk.store.document import Step
    from siamdesk.store.journal import Statement


@dataclass(frozen=True, slots=True)
class Shown:
    """What the window shows: a portfolio of some day, and what is to be known about the document it is from."""

    portfolio: Portfolio = field(default_factory=Portfolio)
    path: Path | None = None
    name: str = ""
    """What the title bar calls the document."""
    read_only: str = ""
    """Why nothing can be changed; empty where everything can."""
    as_known: date | None = None
    compared_with: date | str | None = None
    """The day moves are measured from, or the words that name another point of the history; None for baselines."""
    compare: Portfolio | None = None
    undo: "Step | None" = None
    redo: "Step | None" = None
    known_days: tuple[date, ...] = ()
    pending: Mapping[str, int] = field(default_factory=dict)
    """How many cells wait to be handed back, by register id."""
    left_open: int = 0
    """How many items of earlier imports wait to be decided."""

    @property
    def compared_words(self) -> str:
        """The words that name the point moves are measured from; empty for the baselines."""
        return self.compared_with.isoformat() if isinstance(self.compared_with, date) else self.compared_with or ""

    @property
    def compared_name(self) -> str:
        """What the point that moves are measured from is called; empty for the baselines."""
        if isinstance(self.compared_with, date):
            return day_words(self.compared_with)
        return self.compared_with or ""


class Controller(QObject):
    """Holds what is shown, and gives the worker its jobs. All slots are called on the window's thread."""

    changed = Signal()
    """`shown` is another."""
    opened = Signal()
    """`shown` is of another document."""
    counted = Signal()
    """`shown` has another count of what waits to be decided or handed back."""
    written = Signal(object)
    """What became of each register that was handed back: a list of `Written`."""
    planned = Signal(object)
    """A batch of import plans waits to be looked at."""
    said = Signal(str)
    """One sentence for the user."""
    damaged = Signal(Path, Path)
    """A portfolio can't be read any more; the second is its newest sound backup."""
    faulted = Signal(str)
    busy = Signal(str)
    progressed = Signal(float, str)
    idle = Signal()
    looked_up = Signal(str, object)
    """A contract's id and the statements its values come from."""

    def __init__(self, today: date, author: str | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.shown = Shown()
        self._author = author
        self._looks = 0
        self._session: Session | None = None
        self._left_open: left_open.Counter | None = None
        self._pending: pending.Pending | None = None
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self.registers = RegisterJobs(self)
        self._worker = Worker(self)
        self._worker.started_job.connect(self.busy)
        self._worker.progressed.connect(self.progressed)
        self._worker.finished_job.connect(self._finish)
        self._worker.start()

    @property
    def is_open(self) -> bool:
        """Whether a portfolio is open."""
        return self._session is not None

    @property
    def is_busy(self) -> bool:
        """Whether work is under way."""
        return self._worker.is_busy

    def cancel(self) -> None:
        """Ask the work under way to stop."""
        self._worker.cancel()

    def close(self) -> None:
        """Let go of the document and end the worker."""
        self._worker.give(Job("Closing", lambda _: self._close_session(), lambda _: None))
        self._worker.stop()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    # Commands.

    def open(self, path: Path) -> None:
        """Open a portfolio in place of the one that is open."""

        def run(progress: Progress) -> "tuple[Session, str]":
            from siamdesk.session.session import Session  # noqa: PLC0415  SQLAlchemy is loaded after the window is up

            progress.at(0.1, f"Opening {path.name}")
            session = Session.open(path, author=self._author)
            if session.document.read_only:
                return session, ""
            try:
                session.document.back_up(self.today)
            except SiamdeskError as error:
                # The portfolio itself is sound: it opens, and the user hears that it has no backup of today.
                return session, f"Today's backup could not be kept. {error}"
            return session, ""

        def done(result: "tuple[Session, str]") -> None:
            session, note = result
            self._adopt(session)
            if note:
                self.said.emit(note)

        def refused(error: SiamdeskError) -> None:
            backup = getattr(error, "backup", None)
            if isinstance(backup, Path):
                self.damaged.emit(path, backup)
            else:
                self.said.emit(str(error))

        self._worker.give(Job(f"Opening {path.name}", run, done, refused))

    def open_backup(self, path: Path, backup: Path) -> None:
        """Open a copy of a backup in place of the portfolio at `path`, which is left as it is."""

        def run(progress: Progress) -> "Session":
            from siamdesk.session import unsaved  # noqa: PLC0415
            from siamdesk.session.session import Session  # noqa: PLC0415

            progress.at(0.1, f"Copying the backup of {path.name}")
            return Session.open(unsaved.copy_of_backup(path, backup), author=self._author)

        self.give(f"Copying the backup of {path.name}", run, self._adopt)

    def open_demo(self) -> None:
        """Open the sample portfolio, made anew in a folder that goes when the window closes."""
        self._temporary = self._temporary or tempfile.TemporaryDirectory(prefix="siamdesk-", ignore_cleanup_errors=True)
        path = Path(self._temporary.name) / f"TTPi sample {uuid.uuid4().hex[:8]}.siamdesk"

        def run(progress: Progress) -> "Session":
            from siamdesk.session import demo  # noqa: PLC0415

            registers = path.parent / path.stem
            registers.mkdir()
            return demo.create(path, progress, self._author, registers)

        self.give("Importing the sample registers", run, lambda session: self._adopt(session, "TTPi sample"))

    def new_from(self, registers: Sequence[Path]) -> None:
        """Start a new portfolio with registers; it lies in the program's own folder until it is saved under a name."""

        def run(progress: Progress) -> "Session":
            from siamdesk.session import unsaved  # noqa: PLC0415
            from siamdesk.session.session import Session  # noqa: PLC0415

            progress.at(0.0, "Making a new portfolio")
            return Session.create(unsaved.new_path(registers[0].stem if registers else "New portfolio"), self._author)

        def done(session: "Session") -> None:
            self._adopt(session)
            self.registers.plan_imports(registers)

        self.give("Making a new portfolio", run, done)

    def save_as(self, path: Path) -> None:
        """Copy the document to `path`, history and all, and go on with the copy."""
        session = self._session
        if session is None:
            return

        def run(progress: Progress) -> "Session":
            from siamdesk.session.session import Session  # noqa: PLC0415

            progress.at(0.1, f"Saving {path.name}")
            if session.document.path == path.absolute():
                raise SiamdeskError(f"{path.name} is this portfolio; every edit is on disk already.")
            session.document.save_as(path)
            return Session.open(path, author=self._author)

        self.give(f"Saving {path.name}", run, self._adopt)

    def share_copy(self, path: Path) -> None:
        """Write a copy without the history."""
        session = self._session
        if session is None:
            return

        def run(progress: Progress) -> None:
            progress.at(0.1, f"Writing {path.name}")
            session.document.share_copy(path, f"Share copy of {session.document.path.stem}", self.today)

        told = f"{path.name} is written; it holds the present and no history."
        self.give(f"Writing {path.name}", run, lambda _: self.said.emit(told))

    def edit(self, change_set: "ChangeSet") -> None:
        """Apply a change set that a hand has made; one without changes is no step."""
        if change_set.changes:
            self.apply(lambda session: reviews.in_review(session.portfolio, change_set))

    def apply(self, make: "Callable[[Session], ChangeSet]", then: Callable[[], None] | None = None) -> None:
        """Apply a change set that needs the session to be made; `then` follows once all of it is shown and counted."""

        def run(_: Progress) -> None:
            session = self.session()
            session.apply(replace(make(session), author=session.author))

        def done(_: None) -> None:
            self.refresh()
            if then is not None:
                self.give("", lambda _: None, lambda _: then())

        self.give("", run, done)

    def undo(self) -> None:
        """Take back the latest step."""
        self.give("Undoing", lambda _: self.session().undo(self.today), lambda _: self.refresh())

    def redo(self) -> None:
        """Do again what was taken back."""
        self.give("Doing again", lambda _: self.session().redo(self.today), lambda _: self.refresh())

    def show_as_known(self, day: date | None) -> None:
        """Show the portfolio as known on a day, read-only; None goes back to now."""
        self.shown = replace(self.shown, as_known=day)
        self._look()

    def compare_with(self, point: date | str | None) -> None:
        """Show moves against the portfolio as known on a day, or at the point of the history that words name.

        None shows them against the baselines.
        """
        self.shown = replace(self.shown, compared_with=point)
        self._look()

    def look_up(self, contract_id: str) -> None:
        """Ask where the values of a contract come from; `looked_up` follows."""
        if self._session is None:
            return
        as_known = self.shown.as_known

        def run(_: Progress) -> "list[Statement]":
            said = self.session().document.statements("contract", contract_id)
            return [each for each in said if as_known is None or each.known_on <= as_known]

        self.give("", run, lambda said: self.looked_up.emit(contract_id, said))

    def look_at_trends(
        self, scope: str, key: str, kinds: Sequence[str], done: Callable[[Sequence["Trend"], int], None]
    ) -> None:
        """Ask how milestones of those kinds were foreseen: of a contract, of a tower (`key` is its id), or of all.

        `done` gets the lines to show, and how many there are in all.
        """

        def run(progress: Progress) -> "tuple[Sequence[Trend], int]":
            from siamdesk.session import trending  # noqa: PLC0415  loaded once it is asked for

            progress.at(0.1, "Looking up the history")
            session = self.session()
            if scope == "contract":
                found = trending.of_contract(session, key, kinds)
                return found, len(found)
            made = trending.of_tower(session, key, kinds) if scope == "tower" else trending.of_all(session, kinds)
            return made.shown, made.count

        self.give("Looking up the history", run, lambda found: done(*found))

    # Outcomes.

    def give(self, title: str, run: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        """Give the worker a job; what stands in its way is said."""
        self._worker.give(Job(title, run, done))

    def _finish(self, outcome: Outcome) -> None:
        self._worker.settle()
        if not self._worker.is_busy:
            self.idle.emit()
        if outcome.fault:
            self.faulted.emit(outcome.fault)
        elif outcome.refused is not None:
            (outcome.job.failed or self._say)(outcome.refused)
        elif not outcome.cancelled:
            outcome.job.done(outcome.result)

    def _say(self, error: SiamdeskError) -> None:
        self.said.emit(str(error))

    def _adopt(self, session: "Session", name: str = "") -> None:
        """Go on with another session; the one before lets go of its file."""
        from siamdesk.session import left_open, pending  # noqa: PLC0415  loaded with the session

        before, self._session = self._session, session
        self._left_open = left_open.Counter(session)
        self._pending = pending.Pending(session)
        if before is not None:
            self.give("", lambda _: before.close(), lambda _: None)
        path = session.document.path
        self.shown = Shown(path=path, name=name or path.stem, read_only=session.document.read_only)
        self.refresh(opened=True)

    def refresh(self, *, opened: bool = False) -> None:
        """Fetch what is to be shown from the session, once something has changed."""

        def run(_: Progress) -> Mapping[str, Any]:
            session = self.session()
            return {
                "undo": session.undoable(),
                "redo": session.redoable(),
                "known_days": tuple(session.document.known_days()),
            }

        def done(found: Mapping[str, Any]) -> None:
            self.shown = replace(self.shown, **found)

        self.give("", run, done)
        self._look(opened=opened)
        self._count()

    def _look(self, *, opened: bool = False) -> None:
        """Fetch the portfolio of the day that is shown, and that of the day it is compared with.

        Of several days asked for while the worker was busy, as by a slider, only the last is looked up.
        """
        as_known, compared = self.shown.as_known, self.shown.compared_with
        self._looks += 1
        mine = self._looks

        def run(_: Progress) -> tuple[Portfolio, Portfolio | None] | None:
            if mine != self._looks and not opened:
                return None
            session = self.session()
            portfolio = session.portfolio if as_known is None else session.document.as_known(as_known).settled()
            if compared is None:
                return portfolio, None
            if isinstance(compared, date):
                return portfolio, session.document.as_known(compared)
            from siamdesk.session import comparing  # noqa: PLC0415  loaded once it is asked for

            return portfolio, comparing.point(session, compared).portfolio

        def done(found: tuple[Portfolio, Portfolio | None] | None) -> None:
            if found is None:
                return
            self.shown = replace(self.shown, portfolio=found[0], compare=found[1])
            if opened:
                self.opened.emit()
            self.changed.emit()

        self.give("", run, done)

    def _count(self) -> None:
        """Count what waits, once what is shown has been fetched: with large registers that takes a moment."""

        def run(_: Progress) -> tuple[int, Mapping[str, int]]:
            if self._left_open is None or self._pending is None:
                return 0, {}
            return self._left_open.count(), self._pending.counts()

        def done(found: tuple[int, Mapping[str, int]]) -> None:
            if found != (self.shown.left_open, self.shown.pending):
                self.shown = replace(self.shown, left_open=found[0], pending=found[1])
                self.counted.emit()

        self.give("", run, done)

    def session(self) -> "Session":
        """The session, for a job on the worker. Raises `SiamdeskError` where no portfolio is open."""
        if self._session is None:
            raise SiamdeskError("No portfolio is open; open one, or drop a register on the window.")
        return self._session

    def _close_session(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

"""An open portfolio: the document on disk and the value in memory, kept in step by one door."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from siamdesk.domain.changes import ChangeSet, Origin
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import closed_over
from siamdesk.store.document import Applied, Document, Step
from siamdesk.store.lock import login

Touched = frozenset[tuple[str, str]]
"""Entity and id of the rows a step changed."""


class Session:
    """One open portfolio. Use it from one thread; the portfolio it hands out is a value and may go anywhere."""

    def __init__(self, document: Document, author: str | None = None) -> None:
        self.document = document
        self.author = login() if author is None else author
        self.portfolio: Portfolio = document.load()

    @classmethod
    def open(cls, path: Path, *, write: bool = True, author: str | None = None) -> "Session":
        """Open the portfolio at `path`; read-only where it can't be written. Raises `SiamdeskError`."""
        return cls._of(Document.open(path, write=write), author)

    @classmethod
    def create(cls, path: Path, author: str | None = None) -> "Session":
        """Make an empty portfolio at `path` and open it. Raises `SiamdeskError` if there is a file already."""
        return cls._of(Document.create(path), author)

    @classmethod
    def _of(cls, document: Document, author: str | None) -> "Session":
        try:
            return cls(document, author)
        except BaseException:
            document.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self.document.close()

    @contextmanager
    def closing(self) -> Iterator["Session"]:
        """The session for the length of a `with`."""
        try:
            yield self
        finally:
            self.close()

    def apply(self, change_set: ChangeSet, snapshots: Mapping[str, tuple[str, bytes]] | None = None) -> Touched:
        """Write a change set; the rows it changed. Raises `SiamdeskError`, and nothing has changed then."""
        return self._now(self.document.apply(change_set, snapshots=snapshots), change_set)

    def undo(self, today: date) -> Touched:
        """Take back the author's latest step. Raises `SiamdeskError` where it can't be taken back.

        What was agreed in a review can't once that is closed: it is put right by a step of its own.
        """
        step = self.undoable()
        if step is not None and step.origin is Origin.REVIEW:
            closed = closed_over(self.portfolio.reviews.values(), step.seq)
            if closed is not None:
                raise SiamdeskError(
                    f"“{step.label}” stands: “{closed.name}” is closed. Put it right by a new change, which says so."
                )
        return self._now(self.document.undo(self.author, today))

    def redo(self, today: date) -> Touched:
        """Do again what was taken back last. Raises `SiamdeskError` where there is nothing to do again."""
        return self._now(self.document.redo(self.author, today))

    def undoable(self) -> Step | None:
        """The step that `undo` would take back."""
        return self.document.undoable(self.author)

    def redoable(self) -> Step | None:
        """The step that `redo` would do again."""
        return self.document.redoable(self.author)

    def _now(self, applied: Applied, change_set: ChangeSet | None = None) -> Touched:
        changes = change_set.changes if change_set is not None else ()
        touched = frozenset((change.entity, change.id) for change in changes)
        if applied.touched is not None:
            self.portfolio = self.portfolio.with_rows(applied.touched)
            touched = frozenset((entity, row_id) for entity, row_id, _ in applied.touched)
        elif change_set is not None:
            self.portfolio = self.portfolio.apply(change_set)
        self.document.remember(self.portfolio)
        return touched

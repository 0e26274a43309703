"""Copies of a document that go their own way: Save As, and the share copy that carries no history."""

import contextlib
import sqlite3
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from siamdesk.domain.changes import ChangeSet, Make, Origin
from siamdesk.domain.errors import SiamdeskError
from siamdesk.store import files, journal, opening, repository
from siamdesk.store.lock import HeldError, Lock

_LEFT_OUT = ("change", "change_set", "source", "snapshot", "link", "register")


def save_as(connection: sqlite3.Connection, document: Path, target: Path) -> None:
    """Copy the document, history and all, to `target` under a new document id. Raises `SiamdeskError`."""
    with opening.told(target), _free(document, target):
        files.copy_database(connection, target, _renamed)


def share(connection: sqlite3.Connection, document: Path, target: Path, label: str, today: date) -> None:
    """Write a copy that carries the state and the marking without history, sources and registers.

    Its journal holds one set, known today, that makes every row. Raises `SiamdeskError`.
    """

    def stripped(copy: sqlite3.Connection) -> None:
        engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as present:
            copy.execute("BEGIN")
            for table in _LEFT_OUT:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608  fixed names
            # What a closed review has seen is in the one set there is.
            copy.execute("UPDATE review SET closed_seq = 1 WHERE closed_seq IS NOT NULL")
            copy.execute("UPDATE meta SET value = 'share' WHERE key = 'kind'")
            _renamed(copy)
            rows = repository.load(present).rows.values()
            makes = tuple(Make(row) for held in rows for row in held.values())
            journal.record(present, ChangeSet(label, makes, today, Origin.IMPORT), datetime.now(UTC))
            copy.execute("COMMIT")
        # What was deleted must not be left behind in the file.
        copy.execute("VACUUM")

    with opening.told(target), _free(document, target):
        files.copy_database(connection, target, stripped)


def _renamed(copy: sqlite3.Connection) -> None:
    copy.execute("UPDATE meta SET value = ? WHERE key = 'document_id'", (str(uuid.uuid4()),))


@contextlib.contextmanager
def _free(document: Path, target: Path) -> Iterator[None]:
    """Hold the lock of the place a copy goes to, so that nobody's open document is put out of its place."""
    if target.exists() and target.samefile(document):
        raise SiamdeskError(f"{target.name} is this portfolio itself; choose another name.")
    try:
        lock = Lock(target)
    except HeldError as error:
        who = f"by {error.holder}" if error.holder else "elsewhere"
        raise SiamdeskError(f"{target.name} is open {who}; close it there, or choose another name.") from None
    try:
        yield
    finally:
        lock.release()

"""What stands between a path and an open document: each obstacle told in one sentence."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from siamdesk.domain.errors import SiamdeskError
from siamdesk.store import backups, files, migrations
from siamdesk.store.lock import HeldError, Lock
from siamdesk.store.schema import APPLICATION_ID

_WAIT_S = 5


class DamagedError(SiamdeskError):
    """The document can't be read any more. `backup` is its newest sound backup, if there is one."""

    def __init__(self, path: Path) -> None:
        self.backup = backups.newest_good(path)
        advice = (
            f"open its backup of {self.backup.stem} ({self.backup}) and save that under a new name"
            if self.backup
            else "open a copy of it that somebody else keeps; there is no backup of it on this machine"
        )
        super().__init__(f"{path.name} is damaged and can't be read: {advice}.")


class ReadOnlyError(SiamdeskError):
    """A write was asked of a document that is open read-only."""


def examine(path: Path) -> files.Header:
    """The header of the document at `path`.

    Raises `SiamdeskError` where there is no file, or one that is not a document this program can read.
    """
    try:
        header = files.header(path)
        size = path.stat().st_size
    except FileNotFoundError:
        raise SiamdeskError(f"There is no file {path}; look whether it was moved or renamed.") from None
    except IsADirectoryError:
        raise SiamdeskError(f"{path} is a folder; name a portfolio (*.siamdesk) in it.") from None
    except OSError as error:
        raise SiamdeskError(f"{path.name} can't be read: {_reason(error)}.") from None
    if header is None or header.application_id != APPLICATION_ID:
        if path.suffix.casefold() == ".siamdesk" and header is None:
            raise DamagedError(path)
        raise SiamdeskError(f"{path.name} is not a SIAMDesk portfolio; open one, or import it as a register.")
    if header.user_version > migrations.LATEST:
        raise SiamdeskError(
            f"{path.name} was written by a newer SIAMDesk (its format is {header.user_version}, this program knows "
            f"up to {migrations.LATEST}); install the newer program to open it."
        )
    # A write cut short may have put the header of a longer file in place already; SQLite takes that back.
    if header.size > size and not was_cut_short(path):
        raise DamagedError(path)
    return header


def was_cut_short(path: Path) -> bool:
    """Whether SQLite's rollback journal lies beside the document: a write is under way, or was cut short."""
    try:
        return path.with_name(f"{path.name}-journal").stat().st_size > 0
    except OSError:
        return False


def take(path: Path) -> tuple[Lock | None, str]:
    """The lock of the one writer, or the sentence that says why there is none."""
    if backups.is_backup(path):
        return None, f"{path.name} is a backup; save it under another name to change it."
    try:
        with path.open("r+b"):
            pass
        return Lock(path), ""
    except HeldError as error:
        who = f"by {error.holder}" if error.holder else "elsewhere"
        return None, f"{path.name} is open {who}; you can look at it here, and change it once it is closed there."
    except OSError:
        return None, f"{path.name} can't be written where it lies; save it under another name to change it."


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection to the document. Raises `sqlite3.Error`."""
    if read_only and was_cut_short(path):
        _put_right(path)
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False, timeout=_WAIT_S
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            # Not WAL: the file is mailed about and lies on shares, and must be whole in itself at any moment.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _put_right(path: Path) -> None:
    """Let SQLite take back a write that was cut short, which it can't do where it may only read."""
    lock, _ = take(path)
    if lock is not None:
        try:
            with contextlib.closing(connect(path, read_only=False)) as writer:
                writer.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            lock.release()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk have to say into one sentence. Raises `SiamdeskError` in place of their errors."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # Python can't even read what SQLite says of a damaged schema.
        raise sentence(error, path) from error
    except OSError as error:
        raise SiamdeskError(f"{path.name} can't be written: {_reason(error)}; nothing was changed.") from error


_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk that holds {name} is full: nothing was changed; make room and do it again.",
    sqlite3.SQLITE_BUSY: "{name} is busy in another program: nothing was changed; try again in a moment.",
    sqlite3.SQLITE_LOCKED: "{name} is busy in another program: nothing was changed; try again in a moment.",
    sqlite3.SQLITE_READONLY: "{name} can't be written where it lies: nothing was changed; save it under another name.",
    sqlite3.SQLITE_CANTOPEN: "{name} can't be written where it lies: nothing was changed; save it under another name.",
    sqlite3.SQLITE_PERM: "{name} can't be written where it lies: nothing was changed; save it under another name.",
    sqlite3.SQLITE_IOERR: "The disk that holds {name} does not answer: nothing was changed; try again.",
    sqlite3.SQLITE_CONSTRAINT: "Something else in the portfolio still refers to this; nothing was changed.",
    sqlite3.SQLITE_CONSTRAINT_NOTNULL: "Something that can't be left blank would be; nothing was changed.",
    sqlite3.SQLITE_READONLY_ROLLBACK: (
        "{name} was left in the middle of a change and must be put right once: open it where it can be written."
    ),
}
_PRIMARY = 0xFF


def sentence(error: BaseException, path: Path) -> SiamdeskError:
    """What a failure of SQLite means to the user. Raises the error itself where it is a fault of the program."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError):
        raise error
    found = _SENTENCES.get(code) or _SENTENCES.get(code & _PRIMARY) if code is not None else None
    return SiamdeskError(found.format(name=path.name)) if found is not None else DamagedError(path)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

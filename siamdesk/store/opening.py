"""What stands between a path and an open document: each obstacle told in one sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from siamdesk.domain.errors import SiamdeskError
from siamdesk.store import backups, files
from siamdesk.store.migrations import LATEST
from siamdesk.store.schema import APPLICATION_ID


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
        if path.suffix.casefold() == ".siamdesk" and (size == 0 or header is None):
            raise DamagedError(path) from None
        raise SiamdeskError(f"{path.name} is not a SIAMDesk portfolio; open one, or import it as a register.")
    if header.user_version > LATEST:
        raise SiamdeskError(
            f"{path.name} was written by a newer SIAMDesk (its format is {header.user_version}, this program knows "
            f"up to {LATEST}); install the newer program to open it."
        )
    if header.size > size:
        raise DamagedError(path)
    return header


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk have to say into one sentence. Raises `SiamdeskError` in place of their errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise sentence(error, path) from error
    except OSError as error:
        raise SiamdeskError(f"{path.name} can't be written: {_reason(error)}; nothing was changed.") from error


def sentence(error: BaseException, path: Path) -> SiamdeskError:
    """What a failure of SQLite means to the user."""
    words = str(error).casefold()
    if "full" in words:
        return SiamdeskError(
            f"The disk that holds {path.name} is full; make room and do it again. Nothing was changed."
        )
    if "locked" in words or "busy" in words:
        return SiamdeskError(f"{path.name} is busy in another program; try again in a moment. Nothing was changed.")
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return SiamdeskError(
            f"{path.name} can't be written where it lies; save it under another name first. Nothing was changed."
        )
    if "disk i/o" in words:
        return SiamdeskError(f"The disk that holds {path.name} does not answer; try again. Nothing was changed.")
    if isinstance(error, sqlite3.IntegrityError):
        return SiamdeskError("Something else in the portfolio still refers to this; nothing was changed.")
    return DamagedError(path)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

"""Database files as files: told apart by their first bytes, and copied so that a half copy is never seen."""

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100


@dataclass(frozen=True, slots=True)
class Header:
    """What the first hundred bytes of a SQLite file say (https://www.sqlite.org/fileformat.html, section 1.3)."""

    application_id: int
    user_version: int
    size: int
    """Bytes the file ought to have; 0 where the header does not say."""


def header(path: Path) -> Header | None:
    """The header of a SQLite file; None for any other file. Raises `OSError` if it can't be read."""
    with path.open("rb") as file:
        first = file.read(_HEADER)
    if len(first) < _HEADER or not first.startswith(_MAGIC):
        return None
    page = int.from_bytes(first[16:18], "big")
    page = 65536 if page == 1 else page
    # The page count holds only where the last writer also wrote the change counter beside it.
    pages = int.from_bytes(first[28:32], "big") if first[24:28] == first[92:96] else 0
    return Header(int.from_bytes(first[68:72], "big"), int.from_bytes(first[60:64], "big"), page * pages)


def copy_database(
    connection: sqlite3.Connection, target: Path, change: Callable[[sqlite3.Connection], None] | None = None
) -> None:
    """Copy the open database to `target`: under a temporary name, changed, checked and flushed, then put in place.

    Raises `OSError` or `sqlite3.Error`, and leaves what was at `target` as it was.
    """
    partial = target.with_name(f"{target.name}.{uuid.uuid4().hex}.partial")
    try:
        connection.execute("VACUUM INTO ?", (str(partial),))
        with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            if change is not None:
                change(copy)
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(f"the copy is not sound: {verdict}")
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException:
        remove(partial)
        raise


def remove(path: Path) -> None:
    """Take a database file and its rollback journal away, if they are there and can be."""
    for leftover in (path, path.with_name(f"{path.name}-journal")):
        with contextlib.suppress(OSError):
            leftover.unlink()

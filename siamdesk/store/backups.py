"""Backups: the last ten states of each document, one a day, in the user's local application data."""

import contextlib
import sqlite3
from datetime import date
from pathlib import Path

from siamdesk.store.files import copy_database
from siamdesk.store.places import data_folder

KEPT = 10


def folder() -> Path:
    """Where backups lie."""
    return data_folder() / "backups"


def of_document(document_id: str) -> list[Path]:
    """The backups of a document, the newest first."""
    return sorted((folder() / document_id).glob("????-??-??.siamdesk"), reverse=True)


def back_up(connection: sqlite3.Connection, document_id: str, today: date) -> Path | None:
    """Keep the state of this day, once a day, and let go of all but the last ten; None if today's is there already.

    Raises `OSError` or `sqlite3.Error` where it can't be kept.
    """
    target = folder() / document_id / f"{today.isoformat()}.siamdesk"
    if target.exists():
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    copy_database(connection, target)
    for old in of_document(document_id)[KEPT:]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def remember(document_id: str, path: Path) -> None:
    """Note where a document lies, so that its backups are found when it can no longer be read itself."""
    note = folder() / document_id / "path.txt"
    with contextlib.suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(path), encoding="utf-8")


def newest_good(path: Path) -> Path | None:
    """The newest sound backup of the document that lay at `path`; None if there is none."""
    found: list[Path] = []
    for note in folder().glob("*/path.txt"):
        with contextlib.suppress(OSError, UnicodeError):
            if note.read_text(encoding="utf-8") == str(path):
                found += of_document(note.parent.name)
    for backup in sorted(found, key=lambda each: each.name, reverse=True):
        if is_sound(backup):
            return backup
    return None


def is_sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong in the file."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
            return bool(verdict == "ok")
    except sqlite3.Error:
        return False

"""Backups: the last ten states of each document, one a day, in the user's local application data.

A document is known by its id and by where it lies: a copy made in the file manager has the same id, and is another.
"""

import contextlib
import hashlib
import sqlite3
from datetime import date
from pathlib import Path

from siamdesk.store import files
from siamdesk.store.places import data_folder
from siamdesk.store.schema import APPLICATION_ID

KEPT = 10


def folder() -> Path:
    """Where backups lie."""
    return data_folder() / "backups"


def _of(document_id: str, path: Path) -> Path:
    where = hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return folder() / f"{document_id} {where}"


_NAMES = "????-??-??.siamdesk"


def of_document(document_id: str) -> list[Path]:
    """The backups of a document, wherever it lay, the newest first."""
    return sorted(folder().glob(f"{document_id} */{_NAMES}"), key=lambda path: path.name, reverse=True)


def is_backup(path: Path) -> bool:
    """Whether the file lies among the backups."""
    return folder() in path.parents


def back_up(connection: sqlite3.Connection, document_id: str, path: Path, today: date) -> Path | None:
    """Keep the state of this day, once a day, and let go of all but the last ten; None if today's is there already.

    Raises `OSError` or `sqlite3.Error` where it can't be kept.
    """
    target = _of(document_id, path) / f"{today.isoformat()}.siamdesk"
    if target.exists():
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    files.copy_database(connection, target)
    for old in sorted(target.parent.glob(_NAMES), reverse=True)[KEPT:]:
        with contextlib.suppress(OSError):
            old.unlink()
    return target


def remember(document_id: str, path: Path) -> None:
    """Note where a document lies, so that its backups are found when it can no longer be read itself."""
    note = _of(document_id, path) / "path.txt"
    with contextlib.suppress(OSError):
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(str(path), encoding="utf-8")


def newest_good(path: Path) -> Path | None:
    """The newest sound backup of the document that lay at `path`; None if there is none."""
    found: list[Path] = []
    for note in folder().glob("*/path.txt"):
        with contextlib.suppress(OSError, UnicodeError):
            if note.read_text(encoding="utf-8") == str(path):
                found += note.parent.glob(_NAMES)
    for backup in sorted(found, key=lambda each: each.name, reverse=True):
        if is_sound(backup):
            return backup
    return None


def is_sound(path: Path) -> bool:
    """Whether the file is a document in which SQLite finds nothing wrong."""
    try:
        header = files.header(path)
        if header is None or header.application_id != APPLICATION_ID:
            return False
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
            return bool(verdict == "ok")
    except (OSError, sqlite3.Error):
        return False

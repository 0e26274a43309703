"""Portfolios that have no name yet: they lie in the program's own folder, so that nothing is lost before Save As."""

import re
from pathlib import Path

from siamdesk.store.places import data_folder


def new_path(name: str) -> Path:
    """A path for a new portfolio that no file has yet."""
    folder = data_folder() / "unsaved"
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", name).strip(" .") or "New portfolio"
    number = 1
    while (path := folder / f"{plain}{f' {number}' if number > 1 else ''}.siamdesk").exists():
        number += 1
    return path


def is_unsaved(path: Path) -> bool:
    """Whether a portfolio lies where those without a name lie."""
    return path.parent == data_folder() / "unsaved"

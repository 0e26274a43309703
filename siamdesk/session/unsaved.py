"""Portfolios that have no name yet: they lie in the program's own folder, so that nothing is lost before Save As."""

import re
import shutil
from datetime import date
from pathlib import Path

from siamdesk.domain.errors import SiamdeskError
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


def copy_of_backup(path: Path, backup: Path) -> Path:
    """Copy a backup beside the portfolio it is of, under a name that tells its day. Raises `SiamdeskError`."""
    number = 1
    stem = f"{path.stem} (backup of {backup.stem}"
    while (target := path.with_name(f"{stem}{f', {number}' if number > 1 else ''}){path.suffix}")).exists():
        number += 1
    try:
        shutil.copyfile(backup, target)
    except OSError as error:
        raise SiamdeskError(f"{target.name} can't be written beside it: {error.strerror}.") from error
    return target


def keep_pasted(text: str, today: date) -> Path:
    """Keep cells that were pasted, as a text file that can be read as a register. Its name is the same all day."""
    folder = data_folder() / "pasted"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"Pasted on {today.isoformat()}.tsv"
    path.write_text(text, encoding="utf-8", newline="")
    return path

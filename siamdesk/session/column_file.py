"""How a register's columns are read, kept in a file of its own: to be sent to others, and used on other portfolios."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from siamdesk.domain import fields
from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import create

_KIND: Final = "SIAMDesk columns"
_MOST: Final = 1_000_000
"""Bytes; a file of columns has some hundred lines."""


def read(path: Path) -> dict[str, str | None]:
    """Field keys by header, None for a column of the user's own. Raises `SiamdeskError` where the file is no such."""
    try:
        if path.stat().st_size > _MOST:
            raise SiamdeskError(f"{path.name} is too large for a file of columns: choose one that SIAMDesk saved.")
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SiamdeskError(f"{path.name} could not be read ({error.strerror}): choose another file.") from None
    except ValueError:
        held = None
    columns = held.get("columns") if isinstance(held, dict) and held.get("kind") == _KIND else None
    if not isinstance(columns, dict):
        raise SiamdeskError(f"{path.name} holds no columns: choose a file that was saved under Columns.")
    unknown = [key for key in columns.values() if key is not None and not _is_field(key)]
    if unknown:
        raise SiamdeskError(f"{path.name} names a field that there is none of ({unknown[0]}): nothing was read.")
    return columns


def _is_field(key: object) -> bool:
    return isinstance(key, str) and not key.startswith("x.") and fields.field_for("contract", key) is not None


def write(path: Path, columns: Mapping[str, str | None]) -> None:
    """Write how columns are read. Raises `SiamdeskError` where the file can't be written."""
    text = json.dumps({"kind": _KIND, "columns": dict(columns)}, ensure_ascii=False, indent=2)
    create.deliver(path, lambda stream: stream.write(text.encode()))

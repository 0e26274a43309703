"""Pictures of a register's cells, immutable and compressed: its base (as sent), and the workbook as last read.

The id of a snapshot is the hash of what it holds, so equal pictures are one.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from siamdesk.domain import rows
from siamdesk.domain.field_types import Value
from siamdesk.domain.merge import Sent
from siamdesk.session.incoming import Listed


class Cell(NamedTuple):
    """One cell: as it stands in the workbook, what was read from it, where, and why it could not be read."""

    raw: str
    """The raw cell as JSON."""
    value: str
    """The value's canonical form as JSON; `null` for a blank and for what could not be read."""
    address: str
    why: str = ""

    @property
    def text(self) -> str:
        """The raw cell in words."""
        raw = json.loads(self.raw)
        return str(next(iter(raw.values()))) if isinstance(raw, dict) else "" if raw is None else str(raw)

    def read(self, key: str) -> Value:
        """The value that was read, for the field of that key."""
        return rows.loaded("contract", key, json.loads(self.value))


_LEVEL = 3
"""Of zlib: twice as fast as its usual level, and a tenth larger."""

Cells = Mapping[str, Mapping[str, Cell]]
"""By row key and field."""


def cells(one: Listed) -> dict[str, Cell]:
    """The cells of one row of a workbook."""
    made = {}
    for key, raw in one.raws.items():
        _, why = one.unread.get(key, ("", ""))
        value = one.values.get(key)
        stored = None if why or value is None else rows.stored("contract", key, value)
        made[key] = Cell(raw, as_json(stored), one.cells.get(key, ""), why)
    return made


@lru_cache(maxsize=1 << 16)
def as_json(value: str | int | None) -> str:
    """A text or a number as JSON; most of a register's cells say what others have said."""
    return json.dumps(value, ensure_ascii=False)


def settled(cell: Cell, key: str, value: Value) -> Cell:
    """A cell that could not be read, with what somebody read in it."""
    return Cell(cell.raw, as_json(rows.stored("contract", key, value)), cell.address)


def sent(row: Mapping[str, Cell], key: str) -> Sent | None:
    """What was sent in the cell of that field; None if nothing is known of it."""
    cell = row.get(key)
    return Sent(cell.raw, cell.read(key)) if cell is not None else None


def pack(held: Cells) -> tuple[str, bytes]:
    """The snapshot's id and bytes."""
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest(), zlib.compress(text, _LEVEL)


def unpack(data: bytes | None) -> Cells:
    """The cells of a snapshot; none where there is no snapshot."""
    if data is None:
        return {}
    held: dict[str, dict[str, list[str]]] = json.loads(zlib.decompress(data))
    return {key: {name: Cell(*cell) for name, cell in row.items()} for key, row in held.items()}

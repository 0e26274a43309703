"""The base of a register: an immutable, compressed picture of its cells as they last passed through here.

The id of a snapshot is the hash of what it holds, so equal bases are one.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping

from siamdesk.domain import rows
from siamdesk.domain.merge import Sent

Cells = Mapping[str, Mapping[str, tuple[str, str]]]
"""By row key and field: the raw cell as text, and the value read from it as canonical text in JSON."""


def cell(raw: str, key: str, value: object) -> tuple[str, str]:
    """One cell of a snapshot."""
    return raw, json.dumps(rows.stored("contract", key, value), ensure_ascii=False)  # type: ignore[arg-type]


def sent(cells: Mapping[str, tuple[str, str]], key: str) -> Sent | None:
    """What was sent in the cell of that field; None if nothing is known of it."""
    if key not in cells:
        return None
    raw, value = cells[key]
    return Sent(raw, rows.loaded("contract", key, json.loads(value)))


def pack(cells: Cells) -> tuple[str, bytes]:
    """The snapshot's id and bytes."""
    text = json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest(), zlib.compress(text)


def unpack(data: bytes | None) -> Cells:
    """The cells of a snapshot; none where there is no snapshot."""
    if data is None:
        return {}
    held: dict[str, dict[str, list[str]]] = json.loads(zlib.decompress(data))
    return {key: {name: (raw, value) for name, (raw, value) in each.items()} for key, each in held.items()}

"""The cells of a register that say something else than our record: what there is to hand back.

Half a million cells are asked, and nearly all say what we say. So a cell is held against our value in its stored form,
to the letter, and read only where that differs.
"""

import json
from collections.abc import Iterator, Mapping

from siamdesk.domain import fields, rows
from siamdesk.domain.compare import same_field
from siamdesk.domain.contract import Contract, OwnField
from siamdesk.domain.field_types import Value
from siamdesk.session import snapshots
from siamdesk.session.cells import Row

_BLANK = json.dumps(None)


def fields_unlike(contract: Contract, row: Row, own: Mapping[str, OwnField]) -> Iterator[tuple[str, Value]]:
    """The fields of a row that say something else than the contract, each with what the contract says."""
    held = rows.filled(contract)
    for key, value in zip(row.layout.keys, row.values_, strict=True):
        ours = held.get(key)
        if ours is None:
            if value == _BLANK:
                continue
        elif snapshots.as_stored(key, ours) == value:
            continue
        if not _is_field(key, own):
            continue
        ours = rows.get(contract, key) if ours is None else ours
        if not same_field(ours, row[key].read(key)):
            yield key, ours


def _is_field(key: str, own: Mapping[str, OwnField]) -> bool:
    return key[2:] in own if key.startswith("x.") else fields.field_for("contract", key) is not None

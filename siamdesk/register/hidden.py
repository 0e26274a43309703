"""The columns that only SIAMDesk reads: ids of contracts, and the bounds of dates that are no single day.

What a reader can see wins: bounds count only while the words beside them are those that they were kept for.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Value, folded
from siamdesk.domain.when import Form, When
from siamdesk.register import stamp
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw
from siamdesk.register.strips import Strip


def ids(columns: Sequence[Column], strips: Sequence[Strip]) -> list[str] | None:
    """The ids of the contracts in a table's rows, '' for a row without one; None where the table has no such column."""
    for column, strip in zip(columns, strips, strict=True):
        if column.ours and column.header == stamp.ID:
            return [raw.strip() if isinstance(raw, str) else "" for raw in strip.raws]
    return None


def bounded(
    column: Column,
    columns: Sequence[Column],
    strips: Sequence[Strip],
    raws: Sequence[Raw],
    values: Sequence[Value | Unreadable],
) -> Sequence[Value | Unreadable]:
    """The dates of a column, with the bounds kept for them where their words are still those."""
    kept = {each.header: strip.raws for each, strip in zip(columns, strips, strict=True) if each.ours}
    earliest, latest, said = (kept.get(mark + column.header) for mark in (stamp.EARLIEST, stamp.LATEST, stamp.SAID))
    if earliest is None or latest is None or said is None:
        return values
    found = list(values)
    for at, words in enumerate(said):
        raw = raws[at]
        if isinstance(words, str) and words and isinstance(raw, str) and folded(words) == folded(raw):
            found[at] = _between(found[at], _day(earliest[at]), _day(latest[at]), raw)
    return found


def _day(raw: Raw) -> dt.date | None:
    if isinstance(raw, dt.datetime):
        return raw.date()
    return raw if isinstance(raw, dt.date) else None


def _between(read: Value | Unreadable, first: dt.date | None, last: dt.date | None, words: str) -> Value | Unreadable:
    """The date that was read, between those bounds; as it was read where they can't be."""
    if first is None and last is None:
        return read
    try:
        if isinstance(read, When) and not read.is_tbc:
            same = (read.earliest, read.latest) == (first, last)
            return read if same else replace(read, earliest=first, latest=last)
        return When(first, last, Form.WINDOW, words)
    except Unreadable:
        return read

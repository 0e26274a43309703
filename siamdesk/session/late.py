"""Registers read late: an older register fills in history and never overwrites what was known later.

The journal is folded in the order of knowing: a fact of October 2015 entered today stands until something known later
says otherwise. But a later register that agreed with the record left no trace of agreeing. So for every row that a late
set touches, what stood on the next day on which anything was known of that row is said once more, as known on that day.
"""

from collections.abc import Iterable
from datetime import date

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Remove, Set
from siamdesk.domain.portfolio import Portfolio
from siamdesk.store.document import Document


def kept(document: Document, change_set: ChangeSet) -> tuple[Change, ...]:
    """The set's changes, and after them those that keep what was known later as it is."""
    later = [day for day in document.known_days() if day > change_set.known_on]
    states: dict[date, Portfolio] = {}

    def known(day: date) -> Portfolio:
        if day not in states:
            states[day] = document.as_known(day)
        return states[day]

    added: list[Change] = []
    for (entity, row_id), keys in _touched(change_set.changes).items():
        days = document.days_of(entity, row_id)
        day = next((day for day in later if day in days), None)
        row = known(day).row(entity, row_id) if day is not None else None
        if day is None or row is None:
            continue
        for key in keys:
            value = rows.get(row, key)
            added.append(Set(entity, row_id, key, value, value, known_on=day))
    return (*change_set.changes, *added)


def _touched(changes: Iterable[Change]) -> dict[tuple[str, str], list[str]]:
    """The fields a set touches, by row."""
    found: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        keys = found.setdefault((change.entity, change.id), [])
        if isinstance(change, Set):
            keys.append(change.field)
        elif isinstance(change, Make | Remove):
            keys += rows.filled(change.row)
    return found

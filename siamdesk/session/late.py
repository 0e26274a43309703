"""Registers read late: an older register fills in history and never overwrites what was known later.

The journal is folded in the order of knowing: a fact of October 2015 entered today stands until something known later
says otherwise. But a later register that agreed with the record left no trace of agreeing. So for every row that a late
set touches, what stood on the next day on which anything was known of that row is said once more, as known on that day.
Something was known of a contract, and of its strands, also on the days of the registers that list it.
"""

from datetime import date

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Remove, Set
from siamdesk.domain.portfolio import Portfolio
from siamdesk.store.document import Document

_Key = tuple[str, str]
"""Entity and id of a row."""


def kept(document: Document, change_set: ChangeSet) -> tuple[Change, ...]:
    """The set's changes with those that keep what was known later as it is, day by day.

    On each day what stood on it is said once more before what is new.
    """
    present, said = document.load(), document.days_by_row()
    listed = _listed(present, said)
    states: dict[date, Portfolio] = {}

    def known(day: date) -> Portfolio:
        if day not in states:
            states[day] = document.as_known(day)
        return states[day]

    added: list[Change] = []
    for (entity, row_id, known_on), keys in _touched(change_set).items():
        strand = present.strands.get(row_id) if entity == "strand" else None
        contract_id = strand.contract_id if strand is not None else row_id
        days = (*said.get((entity, row_id), ()), *listed.get(contract_id, ()))
        day = min((day for day in days if day > known_on), default=None)
        row = known(day).row(entity, row_id) if day is not None else None
        if day is None or row is None:
            continue
        for key in keys:
            value = rows.get(row, key)
            added.append(Set(entity, row_id, key, value, value, known_on=day))
    both = [(change_set.known(change), True, change) for change in change_set.changes]
    both += [(change_set.known(change), False, change) for change in added]
    return tuple(change for _, _, change in sorted(both, key=lambda each: each[:2]))


def _listed(present: Portfolio, said: dict[_Key, list[date]]) -> dict[str, set[date]]:
    """By contract: the days on which a register came home that lists it."""
    found: dict[str, set[date]] = {}
    for link in present.links.values():
        first = said["link", link.id][0]
        days = (day for day in said["register", link.register_id] if day >= first)
        found.setdefault(link.contract_id, set()).update(days)
    return found


def _touched(change_set: ChangeSet) -> dict[tuple[str, str, date], list[str]]:
    """The fields a set touches, by row and by the day on which it was known."""
    found: dict[tuple[str, str, date], list[str]] = {}
    for change in change_set.changes:
        keys = found.setdefault((change.entity, change.id, change_set.known(change)), [])
        if isinstance(change, Set):
            keys.append(change.field)
        elif isinstance(change, Make | Remove):
            keys += rows.filled(change.row)
    return found

"""The changes of one set, each with the row it sets out from: the set may speak of several days.

A set that brings older facts home says on each day what was known on it. What a change sets out from is the row as the
journal has it on that day, or as an earlier change of the same set has left it where the journal is silent in between.
"""

from collections.abc import Callable, Iterator
from datetime import date

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Set
from siamdesk.domain.fields import Row
from siamdesk.domain.portfolio import applied

Key = tuple[str, str]
"""Entity and id of a row."""
RowOn = Callable[[date, Key], Row | None]
"""The row as the journal has it on a day, without the set."""


class Steps:
    """Follows the rows of one set from change to change, in the order of the set."""

    def __init__(self, change_set: ChangeSet, row_on: RowOn) -> None:
        self._set, self._row_on = change_set, row_on
        self._left: dict[Key, tuple[date, Row | None]] = {}

    def present(self, change: Change) -> Row | None:
        """The row that a change sets out from."""
        day, key = self._set.known(change), (change.entity, change.id)
        stands = self._row_on(day, key)
        if key not in self._left or restates(change):
            return stands
        before, row = self._left[key]
        return row if before == day or self._row_on(before, key) == stands else stands

    def take(self, change: Change) -> None:
        """Go on to the row after a change. Raises `StaleEditError` where it sets out from something else."""
        row = applied(change, self.present(change))
        day, key = self._set.known(change), (change.entity, change.id)
        if restates(change) and isinstance(change, Set) and self._left.get(key, (day, None))[1] is not None:
            held = self._left[key][1]
            row = rows.with_values(held, {change.field: change.new}) if held is not None else row
        self._left[key] = day, row


def restates(change: Change) -> bool:
    """Whether a change says once more, of another day, what stood on it."""
    return isinstance(change, Set) and rows.same(change.entity, change.field, change.old, change.new)


def check(change_set: ChangeSet, row_on: RowOn) -> None:
    """Raise `StaleEditError` where a change of the set sets out from something that does not stand on its day."""
    steps = Steps(change_set, row_on)
    for change in change_set.changes:
        steps.take(change)


def days(change_set: ChangeSet) -> Iterator[date]:
    """The days of which the set speaks, each once."""
    yield from sorted({change_set.known(change) for change in change_set.changes})

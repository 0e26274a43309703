"""Changes: the one kind of write there is.

A `ChangeSet` is a label and a tuple of changes. A change is one field of one row, or a whole row made or removed.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from siamdesk.domain import rows
from siamdesk.domain.field_types import Value
from siamdesk.domain.fields import Row, entity_of
from siamdesk.domain.source import Source


@dataclass(frozen=True, slots=True)
class Set:
    """One field of one row gets a new value. `old` is what stood there; a stale `old` is refused at the door."""

    entity: str
    id: str
    field: str
    old: Value
    new: Value
    source: Source | None = None
    cell: str | None = None
    """The address of the cell the new value was read from, such as `H7`."""
    known_on: date | None = None
    """The day it was known, where that is not the set's own."""


@dataclass(frozen=True, slots=True)
class Make:
    """A row comes into being, with its milestones and own values. `cells` says where each field was read."""

    row: Row
    source: Source | None = None
    cells: tuple[tuple[str, str], ...] = ()
    known_on: date | None = None

    @property
    def entity(self) -> str:
        """The name of the row's entity."""
        return entity_of(self.row).name

    @property
    def id(self) -> str:
        """The id of the row."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Remove:
    """A row goes, with its milestones and own values. The row as it stood is kept, so that it can come back."""

    row: Row
    source: Source | None = None
    known_on: date | None = None

    @property
    def entity(self) -> str:
        """The name of the row's entity."""
        return entity_of(self.row).name

    @property
    def id(self) -> str:
        """The id of the row."""
        return self.row.id


Change = Set | Make | Remove


class Origin(StrEnum):
    """What made a change set."""

    EDIT = "edit"
    IMPORT = "import"
    REVIEW = "review"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What is done in one step, and undone in one. `known_on` is the day the organisation knew it."""

    label: str
    changes: tuple[Change, ...]
    known_on: date
    origin: Origin = Origin.EDIT
    author: str = ""
    undoes: int | None = None
    """The journal number of the set this one takes back."""

    def known(self, change: Change) -> date:
        """The day on which that change was known."""
        return change.known_on or self.known_on


def new_id() -> str:
    """A new row's id: random, so that rows made on two desks never meet."""
    return str(uuid.uuid4())


def inverse(change: Change) -> Change:
    """The change that takes `change` back."""
    if isinstance(change, Set):
        return replace(change, old=change.new, new=change.old, cell=None)
    if isinstance(change, Make):
        return Remove(change.row, change.source, change.known_on)
    return Make(change.row, change.source, (), change.known_on)


def inverted(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take all of `changes` back, last first."""
    return tuple(inverse(change) for change in reversed(tuple(changes)))


def edits(row: Row, values: Mapping[str, Value], source: Source | None = None) -> tuple[Set, ...]:
    """The changes that give `row` those values; a field that has its value already is left out."""
    entity = entity_of(row).name
    found = []
    for key, new in values.items():
        old = rows.get(row, key)
        if not rows.same(entity, key, old, new):
            found.append(Set(entity, row.id, key, old, new, source))
    return tuple(found)

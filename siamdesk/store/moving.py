"""From one moment of the history to another: only what was said between the two is looked at.

Going back takes back what was said between, the last first: the door has seen to it that the old value of a change is
what stood there. Going on says it again. That is exact where the journal was written in the order of knowing. Where it
was not (a register read late, a set taken back), and where whole rows came or went, the rows concerned are folded anew;
they are few.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection

from siamdesk.domain import rows
from siamdesk.domain.field_types import Value
from siamdesk.domain.fields import Row
from siamdesk.domain.overlay import Overlay, plain
from siamdesk.domain.portfolio import Portfolio
from siamdesk.store import folds
from siamdesk.store.folds import Key
from siamdesk.store.repository import FEW, bulk

MANY = 400
"""Beyond so many, rows are made when they are asked for."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the history: what was known up to a day, by the sets of the journal up to a number."""

    known_on: date
    up_to: int


Dead = Callable[[int], frozenset[int]]
"""Which sets are taken back by those up to a number: `folds.dead`, or what is remembered of it."""


def moved(connection: Connection, held: Portfolio, start: Moment, end: Moment, dead: Dead | None = None) -> Portfolio:
    """The portfolio of the moment `end`, from that of `start`; equal to `folds.fold` of it.

    Rows stay in the order in which `held` has them; those that are not in it come last.
    """

    def gone(up_to: int) -> set[Key]:
        # Later changes may set out from what is no longer said.
        found = dead(up_to) if dead is not None else folds.dead(connection, up_to=up_to)
        return _rows_of(connection, found)

    with bulk():
        day = Moment(end.known_on, start.up_to)
        if end.known_on < start.known_on:
            held = _back_to_day(connection, held, start, day, gone)
        elif end.known_on > start.known_on:
            held = _on_to_day(connection, held, start, day, gone)
        if end.up_to < start.up_to:
            held = _back_to_set(connection, held, day, end, gone)
        elif end.up_to > start.up_to:
            held = _on_to_set(connection, held, day, end)
    return held


def changes_between(connection: Connection, start: Moment, end: Moment) -> int:
    """About how many changes have to be looked at between two moments."""
    first, last = sorted((start.known_on.isoformat(), end.known_on.isoformat()))
    sets = abs(start.up_to - end.up_to)
    query = "SELECT count(*) FROM change WHERE known_on > ? AND known_on <= ?"
    return sets + int(_records(connection, query, first, last)[0][0])


_Gone = Callable[[int], set[Key]]
"""The rows of sets that were taken back, by those up to a number."""


def _back_to_day(connection: Connection, held: Portfolio, start: Moment, end: Moment, gone: _Gone) -> Portfolio:
    day, last = end.known_on.isoformat(), start.known_on.isoformat()
    between = _records(
        connection,
        "SELECT entity, row_id, field, old, set_seq FROM change WHERE known_on > ? AND known_on <= ? AND set_seq <= ? "
        "ORDER BY known_on DESC, set_seq DESC, n DESC",
        *(day, last, end.up_to),
    )
    if not between:
        return held
    earliest = min(record[4] for record in between)
    late = _entered_since(connection, between, earliest, end)
    return _with(connection, held, between, end, {*late, *gone(end.up_to)})


def _entered_since(
    connection: Connection, between: Collection[tuple[Any, ...]], seq: int, end: Moment
) -> Iterable[Key]:
    """Those of the rows touched, and maybe others, of which a set from that number on says what was known by the end.

    Of a few rows what was ever said of them is looked at, of many what was entered since.
    """
    day = end.known_on.isoformat()
    touched = {record[:2] for record in between} if len(between) <= FEW else ()
    if not touched:
        # The plus keeps SQLite from reading all that was known by then.
        query = "SELECT DISTINCT entity, row_id FROM change WHERE set_seq >= ? AND set_seq <= ? AND +known_on <= ?"
        return _records(connection, query, seq, end.up_to, day)
    found: list[Key] = []
    for entity in {entity for entity, _ in touched}:
        ids = [row_id for held, row_id in touched if held == entity]
        query = (
            "SELECT DISTINCT entity, row_id FROM change INDEXED BY change_by_row "  # noqa: S608  question marks
            f"WHERE entity = ? AND row_id IN ({', '.join('?' * len(ids))}) "
            "AND set_seq >= ? AND set_seq <= ? AND known_on <= ?"
        )
        found += _records(connection, query, entity, *ids, seq, end.up_to, day)
    return found


def _on_to_day(connection: Connection, held: Portfolio, start: Moment, end: Moment, gone: _Gone) -> Portfolio:
    between = _records(
        connection,
        "SELECT entity, row_id, field, new FROM change WHERE known_on > ? AND known_on <= ? AND set_seq <= ? "
        "ORDER BY known_on, set_seq, n",
        *(start.known_on.isoformat(), end.known_on.isoformat(), end.up_to),
    )
    return _with(connection, held, between, end, gone(end.up_to)) if between else held


def _back_to_set(connection: Connection, held: Portfolio, start: Moment, end: Moment, gone: _Gone) -> Portfolio:
    day = end.known_on.isoformat()
    between = _records(
        connection,
        "SELECT entity, row_id, field, old, known_on FROM change WHERE set_seq > ? AND set_seq <= ? AND known_on <= ? "
        "ORDER BY known_on DESC, set_seq DESC, n DESC",
        *(end.up_to, start.up_to, day),
    )
    # What takes back speaks of the same days as what is taken back, so that such rows are among those between.
    unsure = {*gone(start.up_to), *gone(end.up_to)}
    if between:
        earliest = min(record[4] for record in between)
        unsure.update(
            _records(
                connection,
                "SELECT DISTINCT entity, row_id FROM change WHERE known_on > ? AND known_on <= ? AND +set_seq <= ?",
                *(earliest, day, end.up_to),
            )
        )
    return _with(connection, held, between, end, unsure)


def _on_to_set(connection: Connection, held: Portfolio, start: Moment, end: Moment) -> Portfolio:
    query = "SELECT DISTINCT entity, row_id FROM change WHERE set_seq > ? AND set_seq <= ?"
    return _with(connection, held, (), end, (), _records(connection, query, start.up_to, end.up_to))


def _with(
    connection: Connection,
    held: Portfolio,
    between: Iterable[tuple[Any, ...]],
    end: Moment,
    unsure: Iterable[Key],
    again: Iterable[Key] = (),
) -> Portfolio:
    """The portfolio with the fields said between: of several the last in the order given. Blank fields are whole rows.

    Rows that are `unsure`, if anything was said of them, those of which a whole row was said, and those in `again` are
    what the journal says of them at the end.
    """
    said: dict[str, defaultdict[str, dict[str | None, Any]]] = {}
    for entity, row_id, field, text, *_ in between:
        try:
            said[entity][row_id][field] = text
        except KeyError:
            said[entity] = defaultdict(dict)
            said[entity][row_id][field] = text
    anew = {*again, *(key for key in unsure if key[0] in said and key[1] in said[key[0]])}
    for entity, each in said.items():
        anew.update((entity, row_id) for row_id, values in each.items() if None in values)
    whole: dict[str, dict[str, Row | None]] = {}
    if anew:
        folded = folds.fold(connection, known_on=end.known_on, up_to=end.up_to, only=anew)
        for entity, row_id in sorted(anew):
            whole.setdefault(entity, {})[row_id] = folded.row(entity, row_id)
    maps = dict(held.rows)
    for entity in {**said, **whole}:
        known, rest = plain(held.rows[entity]), whole.get(entity, {})
        # A row that was not known yet takes nothing.
        fields = {i: each for i, each in said.get(entity, {}).items() if i in known and i not in rest}
        over = Overlay(known, _read(entity, fields), rest)
        maps[entity] = over if len(fields) > MANY else over.settled()
    return Portfolio(maps)


def _read(entity: str, said: dict[str, dict[str | None, Any]]) -> Mapping[str, Mapping[str, Value]]:
    """The fields with their values, each distinct JSON read once."""
    readers: dict[str | None, _Reader] = {}
    for values in said.values():
        for field, text in values.items():
            try:
                values[field] = readers[field][text]
            except KeyError:
                readers[field] = _Reader(entity, str(field))
                values[field] = readers[field][text]
    return cast("Mapping[str, Mapping[str, Value]]", said)


class _Reader(dict[str | None, Value]):
    """The values of one field by their JSON, each read when it is first asked for."""

    def __init__(self, entity: str, field: str) -> None:
        super().__init__()
        self._entity, self._field = entity, field

    def __missing__(self, text: str | None) -> Value:
        stored = None if text is None else json.loads(text)
        value = self[text] = rows.loaded(self._entity, self._field, stored)
        return value


def _rows_of(connection: Connection, sets: Iterable[int]) -> set[Key]:
    found: set[Key] = set()
    each = iter(sorted(sets))
    while some := tuple(islice(each, FEW)):
        marks = ", ".join("?" * len(some))
        query = f"SELECT DISTINCT entity, row_id FROM change WHERE set_seq IN ({marks})"  # noqa: S608  question marks
        found.update(_records(connection, query, *some))
    return found


def _records(connection: Connection, query: str, *values: str | int) -> list[tuple[Any, ...]]:
    """The bare records of a query: SQLAlchemy's rows cost as much again."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(query, values)
        return list(cursor.fetchall())
    finally:
        cursor.close()

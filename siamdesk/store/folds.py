"""Folds of the journal: the portfolio as known on any day, as recorded by any day, and now.

A set taken back by a live set is dead and takes no part in a fold; nor do the sets that take back, whose whole effect
is that another is dead. What is left is folded in the order (known_on, seq): the day the organisation knew it, then the
order of entry. The present is the fold up to the end of time.
"""

import json
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from siamdesk.domain import fields, rows
from siamdesk.domain.field_types import Stored
from siamdesk.domain.portfolio import Portfolio
from siamdesk.store.repository import FEW, bulk
from siamdesk.store.schema import CHANGE, CHANGE_SET

END_OF_TIME = date.max

Key = tuple[str, str]
"""Entity and id of a row."""


def dead(connection: Connection, *, recorded_by: date | None = None, up_to: int | None = None) -> frozenset[int]:
    """The numbers of the sets taken back, by what had been recorded by that day, or by that set."""
    gone: set[int] = set()
    taking_back = select(CHANGE_SET.c.seq, CHANGE_SET.c.undoes).where(CHANGE_SET.c.undoes.is_not(None))
    for seq, undoes in connection.execute(_bounded(taking_back, recorded_by, up_to).order_by(CHANGE_SET.c.seq.desc())):
        if seq not in gone:
            gone.add(undoes)
    return frozenset(gone)


def _bounded(query: Select[Any], recorded_by: date | None, up_to: int | None) -> Select[Any]:
    if recorded_by is not None:
        query = query.where(func.substr(CHANGE_SET.c.recorded_at, 1, 10) <= recorded_by.isoformat())
    if up_to is not None:
        query = query.where(CHANGE_SET.c.seq <= up_to)
    return query


def known_days(connection: Connection) -> list[date]:
    """The days on which anything live was known, in order."""
    gone = dead(connection)
    days = (
        select(CHANGE.c.set_seq, CHANGE.c.known_on)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE_SET.c.undoes.is_(None))
        .distinct()
    )
    return sorted({date.fromisoformat(day) for seq, day in connection.execute(days) if seq not in gone})


def days_by_row(connection: Connection) -> dict[Key, list[date]]:
    """The days on which anything live was known of each row, in order."""
    gone = dead(connection)
    said = (
        select(CHANGE.c.entity, CHANGE.c.row_id, CHANGE.c.known_on, CHANGE.c.set_seq)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE_SET.c.undoes.is_(None))
        .distinct()
    )
    found: dict[Key, set[str]] = {}
    for entity, row_id, day, seq in connection.execute(said):
        if seq not in gone:
            found.setdefault((entity, row_id), set()).add(day)
    return {key: [date.fromisoformat(day) for day in sorted(days)] for key, days in found.items()}


def last_known(connection: Connection) -> date:
    """The latest day on which anything live was known; the first of all days where there is nothing."""
    gone = dead(connection)
    latest_first = (
        select(CHANGE.c.set_seq, CHANGE.c.known_on)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE_SET.c.undoes.is_(None))
        .order_by(CHANGE.c.known_on.desc())
    )
    for seq, day in connection.execute(latest_first):
        if seq not in gone:
            return date.fromisoformat(day)
    return date.min


def fold(
    connection: Connection,
    *,
    known_on: date = END_OF_TIME,
    recorded_by: date | None = None,
    up_to: int | None = None,
    only: Collection[Key] | None = None,
) -> Portfolio:
    """The portfolio as known on a day, by what had been recorded by another day or up to a set; `only` some rows.

    A row made twice (an older register read late) keeps what the earlier one said of fields on which the later one is
    silent. A field set on a row that was not yet known is passed over.
    """
    state: dict[str, dict[str, dict[str, Stored]]] = {name: {} for name in fields.ENTITIES}
    with bulk():
        for change in _live_changes(connection, known_on, recorded_by, up_to, only):
            held = state[change.entity]
            if change.operation == "make":
                held[change.row_id] = held.get(change.row_id, {}) | json.loads(change.new)
            elif change.operation == "remove":
                held.pop(change.row_id, None)
            elif change.row_id in held:
                held[change.row_id][change.field] = None if change.new is None else json.loads(change.new)
        return Portfolio(
            {
                name: {row_id: rows.of_stored(name, row_id, each) for row_id, each in held.items()}
                for name, held in state.items()
            }
        )


def _live_changes(
    connection: Connection,
    known_on: date,
    recorded_by: date | None,
    up_to: int | None,
    only: Collection[Key] | None,
) -> Iterator[Row[Any]]:
    gone = dead(connection, recorded_by=recorded_by, up_to=up_to)
    query = (
        select(CHANGE.c.set_seq, CHANGE.c.operation, CHANGE.c.entity, CHANGE.c.row_id, CHANGE.c.field, CHANGE.c.new)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE_SET.c.undoes.is_(None), CHANGE.c.known_on <= known_on.isoformat())
        .order_by(CHANGE.c.known_on, CHANGE.c.set_seq, CHANGE.c.n)
    )
    if only is not None and len(only) <= FEW:
        # Both columns of the index, so that an edit of one row does not read the whole journal.
        query = query.where(
            CHANGE.c.entity.in_({entity for entity, _ in only}), CHANGE.c.row_id.in_({row_id for _, row_id in only})
        )
    for change in connection.execute(_bounded(query, recorded_by, up_to)):
        if change.set_seq not in gone and (only is None or (change.entity, change.row_id) in only):
            yield change

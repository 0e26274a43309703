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
    # From each day in the index to the next: a slider asks for them, and a day may have hundreds of changes.
    days = {day for (day,) in connection.exec_driver_sql(_DAYS)}
    for doubtful in _days_of_others(connection):
        if not _is_live(connection, doubtful):
            days.discard(doubtful)
    return [date.fromisoformat(day) for day in sorted(days)]


_DAYS = """
WITH RECURSIVE day (day) AS (
    SELECT min(known_on) FROM change
    UNION ALL SELECT (SELECT min(known_on) FROM change WHERE known_on > day) FROM day WHERE day IS NOT NULL
)
SELECT day FROM day WHERE day IS NOT NULL
"""


def _days_of_others(connection: Connection) -> set[str]:
    """The days of which sets speak that are taken back, or that take back."""
    query = (
        select(CHANGE.c.known_on)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE_SET.c.undoes.is_not(None))
        .distinct()
    )
    found = set(connection.execute(query).scalars())
    gone = sorted(dead(connection))
    for n in range(0, len(gone), FEW):
        some = select(CHANGE.c.known_on).where(CHANGE.c.set_seq.in_(gone[n : n + FEW])).distinct()
        found.update(connection.execute(some).scalars())
    return found


def _is_live(connection: Connection, day: str) -> bool:
    gone = dead(connection)
    query = (
        select(CHANGE.c.set_seq)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE_SET.c.undoes.is_(None), CHANGE.c.known_on == day)
        .distinct()
    )
    return any(seq not in gone for seq in connection.execute(query).scalars())


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


def last_recorded(connection: Connection, day: date) -> int | None:
    """The number of the last set recorded by the end of a day (UTC); 0 if there was none yet.

    None where a clock went back, so that a set recorded by then comes after one that was not.
    """
    by_then = func.substr(CHANGE_SET.c.recorded_at, 1, 10) <= day.isoformat()
    last = connection.execute(select(func.max(CHANGE_SET.c.seq)).where(by_then)).scalar_one() or 0
    first = connection.execute(select(func.min(CHANGE_SET.c.seq)).where(~by_then)).scalar_one()
    return int(last) if first is None or first > last else None


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

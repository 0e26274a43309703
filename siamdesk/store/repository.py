"""The rows of the present, in and out of the tables."""

import dataclasses
import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from siamdesk.domain import fields, lifecycle, rows
from siamdesk.domain.changes import Change, Make, Remove, Set
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.field_types import LINKS, LIST, Stored, canonical
from siamdesk.domain.fields import Row
from siamdesk.domain.portfolio import Portfolio, StaleEditError
from siamdesk.domain.when import When
from siamdesk.store.schema import MILESTONE, OWN_VALUE, TABLES

FEW = 400
"""How many ids are named in a query; beyond that it is quicker to read them all."""

_STALE = "The record has changed since you looked at it: nothing was changed; look again."


@contextmanager
def bulk() -> Iterator[None]:
    """Hold the garbage collector still: it takes most of the time where many small values are made at once."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def load(connection: Connection) -> Portfolio:
    """The present, each entity's rows in the order in which they were made."""
    with bulk():
        return Portfolio({name: _load_entity(connection, name) for name in TABLES})


def _records(connection: Connection, query: Select[Any]) -> Sequence[Any]:
    """The bare records of a query without parameters: they need no types, and SQLAlchemy's rows cost as much again."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(query.compile(connection)))
        return cursor.fetchall()
    finally:
        cursor.close()


class _Loaded(dict[Stored, Any]):
    """The values whose stored forms are its keys, each made when it is first asked for; nothing is a blank."""

    def __init__(self, load_value: Callable[[Any], Any], blank: object = None) -> None:
        super().__init__({None: blank})
        self._load = load_value

    def __missing__(self, stored: Stored) -> Any:  # noqa: ANN401  a value of any field
        value = self[stored] = self._load(stored)
        return value


def _made(row: type[Any], columns: Sequence[Sequence[Any]]) -> list[Any]:
    """Values of a frozen, slotted class from their columns, in the order of its fields.

    Its own `__init__` takes five times as long, which is half of a load of 20,000 contracts.
    """
    made = [object.__new__(row) for _ in columns[0]]
    for field, column in zip(dataclasses.fields(row), columns, strict=True):
        slot = getattr(row, field.name)
        deque(map(slot.__set__, made, column), maxlen=0)
    return made


def _load_entity(connection: Connection, name: str) -> dict[str, Row]:
    entity = fields.ENTITIES[name]
    records = _records(connection, select(*TABLES[name].c).order_by(text("rowid")))
    if not records:
        return {}
    # Column by column: at 20,000 contracts that is half the time of row by row.
    ids, *columns = zip(*records, strict=True)
    values: list[Sequence[Any]] = [ids]
    for field, column in zip(entity.fields, columns, strict=True):
        if field.type.identity:
            values.append(column)
        else:
            loaded = _Loaded(field.type.load, () if field.type in (LIST, LINKS) else None)
            values.append([loaded[stored] for stored in column])
    if name == "contract":
        dates, own = _milestones(connection), _own_values(connection)
        values += ([held.get(row_id, ()) for row_id in ids] for held in (dates, own))
    return dict(zip(ids, _made(entity.row, values), strict=True))


def _milestones(connection: Connection) -> dict[str, tuple[Milestone, ...]]:
    records = _records(connection, select(*MILESTONE.c))
    if not records:
        return {}
    contract_ids, kinds, waves, *dates = zip(*records, strict=True)
    loaded = _Loaded(When.from_canonical)
    made = _made(Milestone, [kinds, waves, *([loaded[stored] for stored in column] for column in dates)])
    found: dict[str, list[Milestone]] = {}
    for contract_id, milestone in zip(contract_ids, made, strict=True):
        if contract_id in found:
            found[contract_id].append(milestone)
        else:
            found[contract_id] = [milestone]
    return {contract_id: rows.ordered(each) for contract_id, each in found.items()}


def _own_values(connection: Connection) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for contract_id, field_id, value in _records(connection, select(*OWN_VALUE.c)):
        found.setdefault(contract_id, []).append((field_id, value))
    return {contract_id: tuple(sorted(each)) for contract_id, each in found.items()}


def write(connection: Connection, changes: Iterable[Change]) -> None:
    """Write changes to the present. Raises `StaleEditError` where one sets out from something that is not there."""
    for (operation, entity), group in groupby(changes, key=lambda change: (type(change), change.entity)):
        if operation is Make:
            _insert(connection, entity, [change.row for change in group if isinstance(change, Make)])
            continue
        for change in group:
            if isinstance(change, Set):
                _set(connection, change)
            elif isinstance(change, Remove):
                _remove(connection, change.row)


def put(connection: Connection, touched: Iterable[tuple[str, str, Row | None]]) -> None:
    """Make the present hold those rows under those ids, whatever it held before; None takes a row out."""
    for entity, group in groupby(touched, key=lambda each: each[0]):
        table = TABLES[entity]
        wanted = {row_id: row for _, row_id, row in group}
        query = select(table.c.id)
        if len(wanted) <= FEW:
            query = query.where(table.c.id.in_(wanted))
        held = {row_id for (row_id,) in connection.execute(query) if row_id in wanted}
        ids = [{"_id": row_id} for row_id in held]
        if ids and entity == "contract":
            for children in (MILESTONE, OWN_VALUE):
                connection.execute(delete(children).where(children.c.contract_id == bindparam("_id")), ids)
        gone = [{"_id": row_id} for row_id in held if wanted[row_id] is None]
        if gone:
            connection.execute(delete(table).where(table.c.id == bindparam("_id")), gone)
        there = [row for row_id, row in wanted.items() if row is not None and row_id in held]
        if there:
            records = [record | {"_id": record.pop("id")} for record in map(_record, there)]
            connection.execute(update(table).where(table.c.id == bindparam("_id")), records)
            _insert_children(connection, [row for row in there if isinstance(row, Contract)])
        new = [row for row_id, row in wanted.items() if row is not None and row_id not in held]
        if new:
            _insert(connection, entity, new)


def _record(row: Row) -> dict[str, object]:
    entity = fields.entity_of(row)
    record: dict[str, object] = {"id": row.id}
    for field in entity.fields:
        record[field.key] = canonical(field.type, getattr(row, field.key))
    return record


def _insert(connection: Connection, entity: str, new: list[Row]) -> None:
    try:
        connection.execute(insert(TABLES[entity]), [_record(row) for row in new])
    except IntegrityError as error:
        if "UNIQUE" not in str(error.orig):
            raise
        raise StaleEditError(_STALE) from None
    _insert_children(connection, [row for row in new if isinstance(row, Contract)])


def _insert_children(connection: Connection, contracts: list[Contract]) -> None:
    dates = [date for contract in contracts for date in _dates_of(contract)]
    own = [value for contract in contracts for value in _own_of(contract)]
    if dates:
        connection.execute(insert(MILESTONE), dates)
    if own:
        connection.execute(insert(OWN_VALUE), own)


def _dates_of(contract: Contract) -> list[dict[str, object]]:
    return [
        {
            "contract_id": contract.id,
            "kind": m.kind,
            "wave": m.wave,
            **{which: None if (date := getattr(m, which)) is None else date.canonical() for which in fields.DATES},
        }
        for m in contract.milestones
        if m.best is not None
    ]


def _own_of(contract: Contract) -> list[dict[str, object]]:
    return [
        {"contract_id": contract.id, "field_id": field_id, "value": value} for field_id, value in contract.own if value
    ]


def _delete_children(connection: Connection, contract_id: str) -> None:
    connection.execute(delete(MILESTONE).where(MILESTONE.c.contract_id == contract_id))
    connection.execute(delete(OWN_VALUE).where(OWN_VALUE.c.contract_id == contract_id))


def _remove(connection: Connection, row: Row) -> None:
    """Take a row out that still stands, to the letter, as the change has it."""
    table = TABLES[fields.entity_of(row).name]
    stands = and_(*(table.c[name].is_(value) for name, value in _record(row).items()))
    if isinstance(row, Contract):
        for children, expected in ((MILESTONE, _dates_of(row)), (OWN_VALUE, _own_of(row))):
            held = connection.execute(select(children).where(children.c.contract_id == row.id)).mappings()
            if sorted(map(repr, map(dict, held))) != sorted(map(repr, expected)):
                raise StaleEditError(_STALE)
        _delete_children(connection, row.id)
    if connection.execute(delete(table).where(stands)).rowcount != 1:
        raise StaleEditError(_STALE)


def _set(connection: Connection, change: Set) -> None:
    old = rows.stored(change.entity, change.field, change.old)
    new = rows.stored(change.entity, change.field, change.new)
    parts = lifecycle.split_milestone_key(change.field) if change.entity == "contract" else None
    if parts is not None or change.field.startswith("x."):
        _must_exist(connection, change.entity, change.id)
    if parts is not None:
        kind, wave, which = parts
        key = {"contract_id": change.id, "kind": kind, "wave": wave}
        done = _set_date(connection, key, which, old, new)
        emptied = and_(*(MILESTONE.c[name].is_(None) for name in fields.DATES))
        connection.execute(delete(MILESTONE).where(_matches(MILESTONE, key), emptied))
    elif change.field.startswith("x."):
        done = _set_own(connection, {"contract_id": change.id, "field_id": change.field[2:]}, old, new)
    else:
        table = TABLES[change.entity]
        where = and_(table.c.id == change.id, table.c[change.field].is_(old))
        done = connection.execute(update(table).where(where).values({change.field: new})).rowcount == 1
    if not done:
        raise StaleEditError(_STALE)


def _must_exist(connection: Connection, entity: str, row_id: str) -> None:
    table = TABLES[entity]
    if connection.execute(select(table.c.id).where(table.c.id == row_id)).first() is None:
        raise StaleEditError(_STALE)


def _matches(table: Table, key: dict[str, object]) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in key.items()))


def _set_date(connection: Connection, key: dict[str, object], which: str, old: object, new: object) -> bool:
    where = and_(_matches(MILESTONE, key), MILESTONE.c[which].is_(old))
    if connection.execute(update(MILESTONE).where(where).values({which: new})).rowcount == 1:
        return True
    if old is not None or connection.execute(select(MILESTONE).where(_matches(MILESTONE, key))).first() is not None:
        return False
    connection.execute(insert(MILESTONE).values(key | {which: new}))
    return True


def _set_own(connection: Connection, key: dict[str, object], old: object, new: object) -> bool:
    where = _matches(OWN_VALUE, key)
    if old is None:
        if connection.execute(select(OWN_VALUE).where(where)).first() is not None:
            return False
        connection.execute(insert(OWN_VALUE).values(key | {"value": new}))
        return True
    where = and_(where, OWN_VALUE.c.value.is_(old))
    if new is None:
        return connection.execute(delete(OWN_VALUE).where(where)).rowcount == 1
    return connection.execute(update(OWN_VALUE).where(where).values(value=new)).rowcount == 1

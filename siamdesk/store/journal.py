"""The journal: every change set as it was recorded, and what can be read back of it."""

import json
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from siamdesk.domain import fields, rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Remove, Set
from siamdesk.domain.field_types import Stored, Value
from siamdesk.domain.fields import Row as DomainRow
from siamdesk.domain.source import Source
from siamdesk.store.folds import dead
from siamdesk.store.repository import FEW
from siamdesk.store.schema import CHANGE, CHANGE_SET, SOURCE


@dataclass(frozen=True, slots=True)
class Entry:
    """A change set as it stands in the journal."""

    seq: int
    recorded_at: datetime
    change_set: ChangeSet
    live: bool = True
    """False once it has been taken back."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One value a field was given: what, when known, when entered, by whom, and from where."""

    seq: int
    field: str
    old: Value
    new: Value
    known_on: date
    recorded_at: datetime
    label: str
    author: str
    source: Source | None
    cell: str | None
    live: bool
    takes_back: bool = False
    """Whether it only takes back what was said before."""


def next_seq(connection: Connection) -> int:
    """The number the next set will have."""
    return int(connection.execute(select(func.coalesce(func.max(CHANGE_SET.c.seq), 0) + 1)).scalar_one())


def record(connection: Connection, change_set: ChangeSet, recorded_at: datetime) -> int:
    """Write the set into the journal; its number."""
    seq = next_seq(connection)
    connection.execute(
        insert(CHANGE_SET).values(
            seq=seq,
            recorded_at=recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            known_on=change_set.known_on.isoformat(),
            label=change_set.label,
            origin=str(change_set.origin),
            author=change_set.author,
            undoes=change_set.undoes,
        )
    )
    sources: dict[Source, int] = {}
    for source in {change.source for change in change_set.changes if change.source is not None}:
        values = {name: getattr(source, name) for name in Source.__dataclass_fields__}
        made = connection.execute(insert(SOURCE).values(values)).lastrowid
        sources[source] = made
    records = [_record(seq, n, change_set, change, sources) for n, change in enumerate(change_set.changes)]
    if records:
        connection.execute(insert(CHANGE), records)
    return seq


def _record(
    seq: int, n: int, change_set: ChangeSet, change: Change, sources: Mapping[Source, int]
) -> dict[str, object]:
    values: dict[str, object] = {
        "set_seq": seq,
        "n": n,
        "known_on": change_set.known(change).isoformat(),
        "operation": type(change).__name__.lower(),
        "entity": change.entity,
        "row_id": change.id,
        "field": None,
        "old": None,
        "new": None,
        "source_id": sources[change.source] if change.source is not None else None,
        "cell": None,
    }
    if isinstance(change, Set):
        old = rows.stored(change.entity, change.field, change.old)
        new = rows.stored(change.entity, change.field, change.new)
        values |= {"field": change.field, "old": _json(old), "new": _json(new), "cell": change.cell}
    elif isinstance(change, Make):
        values |= {"new": _row_json(change.row), "cell": _json(dict(change.cells)) if change.cells else None}
    else:
        values |= {"old": _row_json(change.row)}
    return values


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _row_json(row: DomainRow) -> str:
    entity = fields.entity_of(row).name
    stored = {key: rows.stored(entity, key, value) for key, value in rows.filled(row).items()}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def edited_fields(connection: Connection) -> dict[str, set[str]]:
    """The fields of contracts that live edits and reviews have set, by contract id: what no register has said."""
    gone = dead(connection)
    query = (
        select(CHANGE.c.set_seq, CHANGE.c.row_id, CHANGE.c.field)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(
            CHANGE.c.entity == "contract",
            CHANGE.c.operation == "set",
            CHANGE_SET.c.origin.in_([str(Origin.EDIT), str(Origin.REVIEW)]),
            CHANGE_SET.c.undoes.is_(None),
        )
    )
    found: dict[str, set[str]] = {}
    for seq, row_id, key in connection.execute(query):
        if seq not in gone:
            found.setdefault(row_id, set()).add(key)
    return found


def entries(connection: Connection) -> list[Entry]:
    """Every set of the journal without its changes, in the order of entry."""
    gone = dead(connection)
    query = select(*CHANGE_SET.c).order_by(CHANGE_SET.c.seq)
    return [_entry(record, gone) for record in connection.execute(query)]


def newest_first(connection: Connection, author: str) -> Generator[Entry, None, None]:
    """The sets of one author without their changes, read only as far as they are looked at."""
    gone = dead(connection)
    query = select(*CHANGE_SET.c).where(CHANGE_SET.c.author == author).order_by(CHANGE_SET.c.seq.desc())
    with connection.execute(query) as found:
        for record in found:
            yield _entry(record, gone)


def entry(connection: Connection, seq: int) -> Entry:
    """One set of the journal with its changes. LookupError if there is none of that number."""
    found = head(connection, seq)
    sources = _sources(connection)
    records = connection.execute(select(*CHANGE.c).where(CHANGE.c.set_seq == seq).order_by(CHANGE.c.n))
    changes = tuple(_change(each, sources) for each in records)
    return replace(found, change_set=replace(found.change_set, changes=changes))


def head(connection: Connection, seq: int) -> Entry:
    """One set of the journal without its changes. LookupError if there is none of that number."""
    record = connection.execute(select(*CHANGE_SET.c).where(CHANGE_SET.c.seq == seq)).first()
    if record is None:
        raise LookupError(seq)
    return _entry(record, dead(connection))


def _entry(record: Row[Any], gone: Collection[int]) -> Entry:
    change_set = ChangeSet(
        record.label,
        (),
        date.fromisoformat(record.known_on),
        Origin(record.origin),
        record.author,
        record.undoes,
    )
    recorded_at = datetime.fromisoformat(record.recorded_at)
    return Entry(record.seq, recorded_at, change_set, record.seq not in gone)


def _sources(connection: Connection) -> dict[int, Source]:
    names = tuple(Source.__dataclass_fields__)
    found = connection.execute(select(SOURCE)).mappings()
    return {record["id"]: Source(**{name: record[name] for name in names}) for record in found}


def _change(record: Row[Any], sources: Mapping[int, Source]) -> Change:
    entity, row_id, source = record.entity, record.row_id, sources.get(record.source_id)
    known_on = date.fromisoformat(record.known_on)
    if record.operation == "set":
        field = record.field
        old = rows.loaded(entity, field, _value(record.old))
        new = rows.loaded(entity, field, _value(record.new))
        return Set(entity, row_id, field, old, new, source, record.cell, known_on)
    if record.operation == "make":
        cells = tuple(json.loads(record.cell).items()) if record.cell else ()
        return Make(rows.of_stored(entity, row_id, json.loads(record.new)), source, cells, known_on)
    return Remove(rows.of_stored(entity, row_id, json.loads(record.old)), source, known_on)


def _value(stored: str | None) -> Stored:
    value: Stored = None if stored is None else json.loads(stored)
    return value


def changed_since(connection: Connection, seq: int, taken: ChangeSet) -> str:
    """The label of the first live set after `seq` that changed what `taken` changed; empty if there is none."""
    whole = {(change.entity, change.id) for change in taken.changes if not isinstance(change, Set)}
    single = {(change.entity, change.id, change.field) for change in taken.changes if isinstance(change, Set)}
    rows_of_fields = {(entity, row_id) for entity, row_id, _ in single}
    gone = dead(connection)
    later = (
        select(CHANGE.c.set_seq, CHANGE.c.entity, CHANGE.c.row_id, CHANGE.c.field, CHANGE_SET.c.label)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE.c.set_seq > seq, CHANGE_SET.c.undoes.is_(None))
        .order_by(CHANGE.c.set_seq)
    )
    for number, entity, row_id, field, label in connection.execute(later):
        if number in gone:
            continue
        whole_now = field is None and (entity, row_id) in rows_of_fields
        if whole_now or (entity, row_id) in whole or (entity, row_id, field) in single:
            return str(label)
    return ""


def statements(
    connection: Connection, entity: str, wanted: Mapping[str, Collection[str] | None]
) -> dict[str, list[Statement]]:
    """Everything that was ever said of the fields wanted of each row, or of all, in the order (known_on, seq)."""
    gone = dead(connection)
    sources = _sources(connection)
    query = (
        select(*CHANGE.c, CHANGE_SET.c.recorded_at, CHANGE_SET.c.label, CHANGE_SET.c.author, CHANGE_SET.c.undoes)
        .join(CHANGE_SET, CHANGE_SET.c.seq == CHANGE.c.set_seq)
        .where(CHANGE.c.entity == entity)
        .order_by(CHANGE.c.known_on, CHANGE.c.set_seq, CHANGE.c.n)
    )
    if len(wanted) <= FEW:
        query = query.where(CHANGE.c.row_id.in_(wanted))
    found: dict[str, list[Statement]] = {}
    said: Iterable[Row[Any]] = connection.execute(query)
    for record in said:
        if record.row_id not in wanted:
            continue
        keys = wanted[record.row_id]
        if keys is not None and record.field is not None and record.field not in keys:
            continue
        live = record.undoes is None and record.set_seq not in gone
        told = _said(record, sources, keys, live=live)
        found.setdefault(record.row_id, []).extend(each for each in told if keys is None or each.field in keys)
    return found


def _said(
    record: Row[Any], sources: Mapping[int, Source], keys: Collection[str] | None, *, live: bool
) -> Iterator[Statement]:
    """What one record of the journal says, field by field; a row removed loses also what was filled in later."""
    change = _change(record, sources)
    said: Iterable[tuple[str, Value, Value, str | None]]
    if isinstance(change, Set):
        said = [(change.field, change.old, change.new, change.cell)]
    elif isinstance(change, Make):
        cells = dict(change.cells)
        said = [(key, None, value, cells.get(key)) for key, value in rows.filled(change.row).items()]
    else:
        filled = rows.filled(change.row)
        said = [(key, filled.get(key), None, None) for key in {**filled, **dict.fromkeys(keys or ())}]
    known_on, recorded_at = date.fromisoformat(record.known_on), datetime.fromisoformat(record.recorded_at)
    for field, old, new, cell in said:
        yield Statement(
            record.set_seq,
            field,
            old,
            new,
            known_on,
            recorded_at,
            record.label,
            record.author,
            change.source,
            cell,
            live,
            takes_back=record.undoes is not None,
        )

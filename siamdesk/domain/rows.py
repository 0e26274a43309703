"""Rows taken apart and put together by field key: the only place that knows how a row holds its fields."""

import dataclasses
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from siamdesk.domain import contract, fields, lifecycle
from siamdesk.domain.field_types import Stored, Value, canonical, restored
from siamdesk.domain.fields import Row


def get(row: Row, key: str) -> Value:
    """The value of a field of a row; blank is None, or () for a list. KeyError for a field there is none of.

    A value of the user's own column is its canonical text.
    """
    return getter(fields.entity_of(row).name, key)(row)


@lru_cache(maxsize=4096)
def getter(name: str, key: str) -> Callable[[Any], Value]:
    """What takes the value of a field out of a row of that entity. KeyError for a field there is none of."""
    entity = fields.ENTITIES[name]
    if entity.field(key) is not None:
        return attrgetter(key)
    if entity.row is contract.Contract:
        if key.startswith("x."):
            wanted = key[2:]
            return lambda row: next((value for own, value in row.own if own == wanted), None)
        parts = lifecycle.split_milestone_key(key)
        if parts is not None:
            stage, wave, which = parts
            return lambda row: getattr(row.milestone(stage, wave), which, None)
    raise KeyError(f"{entity.name} has no field {key}")


def with_values(row: Row, values: Mapping[str, Value]) -> Row:
    """A copy of the row with those fields set. KeyError for a field there is none of."""
    return changed((row,), (values,))[0]


def changed(held: Sequence[Row], values: Iterable[Mapping[str, Value]]) -> list[Row]:
    """A copy of each row, all of one entity, with its own fields set. KeyError for a field there is none of.

    Going from one day of the history to another changes tens of thousands of rows at once.
    """
    if not held:
        return []
    entity = fields.entity_of(held[0])
    slots, own_fields = _SLOTS[entity.name], _LOADS[entity.name]
    made: list[Row] = [object.__new__(entity.row) for _ in held]
    for name, slot in slots.items():
        # One field of all rows at a time: `replace` takes each through its `__init__`, five times as long.
        deque(map(slot.__set__, made, map(attrgetter(name), held)), maxlen=0)
    for row, new in zip(made, values, strict=True):
        rest: dict[str, Value] = {}
        for key, value in new.items():
            if key in own_fields:
                slots[key].__set__(row, value)
            else:
                rest[key] = value
        if rest:
            if not isinstance(row, contract.Contract):
                raise KeyError(f"{entity.name} has no field {next(iter(rest))}")
            for key, held_there in _dates_and_own(row.milestones, row.own, rest).items():
                slots[key].__set__(row, held_there)
    return made


_SLOTS: dict[str, dict[str, Any]] = {
    entity.name: {each.name: getattr(entity.row, each.name) for each in dataclasses.fields(entity.row)}
    for entity in fields.ENTITIES.values()
}
"""What holds each attribute of a row, by entity and attribute: the rows themselves are frozen."""


def _parted(entity: fields.Entity, values: Mapping[str, Value]) -> tuple[dict[str, Any], dict[str, Value]]:
    """The values of the entity's own fields, and the others."""
    plain: dict[str, Any] = {}
    rest: dict[str, Value] = {}
    for key, value in values.items():
        (plain if entity.field(key) is not None else rest)[key] = value
    return plain, rest


@lru_cache(maxsize=1 << 12)
def _date_at(key: str) -> tuple[tuple[str, int], int] | None:
    """Kind and wave of the milestone and which of its three dates a key names; None for a key of something else."""
    parts = lifecycle.split_milestone_key(key)
    return None if parts is None else (parts[:2], fields.DATES.index(parts[2]))


def _dates_and_own(
    milestones: Iterable[contract.Milestone], own: Iterable[tuple[str, str]], values: Mapping[str, Value]
) -> dict[str, Any]:
    """The milestones and the values of the user's own columns, where they change, with those values in their place."""
    held = {(each.kind, each.wave): each for each in milestones}
    known = len(held)
    texts: dict[str, str] = {}
    dated = False
    for key, value in values.items():
        at = _date_at(key)
        if at is not None:
            held[at[0]] = _dated(held.get(at[0]), *at, value)
            dated = True
        elif key.startswith("x."):
            texts[key[2:]] = str(value) if value is not None else ""
        else:
            raise KeyError(f"contract has no field {key}")
    found: dict[str, Any] = {}
    if dated:
        there = [each for each in held.values() if each.baseline or each.forecast or each.actual]
        found["milestones"] = tuple(there) if len(held) == known else ordered(there)
    if texts:
        both = {**dict(own), **texts}
        found["own"] = tuple(sorted((key, text) for key, text in both.items() if text))
    return found


def _dated(held: contract.Milestone | None, name: tuple[str, int], which: int, value: Any) -> contract.Milestone:  # noqa: ANN401
    """A milestone with one of its three dates another."""
    three = [held.baseline, held.forecast, held.actual] if held is not None else [None, None, None]
    three[which] = value
    return contract.Milestone(*name, *three)


def ordered(milestones: Iterable[contract.Milestone]) -> tuple[contract.Milestone, ...]:
    """Milestones in the order of the lifecycle, waves in turn."""
    return tuple(sorted(milestones, key=lambda m: (lifecycle.ORDER[m.kind], m.wave)))


def filled(row: Row) -> dict[str, Value]:
    """Every field of the row that is not blank, by key, in the order of the table."""
    entity = fields.entity_of(row)
    values: dict[str, Value] = {}
    for field in entity.fields:
        value = getattr(row, field.key)
        if value is not None and value != ():
            values[field.key] = value
    if isinstance(row, contract.Contract):
        for milestone in row.milestones:
            for which in fields.DATES:
                date = getattr(milestone, which)
                if date is not None:
                    values[lifecycle.milestone_key(milestone, which)] = date
        values.update((f"x.{key}", value) for key, value in row.own)
    return values


def blank(entity: str, row_id: str, values: Mapping[str, Value]) -> Row:
    """A new row of an entity from field values. KeyError or TypeError if a required field is missing or unknown."""
    made = fields.ENTITIES[entity]
    plain, rest = _parted(made, values)
    if rest:
        if made.row is not contract.Contract:
            raise KeyError(f"{entity} has no field {next(iter(rest))}")
        plain |= _dates_and_own((), (), rest)
    row: Row = made.row(id=row_id, **plain)
    return row


_LOADS = {
    entity.name: {field.key: None if field.type.identity else field.type.load for field in entity.fields}
    for entity in fields.ENTITIES.values()
}
"""How to load each field of each entity; None where what is stored is the value."""


def of_stored(entity: str, row_id: str, held: Mapping[str, Stored]) -> Row:
    """The row whose fields have those canonical forms. KeyError for a field there is none of."""
    loads = _LOADS[entity]
    plain: dict[str, Any] = {}
    rest: dict[str, Value] = {}
    # A fold makes every row of the portfolio here: one pass, and no look-up twice.
    for key, value in held.items():
        if value is None:
            continue
        if key in loads:
            load = loads[key]
            plain[key] = value if load is None else load(value)
        else:
            rest[key] = loaded(entity, key, value)
    if rest:
        plain |= _dates_and_own((), (), rest)
    row: Row = fields.ENTITIES[entity].row(id=row_id, **plain)
    return row


def stored(entity: str, key: str, value: Value) -> Stored:
    """The canonical form of a field's value. Values of the user's own columns are canonical text already."""
    if key.startswith("x."):
        return str(value) if value else None
    field = fields.field_for(entity, key)
    if field is None:
        raise KeyError(f"{entity} has no field {key}")
    return canonical(field.type, value)


def loaded(entity: str, key: str, value: Stored) -> Value:
    """The value whose canonical form is given; the inverse of `stored`."""
    if key.startswith("x."):
        return value
    field = fields.field_for(entity, key)
    if field is None:
        raise KeyError(f"{entity} has no field {key}")
    return restored(field.type, value)


def same(entity: str, key: str, one: Value, other: Value) -> bool:
    """Whether two values of a field are the same to the letter, the words of dates and money included."""
    return one is other or stored(entity, key, one) == stored(entity, key, other)

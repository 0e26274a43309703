"""Rows taken apart and put together by field key: the only place that knows how a row holds its fields."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from siamdesk.domain import contract, fields, lifecycle
from siamdesk.domain.field_types import Stored, Value, canonical, restored
from siamdesk.domain.fields import Row


def get(row: Row, key: str) -> Value:
    """The value of a field of a row; blank is None, or () for a list. KeyError for a field there is none of.

    A value of the user's own column is its canonical text.
    """
    entity = fields.entity_of(row)
    if entity.field(key) is not None:
        value: Value = getattr(row, key)
        return value
    if isinstance(row, contract.Contract):
        if key.startswith("x."):
            return dict(row.own).get(key[2:])
        parts = lifecycle.split_milestone_key(key)
        if parts is not None:
            milestone = row.milestone(parts[0], parts[1])
            date: Value = getattr(milestone, parts[2]) if milestone is not None else None
            return date
    raise KeyError(f"{entity.name} has no field {key}")


def with_values(row: Row, values: Mapping[str, Value]) -> Row:
    """A copy of the row with those fields set. KeyError for a field there is none of."""
    entity = fields.entity_of(row)
    plain: dict[str, Any] = {key: value for key, value in values.items() if entity.field(key) is not None}
    rest = {key: value for key, value in values.items() if key not in plain}
    if rest:
        if not isinstance(row, contract.Contract):
            raise KeyError(f"{entity.name} has no field {next(iter(rest))}")
        return _with_dates_and_own(row, plain, rest)
    return dataclasses.replace(row, **plain)


def _with_dates_and_own(row: contract.Contract, plain: Mapping[str, Any], rest: Mapping[str, Value]) -> Row:
    own = dict(row.own)
    dates = {(m.kind, m.wave): m for m in row.milestones}
    for key, value in rest.items():
        parts = lifecycle.split_milestone_key(key)
        if key.startswith("x."):
            own[key[2:]] = str(value) if value is not None else ""
        elif parts is not None:
            kind, wave, which = parts
            milestone = dates.get((kind, wave)) or contract.Milestone(kind, wave)
            replaced: dict[str, Any] = {which: value}
            dates[kind, wave] = dataclasses.replace(milestone, **replaced)
        else:
            raise KeyError(f"contract has no field {key}")
    return dataclasses.replace(
        row,
        **plain,
        milestones=ordered(m for m in dates.values() if m.best is not None),
        own=tuple(sorted((key, value) for key, value in own.items() if value)),
    )


def ordered(milestones: Any) -> tuple[contract.Milestone, ...]:  # noqa: ANN401  any iterable of milestones
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
    plain = {key: value for key, value in values.items() if made.field(key) is not None}
    rest = {key: value for key, value in values.items() if key not in plain}
    row: Row = made.row(id=row_id, **plain)
    return with_values(row, rest) if rest else row


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

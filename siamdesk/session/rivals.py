"""Disputes between workbooks that come home together: where two say different things of one field, nobody wins.

Each of the two becomes a dispute with our record; the one known last is proposed, and neither is taken.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from siamdesk.domain import fields, rows, shown
from siamdesk.domain.changes import Make, Set
from siamdesk.domain.compare import same_field
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import day_words
from siamdesk.session.import_plan import ImportPlan, Item, Kind

_IDENTITY = frozenset({"reference", "title", "tower_id"})
"""What a new contract is known by: it comes with these even where another register says otherwise."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one register of several newly says of a field: the places of its plan and of the item there."""

    plan: int
    item: int
    value: Value


def disputed(plans: Sequence[ImportPlan], present: Portfolio, world: Portfolio) -> tuple[ImportPlan, ...]:
    """The plans, with a dispute wherever two registers say different things of one field.

    `present` is our record before any of them; `world` has the names of all that they bring.
    """
    items = [list(each.items) for each in plans]
    for (_, key), said in _statements(plans).items():
        registers = {plans[each.plan].register.id for each in said}
        if len(registers) < 2 or all(same_field(each.value, said[0].value) for each in said):
            continue
        days = [plans[each.plan].known_on for each in said]
        for each in said:
            mine = plans[each.plan]
            why = "; ".join(
                _says(plans[other.plan], key, other.value, world)
                for other in said
                if plans[other.plan].register.id != mine.register.id
            )
            proposed = mine.known_on == max(days) and days.count(max(days)) == 1
            _dispute(items[each.plan], each, key, why, present, world, proposed=proposed)
    order = list(Kind)
    return tuple(
        replace(made, items=tuple(sorted(mine, key=lambda item: order.index(item.kind))))
        for made, mine in zip(plans, items, strict=True)
    )


def _statements(plans: Iterable[ImportPlan]) -> dict[tuple[str, str], list[_Said]]:
    """What each register newly says of each field, by contract and field; a new contract says all its fields."""
    found: dict[tuple[str, str], list[_Said]] = defaultdict(list)
    for place, made in enumerate(plans):
        for n, item in enumerate(made.items):
            if item.kind in {Kind.CHANGED, Kind.CLEARED, Kind.CONFLICT}:
                found[item.contract_id, item.field].append(_Said(place, n, item.theirs))
            elif item.kind is Kind.NEW:
                for key, value in rows.filled(_make(item).row).items():
                    found[item.contract_id, key].append(_Said(place, n, value))
    return {key: said for key, said in found.items() if len(said) > 1}


def _make(item: Item) -> Make:
    change = item.changes[0]
    if not isinstance(change, Make):
        raise TypeError("a new contract is made by its first change")
    return change


def _says(made: ImportPlan, key: str, value: Value, world: Portfolio) -> str:
    words = _words(key, value, world)
    return f"{made.workbook} of {day_words(made.known_on)} says {f'“{words}”' if words else 'nothing'}"


def _dispute(
    items: list[Item], said: _Said, key: str, why: str, present: Portfolio, world: Portfolio, *, proposed: bool
) -> None:
    """Make a dispute of what a register says: of an item, or of a field that a new contract would bring."""
    item = items[said.item]
    if item.kind is Kind.NEW:
        if key not in _IDENTITY:
            items[said.item], taken = _parted(item, key, said.value)
            items.append(replace(taken, shown=("", "", _words(key, said.value, world)), why=why, proposed=proposed))
        return
    contract = present.contracts.get(item.contract_id)
    ours = rows.get(contract, key) if contract is not None else None
    words = item.shown[0], _words(key, ours, world), item.shown[2]
    told = "; ".join(part for part in (item.why, why) if part)
    items[said.item] = replace(item, kind=Kind.CONFLICT, ours=ours, shown=words, why=told, proposed=proposed)


def _parted(item: Item, key: str, value: Value) -> tuple[Item, Item]:
    """A new contract without one of its fields, and that field as a dispute of its own."""
    make = _make(item)
    nothing: Value = () if isinstance(value, tuple) else None
    less = Make(
        rows.with_values(make.row, {key: nothing}), make.source, tuple(each for each in make.cells if each[0] != key)
    )
    cell = dict(make.cells).get(key, "")
    field = fields.field_for("contract", key)
    dispute = Item(
        Kind.CONFLICT,
        item.contract_id,
        item.contract,
        key,
        field.label if field is not None else key,
        theirs=value,
        ours=nothing,
        sheet=item.sheet,
        cell=cell,
        row_key=item.row_key,
        changes=(Set("contract", item.contract_id, key, nothing, value, make.source, cell or None),),
    )
    return replace(item, changes=(less, *item.changes[1:])), dispute


def _words(key: str, value: Value, world: Portfolio) -> str:
    field = fields.field_for("contract", key, world.own_fields)
    return "" if field is None or value is None or value == () else shown.show(field, value, world)

"""Contracts in order: under headings, and sorted by any field."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from siamdesk.domain import fields, lifecycle, when
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import LINK, Value, matching
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.query import ALIASES
from siamdesk.domain.shown import show, value_of
from siamdesk.domain.when import When


@dataclass(frozen=True, slots=True)
class Group:
    """Contracts under one heading. `key` is the tower's id, or the heading's own words; empty for “none given”."""

    key: str
    label: str
    contracts: tuple[Contract, ...]


GROUPINGS = {"tower": "Tower", "supplier": "Supplier", "phase": "Phase", "rag": "RAG", "owner": "Owner"}
"""What contracts can be grouped by, and what the heading says."""


def group(contracts: Iterable[Contract], portfolio: Portfolio, by: str, today: date) -> list[Group]:
    """The contracts under their headings: towers and phases in their own order, others by name, “none given” last.

    Raises `SiamdeskError` for a grouping there is none of.
    """
    if by not in GROUPINGS:
        raise SiamdeskError(f"Contracts can't be grouped by “{by}”; try {', '.join(GROUPINGS)}.")
    held: dict[str, list[Contract]] = {}
    if by == "tower":
        by_id: dict[str | None, list[Contract]] = defaultdict(list)
        for contract in contracts:
            by_id[contract.tower_id].append(contract)
        for each in by_id.values():
            held.setdefault(_heading(each[0], portfolio, by, today), []).extend(each)
    else:
        for contract in contracts:
            held.setdefault(_heading(contract, portfolio, by, today), []).append(contract)
    phases = list(lifecycle.Phase)

    def order(key: str) -> tuple[bool, int, str]:
        if by == "tower" and key:
            return False, portfolio.towers[key].place, portfolio.towers[key].name.casefold()
        return key == "", phases.index(lifecycle.Phase(key)) if by == "phase" else 0, key.casefold()

    def label(key: str) -> str:
        if by == "phase":
            return lifecycle.PHASE_LABELS[lifecycle.Phase(key)]
        if by == "tower" and key:
            return portfolio.towers[key].name
        return key or f"No {GROUPINGS[by].lower() if by != 'rag' else 'RAG'}"

    return [Group(key, label(key), tuple(held[key])) for key in sorted(held, key=order)]


def _heading(contract: Contract, portfolio: Portfolio, by: str, today: date) -> str:
    if by == "tower":
        # A tower may have been entered later than the day that is looked at.
        tower = portfolio.towers.get(contract.tower_id or "")
        return tower.id if tower is not None else ""
    if by == "supplier":
        return "; ".join(contract.suppliers)
    if by == "phase":
        return str(lifecycle.phase_on(contract, today))
    value = getattr(contract, by)
    return str(value).capitalize() if by == "rag" and value else value or ""


_NUMBERS = re.compile(r"(\d+)")
_RAG_ORDER = {"red": 0, "amber": 1, "green": 2}
_INFINITE = Decimal("Infinity")


def sort(
    contracts: Iterable[Contract], portfolio: Portfolio, by: str, today: date, *, descending: bool = False
) -> list[Contract]:
    """The contracts by a field, by a milestone's date to go by, by a short name of the filter language or by `phase`.

    What is not known comes last in either direction: first what is to be confirmed, then what is blank. Numbers in
    words count as numbers (BO-2 before BO-10); contracts that are alike stay in the order given. Raises
    `SiamdeskError` for a field there is none of.
    """
    keys = ALIASES.get(by, (by,))
    if by != "phase" and not all(key in lifecycle.KIND or fields.field_for("contract", key) for key in keys):
        raise SiamdeskError(f"Contracts can't be sorted by “{by}”; try tower, supplier, value, award or phase.")
    phases = list(lifecycle.Phase)
    known: list[tuple[tuple[Any, ...], Contract]] = []
    unknown: list[Contract] = []
    blank: list[Contract] = []
    for contract in contracts:
        if by == "phase":
            known.append(((phases.index(lifecycle.phase_on(contract, today)),), contract))
            continue
        values = ((key, _value(contract, key, portfolio)) for key in keys)
        key, value = next((each for each in values if each[1] not in _BLANK), (by, None))
        if value is None:
            blank.append(contract)
        elif (isinstance(value, When) and value.is_tbc) or (isinstance(value, Money) and not value.is_known):
            unknown.append(contract)
        else:
            known.append((_order(key, value, portfolio), contract))
    known.sort(key=lambda each: each[0], reverse=descending)
    return [*(contract for _, contract in known), *unknown, *blank]


_BLANK = (None, (), "")


def _value(contract: Contract, key: str, portfolio: Portfolio) -> Value:
    if key in lifecycle.KIND:
        return lifecycle.date_of(contract, key)
    value = value_of(contract, key, portfolio)
    field = fields.field_for("contract", key)
    if field is not None and field.type is LINK and portfolio.row(field.target, str(value)) is None:
        return None
    return value


def _order(key: str, value: Value, portfolio: Portfolio) -> tuple[Any, ...]:
    """What values of one field are compared by. Its first member keeps values of different types apart."""
    if isinstance(value, When):
        return 0, when.sort_key(value)
    if isinstance(value, Money):
        low = value.low if value.low is not None else value.high
        return 1, low, value.high if value.high is not None else _INFINITE
    if isinstance(value, int):
        return 2, value
    if key == "rag" and value in _RAG_ORDER:
        return 3, _RAG_ORDER[str(value)]
    field = fields.field_for("contract", key, portfolio.own_fields)
    words = matching(show(field, value, portfolio) if field is not None else str(value))
    return 4, [int(part) if part.isdecimal() else part for part in _NUMBERS.split(words)]

"""Cells pasted from a spreadsheet, as changes to be looked at: which contract, which field, old and new value."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from siamdesk.domain import fields, rows, shown
from siamdesk.domain.changes import ChangeSet, Set
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import Field, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.register import headings
from siamdesk.session import edits
from siamdesk.session.copied_rows import TOLD

_GUARDED = ("'=", "'+", "'-", "'@")
_NAMED_BY = ("reference", "title")


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that says something else than our record, or can't be read."""

    contract: str
    field: str
    old: str
    new: str
    why: str = ""
    """Why it is not taken; empty where it is."""
    change: Set | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """All that is pasted."""

    lines: tuple[Line, ...]
    same: int
    """How many cells say what our record says already."""
    left: tuple[str, ...] = ()
    """Headers of columns that are not read."""

    @property
    def changes(self) -> tuple[Set, ...]:
        """What would be changed."""
        return tuple(line.change for line in self.lines if line.change is not None)

    def change_set(self, today: date) -> ChangeSet:
        """The changes, as one step."""
        count = len(self.changes)
        return ChangeSet(f"Paste {count:,} value{'s' * (count != 1)} from Excel", self.changes, today)


def cells_of(text: str) -> list[list[str]]:
    """The cells of tab-separated text, without the apostrophes that guard against formulas and without blank lines."""
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), dialect="excel-tab"))
    except csv.Error:
        lines = [line.split("\t") for line in text.splitlines()]
    while lines and not any(lines[-1]):
        lines.pop()
    return [[each[1:] if each.startswith(_GUARDED) else each for each in line] for line in lines]


def read_block(portfolio: Portfolio, lines: Sequence[Sequence[str]]) -> Block:
    """Read a block whose first line holds headers. A column of references, else of titles, tells the contracts.

    A blank cell says nothing: it takes no value away. Raises `SiamdeskError` where there is no such column.
    """
    keys = [_key(header.strip(), portfolio) for header in lines[0]]
    name = next((keys.index(key) for key in _NAMED_BY if key in keys), None)
    if name is None:
        raise SiamdeskError(
            "The block has no column of references or titles: copy it with its headers, such as Reference and Owner."
        )
    found, same, seen = [], 0, set()
    known = _by_name(portfolio, str(keys[name]))
    for line in lines[1:]:
        said = line[name].strip() if name < len(line) else ""
        if not said:
            continue
        contracts = known.get(matching(said), ())
        if len(contracts) != 1:
            why = "no contract of that name" if not contracts else "several contracts of that name"
            found.append(Line(said, "", "", "", why))
            continue
        for place, text in enumerate(line[: len(keys)]):
            key = keys[place]
            if key is None or place == name or not text.strip():
                continue
            made = _line(portfolio, contracts[0], key, text)
            if made is not None and (contracts[0].id, key) in seen:
                made = Line(made.contract, made.field, made.old, made.new, "it stands in the block twice")
            seen.add((contracts[0].id, key))
            same += made is None
            found += [made] if made is not None else []
    left = tuple(header for header, key in zip(lines[0], keys, strict=True) if key is None and header.strip())
    return Block(tuple(found), same, left)


def read_column(portfolio: Portfolio, contract_ids: Sequence[str], key: str, texts: Sequence[str]) -> Block:
    """Read one value for each of some contracts; a single value is for all of them. A blank one says nothing."""
    if len(texts) == 1:
        texts = list(texts) * len(contract_ids)
    made = [
        _line(portfolio, portfolio.contracts[each], key, text)
        for each, text in zip(contract_ids, texts, strict=False)
        if text.strip()
    ]
    lines = tuple(line for line in made if line is not None)
    return Block(lines, len(made) - len(lines))


def _line(portfolio: Portfolio, contract: Contract, key: str, text: str) -> Line | None:
    """What a cell would change; None where it says what our record says."""
    field = edits.field_of(portfolio, key)
    old = shown.shown(contract, key, portfolio)
    told = contract.reference or contract.title or "Untitled", field.label, old, text.strip()
    if text.strip() == old:
        return None
    try:
        value = edits.read(portfolio, key, text.strip())
    except Unreadable as error:
        return Line(*told, f"can’t be read: {error.why}")
    before = rows.get(contract, key)
    if value == before or rows.same("contract", key, before, value):
        return None
    return Line(*told, "", Set("contract", contract.id, key, before, value))


def _by_name(portfolio: Portfolio, key: str) -> dict[str, list[Contract]]:
    found: dict[str, list[Contract]] = {}
    for contract in portfolio.contracts.values():
        name = getattr(contract, key)
        if name and not contract.withdrawn:
            found.setdefault(matching(name), []).append(contract)
    return found


def _key(header: str, portfolio: Portfolio) -> str | None:
    """The field that a header names: one of ours by its label, an own column, else as a register's header is read."""
    if not header or header in TOLD:
        return None
    wanted = matching(header)
    known: list[Field] = [*fields.ENTITIES["contract"].fields, *fields.MILESTONE_FIELDS]
    named = next((field.key for field in known if matching(field.label) == wanted), None)
    if named is not None:
        return named
    own = next((each.id for each in portfolio.own_fields.values() if matching(each.label) == wanted), None)
    if own is not None:
        return f"x.{own}"
    likely = headings.candidates(wanted)
    return likely[0].key if likely and likely[0].score >= headings.SURE else None

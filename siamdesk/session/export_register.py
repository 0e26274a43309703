"""A new register: the contracts that match, one a row, with every field that any of them has."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from siamdesk.domain import arrange, fields, lifecycle, query, rows, shown
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import LINK, LINKS, TEXT, Field, Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.register import book as books
from siamdesk.register import create
from siamdesk.register.book import Book, Heading, Sheet
from siamdesk.session import column_meanings, gantt, new_register
from siamdesk.session.session import Session

_FIRST = ("tower_id", "reference", "title", "suppliers")
_LEFT_OUT = frozenset({"withdrawn"})
_MOST_OFFERED = 60
"""A list of more words than this is no help."""
_OFFERED = frozenset({"route", "framework", "regime", "status", "tier", "category", "marking"})
"""The texts of which a register uses few."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which contracts go into a new register, and how."""

    words: str = ""
    """The filter they must match; '' for all."""
    by_tower: bool = False
    """A sheet for each tower, and not one for all."""
    timeline: bool = True
    register_id: str = ""
    """The register whose contracts they are; '' for all of the portfolio's."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A register that was written: how many contracts it has, and why it bears no stamp, where it bears none."""

    path: Path
    contracts: int
    unstamped: str = ""


def export_new(session: Session, path: Path, wanted: Wanted, day: date, portfolio: Portfolio | None = None) -> Exported:
    """Write the contracts that match on `day` to a new .xlsx or .csv, as they are in `portfolio` (at present, else).

    A workbook is noted in the portfolio as a register, so that it comes home exactly; where that can't be, it bears no
    stamp. Raises `SiamdeskError` for a query that can't be read, another suffix, and a place that can't be written.
    """
    kind = path.suffix.casefold()
    if kind not in {".xlsx", ".csv"}:
        raise SiamdeskError(f"A new register is written as .xlsx or .csv; give {path.name} one of these endings.")
    portfolio = portfolio or session.portfolio
    contracts = query.asked(wanted.words, portfolio).filter(portfolio, day)
    if wanted.register_id:
        listed = {each.contract_id for each in portfolio.links.values() if each.register_id == wanted.register_id}
        contracts = [each for each in contracts if each.id in listed]
    if kind == ".csv":
        sheet = sheet_of(contracts, portfolio, portfolio.settings.title or "Contracts")
        create.create_csv(path, sheet, fy_start=portfolio.settings.fy_start)
        return Exported(path, len(contracts))
    made = book(contracts, portfolio, day, wanted)
    return Exported(path, len(contracts), new_register.write(session, path, made, day))


def book(contracts: Sequence[Contract], portfolio: Portfolio, day: date, wanted: Wanted, title: str = "") -> Book:
    """The workbook of some contracts."""
    settings = portfolio.settings
    title = title or settings.title or "Contracts"
    groups = [(title, contracts)]
    if wanted.by_tower and contracts:
        found = arrange.group(contracts, portfolio, "tower", day)
        groups = [(group.label, group.contracts) for group in found]
    columns = _columns(contracts, portfolio)
    headings = tuple(_heading(each, contracts, portfolio) for each in columns)
    values = _values(contracts, columns, portfolio)
    headings = books.settled(headings, zip(*values, strict=True) if values else [()] * len(headings))
    by_id = {contract.id: line for contract, line in zip(contracts, values, strict=True)}
    sheets = tuple(
        Sheet(name, headings, [by_id[each.id] for each in group], [each.id for each in group]) for name, group in groups
    )
    plan = gantt.drawn(contracts, portfolio, day) if wanted.timeline else None
    return Book(title, sheets, marking_of(portfolio), plan, fy_start=settings.fy_start)


def sheet_of(contracts: Sequence[Contract], portfolio: Portfolio, title: str) -> Sheet:
    """All contracts in one table, without what only we read."""
    columns = _columns(contracts, portfolio)
    headings = tuple(_heading(each, contracts, portfolio) for each in columns)
    return Sheet(title, headings, _values(contracts, columns, portfolio))


def marking_of(portfolio: Portfolio) -> str:
    """The marking as it stands on pages."""
    return portfolio.settings.marked


REVIEW_HEADERS = (
    "Contract", "Field", "As sent", "Our record", "Their workbook", "Workbook", "Cell", "Remark", "Kind", "Result",
)  # fmt: skip


def write_review(path: Path, lines: Sequence[Sequence[str]], portfolio: Portfolio) -> None:
    """Write an import review as a workbook, a line an item. Raises `SiamdeskError` where it can't be written."""
    headings = tuple(Heading(header, "long text") for header in REVIEW_HEADERS)
    sheet = Sheet("Import review", headings, [list(line) for line in lines])
    create.create_xlsx(path, Book("Import review", (sheet,), marking_of(portfolio), legend=False))


def _columns(contracts: Sequence[Contract], portfolio: Portfolio) -> list[Field]:
    """The fields that any of the contracts has: the first few always, milestones in the order of the lifecycle."""
    used = {key for contract in contracts for key in rows.filled(contract)} - _LEFT_OUT
    plain = [field.key for field in fields.ENTITIES["contract"].fields]
    order = {key: place for place, key in enumerate((*_FIRST, *(key for key in plain if key not in _FIRST)))}
    own_order = {f"x.{own.id}": own.place for own in portfolio.own_fields.values()}

    def place(key: str) -> tuple[int, int, int, int]:
        parts = lifecycle.split_milestone_key(key)
        if parts is not None:
            kind, wave, which = parts
            return 1, lifecycle.ORDER[kind], wave, fields.DATES.index(which)
        return (2, own_order.get(key, 0), 0, 0) if key.startswith("x.") else (0, order[key], 0, 0)

    found = (fields.field_for("contract", key, portfolio.own_fields) for key in sorted(used | set(_FIRST), key=place))
    return [field for field in found if field is not None]


def _heading(field: Field, contracts: Sequence[Contract], portfolio: Portfolio) -> Heading:
    return Heading(
        field.label.replace(", ", " "),
        field.type.name,
        tuple(_choices(field, contracts, portfolio)),
        field.basis,
        key=field.key,
        means=column_meanings.of(field),
    )


def _choices(field: Field, contracts: Sequence[Contract], portfolio: Portfolio) -> Iterator[str]:
    """What the cells of a column offer: the towers that the contracts have, the words that they use."""
    if field.type.name == "rag":
        yield from ("Red", "Amber", "Green")
    elif field.key == "tower_id":
        there = {contract.tower_id for contract in contracts}
        yield from (tower.name for tower in portfolio.towers.values() if tower.id in there)
    elif field.key in _OFFERED:
        used = _few({str(value) for each in contracts if (value := rows.get(each, field.key))})
        yield from used


def _few(words: Collection[str]) -> list[str]:
    kept = sorted({matching(word): word for word in words if len(word) < 120}.values(), key=matching)
    return kept if len(kept) <= _MOST_OFFERED else []


def _values(contracts: Sequence[Contract], columns: Sequence[Field], portfolio: Portfolio) -> list[list[Value]]:
    """The cells of the contracts, a line each, with names in place of ids."""
    lines = [[_value(contract, each, portfolio) for each in columns] for contract in contracts]
    for place, field in enumerate(columns):
        if field.key == "predecessor_id":
            names = _names(portfolio)
            for line, contract in zip(lines, contracts, strict=True):
                line[place] = names.get(contract.predecessor_id or "")
    return lines


def _names(portfolio: Portfolio) -> dict[str, str]:
    """For each contract the name that no other has: its reference, its title, or both. None for those without."""
    said = {c.id: [name for name in (c.reference, c.title, c.called) if name] for c in portfolio.contracts.values()}
    taken = Counter(word for names in said.values() for word in {matching(name) for name in names})
    alone = ((key, [name for name in names if taken[matching(name)] == 1]) for key, names in said.items())
    return {key: names[0] for key, names in alone if names}


def _value(contract: Contract, field: Field, portfolio: Portfolio) -> Value:
    value = rows.get(contract, field.key)
    if field.type in (LINK, LINKS):
        return shown.show(field, value, portfolio) if value else None
    if field.key.startswith("x.") and field.type is not TEXT and value is not None:
        return shown.value_of(contract, field.key, portfolio)
    return value

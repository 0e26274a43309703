"""Write a new register: the contracts that match, one a row, with every field that any of them has."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from siamdesk.domain import fields, lifecycle, query, rows, shown
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import LINK, LINKS, TEXT, Field, Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.register import create

_FIRST = ("tower_id", "reference", "title", "suppliers")
_LEFT_OUT = frozenset({"withdrawn"})
_WRITERS = {".xlsx": create.create_xlsx, ".csv": create.create_csv}


def export_new(path: Path, portfolio: Portfolio, words: str, day: date) -> int:
    """Write the contracts that match `words` on `day` to a new .xlsx or .csv; how many there were.

    Raises `SiamdeskError` for a query that can't be read, another suffix, and a place that can't be written.
    """
    write = _WRITERS.get(path.suffix.casefold())
    if write is None:
        raise SiamdeskError(f"A new register is written as .xlsx or .csv; give {path.name} one of these endings.")
    contracts = query.asked(words, portfolio).filter(portfolio, day)
    columns = _columns(contracts, portfolio)
    settings = portfolio.settings
    headings = tuple(create.Heading(_header(each), each.type.name, each.choices, each.basis) for each in columns)
    lines = [[_value(contract, each, portfolio) for each in columns] for contract in contracts]
    marking = " – ".join(part for part in (settings.marking, settings.caveat) if part)
    write(path, create.Sheet(settings.title or "Contracts", headings, lines, marking), fy_start=settings.fy_start)
    return len(contracts)


REVIEW_HEADERS = (
    "Contract", "Field", "As sent", "Our record", "Their workbook", "Workbook", "Cell", "Remark", "Kind", "Result",
)  # fmt: skip


def write_review(path: Path, lines: Sequence[Sequence[str]], portfolio: Portfolio) -> None:
    """Write an import review as a workbook, a line an item. Raises `SiamdeskError` where it can't be written."""
    settings = portfolio.settings
    marking = " – ".join(part for part in (settings.marking, settings.caveat) if part)
    headings = tuple(create.Heading(header, "long text") for header in REVIEW_HEADERS)
    create.create_xlsx(path, create.Sheet("Import review", headings, [list(line) for line in lines], marking))


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


def _header(field: Field) -> str:
    return field.label.replace(", ", " ")


def _value(contract: Contract, field: Field, portfolio: Portfolio) -> Value:
    value = rows.get(contract, field.key)
    if field.type in (LINK, LINKS):
        return shown.show(field, value, portfolio) if value else None
    if field.key.startswith("x.") and field.type is not TEXT and value is not None:
        return field.type.load(value)
    return value

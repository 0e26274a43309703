"""What a register could be given beyond its own cells: rows for contracts it lacks, columns for fields it lacks."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from siamdesk.domain import fields, rows
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import LINK, LINKS, Value, matching
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Register
from siamdesk.domain.when import When
from siamdesk.register import book, cell_xml
from siamdesk.register.cell_xml import Unwritable
from siamdesk.register.edits import Append, NewColumn
from siamdesk.register.inspection import TableReading
from siamdesk.register.wording import Imprecise
from siamdesk.session.opened_register import OpenedRegister
from siamdesk.session.session import Session

_NEVER = frozenset({"withdrawn", "tower_id", "reference", "title"})


@dataclass(frozen=True, slots=True)
class More:
    """The contracts that could be added as rows, and the fields as columns: key, label, and how many contracts."""

    missing: tuple[Contract, ...]
    lacking: tuple[tuple[str, str, int], ...]


def found(session: Session, register: Register, opened: OpenedRegister) -> More:
    """What the register lacks: contracts of its towers that no register lists, and fields that were changed here."""
    portfolio = session.portfolio
    # A register that we made and that has not come home yet lists whatever was asked for.
    home = {each.id for each in portfolio.registers.values() if each.known_on is not None} | {register.id}
    linked = {link.contract_id for link in portfolio.links.values() if link.register_id in home}
    mine = {link.contract_id for link in portfolio.links.values() if link.register_id == register.id}
    towers = {c.tower_id for c in portfolio.contracts.values() if c.id in mine and c.tower_id}
    missing = [
        c for c in portfolio.contracts.values() if c.id not in linked and c.tower_id in towers and not c.withdrawn
    ]
    there = {key for one in opened.listing.rows.values() for key in one.layout.keys}
    edited = session.document.edited_fields()
    lacking: Counter[str] = Counter()
    for contract_id in mine & edited.keys():
        contract = portfolio.contracts.get(contract_id)
        for key in edited[contract_id] - there - _NEVER:
            lacking[key] += contract is not None and rows.get(contract, key) not in (None, ())
    labels = {key: fields.field_for("contract", key, portfolio.own_fields) for key in lacking}
    told = [(key, about.label, lacking[key]) for key, about in labels.items() if about is not None and lacking[key]]
    return More(tuple(missing), tuple(sorted(told)))


def asked(
    opened: OpenedRegister, more: More, portfolio: Portfolio, append: Collection[str], columns: Collection[str]
) -> tuple[list[Append], list[NewColumn]]:
    """The rows and the column to be added, of those that the register lacks. One column is added at a time."""
    added: dict[int, list[dict[str, cell_xml.Value]]] = {}
    for contract in more.missing:
        if contract.id in append:
            place = _table_for(contract, opened, portfolio)
            added.setdefault(place, []).append(_row(contract, opened.tables[place], opened, portfolio))
    appends = [Append(opened.tables[place].sheet, opened.tables[place].range, lines) for place, lines in added.items()]
    wanted = [(key, label) for key, label, _ in more.lacking if key in columns]
    made = [
        _column(key, label, table, opened, portfolio)
        for table in opened.tables
        for key, label in wanted[:1]
        if table.numbers
    ]
    return appends, made


def _table_for(contract: Contract, opened: OpenedRegister, portfolio: Portfolio) -> int:
    """The place of the table that a contract goes into: the one named for its tower, else the last."""
    tower = portfolio.towers.get(contract.tower_id or "")
    names = {matching(name) for name in (tower.name, *tower.aliases)} if tower is not None else set()
    for place, table in enumerate(opened.tables):
        if matching(table.tower_title) in names:
            return place
    return len(opened.tables) - 1


def _row(
    contract: Contract, table: TableReading, opened: OpenedRegister, portfolio: Portfolio
) -> dict[str, cell_xml.Value]:
    """The cells of a new row by column letter. What a column can't say stays blank."""
    found: dict[str, cell_xml.Value] = {}
    for reading in table.columns:
        column = reading.column
        if column.field is None or column.other is not None or column.part_of is not None:
            continue
        value = opened.in_words(column.field, rows.get(contract, column.field), portfolio)
        if value is None or value == ():
            continue
        try:
            found[column.letter] = opened.wording_of(table, column).cell(value, imprecise=Imprecise.WORDS)
        except Unwritable:
            continue
    return found


def _column(key: str, label: str, table: TableReading, opened: OpenedRegister, portfolio: Portfolio) -> NewColumn:
    """A column at the right of a table for one field."""
    contracts = {matching(str(c.reference)): c for c in portfolio.contracts.values() if c.reference}
    by_title = {matching(str(c.title)): c for c in portfolio.contracts.values() if c.title}
    values: dict[int, cell_xml.Value] = {}
    for row in table.rows:
        contract = contracts.get(matching(str(row.values.get("reference") or ""))) or by_title.get(
            matching(str(row.values.get("title") or ""))
        )
        if contract is not None:
            values[row.row] = _plain(key, opened.in_words(key, rows.get(contract, key), portfolio))
    header_row = table.header_rows[-1] if table.header_rows else 0
    return NewColumn(table.sheet, table.range, label.replace(", ", " "), values, header_row)


def _plain(key: str, value: Value) -> cell_xml.Value:
    """A value in a column that is new: a day as a day, everything else in its words."""
    about = fields.field_for("contract", key)
    if value is None or value == ():
        return None
    if isinstance(value, When) and value.is_exact:
        return value.earliest
    if isinstance(value, int) and not isinstance(value, bool) and not isinstance(value, Money):
        return value
    kind = about.type.name if about is not None and about.type not in (LINK, LINKS) else "text"
    return book.as_words(value, book.Heading("", kind))


def contract_of(opened: OpenedRegister, row_key: str, missing: Sequence[Contract]) -> str | None:
    """The contract of a row that was added, by its reference or its title."""
    values = opened.listing.rows[row_key].values
    for contract in missing:
        named = (("reference", contract.reference), ("title", contract.title))
        for key, name in named:
            if name:
                if matching(str(values.get(key) or "")) == matching(name):
                    return contract.id
                break
    return None

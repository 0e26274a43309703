"""Hand a register back: what our record says and the workbook does not, written into its own cells and nowhere else.

The net changes are taken against the register's base. What is still open (disputed, unread) keeps the cell it has; what
can't be said in its column is listed with the reason. Nothing is written where the workbook has changed since it was
read: it comes home first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from siamdesk.domain import fields, rows
from siamdesk.domain.changes import Change, ChangeSet, Make, edits, new_id
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.shown import shown as value_words
from siamdesk.domain.source import Link, Register, Source
from siamdesk.domain.when import When
from siamdesk.register import deliver, package, patch
from siamdesk.register.cell_xml import Unwritable
from siamdesk.register.edits import Edit, Patched
from siamdesk.register.scan import column_number
from siamdesk.register.wording import Imprecise
from siamdesk.session import additions, cells, recognition, snapshots
from siamdesk.session.cells import Cell, Cells, Row
from siamdesk.session.opened_register import NAMED, OpenedRegister
from siamdesk.session.session import Session
from siamdesk.session.unlike import fields_unlike


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted beyond the cells that are there."""

    imprecise: Imprecise = Imprecise.ASK
    """What to do with a date that is not one day, where the column holds only days."""
    append: Collection[str] = ()
    """The ids of contracts to be added as rows."""
    columns: Collection[str] = ()
    """The keys of fields to be added as columns."""
    left_out: Collection[str] = ()
    """Addresses of cells that are not to be written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One cell that differs from our record: what it holds, what it would hold, and why it can't, else ''."""

    contract_id: str
    contract: str
    field: str
    label: str
    address: str
    old: str
    new: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class WriteBack:
    """What handing a register back would do. It goes with the portfolio and the workbook it was made for."""

    register: Register
    path: Path
    sha256: str
    lines: tuple[Line, ...]
    patched: Patched = field(repr=False)
    written: Mapping[str, Mapping[str, Value]] = field(repr=False)
    """What our record says in the cells that are written: by row key and field."""
    row_keys: Mapping[tuple[str, int], str] = field(repr=False)
    """The row keys by sheet and row number: rows are never moved."""
    missing: tuple[Contract, ...] = ()
    """Contracts of the register's towers that no register lists; they can be added as rows."""
    lacking: tuple[tuple[str, str, int], ...] = ()
    """Fields changed here for which the workbook has no column: key, label, and how many contracts."""
    next_seq: int = 0

    @property
    def changes_anything(self) -> bool:
        """Whether the workbook would be another."""
        return bool(self.patched.changes)

    @property
    def edited(self) -> tuple[Line, ...]:
        """The cells that are written."""
        return tuple(line for line in self.lines if not line.why)

    @property
    def refused(self) -> tuple[Line, ...]:
        """The cells that are not, with the reason of each."""
        return tuple(line for line in self.lines if line.why)


class OnlyNewError(SiamdeskError):
    """A workbook of a kind in which no cell can be changed: all that can be had is a new one beside it."""

    def __init__(self, register: Register, path: Path, why: SiamdeskError) -> None:
        super().__init__(str(why))
        self.register, self.path = register, path


def register_of(session: Session, path: Path) -> Register:
    """The register that the workbook at `path` is. Raises `SiamdeskError` where it is none that came home here."""
    by_path = [each for each in session.portfolio.registers.values() if each.path == str(path.absolute())]
    if len(by_path) == 1:
        return by_path[0]
    known, _ = recognition.register(session.portfolio, OpenedRegister.look(path).listing, path.name)
    if known is None:
        raise SiamdeskError(f"{path.name} is no register of this portfolio: import it first.")
    return known


def plan(session: Session, register: Register, path: Path | None = None, wanted: Wanted | None = None) -> WriteBack:
    """What handing the register back would do to the workbook at `path` (where it was last read, else).

    Raises `SiamdeskError` where the workbook is not there, has changed since it was read, or can't be patched;
    `OnlyNewError` where no workbook of its kind can.
    """
    wanted = wanted or Wanted()
    portfolio = session.portfolio
    where = path or Path(register.path or register.name)
    source = package.load(where)
    try:
        patch.check_kind(source)
    except SiamdeskError as error:
        raise OnlyNewError(register, where, error) from None
    sent = snapshots.unpack(session.document.snapshot(register.snapshot) if register.snapshot else None)
    latest = snapshots.unpack(session.document.snapshot(register.latest) if register.latest else None)
    opened = OpenedRegister.read(where, register, portfolio, sent)
    if opened.sha256 != source.sha256 or not _unchanged(opened.cells, latest):
        raise deliver.ChangedError(where)
    lines: list[Line] = []
    proposed: list[tuple[str, Line, Edit, Value]] = []
    for row_key, contract in _contracts(portfolio, register, opened):
        for line, edit, value in _differing(opened, row_key, contract, sent, latest, portfolio, wanted):
            if edit is None:
                lines.append(line)
            else:
                proposed.append((row_key, line, edit, value))
    more = additions.found(session, register, opened)
    rows_to_add, columns_to_add = additions.asked(opened, more, portfolio, wanted.append, wanted.columns)
    patched = patch.patch(
        source, [edit for _, _, edit, _ in proposed], rows_to_add, columns_to_add, modified=datetime.now(UTC)
    )
    refused = dict(patched.refused)
    changes = {change.address: change for change in patched.changes}
    written: dict[str, dict[str, Value]] = {}
    for row_key, line, edit, value in proposed:
        change = changes.get(edit.address)
        shown = replace(line, new=change.new) if change else line
        lines.append(replace(shown, why=refused.pop(edit.address, "")))
        if not lines[-1].why:
            written.setdefault(row_key, {})[line.field] = value
    lines += (Line("", "", "", "", address, "", "", why) for address, why in refused.items())
    lines.sort(key=_place)
    return WriteBack(
        register,
        where,
        source.sha256,
        tuple(lines),
        patched,
        written,
        opened.row_keys,
        more.missing,
        more.lacking,
        session.document.next_seq(),
    )


def accept(session: Session, made: WriteBack, today: date, *, keep: bool = True) -> deliver.Delivered:
    """Put the patched workbook in the place of the one that was read, and move the register's base to it.

    With `keep` the one before stays beside it as a dated copy. Raises `SiamdeskError`, and the workbook is whole then;
    `deliver.WaitingError` where it is open.
    """
    if session.document.next_seq() != made.next_seq:
        raise SiamdeskError("The portfolio has changed since these cells were listed: look at them again.")
    delivered = deliver.replace(made.path, made.patched.data, made.sha256, today, keep=keep)
    session.apply(*_moved_base(session, made, delivered, today))
    return delivered


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one register: where it is, or why it is as it was."""

    name: str
    delivered: deliver.Delivered | None = None
    refused: SiamdeskError | None = None


def accept_all(
    session: Session, plans: Sequence[tuple[WriteBack, Wanted]], today: date, *, keep: bool = True
) -> list[Written]:
    """Hand several registers back, one after another; one that stands in the way does not hold up the others."""
    found = []
    for made, wanted in plans:
        name = made.path.name
        try:
            # The one before has moved its base: the cells must still be those that were looked at.
            fresh = made if session.document.next_seq() == made.next_seq else _again(session, made, wanted)
            found.append(Written(name, accept(session, fresh, today, keep=keep)))
        except SiamdeskError as error:
            found.append(Written(name, refused=error))
    return found


def _again(session: Session, made: WriteBack, wanted: Wanted) -> WriteBack:
    register = session.portfolio.registers.get(made.register.id, made.register)
    fresh = plan(session, register, made.path, wanted)
    if fresh.edited != made.edited:
        raise SiamdeskError(f"{made.path.name}: the portfolio has changed since its cells were listed: look again.")
    return fresh


def save_copy(made: WriteBack, target: Path) -> deliver.Delivered:
    """Write the patched workbook beside, and leave the one that was read as it is. The base stays. `SiamdeskError`."""
    if target.suffix.casefold() != made.path.suffix.casefold():
        raise SiamdeskError(f"The copy is {made.path.suffix} as the workbook is: give {target.name} that ending.")
    return deliver.save_copy(target, made.patched.data, made.path)


def _unchanged(now: Cells, latest: Cells) -> bool:
    """Whether the cells of a workbook are those that were read last."""
    return now.keys() == latest.keys() and all(cells.same_raws(row, latest[key]) for key, row in now.items())


def _contracts(portfolio: Portfolio, register: Register, opened: OpenedRegister) -> Iterator[tuple[str, Contract]]:
    """The contracts that the workbook lists, by row key."""
    for link in portfolio.links.values():
        contract = portfolio.contracts.get(link.contract_id)
        if link.register_id == register.id and link.row_key in opened.cells and contract is not None:
            yield link.row_key, contract


def _differing(
    opened: OpenedRegister,
    row_key: str,
    contract: Contract,
    sent: Cells,
    latest: Cells,
    portfolio: Portfolio,
    wanted: Wanted,
) -> Iterator[tuple[Line, Edit | None, Value]]:
    """The cells of a row that say something else than our record, each with its edit where it can be written."""
    base, read = sent.get(row_key, cells.EMPTY), latest[row_key]
    for key, ours in fields_unlike(contract, read, portfolio.own_fields):
        cell = read[key]
        was = base.get(key)
        spot = opened.spot(row_key, key)
        about = fields.field_for("contract", key, portfolio.own_fields)
        shown = opened.in_words(key, ours, portfolio)
        label = about.label if about is not None else key
        line = Line(
            contract.id, contract.called, key, label, spot.address, cell.text, value_words(contract, key, portfolio)
        )
        if was is None or was.raw != cell.raw or was.why:
            yield replace(line, why="it is still open: decide it first, under “What is left open”"), None, ours
        elif spot.address in wanted.left_out:
            yield replace(line, why="left out"), None, ours
        else:
            try:
                value = opened.wording(spot).cell(shown, spot.raw, spot.code, wanted.imprecise)
            except Unwritable as error:
                yield replace(line, why=str(error)), None, ours
            else:
                yield line, Edit(spot.sheet, spot.cell, value), ours


def _place(line: Line) -> tuple[str, int, int]:
    """Lines are listed as the workbook has their cells: sheet by sheet, row by row."""
    sheet, _, cell = line.address.rpartition("!")
    letters = cell.rstrip("0123456789")
    return sheet, OpenedRegister.row_number(cell), len(letters) and column_number(letters)


# The base afterwards.


def _moved_base(
    session: Session, made: WriteBack, delivered: deliver.Delivered, today: date
) -> tuple[ChangeSet, dict[str, tuple[str, bytes]]]:
    """The set that moves the register's base to the workbook as it is now, and the pictures it needs."""
    portfolio, register = session.portfolio, made.register
    sent = snapshots.unpack(session.document.snapshot(register.snapshot) if register.snapshot else None)
    latest = snapshots.unpack(session.document.snapshot(register.latest) if register.latest else None)
    opened = OpenedRegister.read(delivered.path, register, portfolio, sent)
    links = {link.row_key: link.contract_id for link in portfolio.links.values() if link.register_id == register.id}
    now: dict[str, Row] = {}
    base: dict[str, Row] = {}
    changes: list[Change] = []
    source = Source("register", register.id, None, delivered.path.name, register.sheet, delivered.sha256)
    for place, row_key in opened.row_keys.items():
        old_key = made.row_keys.get(place, "")
        added = None if old_key else additions.contract_of(opened, row_key, made.missing)
        contract_id = links.get(old_key) or added
        written = made.written.get(old_key, {})
        if added is not None:
            written = {key: rows.get(portfolio.contracts[added], key) for key in NAMED}
        settled = _settled(opened.cells[row_key], latest.get(old_key, cells.EMPTY), written)
        now[row_key] = settled
        base[row_key] = _open_as_sent(settled, sent.get(old_key, cells.EMPTY), latest.get(old_key))
        if row_key not in links and contract_id is not None:
            changes.append(Make(Link(new_id(), register.id, contract_id, row_key), source))
    latest_id, latest_bytes = snapshots.pack(now)
    base_id, base_bytes = snapshots.pack(base)
    columns = recognition.remembered(register)
    read = {**columns.read, **opened.listing.mapping}
    moved: dict[str, Value] = {
        "snapshot": base_id,
        "latest": latest_id,
        "known_on": When.day(today),
        "path": str(delivered.path.absolute()),
        "mapping": recognition.as_text(recognition.Columns(read, columns.by_hand)),
    }
    changes += edits(register, moved, source)
    label = f"Write back {register.name}"
    pictures = {base_id: (delivered.sha256, base_bytes), latest_id: (delivered.sha256, latest_bytes)}
    return ChangeSet(label, tuple(changes), today, author=session.author), pictures


def _settled(row: Row, before: Row, written: Mapping[str, Value]) -> Row:
    """A row as it is now. Names of towers and contracts stand for the ids they stood for, or were written for."""
    if not written and cells.same_raws(row, before) and row.number == before.number and not row.elsewhere:
        return before
    put: dict[str, Cell | None] = {}
    for key in row:
        cell = row[key]
        if key in NAMED and key in written:
            put[key] = snapshots.settled(cell, key, written[key])
        elif key in before and before[key].raw == cell.raw and before[key] != cell:
            put[key] = before[key]._replace(address=cell.address)
    return row.changed(put) if put else row


def _open_as_sent(row: Row, sent: Row, before: Row | None) -> Row:
    """The base of a row: as it is now, but for what is still open, which stays as it was sent."""
    if before is None or (not sent.whys and not before.whys and cells.same_raws(before, sent)):
        return row
    put: dict[str, Cell | None] = {}
    for key in row:
        was = sent.get(key)
        if key in before and (was is None or was.raw != before[key].raw or was.why != before[key].why):
            put[key] = was
    return row.changed(put) if put else row

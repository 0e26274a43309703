"""A workbook that we make, noted as a register: what was sent in it is the base it is held against when it comes home.

It is read back before it is stamped, so that the snapshot holds what reading it gives, to the cell.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from siamdesk.domain.changes import Change, ChangeSet, Make, Remove, edits
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Link, Register, Source
from siamdesk.register import create, deliver, inspection, package, reader, stamp
from siamdesk.register.book import Book
from siamdesk.register.package import Package
from siamdesk.session import import_register, snapshots
from siamdesk.session.ids import new_ids
from siamdesk.session.session import Session


def write(session: Session, path: Path, book: Book, day: date, data: bytes | None = None) -> str:
    """Write a new workbook and note it as a register; why it bears no stamp, '' where it bears one.

    `data` is the workbook where it was made already. A workbook of ours that is there already, and is replaced, stays
    the register that it is. Raises `SiamdeskError`.
    """
    data = create.workbook(book) if data is None else data
    day = max(day, session.document.last_known())
    why = session.document.read_only
    if why:
        deliver.save_copy(path, data)
        return why
    known = _known(session.portfolio, path)
    source = Package(path, "xlsx", hashlib.sha256(data).hexdigest(), data)
    found = inspection.interpret(reader.of_package(source), fy_start=book.fy_start)
    if not any(table.numbers for table in found.tables):
        deliver.save_copy(path, data)
        return "there is nothing in it"
    written = import_register.as_written(session, path, found, day)
    snapshot, packed = snapshots.pack(written.cells)
    register = replace(written.register, id=known.id if known is not None else written.register.id)
    delivered = deliver.save_copy(path, stamp.stamped(data, register.id, snapshot))
    register = replace(register, snapshot=snapshot, latest=snapshot, known_on=None)
    source_ = Source("register", register.id, None, path.name, register.sheet, delivered.sha256)
    changes = _changes(session.portfolio, register, known, written.contracts, source_)
    label = f"Export {path.name}"
    session.apply(ChangeSet(label, tuple(changes), day, author=session.author), {snapshot: (delivered.sha256, packed)})
    return ""


def _known(portfolio: Portfolio, path: Path) -> Register | None:
    """The register that the workbook at that place is a state of, by its stamp."""
    try:
        ours = stamp.read(package.load(path)) if path.exists() else None
    except SiamdeskError:
        return None
    return portfolio.registers.get(ours.register) if ours is not None else None


def _changes(
    portfolio: Portfolio, register: Register, known: Register | None, contracts: Mapping[str, str], source: Source
) -> list[Change]:
    """What makes the register, or moves the one that it replaces, and links its rows to their contracts."""
    changes: list[Change] = [Make(register, source)]
    held: dict[tuple[str, str], Link] = {}
    if known is not None:
        moved = {name: getattr(register, name) for name in ("sheet", "path", "snapshot", "latest", "fingerprint")}
        moved |= {"mapping": register.mapping, "known_on": None, "name": register.name}
        changes = list(edits(known, moved, source))
        links = portfolio.links.values()
        held = {(each.row_key, each.contract_id): each for each in links if each.register_id == known.id}
        changes += (Remove(link, source) for pair, link in held.items() if pair not in contracts.items())
    ids = new_ids()
    changes += (
        Make(Link(next(ids), register.id, contract_id, row_key), source)
        for row_key, contract_id in contracts.items()
        if (row_key, contract_id) not in held and contract_id in portfolio.contracts
    )
    return changes

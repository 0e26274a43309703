"""What earlier imports left open: registers whose base and last reading differ, merged again with today's record."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from siamdesk.domain.source import Register, Source
from siamdesk.session import cells, pictures, snapshots
from siamdesk.session.cells import Cell, Cells, Layout
from siamdesk.session.import_batch import Batch
from siamdesk.session.import_plan import ImportPlan, Kind
from siamdesk.session.incoming import Listed
from siamdesk.session.merging import Merger
from siamdesk.session.session import Session


def plans(session: Session, today: date) -> list[ImportPlan]:
    """A plan for each register that has something open; what is taken of it is known from today."""
    found = (_plan(session, register, today) for register in session.portfolio.registers.values())
    return [plan for plan in found if plan is not None and plan.items]


def batch(session: Session, today: date) -> Batch:
    """All that is left open, to be decided as one step."""
    return Batch(tuple(plans(session, today)), (), session.document.next_seq())


class Counter:
    """Counts what waits to be decided, again and again: it remembers the pictures of registers that have something."""

    _MOST: Final = 8

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: OrderedDict[str, Cells] = OrderedDict()

    def count(self) -> int:
        """How many items wait to be decided now."""
        registers = self._session.portfolio.registers.values()
        found = (_plan(self._session, register, date.min, self._unpacked) for register in registers)
        return sum(len(plan.items) for plan in found if plan is not None)

    def _unpacked(self, snapshot_id: str) -> Cells:
        held = self._held.pop(snapshot_id, None)
        held = snapshots.unpack(self._session.document.snapshot(snapshot_id)) if held is None else held
        self._held[snapshot_id] = held
        if len(self._held) > self._MOST:
            self._held.popitem(last=False)
        return held


def _plan(
    session: Session, register: Register, today: date, unpacked: Callable[[str], Cells] | None = None
) -> ImportPlan | None:
    if register.snapshot is None or register.latest is None or register.snapshot == register.latest:
        return None
    fetch = unpacked or (lambda snapshot_id: snapshots.unpack(session.document.snapshot(snapshot_id)))
    sent, theirs = fetch(register.snapshot), fetch(register.latest)
    portfolio = session.portfolio
    source = Source("register", register.id, None, register.name, register.sheet)
    merger = Merger(portfolio, portfolio, source, sent)
    contracts = {link.row_key: link.contract_id for link in portfolio.links.values() if link.register_id == register.id}
    items = []
    for one in _listed(register, sent, theirs):
        contract_id = contracts.get(one.row_key)
        if contract_id is not None:
            differing = pictures.of_row(theirs[one.row_key], sent.get(one.row_key, cells.EMPTY))
            items += [item for item in merger.items(one, contract_id, differing) if item.kind is not Kind.NEW]
    listed = ((key, portfolio.contracts.get(contracts.get(key, ""))) for key in sent if key not in theirs)
    gone = [(key, contract) for key, contract in listed if contract is not None and not contract.withdrawn]
    items += merger.missing(gone, register.sheet or "")
    read_on = register.known_on.earliest if register.known_on is not None else None
    return ImportPlan(
        register.name,
        today,
        read_on or today,
        late=False,
        register=register,
        is_new_register=False,
        source=source,
        fixed=(),
        links={},
        items=tuple(items),
        sent=sent,
        theirs=theirs,
        mapping=register.mapping,
        fy_start=register.fy_start,
        decides_later=True,
    )


def _listed(register: Register, sent: Cells, theirs: Cells) -> Iterator[Listed]:
    """The rows as last read, with the values of the cells in which they differ from the base."""
    for row_key, row in theirs.items():
        base = sent.get(row_key, cells.EMPTY)
        if row != base:
            yield _row(register, row_key, {key: cell for key, cell in row.items() if cell != base.get(key)})


def _row(register: Register, row_key: str, differing: dict[str, Cell]) -> Listed:
    return Listed(
        row_key,
        row_key,
        register.sheet or "",
        0,
        "",
        {key: cell.read(key) for key, cell in differing.items() if not cell.why},
        Layout(tuple(differing), ("",) * len(differing)),
        (),
        {key: cell.address for key, cell in differing.items()},
        unread={key: (cell.text, cell.why) for key, cell in differing.items() if cell.why},
    )

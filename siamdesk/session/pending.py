"""How much waits to be handed back: for each register, the cells that our record has changed since they were sent.

Asked after every step, so it remembers what it found of each contract and looks again only at those that are others.
"""

from collections.abc import Mapping

from siamdesk.domain.contract import Contract
from siamdesk.domain.source import Register
from siamdesk.session import cells, snapshots
from siamdesk.session.cells import Cells, Row
from siamdesk.session.session import Session
from siamdesk.session.unlike import fields_unlike


class Pending:
    """Counts the cells of one open portfolio's registers."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: dict[str, tuple[tuple[str | None, str | None], Cells, Cells]] = {}
        self._found: dict[tuple[str, str], tuple[Contract, int]] = {}

    def counts(self) -> dict[str, int]:
        """The number of changed cells by register id; registers without any are left out."""
        portfolio = self._session.portfolio
        totals: dict[str, int] = {}
        for link in portfolio.links.values():
            register = portfolio.registers.get(link.register_id)
            contract = portfolio.contracts.get(link.contract_id)
            if register is None or contract is None or register.latest is None:
                continue
            if register.known_on is None:
                # One that we made and sent, and that has not come home yet: it is with somebody else.
                continue
            known = self._found.get((register.id, link.row_key))
            if known is None or known[0] is not contract or not self._is_current(register):
                base, read = self._cells(register)
                row = read.get(link.row_key)
                count = 0 if row is None else self._differing(contract, row, base.get(link.row_key, cells.EMPTY))
                known = contract, count
                self._found[register.id, link.row_key] = known
            totals[register.id] = totals.get(register.id, 0) + known[1]
        return {register_id: count for register_id, count in totals.items() if count}

    def _is_current(self, register: Register) -> bool:
        held = self._held.get(register.id)
        return held is not None and held[0] == (register.snapshot, register.latest)

    def _cells(self, register: Register) -> tuple[Cells, Cells]:
        """The register's base and the workbook as last read."""
        if not self._is_current(register):
            for key in [key for key in self._found if key[0] == register.id]:
                del self._found[key]
            document = self._session.document
            base: Cells = snapshots.unpack(document.snapshot(register.snapshot) if register.snapshot else None)
            same = register.snapshot == register.latest or register.latest is None
            read: Cells = base if same else snapshots.unpack(document.snapshot(register.latest or ""))
            self._held[register.id] = (register.snapshot, register.latest), base, read
        _, base, read = self._held[register.id]
        return base, read

    def _differing(self, contract: Contract, read: Row, base: Mapping[str, cells.Cell]) -> int:
        count = 0
        for key, _ in fields_unlike(contract, read, self._session.portfolio.own_fields):
            was = base.get(key)
            count += was is not None and was.raw == read[key].raw and not was.why
        return count

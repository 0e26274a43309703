"""What hangs on a contract and has rows of its own: service lines and spend by financial year."""

from collections.abc import Iterable, Iterator, Mapping

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, Make, Set, new_id
from siamdesk.domain.contract import SpendLine, Strand
from siamdesk.domain.field_types import matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Source
from siamdesk.session.incoming import Line, Listed


class Hangers:
    """Holds a workbook's service lines and spend against our record of its day; `present` lends the ids."""

    def __init__(self, ours: Portfolio, present: Portfolio, source: Source) -> None:
        self._ours, self._present, self._source = ours, present, source
        self.notes: list[str] = []

    def strands(self, lines: Iterable[Line], ids: Mapping[str, str]) -> Iterator[Change]:
        """The service lines that are new or say something else; `ids` gives the contracts by row key."""
        held = {(each.contract_id, matching(each.name)): each for each in self._ours.strands.values()}
        later = {(each.contract_id, matching(each.name)): each for each in self._present.strands.values()}
        for place, line in enumerate(lines):
            contract_id = ids.get(line.row_key)
            if contract_id is None:
                self.notes.append(f"{line.sheet} row {line.row}: no contract is named for the strand “{line.name}”.")
                continue
            key = contract_id, matching(line.name)
            ours = held.get(key)
            if ours is None:
                row_id = later[key].id if key in later else new_id()
                row = Strand(row_id, contract_id, line.name, line.stage, line.note, place)
                yield Make(row, self._source, line.cells)
                continue
            cells = dict(line.cells)
            for name in ("stage", "note"):
                theirs, old = getattr(line, name), getattr(ours, name)
                if theirs and not rows.same("strand", name, old, theirs):
                    yield Set("strand", ours.id, name, old, theirs, self._source, cells.get(name))

    def spend(self, listed: Iterable[Listed], ids: Mapping[str, str]) -> Iterator[Change]:
        """The lines of spend that are new or have another amount."""
        held = {(each.contract_id, each.year, each.cost): each for each in self._ours.spend.values()}
        later = {(each.contract_id, each.year, each.cost): each for each in self._present.spend.values()}
        for one in listed:
            for line in one.spend:
                key = ids[one.row_key], line.year, line.cost
                ours = held.get(key)
                if ours is None:
                    row_id = later[key].id if key in later else new_id()
                    row = SpendLine(row_id, *key, line.amount)
                    yield Make(row, self._source, (("amount", line.cell),))
                elif ours.amount != line.amount:
                    yield Set("spend", ours.id, "amount", ours.amount, line.amount, self._source, line.cell)

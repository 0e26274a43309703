"""One row of a register held against our record: what is new, changed, cleared, disputed or can't be read."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from siamdesk.domain import fields, merge, rows, shown
from siamdesk.domain.changes import Change, Make, Set
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import LINKS, LIST, Field, Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Source
from siamdesk.session import cells, snapshots
from siamdesk.session.cells import Cells
from siamdesk.session.import_plan import Item, Kind
from siamdesk.session.incoming import Listed
from siamdesk.session.pictures import Difference, Picture

_KINDS = {verdict: Kind(str(verdict)) for verdict in merge.Verdict if verdict is not merge.Verdict.SAME}


@dataclass(frozen=True, slots=True)
class Merger:
    """Merges rows of one register. `ours` is our record of its day; `world` has the names that values are shown by."""

    ours: Portfolio
    world: Portfolio
    source: Source
    sent: Cells
    fields: dict[str, Field | None] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)
    """The fields met so far, by key: those of own columns are made anew each time one is asked for."""
    _read: dict[str, dict[str, Value]] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)
    """What was read of canonical forms, by field."""

    def items(self, one: Listed, contract_id: str, differing: Iterable[Difference]) -> Iterator[Item]:
        """What the row says that our record of that contract does not.

        What stands as it was sent says nothing, whatever we have done since: `differing` is the rest.
        """
        ours = self.ours.contracts.get(contract_id)
        for key, (text, why) in one.unread.items():
            old = rows.get(ours, key) if ours is not None else None
            was = self.sent.get(one.row_key, cells.EMPTY).get(key)
            sides = (was.read(key) if was is not None else None, old, None)
            name = ours.called if ours is not None else one.called
            yield self._item(Kind.UNREAD, one, contract_id, name, key, sides, cell=one.cell(key), text=text, why=why)
        if ours is None:
            yield self._new(one, contract_id)
            return
        name = ours.called
        for key, sent in differing:
            item = self._field(one, ours, name, key, sent)
            if item is not None:
                yield item

    def missing(self, gone: Iterable[tuple[str, Contract]], sheet: str) -> Iterator[Item]:
        """What is to be decided about contracts, by row key, that the register listed and lists no longer."""
        register_id = self.source.register_id
        # A register that we made and that has not come home yet lists whatever was asked for.
        home = {each.id for each in self.ours.registers.values() if each.known_on is not None} - {register_id}
        elsewhere = {link.contract_id for link in self.ours.links.values() if link.register_id in home}
        for row_key, contract in gone:
            yield self._missing(row_key, contract, sheet, elsewhere=contract.id in elsewhere)

    def _missing(self, row_key: str, contract: Contract, sheet: str, *, elsewhere: bool) -> Item:
        withdraw = Set("contract", contract.id, "withdrawn", contract.withdrawn, new=True, source=self.source)
        return Item(
            Kind.MISSING,
            contract.id,
            contract.called,
            shown=("row", "in the portfolio", "not there"),
            sheet=sheet,
            why="another register still lists it" if elsewhere else "",
            row_key=row_key,
            changes=() if elsewhere else (withdraw,),
        )

    def _new(self, one: Listed, contract_id: str) -> Item:
        values = {key: value for key, value in one.values.items() if value is not None and value != ()}
        row = rows.blank("contract", contract_id, values)
        places = tuple((key, cell) for key, cell in one.cells.items() if key in values)
        name = row.called if isinstance(row, Contract) else one.called
        make = Make(row, self.source, places)
        address = f"{one.row}:{one.row}"
        return Item(Kind.NEW, contract_id, name, sheet=one.sheet, cell=address, row_key=one.row_key, changes=(make,))

    def _field(self, one: Listed, ours: Contract, name: str, key: str, text: str | None) -> Item | None:
        """What the row says of one field, of which `text` was sent; None where that is nothing new."""
        sent = None if text is None else merge.Sent(self._said(key, text))
        theirs = one.values.get(key)
        theirs = self._blank(key) if theirs is None else theirs
        held = rows.get(ours, key)
        verdict = merge.decide(sent, held, theirs)
        if verdict is merge.Verdict.SAME:
            return None
        cell = one.cell(key)
        change = Set("contract", ours.id, key, held, theirs, self.source, cell or None)
        sides = (sent.value if sent is not None else None, held, theirs)
        why = one.why.get(key, "") if one.why else ""
        return self._item(_KINDS[verdict], one, ours.id, name, key, sides, cell=cell, why=why, changes=(change,))

    def _said(self, key: str, text: str) -> Value:
        """The value whose canonical form is given as JSON."""
        # The same days and words stand in many cells.
        known = self._read.setdefault(key, {})
        if text not in known:
            known[text] = rows.loaded("contract", key, snapshots.told(text))
        return known[text]

    def _blank(self, key: str) -> Value:
        """What a field holds when nothing stands in its cell."""
        field = fields.field_for("contract", key)
        return () if field is not None and field.type in (LIST, LINKS) else None

    def _item(
        self,
        kind: Kind,
        one: Listed,
        contract_id: str,
        name: str,
        key: str,
        sides: tuple[Value, Value, Value],
        *,
        cell: str,
        text: str = "",
        why: str = "",
        changes: tuple[Change, ...] = (),
    ) -> Item:
        if key not in self.fields:
            self.fields[key] = fields.field_for("contract", key, self.world.own_fields)
        field = self.fields[key]
        ours = self._shown(field, sides[1])
        # What only one side has changed was sent as we still have it.
        sent = ours if sides[0] is sides[1] or sides[0] == sides[1] else self._shown(field, sides[0])
        theirs = self._shown(field, sides[2])
        return Item(
            kind,
            contract_id,
            name,
            key,
            field.label if field is not None else key,
            *sides,
            (sent, ours, text or theirs),
            one.sheet,
            cell,
            why,
            one.row_key,
            changes,
        )

    def _shown(self, field: Field | None, value: Value) -> str:
        if value is None or value == () or field is None:
            return ""
        return shown.show(field, value, self.world)


def as_read(rows_: Mapping[str, Listed], sent: Cells) -> Picture:
    """The cells of a workbook. What stands as it was sent says what it said then, though it can't be read now.

    So it is with the name of a contract that has another name by now.
    """
    said: dict[str, dict[str, str]] = {}
    for row_key, one in rows_.items():
        before = sent.get(row_key, cells.EMPTY) if one.unread else cells.EMPTY
        for key in [key for key in one.unread if key in before and key in one.layout.places]:
            then = before[key]
            if snapshots.raw_text(one.raw_cells()[one.layout.places[key]]) == then.raw and not then.why:
                del one.unread[key]
                said.setdefault(row_key, {})[key] = then.value
    return snapshots.cells(rows_.values(), said)

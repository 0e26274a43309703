"""What bringing a register home would do: a value to look at, choose from, and turn into one change set."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Set, edits
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import Value
from siamdesk.domain.source import Link, Register, Source
from siamdesk.domain.when import When
from siamdesk.register.inspection import Inspection
from siamdesk.session import cells, snapshots
from siamdesk.session.cells import Cell, Cells, Row
from siamdesk.session.incoming import NO_ONE_CONTRACT


class Kind(StrEnum):
    """What an item of the plan is."""

    NEW = "new"
    CHANGED = "changed"
    CLEARED = "cleared"
    CONFLICT = "conflict"
    MISSING = "missing"
    UNREAD = "unread"


UNDISPUTED = frozenset({Kind.NEW, Kind.CHANGED, Kind.CLEARED})
"""The kinds that are taken unless somebody says no. Nothing disputed is taken unless somebody says yes."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing the register says that our record does not."""

    kind: Kind
    contract_id: str
    contract: str
    """The contract as shown: its reference and title."""
    field: str = ""
    label: str = ""
    sent: Value = None
    ours: Value = None
    theirs: Value = None
    shown: tuple[str, str, str] = ("", "", "")
    """As sent, our record, their workbook: as the screen shows them."""
    sheet: str = ""
    cell: str = ""
    why: str = ""
    """Why it could not be read; or what else should be known of it."""
    row_key: str = ""
    changes: tuple[Change, ...] = dataclasses.field(default=(), repr=False)
    """What taking the item does."""
    proposed: bool = False
    """Whether this is the side of a dispute between workbooks that was known last. It is not taken for that."""

    @property
    def address(self) -> str:
        """Sheet and cell, as Excel writes them."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided about a plan's items, by their places. What is in none of the three stays open."""

    taken: Collection[int] = ()
    """Their workbook is right."""
    kept: Collection[int] = ()
    """Our record is right: nothing changes, and the item does not come up again."""
    typed: Mapping[int, Value] = dataclasses.field(default_factory=dict)
    """What could not be read, as somebody reads it."""

    def __contains__(self, place: int) -> bool:
        return place in self.taken or place in self.kept or place in self.typed


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What bringing one register home would do. It goes with the portfolio it was made for, and with no other."""

    workbook: str
    known_on: date
    """The day from which what is taken is known."""
    read_on: date
    """The day of which the workbook is."""
    late: bool
    """Whether something later is known already, so that history is filled in and the present stays."""
    register: Register
    """The register as it is before; its base moves with the change set."""
    is_new_register: bool
    source: Source
    fixed: tuple[Change, ...]
    """What is needed whatever is taken: new towers, columns of the user's own, a review."""
    links: Mapping[str, Link]
    """New links of rows to contracts, by row key."""
    items: tuple[Item, ...]
    sent: Cells
    theirs: Cells
    notes: tuple[str, ...] = ()
    mapping: str | None = None
    """How the columns were read, as `recognition.as_text` writes it: remembered with the register."""
    fy_start: int | None = None
    """The month in which the register's financial year begins, where that is not the portfolio's."""
    says_day: bool = True
    """Whether the workbook itself, or somebody, says of which day it is."""
    decides_later: bool = False
    """Whether this is about what an earlier import left open."""
    path: Path | None = None
    """Where the workbook lies; None where it is not at hand."""
    found: Inspection | None = dataclasses.field(default=None, repr=False)
    """What was seen in the workbook."""
    is_copy: bool = False
    """Whether the workbook is to the byte one that passed through before, and says nothing new."""

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """The items of one kind."""
        return tuple(item for item in self.items if item.kind is kind)

    def undisputed(self) -> Decisions:
        """To take all that is taken unless somebody says no."""
        return Decisions(frozenset(n for n, item in enumerate(self.items) if item.kind in UNDISPUTED))

    def is_empty(self, decisions: Decisions) -> bool:
        """Whether those decisions would leave everything, the register's own pictures included, as it is."""
        if self.is_copy:
            return True
        if self.is_new_register or decisions.taken or decisions.typed or self.fixed or self.links:
            return False
        if self._base(decisions) != self.sent:
            return False
        one = self.register.snapshot == self.register.latest
        return self.theirs == self.sent if one else snapshots.pack(self.theirs)[0] == self.register.latest

    def refused(self, decisions: Decisions) -> frozenset[str]:
        """The new contracts that are not taken."""
        return frozenset(
            item.contract_id for n, item in enumerate(self.items) if item.kind is Kind.NEW and n not in decisions.taken
        )

    def change_set(
        self, decisions: Decisions, author: str, refused: frozenset[str] = frozenset()
    ) -> tuple[ChangeSet, dict[str, tuple[str, bytes]]]:
        """The one set that does what was decided and moves the register's base, and the snapshots it needs.

        Items that nobody decided keep their old base, so that they come up again. `refused` are new contracts of
        other registers that are not taken: what this one says of them waits with them.
        """
        refused |= self.refused(decisions)
        theirs = self._without(refused)
        held = self._base(decisions, refused)
        latest_id, latest = snapshots.pack(theirs)
        # Where nothing is left open the two are one, and packing takes longer than looking.
        base_id, base = (latest_id, latest) if held == theirs else snapshots.pack(held)
        changes = [change for change in self.fixed if not _hangs_on(change, refused)]
        if self.is_new_register:
            changes.append(Make(replace(self.register, snapshot=base_id, latest=latest_id), self.source))
        else:
            moved: dict[str, Value] = {
                "snapshot": base_id,
                "latest": latest_id,
                "known_on": When.day(self.read_on),
                "mapping": self.mapping,
                "fy_start": self.fy_start,
            }
            if self.path is not None and not self.late:
                # It may lie elsewhere and be called otherwise by now: what is handed back goes where it came from.
                moved |= {"name": self.workbook, "path": str(self.path.absolute())}
            changes += edits(self.register, moved, self.source)
        for n, item in enumerate(self.items):
            if n in decisions.taken and item.contract_id not in refused:
                changes += (change for each in item.changes for change in _not_after(each, refused))
        changes += (self._typed(n, value) for n, value in decisions.typed.items() if self._stands(n, refused))
        changes += (Make(link, self.source) for link in self.links.values() if link.contract_id not in refused)
        label = f"Import {self.workbook}" if not self.decides_later else f"Decide on {self.workbook}"
        change_set = ChangeSet(label, tuple(changes), self.known_on, Origin.IMPORT, author)
        sha256 = self.source.sha256 or ""
        return change_set, {base_id: (sha256, base), latest_id: (sha256, latest)}

    def _without(self, refused: Collection[str]) -> Cells:
        """Their cells; the name of a contract that is not taken names nobody, and comes up again."""
        rows_after = self._after(refused)
        if not rows_after:
            return self.theirs
        found = dict(self.theirs)
        for key in rows_after:
            cell = found[key][AFTER]
            found[key] = found[key].changed({AFTER: cell._replace(value="null", why=NO_ONE_CONTRACT)})
        return found

    def _after(self, refused: Collection[str]) -> set[str]:
        """The keys of rows that name such a contract as the one before theirs."""
        found = set()
        for item in self.items if refused else ():
            named = item.theirs if item.field == AFTER else _named_by(item)
            if named in refused and item.row_key in self.theirs:
                found.add(item.row_key)
        return found

    def _stands(self, place: int, refused: Collection[str]) -> bool:
        return self.items[place].contract_id not in refused

    def _typed(self, place: int, value: Value) -> Set:
        item = self.items[place]
        return Set("contract", item.contract_id, item.field, item.ours, value, self.source, item.cell)

    def _base(self, decisions: Decisions, refused: Collection[str] = ()) -> Cells:
        """The register's cells as brought home: theirs, save those left open, which stay as they were sent."""
        base: dict[str, Row] = {}
        for key, row in self._without(refused).items():
            sent = self.sent.get(key)
            base[key] = row if sent is None else cells.over(sent, row)
        put: dict[str, dict[str, Cell | None]] = {}
        for key in self._after(refused):
            put.setdefault(key, {})[AFTER] = self.sent.get(key, cells.EMPTY).get(AFTER)
        for n, item in enumerate(self.items):
            sent = self.sent.get(item.row_key, cells.EMPTY)
            waits = item.contract_id in refused
            if n in decisions.typed and item.row_key in base and not waits:
                cell = base[item.row_key][item.field]
                put.setdefault(item.row_key, {})[item.field] = snapshots.settled(cell, item.field, decisions.typed[n])
            elif n in decisions and not waits:
                continue
            elif item.kind is Kind.NEW:
                base.pop(item.row_key, None)
            elif item.kind is Kind.MISSING:
                base[item.row_key] = sent
            elif item.row_key in base:
                put.setdefault(item.row_key, {})[item.field] = sent.get(item.field)
        for key, changed in put.items():
            if key in base:
                base[key] = base[key].changed(changed)
        return base


AFTER: Final = "predecessor_id"
"""The field in which a contract names the one before it."""


def _named_by(item: Item) -> Value:
    """The contract that a new one names as the one before it."""
    made = item.changes[0] if item.kind is Kind.NEW and item.changes else None
    return rows.get(made.row, AFTER) if isinstance(made, Make) and isinstance(made.row, Contract) else None


def _not_after(change: Change, refused: Collection[str]) -> Iterator[Change]:
    """A change as it can be done where contracts it names are not taken."""
    if isinstance(change, Make) and isinstance(change.row, Contract) and change.row.predecessor_id in refused:
        places = tuple(each for each in change.cells if each[0] != AFTER)
        yield replace(change, row=rows.with_values(change.row, {AFTER: None}), cells=places)
    elif not (isinstance(change, Set) and change.field == AFTER and change.new in refused):
        yield change


def _hangs_on(change: Change, contracts: Collection[str]) -> bool:
    """Whether a change makes a row that hangs on one of those contracts."""
    return isinstance(change, Make) and getattr(change.row, "contract_id", None) in contracts

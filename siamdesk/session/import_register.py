"""Bring a register home: read it, find what its rows speak of, and merge it with the record, three ways.

`plan` changes nothing; `accept` applies what was chosen of a plan, as one step.
"""

import dataclasses
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from siamdesk.domain import merge
from siamdesk.domain.changes import Change, Make, new_id
from siamdesk.domain.contract import Contract, OwnField, Settings, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import matching
from siamdesk.domain.portfolio import SETTINGS_ID, Portfolio
from siamdesk.domain.review import Review
from siamdesk.domain.source import Link, Register, Source
from siamdesk.domain.when import When
from siamdesk.register import inspection
from siamdesk.register.inspection import Inspection
from siamdesk.session import came_home, cells, incoming, late, recognition, side_rows, snapshots
from siamdesk.session.ids import new_ids
from siamdesk.session.import_plan import Decisions, ImportPlan, Item, Kind
from siamdesk.session.incoming import Listed
from siamdesk.session.merging import Merger, as_read, called
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session, Touched
from siamdesk.store.repository import bulk


@dataclass(frozen=True, slots=True)
class Choice:
    """How a register is to be read where it does not say so itself."""

    known_on: date | None = None
    """The day it was known; None for the day that the register itself says it is of."""
    tower: str = ""
    """The tower of contracts whose rows name none."""
    title: str = ""
    """What a new portfolio is called; the workbook's name where it is empty."""
    mapping: Mapping[str, str | None] = dataclasses.field(default_factory=dict)
    """Fields set by hand, by header; None for a column of the user's own."""
    review: str = ""
    """The name of the review at which the register was on the table; empty for none."""
    fy_start: int | None = None
    """The month in which the register's financial year begins; None for the register's or the portfolio's own."""
    register: str | None = None
    """The id of the register that this is a state of, where that was set by hand; empty for one of its own."""
    contracts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """The contract that a row speaks of, by row key, where that was set by hand; empty for a contract of its own."""


def on_its_day(choice: Choice, found: Inspection, today: date) -> Choice:
    """The choice with a day: that set by hand, else the one the register says it is of, else today."""
    said = found.as_at.latest if found.as_at is not None else None
    return replace(choice, known_on=choice.known_on or said or today)


def plan(
    session: Session, path: Path, choice: Choice, found: Inspection | None = None, progress: Progress | None = None
) -> ImportPlan:
    """What bringing the register at `path` home would do. The choice has a day, or the register says one.

    Raises `SiamdeskError` where it can't be read, or holds no table of contracts, and `CancelledError` where `progress`
    is told to stop.
    """
    with bulk():
        made = _plan(session, path, choice, found, progress or Progress())
        # Else the collector looks at all that was made at once, and keeps the window waiting.
        gc.freeze()
        return made


def _plan(session: Session, path: Path, choice: Choice, found: Inspection | None, progress: Progress) -> ImportPlan:
    portfolio = session.portfolio
    usual = portfolio.settings.fy_start

    def read(done: float) -> None:
        progress.at(0.6 * done, f"Reading {path.name}")

    found = found or inspection.inspect(
        path, remembered=choice.mapping or None, fy_start=choice.fy_start or usual, step=read
    )
    listing = incoming.listed(found)
    register, _ = _recognised(portfolio, listing, path, choice, found)
    lent = recognition.lent(portfolio, listing.mapping, register)
    remembered = {**lent, **recognition.remembered(register).read, **choice.mapping}
    fy_start = choice.fy_start or (register.fy_start if register is not None else None) or usual
    otherwise = any(listing.mapping.get(header, field) != field for header, field in remembered.items())
    if otherwise or fy_start != found.fy_start:
        found = inspection.inspect(path, remembered=remembered, fy_start=fy_start, step=read)
        listing = incoming.listed(found)
    if not listing.rows:
        raise SiamdeskError(found.refused or f"{path.name} holds no table of contracts; nothing was imported.")
    progress.at(0.6, f"Comparing {path.name} with the portfolio")
    return _Planner(session, path, choice, found, listing).plan(progress)


def _recognised(
    portfolio: Portfolio, listing: incoming.Listing, path: Path, choice: Choice, found: Inspection
) -> tuple[Register | None, float]:
    """The register the workbook is a state of, by hand, stamp or looks; and the share of contracts in common."""
    if choice.register is not None:
        return portfolio.registers.get(choice.register), 1.0
    stamped = came_home.register(portfolio, found)
    if stamped is not None:
        return stamped, 1.0
    return recognition.register(portfolio, listing, path.name)


def accept(session: Session, made: ImportPlan, decisions: Decisions | None = None) -> Touched:
    """Do what was decided about a plan, as one step; without decisions, take the undisputed. Raises `SiamdeskError`."""
    decisions = made.undisputed() if decisions is None else decisions
    if made.is_empty(decisions):
        return frozenset()
    change_set, new_snapshots = made.change_set(decisions, session.author)
    if made.late:
        change_set = replace(change_set, changes=late.kept(session.document, change_set))
    return session.apply(change_set, new_snapshots)


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook that was made here as it reads: its register, its cells, and the contracts of its rows by row key."""

    register: Register
    cells: cells.Cells
    contracts: Mapping[str, str]


def as_written(session: Session, path: Path, found: Inspection, day: date) -> Written:
    """What a workbook of ours that is not yet known holds; nothing is known later than `day`.

    Its rows carry the ids of their contracts.
    """
    return _Planner(session, path, Choice(day, register=""), found, incoming.listed(found)).as_written()


class _Planner:
    """Everything a plan is made from, held together while it is made."""

    def __init__(
        self, session: Session, path: Path, choice: Choice, found: Inspection, listed: incoming.Listing
    ) -> None:
        self.present = session.portfolio
        self.day = on_its_day(choice, found, date.max).known_on or date.max
        self.late = self.day < session.document.last_known()
        self.ours = session.document.as_known(self.day) if self.late else self.present
        self.path, self.choice, self.found, self.listing = path, choice, found, listed
        self.next_seq = session.document.next_seq()
        self.new_ids = new_ids()
        self.fixed: list[Change] = []
        self.notes: list[str] = list(listed.notes)
        self.items: list[Item] = []
        self.towers = dict(self.present.towers)
        self.copied = (
            came_home.copy_of(session.document, self.present, found.sha256) if choice.register is None else None
        )
        seen = _recognised(self.present, listed, path, choice, found)
        self.recognised = (self.copied[0], 1.0) if self.copied is not None else seen
        self.register, self.is_new_register = self._register()
        base = self._base(session)
        self.sent = base.sent
        self.notes += base.notes
        self.source = Source("register", self.register.id, None, path.name, listed.sheet, found.sha256)
        self.own = self._own_columns()
        incoming.with_own_columns(listed, {header: f"x.{own.id}" for header, own in self.own.items()})
        self.tower_ids: dict[str, str] = {}
        self.our_links = {(k.register_id, k.row_key, k.contract_id): k for k in self.ours.links.values()}
        self.present_links = {(k.register_id, k.row_key, k.contract_id): k for k in self.present.links.values()}

    def _base(self, session: Session) -> came_home.Base:
        """What the workbook was sent with."""
        if self.copied is not None:
            note = f"This is a copy of {self.register.name} as it was read or written before: it changes nothing."
            return came_home.Base(snapshots.unpack(session.document.snapshot(self.copied[1])), [note])
        return came_home.base(session.document, self.register, self.found, self.listing.rows)

    def as_written(self) -> "Written":
        """What a workbook that was made here holds, and whose its rows are. Called once, in place of `plan`."""
        for one in self.listing.rows.values():
            self._resolve(one)
        cells = snapshots.cells(self.listing.rows.values())
        return Written(self.register, cells, {key: one.our_id for key, one in self.listing.rows.items()})

    def plan(self, progress: Progress) -> ImportPlan:
        """The plan. Called once."""
        self._portfolio_row()
        linked = self._linked()
        self.named = {**came_home.by_id(self.listing.rows, self.present.contracts, self.notes), **self.choice.contracts}
        identities = merge.Identities(linked, self.present.contracts.values())
        links: dict[str, Link] = {}
        ids: dict[str, str] = {}
        taken: set[str] = set()
        for one in self.listing.rows.values():
            self._resolve(one)
        self._renamed(linked, identities, progress)
        merger = self._merger()
        theirs = as_read(self.listing.rows, self.sent)
        for n, one in enumerate(self.listing.rows.values()):
            if not n % _A_STEP:
                progress.at(0.7 + 0.3 * n / len(theirs), f"Comparing {self.path.name} with the portfolio")
            known = self.named.get(one.row_key)
            known = identities.find(one.row_key, one.values) if known is None else known
            contract_id = ids[one.row_key] = known if known and known not in taken else next(self.new_ids)
            taken.add(contract_id)
            self.items += merger.items(one, contract_id, theirs[one.row_key])
            link = self._link(one.row_key, contract_id)
            if link is not None:
                links[one.row_key] = link
        self.items += merger.missing(self._gone(linked), self.listing.sheet)
        hangers = side_rows.Hangers(self.ours, self.present, self.source)
        self.fixed += hangers.strands(self.listing.strands, ids)
        self.fixed += hangers.spend(self.listing.rows.values(), ids)
        self.notes += hangers.notes
        self._review()
        order = list(Kind)
        plan = ImportPlan(
            self.path.name,
            self.day,
            self.day,
            self.late,
            self.register,
            self.is_new_register,
            self.source,
            tuple(self.fixed),
            links,
            tuple(sorted(self.items, key=lambda item: order.index(item.kind))),
            self.sent,
            theirs,
            tuple(self.notes),
            recognition.as_text(self._columns(self.register)),
            self.choice.fy_start or self.register.fy_start,
            self.found.as_at is not None,
            path=self.path,
            found=self.found,
        )
        self.listing.let_go()
        if self.copied is not None:
            return replace(plan, items=(), fixed=(), links={}, sent=plan.theirs, is_copy=True)
        return plan

    # The register and its columns.

    def _register(self) -> tuple[Register, bool]:
        """The register this workbook is a state of, and whether our record of that day has none such yet."""
        known, share = self.recognised
        if known is not None and share < 1:
            self.notes.append(f"Read as another state of {known.name}: {share:.0%} of the contracts are the same.")
        if known is not None:
            ours = self.ours.registers.get(known.id)
            return (ours, False) if ours is not None else (replace(known, snapshot=None, latest=None), True)
        made = Register(
            new_id(),
            self.path.name,
            self.listing.sheet,
            str(self.path.absolute()),
            fingerprint=self.listing.fingerprint,
            mapping=recognition.as_text(self._columns(None)),
            known_on=When.day(self.day),
            fy_start=self.choice.fy_start,
        )
        return made, True

    def _columns(self, known: Register | None) -> recognition.Columns:
        """How the columns were read, this time and before."""
        before = recognition.remembered(known)
        lent = recognition.lent(self.present, self.listing.mapping, known)
        by_hand = before.by_hand | lent.keys() | self.choice.mapping.keys()
        return recognition.Columns({**before.read, **self.listing.mapping}, by_hand)

    def _linked(self) -> dict[str, str]:
        links = self.present.links.values()
        return {link.row_key: link.contract_id for link in links if link.register_id == self.register.id}

    def _link(self, row_key: str, contract_id: str) -> Link | None:
        """The link from the row to the contract, unless our record of that day has it."""
        wanted = self.register.id, row_key, contract_id
        if wanted in self.our_links:
            return None
        return self.present_links.get(wanted) or Link(next(self.new_ids), self.register.id, contract_id, row_key)

    def _own_columns(self) -> dict[str, OwnField]:
        """The user's own columns by header; those not known on that day are made."""
        found = recognition.own_columns(self.present, self.listing, self.sent)
        known = len(self.present.own_fields)
        for header in self.listing.own_headers:
            if header not in found:
                found[header] = OwnField(new_id(), header, "text", known + len(found))
            own = found[header]
            if matching(own.label) != matching(header):
                self.notes.append(f"The column “{header}” was read as “{own.label}” under another name.")
            if own.id not in self.ours.own_fields and not any(change.id == own.id for change in self.fixed):
                self.fixed.append(Make(own, self.source))
        return found

    def _review(self) -> None:
        """The review at which the register was on the table, unless a register on the same table has made it."""
        name, day = self.choice.review, When.day(self.day)
        if name and not any((each.name, each.day) == (name, day) for each in self.present.reviews.values()):
            self.fixed.append(Make(Review(new_id(), name, day, None, self.next_seq)))

    def _portfolio_row(self) -> None:
        if SETTINGS_ID not in self.ours.rows["portfolio"]:
            held = self.present.rows["portfolio"].get(SETTINGS_ID)
            made = Settings(title=self.choice.title or self.path.stem, marking=self.found.marking or None)
            self.fixed.insert(0, Make(held or made, self.source))

    # The rows.

    def _resolve(self, one: Listed) -> None:
        """Put ids in place of the names of towers and contracts."""
        named = one.values.get("tower_id") or one.section or self.choice.tower
        if named:
            one.values["tower_id"] = self._tower(str(named))
        served = one.values.get("served")
        if isinstance(served, tuple):
            one.values["served"] = tuple(self._tower(name) for name in served)
        before = one.values.pop("predecessor_id", None)
        if before is not None:
            alike = self._named.get(matching(str(before)), ())
            if len(alike) == 1:
                one.values["predecessor_id"] = alike[0]
            else:
                one.unread["predecessor_id"] = (str(before), "no one contract of that reference or title")

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The ids of the contracts by reference and title."""
        found: dict[str, list[str]] = {}
        for contract in self.present.contracts.values():
            for name in {matching(name) for name in (contract.reference, contract.title, called(contract)) if name}:
                found.setdefault(name, []).append(contract.id)
        return found

    def _tower(self, name: str) -> str:
        """The id of the tower of that name; made if there is none."""
        if name not in self.tower_ids:
            self.tower_ids[name] = self._tower_id(name)
        return self.tower_ids[name]

    def _tower_id(self, name: str) -> str:
        tower = merge.find_tower(name, self.towers.values())
        if tower is None:
            integrator = merge.tower_words(name) & _INTEGRATOR
            tower = Tower(new_id(), name.strip(), (), len(self.towers), bool(integrator) or None)
            self.towers[tower.id] = tower
        if tower.id not in self.ours.towers and not any(change.id == tower.id for change in self.fixed):
            self.fixed.append(Make(tower, self.source))
        return tower.id

    def _merger(self) -> Merger:
        """What merges the rows, once all towers and columns they speak of are known."""
        own = {**self.present.own_fields, **{each.id: each for each in self.own.values()}}
        world = self.present.with_rows(
            [
                *(("tower", tower.id, tower) for tower in self.towers.values()),
                *(("own_field", each.id, each) for each in own.values()),
            ]
        )
        return Merger(self.ours, world, self.source, self.sent)

    def _renamed(self, linked: dict[str, str], identities: merge.Identities, progress: Progress) -> None:
        """Take rows that plainly continue a contract under another reference for that contract's."""
        gone = dict(self._gone(linked))
        by_hand = self.named
        by_contract = {linked[key]: key for key in gone}
        for row_key, contract_id in by_hand.items():
            old_key = by_contract.get(contract_id)
            if row_key in self.listing.rows and old_key is not None:
                self.sent[row_key] = self.sent.pop(old_key)
                del gone[old_key]
        rows = (one for one in self.listing.rows.values() if one.row_key not in by_hand)
        new = [one for one in rows if identities.find(one.row_key, one.values) is None]

        def heeded() -> Iterator[Listed]:
            for one in new:
                progress.at(0.6, f"Looking for {one.called} under another reference")
                yield one

        for row_key, (old_key, alike) in recognition.renamed(heeded() if gone else (), gone).items():
            linked[row_key] = linked[old_key]
            self.sent[row_key] = self.sent.pop(old_key)
            one = self.listing.rows[row_key]
            one.why["reference"] = f"read as the same contract under another reference ({alike:.0%} alike)"
            self.notes.append(
                f"{one.sheet} row {one.row}: “{one.called}” was read as {called(gone[old_key])} "
                "under another reference."
            )

    def _gone(self, linked: Mapping[str, str]) -> Iterator[tuple[str, Contract]]:
        """The contracts that this register listed, as known on that day, and lists no longer, by row key."""
        for row_key in self.sent:
            contract = self.ours.contracts.get(linked.get(row_key, ""))
            if row_key not in self.listing.rows and contract is not None and not contract.withdrawn:
                yield row_key, contract


_A_STEP = 500
"""How many rows are compared before the work may be stopped."""
_INTEGRATOR = frozenset({"siam", "integration", "integrator"})

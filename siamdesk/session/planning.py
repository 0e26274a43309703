"""Everything the plan of an import is made from: its register and columns, its base, and what its rows speak of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from siamdesk.domain import merge, rows
from siamdesk.domain.changes import Change, Make, new_id
from siamdesk.domain.contract import Contract, OwnField, Settings
from siamdesk.domain.field_types import matching
from siamdesk.domain.portfolio import SETTINGS_ID, Portfolio
from siamdesk.domain.review import Review
from siamdesk.domain.source import Link, Register, Source
from siamdesk.domain.when import When
from siamdesk.register.inspection import Inspection
from siamdesk.session import came_home, incoming, pictures, recognition, side_rows, snapshots
from siamdesk.session.cells import EMPTY
from siamdesk.session.ids import new_ids
from siamdesk.session.import_choice import Choice, on_its_day
from siamdesk.session.import_plan import ImportPlan, Item, Kind
from siamdesk.session.incoming import Listed
from siamdesk.session.merging import Merger, as_read
from siamdesk.session.names import Names
from siamdesk.session.pictures import Difference, Picture
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session


class Planner:
    """Everything a plan is made from, held together while it is made."""

    def __init__(
        self,
        session: Session,
        path: Path,
        choice: Choice,
        found: Inspection,
        listed: incoming.Listing,
        seen: came_home.Recognised,
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
        self.copied = (
            came_home.copy_of(session.document, self.present, found.sha256) if choice.register is None else None
        )
        self.recognised = came_home.Recognised(self.copied[0]) if self.copied is not None else seen
        self.register, self.is_new_register = self._register()
        base = self._base(session)
        self.sent = base.sent
        self.notes += base.notes
        self.source = Source("register", self.register.id, None, path.name, listed.sheet, found.sha256)
        self.own = self._own_columns()
        self.names = Names(self.present, choice.tower)
        incoming.with_own_columns(listed, {header: f"x.{own.id}" for header, own in self.own.items()})
        self.our_links = _by_place(self.ours)
        self.known: dict[str, str | None] = {}
        """The contracts that are known to be those of the rows, by row key; '' for one of its own."""
        self.present_links = self.our_links if self.ours is self.present else _by_place(self.present)

    def _base(self, session: Session) -> came_home.Base:
        """What the workbook was sent with."""
        if self.copied is not None:
            note = f"This is a copy of {self.register.name} as it was read or written before: it changes nothing."
            return came_home.Base(snapshots.unpack(session.document.snapshot(self.copied[1])), [note])
        return came_home.base(session.document, self.register, self.found, self.listing.rows)

    def as_written(self) -> tuple[Register, Picture]:
        """The register of a workbook that was made here, and its cells. Called once, in place of `plan`."""
        self._name()
        return self.register, snapshots.cells(self.listing.rows.values())

    def plan(self, progress: Progress) -> ImportPlan:
        """The plan. Called once."""
        self._portfolio_row()
        linked = self._linked()
        self.named = {**came_home.by_id(self.listing.rows, self.present.contracts, self.notes), **self.choice.contracts}
        identities = merge.Identities(linked, self.present.contracts.values())
        links: dict[str, Link] = {}
        ids: dict[str, str] = {}
        taken: set[str] = set()
        self._name()
        self._renamed(linked, identities, progress)
        for row_key, known in self.known.items():
            contract_id = ids[row_key] = known if known and known not in taken else next(self.new_ids)
            taken.add(contract_id)
        merger = self._merger(self.names.follow(self.listing.rows, ids))
        theirs = as_read(self.listing.rows, self.sent)
        differing = pictures.differing(theirs, self.sent)
        for n, one in enumerate(self.listing.rows.values()):
            row_key = one.row_key
            if not n % _A_STEP:
                progress.at(0.7 + 0.3 * n / len(theirs), f"Comparing {self.path.name} with the portfolio")
            contract_id = ids[row_key]
            if row_key not in self.sent and contract_id in self.ours.contracts:
                said: Sequence[Difference] = pictures.of_row(theirs[row_key], EMPTY)
            else:
                said = differing.get(row_key, ())
            if said or one.unread or contract_id not in self.ours.contracts:
                self.items += merger.items(one, contract_id, said)
            link = self._link(row_key, contract_id)
            if link is not None:
                links[row_key] = link
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
        if not plan.undisputed().taken:
            # Whether it says anything at all is asked by the window, which must not wait for the rows to be made.
            theirs.made()
            self.sent.made()
        self.listing.let_go()
        if self.copied is not None:
            return replace(plan, items=(), fixed=(), links={}, sent=plan.theirs, is_copy=True)
        return plan

    # The register and its columns.

    def _register(self) -> tuple[Register, bool]:
        """The register this workbook is a state of, and whether our record of that day has none such yet."""
        known, share = self.recognised.register, self.recognised.share
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

    def _name(self) -> None:
        """Put ids in place of the names of towers and contracts; towers that are new are made."""
        self.names.resolve(self.listing.rows.values())
        known = self.ours.towers
        self.fixed += (Make(tower, self.source) for tower in self.names.met.values() if tower.id not in known)

    def _merger(self, followed: Mapping[str, Listed]) -> Merger:
        """What merges the rows, once all towers, columns and contracts they speak of are known.

        `followed` are rows that other rows name, by the ids of their contracts.
        """
        contracts = [
            rows.blank("contract", contract_id, {k: v for k in ("reference", "title") if (v := one.values.get(k))})
            for contract_id, one in followed.items()
            if contract_id not in self.present.contracts
        ]
        own = {**self.present.own_fields, **{each.id: each for each in self.own.values()}}
        world = self.present.with_rows(
            [
                *(("tower", tower.id, tower) for tower in self.names.towers.values()),
                *(("own_field", each.id, each) for each in own.values()),
                *(("contract", each.id, each) for each in contracts),
            ]
        )
        return Merger(self.ours, world, self.source, self.sent)

    def _renamed(self, linked: dict[str, str], identities: merge.Identities, progress: Progress) -> None:
        """Take rows that plainly continue a contract under another reference for that contract's."""
        gone = dict(self._gone(linked))
        by_hand = self.named
        by_contract = {linked[key]: key for key in gone}
        moved: dict[str, str] = {}
        for row_key, contract_id in by_hand.items():
            old_key = by_contract.get(contract_id)
            if row_key in self.listing.rows and old_key is not None:
                moved[old_key] = row_key
                del gone[old_key]
        for row_key, one in self.listing.rows.items():
            known = by_hand.get(row_key)
            known = linked.get(row_key) if known is None else known
            self.known[row_key] = identities.find(row_key, one.values) if known is None else known
        new = [one for row_key, one in self.listing.rows.items() if self.known[row_key] is None]

        def heeded() -> Iterator[Listed]:
            for one in new:
                progress.at(0.6, f"Looking for {one.called} under another reference")
                yield one

        for row_key, (old_key, alike) in recognition.renamed(heeded() if gone else (), gone).items():
            self.known[row_key] = linked[old_key]
            moved[old_key] = row_key
            one = self.listing.rows[row_key]
            one.why["reference"] = f"read as the same contract under another reference ({alike:.0%} alike)"
            self.notes.append(
                f"{one.sheet} row {one.row}: “{one.called}” was read as {gone[old_key].called} under another reference."
            )
        self.sent = self.sent.renamed(moved)

    def _gone(self, linked: Mapping[str, str]) -> Iterator[tuple[str, Contract]]:
        """The contracts that this register listed, as known on that day, and lists no longer, by row key."""
        for row_key in [key for key in self.sent if key not in self.listing.rows]:
            contract = self.ours.contracts.get(linked.get(row_key, ""))
            if contract is not None and not contract.withdrawn:
                yield row_key, contract


def _by_place(portfolio: Portfolio) -> dict[tuple[str, str, str], Link]:
    """The links of rows to contracts by register, row key and contract."""
    return {(each.register_id, each.row_key, each.contract_id): each for each in portfolio.links.values()}


_A_STEP = 500
"""How many rows are compared before the work may be stopped."""

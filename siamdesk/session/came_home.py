"""A workbook that we made comes home: which register it is, what it was sent with, and which contract each row is.

The stamp names the register for sure, and the snapshot it was sent with is what it is held against, also where the
register has come home since from another desk. An id names a contract while the reference or the title beside it does.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Register
from siamdesk.register.inspection import Inspection
from siamdesk.session import recognition, snapshots
from siamdesk.session.cells import EMPTY, Cells
from siamdesk.session.incoming import Listed, Listing
from siamdesk.session.pictures import Picture
from siamdesk.store.document import Document


@dataclass(frozen=True, slots=True)
class Recognised:
    """The register that a workbook is a state of, None for one of its own; and the share of contracts in common."""

    register: Register | None
    share: float = 1.0


def recognised(portfolio: Portfolio, listing: Listing, name: str, by_hand: str | None, found: Inspection) -> Recognised:
    """The register a workbook of that name is a state of: set `by_hand`, or by its stamp, or by its looks."""
    if by_hand is not None:
        return Recognised(portfolio.registers.get(by_hand))
    stamped = register(portfolio, found)
    if stamped is not None:
        return Recognised(stamped)
    return Recognised(*recognition.register(portfolio, listing, name))


def register(portfolio: Portfolio, found: Inspection) -> Register | None:
    """The register that the workbook's stamp names; None where it has none, or names one of another portfolio."""
    return portfolio.registers.get(found.ours.register) if found.ours is not None else None


def copy_of(document: Document, portfolio: Portfolio, sha256: str) -> tuple[Register, str] | None:
    """The register and the snapshot that a workbook is to the byte; None where no such workbook was read or written.

    Only those that are not as the register was last read: that one may have something left open.
    """
    known = set(document.snapshots_of(sha256))
    for each in portfolio.registers.values() if known else ():
        if {each.snapshot, each.latest} & known:
            return None
    for each in portfolio.registers.values() if known else ():
        said = document.statements("register", each.id)
        held = [one.new for one in said if one.live and one.field == "latest" and one.new in known]
        if held:
            return each, str(held[-1])
    return None


@dataclass(frozen=True, slots=True)
class Base:
    """What a workbook is held against, and what is to be said of that."""

    sent: Picture
    notes: list[str] = field(default_factory=list)


def base(document: Document, known: Register, found: Inspection, theirs: Mapping[str, Listed]) -> Base:
    """The cells as they were sent in this very workbook: those its stamp names, else those of the register's base.

    A workbook keeps the stamp it was made with. Where it says what the register's present base says, and not what the
    stamped one does, it is that workbook, come home before.
    """
    present = snapshots.unpack(document.snapshot(known.snapshot) if known.snapshot else None)
    ours = found.ours
    if ours is None or ours.register != known.id or ours.snapshot == known.snapshot:
        return Base(present)
    data = document.snapshot(ours.snapshot)
    if data is None:
        return Base(present, ["It was made from this portfolio, but what was sent in it is no longer known here."])
    stamped = snapshots.unpack(data)
    own = {header: f"x.{own_id}" for header, own_id in found.own_ids.items()}
    if _nearer(present, stamped, theirs, own):
        return Base(present)
    return Base(stamped, [f"An older copy of {known.name}: it is compared with what was sent in it."])


def _nearer(present: Cells, stamped: Cells, theirs: Mapping[str, Listed], own: Mapping[str, str]) -> bool:
    """Whether a workbook says what the present base does, of the cells and rows in which the two bases differ."""
    votes: Counter[bool] = Counter()
    for key in {*present, *stamped}:
        one = theirs.get(key)
        if key not in stamped or key not in present:
            votes[(one is not None) is (key in present)] += 1
            continue
        now, then = present.get(key, EMPTY), stamped.get(key, EMPTY)
        if one is None or (now.raws == then.raws and now.layout.keys == then.layout.keys):
            continue
        said = {own.get(name, name): cell.raw for name, cell in snapshots.cells([one])[one.row_key].items()}
        for name in now.keys() & then.keys() & said.keys():
            if now[name].raw != then[name].raw and said[name] in {now[name].raw, then[name].raw}:
                votes[said[name] == now[name].raw] += 1
    return votes[True] > votes[False]


def by_id(rows: Mapping[str, Listed], contracts: Mapping[str, Contract], notes: list[str]) -> dict[str, str]:
    """The contracts of the rows that carry an id, by row key, where the words beside the id agree; notes are added."""
    times = Counter(one.our_id for one in rows.values() if one.our_id)
    found: dict[str, str] = {}
    for row_key, one in rows.items():
        contract = contracts.get(one.our_id)
        if contract is None:
            continue
        if times[one.our_id] > 1:
            notes.append(
                f"{one.sheet} row {one.row}: its hidden id stands in {times[one.our_id]} rows, and was not used."
            )
        elif _agrees(one, contract):
            found[row_key] = contract.id
    return found


def _agrees(one: Listed, contract: Contract) -> bool:
    pairs = ((one.values.get("reference"), contract.reference), (one.values.get("title"), contract.title))
    said = [(str(theirs or ""), str(ours or "")) for theirs, ours in pairs]
    return any(theirs and matching(theirs) == matching(ours) for theirs, ours in said) or not any(
        theirs or ours for theirs, ours in said
    )

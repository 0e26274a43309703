"""Send each tower lead what is theirs: the original where it holds their tower alone, else a new workbook.

Nothing goes out unseen: each copy is looked through for what belongs to other towers before it is written. An original
with something of that kind in it stays here, and a new workbook goes in its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from siamdesk.domain import arrange
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Register
from siamdesk.register import create
from siamdesk.register.book import Book, Sheet
from siamdesk.register.gantt import Gantt
from siamdesk.session import export_register, leaks, new_register, write_back
from siamdesk.session.leaks import Leak
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session


@dataclass(frozen=True, slots=True)
class Copy:
    """What one tower's lead gets. `path` is None where nothing was written, and `why` says why."""

    tower: str
    path: Path | None
    contracts: int
    looked_for: int
    original: bool = False
    why: str = ""
    """Why it is no original, or was not written."""
    not_written: tuple[tuple[str, str], ...] = ()
    """Cells of the original that could not be written, with the reason of each."""
    unstamped: str = ""

    @property
    def sentence(self) -> str:
        """What there is to say of it."""
        if self.path is None:
            return f"{self.tower}: nothing was written. {self.why}"
        kind = "its own workbook" if self.original else "a new workbook"
        told = f"{self.tower}: {self.path.name}, {kind}, checked for leaks: {self.looked_for:,} looked for, none found."
        left = f" {len(self.not_written)} of its cells could not be written." if self.not_written else ""
        unstamped = f" It bears no stamp: {self.unstamped.rstrip('.')}." if self.unstamped else ""
        return f"{told}{left}{unstamped}{' ' if self.why else ''}{self.why}"

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "tower": self.tower,
            "written": str(self.path) if self.path is not None else None,
            "contracts": self.contracts,
            "original": self.original,
            "looked_for": self.looked_for,
            "why": self.why or None,
            "refused": [{"cell": cell, "why": why} for cell, why in self.not_written],
            "unstamped": self.unstamped or None,
        }


def send_back(session: Session, folder: Path, day: date, progress: Progress | None = None) -> list[Copy]:
    """Write into `folder` what each tower lead gets. Raises `SiamdeskError` where the folder can't be written."""
    if folder.exists() and not folder.is_dir():
        raise SiamdeskError(f"{folder.name} is a file: choose a folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SiamdeskError(f"{folder} can't be made ({error.strerror}): choose another folder.") from None
    progress = progress or Progress()
    there = [each for each in session.portfolio.contracts.values() if not each.withdrawn]
    found = arrange.group(there, session.portfolio, "tower", day)
    groups = [each for each in found if each.key]
    copies: list[Copy] = []
    taken: set[str] = set()
    for n, group in enumerate(groups):
        progress.at(n / len(groups), f"Sending back {group.label}")
        copies += _Tower(session, folder, day, group, taken).copies()
    for lost in (each for each in found if not each.key):
        count = len(lost.contracts)
        copies.append(Copy(lost.label, None, count, 0, why=f"{count:,} contracts have no tower: give them one."))
    return copies


class _Tower:
    """What goes back to one tower."""

    def __init__(self, session: Session, folder: Path, day: date, group: arrange.Group, taken: set[str]) -> None:
        self._session, self._folder, self._day, self._group, self._taken = session, folder, day, group, taken
        others = [each for each in session.portfolio.contracts.values() if each.tower_id != group.key]
        mine = [each for each in session.portfolio.contracts.values() if each.tower_id == group.key]
        self._looked_for = leaks.wanted(session.portfolio, mine, others)

    def copies(self) -> list[Copy]:
        """The originals that hold this tower alone, else one new workbook."""
        originals = _originals(self._session.portfolio, self._group.key)
        why = ""
        made: list[Copy] = []
        for register in originals:
            try:
                made.append(self._original(register))
            except SiamdeskError as error:
                why = str(error)
        return made if made and not why else [*made, self._new(why)]

    def _original(self, register: Register) -> Copy:
        """The register's own workbook, patched. Raises `SiamdeskError` where it can't be, or holds something else."""
        plan = write_back.plan(self._session, register)
        if plan.missing:
            plan = write_back.plan(
                self._session, register, wanted=write_back.Wanted(append={each.id for each in plan.missing})
            )
        self._check(plan.patched.data, plan.path.name)
        name = plan.path.name
        if (self._folder / name).exists() and plan.path.samefile(self._folder / name):
            # The original stays where it is.
            name = f"{plan.path.stem} – {_file_name(self._group.label)}{plan.path.suffix}"
        target = self._folder / self._free(name)
        delivered = write_back.save_copy(plan, target)
        refused = tuple((line.address, line.why) for line in plan.refused)
        listed = sum(each.register_id == register.id for each in self._session.portfolio.links.values())
        return Copy(
            self._group.label, delivered.path, listed, len(self._looked_for), original=True, not_written=refused
        )

    def _new(self, why: str) -> Copy:
        """A new workbook with nothing but this tower in it."""
        portfolio, label = self._session.portfolio, self._group.label
        contracts: Sequence[Contract] = self._group.contracts
        count = len(self._looked_for)
        refused = ""
        # The portfolio's title may itself name what is another tower's.
        for title in dict.fromkeys((" – ".join(filter(None, (portfolio.settings.title, label))), label)):
            book = export_register.book(contracts, portfolio, self._day, export_register.Wanted(), title)
            target = self._folder / self._free(f"{_file_name(title)}.xlsx")
            try:
                data = create.workbook(book)
                self._check(data, target.name, book)
                unstamped = new_register.write(self._session, target, book, self._day, data)
            except SiamdeskError as error:
                refused = refused or str(error)
            else:
                return Copy(label, target, len(contracts), count, why=why, unstamped=unstamped)
        return Copy(label, None, len(contracts), count, why=refused)

    def _check(self, data: bytes, name: str, ours: Book | None = None) -> None:
        """Look through a workbook. The words that every new one has, for those columns, tell nothing of anybody."""
        looked_for = self._looked_for
        if ours is not None:
            headings = tuple(replace(each, choices=()) for each in ours.sheets[0].headings)
            bare = Book("", (Sheet("", headings, ()),), gantt=Gantt((), ()))
            looked_for = looked_for.without(leaks.find(create.workbook(bare), name, looked_for))
        found = leaks.find(data, name, looked_for)
        if found:
            raise SiamdeskError(_told(found, name))

    def _free(self, name: str) -> str:
        """A name that no other copy has."""
        stem, dot, ending = name.rpartition(".")
        number, free = 2, name
        while free.casefold() in self._taken:
            free, number = f"{stem} {number}{dot}{ending}", number + 1
        self._taken.add(free.casefold())
        return free


def _originals(portfolio: Portfolio, tower_id: str) -> list[Register]:
    """The registers that came home and list contracts of that tower alone."""
    towers: dict[str, set[str | None]] = {}
    for link in portfolio.links.values():
        contract = portfolio.contracts.get(link.contract_id)
        if contract is not None:
            towers.setdefault(link.register_id, set()).add(contract.tower_id)
    return [
        each for each in portfolio.registers.values() if each.known_on is not None and towers.get(each.id) == {tower_id}
    ]


_MOST_TOLD = 3


def _told(found: Sequence[Leak], name: str) -> str:
    """Why a workbook stays here. What was found is told to the one who sends, and to nobody else."""
    named = "; ".join(f"“{leak.what}” in {leak.part}" for leak in found[:_MOST_TOLD])
    more = f", and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
    return f"{name} holds what belongs to another tower ({named}{more}), so it was not sent."


def _file_name(title: str) -> str:
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', " ", title)
    return " ".join(plain.split())[:100].strip(". ") or "Register"

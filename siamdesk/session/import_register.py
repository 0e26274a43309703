"""Bring a register home: read it, find what its rows speak of, and merge it with the record, three ways.

`plan` changes nothing; `accept` applies what was chosen of a plan, as one step.
"""

import gc
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.source import Register
from siamdesk.register import inspection
from siamdesk.register.inspection import Inspection
from siamdesk.session import came_home, cells, incoming, late, recognition
from siamdesk.session.import_choice import Choice, on_its_day
from siamdesk.session.import_plan import Decisions, ImportPlan
from siamdesk.session.planning import Planner
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session, Touched
from siamdesk.store.repository import bulk


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
    seen = came_home.recognised(portfolio, listing, path.name, choice.register, found)
    register = seen.register
    lent = recognition.lent(portfolio, listing.mapping, register)
    remembered = {**lent, **recognition.remembered(register).read, **choice.mapping}
    fy_start = choice.fy_start or (register.fy_start if register is not None else None) or usual
    otherwise = any(listing.mapping.get(header, field) != field for header, field in remembered.items())
    if otherwise or fy_start != found.fy_start:
        found = inspection.inspect(path, remembered=remembered, fy_start=fy_start, step=read)
        listing = incoming.listed(found)
        seen = came_home.recognised(portfolio, listing, path.name, choice.register, found)
    if not listing.rows:
        raise SiamdeskError(found.refused or f"{path.name} holds no table of contracts; nothing was imported.")
    progress.at(0.6, f"Comparing {path.name} with the portfolio")
    return Planner(session, path, choice, found, listing, seen).plan(progress)


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
    listing = incoming.listed(found)
    contracts = {key: one.our_id for key, one in listing.rows.items()}
    planner = Planner(session, path, Choice(day, register=""), found, listing, came_home.Recognised(None))
    return Written(*planner.as_written(), contracts)


__all__ = ["Choice", "Written", "accept", "as_written", "on_its_day", "plan"]

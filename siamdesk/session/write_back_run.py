"""Write a register back from the command line: what is done and not done, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from siamdesk.register.deliver import Delivered
from siamdesk.register.wording import Imprecise
from siamdesk.session import write_back
from siamdesk.session.listing import opened
from siamdesk.session.session import Session
from siamdesk.session.write_back import Wanted, WriteBack

_MOST_FORMULAS = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: the plan, and where the workbook is; None for a dry run."""

    made: WriteBack
    delivered: Delivered | None

    def to_json(self) -> dict[str, Any]:
        """For programs. `edited`, `refused`, `copied` and `rewritten` are as those of `siamdesk patch`."""
        made, done = self.made, self.delivered
        return {
            "register": made.register.name,
            "edited": [line.address for line in made.edited],
            "refused": [{"cell": line.address, "why": line.why} for line in made.refused],
            "copied": made.patched.copied,
            "rewritten": [{"member": member, "why": why} for member, why in made.patched.rewritten],
            "cells": [
                {
                    "cell": line.address,
                    "contract": line.contract,
                    "field": line.field,
                    "old": line.old,
                    "new": line.new,
                    "why": line.why,
                }
                for line in made.lines
            ],
            "recalculated": list(made.patched.recalculated),
            "warnings": list(made.patched.warnings),
            "not_listed": [contract.reference or contract.title for contract in made.missing],
            "no_column": [{"field": key, "label": label, "contracts": count} for key, label, count in made.lacking],
            "written": str(done.path) if done is not None else None,
            "kept": str(done.kept) if done is not None and done.kept is not None else None,
        }

    def lines(self) -> Iterator[str]:
        """For people."""
        made, done = self.made, self.delivered
        for line in made.edited:
            yield f"{line.address} {line.contract}, {line.label}: “{line.old}” becomes “{line.new}”"
        for line in made.refused:
            yield f"{line.address} is left as it is: {line.why}."
        for contract in made.missing:
            yield f"{contract.reference or contract.title} is in no register; --add-rows adds it."
        for _, label, count in made.lacking:
            yield f"There is no column for {label}, which was changed for {count}."
        yield from (f"{warning}." for warning in made.patched.warnings)
        if made.patched.recalculated:
            yield f"Excel works out on opening: {', '.join(made.patched.recalculated[:_MOST_FORMULAS])}."
        for member, why in made.patched.rewritten:
            yield f"{member} rewritten: {why}."
        if done is None:
            yield "Nothing was written: this was a dry run." if made.edited else "There is nothing to write back."
            return
        yield f"Written to {done.path}."
        if done.kept is not None:
            yield f"The one before is kept as {done.kept.name}."


def run(
    portfolio: Path,
    register: Path,
    out: Path | None,
    today: date,
    imprecise: Imprecise = Imprecise.ASK,
    *,
    add_rows: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Write a register back, into itself or into a copy. Raises `SiamdeskError`, and nothing was written then."""
    if dry_run or out is not None:
        with Session.open(portfolio, write=False).closing() as session:
            made = _plan(session, register, imprecise, add_rows=add_rows)
            nothing = dry_run or out is None or not made.edited
            return Outcome(made, None if nothing or out is None else write_back.save_copy(made, out))
    with opened(portfolio) as session:
        made = _plan(session, register, imprecise, add_rows=add_rows)
        return Outcome(made, write_back.accept(session, made, today) if made.edited or add_rows else None)


def _plan(session: Session, register: Path, imprecise: Imprecise, *, add_rows: bool) -> WriteBack:
    known = write_back.register_of(session, register)
    wanted = Wanted(imprecise)
    made = write_back.plan(session, known, register, wanted)
    if add_rows and made.missing:
        wanted = Wanted(imprecise, append={contract.id for contract in made.missing})
        made = write_back.plan(session, known, register, wanted)
    return made

"""Change single cells of any workbook: the settings as typed, the patched workbook, the copy to be written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from siamdesk.domain import when_words
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.register import deliver, package, patch
from siamdesk.register.cell_xml import Value
from siamdesk.register.edits import Edit, Patched

_QUOTED: Final = re.compile(r"'((?:[^']|'')+)'!\s*(\$?[A-Za-z]+\$?\d+)=(.*)", re.DOTALL)
_PLAIN: Final = re.compile(r"!\s*(\$?[A-Za-z]+\$?\d+)=")
_BARE: Final = re.compile(r"(\$?[A-Za-z]+\$?\d+)=(.*)", re.DOTALL)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did: the patched workbook and where its copy is, None for a dry run."""

    patched: Patched
    written: Path | None

    def to_json(self) -> dict[str, Any]:
        """For programs; the first four keys stay as they are."""
        done = self.patched
        return {
            "edited": list(done.edited),
            "refused": [{"cell": cell, "why": why} for cell, why in done.refused],
            "copied": done.copied,
            "rewritten": [{"member": member, "why": why} for member, why in done.rewritten],
            "cells": [{"cell": each.address, "old": each.old, "new": each.new} for each in done.changes],
            "recalculated": list(done.recalculated),
            "warnings": list(done.warnings),
            "written": str(self.written) if self.written else None,
        }

    def lines(self) -> Iterable[str]:
        """For people."""
        done = self.patched
        for change in done.changes:
            yield f"{change.address}: “{change.old}” becomes “{change.new}”"
        for cell, why in done.refused:
            yield f"{cell} is left as it is: {why}."
        yield from (f"{warning}." for warning in done.warnings)
        if done.recalculated:
            yield f"Excel works out on opening: {', '.join(done.recalculated[:20])}."
        yield f"{done.copied} parts copied as they were."
        for member, why in done.rewritten:
            yield f"{member} rewritten: {why}."
        yield f"Written to {self.written}." if self.written else "Nothing was written: this was a dry run."


def run(
    workbook: Path,
    settings: Sequence[str],
    out: Path | None,
    *,
    dry_run: bool = False,
    replace_formulas: bool = False,
    break_signature: bool = False,
) -> Outcome:
    """Make the settings (`SHEET!CELL=VALUE`) in a copy of the workbook. Raises `SiamdeskError`.

    Formulas and signatures are only touched if that is asked for.
    """
    source = package.load(workbook)
    names = patch.sheet_names(source)
    edits = [replace(parse(setting, names), replace_formula=replace_formulas) for setting in settings]
    patched = patch.patch(source, edits, break_signature=break_signature)
    if dry_run or out is None:
        return Outcome(patched, None)
    if out.suffix.casefold() != workbook.suffix.casefold():
        raise SiamdeskError(f"The copy is {workbook.suffix} as the workbook is: give {out.name} that ending.")
    return Outcome(patched, deliver.save_copy(out, patched.data, workbook).path)


def parse(setting: str, sheets: Sequence[str]) -> Edit:
    """One setting as typed. Sheets are named plainly or as Excel quotes them, `'My sheet'!B2`; one alone needs no name.

    A plain name may hold an exclamation mark: where there are several ways, the one that names a sheet is taken.
    Raises `SiamdeskError`.
    """
    quoted = _QUOTED.fullmatch(setting)
    if quoted:
        return Edit(quoted[1].replace("''", "'"), _cell(quoted[2]), value_of(quoted[3]))
    ways = [(setting[: at.start()], at[1], setting[at.end() :]) for at in _PLAIN.finditer(setting)]
    there = {name.casefold() for name in sheets}
    bare = _BARE.fullmatch(setting)
    if bare and len(sheets) == 1:
        return Edit(sheets[0], _cell(bare[1]), value_of(bare[2]))
    if not ways or not ways[0][0]:
        raise SiamdeskError(f"“{setting}” is not a cell and its value: write it as SHEET!CELL=VALUE.")
    sheet, cell, value = next((way for way in ways if way[0].casefold() in there), ways[0])
    return Edit(sheet, _cell(cell), value_of(value))


def _cell(typed: str) -> str:
    return typed.replace("$", "").upper()


def value_of(typed: str) -> Value:
    """A value as typed: a number, one day, TRUE or FALSE, nothing, else text. An apostrophe in front makes it text."""
    if typed.startswith("'"):
        return typed[1:]
    bare = typed.strip()
    if not bare:
        return None
    if bare.upper() in {"TRUE", "FALSE"}:
        return bare.upper() == "TRUE"
    if _NUMBER.fullmatch(bare):
        number = Decimal(bare)
        # Excel would change a longer number; as text it stays what was typed.
        return typed if len(number.as_tuple().digits) > _MOST_DIGITS else _plain(number)
    return _day(bare) or typed


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == number.to_integral_value() and number.adjusted() < _MOST_DIGITS else number


def _day(bare: str) -> date | None:
    try:
        when = when_words.parse(bare)
    except Unreadable:
        return None
    return when.earliest if when.is_exact else None

"""Which formulas read cells that have changed, so that Excel's next opening will show other results.

References are read from the formulas' texts: `B7`, `$B$2:D9`, `B:B`, `3:5`, with or without a sheet. A formula that
reads cells in a way that is not plain to see (a name, a table's column, INDIRECT) may depend on anything, and is
told apart as doubtful.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from siamdesk.register.scan import Area, column_number
from siamdesk.register.sheet_index import MOST_COLUMNS, MOST_ROWS, overlap

_STRING: Final = re.compile(r'"[^"]*"')
_SHEET: Final = r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[\w.\u0080-\uffff]+))!)?"
_AREA: Final = (
    r"(?:\$?(?P<c1>[A-Za-z]{1,3})\$?(?P<r1>\d{1,7})(?::\$?(?P<c2>[A-Za-z]{1,3})\$?(?P<r2>\d{1,7}))?"
    r"|\$?(?P<c3>[A-Za-z]{1,3}):\$?(?P<c4>[A-Za-z]{1,3})|\$?(?P<r3>\d{1,7}):\$?(?P<r4>\d{1,7}))"
)
_REFERENCE: Final = re.compile(rf"(?<![\w.'!$\]]){_SHEET}{_AREA}(?![\w.(!])")
_DOUBTFUL: Final = re.compile(
    r"[A-Za-z_\\\u0080-\uffff][\w.\\]*(?![\w.\\]*\()|\[|\b(?:INDIRECT|OFFSET)\(", re.IGNORECASE
)
_POWER: Final = re.compile(r"(?<![\w.$])\d+(?:\.\d*)?[eE][-+]?\d+(?![\w.])")
_LONGEST: Final = 8_192
_MOST_PASSES: Final = 20
_PLAIN_WORDS: Final = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of a sheet: the cell or shared area it stands in (from 0), and its text."""

    sheet: str
    area: Area
    text: str


class _Changed:
    """The changed cells, so held that an area can be asked for quickly."""

    def __init__(self) -> None:
        self._columns: dict[str, dict[int, list[int]]] = {}
        self._areas: dict[str, list[Area]] = {}

    def add(self, sheet: str, area: Area) -> None:
        if area[:2] == area[2:]:
            insort(self._columns.setdefault(sheet.casefold(), {}).setdefault(area[1], []), area[0])
        else:
            self._areas.setdefault(sheet.casefold(), []).append(area)

    def meets(self, sheet: str, area: Area) -> bool:
        for column, rows in self._columns.get(sheet.casefold(), {}).items():
            if area[1] <= column <= area[3]:
                place = bisect_left(rows, area[0])
                if place < len(rows) and rows[place] <= area[2]:
                    return True
        return any(overlap(area, other) for other in self._areas.get(sheet.casefold(), ()))


def references(formula: Formula) -> tuple[list[tuple[str, Area]], bool]:
    """The areas a formula reads, by sheet, and whether it may read others. In a shared formula all members' count."""
    if len(formula.text) > _LONGEST:
        return [], True
    text = _POWER.sub("0", _STRING.sub('""', formula.text))
    found = []
    down, across = formula.area[2] - formula.area[0], formula.area[3] - formula.area[1]
    for match in _REFERENCE.finditer(text):
        sheet = match["plain"] or (match["quoted"] or "").replace("''", "'") or formula.sheet
        top, left, bottom, right = _bounds(match)
        found.append((sheet, (top, left, bottom + down, right + across)))
    rest = _REFERENCE.sub("0", text)
    doubtful = any(word.casefold() not in _PLAIN_WORDS for word in _DOUBTFUL.findall(rest))
    return found, doubtful


def _bounds(match: re.Match[str]) -> Area:
    if match["c3"]:
        columns = sorted((column_number(match["c3"].upper()), column_number(match["c4"].upper())))
        return 0, columns[0], MOST_ROWS - 1, columns[1]
    if match["r3"]:
        rows = sorted((int(match["r3"]) - 1, int(match["r4"]) - 1))
        return rows[0], 0, rows[1], MOST_COLUMNS - 1
    rows = sorted((int(match["r1"]) - 1, int(match["r2"] or match["r1"]) - 1))
    columns = sorted((column_number(match["c1"].upper()), column_number((match["c2"] or match["c1"]).upper())))
    return rows[0], columns[0], rows[1], columns[1]


def of(changed: Mapping[str, Iterable[tuple[int, int]]], formulas: Iterable[Formula]) -> tuple[list[Formula], bool]:
    """The formulas that read changed cells, by way of others too, and whether any other may read them.

    `changed` has spots from 0 by the name of their sheet.
    """
    touched = _Changed()
    for sheet, spots in changed.items():
        for row, column in sorted(spots):
            touched.add(sheet, (row, column, row, column))
    waiting = []
    doubtful = False
    for formula in formulas:
        read, unsure = references(formula)
        doubtful = doubtful or unsure
        waiting.append((formula, read))
    found: list[Formula] = []
    # Formulas mostly read what stands above or before them, so that one pass or two find all of them.
    for _ in range(_MOST_PASSES):
        left = []
        for formula, read in waiting:
            if any(touched.meets(sheet, area) for sheet, area in read):
                touched.add(formula.sheet, formula.area)
                found.append(formula)
            else:
                left.append((formula, read))
        if len(left) == len(waiting):
            return found, doubtful
        waiting = left
    return found, True

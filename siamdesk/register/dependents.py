"""Which formulas read cells that have changed, so that Excel's next opening will show other results.

References are read from the formulas' texts: `B7`, `$B$2:D9`, `B:B`, `3:5`, with or without a sheet. A formula that
reads cells in a way that is not plain to see (a name, a table's column, INDIRECT) may depend on anything, and is
told apart as doubtful.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from siamdesk.register.scan import Area, column_number
from siamdesk.register.sheet_index import MOST_COLUMNS, MOST_ROWS

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

    def add(self, sheet: str, area: Area) -> None:
        columns = self._columns.setdefault(sheet.casefold(), {})
        for column in range(area[1], area[3] + 1):
            rows = columns.setdefault(column, [])
            rows.extend(range(area[0], area[2] + 1))
            rows.sort()

    def meets(self, sheet: str, area: Area) -> bool:
        columns = self._columns.get(sheet.casefold())
        if not columns:
            return False
        for column, rows in columns.items():
            if area[1] <= column <= area[3]:
                place = bisect_left(rows, area[0])
                if place < len(rows) and rows[place] <= area[2]:
                    return True
        return False


def references(formula: Formula) -> tuple[list[tuple[str, Area]], bool]:
    """The areas a formula reads, by sheet, and whether it may read others. In a shared formula all members' count."""
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
    while True:
        hit = [each for each, read in waiting if any(touched.meets(sheet, area) for sheet, area in read)]
        if not hit:
            return found, doubtful
        found += hit
        for formula in hit:
            touched.add(formula.sheet, formula.area)
        gone = set(map(id, hit))
        waiting = [(each, read) for each, read in waiting if id(each) not in gone]

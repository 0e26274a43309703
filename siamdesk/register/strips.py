"""The cells of a table's body, a column at a time: what mapping and reading both look at.

A register has far fewer distinct cells than cells, and a column has one type. So cells are taken out in strips,
and each distinct cell of a strip is looked at once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from siamdesk.register.reader import Raw, Sheet
from siamdesk.register.scan import Spot
from siamdesk.register.tables import Table

NO_RESULT: Final = "formula"
"""The error of a formula whose result the file does not keep."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One column of a body, a cell for each body row. `errors` and `anchors` are by place in the strip.

    `codes` are the number formats that tell something, or None where no cell has one. `anchors` gives for a cell
    that is merged into the one above it the spot whose value it has.
    """

    raws: Sequence[Raw]
    codes: Sequence[str] | None = None
    errors: Mapping[int, str] = field(default_factory=dict)
    anchors: Mapping[int, Spot] = field(default_factory=dict)
    kinds: Counter[type] = field(init=False, repr=False, compare=False)
    """How many cells are of each class."""

    def __post_init__(self) -> None:
        kinds = set(map(type, self.raws))
        # Most columns are of one class, and counting takes longer than looking.
        counted = Counter(dict.fromkeys(kinds, len(self.raws))) if len(kinds) == 1 else Counter(map(type, self.raws))
        object.__setattr__(self, "kinds", counted)

    @property
    def is_text(self) -> bool:
        """Whether all cells are text, or blank."""
        return len(self.kinds) == (str in self.kinds)


def strips(sheet: Sheet, table: Table) -> list[Strip]:
    """The strips of a table's body, left to right."""
    places = {row: place for place, row in enumerate(table.body_rows)}
    lost = ((spot, NO_RESULT) for spot, kept in sheet.formulas.items() if not kept)
    errors = _by_column([*sheet.errors.items(), *lost])
    formats = _by_column(sheet.formats.items())
    merged = _anchors(sheet, table)
    found = []
    for column, raws in enumerate(_columns(sheet, table), table.first_column):
        codes = formats.get(column)
        wrong = {places[row]: error for row, error in errors.get(column, {}).items() if row in places}
        wrong = {place: error for place, error in wrong.items() if error != NO_RESULT or raws[place] == ""}
        strip = Strip(raws, [codes.get(row, "") for row in table.body_rows] if codes else None, wrong)
        anchors = {places[row]: spot for row, spot in merged.get(column, {}).items() if row in places}
        found.append(_merged(sheet, strip, anchors) if anchors else strip)
    return found


def _columns(sheet: Sheet, table: Table) -> list[Sequence[Raw]]:
    first, width = table.first_column, len(table.headers)
    lines = [sheet.rows[row][first : first + width] for row in table.body_rows]
    columns: list[Sequence[Raw]] = list(zip_longest(*lines, fillvalue=""))
    nothing = ("",) * len(lines)
    return columns + [nothing] * (width - len(columns))


def _by_column(marks: Iterable[tuple[Spot, str]]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    for (row, column), mark in marks:
        found.setdefault(column, {})[row] = mark
    return found


def _anchors(sheet: Sheet, table: Table) -> dict[int, dict[int, Spot]]:
    """For cells of the body that are merged downwards: by column and row, the cell that holds their value."""
    found: dict[int, dict[int, Spot]] = {}
    for top, left, bottom, right in sheet.merged:
        inside = table.first_column <= left <= right <= table.last_column
        if left == right and bottom > top and inside and table.first_row <= top <= table.last_row:
            below = range(top + 1, min(bottom, table.last_row) + 1)
            found.setdefault(left, {}).update(dict.fromkeys(below, (top, left)))
    return found


def _merged(sheet: Sheet, strip: Strip, anchors: Mapping[int, Spot]) -> Strip:
    raws, codes, errors = list(strip.raws), list(strip.codes or [""] * len(strip.raws)), dict(strip.errors)
    for place, spot in anchors.items():
        raws[place] = sheet.value(*spot)
        codes[place] = sheet.formats.get(spot, "")
        errors.pop(place, None)
        if spot in sheet.errors:
            errors[place] = sheet.errors[spot]
        elif raws[place] == "" and sheet.formulas.get(spot) is False:
            errors[place] = NO_RESULT
    return Strip(raws, codes if any(codes) else None, errors, anchors)

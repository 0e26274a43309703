"""Where the rows and cells of one worksheet stand in its XML.

Rows are found by one pass of an expression over the bytes; only a row that is touched is taken apart into cells.
That is exact, not a guess: comments, CDATA and instructions are blanked first, a `<` can then only open a tag, the
rows must come in order, and between a row's cells there may be nothing but space. A sheet for which any of this
does not hold is not vouched for, and its cells are refused with the reason. What stands before and after the rows is
small, and goes through the parser.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from siamdesk.register import markup
from siamdesk.register.markup import Element
from siamdesk.register.scan import Area, column_letters, column_number

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384

_MOST_CELLS: Final = 12_000_000
_SMALL_COLUMNS: Final = 182  # A to FZ
_REFERENCE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_NUMBER: Final = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_ADDRESS: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})(\d+)["']""")
_SPREAD: Final = re.compile(rb"""\st\s*=\s*["'](?:array|dataTable)["']""")


class Unvouched(ValueError):  # noqa: N818  a finding about the sheet
    """The sheet's XML is in a shape in which cells cannot be told apart for certain; the message says which."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's bounds: its tag from `start` to `inner`, its contents to `close`. `column` counts from 0."""

    column: int
    start: int
    inner: int
    close: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row's bounds, as those of a cell; `number` is the one Excel shows, from 1."""

    number: int
    start: int
    inner: int
    close: int
    end: int


def area(text: str) -> Area:
    """The area of a reference such as `$B$2:D7`, from 0. Raises `ValueError` for anything else."""
    ends = [_REFERENCE.fullmatch(each.strip()) for each in text.upper().split(":")]
    if not 1 <= len(ends) <= 2 or ends[0] is None or ends[-1] is None:
        raise ValueError(f"“{text}” is not the address of an area")
    (left, top), (right, bottom) = ends[0].groups(), ends[-1].groups()
    rows = sorted((int(top) - 1, int(bottom) - 1))
    columns = sorted((column_number(left), column_number(right)))
    if rows[0] < 0 or rows[1] >= MOST_ROWS or columns[1] >= MOST_COLUMNS:
        raise ValueError(f"“{text}” lies outside a sheet, which ends at XFD1048576")
    return rows[0], columns[0], rows[1], columns[1]


def _beyond(number: int) -> str:
    """An expression that finds every number greater than that one."""
    digits = str(number)
    longer = [
        f"{digits[:place]}[{int(digit) + 1}-9]" + "[0-9]" * (len(digits) - place - 1)
        for place, digit in enumerate(digits)
        if digit != "9"
    ]
    return "|".join([f"[0-9]{{{len(digits) + 1}}}", *longer])


def within(row: int, column: int, found: Area) -> bool:
    """Whether a spot lies in an area."""
    top, left, bottom, right = found
    return top <= row <= bottom and left <= column <= right


def overlap(one: Area, other: Area) -> bool:
    """Whether two areas share a cell."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


class SheetIndex:
    """The places in one worksheet part. Raises `Unvouched`, or `Malformed` where it is not XML in UTF-8."""

    def __init__(self, part: bytes) -> None:
        markup.check_encoding(part)
        self.part = part
        self._seen = markup.quiet(part)
        opened = list(re.finditer(rb"<((?:[^\s<>/:]+:)?)sheetData" + markup.ATTRIBUTES + rb"\s*/?>", self._seen))
        if len(opened) != 1:
            raise Unvouched("it has no rows of cells" if not opened else "its cells are written in alternatives")
        self.prefix = opened[0][1]
        self.data_tag = opened[0].span()
        self.data_closed = opened[0][0].endswith(b"/>")
        self.data_end = self.data_after = opened[0].end()
        if not self.data_closed:
            closing = re.compile(b"</%ssheetData\\s*>" % re.escape(self.prefix)).search(self._seen, self.data_end)
            if closing is None:
                raise Unvouched("the end of its cells is missing")
            self.data_end, self.data_after = closing.span()
        self.outline = self._outline()
        self._numbers, self._starts, self._inners = self._rows()
        p = re.escape(self.prefix)
        self._row_close = re.compile(b"</%srow\\s*>" % p)
        self._cell_open = re.compile(b"<%sc" % p + markup.ATTRIBUTES + rb"\s*/?>")
        self._cell_close = re.compile(b"</%sc\\s*>" % p)
        self._last: tuple[int, list[Cell]] = (0, [])

    def _outline(self) -> list[Element]:
        """The elements outside the rows, at their places in the part."""
        first, after = self.data_tag[1], self.data_after
        close = b"" if self.data_closed else b"</%ssheetData>" % self.prefix
        found = markup.elements(self._seen[:first] + close + self._seen[after:])
        # Behind the rows everything stands as many bytes further on as were left out.
        left_out = after - first - len(close)
        placed = []
        for each in found:
            if each.start >= first:
                placed.append(each.moved(left_out))
            elif each.end > first:
                placed.append(
                    Element(
                        each.path,
                        each.prefix,
                        each.start,
                        each.inner,
                        (each.close + left_out) if each.name != "sheetData" else self.data_end,
                        each.end + left_out,
                        each.attributes,
                    )
                )
            else:
                placed.append(each)
        return placed

    def _rows(self) -> tuple["array[int]", "array[int]", "array[int]"]:
        numbers, starts, inners = array("q"), array("q"), array("q")
        if self.data_closed:
            return numbers, starts, inners
        last = 0
        row = re.compile(b"<%srow" % re.escape(self.prefix) + markup.ATTRIBUTES + rb"\s*/?>")
        for found in row.finditer(self._seen, self.data_tag[1], self.data_end):
            said = _NUMBER.search(found[1])
            number = int(said[1]) if said else last + 1
            if number <= last:
                raise Unvouched(f"its row {number} comes after row {last}")
            numbers.append(number)
            starts.append(found.start())
            inners.append(found.end())
            last = number
        if last > MOST_ROWS:
            raise Unvouched(f"it has a row {last}, and Excel's last is {MOST_ROWS}")
        return numbers, starts, inners

    @property
    def last_row(self) -> int:
        """The number of the last row written in the part; 0 for none."""
        return self._numbers[-1] if self._numbers else 0

    def row(self, number: int) -> Row | None:
        """The row of that number, or None where the part has none. Raises `Unvouched`."""
        place = bisect_left(self._numbers, number)
        if place == len(self._numbers) or self._numbers[place] != number:
            return None
        return self._row_at(place)

    def _row_at(self, place: int) -> Row:
        number, start, inner = self._numbers[place], self._starts[place], self._inners[place]
        if self._seen[inner - 2 : inner] == b"/>":
            return Row(number, start, inner, inner, inner)
        limit = self._starts[place + 1] if place + 1 < len(self._starts) else self.data_end
        closing = self._row_close.search(self._seen, inner, limit)
        if closing is None:
            raise Unvouched(f"the end of its row {number} is missing")
        return Row(number, start, inner, closing.start(), closing.end())

    def place_for_row(self, number: int) -> int:
        """Where a row of that number, which the part does not have, is to be put in."""
        place = bisect_right(self._numbers, number)
        return self._starts[place] if place < len(self._starts) else self.data_end

    def cells(self, row: Row) -> list[Cell]:
        """The cells of a row, in order. Raises `Unvouched` where anything else stands among them."""
        if self._last[0] == row.number:
            return self._last[1]
        found: list[Cell] = []
        at, column = row.inner, -1
        while (match := self._cell_open.search(self._seen, at, row.close)) is not None:
            said = _ADDRESS.search(match[1])
            here = column_number(said[1].decode().upper()) if said else column + 1
            if here <= column or (said and int(said[2]) != row.number):
                raise Unvouched(f"the cells of its row {row.number} are not in order")
            if self._seen[at : match.start()].strip():
                break
            inner = close = end = match.end()
            if self._seen[inner - 2 : inner] != b"/>":
                closing = self._cell_close.search(self._seen, inner, row.close)
                if closing is None:
                    raise Unvouched(f"the end of a cell in its row {row.number} is missing")
                close, end = closing.span()
            column, at = here, end
            found.append(Cell(column, match.start(), inner, close, end))
        if self._seen[at : row.close].strip():
            raise Unvouched(f"its row {row.number} holds something else than cells")
        self._last = row.number, found
        return found

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a row number from 1 and a column from 0, or None. Raises `Unvouched`."""
        found = self.row(row)
        if found is None:
            return None
        return next((cell for cell in self.cells(found) if cell.column == column), None)

    def top(self, *path: str) -> list[Element]:
        """The elements outside the rows at a path below the worksheet, such as `mergeCells`, `mergeCell`."""
        return [each for each in self.outline if each.path[1:] == path]

    @cached_property
    def spreads(self) -> list[Area]:
        """The areas that one array formula, spill or data table fills, from 0."""
        areas: list[Area] = []
        if self._seen.find(b"array", *self._data) < 0 and self._seen.find(b"dataTable", *self._data) < 0:
            return areas
        for match in self._formulas.finditer(self._seen, *self._data):
            said = markup.attributes(match[1]).get("ref")
            if said is not None and _SPREAD.search(match[1]):
                areas.append(area(said.decode()))
        return areas

    @cached_property
    def _formulas(self) -> re.Pattern[bytes]:
        return re.compile(b"<%sf" % re.escape(self.prefix) + markup.ATTRIBUTES + rb"\s*/?>")

    @property
    def _data(self) -> tuple[int, int]:
        return self.data_tag[1], self.data_end

    def formulas(self) -> Iterator[tuple[Area, str]]:
        """Each formula that is written out, with its cell, or the area of cells that share it."""
        tail = re.compile(rb"([^<]*)</" + re.escape(self.prefix) + rb"f\s*>")
        opening = b"<%sc" % self.prefix
        before = self.data_tag[1]
        for match in self._formulas.finditer(self._seen, *self._data):
            text = tail.match(self._seen, match.end())
            if match[0].endswith(b"/>") or text is None or not text[1]:
                continue
            said = markup.attributes(match[1]).get("ref")
            cell = _ADDRESS.search(
                self._seen, max(self._seen.rfind(opening, before, match.start()), before), match.start()
            )
            before = match.end()
            if said is None and cell is None:
                continue
            reference = said if said is not None else b"%s%s" % (cell[1], cell[2]) if cell else b""
            yield area(reference.decode()), markup.plain(text[1])

    def shared_formula_members(self, index: bytes) -> int:
        """How many cells of the sheet take part in a shared formula, its first one included."""
        return sum(
            said.get("t") == b"shared" and said.get("si") == index
            for match in self._formulas.finditer(self._seen, *self._data)
            for said in (markup.attributes(match[1]),)
        )

    def column_styles(self, column: int) -> list[str]:
        """The styles of a column's cells where they are plain to see, the commonest first."""
        address = rb"""\sr=["']%s\d+["'][^<>]*?\ss=["'](\d+)["']""" % column_letters(column).encode()
        found = Counter(match[1].decode() for match in re.compile(address).finditer(self._seen, *self._data))
        return [style for style, _ in found.most_common()]

    def is_vast(self, spots: Collection[tuple[int, int]]) -> bool:
        """Whether the sheet, with cells at those spots, would be too large to be held as a grid.

        Cells that claim to be elsewhere than their row is, or far to the right, are reason enough.
        """
        columns = max(_SMALL_COLUMNS, max(column for _, column in spots) + 1)
        rows = max(self.last_row, max(row for row, _ in spots) + 1)
        if rows * columns > _MOST_CELLS:
            return True
        far = b"[A-Za-z]{3}|[G-Zg-z][A-Za-z]|[A-Za-z]+(?:%s)" % _beyond(rows).encode()
        return re.compile(rb"""\sr\s*=\s*["'](?:%s)""" % far).search(self._seen, *self._data) is not None

    def contents(self, cell: Cell) -> bytes:
        """What stands between a cell's tags, as written."""
        return self.part[cell.inner : cell.close]

    def tag(self, item: Cell | Row) -> bytes:
        """The opening tag of a cell or row, as written."""
        return self.part[item.start : item.inner]

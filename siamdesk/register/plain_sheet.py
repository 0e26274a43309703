"""A worksheet as Excel, XlsxWriter and openpyxl spell it: its values and its marks in one pass.

A row is cut up at its own number, which stands in each of its cells' addresses. What is then left of a cell (style,
type, value, and the column of the next one) is the same in many rows. It is taken a column at a time, and understood
where it is new: so most cells cost one look-up. Every byte between the first row and the last is accounted for. A
sheet with anything else in it raises `Unusual`, and goes to the reader of values and to `scan`, with which this one
agrees to the letter.
"""

import re
from collections.abc import Sequence
from itertools import islice, pairwise, repeat
from typing import Any, Final

from siamdesk.register import plain_texts, scan
from siamdesk.register.plain_cells import ATTRIBUTES, CELL, LAST, Book, Cells, Mark, Rest, attributes
from siamdesk.register.plain_texts import Unusual
from siamdesk.register.scan import Marks
from siamdesk.register.steps import Step, unheeded

MOST_CELLS: Final = 12_000_000

_WHOLE: Final = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"(?P<rest>' + CELL + rb")", re.DOTALL)
_ROW_REST: Final = re.compile(ATTRIBUTES + rb'><c r="([A-Z]{1,3})')
_ROW: Final = re.compile(rb'<row r="(\d{1,7})"' + ATTRIBUTES + rb" ?(/?)>")
_ROW_BEGUN: Final = b'<row r="'
_BEFORE_CELLS: Final = 2
"""What stands before the first cell of a row cut up at its number: its beginning, and the rest of its opening."""
_HIDDEN: Final = frozenset({b"1", b"true"})
_MOST_ROWS: Final = 1_048_576
_A_GROUP: Final = 2048
"""Rows that are taken together at most, so that others need not wait."""
_FEW: Final = 4
_SHAPES: Final = 8
"""Shapes of cells in a column that are gone through together."""
_MOST_KNOWN: Final = 8_000_000
"""Bytes of cells that are kept in mind at a time."""


def read(part: bytes, book: Book, step: Step = unheeded) -> tuple[list[list[Any]], Marks]:
    """The rows of a sheet and its marks, as `reader` has them. Raises `Unusual`."""
    opening, closing = b"<sheetData>", b"</sheetData>"
    first, last = part.find(opening) + len(opening), part.find(closing)
    if first < len(opening) or last < 0 or not plain_texts.plain_head(part[: first - len(opening)], b"worksheet"):
        raise Unusual
    marks = scan.marks_beside(part, first, last)
    if marks is None:
        raise Unusual
    made = _Rows(book, marks)
    for begun, ended in scan.pieces(part, first, last):
        made.add(part[begun:ended])
        step((ended - first) / max(last - first, 1))
    return made.finished(), marks


class _Column(dict[bytes, Any]):
    """The values of the cells of one column, between the same columns; `marks` has those that have one.

    Raises `Unusual` for a cell that is followed by another column.
    """

    def __init__(self, cells: Cells, after: int) -> None:
        self._cells = cells
        self._after = after
        self.marks: dict[bytes, Mark] = {}
        self.size = 0
        self.blank = False

    def __missing__(self, rest: bytes) -> Any:  # noqa: ANN401  whatever a cell holds
        value, after, mark = self._cells.rest(rest)
        if after != self._after:
            raise Unusual
        if mark is not None:
            self.marks[rest] = mark
        self.blank = self.blank or value is None
        self[rest] = value
        self.size += len(rest)
        return value

    def of(self, rests: tuple[bytes, ...]) -> list[Any]:
        """The values of cells. What is new is understood together, where it differs only in what it says."""
        values = self._alike(rests)
        if values is not None:
            return values
        new = set(rests).difference(self)
        for _ in range(_SHAPES):
            some = next(iter(new), None)
            if some is None:
                break
            self[some]
            new.discard(some)
            shape, (head, tail) = self._cells.shape(some)
            if shape is None:
                continue
            alike = [rest for rest in new if rest.startswith(head) and rest.endswith(tail)]
            said = [rest[len(head) : -len(tail)] for rest in alike]
            if alike and b"<" not in b"".join(said) and b"" not in said:
                self.update(zip(alike, shape.way(said), strict=True))
                self.size += len(b"".join(alike))
                if shape.mark is not None:
                    self.marks.update(dict.fromkeys(alike, shape.mark))
                new.difference_update(alike)
        return list(map(self.__getitem__, rests))

    def _alike(self, rests: tuple[bytes, ...]) -> list[Any] | None:
        """The values of cells that all differ only in what they say; None where some differ otherwise."""
        shape, (head, tail) = self._cells.shape(rests[0])
        if shape is None or shape.mark is not None or shape.after != self._after:
            return None
        joined = b"\n".join(rests)
        if not joined.startswith(head) or not joined.endswith(tail):
            return None
        said = joined[len(head) : len(joined) - len(tail)].split(tail + b"\n" + head)
        tags = joined.count(b"<")
        if len(said) != len(rests) or tags != len(rests) * (head + tail).count(b"<") or b"" in said:
            return None
        return shape.way(said)


class _Rows:
    """The rows as they are read, each to its last cell."""

    def __init__(self, book: Book, marks: Marks) -> None:
        self._cells = Cells(book)
        self._marks = marks
        self._known: dict[bytes, Rest] = {}
        self._known_size = 0
        self._columns: dict[tuple[int, int], _Column] = {}
        self._openings: dict[bytes, tuple[int, bool]] = {}
        self._rows: list[list[Any]] = []
        self._group: list[list[bytes]] = []
        self._group_first = 0
        self._nothing: list[Any] = []
        self._top = self._bottom = -1
        self._right = self._held = 0

    def add(self, piece: bytes) -> None:
        """Read a stretch of whole rows."""
        *rows, left = piece.split(b"</row>")
        number = len(self._rows) + 1
        last, first, hidden = b"", None, False
        for row in rows:
            cells = row.split(b'%d"' % number)
            plain = len(cells) > _BEFORE_CELLS and cells[0] == _ROW_BEGUN
            if plain and cells[1] != last:
                # Most rows begin as the one before them does.
                last = cells[1]
                first, hidden = self._opening(last)
            if not plain or first is None:
                self._take_group()
                self._slow(row)
            else:
                if hidden:
                    self._marks.hidden_rows.add(number - 1)
                group = self._group
                if group and (first != self._group_first or len(cells) != len(group[0]) or len(group) == _A_GROUP):
                    self._take_group()
                self._group_first = first
                self._group.append(cells)
            number = len(self._rows) + len(self._group) + 1
        self._take_group()
        if self._without_cells(left) != len(left):
            raise Unusual
        self._make_room()

    def _make_room(self) -> None:
        """Forget what was met, once that has grown large."""
        if self._known_size + sum(column.size for column in self._columns.values()) > _MOST_KNOWN:
            self._known.clear()
            self._columns.clear()
            self._cells.forget()
            self._known_size = 0

    def _opening(self, opening: bytes) -> tuple[int | None, bool]:
        """The first column of a row by what follows its number, None where that is not plain; whether it is hidden."""
        if opening not in self._openings:
            found = _ROW_REST.fullmatch(opening)
            if found is None:
                return None, False
            hidden = attributes(found[1]).get(b"hidden") in _HIDDEN
            self._openings[opening] = self._cells.column(found[2]), hidden
        return self._openings[opening]

    def _take_group(self) -> None:
        """Put the rows that wait among the others: a column at a time where they have the same columns."""
        group, self._group = self._group, []
        if len(group) < _FEW or not self._put_columns(group):
            for cells in group:
                self._put_row(cells[_BEFORE_CELLS:])

    def _put_columns(self, group: list[list[bytes]]) -> bool:
        try:
            afters = [self._rest(rest).after for rest in group[0][_BEFORE_CELLS:]]
            columns = [self._group_first, *afters]
            if columns[-1] != LAST or any(one >= other for one, other in pairwise(columns[:-1])):
                return False
            known = [self._between(*ends) for ends in pairwise(columns)]
            said = islice(zip(*group, strict=True), _BEFORE_CELLS, None)
            taken = [column.of(rests) for column, rests in zip(known, said, strict=True)]
        except Unusual:
            return False
        for place, column in enumerate(known):
            if column.marks:
                self._mark_column(columns[place], column.marks, [cells[_BEFORE_CELLS + place] for cells in group])
        if any(column.blank for column in known):
            for value_row in zip(*taken, strict=True):
                self._put(columns, value_row)
            return True
        width = columns[-2] + 1
        blank = [""] * len(group)
        wide = [blank] * width
        for number, values in zip(columns, taken, strict=False):
            wide[number] = values
        self._extend(list(map(list, zip(*wide, strict=True))), width)
        return True

    def _between(self, column: int, after: int) -> _Column:
        if (column, after) not in self._columns:
            self._columns[column, after] = _Column(self._cells, after)
        return self._columns[column, after]

    def _mark_column(self, column: int, marks: dict[bytes, Mark], rests: list[bytes]) -> None:
        for row, rest in enumerate(rests, len(self._rows)):
            if rest in marks:
                self._mark(row, column, marks[rest])

    def _mark(self, row: int, column: int, mark: Mark) -> None:
        error, kept, code = mark
        if error is not None:
            self._marks.errors[row, column] = error
        if kept is not None:
            self._marks.formulas[row, column] = kept
        if code is not None:
            self._marks.formats[row, column] = code

    def _rest(self, rest: bytes) -> Rest:
        found = self._known.get(rest)
        if found is None:
            found = self._known[rest] = self._cells.rest(rest)
            self._known_size += len(rest)
        return found

    def _put_row(self, cells: list[bytes]) -> None:
        """Put one row among the others, whatever its columns."""
        try:
            rests = [self._rest(rest) for rest in cells]
        except Unusual:
            rests = []
        columns = [self._group_first, *(rest.after for rest in rests)]
        if columns.pop() != LAST or LAST in columns:
            # The row's number stands elsewhere in it too.
            number = b'%d"' % (len(self._rows) + 1)
            self._slow_cells(number.join([b"", *cells]), b'<c r="%s' % scan.column_letters(self._group_first).encode())
            return
        self._put_rests(columns, rests)

    def _put_rests(self, columns: list[int], rests: list[Rest]) -> None:
        for column, rest in zip(columns, rests, strict=True):
            if rest.mark is not None:
                self._mark(len(self._rows), column, rest.mark)
        self._put(columns, [rest.value for rest in rests])

    def _put(self, columns: list[int], values: Sequence[Any]) -> None:
        """Put values that stand apart into the next row."""
        if any(one >= other for one, other in pairwise(columns[: len(values)])):
            raise Unusual
        filled = [pair for pair in zip(columns, values, strict=False) if pair[1] is not None]
        if not filled:
            self._rows.append(self._nothing)
            return
        line: list[Any] = [""] * (filled[-1][0] + 1)
        for column, value in filled:
            line[column] = value
        self._extend([line], len(line))

    def _extend(self, lines: list[list[Any]], width: int) -> None:
        """Put lines of that width among the others."""
        if self._top < 0:
            self._top = len(self._rows)
        self._rows += lines
        self._bottom = len(self._rows)
        self._right = max(self._right, width)
        self._held += len(lines) * width
        if max(self._held, self._right * (self._bottom - self._top)) > MOST_CELLS:
            raise Unusual

    def _slow(self, row: bytes) -> None:
        """Read a row cell by cell, and those without cells before it."""
        at = self._without_cells(row)
        opening = _ROW.match(row, at)
        if opening is None:
            raise Unusual
        self._begin(opening)
        self._slow_cells(row[opening.end() :])

    def _slow_cells(self, row: bytes, begun: bytes = b"") -> None:
        """Read the cells of a row one by one; `begun` is how the first one begins, where that is cut off."""
        row, at = begun + row, 0
        columns, rests = [], []
        while at < len(row):
            found = _WHOLE.match(row, at)
            if found is None or int(found[2]) != len(self._rows) + 1:
                raise Unusual
            columns.append(self._cells.column(found[1]))
            rests.append(self._rest(found["rest"]))
            at = found.end()
        self._put_rests(columns, rests)

    def _without_cells(self, text: bytes) -> int:
        """Add the rows that are closed at once; where the next one begins."""
        at = 0
        while (opening := _ROW.match(text, at)) is not None and opening[3]:
            self._begin(opening)
            self._rows.append(self._nothing)
            at = opening.end()
        return at

    def _begin(self, opening: re.Match[bytes]) -> None:
        """Go to a row, which may be further down."""
        missing = int(opening[1]) - 1 - len(self._rows)
        if missing < 0 or int(opening[1]) > _MOST_ROWS:
            raise Unusual
        self._rows.extend(repeat(self._nothing, missing))
        if attributes(opening[2]).get(b"hidden") in _HIDDEN:
            self._marks.hidden_rows.add(len(self._rows))

    def finished(self) -> list[list[Any]]:
        """All rows, from the first that holds anything to the last as wide as the widest."""
        if self._top < 0:
            return []
        rows, right = self._rows[: self._bottom], self._right
        blank = [""] * right
        for row in range(self._top, self._bottom):
            line = rows[row]
            if not line:
                rows[row] = blank
            elif len(line) < right:
                line += blank[len(line) :]
        return rows

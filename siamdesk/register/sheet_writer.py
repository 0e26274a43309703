"""The splices that put cells into a worksheet: into rows that are there, into new ones, and no byte beside them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from siamdesk.register import cell_xml, markup
from siamdesk.register.cell_xml import Value
from siamdesk.register.markup import Splice
from siamdesk.register.obstacles import span
from siamdesk.register.scan import address
from siamdesk.register.sheet_index import Cell, Row, SheetIndex, area

_SPANS: Final = re.compile(r"(\d+):(\d+)")
_NOT_COPIED: Final = frozenset({"r", "hidden", "collapsed", "outlineLevel"})


@dataclass(frozen=True, slots=True)
class Put:
    """A value for a cell, and the index of its style; None where the cell has none.

    `formula` stands in a new cell in the place of a value, without the sign of equality.
    """

    value: Value
    style: str | None
    formula: str = ""


def splices(
    index: SheetIndex,
    puts: Mapping[tuple[int, int], Put],
    *,
    epoch_1904: bool,
    like: Mapping[int, int] | None = None,
) -> list[Splice]:
    """What puts values in at (row, column) from 0; `like` says from which row (from 0) a new row takes its height.

    Raises `Unvouched` and `Unwritable`.
    """
    made: list[Splice] = []
    new_rows: list[bytes] = []
    by_row: dict[int, dict[int, Put]] = {}
    for (row, column), put in puts.items():
        by_row.setdefault(row, {})[column] = put
    for row in sorted(by_row):
        found = index.row(row + 1)
        if found is not None:
            made += _into_row(index, found, by_row[row], epoch_1904=epoch_1904)
            continue
        written = _new_row(index, row, by_row[row], (like or {}).get(row), epoch_1904=epoch_1904)
        if index.data_closed:
            new_rows.append(written)
        elif written:
            place = index.place_for_row(row + 1)
            made.append(Splice(place, place, written))
    if any(new_rows):
        end = index.data_tag[1]
        inside = b"".join(new_rows)
        made.append(Splice(end - 2, end, b">%s</%ssheetData>" % (inside, index.prefix)))
    return made + _dimension(index, puts)


def _into_row(index: SheetIndex, row: Row, puts: Mapping[int, Put], *, epoch_1904: bool) -> list[Splice]:
    there = index.cells(row)
    by_column = {cell.column: cell for cell in there}
    made: list[Splice] = []
    for column in sorted(puts):
        put, cell = puts[column], by_column.get(column)
        if cell is not None and put.formula:
            new = _new_cell(index, row.number - 1, column, put, epoch_1904=epoch_1904)
            made.append(Splice(cell.start, cell.end, new))
        elif cell is not None:
            attributes = index.tag(cell)
            new = cell_xml.element(index.prefix, None, attributes, put.style, put.value, epoch_1904=epoch_1904)
            made.append(Splice(cell.start, cell.end, new))
        elif put != Put(None, None):
            place = _place(row, there, column)
            made.append(Splice(place, place, _new_cell(index, row.number - 1, column, put, epoch_1904=epoch_1904)))
    tag = index.tag(row)
    reached = _spanning(tag, puts)
    if row.inner == row.end:
        # `<row/>` has to be opened.
        inside = b"".join(splice.new for splice in made)
        made = [Splice(row.start, row.end, b"%s>%s</%srow>" % (reached[:-2].rstrip(), inside, index.prefix))]
        return made if inside else []
    if reached != tag:
        made.insert(0, Splice(row.start, row.inner, reached))
    return made


def _place(row: Row, there: list[Cell], column: int) -> int:
    return next((cell.start for cell in there if cell.column > column), row.close)


def _new_cell(index: SheetIndex, row: int, column: int, put: Put, *, epoch_1904: bool) -> bytes:
    reference = address(row, column)
    if put.formula:
        return cell_xml.formula(index.prefix, reference, put.style, put.formula)
    return cell_xml.element(index.prefix, reference, b"", put.style, put.value, epoch_1904=epoch_1904)


def _new_row(index: SheetIndex, row: int, puts: Mapping[int, Put], like: int | None, *, epoch_1904: bool) -> bytes:
    cells = [
        _new_cell(index, row, column, puts[column], epoch_1904=epoch_1904)
        for column in sorted(puts)
        if puts[column] != Put(None, None)
    ]
    if not cells:
        return b""
    model = index.row(like + 1) if like is not None else None
    kept = b""
    if model is not None:
        tag = _spanning(index.tag(model), puts)
        kept = b"".join(
            b' %s="%s"' % (name.encode(), said.replace(b'"', b"&quot;"))
            for name, said in markup.attributes(tag).items()
            if name not in _NOT_COPIED
        )
    return b'<%srow r="%d"%s>%s</%srow>' % (index.prefix, row + 1, kept, b"".join(cells), index.prefix)


def _spanning(tag: bytes, puts: Mapping[int, Put]) -> bytes:
    """A row's tag, its hint of the columns it spans reaching over the new cells."""
    said = _SPANS.fullmatch(markup.attributes(tag).get("spans", b"").decode())
    if said is None:
        return tag
    first, last = min(int(said[1]), min(puts) + 1), max(int(said[2]), max(puts) + 1)
    if (first, last) == (int(said[1]), int(said[2])):
        return tag
    return markup.with_attribute(tag, "spans", f"{first}:{last}")


def _dimension(index: SheetIndex, puts: Mapping[tuple[int, int], Put]) -> list[Splice]:
    """What stretches the sheet's own note of its extent over the new cells."""
    spots = [spot for spot, put in puts.items() if put.value is not None or put.formula]
    for each in index.top("dimension"):
        try:
            top, left, bottom, right = area(each.get("ref"))
        except ValueError:
            continue
        if not spots:
            continue
        rows, columns = [row for row, _ in spots], [column for _, column in spots]
        reached = (min(top, *rows), min(left, *columns), max(bottom, *rows), max(right, *columns))
        if reached != (top, left, bottom, right):
            return [markup.attribute_splice(index.part, each, "ref", span(reached))]
    return []

"""The rows of a new sheet as XML. A register has half a million cells: none of them becomes an object."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from siamdesk.register import cell_xml
from siamdesk.register.scan import column_letters

Shown = tuple[str | int | dt.date | None, int]
"""What a cell holds, and the number of its style. A number may be text that begins with '#'."""

_DROPPED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MOST: Final = cell_xml.MOST_IN_CELL


def cell(value: str | float | dt.date | None, style: int) -> str:
    """A cell's XML without its beginning, which is `<c r="A1"`; '' for one with neither value nor style."""
    if value is None or value == "":
        return f' s="{style}"/>' if style else ""
    if isinstance(value, str):
        text = plain(value)
        space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
        held = _ESCAPE_LIKE.sub("_x005F_", escape(text))
        return f' s="{style}" t="inlineStr"><is><t{space}>{held}</t></is></c>'
    if isinstance(value, dt.date):
        value = cell_xml.serial(value, epoch_1904=False)
    return f' s="{style}"><v>{value}</v></c>'


def plain(text: str) -> str:
    """A text as a cell holds it: without the control characters that Excel takes in no cell, and not too long."""
    text = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 > _MOST and len(text.encode("utf-16-le")) // 2 > _MOST:
        return text.encode("utf-16-le")[: _MOST * 2].decode("utf-16-le", "ignore")
    return text


Told = tuple[str, int]
"""A cell as `cell` gives it, and how many lines its text takes."""


def rows(lines: Iterable[Sequence[object]], columns: Sequence[Callable[[object], Told]], first: int) -> Iterator[str]:
    """The rows of a table, from that row number on. `columns` tell the values.

    What is told of one object is told once: registers say the same over and over. The lines must stay as they are,
    and be held, while this runs.
    """
    starts = [f'<c r="{column_letters(place)}' for place in range(len(columns))]
    known: list[dict[int, Told]] = [{} for _ in columns]
    every = list(zip(starts, columns, known, strict=True))
    for number, line in enumerate(lines, first):
        parts, most = [""], 1
        for value, (start, told, seen) in zip(line, every, strict=True):
            found = seen.get(id(value))
            if found is None:
                found = seen[id(value)] = told(value)
            rest, high = found
            if rest:
                parts.append(f'{start}{number}"{rest}')
            most = max(most, high)
        # Without a height some programs show one line of a wrapped text.
        parts[0] = f'<row r="{number}" ht="{height(most)}">'
        parts.append("</row>")
        yield "".join(parts)


def height(lines: int) -> float:
    """The height in points of a row of so many lines."""
    return _LINE * min(max(lines, 1), _MOST_LINES) + 4


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes when it is wrapped in a column of that many characters."""
    # Most letters are narrower than the digits that widths are told in.
    room = max(int(width * 1.12) - 1, 4)
    if len(text) < room and "\n" not in text:
        return 1
    return sum(max(-(-len(line) // room), 1) for line in text.split("\n"))


_letters = lru_cache(maxsize=1 << 14)(column_letters)
_LINE: Final = 13.5
_MOST_LINES: Final = 15


def row(number: int, cells: Iterable[tuple[int, str]], high: float | None = None) -> str:
    """One row of cells by place from 0, each as `cell` gives it."""
    inside = "".join([f'<c r="{_letters(place)}{number}"{rest}' for place, rest in cells if rest])
    size = f' ht="{high}" customHeight="1"' if high else ""
    return f'<row r="{number}"{size}>{inside}</row>'

"""Rows of text from .csv and .tsv files, in whatever encoding and with whatever delimiter they came.

Everything stays text: what a field means is decided later, a column at a time.
"""

import csv
import io
from typing import Final

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import package

_DELIMITERS: Final = (",", ";", "\t", "|")
_LOOKED_AT: Final = 200
_GUARDED: Final = ("'=", "'+", "'-", "'@")
_MOST_IN_FIELD: Final = 10_000_000


def read(data: bytes, name: str) -> list[list[str]]:
    """The rows of a delimited text, ragged as they are. Raises `SiamdeskError` where it cannot be taken apart."""
    text = decoded(data)
    delimiter, text = delimited_by(text, name)
    limit = csv.field_size_limit(_MOST_IN_FIELD)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise SiamdeskError(
            f"{name} cannot be taken apart into columns ({error}): look for a quotation mark that is not closed."
        ) from None
    finally:
        csv.field_size_limit(limit)
    while rows and not any(rows[-1]):
        rows.pop()
    return [[_unguarded(text) for text in row] for row in rows]


def _unguarded(text: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text.startswith(_GUARDED) else text


def decoded(data: bytes) -> str:
    """The text of the bytes: by byte order mark, else UTF-16 by its zeros, else UTF-8, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    wide = package.wide_encoding(data[:4096])
    if wide:
        return data.decode(wide, "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def delimited_by(text: str, name: str) -> tuple[str, str]:
    """The delimiter, and the text without the line `sep=;` by which Excel is told of one."""
    first, _, rest = text.partition("\n")
    if first.rstrip("\r").casefold().startswith("sep=") and len(first.rstrip("\r")) == 5:
        return first[4], rest
    if name.casefold().endswith(".tsv"):
        return "\t", text
    # Ranked by how many rows share the commonest width, then by that width: a comma inside addresses
    # gives ragged rows, the true delimiter an even table.
    best, score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = _widths(text, delimiter)
        wide = [width for width in widths if width > 1]
        if wide:
            commonest = max(set(wide), key=wide.count)
            mark = (wide.count(commonest) / len(widths) * min(commonest, 4), commonest)
            if mark > score:
                best, score = delimiter, mark
    return best, text


def _widths(text: str, delimiter: str) -> list[int]:
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                widths.append(len(row))
            if len(widths) == _LOOKED_AT:
                break
    except csv.Error:
        return widths
    return widths

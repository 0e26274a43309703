"""Writing fields back into a .csv or .tsv: in its own dialect, encoding and line ends, the touched fields alone.

The text is never written out anew. Each field's place in it is found, the places are proved against the reader of
such tables, and only then are fields put in.
"""

import codecs
import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import package, text_tables
from siamdesk.register.cell_xml import Unwritable, Value, folded

_FORMULA_STARTS: Final = ("=", "+", "-", "@")
_DAYS: Final = (
    "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y",
    "%d %B %Y", "%Y/%m/%d", "%Y%m%d",
)  # fmt: skip
_MOST_LOOKED_AT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Field:
    """A field's bounds in the text, and whether it stands in quotation marks."""

    start: int
    end: int
    quoted: bool


class TextTable:
    """A text table laid open: its encoding, its delimiter, and where each field of each row stands.

    Raises `SiamdeskError` where its fields cannot be told apart for certain.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.encoding, self._mark = _encoding(data)
        self.text = text_tables.decoded(data)
        if self._mark + self.text.encode(self.encoding, "replace") != data:
            raise SiamdeskError(f"{name} has bytes that its encoding does not explain: save it as UTF-8 first.")
        self.delimiter, rest = text_tables.delimited_by(self.text, name)
        first = len(self.text) - len(rest)
        self.rows, self._ends = _fields(self.text, first, self.delimiter)
        self._check(rest)
        ends = Counter(end for end in self._ends if end)
        self.line_end = ends.most_common(1)[0][0] if ends else "\r\n"

    def _check(self, rest: str) -> None:
        """The places found hold just what the reader of such tables reads."""
        try:
            read = list(csv.reader(io.StringIO(rest, newline=""), delimiter=self.delimiter))
        except csv.Error:
            read = []
        if [[self.value(field) for field in row] for row in self.rows] != read:
            raise SiamdeskError(
                f"{self.name} has quotation marks that can be read in two ways: save it as .xlsx, or mend them first."
            )

    def value(self, field: Field) -> str:
        """What a field says."""
        written = self.text[field.start : field.end]
        return _unquoted(written) if field.quoted else written

    def at(self, row: int, column: int) -> str:
        """What the field at a row and column from 0 says; '' beyond the table."""
        fields = self.rows[row] if row < len(self.rows) else []
        return self.value(fields[column]) if column < len(fields) else ""

    def patched(self, values: Mapping[tuple[int, int], str]) -> bytes:
        """The table with texts put in at (row, column) from 0; rows and fields that are missing are made.

        No text goes into a line with nothing in it.
        """
        pieces: list[tuple[int, int, str]] = []
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), text in values.items():
            by_row.setdefault(row, {})[column] = text
        below = {row: by_row.pop(row) for row in sorted(by_row) if row >= len(self.rows)}
        for row, texts in by_row.items():
            fields = self.rows[row]
            for column in sorted(texts):
                if column < len(fields):
                    field = fields[column]
                    pieces.append((field.start, field.end, self._written(texts[column], column, field)))
            missing = [column for column in texts if column >= len(fields)]
            if missing:
                place = fields[-1].end
                made = [texts.get(column, "") for column in range(len(fields), max(missing) + 1)]
                joined = self.delimiter.join(self._written(text, len(fields) + n) for n, text in enumerate(made))
                pieces.append((place, place, self.delimiter + joined))
        if below:
            pieces.append((len(self.text), len(self.text), self._below(below)))
        text, at, out = self.text, 0, []
        for start, end, new in sorted(pieces, key=lambda piece: piece[:2]):
            out += [text[at:start], new]
            at = end
        return self._mark + "".join((*out, text[at:])).encode(self.encoding)

    def _below(self, below: Mapping[int, Mapping[int, str]]) -> str:
        width = max((len(row) for row in self.rows), default=1)
        lines = []
        for row in range(len(self.rows), max(below) + 1):
            texts = below.get(row, {})
            count = max(width, *(column + 1 for column in texts)) if texts else width
            lines.append(self.delimiter.join(self._written(texts.get(n, ""), n) for n in range(count)))
        ended = not self._ends or bool(self._ends[-1])
        joined = self.line_end.join(lines)
        return joined + self.line_end if ended else self.line_end + joined

    def _written(self, text: str, column: int, field: Field | None = None) -> str:
        quoted = field.quoted if field else self._quotes(column)
        needs = any(sign in text for sign in (self.delimiter, '"', "\r", "\n")) or text != text.strip()
        if not (needs or (quoted and text) or (field and field.quoted)):
            return text
        return '"' + text.replace('"', '""') + '"'

    def _quotes(self, column: int) -> bool:
        """Whether the fields of a column stand in quotation marks throughout, as some programs write them."""
        found = [
            row[column].quoted for row in self.rows[-20:] if column < len(row) and row[column].end > row[column].start
        ]
        return bool(found) and all(found)

    def day_format(self, column: int) -> str:
        """The way in which a column writes its days; ISO 8601 where it has none. Day first where both would do."""
        counts: Counter[str] = Counter()
        for row in self.rows[:_MOST_LOOKED_AT]:
            text = self.value(row[column]).strip() if column < len(row) else ""
            counts.update(way for way in _DAYS if text and _is_day(text, way))
        best = max(counts.values(), default=0)
        return next((way for way in _DAYS if best and counts[way] == best), "%Y-%m-%d")


def put_in(table: TextTable, column: int, value: Value) -> str:
    """A value as the text of a field. Raises `Unwritable`, also for signs that the file's encoding does not have."""
    value = folded(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.strftime(table.day_format(column))
    if not isinstance(value, str):
        return format(Decimal(str(value)), "f").removesuffix(".0")
    if value.startswith("'") and value[1:].startswith(_FORMULA_STARTS):
        raise Unwritable("its apostrophe would be taken for the one that guards a text against being a formula")
    # A spreadsheet would take such a text for a formula when it opens the file.
    text = f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    try:
        text.encode(table.encoding)
    except UnicodeEncodeError as error:
        sign = text[error.start]
        raise Unwritable(f"the file is in {table.encoding}, which has no “{sign}”: save it as UTF-8 first") from None
    return text.replace("\n", table.line_end) if "\n" in text else text


def _is_day(text: str, way: str) -> bool:
    try:
        dt.datetime.strptime(text, way)
    except ValueError:
        return False
    return True


def _encoding(data: bytes) -> tuple[str, bytes]:
    """The encoding that the text was read in, and the byte order mark before it."""
    for mark, name in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF8, "utf-8"),
    ):
        if data.startswith(mark):
            return name, mark
    wide = package.wide_encoding(data[:4096])
    if wide:
        return wide, b""
    for name in ("utf-8", "cp1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name, b""
    return "latin-1", b""


def _unquoted(written: str) -> str:
    """A field in quotation marks as it reads; what follows the closing mark belongs to it, as readers have it."""
    body = re.match(r'"((?:[^"]|"")*)"?(.*)', written, re.DOTALL)
    return body[1].replace('""', '"') + body[2] if body else written


def _fields(text: str, first: int, delimiter: str) -> tuple[list[list[Field]], list[str]]:
    """The fields of each row, and what ends it. A line with nothing in it is a row without fields."""
    one = re.escape(delimiter)
    field = re.compile(rf'("(?:[^"]|"")*"[^{one}\r\n]*|[^{one}\r\n]*)({one}|\r\n|\r|\n|\Z)')
    rows: list[list[Field]] = []
    ends: list[str] = []
    row: list[Field] = []
    at = first
    while at < len(text) or row:
        found = field.match(text, at)
        if found is None:
            raise SiamdeskError("A quotation mark in the file is not closed: look for it in a text editor.")
        row.append(Field(*found.span(1), found[1].startswith('"')))
        at = found.end()
        if found[2] != delimiter:
            rows.append([] if len(row) == 1 and not found[1] else row)
            ends.append(found[2])
            row = []
            if not found[2]:
                break
    return rows, ends


def holds(data: bytes, before: package.Package, texts: Mapping[tuple[int, int], str]) -> bool:
    """Whether a table, read again, differs from what it was in those spots alone, and there as asked."""
    old, new = TextTable(before.data, before.name), TextTable(data, before.name)
    if (old.encoding, old.delimiter) != (new.encoding, new.delimiter):
        return False
    return all(
        new.at(row, column) == texts.get((row, column), old.at(row, column))
        for row in range(max(len(old.rows), len(new.rows)))
        for column in range(max((len(each.rows[row]) for each in (old, new) if row < len(each.rows)), default=0))
    )

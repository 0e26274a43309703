"""What a reader of values does not tell about a worksheet: a scan of the sheet's own XML.

A reader of values shows an error, an uncached formula and an empty cell alike, and says nothing of number
formats or of what is hidden. This scan supplies just that, and makes no object for an ordinary cell. Sheets
as Excel writes them are scanned as bytes; any other spelling that XML allows goes through the parser.
Only parts that have passed `package.gate` come here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final
from xml.parsers import expat

Spot = tuple[int, int]
"""Row and column of a cell, both from 0."""
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, all from 0 and all included."""

NOTHING: Final[Area] = (0, 0, -1, -1)

BUILT_IN_FORMATS: Final[Mapping[int, str]] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "£#,##0",
    6: "£#,##0",
    7: "£#,##0.00",
    8: "£#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "dd/mm/yyyy hh:mm",
    49: "@",
}
"""Number formats known by number alone (ECMA-376 part 1, 18.8.30); money and dates as a British desk shows them."""

_PLAIN: Final = frozenset({"general", "@", "0", "0.0", "0.00", "#,##0", "#,##0.0", "#,##0.00"})
_QUIET: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Malformed(ValueError):  # noqa: N818  a finding about the file
    """A part is no XML, or numbers in it are none; the message says where."""


@dataclass(slots=True)
class Marks:
    """What stands in a sheet beside its values. `formulas` tells of each formula whether its result is kept."""

    errors: dict[Spot, str] = field(default_factory=dict)
    formulas: dict[Spot, bool] = field(default_factory=dict)
    formats: dict[Spot, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    filled: Area = NOTHING
    """An area that holds every cell with a value; it may be larger than need be where the sheet is small."""


def column_number(letters: str) -> int:
    """The number from 0 of a column: A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """The letters of a column by its number from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A cell's address as Excel shows it, from row and column numbers that begin at 0."""
    return f"{column_letters(column)}{row + 1}"


def stretched(area: Area, top: int, left: int, bottom: int, right: int) -> Area:
    """An area made large enough to hold another."""
    if area == NOTHING:
        return top, left, bottom, right
    return min(area[0], top), min(area[1], left), max(area[2], bottom), max(area[3], right)


def telling(code: str) -> bool:
    """Whether a number format says more than the value does: not so for plain numbers, text and whole dates."""
    if code.casefold() in _PLAIN:
        return False
    bare = _QUIET.sub("", code.split(";", maxsplit=1)[0]).casefold()
    dated = any(letter in bare for letter in "dmyhs") and not any(digit in bare for digit in "0#?")
    return not dated or ("d" not in bare and "h" not in bare and "s" not in bare)


def styles(part: bytes | None) -> tuple[str, ...]:
    """The number format of each cell style, by its index, from xl/styles.xml. Raises `Malformed`."""
    if part is None:
        return ()
    custom: dict[int, str] = {}
    indexes: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "numFmt" and "cellXfs" not in inside and "dxfs" not in inside:
            custom[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")
        elif local == "xf" and inside and inside[-1] == "cellXfs":
            indexes.append(int(attributes.get("numFmtId", "0")))
        inside.append(local)

    def end(_: str) -> None:
        inside.pop()

    _parse(part, start, end)
    return tuple(custom.get(index) or BUILT_IN_FORMATS.get(index, "General") for index in indexes)


def elements(part: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element of that name, whatever its prefix. Raises `Malformed`."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    _parse(part, start, None)
    return found


def scan(part: bytes, formats: tuple[str, ...]) -> Marks:
    """The marks of one worksheet part; `formats` are those of `styles`. Raises `Malformed`."""
    wanted = {index for index, code in enumerate(formats) if telling(code)}
    if not _usual(part):
        return _scan_parsed(part, formats, wanted)
    try:
        return _scan_bytes(part, formats, wanted)
    except (KeyError, ValueError) as error:
        raise Malformed(f"a sheet has {error} where a number should be") from None


def _usual(part: bytes) -> bool:
    """Whether the sheet is spelt as Excel spells it: UTF-8, no prefix, addresses first, nothing commented out."""
    head = part[:200].lower()
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"encoding=" in head and b"utf-8" not in head):
        return False
    first, last = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    if first < 0:
        return False
    last = len(part) if last < 0 else last
    stretches = pieces(part, first, last)
    if any(
        part.find(odd, *piece) >= 0 for odd in (b"<!", b"='") for piece in [(0, first), *stretches, (last, len(part))]
    ):
        return False
    # Inside the data only cells begin with a c, and only rows with "row".
    return all(
        part.count(begun, *piece) == part.count(whole, *piece)
        for begun, whole in ((b"<c", b'<c r="'), (b"<row", b'<row r="'))
        for piece in stretches
    ) and not any(part.find(b":c", *piece) >= 0 and _PREFIXED.search(part, *piece) for piece in stretches)


_PIECE: Final = 1 << 22


def pieces(part: bytes, first: int, last: int) -> list[tuple[int, int]]:
    """The stretches, of whole rows, in which the data is gone through: one call over all would keep others waiting."""
    cuts = [first]
    while last - cuts[-1] > _PIECE:
        at = part.find(b"<row", cuts[-1] + _PIECE, last)
        if at < 0:
            break
        cuts.append(at)
    return list(pairwise([*cuts, last]))


_FORMULA: Final = re.compile(rb"<f[ >/]")
_AT: Final = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*)>')
_ERROR: Final = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"(?:[^>]*[^>/])?>(.*?)</c>', re.DOTALL)
_RESULT: Final = re.compile(rb"<v[^>/]*>([^<]+)</v>")
_HIDDEN_ROW: Final = re.compile(rb'<row r="(\d+)"[^>]*\bhidden="(?:1|true)"')
_COLUMNS: Final = re.compile(rb"<col [^>]*>")
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FILLED: Final = re.compile(rb'<c r="([A-Za-z]+)(\d+)"(?:[^>"]|"[^"]*")*(?<!/)>(?!</c>)')
_SMALL: Final[Area] = (0, 0, 59_999, 181)  # A1 to FZ60000
_FAR: Final = re.compile(rb'<c r="(?:[A-Za-z]{3}|[G-Zg-z][A-Za-z]|[A-Za-z]+(?:[6-9]\d{4}|\d{6}))')
_PREFIXED: Final = re.compile(rb"<[^\s<>/:]+:c[\s/>]")
_NUMBER: Final = re.compile(rb'\b(min|max|hidden)="(\w+)"')


def _scan_bytes(part: bytes, formats: tuple[str, ...], wanted: set[int]) -> Marks:
    first = part.find(b"<sheetData")
    last = part.rfind(b"</sheetData>")
    last = len(part) if last < 0 else last
    marks = _beside(part, first, last)
    stretches = pieces(part, first, last)
    for piece in stretches:
        _mark_piece(marks, part, piece, {index: formats[index] for index in sorted(wanted)})
    marks.filled = _filled(part, stretches)
    return marks


def _beside(part: bytes, first: int, last: int) -> Marks:
    """The marks that stand before and after the rows."""
    marks = Marks()
    for match in _COLUMNS.finditer(part, 0, first):
        found = dict(_NUMBER.findall(match[0]))
        if found.get(b"hidden") in {b"1", b"true"}:
            _hide(marks, found[b"min"].decode(), found[b"max"].decode())
    for letters, row, letters2, row2 in _MERGED.findall(part, last):
        area = (int(row) - 1, _column(letters), int(row2) - 1, _column(letters2))
        marks.merged.append(area)
    return marks


def marks_beside(part: bytes, first: int, last: int) -> Marks | None:
    """The marks that stand before and after the rows; None where these are not spelt as Excel spells them."""
    beside = part[:first] + part[last:]
    odd = any(sign in beside for sign in (b"<!", b"='", b"<c ", b"<row"))
    if odd or beside.count(b"sheetData") != 2 or beside.count(b"<mergeCell ") != len(_MERGED.findall(beside)):
        return None
    try:
        _parse(beside, None, None)
        return _beside(part, first, last)
    except (KeyError, ValueError):
        return None


def _mark_piece(marks: Marks, part: bytes, piece: tuple[int, int], codes: Mapping[int, str]) -> None:
    first, last = piece
    marks.hidden_rows.update(int(match[1]) - 1 for match in _HIDDEN_ROW.finditer(part, first, last))
    if part.find(b't="e"', first, last) >= 0:
        for match in _ERROR.finditer(part, first, last):
            result = _RESULT.search(match[3])
            marks.errors[_spot(match)] = result[1].decode() if result else "#VALUE!"
    for match in _FORMULA.finditer(part, first, last) if part.find(b"<f", first, last) >= 0 else ():
        cell = _AT.match(part, part.rfind(b"<c ", first, match.start()))
        if cell is not None:
            stop = part.find(b"</c>", match.end())
            kept = _RESULT.search(part, match.start(), stop) is not None or b't="str"' in cell[3]
            marks.formulas[_spot(cell)] = kept
    for index, code in codes.items():
        # Looking for the style itself is several times as fast as looking at every cell.
        style = b' s="%d"' % index
        at = part.find(style, first, last)
        while at >= 0:
            cell = _AT.match(part, part.rfind(b"<c ", first, at))
            if cell is not None and at < cell.end() and not cell[3].endswith(b"/"):
                marks.formats[_spot(cell)] = code
            at = part.find(style, at + len(style), last)


def _filled(part: bytes, stretches: list[tuple[int, int]]) -> Area:
    """Bounds that no cell crosses where that is near enough; cell by cell where the sheet would be vast.

    What counts is where the cells say they are, whatever row they stand in.
    """
    if not any(_FAR.search(part, *piece) for piece in stretches):
        return _SMALL
    area = NOTHING
    for piece in stretches:
        spots = [_spot(match) for match in _FILLED.finditer(part, *piece)]
        if spots:
            down = [row for row, _ in spots]
            across = [column for _, column in spots]
            area = stretched(area, min(down), min(across), max(down), max(across))
    return area


def _column(letters: bytes) -> int:
    return column_number(letters.decode().upper())


def _spot(match: re.Match[bytes]) -> Spot:
    return int(match[2]) - 1, _column(match[1])


def _hide(marks: Marks, first: str, last: str) -> None:
    # Excel hides "every column from here on" with one entry; no register has more than a few hundred.
    marks.hidden_columns.update(range(int(first) - 1, min(int(last), 16_384)))


_REFERENCE: Final = re.compile(r"([A-Za-z]+)(\d+)")


class _Walk:
    """One pass of the parser over a sheet, with addresses counted where they are not written."""

    def __init__(self, formats: tuple[str, ...], wanted: set[int]) -> None:
        self.marks = Marks()
        self._formats = formats
        self._wanted = wanted
        self._row = self._column = -1
        self._next = 0
        self._cell: dict[str, str] = {}
        self._formula = self._in_value = False
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        marks = self.marks
        if local == "c":
            self._begin_cell(attributes)
        elif local == "row":
            # Rows without a number are counted from the row before, wherever its cells say they are.
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._next
            self._next = self._row + 1
            self._column = -1
            if attributes.get("hidden") in {"1", "true"}:
                marks.hidden_rows.add(self._row)
        elif local == "f" and self._cell:
            self._formula = True
        elif local == "v" and self._cell:
            self._in_value = True
        elif local == "col" and attributes.get("hidden") in {"1", "true"}:
            _hide(marks, attributes["min"], attributes["max"])
        elif local == "mergeCell":
            ends = _REFERENCE.findall(attributes.get("ref", ""))
            if len(ends) == 2:
                (left, top), (right, bottom) = ends
                first, last = column_number(left.upper()), column_number(right.upper())
                marks.merged.append((int(top) - 1, first, int(bottom) - 1, last))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(attributes.get("r", ""))
        if found:
            self._column, self._row = column_number(found[1].upper()), int(found[2]) - 1
        else:
            self._row = self._next - 1
            self._column += 1
        self._cell = {"t": "n", "s": "0"} | attributes
        self._formula, self._value = False, ""

    def text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            self._in_value = False
        elif local == "c":
            self._finish_cell()
            self._cell = {}

    def _finish_cell(self) -> None:
        spot = (self._row, self._column)
        if self._value or self._formula or self._cell["t"] == "inlineStr":
            self._stretch()
        kind = self._cell["t"]
        style = int(self._cell["s"])
        if kind == "e":
            self.marks.errors[spot] = self._value or "#VALUE!"
        if self._formula:
            self.marks.formulas[spot] = bool(self._value) or kind == "str"
        if style in self._wanted and (self._value or kind == "inlineStr"):
            self.marks.formats[spot] = self._formats[style]

    def _stretch(self) -> None:
        top, left, bottom, right = self.marks.filled
        if bottom < 0:
            top, left = self._row, self._column
        self.marks.filled = (
            min(top, self._row),
            min(left, self._column),
            max(bottom, self._row),
            max(right, self._column),
        )


def _scan_parsed(part: bytes, formats: tuple[str, ...], wanted: set[int]) -> Marks:
    walk = _Walk(formats, wanted)
    _parse(part, walk.start, walk.end, walk.text)
    return walk.marks


def _parse(part: bytes, start: object, end: object, text: object = None) -> None:
    """Run the parser over one part. Raises `Malformed`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    parser.CharacterDataHandler = text  # type: ignore[assignment]
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Malformed(f"one of its parts breaks off at line {error.lineno}") from None
    except (LookupError, ValueError) as error:
        raise Malformed(f"one of its parts cannot be understood ({error})") from None

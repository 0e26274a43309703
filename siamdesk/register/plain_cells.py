"""A cell of a worksheet without its address, understood: its value, its marks, and the column that comes next.

Cells are as Excel, XlsxWriter and openpyxl spell them. Any other spelling, and any value that the reader of values
would not give to the letter, raises `Unusual`.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from siamdesk.register import plain_texts, scan
from siamdesk.register.plain_texts import Unusual

ATTRIBUTES: Final = rb"""((?: [\w:]+="[^"<>&]*")*)"""
CELL: Final = (
    ATTRIBUTES + rb"(?:/>|>(?P<formula><f(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    rb'(?P<value><v ?/>|<v(?: xml:space="preserve")?>(?P<said>[^<]*)</v>)?(?P<text><is>.*?</is>)?</c>)'
)
_REST: Final = re.compile(CELL + rb'(?:<c r="(?P<next>[A-Z]{1,3}))?', re.DOTALL)
_ATTRIBUTE: Final = re.compile(rb' ([\w:]+)="([^"]*)"')
_STYLE: Final = re.compile(rb"0|[1-9]\d{0,5}")
_NUMBERS: Final = re.compile(rb"(?:-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?: |\Z))+")
_MOST_DIGITS: Final = 9
_MOST_SHARED: Final = 1 << 17
"""Shared texts that are kept in mind by their numbers as the sheet spells them."""
_ERRORS: Final = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"})
_KINDS: Final = frozenset({b"", b"n", b"s", b"b", b"e", b"str", b"inlineStr"})
_OFTEN: Final = frozenset({b"", b"n", b"s", b"inlineStr"})
_FIRST_DAY, _LAST_DAY = 61, 2_958_465  # 1 March 1900, the first that all count alike, and 31 December 9999
_DAY_ZERO: Final = dt.date(1899, 12, 30).toordinal()
_EPOCH_1904: Final = 1462
_V, _V_END = b"><v>", b"</v></c>"
_T, _T_END = b"><is><t>", b"</t></is></c>"

LAST: Final = -1
"""The column of what comes next where nothing does."""


class Mark(NamedTuple):
    """An error, whether a formula's result is kept, and a number format that tells something; None for none."""

    error: str | None
    kept: bool | None
    code: str | None


class Rest(NamedTuple):
    """A cell's value, None for nothing; the column of the next cell; and its mark, if it has one."""

    value: Any
    after: int
    mark: Mark | None


class Shape(NamedTuple):
    """What cells that differ only in what they say have in common: what makes values of that, what is next, a mark."""

    way: Callable[[list[bytes]], list[Any]]
    after: int
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Book:
    """What cells refer to: shared texts, number formats by style, and the styles of days and of spans of time."""

    texts: Sequence[str] = field(repr=False)
    formats: tuple[str, ...]
    days: frozenset[int] = frozenset()
    spans: frozenset[int] = frozenset()
    epoch_1904: bool = False


class Cells:
    """Understands cells; equal values are one object, and what differs only in its value is understood once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._wanted = {n: code for n, code in enumerate(book.formats) if scan.telling(code)}
        self._days: dict[bytes, dt.date] = {}
        self._floats: dict[float, float] = {}
        self._texts: dict[str, str] = {}
        self._shared: dict[bytes, str] = {}
        self._shapes: dict[tuple[bytes, bytes], Shape] = {}
        self._columns: dict[bytes, int] = {}

    def forget(self) -> None:
        """Let go of the values met so far."""
        self._days.clear()
        self._floats.clear()
        self._texts.clear()
        self._shared.clear()

    def column(self, letters: bytes) -> int:
        """The number of a column. Raises `Unusual` beyond the last."""
        if letters not in self._columns:
            number = scan.column_number(letters.decode())
            if number > 16_383:
                raise Unusual
            self._columns[letters] = number
        return self._columns[letters]

    def rest(self, rest: bytes) -> Rest:
        """What stands behind an address, up to and with the next one's letters. Raises `Unusual`."""
        shape, ends = self.shape(rest)
        if shape is None:
            return self._new(rest)
        value = shape.way([rest[len(ends[0]) : -len(ends[1])]])[0]
        return Rest(value, shape.after, shape.mark)

    def shape(self, rest: bytes) -> tuple["Shape | None", tuple[bytes, bytes]]:
        """The shape of such a rest, if it has been met, and what stands before and behind what it says."""
        opening, closing = (_V, _V_END) if _V in rest else (_T, _T_END)
        head, opened, tail = rest.partition(opening)
        said, closed, after = tail.partition(closing)
        ends = head + opened, closed + after
        return (self._shapes.get(ends) if said and b"<" not in said else None), ends

    def _new(self, rest: bytes) -> Rest:
        """The same for a cell of a shape that has not been met."""
        found = _REST.fullmatch(rest)
        if found is None:
            raise Unusual
        about = attributes(found[1])
        kind, style = about.get(b"t", b""), about.get(b"s", b"0")
        if _STYLE.fullmatch(style) is None:
            raise Unusual
        value = self._value(found, kind, int(style))
        after = LAST if found["next"] is None else self.column(found["next"])
        mark = None if rest.startswith(found[1] + b"/>") else self._mark(found, kind, int(style))
        if found["formula"] is None and kind in _OFTEN and value is not None:
            self._shapes[self.shape(rest)[1]] = Shape(self._way(kind, int(style)), after, mark)
        return Rest(value, after, mark)

    def _mark(self, found: re.Match[bytes], kind: bytes, style: int) -> Mark | None:
        error = (found["said"] or b"#VALUE!").decode() if kind == b"e" else None
        kept = None if found["formula"] is None else bool(found["said"]) or kind == b"str"
        code = self._wanted.get(style)
        return None if error is None and kept is None and code is None else Mark(error, kept, code)

    def _value(self, found: re.Match[bytes], kind: bytes, style: int) -> Any:  # noqa: ANN401  whatever a cell holds
        said = found["said"] or b""
        if kind not in _KINDS or style in self._book.spans:
            raise Unusual
        if found["text"] is not None:
            if found["value"] is not None or found["formula"] is not None or kind != b"inlineStr":
                raise Unusual
            return self._one(plain_texts.item(found["text"][4:-5]))
        if found["value"] is None or (not said and kind != b"str"):
            return None
        if kind == b"str":
            return self._one(plain_texts.decoded(said, kept=True))
        if kind == b"b" and said in {b"0", b"1"}:
            return said == b"1"
        if kind == b"e" and said in _ERRORS:
            return ""
        if kind not in _OFTEN or kind == b"inlineStr":
            raise Unusual
        return self._way(kind, style)([said])[0]

    def _way(self, kind: bytes, style: int) -> Callable[[list[bytes]], list[Any]]:
        """What makes values of what cells say, if that is not nothing."""
        if kind == b"inlineStr":
            return self._inline_texts
        if kind == b"s":
            return self._shared_texts
        return self._dates if style in self._book.days else self._numbers

    def _one(self, text: str) -> str:
        return self._texts.setdefault(text, text)

    def _inline_texts(self, said: list[bytes]) -> list[str]:
        known = {each: self._one(plain_texts.decoded(each, kept=False)) for each in set(said)}
        return list(map(known.__getitem__, said))

    def _shared_texts(self, said: list[bytes]) -> list[str]:
        known = self._shared
        try:
            # In most columns a text stands in many cells.
            return list(map(known.__getitem__, said))
        except KeyError:
            pass
        if not b"".join(said).isdigit() or max(map(len, said)) > _MOST_DIGITS:
            raise Unusual
        if len(known) > _MOST_SHARED:
            known.clear()
        try:
            texts = list(map(self._book.texts.__getitem__, map(int, said)))
        except IndexError:
            raise Unusual from None
        known.update(zip(said, texts, strict=True))
        return texts

    def _numbers(self, said: list[bytes]) -> list[float]:
        if _NUMBERS.fullmatch(b" ".join(said)) is None:
            raise Unusual
        floats = list(map(float, said))
        return list(map(self._floats.setdefault, floats, floats)) if 0.0 not in floats else floats

    def _dates(self, said: list[bytes]) -> list[dt.date]:
        return [self._days.get(each) or self._day(each) for each in said]

    def _day(self, said: bytes) -> dt.date:
        number = self._numbers([said])[0]
        serial = number + (_EPOCH_1904 if self._book.epoch_1904 else 0)
        if not number.is_integer() or number < 1 or not _FIRST_DAY <= serial <= _LAST_DAY:
            raise Unusual
        value = self._days[said] = dt.date.fromordinal(_DAY_ZERO + int(serial))
        return value


def attributes(text: bytes) -> dict[bytes, bytes]:
    """The attributes of a tag. Raises `Unusual` where one comes twice."""
    pairs = _ATTRIBUTE.findall(text)
    said = dict(pairs)
    if len(said) != len(pairs):
        raise Unusual
    return said

"""One cell as XML: what is written for a value, and what a cell that is there holds.

Text goes in as an inline string, so that the shared strings, which hold every tower's words, keep their bytes.
Days are serials (ECMA-376 part 1, 18.17.4): in the 1900 system 1900 counts as a leap year, which it was not.
"""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from siamdesk.register import markup

Value = str | int | float | Decimal | dt.date | bool | None
"""What can be put into a cell; None clears it."""

MOST_IN_CELL: Final = 32_767
MOST_DIGITS: Final = 15
_EPOCH_1904: Final = dt.datetime(1904, 1, 1)
_EPOCH_1900: Final = dt.datetime(1899, 12, 30)
_LEAP_FAULT: Final = dt.datetime(1900, 3, 1)
_FIRST_1900: Final = dt.datetime(1900, 1, 1)
_DAY: Final = dt.timedelta(days=1)
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DROPPED: Final = frozenset({"t", "cm", "vm", "ph", "s"})
_GREATEST: Final = 9.99999999999999e307


class Unwritable(ValueError):  # noqa: N818  a finding about a value, listed beside its cell
    """A value that no cell can hold as it is; the message is the reason and what to do."""


def folded(value: Value) -> Value:
    """The value as a cell holds it: line ends as Excel writes them, '' as nothing. Raises `Unwritable`."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n")
        found = _ILLEGAL.search(text)
        if found:
            raise Unwritable(
                f"the text holds the control character U+{ord(found[0]):04X}, which Excel takes in no cell"
            )
        length = len(text.encode("utf-16-le")) // 2
        if length > MOST_IN_CELL:
            raise Unwritable(f"the text has {length:,} characters and a cell holds {MOST_IN_CELL:,}: shorten it")
        return text or None
    if isinstance(value, dt.date):
        return value
    return _number(value)


def _number(value: float | Decimal) -> int | float | Decimal:
    if not math.isfinite(value) or abs(float(value)) > _GREATEST:
        raise Unwritable("it is not a number that Excel can hold")
    if not isinstance(value, float):
        digits = Decimal(value).normalize().as_tuple().digits
        if len(digits) > MOST_DIGITS:
            raise Unwritable(f"the number has {len(digits)} digits and Excel keeps {MOST_DIGITS}: write it as text")
    return value


def serial(day: dt.date, *, epoch_1904: bool) -> int | float:
    """The serial of a day or time. Raises `Unwritable` for days before the first that the workbook can count."""
    moment = day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)
    moment = moment.replace(tzinfo=None)
    first = _EPOCH_1904 if epoch_1904 else _FIRST_1900
    if moment < first:
        raise Unwritable(f"Excel counts days from {first.date().isoformat()} in this workbook: write it as text")
    days = (moment - (_EPOCH_1904 if epoch_1904 else _EPOCH_1900)) / _DAY
    if not epoch_1904 and moment < _LEAP_FAULT:
        days -= 1
    return int(days) if days == int(days) else days


def element(
    prefix: bytes, reference: str | None, attributes: bytes, style: str | None, value: Value, *, epoch_1904: bool
) -> bytes:
    """A whole cell. `attributes` are those of the cell it replaces; what told of the old value goes.

    `value` has been `folded`. Without a reference the cell's place is where it stands. Raises `Unwritable`.
    """
    kept = b"".join(
        b' %s="%s"' % (name.encode(), said.replace(b'"', b"&quot;"))
        for name, said in markup.attributes(attributes).items()
        if name not in _DROPPED and not (name == "r" and reference is not None)
    )
    head = b"<%sc" % prefix
    if reference is not None:
        head += b' r="%s"' % reference.encode()
    head += kept
    if style is not None:
        head += b' s="%s"' % style.encode()
    if value is None:
        return head + b"/>"
    kind, inside = _contents(prefix, value, epoch_1904=epoch_1904)
    return b"%s%s>%s</%sc>" % (head, kind, inside, prefix)


def formula(prefix: bytes, reference: str, style: str | None, text: str) -> bytes:
    """A new cell that holds a formula whose result is not known yet."""
    styled = b' s="%s"' % style.encode() if style is not None else b""
    parts = (prefix, reference.encode(), styled, prefix, markup.escaped(text), prefix, prefix)
    return b'<%sc r="%s"%s><%sf>%s</%sf></%sc>' % parts


def _contents(prefix: bytes, value: Value, *, epoch_1904: bool) -> tuple[bytes, bytes]:
    if isinstance(value, str):
        text = _ESCAPE_LIKE.sub("_x005F_", value)
        space = (
            b' xml:space="preserve"' if text != text.strip() or "\n" in text or "\t" in text or "  " in text else b""
        )
        written = b"<%sis><%st%s>%s</%st></%sis>" % (prefix, prefix, space, markup.escaped(text), prefix, prefix)
        return b' t="inlineStr"', written
    if isinstance(value, bool):
        return b' t="b"', b"<%sv>%d</%sv>" % (prefix, value, prefix)
    if isinstance(value, dt.date):
        return b"", b"<%sv>%s</%sv>" % (prefix, _digits(serial(value, epoch_1904=epoch_1904)), prefix)
    return b"", b"<%sv>%s</%sv>" % (prefix, _digits(value or 0), prefix)


def _digits(number: float | Decimal) -> bytes:
    if isinstance(number, Decimal):
        text = format(number, "f") if -20 < number.adjusted() < 20 else format(number, "E")
    else:
        text = repr(number)
    return text.removesuffix(".0").encode()


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds as written: its kind (`t`), style, value text, formula, and the text of an inline string."""

    kind: str
    style: str | None
    value: str
    formula: str | None
    formula_attributes: dict[str, str]
    inline: str
    rich: bool
    """Whether the inline text is in runs of their own fonts, or carries its reading."""

    @property
    def is_empty(self) -> bool:
        """Whether the cell has neither value nor formula."""
        return not self.value and self.formula is None and not self.inline


def held(fragment: bytes) -> Held:
    """What a cell's XML holds. Raises `Malformed`."""
    collector = _Collector()
    collector.read(fragment)
    return Held(
        collector.cell.get("t", "n"),
        collector.cell.get("s"),
        collector.texts["v"],
        collector.texts["f"] if collector.has_formula else None,
        collector.formula,
        unescaped(collector.texts["t"]),
        collector.rich,
    )


def string_item(fragment: bytes) -> tuple[str, bool]:
    """The text of one shared string, and whether it is rich: in runs of their own fonts, or with its reading."""
    collector = _Collector()
    collector.read(fragment)
    return unescaped(collector.texts["t"]), collector.rich


def unescaped(text: str) -> str:
    """Text with the signs that Excel writes as `_x000D_` read back (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


class _Collector:
    def __init__(self) -> None:
        self.cell: dict[str, str] = {}
        self.formula: dict[str, str] = {}
        self.has_formula = self.rich = False
        self.texts = {"v": "", "f": "", "t": ""}
        self._open: list[str] = []

    def read(self, fragment: bytes) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _: self._open.pop()
        parser.CharacterDataHandler = self._text
        markup.parse(parser, fragment)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self.cell = attributes
        elif local == "f":
            self.formula, self.has_formula = attributes, True
        elif local in {"r", "rPh"}:
            self.rich = True
        self._open.append(local)

    def _text(self, text: str) -> None:
        if self._open[-1] in self.texts and "rPh" not in self._open:
            self.texts[self._open[-1]] += text

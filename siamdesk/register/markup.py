"""XML as bytes with places: where an element stands in a part, and how other bytes are put in its stead.

A parser that writes a document out again changes what nobody asked it to: quotes, prefixes, spaces, the order of
declarations. So parts are never written out; bytes are spliced into them, and everything else stays.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from xml.parsers import expat

from siamdesk.register.scan import Malformed

ATTRIBUTES: Final = rb"""((?:\s+[^\s=/>"']+\s*=\s*(?:"[^"]*"|'[^']*'))*)"""
"""What stands between an element's name and the end of its tag; a quoted value may hold a `>`."""

_TAG: Final = re.compile(rb"<[^\s/>]+" + ATTRIBUTES + rb"\s*(/?)>")
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NOISE: Final = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_NOISE_ENDS: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_ENTITY: Final = re.compile(rb"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w+);")
_ENTITIES: Final = {b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'", b"amp": b"&"}


class Splice(NamedTuple):
    """New bytes for `part[start:end]`; where start and end are one, they are put in there."""

    start: int
    end: int
    new: bytes


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a part: its local name, the local names above it and its own, its bounds and its attributes.

    `start` to `inner` is its opening tag and `close` to `end` the closing one; in `<a/>` all but start are one.
    """

    path: tuple[str, ...]
    prefix: str
    start: int
    inner: int
    close: int
    end: int
    attributes: Mapping[str, str] = field(repr=False)

    @property
    def name(self) -> str:
        """The local name."""
        return self.path[-1]

    def get(self, name: str, default: str = "") -> str:
        """An attribute by its local name."""
        if name in self.attributes:
            return self.attributes[name]
        return next((value for key, value in self.attributes.items() if key.rpartition(":")[2] == name), default)

    def number(self, name: str, default: int) -> int:
        """An attribute as a whole number. Raises `Malformed`."""
        said = self.get(name) or str(default)
        if not said.isdecimal():
            raise Malformed(f"it says “{said[:20]}” where a number should be")
        return int(said)

    def moved(self, places: int) -> "Element":
        """The same element so many bytes further on."""
        start, inner, close, end = (place + places for place in (self.start, self.inner, self.close, self.end))
        return Element(self.path, self.prefix, start, inner, close, end, self.attributes)


def elements(part: bytes) -> list[Element]:
    """Every element of a part in the order of their opening tags. Raises `Malformed`, also for text not in UTF-8."""
    check_encoding(part)
    found: list[Element | None] = []
    waiting: list[tuple[int, str, int, int, Mapping[str, str]]] = []
    path: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        tag = _TAG.match(part, at)
        if tag is None:
            raise Malformed("one of its tags cannot be found again")
        prefix, _, local = name.rpartition(":")
        path.append(local)
        waiting.append((len(found), prefix, at, tag.end(), attributes))
        found.append(None)

    def end(_: str) -> None:
        place, prefix, at, inner, attributes = waiting.pop()
        close, last = inner, inner
        if part[inner - 2 : inner] != b"/>":
            close = parser.CurrentByteIndex
            last = part.index(b">", close) + 1
        found[place] = Element(tuple(path), prefix, at, inner, close, last, attributes)
        path.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parse(parser, part)
    return [each for each in found if each is not None]


def parse(parser: expat.XMLParserType, part: bytes) -> None:
    """Run a parser over a part. Raises `Malformed`."""
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise Malformed(f"one of its parts breaks off at line {error.lineno}") from None
    except (LookupError, ValueError) as error:
        raise Malformed(f"one of its parts cannot be understood ({error})") from None


def check_encoding(part: bytes) -> None:
    """Raise `Malformed` for a part that is not in UTF-8: its bytes could not be told apart without a parser."""
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding\s*=\s*["']([^"']+)""", part[:300])
    if part.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")) or (
        declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
    ):
        raise Malformed("one of its parts is not in UTF-8")


def quiet(part: bytes) -> bytes:
    """The part with comments, CDATA and instructions blanked, byte for byte; the part itself where it has none.

    None of the three can begin inside a tag or be nested, so that what is left holds tags and text alone, each at
    the place it has in the part. Raises `Malformed` where one of them has no end.
    """
    declared = part.find(b"?>") + 2 if part.startswith((b"<?xml", b"\xef\xbb\xbf<?xml")) else 0
    if part.find(b"<!") < 0 and part.find(b"<?", declared) < 0:
        return part
    blanked = bytearray(part)
    at = 0
    while (found := _NOISE.search(part, at)) is not None:
        end = part.find(_NOISE_ENDS[found[0]], found.end())
        if end < 0:
            raise Malformed("one of its comments has no end")
        at = end + len(_NOISE_ENDS[found[0]])
        blanked[found.start() : at] = b" " * (at - found.start())
    return bytes(blanked)


def spliced(part: bytes, splices: Iterable[Splice]) -> bytes:
    """The part with its splices made. Raises `ValueError` where two of them overlap."""
    pieces: list[bytes | memoryview] = []
    view = memoryview(part)
    at = 0
    for start, end, new in in_order(splices):
        pieces += [view[at:start], new]
        at = end
    pieces.append(view[at:])
    return b"".join(pieces)


def in_order(splices: Iterable[Splice]) -> list[Splice]:
    """The splices by their places; those at one place keep their order. Raises `ValueError` where two overlap."""
    ordered = sorted(splices, key=lambda splice: splice[:2])
    at = 0
    for start, end, _ in ordered:
        if start < at or end < start:
            raise ValueError(f"two changes meet at byte {start}")
        at = end
    return ordered


def attributes(tag: bytes) -> dict[str, bytes]:
    """The attributes of an opening tag, or of what stands inside it, as they are written."""
    return {
        name.decode("utf-8"): double if double or not single else single
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """An opening tag with an attribute set: in its place where it is there, else as the last one."""
    written = escaped(value).replace(b'"', b"&quot;")
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == name.encode():
            group = 2 if found[2] is not None else 3
            return tag[: found.start(group)] + written + tag[found.end(group) :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return b'%s %s="%s"%s' % (tag[:end].rstrip(), name.encode(), written, tag[end:])


def attribute_splice(part: bytes, element: Element, name: str, value: str) -> Splice:
    """The splice that sets one attribute of an element and touches nothing else of its tag."""
    tag = part[element.start : element.inner]
    new = with_attribute(tag, name, value)
    same = next(
        (at for at, (old, now) in enumerate(zip(tag, new, strict=False)) if old != now), min(len(tag), len(new))
    )
    return Splice(element.start + same, element.inner, new[same:])


def escaped(text: str) -> bytes:
    """Text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def plain(written: bytes) -> str:
    """Text between tags as it reads; the opposite of `escaped`."""
    if b"&" in written:
        written = _ENTITY.sub(_entity, written)
    return written.decode("utf-8", "replace")


def _entity(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if name.startswith(b"#"):
        number = int(b"0" + name[1:], 16) if name[1:2] in {b"x", b"X"} else int(name[1:])
        return chr(number).encode("utf-8", "replace")
    return _ENTITIES.get(name, found[0])

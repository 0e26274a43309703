"""Texts as Excel, XlsxWriter and openpyxl spell them, decoded: those in a cell, and those that cells share.

They come out to the letter as the reader of values has them. What is spelt in any other way raises `Unusual`, and
is left to it.
"""

import re
from itertools import repeat
from operator import eq
from typing import Final

_ENTITY: Final = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED: Final = re.compile(r"_x([0-9A-F]{4})_")
_MAY_BE_ESCAPED: Final = re.compile(r"_[xX][0-9A-Fa-f]{4}_")
_RUN: Final = re.compile(rb'<r>(?:<rPr>.*?</rPr>|<rPr/>)?<t( xml:space="preserve")?>([^<]*)</t></r>', re.DOTALL)
_PLAIN, _KEPT, _CLOSED, _ITEM, _PART = b"<t>", b'<t xml:space="preserve">', b"</t>", b"<si>", b"</sst>"
_TRIMMED: Final = " \t\n\r\v\f\x1c\x1d\x1e\x1f"
_STRETCH: Final = 1 << 22


class Unusual(ValueError):  # noqa: N818  a finding about the part
    """Something is spelt otherwise than by the programs that are known here."""


def decoded(raw: bytes, *, kept: bool) -> str:
    """A text between its tags. `kept` says that spaces at its ends are to be kept. Raises `Unusual`."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Unusual from None
    if "&" in text:
        found, entities = _ENTITY.subn(_entity, text)
        if entities != text.count("&"):
            raise Unusual
        text = found
    if "\r" in text or (not kept and text != text.strip(_TRIMMED)):
        raise Unusual
    if "_x" in text and _MAY_BE_ESCAPED.search(text):
        if len(_ESCAPED.findall(text)) != len(_MAY_BE_ESCAPED.findall(text)):
            raise Unusual
        text = _ESCAPED.sub(_escaped, text)
    return text


def _entity(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    code = int(found[2]) if found[2] else int(found[3], 16)
    # What is left over of a sequence of signs is not vouched for, and neither is what is no sign at all.
    if code not in {9, 10} and (code < 0x80 or 0xD800 <= code < 0xE000 or code > 0xFFFD):
        raise Unusual
    return chr(code)


def _escaped(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    if not code or 0xD800 <= code < 0xE000:
        raise Unusual
    return chr(code)


def item(raw: bytes) -> str:
    """The text of what stands between the tags of one `si` or `is`. Raises `Unusual`."""
    if raw.endswith(_CLOSED):
        if raw.startswith(_PLAIN):
            inner, kept = raw[len(_PLAIN) : -len(_CLOSED)], False
        else:
            inner, kept = raw[len(_KEPT) : -len(_CLOSED)], True
        if b"<" not in inner and (not kept or raw.startswith(_KEPT)):
            return decoded(inner, kept=kept)
    elif raw in {b"<t/>", b"<t />"}:
        return ""
    texts = []
    at = 0
    for run in _RUN.finditer(raw):
        if run.start() != at:
            raise Unusual
        at = run.end()
        texts.append(decoded(run[2], kept=run[1] is not None))
    if at != len(raw) or not texts:
        raise Unusual
    return "".join(texts)


def shared(part: bytes) -> list[str]:
    """The texts that cells share, in the order of their numbers. Raises `Unusual`."""
    first, last = part.find(_ITEM), part.rfind(_PART)
    head = part[: first if first >= 0 else last]
    if last < 0 or part[last + len(_PART) :].strip() or b"<!" in part or not plain_head(head, b"sst"):
        raise Unusual
    texts: list[str] = []
    while 0 <= first < last:
        after = part.find(_ITEM, first + _STRETCH, last)
        after = last if after < 0 else after
        items = part[first + len(_ITEM) : after]
        simple = _simple(items)
        texts += simple if simple is not None else map(_closed_item, items.split(_ITEM))
        first = after
    return texts


def _simple(items: bytes) -> list[str] | None:
    """The texts of items, all of which are plain and say what they say; None where some are not."""
    begun, ended = _PLAIN, _CLOSED + b"</si>"
    said = items[len(begun) : -len(ended)].split(ended + _ITEM + begun)
    if not items.startswith(begun) or not items.endswith(ended) or items.count(b"<") != 4 * len(said) - 1:
        return None
    if any(sign in items for sign in (b"&", b"_x", b"\r", b"\0")):
        return None
    try:
        texts = b"\0".join(said).decode().split("\0")
    except UnicodeDecodeError:
        raise Unusual from None
    return texts if all(map(eq, texts, map(str.strip, texts, repeat(_TRIMMED)))) else None


def _closed_item(raw: bytes) -> str:
    if not raw.endswith(b"</si>"):
        raise Unusual
    return item(raw[: -len(b"</si>")])


def plain_head(head: bytes, root: bytes) -> bool:
    """Whether a part begins in UTF-8, with that element and no prefix."""
    declared = re.match(
        rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1\.0"(?: encoding="([^"]*)")?[^>]*\?>)?\s*<(\w+)[\s>]', head
    )
    return declared is not None and declared[2] == root and (declared[1] or b"utf-8").lower() == b"utf-8"

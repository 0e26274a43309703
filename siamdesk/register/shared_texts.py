"""The texts that a workbook's cells share, taken out one by one: looked at, never changed."""

import re
from array import array

from siamdesk.register import cell_xml, markup

_OPENING = re.compile(rb"<((?:[^\s<>/:]+:)?)sst" + markup.ATTRIBUTES + rb"\s*>")


class SharedTexts:
    """The shared strings of a workbook by index."""

    def __init__(self, part: bytes | None) -> None:
        self._part = part or b""
        seen = markup.quiet(self._part)
        opened = _OPENING.search(seen)
        prefix = re.escape(opened[1]) if opened else b""
        item = re.compile(b"<%ssi" % prefix + markup.ATTRIBUTES + rb"\s*(?:/>|>.*?</" + prefix + rb"si\s*>)", re.DOTALL)
        self._spans = array("q")
        for found in item.finditer(seen):
            self._spans.extend(found.span())

    def text(self, index: int) -> tuple[str, bool]:
        """A text, and whether it is rich: in runs of their own fonts, or with its reading. Raises `Malformed`."""
        if not 0 <= index * 2 < len(self._spans):
            return "", False
        return cell_xml.string_item(self._part[self._spans[index * 2] : self._spans[index * 2 + 1]])

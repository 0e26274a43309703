"""The texts that a workbook's cells share, taken out one by one: looked at, never changed."""

import re
from array import array
from typing import Final

from siamdesk.register import cell_xml, markup
from siamdesk.register.archive import Archive

_CLAIMED: Final = re.compile(rb"""\buniqueCount\s*=\s*["'](\d{1,18})""")
_HEAD: Final = 2_000
_OPENING: Final = re.compile(rb"<((?:[^\s<>/:]+:)?)sst" + markup.ATTRIBUTES + rb"\s*>")


class SharedTexts:
    """The shared strings of a workbook by index."""

    def __init__(self, part: bytes | None) -> None:
        self._part = part or b""
        seen = markup.quiet(self._part)
        opened = _OPENING.search(seen)
        prefix = re.escape(opened[1]) if opened else b""
        item = re.compile(b"<%ssi" % prefix + markup.ATTRIBUTES + rb"\s*/?>")
        self._starts = array("q", (found.start() for found in item.finditer(seen)))
        self._starts.append(max(seen.rfind(b"</"), 0))

    def text(self, index: int) -> tuple[str, bool]:
        """A text, and whether it is rich: in runs of their own fonts, or with its reading. Raises `Malformed`."""
        if not 0 <= index < len(self._starts) - 1:
            return "", False
        return cell_xml.string_item(self._part[self._starts[index] : self._starts[index + 1]])


def believable(archive: Archive) -> bool:
    """Whether the shared strings claim no more texts than fit into them: a reader makes room for all at once."""
    for member in archive.members:
        if member.name.casefold().endswith("sharedstrings.xml"):
            part = archive.read(member.name) or b""
            if any(int(count) > len(part) for count in _CLAIMED.findall(part[:_HEAD])):
                return False
    return True

"""The cell styles of a workbook: which show a date, which are unlocked, and a date style derived from another.

A day in a cell is a number that only its style makes a day. Where a cell has no such style it gets one that is its
own in everything but the number format; the new one is spliced behind the last, so that no index moves.
"""

import re
from typing import Final

from siamdesk.register import markup
from siamdesk.register.markup import Element, Splice
from siamdesk.register.workbook_parts import is_true

SHORT_DATE: Final = 14
DATE_AND_TIME: Final = 22
MOST_STYLES: Final = 64_000
_DATES: Final = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_LITERALS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class CellStyles:
    """The styles of one workbook, and those added to them. Raises `Malformed`."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        found = markup.elements(part)
        self._holder = next((each for each in found if each.path[1:] == ("cellXfs",)), None)
        self._own = [each for each in found if each.path[1:] == ("cellXfs", "xf")]
        self._named = [each for each in found if each.path[1:] == ("cellStyleXfs", "xf")]
        self._protections = [each for each in found if each.name == "protection"]
        self._codes = {
            each.get("numFmtId"): each.get("formatCode") for each in found if each.path[1:] == ("numFmts", "numFmt")
        }
        self._added: list[bytes] = []

    def __len__(self) -> int:
        return len(self._own)

    def _xf(self, style: str | None) -> Element | None:
        place = int(style) if style and style.isdecimal() else 0
        return self._own[place] if place < len(self._own) else None

    def is_date(self, style: str | None) -> bool:
        """Whether a number in a cell of that style (its index) is shown as a day."""
        xf = self._xf(style)
        return xf is not None and self._is_date_format(xf.get("numFmtId", "0"))

    def _is_date_format(self, number: str) -> bool:
        code = self._codes.get(number)
        if code is None:
            return number.isdecimal() and int(number) in _DATES
        bare = _LITERALS.sub("", code.split(";", maxsplit=1)[0]).casefold()
        if "general" in bare:
            return False
        return "d" in bare or "y" in bare or ("m" in bare and not any(letter in bare for letter in "hs0#?"))

    def is_unlocked(self, style: str | None) -> bool:
        """Whether cells of that style may be changed while their sheet is protected; they are locked by default."""
        xf = self._xf(style)
        found = self._protection(xf)
        if found is None and xf is not None and xf.get("xfId", "0").isdecimal():
            base = int(xf.get("xfId", "0"))
            found = self._protection(self._named[base] if base < len(self._named) else None)
        return found is not None and "locked" in found.attributes and not is_true(found.get("locked"))

    def _protection(self, xf: Element | None) -> Element | None:
        return next((each for each in self._protections if xf and xf.inner <= each.start < xf.close), None)

    def dated(self, style: str | None, like: str | None = None, *, timed: bool = False) -> str | None:
        """The index of a style that is that one with a date format: that of style `like`, else the desk's short one.

        None where the workbook can hold no further style.
        """
        number = str(DATE_AND_TIME if timed else SHORT_DATE)
        sample = self._xf(like) if like is not None else None
        if sample is not None and self._is_date_format(sample.get("numFmtId", "0")):
            number = sample.get("numFmtId")
        xf = self._xf(style)
        if xf is None or self._holder is None:
            return None
        tag = markup.with_attribute(self._part[xf.start : xf.inner], "numFmtId", number)
        made = markup.with_attribute(tag, "applyNumberFormat", "1") + self._part[xf.inner : xf.end]
        for place, each in enumerate(self._own):
            if self._part[each.start : each.end] == made:
                return str(place)
        if made not in self._added:
            if len(self._own) + len(self._added) >= MOST_STYLES:
                return None
            self._added.append(made)
        return str(len(self._own) + self._added.index(made))

    @property
    def added(self) -> int:
        """How many styles have been added."""
        return len(self._added)

    def splices(self) -> list[Splice]:
        """What brings the added styles into the part."""
        if not self._added or self._holder is None:
            return []
        splices = [Splice(self._own[-1].end, self._own[-1].end, b"".join(self._added))]
        if self._holder.get("count"):
            count = str(len(self._own) + len(self._added))
            splices.append(markup.attribute_splice(self._part, self._holder, "count", count))
        return splices

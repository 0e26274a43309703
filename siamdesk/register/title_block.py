"""What stands above a table: the tower it belongs to, the day it was known, and its marking."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import When
from siamdesk.register import bodies
from siamdesk.register.reader import Raw, Sheet
from siamdesk.register.scan import address

_AS_AT: Final = re.compile(
    r"\b(?:(?:position|status|correct|data|snapshot|register|prepared|information|known)\s+)?"
    r"(?:as\s+at|as\s+of|as\s+known\s+(?:on|at)|known\s+(?:on|at)|dated|(?:last\s+)?updated(?:\s+on)?|"
    r"(?:snapshot|version|reporting|report|issue|effective)\s+date|correct\s+(?:at|on)|position\s+(?:at|on)|date)"
    r"\s*[:\-–]?\s*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DAY: Final = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\.?,?\s+\d{4}|"
    r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}|[a-z]{3,9}\s+\d{1,2},\s*\d{4}|[a-z]{3,9}\s+\d{4})",
    re.IGNORECASE,
)
_MARKING: Final = re.compile(
    r"\b(TOP SECRET|SECRET|OFFICIAL(?:\s*[:\-–]\s*SENSITIVE)?)\b"
    r"((?:\s*[-–:/,(\[]\s*|\s+)(?:COMMERCIAL|PERSONAL|LOCSEN|HR|POLICY|INVESTIGATION)\b[)\]]?)?"
)
_TOWER: Final = re.compile(
    r"^(?:the\s+)?(?:tower\s*(?:\d+\s*)?[:\-–]\s*(?P<after>[^:|\n]{2,40})|(?P<before>[^:|\n]{2,40}?)\s+(?:service\s+)?towers?\b)",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(
    r"\b(?:register|contracts?|portfolio|report|pipeline|plan|schedule|list|summary|version|draft|page|programme)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What a title block says; None and '' where it says nothing. Cells are addresses such as `B2`."""

    tower: str = ""
    as_at: When | None = None
    as_at_cell: str = ""
    marking: str = ""
    marking_cell: str = ""


def read(sheet: Sheet, rows: tuple[int, ...], *, many: bool, fy_start: int = 4) -> TitleBlock:
    """Read the title rows of one table. With `many` tables on the sheet, a lone short line names the tower."""
    tower = marking = marking_cell = as_at_cell = ""
    as_at: When | None = None
    for row in rows:
        cells = bodies.filled(sheet, row)
        for place, (column, value) in enumerate(cells):
            if not isinstance(value, str):
                continue
            following = cells[place + 1][1] if place + 1 < len(cells) else ""
            if as_at is None:
                as_at = day_said(value, following, fy_start)
                as_at_cell = address(row, column) if as_at is not None else ""
            found = _MARKING.search(value)
            if found and not marking:
                marking, marking_cell = _tidy(found), address(row, column)
            tower = tower_in(value) or _label(value, following, len(cells)) or tower
    if not tower and many and rows:
        tower = _lone_line(sheet, rows[-1])
    return TitleBlock(tower, as_at, as_at_cell, marking, marking_cell)


def day_said(text: str, following: Raw = "", fy_start: int = 4) -> When | None:
    """The day that a text such as "As at 2 October 2015" gives, or the cell beside a label such as "As at:"."""
    found = _AS_AT.search(text.strip())
    if found is None:
        return None
    rest = found[1].strip().rstrip(".;)")
    if not rest:
        if isinstance(following, dt.datetime):
            return When.day(following.date())
        if isinstance(following, dt.date):
            return When.day(following)
        rest = following.strip() if isinstance(following, str) else ""
    day = _DAY.match(rest)
    if day is None:
        return None
    try:
        return when_words.parse(day[0], fy_start=fy_start)
    except Unreadable:
        return None


def marking_in(text: str) -> str:
    """The security marking in a text, such as OFFICIAL-SENSITIVE COMMERCIAL, else ''."""
    found = _MARKING.search(text)
    return _tidy(found) if found else ""


def _tidy(found: re.Match[str]) -> str:
    level = re.sub(r"\s*[:\-–]\s*", "-", found[1])
    caveat = re.sub(r"[^A-Z]", "", found[2] or "")
    return f"{level} {caveat}".strip()


def tower_in(text: str) -> str:
    """The tower that a title names, such as "Network" in "Network tower register", else ''."""
    found = _TOWER.match(text.strip())
    if found is None:
        return ""
    name = (found["after"] or found["before"] or "").strip(" -–:")
    return "" if _PLAIN.fullmatch(name) or name.casefold() in {"service", "lead", "all", "every"} else name


def _label(text: str, following: Raw, cells: int) -> str:
    """The tower beside a label: "Tower:" and then "Networks". A row of several labels is a header of something."""
    labelled = re.fullmatch(r"(?:service\s+)?tower(?:\s+name)?\s*(:?)", text.strip(), re.IGNORECASE)
    if labelled is None or not isinstance(following, str) or (cells > 2 and not labelled[1]):
        return ""
    return following.strip()


def _lone_line(sheet: Sheet, row: int) -> str:
    cells = bodies.filled(sheet, row)
    if len(cells) != 1 or not isinstance(cells[0][1], str):
        return ""
    text = cells[0][1].strip().rstrip(":")
    if len(text) > 40 or _MARKING.search(text) or _AS_AT.search(text) or not bodies.is_heading(text):
        return ""
    return re.sub(r"\s+(?:contracts?|register)$", "", text, flags=re.IGNORECASE)

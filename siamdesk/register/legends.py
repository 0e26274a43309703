"""Rows right under a header that explain the columns and hold no contract: their numbers, letters or meanings."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from siamdesk.domain import fields, when_words
from siamdesk.register import headings
from siamdesk.register.reader import Raw

_LEAST: Final = 3
_NUMBER: Final = re.compile(r"[(\[]?\s*(\d{1,3})\s*[.)\]]?")
_LETTER: Final = re.compile(r"[(\[]?\s*([A-Za-z])\s*[.)\]]?")
_FORMAT: Final = re.compile(
    r"(?:free |short |plain )?text|dates?|d{1,2}[/.\- ]m{1,3}[/.\- ]y{2,4}|yyyy-mm-dd|[£$€](?:m|k|000)?|numbers?"
    r"|numeric|integer|currency|yes ?/ ?no|y ?/ ?n|r ?/ ?a ?/ ?g|drop-?down(?: list)?|list|lookup|auto(?:matic)?"
    r"|formula|mandatory|optional|required|calculated|alphanumeric|char(?:acter)?s?(?: ?\(\d+\))?|months?|days?",
    re.IGNORECASE,
)
_UNKNOWN: Final = re.compile(
    r"tb[acdn]|t\.b\.[acd]\.?|to be \w+.*|not .*|unknown|various|ongoing|rolling|(?:already |yet to |not yet )?\w+ed"
    r"|poa|price on application|immediate(?:ly)?|asap|in progress|live|ongoing.*",
    re.IGNORECASE,
)


def typed_columns(headers: Sequence[str], first: int) -> dict[int, str]:
    """The columns whose headers name dates and amounts, with "date" or "money"."""
    found = {}
    for column, header in enumerate(headers, first):
        names = headings.candidates(header) if header else ()
        about = fields.field_for("contract", names[0].key) if names and names[0].score >= headings.SURE else None
        if about is not None and about.type.name in {"date", "money"}:
            found[column] = about.type.name
    return found


def why(cells: Sequence[tuple[int, Raw]], typed: Mapping[int, str]) -> str:
    """Why a row explains the columns above it; '' where it may be a contract."""
    if len(cells) < _LEAST:
        return ""
    if _count_up([_ordinal(value, _NUMBER) for _, value in cells]):
        return "the numbers of the columns"
    if _count_up([_ordinal(value, _LETTER) for _, value in cells]):
        return "the letters of the columns"
    texts = {column: value.strip() for column, value in cells if isinstance(value, str)}
    if len(texts) < len(cells):
        return ""
    formats = sum(1 for text in texts.values() if _FORMAT.fullmatch(text))
    said = [texts[column] for column in typed if column in texts]
    if (formats >= 2 and 2 * formats >= len(texts)) or (len(said) >= 2 and all(map(_is_prose, said))):
        return "what the columns mean"
    return ""


def _ordinal(value: Raw, shape: re.Pattern[str]) -> int | None:
    text = str(int(value)) if isinstance(value, int | float) and float(value).is_integer() else value
    found = shape.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None
    return int(found[1]) if found[1].isdecimal() else ord(found[1].casefold())


def _count_up(ordinals: Sequence[int | None]) -> bool:
    return None not in ordinals and all(
        first is not None and second == first + 1 for first, second in pairwise(ordinals)
    )


def _is_prose(text: str) -> bool:
    """Whether a text in a column of days or amounts is neither, nor says that it is not known."""
    plain = _FORMAT.fullmatch(text) is not None
    return plain or not (re.search(r"\d", text) or _UNKNOWN.fullmatch(text) or when_words.is_nothing(text))

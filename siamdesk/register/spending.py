"""Columns of spend by financial year: "2016/17 run", "FY16/17 entry cost", "Spend 2016/17 (£m)"."""

import re
from typing import Final

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import folded
from siamdesk.domain.when import Form
from siamdesk.register import headings

_YEAR: Final = re.compile(
    r"(?:\bfy\s*'?)?\b(?:19|20)\d\d\s*[/\-–]\s*(?:(?:19|20)\d\d|\d\d)\b|\bfy\s*'?\d\d\s*[/\-–]\s*\d\d\b"
    r"|\bfy\s*'?(?:(?:19|20)\d\d|\d\d)\b",
    re.IGNORECASE,
)
_ENTRY: Final = frozenset({"entry", "transition", "implementation", "mobilisation", "setup", "one", "off", "set", "up"})
_SPENT: Final = frozenset(
    word
    for line in (
        "spend spending spent cost costs run running value values amount amounts expenditure payment payments budget",
        "profile forecast planned plan estimated estimate annual total year financial fiscal service charge charges",
        "m k bn gbp 000 000s s in for of the by per ex excl excluding inc incl including vat net gross million",
    )
    for word in line.split()
)


def of_header(header: str, fy_start: int) -> tuple[int, str] | None:
    """The year and the kind of cost, 'entry' or 'run', of a column of spend; None for any other header.

    The year is the calendar year in which the financial year begins.
    """
    text = folded(header)
    found = _YEAR.search(text)
    if found is None:
        return None
    said = set(headings.words(_YEAR.sub(" ", text)))
    if said - _SPENT - _ENTRY:
        return None
    try:
        when = when_words.parse(found[0], fy_start=fy_start)
    except Unreadable:
        return None
    if when.form is not Form.FINANCIAL_YEAR or when.earliest is None:
        return None
    return when.earliest.year, "entry" if said & _ENTRY else "run"

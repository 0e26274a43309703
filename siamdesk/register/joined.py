"""Reading two columns that hold one field: a year with its quarter or month, the two ends of an amount.

Nothing is invented: a year without its quarter is a year, a quarter without its year cannot be read.
"""

import datetime as dt
import re
from dataclasses import replace
from typing import Final

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Field
from siamdesk.domain.money import Money
from siamdesk.domain.when import MONTHS, When
from siamdesk.register import readings
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw

_TBC: Final = re.compile(r"tb[acd]|to be \w+", re.IGNORECASE)
_BARE_YEAR: Final = re.compile(r"(?:19|20)?\d\d")
_FISCAL: Final = re.compile(r"\bfy|\bf/y|fiscal|financial|\d\d\s*[/\-–]\s*\d\d", re.IGNORECASE)
_WHOLE: Final = re.compile(r"\b(?:19|20)\d\d\b|\bfy\s*\d\d", re.IGNORECASE)
_QUARTERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER: Final = re.compile(r"\b(?:q(?:uarter|tr)?\.?\s*)?([1-4])(?:st|nd|rd|th)?\b", re.IGNORECASE)
_MONTH: Final = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
_ENDS: Final = 2


def date(column: Column, fine: Raw, coarse: Raw, fy_start: int) -> When | None:
    """The date of a quarter or month (`fine`) and a year (`coarse`). Raises `Unreadable`."""
    if isinstance(fine, dt.date):
        return readings.day_of(fine)
    said, year = readings.as_text(fine).strip(), readings.as_text(coarse).strip()
    if when_words.is_nothing(year) or _TBC.fullmatch(year):
        if when_words.is_nothing(said):
            return when_words.parse(year) if _TBC.fullmatch(year) else None
        return when_words.parse(said, day_first=column.day_first is not False, fy_start=fy_start)
    fiscal = column.fiscal or _FISCAL.search(year) is not None
    whole_year = f"FY {year}" if fiscal and _BARE_YEAR.fullmatch(year) else year
    if when_words.is_nothing(said) or _TBC.fullmatch(said):
        return when_words.parse(whole_year, fy_start=fy_start)
    if _WHOLE.search(said):
        return when_words.parse(said, day_first=column.day_first is not False, fy_start=fy_start)
    if column.joint == "quarter":
        return _quarter(said, whole_year, fy_start, fiscal=fiscal)
    return _month(said, whole_year, fy_start, fiscal=fiscal)


def _quarter(said: str, year: str, fy_start: int, *, fiscal: bool) -> When:
    months = _MONTH.findall(said)
    found = _QUARTER.search(said)
    nth = int(found[1]) if found else _QUARTERS.get(re.split(r"[\s\-]", said.casefold())[0], 0)
    if not nth and len(months) == _ENDS:
        if fiscal:
            nth = (_number(months[0]) - fy_start) % 12 // 3 + 1
        else:
            return when_words.parse(f"{months[0]} {year} to {months[1]} {year}")
    if not nth:
        raise Unreadable("not a quarter")
    if months and fiscal:
        # "Quarter 4 (Jul-Sep)" says itself when its year begins.
        fy_start = (_number(months[0]) - 3 * (nth - 1) - 1) % 12 + 1
    return when_words.parse(f"Q{nth} {year}", fy_start=fy_start)


def _month(said: str, year: str, fy_start: int, *, fiscal: bool) -> When:
    found = _MONTH.match(said)
    number = _number(found[1]) if found else int(said) if re.fullmatch(r"0?[1-9]|1[0-2]", said) else 0
    if not number:
        raise Unreadable("not a month")
    if fiscal:
        first = when_words.parse(year, fy_start=fy_start).earliest
        if first is None:
            raise Unreadable("not a year")
        year = str(first.year if number >= first.month else first.year + 1)
    return when_words.parse(f"{MONTHS[number - 1]} {year}")


def _number(month: str) -> int:
    return MONTHS.index(month[:3].title()) + 1


def amount(column: Column, about: Field, ends: tuple[Raw, Raw], codes: tuple[str, str], fy_start: int) -> Money | None:
    """The range whose low and high end are given; open where one is blank. Raises `Unreadable`."""
    read = [readings.read(column, about, raw, code, fy_start=fy_start) for raw, code in zip(ends, codes, strict=True)]
    low, high = (end if isinstance(end, Money) and end.is_known else None for end in read)
    if low is None or high is None:
        known = low or high
        if known is None:
            return next((end for end in read if isinstance(end, Money)), None)
        return replace(known, high=None) if low else replace(known, low=None)
    if low.currency != high.currency:
        raise Unreadable("its two ends are in different currencies")
    if low.low is not None and high.high is not None and low.low > high.high:
        raise Unreadable("the range runs backwards")
    return replace(low, high=high.high, approximate=low.approximate or high.approximate, words="")

"""Exact days in words: every way a register writes one day, with its weekday checked and its time of day let go."""

import re
from datetime import date

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import FIRST_YEAR, LAST_YEAR, day_words

_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_WEEKDAY = (
    r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
)
_LEADING_WEEKDAY = re.compile(rf"(?P<weekday>{_WEEKDAY})(?![a-z])[.,]?\s*(?:the\s+)?(?P<rest>.+)")
_TRAILING_WEEKDAY = re.compile(rf"(?P<rest>.*[^\s,(a-z])[\s,]*\(?(?P<weekday>{_WEEKDAY})\)?")

_CLOCK = (
    r"(?:(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[ap]\.?m\.?|noon|hrs|hours)?"
    r"|(?P<plain_hour>[0-9]{1,2})\s*(?:[ap]\.?m\.?|noon)|noon|midday|midnight)"
)
_ZONE = r"(?:z|\(?(?:utc|gmt)?[+-][0-9]{2}:?[0-9]{2}\)?|\(?[a-z]{2,5}\)?|[a-z]+(?: [a-z]+)? time)"
_TRAILING_TIME = re.compile(rf"(?P<rest>.+?)(?:(?<=[0-9])t|[\s,]+(?:at\s+)?){_CLOCK}(?:\s*{_ZONE})?")
_LEADING_TIME = re.compile(rf"{_CLOCK}(?:\s*{_ZONE})?[\s,]+(?:on\s+)?(?P<rest>.+)")

_YEAR_FIRST = re.compile(r"(?P<y>[0-9]{4})(?P<by>[-/. ])(?P<m>[0-9]{1,2})(?P=by)(?P<d>[0-9]{1,2})[a-z]?")
_COMPACT = re.compile(r"(?P<y>(?:19|20|21)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,2})\s?(?P<by>[-/. ])\s?(?P<b>[0-9]{1,2})\s?(?P=by)\s?(?P<y>[0-9]{4}|[0-9]{2})[a-z]?"
)
_DAY = r"(?P<d>[0-9]{1,2})(?:\s?(?:st|nd|rd|th)(?![a-z]{2}))?"
_NAME = r"(?P<name>[a-z]{3,9})"
_NAMED = (
    re.compile(rf"{_DAY}(?:\s+day)?(?:\s+of)?[\s\-./,]*{_NAME}[\s\-./,]*(?P<y>[0-9]{{4}}|'?[0-9]{{2}})"),
    re.compile(rf"{_NAME}[\s\-./]*{_DAY}[\s\-./,]+(?P<y>[0-9]{{4}})"),
    re.compile(rf"{_NAME}[\s.]*{_DAY}[\s,]+(?P<y>'?[0-9]{{2}})"),
    re.compile(rf"(?P<y>[0-9]{{4}})[\s\-./,]*{_NAME}[\s\-./,]*{_DAY}"),
)
_NO_YEAR = (
    re.compile(rf"{_DAY}(?:\s+day)?(?:\s+of)?[\s\-./,]*{_NAME}"),
    re.compile(rf"{_NAME}[\s\-./]*(?:[0-9]|[0-9]{{1,2}}\s?(?:st|nd|rd|th))"),
)


def month_number(name: str) -> int | None:
    """The month an English name or an abbreviation of three letters or more means, in lower case; else None."""
    if len(name) < 3:
        return None
    return next((number for number, full in enumerate(_MONTH_NAMES, 1) if full.startswith(name)), None)


def full_year(digits: str, pivot: int) -> int:
    """A year of two or four digits; two-digit years below the pivot are of this century. Raises `Unreadable`."""
    digits = digits.lstrip("'")
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < pivot else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return year


def read_day(text: str, *, day_first: bool, pivot: int) -> date | None:
    """The day a text means; None if it has not the shape of a day. The text is lower case with plain spaces.

    Times of day and zones are let go: the day is the one written. Raises `Unreadable` for what has the shape of a
    day and is none.
    """
    said, text = _weekday_said(text)
    text = _without_time(text)
    if said is None:
        said, text = _weekday_said(text)
    day = _numeric(text.rstrip("."), day_first=day_first, pivot=pivot) or _named(text, pivot)
    if day is not None and said is not None and _WEEKDAYS[day.weekday()][:3].lower() != said[:3]:
        raise Unreadable(f"weekday does not match: {day_words(day)} was a {_WEEKDAYS[day.weekday()]}")
    return day


def _weekday_said(text: str) -> tuple[str | None, str]:
    found = _LEADING_WEEKDAY.fullmatch(text) or _TRAILING_WEEKDAY.fullmatch(text)
    return (found["weekday"], found["rest"]) if found is not None else (None, text)


def _without_time(text: str) -> str:
    found = _TRAILING_TIME.fullmatch(text) or _LEADING_TIME.fullmatch(text)
    if found is None:
        return text
    hour, minute = int(found["hour"] or found["plain_hour"] or 0), int(found["minute"] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Unreadable("no such time of day")
    return found["rest"]


def _numeric(text: str, *, day_first: bool, pivot: int) -> date | None:
    found = _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is not None:
        return _day(full_year(found["y"], pivot), int(found["m"]), int(found["d"]))
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    year, a, b = full_year(found["y"], pivot), int(found["a"]), int(found["b"])
    day, month = (a, b) if day_first else (b, a)
    if month > 12 and 1 <= day <= 12:
        order, other = ("month", "day") if day_first else ("day", "month")
        raise Unreadable(f"only possible {order} first, and {other}s are read first here")
    return _day(year, month, day)


def _named(text: str, pivot: int) -> date | None:
    for shape in _NAMED:
        found = shape.fullmatch(text)
        month = month_number(found["name"]) if found is not None else None
        if found is not None and month is not None:
            return _day(full_year(found["y"], pivot), month, int(found["d"]))
    for shape in _NO_YEAR:
        found = shape.fullmatch(text)
        if found is not None and month_number(found["name"]) is not None:
            raise Unreadable("year missing")
    return None


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("no such day") from None

"""Periods in words: months, quarters, halves, seasons, years, financial years, and the thirds of each."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import MONTHS, Form
from siamdesk.domain.when_days import full_year, month_number


class Period(NamedTuple):
    """A stretch of days, both ends included, and the form in which it was said."""

    first: date
    last: date
    form: Form


_FINANCIAL = r"fy|f/y|financial year|fiscal year"
_YEAR = (
    rf"(?:(?P<fy>{_FINANCIAL})|cy|calendar year|year)?\s*(?P<mark>')?(?P<y>[0-9]{{4}}|[0-9]{{2}})"
    rf"(?:\s?(?P<by>[/-])\s?(?P<z>[0-9]{{4}}|[0-9]{{2}}))?(?:\s*(?P<fy_after>{_FINANCIAL}))?"
)
_QUARTER = (
    r"(?P<quarter>q\s?[1-4]|[1-4]\s?q|(?:quarter|qtr)\.?\s?[1-4]"
    r"|(?:[1-4](?:st|nd|rd|th)?|first|second|third|fourth|last|final)\s(?:quarter|qtr))"
)
_HALF = r"(?P<half>h\s?[12]|[12]\s?h|half\s[12]|(?:[12](?:st|nd)?|first|second|last)\shalf)"
_UNIT = rf"(?:{_QUARTER}|{_HALF}|(?P<season>spring|summer|autumn|fall|winter)|(?:month\s)?(?P<month>[a-z]{{3,9}}))"
_UNIT_YEAR = re.compile(rf"{_UNIT}(?P<gap>[\s\-/.]*){_YEAR}")
_YEAR_UNIT = re.compile(rf"{_YEAR}(?P<gap>[\s\-/.]*){_UNIT}")
_YEAR_ALONE = re.compile(_YEAR)
_UNIT_ALONE = re.compile(_UNIT)
_MONTH_YEAR = re.compile(r"(?P<month>[0-9]{1,2})\s?[/.-]\s?(?P<y>[0-9]{4})")
_PART = re.compile(
    r"(?:the\s)?(?P<part>early|beginning|start|mid|middle|late|end)(?![a-z])(?:\s?-\s?|\sof\s|\sin\s|\s)(?:the\s)?(?P<whole>.+)"
)
_THIRDS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 0, "last": 0}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_MONTHS_BESIDE = re.compile(r"\(\s*(?P<first>[a-z]{3,9})\.?\s?-\s?(?P<last>[a-z]{3,9})\.?\s*\)")


def split_part(text: str) -> tuple[str | None, str]:
    """The word for a third of a period that a text begins with, and the rest; None and the text if there is none."""
    found = _PART.fullmatch(text)
    return (found["part"], found["whole"]) if found is not None else (None, text)


def is_part(text: str) -> bool:
    """Whether a text is a word for a third of a period and nothing more: "early"."""
    return text in _THIRDS


def read_period(text: str, *, day_first: bool, fy_start: int, pivot: int) -> Period | None:
    """The period a text means; None if it has not the shape of one. The text is lower case with plain spaces.

    Early, mid and late are days 1 to 10, 11 to 20 and 21 to the end of a month, and the thirds of anything longer.
    A financial year named by one year ("FY 16") is the one that ends in it. Raises `Unreadable` for what has the
    shape of a period and is none.
    """
    part, whole = split_part(text)
    period = _whole(whole, day_first=day_first, fy_start=fy_start, pivot=pivot)
    return _third(period, _THIRDS[part]) if part is not None and period is not None else period


def _whole(text: str, *, day_first: bool, fy_start: int, pivot: int) -> Period | None:
    beside = _MONTHS_BESIDE.search(text)
    if beside is not None:
        text = text[: beside.start()] + text[beside.end() :]
    text = " ".join(re.sub(r"[(),]|\bof\b|\bthe\b", " ", text).split())
    found = _MONTH_YEAR.fullmatch(text)
    if found is not None:
        return _month(full_year(found["y"], pivot), int(found["month"]))
    found = _UNIT_YEAR.fullmatch(text) or _YEAR_UNIT.fullmatch(text)
    if found is not None and found["month"] is not None and month_number(found["month"]) is None:
        found = None
    if found is None:
        if _is_unit(text):
            raise Unreadable("year missing")
        found = _YEAR_ALONE.fullmatch(text)
        return _years(found, fy_start, pivot) if found is not None else None
    period = _unit(found, _Year(found, pivot), day_first=day_first, fy_start=fy_start)
    if beside is not None:
        _check_months(period, beside)
    return period


def _is_unit(text: str) -> bool:
    found = _UNIT_ALONE.fullmatch(text)
    return found is not None and (found["month"] is None or month_number(found["month"]) is not None)


class _Year:
    """The year of a period: a calendar year, or the financial year that begins or ends in it."""

    def __init__(self, found: re.Match[str], pivot: int) -> None:
        named = found["fy"] or found["fy_after"]
        self.year = full_year(found["y"], pivot)
        self.two_digits = len(found["y"]) == 2 and found["mark"] is None
        self.spans = found["z"] is not None
        self.financial = self.spans or named is not None
        if self.spans and int(found["z"]) not in {self.year + 1, (self.year + 1) % 100}:
            raise Unreadable(f"{found['y']}{found['by']}{found['z']} is not one financial year")

    def begins(self, fy_start: int) -> date:
        """The first day of the financial year, or of the calendar year."""
        if not self.financial:
            return date(self.year, 1, 1)
        return date(self.year if self.spans or fy_start == 1 else self.year - 1, fy_start, 1)


def _years(found: re.Match[str], fy_start: int, pivot: int) -> Period | None:
    y, z, named = found["y"], found["z"], found["fy"] or found["fy_after"]
    if named is None and len(y) == 2:
        return None
    if named is None and z is not None:
        first, follows = full_year(y, pivot), int(z) in {int(y) + 1, (int(y) + 1) % 100}
        if len(z) == 4 and not follows and found["by"] == "-":
            return Period(date(first, 1, 1), date(full_year(z, pivot), 12, 31), Form.WINDOW)
        if len(z) == 2 and 1 <= int(z) <= 12:
            month = _month(first, int(z))
            if not follows:
                return month
            if found["by"] == "-":
                raise Unreadable(f"either {MONTHS[int(z) - 1]} {y} or the financial year {y}/{z}")
    year = _Year(found, pivot)
    return _months(year.begins(fy_start), 12, Form.FINANCIAL_YEAR if year.financial else Form.YEAR)


def _unit(found: re.Match[str], year: _Year, *, day_first: bool, fy_start: int) -> Period:
    begins = year.begins(fy_start)
    if found["quarter"] is not None:
        number = _number(found["quarter"]) or 4
        form = Form.FINANCIAL_QUARTER if year.financial else Form.QUARTER
        return _months(_later(begins, 3 * (number - 1)), 3, form)
    if found["half"] is not None:
        number = _number(found["half"]) or 2
        return _months(_later(begins, 6 * (number - 1)), 6, Form.FINANCIAL_HALF if year.financial else Form.HALF)
    if found["season"] is not None:
        if year.financial and not (year.spans and found["season"] == "winter"):
            raise Unreadable("a season wants a calendar year")
        return _months(date(year.year, _SEASONS[found["season"]], 1), 3, Form.SEASON)
    month = month_number(found["month"]) or 0
    if year.two_digits and not year.spans and found["gap"].isspace() and not day_first:
        raise Unreadable("year missing")
    if year.financial:
        return _months(_later(begins, (month - begins.month) % 12), 1, Form.MONTH)
    return _month(year.year, month)


def _number(unit: str) -> int:
    digit = re.search(r"[0-9]", unit)
    return int(digit[0]) if digit is not None else _ORDINALS[unit.split(maxsplit=1)[0]]


def _check_months(period: Period, beside: re.Match[str]) -> None:
    said = month_number(beside["first"]), month_number(beside["last"])
    if said != (period.first.month, period.last.month):
        held = f"{MONTHS[period.first.month - 1]} to {MONTHS[period.last.month - 1]}"
        raise Unreadable(f"the months do not match: the period is {held} here")


def _month(year: int, month: int) -> Period:
    if not 1 <= month <= 12:
        raise Unreadable("no such month")
    return _months(date(year, month, 1), 1, Form.MONTH)


def _months(first: date, months: int, form: Form) -> Period:
    return Period(first, _later(first, months) - timedelta(days=1), form)


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def _third(period: Period, third: int) -> Period:
    if period.form is Form.MONTH:
        first = period.first.replace(day=(1, 11, 21)[third])
        last_day = (10, 20, monthrange(first.year, first.month)[1])[third]
        return Period(first, first.replace(day=last_day), Form.PART_OF_MONTH)
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return _months(_later(period.first, third * months // 3), months // 3, Form.PART_OF_YEAR)

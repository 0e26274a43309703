"""What the cells of a column hold, counted: the kind of column, its order of day and month, its number formats."""

import datetime as dt
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from siamdesk.domain import money, when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.register import formats
from siamdesk.register.strips import Strip

_SAMPLE: Final = 60
_MAY_BE_NOTHING: Final = re.compile(r"[\W_]*(?:n[\W_]?(?:a|il|one)[\W_]*)?", re.IGNORECASE)
_LONGEST_DAY: Final = 60


@dataclass(slots=True)
class Content:
    """What the cells of a column hold, counted."""

    dates: int = 0
    numbers: list[float] = field(default_factory=list)
    flags: int = 0
    texts: Counter[str] = field(default_factory=Counter)
    date_texts: int = 0
    money_texts: int = 0
    number_texts: int = 0
    unsure: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    first_days: bool = False
    day_orders: Counter[bool] = field(default_factory=Counter)
    slashed: bool = False

    @property
    def text_count(self) -> int:
        """How many cells hold text that says something."""
        return sum(self.texts.values())

    @property
    def filled(self) -> int:
        """How many cells hold anything."""
        return self.dates + len(self.numbers) + self.flags + self.text_count

    @property
    def kind(self) -> str:
        """The kind of column by its cells alone."""
        if not self.filled:
            return "blank"
        if (self.dates + self.date_texts) * 2 >= self.filled:
            return "date"
        numeric = len(self.numbers) + self.number_texts + self.money_texts
        if numeric * 2 >= self.filled:
            priced = any(formats.currency(code) for code in self.codes)
            return "money" if self.money_texts or priced else "number"
        return "text"


_SLASHED: Final = re.compile(r"\s*(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(?:\d{4}|\d{2})\b")
_MAY_BE_SLASHED: Final = re.compile(r"\d\s*[/.\-]\s*\d")
_DATEISH: Final = re.compile(
    r"\d{1,4}\s*[/.\-]\s*\d{1,2}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\bq[1-4]\b|\bfy\s?\d|"
    r"\b(?:19|20)\d\d\b|\bquarter\b|\bspring|\bsummer|\bautumn|\bwinter|\btb[cadn]\b|"
    r"to be (?:confirmed|determined|agreed)",
    re.IGNORECASE,
)
_TBC: Final = re.compile(r"tb[cadn]|to be (?:confirmed|determined|agreed|decided)", re.IGNORECASE)
_MONEYISH: Final = re.compile(
    r"[£$€]|\b\d[\d,. ]*\s?(?:k|m|mn|bn|million|thousand|billion)\b|\b(?:gbp|usd|eur|aud|ngn)\b|"
    r"\bpoa\b|per annum|\bN\s?\d[\d, ]*\.\d\d\b",
    re.IGNORECASE,
)
_NUMBERISH: Final = re.compile(r"[-(]?\d[\d,]*(?:\.\d+)?\)?%?")


def says_nothing(text: str) -> bool:
    """Whether a text says that there is nothing, such as "n/a". Most texts are told at a glance."""
    return (not text.isascii() or _MAY_BE_NOTHING.fullmatch(text) is not None) and when_words.is_nothing(text)


def nothing_among(texts: Iterable[str]) -> list[str]:
    """Those of many texts that say nothing. What begins with one of most letters, or a digit, says something."""
    return [text for text in texts if text[:1] not in _SOMETHING and says_nothing(text)]


_SOMETHING: Final = frozenset(string.ascii_letters + string.digits) - {"n", "N"}


def content_of(strip: Strip, fy_start: int = 4) -> Content:
    """Count what the cells of a column hold."""
    content = Content()
    values = strip.raws
    kinds = strip.kinds
    if strip.is_text:
        content.texts.update(cast("Sequence[str]", values))
    else:
        content.texts.update([value for value in values if isinstance(value, str)])
    del content.texts[""]
    for word in nothing_among(content.texts):
        del content.texts[word]
    content.dates = kinds[dt.date] + kinds[dt.datetime]
    content.flags = kinds[bool]
    if kinds[int] or kinds[float]:
        content.numbers = [each for each in values if isinstance(each, int | float) and each.__class__ is not bool]
    if kinds[dt.time] or kinds[dt.timedelta]:
        content.texts.update(str(value) for value in values if isinstance(value, dt.time | dt.timedelta))
    if strip.codes is not None:
        content.codes.update(strip.codes)
        del content.codes[""]
        days = {(value, code) for value, code in zip(values, strip.codes, strict=True) if isinstance(value, dt.date)}
        content.first_days = bool(days) and all(
            value.day == 1 and formats.shows_month_only(code) for value, code in days
        )
    _weigh_texts(content, fy_start)
    return content


def _weigh_texts(content: Content, fy_start: int) -> None:
    """Count how many texts read as dates and amounts; in a long column, judged by a sample of the distinct ones."""
    for text in _maybe_slashed([text for text in content.texts if len(text) <= _LONGEST_DAY]):
        slashed = _SLASHED.match(text)
        if slashed:
            count = content.texts[text]
            content.slashed = True
            first, second = int(slashed[1]), int(slashed[3])
            if first > 12 >= second:
                content.day_orders[True] += count
            elif second > 12 >= first:
                content.day_orders[False] += count
    day_first = order(content.day_orders) is not False
    distinct = list(content.texts)
    step = max(len(distinct) // _SAMPLE, 1)
    sample = distinct[::step]
    known = sum(content.texts[text] for text in sample)
    counts = Counter[str]()
    unsure = 0
    for text in sample:
        said = _said(text, day_first=day_first, fy_start=fy_start)
        counts[said] += content.texts[text]
        unsure += content.texts[text] if said == "tbc" else 0
    if not known:
        return
    share = content.text_count / known
    # A column that holds only TBC is of any kind; beside dates or amounts it goes with them.
    content.date_texts = round(counts["date"] * share)
    content.money_texts = round(counts["money"] * share)
    content.number_texts = round(counts["number"] * share)
    content.unsure = round(unsure * share)
    if content.dates or content.date_texts:
        content.date_texts += content.unsure


def _maybe_slashed(texts: Sequence[str]) -> Iterator[str]:
    """The texts that may begin with a day in figures, and some others: most columns have none, and are told at once."""
    for first in range(0, len(texts), _STRETCH):
        some = texts[first : first + _STRETCH]
        if _MAY_BE_SLASHED.search("\n".join(some)):
            yield from some


_STRETCH: Final = 2048


def _said(text: str, *, day_first: bool, fy_start: int) -> str:
    if _TBC.fullmatch(text.strip()):
        return "tbc"
    if _NUMBERISH.fullmatch(text.strip()):
        return "number"
    if len(text) > _LONGEST_DAY:
        return ""
    if _MONEYISH.search(text):
        try:
            money.parse_money(text)
        except Unreadable:
            return ""
        return "money"
    if _DATEISH.search(text):
        try:
            when_words.parse(text, day_first=day_first, fy_start=fy_start)
        except Unreadable:
            # No such day, but a day was meant.
            return "date" if _SLASHED.match(text) else ""
        return "date"
    return ""


def order(orders: Counter[bool]) -> bool | None:
    """Day first, or month first, by the cells that can only be one; None where they do not settle it."""
    if not orders or orders[True] == orders[False]:
        return None
    return orders[True] > orders[False]

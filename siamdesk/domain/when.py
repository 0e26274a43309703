"""When: a date as people know it, from an exact day to "to be confirmed".

A `When` has an earliest and a latest day, both included. Its stored form is EDTF (ISO 8601-2): a day, or an explicit
interval whose ends may be open and may be approximate (`~`), uncertain (`?`) or both (`%`).
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache

from siamdesk.domain.errors import Unreadable

FIRST_YEAR = 1900
LAST_YEAR = 2199
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SHARED = 1 << 17
"""How many stored texts are remembered: more than the distinct dates of 20,000 contracts."""


class Form(StrEnum):
    """How a date was said. It guides wording and drawing, and never equality."""

    DAY = auto()
    MONTH = auto()
    QUARTER = auto()
    SEASON = auto()
    HALF = auto()
    YEAR = auto()
    PART_OF_MONTH = auto()
    PART_OF_YEAR = auto()
    FINANCIAL_YEAR = auto()
    FINANCIAL_HALF = auto()
    FINANCIAL_QUARTER = auto()
    BY_END = auto()
    WINDOW = auto()
    FROM = auto()
    UNTIL = auto()
    TBC = auto()


@dataclass(frozen=True, slots=True)
class When:
    """A date between two days, either of which may be open. Raises `Unreadable` for bounds that cannot be.

    Equality and hash take the bounds and qualifiers, never the form or the words. Both bounds are open for TBC alone.
    """

    earliest: date | None
    latest: date | None
    form: Form = field(compare=False)
    words: str = field(compare=False)
    """As typed; blank for a date that nobody typed."""
    approximate: bool = False
    uncertain: bool = False

    def __post_init__(self) -> None:
        tbc = self.earliest is None and self.latest is None
        if tbc != (self.form is Form.TBC):
            raise Unreadable("only a date to be confirmed has neither an earliest nor a latest day")
        if tbc and (self.approximate or self.uncertain):
            raise Unreadable("a date to be confirmed cannot be approximate or uncertain")
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise Unreadable("it ends before it begins")
        for end in (self.earliest, self.latest):
            if end is not None and not FIRST_YEAR <= end.year <= LAST_YEAR:
                raise Unreadable(f"year {end.year} is outside {FIRST_YEAR} to {LAST_YEAR}")

    @property
    def is_tbc(self) -> bool:
        """Whether it is known to be unknown."""
        return self.form is Form.TBC

    @property
    def is_exact(self) -> bool:
        """Whether it is a single day, neither approximate nor uncertain."""
        return (
            self.earliest is not None and self.earliest == self.latest and not self.approximate and not self.uncertain
        )

    @property
    def is_open(self) -> bool:
        """Whether one end is open. TBC is not open but unknown."""
        return (self.earliest is None) != (self.latest is None)

    @property
    def edtf(self) -> str:
        """The date as EDTF: `2015-10-02`, `2015-10-21~/2015-11-10~`, `../2015-10-31`, or `XXXX` for TBC."""
        if self.earliest is None and self.latest is None:
            return "XXXX"
        mark = ("", "?", "~", "%")[2 * self.approximate + self.uncertain]
        first = ".." if self.earliest is None else self.earliest.isoformat() + mark
        last = ".." if self.latest is None else self.latest.isoformat() + mark
        return first if first == last else f"{first}/{last}"

    def canonical(self) -> str:
        """What the store keeps: `edtf|form|words`. The words come last and may hold any character."""
        return f"{self.edtf}|{self.form}|{self.words}"

    @staticmethod
    @lru_cache(maxsize=_SHARED)
    def from_canonical(text: str) -> "When":
        """The date whose `canonical` is given; equal texts share one object. Raises `ValueError` when malformed."""
        edtf, _, rest = text.partition("|")
        form, bar, words = rest.partition("|")
        if not bar:
            raise Unreadable("not a stored date")
        first, last, approximate, uncertain = _bounds(edtf)
        return When(first, last, Form(form), words, approximate, uncertain)

    @staticmethod
    @lru_cache(maxsize=_SHARED)
    def day(day: date) -> "When":
        """One exact day, in the words the screen uses for it: "2 Oct 2015"."""
        return When(day, day, Form.DAY, day_words(day))

    @staticmethod
    def of_edtf(text: str) -> "When":
        """The date an EDTF text means: a day, month or year, or an interval of them. Raises `Unreadable`."""
        first, last, approximate, uncertain = _bounds(text.strip())
        return When(first, last, _form(text, first, last), "", approximate, uncertain)


TBC = When(None, None, Form.TBC, "TBC")
"""To be confirmed: known to be unknown, which is not the same as blank."""


def day_words(day: date) -> str:
    """A day as the screen shows it: "2 Oct 2015", whatever the language of the desktop."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


_EDTF = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?P<mark>[~?%]?)")
_OPEN = frozenset({"", ".."})


def _bounds(edtf: str) -> tuple[date | None, date | None, bool, bool]:
    if edtf == "XXXX":
        return None, None, False, False
    left, slash, right = edtf.partition("/")
    if not slash:
        first, last, mark = _end(left)
        return first, last, "~" in mark, "?" in mark
    start = None if left in _OPEN else _end(left)
    end = None if right in _OPEN else _end(right)
    if start is None and end is None:
        raise Unreadable("an interval open at both ends says nothing")
    marks = (start[2] if start else "") + (end[2] if end else "")
    return start[0] if start else None, end[1] if end else None, "~" in marks, "?" in marks


def _end(text: str) -> tuple[date, date, str]:
    found = _EDTF.fullmatch(text)
    if found is None:
        raise Unreadable("not an EDTF date")
    year, month, day = int(found["year"]), found["month"], found["day"]
    first_month, last_month = (int(month), int(month)) if month else (1, 12)
    try:
        first = date(year, first_month, int(day) if day else 1)
        last = first if day else date(year, last_month, monthrange(year, last_month)[1])
    except ValueError:
        raise Unreadable("no such day") from None
    return first, last, found["mark"].replace("%", "~?")


def _form(edtf: str, first: date | None, last: date | None) -> Form:
    if first is None:
        return Form.TBC if last is None else Form.UNTIL
    if last is None:
        return Form.FROM
    if first == last:
        return Form.DAY
    if "/" in edtf:
        return Form.WINDOW
    return Form.YEAR if first.month != last.month else Form.MONTH


def sort_key(when: When) -> tuple[int, int, int, bool, bool]:
    """A key that puts dates in a total order: open starts by their latest day, then by earliest, TBC last."""
    marks = (when.approximate, when.uncertain)
    if when.earliest is None:
        return (2, 0, 0, *marks) if when.latest is None else (0, when.latest.toordinal(), 0, *marks)
    latest = date.max if when.latest is None else when.latest
    return (1, when.earliest.toordinal(), latest.toordinal(), *marks)


@dataclass(frozen=True, slots=True)
class DayRange:
    """A number of days between a least and a most, both included; None where that side has no bound."""

    least: int | None
    most: int | None

    @property
    def size(self) -> int:
        """The largest number of days it may be, whichever way; 0 where neither side has a bound."""
        return max((abs(bound) for bound in (self.least, self.most) if bound is not None), default=0)

    @property
    def is_late(self) -> bool:
        """Whether a move by so many days may be a move to a later day."""
        return self.most is None or self.most > 0

    def __str__(self) -> str:
        """In words for a screen: "+1 to +91 d", "0 d", "at least +5 d". The minus is one that can be typed."""
        if self.least is None:
            return "any number of days" if self.most is None else f"at most {_signed(self.most)} d"
        if self.most is None:
            return f"at least {_signed(self.least)} d"
        if self.least == self.most:
            return f"{_signed(self.least)} d"
        return f"{_signed(self.least)} to {_signed(self.most)} d"


def _signed(days: int) -> str:
    return f"{days:+d}" if days else "0"


def distance(a: When, b: When) -> DayRange | None:
    """How many days b lies after a, at least and at most; None if either is TBC."""
    if a.is_tbc or b.is_tbc:
        return None
    least = None if b.earliest is None or a.latest is None else (b.earliest - a.latest).days
    most = None if b.latest is None or a.earliest is None else (b.latest - a.earliest).days
    return _range(least, most)


_range = lru_cache(maxsize=1 << 16)(DayRange)
"""A comparison of two states tells a hundred thousand of them, of which most are alike."""


def slippage(a: When, b: When) -> DayRange | None:
    """How many days a date moved from a to b: as `distance`, but what is still the same has moved by exactly 0."""
    return DayRange(0, 0) if a == b else distance(a, b)

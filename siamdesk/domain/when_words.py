"""Dates in words: what people type to a `When`, and a `When` to what the screen shows. `show` lives here with `parse`.

The law that binds the two: `parse(show(w)) == w`, with the same start of the financial year.
"""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import MONTHS, Form, When, day_words
from siamdesk.domain.when_days import read_day
from siamdesk.domain.when_periods import is_part, read_period, split_part

PIVOT = 70
"""Two-digit years below it are of this century: 69 is 2069, 70 is 1970."""

_LONGEST = 120
_MOST_GAPS = 8
"""Two days joined by a dash have five dashes; a text with many more is no window, and not worth the time."""
_REMEMBERED = 1 << 16
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "n.a.", "nil", "none"})

_FOLDS = str.maketrans(
    {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "\u200b": None, "\ufeff": None}
)
_TBC = re.compile(
    r"(?:date |still |currently |yet )?(?:tb[acd]|t\.b\.[acd]|xxxx|unknown|undetermined"
    r"|to be (?:confirmed|determined|decided|agreed|advised|announced|arranged|notified|set)"
    r"|not (?:yet |currently )?(?:known|confirmed|determined|decided|agreed|set))"
)
_STATUS = re.compile(
    r"(?:(?:already|not|yet|to|not yet|yet to|now) )*(?:started?|commenced?|complete[d]?|in progress|ongoing|on-going"
    r"|underway|live|expired|awarded|closed|cancelled|on hold|signed|done|immediate(?:ly)?|asap|withdrawn|abandoned)"
)
_DURATION = re.compile(r".*\b(?:days?|weeks?|months?|years?|yrs?)\b.*")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")

_EDTF_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_EDTF = re.compile(rf"{_EDTF_DAY}%|(?:\.\.|{_EDTF_DAY}[~?%]?)/(?:\.\.|{_EDTF_DAY}[~?%]?)")

_APPROXIMATE = r"circa|approximately|approx|about|around|roughly|estimated|est"
_UNCERTAIN = r"possibly|provisionally|provisional|perhaps|probably|maybe|likely|tentatively|tentative|indicative"
_MARKED_BEFORE = re.compile(
    rf"(?:(?P<approximate>(?:{_APPROXIMATE})(?![a-z])\.?|ca?\.|ca?(?=[\s0-9])|~)|(?P<uncertain>(?:{_UNCERTAIN})(?![a-z])))"
    r"[\s:]*(?P<rest>.+)"
)
_MARKED_AFTER = re.compile(
    rf"(?P<rest>.+?)[\s,]*\(?\s*(?:(?P<approximate>(?<![a-z])(?:{_APPROXIMATE})|~)"
    rf"|(?P<uncertain>(?<![a-z])(?:tb[cd]|to be confirmed|{_UNCERTAIN})|\?+))\.?\s*\)?"
)
_FILLER = re.compile(r"(?:(?:some\s?time|in|on|during|within|at|the)\s+)+(?P<rest>.+)")
_WEEK = re.compile(
    r"(?:(?P<commencing>w/?c|w/?b|week (?:commencing|beginning|starting))|week ending|w/?e)(?![a-z])\.?:?\s*(?P<day>.+)"
)
_LATER_BEFORE = re.compile(
    r"(?:(?P<strict>after)|from|starting(?: from| in| on)?|since|on or after"
    r"|(?:not|no) (?:before|earlier than|sooner than))\s+(?P<rest>.+)"
)
_LATER_AFTER = re.compile(r"(?P<rest>.+?),?\s+(?:onwards?|(?:or|and) (?:later|after|onwards?)|at the earliest)")
_EARLIER_BEFORE = re.compile(
    r"(?:(?P<strict>before|prior to)|(?P<by>by)|until|till|up to|to|(?:not|no) (?:after|later than)|on or before)"
    r"\s+(?P<rest>.+)"
)
_EARLIER_AFTER = re.compile(r"(?P<rest>.+?),?\s+(?:(?:or|and) (?:earlier|before)|at the latest)")

_BETWEEN = re.compile(r"between\s+(?P<left>.+?)\s+and\s+(?P<right>.+)")
_SPACED = re.compile(r"\s(?:to|until|till|through|or|-+|/)\s|\s*--+\s*")
_TIGHT = re.compile(r"-|(?<![0-9])/|/(?![0-9])")
_BARE_DAY = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?")
_AFTER_DAY = re.compile(r"[0-9]{1,2}(?:\s?(?:st|nd|rd|th)(?![a-z]))?(?:\s+of)?(?P<rest>[\s\-/.].+)")
_YEAR_AT_END = re.compile(r".*?[\s\-/.,](?P<year>(?:fy\s?)?'?[0-9]{2}(?:[0-9]{2})?(?:[/-][0-9]{2}(?:[0-9]{2})?)?)")


class _Span(NamedTuple):
    earliest: date | None
    latest: date | None
    form: Form
    approximate: bool = False
    uncertain: bool = False


def is_nothing(text: str) -> bool:
    """Whether a text says that there is nothing: blank, a dash, "n/a", "nil" or "none". Not TBC, which is a value."""
    return _plain(text) in _NOTHING


def parse(text: str, *, day_first: bool = True, fy_start: int = 4, pivot: int = PIVOT) -> When:
    """The date a text means, with the text as its words. Raises `Unreadable`, also for a blank; never guesses.

    `fy_start` is the month in which the financial year starts. "After" and "before" leave out the date they name;
    "from", "until" and "by" take it in.
    """
    if len(text) > _LONGEST:
        raise Unreadable("too long to be a date")
    reading = _read(text, day_first, fy_start, pivot)
    if isinstance(reading, str):
        raise Unreadable(reading)
    return reading


def show(w: When, *, fy_start: int = 4) -> str:
    """What the screen shows: the words as typed if they still mean the date, else the wording of its bounds.

    An exact day is always worded alike, however it was typed: columns of days are read down.
    """
    if w.is_exact and w.earliest is not None:
        return day_words(w.earliest)
    if w.words and len(w.words) <= _LONGEST and _read(w.words, True, fy_start, PIVOT) == w:
        return w.words
    if w.earliest is None:
        if w.latest is None:
            return "TBC"
        opening, wording = ("by " if w.form is Form.BY_END else "until "), day_words(w.latest)
    elif w.latest is None:
        opening, wording = "from ", _month_words(w.earliest) if w.earliest.day == 1 else day_words(w.earliest)
    else:
        opening, wording = "", _closed_words(w.earliest, w.latest, fy_start)
    return f"{opening}{'c. ' if w.approximate else ''}{wording}{'?' if w.uncertain else ''}"


def _closed_words(first: date, last: date, fy_start: int) -> str:
    if first == last:
        return day_words(first)
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return f"{day_words(first)} to {day_words(last)}"
    months = (after.year - first.year) * 12 + after.month - first.month
    if months == 12 and first.month == 1:
        return str(first.year)
    if months == 12 and first.month == fy_start:
        return f"{first.year}/{last.year % 100:02}"
    return _month_words(first) if months == 1 else f"{_month_words(first)} to {_month_words(last)}"


def _month_words(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _plain(text: str) -> str:
    """Lower case, with one kind of dash and quote and single plain spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDS).casefold()
    return " ".join(folded.split()).strip("' ")


def _trimmed(plain: str) -> str:
    """Without brackets round the whole, and without the stop at the end, unless two dots say that the end is open."""
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1]
    plain = plain.rstrip(",;: ")
    return plain if plain.endswith("..") else plain.rstrip(".")


@lru_cache(maxsize=_REMEMBERED)
def _read(text: str, day_first: bool, fy_start: int, pivot: int) -> When | str:  # noqa: FBT001  a cache key
    """The date, or why there is none: reasons are remembered too, since columns repeat what cannot be read."""
    plain = _plain(text)
    if plain in _NOTHING:
        return "blank"
    trimmed = _trimmed(plain)
    words = text.strip()
    if _TBC.fullmatch(trimmed.rstrip(".?")):
        return When(None, None, Form.TBC, words)
    try:
        span = _Reader(day_first, fy_start, pivot).phrase(trimmed)
        return When(span.earliest, span.latest, span.form, words, span.approximate, span.uncertain)
    except Unreadable as unreadable:
        return unreadable.why


def _why_not(text: str) -> str:
    if _NUMBER.fullmatch(text):
        return "a number, not a date"
    if _STATUS.fullmatch(text):
        return "a status, not a date"
    if _DURATION.fullmatch(text):
        return "a duration, not a date"
    return "not a date"


class _Reader(NamedTuple):
    """Reads phrases by the day order, financial year and pivot given."""

    day_first: bool
    fy_start: int
    pivot: int

    def phrase(self, text: str) -> _Span:
        """The span of a whole phrase. Raises `Unreadable`."""
        span = self._plain_span(text) or self._window(text)
        if span is not None:
            return span
        marked = _MARKED_BEFORE.fullmatch(text) or _MARKED_AFTER.fullmatch(text)
        if marked is not None:
            return _marked(self.phrase(marked["rest"]), marked)
        opened = self._open(text)
        if opened is not None:
            return opened
        filler = _FILLER.fullmatch(text)
        if filler is not None:
            return self.phrase(filler["rest"])
        raise Unreadable(_why_not(text))

    def _plain_span(self, text: str) -> _Span | None:
        """A day, a period, a week or an EDTF interval, without qualifying words; None if it is none of these."""
        day = read_day(text, day_first=self.day_first, pivot=self.pivot)
        if day is not None:
            return _Span(day, day, Form.DAY)
        if _EDTF.fullmatch(text):
            when = When.of_edtf(text)
            return _Span(when.earliest, when.latest, when.form, when.approximate, when.uncertain)
        period = read_period(text, day_first=self.day_first, fy_start=self.fy_start, pivot=self.pivot)
        if period is not None:
            return _Span(*period)
        week = _WEEK.fullmatch(text)
        day = read_day(week["day"], day_first=self.day_first, pivot=self.pivot) if week is not None else None
        if week is None or day is None:
            return None
        first = day if week["commencing"] else day - timedelta(days=6)
        return _Span(first, first + timedelta(days=6), Form.WINDOW)

    def _open(self, text: str) -> _Span | None:
        later = _LATER_BEFORE.fullmatch(text) or _LATER_AFTER.fullmatch(text)
        if later is not None:
            span = self.phrase(later["rest"])
            strict = later.re is _LATER_BEFORE and later["strict"] is not None
            first = span.latest + timedelta(days=1) if strict and span.latest is not None else span.earliest
            return span._replace(earliest=_bound(first), latest=None, form=Form.FROM)
        sooner = _EARLIER_BEFORE.fullmatch(text) or _EARLIER_AFTER.fullmatch(text)
        if sooner is None:
            return None
        span = self.phrase(sooner["rest"])
        in_front = sooner.re is _EARLIER_BEFORE
        strict = in_front and sooner["strict"] is not None
        last = span.earliest - timedelta(days=1) if strict and span.earliest is not None else span.latest
        by = in_front and sooner["by"] is not None
        return span._replace(earliest=None, latest=_bound(last), form=Form.BY_END if by else Form.UNTIL)

    def _window(self, text: str) -> _Span | None:
        between = _BETWEEN.fullmatch(text)
        if between is not None:
            return self._joined(between["left"], between["right"])
        text = text.removeprefix("either ")
        why = None
        for shape in (_SPACED, _TIGHT):
            gaps = list(shape.finditer(text))
            for gap in gaps if len(gaps) <= _MOST_GAPS else ():
                left, right = text[: gap.start()], text[gap.end() :]
                if gap[0].strip() not in {"or", "/"}:
                    left = left.removeprefix("from ")
                try:
                    span = self._joined(left, right)
                except Unreadable as unreadable:
                    why = why or unreadable.why
                    continue
                if span is not None:
                    return span
        if why is not None:
            raise Unreadable(why)
        return None

    def _joined(self, left: str, right: str) -> _Span | None:
        """Two dates as one window, the left completed from the right; None if they are not two dates."""
        last = self._side(right.strip())
        first = self._completed(left.strip(), right.strip(), last) if last is not None else None
        if first is None or last is None:
            return None
        if first.earliest is None or last.latest is None or first.earliest > last.latest:
            raise Unreadable("it ends before it begins")
        approximate, uncertain = first.approximate or last.approximate, first.uncertain or last.uncertain
        return _Span(first.earliest, last.latest, Form.WINDOW, approximate, uncertain)

    def _completed(self, left: str, right: str, last: _Span) -> _Span | None:
        left, right = _without_filler(left), _without_filler(right)
        if is_part(left):
            return self._side(f"{left} {split_part(right)[1]}")
        if _BARE_DAY.fullmatch(left):
            after = _AFTER_DAY.fullmatch(right)
            return self._side(left + after["rest"]) if after is not None else None
        try:
            return self._side(left)
        except Unreadable as unreadable:
            year = _YEAR_AT_END.fullmatch(right)
            if unreadable.why != "year missing" or year is None:
                raise
        span = self._side(f"{left} {year['year']}")
        if span is not None and span.earliest is not None and last.latest is not None and span.earliest > last.latest:
            # "Nov to Jan 2016" starts in the year before.
            return self._side(f"{left} {span.earliest.year - 1}")
        return span

    def _side(self, text: str) -> _Span | None:
        text = _without_filler(text)
        marked = _MARKED_BEFORE.fullmatch(text) or _MARKED_AFTER.fullmatch(text)
        if marked is None:
            return self._plain_span(text)
        span = self._side(marked["rest"])
        return _marked(span, marked) if span is not None else None


def _without_filler(text: str) -> str:
    found = _FILLER.fullmatch(text)
    return found["rest"] if found is not None else text


def _marked(span: _Span, marked: re.Match[str]) -> _Span:
    return span._replace(
        approximate=span.approximate or marked["approximate"] is not None,
        uncertain=span.uncertain or marked["uncertain"] is not None,
    )


def _bound(day: date | None) -> date:
    if day is None:
        raise Unreadable("not a date")
    return day

"""Headers of which two say one thing: a year and its quarter or month, the low and the high end of an amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from siamdesk.domain import fields
from siamdesk.register import headings

_YEAR: Final = frozenset({"year", "yr", "fy"})
_OF_A_YEAR: Final = _YEAR | {"fiscal", "financial", "calendar"}
_QUARTER: Final = frozenset({"quarter", "qtr", "q"})
_MONTH: Final = frozenset({"month", "mth"})
_FISCAL: Final = frozenset({"fy", "fiscal", "financial"})
_EMPTY: Final = frozenset({"date", "dates", "of", "the", "for", "in", "on", "contract"})
_LOW: Final = frozenset({"low", "lower", "lowest", "min", "minimum", "from"})
_HIGH: Final = frozenset({"high", "higher", "highest", "upper", "max", "maximum", "to"})
_UNITS: Final = frozenset({"m", "k", "bn", "gbp", "usd", "eur", "000", "000s", "s"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns, by place, that hold one field together: `holder` has the finer or lower part, `other` the rest.

    `kind` is quarter, month or range; `fiscal` says that the year is a financial one.
    """

    holder: int
    other: int
    key: str
    kind: str
    fiscal: bool = False


def speaks_of_part(header: str) -> bool:
    """Whether a header may be one of a pair that gives a date."""
    return not (_QUARTER | _MONTH).isdisjoint(headings.words(header))


def found(headers: Sequence[str]) -> list[Pair]:
    """The pairs among the headers of a table, no column in two of them."""
    pairs: list[Pair] = []
    taken: set[int] = set()
    for make, telling in ((_date, _QUARTER | _MONTH), (_range, _LOW)):
        for place in range(len(headers)):
            if telling.isdisjoint(headings.words(headers[place])):
                continue
            others = sorted(
                (abs(other - place), other)
                for other in range(len(headers))
                if other != place and headers[place] and headers[other]
            )
            for _, other in others:
                pair = make(headers, place, other) if not taken & {place, other} else None
                if pair is not None:
                    pairs.append(pair)
                    taken |= {place, other}
                    break
    return pairs


def _date(headers: Sequence[str], place: int, other: int) -> Pair | None:
    fine, coarse = set(headings.words(headers[place])), set(headings.words(headers[other]))
    grain = fine & (_QUARTER | _MONTH)
    if not grain or not coarse & _YEAR or coarse & (_QUARTER | _MONTH):
        return None
    rest, other_rest = fine - grain - _OF_A_YEAR - _EMPTY, coarse - _OF_A_YEAR - _EMPTY
    beside = abs(place - other) == 1 and (not rest or not other_rest)
    if rest != other_rest and not beside:
        return None
    key = _milestone(headers[place] if rest else headers[other])
    kind = "quarter" if grain & _QUARTER else "month"
    return Pair(place, other, key, kind, bool((fine | coarse) & _FISCAL)) if key else None


def _milestone(header: str) -> str:
    """The milestone date that a header names once its words for quarter, month and year are out."""
    kept = [word for word in headings.words(header) if word not in _QUARTER | _MONTH | _OF_A_YEAR]
    names = headings.candidates(" ".join(kept))
    return next((name.key for name in names if "." in name.key and name.score >= headings.SURE), "")


def _range(headers: Sequence[str], place: int, other: int) -> Pair | None:
    low, high = set(headings.words(headers[place])), set(headings.words(headers[other]))
    if not low & _LOW or low & _HIGH or not high & _HIGH or high & _LOW:
        return None
    if not low - _LOW - _UNITS or low - _LOW - _UNITS != high - _HIGH - _UNITS:
        return None
    bare = re.sub(rf"\b(?:{'|'.join(_LOW)})\b", " ", headers[place], flags=re.IGNORECASE)
    for name in headings.candidates(" ".join(bare.split())):
        about = fields.field_for("contract", name.key)
        if name.score >= headings.SURE and about is not None and about.type.name == "money":
            return Pair(place, other, name.key, "range")
    return None

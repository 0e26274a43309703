"""Money: an amount, a range or a price not yet known, with its currency, basis, VAT and period. Never a float.

The law that binds reading and showing: `parse_money(show_money(m))` is m again, given m's currency, basis and VAT.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum, auto
from functools import lru_cache

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.money_figures import CURRENCIES, FIGURE, Figure, currency_of, figures

_SHARED = 1 << 16
_LIMIT = Decimal(10) ** 18
_DOUBTFUL = Decimal(10) ** 12


class Basis(StrEnum):
    """What an amount is: totals never add different ones."""

    ESTIMATED = auto()
    APPROVED = auto()
    AWARD = auto()
    CURRENT = auto()
    ACTUAL = auto()
    UNSTATED = ""


class Vat(StrEnum):
    """Whether value added tax is in the amount."""

    EXCLUDED = "ex"
    INCLUDED = "inc"
    UNSTATED = ""


_PERIODS = {"year": "yr", "month": "mth", "week": "wk", "day": "day", "hour": "hr"}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole currency units, or the range in which it lies. Raises `Unreadable` for what cannot be.

    `low` equals `high` for a plain amount; one of them None is an open range ("over £5m"); both None is a price not
    yet known (TBC, POA). Equality ignores the words.
    """

    low: Decimal | None
    high: Decimal | None
    currency: str = "GBP"
    """ISO 4217."""
    basis: Basis = Basis.UNSTATED
    vat: Vat = Vat.UNSTATED
    per: str = ""
    """The period of a recurring amount: year, month, week, day or hour; blank for an amount in all."""
    approximate: bool = False
    words: str = field(default="", compare=False)
    """As typed; blank for an amount that nobody typed."""

    def __post_init__(self) -> None:
        low, high = self.low, self.high
        for end in (low,) if high is low else (low, high):
            if end is not None and not (end.is_finite() and abs(end) < _LIMIT):
                raise Unreadable("too large to be an amount")
        if low is not high and low is not None and high is not None and low > high:
            raise Unreadable("the range runs backwards")
        if self.currency not in CURRENCIES:
            raise Unreadable(f"{self.currency} is not a currency")
        if self.per and self.per not in _PERIODS:
            raise Unreadable(f"{self.per} is not a period")

    @property
    def is_amount(self) -> bool:
        """Whether it is one amount, neither a range nor unknown."""
        return self.low is not None and self.low == self.high

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it: an amount or at least one end of a range."""
        return self.low is not None or self.high is not None

    def canonical(self) -> str:
        """What the store keeps: `low|high|currency|basis|vat|per|~|words`. The words may hold any character."""
        low = "" if self.low is None else _digits(self.low)
        high = low if self.high is self.low else "" if self.high is None else _digits(self.high)
        mark = "~" if self.approximate else ""
        return f"{low}|{high}|{self.currency}|{self.basis}|{self.vat}|{self.per}|{mark}|{self.words}"

    @staticmethod
    @lru_cache(maxsize=_SHARED)
    def from_canonical(text: str) -> "Money":
        """The money whose `canonical` is given; equal texts share one object. Raises `ValueError` when malformed."""
        parts = text.split("|", 7)
        if len(parts) != 8 or parts[6] not in {"", "~"}:
            raise Unreadable("not a stored amount")
        low, high, currency, basis, vat, per, mark, words = parts
        return Money(_stored(low), _stored(high), currency, Basis(basis), Vat(vat), per, bool(mark), words)


def _digits(amount: Decimal) -> str:
    """An amount without exponent, trailing zeros or a negative zero."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("-") if not amount else text


def _stored(text: str) -> Decimal | None:
    if not text:
        return None
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text):
        raise Unreadable("not a stored amount")
    return Decimal(text)


def add(amounts: Iterable[Money]) -> Money:
    """The sum of amounts of one currency, basis and period; `ValueError` if they differ or there are none.

    Ranges add end by end. An end that is not known for one of them is not known for the sum, so leave out first what
    is not known at all, where that is meant. The sum's VAT is unstated if theirs differ.
    """
    total: Money | None = None
    for money in amounts:
        if total is None:
            total = replace(money, words="")
            continue
        if (money.currency, money.basis, money.per) != (total.currency, total.basis, total.per):
            raise ValueError("amounts of different currencies, bases or periods do not add up")
        total = replace(
            total,
            low=None if total.low is None or money.low is None else total.low + money.low,
            high=None if total.high is None or money.high is None else total.high + money.high,
            vat=total.vat if total.vat == money.vat else Vat.UNSTATED,
            approximate=total.approximate or money.approximate,
        )
    if total is None:
        raise ValueError("nothing to add")
    return total


_LONGEST = 500
_FOLDS = str.maketrans(
    {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "’": "'", "≥": ">=", "≤": "<=", "\u200b": None}
)
_ANY = re.IGNORECASE
_UNKNOWN = re.compile(
    r"(?P<symbol>[£$€])?\s?(?:tb[acd]|poa|p\.o\.a\.?|(?:price )?on application|unknown"
    r"|not (?:yet )?(?:known|confirmed|agreed|set)"
    r"|to be (?:confirmed|determined|decided|agreed|advised|announced|negotiated))\.?",
    _ANY,
)
_VAT_WORDS = r"\(?\s*(?:(?:{before})\.?[\s-]*(?:of\s+)?(?:[0-9]+\s?%\s*)?vat\b|\bvat[\s-]*(?:{after})\b\.?)\s*\)?"
_EXCLUDED = re.compile(
    _VAT_WORDS.format(
        before=r"\bex|\bexc|\bexcl|\bexclud(?:es|ing)|\bexclusive|\bnet|\bbefore|\bplus|\bwithout|\+",
        after="ex|exc|excl|excluded|exclusive",
    ),
    _ANY,
)
_INCLUDED = re.compile(
    _VAT_WORDS.format(
        before=r"\binc|\bincl|\binclud(?:es|ing)|\binclusive|\bgross|\bwith", after="inc|incl|included|inclusive"
    ),
    _ANY,
)
_PER = re.compile(
    r"(?:(?:\bper|\ban?|\beach|\bevery)\s+|/\s?)(?:calendar\s+)?"
    r"(?P<period>annum|year|yr|month|mth|week|wk|day|hour|hr)\b\.?"
    r"|(?<![a-z])p\.?\s?a(?![a-z])\.?|\b(?P<adverb>annually|yearly|monthly|weekly|daily|hourly|pcm)\b",
    _ANY,
)
_PERIOD_OF = {"annum": "year", "yr": "year", "mth": "month", "wk": "week", "hr": "hour", "annually": "year"}
_PERIOD_OF |= {"yearly": "year", "monthly": "month", "pcm": "month", "weekly": "week", "daily": "day", "hourly": "hour"}
_TERM = re.compile(
    r"(?:\b(?:over|for|across|during|in)\s+(?:(?:the|up to)\s+)?(?!each|every|per|any)[a-z0-9]+|\b[0-9]+)[\s-]*"
    r"(?:year|yr|month|mth|week|day)s?\b(?:\s+(?:term|period|contract))?",
    _ANY,
)
_APPROXIMATE = re.compile(
    r"(?<![a-z])(?:c\.|ca\.|c(?=\s?[£$€0-9])|circa\b|approx(?:imately)?\b\.?|about\b|around\b|roughly\b)|~", _ANY
)
_ESTIMATED = re.compile(r"\(?\best(?:imated?)?\b\.?\)?", _ANY)
_OVER = (
    r"(?:>=?|over|more than|above|at least|greater than|in excess of|upwards of|(?:no|not) less than"
    r"|min(?:imum)?\.?|from)"
)
_UNDER = r"(?:<=?|up to|under|less than|below|at most|(?:no|not) more than|not (?:exceeding|to exceed)|max(?:imum)?\.?)"
_BOUND_BEFORE = re.compile(rf"(?P<rest>.*?)(?<![a-z])(?:(?P<over>{_OVER})|{_UNDER})(?:\s+of)?\s*", _ANY)
_BOUND_AFTER = re.compile(
    r"\s*(?:(?P<over>\+|(?:or|and) (?:more|over|above|greater)|minimum|min\b)"
    r"|(?:or|and) (?:less|under|below)|maximum|max\b)\.?(?P<rest>.*)",
    _ANY,
)
_BOTH_BOUNDS = re.compile(rf"\s*(?:and|but|,|-|to)?\s*{_UNDER}\s*", _ANY)
_OVER_ALONE = re.compile(rf"{_OVER}\s*", _ANY)
_RATE = re.compile(r"\s*(?:(?:per|/)\s*[a-z]|each\b)", _ANY)
_BRACKETED = re.compile(
    rf"(?P<before>(?:{_APPROXIMATE.pattern})?\s*(?:[A-Z]{{3}}\s?|[£$€])?)\(\s?(?P<figure>{FIGURE})\s?\)", _ANY
)
_EDGES = " .,;:()-'\""


def parse_money(
    text: str,
    *,
    currency: str = "GBP",
    scale: Decimal = Decimal(1),
    basis: Basis = Basis.UNSTATED,
    vat: Vat = Vat.UNSTATED,
) -> Money:
    """The money a text means, with the text as its words. Raises `Unreadable`, also for a blank; never guesses.

    `currency`, `basis` and `vat` hold where the text says none. `scale` is the unit of a column, such as a million:
    it multiplies figures without a unit of their own, never "£240m".
    """
    if len(text) > _LONGEST:
        raise Unreadable("too long to be an amount")
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDS).split())
    if not plain:
        raise Unreadable("blank")
    plain, excluded = _EXCLUDED.subn(" ", plain)
    plain, included = _INCLUDED.subn(" ", plain)
    if excluded and included:
        raise Unreadable("both with and without VAT")
    plain = _TERM.sub(" ", plain)
    period = _PER.search(plain)
    plain = _PER.sub(" ", plain).strip()
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed is not None:
        # Accountants write a negative amount in brackets.
        plain = f"{bracketed['before'].strip()}-{bracketed['figure']}"
    plain, approximate = _APPROXIMATE.subn(" ", plain)
    plain, estimated = _ESTIMATED.subn(" ", plain)
    stated = Money(
        None,
        None,
        currency,
        Basis.ESTIMATED if estimated and not basis else basis,
        Vat.EXCLUDED if excluded else Vat.INCLUDED if included else vat,
        "" if period is None else _period(period),
        bool(approximate),
        text.strip(),
    )
    plain = " ".join(plain.split())
    unknown = _UNKNOWN.fullmatch(plain)
    if unknown is None:
        return _amount(plain, stated, scale)
    symbol = unknown["symbol"]
    return stated if symbol is None else replace(stated, currency=currency_of(symbol, currency))


def _period(found: re.Match[str]) -> str:
    word = (found["period"] or found["adverb"] or "year").lower()
    return _PERIOD_OF.get(word, word)


def _amount(text: str, stated: Money, scale: Decimal) -> Money:
    found = list(figures(text, stated.currency))
    if not found:
        raise Unreadable("not an amount")
    said = {figure.currency for figure in found if figure.currency is not None}
    if len(found) > 2:
        raise Unreadable("several amounts")
    if len(said) > 1:
        raise Unreadable("two currencies")
    stated = replace(stated, currency=next(iter(said), stated.currency))
    if len(found) == 1:
        return _single(text, found[0], stated, scale)
    return _range(text, found[0], found[1], stated, scale)


def _single(text: str, figure: Figure, stated: Money, scale: Decimal) -> Money:
    before, after = text[: figure.start], text[figure.end :]
    amount = _value(figure, figure.power, scale)
    low: Decimal | None = amount
    high: Decimal | None = amount
    bound = _BOUND_BEFORE.fullmatch(before)
    if bound is not None:
        before = bound["rest"]
    else:
        bound = _BOUND_AFTER.fullmatch(after)
        after = bound["rest"] if bound is not None else after
    if bound is not None:
        low, high = (amount, None) if bound["over"] is not None else (None, amount)
    if before.strip() == "-":
        raise Unreadable("the dash may be a minus")
    if _RATE.match(after):
        raise Unreadable("a rate, not an amount")
    if (before.strip(_EDGES) or after.strip(_EDGES)) and figure.currency is None:
        raise Unreadable("not an amount")
    return replace(stated, low=low, high=high)


def _range(text: str, left: Figure, right: Figure, stated: Money, scale: Decimal) -> Money:
    before, after = text[: left.start].strip().lower(), text[right.end :]
    between = text[left.end : right.start].strip().lower()
    if right.dashed and not between:
        between, right = "-", right._replace(number=-right.number, dashed=False)
    joined = (
        (before in {"", "from", "between"} and between in {"-", "--", "to"})
        or (before == "between" and between == "and")
        or (_OVER_ALONE.fullmatch(before) is not None and _BOTH_BOUNDS.fullmatch(between) is not None)
    )
    if not joined or after.strip(_EDGES):
        raise Unreadable("several amounts")
    return replace(stated, low=_value(left, _power(left, right), scale), high=_value(right, right.power, scale))


def _power(left: Figure, right: Figure) -> int:
    """The unit of a range's lower end: "£10-15m" says it once for both."""
    if left.power or not right.power or not 0 < left.number < right.number:
        return left.power
    if left.currency is not None and right.currency is not None:
        raise Unreadable("the unit of the lower end is in doubt")
    return right.power


def _value(figure: Figure, power: int, scale: Decimal) -> Decimal:
    if power:
        return figure.number * Decimal(10) ** power
    if scale == 1:
        return figure.number
    if abs(figure.number * scale) >= _DOUBTFUL:
        raise Unreadable("too large for the unit of its column")
    return figure.number * scale


_SYMBOLS = {"GBP": "£", "USD": "$", "EUR": "€"}
_WHOLE_ONLY = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split())  # noqa: SIM905  a list of words
_MILLION = 10**6
_SHORT = ((1, "", "1"), (10**3, "k", "1"), (10**6, "m", "0.1"), (10**9, "bn", "0.1"))


def show_money(m: Money) -> str:
    """What the screen shows, with nothing lost but basis and VAT: "£240.0m", "£52,900", "(£2)", "£240,000 a year"."""
    opening = "c. " if m.approximate else ""
    closing = f" {'an' if m.per == 'hour' else 'a'} {m.per}" if m.per else ""
    ends = [end for end in (m.low, m.high) if end is not None]
    millions = all(_in_millions(end) for end in ends)
    shown = [_shown(end, m.currency, millions=millions) for end in ends]
    if not shown:
        wording = m.words if _UNKNOWN.fullmatch(m.words) else "TBC"
    elif m.is_amount:
        wording = f"({shown[0].removeprefix('-')})" if ends[0] < 0 else shown[0]
    elif len(shown) == 2:
        wording = " to ".join(shown)
    else:
        wording = f"{'up to' if m.low is None else 'over'} {shown[0]}"
    return f"{opening}{wording}{closing}"


def _in_millions(amount: Decimal) -> bool:
    return amount == 0 or (abs(amount) >= _MILLION and amount % (_MILLION // 10) == 0)


def _shown(amount: Decimal, currency: str, *, millions: bool) -> str:
    sign = "-" if amount < 0 else ""
    mark = _SYMBOLS.get(currency, f"{currency} ")
    if millions and amount:
        return f"{sign}{mark}{abs(amount) / _MILLION:,.1f}m"
    whole, _, part = _digits(abs(amount)).partition(".")
    if part or (currency not in _SYMBOLS and currency not in _WHOLE_ONLY):
        part = part.ljust(2, "0")
        # Three places would read as thousands on the continent.
        part = "." + (part + "0" if len(part) == 3 else part)
    return f"{sign}{mark}{int(whole):,}{part}"


def show_short(m: Money) -> str:
    """A rounded amount for narrow columns: "£240.0m", "£365k", "£1.2bn", "£1.0m–£5.0m", ">£5.0m"."""
    opening = "c. " if m.approximate else ""
    closing = f"/{_PERIODS[m.per]}" if m.per else ""
    shown = [_rounded(end, m.currency) for end in (m.low, m.high) if end is not None]
    if not shown:
        return show_money(m)
    if m.low is None or m.high is None:
        return f"{opening}{'<' if m.low is None else '>'}{shown[0]}{closing}"
    return f"{opening}{shown[0] if shown[0] == shown[1] else '–'.join(shown)}{closing}"


def _rounded(amount: Decimal, currency: str) -> str:
    sign = "-" if amount < 0 else ""
    mark = _SYMBOLS.get(currency, f"{currency} ")
    text = ""
    for unit, letter, step in _SHORT:
        in_unit = (abs(amount) / unit).quantize(Decimal(step), ROUND_HALF_UP)
        text = f"{sign}{mark}{in_unit:,}{letter}"
        if in_unit < 1000:
            break
    return text

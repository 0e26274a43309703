"""Figures in a text: its numbers with their digits, units and currency marks. Exact, never a float."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from siamdesk.domain.errors import Unreadable

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
"""The currencies of ISO 4217 that are legal tender somewhere."""

_MARKS = {
    "£": "GBP",
    "€": "EUR",
    "₦": "NGN",
    "n": "NGN",
    "¥": "JPY",
    "₹": "INR",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "pound": "GBP",
    "pounds": "GBP",
    "pounds sterling": "GBP",
    "sterling": "GBP",
    "euro": "EUR",
    "euros": "EUR",
    "naira": "NGN",
    "us dollar": "USD",
    "us dollars": "USD",
}
_DOLLARS = frozenset({"$", "s", "dollar", "dollars"})
_DOLLAR_CURRENCIES = frozenset({"USD", "AUD", "CAD", "NZD", "HKD", "SGD"})
_UNITS = {"k": 3, "thousand": 3, "m": 6, "mm": 6, "mn": 6, "mln": 6, "mil": 6, "million": 6, "millions": 6}
_UNITS |= {"b": 9, "bn": 9, "billion": 9, "billions": 9}

_CODE = "|".join(sorted(CURRENCIES))
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_NAMES = r"us dollars?|dollars?|pounds(?: sterling)?|pound|sterling|euros?|naira"
_SYMBOL = (
    rf"(?:us|au|a|ca|c|nz|hk)?\$|[£€₦¥₹]|(?-i:[NS])(?=\s?(?:[0-9]{{1,3}},|[0-9]{{4}}|[0-9.]+\s?(?:{_UNIT})(?![a-z])))"
)
FIGURE = (
    rf"(?<![a-z0-9.,])(?P<minus>-)?(?:(?P<code>{_CODE})\s?)?(?:(?P<symbol>{_SYMBOL})\s?)?(?P<inner_minus>-)?"
    r"(?P<number>[0-9](?:[0-9.,']|\s(?=[0-9]{3}(?![0-9])))*|\.[0-9]+)"
    rf"(?:\s?(?P<unit>{_UNIT})(?![a-z]))?(?:\s?(?P<after>(?:{_CODE}|{_NAMES})(?![a-z])|[£€₦$])(?!\s?[0-9]))?"
)
"""One amount, as a regular expression for any case."""

_FIGURE = re.compile(FIGURE, re.IGNORECASE)
_LONGEST = 30
_PLAIN = re.compile(r"[0-9]*(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?:,\s?[0-9]{3})+|(?:\s[0-9]{3})+|(?:'[0-9]{3})+)(?:\.[0-9]+)?")
_CONTINENTAL = re.compile(
    r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\s[0-9]{3})+,[0-9]{1,2}"
)
_DECIMAL_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_EITHER = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


class Figure(NamedTuple):
    """One figure: its number as written and signed, the power of ten of its unit, and the currency it says."""

    number: Decimal
    power: int
    """0 for a figure without a unit, 3 for thousands, 6 for millions, 9 for billions."""
    currency: str | None
    start: int
    end: int
    dashed: bool
    """Whether a dash stands straight before it: a minus, or what joins it to the figure before."""


def figures(text: str, currency: str) -> Iterator[Figure]:
    """The figures of a text, in order. The dollar sign means the currency given if that is a dollar, else USD.

    Raises `Unreadable` for digits that no amount has: "3501.872.63".
    """
    for found in _FIGURE.finditer(text):
        if text[found.end() : found.end() + 1].isalnum():
            raise Unreadable("not an amount")
        said = {
            currency_of(mark, currency) for mark in (found["code"], found["symbol"], found["after"]) if mark is not None
        }
        if len(said) > 1:
            raise Unreadable("two currencies")
        own = next(iter(said), None)
        power = _UNITS[found["unit"].lower()] if found["unit"] else 0
        number = _number(found["number"].rstrip(".,'"), euro=own == "EUR", bare=not power)
        dashed = found["minus"] is not None
        negative = dashed != (found["inner_minus"] is not None)
        yield Figure(-number if negative else number, power, own, found.start(), found.end(), dashed)


def currency_of(mark: str, default: str) -> str:
    """The currency a sign, name or code means; the dollar sign means the default if that is a dollar, else USD."""
    mark = mark.lower()
    if mark in _DOLLARS:
        return default if default in _DOLLAR_CURRENCIES else "USD"
    return _MARKS.get(mark) or mark.upper()


def _number(digits: str, *, euro: bool, bare: bool) -> Decimal:
    if len(digits) > _LONGEST:
        raise Unreadable("too many digits")
    if euro and bare and _EITHER.fullmatch(digits):
        raise Unreadable(f"{digits} is either {digits.replace('.', '')} or {digits.replace('.', ',')}")
    if _PLAIN.fullmatch(digits):
        return Decimal(digits)
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"[,'\s]", "", digits))
    if _CONTINENTAL.fullmatch(digits) or (euro and _DECIMAL_COMMA.fullmatch(digits)):
        return Decimal(re.sub(r"[.\s]", "", digits).replace(",", "."))
    raise Unreadable("the digits are not grouped as in an amount")

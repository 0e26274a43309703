"""What a number format tells of a number: its currency, its unit, and whether it shows a month alone.

A format such as `£#,##0.0,,"m"` only changes what is seen: the cell holds whole pounds. A format such as
`£0.0"m"` adds the letter to a number that holds millions. Two commas and a letter cancel out; either alone does
not.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

_LITERALS: Final = re.compile(r'"([^"]*)"|\\(.)')
_COLOURS: Final = re.compile(r"\[(?!\$)[^\]]*\]")
_MONEY_MARK: Final = re.compile(r"\[\$([^\-\]]*)(?:-[0-9A-Fa-f]+)?\]")
_COMMAS: Final = re.compile(r"[0#?](,+)(?![0#?,])")
_SIGNS: Final = {"£": "GBP", "€": "EUR", "$": "USD", "A$": "AUD", "AU$": "AUD", "₦": "NGN"}
_UNITS: Final = {
    "k": 3,
    "thousand": 3,
    "000": 3,
    "000s": 3,
    "m": 6,
    "mn": 6,
    "mil": 6,
    "million": 6,
    "millions": 6,
    "bn": 9,
    "b": 9,
    "billion": 9,
}
_FIRST_SERIAL: Final = 20_000
_LAST_SERIAL: Final = 73_050
_EPOCH_1900: Final = dt.date(1899, 12, 30)
_EPOCH_1904: Final = dt.date(1904, 1, 1)


@lru_cache(maxsize=512)
def currency(code: str) -> str:
    """The ISO code of the currency a number format shows, else ''."""
    positive = code.split(";", maxsplit=1)[0]
    mark = _MONEY_MARK.search(positive)
    if mark and mark[1]:
        found = mark[1].strip()
        return _SIGNS.get(found, found.upper() if re.fullmatch(r"[A-Za-z]{3}", found) else "")
    plain = _MONEY_MARK.sub("", positive).replace('"', "").replace("\\", "")
    return next((name for sign, name in _SIGNS.items() if len(sign) == 1 and sign in plain), "")


@lru_cache(maxsize=512)
def literal_scale(code: str) -> Decimal | None:
    """The unit that a format writes behind the number, such as 1000000 for `0.0"m"`; None where it writes none."""
    positive = _COLOURS.sub("", code.split(";", maxsplit=1)[0])
    if not re.search(r"[0#?]", positive):
        return None
    for quoted, escaped in _LITERALS.findall(positive):
        power = _UNITS.get((quoted or escaped).strip(" £$€()").casefold())
        if power and not (quoted or escaped).strip().startswith("0"):
            return Decimal(10) ** power
    tail = _MONEY_MARK.sub("", _LITERALS.sub("", positive))
    bare = re.search(r"[0#?],*\s?(k|mn|bn)\b", tail, re.IGNORECASE)
    return Decimal(10) ** _UNITS[bare[1].casefold()] if bare else None


@lru_cache(maxsize=512)
def thousands(code: str) -> int:
    """How many times a format divides by a thousand before showing: its commas after the last digit."""
    positive = _LITERALS.sub("", code.split(";", maxsplit=1)[0])
    found = _COMMAS.findall(positive)
    return len(found[-1]) if found else 0


def factor(code: str, scale: Decimal) -> Decimal:
    """What one counts in a cell with that number format, under a header whose unit is `scale`."""
    if not code:
        return scale
    return (literal_scale(code) or scale) / Decimal(1000) ** thousands(code)


def padded(number: int, code: str) -> str:
    """A whole number with the leading zeros that a format such as `00000` shows."""
    zeros = re.fullmatch(r"0{2,}", code)
    return str(number).zfill(len(code)) if zeros else str(number)


@lru_cache(maxsize=512)
def shows_month_only(code: str) -> bool:
    """Whether a date format shows month and year but no day."""
    bare = _COLOURS.sub("", _MONEY_MARK.sub("", _LITERALS.sub("", code.split(";", maxsplit=1)[0]))).casefold()
    return "m" in bare and "y" in bare and not any(letter in bare for letter in "dhs0#")


def could_be_day(number: float) -> bool:
    """Whether a bare number in a date column can be a day: a serial from 1954 to 2099, a year, or yyyymmdd."""
    if number != int(number):
        return False
    return (
        _FIRST_SERIAL <= number <= _LAST_SERIAL
        or 1980 <= number <= 2100
        or re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", str(int(number))) is not None
    )


def could_be_day_text(text: str) -> bool:
    """The same for a number that is written as text."""
    bare = re.fullmatch(r"\s*(\d{4,8})(?:\.0+)?\s*", text)
    return bare is not None and could_be_day(float(bare[1]))


def serial_day(number: float, *, epoch_1904: bool = False) -> dt.date | None:
    """The day of an Excel serial where the number lies in the range of serials, else None.

    Serials count from 1900, or in workbooks of the 1904 date system from there.
    """
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + dt.timedelta(days=int(number))
    return None

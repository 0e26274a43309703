"""The types of the field table: how a value is parsed, shown, and written as canonical text.

Canonical text is what the store and the journal keep: two values are the same edit if and only if their canonical
texts are equal.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from siamdesk.domain import money, when, when_words
from siamdesk.domain.errors import Unreadable

Value = str | int | bool | tuple[str, ...] | when.When | money.Money | None
"""What a field may hold. None is blank; a TBC is a value."""

Stored = str | int | None
"""What the store may hold for a field."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What must be known to read a text: the day order, the financial year, the currency and the unit."""

    day_first: bool = True
    fy_start: int = 4
    currency: str = "GBP"
    scale: Decimal = field(default=Decimal(1))
    basis: money.Basis = money.Basis.UNSTATED
    vat: money.Vat = money.Vat.UNSTATED


BRITISH = Reading()


@dataclass(frozen=True, slots=True)
class FieldType:
    """One type of value. `parse` raises `Unreadable`; the others cannot fail on values of their own type."""

    name: str
    parse: Callable[[str, Reading], Value]
    show: Callable[[Any], str]
    store: Callable[[Any], Stored]
    load: Callable[[Any], Value]
    identity: bool = False
    """Whether stored and held values are the same objects, so that a bulk load may skip `load`."""


def folded(text: str) -> str:
    """The text as it is compared: NFC, plain spaces and line ends, trimmed. Case is kept."""
    if text.isascii() and "\r" not in text:
        return text.strip()
    folded_text = unicodedata.normalize("NFC", text).replace("\u00a0", " ").replace("\u202f", " ")
    return folded_text.replace("\r\n", "\n").replace("\r", "\n").strip()


def matching(text: str) -> str:
    """The text as it is matched against names: folded, casefolded, inner spaces single."""
    # Searching calls this for every word of every contract.
    plain = text.lower() if text.isascii() else folded(text).casefold()
    return " ".join(plain.split())


_YES = frozenset({"yes", "y", "true", "1", "x", "✓"})
_NO = frozenset({"no", "n", "false", "0"})
_LARGEST = 10**9
_RAG = {"r": "red", "a": "amber", "g": "green", "amber/green": "amber", "amber/red": "red"}


def _parse_int(text: str, _: Reading) -> int:
    return _whole(folded(text).replace(",", ""))


def _whole(digits: str, times: int = 1) -> int:
    """The number, so many times, if that is whole. Raises `Unreadable`."""
    try:
        number = float(digits) * times
    except ValueError:
        raise Unreadable("not a whole number") from None
    if not number.is_integer() or abs(number) > _LARGEST:
        raise Unreadable("not a whole number")
    return int(number)


def _parse_months(text: str, reading: Reading) -> int:
    words = matching(text)
    for unit, months in (("month", 1), ("mth", 1), ("year", 12), ("yr", 12)):
        number, found, rest = words.partition(unit)
        if found and rest in {"", "s"}:
            return _whole(number, months)
    return _parse_int(text, reading)


def _parse_bool(text: str, _: Reading) -> bool:
    word = matching(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable("neither yes nor no")


def _parse_list(text: str, _: Reading) -> tuple[str, ...]:
    parts = (folded(part) for part in text.replace(";", "\n").splitlines())
    return tuple(part for part in parts if part)


def _parse_rag(text: str, _: Reading) -> str:
    word = matching(text)
    word = _RAG.get(word, word)
    if word not in {"red", "amber", "green"}:
        raise Unreadable("not red, amber or green")
    return word


def _parse_when(text: str, reading: Reading) -> when.When:
    return when_words.parse(text, day_first=reading.day_first, fy_start=reading.fy_start)


def _parse_money(text: str, reading: Reading) -> money.Money:
    return money.parse_money(text, currency=reading.currency, scale=reading.scale, basis=reading.basis, vat=reading.vat)


def _same(value: Value) -> Any:  # noqa: ANN401  the store takes text and whole numbers as they are
    return value


TEXT = FieldType("text", lambda text, _: text, str, _same, _same, identity=True)
LONG_TEXT = FieldType("long text", lambda text, _: text, str, _same, _same, identity=True)
CHOICE = FieldType("choice", lambda text, _: folded(text), str, _same, _same, identity=True)
LINK = FieldType("link", lambda text, _: folded(text), str, _same, _same, identity=True)
INTEGER = FieldType("integer", _parse_int, str, _same, int, identity=True)
MONTHS = FieldType("months", _parse_months, lambda value: f"{value} months", _same, int, identity=True)
RAG = FieldType("rag", _parse_rag, str.capitalize, _same, _same, identity=True)
BOOLEAN = FieldType(
    "yes or no", _parse_bool, lambda value: "Yes" if value else "No", int, lambda stored: bool(int(stored))
)
LIST = FieldType("list", _parse_list, "; ".join, "\n".join, lambda text: tuple(text.split("\n")) if text else ())
LINKS = FieldType("links", _parse_list, "; ".join, "\n".join, lambda text: tuple(text.split("\n")) if text else ())
WHEN = FieldType("date", _parse_when, when_words.show, when.When.canonical, when.When.from_canonical)
MONEY = FieldType("money", _parse_money, money.show_money, money.Money.canonical, money.Money.from_canonical)

OWN_TYPES: dict[str, FieldType] = {kind.name: kind for kind in (TEXT, INTEGER, BOOLEAN, WHEN, MONEY)}
"""The types a column of the user's own may have."""


def canonical(kind: FieldType, value: Value) -> Stored:
    """The stored form of a value; a blank, and an empty list, is None."""
    return None if value is None or value == () else kind.store(value)


def restored(kind: FieldType, stored: Stored) -> Value:
    """The value whose stored form is given; the inverse of `canonical`."""
    if stored is None:
        return () if kind in (LIST, LINKS) else None
    return kind.load(stored)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its key, label and type, its OCDS path, the words registers use for it, and how it is grouped."""

    key: str
    label: str
    type: FieldType = TEXT
    synonyms: tuple[str, ...] = ()
    ocds: str = ""
    choices: tuple[str, ...] = ()
    group: str = "General"
    target: str = ""
    """For links: the entity they point to."""
    required: bool = False
    """Whether a row cannot be without it."""
    basis: money.Basis = money.Basis.UNSTATED
    """For money: the basis a value has by standing in this field."""

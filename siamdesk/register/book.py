"""What goes into a new register: its tables, their headings, and values in words that read back the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Basis, Money, Vat, parse_money, show_money
from siamdesk.domain.when import When
from siamdesk.register.gantt import Gantt

_LONGEST_HEADER: Final = 220
"""A header of a table has at most 255 characters, and the columns behind it are named for those before."""
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula, were it typed."""
SIGNS: Final = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a new register: its header, the name of its values' type in the field table, and its choices.

    `basis` and `vat` are what the header tells of the amounts under it: an amount that differs is written in words.
    `key` is the key of its field, by which the column is known when it comes home; `means` says what it holds.
    """

    text: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    basis: Basis = Basis.UNSTATED
    vat: Vat = Vat.UNSTATED
    key: str = ""
    means: str = ""
    mixed: bool = False
    """Whether amounts in several currencies stand here, so that each must say its own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a new register, and the name of its sheet. `ids` are the contracts of its rows, '' for none."""

    title: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Value]] = field(repr=False)
    ids: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Book:
    """What goes into a new workbook. `marking` stands on every printed page and among the properties."""

    title: str
    sheets: tuple[Sheet, ...]
    marking: str = ""
    gantt: Gantt | None = None
    legend: bool = True
    fy_start: int = 4


def as_words(value: Value, heading: Heading, fy_start: int = 4) -> str:
    """A value in words that read back as the same value under that heading; '' for a blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, When):
        return when_words.show(value, fy_start=fy_start)
    if isinstance(value, Money):
        return _money_words(value, heading)
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value).capitalize() if heading.kind == "rag" else str(value)


_VAT_WORDS: Final = {Vat.EXCLUDED: " ex VAT", Vat.INCLUDED: " inc VAT", Vat.UNSTATED: ""}


def _money_words(value: Money, heading: Heading) -> str:
    """The words as typed where they still mean the amount: typed under "£m", they may have lost their unit."""
    shown, vat, sign = show_money(value), _VAT_WORDS[value.vat], SIGNS.get(value.currency, "")
    usual = ("GBP", "EUR") if heading.mixed else ("GBP",)
    for words in (value.words, shown, f"{value.words}{vat}", f"{shown}{vat}", f"{sign}{shown}", f"{sign}{shown}{vat}"):
        try:
            if words and all(_read(words, heading, currency) == value for currency in usual):
                return words
        except Unreadable:
            continue
    return shown


def _read(words: str, heading: Heading, currency: str) -> Money:
    return parse_money(words, currency=currency, basis=heading.basis, vat=heading.vat)


def settled(headings: Iterable[Heading], columns: Iterable[Sequence[Value]]) -> tuple[Heading, ...]:
    """The headings, each with what the values under it have in common: their VAT, and whether currencies are mixed."""
    return tuple(_settled(heading, values) for heading, values in zip(headings, columns, strict=True))


def _settled(heading: Heading, values: Sequence[Value]) -> Heading:
    amounts = [value for value in values if isinstance(value, Money)]
    vats = {each.vat for each in amounts}
    mixed = bool({each.currency for each in amounts} - {"GBP"})
    if len(vats) != 1 or vats == {Vat.UNSTATED}:
        return replace(heading, mixed=mixed)
    vat = vats.pop()
    return replace(heading, mixed=mixed, vat=vat, text=f"{heading.text} ({_VAT_WORDS[vat].strip()})")


def distinct(headings: Iterable[str]) -> list[str]:
    """Headers as an Excel table wants them: none blank, no two alike."""
    made: list[str] = []
    seen: set[str] = set()
    for heading in headings:
        text = " ".join(heading.split())[:_LONGEST_HEADER] or "Column"
        number = 2
        name = text
        while name.casefold() in seen:
            name = f"{text} {number}"
            number += 1
        seen.add(name.casefold())
        made.append(name)
    return made


def sheet_names(titles: Iterable[str], taken: Iterable[str] = ()) -> Mapping[str, str]:
    """Names of sheets by title, as Excel allows them: 31 characters, none of a few signs, no two alike."""
    seen = {name.casefold() for name in taken}
    found: dict[str, str] = {}
    for title in titles:
        plain = "".join(" " if letter in "[]:*?/\\" or letter < " " else letter for letter in title)
        stem = " ".join(plain.split())[:31].strip("' ") or "Register"
        name, number = stem, 2
        while name.casefold() in seen:
            name = f"{stem[:27]} {number}"
            number += 1
        seen.add(name.casefold())
        found[title] = name
    return found

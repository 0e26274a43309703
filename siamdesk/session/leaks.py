"""Looking through what is sent to one tower lead for anything of another tower's.

What is looked for are references, titles, suppliers and amounts of the other towers' contracts, save what the tower's
own contracts say too. They are looked for in every text of the package: see `register.package_texts`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from siamdesk.domain import fields, rows, shown, when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import matching
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.register import package_texts
from siamdesk.register.package_texts import Texts

_DIGITS: Final = 6
_LEAST: Final = Decimal(10 ** (_DIGITS - 1))
"""Numbers of fewer digits stand everywhere by chance."""
_SHORT: Final = 4
"""A word shorter than this is looked for as a text of its own, and not within others."""
_TELLING: Final = 8
"""A text this long is told even where it is put together from pieces."""
_UNITS: Final = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_PIECE: Final = re.compile(r"\w+")
_NUMBER: Final = re.compile(
    r"(?<![\w.,])[-(£$€]*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)\s?(thousand|million|billion|mn|bn|m|k)?\b"
)
_ID: Final = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b")
"""Our own ids, of which a piece such as 96e6 reads like an amount."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words as they are matched, and amounts in whole units."""

    words: frozenset[str] = frozenset()
    amounts: frozenset[Decimal] = frozenset()
    pieced: frozenset[str] = frozenset()
    """The words that are told even where they are put together from pieces: long ones, not so in its own texts."""

    def __len__(self) -> int:
        return len(self.words) + len(self.amounts)

    def without(self, told: "Iterable[Leak]") -> "Wanted":
        """What is looked for, save what those are of."""
        whats = {leak.what for leak in told}
        amounts = {amount for amount in self.amounts if f"{amount:,f}" not in whats}
        return Wanted(self.words - whats, frozenset(amounts), self.pieced - whats)


@dataclass(frozen=True, slots=True)
class Leak:
    """Something of another tower's that was found, and the part of the package it stands in."""

    what: str
    part: str


def wanted(portfolio: Portfolio, mine: Iterable[Contract], others: Iterable[Contract]) -> Wanted:
    """What must not be told to the tower of `mine`: what is said of `others` and not of its own contracts."""
    mine = list(mine)
    own = "\0".join(text for contract in mine for text in _all_texts(contract, portfolio))
    own_amounts = {amount for contract in mine for amount in _amounts(contract)}
    said = {matching(text) for contract in others for text in _names(contract)}
    words = {word for word in said if _tells(word) and not _stands(word, own)}
    amounts = {amount for contract in others for amount in _amounts(contract)} - own_amounts
    long = {word for word in words if len(_bare(word)) >= _TELLING}
    return Wanted(frozenset(words), frozenset(amounts), frozenset(long - _together(_bare(own), _begun(long))))


def find(data: bytes, name: str, looked_for: Wanted) -> list[Leak]:
    """What of that stands in a file; nothing where it is clean."""
    found: list[Leak] = []
    begun = _begun(looked_for.pieced)
    for part in package_texts.of_file(data, name):
        found += (Leak(what, part.name) for what in _in_part(part, looked_for, begun))
    return found


def _names(contract: Contract) -> Iterator[str]:
    yield from (name for name in (contract.reference, contract.title, contract.incumbent, *contract.suppliers) if name)


def _tells(word: str) -> bool:
    """Whether a word tells anything: neither "TBC" nor "n/a" does, nor a number so short that it stands everywhere."""
    if len(word) < 2 or when_words.is_nothing(word) or (word.isdecimal() and len(word) < _DIGITS):
        return False
    try:
        return not when_words.parse(word).is_tbc
    except Unreadable:
        return True


def _all_texts(contract: Contract, portfolio: Portfolio) -> Iterator[str]:
    for key, value in rows.filled(contract).items():
        about = fields.field_for("contract", key, portfolio.own_fields)
        yield matching(shown.show(about, value, portfolio) if about is not None else str(value))


def _amounts(contract: Contract) -> Iterator[Decimal]:
    for value in rows.filled(contract).values():
        if isinstance(value, Money):
            for end in (value.low, value.high):
                if end is not None and abs(end) >= _LEAST:
                    yield abs(end).normalize()


def _in_part(part: Texts, looked_for: Wanted, begun: "_Begun") -> Iterator[str]:
    texts = [matching(text) for text in (*part.texts, *part.joined)]
    whole, within = set(texts), "\0".join(texts)
    pieces = set(_PIECE.findall(within))
    # Whatever pieces it was cut into: without the spaces, for those go astray with the pieces.
    together = _together(_bare("".join(map(matching, part.texts))), begun)
    for word in looked_for.words:
        # Most are told by their pieces; looking through the whole text for each takes long.
        there = pieces.issuperset(_PIECE.findall(word)) and _stands(word, within)
        if word in together or (there and (len(word) >= _SHORT or word in whole)):
            yield word
    if looked_for.amounts:
        yield from (f"{amount:,f}" for amount in _numbers((*part.numbers, *part.joined)) & looked_for.amounts)


_Begun = Mapping[str, list[tuple[str, str]]]
"""Words by how they begin, each without its spaces and as it is."""


def _begun(words: Iterable[str]) -> _Begun:
    found: dict[str, list[tuple[str, str]]] = {}
    for word in words:
        bare = _bare(word)
        found.setdefault(bare[:_TELLING], []).append((bare, word))
    return found


def _together(text: str, begun: _Begun) -> set[str]:
    """The words that stand in a text from which the spaces were taken. The text is gone through once."""
    if not begun:
        return set()
    places = (at for at in range(len(text) - _TELLING + 1) if text[at : at + _TELLING] in begun)
    return {word for at in places for bare, word in begun[text[at : at + _TELLING]] if text.startswith(bare, at)}


def _bare(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.split())


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text, and not as a piece of longer ones."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() and word[0].isalnum()) and not (after.isalnum() and word[-1].isalnum()):
            return True
        at = text.find(word, at + 1)
    return False


def _numbers(texts: Sequence[str]) -> set[Decimal]:
    """The amounts that stand in some texts: 240000000, 240,000,000.00, 2.4E8, £240m."""
    found: set[Decimal] = set()
    for text in texts:
        for digits, unit in _NUMBER.findall(_ID.sub(" ", text.casefold())):
            try:
                amount = Decimal(digits.replace(",", "")).scaleb(_UNITS.get(unit, 0))
            except InvalidOperation:
                continue
            if abs(amount) >= _LEAST:
                found.add(_rounded(amount).normalize())
                found.add(amount.normalize())
    return found


def _rounded(amount: Decimal) -> Decimal:
    """An amount as it was before a spreadsheet kept it in binary."""
    return Decimal(format(float(amount), ".15g"))

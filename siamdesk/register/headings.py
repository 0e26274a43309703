"""What a column's header says: which fields it may name, and the unit of the money under it.

Bodies word their headers as they like, break words where lines break, and put units in brackets. A header is
matched to the words of the field table without spaces and punctuation first, then word by word without
fillers, and last by likeness. What stands under the header has its say later, in `columns`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from siamdesk.domain import fields, lifecycle
from siamdesk.domain.field_types import folded
from siamdesk.register import stamp

SURE: Final = 0.75
"""The score from which a header counts as naming a field."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that a header may name, and how well, from 0 to 1."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Unit:
    """What a header says of the numbers under it; '' and None where it says nothing."""

    scale: Decimal | None = None
    currency: str = ""
    vat: str = ""
    yearly: bool = False


_MILLION: Final = re.compile(
    r"[£$€]\s?m(?:n|illions?)?\b|\bmillions?\b|\b(?:gbp|usd|eur)\s?m\b|\(\s*mn?\s*\)|[£$€]\s?\(m\)|\bm[£$€]"
)
_THOUSAND: Final = re.compile(
    r"[£$€]\s?k\b|[£$€]\s?,?['’]?000['’]?s?|['’(]000['’]?s?\b|\b000['’]?s\b|\bthousands?\b"
    r"|\b(?:gbp|usd|eur)\s?k\b|\(\s*k\s*\)|\bk[£$€]"
)
_BILLION: Final = re.compile(r"[£$€]\s?bn\b|\bbillions?\b")
_CURRENCIES: Final = (("a$", "AUD"), ("£", "GBP"), ("€", "EUR"), ("$", "USD"))
_CODES: Final = re.compile(r"\b(gbp|usd|eur|aud|nzd|cad|ngn|chf|jpy)(?=k|m|bn|\b)")
_WITHOUT_VAT: Final = re.compile(
    r"\b(?:ex(?:cl?|cluding|clusive(?:\s+of)?)?|net\s+of|without|before|less)\.?\s*vat\b|\bvat\s+ex(?:cl|clud|empt)"
)
_WITH_VAT: Final = re.compile(r"\b(?:inc(?:l|luding|lusive(?:\s+of)?)?|with|plus|gross\s+of)\.?\s*vat\b|\bvat\s+incl")
_YEARLY: Final = re.compile(r"\bper\s+(?:annum|year)\b|\bp\.?\s?a\.?(?:\W|$)|\bannual\b|\byearly\b|/\s?(?:yr|year)\b")
_UNIT_WORDS: Final = re.compile(
    "|".join(
        pattern.pattern for pattern in (_WITHOUT_VAT, _WITH_VAT, re.compile(r"\bvat\b"), _BILLION, _MILLION, _THOUSAND)
    )
    + r"|[£$€]s?|\b(?:gbp|usd|eur|aud|nzd|cad|ngn|chf|jpy)\b",
    re.IGNORECASE,
)
_LONGEST_ALIKE: Final = 45

_BRACKETS: Final = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD: Final = re.compile(r"[^\W_]+")
_DATED: Final = re.compile(
    r"[\s,\-–(]+(?:(?:as )?at\s+)?(?:\d{1,2}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    r"\.?\s+\d{4}\)?\s*$",
    re.IGNORECASE,
)
_WAVE: Final = re.compile(r"\b(?:wave|tranche)\s*(\d)\b")

_FILLERS: Final = frozenset(
    word
    for line in (
        "a agreement an and applicable as at contract contracts date dates dd details eg for ie if in known mm name",
        "names of on or please required s the to yy yyyy",
    )
    for word in line.split()
)
_BASELINE: Final = frozenset({"baseline", "baselined", "original", "originally"})
_ACTUAL: Final = frozenset({"actual", "actually", "achieved", "outturn"})
_PLANNED: Final = frozenset({"planned", "plan", "target", "targeted", "scheduled"})
_FORECAST: Final = frozenset(
    {
        "forecast",
        "forecasted",
        "anticipated",
        "est",
        "expected",
        "estimated",
        "projected",
        "proposed",
        "revised",
        "latest",
        "likely",
        "current",
        "indicative",
    }
)
_DONE: Final = frozenset(
    word
    for line in (
        "advertised agreed approved appointed awarded closed commenced completed ended executed held issued launched",
        "mobilised published received signed started submitted terminated transferred execution signature",
    )
    for word in line.split()
)
_DECIDED: Final = re.compile(r"(?<!extension )\bdecision date|\bdate of (?:the )?decision")
_GRAINS: Final = frozenset({"quarter", "qtr", "month"})
_QUALIFIERS: Final = _BASELINE | _ACTUAL | _PLANNED | _FORECAST

_SERIAL: Final = frozenset(
    {
        "",
        "no",
        "sno",
        "sn",
        "srno",
        "sino",
        "serial",
        "serialno",
        "serialnumber",
        "row",
        "rowno",
        "rownumber",
        "item",
        "itemno",
        "line",
        "lineno",
        "linenumber",
        "nr",
        "number",
    }
)
_CALENDAR: Final = re.compile(
    r"(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)[\s\-/'’.]*(?:\d{2}|\d{4})?|"
    r"(?:w(?:eek|k)?|wc|w/c|q(?:tr|uarter)?)\s*\d.*|[mtwfs]|\d{1,2}|(?:19|20)\d\d|\d{4}-\d\d-\d\d.*)"
)


def words(text: str) -> tuple[str, ...]:
    """The words of a header in small letters: joined-up names taken apart, digits of a path left out."""
    return tuple(word.casefold() for word in _WORD.findall(_HUMP.sub(" ", folded(text))))


def squeezed(text: str) -> str:
    """A header without spaces and punctuation: words that were broken across lines come together again."""
    return "".join(_WORD.findall(folded(text).casefold()))


@lru_cache(maxsize=4096)
def unit(header: str) -> Unit:
    """The scale, currency and VAT that a header gives for the numbers under it."""
    text = folded(header).casefold()
    scale = None
    for pattern, factor in ((_BILLION, 10**9), (_MILLION, 10**6), (_THOUSAND, 10**3)):
        if pattern.search(text):
            scale = Decimal(factor)
            break
    currency = next((code for sign, code in _CURRENCIES if sign in text), "")
    code = _CODES.search(text)
    vat = "ex" if _WITHOUT_VAT.search(text) else "inc" if _WITH_VAT.search(text) else ""
    return Unit(scale, code[1].upper() if code else currency, vat, _YEARLY.search(text) is not None)


def is_serial(header: str) -> bool:
    """Whether a header names a mere row number, which is no reference."""
    return squeezed(header) in _SERIAL


def is_calendar(header: str) -> bool:
    """Whether a header is a month, a week, a day or a year, as over a grid drawn beside a table."""
    return _CALENDAR.fullmatch(folded(header).casefold()) is not None


def which_date(header: str) -> str:
    """Which of a milestone's three dates a header means.

    "Baseline" and "original" are baselines. "Planned", "forecast", "target", "expected" and their like are forecasts,
    whatever else is said. "Actual", a participle ("signed", "awarded") and the words for an act that is done
    ("execution date", "signature", "decision date") are actual dates. Any other header is a forecast: a plain
    "Award date" says what is known, and not that it has come to pass.
    """
    said = words(header)
    found = set(said)
    if found & _BASELINE:
        return "baseline"
    if found & (_PLANNED | _FORECAST):
        return "forecast"
    done = found & (_ACTUAL | _DONE) or _DECIDED.search(" ".join(said))
    return "actual" if done else "forecast"


def is_plan(header: str) -> bool:
    """Whether a header says "planned" or "target": a baseline where another column holds the forecast."""
    return bool(set(words(header)) & _PLANNED)


@cache
def _exact() -> dict[str, dict[str, tuple[str, ...]]]:
    """Field keys by squeezed words, of contracts and of strands; a milestone kind ends in a full stop."""
    tables: dict[str, dict[str, list[str]]] = {"contract": {}, "strand": {}}
    for entity, table in tables.items():
        for field in fields.ENTITIES[entity].fields:
            # A strand's key is "name", which any list of people has for a header.
            keyed = (field.key.removesuffix("_id"),) if entity == "contract" else ()
            for word in (*_said(field.label), *keyed, *field.synonyms):
                table.setdefault(squeezed(word), []).append(field.key)
    for kind in lifecycle.KINDS:
        for word in (*_said(kind.label), kind.key, *kind.synonyms):
            tables["contract"].setdefault(squeezed(word), []).append(f"{kind.key}.")
    return {
        entity: {word: tuple(dict.fromkeys(keys)) for word, keys in table.items() if word}
        for entity, table in tables.items()
    }


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the field table's headers: a row without any of them is no header."""
    phrases = [
        phrase
        for entity in ("contract", "strand")
        for field in fields.ENTITIES[entity].fields
        for phrase in (field.label, field.key, *field.synonyms)
    ]
    phrases += [phrase for kind in lifecycle.KINDS for phrase in (kind.label, *kind.synonyms)]
    return frozenset(word for phrase in phrases for word in words(phrase)) - _FILLERS | {"contract", "name", "date"}


@cache
def _by_words() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Contract field keys by their words without fillers, in alphabetical order."""
    found: dict[tuple[str, ...], list[str]] = {}
    entries = [(field.key, (field.label, *field.synonyms)) for field in fields.ENTITIES["contract"].fields]
    entries += [(f"{kind.key}.", (kind.label, *kind.synonyms)) for kind in lifecycle.KINDS]
    for key, phrases in entries:
        for phrase in phrases:
            bare = _bare(phrase)
            if bare:
                found.setdefault(bare, []).append(key)
    return {bare: tuple(dict.fromkeys(keys)) for bare, keys in found.items()}


@cache
def _by_path() -> dict[str, str]:
    """Contract field keys by their path in the Open Contracting Data Standard."""
    paths = {field.ocds: field.key for field in fields.ENTITIES["contract"].fields if field.ocds}
    paths.update({kind.ocds: f"{kind.key}." for kind in lifecycle.KINDS if kind.ocds})
    return paths | _MORE_PATHS


_WEAK: Final = {"ocid": 0.98, "id": 0.9, "ID": 0.9, "Id": 0.9}
"""Headers of numbers that serve as a reference where there is no better. An ocid names a contracting process."""
_PATH_ROOTS: Final = frozenset({"awards", "contracts", "tender", "planning", "buyer", "parties"})
_MORE_PATHS: Final = {
    "awards/title": "title",
    "awards/description": "description",
    "awards/status": "status",
    "awards/date": "contract_award.",
    "awards/contractPeriod/startDate": "effective_date.",
    "awards/contractPeriod/endDate": "current_end.",
    "awards/contractPeriod/maxExtentDate": "maximum_end.",
    "contracts/title": "title",
    "contracts/description": "description",
    "tender/status": "status",
    "tender/procuringEntity/name": "buyer",
    "tender/contractPeriod/startDate": "effective_date.",
    "tender/contractPeriod/endDate": "current_end.",
    "tender/contractPeriod/maxExtentDate": "maximum_end.",
}
"""Paths of release 1.1 of the standard that say the same as a field's own path."""


def _bare(text: str) -> tuple[str, ...]:
    return tuple(sorted(_singular(word) for word in words(text) if word not in _FILLERS))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _said(label: str) -> list[str]:
    """A label, and each side of its "or": one of two names is enough to know it by."""
    return [label, *label.split(" or ")] if " or " in label else [label]


def _without_unit(header: str) -> str:
    return _UNIT_WORDS.sub(" ", header)


@lru_cache(maxsize=20_000)
def candidates(header: str, entity: str = "contract") -> tuple[Candidate, ...]:
    """The fields that a header may name, the likeliest first. Milestone keys are whole, such as `exit.forecast`."""
    if not header or len(header) > 160 or is_serial(header) or stamp.is_ours(header):
        return ()
    if header in _WEAK:
        return (Candidate("reference", _WEAK[header]),) if entity == "contract" else ()
    if "/" in header and " " not in header.strip():
        path = _path_candidates(header)
        if path is not None:
            return path
    found: dict[str, float] = {}
    if not vocabulary().isdisjoint(words(header)) or squeezed(header) in _exact()[entity]:
        for text, score in _forms(header):
            for key, factor in _look_up(text, entity):
                found[key] = max(found.get(key, 0.0), score * factor)
    if not found and entity == "contract":
        found = _by_quarter(header) or _by_opening(header)
    if not found:
        found = _alike(header, entity)
    whole = {_whole(key, header): score for key, score in found.items()}
    return tuple(sorted((Candidate(key, score) for key, score in whole.items()), key=lambda c: -c.score))


def _path_candidates(header: str) -> tuple[Candidate, ...] | None:
    """Fields by path of the Open Contracting Data Standard; lists within lists are items and documents."""
    steps = header.strip().split("/")
    names = [step for step in steps if not step.isdecimal()]
    if not names or names[0] not in _PATH_ROOTS or not all(name.isidentifier() for name in names):
        return None
    key = _by_path().get("/".join(names))
    nested = len(steps) - len(names) > 1 and names[-2:] != ["suppliers", "name"]
    if key is None or nested:
        return ()
    if key.endswith("."):
        return (Candidate(_whole(key, names[-1]), 1.0),)
    return (Candidate(key, 1.0),)


def _forms(header: str) -> list[tuple[str, float]]:
    """The header as it stands, and with less and less in it, each with what the loss costs."""
    plain = _without_unit(header)
    outside = _BRACKETS.sub(" ", plain)
    forms = [(header, 1.0), (plain, 0.99), (outside, 0.97)]
    undated = _DATED.sub("", outside)
    if undated != outside:
        forms.append((undated, 0.9))
    unwaved = _WAVE.sub(" ", plain.casefold())
    if unwaved != plain.casefold():
        forms.append((unwaved, 0.96))
    kept = " ".join(word for word in words(_WAVE.sub(" ", outside.casefold())) if word not in _QUALIFIERS)
    forms.append((kept, 0.94))
    kept = " ".join(word for word in words(plain) if word not in _QUALIFIERS)
    forms.append((kept, 0.93))
    if re.search(r"/|\bor\b|&|\band\b|:| - ", outside):
        forms += [(part, 0.85) for part in re.split(r"/|\bor\b|&|\band\b|:| - ", outside) if len(part.strip()) > 2]
    return forms


def _look_up(text: str, entity: str) -> list[tuple[str, float]]:
    found = [(key, 1.0) for key in _exact()[entity].get(squeezed(text), ())]
    if not found and entity == "contract":
        bare = _bare(text)
        found = [(key, 0.93) for key in _by_words().get(bare, ())] if bare else []
    return found


def _by_quarter(header: str) -> dict[str, float]:
    """Milestones whose date is given to the quarter or month. A fiscal year alone is no date of the calendar."""
    said = words(header)
    if not _GRAINS.intersection(said):
        return {}
    rest = " ".join(word for word in said if word not in _GRAINS | _QUALIFIERS | {"fy", "fiscal", "financial", "year"})
    return {key: factor * 0.9 for key, factor in _look_up(rest, "contract") if key.endswith(".")}


def _by_opening(header: str) -> dict[str, float]:
    """Fields whose words of three or more open a longer header, such as "Sum to be paid over the whole term"."""
    said = words(header)
    for length in range(len(said) - 1, 2, -1):
        keys = _exact()["contract"].get("".join(said[:length]), ())
        if keys:
            return dict.fromkeys(keys, 0.8)
    return {}


def _alike(header: str, entity: str) -> dict[str, float]:
    """Fields whose words look like the header's: slips of typing, not other words."""
    text = squeezed(_BRACKETS.sub(" ", header))
    if not 6 <= len(text) <= _LONGEST_ALIKE:
        return {}
    table = _exact()[entity]
    most = 1 if len(text) < 10 else 2
    best = process.extractOne(text, table.keys(), scorer=OSA.distance, score_cutoff=most)
    if best is None or best[0].startswith(text) or text.startswith(best[0]):
        return {}
    return dict.fromkeys(table[best[0]], (1 - best[1] / len(text)) * 0.9)


def _whole(key: str, header: str) -> str:
    if not key.endswith("."):
        return key
    wave = _WAVE.search(folded(header).casefold())
    nth = f"#{wave[1]}" if wave and int(wave[1]) > 1 else ""
    return f"{key[:-1]}{nth}.{which_date(header)}"

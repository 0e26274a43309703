"""Which register a workbook is a state of, and which of its rows continue a contract under another reference."""

import json
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Register
from siamdesk.domain.when import When
from siamdesk.session.incoming import Listed, Listing

_TITLE, _SUPPLIER, _DATES = 0.6, 0.2, 0.2
_SAME_REGISTER = 0.5
"""The share of contracts in common by which a workbook with other columns is taken for a later state of a register."""

_ALIKE = 0.85
_CLEAR = 0.1
"""How much better the best match must be than the next, so that nothing is guessed."""


def register(portfolio: Portfolio, listing: Listing) -> tuple[Register | None, float]:
    """A register known already, and the share of contracts in common.

    It is the one with the same columns, else the one that lists mostly the same contracts.
    """
    keys = listing.rows.keys()
    best: tuple[Register | None, float] = (None, 0.0)
    listed: dict[str, set[str]] = {}
    for link in portfolio.links.values():
        listed.setdefault(link.register_id, set()).add(link.row_key)
    for known in portfolio.registers.values():
        theirs = listed.get(known.id, set())
        share = len(keys & theirs) / len(keys | theirs) if keys | theirs else 0.0
        if known.fingerprint == listing.fingerprint and share > 0:
            return known, share
        if share >= _SAME_REGISTER and share > best[1]:
            best = known, share
    return best


def remembered(known: Register | None) -> dict[str, str | None]:
    """The columns of a register as they were read last time."""
    mapping: dict[str, str | None] = json.loads(known.mapping) if known is not None and known.mapping else {}
    return mapping


def renamed(new: Iterable[Listed], gone: Mapping[str, Contract]) -> dict[str, str]:
    """The row keys of new rows, each with the row key of the gone contract it continues; only where that is clear.

    Title, suppliers and dates are weighed, whichever of them both sides have.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    titles = {key: matching(contract.title) for key, contract in gone.items() if contract.title}
    for one in new if titles else ():
        near = _near(one.values.get("title"), titles)
        scores = sorted(((likeness(one.values, gone[key]), key) for key in near if key not in taken), reverse=True)
        if not scores or scores[0][0] < _ALIKE:
            continue
        if len(scores) > 1 and scores[0][0] - scores[1][0] < _CLEAR:
            continue
        found[one.row_key] = scores[0][1]
        taken.add(scores[0][1])
    return found


_FAR = 100 * (_ALIKE - _CLEAR - _SUPPLIER - _DATES) / _TITLE
"""Titles less alike than this, of 100, can neither be a match nor come near enough to one to make it doubtful."""


def _near(title: Value, titles: Mapping[str, str]) -> list[str]:
    """The keys of the titles that are anything like a title: with thousands on both sides, all others are passed by."""
    if not isinstance(title, str):
        return []
    found = process.extract(matching(title), titles, scorer=fuzz.ratio, score_cutoff=_FAR - 0.1, limit=None)
    return [key for _, _, key in found]


def likeness(values: Mapping[str, Value], contract: Contract) -> float:
    """How alike a row and a contract are, from 0 to 1; 0 where one of them has no title."""
    title = values.get("title")
    if not isinstance(title, str) or not contract.title:
        return 0.0
    parts = [(_TITLE, fuzz.ratio(matching(title), matching(contract.title)) / 100)]
    suppliers = values.get("suppliers")
    if isinstance(suppliers, tuple) and suppliers and contract.suppliers:
        theirs, ours = set(map(matching, suppliers)), set(map(matching, contract.suppliers))
        parts.append((_SUPPLIER, len(theirs & ours) / len(theirs | ours)))
    dates = _same_dates(values, contract)
    if dates is not None:
        parts.append((_DATES, dates))
    return sum(weight * score for weight, score in parts) / sum(weight for weight, _ in parts)


def _same_dates(values: Mapping[str, Value], contract: Contract) -> float | None:
    """The share of dates that both sides have and that are the same; None where they share none."""
    ours = {f"{m.kind}.{which}": getattr(m, which) for m in contract.milestones for which in ("forecast", "actual")}
    pairs = [
        (value, held)
        for key, value in values.items()
        if isinstance(value, When) and not value.is_tbc and (held := ours.get(key)) is not None and not held.is_tbc
    ]
    return sum(value == held for value, held in pairs) / len(pairs) if pairs else None

"""Which register a workbook is a state of, and which of its rows continue a contract under another reference."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from siamdesk.domain.contract import Contract, OwnField
from siamdesk.domain.field_types import Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Register
from siamdesk.domain.when import When
from siamdesk.session.cells import Cells
from siamdesk.session.incoming import Listed, Listing
from siamdesk.session.pictures import fields_of

_TITLE, _SUPPLIER, _DATES = 0.6, 0.2, 0.2
_SAME_REGISTER = 0.5
"""A workbook with more than this share of contracts in common is taken for another state of a register."""

_NAMED_ALIKE = 80
"""How alike the names of two workbooks must be, of 100, for one to be a later state of the other."""

_SAME_HEADERS = 0.6
"""The share of headers in common by which what was set by hand in one register serves another."""

_SAME_CELLS, _FEW_CELLS = 0.8, 3
"""The share of like cells, and how many there must be, for a column to be taken for one under another name."""

_ALIKE = 0.85
_CLEAR = 0.1
"""How much better the best match must be than the next, so that nothing is guessed."""


def register(portfolio: Portfolio, listing: Listing, name: str) -> tuple[Register | None, float]:
    """The register that a workbook of that name is a state of, and the share of contracts in common.

    One register lists mostly the same contracts as it did; where few are the same, its columns and its name must be,
    for the registers of several towers are often made from one form.
    """
    keys = listing.rows.keys()
    listed: dict[str, set[str]] = {}
    for link in portfolio.links.values():
        listed.setdefault(link.register_id, set()).add(link.row_key)
    best: tuple[Register | None, float] = (None, 0.0)
    best_score = 0.0
    for known in portfolio.registers.values():
        theirs = listed.get(known.id, set())
        share = len(keys & theirs) / len(keys | theirs) if keys | theirs else 0.0
        same_form = known.fingerprint == listing.fingerprint
        named_alike = fuzz.ratio(_plain_name(known.name), _plain_name(name)) >= _NAMED_ALIKE
        enough = share >= _SAME_REGISTER or (share > 0 and same_form)
        if share > _SAME_REGISTER or (enough and named_alike):
            score = share + same_form + named_alike / 2
            if score > best_score:
                best, best_score = (known, share), score
    return best


def _plain_name(name: str) -> str:
    """A workbook's name without its ending, its day and its version."""
    return " ".join(re.findall(r"[^\W\d_]{2,}", matching(name.rpartition(".")[0] or name)))


@dataclass(frozen=True, slots=True)
class Columns:
    """How a register's columns were read: field key (None for an own column) by header, and which were set by hand."""

    read: Mapping[str, str | None] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()


def as_text(columns: Columns) -> str:
    """The columns as a register keeps them: JSON."""
    return json.dumps({"columns": dict(columns.read), "by_hand": sorted(columns.by_hand)}, ensure_ascii=False)


def remembered(known: Register | None) -> Columns:
    """The columns of a register as they were read last time."""
    held = json.loads(known.mapping) if known is not None and known.mapping else {}
    if isinstance(held.get("columns"), dict):
        return Columns(held["columns"], frozenset(held["by_hand"]))
    # As the first version kept them: a field by header, and nothing of what was set by hand.
    return Columns(held)


def lent(portfolio: Portfolio, headers: Collection[str], known: Register | None) -> dict[str, str | None]:
    """What was set by hand in other registers that look like this one: those with mostly the same headers."""
    mine = set(map(matching, headers))
    found: dict[str, str | None] = {}
    for other in portfolio.registers.values():
        if known is not None and other.id == known.id:
            continue
        columns = remembered(other)
        theirs = set(map(matching, columns.read))
        if columns.by_hand and len(mine & theirs) >= _SAME_HEADERS * len(mine | theirs):
            found.update({header: columns.read.get(header) for header in columns.by_hand if header in headers})
    return found


def renamed(new: Iterable[Listed], gone: Mapping[str, Contract]) -> dict[str, tuple[str, float]]:
    """The row keys of new rows, each with the row key of the gone contract it continues, and how alike they are.

    Only where that is clear. Title, suppliers and dates are weighed, whichever of them both sides have.
    """
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    titles = {key: matching(contract.title) for key, contract in gone.items() if contract.title}
    for one in new if titles else ():
        near = _near(one.values.get("title"), titles)
        scores = sorted(((likeness(one.values, gone[key]), key) for key in near if key not in taken), reverse=True)
        if not scores or scores[0][0] < _ALIKE:
            continue
        if len(scores) > 1 and scores[0][0] - scores[1][0] < _CLEAR:
            continue
        found[one.row_key] = scores[0][1], scores[0][0]
        taken.add(scores[0][1])
    return found


def own_columns(portfolio: Portfolio, listing: Listing, sent: Cells) -> dict[str, OwnField]:
    """The user's own columns that a workbook's headers stand for, by header; new headers are left out.

    A header that is new may be the new name of a column that is gone.
    """
    known = {matching(own.label): own for own in portfolio.own_fields.values()}
    found = {header: known[matching(header)] for header in listing.own_headers if matching(header) in known}
    carried = {header: listing.own_ids.get(header, "") for header in listing.own_headers}
    found |= {h: portfolio.own_fields[own_id] for h, own_id in carried.items() if own_id in portfolio.own_fields}
    there = {own.id for own in found.values()}
    new = [header for header in listing.own_headers if header not in found]
    for header, own_id in _renamed_columns(new, there, listing, sent).items():
        if own_id in portfolio.own_fields:
            found[header] = portfolio.own_fields[own_id]
    return found


def _renamed_columns(headers: Iterable[str], known: Collection[str], listing: Listing, sent: Cells) -> dict[str, str]:
    """New headers, each with the id of the user's own column that it continues: one gone, with mostly the same cells.

    `known` are the ids of the columns that the workbook still has under their own names. Columns with few filled cells
    are left alone: two of them may be alike by chance.
    """
    gone = {key for key in fields_of(sent) if key.startswith("x.")} if headers else set()
    found: dict[str, str] = {}
    for header in headers:
        for key in sorted(gone - {f"x.{each}" for each in (*known, *found.values())}):
            pairs = [
                (one.own_text(header), sent[one.row_key][key].text)
                for one in listing.rows.values()
                if key in sent.get(one.row_key, ())
            ]
            filled = [pair for pair in pairs if any(pair)]
            same = sum(new == old for new, old in filled)
            if same >= _FEW_CELLS and same >= _SAME_CELLS * len(filled):
                found[header] = key.removeprefix("x.")
                break
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

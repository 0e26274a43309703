"""The words that filters are held against, worked out once for a portfolio: at 20,000 contracts a tenth of a second."""

from collections.abc import Mapping
from typing import NamedTuple

from siamdesk.domain.field_types import matching
from siamdesk.domain.fields import Row
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.shown import search_text, shown

_KEPT_FIELDS = 8


class _Kept(NamedTuple):
    """The words of one field, and the rows they were read from."""

    contracts: Mapping[str, Row]
    beside: tuple[Mapping[str, Row], ...]
    words: dict[str, str]


_kept: dict[str, _Kept] = {}


def wording(portfolio: Portfolio, key: str = "") -> Mapping[str, str]:
    """By contract id what a field says in lower case with plain spaces; without a key, all that can be searched.

    What was worked out is kept, and for the search also through edits: only contracts that changed are read again.
    """
    contracts, beside = portfolio.contracts, (portfolio.towers, portfolio.own_fields)
    kept = _kept.get(key)
    alike = kept is not None and all(one is other for one, other in zip(kept.beside, beside, strict=True))
    if kept is not None and alike and kept.contracts is contracts:
        return kept.words
    if key:
        # A field may name other contracts, which may have changed.
        words = {each.id: matching(shown(each, key, portfolio)) for each in contracts.values()}
    elif kept is not None and alike:
        old, said = kept.contracts, kept.words
        words = {
            each.id: said[each.id] if old.get(each.id) is each else search_text(each, portfolio)
            for each in contracts.values()
        }
    else:
        words = {each.id: search_text(each, portfolio) for each in contracts.values()}
    _kept.pop(key, None)
    if len(_kept) >= _KEPT_FIELDS:
        del _kept[next(iter(_kept))]
    _kept[key] = _Kept(contracts, beside, words)
    return words

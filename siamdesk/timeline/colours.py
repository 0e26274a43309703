"""By what the bars are coloured: the family of styles for each contract, and what each family stands for."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline.rows import TOWER_STYLES, tower_styles
from siamdesk.timeline.view import by_phase

COLOURINGS = {
    "phase": "Phase",
    "rag": "RAG",
    "tower": "Tower",
    "supplier": "Supplier",
    "tier": "Tier",
    "route": "Procurement route",
}
"""What bars can be coloured by, and what the menu says."""

OTHERS = "rag.none"
"""The family of all values that have no colour of their own."""


class Colouring(NamedTuple):
    """The family of each contract, and the words for each family; phases need none."""

    family: Callable[[Contract], str]
    names: dict[str, str]


def colouring(by: str, portfolio: Portfolio) -> Colouring:
    """How bars are coloured. Of suppliers, tiers and routes the eight most frequent have a colour of their own.

    Raises `KeyError` for what they can't be coloured by.
    """
    if by == "phase":
        return Colouring(by_phase, {})
    if by == "rag":
        names = {"rag.red": "RAG red", "rag.amber": "RAG amber", "rag.green": "RAG green", OTHERS: "no RAG"}
        return Colouring(lambda contract: f"rag.{contract.rag or 'none'}", names)
    if by == "tower":
        return _towers(portfolio)
    return _values(_VALUES[by], COLOURINGS[by].lower(), portfolio)


def _towers(portfolio: Portfolio) -> Colouring:
    styles = tower_styles(portfolio)
    names: dict[str, list[str]] = {}
    for tower_id, style in styles.items():
        # Beyond eight, towers share a colour: the stripes in the tree do as well.
        names.setdefault(style, []).append(portfolio.towers[tower_id].name)
    told = {style: ", ".join(each) for style, each in names.items()} | {OTHERS: "no tower"}
    return Colouring(lambda contract: styles.get(contract.tower_id or "", OTHERS), told)


_VALUES: dict[str, Callable[[Contract], str]] = {
    "supplier": lambda contract: ", ".join(contract.suppliers),
    "tier": lambda contract: contract.tier or "",
    "route": lambda contract: contract.route or "",
}


def _values(value: Callable[[Contract], str], label: str, portfolio: Portfolio) -> Colouring:
    counted = Counter(_present(map(value, portfolio.contracts.values())))
    order = sorted(counted, key=lambda each: (-counted[each], each.casefold()))[:TOWER_STYLES]
    families = {each: f"series.{place}" for place, each in enumerate(sorted(order, key=str.casefold))}
    names = {family: words for words, family in families.items()}
    names[OTHERS] = f"other or no {label}" if len(counted) > TOWER_STYLES else f"no {label}"
    return Colouring(lambda contract: families.get(value(contract), OTHERS), names)


def _present(values: Iterable[str]) -> Iterable[str]:
    return (each for each in values if each)

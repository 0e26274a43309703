"""The three-way merge of a register with the portfolio, a field at a time; conflicts are values, nothing is guessed.

As sent: what the register held when it last passed through here (the base). Our record: the portfolio on the day the
register was known. Their workbook: the register now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz

from siamdesk.domain.compare import same_field
from siamdesk.domain.contract import Contract, Tower
from siamdesk.domain.field_types import Value, matching


class Verdict(StrEnum):
    """What the three sides of one field come to."""

    SAME = "same"
    """Nothing to do: both say the same, or only our record has changed."""
    CHANGED = "changed"
    """Only their workbook has changed, or our record had nothing there."""
    CLEARED = "cleared"
    """Their workbook is blank now where it was sent with a value that our record still has."""
    CONFLICT = "conflict"
    """Both have changed, and differ; or they differ and nobody knows what was sent."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a register held in a cell when it last passed through: the value that was read from it."""

    value: Value


def decide(sent: Sent | None, ours: Value, theirs: Value) -> Verdict:
    """The verdict on one field. `sent` is None where the register never passed through here with that cell.

    Law: theirs as sent gives SAME; ours as sent gives CHANGED or CLEARED; both alike give SAME.
    """
    if same_field(ours, theirs) or (sent is not None and same_field(sent.value, theirs)):
        return Verdict.SAME
    blank = theirs is None or theirs == ()
    if sent is None:
        if blank:
            return Verdict.SAME
        return Verdict.CHANGED if ours is None or ours == () else Verdict.CONFLICT
    if same_field(sent.value, ours):
        return Verdict.CLEARED if blank else Verdict.CHANGED
    return Verdict.CONFLICT


_LIKENESS = 80
"""How alike two titles must be, of 100, for one reference to mean one contract across registers."""


@dataclass(slots=True)
class Identities:
    """Finds the contract a row of a register speaks of.

    `linked` gives contract ids by the row's key in this very register; across registers a match needs the reference
    and the title or a supplier, or, where neither has a reference, the same title in the same tower.
    """

    linked: Mapping[str, str]
    contracts: Iterable[Contract]
    _named: "_Named | None" = field(init=False, default=None)

    def find(self, row_key: str, values: Mapping[str, Value]) -> str | None:
        """The contract's id, or None if the row is of a contract not known here."""
        if row_key in self.linked:
            return self.linked[row_key]
        if self._named is None:
            self._named = _Named.of(self.contracts)
        title = matching(str(values.get("title") or ""))
        reference = matching(str(values.get("reference") or ""))
        if reference:
            alike = [c for c in self._named.by_reference.get(reference, ()) if self._agrees(c, title, values)]
            return alike[0].id if len(alike) == 1 else None
        named = (
            [c for c in self._named.by_title.get(title, ()) if c.tower_id == values.get("tower_id")] if title else []
        )
        return named[0].id if len(named) == 1 else None

    @staticmethod
    def _agrees(contract: Contract, title: str, values: Mapping[str, Value]) -> bool:
        if title and contract.title and fuzz.token_set_ratio(title, matching(contract.title)) >= _LIKENESS:
            return True
        suppliers = values.get("suppliers")
        theirs = {matching(name) for name in suppliers} if isinstance(suppliers, tuple) else set()
        return bool(theirs & {matching(name) for name in contract.suppliers})


@dataclass(frozen=True, slots=True)
class _Named:
    """Contracts by the words of their references and titles: only rows that have no link ask for them."""

    by_reference: Mapping[str, Sequence[Contract]]
    by_title: Mapping[str, Sequence[Contract]]

    @classmethod
    def of(cls, contracts: Iterable[Contract]) -> "_Named":
        references: dict[str, list[Contract]] = {}
        titles: dict[str, list[Contract]] = {}
        for contract in contracts:
            if contract.reference:
                references.setdefault(matching(contract.reference), []).append(contract)
            if contract.title:
                titles.setdefault(matching(contract.title), []).append(contract)
        return cls(references, titles)


_FILLERS = frozenset({"tower", "towers", "service", "services", "and", "the", "of", "ict", "it"})


def tower_words(name: str) -> frozenset[str]:
    """What is left of a tower's name to know it by: “Network Services tower” and “Networks” are one."""
    plain = matching(name).replace("&", " and ").replace("-", " ").replace("/", " ")
    words = (word.strip("()[].,:;") for word in plain.split())
    return frozenset(word.removesuffix("s") for word in words if word and word not in _FILLERS)


def find_tower(name: str, towers: Iterable[Tower]) -> Tower | None:
    """The tower of that name or alias; None if there is none, or more than one might be meant."""
    towers = tuple(towers)
    wanted = matching(name)
    for tower in towers:
        if wanted == matching(tower.name) or wanted in map(matching, tower.aliases):
            return tower
    words = tower_words(name)
    alike = [t for t in towers if words and any(tower_words(each) == words for each in (t.name, *t.aliases))]
    return alike[0] if len(alike) == 1 else None

"""Finding contracts: search by typing, and a small filter language with fields.

    network                     the word stands in the contract's words
    "service desk"              the words stand there together
    tower:network               the field holds the word
    value>50m award:2015        money and dates compare as money and dates
    award:tbc  owner:none       known to be unknown; blank
    slipped>30d                 a headline milestone lies, or may lie, more than 30 days after its baseline
    -supplier:csc               not

Terms are joined by “and”.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from siamdesk.domain import field_types, fields, lifecycle, rows, when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import BRITISH, Field, Value, matching
from siamdesk.domain.money import Money, show_money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When, slippage

_TERM = re.compile(r'(-?)(?:([A-Za-z_][\w.#]*)(:|>=|<=|=|>|<))?("[^"]*"|[^\s"]+|$)')
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}

ALIASES: dict[str, tuple[str, ...]] = {
    "tower": ("tower_id",),
    "ref": ("reference",),
    "supplier": ("suppliers",),
    "value": fields.VALUE_KEYS,
    "launch": ("tender_launch",),
    "tender": ("tender_launch",),
    "award": ("contract_award",),
    "transfer": ("service_transfer",),
    "start": ("effective_date",),
    "end": ("current_end", "initial_end", "maximum_end"),
    "expiry": ("current_end", "initial_end", "maximum_end"),
}
"""Short names for fields in the filter language."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: a word anywhere (`field` empty), or a field compared with some text."""

    field: str
    operation: str
    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that must all hold."""

    terms: tuple[Term, ...] = ()

    @classmethod
    def parse(cls, text: str, own: Mapping[str, str] | None = None) -> "Query":
        """Read the filter language. `own` gives the ids of the user's own columns by label.

        Raises `SiamdeskError` for a field there is none of, and for a comparison that can't be read.
        """
        terms = []
        for minus, name, operation, words in _TERM.findall(field_types.folded(text)):
            wanted = words.strip('"')
            if not name and not wanted:
                continue
            key = _known(name, own or {}) if name else ""
            terms.append(Term(key, operation, wanted, bool(minus)))
        query = cls(tuple(terms))
        for term in query.terms:
            _test(term)
        return query

    def filter(
        self, portfolio: Portfolio, today: date, contracts: Iterable[Contract] | None = None
    ) -> list[Contract]:
        """The contracts that meet every condition, in the order given; those withdrawn are left out."""
        tests = [_test(term) for term in self.terms]
        world = World(portfolio, today)
        chosen = portfolio.contracts.values() if contracts is None else contracts
        return [c for c in chosen if not c.withdrawn and all(test(c, world) for test in tests)]


@dataclass(frozen=True, slots=True)
class World:
    """What a condition may ask about besides the contract itself."""

    portfolio: Portfolio
    today: date


Test = Callable[[Contract, World], bool]


def _known(name: str, own: Mapping[str, str]) -> str:
    """The field a name in the filter language stands for."""
    wanted = matching(name)
    if wanted in ALIASES or wanted in {"phase", "slipped"} or wanted in lifecycle.KIND:
        return wanted
    if fields.field_for("contract", wanted) is not None:
        return wanted
    spoken = wanted.replace("_", " ")
    for field in (*fields.ENTITIES["contract"].fields, *fields.MILESTONE_FIELDS):
        if matching(field.label) == spoken:
            return field.key
    for label, field_id in own.items():
        if matching(label).replace(" ", "_") == wanted:
            return f"x.{field_id}"
    raise SiamdeskError(f"There is no field “{name}” to filter by; try tower, supplier, value, award, phase or owner.")


def _test(term: Term) -> Test:
    test = _positive(term)
    if term.negated:
        return lambda contract, world: not test(contract, world)
    return test


def _positive(term: Term) -> Test:
    wanted = matching(term.text)
    if not term.field:
        return lambda contract, world: wanted in search_text(contract, world.portfolio)
    if term.field == "slipped":
        return _slipped(term)
    if term.field == "phase":
        return lambda contract, world: wanted in _phase_words(lifecycle.phase_on(contract, world.today))
    keys = ALIASES.get(term.field, (term.field,))
    if keys[0] in lifecycle.KIND:
        return _date_test(term, lambda contract: _first(lifecycle.date_of(contract, kind) for kind in keys))
    field = fields.field_for("contract", keys[0])
    if field is not None and field.type is field_types.WHEN:
        return _date_test(term, lambda contract: _when(rows.get(contract, keys[0])))
    if field is not None and field.type is field_types.MONEY:
        return _money_test(term, keys)
    if field is not None and field.type in (field_types.INTEGER, field_types.MONTHS) and term.operation != ":":
        return _number_test(term, keys[0])
    return _text_test(term, keys[0])


def _phase_words(phase: lifecycle.Phase) -> str:
    return f"{phase} {lifecycle.PHASE_LABELS[phase].casefold()}"


def _first(values: Iterable[When | None]) -> When | None:
    return next((value for value in values if value is not None), None)


def _when(value: Value) -> When | None:
    return value if isinstance(value, When) else None


def _unreadable(term: Term, why: str) -> SiamdeskError:
    return SiamdeskError(f"“{term.field}{term.operation}{term.text}” can't be used as a filter: {why}.")


def _date_test(term: Term, date_of: Callable[[Contract], When | None]) -> Test:
    if term.text.casefold() in {"none", "blank", ""}:
        return lambda contract, _: date_of(contract) is None
    if term.text.casefold() in {"any", "known"}:
        return lambda contract, _: (found := date_of(contract)) is not None and not found.is_tbc
    try:
        wanted = when_words.parse(term.text)
    except Unreadable as error:
        raise _unreadable(term, error.why) from None
    if wanted.is_tbc:
        return lambda contract, _: (found := date_of(contract)) is not None and found.is_tbc
    first, last = wanted.earliest or date.min, wanted.latest or date.max

    def holds(contract: Contract, _: World) -> bool:
        found = date_of(contract)
        if found is None or found.is_tbc:
            return False
        earliest, latest = found.earliest or date.min, found.latest or date.max
        if term.operation in {":", "="}:
            return earliest <= last and latest >= first
        bound = {">": (earliest, last), ">=": (earliest, first), "<": (latest, first), "<=": (latest, last)}
        return _COMPARE[term.operation](*bound[term.operation])

    return holds


def _money_test(term: Term, keys: tuple[str, ...]) -> Test:
    def value_of(contract: Contract) -> Money | None:
        return next((m for key in keys if isinstance(m := rows.get(contract, key), Money)), None)

    if term.text.casefold() in {"none", "blank", ""}:
        return lambda contract, _: value_of(contract) is None
    if term.operation == ":" and not any(letter.isdigit() for letter in term.text):
        word = matching(term.text)
        return lambda contract, _: (m := value_of(contract)) is not None and word in matching(show_money(m))
    try:
        wanted = field_types.MONEY.parse(term.text, BRITISH)
    except Unreadable as error:
        raise _unreadable(term, error.why) from None
    if not isinstance(wanted, Money) or wanted.low is None or wanted.high is None:
        raise _unreadable(term, "it names no amount")
    low, high = wanted.low, wanted.high

    def holds(contract: Contract, _: World) -> bool:
        found = value_of(contract)
        if found is None or (found.low is None and found.high is None):
            return False
        least = found.low if found.low is not None else found.high
        most = found.high if found.high is not None else found.low
        if term.operation in {":", "="}:
            return bool(least <= high and most >= low)  # type: ignore[operator]  # one of the two is there
        return _COMPARE[term.operation](most if term.operation[0] == ">" else least, low)

    return holds


def _number_test(term: Term, key: str) -> Test:
    try:
        wanted = field_types.MONTHS.parse(term.text, BRITISH)
    except Unreadable as error:
        raise _unreadable(term, error.why) from None
    compare = _COMPARE.get(term.operation, operator.eq)
    return lambda contract, _: (found := rows.get(contract, key)) is not None and bool(compare(found, wanted))


def _text_test(term: Term, key: str) -> Test:
    wanted = matching(term.text)
    if term.operation not in {":", "="}:
        raise _unreadable(term, "it holds words; use a colon")
    blank = wanted in {"none", "blank", ""}

    def holds(contract: Contract, world: World) -> bool:
        words = matching(shown(contract, key, world.portfolio))
        if blank:
            return not words
        return words == wanted if term.operation == "=" else wanted in words

    return holds


def _slipped(term: Term) -> Test:
    digits = re.fullmatch(r"(\d+)\s*d?(ays?)?", term.text.strip().casefold())
    if digits is None or term.operation == "=":
        raise _unreadable(term, "write it as slipped>30d")
    days = int(digits.group(1))
    compare = _COMPARE.get(term.operation, operator.ge)

    def holds(contract: Contract, _: World) -> bool:
        for kind in lifecycle.HEADLINES:
            milestone = contract.milestone(kind)
            if milestone is None or milestone.baseline is None:
                continue
            moved = slippage(milestone.baseline, milestone.actual or milestone.forecast or milestone.baseline)
            if moved is not None and (moved.most is None or compare(moved.most, days)):
                return True
        return False

    return holds


def shown(contract: Contract, key: str, portfolio: Portfolio) -> str:
    """A field of a contract as the screen shows it: names for links, the user's own columns read by their type."""
    value = rows.get(contract, key)
    if value is None or value == ():
        return ""
    field = fields.field_for("contract", key, portfolio.own_fields)
    return show(field, value, portfolio) if field is not None else str(value)


def show(field: Field, value: Value, portfolio: Portfolio) -> str:
    """A value as the screen shows it, the names of towers and contracts in place of their ids."""
    if field.type is field_types.LINK:
        return _name(portfolio, field.target, str(value))
    if field.type is field_types.LINKS and isinstance(value, tuple):
        return "; ".join(_name(portfolio, field.target, each) for each in value)
    if field.key.startswith("x.") and field.type not in (field_types.TEXT, field_types.LONG_TEXT):
        value = field.type.load(value)
    return field.type.show(value)


def _name(portfolio: Portfolio, entity: str, row_id: str) -> str:
    row = portfolio.row(entity, row_id)
    found = getattr(row, "name", None) or getattr(row, "title", None) or getattr(row, "reference", None)
    return str(found) if found else "?"


_SEARCHED = ("title", "reference", "description", "suppliers", "incumbent", "owner", "buyer", "route", "decision_refs")


def search_text(contract: Contract, portfolio: Portfolio) -> str:
    """What typing into the search box is held against: casefolded words of the contract and of its tower."""
    tower = portfolio.towers.get(contract.tower_id or "")
    words = [tower.name] if tower is not None else []
    for key in _SEARCHED:
        value = getattr(contract, key)
        if value:
            words.append("\n".join(value) if isinstance(value, tuple) else value)
    words += (value for _, value in contract.own)
    return "\n".join(words).casefold()


@dataclass(frozen=True, slots=True)
class Group:
    """Contracts under one heading. `key` is the tower's id, or the heading's own words; empty for “none given”."""

    key: str
    label: str
    contracts: tuple[Contract, ...]


GROUPINGS = {"tower": "Tower", "supplier": "Supplier", "phase": "Phase", "rag": "RAG", "owner": "Owner"}
"""What contracts can be grouped by, and what the heading says."""


def group(contracts: Iterable[Contract], portfolio: Portfolio, by: str, today: date) -> list[Group]:
    """The contracts under their headings: towers and phases in their own order, others by name, “none given” last."""
    if by not in GROUPINGS:
        raise SiamdeskError(f"Contracts can't be grouped by “{by}”; try {', '.join(GROUPINGS)}.")
    held: dict[str, list[Contract]] = {}
    for contract in contracts:
        held.setdefault(_heading(contract, by, today), []).append(contract)
    phases = list(lifecycle.Phase)

    def order(key: str) -> tuple[bool, int, str]:
        if by == "tower" and key in portfolio.towers:
            return False, portfolio.towers[key].place, portfolio.towers[key].name.casefold()
        return key == "", phases.index(lifecycle.Phase(key)) if by == "phase" else 0, key.casefold()

    def label(key: str) -> str:
        if by == "phase":
            return lifecycle.PHASE_LABELS[lifecycle.Phase(key)]
        if by == "tower" and key in portfolio.towers:
            return portfolio.towers[key].name
        return key or f"No {GROUPINGS[by].lower() if by != 'rag' else 'RAG'}"

    return [Group(key, label(key), tuple(held[key])) for key in sorted(held, key=order)]


def _heading(contract: Contract, by: str, today: date) -> str:
    if by == "tower":
        return contract.tower_id or ""
    if by == "supplier":
        return "; ".join(contract.suppliers)
    if by == "phase":
        return str(lifecycle.phase_on(contract, today))
    value = getattr(contract, by)
    return str(value).capitalize() if by == "rag" and value else value or ""

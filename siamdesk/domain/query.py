"""Finding contracts: search by typing, and a small filter language with fields.

    network                     the word stands in the contract's words
    "service desk"              the words stand there together
    owner="Ann ""Bee"" Smith"   a quotation mark among them is written twice
    tower:network               the field holds the word
    value>50m award:2015        money and dates compare as money and dates
    award:tbc  owner:none       known to be unknown; blank
    due:"Oct 2015"              a milestone that has not happened yet is due then
    slipped>30d                 a headline milestone lies, or may lie, more than 30 days after its baseline
    action:overdue decision:any a review has asked something that is late; has decided something
    -supplier:csc               not

    tower = network             spaces may stand around a sign
    rag=red|amber               either will do

Terms are joined by “and”.
"""

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from siamdesk.domain import field_types, fields, lifecycle, noted, query_text, rows, when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import BRITISH, FieldType, Value, matching
from siamdesk.domain.money import Money, show_money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.search_words import wording
from siamdesk.domain.when import When, slippage

_BLANK = frozenset({"none", "blank", ""})
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
    others: tuple[str, ...] = ()
    """What will do as well."""


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
        for part in query_text.parts(field_types.folded(text)):
            key = _known(part.name, own or {}) if part.name else ""
            terms.append(Term(key, part.sign, part.texts[0], part.negated, part.texts[1:]))
        query = cls(tuple(terms))
        for term in query.terms:
            _test(term)
        return query

    def filter(self, portfolio: Portfolio, today: date, contracts: Iterable[Contract] | None = None) -> list[Contract]:
        """The contracts that meet every condition, in the order given; those withdrawn are left out."""
        chosen = [c for c in (portfolio.contracts.values() if contracts is None else contracts) if not c.withdrawn]
        every = contracts is None and len(chosen) == len(portfolio.contracts)
        world = World(portfolio, today, chosen if every else None)
        for term in self.terms:
            test = _test(term)
            # A key press goes through 20,000 contracts: what is held against words does so without a call for each.
            chosen = (
                test.held(chosen, world)
                if isinstance(test, _Words | _Anywhere)
                else [c for c in chosen if test(c, world)]
            )
        return chosen


def asked(text: str, portfolio: Portfolio) -> Query:
    """The filter language read with the portfolio's own columns in mind. Raises `SiamdeskError` as `Query.parse`."""
    return Query.parse(text, {own.label: own.id for own in portfolio.own_fields.values()})


@dataclass(frozen=True, slots=True)
class World:
    """What a condition may ask about besides the contract itself."""

    portfolio: Portfolio
    today: date
    all: list[Contract] | None = None
    """All contracts of the portfolio in its order, where that is what is looked through."""


Test = Callable[[Contract, World], bool]


@dataclass(frozen=True, slots=True)
class _Words:
    """Whether a field's words, or all words for the empty key, hold some text; or are that text."""

    key: str
    wanted: str
    whole: bool = False

    def __call__(self, contract: Contract, world: World) -> bool:
        return bool(self.held([contract], world))

    def held(self, contracts: list[Contract], world: World) -> list[Contract]:
        """Those of the contracts of which it is true."""
        words, wanted = wording(world.portfolio, self.key), self.wanted
        # All of the portfolio stand in the order of the words, which saves a look-up each.
        all_of_it = contracts is world.all
        paired = zip(contracts, words.values() if all_of_it else (words[c.id] for c in contracts), strict=True)
        if self.whole:
            return [c for c, said in paired if said == wanted]
        return [c for c, said in paired if wanted in said]


@dataclass(frozen=True, slots=True)
class _Anywhere:
    """Whether the words of a contract hold some text, or those of what reviews decided and asked about it."""

    words: _Words

    def __call__(self, contract: Contract, world: World) -> bool:
        return bool(self.held([contract], world))

    def held(self, contracts: list[Contract], world: World) -> list[Contract]:
        """Those of the contracts of which it is true."""
        found = self.words.held(contracts, world)
        also = noted.saying(world.portfolio, self.words.wanted)
        if not also:
            return found
        also |= {contract.id for contract in found}
        return [contract for contract in contracts if contract.id in also]


def _known(name: str, own: Mapping[str, str]) -> str:
    """The field a name in the filter language stands for."""
    wanted = matching(name)
    if wanted in ALIASES or wanted in {"phase", "slipped", "due", *noted.KINDS} or wanted in lifecycle.KIND:
        return wanted
    if fields.field_for("contract", wanted) is not None:
        return wanted
    said = spoken(name)
    for known in (*fields.ENTITIES["contract"].fields, *fields.MILESTONE_FIELDS):
        if spoken(known.label) == said:
            return known.key
    for label, field_id in own.items():
        if spoken(label) == said:
            return f"x.{field_id}"
    raise SiamdeskError(f"There is no field “{name}” to filter by; try tower, supplier, value, award, phase or owner.")


def spoken(label: str) -> str:
    """A label as it is written in the filter language: “Go-live (forecast)” is `go_live_forecast`."""
    return re.sub(r"\W+", "_", matching(label)).strip("_")


def _test(term: Term) -> Test:
    test = _positive(term)
    if term.negated:
        return lambda contract, world: not test(contract, world)
    return test


def _positive(term: Term) -> Test:
    if term.others:
        tests = [_positive(replace(term, text=text, others=())) for text in (term.text, *term.others)]
        return lambda contract, world: any(test(contract, world) for test in tests)
    wanted = matching(term.text)
    if not term.field:
        return _Anywhere(_Words("", wanted))
    if term.field in noted.KINDS:
        return _noted(term)
    if term.field == "slipped":
        return _slipped(term)
    if term.field == "due":
        return _due(term)
    if term.field == "phase":
        return _phase_test(term)
    keys = ALIASES.get(term.field, (term.field,))
    if keys[0] in lifecycle.KIND:
        return _date_test(term, lambda contract: _first(lifecycle.date_of(contract, kind) for kind in keys))
    field = fields.field_for("contract", keys[0])
    if field is not None and field.type is field_types.WHEN:
        return _date_test(term, lambda contract: _when(rows.get(contract, keys[0])))
    if field is not None and field.type is field_types.MONEY:
        return _money_test(term, keys)
    if field is not None and field.type in (field_types.INTEGER, field_types.MONTHS) and wanted not in _BLANK:
        return _number_test(term, keys[0], field.type)
    return _text_test(term, keys[0])


def _phase_test(term: Term) -> Test:
    wanted = matching(term.text)
    meant = {
        phase for phase in lifecycle.Phase if wanted in matching(f"{phase} {lifecycle.PHASE_LABELS[phase]}") and wanted
    }
    if not meant or term.operation not in {":", "="}:
        raise _unreadable(term, f"write one of {', '.join(f'phase:{phase}' for phase in lifecycle.Phase)}")
    return lambda contract, world: lifecycle.phase_on(contract, world.today) in meant


def _noted(term: Term) -> Test:
    wanted, kind = matching(term.text), term.field
    if term.operation not in {":", "="}:
        raise _unreadable(term, f"write {kind}:open, {kind}:any or {kind}:word")
    if wanted in _BLANK:
        return lambda contract, world: contract.id not in noted.by_contract(world.portfolio, kind)
    held: list[tuple[World, set[str]]] = []

    def holds(contract: Contract, world: World) -> bool:
        # Worked out once for all contracts that are asked about.
        if not held or held[0][0] is not world:
            held[:] = [(world, noted.matches(world.portfolio, kind, wanted, world.today))]
        return contract.id in held[0][1]

    return holds


def _first(values: Iterable[When | None]) -> When | None:
    return next((value for value in values if value is not None), None)


def _when(value: Value) -> When | None:
    return value if isinstance(value, When) else None


def _unreadable(term: Term, why: str) -> SiamdeskError:
    return SiamdeskError(f"“{term.field}{term.operation}{term.text}” can't be used as a filter: {why}.")


def _date_test(term: Term, date_of: Callable[[Contract], When | None]) -> Test:
    if matching(term.text) in _BLANK:
        return lambda contract, _: date_of(contract) is None
    if matching(term.text) in {"any", "known"}:
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

    if matching(term.text) in _BLANK:
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
    # An amount written without its currency is held against amounts of any.
    said = field_types.MONEY.parse(term.text, replace(BRITISH, currency="USD")) == wanted

    def holds(contract: Contract, _: World) -> bool:
        found = value_of(contract)
        if found is None or not found.is_known or (said and found.currency != wanted.currency):
            return False
        least = found.low if found.low is not None else found.high
        most = found.high if found.high is not None else found.low
        if term.operation in {":", "="}:
            return bool(least <= high and most >= low)  # type: ignore[operator]  # one of the two is there
        return _COMPARE[term.operation](most if term.operation[0] == ">" else least, low)

    return holds


def _number_test(term: Term, key: str, kind: FieldType) -> Test:
    try:
        wanted = kind.parse(term.text, BRITISH)
    except Unreadable as error:
        raise _unreadable(term, error.why) from None
    compare: Callable[[Any, Any], bool] = _COMPARE.get(term.operation, operator.eq)
    return lambda contract, _: (found := rows.get(contract, key)) is not None and bool(compare(found, wanted))


def _text_test(term: Term, key: str) -> Test:
    wanted = matching(term.text)
    if term.operation not in {":", "="}:
        raise _unreadable(term, "it holds words; use a colon")
    if wanted in _BLANK:
        return _Words(key, "", whole=True)
    return _Words(key, wanted, whole=term.operation == "=")


def _slipped(term: Term) -> Test:
    digits = re.fullmatch(r"(\d+)\s*d?(ays?)?", term.text.strip().casefold())
    if digits is None or term.operation == "=":
        raise _unreadable(term, "write it as slipped>30d")
    days = int(digits.group(1))
    compare: Callable[[Any, Any], bool] = _COMPARE.get(term.operation, operator.ge)

    def holds(contract: Contract, _: World) -> bool:
        for kind in lifecycle.HEADLINES:
            milestone = contract.milestone(kind)
            if milestone is None or milestone.baseline is None:
                continue
            moved = slippage(milestone.baseline, milestone.best or milestone.baseline)
            most = None if moved is None else math.inf if moved.most is None else moved.most
            if most is not None and compare(most, days):
                return True
        return False

    return holds


def _due(term: Term) -> Test:
    """A date that has not happened yet counts on the last day on which it may."""
    try:
        wanted = when_words.parse(term.text)
    except Unreadable as error:
        raise _unreadable(term, error.why) from None
    if wanted.is_tbc or term.operation not in {":", "="}:
        raise _unreadable(term, "write it as due:2015 or due:oct-2015")
    first, last = wanted.earliest or date.min, wanted.latest or date.max

    def holds(contract: Contract, _: World) -> bool:
        open_ = (m.forecast or m.baseline for m in contract.milestones if not m.happened)
        days = (when.latest or when.earliest for when in open_ if when is not None)
        return any(day is not None and first <= day <= last for day in days)

    return holds

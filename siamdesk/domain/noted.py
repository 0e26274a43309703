"""What reviews decided and asked about contracts, for the search and for the filter language.

action:open  action:overdue  action:done      contracts with such an action
action:paper  decision:extend                 contracts with an action or a decision that says so
action:none  decision:any                     contracts with none, with any
"""

from collections.abc import Iterable, Mapping
from datetime import date

from siamdesk.domain.field_types import matching
from siamdesk.domain.fields import Row
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, Decision

KINDS = ("action", "decision")
"""The names of the filter language that ask for them."""
STATES = ("open", "overdue", "done")

_Noted = Mapping[str, tuple[Action | Decision, ...]]
_kept: dict[str, tuple[Mapping[str, Row], _Noted]] = {}


def by_contract(portfolio: Portfolio, kind: str) -> _Noted:
    """The actions or the decisions by the id of the contract they are about; kept until there are others."""
    rows = portfolio.rows[kind]
    kept = _kept.get(kind)
    if kept is None or kept[0] is not rows:
        held: dict[str, list[Action | Decision]] = {}
        for row in rows.values():
            if isinstance(row, Action | Decision) and row.contract_id is not None:
                held.setdefault(row.contract_id, []).append(row)
        kept = _kept[kind] = rows, {contract_id: tuple(each) for contract_id, each in held.items()}
    return kept[1]


def matches(portfolio: Portfolio, kind: str, wanted: str, today: date) -> set[str]:
    """The contracts about which an action or a decision is in that state, or says those words."""
    return {
        contract_id
        for contract_id, each in by_contract(portfolio, kind).items()
        if any(_is(row, wanted, today) for row in each)
    }


def saying(portfolio: Portfolio, wanted: str) -> set[str]:
    """The contracts about which any action or decision says those words."""
    return {
        contract_id
        for kind in KINDS
        for contract_id, each in by_contract(portfolio, kind).items()
        if any(wanted in words(row) for row in each)
    }


def words(row: Action | Decision) -> str:
    """What is searched of an action or a decision: its words, its owner and its number as minutes have it."""
    parts: Iterable[str] = (row.text, f"d{row.number}")
    if isinstance(row, Action):
        parts = (row.text, row.owner or "", row.note or "", f"a{row.number}")
    return matching("\0".join(parts))


def is_overdue(action: Action, today: date) -> bool:
    """Whether an action is open past the last day on which it was due."""
    due = action.due.latest if action.due is not None else None
    return action.closed is None and due is not None and due < today


def _is(row: Action | Decision, wanted: str, today: date) -> bool:
    if wanted == "any":
        return True
    if isinstance(row, Action) and wanted in STATES:
        return {"open": row.closed is None, "overdue": is_overdue(row, today), "done": row.closed is not None}[wanted]
    return wanted in words(row)

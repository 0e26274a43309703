"""The rows that say how a contract was decided and what scrutiny made of it."""

from dataclasses import dataclass

from siamdesk.domain.money import Money
from siamdesk.domain.when import When


@dataclass(frozen=True, slots=True)
class Approval:
    """A strategy or business case before an approving body. Without a contract it is the portfolio's own."""

    id: str
    subject: str
    contract_id: str | None = None
    body: str | None = None
    reference: str | None = None
    decided: When | None = None
    value: Money | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One way of providing the service, and whether it was appraised and chosen."""

    id: str
    contract_id: str
    name: str
    appraised: bool | None = None
    chosen: bool | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scrutiny body said: recommendation, response, owner, due date."""

    id: str
    text: str
    contract_id: str | None = None
    body: str | None = None
    report: str | None = None
    number: str | None = None
    response: str | None = None
    owner: str | None = None
    due: When | None = None

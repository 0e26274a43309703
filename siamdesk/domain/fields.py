"""The one field table: every field of every entity, once.

Excel columns, tree columns, inspector, filter language, merge, journal, schema and JSON all read it. A new field is
one entry here, one attribute of its row class, and one numbered migration.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siamdesk.domain import contract, contract_fields, governance, lifecycle, review, source
from siamdesk.domain.field_types import (
    BOOLEAN,
    CHOICE,
    INTEGER,
    LINK,
    LIST,
    LONG_TEXT,
    MONEY,
    OWN_TYPES,
    TEXT,
    WHEN,
    Field,
    FieldType,
)
from siamdesk.domain.money import Basis

Row = (
    contract.Settings
    | contract.Tower
    | contract.Contract
    | contract.Strand
    | contract.Dependency
    | contract.SpendLine
    | contract.OwnField
    | governance.Approval
    | governance.Option
    | governance.Finding
    | review.Review
    | review.AgendaItem
    | review.Decision
    | review.Action
    | source.Register
    | source.Link
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of row: its name, its class, and its fields in order (without `id`)."""

    name: str
    label: str
    row: type[Any]
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        """The field with that key, or None."""
        return _BY_KEY[self.name].get(key)


def _required(key: str, label: str, kind: FieldType = TEXT, *, target: str = "") -> Field:
    return Field(key, label, kind, target=target, required=True)


_CONTRACT_LINK = Field("contract_id", "Contract", LINK, target="contract")
_ITS_CONTRACT = _required("contract_id", "Contract", LINK, target="contract")
_NOTE = Field("note", "Note", LONG_TEXT, ("notes", "comment"))

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity(
            "portfolio",
            "Portfolio",
            contract.Settings,
            (
                Field("title", "Title"),
                Field("buyer", "Buyer"),
                Field("marking", "Marking"),
                Field("caveat", "Handling caveat"),
                _required("currency", "Currency"),
                _required("fy_start", "Financial year begins in month", INTEGER),
            ),
        ),
        Entity(
            "tower",
            "Tower",
            contract.Tower,
            (
                _required("name", "Tower"),
                Field("aliases", "Also called", LIST),
                _required("place", "Order", INTEGER),
                Field("integrator", "Integrator", BOOLEAN),
                Field("owner", "Tower lead"),
            ),
        ),
        Entity("contract", "Contract", contract.Contract, contract_fields.CONTRACT),
        Entity(
            "strand",
            "Strand",
            contract.Strand,
            (
                _ITS_CONTRACT,
                Field("name", "Strand", synonyms=("service line", "service strand", "function"), required=True),
                Field("stage", "Stage", synonyms=("status", "progress", "position"), group="Strand"),
                _NOTE,
                _required("place", "Order", INTEGER),
            ),
        ),
        Entity(
            "dependency",
            "Dependency",
            contract.Dependency,
            (
                _required("from_contract_id", "Contract waited for", LINK, target="contract"),
                _required("from_kind", "Milestone waited for"),
                _required("to_contract_id", "Contract that waits", LINK, target="contract"),
                _required("to_kind", "Milestone that waits"),
                _required("lag_days", "Days between", INTEGER),
                _NOTE,
            ),
        ),
        Entity(
            "spend",
            "Spend",
            contract.SpendLine,
            (
                _ITS_CONTRACT,
                _required("year", "Financial year", INTEGER),
                _required("cost", "Entry or run cost", CHOICE),
                Field("amount", "Amount", MONEY),
            ),
        ),
        Entity(
            "own_field",
            "Own column",
            contract.OwnField,
            (
                _required("label", "Header"),
                _required("type", "Type", CHOICE),
                _required("place", "Order", INTEGER),
            ),
        ),
        Entity(
            "approval",
            "Approval",
            governance.Approval,
            (
                _required("subject", "What was approved"),
                _CONTRACT_LINK,
                Field("body", "Approving body"),
                Field("reference", "Decision reference"),
                Field("decided", "Decided", WHEN),
                Field("value", "Approved value", MONEY, basis=Basis.APPROVED),
                _NOTE,
            ),
        ),
        Entity(
            "option",
            "Option",
            governance.Option,
            (
                _ITS_CONTRACT,
                _required("name", "Option"),
                Field("appraised", "Appraised", BOOLEAN),
                Field("chosen", "Chosen", BOOLEAN),
                _NOTE,
            ),
        ),
        Entity(
            "finding",
            "Finding",
            governance.Finding,
            (
                _required("text", "Recommendation", LONG_TEXT),
                _CONTRACT_LINK,
                Field("body", "Scrutiny body"),
                Field("report", "Report"),
                Field("number", "Number"),
                Field("response", "Response", LONG_TEXT),
                Field("owner", "Owner"),
                Field("due", "Due", WHEN),
            ),
        ),
        Entity(
            "review",
            "Review",
            review.Review,
            (
                _required("name", "Review"),
                Field("day", "Day", WHEN),
                Field("attendees", "Attendees", LONG_TEXT),
                Field("closed_seq", "Closed at journal entry", INTEGER),
                Field("paused", "Paused", BOOLEAN),
                Field("ended", "Closed on", WHEN),
            ),
        ),
        Entity(
            "agenda",
            "Agenda item",
            review.AgendaItem,
            (
                _required("review_id", "Review", LINK, target="review"),
                _required("text", "What to speak about", LONG_TEXT),
                _required("place", "Order", INTEGER),
                _CONTRACT_LINK,
                Field("struck", "Struck", BOOLEAN),
            ),
        ),
        Entity(
            "decision",
            "Decision",
            review.Decision,
            (
                _required("review_id", "Review", LINK, target="review"),
                _required("text", "Decision", LONG_TEXT),
                _required("number", "Number", INTEGER),
                _CONTRACT_LINK,
            ),
        ),
        Entity(
            "action",
            "Action",
            review.Action,
            (
                _required("review_id", "Review", LINK, target="review"),
                _required("text", "Action", LONG_TEXT),
                _required("number", "Number", INTEGER),
                Field("owner", "Owner"),
                Field("due", "Due", WHEN),
                _CONTRACT_LINK,
                Field("closed", "Closed", WHEN),
                _NOTE,
            ),
        ),
        Entity(
            "register",
            "Register",
            source.Register,
            (
                _required("name", "Workbook"),
                Field("sheet", "Sheet"),
                Field("path", "Last seen at"),
                Field("snapshot", "Base"),
                Field("latest", "As last read"),
                Field("fingerprint", "Fingerprint"),
                Field("mapping", "Columns"),
                Field("known_on", "Known on", WHEN),
                Field("fy_start", "Financial year begins in month", INTEGER),
            ),
        ),
        Entity(
            "link",
            "Register row",
            source.Link,
            (
                _required("register_id", "Register", LINK, target="register"),
                _ITS_CONTRACT,
                _required("row_key", "Row"),
            ),
        ),
    )
}

_BY_KEY: dict[str, dict[str, Field]] = {
    name: {field.key: field for field in entity.fields} for name, entity in ENTITIES.items()
}
_ENTITY_OF: dict[type[Any], Entity] = {entity.row: entity for entity in ENTITIES.values()}

DATES = ("baseline", "forecast", "actual")
"""The three dates of a milestone."""

VALUE_KEYS = ("actual_value", "current_value", "award_value", "approved_value", "estimated_value", "value")
"""The whole-life values of a contract, the best known first."""


def _milestone_field(kind: lifecycle.Kind, wave: int, which: str) -> Field:
    nth = f" {wave}" if wave > 1 else ""
    return Field(
        lifecycle.milestone_key(contract.Milestone(kind.key, wave), which),
        f"{kind.label}{nth}, {which}",
        WHEN,
        kind.synonyms,
        kind.ocds,
        group="Dates",
    )


MILESTONE_FIELDS: tuple[Field, ...] = tuple(
    _milestone_field(kind, 1, which) for kind in lifecycle.KINDS for which in DATES
)
_MILESTONE_BY_KEY = {field.key: field for field in MILESTONE_FIELDS}


def entity_of(row: Row) -> Entity:
    """The entity a row belongs to."""
    return _ENTITY_OF[type(row)]


def field_for(entity: str, key: str, own: Mapping[str, contract.OwnField] | None = None) -> Field | None:
    """The field with that key, milestone dates and the user's own columns included; None if there is no such field."""
    found = _BY_KEY[entity].get(key)
    if found is not None or entity != "contract":
        return found
    found = _MILESTONE_BY_KEY.get(key)
    if found is not None:
        return found
    if key.startswith("x."):
        definition = (own or {}).get(key[2:])
        if definition is None:
            return Field(key, "Own column", TEXT, group="Own columns")
        return Field(key, definition.label, OWN_TYPES.get(definition.type, TEXT), group="Own columns")
    parts = lifecycle.split_milestone_key(key)
    return _milestone_field(lifecycle.KIND[parts[0]], parts[1], parts[2]) if parts else None

"""The tables of the document, made from the field table.

Every field is one column of its entity's table, holding the field's canonical form. Milestones and values of the
user's own columns are rows of tables of their own. The journal has its sets, its changes and its sources.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from siamdesk.domain.field_types import BOOLEAN, INTEGER, LINK, MONTHS, Field
from siamdesk.domain.fields import ENTITIES

APPLICATION_ID = 0x5349414D
"""SQLite's `application_id` of a SIAMDesk document: the letters SIAM."""

METADATA = MetaData()

_WHOLE_NUMBERS = (INTEGER, MONTHS, BOOLEAN)


def _reference(target: str) -> ForeignKey:
    # Checked at the commit, so that the order of the changes in a set does not matter.
    return ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")


def _column(field: Field) -> Column[object]:
    kind = Integer if field.type in _WHOLE_NUMBERS else Text
    if field.type is LINK:
        return Column(field.key, Text, _reference(field.target), nullable=not field.required)
    return Column(field.key, kind, nullable=not field.required)


TABLES: dict[str, Table] = {
    entity.name: Table(
        entity.name,
        METADATA,
        Column("id", Text, primary_key=True, nullable=False),
        *(_column(field) for field in entity.fields),
    )
    for entity in ENTITIES.values()
}

for _entity in ENTITIES.values():
    for _field in _entity.fields:
        if _field.type is LINK and _field.target == "contract":
            # Taking a contract out makes SQLite look for what refers to it: a whole table each time without these.
            Index(f"{_entity.name}_by_{_field.key}", TABLES[_entity.name].c[_field.key])

MILESTONE = Table(
    "milestone",
    METADATA,
    Column("contract_id", Text, _reference("contract"), primary_key=True, nullable=False),
    Column("kind", Text, primary_key=True, nullable=False),
    Column("wave", Integer, primary_key=True, nullable=False),
    Column("baseline", Text),
    Column("forecast", Text),
    Column("actual", Text),
)

OWN_VALUE = Table(
    "own_value",
    METADATA,
    Column("contract_id", Text, _reference("contract"), primary_key=True, nullable=False),
    Column("field_id", Text, _reference("own_field"), primary_key=True, nullable=False),
    Column("value", Text, nullable=False),
)

META = Table(
    "meta", METADATA, Column("key", Text, primary_key=True, nullable=False), Column("value", Text, nullable=False)
)

SOURCE = Table(
    "source",
    METADATA,
    Column("id", Integer, primary_key=True, nullable=False),
    Column("kind", Text, nullable=False),
    Column("register_id", Text),
    Column("review_id", Text),
    Column("workbook", Text),
    Column("sheet", Text),
    Column("sha256", Text),
)

CHANGE_SET = Table(
    "change_set",
    METADATA,
    Column("seq", Integer, primary_key=True, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("known_on", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("undoes", Integer, ForeignKey("change_set.seq")),
)

CHANGE = Table(
    "change",
    METADATA,
    Column("set_seq", Integer, ForeignKey("change_set.seq"), primary_key=True, nullable=False),
    Column("n", Integer, primary_key=True, nullable=False),
    Column("known_on", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("row_id", Text, nullable=False),
    Column("field", Text),
    Column("old", Text),
    Column("new", Text),
    Column("source_id", Integer, ForeignKey("source.id")),
    Column("cell", Text),
)
Index("change_by_row", CHANGE.c.entity, CHANGE.c.row_id)
Index("change_by_day", CHANGE.c.known_on)

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    Column("id", Text, primary_key=True, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

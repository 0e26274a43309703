"""Values of every type and rows of every entity, for laws to be tried on."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from siamdesk.domain import fields, lifecycle, rows
from siamdesk.domain.contract import Milestone
from siamdesk.domain.field_types import (
    BOOLEAN,
    CHOICE,
    INTEGER,
    LINK,
    LINKS,
    LIST,
    LONG_TEXT,
    MONEY,
    MONTHS,
    RAG,
    TEXT,
    WHEN,
    FieldType,
    Value,
    folded,
)
from siamdesk.domain.fields import Row
from siamdesk.domain.money import Basis, Money, Vat
from siamdesk.domain.when import TBC, Form, When

letters = st.characters(exclude_categories=["Cs"])
texts = st.text(letters, min_size=1, max_size=12)
lines = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters=";"), min_size=1, max_size=9)
    .map(folded)
    .filter(bool)
)
whole_numbers = st.integers(-(10**9), 10**9)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
amounts = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)


@st.composite
def whens(draw: st.DrawFn) -> When:
    form = draw(st.sampled_from(Form))
    words = draw(texts)
    if form is Form.TBC:
        return When(None, None, form, words)
    first, last = sorted((draw(days), draw(days)))
    opened = draw(st.sampled_from(["", "start", "end"]))
    return When(
        None if opened == "start" else first,
        None if opened == "end" else last,
        form,
        words,
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def moneys(draw: st.DrawFn) -> Money:
    low, high = sorted((draw(amounts), draw(amounts)))
    return Money(
        draw(st.sampled_from([low, None])),
        draw(st.sampled_from([high, None])),
        draw(st.sampled_from(["GBP", "USD", "EUR"])),
        draw(st.sampled_from(Basis)),
        draw(st.sampled_from(Vat)),
        draw(st.sampled_from(["", "year", "hour"])),
        draw(st.booleans()),
        draw(texts),
    )


VALUES: dict[str, st.SearchStrategy[Value]] = {
    TEXT.name: texts,
    LONG_TEXT.name: texts,
    CHOICE.name: texts,
    LINK.name: texts,
    INTEGER.name: whole_numbers,
    MONTHS.name: whole_numbers,
    RAG.name: st.sampled_from(["red", "amber", "green"]),
    BOOLEAN.name: st.booleans(),
    LIST.name: st.lists(lines, min_size=1, max_size=3).map(tuple),
    LINKS.name: st.lists(lines, min_size=1, max_size=3).map(tuple),
    WHEN.name: st.one_of(whens(), st.just(TBC)),
    MONEY.name: st.one_of(moneys(), st.just(Money(Decimal(5), Decimal(5)))),
}


def values(kind: FieldType) -> st.SearchStrategy[Value]:
    return VALUES[kind.name]


DATE_KEYS = [
    lifecycle.milestone_key(Milestone(kind, wave), which)
    for kind in ("tender_launch", "contract_award", "service_transfer")
    for wave in (1, 2)
    for which in fields.DATES
]
OWN_KEYS = ["x.f1", "x.f2"]


@st.composite
def changed_fields(draw: st.DrawFn, entity: str) -> tuple[str, Value]:
    """A field of the entity and a new value for it, blank where it may be."""
    plain = {field.key: field for field in fields.ENTITIES[entity].fields}
    keys = [*plain, *DATE_KEYS, *OWN_KEYS] if entity == "contract" else list(plain)
    key = draw(st.sampled_from(keys))
    if key in plain:
        field = plain[key]
        blank = () if field.type in (LIST, LINKS) else None
        optional = st.just(blank)
        return key, draw(values(field.type) if field.required else st.one_of(optional, values(field.type)))
    return key, draw(st.one_of(st.none(), texts if key in OWN_KEYS else whens()))


@st.composite
def made(draw: st.DrawFn, entity: str, row_id: str) -> Row:
    """A row of the entity with its required fields and some of the others."""
    given = {field.key: draw(values(field.type)) for field in fields.ENTITIES[entity].fields if field.required}
    row = rows.blank(entity, row_id, given)
    for key, value in draw(st.lists(changed_fields(entity), max_size=6)):
        row = rows.with_values(row, {key: value})
    return row

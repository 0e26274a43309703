import dataclasses
from datetime import date

import pytest

from siamdesk.domain import fields, lifecycle, rows
from siamdesk.domain.contract import Contract, Milestone, OwnField, Settings
from siamdesk.domain.field_types import matching
from siamdesk.domain.when import TBC, When


@pytest.mark.parametrize("entity", fields.ENTITIES.values(), ids=lambda entity: entity.name)
def test_the_table_and_the_classes_name_the_same_fields_in_the_same_order(entity: fields.Entity) -> None:
    attributes = [f.name for f in dataclasses.fields(entity.row)]
    extra = ["milestones", "own"] if entity.name == "contract" else []
    assert attributes == ["id", *(f.key for f in entity.fields), *extra]


@pytest.mark.parametrize("entity", fields.ENTITIES.values(), ids=lambda entity: entity.name)
def test_what_the_table_requires_the_class_requires(entity: fields.Entity) -> None:
    for attribute, field in zip(dataclasses.fields(entity.row)[1:], entity.fields, strict=False):
        optional = attribute.default is None or attribute.default == ()
        assert field.required is not optional, field.key


def test_no_header_word_stands_for_two_plain_fields() -> None:
    seen: dict[str, str] = {}
    for field in fields.ENTITIES["contract"].fields:
        for word in {matching(field.label), *field.synonyms}:
            assert word not in seen, f"{word}: {seen.get(word)} and {field.key}"
            seen[word] = field.key
    for kind in lifecycle.KINDS:
        for word in {matching(kind.label), *kind.synonyms}:
            assert word not in seen, f"{word}: {seen.get(word)} and {kind.key}"
            seen[word] = kind.key


def test_milestone_keys_are_read_back() -> None:
    assert lifecycle.split_milestone_key("service_transfer#2.forecast") == ("service_transfer", 2, "forecast")
    assert lifecycle.split_milestone_key("contract_award.actual") == ("contract_award", 1, "actual")
    for wrong in ("contract_award", "contract_award.x", "lunch.actual", "contract_award#1.actual", "go_live#x.actual"):
        assert lifecycle.split_milestone_key(wrong) is None


def test_a_row_is_taken_apart_and_put_together_again() -> None:
    contract = Contract(
        "c1",
        reference="BO-01",
        title="Back office",
        suppliers=("SSCL",),
        term_months=120,
        milestones=(
            Milestone("contract_award", forecast=TBC),
            Milestone("service_transfer", actual=When.day(date(2018, 2, 5))),
            Milestone("service_transfer", 2, forecast=TBC),
        ),
        own=(("f1", "445"),),
    )
    values = rows.filled(contract)
    assert values == {
        "reference": "BO-01",
        "title": "Back office",
        "suppliers": ("SSCL",),
        "term_months": 120,
        "contract_award.forecast": TBC,
        "service_transfer.actual": When.day(date(2018, 2, 5)),
        "service_transfer#2.forecast": TBC,
        "x.f1": "445",
    }
    assert rows.blank("contract", "c1", values) == contract
    emptied = rows.with_values(contract, {"contract_award.forecast": None, "x.f1": None, "title": None})
    assert emptied == dataclasses.replace(contract, title=None, own=(), milestones=contract.milestones[1:])


def test_a_field_there_is_none_of_is_an_error() -> None:
    with pytest.raises(KeyError, match="contract has no field lunch"):
        rows.get(Contract("c1"), "lunch")
    with pytest.raises(KeyError, match=r"portfolio has no field x\.1"):
        rows.with_values(Settings(), {"x.1": "a"})
    with pytest.raises(KeyError, match=r"contract has no field lunch\.actual"):
        rows.with_values(Contract("c1"), {"lunch.actual": TBC})


def test_an_own_column_is_a_field() -> None:
    own = {"f1": OwnField("f1", "Go-live at", "date")}
    field = fields.field_for("contract", "x.f1", own)
    assert field is not None
    assert (field.label, field.type.name) == ("Go-live at", "date")

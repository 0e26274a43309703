from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.handover import handover, successors
from siamdesk.domain.when import TBC, DayRange, When


def contract(key: str, *, end: str = "", start: str = "", **fields: object) -> Contract:
    milestones = []
    for kind, edtf in (("service_transfer", start), ("current_end", end)):
        if edtf:
            milestones.append(Milestone(kind, forecast=TBC if edtf == "TBC" else When.of_edtf(edtf)))
    return Contract(key, milestones=tuple(milestones), **fields)  # type: ignore[arg-type]  # fields of a contract


OLD = contract("old", end="2016-03-31", suppliers=("Capgemini",))


def following(*contracts: Contract) -> dict[str, list[str]]:
    found = successors({each.id: each for each in contracts})
    return {key: [each.id for each in each_of] for key, each_of in found.items()}


def test_who_names_a_predecessor_follows_it() -> None:
    assert following(OLD, contract("new", predecessor_id="old")) == {"old": ["new"]}


def test_who_names_an_incumbent_follows_that_suppliers_only_contract() -> None:
    assert following(OLD, contract("a", incumbent="capgemini "), contract("b", incumbent="Capgemini")) == {
        "old": ["a", "b"]
    }


def test_a_supplier_of_several_contracts_says_nothing_about_which_is_followed() -> None:
    other = contract("other", suppliers=("Capgemini", "BT"))
    assert following(OLD, other, contract("a", incumbent="Capgemini")) == {}


def test_an_incumbent_who_stays_does_not_follow_itself() -> None:
    assert following(contract("a", suppliers=("BT",), incumbent="BT")) == {}


def test_what_is_withdrawn_follows_nothing() -> None:
    assert following(OLD, contract("new", predecessor_id="old", withdrawn=True)) == {}


def test_the_gap_is_the_days_without_service() -> None:
    found = handover(OLD, [contract("new", start="2016-04-01")])
    assert found is not None
    assert found.gap == DayRange(0, 0)
    assert handover(OLD, [contract("new", start="2016-04-11")]).gap == DayRange(10, 10)  # type: ignore[union-attr]
    assert handover(OLD, [contract("new", start="2016-03-01")]).gap == DayRange(-31, -31)  # type: ignore[union-attr]


def test_between_imprecise_dates_it_is_a_range() -> None:
    found = handover(contract("old", end="2016-03"), [contract("new", start="2016-04")])
    assert found is not None
    assert found.gap == DayRange(0, 59)


def test_the_successor_who_comes_last_counts() -> None:
    late, early = contract("late", start="2016-06-01"), contract("early", start="2016-03-01")
    found = handover(OLD, [late, early, contract("never", start="TBC")])
    assert found is not None
    assert (found.last, found.undated) == (late, 1)


def test_no_successor_may_be_dated() -> None:
    found = handover(OLD, [contract("new", start="TBC"), contract("other")])
    assert found is not None
    assert (found.undated, found.gap) == (2, None)


def test_without_an_end_or_anybody_to_follow_there_is_nothing_to_say() -> None:
    assert handover(OLD, []) is None
    assert handover(contract("old", end="TBC"), [contract("new", start="2016-04-11")]) is None

import pytest

from siamdesk.domain.contract import Contract, Dependency, Milestone
from siamdesk.domain.dependencies import Standing, by_contract, room, standing
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, DayRange, When


def held(award: str, transfer: str) -> Portfolio:
    def when(edtf: str) -> When | None:
        return None if not edtf else TBC if edtf == "TBC" else When.of_edtf(edtf)

    rows = (
        Contract("a", milestones=(Milestone("contract_award", forecast=when(award)),)),
        Contract("b", milestones=(Milestone("service_transfer", forecast=when(transfer)),)),
    )
    return Portfolio().with_rows(("contract", each.id, each) for each in rows)


def dependency(lag: int = 0) -> Dependency:
    return Dependency("d", "a", "contract_award", "b", "service_transfer", lag)


@pytest.mark.parametrize(
    ("award", "transfer", "lag", "days", "expected"),
    [
        pytest.param("2016-01-10", "2016-01-15", 0, DayRange(5, 5), Standing.KEPT, id="later"),
        pytest.param("2016-01-10", "2016-01-10", 0, DayRange(0, 0), Standing.KEPT, id="the same day"),
        pytest.param("2016-01-10", "2016-01-15", 6, DayRange(-1, -1), Standing.BROKEN, id="not late enough"),
        pytest.param("2016-01-10", "2016-01-09", 0, DayRange(-1, -1), Standing.BROKEN, id="a day early"),
        pytest.param("2016-01", "2016-01-15", 0, DayRange(-16, 14), Standing.DOUBTFUL, id="within the month"),
        pytest.param("2016-02", "2016-01", 0, DayRange(-59, -1), Standing.BROKEN, id="the month before"),
        pytest.param("2016-01", "2016-02-01/..", 0, DayRange(1, None), Standing.KEPT, id="from a day on"),
        pytest.param("2016-01", "../2016-02-01", 0, DayRange(None, 31), Standing.DOUBTFUL, id="until a day"),
        pytest.param("TBC", "2016-01-15", 0, None, Standing.OPEN, id="to be confirmed"),
        pytest.param("", "2016-01-15", 0, None, Standing.OPEN, id="not mentioned"),
    ],
)
def test_how_a_dependency_stands(
    award: str, transfer: str, lag: int, days: DayRange | None, expected: Standing
) -> None:
    found = room(dependency(lag), held(award, transfer))
    assert found == days
    assert standing(found) is expected


def test_a_contract_that_is_not_there_leaves_it_open() -> None:
    assert room(dependency(), Portfolio()) is None


def test_a_dependency_is_found_from_both_its_ends_and_once_within_a_contract() -> None:
    within = Dependency("w", "a", "contract_award", "a", "service_transfer")
    assert by_contract({"d": dependency(), "w": within}) == {"a": [dependency(), within], "b": [dependency()]}

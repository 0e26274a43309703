"""What is said of what lies under the pointer."""

import pytest

from siamdesk.domain.contract import Contract, Dependency, Milestone
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.timeline.hit import Hit
from siamdesk.timeline.shapes import Line
from siamdesk.ui.summary import hover_words


@pytest.mark.parametrize(
    ("transfer", "lag", "expected"),
    [
        ("2016-02-01", 0, "B-1 service transfer waits for A-1 contract award\n+22 d to spare"),
        ("2016-02-01", 30, "B-1 service transfer waits for A-1 contract award and 30 days more\nComes too early: -8 d"),
        ("2016-01", 0, "B-1 service transfer waits for A-1 contract award\nMay come too early: -9 to +21 d to spare"),
    ],
)
def test_a_dependency_is_told_with_the_days_to_spare(transfer: str, lag: int, expected: str) -> None:
    award = Milestone("contract_award", forecast=When.of_edtf("2016-01-10"))
    service = Milestone("service_transfer", forecast=When.of_edtf(transfer))
    held = Portfolio().with_rows(
        [
            ("contract", "a", Contract("a", reference="A-1", milestones=(award,))),
            ("contract", "b", Contract("b", reference="B-1", milestones=(service,))),
            ("dependency", "d", Dependency("d", "a", "contract_award", "b", "service_transfer", lag)),
        ]
    )
    line = Line(0.0, 0.0, 1.0, 0.0, "arrow.kept", "b", "dependency.d")
    assert hover_words(Hit("b", "dependency.d", line), held) == expected

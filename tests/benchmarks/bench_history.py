"""The history at 20,000 contracts and 200,000 sets: comparing two states, and a step of the day slider.

CPU time of this thread, and beside each the load of the present in the same run.
"""

import gc
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from portfolios import KNOWN_ON, portfolio, write_history

from siamdesk.domain.portfolio import Portfolio
from siamdesk.session import comparing
from siamdesk.session.session import Session
from siamdesk.store import folds

if TYPE_CHECKING:
    from conftest import Table

SIZE, SETS, DAYS = 20_000, 200_000, 1_000
COMPARE_S = 1.0
STEP_S = 0.05


@pytest.fixture(scope="module")
def held() -> Portfolio:
    return portfolio(SIZE)


@pytest.fixture(scope="module")
def path(held: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_history(tmp_path_factory.mktemp("history") / "20000.siamdesk", held, SETS, DAYS)


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    with Session.open(path).closing() as opened:
        yield opened


def cpu(work: Callable[[], object]) -> float:
    """The CPU seconds of this thread that `work` takes, with a heap that is settled before."""
    gc.collect()
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def forget(session: Session) -> None:
    """As after opening: the present is loaded, and no other moment has been looked at."""
    session.document._visited = []


def test_two_states_are_compared_for_the_first_time(session: Session, held: Portfolio, table: "type[Table]") -> None:
    found: list[comparing.Comparison] = []

    def compare() -> None:
        ends = comparing.point(session, KNOWN_ON.isoformat()), comparing.point(session, "now")
        found[:] = [comparing.differing(*ends)]

    first, loads = [], []
    for _ in range(7):
        forget(session)
        loads.append(cpu(session.document.load))
        session.document.remember(session.portfolio)
        first.append(cpu(compare))
    assert found[0].start.portfolio == held
    assert len(found[0].moved) > SETS // 2
    seconds = min(first)
    said = (
        f"{seconds / min(loads):.2f} × a load; {len(found[0].moved)} fields differ; at most {COMPARE_S * 1000:.0f} ms"
    )
    table.line(f"comparing two states with {SETS} sets between them, the first time", seconds, said)
    assert seconds <= COMPARE_S


@pytest.mark.parametrize("way", [1, -1], ids=["on", "back"])
def test_a_step_of_the_day_slider(session: Session, way: int, table: "type[Table]") -> None:
    document = session.document
    begin = KNOWN_ON + timedelta(DAYS // 2)
    document.as_known(begin).settled()
    steps = []
    for n in range(1, 31):
        day = begin + timedelta(n * way)
        steps.append(cpu(lambda day=day: document.as_known(day).settled()))
    with document._reading() as connection:
        assert document.as_known(day) == folds.fold(connection, known_on=day)
    load = cpu(document.load)
    worst = sorted(steps)[-2]
    said = f"{worst / load:.3f} × a load; the second worst of 30; at most {STEP_S * 1000:.0f} ms"
    table.line(f"a step of the day slider {'on' if way > 0 else 'back'}, {SETS // DAYS} sets a day", worst, said)
    assert worst <= STEP_S


def test_a_far_jump_of_the_day_slider(session: Session, table: "type[Table]") -> None:
    """As far back as there is anything, with every row made, and what the whole fold takes for it."""
    document, day = session.document, KNOWN_ON
    jumps = []
    for _ in range(3):
        forget(session)
        jumps.append(cpu(lambda: document.as_known(day).settled()))
    with document._reading() as connection:
        whole = cpu(lambda: folds.fold(connection, known_on=date.max))
    table.line(
        f"from now {SETS} sets back, every row made", min(jumps), f"{min(jumps) / whole:.2f} × the fold of the whole"
    )

"""A plan can be stopped between its steps, and nothing has changed."""

import random
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from siamdesk.session import import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.progress import CancelledError, Progress
from siamdesk.session.session import Session


def test_a_plan_stops_at_the_step_at_which_it_is_told_to(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Ref", "Title", "Supplier", "Award date"])
    for n in range(1_200):
        page.append([f"N{n}", f"Network {n}", "BT", date(2015, 10, 2)])
    path = tmp_path / "register.xlsx"
    book.save(path)
    told: list[float] = []
    with Session.create(tmp_path / "p.siamdesk", "Ann").closing() as session:
        day = Choice(date(2015, 10, 2))
        import_register.plan(session, path, day, progress=Progress(lambda done, _: told.append(done)))
        assert told == sorted(told)
        assert (told[0] < 0.2, told[-1] < 1, len(told) > 8) == (True, True, True)
        for stop in range(len(told) - 1):
            seen: list[float] = []
            with pytest.raises(CancelledError):
                import_register.plan(session, path, day, progress=stopping(stop, seen))
            assert len(seen) == stop + 1
        assert not session.portfolio.contracts


def stopping(stop: int, seen: list[float]) -> Progress:
    """Progress that is told to stop at that step."""

    def report(done: float, _: str) -> None:
        seen.append(done)
        if len(seen) > stop:
            progress.cancel()

    progress = Progress(report)
    return progress


def test_a_plan_stops_inside_the_gate_of_a_large_workbook(session: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Contracts")
    chance = random.Random(1)
    page.append(["Ref", "Title", "Supplier", "Award date"])
    for n in range(4_000):
        page.append([f"N{n}", chance.randbytes(400).hex(), "BT", date(2015, 10, 2)])
    path = tmp_path / "register.xlsx"
    book.save(path)
    seen: list[float] = []
    with pytest.raises(CancelledError):
        import_register.plan(session, path, Choice(date(2015, 10, 2)), progress=stopping(3, seen))
    assert len(seen) == 4
    assert seen[-1] < 0.6 * 0.6 * 0.2
    assert seen == sorted(seen)

"""The whole plan of an import beside openpyxl's read-only mode merely reading the same workbook: CPU time."""

import random
import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from siamdesk.session import import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

if TYPE_CHECKING:
    from conftest import Table

ROWS, COLUMNS = 10_000, 40
HEADERS = (
    "Contract ref", "Title", "Service tower", "Supplier", "Buyer", "Owner", "Status", "RAG", "Procurement route",
    "Estimated value", "Award value", "Annual value", "Tender launch forecast", "Tender launch actual",
    "Contract award forecast", "Contract award actual", "Effective date actual", "Service transfer forecast",
    "Current end forecast", "Maximum end forecast", "Notes",
)  # fmt: skip
AGAIN, FIRST = 0.6, 1.2


def build(path: Path, changed: int = 0) -> Path:
    """A register of that size; with `changed`, one cell in so many says something else."""
    chance = random.Random(1)
    other = random.Random(2)
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Contracts")
    extra = [f"Our column {n}" for n in range(COLUMNS - len(HEADERS))]
    page.append([*HEADERS, *extra])
    for n in range(ROWS):
        start = date(2014, 1, 1) + timedelta(chance.randrange(1500))
        days = [start + timedelta(90 * place) for place in range(8)]
        words = ["TBC" if chance.random() < 0.1 else day for day in days]
        line = [
            f"TT-{n:05}", f"Service {n % 97} for region {n % 89}", f"Tower {n % 6}", f"Supplier {n % 40}", "The buyer",
            f"Owner {n % 200}", "Live", ("Red", "Amber", "Green")[n % 3], "Open procedure",
            *(chance.randrange(1, 4000) * 1000 for _ in range(3)), *words, f"Note {n % 500}",
            *(f"Text {chance.randrange(300)}" for _ in extra),
        ]  # fmt: skip
        if changed:
            for place in range(1, COLUMNS):
                if other.random() < 1 / changed:
                    old = line[place]
                    line[place] = f"{old}x" if isinstance(old, str) and old != "TBC" and place != 7 else old
        page.append(line)
    book.save(path)
    return path


def cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def read_only(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for page in book.worksheets:
        for _ in page.iter_rows(values_only=True):
            pass
    book.close()


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("registers")
    return build(folder / "register.xlsx"), build(folder / "again.xlsx", changed=50)


def test_a_plan_beside_merely_reading(registers: tuple[Path, Path], tmp_path: Path, table: "type[Table]") -> None:
    first, again = registers
    with Session.create(tmp_path / "p.siamdesk", "bench").closing() as session:
        peer = min(cpu(lambda: read_only(first)) for _ in range(2))
        plans = []
        new = min(
            cpu(lambda: plans.append(import_register.plan(session, first, Choice(date(2016, 1, 1))))) for _ in range(2)
        )
        import_register.accept(session, plans[-1])
        repeat = min(
            cpu(lambda: plans.append(import_register.plan(session, again, Choice(date(2016, 2, 1))))) for _ in range(2)
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    table.line(f"openpyxl read-only reads {ROWS:,} rows by {COLUMNS}", peer)
    table.line("the plan of its first import", new, f"{new / peer:.2f} times openpyxl (limit {FIRST})")
    table.line(
        "the plan once one cell in fifty has changed", repeat, f"{repeat / peer:.2f} times openpyxl (limit {AGAIN})"
    )
    table.line("peak memory of the process, in MB as ms", peak / 1000)

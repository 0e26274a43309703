"""The whole plan of an import beside openpyxl's read-only mode merely reading the same workbook: CPU time.

Memory, and how long others wait for the interpreter, are those of a process that does the plan and nothing else.
"""

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from portfolios import cpu

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
AGAIN, FIRST, MEMORY, WAIT = 0.6, 1.2, 300, 50
ALONE = Path(__file__).with_name("plan_alone.py")


def lines(changed: int = 0) -> Iterator[list[Any]]:
    """The rows of a register of that size; with `changed`, one cell in so many says something else."""
    chance = random.Random(1)
    other = random.Random(2)
    extra = [f"Our column {n}" for n in range(COLUMNS - len(HEADERS))]
    yield [*HEADERS, *extra]
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
        for place in range(1, COLUMNS) if changed else ():
            if other.random() < 1 / changed:
                line[place] = _otherwise(line[place], place)
        yield line


def _otherwise(value: Any, place: int) -> Any:
    if isinstance(value, date):
        return value + timedelta(30)
    if isinstance(value, int):
        return value + 1000
    if place == HEADERS.index("RAG"):
        return "Green" if value == "Red" else "Red"
    return date(2018, 3, 1) if value == "TBC" else f"{value}x"


def build(path: Path, changed: int = 0) -> Path:
    """The register as openpyxl writes it: every text in its cell."""
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("Contracts")
    for line in lines(changed):
        page.append(line)
    book.save(path)
    return path


def build_shared(path: Path, changed: int = 0) -> Path:
    """The register as Excel writes it: texts in a part of their own."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "in_memory": True}) as book:
        page = book.add_worksheet("Contracts")
        for n, line in enumerate(lines(changed)):
            page.write_row(n, 0, line)
    return path


def read_only(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for page in book.worksheets:
        for _ in page.iter_rows(values_only=True):
            pass
    book.close()


def alone(portfolio: Path, register: Path) -> dict[str, Any]:
    command = [sys.executable, str(ALONE), str(portfolio), str(register)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("maker", [build, build_shared], ids=["openpyxl", "excel"])
def test_a_plan_beside_merely_reading(maker: Callable[..., Path], tmp_path: Path, table: "type[Table]") -> None:
    first, again = maker(tmp_path / "register.xlsx"), maker(tmp_path / "again.xlsx", changed=50)
    new, known = tmp_path / "new.siamdesk", tmp_path / "known.siamdesk"
    Session.create(new, "bench").close()
    with Session.create(known, "bench").closing() as session:
        import_register.accept(session, import_register.plan(session, first, Choice(date(2016, 1, 1))))
    # In turn, for the machine's speed changes from one minute to the next.
    rounds = [(cpu(lambda: read_only(again)), alone(new, first), alone(known, again)) for _ in range(3)]
    peer = min(each[0] for each in rounds)
    made = [min((each[n] for each in rounds), key=lambda one: one["cpu"]) for n in (1, 2)]
    how = "texts in their cells" if maker is build else "shared texts"
    table.line(f"openpyxl read-only reads {ROWS:,} rows by {COLUMNS}, {how}", peer)
    for what, limit, one in zip(("its first import", "one cell in fifty changed"), (FIRST, AGAIN), made, strict=True):
        table.line(f"the plan, {what}", one["cpu"], f"{one['cpu'] / peer:.2f} times openpyxl (limit {limit})")
        told = f"{one['before']} MB with the portfolio open, {one['peak']} MB at most (limit {MEMORY})"
        table.line("    others waited at most", one["waited"] / 1000, f"limit {WAIT} ms; {told}")


def build_large(path: Path) -> Path:
    """A register of some 50 MB on disk: long notes that do not pack well."""
    chance = random.Random(3)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("Contracts")
        page.write_row(0, 0, ["Contract ref", "Title", "Supplier", "Award date", "Award value", "Notes"])
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for n in range(1, 60_000):
            page.write_row(n, 0, [f"TT-{n:05}", f"Service {n}", f"Supplier {n % 400}"])
            page.write_number(n, 3, 41_000 + n % 2000, day)
            page.write_row(n, 4, [n * 100, chance.randbytes(700).hex()])
    return path


def test_a_large_register_is_imported_or_refused(tmp_path: Path, table: "type[Table]") -> None:
    path, portfolio = build_large(tmp_path / "large.xlsx"), tmp_path / "p.siamdesk"
    Session.create(portfolio, "bench").close()
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    one = alone(portfolio, path)
    size = f"{path.stat().st_size / 1e6:.0f} MB on disk, {unpacked / 1e6:.0f} MB unpacked: {one['items']:,} items"
    table.line("the plan of a large register", one["cpu"], size)
    table.line("    others waited at most", one["waited"] / 1000, f"limit {WAIT} ms; {one['peak']} MB at most")

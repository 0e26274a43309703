"""A new register of 10,000 contracts beside openpyxl writing the bare values of the same table, and what it takes.

The register is written with all that makes it one: looks, lists, conditions, legend and hidden columns, and it is read
back, stamped and noted in the portfolio. Each runs in a process of its own, so that its memory is its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import portfolios
import pytest

if TYPE_CHECKING:
    from conftest import Table

CONTRACTS = 10_000
TIMES, MEMORY = 1.5, 250


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("create") / "p.siamdesk"
    return portfolios.write(path, portfolios.portfolio(CONTRACTS))


def alone(portfolio: Path, what: str) -> dict[str, float]:
    words = [sys.executable, str(Path(__file__).with_name("create_alone.py")), str(portfolio), what]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def test_a_new_register_beside_bare_values(portfolio: Path, table: "type[Table]") -> None:
    bare = alone(portfolio, "bare")
    cells = f"{CONTRACTS:,} rows by {bare['columns']:.0f}"
    table.line(f"openpyxl writes the bare values of {cells}", bare["cpu"])
    for what, words in (("workbook", "the workbook alone"), ("register", "written, read back and noted")):
        took = alone(portfolio, what)
        table.line(words, took["cpu"], f"{took['cpu'] / bare['cpu']:.2f} times the bare values (limit {TIMES})")
        against = f"of which {took['before']:.0f} for the open portfolio (limit {MEMORY})"
        table.line(f"peak of {words}, in MB as ms", took["peak"] / 1000, against)

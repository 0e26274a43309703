"""The record at 20,000 contracts: what an edit costs, and what a load costs beside reading the bare rows."""

import gc
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from portfolios import KNOWN_ON, best_of, contract, portfolio, write

from siamdesk.domain import query
from siamdesk.domain.changes import Change, ChangeSet, Make, Set
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, When
from siamdesk.store.document import Document
from siamdesk.store.schema import TABLES

if TYPE_CHECKING:
    from conftest import Table

SIZE = 20_000
EDIT_S = 0.005
LOAD_RATIO = 3.0


@pytest.fixture(scope="module")
def held() -> Portfolio:
    return portfolio(SIZE)


@pytest.fixture(scope="module")
def path(held: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("benchmark") / "20000.siamdesk", held)


def read_bare(path: Path) -> int:
    """Read every row of the present as sqlite3 gives them."""
    names = [*TABLES, "milestone", "own_value"]
    with closing(sqlite3.connect(path)) as connection:
        return sum(len(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in names)


def test_a_load_is_near_to_reading_the_bare_rows(path: Path, held: Portfolio, table: "type[Table]") -> None:
    with Document.open(path) as document:
        assert document.load() == held
        gc.collect()
        loads, bare = [], []
        # In turns, so that a busy machine slows both.
        for _ in range(7):
            bare.append(best_of(1, lambda: read_bare(path)))
            When.from_canonical.cache_clear()
            loads.append(best_of(1, document.load))
        again = best_of(3, document.load)
    ratio = min(loads) / min(bare)
    table.line(f"sqlite3 reads the rows of {SIZE} contracts", min(bare))
    table.line(f"Document.load of {SIZE} contracts, dates read anew", min(loads), f"{ratio:.2f} times the bare rows")
    table.line(f"Document.load of {SIZE} contracts, again", again, f"{again / min(bare):.2f} times the bare rows")
    assert ratio <= LOAD_RATIO


@pytest.mark.parametrize(
    "change",
    [
        Set("contract", "c10000", "title", None, "Another title"),
        Set("contract", "c10000", "contract_award.forecast", None, TBC),
        Set("contract", "c10000", "x.f1", None, "Another building"),
        Make(contract(SIZE, __import__("random").Random(1))),
    ],
    ids=["a text", "a date", "a column of one's own", "a new contract"],
)
def test_an_edit_is_at_once(held: Portfolio, change: Change, table: "type[Table]") -> None:
    from siamdesk.domain import rows

    if isinstance(change, Set):
        change = Set(change.entity, change.id, change.field, rows.get(held.contracts[change.id], change.field), change.new)
    change_set = ChangeSet("edit", (change,), KNOWN_ON)
    seconds = best_of(30, lambda: held.apply(change_set))
    name = change.field if isinstance(change, Set) else "a new contract"
    table.line(f"Portfolio.apply of {name} at {SIZE} contracts", seconds)
    assert seconds <= EDIT_S


def test_the_rest_of_the_store(path: Path, held: Portfolio, table: "type[Table]") -> None:
    """Figures to watch, without a limit."""
    with Document.open(path) as document:
        titles = iter(range(1000))

        def edit() -> None:
            contract_ = document.load_one("contract", "c00100")
            document.apply(
                ChangeSet("edit", (Set("contract", "c00100", "title", contract_.title, f"T{next(titles)}"),), KNOWN_ON)
            )

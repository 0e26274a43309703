"""The record at 20,000 contracts: what an edit costs, and what a load costs beside reading the bare rows."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from portfolios import KNOWN_ON, best_of, contract, portfolio, write

from siamdesk.domain import query, rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Set
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, When
from siamdesk.store import folds
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


@pytest.fixture
def document(path: Path) -> Iterator[Document]:
    with Document.open(path) as opened:
        yield opened


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def read_bare(path: Path) -> int:
    """Read every row of the present as sqlite3 gives them; how many there are."""
    with closing(sqlite3.connect(path)) as connection:
        names = (*TABLES, "milestone", "own_value")
        return sum(len(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in names)  # noqa: S608  our own names


def test_a_load_is_near_to_reading_the_bare_rows(
    path: Path, document: Document, held: Portfolio, table: "type[Table]"
) -> None:
    assert document.load() == held
    assert read_bare(path) == sum(map(len, held.rows.values())) + SIZE * 8 + SIZE
    loads, bare = [], []
    # In turns, so that a busy machine slows both.
    for _ in range(7):
        bare.append(best_of(1, lambda: read_bare(path)))
        When.from_canonical.cache_clear()
        loads.append(best_of(1, document.load))
    ratio = min(loads) / min(bare)
    table.line(f"sqlite3 reads the rows of {SIZE} contracts", min(bare), "the floor")
    table.line(f"Document.load of {SIZE} contracts", min(loads), f"{ratio:.2f} × the bare rows (at most {LOAD_RATIO})")
    assert ratio <= LOAD_RATIO


EDITS: tuple[tuple[str, Value], ...] = (
    ("title", "Another title"),
    ("contract_award.forecast", TBC),
    ("x.f1", "Another building"),
)


@pytest.mark.parametrize(("key", "new"), [*EDITS, ("", None)], ids=[*(key for key, _ in EDITS), "a new contract"])
def test_an_edit_in_memory_is_at_once(held: Portfolio, key: str, new: Value, table: "type[Table]") -> None:
    change: Change = Make(contract(SIZE, random.Random(1)))
    if key:
        change = Set("contract", "c10000", key, rows.get(held.contracts["c10000"], key), new)
    change_set = ChangeSet("edit", (change,), KNOWN_ON)
    seconds = best_of(50, lambda: held.apply(change_set))
    copied = best_of(50, lambda: dict(held.contracts))
    what = key or "a new contract"
    table.line(
        f"Portfolio.apply of {what} at {SIZE} contracts",
        seconds,
        f"{seconds / copied:.1f} × a copy of the map ({ms(copied)}); at most {ms(EDIT_S)}",
    )
    assert seconds <= EDIT_S


def test_an_edit_on_disk_beside_a_bare_commit(document: Document, path: Path, table: "type[Table]") -> None:
    titles = count()
    title = [document.load().contracts["c00100"].title]

    def edit(known_on: date) -> None:
        new = f"Title {next(titles)}"
        document.apply(ChangeSet("edit", (Set("contract", "c00100", "title", title[0], new),), known_on))
        title[0] = new

    with closing(sqlite3.connect(path.with_name("bare.db"), isolation_level=None)) as bare:
        bare.execute("CREATE TABLE a (b)")
        floor = best_of(10, lambda: bare.execute("INSERT INTO a VALUES (1)"))
    seconds = best_of(10, lambda: edit(KNOWN_ON))
    table.line(f"Document.apply of an edit at {SIZE} contracts", seconds, f"{seconds / floor:.1f} × a bare commit")

    def undo_and_redo() -> None:
        document.undo("", KNOWN_ON)
        document.redo("", KNOWN_ON)

    seconds = best_of(5, undo_and_redo)
    table.line("Document.undo and redo of an edit", seconds, f"{seconds / floor:.1f} × a bare commit")
    assert document.load().contracts["c00100"].title == title[0]


def test_the_whole_fold_beside_a_load(document: Document, table: "type[Table]") -> None:
    load = best_of(2, document.load)
    with document._reading() as connection:
        seconds = best_of(2, lambda: folds.fold(connection, known_on=KNOWN_ON))
        assert folds.fold(connection, known_on=KNOWN_ON) == document.load()
    table.line(f"the whole fold of {SIZE} contracts", seconds, f"{seconds / load:.1f} × a load")


@pytest.mark.parametrize("words", ["region", "tower:3 value>50m", "award:2015", "slipped>30d"])
def test_a_query_beside_looking_at_each_contract(held: Portfolio, words: str, table: "type[Table]") -> None:
    asked = query.asked(words, held)
    floor = best_of(5, lambda: [c for c in held.contracts.values() if not c.withdrawn])
    seconds = best_of(3, lambda: asked.filter(held, KNOWN_ON))
    table.line(f"“{words}” over {SIZE} contracts", seconds, f"{seconds / floor:.0f} × looking at each ({ms(floor)})")
    assert asked.filter(held, KNOWN_ON)

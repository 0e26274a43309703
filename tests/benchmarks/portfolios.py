"""Portfolios of any size for benchmarks, the same at every run, and documents that hold them."""

import json
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from siamdesk.domain import rows
from siamdesk.domain.changes import ChangeSet, Make, Origin
from siamdesk.domain.contract import Contract, Milestone, OwnField, Settings, Tower
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Basis, Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Link, Register, Source
from siamdesk.domain.when import TBC, When
from siamdesk.store import repository
from siamdesk.store.document import Document

KNOWN_ON = date(2016, 3, 31)
KINDS = (
    "pipeline_entry",
    "tender_launch",
    "itt",
    "contract_award",
    "effective_date",
    "service_transfer",
    "current_end",
    "maximum_end",
)
"""The eight milestones of every contract."""

_SUPPLIERS = ("BT", "CSC", "Fujitsu", "Capgemini", "Vodafone", "SSCL", "Computacenter", "Atos")
_SERVICES = ("Wide area network", "Service desk", "Hosting", "Payroll", "Data centre", "Field services", "Printing")
_SOURCE = Source("register", "r1", None, "Register.xlsx", "Contracts", "0" * 64)


def contract(n: int, chance: random.Random) -> Contract:
    """The contract of that number: eight milestones, three values, texts as long as registers have them."""
    start = date(2014, 1, 1) + timedelta(chance.randrange(1500))
    service = _SERVICES[n % len(_SERVICES)]
    return Contract(
        f"c{n:05}",
        reference=f"TT-{n:05}",
        title=f"{service} for region {n % 90}",
        tower_id=f"t{n % 6}",
        description=f"{service} for the sites of region {n % 90}, with first line support and a yearly review.",
        suppliers=tuple(chance.sample(_SUPPLIERS, 1 + n % 2)),
        owner=f"Owner {n % 200}",
        route="Open procedure" if n % 3 else "Framework call-off",
        rag=("red", "amber", "green")[n % 3],
        sme=n % 5 == 0,
        term_months=12 * (1 + n % 7),
        estimated_value=_money(chance, Basis.ESTIMATED),
        award_value=_money(chance, Basis.AWARD),
        annual_value=_money(chance, Basis.UNSTATED),
        milestones=rows.ordered(
            _milestone(kind, start + timedelta(120 * place), n) for place, kind in enumerate(KINDS)
        ),
        own=(("f1", f"Building {n % 40}"),),
    )


def _money(chance: random.Random, basis: Basis) -> Money:
    amount = Decimal(chance.randrange(1, 4000)) * 25_000
    return Money(amount, amount, "GBP", basis, words=f"£{amount:,}")


def _milestone(kind: str, day: date, n: int) -> Milestone:
    forecast = TBC if n % 11 == 0 else When.of_edtf(f"{day:%Y-%m}") if n % 3 == 0 else When.day(day)
    return Milestone(kind, 1, When.day(day - timedelta(30)), forecast, When.day(day) if n % 4 == 0 else None)


def portfolio(size: int) -> Portfolio:
    """A portfolio of that many contracts in six towers."""
    chance = random.Random(size)
    return Portfolio().with_rows(
        [
            ("portfolio", "portfolio", Settings(title=f"{size} contracts")),
            *(("tower", f"t{n}", Tower(f"t{n}", f"Tower {n}", place=n)) for n in range(6)),
            ("own_field", "f1", OwnField("f1", "Building")),
            ("register", "r1", Register("r1", "Register.xlsx", "Contracts")),
            *(("contract", made.id, made) for made in (contract(n, chance) for n in range(size))),
            *(("link", f"l{n}", Link(f"l{n}", "r1", f"c{n:05}", f"tt-{n:05}")) for n in range(size)),
        ]
    )


def write(path: Path, held: Portfolio) -> Path:
    """A document at `path` that holds the portfolio as one import made it."""
    makes = tuple(Make(row, _SOURCE) for each in held.rows.values() for row in each.values())
    with Document.create(path) as document:
        document.apply(ChangeSet("Import Register.xlsx", makes, KNOWN_ON, Origin.IMPORT))
    return path


def cpu(work: Callable[[], object]) -> float:
    """The CPU seconds of the process that `work` takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def best_of(times: int, work: Callable[[], object]) -> float:
    """The seconds `work` takes when nothing gets in its way: the least of so many times."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def write_history(path: Path, held: Portfolio, sets: int, days: int) -> Path:
    """A document whose journal holds the portfolio's import and then so many sets, in order, over so many days.

    Each set is one change by hand: four in five move the forecast of one of the eight milestones, the others say the
    RAG or the value at award anew, all of contracts drawn by lot.
    """
    write(path, held)
    chance = random.Random(sets)
    now = dict(held.contracts)
    heads, changes = [], []
    for n in range(sets):
        seq, day = n + 2, (KNOWN_ON + timedelta(1 + n * days // sets)).isoformat()
        row = now[f"c{chance.randrange(len(now)):05}"]
        key, new = _edit(row, n, chance)
        old = rows.get(row, key)
        now[row.id] = made = rows.with_values(row, {key: new})
        assert isinstance(made, Contract)
        heads.append((seq, f"{day}T12:00:00+00:00", day, f"Edit {n}", "edit", "A"))
        texts = (json.dumps(rows.stored("contract", key, value), ensure_ascii=False) for value in (old, new))
        changes.append((seq, day, row.id, key, *texts))
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO change_set VALUES (?, ?, ?, ?, ?, ?, NULL)", heads)
        connection.executemany(
            "INSERT INTO change VALUES (?, 0, ?, 'set', 'contract', ?, ?, ?, ?, NULL, NULL)", changes
        )
        connection.commit()
    with Document.open(path) as document, document._writing() as connection:
        repository.put(
            connection, (("contract", row.id, row) for row in now.values() if row is not held.contracts[row.id])
        )
    return path


def _edit(row: Contract, n: int, chance: random.Random) -> tuple[str, Value]:
    if n % 10 == 8:
        return "rag", chance.choice([each for each in ("red", "amber", "green") if each != row.rag])
    if n % 10 == 9:
        return "award_value", _money(chance, Basis.AWARD)
    key = f"{chance.choice(KINDS)}.forecast"
    day = date(2014, 6, 1) + timedelta(chance.randrange(2400))
    return key, When.day(day) if n % 3 else When.of_edtf(f"{day:%Y-%m}")

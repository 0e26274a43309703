"""A process killed at any moment loses at most the set under way, and of that set nothing is left by half."""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest
from small import FORKS, MARCH, make, step, whole

from siamdesk.domain.changes import Change, Make, Remove, Set
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.when import When
from siamdesk.register import inspection
from siamdesk.session import import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.store.document import Document
from siamdesk.store.opening import was_cut_short

pytestmark = pytest.mark.skipif(not FORKS, reason="processes are not forked and killed like this there")

ROUNDS = 45
SIZE = 40


def killed(work: Callable[[], object], after: float) -> None:
    """Run `work` in a process of its own and kill it so many seconds after it has begun."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(tell, b"!")
        work()
        os._exit(0)
    os.read(ready, 1)
    os.close(ready)
    os.close(tell)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0


def complete(path: Path) -> None:
    """Every set of the journal has all the changes it was written with: its label says how many."""
    with closing(sqlite3.connect(path)) as connection:
        counted = connection.execute(
            "SELECT label, count(n), max(n) FROM change_set LEFT JOIN change ON set_seq = seq "
            "WHERE label LIKE 'many %' GROUP BY seq"
        ).fetchall()
        strays = connection.execute("SELECT count(*) FROM change WHERE set_seq NOT IN (SELECT seq FROM change_set)")
        assert strays.fetchone() == (0,)
    for label, count, last in counted:
        assert (count, last) == (int(label.split()[1]), int(label.split()[1]) - 1)


def many(document: Document) -> None:
    """One set that makes, changes and removes many contracts."""
    held = [c for c in document.load().contracts.values() if c.id.startswith("n")]
    made = len(document.entries())
    changes: list[Change] = [
        Make(
            Contract(
                f"n{made}.{n}",
                title=f"Contract {n} of set {made}",
                tower_id="t1",
                milestones=(Milestone("contract_award", forecast=When.day(MARCH + timedelta(n))),),
                own=(("f1", f"Place {n}"),),
            )
        )
        for n in range(SIZE)
    ]
    for contract in held:
        if contract.id.endswith("7"):
            changes.append(Remove(contract))
        elif contract.id.endswith("5"):
            changes.append(Set("contract", contract.id, "title", contract.title, f"{contract.title}, again"))
            changes.append(Set("contract", contract.id, "x.f1", dict(contract.own).get("f1"), "Elsewhere"))
    document.apply(step(f"many {len(changes)}", *changes))


def work_on(path: Path) -> None:
    with Document.open(path) as document:
        # So little room that SQLite must write to the file in the middle of a set, as it must in the largest.
        document._raw.execute("PRAGMA cache_size = 10")
        while True:
            many(document)
            document.undo("", MARCH)
            many(document)
            back_dated = Set("contract", "c1", "owner", document.as_known(date(2015, 12, 1)).contracts["c1"].owner, "B")
            document.apply(step("many 1", back_dated, known_on=date(2015, 12, 1)))


def test_a_set_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    chance = random.Random(20160331)
    path = make(tmp_path / "a.siamdesk")
    cut_short = sets = 0
    for n in range(ROUNDS):
        if n % 9 == 0:
            path = make(tmp_path / f"{n}.siamdesk")
        with Document.open(path, write=False) as document:
            before = len(document.entries())
        killed(lambda: work_on(path), chance.uniform(0.0, 0.25))  # noqa: B023  it has ended before the next round
        cut_short += was_cut_short(path)
        # A reader puts right what was cut short, as a writer would.
        with Document.open(path, write=n % 2 == 0) as document:
            assert document.load().contracts["c1"].title == "WAN"
            sets += len(document.entries()) - before
        whole(path)
        complete(path)
    # The moments were not all before the first write, or between two.
    assert sets >= ROUNDS // 3
    assert cut_short >= 3


def test_an_import_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    chance = random.Random(2015)
    samples = resources.files("siamdesk.resources") / "samples"
    with resources.as_file(samples) as folder:
        registers = [
            (folder / name, inspection.inspect(folder / name), day)
            for name, day in (
                ("TTPi register 2015-10-02.xlsx", date(2015, 10, 2)),
                ("TTPi register 2016-03.xlsx", date(2016, 3, 31)),
            )
        ]

        def bring_home(path: Path) -> None:
            with Session.open(path).closing() as session:
                for register, found, day in registers:
                    plan = import_register.plan(session, register, Choice(day), found)
                    import_register.accept(session, plan)

        contracts = [0]
        with Session.create(tmp_path / "undisturbed.siamdesk").closing() as session:
            for register, found, day in registers:
                import_register.accept(session, import_register.plan(session, register, Choice(day), found))
                contracts.append(len(session.portfolio.contracts))
        assert contracts[1] > 0
        seen = set()
        for n in range(14):
            path = tmp_path / f"{n}.siamdesk"
            Document.create(path).close()
            killed(lambda: bring_home(path), chance.uniform(0.0, 0.3))  # noqa: B023  as above
            whole(path)
            with Document.open(path) as document:
                present, sets = document.load(), len(document.entries())
                assert len(present.contracts) == contracts[sets]
                for register in present.registers.values():
                    assert document.snapshot(register.snapshot or "") is not None
            seen.add(sets)
        assert len(seen) >= 2

"""A small document with something in every table, and ways to look at documents from outside."""

import contextlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Set
from siamdesk.domain.contract import Contract, Dependency, Milestone, OwnField, Settings, SpendLine, Strand, Tower
from siamdesk.domain.fields import Row
from siamdesk.domain.governance import Approval, Finding, Option
from siamdesk.domain.money import Basis, Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, AgendaItem, Decision, Review
from siamdesk.domain.source import Link, Register, Source
from siamdesk.domain.when import TBC, When
from siamdesk.store.document import Document

OCTOBER, MARCH, APRIL = date(2015, 10, 2), date(2016, 3, 31), date(2017, 4, 30)
CLOCK = datetime(2016, 4, 1, 12, tzinfo=UTC)
SOURCE = Source("register", "r1", None, "TTPi.xlsx", "Contracts", "5ha")
SNAPSHOT = {"s1": ("5ha", b"raw cells as sent")}


def step(label: str, *changes: Change, known_on: date = MARCH, author: str = "") -> ChangeSet:
    return ChangeSet(label, changes, known_on, Origin.EDIT, author)


def title(
    old: str | None, new: str | None, contract_id: str = "c1", author: str = "", known_on: date = MARCH
) -> ChangeSet:
    """The set that gives a contract another title; its label is that title."""
    return step(str(new), Set("contract", contract_id, "title", old, new), known_on=known_on, author=author)


ROWS: tuple[Row, ...] = (
    Settings(title="TTPi", buyer="Home Office", marking="OFFICIAL", currency="GBP"),
    Tower("t1", "Networks", ("WAN", "LAN"), 1, integrator=False, owner="A. Lead"),
    Tower("t2", "SIAM", (), 0, integrator=True),
    OwnField("f1", "Go-live at", "text", 0),
    Register(
        "r1",
        "TTPi.xlsx",
        "Contracts",
        path="C:\\TTPi.xlsx",
        snapshot="s1",
        fingerprint="fp",
        mapping='{"Ref": "reference"}',
        known_on=When.day(OCTOBER),
    ),
    Contract(
        "c1",
        reference="NW-01",
        title="Wide area network",
        tower_id="t1",
        served=("t2",),
        description="“First” line\nand a second £",
        suppliers=("BT", "Vodafone"),
        sme=False,
        term_months=0,
        rag="amber",
        value=Money(Decimal("5000000.50"), None, "GBP", Basis.ESTIMATED, words="over £5m"),
        milestones=(
            Milestone("contract_award", 1, When.of_edtf("2015-10"), TBC),
            Milestone("service_transfer", 2, actual=When.of_edtf("2015-10-21~/2015-11-10~")),
        ),
        own=(("f1", "Croydon"),),
    ),
    Contract("c2", title="Payroll", predecessor_id="c1", withdrawn=True),
    Link("l1", "r1", "c1", "nw-01"),
    Strand("s1", "c1", "WAN", "Live", place=1),
    Dependency("d1", "c1", "contract_award", "c2", "tender_launch", 30),
    SpendLine("y1", "c1", 2015, "run", Money(Decimal(7), Decimal(7))),
    Approval("a1", "Strategy", "c1", "Board", decided=When.day(OCTOBER), value=Money(Decimal(9), Decimal(9))),
    Option("o1", "c1", "Renew", appraised=True, chosen=False),
    Finding("q1", "Do it sooner", "c1", "NAO", number="3", due=TBC),
    Review("v1", "Review of October", When.day(OCTOBER), "A, B", 1, paused=False, ended=When.day(OCTOBER)),
    AgendaItem("g1", "v1", "Award of the network", 2, "c1", struck=True),
    Decision("e1", "v1", "Go on", 1, "c1"),
    Action("i1", "v1", "Ask BT", 1, "A. Owner", When.day(MARCH), "c1"),
)
"""A row of every entity."""


def make(path: Path) -> Path:
    """A document with a row of every entity, an edit and an edit taken back."""
    path.write_bytes(_bytes())
    return path


@cache
def _bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.siamdesk"
        _make(path)
        return path.read_bytes()


def _make(path: Path) -> None:
    with Document.create(path) as document:
        made = ChangeSet("Import TTPi.xlsx", tuple(Make(row, SOURCE) for row in ROWS), OCTOBER, Origin.IMPORT, "A")
        document.apply(made, snapshots=SNAPSHOT, recorded_at=CLOCK)
        document.apply(title("Wide area network", "WAN"), recorded_at=CLOCK)
        document.apply(title("Payroll", "Pay", "c2"), recorded_at=CLOCK)
        document.undo("", MARCH, recorded_at=CLOCK)


def letter(portfolio: Portfolio) -> dict[str, dict[str, dict[str, object]]]:
    """Every value of every row in its canonical form, so that words count too, whatever the order of the rows."""
    return {
        entity: {
            row_id: {key: rows.stored(entity, key, value) for key, value in rows.filled(row).items()}
            for row_id, row in sorted(held.items())
        }
        for entity, held in portfolio.rows.items()
    }


def whole(path: Path) -> dict[str, dict[str, dict[str, object]]]:
    """The present of a document found sound: SQLite finds nothing wrong, and the present is what the journal says."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    with Document.open(path, write=False) as document:
        present = letter(document.load())
        assert present == letter(document.as_known(date.max))
        return present


def picture(folder: Path) -> dict[str, bytes]:
    """Every file in a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def elsewhere(work: Callable[[], object], *, user: int | None = None) -> str:
    """What `work` returns or raises in a process of its own, as text; as another user where one is given."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(receive)
            if user is not None and os.getuid() == 0:
                os.setgid(user)
                os.setuid(user)
            told = str(work())
        except BaseException as error:  # noqa: BLE001  whatever it is, the other side is to see it
            told = f"{type(error).__name__}: {error}"
        os.write(send, told.encode())
        os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as file:
        told = file.read().decode()
    os.waitpid(child, 0)
    return told


NOBODY = 65534
FORKS = sys.platform != "win32"

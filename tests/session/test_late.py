"""A register read late changes what was known on its day, and never what is known now."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siamdesk.domain import rows
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Set
from siamdesk.domain.contract import Contract, Milestone, Strand, Tower
from siamdesk.domain.field_types import Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.source import Link, Register
from siamdesk.domain.when import TBC, When
from siamdesk.session import import_register, late
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.store.document import Document

DAYS = [date(2015, 10, 1) + timedelta(30 * n) for n in range(6)]
KEYS = ("title", "owner", "suppliers", "contract_award.forecast")
Values = dict[str, Value]


def letter(portfolio: Portfolio) -> dict[str, dict[str, dict[str, object]]]:
    return {
        entity: {
            row_id: {key: rows.stored(entity, key, value) for key, value in rows.filled(row).items()}
            for row_id, row in sorted(held.items())
        }
        for entity, held in portfolio.rows.items()
    }


def state(contract: Contract) -> Values:
    return {key: rows.get(contract, key) for key in KEYS}


def bring_home(document: Document, day: date, listed: dict[str, Values]) -> None:
    """What an import does: the record of that day is made to say what the register says."""
    ours = document.as_known(day)
    now = document.load()
    changes: list[Change] = []
    base = str(document.next_seq())
    register = ours.registers.get("r1")
    if register is None:
        changes.append(Make(Register("r1", "A.xlsx", snapshot=base)))
    else:
        changes.append(Set("register", "r1", "snapshot", register.snapshot, base))
    for contract_id, values in listed.items():
        held = ours.contracts.get(contract_id)
        if held is None:
            given_values = {key: value for key, value in values.items() if value not in {None, ()}}
            changes.append(Make(rows.blank("contract", contract_id, given_values)))
        else:
            pairs = ((key, rows.get(held, key), new) for key, new in values.items())
            changes += (Set("contract", contract_id, key, old, new) for key, old, new in pairs if old != new)
        link_id = f"l{contract_id}"
        if link_id not in ours.links:
            changes.append(
                (now.links.get(link_id) and Make(now.links[link_id]))
                or Make(Link(link_id, "r1", contract_id, contract_id))
            )
    change_set = ChangeSet(f"Import {day}", tuple(changes), day, Origin.IMPORT)
    if day < document.last_known():
        change_set = ChangeSet(change_set.label, late.kept(document, change_set), day, Origin.IMPORT)
    document.apply(change_set)


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Values]:
    """A register of two contracts: every cell blank, or one of a few values, so that many agree."""
    texts = st.sampled_from([None, "a", "b"])
    return {
        contract_id: {
            "title": draw(texts),
            "owner": draw(texts),
            "suppliers": draw(st.sampled_from([(), ("a",), ("a", "b")])),
            "contract_award.forecast": draw(st.sampled_from([None, TBC, When.day(DAYS[0])])),
        }
        for contract_id in ("c1", "c2")
    }


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(4)), st.lists(registers(), min_size=4, max_size=4))
def test_registers_in_any_order_come_to_what_they_say(order: list[int], listed: list[dict[str, Values]]) -> None:
    """Each register is what was known on its day, and the last one is what is known now, whatever was read first."""
    with tempfile.TemporaryDirectory() as folder, Document.create(Path(folder) / "a.siamdesk") as document:
        read: dict[int, dict[str, Values]] = {}
        for n in order:
            bring_home(document, DAYS[n], listed[n])
            read[n] = listed[n]
            for m in range(4):
                known = max((k for k in read if k <= m), default=None)
                there = {c.id: state(c) for c in document.as_known(DAYS[m]).contracts.values()}
                assert there == (read[known] if known is not None else {})
            assert {c.id: state(c) for c in document.load().contracts.values()} == read[max(read)]
            assert letter(document.load()) == letter(document.as_known(date.max))


@settings(max_examples=25, deadline=None)
@given(st.lists(registers(), min_size=3, max_size=3), registers(), st.sampled_from([0, 1, 2]))
def test_a_late_register_leaves_the_present_and_its_own_undo_leaves_nothing(
    listed: list[dict[str, Values]], older: dict[str, Values], between: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, Document.create(Path(folder) / "a.siamdesk") as document:
        for day, each in zip((DAYS[1], DAYS[3], DAYS[5]), listed, strict=True):
            bring_home(document, day, each)
        present = letter(document.load())
        known = [letter(document.as_known(day)) for day in DAYS]
        bring_home(document, DAYS[2 * between], older)
        assert letter(document.load()) == present
        after = [letter(document.as_known(day)) for day in DAYS]
        there = {c.id: state(c) for c in document.as_known(DAYS[2 * between]).contracts.values()}
        assert there == older
        # Nothing but its own day changed: on the next the register of that day is known.
        assert [n for n, (one, other) in enumerate(zip(known, after, strict=True)) if one != other] in (
            [[2 * between], []] if between else [[0]]
        )
        document.undo("", DAYS[5])
        assert [letter(document.as_known(day)) for day in DAYS] == known
        assert letter(document.load()) == present


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return Document.create(tmp_path / "a.siamdesk")


def apply_late(document: Document, day: date, *changes: Change) -> None:
    change_set = ChangeSet("late", changes, day, Origin.IMPORT)
    document.apply(ChangeSet("late", late.kept(document, change_set), day, Origin.IMPORT))


def test_what_no_later_register_speaks_of_is_known_from_then_on(document: Document) -> None:
    with document:
        document.apply(ChangeSet("first", (Make(Contract("c1", title="One")),), DAYS[0]))
        document.apply(ChangeSet("other", (Make(Contract("c2", title="Two")),), DAYS[4]))
        apply_late(document, DAYS[2], Set("contract", "c1", "owner", None, "B"))
        assert document.as_known(DAYS[1]).contracts["c1"].owner is None
        assert document.load().contracts["c1"].owner == "B"


def test_an_edit_known_later_is_kept(document: Document) -> None:
    with document:
        document.apply(ChangeSet("first", (Make(Contract("c1", title="One")),), DAYS[0]))
        document.apply(ChangeSet("edit", (Set("contract", "c1", "title", "One", "Mine"),), DAYS[4]))
        present = letter(document.load())
        apply_late(
            document,
            DAYS[2],
            Set("contract", "c1", "title", "One", "Theirs"),
            Set("contract", "c1", "owner", None, "B"),
        )
        contract = document.as_known(DAYS[3]).contracts["c1"]
        assert (contract.title, contract.owner) == ("Theirs", "B")
        assert letter(document.load()) == present
        kept = [(s.field, s.known_on) for s in document.statements("contract", "c1") if s.label == "late"]
        assert kept == [("title", DAYS[2]), ("owner", DAYS[2]), ("title", DAYS[4]), ("owner", DAYS[4])]


def test_a_row_known_later_is_known_earlier_and_stays_as_it_is(document: Document) -> None:
    with document:
        later = Contract("c1", title="One", milestones=(Milestone("contract_award", forecast=TBC),))
        document.apply(ChangeSet("later", (Make(later), Make(Tower("t1", "Networks"))), DAYS[4]))
        early = Contract(
            "c1", title="Uno", owner="B", milestones=(Milestone("tender_launch", actual=When.day(DAYS[0])),)
        )
        apply_late(document, DAYS[1], Make(early), Make(Tower("t1", "Network", ("WAN",))))
        assert document.as_known(DAYS[1]).contracts["c1"] == early
        assert document.load().contracts["c1"] == later
        assert document.load().towers["t1"] == Tower("t1", "Networks")
        assert document.as_known(DAYS[1]).towers["t1"] == Tower("t1", "Network", ("WAN",))


def test_the_strands_of_a_contract_are_kept_with_it(document: Document) -> None:
    with document:
        document.apply(
            ChangeSet(
                "first",
                (
                    Make(Contract("c1")),
                    Make(Strand("s1", "c1", "HR", "Open")),
                    Make(Register("r1", "A.xlsx", snapshot="1")),
                    Make(Link("l1", "r1", "c1", "c1")),
                ),
                DAYS[0],
            )
        )
        # A later register agrees in everything: only its base moves.
        document.apply(ChangeSet("again", (Set("register", "r1", "snapshot", "1", "2"),), DAYS[4]))
        apply_late(document, DAYS[2], Set("strand", "s1", "stage", "Open", "Closed"))
        assert document.as_known(DAYS[2]).strands["s1"].stage == "Closed"
        assert document.load().strands["s1"].stage == "Open"


def workbook(path: Path, *lines: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("Ref", "Title", "Tower", "Supplier", "Contract award", "Building"), *lines):
        sheet.append(line)
    book.save(path)
    return path


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 1, 0), (2, 0, 1)])
def test_workbooks_in_any_order_come_to_the_same(tmp_path: Path, order: tuple[int, ...]) -> None:
    one, two = ("A-1", "Wide area network", "Networks"), ("A-2", "Payroll", "Back office")
    books = [
        workbook(tmp_path / "a.xlsx", (*one, "BT", date(2016, 1, 1), "Croydon"), (*two, "CSC", "TBC", None)),
        workbook(tmp_path / "b.xlsx", (*one, "BT", date(2016, 2, 1), None), (*two, None, "TBC", "Leeds")),
        workbook(tmp_path / "c.xlsx", (*one, "BT", date(2016, 2, 1), "Leeds"), (*two, None, "TBC", "Leeds")),
    ]

    def seen(portfolio: Portfolio) -> dict[str | None, tuple[object, ...]]:
        own = {field.label: f"x.{field.id}" for field in portfolio.own_fields.values()}
        return {
            c.reference: (
                c.suppliers,
                rows.get(c, "contract_award.forecast"),
                rows.get(c, own["Building"]) if own else None,
                portfolio.towers[c.tower_id or ""].name,
            )
            for c in portfolio.contracts.values()
        }

    january, february = When.day(date(2016, 1, 1)), When.day(date(2016, 2, 1))
    expected = [
        {"A-1": (("BT",), january, "Croydon", "Networks"), "A-2": (("CSC",), TBC, None, "Back office")},
        {"A-1": (("BT",), february, None, "Networks"), "A-2": ((), TBC, "Leeds", "Back office")},
        {"A-1": (("BT",), february, "Leeds", "Networks"), "A-2": ((), TBC, "Leeds", "Back office")},
    ]
    with Session.create(tmp_path / "a.siamdesk").closing() as session:
        for n in order:
            plan = import_register.plan(session, books[n], Choice(DAYS[n]))
            assert plan.late is (n < max(order[: order.index(n) + 1]))
            import_register.accept(session, plan)
            assert letter(session.portfolio) == letter(session.document.load())
            assert letter(session.portfolio) == letter(session.document.as_known(date.max))
        for n in range(3):
            assert seen(session.document.as_known(DAYS[n])) == expected[n], n
        assert seen(session.portfolio) == expected[2]

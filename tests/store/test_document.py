import contextlib
import dataclasses
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from small import APRIL, CLOCK, MARCH, OCTOBER, ROWS, SNAPSHOT, SOURCE, letter, make, picture, step, title, whole

from siamdesk.domain import fields
from siamdesk.domain.changes import Change, ChangeSet, Make, Origin, Remove, Set
from siamdesk.domain.contract import Contract, Milestone, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio, StaleEditError
from siamdesk.domain.when import TBC, When
from siamdesk.store import migrations
from siamdesk.store.document import Document
from siamdesk.store.opening import ReadOnlyError

STALE = "The record has changed since you looked at it: nothing was changed; look again."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "a.siamdesk")


def test_a_new_document_is_empty(tmp_path: Path) -> None:
    with Document.create(tmp_path / "a.siamdesk") as document:
        assert document.load() == Portfolio()
        assert document.read_only == ""
        assert document.entries() == []
        assert document.next_seq() == 1
        assert document.last_known() == date.min
        assert document.known_days() == []
    assert sorted(picture(tmp_path)) == ["a.siamdesk"]


def test_a_row_of_every_entity_comes_back_to_the_letter(path: Path) -> None:
    expected = Portfolio().with_rows((fields.entity_of(row).name, row.id, row) for row in ROWS)
    assert all(expected.rows[entity] for entity in fields.ENTITIES)
    expected = expected.with_rows([("contract", "c1", dataclasses.replace(expected.contracts["c1"], title="WAN"))])
    assert whole(path) == letter(expected)
    with Document.open(path) as document:
        assert document.load() == expected
        assert list(document.load().contracts) == ["c1", "c2"]


@pytest.mark.parametrize("name", ["Ärger & 50% #1?.siamdesk", "a b.SIAMDESK", "'quoted'.siamdesk", "no suffix"])
def test_a_document_may_have_any_name(tmp_path: Path, name: str) -> None:
    whole(make(tmp_path / name))
    assert sorted(picture(tmp_path)) == [name]


def test_a_document_is_never_made_over_a_file(tmp_path: Path) -> None:
    target = tmp_path / "a.siamdesk"
    target.write_text("mine")
    with pytest.raises(SiamdeskError) as caught:
        Document.create(target)
    assert str(caught.value) == "There is a file a.siamdesk already; choose another name."
    assert picture(tmp_path) == {"a.siamdesk": b"mine"}


def test_a_document_is_not_made_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SiamdeskError) as caught:
        Document.create(tmp_path / "none" / "a.siamdesk")
    assert str(caught.value) == f"There is no folder {tmp_path / 'none'}; make it first, or choose another."


def test_a_document_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(connection: sqlite3.Connection, version: int) -> None:
        assert version == 0
        connection.execute("PRAGMA page_size = 512")
        connection.execute("PRAGMA max_page_count = 2")
        for table in "abc":
            connection.execute(f"CREATE TABLE {table} (a)")

    monkeypatch.setattr(migrations, "migrate", fails)
    with pytest.raises(SiamdeskError) as caught:
        Document.create(tmp_path / "a.siamdesk")
    assert (
        str(caught.value) == "The disk that holds a.siamdesk is full: nothing was changed; make room and do it again."
    )
    assert picture(tmp_path) == {}


WAN = dataclasses.replace(next(row for row in ROWS if isinstance(row, Contract)), title="WAN")


@pytest.mark.parametrize(
    "change",
    [
        Set("contract", "c1", "title", "Wide", "A"),
        Set("contract", "c1", "title", None, "A"),
        Set("contract", "c9", "title", None, "A"),
        Set("contract", "c1", "sme", None, new=True),
        Set("contract", "c1", "term_months", None, 1),
        Set("contract", "c1", "suppliers", ("BT",), ()),
        Set("contract", "c1", "value", None, None),
        Set("contract", "c1", "contract_award.forecast", None, TBC),
        Set("contract", "c1", "contract_award.forecast", When(None, None, TBC.form, "to be agreed"), None),
        Set("contract", "c1", "service_transfer.actual", TBC, None),
        Set("contract", "c1", "service_transfer#2.actual", None, TBC),
        Set("contract", "c9", "contract_award.forecast", None, TBC),
        Set("contract", "c1", "x.f1", None, "London"),
        Set("contract", "c1", "x.f1", "Leeds", None),
        Set("contract", "c1", "x.f2", "Leeds", "London"),
        Set("contract", "c9", "x.f1", None, "London"),
        Make(Contract("c1", title="Again")),
        Make(Tower("t1", "Again")),
        Remove(Tower("t9", "Nowhere")),
        Remove(Tower("t2", "SIAM", (), 0, integrator=False)),
        Remove(dataclasses.replace(WAN, title="Wide")),
        Remove(dataclasses.replace(WAN, own=())),
        Remove(dataclasses.replace(WAN, own=(("f1", "Leeds"),))),
        Remove(dataclasses.replace(WAN, milestones=WAN.milestones[:1])),
        Remove(dataclasses.replace(WAN, milestones=(Milestone("contract_award", 1, None, TBC), WAN.milestones[1]))),
    ],
)
@pytest.mark.parametrize("known_on", [MARCH, OCTOBER + timedelta(1)], ids=["in order", "back-dated"])
def test_a_stale_edit_is_refused(path: Path, change: Change, known_on: date) -> None:
    before = whole(path)
    with Document.open(path) as document:
        changes = (Set("contract", "c2", "owner", None, "B"), change)
        if known_on < MARCH:
            with pytest.raises(StaleEditError, match="nothing was changed"):
                document.apply(step("stale", *changes, known_on=known_on))
        else:
            with pytest.raises(StaleEditError) as caught:
                document.apply(step("stale", *changes, known_on=known_on))
            assert str(caught.value) == STALE
        assert [entry.change_set.label for entry in document.entries()][-1] == "Undo: Pay"
    assert whole(path) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            (Remove(Tower("t1", "Networks", ("WAN", "LAN"), 1, integrator=False, owner="A. Lead")),),
            "Something else in the portfolio still refers to this; nothing was changed.",
        ),
        (
            (Set("contract", "c1", "tower_id", "t1", "t9"),),
            "Something else in the portfolio still refers to this; nothing was changed.",
        ),
        (
            (Set("tower", "t1", "name", "Networks", None),),
            "Something that can't be left blank would be; nothing was changed.",
        ),
    ],
)
def test_what_would_leave_the_record_in_pieces_is_refused(
    path: Path, changes: tuple[Change, ...], sentence: str
) -> None:
    before = whole(path)
    with Document.open(path) as document:
        with pytest.raises(SiamdeskError) as caught:
            document.apply(step("broken", *changes))
        assert str(caught.value) == sentence
        # The document goes on working.
        document.apply(title("WAN", "Wide"))
    after = whole(path)
    assert before["contract"]["c1"]["title"] == "WAN"
    assert after["contract"]["c1"]["title"] == "Wide"


def test_the_order_of_changes_in_a_set_does_not_matter_for_links(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(step("new", Make(Contract("c3", tower_id="t3")), Make(Tower("t3", "Hosting"))))
        assert document.load().contracts["c3"].tower_id == "t3"
    whole(path)


def test_every_kind_of_field_is_set_and_cleared(path: Path) -> None:
    there = (
        Set("contract", "c2", "sme", None, new=False),
        Set("contract", "c2", "term_months", None, 12),
        Set("contract", "c2", "suppliers", (), ("CSC",)),
        Set("contract", "c2", "go_live.baseline", None, TBC),
        Set("contract", "c2", "go_live.actual", None, When.day(MARCH)),
        Set("contract", "c2", "x.f1", None, "Leeds"),
        Set("contract", "c1", "contract_award.baseline", When.of_edtf("2015-10"), When.day(MARCH)),
        Set("contract", "c1", "x.f1", "Croydon", "London"),
    )
    with Document.open(path) as document:
        before, memory = letter(document.load()), document.load()
        there = tuple(
            dataclasses.replace(change, old=memory.contracts["c1"].milestones[0].baseline)
            if change.field == "contract_award.baseline"
            else change
            for change in there
        )
        document.apply(step("there", *there))
        memory = memory.apply(step("there", *there))
        assert letter(document.load()) == letter(memory)
        back = tuple(dataclasses.replace(change, old=change.new, new=change.old) for change in there)
        document.apply(step("back", *back))
        assert letter(document.load()) == before
    assert whole(path) == before


def test_a_row_goes_with_what_hangs_on_it_and_comes_back(path: Path) -> None:
    with Document.open(path) as document:
        new = Contract("c3", milestones=(Milestone("go_live", forecast=TBC),), own=(("f1", "Leeds"),))
        document.apply(step("make", Make(new)))
        document.apply(step("remove", Remove(new)))
        assert "c3" not in document.load().contracts
        document.apply(step("make again", Make(new)))
        assert document.load().contracts["c3"] == new
    whole(path)


def test_days_out_of_order_within_one_set_are_folded_in_order(path: Path) -> None:
    later = date(2016, 5, 1)
    changes = (
        Set("contract", "c1", "owner", None, "late", known_on=later),
        Set("contract", "c1", "route", None, "open"),
        Set("contract", "c2", "owner", None, "early"),
    )
    with Document.open(path) as document:
        applied = document.apply(step("both", *changes))
        assert applied.touched is not None
        assert [key[:2] for key in applied.touched] == [("contract", "c1"), ("contract", "c2")]
        assert document.as_known(later - timedelta(1)).contracts["c1"].owner is None
    assert whole(path)["contract"]["c1"]["owner"] == "late"


def test_the_journal_tells_what_was_said_when_and_from_where(path: Path) -> None:
    with Document.open(path) as document:
        entries = document.entries()
        assert [(e.seq, e.change_set.label, e.live) for e in entries] == [
            (1, "Import TTPi.xlsx", True),
            (2, "WAN", True),
            (3, "Pay", False),
            (4, "Undo: Pay", True),
        ]
        assert entries[3].change_set.undoes == 3
        assert {e.recorded_at for e in entries} == {CLOCK}
        first = document.entry(1)
        assert first.change_set.changes == tuple(Make(row, SOURCE, (), OCTOBER) for row in ROWS)
        assert first.change_set.origin is Origin.IMPORT
        with pytest.raises(LookupError):
            document.entry(9)
        told = [
            (s.seq, s.field, s.old, s.new, s.known_on, s.author, s.live) for s in document.statements("contract", "c2")
        ]
        assert told == [
            (1, "title", None, "Payroll", OCTOBER, "A", True),
            (1, "predecessor_id", None, "c1", OCTOBER, "A", True),
            (1, "withdrawn", None, True, OCTOBER, "A", True),
            (3, "title", "Payroll", "Pay", MARCH, "", False),
            (4, "title", "Pay", "Payroll", MARCH, "", False),
        ]
        assert document.statements("contract", "c2")[0].source == SOURCE
        assert document.known_days() == [OCTOBER, MARCH]
        assert document.days_by_row()["contract", "c2"] == [OCTOBER]
        assert document.days_by_row()["contract", "c1"] == [OCTOBER, MARCH]
        assert document.last_known() == MARCH
        assert document.next_seq() == 5


def test_the_cell_a_value_was_read_in_is_kept(path: Path) -> None:
    new = Contract("c3", title="Hosting", owner="B")
    with Document.open(path) as document:
        document.apply(
            step(
                "Import",
                Make(new, SOURCE, (("title", "B7"), ("owner", "C7"))),
                Set("contract", "c1", "owner", None, "C", SOURCE, "C8"),
            )
        )
        said = {s.field: s.cell for s in document.statements("contract", "c3")}
        assert said == {"title": "B7", "owner": "C7"}
        assert document.statements("contract", "c1")[-1].cell == "C8"


def test_two_times_are_kept_apart(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(title("WAN", "Later"), recorded_at=CLOCK + timedelta(1))
        document.apply(
            step("Back-dated", Set("contract", "c1", "owner", None, "B"), known_on=OCTOBER),
            recorded_at=CLOCK + timedelta(2),
        )
        assert document.as_known(OCTOBER - timedelta(1)) == Portfolio()
        known = document.as_known(OCTOBER).contracts["c1"]
        assert (known.title, known.owner) == ("Wide area network", "B")
        assert document.as_known(OCTOBER, up_to=2).contracts["c1"].owner is None
        recorded = [document.as_recorded((CLOCK + timedelta(n)).date()).contracts["c1"] for n in range(3)]
        assert [(c.title, c.owner) for c in recorded] == [("WAN", None), ("Later", None), ("Later", "B")]
        assert document.as_recorded(CLOCK.date() - timedelta(1)) == Portfolio()


def test_a_snapshot_is_kept_once_and_never_changed(path: Path) -> None:
    with Document.open(path) as document:
        assert document.snapshot("s1") == SNAPSHOT["s1"][1]
        assert document.snapshot("s2") is None
        document.apply(step("again"), snapshots={"s1": ("x", b"other"), "s2": ("y", b"new")})
        assert document.snapshot("s1") == SNAPSHOT["s1"][1]
        assert document.snapshot("s2") == b"new"


def test_a_document_opened_to_read_takes_no_change(path: Path) -> None:
    before = picture(path.parent)
    with Document.open(path, write=False) as document:
        assert document.read_only == "a.siamdesk was opened to read only."
        for write in (lambda: document.apply(title("WAN", "x")), lambda: document.undo("", MARCH)):
            with pytest.raises(ReadOnlyError) as caught:
                write()
            assert str(caught.value) == "a.siamdesk was opened to read only."
    assert picture(path.parent) == before


def test_save_as_takes_all_history_to_a_new_id(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.siamdesk"
    target.write_text("what was there")
    before = path.read_bytes()
    with Document.open(path) as document:
        document.save_as(target)
        own_id, entries = document.document_id, document.entries()
        # The document itself goes on.
        document.apply(title("WAN", "Mine"))
    with Document.open(target) as copy:
        assert copy.document_id != own_id
        assert copy.entries() == entries
        assert copy.snapshot("s1") == SNAPSHOT["s1"][1]
        assert copy.undoable("") is not None
        assert copy.as_known(OCTOBER).contracts["c1"].title == "Wide area network"
    assert whole(target)["contract"]["c1"]["title"] == "WAN"
    assert whole(path)["contract"]["c1"]["title"] == "Mine"
    assert path.read_bytes() != before
    assert sorted(picture(tmp_path)) == ["a.siamdesk", "b.siamdesk"]


def test_save_as_works_from_a_document_opened_to_read(path: Path, tmp_path: Path) -> None:
    with Document.open(path, write=False) as document:
        document.save_as(tmp_path / "b.siamdesk")
    with Document.open(tmp_path / "b.siamdesk") as copy:
        assert copy.read_only == ""
    assert whole(tmp_path / "b.siamdesk") == whole(path)


@pytest.mark.parametrize("way", ["save as", "share"])
def test_a_document_is_never_copied_over_itself_or_over_an_open_one(path: Path, tmp_path: Path, way: str) -> None:
    other = make(tmp_path / "b.siamdesk")
    link = tmp_path / "link.siamdesk"
    link.symlink_to(path)
    before = picture(tmp_path)
    with Document.open(path) as document, Document.open(other) as held:
        copy = document.save_as if way == "save as" else lambda target: document.share_copy(target, "Share", MARCH)
        for target in (path, path.parent / "." / path.name, link):
            with pytest.raises(SiamdeskError) as caught:
                copy(target)
            assert str(caught.value) == f"{target.name} is this portfolio itself; choose another name."
        with pytest.raises(SiamdeskError, match="close it there, or choose another name") as caught:
            copy(other)
        assert str(caught.value).startswith("b.siamdesk is open by ")
        assert held.load() == document.load()
    assert picture(tmp_path) == before


def test_a_copy_into_a_folder_that_is_not_there_is_refused(path: Path, tmp_path: Path) -> None:
    with Document.open(path) as document, pytest.raises(SiamdeskError) as caught:
        document.save_as(tmp_path / "none" / "b.siamdesk")
    assert str(caught.value) == "b.siamdesk can't be written: no such file or directory; nothing was changed."


CANARY = "canary in a cage"


def canary(path: Path) -> None:
    """Put words into the document that only its history, sources and registers hold in the end."""
    with Document.open(path) as document:
        document.apply(title("WAN", CANARY, author=f"{CANARY} author"))
        source = dataclasses.replace(SOURCE, workbook=f"{CANARY}.xlsx", sheet=CANARY)
        document.apply(step(CANARY, Set("contract", "c1", "title", CANARY, "WAN", source, CANARY)))
        document.apply(step("own", Set("contract", "c1", "x.f1", "Croydon", CANARY)))
        document.apply(step("own", Set("contract", "c1", "x.f1", CANARY, "Leeds")))
        document.apply(step("new", Make(Contract("c5", title=CANARY * 1000))))
        document.apply(step("gone", Remove(Contract("c5", title=CANARY * 1000))))
        register = document.load().registers["r1"]
        document.apply(
            step(
                "register",
                Set("register", "r1", "path", register.path, CANARY),
                Set("register", "r1", "mapping", register.mapping, CANARY),
            ),
            snapshots={CANARY: (CANARY, CANARY.encode())},
        )


def test_a_share_copy_has_the_state_and_nothing_else(path: Path, tmp_path: Path) -> None:
    canary(path)
    assert CANARY.encode() in path.read_bytes()
    target = tmp_path / "share.siamdesk"
    with Document.open(path) as document:
        present, own_id = letter(document.load()), document.document_id
        document.share_copy(target, "Share copy", APRIL)
    data = target.read_bytes()
    for secret in (CANARY, "Wide area network", "TTPi.xlsx", "5ha", "raw cells", "Import"):
        assert secret.encode() not in data, secret
    present |= {"register": {}, "link": {}}
    present["review"]["v1"]["closed_seq"] = 1
    assert whole(target) == present
    with Document.open(target) as copy:
        assert copy.document_id != own_id
        (entry,) = copy.entries()
        assert (entry.change_set.label, entry.change_set.known_on, entry.change_set.author) == ("Share copy", APRIL, "")
        assert copy.load().settings.marking == "OFFICIAL"
        assert letter(copy.as_known(APRIL)) == present
        assert letter(copy.as_known(APRIL, up_to=1)) == present
        assert copy.as_known(APRIL - timedelta(1)) == Portfolio()
        # It is a document like any other from here on.
        copy.apply(title("WAN", "Ours", known_on=APRIL))
        copy.undo("", APRIL)
        assert letter(copy.load()) == present
    with contextlib.closing(sqlite3.connect(target)) as raw:
        assert raw.execute("SELECT value FROM meta WHERE key = 'kind'").fetchone() == ("share",)
    assert sorted(picture(tmp_path)) == ["a.siamdesk", "share.siamdesk"]


def test_a_closed_document_is_a_fault_of_the_program_and_no_damage(path: Path) -> None:
    document = Document.open(path)
    document.close()
    with pytest.raises(Exception, match="closed") as caught:
        document.load()
    assert not isinstance(caught.value, SiamdeskError)


def test_a_set_of_nothing_is_recorded(path: Path) -> None:
    before = whole(path)
    with Document.open(path) as document:
        assert document.apply(ChangeSet("nothing", (), MARCH)).seq == 5
    assert whole(path) == before


@pytest.mark.parametrize("entity", fields.ENTITIES.values(), ids=lambda entity: entity.name)
def test_a_row_has_no_more_to_it_than_its_columns(entity: fields.Entity) -> None:
    """A load makes rows from their columns, without their `__init__`."""
    assert list(entity.row.__slots__) == [field.name for field in dataclasses.fields(entity.row)]
    assert not hasattr(entity.row, "__post_init__")
    assert not hasattr(Milestone, "__post_init__")

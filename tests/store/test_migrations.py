"""The frozen steps come to the schema of the field table, and an older document comes through them whole."""

import contextlib
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from small import letter, picture, whole
from sqlalchemy import create_engine

from siamdesk.domain import fields
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import BOOLEAN, INTEGER, LINK, MONTHS
from siamdesk.store import files, migrations
from siamdesk.store.document import Document
from siamdesk.store.opening import DamagedError
from siamdesk.store.schema import METADATA

KEPT = Path(__file__).parents[1] / "data" / "version-1.siamdesk"

Table = tuple[list[tuple[str, str, int, object, int]], set[tuple[str, str, str]], set[tuple[str, tuple[str, ...]]]]


def schema(connection: sqlite3.Connection) -> dict[str, Table]:
    """Every table: columns with type, nullability, default and place in the key; foreign keys; indexes."""
    found: dict[str, Table] = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
        columns = [row[1:6] for row in connection.execute(f"PRAGMA table_info({name})")]
        keys = {(row[3], row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list({name})")}
        indexes = {
            (row[1], tuple(each[2] for each in connection.execute(f"PRAGMA index_info({row[1]})")))
            for row in connection.execute(f"PRAGMA index_list({name})")
            if row[3] == "c"
        }
        found[name] = (columns, keys, indexes)
    return found


def deferred(connection: sqlite3.Connection) -> dict[str, int]:
    """How many foreign keys of each table are checked at the commit."""
    tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {name: sql.upper().count("DEFERRABLE INITIALLY DEFERRED") for name, sql in tables}


def test_the_steps_come_to_the_schema_of_the_tables() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as made, contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as stepped:
        METADATA.create_all(made)
        migrations.migrate(stepped, 0)
        raw = made.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        assert schema(stepped) == schema(raw)
        assert deferred(stepped) == deferred(raw)
        assert stepped.execute("PRAGMA user_version").fetchone() == (migrations.LATEST,)
        assert stepped.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert stepped.execute("PRAGMA foreign_key_check").fetchall() == []
    engine.dispose()


@pytest.mark.parametrize("entity", fields.ENTITIES.values(), ids=lambda entity: entity.name)
def test_the_steps_come_to_the_field_table(entity: fields.Entity) -> None:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as stepped:
        migrations.migrate(stepped, 0)
        columns, keys, _ = schema(stepped)[entity.name]
    expected = [("id", "TEXT", 1, None, 1)] + [
        (f.key, "INTEGER" if f.type in (INTEGER, MONTHS, BOOLEAN) else "TEXT", int(f.required), None, 0)
        for f in entity.fields
    ]
    assert columns == expected
    assert keys == {(f.key, f.target, "id") for f in entity.fields if f.type is LINK}


# An older document.


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "a.siamdesk"
    shutil.copy(KEPT, path)
    return path


@pytest.fixture
def brought(older: Path) -> Path:
    """The older document, brought up to date."""
    with Document.open(older):
        pass
    return older


def steps(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    made = (*migrations.STEPS, *more)
    monkeypatch.setattr(migrations, "STEPS", made)
    monkeypatch.setattr(migrations, "LATEST", len(made))


MORE = (
    "ALTER TABLE contract ADD COLUMN lunch TEXT; CREATE TABLE soup (id TEXT NOT NULL); INSERT INTO soup VALUES ('a')",
    "ALTER TABLE contract RENAME COLUMN lunch TO dinner",
)


def test_the_kept_file_is_of_the_first_format() -> None:
    header = files.header(KEPT)
    assert header is not None
    assert header.user_version == 1


def test_the_kept_file_opens_and_holds_what_it_held(brought: Path) -> None:
    assert {entity: len(held) for entity, held in whole(brought).items()} == {
        "portfolio": 1,
        "tower": 2,
        "contract": 2,
        "strand": 1,
        "dependency": 1,
        "spend": 1,
        "own_field": 1,
        "approval": 1,
        "option": 1,
        "finding": 1,
        "review": 1,
        "agenda": 0,
        "decision": 1,
        "action": 1,
        "register": 1,
        "link": 1,
    }
    with Document.open(brought, write=False) as document:
        contract = document.load().contracts["c1"]
        assert (contract.reference, contract.title, contract.suppliers) == ("NW-01", "WAN", ("BT", "Vodafone"))
        assert (contract.sme, contract.term_months, contract.own) == (False, 0, (("f1", "Croydon"),))
        assert contract.value is not None
        assert contract.value.canonical() == "5000000.5||GBP|estimated||||over £5m"
        assert [(m.kind, m.wave, m.best.edtf if m.best else "") for m in contract.milestones] == [
            ("contract_award", 1, "XXXX"),
            ("service_transfer", 2, "2015-10-21~/2015-11-10~"),
        ]
        assert document.snapshot("s1") == b"raw cells as sent"


def test_the_kept_file_can_still_be_folded(brought: Path) -> None:
    with Document.open(brought, write=False) as document:
        assert [(e.seq, e.change_set.label, str(e.change_set.known_on), e.live) for e in document.entries()] == [
            (1, "Import TTPi.xlsx", "2015-10-02", True),
            (2, "WAN", "2016-03-31", True),
            (3, "Pay", "2016-03-31", False),
            (4, "Undo: Pay", "2016-03-31", True),
        ]
        titles = [document.as_known(day).contracts["c1"].title for day in (date(2015, 10, 2), date(2016, 3, 31))]
        assert titles == ["Wide area network", "WAN"]
        assert document.as_known(date(2015, 10, 1)).contracts == {}
        recorded = document.as_recorded(date(2016, 4, 1)).contracts["c2"]
        assert recorded.title == "Payroll"
        source = document.statements("contract", "c1")[0].source
        assert source is not None
        assert (source.workbook, source.sha256) == ("TTPi.xlsx", "5ha")


def test_the_kept_file_can_be_written_on(brought: Path) -> None:
    with Document.open(brought) as document:
        assert document.read_only == ""
        step = document.undoable("")
        assert step is not None
        assert step.label == "WAN"
        document.undo("", date(2016, 4, 2))
    assert whole(brought)["contract"]["c1"]["title"] == "Wide area network"


def test_an_older_document_is_put_aside_and_comes_through_whole(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    other = Path(shutil.copy(KEPT, tmp_path / "other" / "b.siamdesk"))
    with Document.open(other) as document:
        present, entries = letter(document.load()), document.entries()
    shutil.rmtree(other.parent)
    before = older.read_bytes()
    steps(monkeypatch, *MORE)
    with Document.open(older) as document:
        assert letter(document.load()) == present
        assert document.entries() == entries
        assert document._raw.execute("SELECT * FROM soup").fetchall() == [("a",)]
        assert document._raw.execute("PRAGMA foreign_keys").fetchone() == (1,)
        document.undo("", date(2016, 4, 2))
    aside = older.with_name("a (format 1).siamdesk")
    assert sorted(picture(older.parent)) == ["a (format 1).siamdesk", "a.siamdesk"]
    for path, version in ((aside, 1), (older, migrations.LATEST)):
        header = files.header(path)
        assert header is not None
        assert header.user_version == version
    assert older.read_bytes() != before
    monkeypatch.undo()
    with Document.open(aside) as document:
        assert letter(document.load()) == present


def test_every_older_state_is_put_aside(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps(monkeypatch, MORE[0])
    for _ in range(3):
        shutil.copy(KEPT, older)
        with Document.open(older):
            pass
    assert sorted(picture(older.parent)) == [
        "a (format 1).siamdesk",
        "a (format 1, 2).siamdesk",
        "a (format 1, 3).siamdesk",
        "a.siamdesk",
    ]


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        ("DROP TABLE lunch", "a.siamdesk is damaged and can't be read: "),
        ("PRAGMA max_page_count = 1; CREATE TABLE a (b); CREATE TABLE c (d)", "The disk that holds a.siamdesk is full"),
    ],
)
def test_a_migration_that_fails_leaves_the_document_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch, last: str, sentence: str
) -> None:
    before = picture(older.parent)
    steps(monkeypatch, MORE[0], last)
    for _ in range(2):
        with pytest.raises(SiamdeskError) as caught:
            Document.open(older)
        assert str(caught.value).startswith(sentence)
        assert picture(older.parent) == before
    monkeypatch.undo()
    with Document.open(older):
        pass
    whole(older)


def test_a_migration_without_room_for_the_copy_does_not_begin(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = picture(older.parent)
    steps(monkeypatch, *MORE)
    monkeypatch.setattr(files, "copy_database", full)
    with pytest.raises(SiamdeskError) as caught:
        Document.open(older)
    assert str(caught.value) == "a.siamdesk can't be written: no space left on device; nothing was changed."
    assert picture(older.parent) == before


def test_an_older_document_that_cannot_be_written_is_not_migrated(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(older.parent)
    steps(monkeypatch, *MORE)
    with pytest.raises(SiamdeskError) as caught:
        Document.open(older, write=False)
    assert str(caught.value) == (
        "a.siamdesk was written by an older SIAMDesk and must be brought up to date once; "
        "open it where it can be written."
    )
    assert not isinstance(caught.value, DamagedError)
    assert picture(older.parent) == before

"""Files that are no document, or no longer one: each is told in one sentence, and nothing on disk changes."""

import contextlib
import os
import random
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

import pytest
from small import FORKS, MARCH, NOBODY, ROWS, elsewhere, letter, make, picture, step, title, whole

from siamdesk.domain.changes import Make
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.store import files, migrations
from siamdesk.store.document import Document
from siamdesk.store.opening import DamagedError, ReadOnlyError
from siamdesk.store.schema import APPLICATION_ID

NO_BACKUP = "open a copy of it that somebody else keeps; there is no backup of it on this machine."
NOT_OURS = "is not a SIAMDesk portfolio; open one, or import it as a register."
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "a.siamdesk")


def refused(path: Path) -> str:
    """The sentence with which writers and readers alike are refused the file, and nothing is changed by that."""
    before = picture(path.parent)
    told = set()
    for write in (True, False):
        with pytest.raises(SiamdeskError) as caught:
            Document.open(path, write=write)
        told.add(str(caught.value))
    assert picture(path.parent) == before
    (sentence,) = told
    return sentence


def other_database(path: Path, application_id: int = 0) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.execute(f"PRAGMA application_id = {application_id}")


def test_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Contracts\n" * 50)
    assert refused(path) == f"notes.txt {NOT_OURS}"


def test_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(PNG)
    assert refused(path) == f"logo.png {NOT_OURS}"


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other_database(path)
    assert refused(path) == f"other.db {NOT_OURS}"


def test_a_database_of_another_program_under_our_suffix(tmp_path: Path) -> None:
    path = tmp_path / "other.siamdesk"
    other_database(path)
    assert refused(path) == f"other.siamdesk {NOT_OURS}"


def test_a_database_that_only_calls_itself_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.siamdesk"
    other_database(path, APPLICATION_ID)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {migrations.LATEST}")
    assert refused(path) == f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"


def test_a_document_without_its_id(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM meta")
    assert refused(path) == f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", PNG], ids=["empty", "a stump", "a picture"])
def test_what_was_a_document_once(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.siamdesk"
    path.write_bytes(content)
    assert refused(path) == f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"


def test_an_empty_file_under_another_suffix(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    assert refused(path) == f"a.txt {NOT_OURS}"


@pytest.mark.parametrize("left", [0.99, 0.5, 0.05])
def test_a_document_cut_short(path: Path, left: float) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * left)])
    assert refused(path) == f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"


def rollback_journal(data: bytes, page: int) -> bytes:
    """SQLite's rollback journal of a file that was `data` (https://www.sqlite.org/fileformat.html, section 3)."""
    pages = [data[start : start + page] for start in range(0, len(data), page)]
    parts = (len(pages), 7, len(pages), 512, page)
    journal = (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"".join(n.to_bytes(4, "big") for n in parts)).ljust(512, b"\0")
    for number, content in enumerate(pages, 1):
        checksum = 7 + sum(content[place] for place in range(page - 200, 0, -200))
        journal += number.to_bytes(4, "big") + content + (checksum % 2**32).to_bytes(4, "big")
    return journal


@pytest.mark.parametrize("write", [True, False])
def test_a_write_cut_short_is_taken_back(path: Path, *, write: bool) -> None:
    """The first page says already how long the file was to become; the others were not written yet."""
    before, sound = path.read_bytes(), whole(path)
    with Document.open(path) as document:
        document.apply(step("more", *(Make(Contract(f"n{n}", title=f"Contract {n}" * 20)) for n in range(200))))
    after, page = path.read_bytes(), 4096
    assert len(after) > len(before)
    path.write_bytes(after[:page] + before[page:])
    path.with_name("a.siamdesk-journal").write_bytes(rollback_journal(before, page))
    with Document.open(path, write=write) as document:
        assert letter(document.load()) == sound
    assert path.read_bytes() == before
    assert sorted(picture(path.parent)) == ["a.siamdesk"]


def test_a_document_of_a_newer_program(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert refused(path) == (
        "a.siamdesk was written by a newer SIAMDesk "
        f"(its format is 99, this program knows up to {migrations.LATEST}); "
        "install the newer program to open it."
    )


def test_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.siamdesk"
    assert refused(path) == f"There is no file {path}; look whether it was moved or renamed."


def test_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "a.siamdesk"
    path.mkdir()
    assert refused(path) == f"{path} is a folder; name a portfolio (*.siamdesk) in it."


def test_a_file_that_may_not_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_: Path) -> files.Header:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "header", denied)
    assert refused(path) == "a.siamdesk can't be read: permission denied."


# Damage inside.


def tried(path: Path) -> str:
    """What comes of opening a document and reading all of it: nothing, or the sentence."""
    try:
        with Document.open(path) as document:
            document.load()
            document.as_known(date.max)
            for entry in document.entries():
                document.entry(entry.seq)
    except SiamdeskError as error:
        return str(error)
    return ""


def page_of(path: Path, table: str) -> tuple[int, int]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        return page, size


@pytest.mark.parametrize("table", ["contract", "milestone", "tower", "change", "change_set", "meta"])
@pytest.mark.parametrize("byte", [b"\0", b"\xff"])
def test_a_damaged_page_is_told(path: Path, table: str, byte: bytes) -> None:
    page, size = page_of(path, table)
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(byte * size)
    before = picture(path.parent)
    assert tried(path) == f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"
    assert picture(path.parent) == before


def test_a_damaged_page_of_the_present_leaves_the_journal_readable(path: Path) -> None:
    page, size = page_of(path, "contract")
    with Document.open(path) as document:
        expected = letter(document.load())
    with path.open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(bytes(size))
    with Document.open(path) as document:
        assert letter(document.as_known(date.max)) == expected
        with pytest.raises(DamagedError):
            document.load()


def test_flipped_bytes_are_told_or_do_no_harm(path: Path) -> None:
    with Document.open(path) as document:
        document.apply(step("more", *(Make(Contract(f"n{n}", title=f"Contract {n}" * 20)) for n in range(200))))
    whole_file = path.read_bytes()
    chance = random.Random(7)
    told = set()
    for _ in range(60):
        data = bytearray(whole_file)
        for place in chance.sample(range(100, len(data)), 300):
            data[place] ^= 0xFF
        path.write_bytes(data)
        told.add(tried(path))
        assert path.read_bytes() == data
    assert told - {""} == {f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contract SET value = 'lots'",
        "UPDATE milestone SET baseline = 'soon'",
        "UPDATE milestone SET kind = 'lunch'",
        "UPDATE contract SET sme = 'perhaps'",
        "UPDATE contract SET title = CAST(x'ff' AS TEXT)",
        "UPDATE change SET new = '{'",
        "UPDATE change SET entity = 'lunch'",
        "UPDATE change SET known_on = 'soon'",
        "UPDATE change_set SET origin = 'lunch'",
        "UPDATE change_set SET recorded_at = 'soon'",
        "DROP TABLE tower",
        "ALTER TABLE change DROP COLUMN cell",
    ],
)
def test_what_is_sound_to_sqlite_and_not_to_us_is_damage_too(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)
    before = picture(path.parent)
    assert tried(path) == f"a.siamdesk is damaged and can't be read: {NO_BACKUP}"
    assert picture(path.parent) == before


# Where nothing can be written.

READ_ONLY = "a.siamdesk can't be written where it lies; save it under another name to change it."


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.iterdir()):
        path.chmod(0o700)
    shutil.rmtree(folder)


def look(path: Path) -> str:
    """Whether the document can be read and can't be written, and why not."""
    with Document.open(path) as document:
        assert document.load().contracts["c1"].title == "WAN"
        with pytest.raises(ReadOnlyError) as caught:
            document.apply(title("WAN", "x"))
        assert str(caught.value) == document.read_only
        return document.read_only


@pytest.mark.skipif(not FORKS, reason="no process can take on another user there; the next two tests stand in for it")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_or_folder_of_somebody_else(open_folder: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(open_folder / "a.siamdesk")
    if what == "file":
        path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
        open_folder.chmod(0o777)
    else:
        path.chmod(0o666)
        open_folder.chmod(0o555)
    monkeypatch.setenv("SIAMDESK_DATA", "/nonexistent")
    before = picture(open_folder)
    assert elsewhere(lambda: look(path), user=NOBODY) == READ_ONLY
    assert picture(open_folder) == before


def denying(monkeypatch: pytest.MonkeyPatch, name: str, modes: str) -> None:
    usual = Path.open

    def opened(path: Path, mode: str = "r", *rest: Any, **named: Any) -> IO[Any]:
        if path.name == name and mode in modes.split():
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", opened)


def test_a_file_that_may_not_be_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    denying(monkeypatch, "a.siamdesk", "r+b rb+")
    assert look(path) == READ_ONLY


def test_a_folder_that_takes_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    denying(monkeypatch, "~$a.siamdesk", "a+b")
    assert look(path) == READ_ONLY


# The disk.

FULL = "The disk that holds a.siamdesk is full: nothing was changed; make room and do it again."


def test_a_full_disk_loses_nothing(path: Path) -> None:
    before = whole(path)
    with Document.open(path) as document:
        (pages,) = document._raw.execute("PRAGMA page_count").fetchone()
        document._raw.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(SiamdeskError) as caught:
            document.apply(step("much", *(Make(Contract(f"n{n}", title="long " * 200)) for n in range(100))))
        assert str(caught.value) == FULL
        assert letter(document.load()) == before
        # There is room again, and the document goes on.
        document._raw.execute("PRAGMA max_page_count = 100000")
        document.apply(title("WAN", "Still here"))
    assert whole(path)["contract"]["c1"]["title"] == "Still here"


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED])
def test_a_busy_file_is_told(path: Path, code: int) -> None:
    assert code in {5, 6}
    with Document.open(path) as document, contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        document._raw.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SiamdeskError) as caught:
            document.apply(title("WAN", "x"))
        assert str(caught.value) == "a.siamdesk is busy in another program: nothing was changed; try again in a moment."
        other.execute("ROLLBACK")
        document.apply(title("WAN", "y"))
    assert whole(path)["contract"]["c1"]["title"] == "y"


# Copies.


def steps_of_a_copy(monkeypatch: pytest.MonkeyPatch, step_: str) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step_ == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step_ == "replace":
        monkeypatch.setattr(Path, "replace", full)


@pytest.mark.parametrize("step_", ["fsync", "replace"])
@pytest.mark.parametrize("way", ["save as", "share", "back up"])
@pytest.mark.parametrize("there", [True, False])
def test_a_copy_that_fails_leaves_all_as_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step_: str, way: str, *, there: bool
) -> None:
    target = tmp_path / "b.siamdesk"
    if there:
        target.write_text("what was there")
    with Document.open(path) as document:
        before = picture(tmp_path), picture(Path(os.environ["SIAMDESK_DATA"]))
        steps_of_a_copy(monkeypatch, step_)
        ways = {
            "save as": lambda: document.save_as(target),
            "share": lambda: document.share_copy(target, "Share", MARCH),
            "back up": lambda: document.back_up(MARCH),
        }
        with pytest.raises(SiamdeskError) as caught:
            ways[way]()
        monkeypatch.undo()
        name = "a.siamdesk" if way == "back up" else "b.siamdesk"
        assert str(caught.value) == f"{name} can't be written: no space left on device; nothing was changed."
        assert picture(tmp_path) == before[0]
    assert [name for name in picture(tmp_path) if "partial" in name] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda copy: copy.execute("UPDATE lunch SET soup = 1"),
        lambda copy: copy.executescript("PRAGMA max_page_count = 1; CREATE TABLE a (b); CREATE TABLE c (d);"),
        lambda copy: copy.executescript("BEGIN; DELETE FROM change; SELECT no_such_function();"),
        lambda _: (_ for _ in ()).throw(KeyboardInterrupt),
    ],
    ids=["an error", "a full disk", "in the middle of a transaction", "an interrupt"],
)
def test_a_change_of_the_copy_that_fails_leaves_the_target_as_it_was(path: Path, tmp_path: Path, change: Any) -> None:
    target = tmp_path / "b.siamdesk"
    target.write_text("what was there")
    before = picture(tmp_path)
    with (
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises((sqlite3.Error, KeyboardInterrupt)),
    ):
        files.copy_database(connection, target, change)
    assert picture(tmp_path) == before


def test_a_copy_that_is_not_sound_is_never_put_in_place(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "b.siamdesk"

    def spoil(copy: sqlite3.Connection) -> None:
        copy.execute("PRAGMA writable_schema = ON")
        copy.execute("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'contract'")
        copy.execute("PRAGMA schema_version = 99")

    before = picture(tmp_path)
    with (
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises(sqlite3.DatabaseError),
    ):
        files.copy_database(connection, target, spoil)
    assert picture(tmp_path) == before


def test_the_header_is_read_from_the_first_bytes(path: Path, tmp_path: Path) -> None:
    header = files.header(path)
    assert header == files.Header(APPLICATION_ID, migrations.LATEST, path.stat().st_size)
    (tmp_path / "short").write_bytes(path.read_bytes()[:99])
    assert files.header(tmp_path / "short") is None


def test_there_is_a_row_of_every_entity_to_be_lost() -> None:
    assert len({type(row) for row in ROWS}) == 16

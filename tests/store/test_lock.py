"""One writer: who holds a document is named, and a holder who dies lets go."""

import errno
import json
import os
import platform
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from small import FORKS, elsewhere, make, picture, title, whole

from siamdesk.store import lock
from siamdesk.store.document import Document
from siamdesk.store.lock import HeldError, Holder, Lock, lock_path, login, read_holder
from siamdesk.store.opening import ReadOnlyError

forks = pytest.mark.skipif(not FORKS, reason="processes are not forked there; the tests within one process stand")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "a.siamdesk")


def held_by_us(name: str = "a.siamdesk") -> str:
    return (
        f"{name} is open by {login()} on {platform.node()}; "
        "you can look at it here, and change it once it is closed there."
    )


@contextmanager
def holder(path: Path) -> Iterator[int]:
    """Another process that holds the document; its number."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with Document.open(path) as document:
            document.apply(title("WAN", "Theirs"))
            os.write(tell, b"!")
            signal.pause()
        os._exit(0)
    os.read(ready, 1)
    os.close(ready)
    os.close(tell)
    try:
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@forks
def test_a_document_somebody_has_open_can_be_looked_at(path: Path) -> None:
    with holder(path):
        before = picture(path.parent)
        with Document.open(path) as document:
            assert document.read_only == held_by_us()
            assert document.load().contracts["c1"].title == "Theirs"
            with pytest.raises(ReadOnlyError) as caught:
                document.apply(title("Theirs", "Mine"))
            assert str(caught.value) == held_by_us()
        assert picture(path.parent) == before


@forks
def test_a_reader_sees_what_the_writer_writes_meanwhile(path: Path) -> None:
    with Document.open(path) as writer, Document.open(path, write=False) as reader:
        assert reader.load().contracts["c1"].title == "WAN"
        writer.apply(title("WAN", "New"))
        assert reader.load().contracts["c1"].title == "New"
        assert [entry.change_set.label for entry in reader.entries()][-1] == "New"


@forks
def test_a_holder_who_is_killed_lets_go(path: Path) -> None:
    with holder(path) as child:
        os.kill(child, signal.SIGKILL)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        # The file with the dead one's name still lies there.
        found = read_holder(path)
        assert found == Holder(login(), platform.node(), child)
        with Document.open(path) as document:
            assert document.read_only == ""
            document.apply(title("Theirs", "Mine"))
        assert not lock_path(path).exists()
    assert whole(path)["contract"]["c1"]["title"] == "Mine"


@forks
def test_another_process_is_kept_out_and_let_in(path: Path) -> None:
    def look() -> str:
        with Document.open(path) as document:
            return document.read_only or "writable"

    with Document.open(path):
        assert elsewhere(look) == held_by_us()
    assert elsewhere(look) == "writable"


def test_a_second_opener_in_one_process_is_kept_out_too(path: Path) -> None:
    with Document.open(path) as first:
        with Document.open(path) as second:
            assert second.read_only == held_by_us()
        first.apply(title("WAN", "Mine"))
    with Document.open(path) as third:
        assert third.read_only == ""


def test_a_link_to_a_document_is_the_document(path: Path, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "far" / "link.siamdesk"
    link.symlink_to(path)
    with Document.open(path), Document.open(link) as second:
        assert second.read_only == held_by_us("link.siamdesk")
    with Document.open(link) as first, Document.open(path) as second:
        assert first.read_only == ""
        assert second.read_only == held_by_us()


def test_the_words_in_the_lock_name_the_holder(path: Path) -> None:
    held = Lock(path)
    assert json.loads(lock_path(path).read_bytes()) == {
        "user": login(),
        "machine": platform.node(),
        "pid": os.getpid(),
    }
    with pytest.raises(HeldError) as caught:
        Lock(path)
    assert caught.value.holder == Holder(login(), platform.node(), os.getpid())
    assert str(caught.value) == f"{login()} on {platform.node()}"
    held.release()
    assert read_holder(path) is None
    assert sorted(picture(path.parent)) == ["a.siamdesk"]


@pytest.mark.parametrize("words", [b"", b"{", b"[]", b'{"user": "a"}', b"\xff\xfe"])
def test_a_lock_without_a_name_still_keeps_out(path: Path, words: bytes) -> None:
    with Document.open(path):
        lock_path(path).write_bytes(words)
        with Document.open(path) as second:
            assert second.read_only == (
                "a.siamdesk is open elsewhere; you can look at it here, and change it once it is closed there."
            )


def test_what_a_crash_left_behind_locks_nobody_out(path: Path) -> None:
    lock_path(path).write_text('{"user": "gone", "machine": "gone", "pid": 1}')
    with Document.open(path) as document:
        assert document.read_only == ""
        assert read_holder(path) == Holder(login(), platform.node(), os.getpid())


def test_a_lock_whose_file_was_just_taken_away_is_taken_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = lock._lock
    taken_away = []

    def too_late(file: IO[bytes]) -> None:
        if not taken_away:
            taken_away.append(file)
            lock_path(path).unlink()
        usual(file)

    monkeypatch.setattr(lock, "_lock", too_late)
    held = Lock(path)
    assert len(taken_away) == 1
    assert lock_path(path).exists()
    with pytest.raises(HeldError):
        Lock(path)
    held.release()


def test_where_there_is_no_locking_nothing_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: IO[bytes]) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", none)
    with Document.open(path) as document:
        assert document.read_only == (
            "a.siamdesk can't be written where it lies; save it under another name to change it."
        )
        assert document.load().contracts["c1"].title == "WAN"


def test_a_full_disk_does_not_lock_the_user_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(json, "dumps", full)
    held = Lock(path)
    monkeypatch.undo()
    with pytest.raises(HeldError):
        Lock(path)
    held.release()


def test_a_document_that_cannot_be_opened_is_not_held(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(Exception, match="damaged"):
        Document.open(path)
    assert not lock_path(path).exists()
    path.write_bytes(data)
    with Document.open(path) as document:
        assert document.read_only == ""


def test_nobody_is_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr(lock.getpass, "getuser", unknown)
    assert login() == ""

"""The new workbook takes the old one's place whole, or the old one stays as it was: at every fault and every kill."""

import datetime as dt
import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import deliver

TODAY = dt.date(2016, 3, 31)
OLD, NEW = b"the original " * 100, b"the new workbook " * 100
OLD_SHA = hashlib.sha256(OLD).hexdigest()
KEPT = "Register (as it was on 2016-03-31).xlsx"
WAITING = "Register (new, 2016-03-31).xlsx"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "Register.xlsx"
    path.write_bytes(OLD)
    return path


def names(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def replaced(path: Path, **options: Any) -> deliver.Delivered:
    return deliver.replace(path, NEW, OLD_SHA, TODAY, **options)


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(SiamdeskError) as caught:
        replaced(path, **options)
    return str(caught.value)


def test_the_new_one_stands_and_the_old_one_is_kept(register: Path) -> None:
    done = replaced(register)
    assert register.read_bytes() == NEW
    assert done == deliver.Delivered(register, hashlib.sha256(NEW).hexdigest(), register.with_name(KEPT))
    assert register.with_name(KEPT).read_bytes() == OLD
    assert names(register) == [KEPT, "Register.xlsx"]


def test_keeping_can_be_switched_off(register: Path) -> None:
    assert replaced(register, keep=False).kept is None
    assert names(register) == ["Register.xlsx"]


def test_a_kept_copy_is_never_written_over(register: Path) -> None:
    register.with_name(KEPT).write_bytes(b"another")
    done = replaced(register)
    assert register.with_name(KEPT).read_bytes() == b"another"
    assert done.kept == register.with_name("Register (as it was on 2016-03-31 2).xlsx")
    assert done.kept.read_bytes() == OLD


def test_the_same_original_is_kept_once(register: Path) -> None:
    register.with_name(KEPT).write_bytes(OLD)
    assert replaced(register).kept == register.with_name(KEPT)
    assert len(names(register)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such permissions")
def test_permissions_are_kept(register: Path) -> None:
    register.chmod(0o640)
    replaced(register)
    assert register.stat().st_mode & 0o777 == 0o640


def test_a_file_that_changed_in_between_is_left(register: Path) -> None:
    register.write_bytes(b"somebody else's")
    assert "has changed since it was read, so nothing was written: import it again" in refusal(register)
    assert register.read_bytes() == b"somebody else's"
    assert names(register) == ["Register.xlsx"]


def test_a_file_that_changes_while_we_write_is_left(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        fsync(handle)
        register.write_bytes(b"somebody else's")

    monkeypatch.setattr(os, "fsync", meanwhile)
    assert "has changed since it was read" in refusal(register)
    assert register.read_bytes() == b"somebody else's"
    assert names(register) == ["Register.xlsx"]


def test_a_file_that_is_gone_is_told(register: Path) -> None:
    register.unlink()
    assert "is no longer in" in refusal(register)
    assert names(register) == []


def test_a_read_only_file_is_left(register: Path) -> None:
    register.chmod(0o444)
    assert refusal(register) == "Register.xlsx is read-only: take that off in its properties, or save a copy."
    assert register.read_bytes() == OLD


def test_a_workbook_open_in_excel_is_left_and_the_new_one_waits(register: Path) -> None:
    owner = b"\x09Jo Walker".ljust(54) + b"\x00" * 100
    register.with_name("~$Register.xlsx").write_bytes(owner)
    with pytest.raises(deliver.WaitingError) as caught:
        replaced(register)
    assert str(caught.value) == (
        "Register.xlsx is open by Jo Walker, so it was left as it is, and the new workbook waits beside it as "
        f"{WAITING}: close it and try again, or take the copy."
    )
    assert caught.value.waiting == register.with_name(WAITING)
    assert register.read_bytes() == OLD
    assert register.with_name(WAITING).read_bytes() == NEW
    # A lock may be left over from a crash: it does not have to be minded.
    assert replaced(register, mind_lock=False).path == register
    assert register.read_bytes() == NEW


def test_waiting_workbooks_do_not_write_over_one_another(register: Path) -> None:
    register.with_name("~$Register.xlsx").write_bytes(b"")
    register.with_name(WAITING).write_bytes(b"an earlier one")
    assert "waits beside it as Register (new, 2016-03-31 2).xlsx" in refusal(register)
    assert register.with_name(WAITING).read_bytes() == b"an earlier one"


def test_who_has_it_open(register: Path) -> None:
    lock = register.with_name("~$Register.xlsx")
    assert deliver.holder(register) is None
    for said, who in ((b"", ""), (b"\x03Ann".ljust(165), "Ann"), (b"\xff" * 20, "")):
        lock.write_bytes(said)
        assert deliver.holder(register) == who


def failing(error: OSError, times: int) -> Callable[..., Any]:
    """A call that fails the n-th time, and says so in its place."""

    def make(real: Callable[..., Any]) -> Callable[..., Any]:
        count = 0

        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == times:
                raise error
            return real(*arguments, **named)

        return call

    return make


FULL = OSError(errno.ENOSPC, "No space left on device")
BROKEN = OSError(errno.EIO, "Input/output error")
SHUT = PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize(
    ("where", "name", "error", "times", "said"),
    [
        (os, "fsync", FULL, 1, "could not be written (No space left on device), and nothing was changed"),
        (os, "fsync", FULL, 2, "a copy of it could not be kept first (No space left on device): make room"),
        (os, "fsync", BROKEN, 1, "could not be written (Input/output error)"),
        (Path, "open", FULL, 3, "could not be written (No space left on device)"),
        (Path, "open", SHUT, 3, "close it in Excel, or choose a folder that you may write to"),
        (Path, "read_bytes", BROKEN, 1, "could not be read (Input/output error)"),
        (Path, "replace", BROKEN, 1, "could not be written (Input/output error)"),
        (Path, "replace", FULL, 1, "could not be written (No space left on device)"),
    ],
)
def test_every_fault_leaves_the_original_whole(
    register: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, error: OSError, times: int, said: str
) -> None:
    with monkeypatch.context() as faults:
        faults.setattr(where, name, failing(error, times)(getattr(where, name)))
        message = refusal(register)
    assert said in message
    assert register.read_bytes() == OLD
    left = set(names(register)) - {"Register.xlsx"}
    assert left <= {KEPT}
    assert all(register.with_name(each).read_bytes() == OLD for each in left)


@pytest.mark.parametrize("error", [FULL, BROKEN, SHUT])
@pytest.mark.parametrize(
    ("where", "name"),
    [(os, "fsync"), (os, "open"), *((Path, n) for n in ("open", "read_bytes", "replace", "stat", "chmod"))],
)
def test_any_call_may_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str, error: OSError
) -> None:
    """Whichever call fails, the n-th time it is made, the original or the new one is whole, or there is a sentence."""
    for times in range(1, 12):
        folder = tmp_path / str(times)
        folder.mkdir()
        register = folder / "Register.xlsx"
        register.write_bytes(OLD)
        with monkeypatch.context() as faults:
            faults.setattr(where, name, failing(error, times)(getattr(where, name)))
            try:
                replaced(register)
                refused = ""
            except SiamdeskError as caught:
                refused = str(caught)
        assert register.read_bytes() == (OLD if refused else NEW)
        assert "\n" not in refused
        for each in names(register):
            assert register.with_name(each).read_bytes() in {OLD, NEW}
            assert not each.endswith(".tmp")


def test_a_replace_that_is_denied_lets_the_new_one_wait(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as faults:
        faults.setattr(Path, "replace", failing(SHUT, 1)(Path.replace))
        message = refusal(register)
    assert f"is open, so it was left as it is, and the new workbook waits beside it as {WAITING}" in message
    assert register.read_bytes() == OLD
    assert register.with_name(WAITING).read_bytes() == NEW


def test_a_disk_that_gives_back_other_bytes_is_found_out(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: real(path)[:-1] if path.suffix == ".tmp" else real(path))
    assert "the disk gave back other bytes" in refusal(register)
    monkeypatch.undo()
    assert register.read_bytes() == OLD
    assert names(register) == ["Register.xlsx"]


FILLED = """
import datetime as dt, hashlib, resource, sys
from pathlib import Path
from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import deliver

path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    deliver.replace(path, b"x" * 5000, hashlib.sha256(path.read_bytes()).hexdigest(), dt.date(2016, 3, 31))
except SiamdeskError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files are bounded as on POSIX")
def test_a_disk_that_takes_no_more_leaves_the_original_whole(register: Path) -> None:
    told = subprocess.run([sys.executable, "-c", FILLED, str(register)], check=True, capture_output=True, text=True)
    assert "Register.xlsx could not be written (File too large), and nothing was changed" in told.stdout
    assert register.read_bytes() == OLD
    assert names(register) == ["Register.xlsx"]


KILLED = """
import datetime as dt, hashlib, os, sys
from pathlib import Path
from siamdesk.register import deliver

path, stop = Path(sys.argv[1]), int(sys.argv[2])
count = 0

def watched(real):
    def call(*arguments, **named):
        global count
        count += 1
        if count == stop:
            os._exit(9)
        result = real(*arguments, **named)
        count += 1
        if count == stop:
            os._exit(9)
        return result
    return call

for owner, names in ((os, ("fsync", "open")), (Path, ("open", "read_bytes", "replace", "unlink", "chmod", "stat"))):
    for name in names:
        setattr(owner, name, watched(getattr(owner, name)))
sha256 = hashlib.sha256({old!r}).hexdigest()
deliver.replace(path, {new!r}, sha256, dt.date(2016, 3, 31))
os._exit(0)
""".replace("{old!r}", repr(OLD)).replace("{new!r}", repr(NEW))


def test_killed_between_any_two_steps_the_original_or_the_new_one_is_whole(tmp_path: Path) -> None:
    """Every call to the system is a place to die, before it and after it."""
    stop, seen = 0, set()
    while True:
        stop += 1
        folder = tmp_path / str(stop)
        folder.mkdir()
        register = folder / "Register.xlsx"
        register.write_bytes(OLD)
        code = subprocess.run([sys.executable, "-c", KILLED, str(register), str(stop)], check=False).returncode
        data = register.read_bytes()
        assert data in {OLD, NEW}
        seen.add(data)
        if data == NEW:
            assert register.with_name(KEPT).read_bytes() == OLD
        if code == 0:
            break
        assert code == 9
    assert stop > 10
    assert seen == {OLD, NEW}


def test_a_copy_is_written_in_one_step_and_never_over_the_workbook(register: Path) -> None:
    copy = register.with_name("Copy.xlsx")
    assert deliver.save_copy(copy, NEW, register).path == copy
    assert (copy.read_bytes(), register.read_bytes()) == (NEW, OLD)
    with pytest.raises(SiamdeskError, match="is the workbook itself: choose another name"):
        deliver.save_copy(register, NEW, register)
    with pytest.raises(SiamdeskError, match="There is no folder"):
        deliver.save_copy(register.parent / "none" / "Copy.xlsx", NEW, register)
    assert names(register) == ["Copy.xlsx", "Register.xlsx"]


def test_a_copy_that_fails_leaves_what_was_there(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = register.with_name("Copy.xlsx")
    copy.write_bytes(b"an older copy")
    with monkeypatch.context() as faults:
        faults.setattr(Path, "replace", failing(SHUT, 1)(Path.replace))
        with pytest.raises(SiamdeskError, match="close it in Excel"):
            deliver.save_copy(copy, NEW, register)
    assert copy.read_bytes() == b"an older copy"
    assert names(register) == ["Copy.xlsx", "Register.xlsx"]

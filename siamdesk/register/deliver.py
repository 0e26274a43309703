"""Putting a new workbook in the place of the old one, so that whatever happens one of the two is whole.

Written beside the original, flushed, read again; the original kept as a dated copy; then put in its place in one
step. Nothing is written over: at every failure, and wherever the process is killed, the original has its bytes.
"""

import contextlib
import hashlib
import os
import stat
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from uuid import uuid4

from siamdesk.domain.errors import SiamdeskError

_LONGEST_STEM: Final = 80
_NAME_IN_LOCK: Final = 54
_MOST_NAMES: Final = 1_000


class WaitingError(SiamdeskError):
    """The original could not be replaced because a program holds it; the new workbook waits beside it, at `waiting`."""

    def __init__(self, message: str, waiting: Path) -> None:
        super().__init__(message)
        self.waiting = waiting


class ChangedError(SiamdeskError):
    """The workbook at `path` is another than the one that was read; it has to come home first."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} has changed since it was read, so nothing was written: import it again and merge first."
        )
        self.path = path


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where the new workbook is, its SHA-256 in hex, and where the one before it was kept (None where it was not)."""

    path: Path
    sha256: str
    kept: Path | None = None


def holder(path: Path) -> str | None:
    """Who has the workbook open, by the lock that Excel lays beside it: '' where it does not say; None for no lock.

    A lock may be left over from a crash, so it is a hint.
    """
    lock = path.with_name(f"~${path.name}")
    try:
        said = lock.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return ""
    length = said[0] if said else 0
    return said[1 : 1 + length].decode("cp1252", "replace").strip() if length <= _NAME_IN_LOCK else ""


def replace(
    path: Path, data: bytes, sha256: str, today: date, *, keep: bool = True, mind_lock: bool = True
) -> Delivered:
    """Put `data` in the place of the workbook at `path`, which must still have that SHA-256.

    With `keep` the original stays beside it as a copy dated `today`. `mind_lock=False` is for a lock that was left
    over. Raises `WaitingError` where the workbook is open, and `SiamdeskError` for whatever else stands in the way;
    the original is whole in either case.
    """
    _check_source(path, sha256)
    who = holder(path) if mind_lock else None
    temporary = _written(path, data)
    try:
        if who is not None:
            raise _waiting(temporary, path, today, who)
        kept = _kept(path, sha256, today) if keep else None
        _check_source(path, sha256)
        try:
            temporary.replace(path)
        except PermissionError:
            raise _waiting(temporary, path, today, holder(path) or "") from None
        except OSError as error:
            raise _failed(path, error) from None
    finally:
        _remove(temporary)
    _flush_folder(path.parent)
    return Delivered(path, hashlib.sha256(data).hexdigest(), kept)


def save_copy(path: Path, data: bytes, original: Path | None = None) -> Delivered:
    """Write `data` as a workbook of its own at `path`, in one step; never over `original`. Raises `SiamdeskError`."""
    if original is not None and path.exists() and original.exists() and path.samefile(original):
        raise SiamdeskError(f"{path.name} is the workbook itself: choose another name for the copy.")
    temporary = _written(path, data)
    try:
        temporary.replace(path)
    except OSError as error:
        raise _failed(path, error) from None
    finally:
        _remove(temporary)
    _flush_folder(path.parent)
    return Delivered(path, hashlib.sha256(data).hexdigest())


def _check_source(path: Path, sha256: str) -> None:
    try:
        mode = path.stat().st_mode
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise SiamdeskError(f"{path.name} is no longer in {path.parent}: choose where to save a copy.") from None
    except OSError as error:
        raise SiamdeskError(
            f"{path.name} could not be read ({_why(error)}): close it elsewhere and try again."
        ) from None
    if found != sha256:
        raise ChangedError(path)
    if not mode & stat.S_IWUSR:
        raise SiamdeskError(f"{path.name} is read-only: take that off in its properties, or save a copy.")


def _written(path: Path, data: bytes) -> Path:
    """A new file beside the workbook that holds `data`, flushed and read again."""
    temporary = path.with_name(f".{path.stem[:_LONGEST_STEM]}-{uuid4().hex}.tmp")
    try:
        _write(temporary, data)
        if temporary.read_bytes() != data:
            raise SiamdeskError(f"{path.name} was not written: the disk gave back other bytes; choose another place.")
        with contextlib.suppress(OSError):
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
    except FileNotFoundError:
        _remove(temporary)
        raise SiamdeskError(f"There is no folder {path.parent}: choose one that exists.") from None
    except OSError as error:
        _remove(temporary)
        raise _failed(path, error) from None
    except SiamdeskError:
        _remove(temporary)
        raise
    return temporary


def _kept(path: Path, sha256: str, today: date) -> Path:
    """A dated copy of the original beside it, flushed and compared; a name that is taken is never written over."""
    made: Path | None = None
    try:
        for number in range(1, _MOST_NAMES):
            more = "" if number == 1 else f" {number}"
            copy = path.with_name(f"{path.stem} (as it was on {today.isoformat()}{more}){path.suffix}")
            if not copy.exists():
                made = copy
                _write(copy, path.read_bytes())
            if hashlib.sha256(copy.read_bytes()).hexdigest() == sha256:
                return copy
            if made is not None:
                raise SiamdeskError(f"{path.name} has changed since it was read: import it again and merge first.")
    except OSError as error:
        if made is not None:
            _remove(made)
        raise SiamdeskError(
            f"{path.name} was left as it is, because a copy of it could not be kept first ({_why(error)}): "
            "make room, or save the new workbook elsewhere."
        ) from None
    except SiamdeskError:
        if made is not None:
            _remove(made)
        raise
    raise SiamdeskError(f"{path.name} has a thousand kept copies of one day: move some of them away first.")


def _write(path: Path, data: bytes) -> None:
    """A new file that holds `data`, flushed."""
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _waiting(temporary: Path, path: Path, today: date, who: str) -> SiamdeskError:
    """The error for a workbook that a program holds; what was written gets a name that people can open."""
    by = f" by {who}" if who else ""
    for number in range(1, _MOST_NAMES):
        more = "" if number == 1 else f" {number}"
        place = path.with_name(f"{path.stem} (new, {today.isoformat()}{more}){path.suffix}")
        try:
            if place.exists():
                continue
            temporary.rename(place)
        except OSError as error:
            return _failed(path, error)
        return WaitingError(
            f"{path.name} is open{by}, so it was left as it is, and the new workbook waits beside it as "
            f"{place.name}: close it and try again, or take the copy.",
            place,
        )
    return SiamdeskError(f"{path.name} is open{by}: close it and try again.")


def _failed(path: Path, error: OSError) -> SiamdeskError:
    if isinstance(error, PermissionError):
        return SiamdeskError(
            f"{path.name} could not be written: close it in Excel, or choose a folder that you may write to."
        )
    return SiamdeskError(
        f"{path.name} could not be written ({_why(error)}), and nothing was changed: choose another place."
    )


def _why(error: OSError) -> str:
    return error.strerror or "the system gave no reason"


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _flush_folder(folder: Path) -> None:
    """Make the new name durable where folders can be flushed; Windows does so itself."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

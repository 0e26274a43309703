"""The lock of the one writer: an operating-system lock on a file beside the document, with the holder's name inside.

The lock dies with the process that holds it, so a file left behind by a crash locks nobody out.
"""

import contextlib
import errno
import getpass
import json
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    # Far beyond the words in the file: Windows forbids others to read a locked stretch.
    _OFFSET = 1 << 30

    def _lock(file: IO[bytes]) -> None:
        file.seek(_OFFSET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
"""How the systems say that somebody else has the lock. Anything else means that there is no locking here."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a document: the user, the machine and the process."""

    user: str
    machine: str
    pid: int

    def __str__(self) -> str:
        """The holder as shown to the one who is kept out."""
        return f"{self.user} on {self.machine}"


class HeldError(Exception):
    """Somebody else holds the lock."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(str(holder or "somebody"))
        self.holder = holder


def lock_path(document: Path) -> Path:
    """Where the lock of a document lies: `~$name.siamdesk` beside it."""
    return document.with_name("~$" + document.name)


def login() -> str:
    """The name of the user at this machine; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


class Lock:
    """A held lock. Raises `HeldError` if another holds it, `OSError` if the folder takes no file or no lock."""

    def __init__(self, document: Path) -> None:
        # By whatever link it is reached: a document has one lock.
        document = document.resolve()
        self._path = lock_path(document)
        while True:
            self._file = self._path.open("a+b", buffering=0)
            try:
                _lock(self._file)
            except OSError as error:
                self._file.close()
                if error.errno not in _TAKEN:
                    raise
                raise HeldError(read_holder(document)) from None
            # A holder who was just leaving may have taken away the file we locked: then it locks nothing.
            if self._stands():
                break
            self._file.close()
        words = {"user": login(), "machine": platform.node(), "pid": os.getpid()}
        # The lock holds without the words, and a full disk must not keep the document from being opened.
        with contextlib.suppress(OSError):
            self._file.truncate(0)
            self._file.write(json.dumps(words).encode())

    def _stands(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let go, and take the file away."""
        if sys.platform == "win32":
            self._file.close()
        # Elsewhere the file goes first, so that nobody can lock it in between and find it gone.
        with contextlib.suppress(OSError):
            self._path.unlink()
        self._file.close()


def read_holder(document: Path) -> Holder | None:
    """Who is said to hold the document; None where the file does not say."""
    try:
        words = json.loads(lock_path(document.resolve()).read_bytes())
        return Holder(str(words["user"]), str(words["machine"]), int(words["pid"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""Ids for many rows at once."""

import os
import uuid
from collections.abc import Iterator
from typing import Final

_BYTES: Final = 16
_AT_ONCE: Final = 256


def new_ids() -> Iterator[str]:
    """Ids such as `changes.new_id` gives, without end, drawn many at a time.

    A loop that asks the system for each lets go of the interpreter so often, and for so short a while, that another
    thread hardly ever gets it: the window waited up to 110 ms.
    """
    while True:
        drawn = os.urandom(_BYTES * _AT_ONCE)
        for at in range(0, len(drawn), _BYTES):
            yield str(uuid.UUID(bytes=drawn[at : at + _BYTES], version=4))

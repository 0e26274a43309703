"""Checking an .xls before its reader opens it: a compound file ([MS-CFB]) with a workbook stream ([MS-XLS]).

The reader believes every count and every chain in the file, and asks for as much memory as they say. So here
each chain is followed once, each count is held against the bytes that are there, and the cells' reach is found.
"""

import struct
from typing import Final

from siamdesk.register.scan import NOTHING, Area, stretched

_FREE: Final = 0xFFFFFFFA  # this and above are no sectors
_HEADER_FATS: Final = 109
_SMALL_STREAM: Final = 4096
_SMALL_SECTOR: Final = 64
_STREAM: Final = 2
_ROOT: Final = 5
_BOUNDARY: Final = 0x0809
_STRINGS: Final = 0x00FC
_MANY_NUMBERS: Final = 0x00BD
_CELLS: Final = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, _MANY_NUMBERS})


class Damaged(ValueError):  # noqa: N818  a finding about the file
    """The file says of itself what cannot be; the message says what."""


def reach(data: bytes) -> list[Area]:
    """The area of the filled cells of each sheet. Raises `Damaged`."""
    try:
        return _cells(_File(data).workbook())
    except struct.error:
        raise Damaged("it breaks off") from None


class _File:
    """A compound file whose sectors have been checked."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise Damaged("its sectors have an impossible size")
        self._size = 1 << shift
        self._sectors = max(len(data) - 1, 0) // self._size
        fats, directory, _, _, small, smalls, more, mores = struct.unpack_from("<8I", data, 44)
        if max(fats, smalls, mores) > self._sectors:
            raise Damaged("it claims more tables than it has sectors")
        places = list(struct.unpack_from(f"<{_HEADER_FATS}I", data, 76))
        for _ in range(mores):
            block = self._sector(more)
            *further, more = struct.unpack(f"<{self._size // 4}I", block)
            places += further
        self._next: list[int] = []
        for place in places[:fats]:
            self._next += struct.unpack(f"<{self._size // 4}I", self._sector(place))
        self._directory = self._chain(directory)
        self._small_next = list(struct.unpack(f"<{smalls * self._size // 4}I", self._chain(small))) if smalls else []
        self._small_data = b""

    def _sector(self, number: int) -> bytes:
        if number >= self._sectors:
            raise Damaged("it points beyond its end")
        at = (number + 1) * self._size
        return self._data[at : at + self._size].ljust(self._size, b"\0")

    def _chain(self, number: int) -> bytes:
        parts: list[bytes] = []
        while number < _FREE:
            if len(parts) > self._sectors or number >= len(self._next):
                raise Damaged("its sectors run in a circle or out of the file")
            parts.append(self._sector(number))
            number = self._next[number]
        return b"".join(parts)

    def _small_chain(self, number: int) -> bytes:
        parts: list[bytes] = []
        while number < _FREE:
            if len(parts) > len(self._small_next) or number >= len(self._small_next):
                raise Damaged("its small sectors run in a circle or out of the file")
            parts.append(self._small_data[number * _SMALL_SECTOR : (number + 1) * _SMALL_SECTOR])
            number = self._small_next[number]
        return b"".join(parts)

    def workbook(self) -> bytes:
        """The bytes of the workbook's stream, once every stream has been followed."""
        found = b""
        for at in range(0, len(self._directory) - 127, 128):
            entry = self._directory[at : at + 128]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind not in {_STREAM, _ROOT}:
                continue
            start, size = struct.unpack_from("<II", entry, 116)
            if size > len(self._data):
                raise Damaged("it claims a stream larger than itself")
            if kind == _ROOT:
                self._small_data = self._chain(start) if size else b""
                continue
            stream = self._small_chain(start) if size < _SMALL_STREAM else self._chain(start)
            if size and len(stream) < size:
                raise Damaged("one of its streams breaks off")
            name = entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if name.casefold() in {"workbook", "book"}:
                found = stream[:size]
        return found


def _cells(stream: bytes) -> list[Area]:
    areas = [NOTHING]
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == _BOUNDARY:
            areas.append(NOTHING)
        elif kind == _STRINGS and size >= 8:
            if struct.unpack_from("<I", stream, at + 4)[0] > len(stream) // 3:
                raise Damaged("it claims more texts than it has room for")
        elif kind in _CELLS and size >= 6 and at + size <= len(stream):
            row, column = struct.unpack_from("<HH", stream, at)
            last = struct.unpack_from("<H", stream, at + size - 2)[0] if kind == _MANY_NUMBERS else column
            areas[-1] = stretched(areas[-1], row, min(column, last), row, max(column, last))
        at += size
    return areas

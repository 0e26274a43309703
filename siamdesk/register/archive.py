"""A workbook's zip as raw records: what is not replaced is copied byte for byte, header, extra field and all.

A zip library reads members and writes them anew, with other times, flags and compression. Here a member is its
record: from its local header up to the next record, descriptor and any gap included. Only its offset in the
directory changes. Layout and signatures are those of PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3.
"""

import struct
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_FIELD: Final = struct.Struct("<2H")
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_LONGEST_COMMENT: Final = 65_535
_FULL: Final = 0xFFFF_FFFF
_ZIP64: Final = 1
_DESCRIPTOR: Final = 8
_LEVEL_HINT: Final = 6
_UTF8: Final = 0x800
_STORED, _DEFLATED = 0, 8
_LEVEL: Final = 6


class Unusual(ValueError):  # noqa: N818  a finding about the file
    """The zip is put together in a way that cannot be copied record by record; the message says how."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the directory. Its record is `data[start:end]`, its packed bytes `data[packed:][:size]`."""

    name: str
    entry: bytes = field(repr=False)
    start: int
    end: int
    packed: int
    size: int
    unpacked: int
    method: int


class Archive:
    """A zip in memory. Raises `Unusual` where records overlap, or where the directory is not where it should be.

    Members are looked up without regard to case, and with either slash, as Excel does.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._end = _end_of(data)
        self._directory, count, self._directory_end = _directory_of(data, self._end)
        entries = list(_entries(data, self._directory, count, self._directory_end))
        self.members = _located(data, entries, self._directory)
        self._by_name = {_key(member.name): member for member in self.members}
        if len(self._by_name) < len(self.members):
            raise Unusual("it holds a part twice")

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._by_name

    def member(self, name: str) -> Member | None:
        """The member of that name, or None."""
        return self._by_name.get(_key(name))

    def read(self, name: str) -> bytes | None:
        """The unpacked bytes of a member, or None where there is none. Raises `Unusual` for damaged bytes."""
        member = self.member(name)
        if member is None:
            return None
        packed = memoryview(self.data)[member.packed : member.packed + member.size]
        if member.method == _STORED:
            return bytes(packed)
        if member.method != _DEFLATED:
            raise Unusual(f"its part {member.name} is packed in a way that Excel does not use")
        try:
            return zlib.decompress(packed, -zlib.MAX_WBITS, max(member.unpacked, 1))
        except zlib.error:
            raise Unusual(f"its part {member.name} does not unpack") from None

    def record(self, member: Member) -> memoryview:
        """The raw record of a member."""
        return memoryview(self.data)[member.start : member.end]

    def rebuilt(self, replaced: Mapping[str, bytes], dropped: Collection[str] = ()) -> bytes:
        """A new zip: the members named get new contents or go, and every other record is copied.

        Order, directory entries, times, attributes, comment, and bytes before and after the members are kept.
        """
        new = {_key(name): content for name, content in replaced.items()}
        gone = {_key(name) for name in dropped}
        in_order = sorted(self.members, key=lambda member: member.start)
        view = memoryview(self.data)
        first = in_order[0].start if in_order else self._directory
        pieces: list[bytes | memoryview] = [view[:first]]
        place = first
        entries: dict[str, bytes] = {}
        for member in in_order:
            key = _key(member.name)
            if key in gone:
                continue
            entry, record = bytes(member.entry), [self.record(member)]
            if key in new:
                entry, record = self._replaced(member, new[key])
            entries[key] = _with_offset(entry, place)
            pieces += record
            place += sum(map(len, record))
        directory = b"".join(entries[key] for member in self.members if (key := _key(member.name)) in entries)
        pieces += [directory, self._tail(place, len(directory), len(entries))]
        return b"".join(pieces)

    def _replaced(self, member: Member, content: bytes) -> tuple[bytes, list[memoryview]]:
        """The directory entry and the record of a member with new contents, packed as it was."""
        packed = content
        if member.method == _DEFLATED:
            deflater = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = deflater.compress(content) + deflater.flush()
        sums = (zlib.crc32(content), len(packed), len(content))
        local = _LOCAL.unpack_from(self.data, member.start)
        names, extras = local[9], local[10]
        after = member.start + _LOCAL.size
        name = self.data[after : after + names]
        extra = _without_zip64(self.data[after + names : after + names + extras])
        flags = local[2] & ~(_DESCRIPTOR | _LEVEL_HINT)
        header = _LOCAL.pack(local[0], local[1], flags, *local[3:6], *sums, names, len(extra)) + name + extra
        said = _ENTRY.unpack_from(member.entry)
        name_end = _ENTRY.size + said[10]
        extra_end = name_end + said[11]
        extra = _without_zip64(member.entry[name_end:extra_end])
        flags = said[3] & ~(_DESCRIPTOR | _LEVEL_HINT)
        numbers = (*said[:3], flags, *said[4:7], *sums, said[10], len(extra), *said[12:16], 0)
        entry = _ENTRY.pack(*numbers) + member.entry[_ENTRY.size : name_end] + extra + member.entry[extra_end:]
        return entry, [memoryview(header), memoryview(packed)]

    def _tail(self, place: int, size: int, count: int) -> bytes:
        """What stands behind the directory, with its new figures."""
        between = bytearray(self.data[self._directory_end : self._end])
        end = list(_END.unpack_from(self.data, self._end))
        at = between.find(b"PK\x06\x06")
        if at >= 0 and len(between) >= at + _END_64.size:
            wide = list(_END_64.unpack_from(between, at))
            wide[6:10] = count, count, size, place
            _END_64.pack_into(between, at, *wide)
            locator = between.rfind(b"PK\x06\x07")
            where = list(_LOCATOR_64.unpack_from(between, locator))
            where[2] = place + size + at
            _LOCATOR_64.pack_into(between, locator, *where)
        for index, value, full in ((3, count, 0xFFFF), (4, count, 0xFFFF), (5, size, _FULL), (6, place, _FULL)):
            if end[index] != full:
                end[index] = value
        return bytes(between) + _END.pack(*end) + self.data[self._end + _END.size :]


def directory_entry(member: Member) -> bytes:
    """The directory's entry of a member without its offset, which is all that a copy may change in it."""
    return _with_offset(member.entry, 0)


def _key(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _end_of(data: bytes) -> int:
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if at < 0 or at + _END.size > len(data):
        raise Unusual("its end is missing")
    return at


def _directory_of(data: bytes, end: int) -> tuple[int, int, int]:
    """Where the directory begins, how many entries it has, and where it ends."""
    _, disk, first_disk, _, count, size, start, _ = _END.unpack_from(data, end)
    if _FULL in {size, start} or count == 0xFFFF:
        if data[end - _LOCATOR_64.size : end - _LOCATOR_64.size + 4] != b"PK\x06\x07":
            raise Unusual("its directory is missing")
        _, _, at, _ = _LOCATOR_64.unpack_from(data, end - _LOCATOR_64.size)
        if data[at : at + 4] != b"PK\x06\x06" or at + _END_64.size > len(data):
            raise Unusual("its directory is missing")
        *_, count, size, start = _END_64.unpack_from(data, at)
        disk = first_disk = 0
    if disk or first_disk:
        raise Unusual("it is one of several volumes")
    if start + size > end or (count and data[start : start + 4] != b"PK\x01\x02"):
        raise Unusual("something stands before its first part, so that its directory points amiss")
    return start, count, start + size


def _entries(data: bytes, start: int, count: int, end: int) -> list[bytes]:
    entries = []
    for _ in range(count):
        if start + _ENTRY.size > end or data[start : start + 4] != b"PK\x01\x02":
            raise Unusual("its directory breaks off")
        names, extras, comments = _ENTRY.unpack_from(data, start)[10:13]
        length = _ENTRY.size + names + extras + comments
        entries.append(data[start : start + length])
        start += length
    if start != end:
        raise Unusual("its directory holds more than it says")
    return entries


def _located(data: bytes, entries: list[bytes], limit: int) -> tuple[Member, ...]:
    """The members in the directory's order, each with the bounds of its record."""
    wide = [_wide(entry) for entry in entries]
    starts = sorted({offset for _, _, offset in wide})
    ends = dict(pairwise([*starts, limit]))
    if len(ends) < len(entries):
        raise Unusual("two of its parts share their bytes")
    members = []
    for entry, (unpacked, size, offset) in zip(entries, wide, strict=True):
        if offset + _LOCAL.size > limit or data[offset : offset + 4] != b"PK\x03\x04":
            raise Unusual("its directory points amiss")
        names, extras = _LOCAL.unpack_from(data, offset)[9:11]
        packed = offset + _LOCAL.size + names + extras
        if packed + size > ends[offset]:
            raise Unusual("two of its parts share their bytes")
        said = _ENTRY.unpack_from(entry)
        name = entry[_ENTRY.size : _ENTRY.size + said[10]].decode("utf-8" if said[3] & _UTF8 else "cp437", "replace")
        members.append(Member(name, entry, offset, ends[offset], packed, size, unpacked, said[4]))
    return tuple(members)


def _wide(entry: bytes) -> tuple[int, int, int]:
    """Unpacked size, packed size and offset of an entry, which may stand in its zip64 field (4.5.3)."""
    said = _ENTRY.unpack_from(entry)
    packed, unpacked, offset = said[8], said[9], said[16]
    numbers = [unpacked, packed, offset]
    at = _zip64_at(entry)
    for index, number in enumerate(numbers):
        if number == _FULL:
            if at is None or at + 8 > len(entry):
                raise Unusual("a size in its directory is missing")
            (numbers[index],) = struct.unpack_from("<Q", entry, at)
            at += 8
    return numbers[0], numbers[1], numbers[2]


def _zip64_at(entry: bytes) -> int | None:
    """Where the zip64 field's numbers begin in a directory entry."""
    said = _ENTRY.unpack_from(entry)
    at = _ENTRY.size + said[10]
    end = at + said[11]
    while at + 4 <= end:
        kind, length = _FIELD.unpack_from(entry, at)
        if kind == _ZIP64:
            return int(at) + 4
        at += 4 + length
    return None


def _with_offset(entry: bytes, offset: int) -> bytes:
    changed = bytearray(entry)
    said = _ENTRY.unpack_from(entry)
    if said[16] != _FULL:
        struct.pack_into("<L", changed, _ENTRY.size - 4, offset)
        return bytes(changed)
    at = _zip64_at(entry)
    if at is None:
        raise Unusual("an offset in its directory is missing")
    struct.pack_into("<Q", changed, at + 8 * ((said[9] == _FULL) + (said[8] == _FULL)), offset)
    return bytes(changed)


def _without_zip64(extra: bytes) -> bytes:
    kept = b""
    at = 0
    while at + 4 <= len(extra):
        kind, length = _FIELD.unpack_from(extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]

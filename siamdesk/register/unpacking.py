"""What a zipped workbook may unpack to: the part of the gate that looks into its parts.

The limits are those of honest workbooks with room to spare: the most densely packed honest part met so far unpacks
121 to 1, the bombs 397 and 438 to 1.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register.steps import Step, unheeded

MEGABYTE: Final = 1_000_000
MOST_ENTRIES: Final = 2_000
MOST_A_PART: Final = 256 * MEGABYTE
MOST_IN_ALL: Final = 512 * MEGABYTE
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = MEGABYTE

_CHUNK: Final = 1 << 20
_FED: Final = 1 << 18
_SHEETS: Final = "xl/worksheets/"
_MOST_KEPT: Final = 64 * MEGABYTE
_DOCTYPE: Final = "<!DOCTYPE"
_DOCTYPES: Final = tuple(_DOCTYPE.encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_OVERLAP: Final = 2 * len(_DOCTYPE)
_XML_NAMES: Final = (".xml", ".rels", ".vml")
_XML_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")


def check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse parts that no honest workbook has, by the directory alone. Raises `SiamdeskError`."""
    if len(entries) > MOST_ENTRIES:
        raise SiamdeskError(
            f"{name} has {len(entries):,} parts, more than the {MOST_ENTRIES:,} of any honest workbook: not opened."
        )
    seen: set[str] = set()
    for entry in entries:
        inside = entry.orig_filename.replace("\\", "/")
        if inside.startswith("/") or inside[1:2] == ":" or ".." in inside.split("/"):
            raise SiamdeskError(f"{name} has a part that points outside the workbook ({told(inside)}): not opened.")
        if inside.casefold() in seen:
            raise SiamdeskError(f"{name} holds the part {told(inside)} twice: save it again in Excel.")
        seen.add(inside.casefold())
        if entry.flag_bits & 1:
            raise SiamdeskError(f"{name} is protected with a password (part {told(inside)}): remove it and save.")
        if entry.file_size > MOST_A_PART:
            raise SiamdeskError(
                f"{name} has a part that unpacks to {mega(entry.file_size)} ({told(inside)}), more than the "
                f"{mega(MOST_A_PART)} that SIAMDesk opens."
            )
    total = sum(entry.file_size for entry in entries)
    if total > MOST_IN_ALL:
        raise SiamdeskError(f"{name} unpacks to {mega(total)}, more than the {mega(MOST_IN_ALL)} that SIAMDesk opens.")
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
            raise SiamdeskError(
                f"{name} has a part that unpacks {ratio:,.0f} to 1 ({told(entry.filename)}), more than the "
                f"{MOST_RATIO} to 1 of any honest workbook: not opened."
            )


def check_contents(
    data: bytes, entries: list[zipfile.ZipInfo], name: str, kept_parts: dict[str, bytes], step: Step = unheeded
) -> None:
    """Unpack every part once, in pieces: sizes are what they are, not what the directory claims.

    Sheets of moderate size are kept in `kept_parts`. Raises `SiamdeskError`, and whatever `step` does.
    """
    room, done = _MOST_KEPT, 0
    whole = max(sum(entry.file_size for entry in entries), 1)
    for entry in entries:
        kept = io.BytesIO() if entry.filename.startswith(_SHEETS) and entry.file_size <= room else None
        size = crc = 0
        is_xml = entry.filename.casefold().endswith(_XML_NAMES)
        tail = b""
        for piece in unpacked(data, entry, name):
            if not size:
                is_xml = is_xml or piece.startswith(_XML_STARTS)
            size += len(piece)
            if kept is not None:
                kept.write(piece)
            crc = zlib.crc32(piece, crc)
            done += len(piece)
            step(min(done / whole, 1))
            if size > entry.file_size:
                break
            if is_xml:
                window = tail + piece
                if any(mark in window for mark in _DOCTYPES):
                    raise SiamdeskError(
                        f"{name} has a document type declaration in {told(entry.filename)}, which no honest workbook "
                        "has (1 found): not opened."
                    )
                tail = window[-_OVERLAP:]
        if size != entry.file_size or crc != entry.CRC:
            raise SiamdeskError(
                f"{name} is damaged: its part {told(entry.filename)} should unpack to {entry.file_size:,} bytes and "
                "does not; ask its owner to send it again."
            )
        if kept is not None:
            room -= size
            kept_parts[entry.filename] = kept.getvalue()


def unpacked(data: bytes, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """A part in pieces. Raises `SiamdeskError` where it does not unpack."""
    at = entry.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    names, extra = struct.unpack_from("<HH", data, at + 26)
    start = at + 30 + names + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        for offset in range(0, len(packed), _CHUNK):
            yield bytes(packed[offset : offset + _CHUNK])
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        # What is handed over and not yet used is copied each time: so it is handed over in pieces.
        for offset in range(0, len(packed), _FED):
            waiting: bytes | memoryview = packed[offset : offset + _FED]
            while waiting and not inflater.eof:
                yield inflater.decompress(waiting, _CHUNK)
                waiting = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise SiamdeskError(
            f"{name} is damaged: its part {told(entry.filename)} ({entry.compress_size:,} bytes) does not unpack; "
            "ask its owner to send it again."
        ) from None


def mega(size: int) -> str:
    """A number of bytes as a sentence tells it."""
    if size < MEGABYTE / 10:
        return f"{size:,} bytes"
    return f"{size / MEGABYTE:,.1f} MB".replace(".0 MB", " MB")


def told(part: str) -> str:
    """A part's name as a sentence may hold it; in a damaged file it can be anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in part[:80])

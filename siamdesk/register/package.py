"""The gate every workbook passes before a library opens it.

A workbook comes by mail. Its bytes are read once, so that nobody is kept from the file, and then looked
at: is it what its name says, is it whole, is it locked with a password, and would unpacking it fill the
machine? Each refusal is one sentence with its figure. The limits are those of honest workbooks with room
to spare: the most densely packed honest part met so far unpacks 121 to 1, the bombs 397 and 438 to 1.
"""

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from siamdesk.domain.errors import SiamdeskError

MEGABYTE: Final = 1_000_000
MOST_ON_DISK: Final = 100 * MEGABYTE
MOST_ENTRIES: Final = 2_000
MOST_A_PART: Final = 256 * MEGABYTE
MOST_IN_ALL: Final = 512 * MEGABYTE
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = MEGABYTE

KINDS: Final = ("xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv")
READABLE: Final = ".xlsx, .xlsm, .xlsb, .xls, .ods, .csv and .tsv"

_TEMPLATES: Final = {"xltx": "xlsx", "xltm": "xlsm"}
_ZIPPED: Final = frozenset({"xlsx", "xlsm", "xlsb", "ods"})

_CHUNK: Final = 1 << 20
_FED: Final = 1 << 18
_SHEETS: Final = "xl/worksheets/"
_MOST_KEPT: Final = 64 * MEGABYTE
_DOCTYPE: Final = "<!DOCTYPE"
_DOCTYPES: Final = tuple(_DOCTYPE.encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_OVERLAP: Final = 2 * len(_DOCTYPE)
_XML_NAMES: Final = (".xml", ".rels", ".vml")
_XML_STARTS: Final = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00", b"\x00<")
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_OLE_ENTRY: Final = 128
_OLE_SECTORS_FROM: Final = 512
_WORKBOOK_TYPES: Final = (
    (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    (b"ms-excel.template.macroEnabled.main+xml", "xlsm"),
    (b"ms-excel.addin.macroEnabled.main+xml", "xlsm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.template.main+xml", "xlsx"),  # trial versions of Excel 2007
)
_OTHER_OFFICE: Final = (
    (b"wordprocessingml.", "a Word document"),
    (b"presentationml.", "a PowerPoint presentation"),
    (b"ms-word.", "a Word document"),
    (b"ms-powerpoint.", "a PowerPoint presentation"),
    (b"ms-visio.", "a Visio drawing"),
)
_ODS_TYPES: Final = (
    b"application/vnd.oasis.opendocument.spreadsheet",
    b"application/vnd.oasis.opendocument.spreadsheet-template",
)
_NAMES: Final = {
    "xlsx": "an Excel workbook (.xlsx)",
    "xlsm": "an Excel workbook with macros (.xlsm)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "xls": "an Excel 97 workbook (.xls)",
    "ods": "an OpenDocument spreadsheet (.ods)",
    "csv": "plain text",
    "tsv": "plain text",
}


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook's bytes that have passed the gate: name, kind (one of `KINDS`) and SHA-256 in hex."""

    path: Path
    kind: str
    sha256: str
    data: bytes = field(repr=False)
    unpacked: dict[str, bytes] = field(default_factory=dict, repr=False)
    """The sheets' parts as the gate unpacked them, so that it need not be done twice; each until it is asked for."""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def part(self, name: str) -> bytes | None:
        """The unpacked bytes of one part of a zipped workbook; None where it has no such part."""
        kept = self.unpacked.pop(name, None)
        if kept is not None:
            return kept
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            try:
                entry = archive.getinfo(name)
            except KeyError:
                return None
        # Put together so, the pieces are not copied once more all at once.
        whole = io.BytesIO()
        for piece in _unpacked(self.data, entry, self.name):
            whole.write(piece)
        return whole.getvalue()

    def heads(self, folder: str, suffix: str) -> list[tuple[bytes, int]]:
        """The first 2,000 bytes of the parts of a folder whose names end so, and the sizes of these parts."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            found = []
            for entry in archive.infolist():
                if entry.filename.startswith(folder) and entry.filename.endswith(suffix):
                    with archive.open(entry) as part:
                        found.append((part.read(2000), entry.file_size))
            return found

    def names(self) -> list[str]:
        """The names of the parts of a zipped workbook, in the order of the package."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.namelist()


def load(path: Path | str) -> Package:
    """Read a workbook's bytes and let them through the gate; raises `SiamdeskError` with the reason."""
    path = Path(path)
    name = path.name
    if name.startswith("~$"):
        raise SiamdeskError(
            f"{name} is only the lock that Excel keeps while a workbook is open: choose the workbook itself, "
            f"{name.removeprefix('~$')}."
        )
    data = _bytes_of(path)
    unpacked: dict[str, bytes] = {}
    kind = gate(data, name, unpacked)
    return Package(path=path, kind=kind, sha256=hashlib.sha256(data).hexdigest(), data=data, unpacked=unpacked)


def gate(data: bytes, name: str, unpacked: dict[str, bytes] | None = None) -> str:
    """The kind of workbook that `data` is, once it is fit to be opened under `name`; else `SiamdeskError`.

    Sheets of moderate size that had to be unpacked on the way are put into `unpacked`.
    """
    if not data:
        raise SiamdeskError(f"{name} is empty (0 bytes): ask its owner to send it again.")
    suffix = Path(name).suffix.casefold().removeprefix(".")
    said = _TEMPLATES.get(suffix, suffix)
    if said not in KINDS:
        raise SiamdeskError(
            f"{name} ({_mega(len(data))}) is not a kind of workbook that SIAMDesk reads, which are {READABLE}."
        )
    kind = _kind(data, name, said, unpacked)
    if kind != said and not (kind == "csv" and said == "tsv"):
        advice = (
            "open it in the program it comes from and save it as a workbook"
            if kind == "csv"
            else f"rename it to {Path(name).stem}.{kind} and try again"
        )
        raise SiamdeskError(f"{name} is named .{suffix} but holds {_NAMES[kind]}: {advice}.")
    return said


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SiamdeskError(f"{path.name} is a folder: choose a workbook in it.")
        if size > MOST_ON_DISK:
            raise SiamdeskError(
                f"{path.name} has {_mega(size)} on disk, more than the {_mega(MOST_ON_DISK)} that SIAMDesk opens: "
                "take pictures and other sheets out of it first."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise SiamdeskError(f"There is no file {path}: check its name and folder.") from None
    except PermissionError:
        raise SiamdeskError(f"{path.name} may not be read: ask its owner, or close what holds it open.") from None
    except OSError as error:
        reason = error.strerror or "the system gave no reason"
        raise SiamdeskError(f"{path.name} could not be read ({reason}): copy it to this machine first.") from None


def _mega(size: int) -> str:
    if size < MEGABYTE / 10:
        return f"{size:,} bytes"
    return f"{size / MEGABYTE:,.1f} MB".replace(".0 MB", " MB")


def _told(part: str) -> str:
    """A part's name as a sentence may hold it; in a damaged file it can be anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in part[:80])


def _kind(data: bytes, name: str, said: str, unpacked: dict[str, bytes] | None) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped_kind(data, name, unpacked)
    if data.startswith(_OLE):
        return _ole_kind(data, name)
    if said in _ZIPPED:
        cut = data.startswith(b"PK") or data.count(0) == len(data)
        if cut:
            raise SiamdeskError(f"{name} is damaged: its {len(data):,} bytes begin like no workbook; fetch it again.")
    return _text_kind(data, name, said)


def _text_kind(data: bytes, name: str, said: str) -> str:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        raise SiamdeskError(f"{name} is a PDF: ask its owner for the workbook it was printed from.")
    if start.startswith((b"<!doctype html", b"<html", b"<table")) or b"<html" in start:
        raise SiamdeskError(f"{name} is a web page, not a workbook: open it in Excel and save it as .xlsx.")
    if start.startswith(b"<?xml") and (said not in {"csv", "tsv"} or b"spreadsheet" in data[:4096]):
        raise SiamdeskError(f"{name} is an XML file, not a workbook: open it in Excel and save it as .xlsx.")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        zeros = data[:4096].count(0)
        if zeros and not wide_encoding(data[:4096]):
            raise SiamdeskError(
                f"{name} is neither a workbook nor text ({zeros} zero bytes among its first "
                f"{min(len(data), 4096):,}): ask its owner to send it again."
            )
    return "csv"


def wide_encoding(sample: bytes) -> str:
    """The name of the UTF-16 encoding that text without a byte order mark is in, by its zeros; '' for none."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    some = len(sample) // 2 * 0.4
    if odd > some and even * 10 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > some and odd * 10 < even else ""


def _ole_kind(data: bytes, name: str) -> str:
    if _has_stream(data, "EncryptedPackage"):
        raise SiamdeskError(
            f"{name} is protected with a password, so its {len(data):,} bytes cannot be read: open it in Excel, "
            "remove the password and save it."
        )
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "xls"
    if _has_stream(data, "WordDocument"):
        raise SiamdeskError(f"{name} is a Word document: choose a workbook.")
    raise SiamdeskError(
        f"{name} is an old Office file of {len(data):,} bytes with no workbook in it: it may be cut short; "
        "ask its owner to send it again."
    )


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE file's directory names a stream ([MS-CFB] 2.6.1: 128-byte entries, length at 64)."""
    wanted = (name + "\0").encode("utf-16-le")
    at = data.find(wanted, _OLE_SECTORS_FROM)
    while at >= 0:
        aligned = (at - _OLE_SECTORS_FROM) % _OLE_ENTRY == 0 and at + _OLE_ENTRY <= len(data)
        if aligned and struct.unpack_from("<H", data, at + 64)[0] == len(wanted):
            return True
        at = data.find(wanted, at + 1)
    return False


def _zipped_kind(data: bytes, name: str, unpacked: dict[str, bytes] | None) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, name)
            _check_contents(data, entries, name, {} if unpacked is None else unpacked)
            return _office_kind(archive, name)
    except (zipfile.BadZipFile, UnicodeDecodeError, struct.error):
        # The last two where the directory is damaged: a name that is no UTF-8 though it says so, a field cut short.
        raise SiamdeskError(
            f"{name} is cut short or damaged: its {len(data):,} bytes are not a whole workbook; "
            "ask its owner to send it again."
        ) from None
    except NotImplementedError:
        raise SiamdeskError(f"{name} is packed in a way that Excel does not use: save it again in Excel.") from None


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise SiamdeskError(
            f"{name} has {len(entries):,} parts, more than the {MOST_ENTRIES:,} of any honest workbook: not opened."
        )
    seen: set[str] = set()
    for entry in entries:
        inside = entry.orig_filename.replace("\\", "/")
        if inside.startswith("/") or inside[1:2] == ":" or ".." in inside.split("/"):
            raise SiamdeskError(f"{name} has a part that points outside the workbook ({_told(inside)}): not opened.")
        if inside.casefold() in seen:
            raise SiamdeskError(f"{name} holds the part {_told(inside)} twice: save it again in Excel.")
        seen.add(inside.casefold())
        if entry.flag_bits & 1:
            raise SiamdeskError(f"{name} is protected with a password (part {_told(inside)}): remove it and save.")
        if entry.file_size > MOST_A_PART:
            raise SiamdeskError(
                f"{name} has a part that unpacks to {_mega(entry.file_size)} ({_told(inside)}), more than the "
                f"{_mega(MOST_A_PART)} that SIAMDesk opens."
            )
    total = sum(entry.file_size for entry in entries)
    if total > MOST_IN_ALL:
        raise SiamdeskError(
            f"{name} unpacks to {_mega(total)}, more than the {_mega(MOST_IN_ALL)} that SIAMDesk opens."
        )
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_COUNTS_FROM and ratio > MOST_RATIO:
            raise SiamdeskError(
                f"{name} has a part that unpacks {ratio:,.0f} to 1 ({_told(entry.filename)}), more than the "
                f"{MOST_RATIO} to 1 of any honest workbook: not opened."
            )


def _check_contents(data: bytes, entries: list[zipfile.ZipInfo], name: str, unpacked: dict[str, bytes]) -> None:
    """Unpack every part once, in pieces: sizes are what they are, not what the directory claims."""
    room = _MOST_KEPT
    for entry in entries:
        kept = io.BytesIO() if entry.filename.startswith(_SHEETS) and entry.file_size <= room else None
        size = crc = 0
        is_xml = entry.filename.casefold().endswith(_XML_NAMES)
        tail = b""
        for piece in _unpacked(data, entry, name):
            if not size:
                is_xml = is_xml or piece.startswith(_XML_STARTS)
            size += len(piece)
            if kept is not None:
                kept.write(piece)
            crc = zlib.crc32(piece, crc)
            if size > entry.file_size:
                break
            if is_xml:
                window = tail + piece
                if any(mark in window for mark in _DOCTYPES):
                    raise SiamdeskError(
                        f"{name} has a document type declaration in {_told(entry.filename)}, which no honest workbook "
                        "has (1 found): not opened."
                    )
                tail = window[-_OVERLAP:]
        if size != entry.file_size or crc != entry.CRC:
            raise SiamdeskError(
                f"{name} is damaged: its part {_told(entry.filename)} should unpack to {entry.file_size:,} bytes and "
                "does not; ask its owner to send it again."
            )
        if kept is not None:
            room -= size
            unpacked[entry.filename] = kept.getvalue()


def _unpacked(data: bytes, entry: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
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
            f"{name} is damaged: its part {_told(entry.filename)} ({entry.compress_size:,} bytes) does not unpack; "
            "ask its owner to send it again."
        ) from None


def _office_kind(archive: zipfile.ZipFile, name: str) -> str:
    names = {entry.filename.replace("\\", "/").casefold(): entry for entry in archive.infolist()}
    if "mimetype" in names:
        kind = archive.read(names["mimetype"]).strip()
        if kind in _ODS_TYPES:
            manifest = names.get("meta-inf/manifest.xml")
            if manifest is not None and b"encryption-data" in archive.read(manifest):
                raise SiamdeskError(f"{name} is protected with a password: remove it and save the workbook again.")
            return "ods"
        if kind.startswith(b"application/vnd.oasis"):
            raise SiamdeskError(f"{name} is an OpenDocument file but no spreadsheet: choose a workbook.")
    if "[content_types].xml" in names:
        types = archive.read(names["[content_types].xml"])
        if types.startswith((b"\xff\xfe", b"\xfe\xff")):
            types = types.decode("utf-16", "replace").encode("ascii", "replace")
        for mark, kind_name in _WORKBOOK_TYPES:
            if mark in types:
                return kind_name
        for mark, other in _OTHER_OFFICE:
            if mark in types:
                raise SiamdeskError(f"{name} is {other}: choose a workbook.")
    raise SiamdeskError(
        f"{name} is a zip file with {len(names):,} entries and no workbook in it: unpack it and choose a workbook."
    )

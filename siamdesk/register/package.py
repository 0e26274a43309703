"""The gate every workbook passes before a library opens it.

A workbook comes by mail. Its bytes are read once, so that nobody is kept from the file, and then looked
at: is it what its name says, is it whole, is it locked with a password, and would unpacking it fill the
machine (`unpacking`)? Each refusal is one sentence with its figure.
"""

import hashlib
import io
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import unpacking
from siamdesk.register.steps import Step, unheeded
from siamdesk.register.unpacking import MEGABYTE, mega

MOST_ON_DISK: Final = 100 * MEGABYTE

KINDS: Final = ("xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv")
READABLE: Final = ".xlsx, .xlsm, .xlsb, .xls, .ods, .csv and .tsv"

_TEMPLATES: Final = {"xltx": "xlsx", "xltm": "xlsm"}
_ZIPPED: Final = frozenset({"xlsx", "xlsm", "xlsb", "ods"})

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
        for piece in unpacking.unpacked(self.data, entry, self.name):
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


def load(path: Path | str, step: Step = unheeded) -> Package:
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
    kind = gate(data, name, unpacked, step)
    return Package(path=path, kind=kind, sha256=hashlib.sha256(data).hexdigest(), data=data, unpacked=unpacked)


def gate(data: bytes, name: str, unpacked: dict[str, bytes] | None = None, step: Step = unheeded) -> str:
    """The kind of workbook that `data` is, once it is fit to be opened under `name`; else `SiamdeskError`.

    Sheets of moderate size that had to be unpacked on the way are put into `unpacked`.
    """
    if not data:
        raise SiamdeskError(f"{name} is empty (0 bytes): ask its owner to send it again.")
    suffix = Path(name).suffix.casefold().removeprefix(".")
    said = _TEMPLATES.get(suffix, suffix)
    if said not in KINDS:
        raise SiamdeskError(
            f"{name} ({mega(len(data))}) is not a kind of workbook that SIAMDesk reads, which are {READABLE}."
        )
    kind = _kind(data, name, said, unpacked, step)
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
                f"{path.name} has {mega(size)} on disk, more than the {mega(MOST_ON_DISK)} that SIAMDesk opens: "
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


def _kind(data: bytes, name: str, said: str, unpacked: dict[str, bytes] | None, step: Step) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped_kind(data, name, unpacked, step)
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


def _zipped_kind(data: bytes, name: str, unpacked: dict[str, bytes] | None, step: Step) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            unpacking.check_entries(entries, name)
            unpacking.check_contents(data, entries, name, {} if unpacked is None else unpacked, step)
            return _office_kind(archive, name)
    except (zipfile.BadZipFile, UnicodeDecodeError, struct.error):
        # The last two where the directory is damaged: a name that is no UTF-8 though it says so, a field cut short.
        raise SiamdeskError(
            f"{name} is cut short or damaged: its {len(data):,} bytes are not a whole workbook; "
            "ask its owner to send it again."
        ) from None
    except NotImplementedError:
        raise SiamdeskError(f"{name} is packed in a way that Excel does not use: save it again in Excel.") from None


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

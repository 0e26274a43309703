"""Every text in a file, whatever part it stands in: for looking whether something stands there that should not.

XML is parsed, so that no entity and no encoding hides a text, and its texts are told both as they stand and joined
where runs of one text are kept apart. Other parts are read as text in every encoding that a program may use, macros
are unpacked, and packages within packages are opened.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import macro_texts, unpacking

_DEEPEST: Final = 4
_ENDS: Final = frozenset({"si", "is", "c", "p", "comment", "text", "sp", "v", "formula", "definedName"})
"""Elements at whose end a text ends: shared and inline strings, cells, paragraphs, comments."""
_PLACES: Final = frozenset({"colOff", "rowOff", "col", "row"})
_VALUES: Final = frozenset({"v", "val", "formula1", "formula2", "name", "caption", "u"})
"""Attributes that hold values, as those of a pivot's cache do."""
_CELL: Final = frozenset({"r", "s", "t", "ht"})
_LONGEST_ADDRESS: Final = 10
"""A cell's address, style, type and height: there are more of them than of anything else."""
_AREAS: Final = frozenset({"ref", "sqref", "activeCell", "topLeftCell"})
_AREA: Final = re.compile(r"[A-Z]{1,3}\d{1,7}(?:[: ][A-Z]{1,3}\d{1,7})*")
_FORMULAS: Final = frozenset({"f", "formula", "formula1", "formula2", "definedName", "sqref"})
_ADDRESS: Final = re.compile(r"""(?<![\w"'.-])\$?[A-Z]{1,3}\$?\d{1,7}(?![\w"'.-])""")
"""Addresses look like references, and tell nothing of anybody."""
_OLE: Final = bytes.fromhex("D0CF11E0")
_PRINTABLE_FROM: Final = 32


@dataclass(slots=True)
class Texts:
    """The texts of one part: as they stand, joined across runs, and those in which numbers are amounts."""

    name: str
    texts: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)


def of_file(data: bytes, name: str) -> Iterator[Texts]:
    """The texts of a workbook or a text table, part by part. Raises `SiamdeskError` for what can't be looked into."""
    if data.startswith(b"PK"):
        yield from _of_package(data, name, "", 0)
    else:
        yield _of_bytes(data, name)


def _of_package(data: bytes, name: str, inside: str, depth: int) -> Iterator[Texts]:
    if depth > _DEEPEST:
        raise SiamdeskError(f"{name} has packages within packages too deep to be looked into.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        yield _of_bytes(data, inside or name)
        return
    with archive:
        yield Texts(f"{inside}the list of parts", [*archive.namelist(), archive.comment.decode("utf-8", "replace")])
        for entry in archive.infolist():
            if entry.file_size > unpacking.MOST_A_PART:
                raise SiamdeskError(f"{name} has a part too large to be looked into: {entry.filename}.")
            try:
                part = archive.read(entry)
            except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
                raise SiamdeskError(f"{name} has a part that can't be looked into: {entry.filename}.") from None
            where = inside + entry.filename
            if part.startswith(b"PK\x03\x04"):
                yield from _of_package(part, name, f"{where}/", depth + 1)
            else:
                yield _of_xml(part, where) or _of_bytes(part, where)


def _of_xml(part: bytes, name: str) -> Texts | None:
    """The texts of a part that is XML; None for one that is not."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    gatherer = _Gatherer(name)
    parser.StartElementHandler, parser.EndElementHandler = gatherer.start, gatherer.end
    parser.CharacterDataHandler = gatherer.piece.append
    parser.CommentHandler = gatherer.said
    parser.ProcessingInstructionHandler = lambda target, data: gatherer.said(f"{target} {data}")
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        return None
    gatherer.end_run()
    return gatherer.found


class _Gatherer:
    """Gathers the texts of a part while it is parsed."""

    def __init__(self, name: str) -> None:
        self.found = Texts(name)
        self.piece: list[str] = []
        self._run: list[str] = []
        self._inside: list[str] = []

    def _end_piece(self) -> None:
        text = "".join(self.piece)
        self.piece.clear()
        if self._inside and self._inside[-1] in _FORMULAS:
            text = _ADDRESS.sub(" ", text)
        if text:
            self.found.texts.append(text)
            self._run.append(text)
            if self._inside and self._inside[-1] not in _PLACES:
                self.found.numbers.append(text)

    def end_run(self) -> None:
        """A text has ended, in however many runs."""
        if len(self._run) > 1:
            self.found.joined.append("".join(self._run))
        self._run.clear()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._end_piece()
        self._inside.append(tag.rpartition(":")[2])
        for key, value in attributes.items():
            if (key in _CELL and len(value) <= _LONGEST_ADDRESS) or (key in _AREAS and _AREA.fullmatch(value)):
                continue
            self.found.texts.append(value)
            if key.rpartition(":")[2] in _VALUES:
                self.found.numbers.append(value)

    def end(self, _: str) -> None:
        """An element ends."""
        self._end_piece()
        if self._inside.pop() in _ENDS:
            self.end_run()

    def said(self, data: str) -> None:
        """A comment or an instruction."""
        self._end_piece()
        self.found.texts.append(data)


def _of_bytes(part: bytes, name: str) -> Texts:
    """The texts of a part that is none of the above, in the encodings in which programs keep texts."""
    found = Texts(name)
    for text in (
        part.decode("utf-8", "replace"),
        part.decode("cp1252", "replace"),
        part.decode("utf-16-le", "replace"),
        part[1:].decode("utf-16-le", "replace"),
        part.decode("utf-16-be", "replace"),
        part[1:].decode("utf-16-be", "replace"),
    ):
        plain = "".join(letter if ord(letter) >= _PRINTABLE_FROM else "\n" for letter in text)
        found.texts.append(plain)
        found.numbers.append(plain)
    if part.startswith(_OLE):
        found.texts += macro_texts.texts(part)
    return found

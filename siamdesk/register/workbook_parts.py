"""Which part of a workbook is what: its sheets, styles, texts and chain of calculation, by their relationships."""

import posixpath
from dataclasses import dataclass, field
from typing import Final

from siamdesk.register import markup
from siamdesk.register.archive import Archive
from siamdesk.register.markup import Element
from siamdesk.register.scan import Malformed

_TRUE: Final = frozenset({"1", "true", "on"})


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet: its name, its part, its place among all sheets from 0, and its relationships by type."""

    name: str
    part: str
    place: int
    sheet_id: str
    links: tuple[tuple[str, str], ...] = field(repr=False)

    def linked(self, kind: str) -> list[str]:
        """The parts that the sheet refers to by a type that ends so, such as `/table`."""
        return [target for said, target in self.links if said.endswith(kind)]


@dataclass(frozen=True, slots=True)
class WorkbookParts:
    """The parts of a workbook by what they are; '' where it has none. `outline` is all of the workbook part."""

    book: str
    sheets: tuple[SheetPart, ...]
    styles: str
    texts: str
    calculation: str
    epoch_1904: bool
    outline: tuple[Element, ...] = field(repr=False)

    def sheet(self, name: str) -> SheetPart | None:
        """The worksheet of that name, whatever its case: to Excel they are one."""
        exact = (sheet for sheet in self.sheets if sheet.name == name)
        return next(exact, None) or next((s for s in self.sheets if s.name.casefold() == name.casefold()), None)


def is_true(said: str) -> bool:
    """Whether an attribute says yes."""
    return said in _TRUE


def read(archive: Archive) -> WorkbookParts:
    """The parts of a workbook. Raises `Malformed` where it has no workbook part."""
    book = next((target for kind, target in links(archive, "").values() if kind.endswith("/officeDocument")), "")
    part = archive.read(book) if book else None
    if part is None:
        raise Malformed("its workbook part is missing")
    outline = tuple(markup.elements(part))
    linked = links(archive, book)
    by_kind: dict[str, str] = {}
    for kind, target in linked.values():
        by_kind.setdefault(kind.rpartition("/")[2], target)
    sheets = []
    for place, each in enumerate(each for each in outline if each.path[1:] == ("sheets", "sheet")):
        link = next((said for name, said in each.attributes.items() if name.rpartition(":")[2] == "id"), "")
        kind, target = linked.get(link, ("", ""))
        if kind.endswith("/worksheet") and target in archive:
            own = tuple(links(archive, target).values())
            sheets.append(SheetPart(each.get("name"), target, place, each.get("sheetId"), own))
    epoch_1904 = any(is_true(each.get("date1904")) for each in outline if each.name == "workbookPr")

    def present(kind: str) -> str:
        target = by_kind.get(kind, "")
        return target if target in archive else ""

    return WorkbookParts(
        book,
        tuple(sheets),
        present("styles"),
        present("sharedStrings"),
        present("calcChain"),
        epoch_1904,
        outline,
    )


def relationships_of(part: str) -> str:
    """The name of the part that holds the relationships of a part; '' is the whole package."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def links(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The relationships of a part that point into the package: type and target part by id. Raises `Malformed`."""
    found = archive.read(relationships_of(part))
    folder = posixpath.dirname(part)
    targets = {}
    for each in markup.elements(found) if found else ():
        if each.name == "Relationship" and each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target").replace("\\", "/"))).lstrip("/")
            targets[each.get("Id")] = (each.get("Type"), target)
    return targets

"""What Excel is told about formulas: to work them out on opening, and that one of them is gone."""

from collections.abc import Collection, Sequence
from typing import Final

from siamdesk.register import markup
from siamdesk.register.markup import Element, Splice
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.workbook_parts import is_true, relationships_of

_BEFORE: Final = frozenset(
    {
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
        "definedNames",
    }
)
"""What stands before `calcPr` in a workbook (ECMA-376 part 1, 18.2.27)."""


def on_opening(part: bytes, outline: Sequence[Element]) -> list[Splice]:
    """What has Excel work out every formula when it opens the workbook; nothing where it does so already."""
    for each in outline:
        if each.path[1:] == ("calcPr",):
            if is_true(each.get("fullCalcOnLoad")):
                return []
            return [markup.attribute_splice(part, each, "fullCalcOnLoad", "1")]
    above = [each for each in outline if len(each.path) == 2 and each.name in _BEFORE]
    if not above:
        return []
    last = max(above, key=lambda each: each.end)
    prefix = f"{last.prefix}:" if last.prefix else ""
    return [Splice(last.end, last.end, f'<{prefix}calcPr fullCalcOnLoad="1"/>'.encode())]


def without(part: bytes, sheet_id: str, cells: Collection[str]) -> list[Splice] | None:
    """What takes cells of one sheet out of the chain of calculation; None where nothing would be left of it.

    An entry that does not name its sheet is of the sheet named last (18.6.1), so the one behind a lost name gets it.
    """
    sheet, lost = "", ""
    splices: list[Splice] = []
    kept = 0
    for each in markup.elements(part):
        if each.path[1:] != ("c",):
            continue
        own = each.get("i")
        sheet = own or sheet
        if sheet == sheet_id and each.get("r") in cells:
            splices.append(Splice(each.start, each.end, b""))
            lost = own or lost
            continue
        kept += 1
        if lost and not own:
            splices.append(markup.attribute_splice(part, each, "i", lost))
        lost = ""
    return splices if kept else None


def drop_chain(book: OpenWorkbook) -> None:
    """Take the whole chain out of a workbook in which no formula of it is left, for it may not be empty."""
    chain = book.parts.calculation
    member = book.archive.member(chain)
    if member is None:
        return
    book.dropped[member.name] = "its last formula is gone"
    for holder, says in (("[Content_Types].xml", "PartName"), (relationships_of(book.parts.book), "Target")):
        part = book.part(holder)
        gone = [
            Splice(each.start, each.end, b"")
            for each in markup.elements(part)
            if each.name in {"Override", "Relationship"} and each.get(says).casefold().endswith("calcchain.xml")
        ]
        book.rewrite(holder, gone, f"{chain} is gone")

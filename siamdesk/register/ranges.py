"""What covers a table and must reach over its new rows or its new column: filters, formats, validations, names.

A range grows downwards where it ends on the table's last row, and to the right where it spans the table's whole
width; one that ends elsewhere was meant to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from siamdesk.register import markup
from siamdesk.register.excel_tables import ExcelTable
from siamdesk.register.markup import Element, Splice
from siamdesk.register.obstacles import span
from siamdesk.register.scan import Area, column_letters
from siamdesk.register.sheet_index import SheetIndex, area
from siamdesk.register.workbook_parts import SheetPart

_LISTED: Final = frozenset({"conditionalFormatting", "dataValidation", "ignoredError"})
_ABSOLUTE: Final = r"\$[A-Z]{1,3}\$\d{1,7}(?::\$[A-Z]{1,3}\$\d{1,7})?"
_QUALIFIED: Final = re.compile(rf"(?:'((?:[^']|'')+)'|([^\s'!,()]+))!({_ABSOLUTE})")


@dataclass(frozen=True, slots=True)
class Growth:
    """A table's area before (from 0, headers included), and by how many rows and columns it grows.

    `bottoms` are the last rows of what counts as the table: its own, and that of the Excel table it is.
    """

    area: Area
    bottoms: tuple[int, ...]
    down: int = 0
    right: int = 0

    def reaches(self, found: Area) -> Area:
        """A range after the growth."""
        top, left, bottom, right = found
        beside = left > self.area[3] or right < self.area[1]
        above = bottom < self.area[0]
        if beside or above:
            return found
        new_bottom, new_right = bottom, right
        if self.down and bottom in self.bottoms:
            new_bottom = max(bottom, self.area[2] + self.down)
        if self.right and left <= self.area[1] and right == self.area[3]:
            new_right = right + self.right
        return top, left, new_bottom, new_right


def _grown(text: str, growths: Sequence[Growth]) -> str:
    """One range after all growths, written as it was."""
    try:
        found = area(text)
    except ValueError:
        return text
    reached = found
    for growth in growths:
        reached = growth.reaches(reached)
    if reached == found:
        return text
    if "$" not in text:
        return span(reached)
    top, left, bottom, right = reached
    return f"${column_letters(left)}${top + 1}:${column_letters(right)}${bottom + 1}"


def _all_grown(text: str, growths: Sequence[Growth]) -> str:
    return " ".join(_grown(each, growths) for each in text.split())


def of_sheet(index: SheetIndex, growths: Sequence[Growth]) -> list[Splice]:
    """What lets the ranges of a sheet's own part grow."""
    made: list[Splice] = []
    for each in index.outline:
        if each.name in _LISTED and "sqref" in each.attributes:
            made += _attribute(index.part, each, "sqref", _all_grown(each.get("sqref"), growths))
        elif each.name == "sqref" and _LISTED & set(each.path):
            said = markup.plain(index.part[each.inner : each.close])
            reached = _all_grown(said, growths)
            if reached != " ".join(said.split()):
                made.append(Splice(each.inner, each.close, markup.escaped(reached)))
        elif each.path[1:] == ("autoFilter",):
            made += _attribute(index.part, each, "ref", _grown(each.get("ref"), growths))
    return made


def of_table(part: bytes, table: ExcelTable, growths: Sequence[Growth]) -> list[Splice]:
    """What lets an Excel table and its filter grow."""
    made: list[Splice] = []
    for each in table.outline:
        if len(each.path) == 1 or each.path[1:] == ("autoFilter",):
            made += _attribute(part, each, "ref", _grown(each.get("ref"), growths))
    return made


def new_column(part: bytes, table: ExcelTable, header: str) -> list[Splice]:
    """What gives an Excel table one column more, at its right."""
    holder = next(each for each in table.outline if each.path[1:] == ("tableColumns",))
    columns = table.columns
    number = max(each.number("id", 0) for each in columns) + 1
    prefix = f"{holder.prefix}:" if holder.prefix else ""
    tag = markup.with_attribute(f'<{prefix}tableColumn id="{number}"/>'.encode(), "name", header)
    place = columns[-1].end
    return [
        markup.attribute_splice(part, holder, "count", str(len(columns) + 1)),
        Splice(place, place, tag),
    ]


def of_names(part: bytes, outline: Sequence[Element], sheet: SheetPart, growths: Sequence[Growth]) -> list[Splice]:
    """What lets print areas, filters and names of the workbook grow where they are areas of that sheet."""
    made: list[Splice] = []
    for each in outline:
        if each.path[1:] != ("definedNames", "definedName"):
            continue
        written = part[each.inner : each.close].decode("utf-8")
        if _QUALIFIED.sub("", written).strip(", "):
            # A formula: what it is meant to reach is not plain to see.
            continue
        for found in _QUALIFIED.finditer(written):
            name = markup.plain((found[1] or found[2]).encode()).replace("''", "'")
            reached = _grown(found[3], growths)
            if name.casefold() == sheet.name.casefold() and reached != found[3]:
                start = each.inner + len(written[: found.start(3)].encode())
                made.append(Splice(start, start + len(found[3]), reached.encode()))
    return made


def _attribute(part: bytes, element: Element, name: str, value: str) -> list[Splice]:
    if value == " ".join(element.get(name).split()):
        return []
    return [markup.attribute_splice(part, element, name, value)]

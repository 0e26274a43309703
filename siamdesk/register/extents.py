"""How far the cells of an .ods or .xlsb sheet reach, found before anything lays them out as a grid.

One cell that says it is repeated over a whole sheet, or stands in its last corner, would ask for billions.
"""

import re
import struct
from typing import Final

from siamdesk.register import markup
from siamdesk.register.scan import NOTHING, Area, stretched

_ODS_TAG: Final = re.compile(
    rb"<table:(table-row|table-cell|covered-table-cell|table)(?![-\w])" + markup.ATTRIBUTES + rb"\s*/?>"
)
_ODS_REPEATED: Final = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']([^"']*)""")
_TIMES: Final = re.compile(rb"\+?0*(\d{1,9})")
_TOO_OFTEN: Final = 1 << 40
_ROW_HEADER: Final = 0
_CELL_RECORDS: Final = range(2, 12)
"""BrtCellRk to BrtFmlaError ([MS-XLSB] 2.3.2); 1 is a blank cell."""


def of_ods(part: bytes) -> list[Area]:
    """The area of each sheet's filled cells, in order, from content.xml."""
    areas: list[Area] = []
    row = column = 0
    repeated_rows = 0
    for match in _ODS_TAG.finditer(part):
        tag, attributes = match[1], match[2]
        found = _ODS_REPEATED.search(attributes)
        times = _times(found[1]) if found else 1
        if tag == b"table":
            areas.append(NOTHING)
            row = column = repeated_rows = 0
        elif not areas:
            continue
        elif tag == b"table-row":
            row += repeated_rows
            repeated_rows, column = times, 0
        else:
            if b"office:" in attributes:
                areas[-1] = stretched(areas[-1], row, column, row + repeated_rows - 1, column + times - 1)
            column += times
    return areas


def _times(text: bytes) -> int:
    """How often something is repeated; what is no number that a sheet has room for is too often."""
    found = _TIMES.fullmatch(text)
    return int(found[1]) if found else _TOO_OFTEN


def of_xlsb(part: bytes) -> Area:
    """The area of a sheet's filled cells, from its records, as calamine reads them.

    A record of a damaged part may be too short for the number it should begin with: calamine takes what is missing
    from the record before.
    """
    area = NOTHING
    at = row = 0
    begins = bytearray(4)
    while at < len(part):
        kind = part[at]
        at += 1
        if kind & 0x80 and at < len(part):
            kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < len(part) and shift < 28:
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        told = part[at : at + min(size, 4)]
        begins[: len(told)] = told
        if kind == _ROW_HEADER:
            row = struct.unpack("<I", begins)[0]
        elif kind in _CELL_RECORDS:
            column = struct.unpack("<I", begins)[0]
            area = stretched(area, row, column, row, column)
        at += size
    return area

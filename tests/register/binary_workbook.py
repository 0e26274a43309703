"""A minimal .xlsb workbook from bytes, for no library writes one. The records are those of [MS-XLSB] 2.3 and 2.4."""

import datetime as dt
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

Value = str | int | float | bool | dt.date | BaseException | None

DAY_STYLE = 1
MONTH_STYLE = 2
FORMATS = {164: "dd/mm/yyyy", 165: "mmm yyyy"}
STYLES = (0, 164, 165)
"""The number format of each cell style, by its index; 14 is Excel's own short date."""

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>
<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>
<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/>
</Types>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def links(*targets: tuple[str, str]) -> str:
    """The relationships of a part: kinds and targets, in the order of their ids."""
    lines = [
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    ]
    begin = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return f"{begin}{''.join(lines)}</Relationships>"


def record(kind: int, payload: bytes = b"") -> bytes:
    """One record: its kind in one or two bytes and its size in up to four, seven bits each, the lowest first."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = bytearray(), len(payload)
    while True:
        size.append(left & 0x7F | (0x80 if left > 0x7F else 0))
        left >>= 7
        if not left:
            return head + bytes(size) + payload


def wide(text: str) -> bytes:
    """A text as records hold it: its length in 16-bit units, and these."""
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def serial(day: dt.date) -> int:
    """The number of a day in the count that begins with 1900."""
    return (day - dt.date(1899, 12, 30)).days


def cell(column: int, value: Value, texts: list[str]) -> bytes:
    """A cell. Texts that begin with "=" are results of formulas, whole numbers are packed, errors are #N/A."""
    style = DAY_STYLE if isinstance(value, dt.date) else 0
    head = struct.pack("<II", column, style)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, BaseException):
        return record(3, head + b"\x2a")
    if isinstance(value, dt.date):
        return record(5, head + struct.pack("<d", serial(value)))
    if isinstance(value, int):
        return record(2, head + struct.pack("<i", value << 2 | 2))
    if isinstance(value, float):
        hundredths = round(value * 100)
        if hundredths == value * 100 and abs(hundredths) < 1 << 28:
            return record(2, head + struct.pack("<i", hundredths << 2 | 3))
        return record(5, head + struct.pack("<d", value))
    if value is None:
        return record(1, head)
    if value.startswith("="):
        return record(8, head + wide(value[1:]) + struct.pack("<HII", 0, 0, 0))
    if value not in texts:
        texts.append(value)
    return record(7, head + struct.pack("<I", texts.index(value)))


def sheet(rows: Sequence[Sequence[Value]], texts: list[str]) -> Iterator[bytes]:
    """The records of a sheet; its texts are added to `texts`."""
    width = max(map(len, rows))
    yield record(129)
    yield record(148, struct.pack("<4I", 0, len(rows) - 1, 0, width - 1))
    yield record(145)
    for number, row in enumerate(rows):
        yield record(0, struct.pack("<IIHBBBII", number, 0, 300, 0, 0, 0, 1, 0) + struct.pack("<I", width - 1))
        yield from (cell(column, value, texts) for column, value in enumerate(row))
    yield record(146)
    yield record(130)


def write(path: Path, rows: Sequence[Sequence[Value]], name: str = "Contracts", *, epoch_1904: bool = False) -> Path:
    """A workbook of one sheet with those rows."""
    texts: list[str] = []
    cells = b"".join(sheet(rows, texts))
    book = [
        record(131),
        record(153, struct.pack("<II", int(epoch_1904), 0) + wide("")),
        record(143),
        record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide(name)),
        record(144),
        record(132),
    ]
    styles = [
        record(278),
        record(615, struct.pack("<I", len(FORMATS))),
        *(record(44, struct.pack("<H", number) + wide(code)) for number, code in FORMATS.items()),
        record(616),
        record(617, struct.pack("<I", len(STYLES))),
        *(record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in STYLES),
        record(618),
        record(279),
    ]
    shared = [
        record(159, struct.pack("<II", len(texts), len(texts))),
        *(record(19, b"\0" + wide(text)) for text in texts),
        record(160),
    ]
    parts = (("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", links(("officeDocument", "xl/workbook.bin")))
        archive.writestr("xl/_rels/workbook.bin.rels", links(*parts))
        archive.writestr("xl/workbook.bin", b"".join(book))
        archive.writestr("xl/worksheets/sheet1.bin", cells)
        archive.writestr("xl/styles.bin", b"".join(styles))
        archive.writestr("xl/sharedStrings.bin", b"".join(shared))
    return path

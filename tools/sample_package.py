"""Writing a workbook so that two runs, on any machine, give the same bytes."""

import io
import re
import zipfile
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from openpyxl import Workbook

DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that Excel itself writes into its packages."""

Results = dict[tuple[str, str], float | str]
"""What formulas come to, by sheet name and cell."""

_FORMULA: Final = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v></v></c>')
_LABEL_FORMAT: Final = re.compile(r'(<numFmt formatCode="[^"]*")>')
_MODIFIED: Final = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")


def package(workbook: Workbook, day: date, results: Results) -> bytes:
    """The workbook as a file, dated `day`, with the results of its formulas as Excel would have kept them.

    Parts are stored without compression, because libraries for it differ in the bytes they give; and written
    as canonical XML, because the writers that openpyxl may find differ too.
    """
    written = io.BytesIO()
    workbook.save(written)
    parts = _parts(written)
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = _MODIFIED.sub(rf"\g<1>{day.isoformat()}T09:00:00Z", core).encode()
    for number, sheet in enumerate(workbook.worksheets, 1):
        name = f"xl/worksheets/sheet{number}.xml"
        found = {cell: result for (title, cell), result in results.items() if title == sheet.title}
        parts[name] = _with_results(parts[name].decode(), found).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_DAY)
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, DECLARATION + data)
    return file.getvalue()


def _parts(written: io.BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(written) as archive:
        written_parts = {name: ET.canonicalize(archive.read(name).decode()) for name in archive.namelist()}
    # Labels of a chart would otherwise take the format of its cells.
    return {name: _LABEL_FORMAT.sub(r'\1 sourceLinked="0">', part).encode() for name, part in written_parts.items()}


def _with_results(sheet: str, results: dict[str, float | str]) -> str:
    def kept(match: re.Match[str]) -> str:
        cell, attributes, formula = match.groups()
        result = results[cell]
        kind = ' t="str"' if isinstance(result, str) else ""
        return f'<c r="{cell}"{attributes}{kind}><f>{formula}</f><v>{result}</v></c>'

    return _FORMULA.sub(kept, sheet)

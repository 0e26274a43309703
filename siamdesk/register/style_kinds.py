"""Which cell styles show a number as a day, and which as a span of time: as the reader of values has it.

It is asked, by a workbook of one sheet that has the styles and in each of them one cell.
"""

import datetime as dt
import io
import zipfile
from typing import Final

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARTS: Final = {
    "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="r1" Type="{_OFFICE}/worksheet" '
    f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    "</Relationships>",
}
_SOME_DAY: Final = 40_000
_MOST: Final = 65_536


def days_and_spans(styles: bytes, count: int) -> tuple[frozenset[int], frozenset[int]]:
    """Of so many styles, the numbers of those that show days and of those that show spans of time.

    Raises `ValueError` where the reader of values cannot tell.
    """
    import python_calamine as calamine  # noqa: PLC0415  only reading needs it, and it is slow to load

    if count > _MOST:
        raise ValueError(f"{count} cell styles are more than a workbook has")
    cells = "".join(f'<c r="A{n + 1}" s="{n}"><v>{_SOME_DAY}</v></c>' for n in range(count))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/styles.xml", styles)
        sheet = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{cells}</row></sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    packed.seek(0)
    try:
        found = calamine.CalamineWorkbook.from_filelike(packed).get_sheet_by_index(0).to_python()
    except calamine.CalamineError as error:
        raise ValueError(str(error)) from None
    kinds = [type(row[0]) for row in found]
    if len(kinds) != count or not set(kinds) <= {float, dt.date, dt.timedelta}:
        raise ValueError("the cell styles cannot be told apart")
    return (
        frozenset(n for n, kind in enumerate(kinds) if kind is dt.date),
        frozenset(n for n, kind in enumerate(kinds) if kind is dt.timedelta),
    )

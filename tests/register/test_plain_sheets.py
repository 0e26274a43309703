"""Plain sheets are read in a pass of our own, whose values and marks are to the letter those of the other way.

The other way is the reader of values and the scan of the XML: what the one reads, the other reads alike.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import fuzz_seeds
import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from siamdesk.register import package, plain_sheet, reader, scan
from siamdesk.register.plain_texts import Unusual

SHARED = fuzz_seeds.ROOT.parent / "shared"
SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MARKS = ("errors", "formulas", "formats", "hidden_rows", "hidden_columns", "merged")


def plainly(path: Path) -> dict[str, Any]:
    """The rows and marks of each sheet of a workbook that our own pass reads, by name."""
    source = package.load(path)
    parts = reader._sheet_parts(source)
    book = reader._book(source, parts, scan.styles(parts.get(reader._STYLES)))
    found = {}
    for name, part in parts.items():
        if not name.startswith("\0") and book is not None:
            try:
                found[name] = plain_sheet.read(part, book)
            except Unusual:
                continue
    return found


def otherwise(path: Path) -> dict[str, tuple[list[list[Any]], scan.Marks]]:
    """The same by the reader of values and the scan, of those sheets that they read."""
    source = package.load(path)
    parts = reader._sheet_parts(source)
    formats = scan.styles(parts.get(reader._STYLES))
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
    found = {}
    for name, part in parts.items():
        if not name.startswith("\0"):
            marks = scan.scan(part, formats)
            sheet = reader._sheet(workbook, name, marks, lambda _: None, hidden=False)
            if not sheet.refused:
                found[name] = sheet.rows, marks
    return found


def told(rows: list[list[Any]]) -> list[list[tuple[type, str]]]:
    """Values with their types, for 1 equals True, and to the last digit and sign."""
    return [[(type(value), repr(value)) for value in row] for row in rows]


def held_against(path: Path) -> int:
    """Compare what both ways read; how many sheets that are. Whatever the one reads, the other reads too."""
    mine, theirs = plainly(path), otherwise(path)
    for name, (rows, marks) in mine.items():
        assert name in theirs, f"{path.name}, {name}"
        assert told(rows) == told(theirs[name][0]), f"{path.name}, {name}"
        for mark in MARKS:
            assert getattr(marks, mark) == getattr(theirs[name][1], mark), f"{path.name}, {name}: {mark}"
    return len(mine)


def test_workbooks_of_every_hand_are_read_alike(tmp_path: Path) -> None:
    samples = sorted((fuzz_seeds.ROOT / "siamdesk/resources/samples").glob("*.xlsx"))
    seeds = [seed for seed in set(fuzz_seeds.seeds(tmp_path)) if seed.suffix == ".xlsx"]
    others = [path for path in sorted(SHARED.glob("*/*.xls[xm]"))[:60] if path.stat().st_size < 300_000]
    assert sum(map(held_against, [*samples, *seeds])) >= len(samples)
    for path in others:
        held_against(path)


def test_what_excel_xlsxwriter_and_openpyxl_write_is_read_in_one_pass(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in fuzz_seeds.ROWS:
        book.worksheets[0].append(row)
    book.save(tmp_path / "normal.xlsx")
    inline = openpyxl.Workbook(write_only=True)
    page = inline.create_sheet("S")
    for row in fuzz_seeds.ROWS:
        page.append(row)
    inline.save(tmp_path / "inline.xlsx")
    for path in (fuzz_seeds.as_excel(tmp_path / "excel.xlsx"), tmp_path / "normal.xlsx", tmp_path / "inline.xlsx"):
        assert held_against(path) == 1, path.name


FORMATS = ("General", "0.00", "dd/mm/yyyy", "mmm yy", "[h]:mm", "h:mm", '£0.0,,"m"', '"day" 0', "[$-809]d mmmm yyyy;@")


@pytest.fixture(scope="module", params=[False, True], ids=["1900", "1904"])
def template(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A workbook with a style for each format, and shared texts."""
    path = tmp_path_factory.mktemp("plain") / "template.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": request.param}) as book:
        page = book.add_worksheet("S")
        page.write_string(0, 0, "text")
        for n, code in enumerate(FORMATS):
            page.write_number(1, n, 1, book.add_format({"num_format": code}))
    return path


def filled(template: Path, cells: bytes, texts: bytes, path: Path, beside: bytes = b"") -> Path:
    """The template with other rows and other shared texts."""
    with zipfile.ZipFile(template) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == SHEET:
                begun, _, rest = part.partition(b"<sheetData>")
                part = begun + b"<sheetData>" + cells + b"</sheetData>" + beside + rest.partition(b"</sheetData>")[2]
            elif name == TEXTS:
                part = re.sub(rb"<si>.*</si>", lambda _: texts, part, flags=re.DOTALL)
            new.writestr(name, part)
    return path


WORDS = [
    b"a", b"&amp;", b"&lt;", b"&#10;", b"&#13;", b"&#xE9;", b"&foo;", b" ", b"  ", b"\n", b"\r\n", b"\t", b'2"',
    b"_x000D_", b"_x005F_", b"_x00e9_", b"_xD83D_", b"x", b"\xc3\xa9", b"\xc2\xa0", b"]]>", b">", b"'", b"\xff",
]  # fmt: skip
text = st.lists(st.sampled_from(WORDS), max_size=5).map(b"".join)
tag = st.sampled_from([b"<t>%s</t>", b'<t xml:space="preserve">%s</t>'])
marked = st.builds(lambda tag, text: tag % text, tag, text)
run = st.builds(lambda font, text: b"<r>%s%s</r>" % (font, text), st.sampled_from([b"", b"<rPr><b/></rPr>"]), marked)
item = st.one_of(marked, st.lists(run, min_size=1, max_size=3).map(b"".join), st.sampled_from([b"<t/>", b""]),
                 marked.map(lambda each: each + b'<phoneticPr fontId="1"/>'))  # fmt: skip
number = st.one_of(
    st.integers(-5, 3_000_000).map(lambda each: b"%d" % each),
    st.floats(-1e6, 1e7).map(lambda each: repr(each).encode()),
    st.sampled_from(
        [b"-0", b"1E5", b"1e400", b"NaN", b"+5", b".5", b"5.", b" 5", b"x", b"", b"60", b"61", b"59", b"0"]
    ),
)
style = st.one_of(
    st.just(b""), st.integers(0, len(FORMATS) + 2).map(lambda each: b' s="%d"' % each), st.just(b' s="02"')
)
formula = st.sampled_from([b"", b"", b"", b"<f>A1*2</f>", b"<f/>", b'<f t="shared" ref="A1:B2" si="0">1&gt;2</f>'])
error = st.sampled_from([b"#N/A", b"#DIV/0!", b"#REF!", b"#FOO!", b""])
value = st.one_of(
    st.tuples(st.just(b""), number.map(lambda each: b"<v>%s</v>" % each)),
    st.tuples(st.just(b' t="n"'), number.map(lambda each: b"<v>%s</v>" % each)),
    st.tuples(st.just(b' t="s"'), st.integers(0, 6).map(lambda each: b"<v>%d</v>" % each)),
    st.tuples(st.just(b' t="str"'), text.map(lambda each: b"<v>%s</v>" % each)),
    st.tuples(st.just(b' t="b"'), st.sampled_from([b"<v>0</v>", b"<v>1</v>", b"<v>true</v>", b"<v/>"])),
    st.tuples(st.just(b' t="e"'), error.map(lambda each: b"<v>%s</v>" % each)),
    st.tuples(st.just(b' t="d"'), st.just(b"<v>2015-10-02</v>")),
    st.tuples(st.just(b' t="inlineStr"'), item.map(lambda each: b"<is>%s</is>" % each)),
    st.tuples(st.sampled_from([b"", b' t="s"', b' t="str"', b' t="e"']), st.sampled_from([b"", b"<v/>", b"<v></v>"])),
)
body = st.one_of(
    st.builds(
        lambda style, kind, formula: b"%s%s>%s%s</c>" % (style, kind[0], formula, kind[1]), style, value, formula
    ),
    style.map(lambda each: each + b"/>"),
)
plain_style = st.sampled_from([b"", b' s="0"', b' s="1"', b' s="2"', b' s="3"', b' s="99"'])
plain_body = st.one_of(
    st.builds(lambda style, n: b"%s><v>%d</v></c>" % (style, n), plain_style, st.integers(61, 50_000)),
    st.integers(0, 2).map(lambda each: b' t="s"><v>%d</v></c>' % each),
    plain_style.map(lambda each: each + b"/>"),
)


@st.composite
def sheets(draw: st.DrawFn, bodies: st.SearchStrategy[bytes]) -> bytes:
    """Rows of cells, in order, some of them alike."""
    rows, number = [], 0
    for _ in range(draw(st.integers(0, 12))):
        number += draw(st.sampled_from([1, 1, 1, 1, 1, 3]))
        about = draw(
            st.sampled_from([b"", b' spans="1:12"', b' spans="1:3" ht="12.5" customHeight="1"', b' hidden="1"'])
        )
        columns = draw(
            st.one_of(st.just([1, 2, 3]), st.lists(st.sampled_from([1, 2, 4, 27, 30]), unique=True).map(sorted))
        )
        cells = [b'<c r="%s%d"%s' % (scan.column_letters(each - 1).encode(), number, draw(bodies)) for each in columns]
        empty = not cells and draw(st.booleans())
        rows.append(b'<row r="%d"%s' % (number, about) + (b"/>" if empty else b">%s</row>" % b"".join(cells)))
    return b"".join(rows)


HOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HOW
@given(cells=sheets(body), texts=st.lists(item, min_size=1, max_size=6))
@example(
    cells=b'<row r="2"><c r="A2" s="1"><v>3</v></c><c r="B2" t="inlineStr"><is><t>2" deep</t></is></c></row>',
    texts=[b"<t>a</t>"],
)
def test_any_small_sheet_is_read_alike(template: Path, tmp_path: Path, cells: bytes, texts: list[bytes]) -> None:
    shared = b"".join(b"<si>%s</si>" % each for each in texts)
    path = filled(template, cells, shared, tmp_path / "any.xlsx")
    try:
        otherwise(path)
    except (scan.Malformed, python_calamine.CalamineError):
        assert not plainly(path)
        return
    held_against(path)


@HOW
@given(cells=sheets(plain_body))
def test_plain_small_sheets_are_read_at_all(template: Path, tmp_path: Path, cells: bytes) -> None:
    texts = b"<si><t>a</t></si><si><t>b &amp; c</t></si><si><t/></si>"
    path = filled(template, cells, texts, tmp_path / "plain.xlsx")
    assert held_against(path) == 1


ODD = {
    "a comment": b'<row r="1"><c r="A1"><v>1</v></c><!-- --></row>',
    "space between": b'<row r="1"> <c r="A1"><v>1</v></c></row>',
    "single quotes": b"<row r='1'><c r='A1'><v>1</v></c></row>",
    "no addresses": b"<row><c><v>1</v></c></row>",
    "a cell of another row": b'<row r="1"><c r="A2"><v>1</v></c></row>',
    "rows out of order": b'<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    "cells out of order": b'<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    "one cell twice": b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "a formula behind its result": b'<row r="1"><c r="A1"><v>1</v><f>1</f></c></row>',
    "a prefix": b'<row r="1"><x:c xmlns:x="x" r="A1"><x:v>1</x:v></x:c></row>',
    "something behind the cells": b'<row r="1"><c r="A1"><v>1</v></c><extLst/></row>',
    "a text of its own": b'<row r="1"><c r="A1"><v>1</v></c>x</row>',
    "an attribute twice": b'<row r="1"><c r="A1" s="1" s="2"><v>1</v></c></row>',
}


@pytest.mark.parametrize("spelling", ODD)
def test_other_spellings_are_left_to_the_reader_of_values(template: Path, tmp_path: Path, spelling: str) -> None:
    assert not plainly(filled(template, ODD[spelling], b"<si><t>a</t></si>", tmp_path / "odd.xlsx"))


def test_a_damaged_end_is_not_overlooked(template: Path, tmp_path: Path) -> None:
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    path = filled(template, cells, b"<si><t>a</t></si>", tmp_path / "odd.xlsx", b"<mergeCells><mergeCell")
    assert not plainly(path)


def test_many_rows_that_are_alike_but_for_some(template: Path, tmp_path: Path) -> None:
    rows = []
    for n in range(1, 5000):
        cells = [b'<c r="A%d" s="%d"><v>%d</v></c>' % (n, n % 3, n), b'<c r="B%d" t="s"><v>0</v></c>' % n]
        if n % 1000 == 7:
            cells.append(b'<c r="D%d" t="e"><v>#N/A</v></c>' % n)
        if n > 3000:
            cells.append(b'<c r="E%d" s="7"><v>%d.5</v></c><c r="F%d" s="2"/>' % (n, n % 9, n))
        rows.append(b'<row r="%d">%s</row>' % (n, b"".join(cells)))
    assert held_against(filled(template, b"".join(rows), b"<si><t>a</t></si>", tmp_path / "many.xlsx")) == 1


def test_one_cell_far_out_fills_no_memory(template: Path, tmp_path: Path) -> None:
    near, far = b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert not plainly(filled(template, near + far, b"<si><t>a</t></si>", tmp_path / "far.xlsx"))

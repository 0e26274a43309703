"""Laws of patching: whatever is set is read back, and nothing else differs; any sheet, any cells, any values."""

import contextlib
import datetime as dt
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patching import SHEET, changed, packed, part, records, written

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import patch, scan
from siamdesk.register.cell_xml import Value
from siamdesk.register.edits import Append, Edit, NewColumn

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t"), max_size=12)
numbers = st.integers(-(10**14), 10**14) | st.floats(-1e12, 1e12).map(lambda number: float(f"{number:.10g}"))
days = st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31))
values: st.SearchStrategy[Value] = st.none() | texts | numbers | days | st.booleans()
spots = st.tuples(st.integers(0, 11), st.integers(0, 9))
cells = st.none() | texts | numbers | st.booleans()
grids = st.lists(st.lists(cells, max_size=6), max_size=8)
ways = st.sampled_from(["as Excel", "prefixed", "single quotes", "no references", "comments", "no dimension"])


def respelt(sheet: bytes, way: str) -> bytes:
    """The same sheet in another spelling that XML allows."""
    if way == "prefixed":
        return re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")
    if way == "single quotes":
        return sheet.replace(b'"', b"'")
    if way == "no references":
        return respelt_without_references(sheet)
    if way == "comments":
        return sheet.replace(b"<row", b'<!-- <c r="A1"> --><row').replace(b"</row>", b"<!-- x --></row>")
    if way == "no dimension":
        return re.sub(rb"<dimension[^>]*>", b"", sheet)
    return sheet


def respelt_without_references(sheet: bytes) -> bytes:
    """References go where the place alone tells them: in rows that begin at A and have no holes."""

    def bare(row: re.Match[bytes]) -> bytes:
        found = re.findall(rb'<c r="([A-Z]+)\d+"', row[0])
        whole = [letters.decode() for letters in found] == [scan.column_letters(n) for n in range(len(found))]
        return re.sub(rb'<c r="[A-Z]+\d+"', b"<c", row[0]) if whole else row[0]

    return re.sub(rb"<row .*?</row>", bare, sheet, flags=re.DOTALL)


def by_spot(data: bytes) -> dict[tuple[int, int], Any]:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Contracts"]
    return {
        (cell.row - 1, cell.column - 1): (cell.value, cell.font.b, cell.data_type)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def as_read(value: Value) -> Any:
    """What openpyxl makes of a value."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)
    return value


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids, st.dictionaries(spots, values, max_size=12), ways)
def test_the_cells_set_are_the_cells_that_differ(
    grid: list[list[Any]], edits: dict[tuple[int, int], Value], way: str
) -> None:
    before = changed(written(rows=grid, strings_to_numbers=False), {SHEET: lambda sheet: respelt(sheet, way)})
    asked = [Edit("Contracts", scan.address(*spot), value) for spot, value in edits.items()]
    done = patch.patch(packed(before), asked)
    assert done.refused == ()
    assert len(done.edited) == len(edits)
    old, new = by_spot(before), by_spot(done.data)
    for spot in old.keys() | new.keys() | edits.keys():
        if spot in edits:
            found = new.get(spot, (None, False, "n"))[0]
            assert found == as_read(edits[spot])
            assert isinstance(found, bool) == isinstance(edits[spot], bool)
        else:
            assert new.get(spot) == old.get(spot)
    was, now = records(before), records(done.data)
    assert {name for name in was if was[name] != now[name]} <= {name for name, _ in done.rewritten}
    assert {name for name, _ in done.rewritten} <= {SHEET, "xl/styles.xml"}
    with zipfile.ZipFile(io.BytesIO(done.data)) as archive:
        assert archive.testzip() is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids, st.dictionaries(spots, values, max_size=8), ways)
def test_elements_stay_in_order_and_one_of_each(
    grid: list[list[Any]], edits: dict[tuple[int, int], Value], way: str
) -> None:
    before = changed(written(rows=grid), {SHEET: lambda sheet: respelt(sheet, way)})
    done = patch.patch(packed(before), [Edit("Contracts", scan.address(*spot), each) for spot, each in edits.items()])
    last_row = 0
    for row in ET.fromstring(part(done.data)).iter(  # noqa: S314
        f"{MAIN}row"
    ):
        number = int(row.get("r") or last_row + 1)
        assert number > last_row
        last_row, last = number, -1
        for cell in row:
            said = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r") or scan.address(number - 1, last + 1))
            assert said is not None
            assert int(said[2]) == number
            column = scan.column_number(said[1])
            assert column > last
            last = column


@settings(max_examples=40, deadline=None)
@given(grids, st.dictionaries(spots, values, min_size=1, max_size=6))
def test_setting_a_cell_to_what_it_is_set_to_changes_no_value(
    grid: list[list[Any]], edits: dict[tuple[int, int], Value]
) -> None:
    asked = [Edit("Contracts", scan.address(*spot), value) for spot, value in edits.items()]
    once = patch.patch(packed(written(rows=grid)), asked)
    twice = patch.patch(packed(once.data), asked)
    assert part(twice.data) == part(once.data)
    assert twice.data == once.data or twice.rewritten


def rich(book: Any, sheet: Any) -> None:
    sheet.add_table("A1:E4", {"name": "Register"})
    sheet.merge_range("H1:I2", "Dates")
    sheet.write_formula("G2", "=C2*2", None, 192)
    sheet.write_rich_string("B2", "In", book.add_format({"bold": True}), "te", "gration")
    sheet.conditional_format("C2:C4", {"type": "data_bar", "data_bar_2010": True})
    sheet.data_validation("B2:B4", {"validate": "list", "source": ["x", "y"]})
    sheet.print_area("A1:E4")


RICH = written(rich)
PARTS = (
    SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/tables/table1.xml", "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet1.xml.rels",
)  # fmt: skip
PIECES = (
    b"<", b">", b'"', b"'", b"/", b"<!--", b"-->", b"<![CDATA[", b"<?", b"&", b"&#0;", b"", b"-1", b"NaN", b"\xff",
    b"99999999999", b"A1:XFD1048576", b"<c r='A1'/>", b"</c>", b"<row>", b"<f>", b"x:", b" ",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_parts_bring_findings_and_never_a_traceback(data: st.DataObject) -> None:
    def damaged(part: bytes) -> bytes:
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(part)))
            part = part[:at] + data.draw(st.sampled_from(PIECES)) + part[at + data.draw(st.integers(0, 20)) :]
        return part

    before = changed(RICH, {data.draw(st.sampled_from(PARTS)): damaged})
    edits = [
        Edit("Contracts", "B2", "x"),
        Edit("Contracts", "C3", dt.date(2016, 3, 31)),
        Edit("Contracts", "G2", 1, True),
    ]
    rows = Append("Contracts", "A1:E4", [{"A": "NEW-01"}])
    column = NewColumn("Contracts", "A1:E4", "RAG", {2: "Red"})
    with contextlib.suppress(SiamdeskError):
        done = patch.patch(packed(before), edits, [rows], [column])
        assert all(len(reason) > 10 for _, reason in done.refused)

"""Fields of a text table are set in its own dialect, encoding and line ends; the other bytes stay."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patching import packed

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import patch, text_tables
from siamdesk.register.edits import Append, Edit, NewColumn, Patched

PLAIN = b"Ref,Title,Start\r\nSIAM-01,Integration,01/02/2015\r\nNET-01,Networks,15/03/2015\r\n"


def put(data: bytes, name: str = "register.csv", **cells: Any) -> Patched:
    sheet = name.partition(".")[0]
    return patch.patch(packed(data, name), [Edit(sheet, cell, value) for cell, value in cells.items()])


def test_one_field_changes_and_nothing_else() -> None:
    done = put(PLAIN, B3="Core networks")
    assert done.data == PLAIN.replace(b"Networks", b"Core networks")
    assert (done.edited, done.refused) == (("register!B3",), ())
    assert done.rewritten == (("register.csv", "1 field"),)
    assert (done.changes[0].old, done.changes[0].new) == ("Networks", "Core networks")


@pytest.mark.parametrize(
    ("data", "name", "cells", "expected"),
    [
        (b"a;b\n1,5;2\n", "r.csv", {"A2": "x;y"}, b'a;b\n"x;y";2\n'),
        (b"a\tb\n1\t2", "r.tsv", {"B2": 'say "so"'}, b'a\tb\n1\t"say ""so"""'),
        (b'"a","b"\r\n"1","2"\r\n', "r.csv", {"A2": "x", "B2": None}, b'"a","b"\r\n"x",""\r\n'),
        (b"sep=;\r\na;b\r\n1;2\r\n", "r.csv", {"B2": "x"}, b"sep=;\r\na;b\r\n1;x\r\n"),
        (b"a,b\r\n1,2\r\n", "r.csv", {"B2": "two\nlines"}, b'a,b\r\n1,"two\r\nlines"\r\n'),
        (b"a,b\n1,2\n", "r.csv", {"B2": " kept "}, b'a,b\n1," kept "\n'),
        (b"a,b\r1,2\r", "r.csv", {"B2": "x"}, b"a,b\r1,x\r"),
        (b"a,b,c\n1,2,3\n4\n", "r.csv", {"C3": "x"}, b"a,b,c\n1,2,3\n4,,x\n"),
        (b"a,b\n1,2\n", "r.csv", {"A4": "x"}, b"a,b\n1,2\n,\nx,\n"),
        (b"a,b\n1,2", "r.csv", {"B3": "x"}, b"a,b\n1,2\n,x"),
        (b"a,b\n1,2\n", "r.csv", {"D2": "x"}, b"a,b\n1,2,,x\n"),
        ("a,b\n£1,é\n".encode(), "r.csv", {"A2": "€2"}, "a,b\n€2,é\n".encode()),
        ("a,b\n£1,é\n".encode("utf-8-sig"), "r.csv", {"A2": "x"}, "a,b\nx,é\n".encode("utf-8-sig")),
        ("a,b\r\n£1,é\r\n".encode("cp1252"), "r.csv", {"A2": "€2"}, "a,b\r\n€2,é\r\n".encode("cp1252")),
        ("a\tb\r\n1\t2\r\n".encode("utf-16"), "r.tsv", {"A2": "漢"}, "a\tb\r\n漢\t2\r\n".encode("utf-16")),
        ("a,b\r\n1,2\r\n".encode("utf-16-be"), "r.csv", {"A2": "x"}, "a,b\r\nx,2\r\n".encode("utf-16-be")),
    ],
)
def test_dialects_and_encodings_are_kept(data: bytes, name: str, cells: dict[str, Any], expected: bytes) -> None:
    done = put(data, name, **cells)
    assert done.refused == ()
    assert done.data == expected


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "TRUE"),
        (12, "12"),
        (-12.5, "-12.5"),
        (3.0, "3"),
        ("-", "'-"),
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("@home", "'@home"),
        (dt.datetime(2016, 3, 31, 12, 30), "2016-03-31 12:30:00"),
    ],
)
def test_values_as_text(value: Any, written: str) -> None:
    assert put(PLAIN, B3=value).data == PLAIN.replace(b"Networks", written.encode())


def test_a_guarded_text_reads_back_as_it_was_meant() -> None:
    done = put(PLAIN, B3="=1+1")
    assert text_tables.read(done.data, "register.csv")[2][1] == "=1+1"


@pytest.mark.parametrize(
    ("days", "written"),
    [
        ("31/03/2015,1/4/2015", "05/04/2017"),
        ("2015-03-31,2015-04-01", "2017-04-05"),
        ("03/31/2015,04/01/2015", "04/05/2017"),
        ("31 Mar 2015,TBC", "05 Apr 2017"),
        ("31-Mar-15,x", "05-Apr-17"),
        ("31.03.2015,x", "05.04.2017"),
        ("TBC,late 2015", "2017-04-05"),
    ],
)
def test_a_day_is_written_as_its_column_writes_them(days: str, written: str) -> None:
    first, second = days.split(",")
    data = f"Ref;Start\nA;{first}\nB;{second}\nC;\n".encode()
    assert put(data, B4=dt.date(2017, 4, 5)).data == data.replace(b"C;\n", f"C;{written}\n".encode())


def test_signs_that_the_encoding_lacks_are_refused() -> None:
    done = put("a,b\r\n£1,é\r\n".encode("cp1252"), A2="漢", B2="ok")
    assert done.refused == (("register!A2", "the file is in cp1252, which has no “漢”: save it as UTF-8 first"),)
    assert done.data == "a,b\r\n£1,ok\r\n".encode("cp1252")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (Edit("other", "A1", 1), "there is no sheet of that name; a text table has one, register"),
        (Edit("register", "A1:B2", 1), "it is an area and not one cell"),
        (Edit("register", "A2", "bell \x07"), "control character U+0007"),
        (Edit("register", "A2", "x"), "its line in the file is empty"),
    ],
)
def test_what_cannot_be_written_is_refused(edit: Edit, reason: str) -> None:
    data = b"a,b\n\n1,2\n"
    done = patch.patch(packed(data, "register.csv"), [edit])
    assert reason in done.refused[0][1]
    assert done.data == data


def test_open_quotation_marks_are_refused() -> None:
    with pytest.raises(SiamdeskError, match="quotation mark"):
        put(b'a,b\n"open,2\n', A1="x")


def test_an_apostrophe_that_guarded_a_field_stays_where_it_is_not_touched() -> None:
    data = b"a,b\n'=1,2\n"
    assert put(data, B2="x").data == b"a,b\n'=1,x\n"


def test_rows_and_a_column_are_added() -> None:
    source = packed(PLAIN, "register.csv")
    rows = Append("register", "A1:C3", [{"A": "BO-01", "C": dt.date(2016, 4, 1)}, {"B": "No reference"}])
    done = patch.patch(source, [], [rows], [NewColumn("register", "A1:C3", "RAG", {2: "Red"})])
    assert done.refused == ()
    assert done.data == (
        b"Ref,Title,Start,RAG\r\nSIAM-01,Integration,01/02/2015,Red\r\nNET-01,Networks,15/03/2015,\r\n"
        b"BO-01,,01/04/2016\r\n,No reference,\r\n"
    )


def test_rows_go_nowhere_where_something_stands() -> None:
    data = PLAIN + b"Total,2,\r\n"
    done = patch.patch(packed(data, "register.csv"), [], [Append("register", "A1:C3", [{"A": "x"}])])
    assert done.refused == (("register!A1:C3", "A4 holds something, which stands where they would go"),)
    assert done.data == data


fields = st.text(st.sampled_from("ab,;\"'\n é=-1 "), max_size=6)


@given(
    st.lists(st.lists(fields, min_size=2, max_size=4), min_size=1, max_size=6),
    st.integers(0, 7),
    st.integers(0, 5),
    fields,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_just_that_field_differs(
    rows: list[list[str]], row: int, column: int, text: str, quoting: Any, end: str
) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter="\t", quoting=quoting, lineterminator=end).writerows(rows)
    data = stream.getvalue().encode()
    old = text_tables.read(data, "r.tsv")
    try:
        done = patch.patch(packed(data, "r.tsv"), [Edit("r", f"{'ABCDEF'[column]}{row + 1}", text)])
    except SiamdeskError:
        return
    new = text_tables.read(done.data, "r.tsv")
    if done.refused:
        assert done.data == data
        return

    def at(table: list[list[str]], r: int, c: int) -> str:
        return table[r][c] if r < len(table) and c < len(table[r]) else ""

    assert at(new, row, column).replace("\r\n", "\n") == text
    for r in range(9):
        for c in range(6):
            if (r, c) != (row, column):
                assert at(new, r, c) == at(old, r, c)

import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import text_tables

ROWS = [["Ref", "Title", "Value"], ["1", "Café – réseau", "£5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_reads_every_encoding(encoding: str) -> None:
    data = "Ref,Title,Value\r\n1,Café – réseau,£5\r\n".encode(encoding)
    assert text_tables.read(data, "a.csv") == ROWS


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in ROWS) + end
    assert text_tables.read(text.encode(), "a.csv") == ROWS


def test_a_comma_inside_addresses_is_no_delimiter() -> None:
    text = "Ref;Title;Place\n1;Net;Leeds, Yorkshire\n2;Host;York\n3;Apps;Hull, East Riding, UK\n"
    assert text_tables.read(text.encode(), "a.csv")[3] == ["3", "Apps", "Hull, East Riding, UK"]


def test_excels_own_hint_of_the_delimiter_is_no_row() -> None:
    assert text_tables.read(b"sep=;\r\na;b,c\r\n", "a.csv") == [["a", "b,c"]]


def test_keeps_ragged_rows_quotes_and_line_breaks_inside_fields() -> None:
    data = b'Title\r\n\r\n"Ref","Two\r\nlines",x\r\n"He said ""no""",b\r\n,,\r\n'
    assert text_tables.read(data, "a.csv") == [
        ["Title"],
        [],
        ["Ref", "Two\r\nlines", "x"],
        ['He said "no"', "b"],
    ]


def test_keeps_leading_zeros_and_takes_the_guard_off_formulas() -> None:
    assert text_tables.read(b"007,'=1+1,'plain\n", "a.csv") == [["007", "=1+1", "'plain"]]


def test_a_tab_file_is_split_at_tabs() -> None:
    assert text_tables.read(b"a,b\tc\n", "a.tsv") == [["a,b", "c"]]


def test_says_so_when_a_quotation_mark_is_never_closed() -> None:
    data = b'a,"b' + b"x" * 10_000_001
    with pytest.raises(SiamdeskError, match=r"look for a quotation mark that is not closed"):
        text_tables.read(data, "a.csv")

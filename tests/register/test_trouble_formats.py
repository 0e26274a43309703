"""The same register in every format, and one fixture for each kind of trouble with a file."""

import datetime as dt
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register.inspection import TableReading, inspect

Book = Callable[..., Path]

DAY = dt.date(2015, 10, 2)
HEADER = ["Ref", "Contract title", "Supplier", "Award date", "Value (£)"]
ROWS = [["N1", "Network, wide\narea", "Société Générale", DAY, 5_000_000], ["007", "Hosting", "CSC", DAY, 3_000]]
TEXT = 'Ref,Contract title,Supplier,Award date,Value (£)\nN1,"Network, wide\narea",Société Générale,02/10/2015,5000000\n007,Hosting,CSC,02/10/2015,3000\n'  # noqa: E501  one table


def outline(table: TableReading) -> list[tuple[object, ...]]:
    keys = ("reference", "title", "suppliers", "contract_award.forecast", "value")
    found = [[row.values.get(key) for key in keys] for row in table.rows]
    return [(*line[:3], getattr(line[3], "edtf", None), getattr(line[4], "low", None)) for line in found]


EXPECTED: list[tuple[object, ...]] = [
    ("N1", "Network, wide\narea", ("Société Générale",), "2015-10-02", 5_000_000),
    ("007", "Hosting", ("CSC",), "2015-10-02", 3_000),
]


@pytest.mark.parametrize("kind", ["xlsx", "xltx"])
def test_a_zipped_workbook(book: Book, kind: str) -> None:
    (table,) = inspect(book([HEADER, *ROWS], name=f"register.{kind}")).tables
    assert outline(table) == EXPECTED


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Have another program save a workbook in another format; skipped where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no other program that saves workbooks is here")

    def convert(path: Path, kind: str) -> Path:
        folder = tmp_path_factory.mktemp("converted")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return folder / f"{path.stem}.{kind}"

    return convert


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_workbook_of_another_program(book: Book, converted: Callable[[Path, str], Path], kind: str) -> None:
    found = inspect(converted(book([HEADER, *ROWS]), kind))
    (table,) = found.tables
    assert outline(table) == EXPECTED
    assert not found.blanks_are_certain


ENCODINGS = {
    "UTF-8 without a mark": "utf-8",
    "UTF-8 with a mark": "utf-8-sig",
    "UTF-16": "utf-16",
    "UTF-16 without a mark": "utf-16-le",
    "Windows": "cp1252",
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_file(tmp_path: Path, encoding: str, delimiter: str, end: str) -> None:
    quoted = TEXT.replace('"Network, wide\narea"', '"Network\0 wide\1area"')
    text = quoted.replace(",", delimiter).replace("\n", end).replace("\0", ",").replace("\1", "\n")
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(ENCODINGS[encoding]))
    (table,) = inspect(path).tables
    assert outline(table) == EXPECTED


def test_a_tab_file(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    path.write_text(
        TEXT.replace("Network, wide\narea", "Network\0wide").replace(",", "\t").replace("\0", ", "), "utf-8"
    )
    (table,) = inspect(path).tables
    assert outline(table)[1] == EXPECTED[1]


def test_ragged_rows(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Ref,Title,Supplier,End date\nN1,Network\nN2,Hosting,CSC,2018-03-01,,,beyond\nN3,Apps\n", "utf-8")
    (table,) = inspect(path).tables
    assert [row.values["reference"] for row in table.rows] == ["N1", "N2", "N3"]
    assert table.range == "A1:D4"
    assert table.cells.to_json() == {"header": 4, "read": 8, "unread": 0, "kept": 0, "passed_over": 0, "blank": 4}


def test_a_workbook_that_excel_has_open(book: Book) -> None:
    path = book([HEADER, *ROWS])
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(b"\x06A Lead" + b" " * 158)
    (table,) = inspect(path).tables
    assert outline(table) == EXPECTED
    with pytest.raises(SiamdeskError) as caught:
        inspect(lock)
    assert str(caught.value) == (
        "~$register.xlsx is only the lock that Excel keeps while a workbook is open: choose the workbook itself, "
        "register.xlsx."
    )


HOSTILE = {
    "zero bytes": (b"", "xlsx", "is empty (0 bytes)"),
    "cut short": (b"PK\x03\x04" + b"x" * 40, "xlsx", "its 44 bytes are not a whole workbook"),
    "mislabelled text": (b"Ref,Title\n", "xlsx", "is named .xlsx but holds plain text"),
    "zeros": (b"\0" * 100, "xlsx", "its 100 bytes begin like no workbook"),
    "not text": (b"Ref\0\1\0\0\0Title" * 20, "csv", "zero bytes among its first"),
    "unclosed quotation mark": (b'Ref,Title\n"' + b"x" * 10_000_100, "csv", "cannot be taken apart into columns"),
}


@pytest.mark.parametrize("trouble", HOSTILE)
def test_a_hostile_file_is_one_sentence(tmp_path: Path, trouble: str) -> None:
    data, kind, said = HOSTILE[trouble]
    path = tmp_path / f"register.{kind}"
    path.write_bytes(data)
    with pytest.raises(SiamdeskError) as caught:
        inspect(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)

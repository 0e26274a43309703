import datetime as dt
import io
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.domain import when_words
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Basis, Vat, parse_money
from siamdesk.domain.when import When
from siamdesk.register import book, create
from siamdesk.register.inspection import inspect

H = book.Heading
HEADINGS = (
    H("Reference"),
    H("Title", key="title"),
    H("Tower"),
    H("Supplier", "list"),
    H("Contract award, forecast", "date"),
    H("Current end, forecast", "date"),
    H("Value", "money"),
    H("Award value (ex VAT)", "money", basis=Basis.AWARD, vat=Vat.EXCLUDED),
    H("RAG", "rag", ("Red", "Amber", "Green")),
    H("SME", "yes or no"),
    H("Term (months)", "months"),
    H("Notes", "long text"),
    H("Our code"),
)
AWARD = {"basis": Basis.AWARD, "vat": Vat.EXCLUDED}
ROWS: list[tuple[Value, ...]] = [
    (
        "007",
        "=SUM(A1)",
        "Networks",
        ("BT", "Virgin"),
        When.day(dt.date(2015, 10, 2)),
        when_words.parse("late October or early November 2015"),
        parse_money("£240m"),
        parse_money("£1,234.56", **AWARD),  # type: ignore[arg-type]
        "red",
        True,
        60,
        "two\nlines",
        "-x",
    ),
    (
        "008",
        "Hosting",
        "Hosting",
        (),
        when_words.parse("TBC"),
        None,
        parse_money("£1m-£5m"),
        parse_money("c. £52.9m", **AWARD),  # type: ignore[arg-type]
        None,
        False,
        None,
        None,
        "+44 20",
    ),
    ("009", "Apps", "Applications", (), None, None, parse_money("€5.5m"), None, None, None, None, None, "@you"),
]
SHEET = book.Sheet("TTPi: contracts", HEADINGS, ROWS)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_new_register_comes_home_with_no_difference(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"new.{kind}"
    if kind == "xlsx":
        create.create_xlsx(path, book.Book("TTPi", (SHEET,)))
    else:
        create.create_csv(path, SHEET)
    (table,) = inspect(path).tables
    assert table.unread == ()
    home = [
        tuple(
            row.values.get(reading.column.field) if reading.column.field else row.own.get(reading.column.header)
            for reading in table.columns
        )
        for row in table.rows
    ]
    assert home == [tuple(None if value == () else value for value in row) for row in ROWS]


def opened(sheet: book.Sheet = SHEET, **said: Any) -> openpyxl.Workbook:
    stream = io.BytesIO()
    create.create_xlsx(stream, book.Book("TTPi: contracts", (sheet,), **said))
    stream.seek(0)
    return openpyxl.load_workbook(stream)


def test_how_the_workbook_is_set_up() -> None:
    page = opened(marking="OFFICIAL-SENSITIVE COMMERCIAL").worksheets[0]
    assert page.title == "TTPi contracts"
    assert page.tables["Register"].ref == "A1:M4"
    assert page.freeze_panes == "C2"
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 8, 0)
    assert page.sheet_properties.pageSetUpPr is not None
    assert page.sheet_properties.pageSetUpPr.fitToPage is True
    assert page.oddHeader is not None
    assert page.oddHeader.center.text == "OFFICIAL-SENSITIVE COMMERCIAL"
    assert page.print_title_rows == "$1:$1"
    assert [str(rule.sqref) for rule in page.data_validations.dataValidation] == ["I2:I4", "J2:J4"]


def test_what_the_cells_hold() -> None:
    page = opened().worksheets[0]
    assert (page["E2"].value, page["E2"].number_format) == (dt.datetime(2015, 10, 2), "dd mmm yyyy")
    assert page["F2"].value == "late October or early November 2015"
    assert (page["G2"].value, page["G2"].number_format) == (240_000_000, '"£"#,##0')
    assert (page["H2"].value, page["H2"].number_format) == (1234.56, '"£"#,##0.00')
    assert (page["G3"].value, page["H3"].value) == ("£1m-£5m", "c. £52.9m")
    assert (page["G4"].value, page["G4"].number_format) == (5_500_000, '"€"#,##0')
    assert (page["B2"].value, page["B2"].data_type) == ("=SUM(A1)", "s")
    assert page["A2"].value == "007"


def test_nothing_of_anybody_elses_is_in_the_properties() -> None:
    properties = opened().properties
    assert (properties.creator, properties.title, properties.identifier) == (
        "SIAMDesk",
        "TTPi: contracts",
        "siamdesk::",
    )


def test_an_empty_register_and_odd_headers_make_a_sound_table() -> None:
    page = opened(book.Sheet("a/b", (H("Ref"), H("ref"), H("")), [])).worksheets[0]
    assert [cell.value for cell in page[1]] == ["Ref", "ref 2", "Column"]
    assert page.tables["Register"].ref == "A1:C2"
    assert page.title == "a b"


def test_words_that_lost_their_unit_are_not_used() -> None:
    typed = parse_money("c. 52.9", scale=parse_money("1000000").low or 1)  # type: ignore[arg-type]
    assert book.as_words(typed, H("Value", "money")) == "c. £52.9m"


def test_a_text_table_guards_against_formulas() -> None:
    stream = io.BytesIO()
    create.create_csv(stream, SHEET)
    text = stream.getvalue()
    assert text.startswith(b"\xef\xbb\xbfReference,Title,")
    assert b"007,'=SUM(A1),Networks,BT; Virgin,2015-10-02," in text
    assert text.count(b"'-x") == text.count(b"'+44 20") == text.count(b"'@you") == 1


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new.csv"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SiamdeskError, match=r"new\.csv could not be written: close it in Excel"):
        create.create_csv(path, SHEET)
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["new.csv"]


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SiamdeskError, match="There is no folder"):
        create.create_xlsx(tmp_path / "absent" / "new.xlsx", SHEET)


def test_importing_the_package_loads_neither_library() -> None:
    import subprocess

    code = (
        "import sys, siamdesk.register.inspection, siamdesk.register.create;"
        "print([name for name in ('openpyxl', 'python_calamine') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "siamdesk" / "resources" / "samples"
OCTOBER = "TTPi register 2015-10-02.xlsx"
BACK_OFFICE = "Back office register 2015-10.xlsx"
MARCH_2016 = "TTPi register 2016-03.xlsx"
APRIL_2017 = "TTPi register 2017-04.xlsx"
MARCH_2018 = "TTPi register 2018-03.xlsx"
HEADERS = {OCTOBER: 6, BACK_OFFICE: 5, MARCH_2016: 5, APRIL_2017: 8, MARCH_2018: 6}
FILES = sorted(HEADERS)


def words(file: str) -> str:
    """Everything a reader may find in the cells, comments and sheet names of a sample, as text."""
    workbook = openpyxl.load_workbook(SAMPLES / file)
    found = []
    for sheet in workbook.worksheets:
        found.append(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    found.append(str(cell.value))
                if cell.comment is not None:
                    found.append(cell.comment.text)
    return "\n".join(found)


def register(file: str) -> Worksheet:
    return openpyxl.load_workbook(SAMPLES / file).worksheets[0]


def rows(file: str) -> dict[str, dict[str, object]]:
    """The contracts by reference; a column's name is its group and its label."""
    sheet, top = register(file), HEADERS[file]
    names: dict[int, str] = {}
    group = ""
    for column in range(1, sheet.max_column + 1):
        over, under = sheet.cell(top, column).value, sheet.cell(top + 1, column).value
        group = str(over) if over else group
        names[column] = f"{group}: {under}" if under else str(over)
    reference = next(column for column, name in names.items() if name in {"Ref", "Ref no", "Contract ref"})
    found: dict[str, dict[str, object]] = {}
    for row in range(top + 2, sheet.max_row + 1):
        value = sheet.cell(row, reference).value
        if isinstance(value, str) and re.fullmatch(r"[A-Z]+-\d\d", value):
            found[value] = {name: sheet.cell(row, column).value for column, name in names.items()}
    return found


def day(value: object) -> date:
    assert hasattr(value, "date")
    found = value.date()
    assert isinstance(found, date)
    return found


def test_the_script_makes_the_kept_files_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(ROOT / "tools" / "make_samples.py"), str(tmp_path)], check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
    assert sorted(path.name for path in SAMPLES.glob("*.xlsx")) == FILES
    assert [file for file in FILES if (tmp_path / file).read_bytes() != (SAMPLES / file).read_bytes()] == []


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (OCTOBER, ["SIAM-01", "NET-01", "BO-01", "INC-01"]),
        (BACK_OFFICE, ["BO-01"]),
        (MARCH_2016, ["SIAM-01", "NET-01", "HST-01", "EUS-01", "APP-01", "DC-01", "BO-01", "INC-01"]),
        (APRIL_2017, ["SIAM-01", "NET-01", "HST-01", "EUS-01", "APP-01", "DC-01", "BO-01", "INC-01"]),
        (MARCH_2018, ["SIAM-01", "NET-01", "HST-01", "EUS-01", "APP-01", "DC-01", "DC-02", "BO-01", "INC-01"]),
    ],
)
def test_each_register_holds_the_contracts_of_its_day(file: str, expected: list[str]) -> None:
    assert list(rows(file)) == expected


@pytest.mark.parametrize("file", [OCTOBER, BACK_OFFICE])
def test_in_october_2015_nothing_of_later_is_known(file: str) -> None:
    text = words(file)
    later = [
        "Atos", "96", "CSC", "DXC", "Accenture", "BT", "Keysource", "PCD", "143", "176", "234.5", "101.4", "445",
        "24 Aug", "2 Nov", "Nov 2015 ", "mid-Dec", "Lot A", "PQQ", "BAFO", "2018", "2017", "1639", "Pegasus",
    ]  # fmt: skip
    assert [word for word in later if word in text] == []


def test_the_october_register_says_what_the_press_said() -> None:
    contracts = rows(OCTOBER)
    siam, network, back_office = contracts["SIAM-01"], contracts["NET-01"], contracts["BO-01"]
    assert siam["Contract award: Forecast"] == "late Oct / early Nov 2015"
    assert siam["Contract award: Actual"] is None
    assert siam["Supplier"] == siam["Estimated value"] == "TBC"
    assert network["Tender launch: Actual"] == "Sep 2015"
    assert day(network["Tender closes: Planned"]) == date(2015, 10, 16)
    assert network["Estimated value"] == 240_000_000
    assert back_office["Strategy approved: Actual"] == "Jul 2015"
    assert back_office["Award approved: Actual"] == "Aug 2015"
    assert back_office["Service transfer: Forecast"] == "from October 2016"
    assert back_office["Service transfer: Actual"] is None
    assert back_office["TUPE transfer: Forecast"] == "TBC"
    assert back_office["TUPE posts"] == "over 400"
    assert back_office["Approved value"] == 216_000_000
    assert back_office["Entry costs"] == "£52.9m"
    assert back_office["Term (months)"] == 120
    assert contracts["INC-01"]["Expiry"] == "Dec 2015"


def test_the_back_office_team_keeps_seven_strands_and_says_which_is_not_known() -> None:
    workbook = openpyxl.load_workbook(SAMPLES / BACK_OFFICE)
    assert workbook.sheetnames == ["Contracts", "Strands", "Costs"]
    sheet = workbook["Strands"]
    strands = [(sheet.cell(row, 2).value, sheet.cell(row, 5).value) for row in range(5, 12)]
    assert [name for name, _ in strands] == [
        "Finance",
        "HR",
        "Procurement",
        *(f"Strand {number} (not named)" for number in range(4, 8)),
    ]
    assert {stage for _, stage in strands} == {"Not known: 6 of the 7 advanced, which not known"}
    contract = rows(BACK_OFFICE)["BO-01"]
    assert contract["Services transfer: Forecast"] == "from October 2016"
    assert contract["TUPE: Transfer date"] == "TBC"
    assert (contract["TUPE: Posts"], contract["Approved value"]) == ("over 400", "£216m")


def test_in_march_2016_both_dates_of_the_siam_award_stand_and_disagree() -> None:
    siam = rows(MARCH_2016)["SIAM-01"]
    assert siam["Supplier / contractor"] == "Atos"
    assert siam["Contract award: Forecast"] == "late Oct / early Nov 2015"
    assert day(siam["Contract award: Actual"]) == date(2015, 8, 24)
    assert day(siam["Effective date: Actual"]) == date(2015, 11, 2)
    assert siam["Award value (£m)"] == 96
    assert "disagree" in str(siam["Notes and source"])


@pytest.mark.parametrize("file", [MARCH_2016, APRIL_2017])
def test_before_2018_no_raised_value_and_no_transfer_is_known(file: str) -> None:
    text = words(file)
    later = ["143", "176.8", "234.5", "PCD 437", "PCD 556", "PCD 560", "PCD 813", "2018", "101.4", "Keysource", "445"]
    assert [word for word in later if word in text] == []
    assert rows(file)["BO-01"]["Service transfer: Actual"] is None


def test_in_march_2016_the_network_has_no_supplier() -> None:
    text = words(MARCH_2016)
    assert [word for word in ("BT", "PCD 151", "2017") if word in text] == []
    network = rows(MARCH_2016)["NET-01"]
    assert (network["Supplier / contractor"], network["Invitation: Planned"]) == ("TBC", "mid-Dec 2015")


def test_in_april_2017_the_network_is_approved_and_its_signature_not_known() -> None:
    network = rows(APRIL_2017)["NET-01"]
    assert (network["Supplier name"], network["Decision ref"]) == ("BT", "PCD 151")
    assert day(network["Decision date: Actual"]) == date(2017, 3, 2)
    assert day(network["Made public"]) == date(2017, 4, 13)
    assert (network["Contract award: Forecast"], network["Contract award: Actual"]) == ("by 31 Mar 2017", "TBC")
    assert (network["Estimated value"], network["Approved value"]) == (240_000_000, 200_000_000)


def test_march_2018_has_the_transfer_and_the_raised_values() -> None:
    contracts = rows(MARCH_2018)
    siam, back_office = contracts["SIAM-01"], contracts["BO-01"]
    assert siam["£m: Award value"] == 96
    assert siam["£m: Current value"] == 176.8
    assert siam["Change notes"] == "£96m to £143m (PCD 437); £143m to £176.8m (PCD 813)"
    assert back_office["Service transfer: Baseline"] == "Oct 2016"
    assert day(back_office["Service transfer: Actual"]) == date(2018, 2, 5)
    assert back_office["£m: Current value"] == 234.5
    assert back_office["TUPE transfer"] == "TBC"
    assert {contract["RAG"] for contract in contracts.values()} == {None}


@pytest.mark.parametrize("file", FILES)
def test_nothing_after_march_2018_stands_anywhere(file: str) -> None:
    text = words(file)
    assert [word for word in ("1639", "2027", "Pegasus", "DXC") if word in text] == []


@pytest.mark.parametrize("file", FILES)
def test_each_is_kept_as_people_keep_registers(file: str) -> None:
    sheet = register(file)
    header = sheet.oddHeader
    assert header is not None
    assert header.center.text == "OFFICIAL"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == f"${HEADERS[file]}:${HEADERS[file] + 1}"
    assert sheet.freeze_panes is not None
    assert [letter for letter, kept in sheet.column_dimensions.items() if kept.hidden] != []
    assert sum(cell.comment is not None for row in sheet.iter_rows() for cell in row) >= 2
    with zipfile.ZipFile(SAMPLES / file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert sum(name.startswith("xl/charts/chart") for name in names) == 1
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert re.findall(r"<(?:dc:creator|(?:cp:)?lastModifiedBy)[^>]*>([^<]*)", core) == [
        "Commercial team",
        "Commercial team",
    ]


def test_calamine_reads_each_and_formulas_have_their_results() -> None:
    seen = {}
    for file in FILES:
        for sheet in CalamineWorkbook.from_path(SAMPLES / file).sheet_names:
            found = CalamineWorkbook.from_path(SAMPLES / file).get_sheet_by_name(sheet).to_python()
            seen[file, sheet] = next((row for row in found if "Total" in row), [])
    assert sorted(seen) == [
        (BACK_OFFICE, "Contracts"),
        (BACK_OFFICE, "Costs"),
        (BACK_OFFICE, "Strands"),
        (OCTOBER, "Contract register"),
        (OCTOBER, "Lists"),
        (MARCH_2016, "Lists"),
        (MARCH_2016, "Register"),
        (APRIL_2017, "Contracts"),
        (APRIL_2017, "Lists"),
        (MARCH_2018, "Contract register"),
        (MARCH_2018, "Lists"),
    ]

    def totals(file: str, sheet: str) -> list[object]:
        return [value for value in seen[file, sheet] if value not in {"", "Total"}]

    assert totals(OCTOBER, "Contract register") == [240_000_000, 216_000_000]
    assert totals(MARCH_2016, "Register") == [240, 572.45, 96, 52.9]
    assert totals(APRIL_2017, "Contracts") == [240_000_000, 772_450_000, 96_000_000, 52_900_000]
    assert totals(MARCH_2018, "Contract register") == [240, 772.45, 96, 411.3, 52.9]


def test_the_rise_of_the_siam_contract_comes_to_84_percent() -> None:
    sheet = openpyxl.load_workbook(SAMPLES / MARCH_2018, data_only=True).worksheets[0]
    column = next(cell.column for cell in sheet[HEADERS[MARCH_2018]] if cell.value == "Rise so far")
    assert [round(value, 3) for row in (8, 15) if isinstance(value := sheet.cell(row, column).value, float)] == [
        0.842,
        0.086,
    ]

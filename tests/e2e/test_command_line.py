"""The command line as a script would use it: words, exit codes, JSON keys."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.__main__ import run
from siamdesk.domain.changes import ChangeSet, edits
from siamdesk.session import demo
from siamdesk.session.session import Session

SAMPLES = Path(demo.__file__).parents[1] / "resources" / "samples"
OCTOBER_2015, BACK_OFFICE, MARCH_2016, APRIL_2017, MARCH_2018 = (SAMPLES / name for name, _, _ in demo.REGISTERS)


class Told:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def siamdesk(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: object) -> Told:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return Told(code, printed.out, printed.err)

    return call


@pytest.fixture(scope="module")
def ttpi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "ttpi.siamdesk"
    demo.create(path).close()
    return path


def by_reference(contracts: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {contract["reference"]: contract for contract in contracts}


def test_as_known_on_2_october_2015(siamdesk: Any, ttpi: Path) -> None:
    told = siamdesk("list", ttpi, "--as-known", "2015-10-02", "--json")
    assert told.code == 0
    contracts = by_reference(told.json)
    assert set(contracts) == {"SIAM-01", "NET-01", "BO-01", "INC-01"}
    assert contracts["SIAM-01"]["contract_award.forecast"] == "2015-10-21/2015-11-10"
    assert contracts["BO-01"]["tupe_transfer.forecast"] == "XXXX"
    assert contracts["BO-01"]["service_transfer.forecast"] == "2016-10-01/.."
    assert contracts["NET-01"]["estimated_value"]["low"] == "240000000"
    for word in ("Atos", "96000000", "£96", "5 Feb 2018", "2018-02-05", "PCD", "CSC", "Accenture"):
        assert word not in told.out


def test_now(siamdesk: Any, ttpi: Path) -> None:
    contracts = by_reference(siamdesk("list", ttpi, "--json").json)
    assert contracts["BO-01"]["service_transfer.actual"] == "2018-02-05"
    assert contracts["BO-01"]["service_transfer.baseline"] == "2016-10-01/2016-10-31"
    assert contracts["BO-01"]["current_value"]["shown"] == "£234.5m"
    assert contracts["SIAM-01"]["current_value"]["shown"] == "£176.8m"
    assert contracts["SIAM-01"]["award_value"]["shown"] == "£96.0m"
    assert contracts["SIAM-01"]["suppliers"] == ["Atos"]
    assert len(contracts) == 9


def test_a_register_of_october_2015_imported_last_changes_the_past_and_not_the_present(
    siamdesk: Any, tmp_path: Path
) -> None:
    portfolio = tmp_path / "late.siamdesk"
    for register in (MARCH_2016, APRIL_2017, MARCH_2018):
        assert siamdesk("import", portfolio, register).code == 0
    before = siamdesk("list", portfolio, "--json").json
    assert siamdesk("list", portfolio, "--as-known", "2015-10-02", "--json").json == []
    told = siamdesk("import", portfolio, OCTOBER_2015, "--json")
    assert told.json["registers"][0]["late"] is True
    assert siamdesk("list", portfolio, "--json").json == before
    contracts = by_reference(siamdesk("list", portfolio, "--as-known", "2015-10-02", "--json").json)
    assert contracts["SIAM-01"]["contract_award.forecast"] == "2015-10-21/2015-11-10"
    assert contracts["SIAM-01"]["suppliers"] == ["TBC"]
    assert "award_value" not in contracts["SIAM-01"]
    later = by_reference(siamdesk("list", portfolio, "--as-known", "2016-03-31", "--json").json)
    assert later["SIAM-01"]["suppliers"] == ["Atos"]


def test_importing_twice_changes_nothing_the_second_time(siamdesk: Any, tmp_path: Path) -> None:
    portfolio = tmp_path / "twice.siamdesk"
    first = siamdesk("import", portfolio, MARCH_2018, "--json").json
    assert (first["added"]["count"], first["applied"]) == (9, True)
    data = portfolio.read_bytes()
    second = siamdesk("import", portfolio, MARCH_2018, "--json").json
    assert [second[key]["count"] for key in ("added", "changed", "missing", "conflicts", "unread")] == [0] * 5
    assert portfolio.read_bytes() == data


def test_disputes_are_left_open_and_exit_3(siamdesk: Any, tmp_path: Path) -> None:
    portfolio = tmp_path / "disputes.siamdesk"
    siamdesk("import", portfolio, OCTOBER_2015)
    told = siamdesk("import", portfolio, BACK_OFFICE, "--json")
    assert told.code == 3
    disputes = told.json["conflicts"]["details"]
    assert all(not dispute["taken"] for dispute in disputes)
    notes = next(dispute for dispute in disputes if dispute["field"] == "notes")
    assert notes["contract"] == "BO-01 Back office support services"
    assert notes["cell"].startswith("Contracts!")
    kept = by_reference(siamdesk("list", portfolio, "--json").json)["BO-01"]["notes"]
    assert kept == notes["our_record"]
    assert siamdesk("import", portfolio, BACK_OFFICE, "--conflicts", "theirs").code == 0
    taken = by_reference(siamdesk("list", portfolio, "--json").json)["BO-01"]["notes"]
    assert taken == notes["their_workbook"]
    assert siamdesk("import", portfolio, BACK_OFFICE).code == 0


def test_a_dry_run_does_nothing(siamdesk: Any, tmp_path: Path) -> None:
    portfolio = tmp_path / "dry.siamdesk"
    told = siamdesk("import", portfolio, MARCH_2018, "--dry-run", "--json")
    assert (told.json["added"]["count"], told.json["applied"]) == (9, False)
    assert not portfolio.exists()
    siamdesk("import", portfolio, OCTOBER_2015)
    data = portfolio.read_bytes()
    assert siamdesk("import", portfolio, MARCH_2016, "--dry-run").code == 0
    assert portfolio.read_bytes() == data


def test_inspect_prints_the_agreed_keys(siamdesk: Any) -> None:
    told = siamdesk("inspect", OCTOBER_2015, "--json").json
    assert set(told) == {"file", "sha256", "refused", "tables"}
    table = told["tables"][0]
    assert set(table) >= {"sheet", "range", "header_rows", "rows", "columns", "unread"}
    assert (table["sheet"], table["header_rows"], table["rows"]) == ("Contract register", [6, 7], 4)
    keys = {"letter", "header", "field", "confidence", "kind", "read", "unread", "blank", "day_first"}
    assert all(set(column) >= keys for column in table["columns"])
    fields = {column["header"]: column["field"] for column in table["columns"]}
    assert fields["Contract award Forecast"] == "contract_award.forecast"
    assert fields["Source"] is None


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_new_register_comes_home_with_no_difference(siamdesk: Any, ttpi: Path, tmp_path: Path, suffix: str) -> None:
    register = tmp_path / f"new.{suffix}"
    told = siamdesk("export", ttpi, "--new", register)
    assert (told.code, told.out) == (0, f"{register}: 9 contracts.\n")
    portfolio = tmp_path / "again.siamdesk"
    assert siamdesk("import", portfolio, register, "--known-on", "2018-03-31").code == 0
    ours = by_reference(siamdesk("list", ttpi, "--json").json)
    theirs = by_reference(siamdesk("list", portfolio, "--json").json)
    for contract in (*ours.values(), *theirs.values()):
        del contract["id"]
        for value in contract.values():
            if isinstance(value, dict):
                value.pop("words", None)
    assert theirs == ours


def test_a_query_narrows_list_and_export(siamdesk: Any, ttpi: Path, tmp_path: Path) -> None:
    told = siamdesk("list", ttpi, "--query", "tower:network value>50m", "--json").json
    assert [contract["reference"] for contract in told] == ["NET-01"]
    assert siamdesk("export", ttpi, "--new", tmp_path / "one.csv", "--query", "slipped>30d").out.endswith(
        "1 contracts.\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["list", "{tmp}/none.siamdesk"], 1, "There is no file"),
        (["list", "{ttpi}", "--query", "lunch:late"], 1, "There is no field “lunch” to filter by"),
        (["list", "{ttpi}", "--as-known", "soon"], 2, "“soon” is not a day"),
        (["inspect", "{tmp}/none.xlsx"], 1, "none.xlsx"),
        (["export", "{ttpi}", "--new", "{tmp}/a.pdf"], 1, "A new register is written as .xlsx or .csv"),
        (["export", "{ttpi}", "--new", "{tmp}/nowhere/a.xlsx"], 1, "There is no folder"),
        (["demo", "{ttpi}"], 1, "There is a file ttpi.siamdesk already"),
        (["list"], 2, "Missing argument"),
        (["--size", "wide"], 2, "is not a size"),
        (["{tmp}/none.siamdesk"], 1, "There is no file"),
    ],
)
def test_refusals_are_one_sentence(
    siamdesk: Any, ttpi: Path, tmp_path: Path, words: list[str], code: int, sentence: str
) -> None:
    told = siamdesk(*(word.format(tmp=tmp_path, ttpi=ttpi) for word in words))
    assert told.code == code
    assert sentence in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_portfolio_made_for_an_import_that_is_refused_is_not_left_behind(siamdesk: Any, tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.xlsx"
    nonsense.write_text("not a workbook")
    told = siamdesk("import", tmp_path / "new.siamdesk", nonsense)
    assert told.code == 1
    assert list(tmp_path.iterdir()) == [nonsense]


def test_without_a_display_only_the_demo_opens(siamdesk: Any, monkeypatch: pytest.MonkeyPatch, ttpi: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    told = siamdesk(ttpi)
    assert told.code == 1
    assert told.err == "There is no display to open a window on; --screenshot paints it into a file instead.\n"


def test_several_registers_are_one_step_and_one_refusal_stops_them_all(siamdesk: Any, tmp_path: Path) -> None:
    portfolio = tmp_path / "all.siamdesk"
    told = siamdesk("import", portfolio, MARCH_2018, MARCH_2016, OCTOBER_2015, "--json")
    assert told.code == 0
    assert [each["file"] for each in told.json["registers"]] == [
        OCTOBER_2015.name,
        MARCH_2016.name,
        MARCH_2018.name,
    ]
    assert siamdesk("import", portfolio, MARCH_2018, MARCH_2016, OCTOBER_2015, "--json").json["changed"]["count"] == 0
    nonsense = tmp_path / "nonsense.xlsx"
    nonsense.write_text("not a workbook")
    data = portfolio.read_bytes()
    refused = siamdesk("import", portfolio, APRIL_2017, nonsense)
    assert (refused.code, refused.out) == (1, "")
    assert "nonsense.xlsx" in refused.err
    assert portfolio.read_bytes() == data


def test_columns_saved_from_a_review_are_used(siamdesk: Any, tmp_path: Path) -> None:
    columns = tmp_path / "columns.json"
    columns.write_text('{"kind": "SIAMDesk columns", "columns": {"Colour": "category"}}')
    register = tmp_path / "register.csv"
    register.write_text("Ref,Title,Supplier,Award date,Colour\nA-1,Wi-Fi,BT,1 May 2016,blue\nA-2,LAN,BT,TBC,red\n")
    portfolio = tmp_path / "p.siamdesk"
    assert siamdesk("import", portfolio, register, "--columns", columns).code == 0
    assert [each["category"] for each in siamdesk("list", portfolio, "--json").json] == ["blue", "red"]
    columns.write_text('{"kind": "SIAMDesk columns", "columns": {"Colour": "lunch"}}')
    refused = siamdesk("import", portfolio, register, "--columns", columns)
    assert (refused.code, "names a field that there is none of (lunch)" in refused.err) == (1, True)


def test_a_register_is_written_back_into_its_own_cells(siamdesk: Any, tmp_path: Path) -> None:
    register = tmp_path / "r.xlsx"
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for line in (("Ref", "Title", "Supplier", "RAG"), ("A-1", "Wi-Fi", "BT", "Amber"), ("A-2", "LAN", "BT", "Green")):
        page.append(line)
    book.save(register)
    portfolio = tmp_path / "p.siamdesk"
    assert siamdesk("import", portfolio, register, "--known-on", "2016-01-31").code == 0
    told = siamdesk("export", portfolio, "--into", register, "--json")
    assert (told.code, told.json["edited"], told.json["written"]) == (0, [], None)
    with Session.open(portfolio).closing() as session:
        contract = next(c for c in session.portfolio.contracts.values() if c.reference == "A-2")
        session.apply(ChangeSet("edit", edits(contract, {"rag": "red"}), date(2016, 2, 1)))
    data = register.read_bytes()
    told = siamdesk("export", portfolio, "--into", register, "--dry-run", "--json")
    assert (told.code, told.json["edited"], told.json["written"]) == (0, ["Sheet!D3"], None)
    told = siamdesk("export", portfolio, "--into", register, "--out", tmp_path / "copy.xlsx", "--json")
    assert told.json["written"] == str(tmp_path / "copy.xlsx")
    assert register.read_bytes() == data
    told = siamdesk("export", portfolio, "--into", register, "--today", "2016-03-31")
    assert (told.code, told.err) == (0, "")
    assert "Sheet!D3 A-2 LAN, RAG: “Green” becomes “Red”" in told.out
    assert openpyxl.load_workbook(register)["Sheet"]["D3"].value == "Red"
    assert (tmp_path / "r (as it was on 2016-03-31).xlsx").read_bytes() == data
    assert siamdesk("import", portfolio, register, "--json").json["changed"]["count"] == 0
    refused = siamdesk("export", portfolio, "--into", tmp_path / "none.xlsx")
    assert (refused.code, "There is no file" in refused.err) == (1, True)
    assert siamdesk("export", portfolio).code == 2


def test_compare_says_what_moved_by_how_much_and_why(siamdesk: Any, ttpi: Path) -> None:
    told = siamdesk("compare", ttpi, "--from", "baseline", "--json")
    (slip,) = told.json
    assert {key: slip[key] for key in ("contract", "field", "from", "to", "days")} == {
        "contract": "BO-01",
        "field": "service_transfer.actual",
        "from": "2016-10-01/2016-10-31",
        "to": "2018-02-05",
        "days": [462, 492],
    }
    assert slip["source"] == "TTPi register 2018-03.xlsx, Contract register!P15, Review of March 2018"
    values = siamdesk("compare", ttpi, "--from", "2016-04-01", "--to", "Review of March 2018", "--query", "ref:SIAM-01")
    assert "SIAM-01 Service integration and management, Current value: blank → £176.8m" in values.out
    assert "NET-01" not in values.out
    assert siamdesk("compare", ttpi, "--from", "now", "--json").json == []
    told = siamdesk("compare", ttpi, "--from", "recorded 2015-10-02")
    assert told.out.startswith("From as recorded on 2 Oct 2015 to now\nNew: ")
    assert siamdesk("compare", ttpi, "--from", "October 2015").code == 1
    assert "may be several reviews" in siamdesk("compare", ttpi, "--from", "October 2015").err
    assert "neither a review nor a day" in siamdesk("compare", ttpi, "--from", "yesteryear").err


def test_a_diary_is_written(siamdesk: Any, ttpi: Path, tmp_path: Path) -> None:
    told = siamdesk("diary", ttpi, "--out", tmp_path / "d.ics", "--from", "2015-01-01", "--to", "2018-12-31")
    assert told.code == 0
    text = (tmp_path / "d.ics").read_text(encoding="utf-8")
    assert text.startswith("BEGIN:VCALENDAR")
    assert f"{text.count('BEGIN:VEVENT')} entries" in told.out
    assert siamdesk("diary", ttpi, "--out", tmp_path / "d.txt").code == 1

"""`siamdesk patch` as a script would use it: keys, exit codes, and the copy."""

import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.__main__ import run
from siamdesk.session import demo

SAMPLE = Path(demo.__file__).parents[1] / "resources" / "samples" / demo.REGISTERS[0][0]
SHEET = "Contract register"


def patch(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = run(["patch", *map(str, words)])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_cells_change_and_nothing_else(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "copy.xlsx"
    code, printed, _ = patch(capsys, SAMPLE, "--set", f"{SHEET}!C9=Core networks", "--out", out, "--json")
    told: dict[str, Any] = json.loads(printed)
    assert code == 0
    assert set(told) >= {"edited", "refused", "copied", "rewritten"}
    assert told["edited"] == [f"{SHEET}!C9"]
    with zipfile.ZipFile(SAMPLE) as old, zipfile.ZipFile(out) as new:
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert changed == [each["member"] for each in told["rewritten"]]
        assert told["copied"] == len(old.namelist()) - len(changed)
    assert openpyxl.load_workbook(out)[SHEET]["C9"].value == "Core networks"


def test_a_refused_cell_exits_3_and_a_refused_workbook_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "copy.xlsx"
    code, printed, _ = patch(capsys, SAMPLE, "--set", "Nowhere!A1=1", "--out", out, "--json")
    assert code == 3
    assert json.loads(printed)["refused"][0]["cell"] == "Nowhere!A1"
    assert out.read_bytes() == SAMPLE.read_bytes()
    text = tmp_path / "old.xlsx"
    text.write_text("nonsense")
    code, printed, said = patch(capsys, text, "--set", "A!A1=1", "--out", out)
    assert (code, printed) == (1, "")
    assert len(said.splitlines()) == 1


def test_usage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert patch(capsys, SAMPLE, "--set", "A!A1=1")[0] == 2
    assert patch(capsys, SAMPLE, "--out", tmp_path / "x.xlsx")[0] == 2
    code, printed, _ = patch(capsys, SAMPLE, "--set", f"{SHEET}!C9=x", "--dry-run")
    assert code == 0
    assert "Nothing was written: this was a dry run." in printed
    assert list(tmp_path.iterdir()) == []


def test_a_text_table_is_its_own_sheet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table, out = tmp_path / "register.csv", tmp_path / "copy.csv"
    table.write_bytes(b"Ref;Title\r\nNET-01;Networks\r\n")
    code, _, _ = patch(capsys, table, "--set", "register!B2=Core; networks", "--set", "A3=BO-01", "--out", out)
    assert code == 0
    assert out.read_bytes() == b'Ref;Title\r\nNET-01;"Core; networks"\r\nBO-01;\r\n'


def test_a_formula_goes_if_that_is_asked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "=1+1"
    path, out = tmp_path / "formula.xlsx", tmp_path / "copy.xlsx"
    book.save(path)
    assert patch(capsys, path, "--set", "A1=3", "--out", out)[0] == 3
    assert patch(capsys, path, "--set", "A1=3", "--out", out, "--replace-formulas")[0] == 0
    assert openpyxl.load_workbook(out).worksheets[0]["A1"].value == 3

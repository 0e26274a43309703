"""New registers and tower copies from the command line: words, exit codes, JSON keys."""

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.__main__ import run
from siamdesk.session import demo
from siamdesk.session.session import Session


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "ttpi.siamdesk"
    demo.create(path).close()
    return path


@pytest.fixture
def ttpi(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(made, tmp_path / "ttpi.siamdesk"))


@pytest.fixture
def siamdesk(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_a_sheet_a_tower_and_the_plan_beside(siamdesk: Any, ttpi: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    code, out, _ = siamdesk("export", ttpi, "--new", path, "--by-tower", "--json", "--today", "2018-04-03")
    assert code == 0
    assert json.loads(out) == {"written": str(path), "contracts": 9, "unstamped": None}
    assert openpyxl.load_workbook(path).sheetnames[-2:] == ["Timeline", "Legend"]
    assert openpyxl.load_workbook(path).sheetnames[:2] == ["SIAM", "Networks"]
    code, out, _ = siamdesk("export", ttpi, "--new", path, "--no-timeline", "--query", "tower:network")
    assert out == f"{path}: 1 contracts.\n"
    assert "Timeline" not in openpyxl.load_workbook(path).sheetnames


def test_what_was_exported_comes_home_with_nothing_to_say(siamdesk: Any, ttpi: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    siamdesk("export", ttpi, "--new", path, "--today", "2018-04-03")
    code, out, _ = siamdesk("import", ttpi, path, "--json", "--today", "2018-05-03")
    assert code == 0
    told = json.loads(out)
    assert [told[kind]["count"] for kind in ("added", "changed", "missing", "conflicts", "unread")] == [0] * 5


def test_without_leave_to_write_it_says_that_there_is_no_stamp(siamdesk: Any, ttpi: Path, tmp_path: Path) -> None:
    with Session.open(ttpi).closing():
        code, out, _ = siamdesk("export", ttpi, "--new", tmp_path / "new.xlsx")
    assert code == 0
    assert "It bears no stamp: " in out


def test_send_back_tells_of_each_tower(siamdesk: Any, ttpi: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    code, out, _ = siamdesk("export", ttpi, "--send-back", folder, "--json", "--today", "2018-04-03")
    copies = json.loads(out)["copies"]
    assert code == 0
    assert {copy["tower"] for copy in copies} >= {"SIAM", "Networks", "Hosting"}
    assert all(copy["looked_for"] > 10 and Path(copy["written"]).exists() for copy in copies)
    assert set(copies[0]) == {
        "tower", "written", "contracts", "original", "looked_for", "why", "refused", "unstamped",
    }  # fmt: skip
    _, out, _ = siamdesk("export", ttpi, "--send-back", tmp_path / "again", "--today", "2018-04-03")
    assert out.count("checked for leaks: ") == len(copies)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--send-back", "{ttpi}"], 1, "is a file: choose a folder"),
        (["--send-back", "{tmp}/a", "--new", "{tmp}/b.xlsx"], 2, "Say one of --new"),
        ([], 2, "Say one of --new"),
    ],
)
def test_what_is_refused(siamdesk: Any, ttpi: Path, tmp_path: Path, words: list[str], code: int, said: str) -> None:
    given = [word.format(ttpi=ttpi, tmp=tmp_path) for word in words]
    done = siamdesk("export", ttpi, *given)
    assert (done[0], said in done[2]) == (code, True)

"""No mutated file brings a traceback, a hang, or more than a gigabyte. SIAMDESK_FUZZ=5000 runs as many cases."""

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Book = Callable[..., Path]

SCRIPT = Path(__file__).with_name("fuzzing.py")
ROOT = Path(__file__).parents[2]
CASES = 240
DAY = dt.date(2015, 10, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="memory is bounded as on POSIX")
def test_mutated_files_are_read_or_refused(book: Book, tmp_path: Path) -> None:
    rows = [
        ["OFFICIAL", None, "As at", DAY],
        [
            "Ref",
            "Title",
            "Supplier",
            "Award date",
            "End date",
            "Value (£m)",
            "2016/17 run",
            "Start year",
            "Start quarter",
        ],
        ["N1", "Network", "BT", DAY, "TBC", 5.5, 100, 2015, "Q2"],
        ["007", "Hosting", "CSC; Atos", "late Oct 2015", DAY, "£1m-£5m", None, "FY16", "Quarter 4 (Jul-Sep)"],
        ["Total", None, None, None, None, 10],
    ]

    def spoil(sheet: object) -> None:
        sheet["D6"] = "=TODAY()"  # type: ignore[index]  a worksheet
        sheet.merge_cells("C3:C4")  # type: ignore[attr-defined]  likewise

    small = book(rows, spoil)
    lines = ["Ref,Title,Supplier,Award date,Value (£)"]
    lines += [f'N{n},"Net, {n}",BT,{n % 28 + 1:02}/10/2015,"£{n}.5m"' for n in range(40)]
    text = tmp_path / "register.csv"
    text.write_text("\n".join(lines), encoding="utf-8")
    seeds = [small, small, text, text, *sorted((ROOT / "siamdesk/resources/samples").glob("Back*.xlsx"))]
    shared = ROOT.parent / "shared" / "registers"
    seeds += [shared / name for name in ("ocds-template.ods", "us-gsa-03fac-template.xls") if (shared / name).is_file()]
    count = int(os.environ.get("SIAMDESK_FUZZ", CASES))
    folder = tmp_path / "cases"
    folder.mkdir()
    command = [sys.executable, str(SCRIPT), str(folder), "0", str(count), *map(str, seeds)]
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=paths, capture_output=True, text=True, check=False)
    last = done.stdout.splitlines()[-1]
    assert done.returncode == 0, f"{last}: {done.stderr[-3000:]}"
    found = re.fullmatch(r"done: (\d+) read, (\d+) without a register, (\d+) refused", last)
    assert found is not None
    assert sum(map(int, found.groups())) == count
    assert min(map(int, found.groups())) > 0

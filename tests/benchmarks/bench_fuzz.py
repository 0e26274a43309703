"""Some thousand mutated files, read or refused: how many came to what, and the slowest of them.

A traceback, a hang or more than a gigabyte fails the run and tells the number of the case. SIAMDESK_FUZZ_FROM=N begins
with another case.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Table

REGISTER = Path(__file__).parents[1] / "register"
sys.path.insert(0, str(REGISTER))
CASES = 6_000


def test_thousands_of_mutated_files(tmp_path: Path, table: "type[Table]") -> None:
    import fuzz_seeds

    first = os.environ.get("SIAMDESK_FUZZ_FROM", "0")
    seeds = map(str, fuzz_seeds.seeds(tmp_path))
    command = [sys.executable, str(REGISTER / "fuzzing.py"), str(tmp_path), first, str(CASES), *seeds]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    last = done.stdout.splitlines()[-1]
    assert done.returncode == 0, f"{last}: {done.stderr[-3000:]}"
    table.line(f"{CASES:,} mutated files from case {first}", time.perf_counter() - begun, last)

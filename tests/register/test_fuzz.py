"""No mutated file brings a traceback, a hang, or more than a gigabyte. SIAMDESK_FUZZ=5000 runs as many cases."""

import os
import re
import subprocess
import sys
from pathlib import Path

import fuzz_seeds
import pytest

SCRIPT = Path(__file__).with_name("fuzzing.py")
CASES = 240


@pytest.mark.skipif(sys.platform == "win32", reason="memory is bounded as on POSIX")
def test_mutated_files_are_read_or_refused(tmp_path: Path) -> None:
    count = int(os.environ.get("SIAMDESK_FUZZ", CASES))
    folder = tmp_path / "cases"
    folder.mkdir()
    command = [sys.executable, str(SCRIPT), str(folder), "0", str(count), *map(str, fuzz_seeds.seeds(tmp_path))]
    paths = os.environ | {"PYTHONPATH": str(fuzz_seeds.ROOT)}
    done = subprocess.run(command, cwd=fuzz_seeds.ROOT, env=paths, capture_output=True, text=True, check=False)
    last = done.stdout.splitlines()[-1]
    assert done.returncode == 0, f"{last}: {done.stderr[-3000:]}"
    found = re.fullmatch(r"done: (\d+) read, (\d+) without a register, (\d+) refused; .*", last)
    assert found is not None
    assert sum(map(int, found.groups())) == count
    assert min(map(int, found.groups())) > 0

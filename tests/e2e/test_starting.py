"""The program started as a user starts it: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.qt

_WATCH = """
import sys
from pathlib import Path
from siamdesk.__main__ import run
code = run(["--demo", "--screenshot", sys.argv[1], "--today", "2018-04-03"])
print(sorted({"openpyxl", "pptx", "icalendar"} & set(sys.modules)), "PySide6.QtNetwork" in sys.modules)
sys.exit(code)
"""


def without_a_display() -> dict[str, str]:
    gone = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in gone}


def test_slow_libraries_are_not_loaded_by_the_window(tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [sys.executable, "-c", _WATCH, str(picture)],
        check=False,
        capture_output=True,
        text=True,
        env=without_a_display(),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("[] False")
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display to be had")
def test_the_demo_paints_itself_where_there_is_no_display(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "siamdesk", "--demo"],
        check=False,
        capture_output=True,
        text=True,
        env=without_a_display(),
        cwd=tmp_path,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "There is no display; the window is painted to siamdesk-demo.png.\n"
    assert (tmp_path / "siamdesk-demo.png").stat().st_size > 50_000

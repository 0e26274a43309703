"""From the start of the process to a window, and to the demo's picture; beside a bare Qt window as the floor."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Table

pytestmark = pytest.mark.qt

_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(["bare"])
window = QMainWindow()
window.show()
app.processEvents()
"""
_WINDOW = """
import sys, tempfile
from datetime import date
from pathlib import Path
from siamdesk.ui.starting import application
from siamdesk.ui.appearance import dress, theme_named
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings
app = application()
theme = theme_named("light", app)
dress(app, theme)
window = MainWindow(Controller(date(2018, 4, 3), ""), Settings(Path(tempfile.mkdtemp()) / "s.ini"), theme)
window.show()
app.processEvents()
assert "sqlalchemy" not in sys.modules
window.controller.close()
"""
_RUNS = 5


def _seconds(command: list[str]) -> float:
    """The best of a few runs, in seconds of the clock: starting is mostly waiting for the disk."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    times = []
    for _ in range(_RUNS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=environment, timeout=120)
        times.append(time.perf_counter() - begun)
    return min(times)


def test_time_to_the_first_window_and_to_the_demos_picture(table: "type[Table]", tmp_path: Path) -> None:
    bare = _seconds([sys.executable, "-c", _BARE])
    window = _seconds([sys.executable, "-c", _WINDOW])
    demo = _seconds([sys.executable, "-m", "siamdesk", "--demo", "--screenshot", str(tmp_path / "demo.png")])
    table.line("a bare Qt window, start to exit", bare)
    table.line("start to the first window", window, f"{window / bare:.2f} times the bare window")
    table.line("siamdesk --demo --screenshot, start to exit", demo, f"{demo / bare:.2f} times the bare window")

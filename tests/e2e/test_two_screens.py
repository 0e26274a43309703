"""A desk and a wall: the meeting goes to the screen that the window is not on, its notes to the other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.qt

SCRIPT = """
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest

from siamdesk.drawing.styles import THEMES
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings
from siamdesk.ui.starting import application

app = application()
window = MainWindow(Controller(date(2018, 4, 3), "tester"), Settings(Path(sys.argv[1])), THEMES["light"])
window.show()

def settle():
    while window.controller.is_busy:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    QTest.qWait(50)

def where():
    wall = window.hands.meeting.view.shown
    notes = wall.presenter
    print(wall.screen().name(), wall.width(), wall.height(), notes.screen().name(), notes.isVisible())

window.controller.open_demo()
settle()
window.hands.meeting.view.open()
settle()
where()
QTest.keyClick(window.hands.meeting.view.shown, Qt.Key.Key_M)
settle()
where()
window.hands.meeting.view.close()
settle()
window.hands.meeting.view.open()
settle()
where()
print(window.hands.meeting.view.shown.presenter.text.toPlainText().splitlines()[0])
window.close()
"""


def test_the_meeting_is_on_the_wall_and_the_notes_are_on_the_desk(tmp_path: Path) -> None:
    screens = [
        {
            "name": name,
            "x": x,
            "y": 0,
            "width": width,
            "height": height,
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
            "dpr": 1,
        }
        for name, x, width, height in (("Desk", 0, 1600, 900), ("Wall", 1600, 1920, 1080))
    ]
    config, script = tmp_path / "screens.json", tmp_path / "script.py"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "settings.ini")],
        cwd=tmp_path,
        env=os.environ
        | {"QT_QPA_PLATFORM": f"offscreen:configfile={config.name}", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "Wall 1920 1080 Desk True",
        "Desk 1600 900 Wall True",
        # The screen that was chosen is remembered.
        "Desk 1600 900 Wall True",
        "Total Technology Programme Infrastructure",
    ]

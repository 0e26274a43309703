"""The process is killed in the middle of a meeting: what was decided is there, and the meeting goes on where it was."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.contract import Contract, Tower
from siamdesk.session import reviews
from siamdesk.session.session import Session

pytestmark = pytest.mark.qt
KILLS = int(os.environ.get("SIAMDESK_KILLS", "6"))
"""Each costs a start of the program; forty were seen to pass."""
TODAY = date(2018, 4, 3)

ORDER = ("portfolio", *(f"t{n}" for n in range(5)), "disputes", "actions")

CHILD = """
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop

from siamdesk.drawing.styles import THEMES
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings
from siamdesk.ui.starting import application

path, settings = Path(sys.argv[1]), Path(sys.argv[2])
app = application()
window = MainWindow(Controller(date(2018, 4, 3), "tester"), Settings(settings), THEMES["light"])

def settle():
    while window.controller.is_busy:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
    app.processEvents()

window.controller.open(path)
settle()
window.hands.meeting.view.open(full=False)
settle()
wall = window.hands.meeting.view.shown
print("page", wall.key, flush=True)
number = 0
while True:
    number += 1
    wall.go(wall.keys[(wall.keys.index(wall.key) + 1) % len(wall.keys)])
    settle()
    print("page", wall.key, flush=True)
    if wall.view.page.takes_notes:
        wall.noted.emit("decision", f"{sys.argv[3]}-{number}", "", None, "")
        settle()
        print("decided", f"{sys.argv[3]}-{number}", flush=True)
"""


def test_all_that_was_decided_is_there_and_the_meeting_goes_on_where_it_was(tmp_path: Path) -> None:
    path, settings, script = tmp_path / "a.siamdesk", tmp_path / "settings.ini", tmp_path / "child.py"
    script.write_text(CHILD, encoding="utf-8")
    with Session.create(path, "tester").closing() as session:
        towers = tuple(Make(Tower(f"t{n}", f"Tower {n}", place=n)) for n in range(5))
        contracts = tuple(Make(Contract(f"c{n}", f"C-{n}", tower_id=f"t{n}")) for n in range(5))
        session.apply(ChangeSet("made", (*towers, *contracts), TODAY, author="tester"))
        session.apply(reviews.start(session.portfolio, "April", TODAY)[0])
    chance = random.Random(2018)
    decided: list[str] = []
    page = ""
    for run in range(KILLS):
        with subprocess.Popen(
            [sys.executable, str(script), str(path), str(settings), str(run)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        ) as child:
            assert child.stdout is not None
            first = child.stdout.readline().split()
            assert first == ["page", page or "portfolio"]
            time.sleep(chance.uniform(0.0, 0.4))
            child.send_signal(signal.SIGKILL)
            told = [first, *(line.split() for line in child.stdout.read().splitlines())]
        pages = [word for kind, word in (each for each in told if len(each) == 2) if kind == "page"]
        decided += [word for kind, word in (each for each in told if len(each) == 2) if kind == "decided"]
        with Session.open(path, author="tester").closing() as session:
            found = {each.text for each in reviews.decisions(session.portfolio)}
            assert found >= set(decided)
            assert reviews.open_review(session.portfolio) is not None
        page = kept_page(settings)
        # The page that was told last, or the next: it may have been shown and not been told.
        assert page in {pages[-1], ORDER[(ORDER.index(pages[-1]) + 1) % len(ORDER)]}
    assert decided


def kept_page(settings: Path) -> str:
    """The page that was written down last."""
    lines = settings.read_text(encoding="utf-8").splitlines()
    return next((line.partition("=")[2] for line in lines if "meeting_page=" in line), "")

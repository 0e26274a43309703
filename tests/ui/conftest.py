from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from siamdesk.drawing.styles import THEMES
from siamdesk.ui import errors
from siamdesk.ui.controller import Controller
from siamdesk.ui.import_review import ImportReview
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings
from siamdesk.ui.starting import application
from siamdesk.ui.write_back import WriteBackDialog

TODAY = date(2018, 4, 3)


@pytest.fixture(scope="session")
def qapp() -> Any:
    return application()


@pytest.fixture(autouse=True)
def _no_dialog_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog nobody answers would make the tests wait for ever: what it says fails them instead."""

    def unasked(said: str) -> Any:
        raise AssertionError(f"nobody is there to answer: {said}")

    monkeypatch.setattr(errors, "say", lambda _parent, sentence: unasked(sentence))
    monkeypatch.setattr(errors, "ask", lambda _parent, question, _yes: unasked(question))
    monkeypatch.setattr(errors.FaultReport, "exec", lambda report: unasked(report.text))
    monkeypatch.setattr(ImportReview, "exec", lambda review: unasked(review.title.text()))
    monkeypatch.setattr(WriteBackDialog, "exec", lambda dialog: unasked(dialog.windowTitle()))


@pytest.fixture
def window(qtbot: Any, tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(Controller(TODAY, "tester"), Settings(tmp_path / "settings.ini"), THEMES["light"])
    made.resize(1280, 720)
    made.show()
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def settled(qtbot: Any, window: MainWindow) -> Callable[[], None]:
    """Waits until the worker has nothing left to do and the window shows it."""

    def wait() -> None:
        qtbot.waitUntil(lambda: not window.controller.is_busy, timeout=20_000)

    return wait


@pytest.fixture
def demo_window(window: MainWindow, settled: Callable[[], None]) -> MainWindow:
    window.controller.open_demo()
    settled()
    return window

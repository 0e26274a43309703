"""Exporting and sending back from the window."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog

from siamdesk.session.export_register import Wanted
from siamdesk.ui import ask_export, commands, errors
from siamdesk.ui.ask_export import ExportDialog
from siamdesk.ui.main_window import MainWindow

pytestmark = pytest.mark.qt


def test_what_can_be_chosen(demo_window: MainWindow) -> None:
    dialog = ExportDialog("", demo_window)
    assert not dialog.in_view.isEnabled()
    assert dialog.wanted == Wanted()
    dialog = ExportDialog("tower:network", demo_window)
    assert dialog.wanted == Wanted("tower:network")
    dialog.in_view.setChecked(False)
    dialog.by_tower.setChecked(True)
    dialog.timeline.setChecked(False)
    assert dialog.wanted == Wanted("", by_tower=True, timeline=False)


def test_a_new_register_is_written_and_noted(
    demo_window: MainWindow, settled: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, said = tmp_path / "new.xlsx", []
    monkeypatch.setattr(commands, "ask_export", lambda *_: Wanted(by_tower=True))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(errors, "say", lambda _parent, sentence: said.append(sentence))
    demo_window.actions_["export"].trigger()
    settled()
    assert openpyxl.load_workbook(path).sheetnames[0] == "SIAM"
    assert said == ["new.xlsx is written, with 9 contracts."]
    registers = demo_window.controller.shown.portfolio.registers.values()
    assert [each.name for each in registers if each.known_on is None] == ["new.xlsx"]


def test_thinking_better_of_it_writes_nothing(demo_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExportDialog, "exec", lambda _: ExportDialog.DialogCode.Rejected)
    assert ask_export.ask_export(demo_window, "") is None
    demo_window.actions_["export"].trigger()
    assert not demo_window.controller.is_busy


def test_sending_back_tells_of_each_tower(
    demo_window: MainWindow, settled: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    monkeypatch.setattr(errors, "say", lambda _parent, sentence: said.append(sentence))
    demo_window.actions_["send_back"].trigger()
    settled()
    (told,) = said
    assert told.count("checked for leaks: ") == len(told.splitlines()) == len(list((tmp_path / "out").iterdir()))

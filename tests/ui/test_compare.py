"""Comparing any two points in the window: the view, the tree, the timeline and what is written of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from siamdesk.drawing.styles import THEMES
from siamdesk.session.moved_lines import Line
from siamdesk.ui import compare_commands
from siamdesk.ui.compare_view import MOVED, SOURCE, CompareView
from siamdesk.ui.controller import Shown
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.tree_model import SUPPLIER, VALUE

pytestmark = pytest.mark.qt

Settled = Callable[[], None]
OCTOBER, MARCH = "Review of 2 October 2015", "Review of March 2018"


def opened(window: MainWindow, settled: Settled) -> CompareView:
    window.actions_["compare"].trigger()
    settled()
    view = window.hands.compare.view
    assert view is not None
    return view


def choose(view: CompareView, start: str, end: str, settled: Settled) -> None:
    view.start.setCurrentIndex(view.start.findText(start))
    view.end.setCurrentIndex(view.end.findText(end))
    view.ask()
    settled()


def cells(view: CompareView, row: int) -> list[str]:
    return [str(view.model.index(row, column).data() or "") for column in range(view.model.columnCount())]


def test_two_reviews_side_by_side_the_most_moved_first(demo_window: MainWindow, settled: Settled) -> None:
    view = opened(demo_window, settled)
    choose(view, OCTOBER, MARCH, settled)
    first = cells(view, 0)
    assert first[2:6] == ["Service transfer, actual", "from October 2016, foreseen", "5 Feb 2018", "at most +492 d"]
    assert first[SOURCE].startswith("TTPi register 2018-03.xlsx, Contract register!P15")
    view.table.selectRow(0)
    assert "to 5 Feb 2018, in TTPi register 2018-03.xlsx, Contract register!P15" in view.why.toPlainText()
    contract = demo_window.controller.shown.portfolio.contracts[demo_window.tree.selected_key()]
    assert contract.reference == "BO-01"
    assert not view.grab().isNull()


def test_chips_words_and_headers_narrow_and_sort(demo_window: MainWindow, settled: Settled) -> None:
    view = opened(demo_window, settled)
    choose(view, OCTOBER, MARCH, settled)
    many = view.model.height()
    view.chips["value"].click()
    assert 0 < view.model.height() < many
    assert all("value" in each.what.lower() for each in view.model.lines)
    assert view.told.text() == f"{view.model.height():,} of {many:,} lines"
    view.line.setText("SIAM-01")
    assert {each.contract.split()[0] for each in view.model.lines} == {"SIAM-01"}
    view.line.setText("no such words")
    assert view.model.height() == 0
    assert view.told.text() == "No line has all of that: take back a word of the filter, or a kind."
    view.line.clear()
    view.chips["value"].click()
    view.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    held = [each.contract.casefold() for each in view.model.lines]
    assert held == sorted(held)


def test_lines_are_copied_and_exported(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    view = opened(demo_window, settled)
    choose(view, OCTOBER, MARCH, settled)
    view.copy_lines()
    copied = QGuiApplication.clipboard().text().split("\n")
    assert len(copied) == view.model.height() + 1
    path = tmp_path / "moved.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    said: list[str] = []
    demo_window.controller.said.disconnect()
    demo_window.controller.said.connect(said.append)
    view.export.click()
    settled()
    assert said == ["moved.xlsx is written."]
    book = openpyxl.load_workbook(path)
    assert book["What moved"].max_row > view.model.height()
    book.close()


def test_a_day_as_recorded_is_asked_for(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = opened(demo_window, settled)
    answers: list[date | None] = [None, date(2015, 10, 2)]
    monkeypatch.setattr(compare_commands, "ask_day", lambda *_: answers.pop(0))
    before = view.points()
    for expected in (before, ("recorded 2015-10-02", before[1])):
        view.start.setCurrentIndex(view.start.findText("As recorded by a day…"))
        view.start.activated.emit(view.start.currentIndex())
        settled()
        assert view.points() == expected
    # Nothing had been entered by then: all there is now is new.
    assert {each.kind for each in view.model.lines} == {"new"}


def test_what_is_open_follows_a_change(demo_window: MainWindow, settled: Settled) -> None:
    view = opened(demo_window, settled)
    choose(view, MARCH, "Now", settled)
    assert view.told.text() == "Nothing differs between these two points."
    contract = next(c for c in demo_window.controller.shown.portfolio.contracts.values() if c.reference == "BO-01")
    demo_window.edits.type(contract.id, "owner", "Somebody else")
    settled()
    settled()
    assert [(each.what, each.now) for each in view.model.lines] == [("Contract owner", "Somebody else")]


def test_the_tree_shows_what_differs_beside_what_was(demo_window: MainWindow, settled: Settled) -> None:
    demo_window.controller.compare_with(OCTOBER)
    settled()
    rows = demo_window.tree.rows
    shown: Shown = demo_window.controller.shown
    contract = next(c for c in shown.portfolio.contracts.values() if c.reference == "SIAM-01")
    index = rows.index_of(contract.id).siblingAtColumn(SUPPLIER)
    assert rows.then(rows.node(index), SUPPLIER) == "TBC"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Supplier: Atos, was TBC"
    assert "Was: TBC" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert rows.then(rows.node(index), VALUE) != ""
    for height in ("compact", "normal", "tall"):
        demo_window.set_row_height(height)
        assert not demo_window.tree.grab().isNull()
    assert "2 October 2015" in demo_window.bar.compare_button.text()
    demo_window.controller.compare_with(None)
    settled()
    assert rows.then(rows.node(rows.index_of(contract.id)), SUPPLIER) == ""


def test_the_timeline_compares_with_a_day_as_recorded(demo_window: MainWindow, settled: Settled) -> None:
    demo_window.controller.compare_with("recorded 2015-10-02")
    settled()
    compared = demo_window.controller.shown.compare
    assert compared is not None
    assert not compared.contracts
    assert "recorded 2015-10-02" in demo_window.bar.compare_button.text()


def test_before_anything_is_compared_the_view_says_what_to_do(qtbot: Any, qtmodeltester: Any) -> None:
    view = CompareView(THEMES["light"])
    qtbot.addWidget(view)
    assert view.told.text() == "Choose two points of the history above: a review, a day, the baselines, or now."
    lines = [Line(f"c{n}", "other", f"N-{n}", "Networks", "Title", "a", "b") for n in range(5_000)]
    view.show_lines(lines)
    assert view.model.height() == 5_000
    assert view.model.headerData(MOVED, Qt.Orientation.Horizontal) == "Moved"
    qtmodeltester.check(view.model)

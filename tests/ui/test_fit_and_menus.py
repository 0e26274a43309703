"""Pan, zoom and fit by pointer and keys, and the menu of a row."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from siamdesk.timeline.extent import reach
from siamdesk.ui.edit_field import FieldDialog
from siamdesk.ui.main_window import MainWindow

pytestmark = pytest.mark.qt
Settled = Callable[[], None]


def contract(window: MainWindow, reference: str) -> Any:
    return next(c for c in window.controller.shown.portfolio.contracts.values() if c.reference == reference)


def in_view(window: MainWindow) -> tuple[date, date]:
    body = window.canvas.body
    return body.scale.day(body.left), body.scale.day(body.left + body.viewport().width())


def wheel(window: MainWindow, at: QPoint, turn: int, modifiers: Qt.KeyboardModifier) -> None:
    viewport = window.canvas.body.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(viewport.mapToGlobal(at)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_dragging_on_empty_space_pans_both_ways(demo_window: MainWindow, qtbot: Any) -> None:
    window = demo_window
    window.resize(1280, 480)
    body = window.canvas.body
    body.zoom(3.0)
    qtbot.waitUntil(lambda: body.verticalScrollBar().maximum() > 60)
    left, top, viewport = body.left, body.top, body.viewport()
    start = next(
        QPoint(x, y)
        for x in range(20, viewport.width(), 40)
        for y in range(viewport.height() - 20, 60, -10)
        if body.hand.can_take(QPointF(x, y)) is None
    )
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    qtbot.mouseMove(viewport, start - QPoint(20, 20))
    qtbot.mouseMove(viewport, start - QPoint(50, 40))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start - QPoint(50, 40))
    assert (body.left - left, body.top - top) == (50, 40)


def test_control_and_the_wheel_zoom_about_the_pointer(demo_window: MainWindow) -> None:
    body, at = demo_window.canvas.body, QPoint(300, 60)
    day, pixels = body.scale.day(body.left + at.x()), body.scale.pixels_per_day
    wheel(demo_window, at, 240, Qt.KeyboardModifier.ControlModifier)
    assert body.scale.pixels_per_day > 1.3 * pixels
    assert abs(body.scale.day(body.left + at.x()) - day) <= timedelta(days=3)


def test_shift_and_the_wheel_scroll_across(demo_window: MainWindow) -> None:
    body = demo_window.canvas.body
    left, top = body.left, body.top
    wheel(demo_window, QPoint(300, 60), -120, Qt.KeyboardModifier.ShiftModifier)
    assert body.left > left
    assert body.top == top


def test_keys_pan_and_zoom(demo_window: MainWindow, qtbot: Any) -> None:
    demo_window.resize(1280, 480)
    body = demo_window.canvas.body
    qtbot.waitUntil(lambda: body.verticalScrollBar().maximum() > 60)
    body.zoom(4.0)
    body.setFocus()
    left, pixels = body.left, body.scale.pixels_per_day
    qtbot.keyClick(body, Qt.Key.Key_Right)
    assert body.left > left
    qtbot.keyClick(body, Qt.Key.Key_Left)
    assert body.left == left
    qtbot.keyClick(body, Qt.Key.Key_PageDown)
    assert body.top > 30
    qtbot.keyClick(body, Qt.Key.Key_PageUp)
    assert body.top == 0
    qtbot.keyClick(body, Qt.Key.Key_Plus)
    assert body.scale.pixels_per_day > pixels
    qtbot.keyClick(body, Qt.Key.Key_Minus)
    assert body.scale.pixels_per_day == pytest.approx(pixels)
    qtbot.keyClick(body, Qt.Key.Key_Home)
    home = body.left
    qtbot.keyClick(body, Qt.Key.Key_End)
    assert body.left > home


def test_fitting_a_contract_its_tower_and_the_next_days(demo_window: MainWindow) -> None:
    window = demo_window
    first = contract(window, "DC-01")
    window.tree.select_key(first.id)
    for command, contracts in (
        ("fit_contract", [first]),
        ("fit_selection", [first]),
        ("fit_tower", [first, contract(window, "DC-02")]),
    ):
        window.actions_[command].trigger()
        days = reach(contracts)
        assert days is not None
        left, right = in_view(window)
        assert left <= days[0] <= days[1] <= right, command
        assert (right - left) < 2 * (days[1] - days[0]) + timedelta(days=300), command
    window.actions_["fit_near"].trigger()
    left, right = in_view(window)
    assert left <= window.day
    assert window.day + timedelta(days=90) <= right <= window.day + timedelta(days=250)


def test_the_menu_of_a_row(demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    window = demo_window
    window.tree.select_key(contract(window, "NET-01").id)
    menu = QMenu()
    window.hands.menu.fill(menu)
    words = [action.text().replace("&", "").partition("   ")[0] for action in menu.actions() if action.text()]
    assert words == [
        "Change…", "Dates", "Reassign owner…", "Copy rows for Excel", "Paste values from Excel…",
        "Copy picture of the timeline", "Fit this", words[7], "Withdraw",
    ]  # fmt: skip
    assert words[7].startswith("Write back")
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        FieldDialog, "exec", lambda d: asked.append((d.key, d.title.text())) or FieldDialog.DialogCode.Rejected
    )
    dates = next(action.menu() for action in menu.actions() if action.text() == "D&ates")
    award = next(each for each in dates.actions() if each.data() == "contract_award.forecast")
    assert award.text().startswith("Contract award, forecast\t")
    award.trigger()
    next(each for each in menu.actions() if "owner" in each.text()).trigger()
    assert [key for key, _ in asked] == ["contract_award.forecast", "owner"]
    assert asked[0][1] == "NET-01 Network services"
    window.controller.show_as_known(date(2015, 10, 2))
    settled()
    later = QMenu()
    window.hands.menu.fill(later)
    may = {action.text().replace("&", ""): action.isEnabled() for action in later.actions()}
    assert not any(may[words] for words in ("Change…", "Dates", "Reassign owner…", "Withdraw"))
    assert may["Copy rows for Excel"]


def test_a_right_click_selects_the_row_it_is_on(demo_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window = demo_window
    shown: list[str] = []
    monkeypatch.setattr(window.hands.menu, "fill", lambda _: shown.append(window.tree.selected_key()))
    window.tree.select_key(contract(window, "NET-01").id)
    scene, owner = window.canvas.body.scene, contract(window, "SIAM-01").id
    assert scene is not None
    place = scene.layout.rows.find(owner)
    assert place is not None
    window.canvas.body.customContextMenuRequested.emit(QPoint(40, round(scene.layout.tops[place]) + 10))
    index = window.tree.rows.index_of(contract(window, "NET-01").id)
    window.tree.customContextMenuRequested.emit(window.tree.visualRect(index).center())
    assert shown == [owner, contract(window, "NET-01").id]

"""The lanes under the timeline, in the window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from siamdesk.domain.contract import SpendLine
from siamdesk.domain.money import Basis, Money
from siamdesk.timeline.shapes import Bar
from siamdesk.ui.main_window import MainWindow

pytestmark = pytest.mark.qt
Settled = Callable[[], None]


@pytest.fixture
def spending_window(demo_window: MainWindow, qtbot: Any) -> MainWindow:
    """The sample with some spend of the back office."""
    window = demo_window
    shown = window.controller.shown
    back_office = next(each.id for each in shown.portfolio.contracts.values() if each.reference == "BO-01")
    amount = Money(Decimal(10_000_000), Decimal(10_000_000), "GBP", Basis.APPROVED)
    lines = [SpendLine(f"s{n}", back_office, 2015 + n, "run", amount) for n in range(3)]
    window.controller.shown = replace(
        shown, portfolio=shown.portfolio.with_rows(("spend", each.id, each) for each in lines)
    )
    window.controller.changed.emit()
    lanes = window.parts.lanes
    lanes._work_out()
    lanes.repaint()
    qtbot.waitUntil(lambda: any(shape.style.startswith("spend.") for shape in lanes.drawn))
    return window


def bars(window: MainWindow) -> list[Bar]:
    return [each for each in window.parts.lanes.drawn if isinstance(each, Bar) and each.style.startswith("spend.")]


def test_the_lanes_stand_under_the_timeline_on_its_calendar(spending_window: MainWindow) -> None:
    window = spending_window
    body, lanes = window.canvas.body, window.parts.lanes
    left = body.viewport().mapToGlobal(QPoint(0, 0)).x()
    assert lanes.mapToGlobal(QPoint(lanes._column, 0)).x() == left
    first = bars(window)[0]
    assert 0 < first.x - body.scale.x(date(2015, 4, 1)) < 10
    assert 0 < body.scale.x(date(2016, 4, 1)) - first.x - first.width < 10


def test_a_click_on_a_bar_narrows_to_its_tower_and_can_be_taken_back(spending_window: MainWindow, qtbot: Any) -> None:
    window = spending_window
    lanes, body = window.parts.lanes, window.canvas.body
    bar = next(
        each for each in bars(window) if body.left < each.x + each.width / 2 < body.left + body.viewport().width()
    )
    at = QPoint(int(bar.x + bar.width / 2 - body.left + lanes._column), int(bar.y + bar.height / 2))
    qtbot.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=at)
    assert window.bar.search.text() == 'tower:"Back office"'
    assert "1 contract, 1 tower of 9" in window.parts.status.counts.text()
    window.bar.search.clear()
    qtbot.keyPress(window.bar.search, Qt.Key.Key_Return)
    assert "9 contracts" in window.parts.status.counts.text()


def test_the_lanes_can_be_put_away(demo_window: MainWindow) -> None:
    window = demo_window
    assert window.parts.lanes.isVisible()
    window.actions_["lanes"].trigger()
    assert not window.parts.lanes.isVisible()
    window.actions_["lanes"].trigger()
    assert window.parts.lanes.isVisible()


def test_with_spend_to_show_they_take_more_room(demo_window: MainWindow, spending_window: MainWindow) -> None:
    assert demo_window is spending_window
    assert spending_window.parts.lanes.height() > 150

"""The list of keys, and the card of what lies under the pointer."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence

from siamdesk.timeline.shapes import Glyph
from siamdesk.ui.actions import COMMANDS
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.shortcuts import OTHERS, Shortcuts, every_key

pytestmark = pytest.mark.qt
Settled = Callable[[], None]


def contract(window: MainWindow, reference: str) -> Any:
    return next(c for c in window.controller.shown.portfolio.contracts.values() if c.reference == reference)


def test_help_lists_every_command_and_key(demo_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Shortcuts] = []

    def look(dialog: Shortcuts) -> None:
        shown.append(dialog)

    monkeypatch.setattr(Shortcuts, "exec", look)
    assert demo_window.actions_["shortcuts"].shortcut() == QKeySequence("F1")
    demo_window.actions_["shortcuts"].trigger()
    (dialog,) = shown
    told = {}
    for number in range(dialog.list.topLevelItemCount()):
        heading = dialog.list.topLevelItem(number)
        for at in range(heading.childCount()):
            told[heading.text(0), heading.child(at).text(0)] = heading.child(at).text(1)
    assert told["Edit", "Fill down"] == "Ctrl+D"
    assert told["View", "Fit tower"] == "F7"
    assert told["Timeline", "Zoom about the pointer"] == "Ctrl+wheel"
    assert len(told) == len(COMMANDS) + sum(map(len, OTHERS.values()))
    dialog.line.setText("ctrl+d")
    seen = [
        heading.child(at).text(0)
        for number in range(dialog.list.topLevelItemCount())
        if not (heading := dialog.list.topLevelItem(number)).isHidden()
        for at in range(heading.childCount())
        if not heading.child(at).isHidden()
    ]
    assert seen == ["Fill down"]


def test_no_two_commands_have_one_key() -> None:
    keys = [keys for place, _, keys in every_key() if keys and place not in OTHERS]
    assert sorted(keys) == sorted(set(keys))


def test_the_card_tells_date_slippage_and_source(demo_window: MainWindow, settled: Settled, qtbot: Any) -> None:
    window = demo_window
    window.controller.compare_with(date(2015, 10, 2))
    settled()
    body, owner = window.canvas.body, contract(window, "BO-01").id
    sign = next(
        s for s in body.in_view if isinstance(s, Glyph) and s.contract_id == owner and "contract_award" in s.part
    )
    at = QPoint(round(sign.x - body.left), round(sign.y - body.top))
    card = window.hands.hover.card
    qtbot.mouseMove(body.viewport(), at - QPoint(200, 0))
    qtbot.mouseMove(body.viewport(), at)
    assert card.isVisible()
    assert card.text().startswith("<b>BO-01 ")
    assert "Contract award, " in card.text()
    qtbot.waitUntil(lambda: ".xlsx" in card.text(), timeout=5000)
    assert "known " in card.text()
    window.hands.hover.hover(None, QPoint())
    assert not card.isVisible()


def test_a_moved_date_is_told_against_its_baseline(demo_window: MainWindow) -> None:
    window = demo_window
    body = window.canvas.body
    moved = [
        (c, m)
        for c in window.controller.shown.portfolio.contracts.values()
        for m in c.milestones
        if m.baseline is not None and m.best not in {None, m.baseline} and not m.baseline.is_tbc and not m.best.is_tbc
    ]
    assert moved
    scene = body.scene
    assert scene is not None
    for held, milestone in moved:
        place = scene.layout.rows.find(held.id)
        assert place is not None
        for sign in scene.row(place).glyphs:
            if sign.part.startswith(f"{milestone.kind}.") and milestone.wave == 1:
                qpoint = QPoint(round(sign.x - body.left), round(sign.y - body.top))
                window.hands.hover.hover(body.hit(qpoint.toPointF()), body.viewport().mapToGlobal(qpoint))
                assert any("against the baseline: " in line for line in window.hands.hover.lines())
                return
    pytest.fail("no moved date is drawn")


def test_nothing_is_told_while_a_date_moves(demo_window: MainWindow, qtbot: Any) -> None:
    body, owner = demo_window.canvas.body, contract(demo_window, "SIAM-01").id
    sign = next(s for s in body.in_view if isinstance(s, Glyph) and s.contract_id == owner and s.symbol == "award")
    at = QPoint(round(sign.x - body.left), round(sign.y - body.top))
    viewport, left = body.viewport(), Qt.MouseButton.LeftButton
    qtbot.mousePress(viewport, left, Qt.KeyboardModifier.NoModifier, at)
    qtbot.mouseMove(viewport, at + QPoint(30, 0))
    assert body.hand.card.isVisible()
    assert not demo_window.hands.hover.card.isVisible()
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    qtbot.mouseRelease(viewport, left, Qt.KeyboardModifier.NoModifier, at)

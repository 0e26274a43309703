"""Dates moved by hand on the timeline, by pointer and keys."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.contract import Dependency
from siamdesk.domain.when import When
from siamdesk.timeline import drag
from siamdesk.timeline.shapes import Glyph
from siamdesk.ui import hand_commands
from siamdesk.ui.edit_field import FieldDialog
from siamdesk.ui.main_window import MainWindow

pytestmark = pytest.mark.qt
Settled = Callable[[], None]
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TRANSFER = "service_transfer.forecast"


def contract(window: MainWindow, reference: str) -> Any:
    return next(c for c in window.controller.shown.portfolio.contracts.values() if c.reference == reference)


def transfer(window: MainWindow, reference: str) -> When:
    found: When = contract(window, reference).milestone("service_transfer").forecast
    return found


@pytest.fixture
def dated(demo_window: MainWindow, settled: Settled) -> MainWindow:
    """The sample, with one service transfer dated and another that waits for it."""
    from siamdesk.session import edits

    first, second = contract(demo_window, "SIAM-01").id, contract(demo_window, "NET-01").id
    for contract_id, day in ((first, date(2019, 4, 1)), (second, date(2019, 6, 1))):
        portfolio = demo_window.controller.shown.portfolio
        demo_window.controller.edit(
            edits.set_field(portfolio, [contract_id], "service_transfer.actual", None, date(2018, 4, 3))
        )
        settled()
        portfolio = demo_window.controller.shown.portfolio
        demo_window.controller.edit(
            edits.set_field(portfolio, [contract_id], TRANSFER, When.day(day), date(2018, 4, 3))
        )
        settled()
    made = Make(Dependency("d", first, "service_transfer", second, "service_transfer"))
    demo_window.controller.edit(ChangeSet("Link", (made,), date(2018, 4, 3)))
    settled()
    demo_window.canvas.body.fit(date(2019, 1, 1), date(2019, 12, 31))
    return demo_window


def sign(window: MainWindow, reference: str, key: str = TRANSFER) -> QPoint:
    body, owner = window.canvas.body, contract(window, reference).id
    found = next(s for s in body.in_view if isinstance(s, Glyph) and (s.contract_id, s.part) == (owner, key))
    return QPoint(round(found.x - body.left), round(found.y - body.top))


def pull(window: MainWindow, qtbot: Any, start: QPoint, by: int, *, drop: bool = True) -> None:
    viewport = window.canvas.body.viewport()
    qtbot.mousePress(viewport, LEFT, NONE, start)
    for share in (0.3, 0.7, 1.0):
        qtbot.mouseMove(viewport, start + QPoint(round(by * share), 0))
    if drop:
        qtbot.mouseRelease(viewport, LEFT, NONE, start + QPoint(by, 0))


def press_alt(window: MainWindow, key: Qt.Key) -> None:
    """A key while Alt stays down."""
    body = window.canvas.body
    QApplication.sendEvent(body, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.AltModifier))


def month(window: MainWindow) -> int:
    return round(30.5 * window.canvas.body.scale.pixels_per_day)


def test_a_date_is_dragged_alone_and_undone(
    dated: MainWindow, settled: Settled, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(
        hand_commands, "ask_along", lambda _, waiting: asked.append([each.contract for each in waiting]) or "only"
    )
    assert drag.unit_at(dated.canvas.body.scale) == "month"
    pull(dated, qtbot, sign(dated, "SIAM-01"), 2 * month(dated))
    settled()
    assert asked == [["NET-01"]]
    assert transfer(dated, "SIAM-01") == When.day(date(2019, 6, 1))
    assert transfer(dated, "NET-01") == When.day(date(2019, 6, 1))
    dated.actions_["undo"].trigger()
    settled()
    assert transfer(dated, "SIAM-01") == When.day(date(2019, 4, 1))


def test_what_waits_moves_along_in_one_step(
    dated: MainWindow, settled: Settled, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_commands, "ask_along", lambda *_: "along")
    pull(dated, qtbot, sign(dated, "SIAM-01"), month(dated))
    settled()
    assert (transfer(dated, "SIAM-01").edtf, transfer(dated, "NET-01").edtf) == ("2019-05-01", "2019-07-01")
    dated.actions_["undo"].trigger()
    settled()
    assert (transfer(dated, "SIAM-01").edtf, transfer(dated, "NET-01").edtf) == ("2019-04-01", "2019-06-01")


def test_cancel_leaves_it(dated: MainWindow, settled: Settled, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_commands, "ask_along", lambda *_: "cancel")
    before, start = dated.controller.shown.portfolio, sign(dated, "SIAM-01")
    pull(dated, qtbot, start, month(dated))
    settled()
    assert dated.controller.shown.portfolio is before
    assert sign(dated, "SIAM-01") == start


def test_the_row_and_the_card_show_it_while_it_moves_and_escape_leaves_it(
    dated: MainWindow, settled: Settled, qtbot: Any
) -> None:
    body, start, before = dated.canvas.body, sign(dated, "SIAM-01"), dated.controller.shown.portfolio
    pull(dated, qtbot, start, 3 * month(dated), drop=False)
    assert body.hand.new == When.day(date(2019, 7, 1))
    assert sign(dated, "SIAM-01").x() > start.x() + 2 * month(dated)
    told = body.hand.card.text()
    assert body.hand.card.isVisible()
    for words in ("1 Apr 2019", "1 Jul 2019", "+91 d", "NET-01 service transfer would come too early: -30 d"):
        assert words in told
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    assert not body.hand.card.isVisible()
    assert sign(dated, "SIAM-01") == start
    qtbot.mouseRelease(body.viewport(), LEFT, NONE, start)
    settled()
    assert dated.controller.shown.portfolio is before


def test_a_click_on_a_sign_selects_and_moves_nothing(dated: MainWindow, settled: Settled, qtbot: Any) -> None:
    before = dated.controller.shown.portfolio
    qtbot.mouseClick(dated.canvas.body.viewport(), LEFT, NONE, sign(dated, "NET-01"))
    settled()
    assert dated.tree.selected_key() == contract(dated, "NET-01").id
    assert dated.controller.shown.portfolio is before


def test_an_end_of_a_window_is_dragged(dated: MainWindow, settled: Settled, qtbot: Any) -> None:
    from siamdesk.session import edits

    owner = contract(dated, "NET-01").id
    window = When.of_edtf("2019-06-01/2019-08-31")
    dated.controller.edit(
        edits.set_field(dated.controller.shown.portfolio, [owner], TRANSFER, window, date(2018, 4, 3))
    )
    settled()
    body = dated.canvas.body
    scene = body.scene
    assert scene is not None
    place = scene.layout.rows.find(owner)
    assert place is not None
    band = next(band for band in scene.row(place).bands if band.part == TRANSFER)
    edge = QPoint(round(band.x + band.width - body.left), round(band.y + band.height / 2 - body.top))
    pull(dated, qtbot, edge, month(dated))
    settled()
    assert transfer(dated, "NET-01").edtf == "2019-06-01/2019-09-30"


def test_nothing_is_dragged_in_the_past(dated: MainWindow, settled: Settled, qtbot: Any) -> None:
    dated.controller.show_as_known(date(2018, 4, 3))
    settled()
    body = dated.canvas.body
    assert body.hand.can_take(sign(dated, "SIAM-01").toPointF()) is None
    pull(dated, qtbot, sign(dated, "SIAM-01"), 80)
    settled()
    assert transfer(dated, "SIAM-01") == When.day(date(2019, 4, 1))


def test_keys_step_from_milestone_to_milestone_and_move_one(
    dated: MainWindow, settled: Settled, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_commands, "ask_along", lambda *_: "only")
    body, owner = dated.canvas.body, contract(dated, "SIAM-01").id
    dated.tree.select_key(owner)
    body.setFocus()
    qtbot.keyClick(body, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    scene = body.scene
    assert scene is not None
    stops = drag.stops(scene, contract(dated, "SIAM-01"))
    assert body.hand.focus is not None
    while body.hand.focus[1] != TRANSFER:
        before = stops.index(body.hand.focus[1])
        way = 1 if stops.index(TRANSFER) > before else -1
        qtbot.keyClick(body, Qt.Key.Key_Right if way > 0 else Qt.Key.Key_Left)
        assert stops.index(body.hand.focus[1]) == before + way
    for _ in range(3):
        press_alt(dated, Qt.Key.Key_Right)
    assert body.hand.new == When.day(date(2019, 7, 1))
    qtbot.keyRelease(body, Qt.Key.Key_Alt)
    settled()
    assert transfer(dated, "SIAM-01") == When.day(date(2019, 7, 1))
    # The focus stays, and the whole move is one step.
    assert body.hand.focus == (owner, TRANSFER)
    dated.actions_["undo"].trigger()
    settled()
    assert transfer(dated, "SIAM-01") == When.day(date(2019, 4, 1))
    asked: list[str] = []
    monkeypatch.setattr(FieldDialog, "exec", lambda dialog: asked.append(dialog.key) or FieldDialog.DialogCode.Rejected)
    qtbot.keyClick(body, Qt.Key.Key_Return)
    assert asked == [TRANSFER]
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    assert body.hand.focus is None


def test_escape_leaves_what_keys_have_moved(dated: MainWindow, settled: Settled, qtbot: Any) -> None:
    body, before = dated.canvas.body, dated.controller.shown.portfolio
    body.hand.focus = contract(dated, "SIAM-01").id, TRANSFER
    body.setFocus()
    press_alt(dated, Qt.Key.Key_Left)
    assert body.hand.new == When.day(date(2019, 3, 1))
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    qtbot.keyRelease(body, Qt.Key.Key_Alt)
    settled()
    assert dated.controller.shown.portfolio is before
    assert body.hand.focus is not None


def test_a_date_to_be_confirmed_is_a_stop_and_can_be_typed(
    dated: MainWindow, settled: Settled, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from siamdesk.domain.when import TBC
    from siamdesk.session import edits

    owner = contract(dated, "SIAM-01").id
    held = dated.controller.shown.portfolio
    dated.controller.edit(edits.set_field(held, [owner], TRANSFER, TBC, date(2018, 4, 3)))
    settled()
    body = dated.canvas.body
    dated.tree.select_key(owner)
    body.setFocus()
    for key in [Qt.Key.Key_Left] * 20 + [Qt.Key.Key_Right] * 20:
        qtbot.keyClick(body, key, Qt.KeyboardModifier.ControlModifier)
        if body.hand.focus == (owner, TRANSFER):
            break
    assert body.hand.focus == (owner, TRANSFER)
    asked: list[str] = []
    monkeypatch.setattr(FieldDialog, "exec", lambda dialog: asked.append(dialog.key) or FieldDialog.DialogCode.Rejected)
    qtbot.keyClick(body, Qt.Key.Key_Return)
    dated.actions_["change"].trigger()
    assert asked == [TRANSFER, TRANSFER]
    # There is nothing to move until it has a date.
    press_alt(dated, Qt.Key.Key_Right)
    assert body.hand.new is None


@pytest.mark.parametrize("way", [1, -1])
def test_at_the_edge_the_calendar_goes_on_with_what_is_held(dated: MainWindow, qtbot: Any, way: int) -> None:
    body = dated.canvas.body
    bar, viewport = body.horizontalScrollBar(), body.viewport()
    start = sign(dated, "SIAM-01")
    edge = QPoint(viewport.width() - 10 if way > 0 else 10, start.y())
    before = bar.value()
    qtbot.mousePress(viewport, LEFT, NONE, start)
    qtbot.mouseMove(viewport, (start + edge) / 2)
    assert bar.value() == before
    qtbot.mouseMove(viewport, edge)
    first = body.hand.new
    assert first is not None
    far = 3 * month(dated)
    qtbot.waitUntil(lambda: (bar.value() - before) * way > far)
    assert body.hand.new is not None
    assert (body.hand.new.earliest > first.earliest) == (way > 0)
    # Away from the edge it stands still.
    qtbot.mouseMove(viewport, (start + edge) / 2)
    stands = bar.value()
    qtbot.wait(100)
    assert bar.value() == stands
    qtbot.mouseMove(viewport, edge)
    qtbot.waitUntil(lambda: bar.value() != stands)
    qtbot.keyClick(body, Qt.Key.Key_Escape)
    stands = bar.value()
    qtbot.wait(100)
    assert bar.value() == stands
    qtbot.mouseRelease(viewport, LEFT, NONE, edge)

"""The hand on the timeline: a date is moved by the pointer, or by the keys on the milestone that has the focus.

While it moves, the row shows it where it would be; nothing is changed before it is dropped.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from siamdesk.domain.when import When
from siamdesk.timeline import drag
from siamdesk.timeline.drag import Grip
from siamdesk.timeline.scene import Scene
from siamdesk.ui import drag_words
from siamdesk.ui.card import Card

if TYPE_CHECKING:
    from siamdesk.ui.timeline_canvas import TimelineBody

_STARTS = 4.0
"""How far the pointer goes before it is a pull and no click, in pixels."""
_RING = 13.0
_MARGIN = 60
_EDGE = 24
"""So near to the left or right edge what is pulled takes the calendar along, in pixels."""
_TICK_MS, _SLOWEST, _FASTEST = 20, 2, 24
"""How often, and by how many pixels a time: the more, the nearer to the edge or the further beyond."""
_KEYS = Qt.Key
_ALT, _CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Hand(QObject):
    """What a hand does with the dates on a timeline."""

    dropped = Signal(str, str, object)
    """A contract's id, the key of the date, and what it is to become."""
    asked = Signal(str, str)
    """A contract's id and the key of a date that is to be typed."""

    def __init__(self, body: "TimelineBody") -> None:
        super().__init__(body)
        self._body = body
        self.card = Card(body)
        self.is_editable = False
        self.row_of: Callable[[], str] = lambda: next(iter(body.selected), "")
        """Gives the key of the row whose milestones the keys step through."""
        self.focus: tuple[str, str] | None = None
        """The contract and the date that have the focus."""
        self.new: When | None = None
        """What the date that is held would become; None while nothing moves."""
        self._held: Grip | None = None
        self._before: Scene | None = None
        self._start = QPointF()
        self._steps = 0
        self._by_key = False
        self._at = QPointF()
        """Where the pointer was last."""
        self._scrolling = QTimer(self, interval=_TICK_MS)
        self._scrolling.timeout.connect(self._scroll)

    # The pointer.

    def can_take(self, position: QPointF) -> Grip | None:
        """The date at a point of the viewport that a hand could move."""
        if not self.is_editable or self._body.scene is None:
            return None
        return drag.grip_at(self._body.scene, position.x() + self._body.left, position.y() + self._body.top)

    def show_cursor(self, position: QPointF) -> None:
        """Show by the pointer what could be moved."""
        viewport = self._body.viewport()
        if self.can_take(position) is not None:
            viewport.setCursor(Qt.CursorShape.SizeHorCursor)
        else:
            viewport.unsetCursor()

    def press(self, position: QPointF) -> None:
        """Take hold of what lies there, if it can be moved."""
        self.leave()
        self._held, self._start = self.can_take(position), QPointF(position.x() + self._body.left, position.y())
        self._by_key = False

    def pull(self, position: QPointF) -> bool:
        """Follow the pointer; whether there is hold of anything."""
        held, scene = self._held, self._body.scene
        if held is None or scene is None or self._by_key:
            return False
        self._at = position
        pixels = position.x() + self._body.left - self._start.x()
        if self.new is not None or abs(pixels) > _STARTS:
            self._show(drag.moved(held, pixels, scene.scale), position.toPoint())
            if not self._beyond():
                self._scrolling.stop()
            elif not self._scrolling.isActive():
                self._scrolling.start()
        return True

    def _beyond(self) -> float:
        """How far the pointer is into the left edge, as a negative number, or into the right one; else nothing."""
        x, width = self._at.x(), self._body.viewport().width()
        return min(x - _EDGE, 0.0) or max(x - width + _EDGE, 0.0)

    def _scroll(self) -> None:
        """The calendar goes on while the pointer stays at its edge, and what is held goes with it."""
        beyond, bar = self._beyond(), self._body.horizontalScrollBar()
        before = bar.value()
        step = min(max(round(abs(beyond) / _EDGE * _FASTEST / 2), _SLOWEST), _FASTEST)
        bar.setValue(before + (step if beyond > 0 else -step))
        if bar.value() == before or not beyond or not self.pull(self._at):
            self._scrolling.stop()

    def release(self) -> bool:
        """Let go of what was pulled; whether there was anything."""
        if self._held is None or self._by_key:
            return False
        pulled = self.new is not None
        self.drop()
        return pulled

    # Moving.

    def _show(self, new: When, at: QPoint) -> None:
        held, body = self._held, self._body
        if held is None or body.scene is None:
            return
        if self._before is None:
            self._before = body.scene
        if self.new is None or new != self.new:
            self.new = new
            body.show_preview(drag.preview(self._before, held, new))
        body.hovered.emit(None, QPoint())
        self.card.show_at(at, drag_words.told(held, new, body.scene.view.portfolio))

    def drop(self) -> None:
        """Ask for what was moved to be changed; what was moved back to where it was is left."""
        held, new = self._held, self.new
        self._held = None
        self._scrolling.stop()
        self.card.hide()
        if held is None or new is None or new == held.old:
            self.leave()
            return
        self.focus = held.contract_id, held.key
        # The row stays as it is shown until what was changed is shown, or refused.
        self.dropped.emit(held.contract_id, held.key, new)

    def leave(self) -> None:
        """Let go, and show everything as it is."""
        before, self._before, self._held, self.new = self._before, None, None, None
        self._steps, self._by_key = 0, False
        self._scrolling.stop()
        self.card.hide()
        if before is not None:
            self._body.show_preview(before)

    def forget(self) -> None:
        """Another scene is shown: what was moved in the one before is gone with it."""
        self._before = None
        self.leave()

    # The keys.

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; whether it was one for the hand."""
        key, way = event.key(), {_KEYS.Key_Left: -1, _KEYS.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if key == _KEYS.Key_Escape:
            return self._escape()
        if way and event.modifiers() & _ALT:
            return self._move(way)
        if way and (self.focus is not None or event.modifiers() & _CONTROL):
            if self._by_key:
                self.drop()
            return self._step(way)
        if key in {_KEYS.Key_Return, _KEYS.Key_Enter}:
            if self._by_key:
                self.drop()
            elif self.focus is not None:
                self.asked.emit(*self.focus)
            else:
                return self._step(1)
            return True
        return False

    def key_up(self, event: QKeyEvent) -> bool:
        """A key is let go: with Alt goes what was moved by it."""
        if event.key() == _KEYS.Key_Alt and self._by_key:
            self.drop()
            return True
        return False

    def _escape(self) -> bool:
        if self._held is not None:
            self.leave()
            return True
        had, self.focus = self.focus is not None, None
        self._body.viewport().update()
        return had

    def _step(self, way: int) -> bool:
        """Give the focus to the next milestone of the selected row, or to the first in view."""
        scene = self._body.scene
        place = scene.layout.rows.find(self.row_of()) if scene is not None else None
        contract_id = scene.layout.rows[place].contract_id if scene is not None and place is not None else None
        if scene is None or contract_id is None:
            return False
        stops = drag.stops(scene, scene.view.portfolio.contracts[contract_id])
        if not stops:
            return False
        if self.focus is not None and self.focus[0] == contract_id and self.focus[1] in stops:
            place = min(max(stops.index(self.focus[1]) + way, 0), len(stops) - 1)
        else:
            xs = [at[0] if (at := drag.place_of(scene, contract_id, key)) else 0.0 for key in stops]
            place = next((n for n, x in enumerate(xs) if x >= self._body.left), len(stops) - 1)
        self.focus = contract_id, stops[place]
        self._bring_into_view()
        return True

    def _move(self, way: int) -> bool:
        scene = self._before or self._body.scene
        if self.focus is None or scene is None:
            return False
        contract = scene.view.portfolio.contracts.get(self.focus[0])
        if self._held is None and contract is not None and self.is_editable:
            self._held, self._by_key, self._steps = drag.grip(contract, self.focus[1]), True, 0
        if self._held is None:
            self._by_key = False
            return False
        self._steps += way
        self._show(drag.by_steps(self._held, self._steps, drag.unit_at(scene.scale)), QPoint())
        self._bring_into_view()
        at = self._place()
        if at is not None:
            text = self.card.text()
            self.card.show_at(QPoint(round(at[0] - self._body.left), round(at[1] - self._body.top)), text)
        return True

    def _place(self) -> tuple[float, float] | None:
        scene = self._body.scene
        return drag.place_of(scene, *self.focus) if scene is not None and self.focus is not None else None

    def _bring_into_view(self) -> None:
        body, at = self._body, self._place()
        if at is not None:
            bar, width = body.horizontalScrollBar(), body.viewport().width()
            bar.setValue(round(min(max(bar.value(), at[0] + _MARGIN - width), at[0] - _MARGIN)))
        body.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """The ring about the milestone that has the focus, in scene pixels."""
        at = self._place()
        if at is None or not self._body.hasFocus():
            return
        colour = self._body.painter.theme.colour
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ring = QRectF(at[0] - _RING, at[1] - _RING, 2 * _RING, 2 * _RING)
        for ink, width in (("window", 5.0), ("focus", 2.0)):
            painter.setPen(QPen(QColor(colour(ink)), width))
            painter.drawRoundedRect(ring, 5, 5)

"""The timeline at the right: a calendar, the rows of the tree drawn on it, and a legend.

It paints what is visible and nothing else. Where a day lies across and a row from top to bottom is the business of
`timeline`; how a shape looks is the painter's.
"""

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QVBoxLayout, QWidget

from siamdesk.domain import days_off
from siamdesk.drawing.painter import Painter
from siamdesk.timeline.extent import Extent
from siamdesk.timeline.hit import Hit, hit_in_scene
from siamdesk.timeline.rows import Layout
from siamdesk.timeline.scale import MAX_PIXELS_PER_DAY, MIN_PIXELS_PER_DAY, Scale
from siamdesk.timeline.scene import Scene, Viewport
from siamdesk.timeline.shapes import Shape
from siamdesk.timeline.view import View
from siamdesk.ui.canvas_drag import Hand
from siamdesk.ui.canvas_surround import Calendar, Legend

_ZOOM_STEP = 1.2
_SCROLL_STEP = 60
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_DAYS_NEAR = 1.4
"""Pixels a day from which on days are not far, and their bank holidays are looked up ahead."""
_SETTLING_MS = 60
"""How long after a scroll the rest of the window follows."""


_AHEAD_MS, _AHEAD_ROWS = 30, 4
"""While nothing else is to be done, so many rows above and below the view are laid out, every so often."""


class TimelineBody(QAbstractScrollArea):
    """The rows on the calendar. Its vertical scroll bar is the tree's as well."""

    zoomed = Signal()
    hovered = Signal(object, QPoint)
    clicked = Signal(str)
    painted = Signal()

    def __init__(self, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painter = painter
        self.scale = Scale(date(2015, 1, 1), 0.5)
        self.scene: Scene | None = None
        self._hovered = ""
        self._all_anew = False
        self.selected: frozenset[str] = frozenset()
        self._extent = Extent(date(2015, 1, 1), date(2016, 1, 1))
        self._pressed: QPointF | None = None
        self._settling = QTimer(self, singleShot=True, interval=_SETTLING_MS)
        self._settling.timeout.connect(self.painted)
        self._looking_ahead = QTimer(self, interval=_AHEAD_MS)
        self._looking_ahead.timeout.connect(self._look_ahead)
        self.painted.connect(self._looking_ahead.start)
        self._dragged = False
        self.hand = Hand(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline")
        self.viewport().setMouseTracking(True)
        # Every pixel is painted: Qt need not clear them first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # Asked for at every move of the pointer: Qt's way to them takes as long as a hit.
        self._across, self._down = self.horizontalScrollBar(), self.verticalScrollBar()
        self._across.valueChanged.connect(lambda _: self.zoomed.emit())

    @property
    def left(self) -> float:
        """The scene's x at the left edge."""
        return float(self._across.value())

    @property
    def top(self) -> float:
        """The scene's y at the upper edge."""
        return float(self._down.value())

    @property
    def in_view(self) -> tuple[Shape, ...]:
        """All that is seen."""
        if self.scene is None:
            return ()
        area = Viewport(self.left, self.top, self.viewport().width(), self.viewport().height())
        return self.scene.shapes(area.painted, selected=self.selected, hovered=self._hovered)

    def show_scene(self, layout: Layout, view: View, extent: Extent) -> None:
        """Show other rows, or the same of another day; the calendar stays where it is."""
        self._all_anew = True
        self.hand.forget()
        middle = self.middle_day()
        self._extent = extent
        self.scale = Scale(extent.first, self.scale.pixels_per_day)
        self.scene = Scene(layout, self.scale, view)
        self._set_ranges()
        self.centre_on(middle)
        self._all_anew = False
        self._settling.stop()
        self.zoomed.emit()
        self.viewport().update()

    def _look_ahead(self) -> None:
        """Lay out some more rows of the next page and the last, so that paging finds them; stop where all are."""
        if self.scene is None or not self.scene.prepare(self.top, self.viewport().height(), _AHEAD_ROWS):
            self._looking_ahead.stop()

    def show_preview(self, scene: Scene) -> None:
        """Show the same rows on the same calendar as they would be after a change."""
        self.scene = scene
        self.viewport().update()

    def select(self, keys: frozenset[str]) -> None:
        """Mark the rows with those keys."""
        if keys != self.selected:
            self.selected = keys
            self.viewport().update()

    # Zoom and place.

    def middle_day(self) -> date:
        """The day in the middle of what is seen."""
        return self.scale.day(self.left + self.viewport().width() / 2)

    def centre_on(self, day: date) -> None:
        """Bring a day to the middle, as far as the calendar goes."""
        self.horizontalScrollBar().setValue(round(self.scale.x(day) - self.viewport().width() / 2))

    def zoom(self, factor: float, at: float | None = None) -> None:
        """Stretch the calendar about an x of the viewport, or about its middle: what lies there stays there."""
        at = self.viewport().width() / 2 if at is None else at
        self._all_anew = True
        self._looking_ahead.stop()
        day = (self.left + at) / self.scale.pixels_per_day
        pixels = min(max(self.scale.pixels_per_day * factor, MIN_PIXELS_PER_DAY), MAX_PIXELS_PER_DAY)
        self._set_scale(pixels)
        self.horizontalScrollBar().setValue(round(day * pixels - at))
        self._all_anew = False
        self._settling.start()

    def set_pixels_per_day(self, pixels: float) -> None:
        """Stretch the calendar to so many pixels a day, about its middle."""
        self.zoom(pixels / self.scale.pixels_per_day)

    def fit(self, first: date | None = None, last: date | None = None) -> None:
        """Show the days from `first` to `last`; without them, all that is dated."""
        first, last = first or self._extent.dated_first, last or self._extent.dated_last
        room = timedelta(max((last - first).days // 30, 20))
        self._all_anew = True
        # What ends last has its words to the right of it.
        fitted = Scale.fit(first - room, last + 6 * room, max(self.viewport().width(), 50))
        self._set_scale(fitted.pixels_per_day)
        self.horizontalScrollBar().setValue(round(self.scale.x(first - room)))
        self._all_anew = False
        self._settling.stop()

    def _set_scale(self, pixels_per_day: float) -> None:
        if pixels_per_day > _DAYS_NEAR >= self.scale.pixels_per_day:
            days_off.prepare()
        self.scale = Scale(self._extent.first, pixels_per_day)
        self.hand.leave()
        if self.scene is not None:
            self.scene = self.scene.zoomed(self.scale)
        self._set_reach()
        self.zoomed.emit()
        self.viewport().update()

    def _set_ranges(self) -> None:
        width, height = self.viewport().width(), self.viewport().height()
        self._set_reach()
        self._across.setPageStep(width)
        self._across.setSingleStep(_SCROLL_STEP)
        rows = self.scene.layout.height if self.scene is not None else 0.0
        self._down.setRange(0, max(0, round(rows - height)))
        self._down.setPageStep(height)
        self._down.setSingleStep(_SCROLL_STEP // 2)

    def _set_reach(self) -> None:
        """How far the calendar goes."""
        full = self.scale.x(self._extent.last)
        self._across.setRange(0, max(0, round(full - self.viewport().width())))

    # What Qt asks.

    def sizeHint(self) -> QSize:
        return QSize(700, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_ranges()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._looking_ahead.stop()
        self._settling.start()
        if self._all_anew or self.devicePixelRatioF() % 1:
            # At another zoom nothing stays as it is, and between device pixels it can't be moved without a blur.
            self.viewport().update()
        else:
            self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        rect = event.rect()
        painter.fillRect(rect, QColor(self.painter.theme.colour("window")))
        if self.scene is not None:
            area = Viewport(self.left + rect.x(), self.top + rect.y(), rect.width(), rect.height())
            picture = self.scene.picture(area.painted, selected=self.selected, hovered=self._hovered)
            painter.translate(-self.left, -self.top)
            self.painter.draw(picture, painter)
            self.hand.paint(painter)
        painter.end()
        if rect == self.viewport().rect() and not self._settling.isActive():
            self.painted.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_ZOOM_STEP ** (delta.y() / 120), event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - (delta.x() or delta.y()))
        else:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - delta.y() // 2)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False
            self.hand.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            if self.hand.pull(event.position()):
                return
            moved = event.position() - self._pressed
            if self._dragged or moved.manhattanLength() > 4:
                self._dragged = True
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                for bar, by in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
                    bar.setValue(bar.value() - round(by))
                self._pressed = event.position()
            return
        self._hover(self.key_at(event.position()))
        self.hand.show_cursor(event.position())
        self.hovered.emit(self.hit(event.position()), event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._pressed is not None:
            if not self.hand.release() and not self._dragged:
                self.clicked.emit(self.key_at(event.position()))
            self._pressed = None
            self.viewport().unsetCursor()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover("")
        self.hovered.emit(None, QPoint())
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hand.leave()
        self.viewport().update()
        super().focusOutEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.hand.key_up(event):
            super().keyReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.hand.key(event):
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        key = Qt.Key(event.key())
        steps = {
            Qt.Key.Key_Left: (across, -across.singleStep()),
            Qt.Key.Key_Right: (across, across.singleStep()),
            Qt.Key.Key_Up: (down, -down.singleStep()),
            Qt.Key.Key_Down: (down, down.singleStep()),
            Qt.Key.Key_PageUp: (down, -down.pageStep()),
            Qt.Key.Key_PageDown: (down, down.pageStep()),
        }
        if key in steps:
            bar, by = steps[key]
            bar.setValue(bar.value() + by)
        elif key in _ZOOM_KEYS:
            self.zoom(_ZOOM_STEP ** _ZOOM_KEYS[key])
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.centre_on(self._extent.dated_first if key == Qt.Key.Key_Home else self._extent.dated_last)
        else:
            super().keyPressEvent(event)

    def _hover(self, key: str) -> None:
        """Mark the row under the pointer: no more than two rows are painted anew."""
        if key == self._hovered or self.scene is None:
            return
        keys, self._hovered = (self._hovered, key), key
        layout = self.scene.layout
        for place in map(layout.rows.find, filter(None, keys)):
            if place is not None:
                top, bottom = layout.tops[place] - self.top, layout.tops[place + 1] - self.top
                self.viewport().update(0, int(top), self.viewport().width(), int(bottom - top))

    def hit(self, position: QPointF) -> Hit | None:
        """What lies under a point of the viewport."""
        if self.scene is None:
            return None
        return hit_in_scene(self.scene, position.x() + self.left, position.y() + self.top)

    def key_at(self, position: QPointF) -> str:
        """The key of the row at a point of the viewport; empty where there is none."""
        if self.scene is None:
            return ""
        place = self.scene.layout.row_at(position.y() + self.top)
        return self.scene.layout.rows[place].key if place is not None else ""


class TimelineCanvas(QWidget):
    """Calendar, rows and legend, one above the other."""

    def __init__(self, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = TimelineBody(painter, self)
        self.calendar = Calendar(self.body)
        self.legend = Legend(self.body)
        self.body.zoomed.connect(self.calendar.update)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.calendar, self.body, self.legend):
            layout.addWidget(widget)

    def set_painter(self, painter: Painter) -> None:
        """Draw in another theme from now on."""
        self.body.painter = painter
        for widget in (self.calendar, self.body.viewport(), self.legend):
            widget.update()

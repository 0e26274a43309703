"""The lanes under the timeline: spend by financial year, posts that transfer and dates due, on the same calendar.

Their names stand under the tree. A click on a bar or a sign asks for what it shows.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from siamdesk.domain.contract import Contract
from siamdesk.domain.money import Basis
from siamdesk.drawing.painter import Painter
from siamdesk.timeline import lanes
from siamdesk.timeline.figures import Figures, figures
from siamdesk.timeline.scene import Viewport
from siamdesk.timeline.shapes import Bar, Label, Shape
from siamdesk.timeline.view import View
from siamdesk.ui.timeline_canvas import TimelineBody

LEAST_HEIGHT = 112
USUAL_HEIGHT = 210
_LATER_MS = 40
"""How long after the rows the lanes follow: nobody waits for them while typing a filter."""
_PAD = 14.0


class Lanes(QWidget):
    """The lanes and their names."""

    asked = Signal(str)
    """What a bar narrows to, in the filter language."""
    needs = Signal(int)
    """How tall they want to be, now that there is spend to show, or none."""

    def __init__(self, body: TimelineBody) -> None:
        super().__init__()
        self._body = body
        self._contracts: Sequence[Contract] = ()
        self._view: View | None = None
        self._figures: Figures | None = None
        self._later = QTimer(self, singleShot=True, interval=_LATER_MS)
        self._later.timeout.connect(self._work_out)
        self._has_spend: bool | None = None
        self._usual = {True: USUAL_HEIGHT, False: LEAST_HEIGHT}
        self.drawn: tuple[Shape, ...] = ()
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Spend, posts that transfer and dates due")
        body.zoomed.connect(self.update)

    def show_figures(self, contracts: Sequence[Contract], view: View) -> None:
        """Show the figures of those contracts in place of others."""
        self._contracts, self._view = contracts, view
        if self._figures is None:
            self._work_out()
        else:
            self._later.start()

    def _work_out(self) -> None:
        self._later.stop()
        if self._view is not None:
            self._figures = figures(self._contracts, self._view.portfolio)
            has_spend = bool(self._view.portfolio.spend)
            if self._contracts and has_spend is not self._has_spend:
                self._has_spend = None
                self.needs.emit(self._usual[has_spend])
                self._has_spend = has_spend
            self.update()

    @property
    def _column(self) -> int:
        """How wide the names' column is: as far as the rows' names reach."""
        origin = self._body.viewport().mapTo(self.window(), self._body.viewport().rect().topLeft())
        return origin.x() - self.mapTo(self.window(), self.rect().topLeft()).x()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._has_spend is not None:
            self._usual[self._has_spend] = self.height()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        body, view, column = self._body, self._view, self._column
        colour = body.painter.theme.colour
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colour("window")))
        if view is not None and self._figures is not None:
            painter.setClipRect(QRect(0, 0, column - 1, self.height()))
            body.painter.draw(tuple(self._names(self._figures, body.painter, column)), painter)
            painter.setClipRect(QRect(column, 0, self.width() - column, self.height()))
            area = Viewport(body.left, 0.0, self.width() - column, self.height())
            self.drawn = lanes.shapes(self._figures, view, body.scale, area)
            painter.translate(column - body.left, 0.0)
            body.painter.draw(self.drawn, painter)
            painter.translate(body.left - column, 0.0)
            painter.setClipping(False)
        painter.fillRect(QRectF(column - 1, 0, 1, self.height()), QColor(colour("border")))
        painter.end()

    def _names(self, shown: Figures, painter: Painter, column: int) -> list[Shape]:
        heights = lanes.heights(self.height())
        found: list[Shape] = []

        def say(text: str, y: float, style: str, x: float = _PAD) -> float:
            width = painter.text_width(text, style)
            found.append(Label(x, y, width, text, style))
            return x + width

        say("Spend by financial year", 16.0, "label.title")
        if shown.stacks:
            say(_about(shown), 34.0, "label.quiet")
        x, y = _PAD, 56.0
        entry = any(share.cost == "entry" for stack in shown.stacks for share in stack.shares)
        swatches = [(name, f"spend.run.{style}") for _, name, style in shown.towers]
        if entry:
            swatches.append(("entry cost", f"spend.entry.{shown.towers[0][2]}"))
        for name, style in swatches:
            width = painter.text_width(name, "label.legend")
            if x > _PAD and x + 18.0 + width > column - _PAD:
                x, y = _PAD, y + 20.0
            if y + 8.0 > heights.posts:
                break
            found.append(Bar(x, y - 5.0, 11.0, 11.0, style))
            x = say(name, y, "label.legend", x + 17.0) + 16.0
        say("Posts transferring (TUPE)", (heights.posts + heights.due) / 2, "label.title")
        say("Milestones due", heights.due + 16.0, "label.title")
        return found

    def _asks(self, position: QPointF) -> str:
        return lanes.hit(self.drawn, position.x() - self._column + self._body.left, position.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        asks = self._asks(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if asks else Qt.CursorShape.ArrowCursor)
        if asks:
            QToolTip.showText(event.globalPosition().toPoint(), f"Show {asks}", self)
        else:
            QToolTip.hideText()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        asks = self._asks(event.position()) if event.button() is Qt.MouseButton.LeftButton else ""
        if asks:
            self.asked.emit(asks)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()


def _about(shown: Figures) -> str:
    bases = sorted({str(stack.total.basis) for stack in shown.stacks if stack.total.basis is not Basis.UNSTATED})
    words = "Entry cost hatched." if any(s.cost == "entry" for each in shown.stacks for s in each.shares) else ""
    if len(bases) > 1:
        words += f" Each basis apart: {', '.join(bases)}."
    elif bases:
        words += f" As {bases[0]}."
    if shown.unknown:
        words += f" {shown.unknown:,} not known."
    return words.strip()

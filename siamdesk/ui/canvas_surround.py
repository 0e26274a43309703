"""What stands above and below the rows of the timeline: the calendar, and what the signs and colours mean."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from siamdesk.timeline import header, legend
from siamdesk.timeline.shapes import Shape

if TYPE_CHECKING:
    from siamdesk.ui.timeline_canvas import TimelineBody

_LEGEND_PAD = 10.0


class Calendar(QWidget):
    """The two lines of the calendar, above the rows."""

    def __init__(self, body: "TimelineBody") -> None:
        super().__init__(body.parentWidget())
        self._body = body
        self.setFixedHeight(int(header.HEADER_HEIGHT))
        self.setAccessibleName("Calendar")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        body = self._body
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(body.painter.theme.colour("header")))
        if body.scene is not None:
            painter.translate(-body.left, 0)
            body.painter.draw(header.header(body.scale, body.left, self.width(), body.scene.view), painter)
        painter.end()


class Legend(QWidget):
    """What the signs and colours in view mean."""

    def __init__(self, body: "TimelineBody") -> None:
        super().__init__(body.parentWidget())
        self._body = body
        self._seen: tuple[object, ...] = (None, None, None)
        self._explained: tuple[object, ...] = ()
        self._drawn: tuple[Shape, ...] = ()
        self.setAccessibleName("Legend")
        body.painted.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is in view now."""
        body = self._body
        seen = (body.in_view, self.width(), body.painter)
        if all(one is other for one, other in zip(seen, self._seen, strict=True)):
            return
        self._seen = seen
        explained = (legend.used(body.in_view), *seen[1:], body.scene.view.names if body.scene is not None else {})
        if explained == self._explained:
            return
        self._explained = explained
        width = max(self.width() - 2 * _LEGEND_PAD, 100.0)
        found = legend.legend(
            body.in_view,
            width,
            left=_LEGEND_PAD,
            top=6.0,
            names=body.scene.view.names if body.scene is not None else {},
            text_width=body.painter.text_width,
        )
        self._drawn = found.shapes
        height = int(found.height + 2 * 6) if found.shapes else 0
        if height != self.height():
            self.setFixedHeight(height)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        theme = self._body.painter.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.colour("header")))
        painter.fillRect(QRect(0, 0, self.width(), 1), QColor(theme.colour("border")))
        self._body.painter.draw(self._drawn, painter)
        painter.end()

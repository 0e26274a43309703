"""The tree's header: a small arrow on the column under the pointer opens its menu; a funnel marks a filtered one."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

_BUTTON = 20
_MARGIN = 2
_LEAST = 34
"""A column narrower than this has no room for the arrow beside its name."""
_FUNNEL = ((-5.0, -4.5), (5.0, -4.5), (1.2, 0.2), (1.2, 4.8), (-1.2, 3.4), (-1.2, 0.2))


class TreeHeader(QHeaderView):
    """The header."""

    asked = Signal(int, QPoint)
    """The column whose menu is wanted, and where in the header it is to open."""

    def __init__(self, colour: Callable[[str], str], parent: QWidget | None = None) -> None:
        """`colour` gives the colour of a role in the theme that is shown."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._colour = colour
        self._hovered = -1
        self.filtered: frozenset[int] = frozenset()
        """The columns by which the portfolio is filtered."""
        self.setMouseTracking(True)
        self.setSectionsMovable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def mark(self, columns: frozenset[int]) -> None:
        """Mark the columns by which the portfolio is filtered."""
        if columns != self.filtered:
            self.filtered = columns
            self.viewport().update()

    def button(self, column: int) -> QRect:
        """Where the arrow of a column is, in the header; nowhere where there is no room for one."""
        width = self.sectionSize(column)
        if self.isSectionHidden(column) or width < _LEAST:
            return QRect()
        right = self.sectionViewportPosition(column) + width - _MARGIN
        return QRect(right - _BUTTON, (self.height() - _BUTTON) // 2 - 4, _BUTTON, _BUTTON)

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        painter.save()
        super().paintSection(painter, rect, column)
        painter.restore()
        is_hovered, is_filtered = column == self._hovered, column in self.filtered
        box = self.button(column)
        if box.isEmpty() or not (is_hovered or is_filtered):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Over the end of a long name, which stays to be read in full in the menu.
        painter.fillRect(box.adjusted(-2, 0, 0, 0), QColor(self._colour("header")))
        if is_hovered:
            painter.setPen(QPen(QColor(self._colour("border")), 1.0))
            painter.setBrush(QColor(self._colour("hover")))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        middle = QRectF(box).center()
        if is_filtered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._colour("accent")))
            painter.drawPolygon(QPolygonF([middle + QPointF(x, y) for x, y in _FUNNEL]))
        else:
            painter.setPen(QPen(QColor(self._colour("text")), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPolyline([middle + QPointF(x, y) for x, y in ((-4.0, -2.0), (0.0, 2.0), (4.0, -2.0))])
        painter.restore()

    def _hover(self, column: int) -> None:
        if column != self._hovered:
            self._hovered = column
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        column = self.logicalIndexAt(at)
        self._hover(column)
        super().mouseMoveEvent(event)
        if not event.buttons() and self.button(column).contains(at):
            # Beside the edge by which a column is stretched, the arrow comes first.
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        column = self.logicalIndexAt(at)
        box = self.button(column)
        if event.button() is Qt.MouseButton.LeftButton and box.contains(at):
            event.accept()
            self.asked.emit(column, QPoint(box.left(), self.height()))
        else:
            super().mousePressEvent(event)

"""A small card beside the pointer, over the timeline: what is being moved, or what lies there."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel

_BESIDE = 18
"""How far from the point it speaks of a card stands, in pixels."""


class Card(QLabel):
    """A few lines over a view. It never stands in the pointer's way, nor out of the view."""

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self._view = view
        self.setObjectName("card")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, at: QPoint, html: str) -> None:
        """Show some lines beside a point of the viewport."""
        self.setText(html)
        self.adjustSize()
        at = self._view.viewport().mapTo(self._view, at)
        x, y = at.x() + _BESIDE, at.y() + _BESIDE
        if x + self.width() > self._view.width():
            x = at.x() - _BESIDE - self.width()
        if y + self.height() > self._view.height():
            y = at.y() - _BESIDE - self.height()
        self.move(max(x, 0), max(y, 0))
        self.show()
        self.raise_()

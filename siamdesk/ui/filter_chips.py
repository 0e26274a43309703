"""The terms of the filter, each to be taken back by a click."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from siamdesk.domain import query_text

_LONGEST = 48


class FilterChips(QWidget):
    """A line of chips under the bar; it takes no room where nothing is filtered."""

    narrowed = Signal(str)
    """What the filter is to be."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Filter")
        self.chips: list[QPushButton] = []
        self._words = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(6)
        self._row.addStretch(1)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show the terms of another filter."""
        self._words = words
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        for place, part in enumerate(query_text.parts(words)):
            text = part.typed if len(part.typed) <= _LONGEST else f"{part.typed[: _LONGEST - 1]}…"
            chip = QPushButton(f"{text.replace('&', '&&')}   ×")
            chip.setObjectName("chip")
            chip.setToolTip(f"{part.typed}\nClick to filter by it no longer")
            chip.setAccessibleName(f"Remove the filter {part.typed}")
            chip.clicked.connect(lambda _checked=False, place=place: self._remove(place))
            self._row.insertWidget(place, chip)
            self.chips.append(chip)
        self.setVisible(bool(self.chips))

    def _remove(self, place: int) -> None:
        self.narrowed.emit(query_text.without(self._words, place))

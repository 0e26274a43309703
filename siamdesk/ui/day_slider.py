"""A slider through the portfolio's history, shown while it is seen as known on a day."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from siamdesk.domain.when import day_words

_SETTLE_MS = 60
"""A day is fetched once the hand has rested this long on it."""


class HistorySlider(QSlider):
    """A day a step. Arrow keys go from one day on which something was known to the next."""

    stepped = Signal(int)
    """-1 for the day before on which something was known, 1 for the one after."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.marks: Sequence[date] = ()
        self.ink = QColor("#888888")
        self.setAccessibleName("As known on")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}.get(
            Qt.Key(event.key())
        )
        if step is not None:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        span = self.maximum() - self.minimum()
        if span <= 0:
            return
        painter = QPainter(self)
        room = self.width() - 14
        for day in self.marks:
            x = 7 + round(room * (day.toordinal() - self.minimum()) / span)
            painter.fillRect(x, self.height() - 4, 1, 4, self.ink)
        painter.end()


class DaySlider(QWidget):
    """The day, a slider over all days, steps from change to change, and the way back to now."""

    chosen = Signal(object)
    """The day to show; None for now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._days: Sequence[date] = ()
        self._day = date.min
        self.told = QLabel()
        self.slider = HistorySlider()
        self.before, self.after = _arrow("◀", "The change before"), _arrow("▶", "The change after")
        self.now = QPushButton("Back to now")
        self._rest = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._rest.timeout.connect(lambda: self.chosen.emit(self._day))
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        for widget in (self.told, self.before):
            row.addWidget(widget)
        row.addWidget(self.slider, 1)
        for each in (self.after, self.now):
            row.addWidget(each)
        self.slider.valueChanged.connect(self._slid)
        self.slider.stepped.connect(self._step)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.now.clicked.connect(lambda: self.chosen.emit(None))

    def show_day(self, day: date, known: Sequence[date], today: date, ink: QColor) -> None:
        """Show a day of the portfolio's history, and the days on which something was known."""
        self._days, self._day = known, day
        first = min([day, *known[:1]])
        self.slider.blockSignals(True)
        self.slider.setRange(first.toordinal(), max(today, day, *known[-1:]).toordinal())
        self.slider.setValue(day.toordinal())
        self.slider.blockSignals(False)
        self.slider.marks, self.slider.ink = known, ink
        self.slider.update()
        self.before.setEnabled(bisect_left(known, day) > 0)
        self.after.setEnabled(bisect_right(known, day) < len(known))
        self.told.setText(f"As known on <b>{day_words(day)}</b>: read-only. What was learnt later is not shown.")

    def _slid(self, value: int) -> None:
        self._day = date.fromordinal(value)
        self.told.setText(f"As known on <b>{day_words(self._day)}</b> …")
        self._rest.start()

    def _step(self, way: int) -> None:
        """Go to the nearest day, that way, on which something was known."""
        place = bisect_left(self._days, self._day) - 1 if way < 0 else bisect_right(self._days, self._day)
        if 0 <= place < len(self._days):
            self._day = self._days[place]
            self.chosen.emit(self._day)


def _arrow(sign: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button

"""The milestone trend of a contract: each date it was to have, against the day on which that was said."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QToolTip, QVBoxLayout, QWidget

from siamdesk.domain import when_words
from siamdesk.domain.when import day_words
from siamdesk.drawing.painter import Painter
from siamdesk.timeline import trend
from siamdesk.timeline.row_plan import SYMBOLS
from siamdesk.timeline.shapes import Glyph, Shape
from siamdesk.timeline.trend import Foreseen, Series

if TYPE_CHECKING:
    from siamdesk.session.trending import Trend, TrendPoint

_NEAR = 10.0


class TrendChart(QWidget):
    """The chart. A point says under the pointer what was foreseen, and where that was said."""

    def __init__(self, painter: Painter, trends: "Sequence[Trend]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter, self._trends = painter, trends
        self.shapes: tuple[Shape, ...] = ()
        self.setMinimumSize(640, 360)
        self.setAccessibleName("Milestone trend")
        self.setAccessibleDescription("\n".join(self.lines()))

    def sizeHint(self) -> QSize:
        return QSize(960, 520)

    def lines(self) -> list[str]:
        """What the chart shows, in words: for those who do not see it."""
        return [self._told(each, point) for each in self._trends for point in each.points]

    def _told(self, each: "Trend", point: "TrendPoint") -> str:
        verb = "took place" if point.happened else "foreseen for"
        return f"{each.label} {verb} {when_words.show(point.when)}: known {day_words(point.day)}, {point.source}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        series = [
            Series(
                each.label,
                each.contract_id,
                each.kind,
                SYMBOLS.get(each.kind, "dot"),
                tuple(Foreseen(point.day, point.when, point.happened) for point in each.points),
            )
            for each in self._trends
        ]
        self.shapes = trend.chart(series, float(self.width()), float(self.height()), self._painter.text_width)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._painter.theme.colour("window")))
        self._painter.draw(self.shapes, painter)
        painter.end()

    def words_at(self, x: float, y: float) -> str:
        """What the point under a place says; empty where there is none."""
        near = [s for s in self.shapes if isinstance(s, Glyph) and abs(s.x - x) <= _NEAR and abs(s.y - y) <= _NEAR]
        if not near:
            return ""
        kind, _, day = near[0].part.partition("@")
        for each in self._trends:
            for point in each.points:
                if each.kind == kind and point.day.isoformat() == day:
                    return self._told(each, point)
        return ""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            told = self.words_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)


class TrendDialog(QDialog):
    """The chart and how to read it."""

    def __init__(self, painter: Painter, trends: "Sequence[Trend]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Milestone trend")
        self.resize(1000, 620)
        said = QLabel(
            "A level line keeps its date; one that rises slips. On the dashed line the foreseen day has come."
        )
        said.setObjectName("quiet")
        self.chart = TrendChart(painter, trends)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(said, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.chart, 1)
        layout.addWidget(buttons)

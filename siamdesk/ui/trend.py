"""The milestone trend: each date a milestone was to have, against the day on which that was said."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import lifecycle, when_words
from siamdesk.domain.when import day_words
from siamdesk.drawing.painter import Painter
from siamdesk.timeline import trend
from siamdesk.timeline.row_plan import SYMBOLS
from siamdesk.timeline.shapes import Glyph, Shape
from siamdesk.timeline.trend import Foreseen, Series

if TYPE_CHECKING:
    from siamdesk.session.trending import Trend, TrendPoint

_NEAR = 10.0
_LATE = 31
"""Days after which an entry is late enough to be said."""
SCOPES = {"contract": "This contract", "tower": "Its tower", "all": "All contracts"}
"""What a chart may be of."""

_KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class TrendChart(QWidget):
    """The chart. A point is chosen by a click or by the arrows: across from point to point, up and down by line."""

    chosen = Signal(str)
    """What the chosen point says, in lines; empty where none is."""

    def __init__(self, painter: Painter, trends: "Sequence[Trend]", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = painter
        self._trends: Sequence[Trend] = ()
        self.at: tuple[int, int] | None = None
        """Which line and which of its points is chosen."""
        self._hovered: tuple[str, str] | None = None
        self.shapes: tuple[Shape, ...] = ()
        self.setMinimumSize(640, 360)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.show_trends(trends)

    def show_trends(self, trends: "Sequence[Trend]") -> None:
        """Show other lines; no point is chosen."""
        self._trends, self.at, self._hovered = trends, None, None
        self._describe()
        self.chosen.emit("")
        self.update()

    def _describe(self) -> None:
        """Say to those who do not see it what there is, or what is chosen."""
        self.setAccessibleName("Milestone trend")
        told = "; ".join(self.card()) if self.at is not None else "\n".join(self.lines())
        self.setAccessibleDescription(told)

    def sizeHint(self) -> QSize:
        return QSize(960, 520)

    def lines(self) -> list[str]:
        """What the chart shows, in words: for those who do not see it."""
        return [self._told(each, point) for each in self._trends for point in each.points]

    def _told(self, each: "Trend", point: "TrendPoint") -> str:
        verb = "took place" if point.happened else "foreseen for"
        return f"{each.label} {verb} {when_words.show(point.when)}: known {day_words(point.day)}, {point.source}"

    def card(self) -> list[str]:
        """What the chosen point says: which milestone, its date and how far it moved, and where that was said."""
        if self.at is None:
            return []
        each = self._trends[self.at[0]]
        point = each.points[self.at[1]]
        moved = f", moved {point.moved} since the point before" if point.moved is not None and _moves(point) else ""
        late = (point.entered - point.day).days
        entered = f", entered {day_words(point.entered)}" + (f", {late:,} days later" if late > _LATE else "")
        return [
            each.label,
            f"{'Took place' if point.happened else 'Foreseen for'} {when_words.show(point.when)}{moved}",
            f"Known {day_words(point.day)}{entered}",
            point.source,
        ]

    @property
    def _lit(self) -> tuple[str, str] | None:
        if self.at is None:
            return self._hovered
        each = self._trends[self.at[0]]
        return each.contract_id, each.kind

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
        size = float(self.width()), float(self.height())
        self.shapes = trend.chart(series, *size, self._painter.text_width, self._lit)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._painter.theme.colour("window")))
        self._painter.draw(self.shapes, painter)
        if not self.shapes:
            painter.setPen(QColor(self._painter.theme.colour("quiet")))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "None of these milestones has been dated yet.")
        self._ring(painter)
        painter.end()

    def _ring(self, painter: QPainter) -> None:
        """A ring about the chosen point."""
        spot = self._spot()
        if spot is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = "focus" if self.hasFocus() else "quiet"
        painter.setPen(QPen(QColor(self._painter.theme.colour(ink)), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(spot.x() - 11, spot.y() - 11, 22, 22))

    def _spot(self) -> QPointF | None:
        if self.at is None:
            return None
        each = self._trends[self.at[0]]
        part = f"{each.kind}@{each.points[self.at[1]].day.isoformat()}"
        glyphs = (
            s for s in self.shapes if isinstance(s, Glyph) and (s.contract_id, s.part) == (each.contract_id, part)
        )
        return next((QPointF(s.x, s.y) for s in glyphs), None)

    # Choosing.

    def _near(self, x: float, y: float) -> tuple[int, int] | None:
        """The line and the point under a place, the nearest where several are."""
        found: tuple[int, int] | None = None
        least = _NEAR * _NEAR * 2
        places = {
            (each.contract_id, f"{each.kind}@{point.day.isoformat()}"): (line, n)
            for line, each in enumerate(self._trends)
            for n, point in enumerate(each.points)
        }
        for shape in self.shapes:
            if isinstance(shape, Glyph) and abs(shape.x - x) <= _NEAR and abs(shape.y - y) <= _NEAR:
                far = (shape.x - x) ** 2 + (shape.y - y) ** 2
                if far <= least:
                    found, least = places.get((shape.contract_id, shape.part)), far
        return found

    def words_at(self, x: float, y: float) -> str:
        """What the point under a place says; empty where there is none."""
        at = self._near(x, y)
        if at is None:
            return ""
        each = self._trends[at[0]]
        return self._told(each, each.points[at[1]])

    def choose(self, at: tuple[int, int] | None) -> None:
        """Choose a point, or none."""
        self.at = at
        self._describe()
        self.chosen.emit("\n".join(self.card()))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.choose(self._near(event.position().x(), event.position().y()))
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._near(event.position().x(), event.position().y())
        hovered = (self._trends[at[0]].contract_id, self._trends[at[0]].kind) if at is not None else None
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._trends or key not in {*_KEYS, Qt.Key.Key_Home, Qt.Key.Key_End}:
            if key == Qt.Key.Key_Escape and self.at is not None:
                self.choose(None)
                return
            super().keyPressEvent(event)
            return
        if self.at is None:
            self.choose((0, len(self._trends[0].points) - 1))
            return
        line, n = self.at
        if key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self.choose((line, 0 if key == Qt.Key.Key_Home else len(self._trends[line].points) - 1))
            return
        across, down = _KEYS[key]
        if across:
            self.choose((line, min(max(n + across, 0), len(self._trends[line].points) - 1)))
            return
        day = self._trends[line].points[n].day
        line = min(max(line + down, 0), len(self._trends) - 1)
        points = self._trends[line].points
        self.choose((line, min(range(len(points)), key=lambda each: abs((points[each].day - day).days))))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            told = self.words_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)


def _moves(point: "TrendPoint") -> bool:
    return point.moved is not None and (point.moved.least, point.moved.most) != (0, 0)


class TrendDialog(QDialog):
    """What the chart is of, the chart, how to read it, and a card of the chosen point."""

    asked = Signal(str, object)
    """A scope and the kinds of milestones to show."""

    def __init__(
        self,
        painter: Painter,
        trends: "Sequence[Trend]",
        parent: QWidget | None = None,
        scopes: Sequence[str] = tuple(SCOPES),
        scope: str = "contract",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Milestone trend")
        self.resize(1040, 720)
        said = QLabel(
            "A level line keeps its date; one that rises slips. On the dashed line the foreseen day has come."
        )
        said.setObjectName("quiet")
        self.scope, self.kinds, self.told = QComboBox(), QPushButton("&Milestones"), QLabel()
        for key in scopes:
            self.scope.addItem(SCOPES[key], key)
        self.scope.setCurrentIndex(max(self.scope.findData(scope), 0))
        self.scope.setAccessibleName("Chart of")
        self.scope.activated.connect(lambda _: self._ask())
        self.choices = {kind: self._choice(kind) for kind in (each.key for each in lifecycle.KINDS)}
        menu = QMenu(self.kinds)
        for kind, action in self.choices.items():
            menu.addAction(action)
            if kind == lifecycle.HEADLINES[-1]:
                menu.addSeparator()
        self.kinds.setMenu(menu)
        self.kinds.setAutoDefault(False)
        self.told.setObjectName("quiet")
        self.chart = TrendChart(painter, trends)
        self.card = QLabel()
        self.card.setTextFormat(Qt.TextFormat.PlainText)
        self.card.setWordWrap(True)
        self.card.setMinimumHeight(4 * self.card.fontMetrics().lineSpacing() + 8)
        self.card.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.card.setAccessibleName("The chosen point")
        self.card.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart.chosen.connect(self._tell)
        self._tell("")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        top = QHBoxLayout()
        for widget in (self.scope, self.kinds, self.told):
            top.addWidget(widget)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addLayout(top)
        layout.addWidget(said, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.card)
        layout.addWidget(buttons)
        self.chart.setFocus()

    def _choice(self, kind: str) -> QAction:
        action = QAction(lifecycle.KIND[kind].label, self)
        action.setCheckable(True)
        action.setChecked(kind in lifecycle.HEADLINES)
        action.triggered.connect(lambda _: self._ask())
        return action

    def chosen_kinds(self) -> Iterator[str]:
        """The kinds of milestones that are ticked, in the order of the lifecycle."""
        yield from (kind for kind, action in self.choices.items() if action.isChecked())

    def _ask(self) -> None:
        self.asked.emit(str(self.scope.currentData()), tuple(self.chosen_kinds()))

    def show_trends(self, trends: "Sequence[Trend]", count: int) -> None:
        """Show other lines; `count` is how many there are in all, of which these moved the most."""
        self.chart.show_trends(trends)
        many = f"The {len(trends)} that moved the most, of {count:,}." if count > len(trends) else ""
        self.told.setText(many)

    def _tell(self, words: str) -> None:
        self.card.setText(words or "Click a point, or go from one to the next with the arrow keys, to see its source.")
        self.card.setEnabled(bool(words))

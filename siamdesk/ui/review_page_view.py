"""A page of a review on the screen: painted words, the timeline itself where dates can be moved, a line to type in."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from siamdesk.drawing.painter import Painter
from siamdesk.timeline import review_page_layout as placing
from siamdesk.timeline.extent import reach
from siamdesk.timeline.header import HEADER_HEIGHT
from siamdesk.timeline.review_page import PORTFOLIO, Page
from siamdesk.timeline.review_page_layout import Placed
from siamdesk.timeline.rows import Layout
from siamdesk.timeline.shapes import Bounds, Shape
from siamdesk.timeline.view import View
from siamdesk.ui.prepared_page import Prepared
from siamdesk.ui.timeline_canvas import TimelineCanvas


class PlanView(QGraphicsView):
    """The timeline of the window, as large as a wall needs it: everything in it grows, and is as sharp as before."""

    def __init__(self, painter: Painter, parent: QWidget) -> None:
        self._scene = QGraphicsScene()
        super().__init__(self._scene, parent)
        self.canvas = TimelineCanvas(painter)
        self.canvas.legend.hide()
        for bars in (self, self.canvas.body):
            bars.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            bars.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._proxy = self._scene.addWidget(self.canvas)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Timeline of the page")

    def put(self, rect: QRectF, scale: float) -> None:
        """Take a place in the window, with the timeline so many times as large as usual."""
        self.setGeometry(rect.toRect())
        self._proxy.setScale(scale)
        self.canvas.resize(round(rect.width() / scale), round(rect.height() / scale))
        self._scene.setSceneRect(0, 0, rect.width(), rect.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The scene itself never scrolls; the timeline in it does.
        super().wheelEvent(event)
        event.accept()


class PageView(QWidget):
    """The page. What is chosen on it is a contract, an action or a dispute, by its key."""

    chose = Signal(str)

    def __init__(self, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painter = painter
        self.page = Page("", "", "", "", "")
        self.placed = Placed()
        self.chosen = ""
        self.count, self.here = 1, 0
        self.plan = PlanView(painter, self)
        self.body = self.plan.canvas.body
        self.layout_: Layout | None = None
        self.entry: QWidget | None = None
        """What is typed in, where the page has room for it."""
        self._view: View | None = None
        self._near = (date.min, date.max)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.body.verticalScrollBar().valueChanged.connect(lambda _: self.update())

    # What is shown.

    def show_page(self, prepared: Prepared, view: View, *, keep_place: bool = False) -> None:
        """Show a page; `keep_place` leaves the timeline where it is, for the same page after an edit."""
        page = prepared.page
        self.page, self._view, self._near, self.layout_ = page, view, prepared.near, prepared.layout
        scrolled = self.body.verticalScrollBar().value()
        self.plan.setVisible(bool(page.rows))
        if self._place_of(self.chosen) is None:
            # A note that falls is about what is chosen: of a tower something always is, and is seen to be.
            self.chosen = self._key(0) if page.key != PORTFOLIO else ""
        self._place()
        if page.rows:
            self.body.show_scene(prepared.layout, view, prepared.extent)
            if keep_place:
                self.body.verticalScrollBar().setValue(scrolled)
            else:
                self.body.verticalScrollBar().setValue(0)
                self.fit()
        self._mark()
        self.setAccessibleName(page.title)
        self.setAccessibleDescription("\n".join(self.told()))
        self.update()
        self.chose.emit(self.chosen)

    def told(self) -> list[str]:
        """What the page says, line by line: for those who do not see it."""
        page = self.page
        lines = [page.title, page.place, page.review, page.marking]
        lines += [f"{card.figure}: {card.words}" for card in page.cards]
        for table in page.tables:
            lines.append(table.title)
            lines += [", ".join(cell.text for cell in line.cells if cell.text) for line in table.lines] or [
                table.nothing
            ]
        lines += [" ".join(part for part in (note.mark, note.text, note.more) if part) for note in page.notes]
        return [line for line in lines if line]

    def fit(self, contract_id: str = "") -> None:
        """Show the dates of one contract, or those of the page that lie near its day."""
        if self._view is None or not self.page.rows:
            return
        contract = self._view.portfolio.contracts.get(contract_id)
        found = reach([contract]) if contract is not None else None
        self.body.fit(*(found or self._near))

    # What is chosen.

    def _lines(self) -> list[str]:
        """The keys of the lines of its tables."""
        return [line.key for table in self.page.tables for line in table.lines if line.key]

    def _place_of(self, key: str) -> int | None:
        """Where what can be chosen stands: among the rows of the timeline, or among the lines where there are none."""
        if self.page.rows and self.layout_ is not None:
            return self.layout_.rows.find(key)
        lines = self._lines()
        return lines.index(key) if key in lines else None

    def _key(self, place: int) -> str:
        """What stands there, or at the nearest place; empty where nothing does."""
        if self.page.rows and self.layout_ is not None:
            rows = self.layout_.rows
            return rows[min(max(place, 0), len(rows) - 1)].key
        lines = self._lines()
        return lines[min(max(place, 0), len(lines) - 1)] if lines else ""

    def step(self, by: int) -> None:
        """Choose the next or the one before; with none chosen the first."""
        place = self._place_of(self.chosen)
        key = self._key(0 if place is None else place + by)
        if key:
            self.choose(key)

    def choose(self, key: str) -> None:
        """Choose a row or a line, and bring it into sight."""
        self.chosen = key
        if self.layout_ is not None and self.page.rows:
            place = self.layout_.rows.find(key)
            if place is not None:
                bar, height = self.body.verticalScrollBar(), self.body.viewport().height()
                top, bottom = self.layout_.tops[place], self.layout_.tops[place + 1]
                bar.setValue(round(min(max(bar.value(), bottom - height), top)))
        self._place()
        self._mark()
        self.update()
        self.chose.emit(key)

    def _mark(self) -> None:
        several = self.layout_ is not None and len(self.layout_.rows) > 1
        self.body.select(frozenset({self.chosen} - {""}) if several else frozenset())

    # Places.

    @property
    def unit(self) -> float:
        """Pixels of the screen for a unit of the page."""
        return placing.scale_of(self.width(), self.height())

    def _place(self) -> None:
        unit, page = self.unit, self.page
        rows = self.layout_.height if self.layout_ is not None else 0.0
        wanted = (HEADER_HEIGHT + rows) * placing.ZOOM
        width, height = self.width() / unit, self.height() / unit
        row = self.layout_.tops[1] * placing.ZOOM if self.layout_ is not None and len(self.layout_.rows) else 1.0
        self.placed = placing.place(
            page, width, height, wanted, self.painter.text_width, row_height=row, chosen=self.chosen
        )
        self.placed.shapes += placing.dots(self.count, self.here, height)
        if self.placed.plan is not None:
            self.plan.put(_rect(self.placed.plan, unit), unit * placing.ZOOM)
        if self.entry is not None:
            self.entry.setVisible(self.placed.entry is not None)
            if self.placed.entry is not None:
                self.entry.setGeometry(_rect(self.placed.entry, unit).toRect())

    def _names(self) -> tuple[list[Shape], list[tuple[Bounds, str]]]:
        if self.layout_ is None or self.placed.plan is None:
            return [], []
        return placing.names(
            self.layout_,
            self.placed.plan,
            self.body.top,
            HEADER_HEIGHT,
            self.painter.text_width,
            chosen=self.chosen,
        )

    # What Qt asks.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.painter.theme.colour("window")))
        painter.scale(self.unit, self.unit)
        self.painter.draw((*self.placed.shapes, *self._names()[0]), painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self.key_at(event.position())
        if key:
            self.choose(key)
        super().mousePressEvent(event)

    def key_at(self, position: QPointF) -> str:
        """The key of what lies at a point; empty where nothing does."""
        x, y = position.x() / self.unit, position.y() / self.unit
        spots = (*self.placed.spots, *self._names()[1])
        return next((key for b, key in spots if b.left <= x < b.right and b.top <= y < b.bottom), "")


def _rect(bounds: Bounds, unit: float) -> QRectF:
    left, top, right, bottom = (each * unit for each in bounds)
    return QRectF(left, top, right - left, bottom - top)

"""The list of an import review as it is drawn and handled: two lines a row, circles to choose by, keys for all."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QInputDialog,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import BOLD, NORMAL, SIZES
from siamdesk.ui.ask_contract import ask_contract
from siamdesk.ui.review_model import (
    CONTRACT,
    FIELD,
    KEEP,
    OPEN,
    OURS,
    RESULT,
    SENT,
    TAKE,
    THEIRS,
    TICK,
    TYPED,
    ReviewModel,
)
from siamdesk.ui.tables import dress

if TYPE_CHECKING:
    from siamdesk.session.import_plan import ImportPlan, Item

_Index = QModelIndex | QPersistentModelIndex
ROW, HEADING = 46, 30
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
_PAD = 8
_CIRCLE = 14
_TICK = (QPointF(4, 8), QPointF(7, 11), QPointF(12, 5))
_WIDTHS = {TICK: 36, CONTRACT: 230, FIELD: 160, SENT: 150, OURS: 180, THEIRS: 250, RESULT: 130}


class ReviewDelegate(QStyledItemDelegate):
    """Paints the rows."""

    def __init__(self, model: ReviewModel, painter: Painter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model, self._painter = model, painter

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  Qt's signature
        return QSize(60, HEADING if self._model.item(index.row()) is None else ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, column = index.row(), index.column()
        rect = QRectF(option.rect)
        colour = self._painter.theme.colour
        item = self._model.item(row)
        painter.save()
        if item is None:
            painter.fillRect(rect, QColor(colour("group")))
            if column == TICK:
                self._line(painter, rect, self._model.text(row, TICK), "text", rect.center().y(), weight=BOLD)
            painter.restore()
            return
        choice = self._model.choice(row)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, QColor(colour("selection")))
        elif item.kind in {"conflict", "unread"} and choice == OPEN:
            painter.fillRect(rect, QColor(colour("warning.panel")))
        elif item.kind == "new" and choice == TAKE:
            painter.fillRect(rect, QColor(colour("good.panel")))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(colour("grid.row")))
        self._cell(painter, rect, row, column)
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRectF, row: int, column: int) -> None:
        item = self._model.item(row)
        if item is None:
            return
        choice = self._model.choice(row)
        first, second = rect.top() + 15, rect.top() + 32
        text = self._model.text(row, column)
        if column == TICK:
            self._tick(painter, rect, item.kind, choice)
        elif column == RESULT:
            self._chip(painter, rect, text, choice)
        elif column == OURS and item.kind == "changed" and item.shown[0] == item.shown[1] != "":
            self._line(painter, rect, "unchanged", "quiet", first)
        elif column == OURS:
            self._side(
                painter, rect, text, first, chosen=choice == KEEP, choosable=item.kind in {"conflict", "missing"}
            )
        elif column == THEIRS and item.kind == "changed":
            self._move(painter, rect, item.shown[1], text or "blank", first)
            self._under(painter, rect, row, second)
        elif column == THEIRS:
            choosable = item.kind == "conflict" and bool(item.changes)
            self._side(painter, rect, text or "blank", first, chosen=choice == TAKE, choosable=choosable)
            self._under(painter, rect, row, second)
        elif column == CONTRACT:
            reference, _, title = text.partition(" ")
            self._line(painter, rect, reference, "text", first, weight=BOLD)
            self._line(painter, rect, title, "quiet", second, size=SIZES["small"])
        else:
            self._line(painter, rect, text, "text" if column == FIELD else "muted", first)

    def _under(self, painter: QPainter, rect: QRectF, row: int, y: float) -> None:
        late = self._model.moved(row)
        ink = "danger" if late.startswith(("+", "at least +")) else "quiet"
        self._line(painter, rect, self._model.source_words(row), ink, y, size=SIZES["small"])

    def _move(self, painter: QPainter, rect: QRectF, old: str, new: str, y: float) -> None:
        """What stands here, struck out, and what comes in its place; the new alone where there is no room."""
        font = QFont(self._painter.font(SIZES["label"], NORMAL))
        metrics = QFontMetrics(font)
        before, arrow, after = (metrics.horizontalAdvance(each) for each in (old, " → ", new))
        if not old or before + arrow + after + 2 * _PAD > rect.width():
            self._line(painter, rect, new, "text", y)
            return
        colour = self._painter.theme.colour
        x = rect.left() + _PAD
        for text, width, panel, ink, struck in (
            (old, before, "danger.panel", "danger", True),
            (" → ", arrow, "", "quiet", False),
            (new, after, "good.panel", "text", False),
        ):
            box = QRectF(x, y - metrics.height() / 2, width, metrics.height())
            if panel:
                painter.fillRect(box.adjusted(-2, -1, 2, 1), QColor(colour(panel)))
            font.setStrikeOut(struck)
            painter.setFont(font)
            painter.setPen(QColor(colour(ink)))
            painter.drawText(box, _ONE_LINE, text)
            x += width

    def _side(self, painter: QPainter, rect: QRectF, text: str, y: float, *, chosen: bool, choosable: bool) -> None:
        if choosable:
            circle = QRectF(rect.left() + _PAD, y - _CIRCLE / 2, _CIRCLE, _CIRCLE)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink = QColor(self._painter.theme.colour("accent" if chosen else "quiet"))
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle)
            if chosen:
                painter.setBrush(ink)
                painter.drawEllipse(circle.adjusted(4, 4, -4, -4))
            rect = rect.adjusted(_CIRCLE + 6, 0, 0, 0)
        self._line(painter, rect, text, "text", y, weight=BOLD if chosen and choosable else NORMAL)

    def _tick(self, painter: QPainter, rect: QRectF, kind: str, choice: str) -> None:
        colour = self._painter.theme.colour
        box = QRectF(rect.center().x() - 8, rect.top() + 9, 16, 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind in {"conflict", "unread"}:
            signs = {TAKE: "✓", KEEP: "✓", TYPED: "✎", OPEN: "!"}
            painter.setPen(QColor(colour("warning" if choice == OPEN else "good")))
            painter.setFont(self._painter.font(SIZES["title"], BOLD))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, signs[choice])
            return
        on = choice == TAKE
        painter.setPen(QPen(QColor(colour("accent" if on else "quiet")), 1.4))
        painter.setBrush(QColor(colour("accent" if on else "window")))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(QColor(colour("on.accent")), 2.0))
            painter.drawPolyline([box.topLeft() + offset for offset in _TICK])

    def _chip(self, painter: QPainter, rect: QRectF, text: str, choice: str) -> None:
        panel = {OPEN: ("warning", "warning.panel"), TAKE: ("good", "good.panel")}.get(choice, ("info", "info.panel"))
        font = self._painter.font(SIZES["small"], NORMAL)
        metrics = QFontMetrics(font)
        width = min(metrics.horizontalAdvance(text) + 14, int(rect.width()) - _PAD)
        chip = QRectF(rect.left() + _PAD / 2, rect.top() + 6, width, 19)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._painter.theme.colour(panel[1])))
        painter.drawRoundedRect(chip, 9, 9)
        painter.setPen(QColor(self._painter.theme.colour(panel[0])))
        painter.setFont(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(chip.width()) - 10)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)

    def _line(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        ink: str,
        y: float,
        *,
        weight: int = NORMAL,
        size: int = SIZES["label"],
    ) -> None:
        if not text:
            return
        font: QFont = self._painter.font(size, weight)
        metrics = QFontMetrics(font)
        box = QRectF(rect.left() + _PAD, y - metrics.height() / 2, rect.width() - _PAD, metrics.height())
        painter.setFont(font)
        painter.setPen(QColor(self._painter.theme.colour(ink)))
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, _ONE_LINE, shown)


class ReviewList(QTableView):
    """The list. Space decides, O and T choose a side, Enter types what could not be read."""

    looked_at = Signal(object)
    """The item of the current row; None for a heading."""
    identified = Signal(object, str, str)
    """A plan, the key of a row in it, and the contract it speaks of, empty for one of its own."""

    def __init__(self, model: ReviewModel, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(ReviewDelegate(model, painter, self))
        self.setAccessibleName("What the import would change")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        dress(self, _WIDTHS, stretched=THEIRS, row=ROW)
        model.modelReset.connect(self._size_headings)
        self._size_headings()
        self.selectionModel().currentRowChanged.connect(
            lambda index, _: self.looked_at.emit(model.item(index.row()) if index.isValid() else None)
        )

    def _size_headings(self) -> None:
        self.clearSpans()
        for row, entry in enumerate(self._model.rows):
            if isinstance(entry, str):
                self.setRowHeight(row, HEADING)
                self.setSpan(row, 0, 1, self._model.columnCount())

    def _chosen(self) -> list[int]:
        return [index.row() for index in self.selectionModel().selectedRows()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        rows = self._chosen()
        if key == Qt.Key.Key_Space:
            for row in rows:
                self._model.toggle(row)
        elif key == Qt.Key.Key_T:
            self._model.choose(rows, TAKE)
        elif key == Qt.Key.Key_O:
            self._model.choose(rows, KEEP)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2} and rows:
            self._type(rows[0])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        item = self._model.item(index.row()) if index.isValid() else None
        if item is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        row, column = index.row(), index.column()
        if column == TICK:
            self._model.toggle(row)
        elif item.kind == "conflict" and column in {OURS, THEIRS}:
            self._model.choose([row], KEEP if column == OURS else TAKE)
        elif item.kind == "missing" and column == OURS:
            self._model.choose([row], KEEP)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._type(index.row())

    def _type(self, row: int) -> None:
        item = self._model.item(row)
        if item is None or item.kind != "unread":
            return
        question = f"{item.contract}: {item.label}\n“{item.shown[2]}” in {item.address} could not be read: {item.why}."
        text = item.shown[2]
        while True:
            text, agreed = QInputDialog.getText(self, "Type what it means", question, text=text)
            if not agreed:
                return
            why = self._model.type(row, text)
            if not why:
                return
            question = f"“{text}” can’t be read either: {why}."

    def _add_identity(self, menu: QMenu, row: int, item: "Item") -> None:
        """Offer to say which contract a row speaks of, where that can be read again."""
        plan = self._model.plan(row)
        if plan is None or plan.path is None or item.row_key not in plan.theirs:
            return
        menu.addSeparator()
        if item.kind != "new":
            words = "It is another contract: read the row as a new one"
            menu.addAction(words, lambda: self.identified.emit(plan, item.row_key, ""))
        menu.addAction("It is a contract that we have…", lambda: self._ask_identity(plan, item))

    def _ask_identity(self, plan: "ImportPlan", item: "Item") -> None:
        found = ask_contract(item.contract, self._model.contracts, self)
        if found:
            self.identified.emit(plan, item.row_key, found)

    def _menu(self, where: QPoint) -> None:
        index = self.indexAt(where)
        item = self._model.item(index.row()) if index.isValid() else None
        if item is None:
            return
        rows = self._chosen() or [index.row()]
        alike = self._model.alike(index.row())
        menu = QMenu(self)
        menu.addAction("Take their workbook\tT", lambda: self._model.choose(rows, TAKE))
        menu.addAction("Keep our record\tO", lambda: self._model.choose(rows, KEEP))
        menu.addAction("Leave open", lambda: self._model.choose(rows, OPEN))
        if len(alike) > 1:
            menu.addSeparator()
            of = f"all {len(alike):,} of “{item.label or 'whole row'}”"
            menu.addAction(f"Take their workbook for {of}", lambda: self._model.choose(alike, TAKE))
            menu.addAction(f"Keep our record for {of}", lambda: self._model.choose(alike, KEEP))
            menu.addAction(f"Leave {of} open", lambda: self._model.choose(alike, OPEN))
        self._add_identity(menu, index.row(), item)
        menu.exec(self.viewport().mapToGlobal(where))

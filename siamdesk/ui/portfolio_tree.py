"""The tree at the left, over the rows of the timeline. Its delegate paints rows itself, which is far quicker."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from siamdesk.domain import money
from siamdesk.domain.arrange import Group
from siamdesk.domain.contract import Contract, Strand
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.worth import headline_value, totals, worth
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import BOLD, MEDIUM, NORMAL, SIZES
from siamdesk.timeline.rows import ROOMY, Heights, RowKind
from siamdesk.ui.tree_columns import TreeColumns
from siamdesk.ui.tree_header import TreeHeader
from siamdesk.ui.tree_model import NAME, RAG, SUPPLIER, VALUE, Node, PortfolioModel

_Index = QModelIndex | QPersistentModelIndex

_PAD = 8
_STRIPE = 4
_INDENT = 18


class RowDelegate(QStyledItemDelegate):
    """Paints the rows of the tree."""

    def __init__(self, model: PortfolioModel, painter: Painter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.painter = painter
        self.heights = Heights()
        self.room_of_supplier = 0
        """How wide the supplier's column is: a heading's totals may begin in it."""
        self.room_after_supplier = 0
        """How much room there is beyond it."""
        self._metrics: dict[tuple[int, int], QFontMetrics] = {}

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: ARG002
        rect = QRect(option.rect)
        rect.setHeight(min(rect.height() - 4, editor.sizeHint().height()))
        rect.moveTop(option.rect.top() + (option.rect.height() - rect.height()) // 2)
        editor.setGeometry(rect.adjusted(2, 0, -2, 0))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  Qt's signature
        kind = self._model.node(index).kind
        heights = (self.heights.group, self.heights.contract, self.heights.contract, self.heights.strand)
        return QSize(60, int(heights[kind]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        node = self._model.node(index)
        column = index.column()
        rect = QRectF(option.rect)
        colour = self.painter.theme.colour
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, QColor(colour("selection")))
        elif node.kind is RowKind.GROUP:
            painter.fillRect(rect, QColor(colour("group")))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), QColor(colour("grid.row")))
        if column == NAME:
            self._name(painter, rect, node)
        elif column == RAG:
            self._rag(painter, rect, node)
        elif column == VALUE:
            self._value(painter, rect, node)
        elif column == SUPPLIER:
            self._supplier(painter, rect, node)
        elif isinstance(node.item, Contract):
            self._cell(painter, rect, self._model.text(node, column), self._model.then(node, column))
        painter.restore()

    def _cell(self, painter: QPainter, rect: QRectF, text: str, then: str) -> None:
        """A cell in words; where it differs from what is compared with, in one line, and what it said there."""
        if not then:
            self._lines(painter, rect, text)
            return
        taken = self._line(painter, rect, text or "blank", "text", y=self._upper(rect), weight=MEDIUM)
        self._then(painter, rect, then, taken)

    def _then(self, painter: QPainter, rect: QRectF, then: str, taken: float, *, right: bool = False) -> None:
        """What a cell said where it is compared with, struck out: under what it says, or beside it in a low row."""
        if rect.height() >= ROOMY:
            self._line(painter, rect, then, "quiet", y=rect.top() + rect.height() * 0.7, right=right, struck=True)
        else:
            beside = rect.adjusted(0, 0, -taken, 0) if right else rect.adjusted(taken, 0, 0, 0)
            self._line(painter, beside, then, "quiet", y=rect.center().y(), right=right, struck=True)

    @staticmethod
    def _upper(rect: QRectF) -> float:
        return rect.top() + rect.height() * (0.34 if rect.height() >= ROOMY else 0.5)

    def _supplier(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        words = self._model.text(node, SUPPLIER)
        if isinstance(node.item, Contract):
            self._cell(painter, rect, words, self._model.then(node, SUPPLIER))
        elif isinstance(node.item, Strand):
            # A strand has neither value nor RAG: its stage may run on to the edge.
            self._line(painter, rect.adjusted(0, 0, self.room_after_supplier, 0), words, "quiet", y=rect.center().y())

    def _first_line(self, rect: QRectF, node: Node) -> float:
        two_lines = node.kind in {RowKind.CONTRACT, RowKind.SINGLE} and rect.height() >= ROOMY
        return rect.top() + (rect.height() * 0.34 if two_lines else rect.height() / 2)

    def _name(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        y = self._first_line(rect, node)
        if isinstance(node.item, Group):
            self._line(painter, rect, node.item.label, "text", y=y, weight=BOLD, size=SIZES["body"])
            taken = QFontMetrics(self.painter.font(SIZES["body"], BOLD)).horizontalAdvance(node.item.label) + _PAD
            after = rect.adjusted(taken, 0, 0, 0)
            self._line(painter, after, self._model.counts(node.item), "quiet", y=y, size=SIZES["small"])
        elif isinstance(node.item, Strand):
            self._line(painter, rect, node.item.name, "text", y=y)
        else:
            self._line(painter, rect, self._model.lead(node), "text", y=y, weight=BOLD, size=SIZES["body"])
            then = self._model.then(node, NAME)
            if then:
                self._then(painter, rect, then, rect.width())
            else:
                self._second_line(painter, rect, self._model.detail(node), "quiet", size=SIZES["small"])

    def _value(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        y = self._first_line(rect, node)
        if isinstance(node.item, Group):
            sums = totals(node.item.contracts)
            before = rect.adjusted(-self.room_of_supplier, 0, 0, 0)
            words = " + ".join(map(worth, sums))
            self._line(painter, before, words, "muted", y=y, right=True, weight=MEDIUM, size=SIZES["label"])
        elif isinstance(node.item, Contract):
            value, then = headline_value(node.item), self._model.then(node, VALUE)
            if value is None:
                self._then(painter, rect, then, 0.0, right=True)
                return
            known = value.low is not None or value.high is not None
            ink, weight = ("text", BOLD) if known else ("quiet", NORMAL)
            taken = self._line(
                *(painter, rect, money.show_short(value), ink), y=y, right=True, weight=weight, size=SIZES["body"]
            )
            if then:
                self._then(painter, rect, then, taken, right=True)
                return
            self._second_line(painter, rect, str(value.basis), "quiet", right=True, size=SIZES["small"])

    def _rag(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        rag = node.item.rag if isinstance(node.item, Contract) else None
        then = self._model.then(node, RAG)
        if then and rect.height() >= ROOMY:
            self._then(painter, rect, then, 0.0)
        if not rag:
            return
        y = self._first_line(rect, node)
        chip = QRectF(rect.center().x() - 9, y - 8, 18, 16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.painter.theme.colour(f"rag.{rag}")))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(QColor(self.painter.theme.colour(f"on.rag.{rag}")))
        painter.setFont(self.painter.font(SIZES["small"], BOLD))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, rag[0].upper())

    def _lines(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """Up to two lines of quiet text, cut with an ellipsis where they do not fit."""
        font = self.painter.font(SIZES["label"], NORMAL)
        metrics = QFontMetrics(font)
        width = int(rect.width()) - 2 * _PAD
        first, rest = text, ""
        if metrics.horizontalAdvance(text) > width:
            words = text.split(" ")
            fitting = 1
            while fitting < len(words) and metrics.horizontalAdvance(" ".join(words[: fitting + 1])) <= width:
                fitting += 1
            first, rest = " ".join(words[:fitting]), " ".join(words[fitting:])
        if rect.height() < ROOMY:
            self._line(painter, rect, text, "muted", y=rect.center().y())
            return
        self._line(painter, rect, first, "muted", y=rect.top() + rect.height() * 0.34)
        self._second_line(painter, rect, rest, "muted")

    def _second_line(
        self, painter: QPainter, rect: QRectF, text: str, ink: str, *, right: bool = False, size: int = SIZES["label"]
    ) -> None:
        if rect.height() >= ROOMY:
            self._line(painter, rect, text, ink, y=rect.top() + rect.height() * 0.7, right=right, size=size)

    def _line(
        self,
        painter: QPainter,
        rect: QRectF,
        text: str,
        ink: str,
        *,
        y: float,
        right: bool = False,
        weight: int = NORMAL,
        size: int = SIZES["label"],
        struck: bool = False,
    ) -> float:
        """One line of text with its middle at y, cut with an ellipsis where it does not fit; how wide it is."""
        if not text:
            return 0.0
        font = self.painter.font(size, weight)
        if struck:
            font = QFont(font)
            font.setStrikeOut(True)
        metrics = self._metrics.get((size, weight))
        if metrics is None:
            metrics = self._metrics[size, weight] = QFontMetrics(font)
        box = QRectF(rect.left() + _PAD, y - metrics.height() / 2, rect.width() - 2 * _PAD, metrics.height())
        painter.setFont(font)
        painter.setPen(QColor(self.painter.theme.colour(ink)))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
        return float(metrics.horizontalAdvance(shown)) + _PAD


class PortfolioTree(QTreeView):
    """The tree. Its rows are as tall as the timeline's, and scroll with them."""

    def __init__(self, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PortfolioModel(self)
        self.delegate = RowDelegate(self.rows, painter, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Towers and contracts")
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        # A double click opens and closes; F2 edits.
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(_INDENT)
        self.top_line = TreeHeader(self._colour, self)
        self.setHeader(self.top_line)
        self.setExpandsOnDoubleClick(True)
        self.setUniformRowHeights(False)
        self.header().setStretchLastSection(False)
        self.header().setHighlightSections(False)
        self.header().setMinimumSectionSize(36)
        self.header().setSectionResizeMode(NAME, self.header().ResizeMode.Stretch)
        self.columns = TreeColumns(self, self.rows)
        self.columns.changed.connect(self._measure)
        self.columns.apply()

    def _colour(self, role: str) -> str:
        """The colour of a role in the theme that is shown."""
        return self.delegate.painter.theme.colour(role)

    def set_heights(self, heights: Heights) -> None:
        """Take other row heights."""
        self.delegate.heights = heights
        self.scheduleDelayedItemsLayout()

    def show_groups(self, groups: Sequence[Group], portfolio: Portfolio, collapsed: frozenset[str]) -> None:
        """Show those groups, opened but for the rows with those keys; what was selected stays so where it can."""
        selected, column = self.selected_key(), max(self.currentIndex().column(), 0)
        others = [self.rows.node(index).key for index in self.selectionModel().selectedRows()]
        self.setUpdatesEnabled(False)
        self.rows.show(groups, portfolio)
        self.columns.hides_rag = not any(contract.rag for group in groups for contract in group.contracts)
        self.columns.apply()
        self._measure()
        self.expandAll()
        for key in collapsed:
            self.collapse(self.rows.index_of(key))
        self.setUpdatesEnabled(True)
        if selected:
            self.select_key(self.rows.shown_key(selected, collapsed), column)
            self._select_also([key for key in others if self.rows.shown_key(key, collapsed) == key])

    def _select_also(self, keys: Sequence[str]) -> None:
        """Select more rows beside the current one."""
        flags = self.selectionModel().SelectionFlag
        for key in keys:
            index = self.rows.index_of(key)
            if index.isValid():
                self.selectionModel().select(index, flags.Select | flags.Rows)

    def drawBranches(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        node = self.rows.node(index)
        colour = self.delegate.painter.theme.colour
        if self.selectionModel().isRowSelected(index.row(), index.parent()):
            painter.fillRect(rect, QColor(colour("selection")))
        elif node.kind is RowKind.GROUP:
            painter.fillRect(rect, QColor(colour("group")))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(colour("grid.row")))
        stripe = self.rows.stripes.get(node.tower_id or "")
        if stripe is not None:
            painter.fillRect(QRect(rect.left(), rect.top(), _STRIPE, rect.height()), QColor(colour(stripe)))
        if node.children:
            two_lines = node.kind is RowKind.CONTRACT and rect.height() >= ROOMY
            y = rect.top() + rect.height() * (0.34 if two_lines else 0.5)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colour("quiet")), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            x = rect.right() - _INDENT / 2 + 3
            if self.isExpanded(index):
                painter.drawPolyline([QPointF(x - 4, y - 2), QPointF(x, y + 2), QPointF(x + 4, y - 2)])
            else:
                painter.drawPolyline([QPointF(x - 2, y - 4), QPointF(x + 2, y), QPointF(x - 2, y + 4)])
            painter.restore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        """Tell the delegate how much room there is beside the supplier's column."""
        self.delegate.room_of_supplier = self.columns.room_before_value()
        self.delegate.room_after_supplier = self.columns.room_after_supplier()

    def selected_key(self) -> str:
        """The key of the selected row; empty if none is."""
        index = self.currentIndex()
        return self.rows.node(index).key if index.isValid() else ""

    def selected_contracts(self) -> list[str]:
        """The ids of the selected contracts, in their order."""
        nodes = [self.rows.node(index) for index in self.chosen_indexes()]
        return [node.key for node in nodes if isinstance(node.item, Contract)]

    def chosen_indexes(self) -> list[QModelIndex]:
        """The selected rows, in their order."""
        return sorted(self.selectionModel().selectedRows(), key=lambda index: index.internalId())

    def contracts_from(self, contract_id: str) -> list[str]:
        """The ids of that contract and of all below it."""
        ids = [node.key for node in self.rows.nodes if isinstance(node.item, Contract)]
        return ids[ids.index(contract_id) :] if contract_id in ids else []

    def current_field(self) -> str:
        """The key of the field that the current cell shows; empty where it shows none."""
        index = self.currentIndex()
        return self.rows.key_of(index) if index.isValid() else ""

    def edit_current(self) -> bool:
        """Edit the current cell where it stands; whether it can be."""
        index = self.currentIndex()
        if not index.isValid() or not self.rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        self.edit(index)
        return True

    def select_key(self, key: str, column: int = 0) -> None:
        """Select the row with that key, and bring it into view."""
        index = self.rows.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index.siblingAtColumn(column))
            self.scrollTo(index)

"""The tree at the left: towers and contracts, their suppliers, values and RAG, over the rows of the timeline.

The model is the program's own, made anew whenever what is shown changes: at 20,000 contracts that is cheaper than any
proxy model. The delegate paints rows itself, for the same reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from siamdesk.domain import fields, money
from siamdesk.domain.arrange import Group
from siamdesk.domain.contract import Contract, Strand
from siamdesk.domain.portfolio import Portfolio
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import BOLD, MEDIUM, NORMAL, SIZES
from siamdesk.timeline.rows import Heights, RowKind, group_row_key, strands_by_contract, tower_styles

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()

NAME, SUPPLIER, VALUE, RAG = range(4)
HEADERS = ("Tower and contract", "Supplier", "Value", "RAG")


@dataclass(slots=True)
class Node:
    """One row of the tree: what it is of, and where it hangs."""

    kind: RowKind
    key: str
    item: Group | Contract | Strand
    parent: int
    place: int
    """Which child of its parent it is."""
    children: list[int] = field(default_factory=list)
    tower_id: str | None = None


def headline_value(contract: Contract) -> money.Money | None:
    """The whole-life value to show: the best known first, and one without an amount only if there is no other."""
    values = [value for key in fields.VALUE_KEYS if (value := getattr(contract, key)) is not None]
    known = [value for value in values if value.low is not None or value.high is not None]
    return next(iter(known or values), None)


def totals(contracts: Sequence[Contract]) -> list[money.Money]:
    """The sums of the contracts' values, each basis, currency and period apart; different ones are never added."""
    held: dict[tuple[str, str, str], list[money.Money]] = {}
    for contract in contracts:
        value = headline_value(contract)
        if value is not None and (value.low is not None or value.high is not None):
            held.setdefault((value.basis, value.currency, value.per), []).append(value)
    sums = [money.add(each) for each in held.values()]
    return sorted(sums, key=lambda each: -(each.high or each.low or Decimal(0)))


def _worth(value: money.Money) -> str:
    return f"{money.show_short(value)} {value.basis}".strip()


class PortfolioModel(QAbstractItemModel):
    """Groups, their contracts, and the strands of those."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.portfolio = Portfolio()
        self.nodes: list[Node] = []
        self._tops: list[int] = []
        self._by_key: dict[str, int] = {}
        self.stripes: dict[str, str] = {}

    def show(self, groups: Sequence[Group], portfolio: Portfolio, *, strands: bool = True) -> None:
        """Show those groups in place of what was shown."""
        self.beginResetModel()
        self.portfolio = portfolio
        self.nodes, self._tops = [], []
        self.stripes = tower_styles(portfolio)
        held = strands_by_contract(portfolio) if strands else {}
        for group in groups:
            self._add_group(group, held)
        self._by_key = {node.key: place for place, node in enumerate(self.nodes)}
        self.endResetModel()

    def _add_group(self, group: Group, held: dict[str, list[Strand]]) -> None:
        contracts = group.contracts
        if len(contracts) == 1 and group.key in self.portfolio.towers and contracts[0].id not in held:
            self._add(RowKind.SINGLE, contracts[0].id, contracts[0], -1, contracts[0].tower_id)
            return
        tower_id = group.key if group.key in self.portfolio.towers else None
        heading = self._add(RowKind.GROUP, group_row_key(group.key), group, -1, tower_id)
        for contract in contracts:
            place = self._add(RowKind.CONTRACT, contract.id, contract, heading, contract.tower_id)
            for strand in held.get(contract.id, ()):
                self._add(RowKind.STRAND, strand.id, strand, place, contract.tower_id)

    def _add(self, kind: RowKind, key: str, item: Group | Contract | Strand, parent: int, tower_id: str | None) -> int:
        siblings = self._tops if parent < 0 else self.nodes[parent].children
        self.nodes.append(Node(kind, key, item, parent, len(siblings), [], tower_id))
        siblings.append(len(self.nodes) - 1)
        return len(self.nodes) - 1

    def node(self, index: _Index) -> Node:
        """The node at an index that is valid."""
        return self.nodes[index.internalId()]

    def index_of(self, key: str) -> QModelIndex:
        """The index of the row with that key; an invalid one where it is not shown."""
        place = self._by_key.get(key)
        return self.createIndex(self.nodes[place].place, 0, place) if place is not None else QModelIndex()

    # What Qt asks.

    def index(self, row: int, column: int, parent: _Index = _NO_INDEX) -> QModelIndex:
        children = self.nodes[parent.internalId()].children if parent.isValid() else self._tops
        if not (0 <= row < len(children) and 0 <= column < len(HEADERS)) or (parent.isValid() and parent.column() != 0):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, index: _Index = _NO_INDEX) -> QModelIndex:  # type: ignore[override]
        place = self.nodes[index.internalId()].parent if index.isValid() else -1
        return self.createIndex(self.nodes[place].place, 0, place) if place >= 0 else QModelIndex()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        if not parent.isValid():
            return len(self._tops)
        return len(self.nodes[parent.internalId()].children) if parent.column() == 0 else 0

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:  # noqa: ARG002  Qt's signature
        return len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(HEADERS):
            if role == Qt.ItemDataRole.DisplayRole:
                return HEADERS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == VALUE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(node, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(node, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[index.column()]}: {self.text(node, index.column()) or 'none'}"
        return None

    def text(self, node: Node, column: int) -> str:
        """A cell in words."""
        item = node.item
        if isinstance(item, Group):
            words = (item.label, self.counts(item), " + ".join(map(_worth, totals(item.contracts))), "")
        elif isinstance(item, Strand):
            words = (item.name, item.stage or "", "", "")
        else:
            value = headline_value(item)
            words = (
                " · ".join(part for part in (self.lead(node), self.detail(node)) if part),
                ", ".join(item.suppliers),
                _worth(value) if value is not None else "",
                (item.rag or "").capitalize(),
            )
        return words[column]

    def _tip(self, node: Node, column: int) -> str | None:
        item = node.item
        if isinstance(item, Contract) and column == VALUE:
            lines = []
            for key in fields.VALUE_KEYS:
                value, about = getattr(item, key), fields.field_for("contract", key)
                if value is not None and about is not None:
                    lines.append(f"{about.label}: {money.show_money(value)}")
            return "\n".join(lines) or None
        return self.text(node, column) or None

    def counts(self, group: Group) -> str:
        """How many contracts a group has."""
        count = len(group.contracts)
        return "1 contract" if count == 1 else f"{count:,} contracts"

    def lead(self, node: Node) -> str:
        """The first line of a contract's row: the tower's name where the tower is one row, else the title."""
        contract = node.item
        if not isinstance(contract, Contract):
            return ""
        tower = self.portfolio.towers.get(contract.tower_id or "")
        if node.kind is RowKind.SINGLE and tower is not None:
            return tower.name
        return contract.title or contract.reference or "Untitled"

    def detail(self, node: Node) -> str:
        """The second line of a contract's row."""
        contract = node.item
        if not isinstance(contract, Contract):
            return ""
        title = contract.title if node.kind is RowKind.SINGLE else ""
        return " · ".join(part for part in (contract.reference, title or contract.status) if part)


_PAD = 8
_STRIPE = 4
_INDENT = 18


class RowDelegate(QStyledItemDelegate):
    """Paints the rows of the tree."""

    def __init__(self, model: PortfolioModel, painter: Painter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.painter = painter
        self._heights = Heights()
        self.room_of_supplier = 0
        """How wide the supplier's column is: a heading's totals may begin in it."""
        self.room_after_supplier = 0
        """How much room there is beyond it."""
        self._metrics: dict[tuple[int, int], QFontMetrics] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  Qt's signature
        kind = self._model.node(index).kind
        heights = (self._heights.group, self._heights.contract, self._heights.contract, self._heights.strand)
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
        else:
            self._supplier(painter, rect, node)
        painter.restore()

    def _supplier(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        words = self._model.text(node, SUPPLIER)
        if isinstance(node.item, Contract):
            self._lines(painter, rect, words)
        elif isinstance(node.item, Strand):
            # A strand has neither value nor RAG: its stage may run on to the edge.
            self._line(painter, rect.adjusted(0, 0, self.room_after_supplier, 0), words, "quiet", y=rect.center().y())

    def _first_line(self, rect: QRectF, node: Node) -> float:
        two_lines = node.kind in {RowKind.CONTRACT, RowKind.SINGLE}
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
            second = rect.top() + rect.height() * 0.7
            self._line(painter, rect, self._model.detail(node), "quiet", y=second, size=SIZES["small"])

    def _value(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        y = self._first_line(rect, node)
        if isinstance(node.item, Group):
            sums = totals(node.item.contracts)
            before = rect.adjusted(-self.room_of_supplier, 0, 0, 0)
            words = " + ".join(map(_worth, sums))
            self._line(painter, before, words, "muted", y=y, right=True, weight=MEDIUM, size=SIZES["label"])
        elif isinstance(node.item, Contract):
            value = headline_value(node.item)
            if value is None:
                return
            known = value.low is not None or value.high is not None
            ink, weight = ("text", BOLD) if known else ("quiet", NORMAL)
            self._line(painter, rect, money.show_short(value), ink, y=y, right=True, weight=weight, size=SIZES["body"])
            second = rect.top() + rect.height() * 0.7
            self._line(painter, rect, str(value.basis), "quiet", y=second, right=True, size=SIZES["small"])

    def _rag(self, painter: QPainter, rect: QRectF, node: Node) -> None:
        rag = node.item.rag if isinstance(node.item, Contract) else None
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
        self._line(painter, rect, first, "muted", y=rect.top() + rect.height() * 0.34)
        self._line(painter, rect, rest, "muted", y=rect.top() + rect.height() * 0.7)

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
    ) -> None:
        """One line of text with its middle at y, cut with an ellipsis where it does not fit."""
        if not text:
            return
        font = self.painter.font(size, weight)
        metrics = self._metrics.get((size, weight))
        if metrics is None:
            metrics = self._metrics[size, weight] = QFontMetrics(font)
        box = QRectF(rect.left() + _PAD, y - metrics.height() / 2, rect.width() - 2 * _PAD, metrics.height())
        painter.setFont(font)
        painter.setPen(QColor(self.painter.theme.colour(ink)))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


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
        self.setSelectionMode(QTreeView.SelectionMode.SingleSelection)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(_INDENT)
        self.setExpandsOnDoubleClick(True)
        self.setUniformRowHeights(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionsMovable(False)
        self.header().setHighlightSections(False)
        self.header().setMinimumSectionSize(36)
        self.header().sectionResized.connect(lambda *_: self._measure())
        self.header().setSectionResizeMode(NAME, self.header().ResizeMode.Stretch)
        for column, width in ((SUPPLIER, 120), (VALUE, 112), (RAG, 48)):
            self.setColumnWidth(column, width)

    def show_groups(self, groups: Sequence[Group], portfolio: Portfolio, collapsed: frozenset[str]) -> None:
        """Show those groups, opened but for the rows with those keys; what was selected stays so where it can."""
        selected = self.selected_key()
        self.setUpdatesEnabled(False)
        self.rows.show(groups, portfolio)
        self.setColumnHidden(RAG, not any(contract.rag for group in groups for contract in group.contracts))
        self._measure()
        self.expandAll()
        for key in collapsed:
            self.collapse(self.rows.index_of(key))
        self.setUpdatesEnabled(True)
        if selected:
            self.select_key(selected)

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
            y = rect.top() + (rect.height() * 0.34 if node.kind is RowKind.CONTRACT else rect.height() / 2)
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
        self.delegate.room_of_supplier = self.columnWidth(SUPPLIER)
        rag = 0 if self.isColumnHidden(RAG) else self.columnWidth(RAG)
        self.delegate.room_after_supplier = self.columnWidth(VALUE) + rag

    def selected_key(self) -> str:
        """The key of the selected row; empty if none is."""
        index = self.currentIndex()
        return self.rows.node(index).key if index.isValid() else ""

    def select_key(self, key: str) -> None:
        """Select the row with that key, and bring it into view."""
        index = self.rows.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

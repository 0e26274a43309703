"""What the tree shows: towers and contracts, their suppliers, values and RAG.

The model is made anew whenever what is shown changes: at 20,000 contracts that is cheaper than any proxy model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from siamdesk.domain import columns, fields, money, shown
from siamdesk.domain.arrange import Group
from siamdesk.domain.contract import Contract, Strand
from siamdesk.domain.field_types import matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.worth import headline_value, totals, worth
from siamdesk.timeline.rows import RowKind, group_row_key, strands_by_contract, tower_styles

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()

NAME, SUPPLIER, VALUE, RAG = range(4)
HEADERS = ("Tower and contract", "Supplier", "Value", "RAG")
_KEYS = ("name", "suppliers", "value", "rag")


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


class PortfolioModel(QAbstractItemModel):
    """Groups, their contracts, and the strands of those."""

    typed = Signal(str, str, str)
    """A contract's id, a field and the text that somebody typed for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.portfolio = Portfolio()
        self.compare: Portfolio | None = None
        """What is compared with: cells that differ say what they said there."""
        self.today = date.min
        """The day that phases and next dates are told for."""
        self.column_keys: tuple[str, ...] = _KEYS
        """What each column shows: the four there always are, and all that can be shown beside them."""
        self.headers: tuple[str, ...] = HEADERS
        self.is_editable = False
        self.nodes: list[Node] = []
        self._tops: list[int] = []
        self._by_key: dict[str, int] = {}
        self.stripes: dict[str, str] = {}

    def show(self, groups: Sequence[Group], portfolio: Portfolio, *, strands: bool = True) -> None:
        """Show those groups in place of what was shown."""
        self.beginResetModel()
        self.portfolio = portfolio
        more = columns.offered(portfolio)
        self.column_keys, self.headers = (*_KEYS, *more), (*HEADERS, *more.values())
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

    def shown_key(self, key: str, collapsed: frozenset[str]) -> str:
        """The key of the row, or of the uppermost closed one that it stands under."""
        place = self._by_key.get(key, -1)
        while place >= 0:
            place = self.nodes[place].parent
            if place >= 0 and self.nodes[place].key in collapsed:
                key = self.nodes[place].key
        return key

    # What Qt asks.

    def index(self, row: int, column: int, parent: _Index = _NO_INDEX) -> QModelIndex:
        children = self.nodes[parent.internalId()].children if parent.isValid() else self._tops
        if not (0 <= row < len(children) and 0 <= column < len(self.headers)) or (
            parent.isValid() and parent.column() != 0
        ):
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
        return len(self.headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if orientation is Qt.Orientation.Horizontal and 0 <= section < len(self.headers):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.headers[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == VALUE:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def key_of(self, index: _Index) -> str:
        """The field that a cell shows; empty for one that shows none."""
        item = self.node(index).item
        if not isinstance(item, Contract):
            return ""
        if index.column() == VALUE:
            value = headline_value(item)
            return (
                next((key for key in fields.VALUE_KEYS if getattr(item, key) is value), "value") if value else "value"
            )
        if index.column() > RAG:
            return columns.field_of(item, self.column_keys[index.column()])
        return {NAME: "title", SUPPLIER: "suppliers", RAG: "rag"}[index.column()]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        editable = self.is_editable and index.isValid() and bool(self.key_of(index))
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not self.key_of(index):
            return False
        if str(value) != self.data(index, role):
            self.typed.emit(self.node(index).key, self.key_of(index), str(value))
        return True

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        node = self.node(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(node, index.column())
        if role == Qt.ItemDataRole.EditRole and isinstance(node.item, Contract):
            return shown.shown(node.item, self.key_of(index), self.portfolio)
        if role == Qt.ItemDataRole.ToolTipRole:
            then = self.then(node, index.column())
            tip = self._tip(node, index.column())
            return f"{tip or 'Blank'}\nWas: {then}" if then else tip
        if role == Qt.ItemDataRole.AccessibleTextRole:
            then = self.then(node, index.column())
            was = f", was {then}" if then else ""
            return f"{self.headers[index.column()]}: {self.text(node, index.column()) or 'none'}{was}"
        return None

    def text(self, node: Node, column: int) -> str:
        """A cell in words."""
        item = node.item
        if column > RAG:
            key = self.column_keys[column]
            return columns.words(item, key, self.portfolio, self.today) if isinstance(item, Contract) else ""
        if isinstance(item, Group):
            words = (item.label, self.counts(item), " + ".join(map(worth, totals(item.contracts))), "")
        elif isinstance(item, Strand):
            words = (item.name, item.stage or "", "", "")
        else:
            value = headline_value(item)
            words = (
                " · ".join(part for part in (self.lead(node), self.detail(node)) if part),
                ", ".join(item.suppliers),
                worth(value) if value is not None else "",
                (item.rag or "").capitalize(),
            )
        return words[column]

    def then(self, node: Node, column: int) -> str:
        """What a contract's cell said where it is compared with, in words; empty where it said the same."""
        item = node.item
        if self.compare is None or not isinstance(item, Contract):
            return ""
        other = self.compare.contracts.get(item.id)
        if other is None or other is item:
            return ""
        if column > RAG:
            # Both as of one day: what is told of today, such as a phase, differs by what was said alone.
            old = columns.words(other, self.column_keys[column], self.compare, self.today)
            new = columns.words(item, self.column_keys[column], self.portfolio, self.today)
        elif column == NAME:
            old, new = other.title or "", item.title or ""
        else:
            was = Node(node.kind, node.key, other, node.parent, node.place)
            old, new = self.text(was, column), self.text(node, column)
        return (old or "blank") if matching(old) != matching(new) else ""

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

"""Two points of the history side by side: what moved between them, by how much, where it was said, and why late."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from siamdesk.drawing.styles import Theme
from siamdesk.session import moved_lines
from siamdesk.session.moved_lines import HEADERS, KINDS, Line
from siamdesk.ui.tables import Index, ListModel, dress

CONTRACT, TOWER, WHAT, THEN, NOW, MOVED, SOURCE, KNOWN, ENTERED = range(9)
_WIDTHS = {CONTRACT: 200, TOWER: 96, WHAT: 170, THEN: 150, NOW: 140, MOVED: 120, KNOWN: 100, ENTERED: 130}
_ROW = 26
_EMPTY = "Choose two points of the history above: a review, a day, the baselines, or now."
_SAME = "Nothing differs between these two points."
_NONE = "No line has all of that: take back a word of the filter, or a kind."
_WHY = "Select a line to see the steps that made the difference."


class MovedModel(ListModel):
    """The lines of a comparison, narrowed and sorted."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, parent)
        self._theme = theme
        self.lines: Sequence[Line] = ()
        self._cells: list[tuple[str, ...]] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self._cells = [each.cells for each in lines]
        self.endResetModel()

    def height(self) -> int:
        return len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        column, cells = index.column(), self._cells[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return cells[column] or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADERS[column]}: {cells[column] or 'none'}"
        if role == Qt.ItemDataRole.ForegroundRole:
            late = column == ENTERED and self.lines[index.row()].is_late
            ink = "warning" if late else "quiet" if column in {TOWER, THEN, KNOWN, ENTERED} else "text"
            return QColor(self._theme.colour(ink))
        return None


class CompareView(QDialog):
    """The pickers, the chips, the table and the reasons. It stays open beside the window."""

    asked = Signal(str, str)
    """Two points to compare, in the words that name them."""
    picked = Signal(str)
    """The id of the contract of the line that was selected."""
    exported = Signal(object)
    """The lines to write as a workbook."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare")
        self.setModal(False)
        self.resize(1360, 700)
        self._all: Sequence[Line] = ()
        self._is_asked = False
        self._sorted: tuple[int, bool] | None = (MOVED, True)
        self.start, self.end = QComboBox(), QComboBox()
        for box, name in ((self.start, "From"), (self.end, "To")):
            box.setAccessibleName(name)
            box.setMinimumWidth(250)
            box.activated.connect(lambda _: self._ask())
        self.line = QLineEdit()
        self.line.setPlaceholderText("Type to narrow")
        self.line.setClearButtonEnabled(True)
        self.line.setAccessibleName("Narrow the lines")
        self.line.textChanged.connect(lambda _: self.narrow())
        self.chips = {kind: _chip(words) for kind, words in KINDS.items()}
        for chip in self.chips.values():
            chip.toggled.connect(lambda _: self.narrow())
        self.table = QTableView()
        self.model = MovedModel(theme, self)
        self.table.setModel(self.model)
        self.table.setObjectName("cells")
        self.table.setAccessibleName("What differs")
        self.table.setAlternatingRowColors(False)
        self.table.setWordWrap(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        dress(self.table, _WIDTHS, stretched=SOURCE, row=_ROW)
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(MOVED, Qt.SortOrder.DescendingOrder)
        header.setSectionsClickable(True)
        header.sortIndicatorChanged.connect(self._sort)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._select(index))
        self.told, self.why = QLabel(_EMPTY), QPlainTextEdit(_WHY)
        self.told.setObjectName("quiet")
        self.why.setReadOnly(True)
        self.why.setAccessibleName("Why late")
        self.why.setFixedHeight(118)
        self.why.setTabChangesFocus(True)
        self.copy, self.export = QPushButton("&Copy"), QPushButton("&Export…")
        self.copy.setToolTip("The selected lines, or all, for Excel")
        close = QPushButton("Close")
        self.copy.clicked.connect(self.copy_lines)
        self.export.clicked.connect(lambda: self.exported.emit(self.model.lines))
        close.clicked.connect(self.close)
        for button in (self.copy, self.export, close):
            button.setAutoDefault(False)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table, self.copy_lines)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.line.setFocus)
        self._lay_out(close)
        self.narrow()

    def _lay_out(self, close: QPushButton) -> None:
        top, chips, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for label, box in (("&From", self.start), ("&To", self.end)):
            named = QLabel(label)
            named.setBuddy(box)
            named.setMinimumWidth(named.sizeHint().width() + 4)
            top.addWidget(named)
            top.addWidget(box)
            top.addSpacing(10)
        top.addWidget(self.line, 1)
        for chip in self.chips.values():
            chips.addWidget(chip)
        chips.addStretch(1)
        chips.addWidget(self.told)
        why = QLabel("Why late")
        foot.addStretch(1)
        for button in (self.copy, self.export, close):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addLayout(top)
        layout.addLayout(chips)
        layout.addWidget(self.table, 1)
        layout.addWidget(why)
        layout.addWidget(self.why)
        layout.addLayout(foot)

    def offer(self, points: Sequence[tuple[str, str]], start: str, end: str) -> None:
        """Offer points by their words and what they are called, two of them chosen; what was chosen stays so."""
        for box, wanted in ((self.start, start), (self.end, end)):
            held = box.currentData()
            box.clear()
            for words, name in points:
                box.addItem(name, words)
            place = box.findData(held if held is not None and box.findData(held) >= 0 else wanted)
            box.setCurrentIndex(max(place, 0))

    def add_point(self, box: QComboBox, words: str, name: str) -> None:
        """Offer one more point in both lists, chosen in one of them."""
        for each in (self.start, self.end):
            if each.findData(words) < 0:
                each.insertItem(2, name, words)
        box.setCurrentIndex(box.findData(words))

    def points(self) -> tuple[str, str]:
        """The words of the two points chosen."""
        return str(self.start.currentData() or ""), str(self.end.currentData() or "")

    def _ask(self) -> None:
        start, end = self.points()
        self.asked.emit(start, end)

    def ask(self) -> None:
        """Ask for what is chosen once more."""
        self._ask()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show what a comparison has found."""
        self._all, self._is_asked = lines, True
        for kind, chip in self.chips.items():
            count = sum(each.kind == kind for each in lines)
            chip.setText(f"{KINDS[kind]}  {count:,}")
            chip.setVisible(count > 0)
        self.narrow()

    def narrow(self) -> None:
        """Show the lines of the chosen kinds that have the words typed."""
        found: Sequence[Line] = ()
        if self._all:
            kinds = frozenset(kind for kind, chip in self.chips.items() if chip.isChecked() and chip.isVisibleTo(self))
            found = moved_lines.narrowed(self._all, kinds, self.line.text())
            if self._sorted is not None:
                found = moved_lines.ordered(found, self._sorted[0], descending=self._sorted[1])
        self.model.show(found)
        many = len(self._all)
        shown = f"{len(found):,} of {many:,}" if len(found) != many else f"{many:,}"
        told = f"{shown} line{'s' * (many != 1)}" if found else _NONE
        self.told.setText(told if many else _SAME if self._is_asked else _EMPTY)
        self.why.setPlainText(_WHY if found else "")
        for button in (self.copy, self.export):
            button.setEnabled(bool(found))

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self._sorted = column, order is Qt.SortOrder.DescendingOrder
        self.narrow()

    def _select(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        line = self.model.lines[index.row()]
        whole = {"new": "It is new: it was not there before.", "withdrawn": "It was withdrawn, or is not there."}
        said = "Nothing in the journal says why: it is the difference between forecast and baseline."
        told = list(line.why) or [whole.get(line.kind, said)]
        head = f"{line.contract}, {line.what}: {line.then} → {line.now}"
        total = f" ({line.days})" if line.days is not None else ""
        self.why.setPlainText("\n".join([head + total, *(f"    {each}" for each in told)]))
        self.picked.emit(line.contract_id)

    def copy_lines(self) -> None:
        """Put the selected lines on the clipboard, or all where one or none is selected."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        lines = [self.model.lines[row] for row in rows] if len(rows) > 1 else self.model.lines
        QGuiApplication.clipboard().setText(moved_lines.as_text(lines))
        self.told.setText(f"{len(lines):,} line{'s' * (len(lines) != 1)} copied with headers.")


def _chip(words: str) -> QPushButton:
    chip = QPushButton(words)
    chip.setObjectName("chip")
    chip.setCheckable(True)
    chip.setAutoDefault(False)
    chip.hide()
    return chip

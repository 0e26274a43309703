"""What reviews asked and decided, of all of them: what is overdue first, narrowed by state and by words."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import noted, when_words
from siamdesk.domain.field_types import matching
from siamdesk.domain.noted import is_overdue
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, Decision
from siamdesk.drawing.styles import Theme
from siamdesk.session import reviews
from siamdesk.ui.tables import dress

_COLUMNS = ("No.", "What", "Contract", "Owner", "Due", "Review")
OPEN, OVERDUE, DONE, DECISIONS, ALL = range(5)
SHOWN = ("Open actions", "Overdue actions", "Actions that are done", "Decisions", "All of them")


class ActionList(QDialog):
    """A list of actions and decisions. An open action can be closed with a note, or carried over."""

    ended = Signal(object)
    """The action that is done."""
    carried = Signal(object)
    """The action that another, or another day, is to be found for."""
    reworded = Signal(object)
    """The action or decision whose words are to be put right."""
    sought = Signal(str)
    """The id of a contract to be shown."""

    def __init__(self, theme: Theme, *, can_write: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Actions and decisions")
        self.resize(920, 460)
        self._overdue, self._can_write = QColor(theme.colour("warning")), can_write
        self._all: Sequence[Action | Decision] = ()
        self._rows: Sequence[Action | Decision] = ()
        self._portfolio, self._today = Portfolio(), date.min
        self.kind, self.line = QComboBox(), QLineEdit()
        self.kind.addItems(SHOWN)
        self.kind.setAccessibleName("Which are shown")
        self.line.setPlaceholderText("Narrow by words, owner, contract or review")
        self.line.setAccessibleName("Narrow the list")
        self.line.setClearButtonEnabled(True)
        self.empty = QLabel()
        self.empty.setObjectName("quiet")
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setAccessibleName("Actions and decisions")
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        dress(self.table, {}, stretched=_COLUMNS.index("What"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.finish = self.buttons.addButton("&Done…", QDialogButtonBox.ButtonRole.ActionRole)
        self.carry = self.buttons.addButton("Carry &over…", QDialogButtonBox.ButtonRole.ActionRole)
        self.reword = self.buttons.addButton("&Reword…", QDialogButtonBox.ButtonRole.ActionRole)
        self.show_contract = self.buttons.addButton("Show &contract", QDialogButtonBox.ButtonRole.ActionRole)
        self.finish.clicked.connect(lambda: self._tell(self.ended))
        self.carry.clicked.connect(lambda: self._tell(self.carried))
        self.reword.clicked.connect(lambda: self.reworded.emit(self.chosen))
        self.show_contract.clicked.connect(self._seek)
        self.buttons.rejected.connect(self.reject)
        self.kind.currentIndexChanged.connect(lambda _: self._narrow())
        self.line.textChanged.connect(lambda _: self._narrow())
        self.table.itemSelectionChanged.connect(self._selected)
        self.table.itemDoubleClicked.connect(lambda _: self._seek())
        top = QHBoxLayout()
        top.addWidget(self.kind)
        top.addWidget(self.line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addLayout(top)
        for widget in (self.empty, self.table, self.buttons):
            layout.addWidget(widget)

    @property
    def chosen(self) -> Action | Decision | None:
        """What is selected."""
        row = self.table.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) and self.table.selectedItems() else None

    def show_portfolio(self, portfolio: Portfolio, today: date) -> None:
        """List what the reviews of a portfolio asked and decided; what was chosen stays chosen."""
        self._portfolio, self._today = portfolio, today
        actions = sorted(reviews.actions(portfolio), key=lambda each: not is_overdue(each, today))
        self._all = (*actions, *reviews.decisions(portfolio))
        self._narrow()

    def _narrow(self) -> None:
        before = self.chosen
        wanted = matching(self.line.text()).split()
        self._rows = [each for each in self._all if self._is_shown(each) and self._says(each, wanted)]
        self.empty.setVisible(not self._rows)
        self.empty.setText(
            "Nothing matches."
            if wanted
            else "None. In a review, Note an action and Note a decision under Review write them down."
        )
        self.table.setRowCount(len(self._rows))
        for row, each in enumerate(self._rows):
            late = isinstance(each, Action) and is_overdue(each, self._today)
            for column, words in enumerate(self._told(each, late=late)):
                item = QTableWidgetItem(words)
                if late:
                    item.setForeground(self._overdue)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        places = [row for row, each in enumerate(self._rows) if before is not None and each.id == before.id]
        if self._rows:
            self.table.selectRow(places[0] if places else 0)
        self._selected()

    def _is_shown(self, each: Action | Decision) -> bool:
        kind = self.kind.currentIndex()
        if isinstance(each, Decision):
            return kind in {DECISIONS, ALL}
        return {
            OPEN: each.closed is None,
            OVERDUE: is_overdue(each, self._today),
            DONE: each.closed is not None,
            DECISIONS: False,
            ALL: True,
        }[kind]

    def _says(self, each: Action | Decision, wanted: Sequence[str]) -> bool:
        said = noted.words(each) + "\0" + matching("\0".join(self._told(each)))
        return all(word in said for word in wanted)

    def _told(self, each: Action | Decision, *, late: bool = False) -> tuple[str, ...]:
        contract = self._portfolio.contracts.get(each.contract_id or "")
        review = self._portfolio.reviews.get(each.review_id)
        owner, due, mark, text = "", "", f"D{each.number}", each.text
        if isinstance(each, Action):
            mark, owner = f"A{each.number}", each.owner or ""
            due = when_words.show(each.due, fy_start=self._portfolio.settings.fy_start) if each.due is not None else ""
            due += ", overdue" if late else ""
            if each.closed is not None:
                due = f"done {when_words.show(each.closed)}"
                text += f"\n{each.note}" if each.note else ""
        return mark, text, contract.short if contract is not None else "", owner, due, review.name if review else ""

    def _tell(self, what: SignalInstance) -> None:
        if isinstance(self.chosen, Action):
            what.emit(self.chosen)

    def _seek(self) -> None:
        if self.chosen is not None and self.chosen.contract_id:
            self.sought.emit(self.chosen.contract_id)

    def _selected(self) -> None:
        chosen = self.chosen
        can = self._can_write and isinstance(chosen, Action) and chosen.closed is None
        self.finish.setEnabled(can)
        self.carry.setEnabled(can)
        self.reword.setEnabled(self._can_write and chosen is not None)
        self.show_contract.setEnabled(chosen is not None and bool(chosen.contract_id))

"""What is asked in a review: its name, a decision, an action; and the list of actions, due first."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action
from siamdesk.domain.when import When
from siamdesk.drawing.styles import Theme
from siamdesk.session import reviews
from siamdesk.ui.tables import dress

_COLUMNS = ("No.", "Action", "Contract", "Owner", "Due", "Review")


class NoteDialog(QDialog):
    """A text and, where asked, lines below it. Saved only once the text says something and a day can be read."""

    def __init__(
        self, title: str, text: str, about: str = "", *, lines: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        self.lines = {name: QLineEdit() for name in lines}
        self.trouble = QLabel()
        self.trouble.setObjectName("quiet")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(text, self.text)
        for name, line in self.lines.items():
            form.addRow(name, line)
            line.textChanged.connect(lambda _: self._check())
        if "Due" in self.lines:
            self.lines["Due"].setPlaceholderText("31 Mar 2016, end of April, TBC …")
        if about:
            form.addRow("About", QLabel(about))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addWidget(self.buttons)
        self.text.textChanged.connect(self._check)
        self._check()

    @property
    def due(self) -> When | None:
        """The day that was typed; None where there is none."""
        line = self.lines.get("Due")
        return when_words.parse(line.text()) if line is not None and line.text().strip() else None

    def line(self, name: str) -> str:
        """What was typed in a line."""
        return self.lines[name].text().strip()

    def _check(self) -> None:
        self.trouble.setText("")
        can = bool(self.text.toPlainText().strip())
        try:
            _ = self.due
        except Unreadable as error:
            can = False
            self.trouble.setText(f"Due is {error}: write 31 Mar 2016, Q1 2016/17, end of April or TBC.")
        self.trouble.setVisible(bool(self.trouble.text()))
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(can)


class ActionList(QDialog):
    """The open actions of all reviews, the first due first; what is overdue says so."""

    ended = Signal(object)
    """The action that is done."""
    carried = Signal(object)
    """The action that another, or another day, is to be found for."""

    def __init__(self, theme: Theme, *, can_write: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Open actions")
        self.resize(860, 420)
        self._overdue, self._can_write = QColor(theme.colour("warning")), can_write
        self._actions: Sequence[Action] = ()
        self.empty = QLabel("No action is open. In a review, Review > Note an action writes one down.")
        self.empty.setObjectName("quiet")
        self.table = QTableWidget(0, len(_COLUMNS))
        self.table.setHorizontalHeaderLabels(_COLUMNS)
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        dress(self.table, {}, stretched=_COLUMNS.index("Action"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.finish = self.buttons.addButton("&Done…", QDialogButtonBox.ButtonRole.ActionRole)
        self.carry = self.buttons.addButton("Carry &over…", QDialogButtonBox.ButtonRole.ActionRole)
        self.finish.clicked.connect(lambda: self.done_with(self.ended))
        self.carry.clicked.connect(lambda: self.done_with(self.carried))
        self.buttons.rejected.connect(self.reject)
        self.table.itemSelectionChanged.connect(self._selected)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(self.empty)
        layout.addWidget(self.table)
        layout.addWidget(self.buttons)

    def show_actions(self, actions: Sequence[Action], portfolio: Portfolio, today: date) -> None:
        """List actions, as they are sorted; the first is selected."""
        self._actions = actions
        self.empty.setVisible(not actions)
        self.table.setVisible(bool(actions))
        self.table.setRowCount(len(actions))
        for row, each in enumerate(actions):
            contract = portfolio.contracts.get(each.contract_id or "")
            review = portfolio.reviews.get(each.review_id)
            late = reviews.is_overdue(each, today)
            due = when_words.show(each.due) if each.due is not None else ""
            told = (
                str(each.number),
                each.text,
                (contract.reference or contract.title or "") if contract is not None else "",
                each.owner or "",
                f"{due}, overdue" if late else due,
                review.name if review is not None else "",
            )
            for column, words in enumerate(told):
                item = QTableWidgetItem(words)
                if late:
                    item.setForeground(self._overdue)
                self.table.setItem(row, column, item)
        self.table.resizeRowsToContents()
        if actions:
            self.table.selectRow(0)
        self._selected()

    def done_with(self, what: SignalInstance) -> None:
        """Tell of the selected action."""
        row = self.table.currentRow()
        if 0 <= row < len(self._actions):
            what.emit(self._actions[row])

    def _selected(self) -> None:
        can = self._can_write and bool(self.table.selectedItems())
        self.finish.setEnabled(can)
        self.carry.setEnabled(can)

"""What is typed on a page of a review as it falls: a decision, an action with owner and day, or what to look for."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import When

DECISION, ACTION = "decision", "action"
_HINT = {
    "": "D a decision, A an action{}",
    DECISION: "What was decided{}; Enter adds it",
    ACTION: "What is to be done{}; Tab for owner and day",
}


class Typed(QLineEdit):
    """A line that keeps its keys to itself: those of the page begin again once Esc has left it."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
        event.accept()


class NoteLine(QWidget):
    """One line for a decision or an action; an action has an owner and a day beside it."""

    added = Signal(str, str, str, object)
    """`decision` or `action`, its text, the owner, and the day it is due or None."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = ""
        self._about = ""
        self.mark = QLabel()
        self.mark.setObjectName("strong")
        self.text, self.owner, self.due = Typed(), Typed(), Typed()
        self.owner.setPlaceholderText("Owner")
        self.due.setPlaceholderText("Due")
        places = QGridLayout(self)
        places.setContentsMargins(0, 0, 0, 0)
        places.setVerticalSpacing(4)
        places.addWidget(self.mark, 0, 0)
        places.addWidget(self.text, 0, 1, 1, 2)
        places.addWidget(self.owner, 1, 1)
        places.addWidget(self.due, 1, 2)
        places.setRowStretch(2, 1)
        for line, name in ((self.text, "Decision or action"), (self.owner, "Owner"), (self.due, "Due")):
            line.setAccessibleName(name)
            line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            line.left.connect(self.end)
            line.returnPressed.connect(self._enter)
        self.text.cursorPositionChanged.connect(lambda *_: self._touched())
        self.due.textChanged.connect(lambda _: self.due.setToolTip(""))
        self._show()

    @property
    def about(self) -> str:
        """What the note is about, as the hint calls it; empty for the whole portfolio."""
        return self._about

    @about.setter
    def about(self, words: str) -> None:
        self._about = words
        self._show()

    def begin(self, kind: str) -> None:
        """Take a decision or an action."""
        self.kind = kind
        self._show()
        self.text.setFocus()

    def end(self) -> None:
        """Leave the line, and what was typed with it."""
        self.kind = ""
        for line in (self.text, self.owner, self.due):
            line.clear()
        self._show()
        self.left.emit()

    @property
    def trouble(self) -> str:
        """Why the day can't be read; empty where it can."""
        try:
            self._due()
        except Unreadable as error:
            return f"{error}: write 31 Mar 2016, end of April or TBC."
        return ""

    def _due(self) -> When | None:
        return when_words.parse(self.due.text()) if self.kind == ACTION and self.due.text().strip() else None

    def _enter(self) -> None:
        if not self.text.text().strip():
            return
        if self.trouble:
            self.due.setFocus()
            self.due.selectAll()
            self.due.setToolTip(self.trouble)
            self.mark.setText("day?")
            return
        kind, said = self.kind or DECISION, (self.text.text(), self.owner.text(), self._due())
        # The line stays open for the next one: they fall in twos and threes.
        for line in (self.text, self.owner, self.due):
            line.clear()
        self.text.setFocus()
        self._show()
        self.added.emit(kind, *said)

    def _touched(self) -> None:
        if not self.kind and self.text.text():
            self.begin(DECISION)

    def _show(self) -> None:
        self.mark.setText({"": "", DECISION: "D", ACTION: "A"}[self.kind])
        self.mark.setVisible(bool(self.kind))
        self.text.setPlaceholderText(_HINT[self.kind].format(f" about {self._about}" if self._about else ""))
        is_action = self.kind == ACTION
        for line in (self.owner, self.due):
            line.setVisible(is_action)
        for line in (self.text, self.owner, self.due):
            line.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.kind else Qt.FocusPolicy.ClickFocus)

"""Asking for a day, typed as people type days."""

from datetime import date

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import day_words


class DayDialog(QDialog):
    """One line for a day, and what it was read as."""

    def __init__(self, question: str, day: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("SIAMDesk")
        self.day: date | None = day
        self.line = QLineEdit(day_words(day))
        self.line.selectAll()
        self.read = QLabel()
        self.read.setObjectName("quiet")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(lambda _: self._reading())
        layout = QVBoxLayout(self)
        for widget in (QLabel(question), self.line, self.read, self.buttons):
            layout.addWidget(widget)
        self._reading()

    def _reading(self) -> None:
        try:
            found = when_words.parse(self.line.text())
        except Unreadable as error:
            self.day, told = None, f"Can’t be read: {error.why}"
        else:
            self.day = found.latest if not found.is_tbc else None
            told = f"The record as it was known at the end of {day_words(self.day)}" if self.day else "Type a day"
        self.read.setText(told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self.day is not None)


def ask_day(parent: QWidget, question: str, day: date) -> date | None:
    """Ask for a day; None if the user thinks better of it."""
    dialog = DayDialog(question, day, parent)
    return dialog.day if dialog.exec() == QDialog.DialogCode.Accepted else None

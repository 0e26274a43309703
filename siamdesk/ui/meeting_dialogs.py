"""What is asked in a review: its name, a decision, an action."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import When


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
        self.text.setFocus()
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

"""Asking for what a new contract begins with: a title, a reference, a tower."""

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from siamdesk.domain.portfolio import Portfolio


class NewContractDialog(QDialog):
    """Three lines. Everything else is filled in afterwards."""

    def __init__(self, portfolio: Portfolio, tower: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New contract")
        self.setMinimumWidth(440)
        self.title, self.reference, self.tower = QLineEdit(), QLineEdit(), QComboBox()
        self.tower.setEditable(True)
        self.tower.addItems([each.name for each in portfolio.towers.values()])
        self.tower.setEditText(tower)
        said = QLabel("A tower that is not there yet is made.")
        said.setObjectName("quiet")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        for words, widget in (("&Title", self.title), ("&Reference", self.reference), ("To&wer", self.tower)):
            form.addRow(words, widget)
        form.addRow("", said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        for line in (self.title, self.reference):
            line.textChanged.connect(lambda _: self._check())
        self._check()

    def _check(self) -> None:
        named = bool(self.title.text().strip() or self.reference.text().strip())
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(named)

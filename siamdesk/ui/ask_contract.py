"""Asking which contract a row of a register speaks of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget
from rapidfuzz import fuzz

from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import matching


class ContractDialog(QDialog):
    """A list of contracts, the likeliest first, that typing narrows."""

    def __init__(self, name: str, contracts: Sequence[Contract], parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("SIAMDesk")
        self.resize(520, 420)
        self.line, self.list = QLineEdit(), QListWidget()
        self.line.setPlaceholderText("Type to narrow")
        self.list.setAccessibleName("Contracts")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._narrow)
        self.list.itemActivated.connect(lambda _: self.accept())
        layout = QVBoxLayout(self)
        for widget in (QLabel(f"Which contract is “{name}”?"), self.line, self.list, buttons):
            layout.addWidget(widget)
        wanted = matching(name)
        named = [(each.called, each.id) for each in contracts]
        for words, contract_id in sorted(named, key=lambda each: -fuzz.token_set_ratio(wanted, matching(each[0]))):
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, contract_id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    @property
    def contract_id(self) -> str:
        """The id of the contract that is chosen; empty where none is."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None and not item.isHidden() else ""

    def _narrow(self, words: str) -> None:
        wanted = matching(words)
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in matching(item.text()))
            first = item if first is None and not item.isHidden() else first
        if first is not None:
            self.list.setCurrentItem(first)


def ask_contract(name: str, contracts: Sequence[Contract], parent: Widget | None) -> str:
    """Ask which contract a row is; its id, or '' if the user thinks better of it."""
    dialog = ContractDialog(name, contracts, parent)
    return dialog.contract_id if dialog.exec() == QDialog.DialogCode.Accepted else ""

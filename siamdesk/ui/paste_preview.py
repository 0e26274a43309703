"""What a pasted block would change, before it does."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from siamdesk.session.pasted_block import Block

_WIDTHS = (120, 180, 150, 150)
_HEADERS = ("Contract", "Field", "Now", "Pasted", "Remark")


class PastePreview(QDialog):
    """The cells that differ, one a line, and those that can't be read with the reason."""

    def __init__(self, block: "Block", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste from Excel")
        self.resize(860, 480)
        count, bad = len(block.changes), sum(1 for line in block.lines if line.change is None)
        title = QLabel(f"{count:,} value{'s' * (count != 1)} would change")
        title.setObjectName("dialogTitle")
        told = [f"{bad:,} can’t be taken"] if bad else []
        told += [f"{block.same:,} say what our record says"] if block.same else []
        told += [f"not read: {', '.join(block.left)}"] if block.left else []
        self.told = QLabel(" · ".join(told))
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.told.setVisible(bool(told))
        self.table = QTableWidget(len(block.lines), len(_HEADERS))
        self.table.setHorizontalHeaderLabels(list(_HEADERS))
        self.table.setAccessibleName("What would change")
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        for row, line in enumerate(block.lines):
            for column, text in enumerate((line.contract, line.field, line.old, line.new, line.why)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply = buttons.addButton(f"Change {count:,}", QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply.setObjectName("primary")
        self.apply.setEnabled(count > 0)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        for widget in (title, self.told, self.table, buttons):
            layout.addWidget(widget)

"""The values of one column, with ticks, as a spreadsheet's filter has them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain.field_types import matching

_ALL = "(All)"


class ValueFilter(QDialog):
    """A list of values that typing narrows; what is ticked is let through."""

    def __init__(
        self,
        label: str,
        values: Sequence[tuple[str, str]],
        chosen: Sequence[str] | None,
        parent: QWidget | None = None,
    ) -> None:
        """`values` are what a filter says and what is shown for it; `chosen` those let through, None for all."""
        super().__init__(parent)
        self.setWindowTitle(f"Filter by {label.lower() if not label.isupper() else label}")
        self.resize(340, 420)
        self._values = [value for value, _ in values]
        self.line, self.list = QLineEdit(), QListWidget()
        self.line.setPlaceholderText("Type to narrow")
        self.line.setAccessibleName(f"Narrow the values of {label}")
        self.line.setClearButtonEnabled(True)
        self.list.setAccessibleName(f"Values of {label}")
        # A filter that was typed may speak of no value as a whole.
        wanted = {matching(each) for each in chosen or ()} & {matching(value) for value, _ in values} or None
        self._all = self._item(_ALL, ticked=wanted is None)
        for value, shown in values:
            self._item(shown, ticked=wanted is None or matching(value) in wanted)
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.line.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(self._ticked)
        layout = QVBoxLayout(self)
        for widget in (self.line, self.list, self.told, self.buttons):
            layout.addWidget(widget)
        self._tell()

    def _item(self, text: str, *, ticked: bool) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.list.addItem(item)
        return item

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(1, self.list.count())]

    @property
    def chosen(self) -> list[str] | None:
        """The values that are let through; None for all. Narrowed, those in sight alone count."""
        sight = [
            value
            for value, item in zip(self._values, self._items(), strict=True)
            if not item.isHidden() and item.checkState() == Qt.CheckState.Checked
        ]
        return None if len(sight) == len(self._values) else sight

    def tick(self, shown: str, *, ticked: bool) -> None:
        """Tick the value that is shown so, or take its tick away."""
        for item in self._items():
            if item.text() == shown:
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _narrow(self, words: str) -> None:
        wanted = matching(words)
        for item in self._items():
            item.setHidden(wanted not in matching(item.text()))
        self._tell()

    def _ticked(self, item: QListWidgetItem) -> None:
        self.list.blockSignals(True)
        if item is self._all:
            for each in self._items():
                if not each.isHidden():
                    each.setCheckState(self._all.checkState())
        else:
            every = all(each.checkState() == Qt.CheckState.Checked for each in self._items())
            self._all.setCheckState(Qt.CheckState.Checked if every else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        chosen = self.chosen
        count = len(self._values) if chosen is None else len(chosen)
        self.told.setText(f"{count:,} of {len(self._values):,} ticked")
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(count > 0)

"""How the columns of a workbook were read, to be put right by hand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import fields
from siamdesk.domain.lifecycle import KINDS
from siamdesk.ui.tables import dress

if TYPE_CHECKING:
    from siamdesk.register.inspection import ColumnReading, Inspection, TableReading

_HEADERS = ("Column", "Header", "Examples", "Field", "Read as", "Sure")
_WIDTHS = (70, 220, 220, 240, 230, 90)
_OWN = "A column of our own"
_EXAMPLES = 3


class ColumnsPage(QWidget):
    """A line a column. `by_hand` holds what was set here, by header."""

    changed = Signal()
    saved = Signal()
    loaded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.by_hand: dict[str, str | None] = {}
        self.as_read: dict[str, str | None] = {}
        """The field of each column by header, None for a column of the user's own."""
        self.table = QTableWidget(0, len(_HEADERS))
        self.table.setHorizontalHeaderLabels(list(_HEADERS))
        self.table.setAccessibleName("The columns of the workbook")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        dress(self.table, dict(enumerate(_WIDTHS)), stretched=2)
        foot = QHBoxLayout()
        told = QLabel("What is set here is remembered for this register and for others that look like it.")
        told.setObjectName("quiet")
        foot.addWidget(told, 1)
        for words, signal in (("Save these columns…", self.saved), ("Use saved columns…", self.loaded)):
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.table)
        layout.addLayout(foot)
        self._choices = _choices()

    def show_inspection(self, found: "Inspection | None", by_hand: Mapping[str, str | None]) -> None:
        """Show the columns of every table of contracts, and which of them were set by hand."""
        self.by_hand = dict(by_hand)
        tables = [table for table in found.tables if table.entity == "contract"] if found is not None else []
        lines = [(table, n) for table in tables for n in range(len(table.columns))]
        columns = [table.columns[n].column for table, n in lines]
        self.as_read = {column.header: column.field for column in columns if column.header}
        self.table.setRowCount(len(lines))
        for row, (table, n) in enumerate(lines):
            self._line(row, table, n)

    def _line(self, row: int, table: "TableReading", n: int) -> None:
        reading = table.columns[n]
        column = reading.column
        sure = f"{column.confidence:.0%}" if column.field is not None else ""
        if column.doubtful:
            sure = f"{sure}, check"
        if column.header in self.by_hand:
            sure = "by hand"
        words = (column.letter, column.header.replace("\n", " "), _examples(table, n), "", _read_as(reading), sure)
        for place, text in enumerate(words):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column.doubtful and column.header not in self.by_hand:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            self.table.setItem(row, place, item)
        box = QComboBox()
        box.setAccessibleName(f"Field of {column.header}")
        for key, label in self._choices:
            box.addItem(label, key)
        box.setCurrentIndex(max(box.findData(column.field or ""), 0))
        box.activated.connect(lambda _, header=column.header, box=box: self._set(header, box.currentData()))
        self.table.setCellWidget(row, 3, box)

    def _set(self, header: str, key: str) -> None:
        self.by_hand[header] = key or None
        self.changed.emit()


def _choices() -> list[tuple[str, str]]:
    """Every field a column can be, the user's own first."""
    plain = [(field.key, field.label) for field in fields.ENTITIES["contract"].fields if field.group != "Record"]
    dates = [
        (f"{kind.key}.{which}", f"{kind.label}, {which}")
        for kind in KINDS
        for which in ("forecast", "actual", "baseline")
    ]
    return [("", _OWN), *plain, *dates]


def _examples(table: "TableReading", n: int) -> str:
    reading = table.columns[n]
    found: list[str] = []
    for cell in table.raws_of(reading.column):
        text = str(next(iter(cell.values()))) if isinstance(cell, dict) else "" if cell is None else str(cell)
        if text and text not in found:
            found.append(text.replace("\n", " "))
        if len(found) == _EXAMPLES:
            break
    return " | ".join(found) if reading.read or reading.unread else ""


def _read_as(reading: "ColumnReading") -> str:
    column = reading.column
    parts = [column.kind]
    if column.day_first is not None:
        parts.append("day first" if column.day_first else "month first")
    if column.scale != 1:
        parts.append(f"× {column.scale:,} ({column.scale_from})" if column.scale_from else f"× {column.scale:,}")
    parts.append(f"{reading.read:,} read")
    if reading.unread:
        parts.append(f"{reading.unread:,} unread")
    return ", ".join(parts)

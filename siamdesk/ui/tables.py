"""What tables of the window have in common: how a list of lines to read looks, and a model of one."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


def dress(table: QTableView, widths: Mapping[int, int], *, stretched: int, row: int | None = None) -> None:
    """Make a table a list of lines: whole rows, no grid, no numbers. One column takes what is left of the width.

    `row` is the height of all rows in pixels: asking thousands of them for theirs would make the window wait.
    """
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    lines, columns = table.verticalHeader(), table.horizontalHeader()
    lines.hide()
    if row is not None:
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setDefaultSectionSize(row)
    columns.setHighlightSections(False)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in widths.items():
        table.setColumnWidth(column, width)
    columns.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)


class ListModel(QAbstractTableModel):
    """A model of lines under headers. Who makes one says how many lines there are (`height`), and what is in a cell."""

    def __init__(self, headers: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headers = headers

    def height(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self.height()

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

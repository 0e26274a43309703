"""What handing registers back would write: a line a cell, under the name of its workbook, each to be left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont

from siamdesk.drawing.styles import Theme
from siamdesk.ui.tables import Index, ListModel

if TYPE_CHECKING:
    from siamdesk.session.write_back import WriteBack

_NO_INDEX = QModelIndex()

CELL, CONTRACT, FIELD, OLD, NEW, NOTE = range(6)
HEADERS = ("Cell", "Contract", "Field", "In the workbook", "Will be", "")

HEADING, WRITTEN, LEFT, ROW, COLUMN = "heading", "written", "left", "row", "column"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: of which plan it is, what kind, and the key by which it is chosen."""

    plan: int
    kind: str
    key: str
    words: tuple[str, str, str, str, str, str]


class WriteBackModel(ListModel):
    """A list with boxes to tick: cells to write, rows and columns to add. What can't be written has none."""

    ticked = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, parent)
        self._theme = theme
        self.entries: list[Entry] = []
        self.off: set[tuple[str, str]] = set()
        """Cells that somebody does not want written: register id and address."""
        self.on: set[tuple[str, str]] = set()
        """Contracts and fields to be added: register id and their ids or keys."""
        self._ids: list[str] = []

    def show(self, plans: "Sequence[WriteBack]") -> None:
        """Show other plans; what was ticked stays so."""
        self.beginResetModel()
        self._ids = [plan.register.id for plan in plans]
        self.entries = []
        for place, plan in enumerate(plans):
            count = len(plan.edited)
            said = f"{count:,} cell{'s' * (count != 1)}" if plan.lines else "nothing to write"
            self.entries.append(Entry(place, HEADING, "", (f"{plan.path.name}: {said}", "", "", "", "", "")))
            for line in plan.lines:
                kind = WRITTEN if not line.why or line.why == "left out" else LEFT
                words = (line.address, line.contract, line.label, line.old, line.new, line.why)
                self.entries.append(Entry(place, kind, line.address, words))
            for contract in plan.missing:
                name = " ".join(part for part in (contract.reference, contract.title) if part)
                note = "in no register: tick to add it as a row"
                self.entries.append(Entry(place, ROW, contract.id, ("new row", name, "", "", "", note)))
            for key, label, many in plan.lacking:
                note = f"changed for {many:,}, and there is no column: tick to add one at the right of the table"
                self.entries.append(Entry(place, COLUMN, key, ("new column", "", label, "", "", note)))
        self.endResetModel()

    def is_ticked(self, row: int) -> bool | None:
        """Whether a line is chosen; None where there is nothing to choose."""
        entry = self.entries[row]
        key = self._ids[entry.plan], entry.key
        if entry.kind == WRITTEN:
            return key not in self.off
        return key in self.on if entry.kind in {ROW, COLUMN} else None

    def toggle(self, row: int) -> None:
        """Turn the choice of a line."""
        entry = self.entries[row]
        if self.is_ticked(row) is None:
            return
        chosen = self.off if entry.kind == WRITTEN else self.on
        chosen ^= {(self._ids[entry.plan], entry.key)}
        self.dataChanged.emit(self.index(row, 0), self.index(row, NOTE))
        self.ticked.emit()

    def chosen(self, plan: int) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Of one plan: the contracts to add, the fields to add, and the cells to leave out."""
        mine = self._ids[plan]
        keys = {entry.key: entry.kind for entry in self.entries if entry.plan == plan}
        on = [key for register_id, key in self.on if register_id == mine]
        return (
            frozenset(key for key in on if keys.get(key) == ROW),
            frozenset(key for key in on if keys.get(key) == COLUMN),
            frozenset(key for register_id, key in self.off if register_id == mine),
        )

    # What Qt asks.

    def height(self) -> int:
        return len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        entry, column = self.entries[index.row()], index.column()
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return entry.words[column] or None
        if role == Qt.ItemDataRole.CheckStateRole and column == CELL:
            ticked = self.is_ticked(index.row())
            return None if ticked is None else (Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        if role == Qt.ItemDataRole.BackgroundRole and entry.kind == HEADING:
            return QColor(self._theme.colour("group"))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._theme.colour(_ink(entry, column)))
        if role == Qt.ItemDataRole.FontRole and (entry.kind == HEADING or column == NEW):
            font = QFont()
            font.setBold(True)
            return font
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ARG002
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid():
            self.toggle(index.row())
            return True
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        if self.entries[index.row()].kind != HEADING:
            flags |= Qt.ItemFlag.ItemIsSelectable
        if index.column() == CELL and self.is_ticked(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags


def _ink(entry: Entry, column: int) -> str:
    if column == NOTE:
        return "warning" if entry.kind == LEFT else "quiet"
    return "quiet" if entry.kind == LEFT or column == OLD else "text"

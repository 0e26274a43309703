"""The agenda of a review: put in another order, and struck where it can wait."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from siamdesk.domain.review import AgendaItem

_UP, _DOWN = Qt.Key.Key_Up, Qt.Key.Key_Down


class _Items(QListWidget):
    """Alt with an arrow moves what is chosen; Space or Delete strikes it."""

    moved = Signal(int)
    struck = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {_UP, _DOWN} and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(-1 if event.key() == _UP else 1)
        elif event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Delete}:
            self.struck.emit()
        else:
            super().keyPressEvent(event)


class AgendaDialog(QDialog):
    """The items in order. Each change is made at once, as everywhere in the window."""

    moved = Signal(object, int)
    """An item, and how far it goes down (1) or up (-1)."""
    struck = Signal(object)
    """An item to be struck, or to be taken up again."""

    def __init__(self, title: str, *, can_write: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(680, 440)
        self._items: Sequence[AgendaItem] = ()
        self.empty = QLabel("Nothing is on the agenda: nothing has moved, and nothing is due or open.")
        self.empty.setObjectName("quiet")
        self.list = _Items()
        self.list.setAccessibleName("Agenda")
        self.list.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.up = self.buttons.addButton("Move &up", QDialogButtonBox.ButtonRole.ActionRole)
        self.down = self.buttons.addButton("Move &down", QDialogButtonBox.ButtonRole.ActionRole)
        self.strike = self.buttons.addButton("&Strike", QDialogButtonBox.ButtonRole.ActionRole)
        for button, key in ((self.up, "Alt+Up"), (self.down, "Alt+Down"), (self.strike, "Space")):
            button.setToolTip(key)
            button.setVisible(can_write)
        self._can_write = can_write
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.strike.clicked.connect(self._strike)
        self.list.moved.connect(self._move)
        self.list.struck.connect(self._strike)
        self.list.currentRowChanged.connect(lambda _: self._chosen())
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        for widget in (self.empty, self.list, self.buttons):
            layout.addWidget(widget)

    def show_items(self, items: Sequence[AgendaItem]) -> None:
        """Show the agenda; what was chosen stays chosen where it went."""
        row = self.list.currentRow()
        chosen = self._items[row].id if 0 <= row < len(self._items) else ""
        self._items = items
        self.empty.setVisible(not items)
        self.list.setVisible(bool(items))
        self.list.clear()
        for number, each in enumerate(items, 1):
            item = QListWidgetItem(f"{number}.  {each.text}{'   (struck)' if each.struck else ''}")
            font = item.font()
            font.setStrikeOut(bool(each.struck))
            item.setFont(font)
            self.list.addItem(item)
        places = [place for place, each in enumerate(items) if each.id == chosen]
        self.list.setCurrentRow(places[0] if places else 0)
        self._chosen()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if self._can_write and 0 <= row < len(self._items) and 0 <= row + by < len(self._items):
            self.moved.emit(self._items[row], by)

    def _strike(self) -> None:
        row = self.list.currentRow()
        if self._can_write and 0 <= row < len(self._items):
            self.struck.emit(self._items[row])

    def _chosen(self) -> None:
        row = self.list.currentRow()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < len(self._items) - 1)
        is_struck = 0 <= row < len(self._items) and bool(self._items[row].struck)
        self.strike.setText("Take up again" if is_struck else "&Strike")
        self.strike.setEnabled(row >= 0)

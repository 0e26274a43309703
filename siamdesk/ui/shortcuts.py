"""Every command and its keys, in one list: those of the menus, and those of tree, timeline and review."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain.field_types import matching
from siamdesk.ui.actions import COMMANDS

OTHERS: dict[str, tuple[tuple[str, str], ...]] = {
    "Tree": (
        ("Row above or below", "Up, Down"),
        ("Close or open a row", "Left, Right"),
        ("First or last row", "Home, End"),
        ("Select more rows", "Shift+Up, Shift+Down"),
        ("Edit the cell", "F2"),
        ("Menu of the row", "Menu key, Shift+F10"),
    ),
    "Timeline": (
        ("Move about", "Left, Right, Up, Down, Page Up, Page Down"),
        ("To the first or the last date", "Home, End"),
        ("Zoom in and out", "+, −"),
        ("Zoom about the pointer", "Ctrl+wheel"),
        ("Scroll across", "Shift+wheel"),
        ("From milestone to milestone of the selected row", "Ctrl+Left, Ctrl+Right"),
        ("On to the next once one has the focus", "Left, Right"),
        ("Move the milestone by a day, week or month", "Alt+Left, Alt+Right; let go of Alt to drop it"),
        ("Type the milestone’s date, or one that is to be confirmed", "Enter, F2"),
        ("Leave what is being moved; let go of the milestone", "Esc"),
    ),
    "Milestone trend": (
        ("From point to point of a line", "Left, Right"),
        ("From line to line", "Up, Down"),
        ("To the first or the last point", "Home, End"),
        ("Let go of the point", "Esc"),
    ),
    "Import review": (
        ("Tick or untick", "Space"),
        ("Take theirs", "T"),
        ("Keep ours", "O"),
        ("Type another value", "Enter, F2"),
        ("To the first, second, third step", "Alt+1, Alt+2, Alt+3"),
        ("Apply", "Ctrl+Enter"),
    ),
    "Meeting": (
        ("To the next page, or the one before", "Right, Left, Page Down, Page Up"),
        ("To the first page, the last page", "Home, End"),
        ("Choose a tower, contract, dispute or action", "Up, Down"),
        ("Open the tower; step through the contract’s dates; say that the action is done", "Enter"),
        ("Type a change of the contract", "T, F2"),
        ("Note a decision, an action", "D, A"),
        ("Why the contract’s dates moved", "W"),
        ("Zoom to the contract; to all of the page; in and out", "Z, 0, +, −"),
        ("Find a contract", "F, F3"),
        ("Settle the dispute: our record, their workbook", "O, T"),
        ("Carry the action over", "O"),
        ("Agenda; begin, pause or resume, close the review", "G, B, P, C"),
        ("Notes for the presenter; to the next screen", "N, M"),
        ("Leave", "Esc"),
    ),
}
"""The keys that no menu tells of."""


def every_key() -> Iterator[tuple[str, str, str]]:
    """Where it belongs, what is done, and by which keys; a command without any has a blank."""
    for command in COMMANDS:
        keys = QKeySequence(command.shortcut) if command.shortcut is not None else QKeySequence()
        words = command.text.replace("&", "").rstrip("…")
        yield command.menu, words, keys.toString(QKeySequence.SequenceFormat.NativeText)
    for place, told in OTHERS.items():
        for words, keys_told in told:
            yield place, words, keys_told


class Shortcuts(QDialog):
    """The list, and a line that narrows it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(680, 620)
        self.line, self.list = QLineEdit(), QTreeWidget()
        self.line.setPlaceholderText("Type to narrow")
        self.line.setClearButtonEnabled(True)
        self.list.setHeaderLabels(["Command", "Keys"])
        self.list.setAccessibleName("Commands and their keys")
        self.list.setRootIsDecorated(False)
        self.list.setItemsExpandable(False)
        places: dict[str, QTreeWidgetItem] = {}
        for place, words, keys in every_key():
            if place not in places:
                heading = places[place] = QTreeWidgetItem(self.list, [place])
                font = heading.font(0)
                font.setBold(True)
                heading.setFont(0, font)
                heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            QTreeWidgetItem(places[place], [words, keys])
        self.list.expandAll()
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.line.textChanged.connect(self._narrow)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        for widget in (self.line, self.list, buttons):
            layout.addWidget(widget)

    def _narrow(self, words: str) -> None:
        wanted = matching(words)
        for number in range(self.list.topLevelItemCount()):
            heading = self.list.topLevelItem(number)
            if heading is None:
                continue
            found = False
            for item in filter(None, map(heading.child, range(heading.childCount()))):
                shown = wanted in matching(f"{heading.text(0)} {item.text(0)} {item.text(1)}")
                item.setHidden(not shown)
                found = found or shown
            heading.setHidden(not found)

"""Write back: the cells that would change in the registers' own workbooks, before anything is written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain.errors import SiamdeskError
from siamdesk.drawing.styles import Theme
from siamdesk.ui.tables import dress
from siamdesk.ui.write_back_model import CELL, CONTRACT, FIELD, HEADING, NEW, NOTE, OLD, WriteBackModel

if TYPE_CHECKING:
    from siamdesk.session.write_back import Wanted, WriteBack

_WIDTHS = {CELL: 190, CONTRACT: 220, FIELD: 170, OLD: 140, NEW: 150}
_ROW = 30
_MOST_FORMULAS = 6
_WINDOWS = (
    ("are left as they are", "ask"),
    ("become their earliest day", "earliest"),
    ("become their latest day", "latest"),
    ("go in as words", "words"),
)


class CellList(QTableView):
    """The list of cells. Space turns a tick."""

    def __init__(self, model: WriteBackModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setObjectName("cells")
        self.setAccessibleName("The cells that would be written")
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        dress(self, _WIDTHS, stretched=NOTE, row=_ROW)
        model.modelReset.connect(self._span)
        self._span()

    def _span(self) -> None:
        self.clearSpans()
        for row, entry in enumerate(self._model.entries):
            if entry.kind == HEADING:
                self.setSpan(row, 0, 1, self._model.columnCount())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            for index in self.selectionModel().selectedRows():
                self._model.toggle(index.row())
        else:
            super().keyPressEvent(event)


class WriteBackDialog(QDialog):
    """A list of cells by workbook, what else is to be known, and what is wanted beyond them."""

    look_again = Signal(object)
    """The plans with what is wanted of each: a list of `WriteBack` and `Wanted`."""
    copied = Signal()
    """A copy is to be written instead."""

    def __init__(
        self,
        plans: "list[WriteBack]",
        refused: Sequence[SiamdeskError],
        theme: Theme,
        *,
        keep: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Write back to Excel")
        self.resize(1240, 700)
        self.title, self.told, self.warned = QLabel(), QLabel(), QLabel()
        for label, name in ((self.title, "dialogTitle"), (self.told, "quiet"), (self.warned, "warned")):
            label.setObjectName(name)
            label.setWordWrap(True)
        self.model = WriteBackModel(theme, self)
        self.list = CellList(self.model)
        self.windows = QComboBox()
        for words, key in _WINDOWS:
            self.windows.addItem(words, key)
        self.keep = QCheckBox("&Keep a dated copy of each workbook as it was")
        self.keep.setChecked(keep)
        self.save_copy, self.cancel, self.write = QPushButton("Save a copy…"), QPushButton("Cancel"), QPushButton()
        self.write.setObjectName("primary")
        self.write.setDefault(True)
        self._lay_out()
        self.model.ticked.connect(self._ask_again)
        self.windows.activated.connect(lambda _: self._ask_again())
        self.save_copy.clicked.connect(self.copied)
        self.cancel.clicked.connect(self.reject)
        self.write.clicked.connect(self.accept)
        self.show_plans(plans, refused)

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        label = QLabel("&Dates that are not one day, in a column of days,")
        label.setBuddy(self.windows)
        for widget in (label, self.windows, self.keep):
            choices.addWidget(widget)
        choices.insertSpacing(2, 24)
        choices.addStretch(1)
        foot = QHBoxLayout()
        note = QLabel("Every other part of the workbook stays as it is, byte for byte.")
        note.setObjectName("quiet")
        foot.addWidget(note)
        foot.addStretch(1)
        for button in (self.save_copy, self.cancel, self.write):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        for each in (self.title, self.warned):
            layout.addWidget(each)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        layout.addLayout(choices)
        layout.addLayout(foot)

    def show_plans(self, plans: "list[WriteBack]", refused: Sequence[SiamdeskError]) -> None:
        """Show plans, and the sentences of registers that can't be written."""
        self.plans = plans
        self.model.show(plans)
        cells = sum(len(plan.patched.changes) for plan in plans)
        books = sum(bool(plan.patched.changes) for plan in plans)
        self.title.setText(
            f"Write {_counted(cells, 'cell')} back into {_counted(books, 'workbook')}"
            if cells
            else "Nothing is chosen to be written"
        )
        self.warned.setText(" ".join([*map(str, refused), *(w + "." for plan in plans for w in plan.patched.warnings)]))
        self.warned.setVisible(bool(self.warned.text()))
        self.told.setText(_formulas(plans))
        self.told.setVisible(bool(self.told.text()))
        self.write.setText(f"Write {_counted(cells, 'cell')}")
        self.write.setEnabled(bool(cells))
        self.save_copy.setVisible(len(plans) == 1)
        self.save_copy.setEnabled(bool(cells))

    @property
    def wanted(self) -> "list[tuple[WriteBack, Wanted]]":
        """The plans, with what is wanted of each."""
        from siamdesk.register.wording import Imprecise  # noqa: PLC0415  loaded once there is something to write
        from siamdesk.session.write_back import Wanted  # noqa: PLC0415

        how = Imprecise(self.windows.currentData())
        return [(plan, Wanted(how, *self.model.chosen(place))) for place, plan in enumerate(self.plans)]

    def _ask_again(self) -> None:
        self.look_again.emit(self.wanted)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


def _formulas(plans: "list[WriteBack]") -> str:
    """Which formulas Excel works out on opening."""
    found = [formula for plan in plans for formula in plan.patched.recalculated]
    if not found:
        return ""
    more = len(found) - _MOST_FORMULAS
    listed = ", ".join(found[:_MOST_FORMULAS]) + (f" and {more:,} more" if more > 0 else "")
    return f"Excel works out {listed} on opening; until then, and in Protected View, the old results show."

"""Import review: what was found in a workbook, how its columns were read, and what bringing it home would change."""

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.when import day_words
from siamdesk.drawing.painter import Painter
from siamdesk.ui.review_columns import ColumnsPage
from siamdesk.ui.review_list import ReviewList
from siamdesk.ui.review_model import CHIPS, ReviewModel

if TYPE_CHECKING:
    from siamdesk.session.import_plan import Decisions, ImportPlan

SHEET, COLUMNS, REVIEW = range(3)
_STEPS = ("1 Sheet", "2 Columns", "3 Review changes")


class ImportReview(QDialog):
    """One register, in three steps. Nothing disputed is chosen beforehand."""

    read_again = Signal(object, object, str)
    """The known-on day, fields set by hand by header, and the tower of rows that name none."""
    saved = Signal()
    """The review is to be saved as a workbook."""

    def __init__(self, plan: "ImportPlan", painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = painter
        self.setWindowTitle(f"Import {plan.workbook}")
        self.resize(1180, 720)
        self.title, self.about = _label("dialogTitle"), _label("quiet")
        self.about.setWordWrap(True)
        self.steps, self.chips = QButtonGroup(self), QButtonGroup(self)
        self.pages = QStackedWidget()
        self.sheet = QTextBrowser()
        self.sheet.setFrameShape(QFrame.Shape.NoFrame)
        self.day, self.tower = QLineEdit(), QLineEdit()
        self.again = QPushButton("Read again")
        self.columns = ColumnsPage()
        self.chip_row = QHBoxLayout()
        self.list_row = QVBoxLayout()
        self.save = QPushButton("Save this review as Excel…")
        self.cancel = QPushButton("Cancel")
        self.apply = QPushButton()
        self.apply.setObjectName("primary")
        self.apply.setDefault(True)
        # Enter is for the list; a default button would take it.
        self.apply.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.show_plan(plan)

    # Putting it together.

    def _lay_out(self) -> None:
        step_row = QHBoxLayout()
        for number, words in enumerate(_STEPS):
            button = _chip(words)
            self.steps.addButton(button, number)
            step_row.addWidget(button)
        step_row.addStretch(1)
        for page in (self._sheet_page(), self.columns, self._review_page()):
            self.pages.addWidget(page)
        foot = QHBoxLayout()
        note = _label("quiet", "Applied as one step; Undo takes all of it back. The workbook itself is not touched.")
        foot.addWidget(note)
        foot.addStretch(1)
        for button in (self.save, self.cancel, self.apply):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addLayout(step_row)
        layout.addWidget(self.pages, 1)
        layout.addLayout(foot)

    def _sheet_page(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout()
        self.day.setMaximumWidth(160)
        self.tower.setMaximumWidth(220)
        self.tower.setPlaceholderText("the workbook says")
        for words, line in (("Known on", self.day), ("Tower of rows that name none", self.tower)):
            label = QLabel(words)
            label.setBuddy(line)
            row.addWidget(label)
            row.addWidget(line)
            row.addSpacing(12)
        row.addWidget(self.again)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.sheet, 1)
        return page

    def _review_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        self.chip_row.addStretch(1)
        self.chip_row.addWidget(_label("quiet", "Nothing disputed is chosen for you"))
        column.addLayout(self.chip_row)
        column.addLayout(self.list_row, 1)
        return page

    def _connect(self) -> None:
        self.steps.idClicked.connect(self.show_step)
        self.chips.idClicked.connect(lambda number: self.model.filter(self._chip_kinds[number]))
        self.again.clicked.connect(self._read_again)
        self.day.returnPressed.connect(self._read_again)
        self.columns.changed.connect(self._read_again)
        self.save.clicked.connect(self.saved)
        self.cancel.clicked.connect(self.reject)
        self.apply.clicked.connect(self.accept)
        for number in range(len(_STEPS)):
            QShortcut(f"Alt+{number + 1}", self, lambda number=number: self.show_step(number))
        QShortcut("Ctrl+Return", self, self.apply.click)

    # Showing.

    def show_plan(self, plan: "ImportPlan") -> None:
        """Show a plan in place of the one that was shown."""
        self.plan = plan
        self.model = ReviewModel(plan, self)
        self.list = ReviewList(self.model, self._painter, self)
        self.model.decided.connect(self._count)
        while (held := self.list_row.takeAt(0)) is not None:
            if (widget := held.widget()) is not None:
                widget.deleteLater()
        self.list_row.addWidget(self.list)
        self._show_chips()
        verb = "What was left open of" if plan.decides_later else "Import"
        self.title.setText(f"{verb} “{plan.workbook}”")
        self.about.setText(" ".join(self._about()))
        self.day.setText(day_words(plan.known_on))
        self.day.setEnabled(plan.path is not None)
        self.sheet.setHtml(self._found())
        self.columns.show_inspection(plan.found)
        for number in (SHEET, COLUMNS):
            self.steps.button(number).setVisible(plan.found is not None)
        self.show_step(REVIEW)
        self._count()

    def show_step(self, number: int) -> None:
        """Show one of the three steps."""
        self.steps.button(number).setChecked(True)
        self.pages.setCurrentIndex(number)

    def _about(self) -> list[str]:
        plan = self.plan
        said = [f"Sheet “{plan.source.sheet}”, known on {day_words(plan.read_on)}."]
        if plan.late:
            said.append("Something later is known already: this fills in history, and the present stays as it is.")
        shown = plan.notes[:3]
        more = len(plan.notes) - len(shown)
        return [*said, *shown, *([f"… and {more:,} more notes under “Sheet”."] if more else [])]

    def _show_chips(self) -> None:
        for button in self.chips.buttons():
            self.chips.removeButton(button)
            button.deleteLater()
        kinds = ["", *(kind for kind in CHIPS if self.model.count(kind))]
        self._chip_kinds = kinds
        for number, kind in enumerate(kinds):
            button = _chip(f"{CHIPS.get(kind, 'All')} {self.model.count(kind):,}")
            self.chips.addButton(button, number)
            self.chip_row.insertWidget(number, button)
            button.setChecked(number == 0)

    def _found(self) -> str:
        found = self.plan.found
        if found is None:
            return ""
        parts = []
        for table in found.tables:
            what = "service lines" if table.entity == "strand" else "contracts"
            header = " and ".join(map(str, table.header_rows)) or "none"
            parts.append(
                f"<p><b>{escape(table.sheet)}</b> {table.range}: {len(table.rows):,} {what}, header in row {header}</p>"
            )
            lines = [*table.notes, *(f"row {row}: {why}" for row, why in table.passed_over)]
            lines += [f"{cell.cell} “{cell.text}”: {cell.why}" for cell in table.unread]
            parts += [f"<div>&nbsp;&nbsp;{escape(line)}</div>" for line in lines[:200]]
        parts += [f"<p>Sheet “{escape(sheet)}” was left alone: {escape(why)}.</p>" for sheet, why in found.why_not]
        parts += [f"<p>{escape(note)}</p>" for note in self.plan.notes]
        return "".join(parts)

    # Deciding.

    @property
    def decisions(self) -> "Decisions":
        """What was decided."""
        return self.model.decisions

    def _count(self) -> None:
        decisions = self.decisions
        done = len(decisions.taken) + len(decisions.kept) + len(decisions.typed)
        left = len(self.plan.items) - done
        self.apply.setText(f"Apply {done:,}, keep {left:,} open" if left else f"Apply {done:,}")
        self.apply.setEnabled(not self.plan.is_empty(decisions))

    def _read_again(self) -> None:
        try:
            found = when_words.parse(self.day.text())
        except Unreadable as error:
            self.about.setText(f"“{self.day.text()}” is not a day: {error.why}.")
            return
        day: date | None = found.latest
        mapping: Mapping[str, str | None] = self.columns.by_hand
        self.read_again.emit(day or self.plan.known_on, mapping, self.tower.text())


def _label(name: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    return label


def _chip(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("chip")
    button.setCheckable(True)
    button.setAutoDefault(False)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button

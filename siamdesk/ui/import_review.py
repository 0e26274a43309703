"""Import review: what was found in some workbooks, how their columns were read, and what they would change."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import day_words
from siamdesk.drawing.painter import Painter
from siamdesk.ui.review_columns import ColumnsPage
from siamdesk.ui.review_list import ReviewList
from siamdesk.ui.review_model import CHIPS, ReviewModel
from siamdesk.ui.review_register import RegisterPage
from siamdesk.ui.review_strip import ReviewStrip

if TYPE_CHECKING:
    from siamdesk.session.import_batch import Batch
    from siamdesk.session.import_plan import Decisions, ImportPlan
    from siamdesk.session.import_register import Choice

SHEET, COLUMNS, REVIEW = range(3)
_STEPS = ("1 Sheet", "2 Columns", "3 Review changes")
_DONE = " ✓"
_FILES = "Columns (*.json)"


class ImportReview(QDialog):
    """Some registers, in three steps. Nothing disputed is chosen beforehand."""

    read_again = Signal(object)
    """The registers with how each is to be read: a list of path and `Choice`."""
    saved = Signal()
    """The review is to be saved as a workbook."""

    def __init__(
        self, batch: "Batch", painter: Painter, portfolio: Portfolio, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._painter, self._portfolio, self._today = painter, portfolio, today
        self._choices: dict[Path, Choice] = {}
        self.resize(1240, 780)
        self.title, self.about, self.warning = _label("dialogTitle"), _label("quiet"), _label("warned")
        for label in (self.about, self.warning):
            label.setWordWrap(True)
        self.steps, self.chips = QButtonGroup(self), QButtonGroup(self)
        self.registers = QComboBox()
        self.registers.setAccessibleName("Register")
        self.pages = QStackedWidget()
        self.sheet = RegisterPage()
        self.columns = ColumnsPage()
        self.chip_row = QHBoxLayout()
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.save = QPushButton("Save this review as Excel…")
        self.cancel = QPushButton("Cancel")
        self.apply = QPushButton()
        self.apply.setObjectName("primary")
        self.apply.setDefault(True)
        # Enter is for the list; a default button would take it.
        self.apply.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self.show_batch(batch)

    # Putting it together.

    def _lay_out(self) -> None:
        step_row = QHBoxLayout()
        for number, words in enumerate(_STEPS):
            button = _chip(words)
            self.steps.addButton(button, number)
            step_row.addWidget(button)
        step_row.addStretch(1)
        step_row.addWidget(self.registers)
        for page in (self.sheet, self.columns, self._review_page()):
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
        for widget in (self.title, self.about, self.warning):
            layout.addWidget(widget)
        layout.addLayout(step_row)
        layout.addWidget(self.pages, 1)
        layout.addLayout(foot)

    def _review_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 4, 0, 0)
        self.chip_row.addStretch(1)
        self.chip_row.addWidget(_label("quiet", "Nothing disputed is chosen for you"))
        column.addLayout(self.chip_row)
        column.addWidget(self.split, 1)
        return page

    def _connect(self) -> None:
        self.steps.idClicked.connect(self.show_step)
        self.chips.idClicked.connect(lambda _: self._filter())
        self.registers.activated.connect(lambda _: self._show_register())
        self.sheet.changed.connect(self._read_sheet_again)
        self.columns.changed.connect(self._read_columns_again)
        self.columns.saved.connect(self._save_columns)
        self.columns.loaded.connect(self._load_columns)
        self.save.clicked.connect(self.saved)
        self.cancel.clicked.connect(self.reject)
        self.apply.clicked.connect(self.accept)
        for number in range(len(_STEPS)):
            QShortcut(f"Alt+{number + 1}", self, lambda number=number: self.show_step(number))
        QShortcut("Ctrl+Return", self, self.apply.click)

    # Showing.

    def show_batch(self, batch: "Batch") -> None:
        """Show other plans in place of those that were shown."""
        self.batch = batch
        self.model = ReviewModel(batch, self._portfolio, self)
        self.list = ReviewList(self.model, self._painter, self)
        self.strip = ReviewStrip(self._painter, self._portfolio, self._today, self)
        self.model.decided.connect(self._count)
        self.list.looked_at.connect(self.strip.show_item)
        self.list.identified.connect(self._identify)
        for held in [self.split.widget(n) for n in range(self.split.count())]:
            if held is not None:
                held.setParent(None)
                held.deleteLater()
        for widget, stretch in ((self.list, 1), (self.strip, 0)):
            self.split.addWidget(widget)
            self.split.setStretchFactor(self.split.count() - 1, stretch)
        self.strip.show_item(None)
        self._show_words()
        self._show_steps()
        self._show_registers()
        readable = all(plan.found is not None for plan in batch.plans)
        for number in (SHEET, COLUMNS):
            self.steps.button(number).setVisible(readable)
        self._empty = all(plan.is_empty(its) for plan, its in zip(batch.plans, batch.undisputed(), strict=True))
        self._show_chips()
        self._show_register()
        self.show_step(REVIEW)
        self._count()
        self.list.setFocus()

    def show_step(self, number: int) -> None:
        """Show one of the three steps."""
        self.steps.button(number).setChecked(True)
        self.pages.setCurrentIndex(number)

    def _show_words(self) -> None:
        plans = self.batch.plans
        later = all(plan.decides_later for plan in plans)
        verb = "What was left open of" if later else "Import"
        self.title.setText(f"{verb} “{plans[0].workbook}”" if len(plans) == 1 else f"{verb} {len(plans)} registers")
        self.setWindowTitle(self.title.text())
        self.about.setText(" ".join(self._about()))
        silent = [plan.workbook for plan in plans if not plan.says_day]
        warned = list(self.batch.refused)
        if silent:
            who = f"“{silent[0]}” does" if len(silent) == 1 else f"{len(silent)} registers do"
            day = day_words(next(plan.known_on for plan in plans if not plan.says_day))
            warned.append(f"{who} not say of which day; taken as known on {day}. Set it under “Sheet” if it is older.")
        self.warning.setText(" ".join(warned))
        self.warning.setVisible(bool(warned))

    def _show_steps(self) -> None:
        """Mark the steps at which there is nothing to do."""
        found = [plan.found for plan in self.batch.plans if plan.found is not None]
        doubtful = sum(each.column.doubtful for one in found for table in one.tables for each in table.columns)
        dated = all(plan.says_day for plan in self.batch.plans)
        self.steps.button(SHEET).setText(_STEPS[SHEET] + (_DONE if dated else " · which day?"))
        asked = f" · {doubtful} to check" if doubtful else _DONE
        self.steps.button(COLUMNS).setText(_STEPS[COLUMNS] + asked)

    def _about(self) -> list[str]:
        plans = self.batch.plans
        if len(plans) > 1:
            return [", ".join(f"{plan.workbook} ({day_words(plan.read_on)})" for plan in plans) + "."]
        plan = plans[0]
        rows = sum(len(table.numbers) for table in plan.found.tables) if plan.found is not None else len(plan.theirs)
        said = [f"Sheet “{plan.source.sheet}”, {rows:,} rows, known on {day_words(plan.read_on)}."]
        if plan.late:
            said.append("Something later is known already: this fills in history, and the present stays as it is.")
        shown = plan.notes[:3]
        more = len(plan.notes) - len(shown)
        return [*said, *shown, *([f"… and {more:,} more notes under “Sheet”."] if more else [])]

    def _show_registers(self) -> None:
        self.registers.clear()
        self.registers.addItem("All registers", None)
        for place, plan in enumerate(self.batch.plans):
            self.registers.addItem(plan.workbook, place)
        self.registers.setVisible(len(self.batch.plans) > 1)

    def _show_register(self) -> None:
        """Show the register that is chosen, or the first where all are."""
        plan = self._plan()
        self.sheet.show_plan(plan, self._portfolio, self._choice(plan).tower)
        self.columns.show_inspection(plan.found, self._choice(plan).mapping)
        self._filter()

    def _plan(self) -> "ImportPlan":
        return self.batch.plans[self.registers.currentData() or 0]

    def _filter(self) -> None:
        checked = self.chips.checkedId()
        kind = self._chip_kinds[checked] if 0 <= checked < len(self._chip_kinds) else ""
        self.model.filter(kind, self.registers.currentData())
        self._show_chips()

    def _show_chips(self) -> None:
        for button in self.chips.buttons():
            self.chips.removeButton(button)
            self.chip_row.removeWidget(button)
            button.hide()
            button.deleteLater()
        kinds = ["", *(kind for kind in CHIPS if self.model.count(kind))]
        self._chip_kinds = kinds
        for number, kind in enumerate(kinds):
            button = _chip(f"{CHIPS.get(kind, 'All')} {self.model.count(kind):,}")
            self.chips.addButton(button, number)
            self.chip_row.insertWidget(number, button)
            button.setChecked(kind == self.model.shown_kind)

    # Deciding.

    @property
    def decisions(self) -> "list[Decisions]":
        """What was decided of each plan."""
        return self.model.decisions

    def _count(self) -> None:
        done, all_ = self.model.decided_count, len(self.model.items)
        left = all_ - done
        self.apply.setText(f"Apply {done:,}, keep {left:,} open" if left else f"Apply {done:,}")
        self.apply.setEnabled(bool(done) or not self._empty)

    # Reading again.

    def _choice(self, plan: "ImportPlan") -> "Choice":
        from siamdesk.session.import_register import Choice  # noqa: PLC0415  loaded once a register has been read

        path = plan.path or Path(plan.workbook)
        return self._choices.setdefault(path, Choice())

    def _choose(self, plan: "ImportPlan", choice: "Choice") -> None:
        if plan.path is None:
            return
        self._choices[plan.path] = choice
        self.read_again.emit([(each.path, self._choice(each)) for each in self.batch.plans if each.path is not None])

    def _read_sheet_again(self) -> None:
        plan, page = self._plan(), self.sheet
        choice = replace(
            self._choice(plan), known_on=page.known_on, tower=page.tower.text().strip(), fy_start=page.fy_start
        )
        if page.state_of is not None:
            choice = replace(choice, register=page.state_of)
        self._choose(plan, choice)

    def _read_columns_again(self) -> None:
        plan = self._plan()
        self._choose(plan, replace(self._choice(plan), mapping=dict(self.columns.by_hand)))

    def _identify(self, plan: "ImportPlan", row_key: str, contract_id: str) -> None:
        choice = self._choice(plan)
        self._choose(plan, replace(choice, contracts={**choice.contracts, row_key: contract_id}))

    def _save_columns(self) -> None:
        from siamdesk.session import column_file  # noqa: PLC0415  loaded once a register has been read

        name, _ = QFileDialog.getSaveFileName(self, "Save how the columns are read", "columns.json", _FILES)
        if name:
            try:
                column_file.write(Path(name).with_suffix(".json"), self.columns.as_read)
            except SiamdeskError as error:
                self.warning.setText(str(error))
                self.warning.show()

    def _load_columns(self) -> None:
        from siamdesk.session import column_file  # noqa: PLC0415  loaded once a register has been read

        name, _ = QFileDialog.getOpenFileName(self, "Read the columns as saved", "", _FILES)
        if not name:
            return
        try:
            held = column_file.read(Path(name))
        except SiamdeskError as error:
            self.warning.setText(str(error))
            self.warning.show()
            return
        mine = self.columns.as_read
        self.columns.by_hand |= {header: field for header, field in held.items() if header in mine}
        self._read_columns_again()


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

"""The first step of an import review: what was found in a workbook, and what it does not say itself."""

from datetime import date
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import day_words

if TYPE_CHECKING:
    from siamdesk.session.import_plan import ImportPlan

_YEARS = (("April", 4), ("October (US)", 10), ("January", 1), ("July", 7), ("August", 8), ("September", 9))
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MOST_LINES = 200


class RegisterPage(QWidget):
    """What one workbook was read as. `changed` asks for it to be read again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.day, self.tower = QLineEdit(), QLineEdit()
        self.year, self.register = QComboBox(), QComboBox()
        self.again = QPushButton("Read again")
        self.told = QLabel()
        self.told.setObjectName("quiet")
        self.found = QTextBrowser()
        self.found.setFrameShape(QFrame.Shape.NoFrame)
        self.found.setAccessibleName("What was found in the workbook")
        self.tower.setPlaceholderText("the workbook says")
        form = QGridLayout()
        form.setHorizontalSpacing(16)
        form.setColumnStretch(2, 1)
        form.setColumnMinimumWidth(0, 200)
        for row_of, (words, widget) in enumerate(
            (
                ("&Known on", self.day),
                ("&Tower of rows that name none", self.tower),
                ("&Financial year begins in", self.year),
                ("It is a state &of", self.register),
            )
        ):
            label = QLabel(words)
            label.setBuddy(widget)
            widget.setFixedWidth(320)
            form.addWidget(label, row_of, 0)
            form.addWidget(widget, row_of, 1)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addWidget(self.told, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(form)
        column.addLayout(row)
        column.addWidget(self.found, 1)
        self.again.clicked.connect(self._ask)
        self.day.returnPressed.connect(self._ask)
        self.tower.returnPressed.connect(self._ask)

    def show_plan(self, plan: "ImportPlan", portfolio: Portfolio, tower: str) -> None:
        """Show what a workbook was read as, for the portfolio it comes home to."""
        self.day.setText(day_words(plan.known_on))
        self.tower.setText(tower)
        self.told.setText("" if plan.says_day else "The workbook does not say of which day it is.")
        self.year.clear()
        usual = portfolio.settings.fy_start
        self.year.addItem(f"{_MONTH_NAMES[usual - 1]}, as in the portfolio", 0)
        for words, month in _YEARS:
            self.year.addItem(words, month)
        self.year.setCurrentIndex(max(self.year.findData(plan.fy_start or 0), 0))
        self.register.clear()
        self.register.addItem("no register known here", "")
        for known in portfolio.registers.values():
            self.register.addItem(known.name, known.id)
        self.register.setCurrentIndex(max(self.register.findData(plan.register.id), 0))
        self._shown_register = self.register.currentData()
        self.found.setHtml(_found(plan))

    @property
    def known_on(self) -> date | None:
        """The day that was typed; None where it is none."""
        try:
            return when_words.parse(self.day.text()).latest
        except Unreadable:
            return None

    @property
    def fy_start(self) -> int | None:
        """The month that was chosen; None for the portfolio's own."""
        return self.year.currentData() or None

    @property
    def state_of(self) -> str | None:
        """The register that was chosen by hand, empty for none; None where that was left as it was seen."""
        chosen: str = self.register.currentData()
        return None if chosen == self._shown_register else chosen

    def _ask(self) -> None:
        if self.known_on is None:
            self.told.setText(f"“{self.day.text()}” is not a day: type one such as 31 Mar 2016.")
            return
        self.changed.emit()


def _found(plan: "ImportPlan") -> str:
    found = plan.found
    if found is None:
        return ""
    parts = []
    for table in found.tables:
        what = "service lines" if table.entity == "strand" else "contracts"
        header = " and ".join(map(str, table.header_rows)) or "none"
        parts.append(
            f"<p><b>{escape(table.sheet)}</b> {table.range}: {len(table.numbers):,} {what}, header in row {header}</p>"
        )
        lines = [*table.notes, *(f"row {row}: {why}" for row, why in table.passed_over)]
        lines += [f"{cell.cell} “{cell.text}”: {cell.why}" for cell in table.unread]
        parts += [f"<div>&nbsp;&nbsp;{escape(line)}</div>" for line in lines[:_MOST_LINES]]
        if len(lines) > _MOST_LINES:
            parts.append(f"<div>&nbsp;&nbsp;and {len(lines) - _MOST_LINES:,} more like these</div>")
    parts += [f"<p>Sheet “{escape(sheet)}” was left alone: {escape(why)}.</p>" for sheet, why in found.why_not]
    parts += [f"<p>{escape(note)}</p>" for note in plan.notes]
    return "".join(parts)

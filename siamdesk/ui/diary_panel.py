"""What is coming, at the right of the window: milestones, ends, reviews and actions, by month and week."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import when_words
from siamdesk.domain.errors import SiamdeskError
from siamdesk.session import diary
from siamdesk.session.diary import Event
from siamdesk.ui import errors
from siamdesk.ui.controller import Controller

if TYPE_CHECKING:
    from siamdesk.session.progress import Progress
    from siamdesk.ui.main_window import MainWindow

_SPANS = (("Next 30 days", 30), ("Next 90 days", 90), ("Next 12 months", 366), ("Next 3 years", 1096))
_USUAL = 1
_WIDE = 1700
"""Pixels from which on a window has room for the inspector and the diary."""
_ID = Qt.ItemDataRole.UserRole


class DiaryPanel(QWidget):
    """The events under the months and weeks in which they may begin. The filter of the window holds here too."""

    sought = Signal(str)
    """The id of a contract to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        title = QLabel("Diary")
        title.setObjectName("dialogTitle")
        self.span, self.save = QComboBox(), QPushButton("Save as .ics…")
        for words, days in _SPANS:
            self.span.addItem(words, days)
        self.span.setCurrentIndex(_USUAL)
        self.span.setAccessibleName("How far ahead")
        self.save.setToolTip("A calendar file; importing it again updates what is there")
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setColumnCount(2)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName("Diary")
        self.empty = QLabel("Nothing is dated in these days.")
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self.span, 1)
        top.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.addWidget(title)
        column.addLayout(top)
        column.addWidget(self.empty)
        column.addWidget(self.tree, 1)
        self.setMinimumWidth(280)
        self.tree.itemActivated.connect(lambda item, _: self._seek(item))
        self.tree.itemClicked.connect(lambda item, _: self._seek(item))

    @property
    def days(self) -> int:
        """How many days ahead are shown."""
        return int(self.span.currentData())

    def show_events(self, events: Sequence[Event], first: date, ink: QColor) -> None:
        """Show events that may fall on `first` or later, in their order."""
        self.tree.clear()
        events = sorted(events, key=lambda each: _begins(each, first))
        self.empty.setVisible(not events)
        for month, of_month in groupby(events, key=lambda each: _begins(each, first).replace(day=1)):
            heading = QTreeWidgetItem([f"{month:%B %Y}"])
            self._bold(heading)
            self.tree.addTopLevelItem(heading)
            heading.setFirstColumnSpanned(True)
            for week, of_week in groupby(of_month, key=lambda each: _monday(_begins(each, first))):
                under = QTreeWidgetItem([f"Week of {week.day} {week:%b}"])
                under.setForeground(0, ink)
                heading.addChild(under)
                for event in of_week:
                    item = QTreeWidgetItem([event.brief or event.summary, when_words.show(event.when)])
                    item.setToolTip(0, "\n".join(filter(None, (event.summary, event.description, event.category))))
                    item.setData(0, _ID, event.contract_id)
                    item.setForeground(1, ink)
                    under.addChild(item)
        self.tree.expandAll()
        self.tree.resizeColumnToContents(1)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, self.tree.header().ResizeMode.Stretch)

    @staticmethod
    def _bold(item: QTreeWidgetItem) -> None:
        font = item.font(0)
        font.setBold(True)
        item.setFont(0, font)

    def _seek(self, item: QTreeWidgetItem) -> None:
        contract_id = item.data(0, _ID)
        if contract_id:
            self.sought.emit(str(contract_id))


def _begins(event: Event, first: date) -> date:
    """The day under which an event stands: the first on which it may fall that is not past."""
    return max(event.when.earliest or event.when.latest or first, first)


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


class DiaryCommands:
    """Keeps the panel up to date while it is seen, and writes the calendar file."""

    def __init__(self, window: "MainWindow", controller: Controller) -> None:
        self._window, self._controller = window, controller
        self.panel = DiaryPanel()
        window.parts.splitter.addWidget(self.panel)
        self.panel.hide()
        self._in_its_place = False
        window.actions_["diary"].toggled.connect(self.show)
        self.panel.span.currentIndexChanged.connect(lambda _: self.refresh())
        self.panel.save.clicked.connect(self.save)
        self.panel.sought.connect(window.tree.select_key)
        controller.changed.connect(self.refresh)
        window.narrowed.connect(lambda _: self.refresh())

    def show(self, seen: bool) -> None:  # noqa: FBT001  a signal's argument
        """Show the panel or put it away. In a window that is not wide it takes the inspector's place meanwhile."""
        inspector = self._window.actions_["inspector"]
        if seen and inspector.isChecked() and self._window.width() < _WIDE:
            self._in_its_place = True
            inspector.trigger()
        elif not seen and self._in_its_place:
            self._in_its_place = False
            if not inspector.isChecked():
                inspector.trigger()
        self.panel.setVisible(seen)
        self.refresh()

    def refresh(self) -> None:
        """Show what is coming from the day on that the window shows."""
        if self.panel.isHidden():
            return
        day, shown = self._window.day, self._controller.shown
        try:
            events = diary.coming(shown.portfolio, day, day + timedelta(self.panel.days), self._window.words, day)
        except SiamdeskError:
            # The search line says what is wrong with the filter.
            return
        self.panel.show_events(events, day, QColor(self._window.theme.colour("quiet")))

    def save(self) -> None:
        """Write what is shown as a calendar file."""
        shown, day, days = self._controller.shown, self._window.day, self.panel.days
        if not shown.path:
            errors.say(self._window, "Open a portfolio first: the diary shows what it holds.")
            return
        words = self._window.words
        name, _ = QFileDialog.getSaveFileName(self._window, "Save the diary", "Diary.ics", "Calendar (*.ics)")
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".ics")

        def run(_: "Progress") -> int:
            from siamdesk.report import calendar  # noqa: PLC0415  loaded once a calendar is written

            settings = shown.portfolio.settings
            events = diary.coming(shown.portfolio, day, day + timedelta(days), words, day)
            return calendar.write(path, events, settings.title or shown.name, settings.marked)

        self._controller.give(
            f"Writing {path.name}",
            run,
            lambda count: self._controller.said.emit(f"{path.name} is written: {count} entries."),
        )

"""What an import would change, in a list to be looked at before it is done. Nothing disputed is chosen beforehand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain.when import day_words
from siamdesk.drawing.styles import Theme

if TYPE_CHECKING:
    from siamdesk.session.import_plan import ImportPlan, Item

COLUMNS = ("Contract", "Field", "As sent", "Our record", "Their workbook", "Cell")

TITLES = {
    "conflict": "Both sides changed: tick what their workbook should decide",
    "changed": "Changed in the workbook",
    "cleared": "Blank now in the workbook",
    "new": "New in the workbook",
    "missing": "Missing from the workbook: tick to withdraw",
    "unread": "Couldn’t be read; nothing is guessed",
}

_PLACE = Qt.ItemDataRole.UserRole


class ImportReview(QDialog):
    """One register's changes, by kind. What is ticked is taken; what is not stays open."""

    def __init__(self, plan: "ImportPlan", theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._theme = theme
        self.setWindowTitle(f"Import {plan.workbook}")
        self.resize(1100, 640)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(COLUMNS))
        self.list.setAlternatingRowColors(False)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName("What the import would change")
        self._fill()
        self.list.itemChanged.connect(lambda *_: self._count())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply = QPushButton()
        self.apply.setObjectName("primary")
        self.apply.setDefault(True)
        self.buttons.addButton(self.apply, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        title = QLabel(f"Import “{plan.workbook}”")
        title.setObjectName("dialogTitle")
        about = QLabel(self._about())
        about.setObjectName("quiet")
        about.setWordWrap(True)
        foot = QLabel("Applied as one step; Undo takes all of it back. The workbook itself is not touched.")
        foot.setObjectName("quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for widget in (title, about, self.list, foot, self.buttons):
            layout.addWidget(widget)
        self._count()

    @property
    def taken(self) -> frozenset[int]:
        """The places of the plan's items that are ticked."""
        return frozenset(
            child.data(0, _PLACE) for child in self._children() if child.checkState(0) is Qt.CheckState.Checked
        )

    def _about(self) -> str:
        plan = self.plan
        known = f"Sheet “{plan.source.sheet}”, known on {day_words(plan.known_on)}."
        late = (
            " Something later is known already: this fills in history, and the present stays as it is."
            if plan.late
            else ""
        )
        return " ".join([known + late, *plan.notes])

    def _fill(self) -> None:
        by_kind: dict[str, list[tuple[int, Item]]] = {}
        for place, item in enumerate(self.plan.items):
            by_kind.setdefault(item.kind, []).append((place, item))
        undisputed = self.plan.undisputed()
        for kind, title in TITLES.items():
            if kind not in by_kind:
                continue
            heading = QTreeWidgetItem([f"{title} ({len(by_kind[kind]):,})"])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            self.list.addTopLevelItem(heading)
            heading.setFirstColumnSpanned(True)
            for column in range(len(COLUMNS)):
                heading.setBackground(column, QBrush(QColor(self._theme.colour("group"))))
            heading.addChildren([self._row(place, item, ticked=place in undisputed) for place, item in by_kind[kind]])
            heading.setExpanded(True)
        header = self.list.header()
        for column, width in enumerate((250, 170, 150, 170, 190, 120)):
            self.list.setColumnWidth(column, width)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)

    def _row(self, place: int, item: "Item", *, ticked: bool) -> QTreeWidgetItem:
        sent, ours, theirs = item.shown
        if item.kind == "new":
            row = QTreeWidgetItem([item.contract, "whole row", "", "", "new", item.address])
        else:
            found = f"{theirs} ({item.why})" if item.why else theirs
            row = QTreeWidgetItem([item.contract, item.label or "whole row", sent, ours, found, item.address])
        row.setData(0, _PLACE, place)
        if item.changes:
            row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            row.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        for column in range(len(COLUMNS)):
            row.setToolTip(column, row.text(column))
            if item.kind == "conflict":
                row.setBackground(column, QBrush(QColor(self._theme.colour("warning.panel"))))
        return row

    def _children(self) -> Sequence[QTreeWidgetItem]:
        tops = [self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount())]
        return [child for top in tops if top is not None for n in range(top.childCount()) if (child := top.child(n))]

    def _count(self) -> None:
        taken = len(self.taken)
        left = len(self.plan.items) - taken
        self.apply.setText(f"Apply {taken:,}, keep {left:,} open" if left else f"Apply {taken:,}")
        self.apply.setEnabled(not self.plan.is_empty(self.taken))

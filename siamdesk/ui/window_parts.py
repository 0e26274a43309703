"""The parts of the main window and how they lie: what there is, and nothing of what it does."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QMenuBar,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)

from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import Theme
from siamdesk.ui.day_slider import DaySlider
from siamdesk.ui.filter_bar import FilterBar
from siamdesk.ui.inspector import Inspector
from siamdesk.ui.lanes import LEAST_HEIGHT, Lanes
from siamdesk.ui.portfolio_tree import PortfolioTree
from siamdesk.ui.timeline_canvas import TimelineCanvas

_LEAST_TIMELINE = 260
_TREE, _INSPECTOR = 480, 370
"""How wide they are where there is room enough, in pixels."""


class Top:
    """The first line of the window: program, menus, marking, document."""

    def __init__(self) -> None:
        self.frame = QWidget()
        self.frame.setObjectName("top")
        self.frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        brand = _label("brand", "SIAMDesk")
        self.menus = QMenuBar()
        self.marking = _label("marking")
        self.marking.setAccessibleName("Marking")
        self.file = _label("file")
        self.file.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = _tight(QHBoxLayout(self.frame))
        # The line under it is the frame's own; the menus must not cover it.
        row.setContentsMargins(0, 0, 0, 1)
        for widget, stretch in ((brand, 0), (self.menus, 1), (self.marking, 0), (self.file, 1)):
            row.addWidget(widget, stretch)


class Empty(QWidget):
    """What is shown where there is nothing to show: what to do."""

    def __init__(self) -> None:
        super().__init__()
        said = _label("empty", "Drop a contract register here to begin: a workbook as it is, from Excel or elsewhere.")
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said.setWordWrap(True)
        self.register, self.portfolio = QPushButton("Import register…"), QPushButton("Open portfolio…")
        self.sample = QPushButton("Look at the sample")
        self.register.setObjectName("primary")
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.register, self.portfolio, self.sample):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(said)
        column.addSpacing(16)
        column.addLayout(row)
        column.addStretch(3)


class Status(QStatusBar):
    """The last line: how much there is, what comes next, and how far work is."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.counts, self.sums, self.upcoming, self.doing = QLabel(), QLabel(), QLabel(), QLabel()
        self.left_open = QPushButton()
        self.left_open.setObjectName("waiting")
        self.left_open.setToolTip("What earlier imports left open waits to be decided")
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        self.cancel = QPushButton("Cancel")
        for widget in (self.counts, self.sums, self.left_open):
            self.addWidget(widget)
        for each in (self.doing, self.progress, self.cancel, self.upcoming):
            self.addPermanentWidget(each)
        self.end()

    def begin(self, title: str) -> None:
        """Show that work has begun; work without a title is too short to be shown."""
        if title:
            self.doing.setText(title)
            self.progress.setRange(0, 0)
            self._show(visible=True)

    def advance(self, fraction: float, words: str) -> None:
        """Show how far work is."""
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(fraction * 1000))
        self.doing.setText(words)

    def end(self) -> None:
        """Show that nothing is under way."""
        self._show(visible=False)

    def _show(self, *, visible: bool) -> None:
        for widget in (self.doing, self.progress, self.cancel):
            widget.setVisible(visible)


SPLITTERS = ("splitter", "stack", "rows")
"""The splitters among the parts, the outermost first."""


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts of the window."""

    top: Top
    bar: FilterBar
    banner: QLabel
    history: DaySlider
    empty: Empty
    tree: PortfolioTree
    left_foot: QWidget
    canvas: TimelineCanvas
    lanes: Lanes
    inspector: Inspector
    rows: QSplitter
    """Tree and timeline, side by side."""
    stack: QSplitter
    """Those, and the lanes under them."""
    splitter: QSplitter
    """That, and the inspector beside it."""
    pages: QStackedWidget
    page: QWidget
    status: Status

    def share(self, width: int) -> None:
        """Share the width among tree, timeline and inspector: the timeline has what the others can spare."""
        tree, inspector = min(_TREE, round(width * 0.34)), min(_INSPECTOR, round(width * 0.25))
        self.splitter.setSizes([width - inspector, inspector])
        self.rows.setSizes([tree, width - tree - inspector])
        self.stack.setSizes([1000, LEAST_HEIGHT])

    @property
    def splits(self) -> dict[str, tuple[int, ...]]:
        """How long the parts of each splitter are; nothing for those that are not shown."""
        sizes = {name: tuple(getattr(self, name).sizes()) for name in SPLITTERS}
        return {name: each for name, each in sizes.items() if any(each)}

    def split(self, splits: Mapping[str, tuple[int, ...]]) -> None:
        """Share the room as it was shared before, where the same parts are shown."""
        for name in SPLITTERS:
            splitter, sizes = getattr(self, name), splits.get(name, ())
            if len(sizes) == splitter.count() and all(
                size or splitter.widget(place).isHidden() for place, size in enumerate(sizes)
            ):
                splitter.setSizes(list(sizes))

    def widen_tree(self, needed: int) -> None:
        """Give the tree so much room, as far as the timeline can spare it."""
        tree, timeline = self.rows.sizes()
        more = min(needed - tree, timeline - _LEAST_TIMELINE)
        if more > 0:
            self.rows.setSizes([tree + more, timeline - more])


def build(painter: Painter, theme: Theme) -> Parts:
    """Make the parts and put them in their places."""
    canvas = TimelineCanvas(painter)
    tree = PortfolioTree(painter)
    tree.header().setFixedHeight(canvas.calendar.height())
    inspector = Inspector(theme)
    inspector.setMinimumWidth(250)
    left, left_foot = QWidget(), QWidget()
    column = _tight(QVBoxLayout(left))
    column.addWidget(tree, 1)
    column.addWidget(left_foot)
    lanes = Lanes(canvas.body)
    rows = _splitter(Qt.Orientation.Horizontal, left, canvas)
    stack = _splitter(Qt.Orientation.Vertical, rows, lanes)
    stack.setStretchFactor(0, 1)
    stack.setStretchFactor(1, 0)
    splitter = _splitter(Qt.Orientation.Horizontal, stack, inspector)
    lanes.needs.connect(lambda height: stack.setSizes([max(stack.height() - height, 1), height]))
    for each in (rows, stack, splitter):
        each.splitterMoved.connect(lanes.update)
    empty = Empty()
    pages = QStackedWidget()
    pages.addWidget(empty)
    pages.addWidget(splitter)
    bar, banner, page = FilterBar(), _label("banner"), QWidget()
    history = DaySlider()
    column = _tight(QVBoxLayout(page))
    column.addWidget(bar)
    column.addWidget(banner)
    column.addWidget(history)
    column.addWidget(pages, 1)
    return Parts(
        *(Top(), bar, banner, history, empty, tree, left_foot, canvas, lanes, inspector),
        *(rows, stack, splitter, pages, page, Status()),
    )


def _splitter(way: Qt.Orientation, *widgets: QWidget) -> QSplitter:
    """Widgets with a thin line between them that can be moved; the second takes what there is to spare."""
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for place, widget in enumerate(widgets):
        splitter.addWidget(widget)
        splitter.setStretchFactor(place, place)
    return splitter


def _label(name: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    return label


def _tight(layout: QBoxLayout) -> QBoxLayout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout

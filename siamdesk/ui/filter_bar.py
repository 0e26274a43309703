"""The bar under the menus: import, search, grouping, comparison, the day as known, and zoom."""

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QSlider, QToolButton, QWidget

from siamdesk.domain.arrange import GROUPINGS
from siamdesk.timeline.colours import COLOURINGS
from siamdesk.timeline.scale import MAX_PIXELS_PER_DAY

_TYPING_MS = 120
_ZOOM_STEPS = 100
_LEAST = 0.03


class FilterBar(QWidget):
    """What narrows, groups and stretches the view. It holds no state but what its widgets show."""

    searched = Signal(str)
    grouped = Signal(str)
    coloured = Signal(str)
    zoomed = Signal(float)
    """Pixels a day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.import_button = _button("Import register…", "primary")
        self.write_button = _button("Write back to Excel ▾")
        self.write_menu = QMenu(self)
        self.write_button.setMenu(self.write_menu)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search or filter")
        self.search.setAccessibleName("Search or filter")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(320)
        self.search.setToolTip(
            "Type words, or fields: tower:network  value>50m  award:2015  slipped>30d  -supplier:csc"
        )
        self.group_button, self.group_actions = self._choice(GROUPINGS)
        self.colour_button, self.colour_actions = self._choice(COLOURINGS)
        self.compare_button = _button("Compare ▾")
        self.compare_menu = QMenu(self)
        self.compare_button.setMenu(self.compare_menu)
        self.known_button = _button("As known ▾")
        self.known_menu = QMenu(self)
        self.known_button.setMenu(self.known_menu)
        for button in (self.write_button, self.compare_button, self.known_button):
            button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(0, _ZOOM_STEPS)
        self.zoom.setFixedWidth(110)
        self.zoom.setAccessibleName("Zoom, from years to days")
        self.zoom.setToolTip("Zoom: Ctrl and the wheel do the same about the pointer")
        self.fit_button = _button("Fit")
        self.today_button = _button("Today")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(lambda: self.searched.emit(self.search.text()))
        self.search.textChanged.connect(lambda _: self._typing.start())
        self.search.returnPressed.connect(lambda: self.searched.emit(self.search.text()))
        self.group_actions.triggered.connect(lambda action: self.grouped.emit(action.data()))
        self.colour_actions.triggered.connect(lambda action: self.coloured.emit(action.data()))
        self.zoom.valueChanged.connect(lambda step: self.zoomed.emit(_pixels(step)))
        self._lay_out()
        self.show_grouping("tower")
        self.show_colouring("phase")

    def _lay_out(self) -> None:
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        choices = (self.group_button, self.colour_button, self.compare_button, self.known_button)
        narrowing = (self.import_button, self.write_button, self.search, *choices)
        stretching = (self.zoom, self.fit_button, self.today_button)
        for widget in narrowing:
            layout.addWidget(widget)
        layout.addStretch(1)
        for each in stretching:
            layout.addWidget(each)

    def minimumSizeHint(self) -> QSize:
        # Without those that give way: the menus and keys have what they do.
        return QSize(self._needed(self._lasting), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    @property
    def _yielding(self) -> tuple[QWidget, ...]:
        """What gives way in a narrow window, the first first."""
        return self.zoom, self.today_button, self.fit_button

    @property
    def _lasting(self) -> list[QWidget]:
        """What stays whatever the width."""
        choices = (self.group_button, self.colour_button, self.compare_button, self.known_button)
        return [self.import_button, self.write_button, self.search, *choices]

    def _needed(self, widgets: Sequence[QWidget]) -> int:
        margins = self._row.contentsMargins()
        widths = [max(each.minimumWidth(), each.minimumSizeHint().width()) for each in widgets]
        return sum(widths) + self._row.spacing() * len(widths) + margins.left() + margins.right()

    def _make_room(self) -> None:
        """Hide what there is no room for: a window is never made wider by the words of its buttons."""
        shown = [*self._lasting, *self._yielding]
        for each in self._yielding:
            if self._needed(shown) > self.width():
                shown.remove(each)
        for each in self._yielding:
            each.setVisible(each in shown)

    def _choice(self, labels: Mapping[str, str]) -> tuple[QToolButton, QActionGroup]:
        """A button with a menu of which one is chosen."""
        button, menu, actions = _button(""), QMenu(self), QActionGroup(self)
        for key, label in labels.items():
            action = menu.addAction(label)
            action.setCheckable(True)
            action.setData(key)
            actions.addAction(action)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button, actions

    def show_words(self, words: str) -> None:
        """Show by what the contracts are filtered, without asking for it."""
        self.search.blockSignals(True)
        self.search.setText(words)
        # What it begins with is seen, where it is longer than the line.
        self.search.setCursorPosition(0)
        self.search.blockSignals(False)

    def show_grouping(self, key: str) -> None:
        """Show by what the contracts are grouped."""
        self.group_button.setText(f"Group: {GROUPINGS[key]} ▾")
        self._make_room()
        for action in self.group_actions.actions():
            action.setChecked(action.data() == key)

    def show_colouring(self, key: str) -> None:
        """Show by what the bars are coloured."""
        self.colour_button.setText(f"Colour: {COLOURINGS[key]} ▾")
        self._make_room()
        for action in self.colour_actions.actions():
            action.setChecked(action.data() == key)

    def show_zoom(self, pixels_per_day: float) -> None:
        """Show how far the calendar is stretched."""
        self.zoom.blockSignals(True)
        self.zoom.setValue(_step(pixels_per_day))
        self.zoom.blockSignals(False)

    def show_choice(self, button: QToolButton, text: str, *, active: bool) -> None:
        """Show what was chosen from a menu; an active choice stands out."""
        button.setText(text)
        button.setObjectName("active" if active else "")
        button.style().unpolish(button)
        button.style().polish(button)
        self._make_room()


def _button(text: str, name: str = "") -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setObjectName(name)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _pixels(step: int) -> float:
    return float(_LEAST * (MAX_PIXELS_PER_DAY / _LEAST) ** (step / _ZOOM_STEPS))


def _step(pixels: float) -> int:
    return round(_ZOOM_STEPS * math.log(max(pixels, _LEAST) / _LEAST) / math.log(MAX_PIXELS_PER_DAY / _LEAST))

"""What a hand can do in the window beyond its menus: each part is made here and joined to its commands."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QVBoxLayout

from siamdesk.ui.compare_commands import CompareCommands
from siamdesk.ui.context_menu import ContextMenu
from siamdesk.ui.controller import Controller
from siamdesk.ui.copy_commands import CopyCommands
from siamdesk.ui.diary_panel import DiaryCommands
from siamdesk.ui.filter_chips import FilterChips
from siamdesk.ui.find_next import find_next
from siamdesk.ui.fit_commands import FitCommands
from siamdesk.ui.hand_commands import HandCommands
from siamdesk.ui.header_menu import HeaderMenu
from siamdesk.ui.hover_card import HoverCard
from siamdesk.ui.meeting_commands import MeetingCommands
from siamdesk.ui.settings import Settings
from siamdesk.ui.shortcuts import Shortcuts
from siamdesk.ui.view_commands import ViewCommands

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow


class Hands:
    """The parts, by name."""

    def __init__(self, window: "MainWindow", controller: Controller, settings: Settings) -> None:
        self._window = window
        window.canvas.body.hand.row_of = window.tree.selected_key
        self.moves = HandCommands(window, controller, window.canvas.body.hand)
        self.fits = FitCommands(window)
        self.menu = ContextMenu(window)
        self.copies = CopyCommands(window, controller)
        self.meeting = MeetingCommands(window, controller, settings)
        self.diary = DiaryCommands(window, controller)
        self.compare = CompareCommands(window, controller)
        self.views = ViewCommands(window, controller, settings)
        self.header = HeaderMenu(window)
        window.tree.columns.needs.connect(lambda width: window.parts.widen_tree(width))  # noqa: PLW0108  a Parts has no weak reference
        self.hover = HoverCard(window, controller)
        self.chips = FilterChips()
        below_bar = window.parts.page.layout()
        if isinstance(below_bar, QVBoxLayout):
            below_bar.insertWidget(1, self.chips)
        window.narrowed.connect(self.chips.show_words)
        self.chips.narrowed.connect(window.narrow)
        # After the window has shown what was opened.
        controller.changed.connect(self.views.settle)
        window.actions_.connect(
            fit=self.fits.everything,
            fit_tower=self.fits.tower,
            fit_contract=self.fits.contract,
            fit_selection=self.fits.selection,
            fit_near=self.fits.near,
            copy_rows=self.copies.copy_rows,
            paste_rows=self.copies.paste_rows,
            picture=self.copies.picture,
            shortcuts=lambda: Shortcuts(window).exec(),
            find_next=lambda: find_next(window),
            fill_down=self.copies.fill_down,
        )
        tree, body = window.tree, window.canvas.body
        for view, ask in ((tree, self._tree_menu), (body, self._canvas_menu)):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(ask)

    def _tree_menu(self, at: QPoint) -> None:
        tree = self._window.tree
        index = tree.indexAt(at)
        if index.isValid():
            self.menu.at_row(tree.rows.node(index).key, at, tree.viewport())

    def _canvas_menu(self, at: QPoint) -> None:
        body = self._window.canvas.body
        key = body.key_at(QPointF(at))
        if key:
            self.menu.at_row(key, at, body.viewport())

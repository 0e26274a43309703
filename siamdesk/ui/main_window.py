"""The main window: tree, timeline and inspector on one portfolio, and the commands on it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from siamdesk.domain import arrange, query
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import Theme
from siamdesk.timeline.colours import colouring
from siamdesk.timeline.extent import extent
from siamdesk.timeline.rows import ROW_HEIGHTS, lay_out
from siamdesk.timeline.view import View
from siamdesk.ui import errors, window_parts, window_words
from siamdesk.ui.actions import HEIGHT_COMMANDS, THEME_COMMANDS, Actions
from siamdesk.ui.appearance import dress, theme_named
from siamdesk.ui.commands import Commands
from siamdesk.ui.controller import Controller
from siamdesk.ui.edit_commands import EditCommands
from siamdesk.ui.settings import Settings
from siamdesk.ui.window_hands import Hands
from siamdesk.ui.write_back_commands import WriteBackCommands

_YEARS = ("calendar", "financial")


class MainWindow(QMainWindow):
    """One window on one portfolio."""

    narrowed = Signal(str)
    """The filter is another."""

    def __init__(self, controller: Controller, settings: Settings, theme: Theme) -> None:
        super().__init__()
        self.controller, self.settings, self.theme = controller, settings, theme
        self.painter = Painter(theme, self.font())
        self.grouping = "tower"
        self.row_height = "normal"
        self.colouring = "phase"
        self.words = ""
        self.collapsed: frozenset[str] = frozenset()
        self.groups: Sequence[arrange.Group] = ()
        self._fit_next = True
        self.front: QWidget = self
        """What the user looks at, and dialogs belong to: this window, or the meeting over it."""
        self.setWindowTitle("SIAMDesk")
        self.setAcceptDrops(True)
        self.resize(1600, 1000)
        parts = window_parts.build(self.painter, theme)
        self.parts = parts
        self.bar, self.tree, self.canvas, self.inspector = parts.bar, parts.tree, parts.canvas, parts.inspector
        self.setMenuWidget(parts.top.frame)
        self.setCentralWidget(parts.page)
        self.setStatusBar(parts.status)
        self.commands = Commands(self, controller, settings)
        self.write_backs = WriteBackCommands(self, controller, settings)
        self.edits = EditCommands(self, controller)
        self.select_next = ""
        """The key of the row to select once it is there."""
        self.actions_ = Actions(self, parts.top.menus)
        self._recent_menu = QMenu("Open &recent", self)
        self.actions_.menus["File"].insertMenu(self.actions_["demo"], self._recent_menu)
        self._connect_controller()
        self._connect()
        self.hands = Hands(self, controller, settings)
        self.show_view()

    # Putting it together.

    def _connect_controller(self) -> None:
        controller, parts, commands = self.controller, self.parts, self.commands
        controller.opened.connect(self._opened)
        controller.changed.connect(self.show_view)
        controller.counted.connect(lambda: window_words.tell_counts(self))
        controller.planned.connect(self.commands.review)
        controller.written.connect(self.write_backs.tell)
        controller.said.connect(lambda sentence: errors.say(self.front, sentence))
        controller.damaged.connect(commands.offer_backup)
        controller.faulted.connect(lambda fault: errors.FaultReport(fault, self.front).exec())
        controller.busy.connect(parts.status.begin)
        controller.progressed.connect(parts.status.advance)
        controller.idle.connect(parts.status.end)
        self.tree.rows.typed.connect(self.edits.type)
        self.inspector.chosen.connect(self.edits.ask)
        controller.looked_up.connect(self.inspector.show_statements)
        parts.history.chosen.connect(controller.show_as_known)
        parts.status.cancel.clicked.connect(controller.cancel)
        parts.status.left_open.clicked.connect(self.actions_["left_open"].trigger)

    def _connect(self) -> None:
        controller, body, parts, commands = self.controller, self.canvas.body, self.parts, self.commands
        self.actions_.connect(
            new=lambda: controller.new_from(()),
            open=commands.open,
            demo=controller.open_demo,
            save_as=commands.save_as,
            share=commands.share,
            quit=self.close,
            undo=commands.undo,
            redo=controller.redo,
            change=self.edits.change,
            new_contract=self.edits.new_contract,
            withdraw=self.edits.withdraw,
            find=self.bar.search.setFocus,
            zoom_in=lambda: body.zoom(1.25),
            zoom_out=lambda: body.zoom(0.8),
            today=lambda: body.centre_on(self.day),
            expand=lambda: self._set_collapsed(frozenset()),
            collapse=self._collapse_all,
            inspector=lambda: self.inspector.setVisible(self.actions_["inspector"].isChecked()),
            financial=self._count_years,
            lanes=lambda: parts.lanes.setVisible(self.actions_["lanes"].isChecked()),
            import_=commands.import_registers,
            paste=commands.paste,
            left_open=controller.registers.plan_left_open,
            write_back=self.write_backs.write_all,
            export=commands.export,
            send_back=commands.send_back,
            trend=commands.ask_trend,
            about=commands.about,
        )
        for name in THEME_COMMANDS:
            self.actions_[name].triggered.connect(lambda _checked=False, name=name: self.set_theme(name, keep=True))
            self.actions_[name].setChecked(name == self.theme.name)
        for name in HEIGHT_COMMANDS:
            self.actions_[name].triggered.connect(lambda _checked=False, name=name: self.set_row_height(name))
        self.actions_["financial"].setChecked(self.settings.choice("years", _YEARS, "calendar") == "financial")
        self.set_row_height(self.settings.choice("row_height", HEIGHT_COMMANDS, "normal"))
        self.actions_["inspector"].setChecked(True)
        self.actions_["lanes"].setChecked(True)
        self.bar.import_button.clicked.connect(commands.import_registers)
        parts.empty.register.clicked.connect(commands.import_registers)
        parts.empty.portfolio.clicked.connect(commands.open)
        parts.empty.sample.clicked.connect(controller.open_demo)
        self.bar.searched.connect(self._search)
        self.bar.grouped.connect(self._group)
        self.bar.coloured.connect(self._colour)
        self.bar.zoomed.connect(body.set_pixels_per_day)
        self.bar.fit_button.clicked.connect(self.actions_["fit"].trigger)
        self.bar.today_button.clicked.connect(self.actions_["today"].trigger)
        self.bar.write_menu.aboutToShow.connect(lambda: self.write_backs.fill(self.bar.write_menu))
        self.bar.known_menu.aboutToShow.connect(lambda: commands.fill_known(self.bar.known_menu))
        self.bar.compare_menu.aboutToShow.connect(lambda: commands.fill_compare(self.bar.compare_menu))
        self._recent_menu.aboutToShow.connect(lambda: commands.fill_recent(self._recent_menu))
        body.zoomed.connect(lambda: self.bar.show_zoom(body.scale.pixels_per_day))
        body.clicked.connect(self.tree.select_key)
        body.painted.connect(self._level)
        parts.lanes.asked.connect(self.narrow)
        self.tree.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.tree.rows.modelReset.connect(self._watch_selection)
        self.tree.expanded.connect(lambda index: self._toggled(index, opened=True))
        self.tree.collapsed.connect(lambda index: self._toggled(index, opened=False))
        self.tree.verticalScrollBar().valueChanged.connect(body.verticalScrollBar().setValue)
        body.verticalScrollBar().valueChanged.connect(self.tree.verticalScrollBar().setValue)

    def _watch_selection(self) -> None:
        """A reset forgets the current row without saying so."""
        self._selected()

    def _level(self) -> None:
        """Keep the tree's rows beside the timeline's: both need the same height of view."""
        height = self.canvas.height() - self.canvas.calendar.height() - self.canvas.body.viewport().height()
        if self.parts.left_foot.height() != height:
            self.parts.left_foot.setFixedHeight(max(height, 0))

    # Showing.

    @property
    def day(self) -> date:
        """The day to go by: the day as known, else today."""
        return self.controller.shown.as_known or self.controller.today

    def _opened(self) -> None:
        self.hands.views.leave()
        path = self.controller.shown.path
        if path is not None and not self.is_temporary(path):
            self.settings.opened(path)
        self._fit_next = True
        self.collapsed = frozenset()

    @staticmethod
    def is_temporary(path: Path) -> bool:
        """Whether a document goes when the window closes."""
        return path.parent.name.startswith("siamdesk-")

    def show_view(self) -> None:
        """Show what the controller holds."""
        shown = self.controller.shown
        portfolio, day = shown.portfolio, self.day
        self.parts.pages.setCurrentIndex(1 if portfolio.contracts else 0)
        contracts = self._matching()
        self.groups = arrange.group(contracts, portfolio, self.grouping, day)
        self.tree.rows.today, self.tree.rows.compare = day, shown.compare
        self.tree.show_groups(self.groups, portfolio, self.collapsed)
        self._lay_out()
        if self._fit_next and portfolio.contracts:
            self._fit_next = False
            self.canvas.body.fit()
            first = next((c.id for group in self.groups for c in group.contracts), "")
            if not self.tree.selected_key():
                self.tree.select_key(self.tree.rows.shown_key(first, self.collapsed))
        if self.select_next and self.select_next in portfolio.contracts:
            self.tree.select_key(self.select_next)
            self.select_next = ""
        window_words.tell(self, contracts)
        self._selected()

    def _matching(self) -> list[Contract]:
        portfolio = self.controller.shown.portfolio
        try:
            found = query.asked(self.words, portfolio)
        except SiamdeskError as error:
            self.bar.search.setToolTip(str(error))
            self.parts.status.showMessage(str(error), 8000)
            return query.Query().filter(portfolio, self.day)
        self.parts.status.clearMessage()
        return found.filter(portfolio, self.day)

    def _lay_out(self) -> None:
        shown = self.controller.shown
        heights = ROW_HEIGHTS[self.row_height]
        layout = lay_out(self.groups, shown.portfolio, collapsed=self.collapsed, heights=heights)
        colours = colouring(self.colouring, shown.portfolio)
        view = View(
            shown.portfolio,
            self.controller.today,
            shown.as_known,
            shown.compare,
            colours.family,
            colours.names,
            year_start=shown.portfolio.settings.fy_start if self.actions_["financial"].isChecked() else 1,
            text_width=self.painter.text_width,
        )
        reach = extent(shown.portfolio.contracts.values(), self.day)
        self.canvas.body.show_scene(layout, view, reach)
        self.parts.lanes.show_figures([each for group in self.groups for each in group.contracts], view)

    def _selected(self) -> None:
        key = self.tree.selected_key()
        shown = self.controller.shown
        contract = shown.portfolio.contracts.get(key)
        strand = shown.portfolio.strands.get(key)
        if contract is None and strand is not None:
            contract = shown.portfolio.contracts.get(strand.contract_id)
        self.canvas.body.select(frozenset({key, *self.tree.selected_contracts()} - {""}))
        self.inspector.show_contract(contract, shown.portfolio, self.day, shown.compare)
        if contract is not None:
            self.controller.look_up(contract.id)

    def set_row_height(self, name: str) -> None:
        """Make all rows compact, normal or tall, and remember it."""
        self.row_height = name
        self.settings.choose("row_height", name)
        for each in HEIGHT_COMMANDS:
            self.actions_[each].setChecked(each == name)
        self.tree.set_heights(ROW_HEIGHTS[name])
        self._lay_out()

    def set_theme(self, name: str, *, keep: bool = False) -> None:
        """Show everything in another theme; `keep` remembers it."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        self.theme = theme_named(name, application)
        dress(application, self.theme)
        self.painter = Painter(self.theme, self.font())
        self.tree.delegate.painter = self.painter
        self.canvas.set_painter(self.painter)
        self.inspector.set_theme(self.theme)
        for each in THEME_COMMANDS:
            self.actions_[each].setChecked(each == self.theme.name)
        if keep:
            self.settings.theme = name
        self._lay_out()

    # Narrowing, grouping, opening and closing rows.

    def _search(self, words: str) -> None:
        if words != self.words:
            self.words = words
            self.show_view()
            self.narrowed.emit(words)

    def narrow(self, words: str) -> None:
        """Search for what was asked for by a click, so that it can be seen and taken back."""
        self.bar.show_words(words)
        self._search(words)

    def _group(self, key: str) -> None:
        self.grouping = key
        self.bar.show_grouping(key)
        self.collapsed = frozenset()
        self.show_view()

    def _count_years(self) -> None:
        self.settings.choose("years", _YEARS[self.actions_["financial"].isChecked()])
        self._lay_out()

    def _colour(self, key: str) -> None:
        self.colouring = key
        self.bar.show_colouring(key)
        self._lay_out()

    def take_view(self, words: str, grouping: str, colouring: str, collapsed: frozenset[str]) -> None:
        """Narrow, group and colour otherwise; `show_view`, or what is opened, shows it."""
        self.words, self.grouping, self.colouring, self.collapsed = words, grouping, colouring, collapsed
        self.bar.show_words(words)
        self.bar.show_grouping(grouping)
        self.bar.show_colouring(colouring)
        self.narrowed.emit(words)

    def _toggled(self, index: QModelIndex, *, opened: bool) -> None:
        key = self.tree.rows.node(index).key
        changed = self.collapsed - {key} if opened else self.collapsed | {key}
        if changed != self.collapsed:
            self.collapsed = changed
            self._lay_out()

    def _set_collapsed(self, keys: frozenset[str]) -> None:
        self.collapsed = keys
        self.show_view()

    def _collapse_all(self) -> None:
        self._set_collapsed(frozenset(node.key for node in self.tree.rows.nodes if node.children))

    def restore(self) -> None:
        """Take the place and the proportions the window had last time."""
        geometry = self.settings.layout("window")
        if geometry is not None:
            self.restoreGeometry(geometry)
        for name in window_parts.SPLITTERS:
            state = self.settings.layout(name)
            if state is not None:
                getattr(self.parts, name).restoreState(state)

    # What Qt asks.

    def showEvent(self, event: QShowEvent) -> None:
        if self.settings.layout("rows") is None:
            self.parts.share(self.width())
        super().showEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.commands.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        self.settings.keep_layout("window", self.saveGeometry())
        for name in window_parts.SPLITTERS:
            self.settings.keep_layout(name, getattr(self.parts, name).saveState())
        self.hands.views.keep()
        self.controller.close()
        super().closeEvent(event)

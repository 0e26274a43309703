"""The menu of a row, in the tree and on the timeline: what can be done with it, each by a command there is anyway."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from siamdesk.domain import fields, lifecycle
from siamdesk.domain.contract import Contract
from siamdesk.timeline.view import spoken

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow


class ContextMenu:
    """Fills and shows the menu."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def at_row(self, key: str, at: QPoint, view: QWidget) -> None:
        """Show the menu of a row at a point of a view; the row is selected unless it is already."""
        if not self._is_selected(key):
            self._window.tree.select_key(key)
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(view.mapToGlobal(at))

    def _is_selected(self, key: str) -> bool:
        tree = self._window.tree
        return any(tree.rows.node(index).key == key for index in tree.selectionModel().selectedRows())

    def fill(self, menu: QMenu) -> None:
        """Offer what can be done with the selected rows."""
        window, actions = self._window, self._window.actions_
        chosen = window.tree.selected_contracts()
        portfolio = window.controller.shown.portfolio
        if chosen:
            menu.addAction(actions["change"])
            if len(chosen) == 1:
                self._dates(menu.addMenu("D&ates"), portfolio.contracts[chosen[0]])
            owner = menu.addAction("&Reassign owner…")
            owner.triggered.connect(lambda _checked=False: window.edits.ask("owner"))
            owner.setEnabled(window.edits.can_write)
            if len(chosen) > 1:
                menu.addAction(actions["fill_down"])
            menu.addSeparator()
        menu.addAction(actions["copy_rows"])
        menu.addAction(actions["paste_rows"])
        menu.addAction(actions["picture"])
        menu.addSeparator()
        fit = menu.addAction("&Fit this")
        fit.triggered.connect(lambda _checked=False: window.hands.fits.selection())
        registers = sorted({each.register_id for each in portfolio.links.values() if each.contract_id in set(chosen)})
        if registers:
            count = sum(window.controller.shown.pending.get(each, 0) for each in registers)
            words = "&Write back its register" if len(registers) == 1 else "&Write back their registers"
            write = menu.addAction(f"{words}   {count:,} cell{'s' * (count != 1)}" if count else f"{words}…")
            write.triggered.connect(lambda _checked=False: window.write_backs.write(registers))
            write.setEnabled(window.edits.can_write)
        if chosen:
            menu.addSeparator()
            menu.addAction(actions["withdraw"])

    def _dates(self, menu: QMenu, contract: Contract) -> None:
        """Every date of the contract; choosing one asks for its new value."""
        window = self._window
        fy_start = window.controller.shown.portfolio.settings.fy_start
        for milestone in contract.milestones:
            for which in fields.DATES:
                when = getattr(milestone, which)
                key = lifecycle.milestone_key(milestone, which)
                field = fields.field_for("contract", key)
                if when is None or field is None:
                    continue
                action = menu.addAction(f"{field.label}\t{spoken(when, fy_start)}")
                action.setData(key)
                action.triggered.connect(lambda _checked=False, key=key: window.edits.ask(key))
        menu.addSeparator()
        menu.addAction("Another date…").triggered.connect(lambda _checked=False: window.edits.ask(""))
        menu.setEnabled(window.edits.can_write)

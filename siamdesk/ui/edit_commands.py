"""The commands that change contracts: by a dialog, in the tree, by hand on the timeline. Each is one step."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.ui import errors
from siamdesk.ui.controller import Controller
from siamdesk.ui.edit_field import FieldDialog
from siamdesk.ui.new_contract import NewContractDialog

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow

_FIRST = "contract_award.forecast"
"""The field that is offered where none is named."""


class EditCommands:
    """Asks, and hands the change to the controller."""

    def __init__(self, window: "MainWindow", controller: Controller) -> None:
        self._window, self._controller = window, controller

    @property
    def can_write(self) -> bool:
        """Whether what is shown can be changed."""
        shown = self._controller.shown
        return bool(shown.path) and not shown.read_only and shown.as_known is None

    def change(self) -> None:
        """Change what has the focus, a date on the timeline or a cell; else ask which field is to change."""
        tree, body = self._window.tree, self._window.canvas.body
        if self._window.focusWidget() is body and body.hand.focus is not None:
            body.hand.asked.emit(*body.hand.focus)
        elif self.can_write and not (self._window.focusWidget() is tree and tree.edit_current()):
            self.ask("")

    def ask(self, key: str, contract_id: str = "") -> None:
        """Ask for the new value of a field of a contract, or of those that are selected."""
        portfolio = self._controller.shown.portfolio
        chosen = [contract_id] if contract_id else self._window.tree.selected_contracts()
        contracts = [portfolio.contracts[each] for each in chosen]
        if not self.can_write or not contracts:
            return
        dialog = FieldDialog(portfolio, contracts, key or _FIRST, self._controller.today, self._window.front)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._controller.edit(dialog.change_set())

    def type(self, contract_id: str, key: str, text: str) -> None:
        """Take what was typed in the tree."""
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        portfolio = self._controller.shown.portfolio
        try:
            value = edits.read(portfolio, key, text)
        except Unreadable as error:
            self._window.parts.status.showMessage(f"“{text}” can’t be read: {error.why}.", 8000)
            return
        self._controller.edit(edits.set_field(portfolio, [contract_id], key, value, self._controller.today))

    def new_contract(self) -> None:
        """Ask for a new contract."""
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        portfolio = self._controller.shown.portfolio
        if not self.can_write:
            return
        chosen = self._window.tree.selected_contracts()
        tower = portfolio.towers.get(portfolio.contracts[chosen[0]].tower_id or "") if chosen else None
        dialog = NewContractDialog(portfolio, tower.name if tower is not None else "", self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        said = dialog.title.text(), dialog.reference.text(), dialog.tower.currentText()
        try:
            change_set, contract_id = edits.new_contract(portfolio, *said, self._controller.today)
        except SiamdeskError as error:
            errors.say(self._window, str(error))
            return
        self._window.select_next = contract_id
        self._controller.edit(change_set)

    def withdraw(self) -> None:
        """Take the selected contracts out of sight, when the user says so."""
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        portfolio = self._controller.shown.portfolio
        chosen = self._window.tree.selected_contracts()
        if not self.can_write or not chosen:
            return
        change_set = edits.withdraw(portfolio, chosen, self._controller.today)
        question = f"{change_set.label}? It is no longer shown; its history stays, and Undo brings it back."
        if errors.ask(self._window, question, "Withdraw"):
            self._controller.edit(change_set)

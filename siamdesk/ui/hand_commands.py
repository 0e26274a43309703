"""What is done when a date has been moved by hand on the timeline: what waits for it is asked about first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QMessageBox, QWidget

from siamdesk.domain.when import When
from siamdesk.ui.canvas_drag import Hand
from siamdesk.ui.controller import Controller

if TYPE_CHECKING:
    from siamdesk.session.edits import Waiting
    from siamdesk.ui.main_window import MainWindow

Answer = Literal["along", "only", "cancel"]
_MOST_NAMED = 6


def ask_along(parent: QWidget, waiting: "Sequence[Waiting]") -> Answer:
    """Ask whether what waits for a date is to move with it."""
    names = [f"{each.contract} {each.label.lower()}" for each in waiting]
    more = len(names) - _MOST_NAMED
    told = "\n".join(names[:_MOST_NAMED]) + (f"\nand {more} more" if more > 0 else "")
    question = "One date waits for this one:" if len(names) == 1 else f"{len(names)} dates wait for this one:"
    box = QMessageBox(QMessageBox.Icon.Question, "SIAMDesk", f"{question}\n\n{told}", parent=parent)
    along = box.addButton("Move along", QMessageBox.ButtonRole.AcceptRole)
    only = box.addButton("Only this", QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(along)
    box.exec()
    return "along" if box.clickedButton() is along else "only" if box.clickedButton() is only else "cancel"


class HandCommands:
    """Takes what a hand on a timeline did, and hands the change to the controller."""

    def __init__(self, window: "MainWindow", controller: Controller, hand: Hand) -> None:
        self._window, self._controller, self._hand = window, controller, hand
        hand.dropped.connect(self._drop)
        hand.asked.connect(self._ask)
        # What was refused is no longer shown as if it had been done.
        controller.said.connect(lambda _: hand.leave())

    def _drop(self, contract_id: str, key: str, new: When) -> None:
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        portfolio = self._controller.shown.portfolio
        waiting = edits.waiting_for(portfolio, contract_id, key, new)
        answer: Answer = ask_along(self._window.front, waiting) if waiting else "only"
        if answer == "cancel":
            self._hand.leave()
            return
        along = waiting if answer == "along" else ()
        self._controller.edit(edits.move_date(portfolio, contract_id, key, new, self._controller.today, along))

    def _ask(self, contract_id: str, key: str) -> None:
        self._window.edits.ask(key, contract_id)

"""Zoom to fit: everything, a tower, a contract, what is selected, or what comes next."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from siamdesk.domain.contract import Contract
from siamdesk.timeline.extent import reach
from siamdesk.ui.tree_model import Node

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow

_NEAR = timedelta(days=90)


class FitCommands:
    """Brings the days of some contracts into view, and the first of their rows."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window

    def everything(self) -> None:
        """Show all that is dated."""
        self._window.canvas.body.fit()

    def tower(self) -> None:
        """Show the dates of the contracts under the heading of the current row."""
        node = self._node()
        rows = self._window.tree.rows
        while node is not None and node.parent >= 0:
            node = rows.nodes[node.parent]
        if node is not None:
            self._fit(self._contracts(node))

    def contract(self) -> None:
        """Show the dates of the current row; of a heading those of all under it."""
        node = self._node()
        if node is not None:
            self._fit(self._contracts(node))

    def selection(self) -> None:
        """Show the dates of all selected contracts."""
        contracts = self._window.controller.shown.portfolio.contracts
        chosen = [contracts[each] for each in self._window.tree.selected_contracts()]
        if chosen:
            self._fit(chosen)
        else:
            self.contract()

    def near(self) -> None:
        """Show the next 90 days."""
        day = self._window.day
        self._window.canvas.body.fit(day, day + _NEAR)

    def _node(self) -> Node | None:
        index = self._window.tree.currentIndex()
        return self._window.tree.rows.node(index) if index.isValid() else None

    def _contracts(self, node: Node) -> Sequence[Contract]:
        if isinstance(node.item, Contract):
            return (node.item,)
        contracts = getattr(node.item, "contracts", ())
        return contracts or self._contracts(self._window.tree.rows.nodes[node.parent])

    def _fit(self, contracts: Sequence[Contract]) -> None:
        days = reach(contracts)
        if days is not None:
            self._window.canvas.body.fit(*days)
        self._window.tree.scrollTo(self._window.tree.rows.index_of(contracts[0].id))

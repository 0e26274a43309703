"""Copying rows and pictures out, and pasting values from a spreadsheet in."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap
from PySide6.QtWidgets import QDialog

from siamdesk.domain import rows
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.ui import errors
from siamdesk.ui.controller import Controller
from siamdesk.ui.paste_preview import PastePreview
from siamdesk.ui.summary import counted

if TYPE_CHECKING:
    from siamdesk.session.pasted_block import Block
    from siamdesk.ui.main_window import MainWindow


class CopyCommands:
    """The clipboard, both ways."""

    def __init__(self, window: "MainWindow", controller: Controller) -> None:
        self._window, self._controller = window, controller

    def copy_rows(self) -> None:
        """Put the selected contracts on the clipboard; those under a heading where headings are selected."""
        from siamdesk.session import copied_rows  # noqa: PLC0415  loaded once something is copied

        window, portfolio = self._window, self._controller.shown.portfolio
        contracts = self._chosen()
        if not contracts:
            return
        made = copied_rows.copied(contracts, portfolio, window.tree.columns.shown_keys(), window.day)
        data = QMimeData()
        data.setText(made.text)
        data.setHtml(made.html)
        QGuiApplication.clipboard().setMimeData(data)
        window.parts.status.showMessage(f"{counted(len(contracts), 'contract')} copied with headers.", 5000)

    def _chosen(self) -> list[Contract]:
        nodes = self._window.tree.rows
        found: dict[str, Contract] = {}
        for index in self._window.tree.chosen_indexes():
            node = nodes.node(index)
            while not isinstance(node.item, Contract) and not hasattr(node.item, "contracts"):
                node = nodes.nodes[node.parent]
            under = [node.item] if isinstance(node.item, Contract) else getattr(node.item, "contracts", ())
            found.update((each.id, each) for each in under)
        return list(found.values())

    def picture(self) -> None:
        """Put the timeline as it is shown, with calendar and legend, on the clipboard."""
        canvas = self._window.canvas
        ratio = canvas.devicePixelRatioF()
        picture = QPixmap(canvas.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        canvas.render(painter, QPoint())
        painter.end()
        QGuiApplication.clipboard().setPixmap(picture)
        self._window.parts.status.showMessage("The timeline is copied as a picture.", 5000)

    def paste_rows(self) -> None:
        """Take values from the clipboard: a block with headers, or a column for the current one."""
        from siamdesk.session import pasted_block  # noqa: PLC0415  loaded once something is pasted

        portfolio = self._controller.shown.portfolio
        lines = pasted_block.cells_of(QGuiApplication.clipboard().text())
        if not lines or not self._window.edits.can_write:
            return
        try:
            if max(map(len, lines)) > 1:
                block = pasted_block.read_block(portfolio, lines)
            else:
                block = self._column([line[0] if line else "" for line in lines])
        except SiamdeskError as error:
            errors.say(self._window, str(error))
            return
        if not block.lines:
            self._window.parts.status.showMessage("What was pasted says what our record says already.", 8000)
        elif PastePreview(block, self._window).exec() == QDialog.DialogCode.Accepted:
            self._controller.edit(block.change_set(self._controller.today))

    def _column(self, texts: list[str]) -> "Block":
        """A column for the selected contracts, or from the current one down where only that is selected."""
        from siamdesk.session import pasted_block  # noqa: PLC0415  loaded once something is pasted

        tree = self._window.tree
        key, chosen = tree.current_field(), tree.selected_contracts()
        if not key or not chosen:
            raise SiamdeskError("Select the cell of a contract first: the column is pasted from there down.")
        if len(chosen) == 1 and len(texts) > 1:
            chosen = tree.contracts_from(chosen[0])
        if len(texts) > len(chosen):
            raise SiamdeskError(
                f"{len(texts):,} values are on the clipboard, and {counted(len(chosen), 'contract')} to take them: "
                "select as many contracts as there are values."
            )
        return pasted_block.read_column(self._controller.shown.portfolio, chosen, key, texts)

    def fill_down(self) -> None:
        """Give all selected contracts what the first of them says in the current column, as a spreadsheet does."""
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        tree, portfolio = self._window.tree, self._controller.shown.portfolio
        key, chosen = tree.current_field(), tree.selected_contracts()
        if not self._window.edits.can_write or not key:
            return
        if len(chosen) < 2:
            self._window.parts.status.showMessage("Select the contracts to fill, the first with the value.", 8000)
            return
        if key in {"title", "reference"}:
            self._window.parts.status.showMessage("Contracts can’t share a name: choose another column.", 8000)
            return
        value = rows.get(portfolio.contracts[chosen[0]], key)
        self._controller.edit(edits.set_field(portfolio, chosen, key, value, self._controller.today))

"""What an import moves on the timeline: the contract of the chosen item as it is, and as it would be."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from siamdesk.domain import arrange, rows
from siamdesk.domain.changes import Make, Set
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import BOLD, NORMAL, SIZES
from siamdesk.timeline import header
from siamdesk.timeline.extent import extent
from siamdesk.timeline.rows import lay_out
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Scene, Viewport
from siamdesk.timeline.shapes import Shape
from siamdesk.timeline.view import View

if TYPE_CHECKING:
    from siamdesk.session.import_plan import Item

_WORDS, _ROW, _AIR = 150, 52, 10
_MARGIN = timedelta(days=240)
"""Shown before the first date and after the last: a label wants room."""


class ReviewStrip(QWidget):
    """Two rows on one calendar. Where the item moves nothing on the timeline, it says so."""

    def __init__(self, painter: Painter, portfolio: Portfolio, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painter, self._portfolio, self._today = painter, portfolio, today
        self._now: Contract | None = None
        self._then: Contract | None = None
        self.said = ""
        self.setAccessibleName("What it moves on the timeline")
        self.setMinimumHeight(int(header.HEADER_HEIGHT) + 2 * _ROW)

    def sizeHint(self) -> QSize:
        return QSize(600, self.minimumHeight())

    def show_item(self, item: "Item | None") -> None:
        """Show what taking an item does to its contract."""
        self._now = self._portfolio.contracts.get(item.contract_id) if item is not None else None
        self._then = _after(self._now, item) if item is not None else None
        if item is None:
            self.said = "Choose a line above to see what it moves on the timeline."
        elif item.kind == "unread":
            self.said = f"{item.contract}: what could not be read moves nothing until somebody types it."
        elif self._then is None or (self._now is not None and self._now.milestones == self._then.milestones):
            self.said = f"{item.contract}: {item.label.lower() or 'this'} moves nothing on the timeline."
        elif not self._then.milestones:
            self.said = f"{item.contract} has no dates yet."
        else:
            self.said = ""
        self.setAccessibleDescription(self.said or (item.contract if item is not None else ""))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        colour = self.painter.theme.colour
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colour("window")))
        painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(colour("border")))
        if self.said or self._then is None:
            painter.setPen(QColor(colour("quiet")))
            painter.setFont(self.painter.font(SIZES["label"], NORMAL))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.said)
        else:
            self._paint_rows(painter, self._then)
        painter.end()

    def _paint_rows(self, painter: QPainter, then: Contract) -> None:
        both = [each for each in (self._now, then) if each is not None]
        width = float(self.width() - _WORDS)
        reach = extent(both, self._today)
        scale = Scale.fit(reach.dated_first - _MARGIN, reach.dated_last + _MARGIN, width - 2 * _AIR).moved(_AIR)
        top = header.HEADER_HEIGHT
        for contract, words in ((self._now, "Our record"), (then, "If it is taken")):
            self._words(painter, words, contract, top)
            if contract is not None:
                painter.save()
                painter.setClipRect(QRectF(_WORDS, top, width, _ROW))
                row_top, shapes = self._shapes(contract, scale, width)
                painter.translate(_WORDS, top - row_top)
                self.painter.draw(shapes, painter)
                painter.restore()
            top += _ROW
        painter.save()
        painter.setClipRect(QRectF(_WORDS, 0, width, header.HEADER_HEIGHT))
        painter.translate(_WORDS, 0)
        self.painter.draw(header.header(scale, 0.0, width, self._view(then)), painter)
        painter.restore()

    def _words(self, painter: QPainter, words: str, contract: Contract | None, top: float) -> None:
        colour = self.painter.theme.colour
        painter.setPen(QColor(colour("text")))
        painter.setFont(self.painter.font(SIZES["label"], BOLD))
        painter.drawText(QRectF(8, top + 4, _WORDS - 12, 20), Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(QColor(colour("quiet")))
        painter.setFont(self.painter.font(SIZES["small"], NORMAL))
        under = (contract.reference or contract.title or "") if contract is not None else "not there"
        painter.drawText(QRectF(8, top + 23, _WORDS - 12, 18), Qt.AlignmentFlag.AlignVCenter, under)

    def _view(self, contract: Contract) -> View:
        held = self._portfolio.with_rows([("contract", contract.id, contract)])
        before = self._portfolio if contract is not self._now and self._now is not None else None
        return View(held, self._today, None, before, text_width=self.painter.text_width)

    def _shapes(self, contract: Contract, scale: Scale, width: float) -> tuple[float, tuple[Shape, ...]]:
        """Where the contract's row begins, and what is drawn in it."""
        view = self._view(contract)
        group = arrange.Group("", "", (contract,))
        layout = lay_out([group], view.portfolio, collapsed=frozenset())
        place = next(n for n in range(len(layout.rows)) if layout.rows.contract(n) is not None)
        top = layout.tops[place]
        return top, Scene(layout, scale, view).shapes(Viewport(0.0, top, width, float(_ROW)))


def _after(contract: Contract | None, item: "Item") -> Contract | None:
    """The contract once the item is taken; None where it is not there then."""
    for change in item.changes:
        if isinstance(change, Make) and isinstance(change.row, Contract):
            contract = change.row
        elif isinstance(change, Set) and contract is not None and change.id == contract.id:
            made = rows.with_values(contract, {change.field: change.new})
            contract = made if isinstance(made, Contract) else contract
    return contract

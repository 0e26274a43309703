"""The card of what lies under the pointer on the timeline: its dates, how far it moved, and where the value is from."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer

from siamdesk.domain import lifecycle, rows, when
from siamdesk.domain.contract import Milestone
from siamdesk.timeline.hit import Hit
from siamdesk.timeline.view import spoken
from siamdesk.ui.card import Card
from siamdesk.ui.controller import Controller
from siamdesk.ui.origin import origin
from siamdesk.ui.summary import hover_words

if TYPE_CHECKING:
    from siamdesk.store.journal import Statement
    from siamdesk.ui.main_window import MainWindow

_DWELL_MS = 250
"""How long the pointer rests before it is looked up where a value is from."""
_REMEMBERED = 200


class HoverCard(QObject):
    """Shows the card, and fills in the source once it is known."""

    def __init__(self, window: "MainWindow", controller: Controller) -> None:
        super().__init__(window)
        self._controller, self._body = controller, window.canvas.body
        self.card = Card(self._body)
        self._hit: Hit | None = None
        self._at = QPoint()
        self._said: dict[str, Sequence[Statement]] = {}
        self._dwell = QTimer(self, singleShot=True, interval=_DWELL_MS)
        self._dwell.timeout.connect(self._look_up)
        self._body.hovered.connect(self.hover)
        self._body.zoomed.connect(self.hide)
        self._body.verticalScrollBar().valueChanged.connect(self.hide)
        controller.changed.connect(self._said.clear)
        controller.looked_up.connect(self._learn)

    def hover(self, hit: Hit | None, where: QPoint) -> None:
        """Show what there is to say of what was hit, at a point of the screen."""
        known = hit is not None and self._hit is not None and hit[:2] == self._hit[:2]
        self._hit, self._at = hit, self._body.viewport().mapFromGlobal(where)
        if hit is None or self._body.hand.new is not None:
            self.hide()
            return
        self._show()
        if not known:
            self._dwell.start()

    def hide(self) -> None:
        """Show nothing."""
        self._hit = None
        self._dwell.stop()
        self.card.hide()

    def _look_up(self) -> None:
        if self._hit is not None and self._hit.contract_id not in self._said and self.card.isVisible():
            self._controller.look_up(self._hit.contract_id)

    def _learn(self, contract_id: str, said: "Sequence[Statement]") -> None:
        if len(self._said) >= _REMEMBERED:
            self._said.clear()
        self._said[contract_id] = said
        if self._hit is not None and self._hit.contract_id == contract_id and self.card.isVisible():
            self._show()

    def _show(self) -> None:
        lines = self.lines()
        if not lines:
            self.card.hide()
            return
        first, *rest = map(escape, lines)
        self.card.show_at(self._at, "<br>".join((f"<b>{first}</b>", *rest)))

    def lines(self) -> list[str]:
        """What the card says."""
        shown = self._controller.shown
        told = hover_words(self._hit, shown.portfolio) if self._hit is not None else ""
        if not told or self._hit is None:
            return []
        moved = self._moved(self._hit)
        source = self._source(self._hit)
        return [*told.split("\n"), *([moved] if moved else []), *([source] if source else [])]

    def _moved(self, hit: Hit) -> str:
        """How far a date moved, against the day compared with or its baseline."""
        shown, parts = self._controller.shown, lifecycle.split_milestone_key(hit.part)
        contract = shown.portfolio.contracts.get(hit.contract_id)
        if parts is None or contract is None:
            return ""
        now = rows.get(contract, hit.part)
        before: object = rows.get(contract, lifecycle.milestone_key(Milestone(parts[0], parts[1]), "baseline"))
        against = "the baseline"
        if shown.compare is not None and shown.compared_with is not None:
            other = shown.compare.contracts.get(hit.contract_id)
            held = other.milestone(parts[0], parts[1]) if other is not None else None
            before = held.best if held is not None else None
            against = shown.compared_name
        if not isinstance(now, when.When) or not isinstance(before, when.When) or now == before:
            return ""
        days = when.slippage(before, now)
        was = spoken(before, shown.portfolio.settings.fy_start)
        return f"{days} against {against}: {was}" if days is not None else f"Against {against}: {was}"

    def _source(self, hit: Hit) -> str:
        said = [each for each in self._said.get(hit.contract_id, ()) if each.live and each.field == hit.part]
        return origin(said[-1]) if said else ""

"""The meeting, full screen on the wall: a page for the portfolio, one for each tower, one of disputes, one of actions.

It shows what the session has worked out, and gives every edit to the commands of the window: nothing is kept here but
the page it is on.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QLabel, QWidget

from siamdesk.domain import query
from siamdesk.domain.errors import SiamdeskError
from siamdesk.timeline.colours import colouring
from siamdesk.timeline.review_page import ACTIONS, DISPUTES, PORTFOLIO, Page
from siamdesk.timeline.review_page_layout import MARGIN
from siamdesk.timeline.view import View
from siamdesk.ui.meeting_notes import ACTION, DECISION, NoteLine, Typed
from siamdesk.ui.prepared_page import Prepared
from siamdesk.ui.presenter_notes import PresenterNotes, clock
from siamdesk.ui.review_page_view import PageView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from siamdesk.session.meeting import Meeting
    from siamdesk.ui.main_window import MainWindow

_Key = Qt.Key
_SEEN, _CHANGED, _NOTED = "W why · Z zoom · F find · Esc", "Enter dates · T change", "D decision · A action"
_KEYS = {
    DISPUTES: "← → pages · ↑ ↓ disputes · O our record · T their workbook · Enter all · Esc leave",
    ACTIONS: "← → pages · ↑ ↓ actions · Enter done · O carry over · Esc leave",
}


class ReviewMeeting(QWidget):
    """The pages, one at a time. Signals say what is asked for; whoever opened it does it."""

    noted = Signal(str, str, str, object, str)
    """`decision` or `action`, its text, owner, day due or None, and the id of the contract it is about or nothing."""
    settled = Signal(int, bool)
    """The place of a dispute, and whether what their workbook says is taken."""
    asked = Signal(str, str)
    """Something the window has a command for, and the key of what is chosen: `change`, `done`, `carry` and others."""
    turned = Signal(str)
    """Another page is shown."""
    closed = Signal()

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window, Qt.WindowType.Window)
        self._window = window
        self.setWindowTitle("Review meeting")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._meeting: Meeting | None = None
        self._pages: Mapping[str, Prepared] = {}
        self._views: dict[str, View] = {}
        self.keys: Sequence[str] = ()
        self.key = PORTFOLIO
        self.spent: dict[str, int] = {}
        """Seconds that each page was shown."""
        self.view = PageView(window.painter, self)
        self.notes = NoteLine(self.view)
        self.view.entry = self.notes
        self.search = Typed(self)
        self.search.setPlaceholderText("Find a contract; Enter goes to it, again to the next")
        self.search.setAccessibleName("Find a contract")
        self.search.hide()
        self.hint, self.clock, self.why = QLabel(self), QLabel(self), QLabel(self)
        for label in (self.hint, self.clock):
            label.setObjectName("quiet")
        self.clock.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.why.setObjectName("card")
        self.why.setWordWrap(True)
        self.why.hide()
        self.presenter = PresenterNotes(self)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._tick)
        self.notes.added.connect(self._noted)
        self.notes.left.connect(self.setFocus)
        self.search.left.connect(self._end_find)
        self.search.returnPressed.connect(self.find_next)
        self.view.body.hand.row_of = lambda: self.view.chosen
        self.view.body.clicked.connect(self._clicked)
        self.view.body.installEventFilter(self)
        self.view.chose.connect(lambda _: self._chosen())

    # What is shown.

    def show_meeting(self, meeting: "Meeting", pages: "Mapping[str, Prepared]", key: str = "") -> None:
        """Show a meeting from a page on; the page and what is chosen on it stay where they are after an edit."""
        is_same = self._meeting is not None and not key and self.key in pages
        self._meeting, self._pages, self.keys = meeting, pages, tuple(pages)
        self._views = {}
        self.view.body.hand.is_editable = meeting.as_known is None and self._window.edits.can_write
        self._show(key or self.key, keep_place=is_same)

    @property
    def meeting(self) -> "Meeting | None":
        """What is shown."""
        return self._meeting

    def go(self, key: str) -> None:
        """Turn to a page."""
        if key in self._pages and key != self.key:
            self.view.chosen = ""
            self._show(key)

    def turn(self, by: int) -> None:
        """Turn to the next page, or to the one before."""
        place = self.keys.index(self.key) + by
        if 0 <= place < len(self.keys):
            self.go(self.keys[place])

    def _show(self, key: str, *, keep_place: bool = False) -> None:
        if not self._pages or self._meeting is None:
            return
        self.key = key if key in self._pages else self.keys[0]
        self.why.hide()
        self.view.count, self.view.here = len(self.keys), self.keys.index(self.key)
        prepared = self._pages[self.key]
        self.view.show_page(prepared, self._view_of(self.key, self._meeting), keep_place=keep_place)
        self.hint.setText(self._keys_of(prepared.page))
        self._tick(0)
        self._tell_presenter()
        self.turned.emit(self.key)

    def _keys_of(self, page: Page) -> str:
        """The keys that do something on a page."""
        if self.key in _KEYS:
            return _KEYS[self.key]
        is_towers = self.key == PORTFOLIO
        can_change = self.view.body.hand.is_editable and not is_towers
        known = (
            "← → pages",
            "↑ ↓ towers · Enter open" if is_towers else "↑ ↓ rows",
            _CHANGED if can_change else "",
            _NOTED if page.takes_notes else "",
            "G agenda · F find · Esc leave" if is_towers else _SEEN,
        )
        return " · ".join(filter(None, known))

    def _view_of(self, key: str, meeting: "Meeting") -> View:
        """How the timeline of a page looks; kept, so that turning back finds what was drawn."""
        if key not in self._views:
            colours = colouring(self._window.colouring, meeting.portfolio)
            self._views[key] = View(
                meeting.portfolio,
                meeting.today,
                meeting.as_known,
                meeting.before,
                colours.family,
                colours.names,
                text_width=self._window.painter.text_width,
            )
        return self._views[key]

    def _tick(self, seconds: int = 1) -> None:
        self.spent[self.key] = self.spent.get(self.key, 0) + seconds
        here, total = self.spent[self.key], sum(self.spent.values())
        self.clock.setText(f"{clock(here)} on this page · {clock(total)} in all")

    def _tell_presenter(self) -> None:
        if self.presenter.isVisible() and self._meeting is not None:
            self.presenter.show_notes(self._meeting, self.key, self.keys, self.spent)

    def _chosen(self) -> None:
        meeting = self._meeting
        is_known = meeting is not None and self._is_contract(self.view.chosen)
        self.notes.about = meeting.portfolio.contracts[self.view.chosen].short if meeting and is_known else ""
        if self.why.isVisible():
            self.show_why()

    def _clicked(self, key: str) -> None:
        if key:
            self.view.choose(key)

    # Places.

    def open_on(self, screen: QScreen | None, *, full: bool = True) -> None:
        """Show the meeting on a screen; where there is another, the presenter's notes on that."""
        if screen is not None and full:
            self.setScreen(screen)
            self.setGeometry(screen.geometry())
        if full:
            self.showFullScreen()
        else:
            self.show()
        self._second.start()
        self.activateWindow()
        self.setFocus()
        others = [each for each in QGuiApplication.screens() if each is not self.screen()]
        if others and full:
            self.presenter.setGeometry(others[0].availableGeometry())
            self.presenter.show()
            self._tell_presenter()

    def _next_screen(self) -> None:
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.showNormal()
            self.open_on(screens[(screens.index(self.screen()) + 1) % len(screens)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.setGeometry(self.rect())
        unit = self.view.unit
        body, card, small = (max(round(size * unit), least) for size, least in ((18, 13), (16, 13), (13, 9)))
        self.setStyleSheet(
            f"* {{ font-size: {body}px; }} QLabel#quiet {{ font-size: {small}px; }}"
            f" QLabel#card {{ font-size: {card}px; }} QLabel#strong {{ font-weight: 600; }}"
        )
        left, top, high = round(MARGIN * unit), self.height() - round(40 * unit), round(32 * unit)
        dots, clock = round((len(self.keys) or 10) * 20 * unit + 40 * unit), round(300 * unit)
        self.hint.setGeometry(left + dots, top, self.width() - 2 * left - dots - clock, high)
        self.clock.setGeometry(self.width() - left - clock, top, clock, high)
        self.search.setGeometry(left, self.height() - round(56 * unit), round(640 * unit), round(48 * unit))

    # Typing, finding, explaining.

    def _noted(self, kind: str, text: str, owner: str, due: object) -> None:
        contract_id = self.view.chosen if self._is_contract(self.view.chosen) else ""
        self.noted.emit(kind, text, owner, due, contract_id)

    def _is_contract(self, key: str) -> bool:
        return self._meeting is not None and key in self._meeting.portfolio.contracts

    def find_next(self) -> None:
        """Turn to the page of the next contract that matches what is typed, and choose it."""
        meeting, words = self._meeting, self.search.text().strip()
        if meeting is None or not words:
            return
        try:
            found = query.asked(words, meeting.portfolio).filter(meeting.portfolio, meeting.today)
        except SiamdeskError as error:
            self.search.setToolTip(str(error))
            return
        places = [(key, each.id) for key, held in meeting.towers.items() for each in held]
        wanted = {each.id for each in found}
        matches = [each for each in places if each[1] in wanted]
        if not matches:
            self.search.selectAll()
            self.hint.setText(f"Nothing matches “{words}”")
            return
        here = [each for each in matches if each[1] == self.view.chosen]
        key, contract_id = matches[(matches.index(here[0]) + 1) % len(matches)] if here else matches[0]
        self.go(key)
        self.view.choose(contract_id)

    def seek(self, contract_id: str) -> None:
        """Turn to the page of a contract, and choose it."""
        key = self._meeting.tower_of(contract_id) if self._meeting is not None else ""
        if key:
            self.go(key)
            self.view.choose(contract_id)

    def _end_find(self) -> None:
        self.search.hide()
        self.search.clear()
        self.setFocus()

    def show_why(self) -> None:
        """Say of the chosen contract why its dates moved: each step, and where it was said."""
        meeting = self._meeting
        if meeting is None or not self._is_contract(self.view.chosen):
            return
        contract = meeting.portfolio.contracts[self.view.chosen]
        lines = meeting.reasons.get(contract.id, ())
        told = "<br>".join(lines) if lines else f"No date of it moved {meeting.since}."
        self.why.setText(f"<b>{contract.called}</b><br>{told}")
        self.why.setFixedWidth(round(self.width() * 0.6))
        self.why.adjustSize()
        self.why.move((self.width() - self.why.width()) // 2, round(self.height() * 0.55))
        self.why.show()
        self.why.raise_()

    # The keys.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc on the timeline goes back to the page, once nothing there is held."""
        if watched is self.view.body and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            hand = self.view.body.hand
            if event.key() == _Key.Key_Escape and hand.focus is None and hand.new is None:
                self.setFocus()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = _Key(event.key())
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if not plain or not (self._moving(key) or self._doing(key)):
            super().keyPressEvent(event)

    def _moving(self, key: _Key) -> bool:
        """Pages, rows, and what is seen of them; whether it was one of these keys."""
        turns = {_Key.Key_Right: 1, _Key.Key_PageDown: 1, _Key.Key_Left: -1, _Key.Key_PageUp: -1}
        if key in turns:
            self.turn(turns[key])
        elif key in {_Key.Key_Up, _Key.Key_Down}:
            self.view.step(1 if key == _Key.Key_Down else -1)
        elif key in {_Key.Key_Home, _Key.Key_End}:
            self.go(self.keys[0 if key == _Key.Key_Home else -1])
        elif key == _Key.Key_Z:
            self.view.fit(self.view.chosen)
        elif key in {_Key.Key_Plus, _Key.Key_Equal, _Key.Key_Minus}:
            self.view.body.zoom(0.8 if key == _Key.Key_Minus else 1.25)
        elif key == _Key.Key_0:
            self.view.fit()
        elif key == _Key.Key_M:
            self._next_screen()
        elif key == _Key.Key_Escape:
            if self.why.isVisible():
                self.why.hide()
            else:
                self.close()
        else:
            return False
        return True

    def _doing(self, key: _Key) -> bool:
        """What changes something or asks something; whether it was one of these keys."""
        chosen = self.view.chosen
        if key == _Key.Key_D and self.view.page.takes_notes:
            self.notes.begin(DECISION)
        elif key == _Key.Key_A and self.view.page.takes_notes:
            self.notes.begin(ACTION)
        elif key in {_Key.Key_Return, _Key.Key_Enter}:
            self._enter(chosen)
        elif key in {_Key.Key_O, _Key.Key_T} and self.key == DISPUTES:
            if chosen:
                self.settled.emit(int(chosen), key == _Key.Key_T)
        elif key == _Key.Key_O and self.key == ACTIONS:
            self.asked.emit("carry", chosen)
        elif key in {_Key.Key_T, _Key.Key_F2}:
            self.asked.emit("change", chosen)
        elif key in {_Key.Key_F, _Key.Key_F3}:
            self.search.show()
            self.search.raise_()
            self.search.setFocus()
        elif key == _Key.Key_W:
            self.show_why()
        elif key == _Key.Key_N:
            self.presenter.setVisible(not self.presenter.isVisible())
            self._tell_presenter()
        elif key in _ASKED:
            self.asked.emit(_ASKED[key], chosen)
        else:
            return False
        return True

    def _enter(self, chosen: str) -> None:
        if self.key == PORTFOLIO and chosen:
            self.go(self._tower_of(chosen))
        elif self.key == ACTIONS:
            self.asked.emit("done", chosen)
        elif self.key == DISPUTES:
            self.asked.emit("left_open", chosen)
        elif self._is_contract(chosen):
            # The timeline takes the keys: arrows step through its dates, with Alt they move one.
            self.view.plan.setFocus()
            self.view.body.setFocus()
            self.view.body.hand.key(QKeyEvent(QEvent.Type.KeyPress, _Key.Key_Return, Qt.KeyboardModifier.NoModifier))

    def _tower_of(self, row_key: str) -> str:
        """The page of a row of the portfolio's page: a tower's heading, or the one contract of a tower."""
        if row_key.startswith("group:"):
            return row_key.removeprefix("group:")
        return (self._meeting.tower_of(row_key) if self._meeting is not None else "") or PORTFOLIO

    # Leaving.

    def closeEvent(self, event: QCloseEvent) -> None:
        self._second.stop()
        self.presenter.hide()
        self.notes.end()
        super().closeEvent(event)
        self.closed.emit()


_ASKED = {_Key.Key_G: "agenda", _Key.Key_B: "begin_review", _Key.Key_P: "pause_review", _Key.Key_C: "end_review"}

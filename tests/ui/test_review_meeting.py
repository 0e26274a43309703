"""A review on the wall: its pages, and a whole meeting held by the keyboard alone."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make, Origin
from siamdesk.domain.contract import Contract, Dependency, Milestone, Tower
from siamdesk.session import agenda, meeting, reviews
from siamdesk.session.session import Session
from siamdesk.timeline import review_page_layout as placing
from siamdesk.timeline.header import HEADER_HEIGHT
from siamdesk.timeline.review_page import ACTIONS, DISPUTES, PORTFOLIO
from siamdesk.timeline.shapes import Glyph
from siamdesk.ui import hand_commands
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.review_meeting import ReviewMeeting
from siamdesk.ui.write_back import WriteBackDialog

pytestmark = pytest.mark.qt
KEY, MOD = Qt.Key, Qt.KeyboardModifier
SMALL = (853, 480)
"""1280 x 720 pixels at 150 %."""


class Room:
    """Hands on a keyboard, in front of the wall."""

    def __init__(self, window: MainWindow, settled: Callable[[], None], qtbot: Any) -> None:
        self.window, self.settled, self.qtbot = window, settled, qtbot
        self.patience = QTimer(window, singleShot=True, interval=_PATIENCE_MS)
        self.patience.timeout.connect(_give_up)

    @property
    def wall(self) -> ReviewMeeting:
        shown = self.window.hands.meeting.view.shown
        assert shown is not None
        return shown

    def press(self, *keys: Qt.Key, on: QWidget | None = None, mod: Qt.KeyboardModifier = MOD.NoModifier) -> None:
        for key in keys:
            QTest.keyClick(on or self.wall, key, mod)
        self.patience.stop()
        self.settled()

    def type(self, widget: QWidget, text: str) -> None:
        QTest.keyClicks(widget, text)

    def f5(self) -> None:
        self.qtbot.waitUntil(self.window.isActiveWindow)
        QTest.keyClick(self.window, KEY.Key_F5)
        self.settled()

    def pages(self) -> list[str]:
        """Every page, turned to by the right arrow."""
        self.press(KEY.Key_Home)
        titles = [self.wall.view.page.title]
        while self.wall.key != self.wall.keys[-1]:
            self.press(KEY.Key_Right)
            titles.append(self.wall.view.page.title)
        return titles

    def at(self, title: str) -> None:
        self.press(KEY.Key_Home)
        while self.wall.view.page.title != title:
            assert self.wall.key != self.wall.keys[-1], f"no page {title}"
            self.press(KEY.Key_Right)

    def answering(self, *keys: Qt.Key, text: str = "") -> None:
        """Type into the next dialog that asks."""

        def answer() -> None:
            asked = QApplication.activeModalWidget()
            if asked is None or asked.focusWidget() is None:
                QTimer.singleShot(10, answer)
                return
            # What has the focus in the dialog, whether or not the desktop has made it active by now.
            if text:
                QTest.keyClicks(asked.focusWidget() or asked, text)
            for key in keys:
                QTest.keyClick(asked.focusWidget() or asked, key)

        QTimer.singleShot(10, answer)
        self.patience.start()


_PATIENCE_MS = 8_000


def _give_up() -> None:
    """Nobody answered: the dialog goes, and what should have followed fails the test."""
    asked = QApplication.activeModalWidget()
    if isinstance(asked, QDialog):
        asked.reject()


@pytest.fixture
def room(window: MainWindow, settled: Callable[[], None], qtbot: Any) -> Iterator[Room]:
    yield Room(window, settled, qtbot)
    window.hands.meeting.view.close()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr("siamdesk.ui.errors.say", lambda _parent, sentence: told.append(sentence))
    return told


@pytest.fixture
def under_way(room: Room) -> Room:
    """The demo, with a review under way that is shown in a small window."""
    room.window.controller.open_demo()
    room.settled()
    room.f5()
    room.answering(KEY.Key_Tab, KEY.Key_Return)
    room.press(KEY.Key_B)
    room.wall.showNormal()
    room.wall.resize(*SMALL)
    room.settled()
    return room


def test_a_whole_meeting_by_the_keyboard_alone(  # noqa: PLR0915  a meeting is one story
    under_way: Room, said: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    room, window = under_way, under_way.window
    portfolio = lambda: window.controller.shown.portfolio  # noqa: E731
    review = reviews.open_review(portfolio())
    assert review is not None
    assert review.name == "Review of April 2018"
    assert agenda.items(portfolio(), review.id)

    titles = room.pages()
    assert titles[0] == "Total Technology Programme Infrastructure"
    assert titles[1:4] == ["SIAM", "Networks", "Back office"]
    assert titles[-2:] == ["Disputes", "Actions"]

    # An award is moved: typed on the page of its tower.
    room.at("Networks")
    contract = portfolio().contracts[room.wall.view.chosen]
    assert contract.reference == "NET-01"
    room.answering(KEY.Key_Return, text="1 Sep 2018")
    room.press(KEY.Key_T)
    moved = portfolio().contracts[contract.id].milestone("contract_award")
    assert moved is not None
    assert moved.forecast == when_words.parse("1 Sep 2018")
    assert any("1 Sep 2018" in line for line in room.wall.view.told()), room.wall.view.told()
    assert room.wall.view.page.title == "Networks"

    # Two decisions and three actions, as they fall.
    for key, texts in (
        (KEY.Key_D, ["Sign in September", "Tell the board"]),
        (KEY.Key_A, ["Write the paper", "Ask the supplier for a plan", "Book the room"]),
    ):
        room.press(key)
        line = room.wall.notes.text
        for text in texts:
            room.type(line, text)
            if text == "Write the paper":
                room.press(KEY.Key_Tab, on=line)
                room.type(room.wall.notes.owner, "network lead")
                room.press(KEY.Key_Tab, on=room.wall.notes.owner)
                room.type(room.wall.notes.due, "30 Apr 2018")
            room.press(KEY.Key_Return, on=line)
        room.press(KEY.Key_Escape, on=line)
    assert [(each.number, each.text, each.contract_id) for each in reviews.decisions(portfolio(), review.id)] == [
        (1, "Sign in September", contract.id),
        (2, "Tell the board", contract.id),
    ]
    first, *others = reviews.actions(portfolio(), review.id)
    assert (first.text, first.owner, first.due) == ("Write the paper", "network lead", when_words.parse("30 Apr 2018"))
    assert [each.number for each in others] == [2, 3]
    assert any(line.startswith("A1 Write the paper NET-01 · network lead") for line in room.wall.view.told())

    # A dispute is settled, and is gone from its page.
    room.at("Disputes")
    waiting = len(room.wall.view.page.tables[0].lines)
    assert waiting
    room.press(KEY.Key_O)
    assert len(room.wall.view.page.tables[0].lines) == waiting - 1

    # Closed; the cells that follow from it are listed.
    cells: list[str] = []

    def look(dialog: WriteBackDialog) -> int:
        cells.extend(line.address for plan in dialog.plans for line in plan.lines)
        return WriteBackDialog.DialogCode.Rejected

    monkeypatch.setattr(WriteBackDialog, "exec", look)
    monkeypatch.setattr("siamdesk.ui.errors.ask", lambda *_: True)
    room.press(KEY.Key_C)
    room.settled()
    assert cells
    held = portfolio().reviews[review.id]
    assert held.closed_seq is not None

    # What it agreed stands, and says so; its minutes are written.
    window.actions_["undo"].trigger()
    room.settled()
    window.actions_["undo"].trigger()
    room.settled()
    assert any("stands: “Review of April 2018” is closed" in sentence for sentence in said)
    assert len(reviews.decisions(portfolio(), review.id)) == 2
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "minutes.md"), ""))
    window.actions_["minutes"].trigger()
    room.settled()
    text = (tmp_path / "minutes.md").read_text(encoding="utf-8")
    assert "2. Tell the board [NET-01]" in text
    assert "1 Sep 2018" in text


def test_no_words_are_cut_off_at_1280_by_720_and_150_percent(under_way: Room) -> None:
    wall = under_way.wall
    for key in wall.keys:
        wall.go(key)
        width, height = wall.view.width() / wall.view.unit, wall.view.height() / wall.view.unit
        for shape in wall.view.placed.shapes:
            if hasattr(shape, "text"):
                assert shape.x >= 0
                assert shape.x + shape.width <= width
                assert shape.y + 8 <= height
        hint = wall.hint
        assert hint.fontMetrics().horizontalAdvance(hint.text()) <= hint.width()


# What a page says and does.


TODAY = date(2018, 4, 3)


@pytest.fixture
def small(tmp_path: Path, room: Room) -> Room:
    """Two towers; an award that a transfer waits for; a review under way on the wall."""
    path = tmp_path / "a.siamdesk"

    def foreseen(**dates: str) -> tuple[Milestone, ...]:
        return tuple(Milestone(kind, 1, None, when_words.parse(words)) for kind, words in dates.items())

    with Session.create(path, "tester").closing() as session:
        rows = (
            Tower("n", "Networks", place=1),
            Tower("h", "Hosting", place=2),
            Contract("n1", "NET-01", "Wide area network", "n", milestones=foreseen(contract_award="1 Jun 2018")),
            Contract("n2", "NET-02", "Telephony", "n", milestones=foreseen(service_transfer="1 Sep 2018")),
            Contract("h1", "HST-01", "Data centres", "h", milestones=foreseen(tender_launch="1 May 2018")),
            Dependency("d", "n1", "contract_award", "n2", "service_transfer", 90),
        )
        session.apply(ChangeSet("made", tuple(Make(row) for row in rows), date(2018, 1, 1), author="tester"))
        session.apply(meeting.begin(session, "April", TODAY))
    room.window.controller.open(path)
    room.settled()
    room.f5()
    return room


def test_arrows_turn_pages_and_choose_rows_and_enter_opens_a_tower(small: Room) -> None:
    assert small.pages() == ["Portfolio", "Networks", "Hosting", "Disputes", "Actions"]
    small.press(KEY.Key_Home, KEY.Key_Down, KEY.Key_Down)
    small.press(KEY.Key_Return)
    assert small.wall.view.page.title == "Hosting"
    small.press(KEY.Key_Left)
    assert small.wall.view.chosen == "n1"
    small.press(KEY.Key_Down)
    assert small.wall.view.chosen == "n2"
    small.press(KEY.Key_Down)
    assert small.wall.view.chosen == "n2"


def test_a_date_moved_by_keys_on_the_page_takes_along_what_waits_and_is_of_the_review(
    small: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def along(_parent: QWidget, waiting: Any) -> str:
        asked.extend(each.label for each in waiting)
        return "along"

    monkeypatch.setattr(hand_commands, "ask_along", along)
    small.at("Networks")
    small.press(KEY.Key_Return)
    body = small.wall.view.body
    assert body.hand.focus == ("n1", "contract_award.forecast")
    small.press(KEY.Key_Right, on=body, mod=MOD.AltModifier)
    contracts = small.window.controller.shown.portfolio.contracts
    award, transfer = contracts["n1"].milestones[0].forecast, contracts["n2"].milestones[0].forecast
    assert award is not None
    assert transfer is not None
    assert award.earliest is not None
    assert award.earliest > date(2018, 6, 1)
    assert asked == ["Service transfer, forecast"]
    assert transfer.earliest is not None
    assert transfer.earliest > date(2018, 9, 1)
    assert small.window.controller.shown.undo is not None
    assert small.window.controller.shown.undo.origin is Origin.REVIEW
    # Esc lets go of the date, then goes back to the page, then leaves the meeting.
    small.press(KEY.Key_Escape, on=body)
    small.press(KEY.Key_Escape, on=body)
    assert small.wall.isVisible()
    small.press(KEY.Key_Escape)
    assert small.window.hands.meeting.view.shown is None
    assert small.window.front is small.window


def test_it_comes_back_on_the_page_it_was_left_on(small: Room) -> None:
    small.at("Hosting")
    small.press(KEY.Key_Escape)
    small.f5()
    assert small.wall.view.page.title == "Hosting"


def test_actions_are_done_and_carried_over_on_their_page(small: Room) -> None:
    small.press(KEY.Key_A)
    for text in ("Write the paper", "Ask for a plan"):
        small.type(small.wall.notes.text, text)
        small.press(KEY.Key_Return, on=small.wall.notes.text)
    small.press(KEY.Key_Escape, on=small.wall.notes.text)
    small.press(KEY.Key_End)
    assert small.wall.key == ACTIONS
    assert [line.cells[1].text for line in small.wall.view.page.tables[0].lines] == [
        "Write the paper",
        "Ask for a plan",
    ]
    small.answering(KEY.Key_Tab, KEY.Key_Return)
    small.press(KEY.Key_Return)
    open_now, done = small.wall.view.page.tables
    assert [line.cells[1].text for line in open_now.lines] == ["Ask for a plan"]
    assert [line.cells[1].text for line in done.lines] == ["Write the paper"]
    small.press(KEY.Key_Down)

    def carry() -> None:
        asked = QApplication.activeModalWidget()
        if asked is None:
            QTimer.singleShot(10, carry)
            return
        asked.lines["Owner"].setText("CCO")  # type: ignore[attr-defined]
        asked.accept()  # type: ignore[attr-defined]

    QTimer.singleShot(10, carry)
    small.press(KEY.Key_O)
    assert small.wall.view.page.tables[0].lines[0].cells[3].text == "CCO"


def test_a_day_that_cannot_be_read_keeps_the_action_until_it_can(small: Room) -> None:
    small.press(KEY.Key_A)
    notes = small.wall.notes
    small.type(notes.text, "Write the paper")
    small.type(notes.due, "soonish, perhaps")
    small.press(KEY.Key_Return, on=notes.due)
    assert not reviews.actions(small.window.controller.shown.portfolio)
    assert notes.text.text() == "Write the paper"
    assert "write 31 Mar 2016" in notes.due.toolTip()
    notes.due.clear()
    small.type(notes.due, "end of May 2018")
    small.press(KEY.Key_Return, on=notes.due)
    assert len(reviews.actions(small.window.controller.shown.portfolio)) == 1


def test_find_goes_to_the_page_of_a_contract_and_on_to_the_next(small: Room) -> None:
    small.press(KEY.Key_F)
    small.type(small.wall.search, "net-0")
    small.press(KEY.Key_Return, on=small.wall.search)
    assert (small.wall.view.page.title, small.wall.view.chosen) == ("Networks", "n1")
    small.press(KEY.Key_Return, on=small.wall.search)
    assert small.wall.view.chosen == "n2"
    small.wall.search.clear()
    small.type(small.wall.search, "data centres")
    small.press(KEY.Key_Return, on=small.wall.search)
    assert (small.wall.view.page.title, small.wall.view.chosen) == ("Hosting", "h1")
    small.wall.search.clear()
    small.type(small.wall.search, "nowhere")
    small.press(KEY.Key_Return, on=small.wall.search)
    assert small.wall.hint.text() == "Nothing matches “nowhere”"
    small.press(KEY.Key_Escape, on=small.wall.search)
    assert not small.wall.search.isVisible()


def test_a_paused_review_takes_no_notes_and_a_resumed_one_does(small: Room) -> None:
    small.press(KEY.Key_P)
    assert not small.wall.view.page.takes_notes
    assert small.wall.view.page.review.startswith("April, paused")
    small.press(KEY.Key_D)
    assert not small.wall.notes.kind
    assert not small.window.actions_["decision"].isEnabled()
    small.press(KEY.Key_P)
    assert small.wall.view.page.takes_notes


def test_why_says_where_each_step_of_a_move_was_said(under_way: Room) -> None:
    room = under_way
    room.press(KEY.Key_Escape)
    room.window.controller.compare_with(date(2015, 10, 2))
    room.settled()
    room.f5()
    room.at("SIAM")
    room.press(KEY.Key_W)
    assert room.wall.why.isVisible()
    assert "in TTPi register" in room.wall.why.text()
    assert "known " in room.wall.why.text()
    room.press(KEY.Key_Escape)
    assert not room.wall.why.isVisible()
    assert room.wall.isVisible()


def test_a_held_review_is_read_as_it_was_and_takes_nothing(room: Room) -> None:
    room.window.controller.open_demo()
    room.settled()
    review = next(
        each for each in room.window.controller.shown.portfolio.reviews.values() if each.name == "Review of March 2016"
    )
    room.window.hands.meeting.view.open(review.id)
    room.settled()
    assert DISPUTES not in room.wall.keys
    assert room.wall.view.page.review == "Review of March 2016, 31 Mar 2016"
    assert not room.wall.view.page.takes_notes
    assert not room.wall.view.body.hand.is_editable
    assert room.wall.key == PORTFOLIO


def test_the_presenter_sees_what_is_next_and_how_long_it_took(small: Room) -> None:
    small.press(KEY.Key_N)
    assert small.wall.presenter.isVisible()
    small.at("Networks")
    small.wall._tick(75)
    small.press(KEY.Key_Right)
    text = small.wall.presenter.text.toPlainText()
    assert "Page 3 of 5 · next: Disputes" in text
    assert "Networks: 1:15" in text
    assert "Agenda" in text
    assert small.wall.clock.text().endswith("1:15 in all")


def test_a_sign_on_the_wall_is_dragged_by_the_pointer(small: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_commands, "ask_along", lambda *_: "only")
    small.at("Networks")
    view, body = small.wall.view, small.wall.view.body
    sign = next(each for each in body.in_view if isinstance(each, Glyph) and each.part == "contract_award.forecast")
    scale = view.unit * placing.ZOOM
    start = QPoint(round((sign.x - body.left) * scale), round((HEADER_HEIGHT + sign.y - body.top) * scale))
    wall = view.plan.viewport()
    QTest.mousePress(wall, Qt.MouseButton.LeftButton, MOD.NoModifier, start)
    for step in range(1, 8):
        QTest.mouseMove(wall, start + QPoint(12 * step, 0))
        small.qtbot.wait(5)
    QTest.mouseRelease(wall, Qt.MouseButton.LeftButton, MOD.NoModifier, start + QPoint(84, 0))
    small.settled()
    award = small.window.controller.shown.portfolio.contracts["n1"].milestones[0].forecast
    assert award is not None
    assert award.earliest is not None
    assert award.earliest > date(2018, 6, 1)

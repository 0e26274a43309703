"""The diary beside the window: what is coming, by month and week, narrowed as the window is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QTreeWidgetItem

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.contract import Contract, Milestone, Tower
from siamdesk.session import reviews
from siamdesk.session.session import Session
from siamdesk.ui.diary_panel import DiaryPanel
from siamdesk.ui.main_window import MainWindow

pytestmark = pytest.mark.qt


def lines(panel: DiaryPanel) -> list[str]:
    """The tree as indented text."""
    found: list[str] = []

    def tell(item: QTreeWidgetItem, depth: int) -> None:
        found.append("  " * depth + " | ".join(filter(None, (item.text(0), item.text(1)))))
        for place in range(item.childCount()):
            tell(item.child(place), depth + 1)

    for place in range(panel.tree.topLevelItemCount()):
        item = panel.tree.topLevelItem(place)
        assert item is not None
        tell(item, 0)
    return found


@pytest.fixture
def panel(window: MainWindow, settled: Callable[[], None], tmp_path: Path) -> DiaryPanel:
    def foreseen(**dates: str) -> tuple[Milestone, ...]:
        return tuple(Milestone(kind, 1, None, when_words.parse(words)) for kind, words in dates.items())

    with Session.create(tmp_path / "a.siamdesk", "tester").closing() as session:
        rows = (
            Tower("n", "Networks"),
            Contract(
                "n1", "NET-01", "WAN", "n", milestones=foreseen(contract_award="Apr 2018", current_end="5 May 2018")
            ),
            Contract("n2", "NET-02", "LAN", "n", milestones=foreseen(tender_launch="1 Oct 2018")),
        )
        session.apply(ChangeSet("made", tuple(Make(row) for row in rows), date(2018, 1, 1), author="tester"))
        session.apply(reviews.start(session.portfolio, "April", date(2018, 4, 3))[0])
        due = when_words.parse("30 Apr 2018")
        session.apply(reviews.ask(session.portfolio, "Write", date(2018, 4, 3), "CCO", due, "n2"))
    window.controller.open(tmp_path / "a.siamdesk")
    settled()
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    settled()
    return window.hands.diary.panel


def test_it_stands_by_month_and_week_and_reaches_as_far_as_asked(panel: DiaryPanel, window: MainWindow) -> None:
    assert panel.isVisible()
    assert window.inspector.isHidden()
    assert lines(panel) == [
        "April 2018",
        "  Week of 2 Apr",
        "    NET-01: contract award | Apr 2018",
        "    April | 3 Apr 2018",
        "  Week of 30 Apr",
        "    A1: Write | 30 Apr 2018",
        "May 2018",
        "  Week of 30 Apr",
        "    NET-01: current end | 5 May 2018",
    ]
    panel.span.setCurrentIndex(2)
    assert lines(panel)[-1] == "    NET-02: tender launch | 1 Oct 2018"
    panel.span.setCurrentIndex(0)
    assert "May 2018" not in lines(panel)


def test_it_is_narrowed_with_the_window_and_a_click_shows_the_contract(panel: DiaryPanel, window: MainWindow) -> None:
    panel.span.setCurrentIndex(2)
    window.narrow("lan")
    assert [line for line in lines(panel) if "NET-01" in line] == []
    top = panel.tree.topLevelItem(0)
    assert top is not None
    panel.tree.itemClicked.emit(top.child(0).child(0), 0)
    assert window.tree.selected_key() == "n2"
    window.narrow("nowhere")
    assert not panel.empty.isHidden()


def test_it_is_written_as_a_calendar(
    panel: DiaryPanel, window: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr("siamdesk.ui.errors.say", lambda _parent, sentence: told.append(sentence))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "diary"), ""))
    panel.save.click()
    settled()
    assert told == ["diary.ics is written: 4 entries."]
    assert (tmp_path / "diary.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") == 4
    window.actions_["diary"].trigger()
    assert not panel.isVisible()
    assert not window.inspector.isHidden()

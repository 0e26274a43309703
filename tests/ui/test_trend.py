"""The milestone trend of the sample's back office, as a chart and in words."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from siamdesk.timeline.shapes import Glyph
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.trend import TrendDialog

pytestmark = pytest.mark.qt


def test_the_back_office_transfer_is_seen_to_slip(
    demo_window: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def look(dialog: TrendDialog) -> int:
        assert not dialog.chart.grab().isNull()
        seen.append(dialog.chart.lines())
        glyph = next(s for s in dialog.chart.shapes if isinstance(s, Glyph) and s.part.startswith("service_transfer"))
        assert "foreseen for from October 2016" in dialog.chart.words_at(glyph.x, glyph.y)
        assert dialog.chart.words_at(1.0, 1.0) == ""
        return 0

    monkeypatch.setattr(TrendDialog, "exec", look)
    contract = next(c for c in demo_window.controller.shown.portfolio.contracts.values() if c.reference == "BO-01")
    demo_window.tree.select_key(contract.id)
    demo_window.actions_["trend"].trigger()
    settled()
    transfers = [line for line in seen[0] if "service transfer" in line]
    assert transfers[0].startswith("BO-01 service transfer foreseen for from October 2016: known 2 Oct 2015, ")
    assert transfers[-1] == (
        "BO-01 service transfer took place 5 Feb 2018: known 31 Mar 2018, "
        "TTPi register 2018-03.xlsx, Contract register!P15, Review of March 2018"
    )


@pytest.fixture
def dialog(
    demo_window: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> TrendDialog:
    """The trend of the back office, left open."""
    held: list[TrendDialog] = []
    monkeypatch.setattr(TrendDialog, "exec", lambda dialog: held.append(dialog) or dialog.show() or 0)
    contract = next(c for c in demo_window.controller.shown.portfolio.contracts.values() if c.reference == "BO-01")
    demo_window.tree.select_key(contract.id)
    demo_window.actions_["trend"].trigger()
    settled()
    qtbot.waitExposed(held[0])
    held[0].chart.grab()
    return held[0]


def test_a_click_shows_the_source_in_a_card_that_stays(dialog: TrendDialog) -> None:
    chart = dialog.chart
    assert dialog.card.text().startswith("Click a point")
    glyph = next(s for s in chart.shapes if isinstance(s, Glyph) and s.part == "service_transfer@2018-03-31")
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(glyph.x), round(glyph.y)))
    lines = dialog.card.text().split("\n")
    assert lines[0] == "BO-01 service transfer"
    assert lines[1].startswith("Took place 5 Feb 2018")
    assert lines[2].startswith("Known 31 Mar 2018, entered ")
    assert lines[3] == "TTPi register 2018-03.xlsx, Contract register!P15, Review of March 2018"
    QTest.mouseMove(chart, QPoint(1, 1))
    assert dialog.card.text().split("\n") == lines
    assert lines[1] in chart.accessibleDescription()


def test_the_arrows_go_from_point_to_point_and_from_line_to_line(dialog: TrendDialog) -> None:
    chart = dialog.chart
    QTest.keyClick(chart, Qt.Key.Key_Right)
    line, last = chart.at or (-1, -1)
    assert line == 0
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.at == (0, max(last - 1, 0))
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.at == (0, 0)
    first = dialog.card.text()
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.at is not None
    assert chart.at[0] == 1
    assert dialog.card.text() != first
    for _ in range(9):
        QTest.keyClick(chart, Qt.Key.Key_Down)
        QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.at is None
    assert dialog.isVisible()


def test_the_chart_may_be_of_the_tower_or_of_all_and_of_other_milestones(
    dialog: TrendDialog, settled: Callable[[], None]
) -> None:
    chart = dialog.chart
    mine = chart.lines()
    for scope in ("All contracts", "Its tower", "This contract"):
        dialog.scope.setCurrentIndex(dialog.scope.findText(scope))
        dialog.scope.activated.emit(dialog.scope.currentIndex())
        settled()
        assert not chart.grab().isNull()
        if scope == "All contracts":
            assert {line.split()[0] for line in chart.lines()} > {"BO-01", "SIAM-01"}
    assert chart.lines() == mine
    dialog.choices["effective_date"].trigger()
    settled()
    assert any("effective date" in line for line in chart.lines())
    for kind in tuple(dialog.chosen_kinds()):
        dialog.choices[kind].trigger()
    settled()
    assert chart.lines() == []
    assert not chart.grab().isNull()

"""The milestone trend of the sample's back office, as a chart and in words."""

from collections.abc import Callable

import pytest

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

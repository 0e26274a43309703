"""The meeting view at 20,000 contracts in six towers: preparing it, and turning a page beyond painting it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from portfolios import cpu, portfolio

from siamdesk.domain.changes import ChangeSet, Set
from siamdesk.domain.when import When
from siamdesk.drawing.styles import THEMES
from siamdesk.session import meeting, meeting_pages
from siamdesk.session.meeting import Meeting
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.prepared_page import prepare
from siamdesk.ui.review_meeting import ReviewMeeting
from siamdesk.ui.settings import Settings

if TYPE_CHECKING:
    from conftest import Table

TODAY = date(2016, 3, 31)


@pytest.mark.qt
def test_turning_a_page(tmp_path: Path, qtbot: Any, table: "type[Table]") -> None:
    before = portfolio(20_000)
    moved = []
    for n, contract in enumerate(before.contracts.values()):
        award = contract.milestone("contract_award")
        if n % 10 == 0 and award is not None and award.forecast is not None and award.forecast.earliest is not None:
            later = When.day(award.forecast.earliest + timedelta(30 + n % 90))
            moved.append(Set("contract", contract.id, "contract_award.forecast", award.forecast, later))
    now = before.apply(ChangeSet("moved", tuple(moved), TODAY))
    empty = Meeting(now, TODAY, None, before, "since the review before", "Then")
    made = meeting.assemble(empty)
    table.line(
        f"what a meeting says of 20,000 contracts, {len(moved):,} of them moved", cpu(lambda: meeting.assemble(empty))
    )
    keys = meeting_pages.keys(made)
    pages = {key: prepare(made, key) for key in keys}
    table.line(f"its {len(keys)} pages", cpu(lambda: [prepare(made, key) for key in keys]))

    window = MainWindow(Controller(TODAY, "bench"), Settings(tmp_path / "s.ini"), THEMES["light"])
    qtbot.addWidget(window)
    wall = ReviewMeeting(window)
    wall.resize(1920, 1080)
    wall.show_meeting(made, pages)
    wall.open_on(None, full=False)
    wall.grab()
    turned, painted = [], []
    for key in (*keys[1:], *keys):
        turned.append(cpu(lambda: wall.go(key)))  # noqa: B023  called at once
        painted.append(cpu(wall.grab))
    table.line("turning to a page, beyond painting it", max(turned), "limit 16 ms")
    table.line("painting it for the first time; again", max(painted), f"{max(painted[len(keys) :]) * 1000:.1f} ms")
    assert replace(made, today=TODAY) == made
    wall.close()
    window.close()

"""The import review with 10,000 changes: what a key press, a filter and a choice for a whole column cost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bench_import
import pytest
from portfolios import cpu

from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import THEMES
from siamdesk.session import import_batch
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.ui.import_review import ImportReview

if TYPE_CHECKING:
    from conftest import Table

TODAY = date(2016, 3, 31)


@pytest.mark.qt
def test_ten_thousand_changes(tmp_path: Path, qtbot: Any, table: "type[Table]") -> None:
    first = bench_import.build(tmp_path / "register.xlsx")
    again = bench_import.build(tmp_path / "again.xlsx", changed=30)
    with Session.create(tmp_path / "p.siamdesk", "bench").closing() as session:
        plan = import_batch.plan(session, [(first, Choice(date(2016, 1, 1)))], TODAY)
        import_batch.accept(session, plan)
        batch = import_batch.plan(session, [(again, Choice(date(2016, 2, 1)))], TODAY)
        count = len(batch.plans[0].items)
        made: list[ImportReview] = []

        def show() -> None:
            made.append(ImportReview(batch, Painter(THEMES["light"]), session.portfolio, TODAY))
            made[0].resize(1240, 780)
            made[0].show()
            made[0].grab()

        opened = cpu(show)
        review = made[0]
        qtbot.addWidget(review)
        review.list.selectRow(5)

        def step(work: Callable[[], object]) -> float:
            return min(cpu(lambda: (work(), review.grab())) for _ in range(3))

        nothing = step(lambda: None)
        table.line(f"a repaint of the review of {count:,} changes", nothing)
        table.line("opening it", opened, f"{opened / nothing:.1f} times a repaint")
        for what, work in (
            ("one choice in it", lambda: review.model.toggle(5)),
            ("the next line looked at", lambda: review.list.selectRow(review.list.currentIndex().row() + 1)),
            ("one kind alone", lambda: review.chips.buttons()[-1].click()),  # noqa: PLW0108  made anew at each
            ("a whole column decided", lambda: review.model.choose(review.model.alike(5), "keep ours")),
        ):
            took = step(work)
            table.line(what, took, f"{took / nothing:.1f} times a repaint")

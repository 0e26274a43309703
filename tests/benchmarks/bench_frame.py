"""A frame of the timeline: it must not depend on how many contracts there are."""

import os
import time
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest
from portfolios import portfolio

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from conftest import Table

pytestmark = pytest.mark.qt

TODAY = date(2016, 6, 1)
FRAME_RATIO = 1.15
_FRAMES = 40


def frames(size: int) -> tuple[Callable[[int], None], Callable[[int], None]]:
    """Two ways to draw a frame on the real widget at 1920x1080: the same place again, and a page further on."""
    from PySide6.QtGui import QPixmap

    from siamdesk.domain.arrange import group
    from siamdesk.drawing.painter import Painter
    from siamdesk.drawing.styles import THEMES
    from siamdesk.timeline.extent import extent
    from siamdesk.timeline.rows import lay_out
    from siamdesk.timeline.view import View
    from siamdesk.ui.starting import application
    from siamdesk.ui.timeline_canvas import TimelineCanvas

    application()
    held = portfolio(size)
    groups = group(held.contracts.values(), held, "tower", TODAY)
    painter = Painter(THEMES["light"])
    canvas = TimelineCanvas(painter)
    canvas.resize(1920, 1080)
    canvas.show()
    view = View(held, TODAY, text_width=painter.text_width)
    canvas.body.show_scene(lay_out(groups, held), view, extent(held.contracts.values(), TODAY))
    canvas.body.fit()
    target = QPixmap(canvas.body.viewport().size())
    bar = canvas.body.verticalScrollBar()

    def again(_: int) -> None:
        canvas.body.viewport().render(target)

    def further(n: int) -> None:
        bar.setValue(n * bar.pageStep())
        canvas.body.viewport().render(target)

    return again, further


def seconds(draw: Callable[[int], None]) -> float:
    """The CPU time of a frame in seconds, the window's thread alone: the mean of so many frames."""
    begun = time.thread_time()
    for n in range(_FRAMES):
        draw(n % 20)
    return (time.thread_time() - begun) / _FRAMES


def test_a_frame_does_not_depend_on_the_number_of_contracts(table: "type[Table]") -> None:
    few, many = frames(1_000), frames(20_000)
    for name, small, large in zip(("the same place again", "a page further on"), few, many, strict=True):
        # In turns, so that a busy machine slows both; the least of each, once all is warm.
        times = [(seconds(small), seconds(large)) for _ in range(9)][1:]
        one, other = min(each for each, _ in times), min(each for _, each in times)
        table.line(f"a frame at 1,000 contracts, {name}", one)
        table.line(f"a frame at 20,000 contracts, {name}", other, f"{other / one:.2f} times that at 1,000")
        assert other <= FRAME_RATIO * one

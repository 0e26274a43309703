"""The timeline's budget: each line of it as a ratio to the floor F, measured in the same run."""

import gc
import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from portfolios import portfolio

from siamdesk.domain.contract import Contract, Dependency

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from conftest import Table

    from siamdesk.domain.portfolio import Portfolio

pytestmark = pytest.mark.qt

TODAY = date(2016, 6, 1)
SIZES = (100, 1_000, 20_000)
IN_F = {"full repaint": 1.3, "zoom": 1.4, "scroll by a row": 0.8, "page jump": 4.0}
IN_SECONDS = {"hit test": 10e-6, "hover": 0.5e-3, "filter and lay out": 15e-3}
LEFT_OUT = frozenset({"pipeline_entry", "maximum_end"})
NOT_YET = frozenset({"zoom", "page jump"})
"""Lines of the budget that are measured and not reached yet."""
QUIET = 1.5e-3
"""The floor, in seconds, where nothing else runs: a busy machine has as much more time for what is given in seconds."""
GROWTH = 1.15
"""How much dearer a zoom may be at 20,000 contracts than at 1,000."""


def held_for_drawing(size: int) -> "Portfolio":
    """A portfolio of which a screen shows about what the floor draws: six dates a contract, one of two has slipped.

    Every other contract waits for some other one: those arrows come on top of what the floor draws.
    """
    held = portfolio(size)
    chance = random.Random(size)

    def shown(contract: Contract, n: int) -> Contract:
        slipped = "contract_award" if n % 2 else ""
        dates = (m if m.kind == slipped else replace(m, baseline=None) for m in contract.milestones)
        return replace(contract, milestones=tuple(m for m in dates if m.kind not in LEFT_OUT))

    waits = (
        Dependency(f"d{n}", f"c{n:05}", "contract_award", f"c{chance.randrange(size):05}", "service_transfer")
        for n in range(0, size, 2)
    )
    return held.with_rows(
        [
            *(("contract", each.id, shown(each, n)) for n, each in enumerate(held.contracts.values())),
            *(("dependency", each.id, each) for each in waits),
        ]
    )


def works(size: int) -> dict[str, Callable[[int], None]]:  # noqa: PLR0915  one work after the other
    """What is measured, on the real widget at 1920x1080 over a portfolio of that size."""
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QPixmap, QRegion

    from siamdesk.domain import query
    from siamdesk.domain.arrange import group
    from siamdesk.drawing.painter import Painter
    from siamdesk.drawing.styles import THEMES
    from siamdesk.timeline.extent import extent
    from siamdesk.timeline.rows import ROW_HEIGHTS, lay_out
    from siamdesk.timeline.view import View
    from siamdesk.ui.starting import application
    from siamdesk.ui.timeline_canvas import TimelineCanvas

    application()
    heights = ROW_HEIGHTS["compact"]
    held = held_for_drawing(size)
    painter = Painter(THEMES["light"])
    canvas = TimelineCanvas(painter)
    canvas.resize(1920, 1080)
    canvas.show()
    body = canvas.body
    reach = extent(held.contracts.values(), TODAY)

    def show(words: str = "", by: str = "tower") -> None:
        contracts = query.asked(words, held).filter(held, TODAY)
        groups = group(contracts, held, by, TODAY)
        body.show_scene(lay_out(groups, held, heights=heights), View(held, TODAY, text_width=painter.text_width), reach)

    # The towers of this portfolio hold either exact dates or months alone; what one supplier has is mixed.
    show(by="supplier")
    body.fit()
    viewport, row = body.viewport(), int(heights.contract)
    target, strip = QPixmap(viewport.size()), QPixmap(viewport.width(), row)
    bar = body.verticalScrollBar()
    fitted = body.scale.pixels_per_day

    def render() -> None:
        canvas.body.viewport().render(target)

    def zoom(n: int) -> None:
        # In and out again, as far as two notches of the wheel.
        body.set_pixels_per_day(fitted * 1.02 ** (abs(n % 40 - 20) - 10))
        render()

    def scroll(n: int) -> None:
        bar.setValue(row * (n % 20))
        viewport.render(strip, QPoint(), QRegion(0, viewport.height() - row, viewport.width(), row))

    def jump(n: int) -> None:
        bar.setValue(n % 20 * bar.pageStep())
        body.scene.view.plans.clear()
        body.scene = type(body.scene)(body.scene.layout, body.scale, body.scene.view)
        render()

    points = [QPointF(40.0 * n, 200.0 + 20 * n) for n in range(40)]

    def hit(n: int) -> None:
        body.hit(points[n % 40])

    def hover(n: int) -> None:
        y = row * (n % 15) - body.top % row + 8 * row
        body._hover(body.key_at(QPointF(10, y)))
        viewport.render(strip, QPoint(), QRegion(0, int(y), viewport.width(), row))

    def filtered(n: int) -> None:
        scene = body.scene
        show("supplier:bt" if n % 2 else "tower:3")
        body.scene = scene

    def repaint(_: int) -> None:
        render()

    return {
        "full repaint": repaint,
        "zoom": zoom,
        "scroll by a row": scroll,
        "page jump": jump,
        "hit test": hit,
        "hover": hover,
        "filter and lay out": filtered,
    }


def test_the_budget(table: "type[Table]") -> None:
    from floor import HEIGHT, WIDTH, Floor, drawing, least
    from PySide6.QtGui import QPixmap

    from siamdesk.ui.starting import application

    application()
    bare = Floor()
    bare.show()
    measured: dict[str, Callable[[int], None]] = {"floor": drawing(bare, QPixmap(WIDTH, HEIGHT))}
    for size in SIZES:
        measured |= {f"{name} at {size:,}": work for name, work in works(size).items()}
    # As the program does once a portfolio is loaded: what stays need not be gone through again and again.
    gc.collect()
    gc.freeze()
    found = least(measured)
    gc.unfreeze()
    floor = found["floor"]
    table.line("floor F of a frame: 43 rows, 831 primitives", floor)
    over = []
    for size in SIZES:
        for name, limit in IN_F.items():
            taken = found[f"{name} at {size:,}"]
            table.line(
                f"{name} at {size:,} contracts",
                taken,
                f"{taken / floor:.2f} F, limit {limit} F{', not reached yet' if taken > limit * floor else ''}",
            )
            over += [f"{name} at {size:,}"] if taken > limit * floor and name not in NOT_YET else []
        for name, most in IN_SECONDS.items():
            taken = found[f"{name} at {size:,}"]
            table.line(f"{name} at {size:,} contracts", taken, f"{taken * 1e6:,.0f} µs, limit {most * 1e6:,.0f} µs")
            over += [f"{name} at {size:,}"] if taken > most * max(floor / QUIET, 1.0) else []
    growth = found["zoom at 20,000"] / found["zoom at 1,000"]
    table.line("zoom at 20,000 contracts against 1,000", found["zoom at 20,000"], f"{growth:.2f} times, limit {GROWTH}")
    assert growth <= GROWTH
    assert over == []

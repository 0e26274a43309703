"""Saved views, what each portfolio comes back to, and the chips of the filter."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QInputDialog

from siamdesk.drawing.styles import THEMES
from siamdesk.ui import view_state
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings
from siamdesk.ui.view_state import ViewState

pytestmark = pytest.mark.qt
Settled = Callable[[], None]


@pytest.fixture
def saved(demo_window: MainWindow, settled: Settled, tmp_path: Path) -> MainWindow:
    """The sample under a name of its own."""
    demo_window.controller.save_as(tmp_path / "mine.siamdesk")
    settled()
    return demo_window


def look(window: MainWindow) -> None:
    """Look at the portfolio otherwise than usual."""
    window.narrow("tower:data")
    window._group("supplier")
    window._colour("tower")
    window.set_row_height("compact")
    window.tree.columns.toggle("phase")
    window.tree.setColumnWidth(window.tree.rows.column_keys.index("phase"), 91)
    heading = window.tree.rows.nodes[0].key
    window.tree.collapse(window.tree.rows.index_of(heading))
    window.parts.splitter.setSizes([1200, 330])
    window.parts.stack.setSizes([600, 230])
    window.parts.rows.setSizes([480, 720])
    body = window.canvas.body
    body.set_pixels_per_day(2.0)
    body.centre_on(body.scale.day(body.left + 2000))


def same(one: ViewState, other: ViewState) -> bool:
    """Whether two views are alike; the day in the middle to within some pixels."""
    assert one.middle is not None
    assert other.middle is not None
    near = abs(one.middle - other.middle) < timedelta(days=10)
    return near and replace(one, day="") == replace(other, day="")


def test_a_view_is_saved_and_shown_again(saved: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    views = saved.hands.views
    look(saved)
    there = views.state()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Data centres & co", True))
    views.fill()
    next(each for each in views.menu.actions() if each.text().startswith("&Save")).trigger()
    saved.narrow("")
    saved._group("tower")
    saved.set_row_height("tall")
    saved.tree.columns.toggle("phase")
    saved.canvas.body.fit()
    views.fill()
    next(each for each in views.menu.actions() if each.text() == "Data centres && co").trigger()
    settled()
    assert same(views.state(), there)
    assert saved.bar.search.text() == "tower:data"
    assert saved.bar.group_button.text() == "Group: Supplier ▾"
    views.fill()
    delete = next(each.menu() for each in views.menu.actions() if each.text() == "&Delete")
    delete.actions()[0].trigger()
    assert views.saved() == {}


def test_a_portfolio_comes_back_as_it_was_left(saved: MainWindow, settled: Settled, tmp_path: Path, qtbot: Any) -> None:
    look(saved)
    there = saved.hands.views.state()
    saved.controller.open_demo()
    settled()
    assert saved.words == ""
    assert "phase" in saved.tree.columns.chosen
    assert set(there.splits) == {"splitter", "stack", "rows"}
    saved.parts.splitter.setSizes([1000, 600])
    saved.parts.stack.setSizes([800, 100])
    saved.parts.rows.setSizes([300, 900])
    assert all(saved.parts.splits[name] != there.splits[name] for name in there.splits)
    saved.controller.open(tmp_path / "mine.siamdesk")
    settled()
    back = saved.hands.views.state()
    assert same(back, there)
    saved.close()
    other = MainWindow(
        Controller(saved.controller.today, "tester"), Settings(tmp_path / "settings.ini"), THEMES["light"]
    )
    other.resize(1280, 720)
    other.show()
    qtbot.addWidget(other)
    other.controller.open(tmp_path / "mine.siamdesk")
    qtbot.waitUntil(lambda: not other.controller.is_busy, timeout=20_000)
    again = other.hands.views.state()
    assert (again.words, again.grouping, again.collapsed) == (there.words, there.grouping, there.collapsed)
    assert again.columns == there.columns
    # In a smaller window the parts share what there is in the same proportion.
    for name, sizes in there.splits.items():
        shares = [each / sum(again.splits[name]) for each in again.splits[name]]
        assert shares == pytest.approx([each / sum(sizes) for each in sizes], abs=0.06), name
    assert again.pixels_per_day == pytest.approx(there.pixels_per_day)
    other.close()


def test_what_was_kept_and_is_not_sound_is_as_usual() -> None:
    usual = ViewState()
    assert view_state.of_json(view_state.loaded("not JSON")) == usual
    assert view_state.of_json([1]) == usual
    kept = {
        "words": 3, "grouping": "moon", "pixels_per_day": -4, "top": "x", "columns": {"a": "b"}, "day": "never",
        "collapsed": 3, "splits": {"rows": [-9, 100], "stack": "x", "splitter": [300, "y"]},
    }  # fmt: skip
    read = view_state.of_json(kept)
    assert (read.words, read.grouping, read.pixels_per_day, read.top, read.columns) == ("3", "tower", 0.0, 0, {})
    assert read.middle is None
    assert read.splits == {}
    assert view_state.of_json(json.loads(json.dumps(usual.as_json()))) == usual


def test_each_term_is_a_chip_that_takes_it_back(demo_window: MainWindow) -> None:
    window, chips = demo_window, demo_window.hands.chips
    assert not chips.isVisible()
    window.narrow("tower:data supplier:x")
    assert [chip.text() for chip in chips.chips] == ["tower:data   ×", "supplier:x   ×"]
    assert chips.isVisible()
    chips.chips[1].click()
    assert window.words == window.bar.search.text() == "tower:data"
    chips.chips[0].click()
    assert window.words == ""
    assert not chips.isVisible()


def test_closing_all_rows_keeps_them_closed(demo_window: MainWindow) -> None:
    rows, tree = demo_window.tree.rows, demo_window.tree
    inner = next(node for node in rows.nodes if node.parent >= 0)
    tree.select_key(inner.key)
    demo_window.actions_["collapse"].trigger()
    assert tree.selected_key() == rows.nodes[inner.parent].key
    assert not tree.isExpanded(rows.index_of(tree.selected_key()))

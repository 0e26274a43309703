"""Filters by the values of a column, the columns of the tree, and finding the next."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from siamdesk.domain.when import When
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.value_filter import ValueFilter

pytestmark = pytest.mark.qt
Settled = Callable[[], None]


def contract(window: MainWindow, reference: str) -> Any:
    return next(c for c in window.controller.shown.portfolio.contracts.values() if c.reference == reference)


def references(window: MainWindow) -> set[str]:
    return {each.reference for group in window.groups for each in group.contracts}


def untick(monkeypatch: pytest.MonkeyPatch, *shown: str) -> list[list[str]]:
    """Answers the dialog by taking ticks away; gives what it listed."""
    listed: list[list[str]] = []

    def answer(dialog: ValueFilter) -> int:
        listed.append([dialog.list.item(row).text() for row in range(dialog.list.count())])
        for each in shown:
            dialog.tick(each, ticked=False)
        return ValueFilter.DialogCode.Accepted

    monkeypatch.setattr(ValueFilter, "exec", answer)
    return listed


def test_towers_are_ticked_and_the_filter_says_so(demo_window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window, header = demo_window, demo_window.hands.header
    every = references(window)
    towers = [tower for tower, _ in header.values("name")]
    listed = untick(monkeypatch, *towers[2:])
    header.ask("name")
    assert listed[0] == ["(All)", *towers]
    assert window.words.startswith("tower=")
    assert 0 < len(references(window)) < len(every)
    assert {
        window.controller.shown.portfolio.towers[c.tower_id].name for g in window.groups for c in g.contracts
    } == set(towers[:2])
    untick(monkeypatch)
    menu = QMenu()
    header.fill(menu, "name")
    next(each for each in menu.actions() if each.text() == "&Clear this filter").trigger()
    assert window.words == ""
    assert references(window) == every


@pytest.mark.parametrize("key", ["suppliers", "phase", "contract_award", "status", "route", "owner"])
def test_every_value_lets_its_contracts_through(
    demo_window: MainWindow, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    window, header = demo_window, demo_window.hands.header
    every, met = references(window), set()
    values = header.values(key)
    for _, shown in values:
        window.narrow("")
        untick(monkeypatch, *(other for _, other in values if other != shown))
        header.ask(key)
        found = references(window)
        assert found, (key, shown)
        met |= found
    assert met == every


def test_typing_narrows_the_values(demo_window: MainWindow) -> None:
    dialog = ValueFilter("Owner", [("Ann", "Ann"), ("Bob", "Bob"), ("none", "(Blank)")], None)
    assert dialog.chosen is None
    dialog.line.setText("an")
    assert dialog.chosen == ["Ann", "none"]
    dialog.tick("(Blank)", ticked=False)
    assert dialog.chosen == ["Ann"]
    dialog.tick("Ann", ticked=False)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    again = ValueFilter("Owner", [("Ann", "Ann"), ("Bob", "Bob")], ["ann"])
    assert again.chosen == ["Ann"]
    assert demo_window.isVisible()


def test_columns_are_ticked_in_the_menu(demo_window: MainWindow) -> None:
    menu = QMenu()
    demo_window.hands.header.fill_columns(menu)
    ticked = {action.text() for action in menu.actions() if action.isChecked()}
    assert ticked == {"Supplier", "Value", "RAG"}
    next(action for action in menu.actions() if action.text() == "Next date").trigger()
    assert demo_window.tree.columns.shown_keys() == ["suppliers", "value", "next"]


def test_a_date_column_is_filtered_by_years(demo_window: MainWindow, settled: Settled) -> None:
    from siamdesk.session import edits

    held = demo_window.controller.shown.portfolio
    owner = contract(demo_window, "NET-01").id
    made = edits.set_field(held, [owner], "contract_award.actual", When.day(date(2031, 5, 1)), date(2018, 4, 3))
    demo_window.controller.edit(made)
    settled()
    assert ("2031", "2031") in demo_window.hands.header.values("contract_award")
    demo_window.narrow("contract_award:2031|2032")
    assert references(demo_window) == {"NET-01"}


def test_f3_goes_on_to_the_next(demo_window: MainWindow) -> None:
    window = demo_window
    window.bar.search.blockSignals(True)
    window.bar.search.setText("services")
    met = []
    for _ in range(12):
        window.actions_["find_next"].trigger()
        met.append(window.tree.selected_key())
    titles = [window.controller.shown.portfolio.contracts[key].title.casefold() for key in met]
    assert len(set(met)) > 2
    assert met[0] in met[1:]
    assert any("service" in title for title in titles)
    window.bar.search.setText("no such words")
    window.actions_["find_next"].trigger()
    assert "No contract in view" in window.parts.status.currentMessage()


def test_a_new_column_takes_its_room_from_the_timeline(demo_window: MainWindow) -> None:
    window = demo_window
    before = window.tree.columnWidth(0)
    window.tree.columns.toggle("next")
    window.tree.columns.toggle("phase")
    assert window.tree.columnWidth(0) >= min(before, 180)
    assert window.canvas.width() >= 200


def test_a_value_with_quotation_marks_is_ticked(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    from siamdesk.session import edits

    held, owner = demo_window.controller.shown.portfolio, contract(demo_window, "NET-01").id
    demo_window.controller.edit(edits.set_field(held, [owner], "owner", 'Ann "Bee" Smith', date(2018, 4, 3)))
    settled()
    header = demo_window.hands.header
    untick(monkeypatch, *(shown for _, shown in header.values("owner") if "Bee" not in shown))
    header.ask("owner")
    assert demo_window.words == 'owner="Ann ""Bee"" Smith"'
    assert references(demo_window) == {"NET-01"}


def test_the_arrow_of_a_column_opens_its_menu(
    demo_window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, _: opened.append(menu.actions()[0].text()))
    header, keys = demo_window.tree.top_line, demo_window.tree.rows.column_keys
    column = keys.index("suppliers")
    middle = header.button(column).center()
    bare = header.grab().toImage()
    qtbot.mouseMove(header.viewport(), middle)
    assert header.grab().toImage() != bare
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert opened == ["&Filter by Supplier…"]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle - QPoint(50, 0))
    assert opened == ["&Filter by Supplier…"]
    QApplication.sendEvent(header, QEvent(QEvent.Type.Leave))
    assert header.grab().toImage() == bare


def test_filtered_columns_are_marked(demo_window: MainWindow) -> None:
    header, keys = demo_window.tree.top_line, demo_window.tree.rows.column_keys
    assert header.filtered == frozenset()
    bare = header.grab().toImage()
    demo_window.narrow("supplier:a tower:data")
    assert header.filtered == {keys.index("name"), keys.index("suppliers")}
    assert header.grab().toImage() != bare
    demo_window.narrow("tower:data")
    assert header.filtered == {keys.index("name")}
    demo_window.narrow("")
    assert header.filtered == frozenset()


def test_a_column_without_room_has_no_arrow(demo_window: MainWindow) -> None:
    header, keys = demo_window.tree.top_line, demo_window.tree.rows.column_keys
    assert header.button(keys.index("owner")).isEmpty()
    assert not header.button(keys.index("value")).isEmpty()

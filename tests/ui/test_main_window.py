"""The window as a manager uses it, on real documents and workbooks."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QToolButton

from siamdesk.session import demo
from siamdesk.session.session import Session
from siamdesk.ui import ask_day, errors
from siamdesk.ui.import_review import ImportReview
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.tree_model import PortfolioModel

pytestmark = pytest.mark.qt

SAMPLES = Path(demo.__file__).parents[1] / "resources" / "samples"
Settled = Callable[[], None]


def labels(window: MainWindow) -> list[str]:
    rows = window.tree.rows
    return [rows.text(node, 0) for node in rows.nodes]


def test_an_empty_window_says_what_to_do(window: MainWindow) -> None:
    assert window.parts.pages.currentWidget() is window.parts.empty
    assert window.parts.empty.register.isVisible()
    assert not window.actions_["undo"].isEnabled()
    assert not window.actions_["save_as"].isEnabled()


def test_the_demo_shows_towers_timeline_and_marking(demo_window: MainWindow) -> None:
    window = demo_window
    assert window.parts.top.marking.text() == "OFFICIAL"
    assert labels(window)[:3] == [
        "SIAM · SIAM-01 · Service integration and management",
        "Networks · NET-01 · Network services",
        "Back office",
    ]
    assert "9 contracts, 8 towers" in window.parts.status.counts.text()
    sums = window.parts.status.sums.text()
    assert "approved" in sums
    assert "current" in sums
    parts = {shape.part for shape in window.canvas.body.in_view}
    assert {"phase.service", "service_transfer.actual", "contract_award.actual"} <= parts


def test_the_model_keeps_qts_rules(demo_window: MainWindow) -> None:
    shown = demo_window.controller.shown
    model = PortfolioModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(demo_window.groups, shown.portfolio)
    assert model.rowCount() == 8
    model.show((), shown.portfolio)
    assert model.rowCount() == 0


def test_tree_and_timeline_have_the_same_rows(demo_window: MainWindow, qtbot: Any) -> None:
    window = demo_window
    tree, body = window.tree.viewport(), window.canvas.body.viewport()
    # The legend takes its height once the rows are painted, and both views make room for it.
    qtbot.waitUntil(lambda: tree.height() == body.height())
    scene = window.canvas.body.scene
    assert scene is not None
    for place, row in enumerate(scene.layout.rows):
        rect = window.tree.visualRect(window.tree.rows.index_of(row.key))
        assert rect.height() == row.height, row.label
        assert rect.top() == round(scene.layout.tops[place] - window.canvas.body.top), row.label
    tree_top = window.tree.viewport().mapToGlobal(QPoint(0, 0)).y()
    assert window.canvas.body.viewport().mapToGlobal(QPoint(0, 0)).y() == tree_top


def test_they_scroll_together(demo_window: MainWindow, qtbot: Any) -> None:
    window = demo_window
    window.resize(1280, 480)
    qtbot.waitUntil(lambda: window.canvas.body.verticalScrollBar().maximum() > 50)
    window.canvas.body.verticalScrollBar().setValue(50)
    assert window.tree.verticalScrollBar().value() == 50
    window.tree.verticalScrollBar().setValue(20)
    assert window.canvas.body.verticalScrollBar().value() == 20


def test_collapsing_a_tower_takes_its_rows_from_both(demo_window: MainWindow) -> None:
    window = demo_window
    tower = next(node for node in window.tree.rows.nodes if window.tree.rows.text(node, 0) == "Data centres")
    before = len(window.canvas.body.scene.layout.rows)
    window.tree.collapse(window.tree.rows.index_of(tower.key))
    assert len(window.canvas.body.scene.layout.rows) == before - 2
    window.actions_["expand"].trigger()
    assert len(window.canvas.body.scene.layout.rows) == before


def test_search_narrows_and_a_wrong_field_is_told(demo_window: MainWindow, qtbot: Any) -> None:
    window = demo_window
    qtbot.keyClicks(window.bar.search, "tower:network")
    with qtbot.waitSignal(window.bar.searched):
        qtbot.keyPress(window.bar.search, Qt.Key.Key_Return)
    assert labels(window) == ["Networks · NET-01 · Network services"]
    window.bar.search.setText("lunch:late")
    qtbot.keyPress(window.bar.search, Qt.Key.Key_Return)
    assert "There is no field “lunch”" in window.statusBar().currentMessage()
    assert len(labels(window)) > 9
    window.bar.search.clear()
    qtbot.keyPress(window.bar.search, Qt.Key.Key_Return)
    assert window.statusBar().currentMessage() == ""


@pytest.mark.parametrize(
    ("key", "headings"),
    [("supplier", {"CSC", "Atos"}), ("phase", {"In service", "Tendering"}), ("rag", {"No RAG"})],
)
def test_grouping(demo_window: MainWindow, key: str, headings: set[str]) -> None:
    action = next(each for each in demo_window.bar.group_actions.actions() if each.data() == key)
    action.trigger()
    assert headings <= {node.item.label for node in demo_window.tree.rows.nodes if node.parent < 0}


def test_choosing_a_contract_shows_its_dates_and_where_they_came_from(
    demo_window: MainWindow, settled: Settled
) -> None:
    window = demo_window
    node = next(each for each in window.tree.rows.nodes if "BO-01" in window.tree.rows.text(each, 0))
    window.tree.select_key(node.key)
    settled()
    assert "Back office support services" in window.inspector.head.text()
    dates = window.inspector.pages["Dates"].toPlainText()
    assert "5 Feb 2018" in dates
    assert "moved +462 to +492 d against the baseline" in dates
    assert "TTPi register 2018-03.xlsx · Contract register!P15" in dates
    assert "known 31 Mar 2018" in dates
    assert "£234.5m" in window.inspector.pages["Money"].toPlainText()
    assert "Finance" in window.inspector.pages["Details"].toPlainText()
    assert "“from October 2016” → “TBC”" in window.inspector.pages["History"].toPlainText()


def test_as_known_on_a_day_is_visibly_read_only(demo_window: MainWindow, settled: Settled) -> None:
    window = demo_window
    window.controller.show_as_known(date(2015, 10, 2))
    settled()
    assert window.parts.history.isVisible()
    assert "As known on <b>2 Oct 2015</b>: read-only" in window.parts.history.told.text()
    assert not window.bar.import_button.isEnabled()
    assert not window.actions_["undo"].isEnabled()
    assert "4 contracts" in window.parts.status.counts.text()
    assert "Atos" not in " ".join(window.tree.rows.text(node, 1) for node in window.tree.rows.nodes)
    window.controller.show_as_known(None)
    settled()
    assert not window.parts.history.isVisible()
    assert "9 contracts" in window.parts.status.counts.text()


def test_the_as_known_menu_lists_the_days_and_asks_for_another(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = demo_window
    window.commands.fill_known(window.bar.known_menu)
    words = [action.text() for action in window.bar.known_menu.actions() if action.text()]
    assert words == ["Now", "31 Mar 2018", "30 Apr 2017", "31 Mar 2016", "5 Oct 2015", "2 Oct 2015", "Another day…"]
    monkeypatch.setattr("siamdesk.ui.commands.ask_day", lambda *_: date(2016, 12, 25))
    window.bar.known_menu.actions()[-1].trigger()
    settled()
    assert window.controller.shown.as_known == date(2016, 12, 25)
    assert "8 contracts" in window.parts.status.counts.text()


def test_comparing_with_an_earlier_day(demo_window: MainWindow, settled: Settled) -> None:
    window = demo_window
    window.commands.fill_compare(window.bar.compare_menu)
    next(each for each in window.bar.compare_menu.actions() if each.text() == "As known on 2 Oct 2015").trigger()
    settled()
    assert window.controller.shown.compared_with == date(2015, 10, 2)
    node = next(each for each in window.tree.rows.nodes if "BO-01" in window.tree.rows.text(each, 0))
    window.tree.select_key(node.key)
    assert "moved at most +492 d from from October 2016" in window.inspector.pages["Dates"].toPlainText()


def test_undo_of_an_import_asks_names_it_and_redo_brings_it_back(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = demo_window
    assert window.actions_["undo"].text().startswith("&Undo: Import TTPi register 2018-03.xlsx, ")
    asked: list[str] = []

    def ask(_parent: object, question: str, _yes: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr(errors, "ask", ask)
    window.actions_["undo"].trigger()
    settled()
    assert "9 contracts" in window.parts.status.counts.text()
    window.actions_["undo"].trigger()
    settled()
    assert "8 contracts" in window.parts.status.counts.text()
    assert "Undo “Import TTPi register 2018-03.xlsx”" in asked[0]
    assert window.actions_["redo"].text().startswith("&Redo: Import TTPi register 2018-03.xlsx")
    window.actions_["redo"].trigger()
    settled()
    assert "9 contracts" in window.parts.status.counts.text()


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_a_register_dropped_on_an_empty_window_becomes_a_portfolio(
    window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look(dialog: ImportReview) -> int:
        seen.append(dialog.apply.text())
        return ImportReview.DialogCode.Accepted

    monkeypatch.setattr(ImportReview, "exec", look)
    drop(window, SAMPLES / "TTPi register 2016-03.xlsx")
    settled()
    assert seen == ["Apply 8"]
    assert "8 contracts" in window.parts.status.counts.text()
    target = tmp_path / "kept.siamdesk"
    window.controller.save_as(target)
    settled()
    assert window.controller.shown.path == target
    assert window.settings.recent[0] == target
    with Session.open(target, write=False).closing() as session:
        assert len(session.portfolio.contracts) == 8


def test_the_review_lists_what_changes_and_chooses_nothing_disputed(
    window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, list[str], str]] = []

    def look(dialog: ImportReview) -> int:
        choices = [dialog.model.choice(row) for row in (1, 2)]
        seen.append((dialog.model.text(0, 0), choices, dialog.apply.text()))
        return ImportReview.DialogCode.Accepted

    monkeypatch.setattr(ImportReview, "exec", look)
    drop(window, SAMPLES / "TTPi register 2015-10-02.xlsx")
    settled()
    drop(window, SAMPLES / "Back office register 2015-10.xlsx")
    settled()
    heading, choices, apply = seen[1]
    assert heading == "Both sides changed: choose (2)"
    assert choices == ["open", "open"]
    assert apply.endswith("keep 2 open")


def test_cells_pasted_from_excel_are_a_register(
    window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(errors, "say", lambda _parent, sentence: said.append(sentence))
    monkeypatch.setattr(ImportReview, "exec", lambda _dialog: ImportReview.DialogCode.Accepted)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("nothing of the kind")
    window.actions_["paste"].trigger()
    assert said == ["Copy the register's cells in Excel first, its header row with them."]
    clipboard.setText("Ref\tTitle\tSupplier\tAward date\r\nA-1\tWi-Fi\tBT\t1 May 2016\r\nA-2\tLAN\tBT\tTBC\r\n")
    window.actions_["paste"].trigger()
    settled()
    assert "2 contracts" in window.parts.status.counts.text()


def test_a_file_that_is_no_register_is_refused_in_one_sentence(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(errors, "say", lambda _parent, sentence: said.append(sentence))
    wrong = tmp_path / "letter.xlsx"
    wrong.write_text("Dear Sir")
    drop(demo_window, wrong)
    settled()
    assert len(said) == 1
    assert "letter.xlsx" in said[0]
    assert "9 contracts" in demo_window.parts.status.counts.text()


def test_a_portfolio_open_elsewhere_is_read_only_and_says_by_whom(
    window: MainWindow, settled: Settled, tmp_path: Path
) -> None:
    path = tmp_path / "held.siamdesk"
    holder = demo.create(path)
    try:
        window.controller.open(path)
        settled()
        assert "held.siamdesk is open by" in window.parts.banner.text()
        assert window.parts.top.file.text() == "held · read-only"
        assert not window.bar.import_button.isEnabled()
        assert "9 contracts" in window.parts.status.counts.text()
    finally:
        holder.close()


def test_a_damaged_portfolio_is_told_and_the_open_one_stays(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(errors, "say", lambda _parent, sentence: said.append(sentence))
    path = tmp_path / "damaged.siamdesk"
    shutil.copy(demo_window.controller.shown.path, path)
    path.write_bytes(path.read_bytes()[:5000])
    demo_window.controller.open(path)
    settled()
    assert len(said) == 1
    assert said[0].startswith("damaged.siamdesk is damaged")
    assert "9 contracts" in demo_window.parts.status.counts.text()


def test_the_newest_backup_of_a_damaged_portfolio_is_offered(
    window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(errors, "ask", lambda _parent, question, _yes: asked.append(question) is None)
    path = tmp_path / "p.siamdesk"
    demo.create(path).close()
    window.controller.open(path)
    settled()
    window.actions_["demo"].trigger()
    settled()
    damaged = path.read_bytes()[:5000]
    path.write_bytes(damaged)
    window.controller.open(path)
    settled()
    assert "There is a sound backup of 2018-04-03" in asked[0]
    assert window.controller.shown.name == "p (backup of 2018-04-03)"
    assert "9 contracts" in window.parts.status.counts.text()
    assert path.read_bytes() == damaged


def test_cancelling_an_import_changes_nothing(demo_window: MainWindow, settled: Settled) -> None:
    window = demo_window
    before = window.controller.shown.portfolio
    window.controller.progressed.connect(lambda *_: window.controller.cancel())
    window.controller.registers.plan_imports([SAMPLES / "TTPi register 2016-03.xlsx"])
    window.controller.cancel()
    settled()
    assert window.controller.shown.portfolio is before


def test_zoom_keeps_the_day_under_the_pointer(demo_window: MainWindow) -> None:
    body = demo_window.canvas.body
    for factor in (1.7, 3.0, 0.4):
        x = 300.0
        day = body.scale.day(body.left + x)
        body.zoom(factor, x)
        assert abs((body.scale.day(body.left + x) - day).days) <= 1 + 1 / body.scale.pixels_per_day


def test_hovering_a_sign_tells_its_date(demo_window: MainWindow) -> None:
    window = demo_window
    body = window.canvas.body
    glyph = next(shape for shape in body.in_view if shape.part == "service_transfer.actual")
    hit = body.hit(QPointF(glyph.x - body.left, glyph.y - body.top))
    assert hit is not None
    assert hit.part == "service_transfer.actual"
    from siamdesk.ui.summary import hover_words

    words = hover_words(hit, window.controller.shown.portfolio)
    assert words == "BO-01 Back office support services\nService transfer, actual: 5 Feb 2018"


def test_clicking_a_row_of_the_timeline_selects_it_in_the_tree(demo_window: MainWindow, qtbot: Any) -> None:
    window = demo_window
    body = window.canvas.body
    place = body.scene.layout.row_at(80.0)
    y = int(body.scene.layout.tops[place] + 10 - body.top)
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(200, y))
    assert window.tree.selected_key() == body.scene.layout.rows[place].key


@pytest.mark.parametrize("theme", ["dark", "contrast", "light"])
def test_themes(demo_window: MainWindow, theme: str) -> None:
    demo_window.actions_[theme].trigger()
    assert demo_window.theme.name == theme
    assert demo_window.canvas.body.painter.theme.name == theme
    assert demo_window.tree.delegate.painter.theme.name == theme
    picture = demo_window.inspector.grab().toImage()
    assert picture.pixelColor(picture.width() - 3, picture.height() - 3).name() == demo_window.theme.colour("window")
    assert demo_window.settings.theme == theme


def test_nothing_is_cut_off_in_the_bar_at_1280(demo_window: MainWindow) -> None:
    for button in demo_window.bar.findChildren(QToolButton):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()
            assert demo_window.bar.rect().contains(button.geometry()), button.text()


def test_the_day_dialog_reads_what_is_typed(window: MainWindow, qtbot: Any) -> None:
    dialog = ask_day.DayDialog("As known on", date(2015, 10, 2), window)
    qtbot.addWidget(dialog)
    dialog.line.setText("March 2016")
    assert dialog.day == date(2016, 3, 31)
    dialog.line.setText("soon")
    assert dialog.day is None
    assert "Can’t be read" in dialog.read.text()


def test_a_fault_of_ours_is_reported_with_versions_and_nothing_of_the_portfolio(window: MainWindow, qtbot: Any) -> None:
    report = errors.FaultReport("ZeroDivisionError: division by zero", window)
    qtbot.addWidget(report)
    report.copy()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("SIAMDesk 0.1.0, Python 3.")
    assert text.endswith("ZeroDivisionError: division by zero")


def test_history_is_stepped_through_by_key_and_dragged_through_by_day(
    demo_window: MainWindow, settled: Settled, qtbot: Any
) -> None:
    window = demo_window
    window.controller.show_as_known(date(2016, 3, 31))
    settled()
    history = window.parts.history
    qtbot.keyClick(history.slider, Qt.Key.Key_Left)
    settled()
    assert window.controller.shown.as_known == date(2015, 10, 5)
    qtbot.keyClick(history.slider, Qt.Key.Key_Left)
    settled()
    assert window.controller.shown.as_known == date(2015, 10, 2)
    assert not history.before.isEnabled()
    assert "4 contracts" in window.parts.status.counts.text()
    history.slider.setValue(date(2017, 5, 1).toordinal())
    qtbot.waitUntil(lambda: window.controller.shown.as_known == date(2017, 5, 1))
    settled()
    history.after.click()
    settled()
    assert window.controller.shown.as_known == date(2018, 3, 31)
    assert not history.grab().isNull()
    history.now.click()
    settled()
    assert window.controller.shown.as_known is None
    assert not history.isVisible()


def test_the_words_of_its_buttons_never_make_the_window_wider(demo_window: MainWindow) -> None:
    demo_window.resize(1280, 720)
    demo_window.bar.show_choice(demo_window.bar.write_button, "Write back to Excel  1,234 ▾", active=True)
    demo_window.bar.show_choice(demo_window.bar.known_button, "As known: 30 Sep 2015 ▾", active=True)
    demo_window.bar.show_choice(demo_window.bar.compare_button, "Compare: 30 Sep 2015 ▾", active=False)
    demo_window.bar.show_colouring("route")
    demo_window.resize(1280, 720)
    assert demo_window.width() == 1280
    assert demo_window.bar.zoom.isHidden()
    assert not demo_window.bar.known_button.isHidden()
    last = demo_window.bar.known_button.geometry()
    assert last.right() <= demo_window.bar.width()
    demo_window.resize(1900, 800)
    assert not demo_window.bar.zoom.isHidden()

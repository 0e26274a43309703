"""The import review by mouse and keyboard, on a real dispute, an unreadable date and a missing row."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog

from siamdesk.domain.changes import ChangeSet, edits
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import THEMES
from siamdesk.session import import_register
from siamdesk.session.import_plan import ImportPlan
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.ui.import_review import COLUMNS, ImportReview
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.review_model import OURS, THEIRS, TICK, ReviewModel

pytestmark = pytest.mark.qt

HEADERS = ("Ref", "Title", "Service tower", "Supplier", "Contract award Forecast", "Value", "Colour")
FIRST = [
    ("N-1", "Network services", "Networks", "BT", "31 Mar 2016", "£12m", "blue"),
    ("N-2", "Wi-Fi", "Networks", "Virgin", "TBC", "£2m", "green"),
    ("H-1", "Hosting", "Hosting", "CSC", "1 May 2016", "£94.7m", "red"),
]
SECOND = [
    ("N-1", "Network services", "Networks", "Colt", "Q1 2016/17", "£14m", "blue"),
    ("N-2", "Wi-Fi", "Networks", "Virgin", "31/02/2018", "£2m", "green"),
    ("N-3", "Conferencing", "Networks", "Cisco", "TBC", "£1m", "grey"),
]


def written(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *rows])
    return path


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    path = tmp_path / "p.siamdesk"
    with Session.create(path, "tester").closing() as session:
        register = written(tmp_path / "register.csv", FIRST)
        import_register.accept(session, import_register.plan(session, register, Choice(date(2016, 1, 31))))
        contract = next(c for c in session.portfolio.contracts.values() if c.reference == "N-1")
        changes = edits(contract, {"suppliers": ("Vodafone",)})
        session.apply(ChangeSet("edit", changes, date(2016, 2, 1), author="tester"))
    return path


@pytest.fixture
def plan(portfolio: Path, tmp_path: Path) -> Iterator[ImportPlan]:
    with Session.open(portfolio, author="tester").closing() as session:
        yield import_register.plan(session, written(tmp_path / "register.csv", SECOND), Choice(date(2016, 2, 29)))


@pytest.fixture
def review(plan: ImportPlan, qtbot: Any) -> ImportReview:
    dialog = ImportReview(plan, Painter(THEMES["light"]))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def row_of(model: ReviewModel, kind: str) -> int:
    return next(n for n in range(len(model.rows)) if (item := model.item(n)) is not None and item.kind == kind)


def click(review: ImportReview, qtbot: Any, row: int, column: int) -> None:
    rect = review.list.visualRect(review.model.index(row, column))
    where = QPoint(rect.left() + 14, rect.top() + 16)
    qtbot.mouseClick(review.list.viewport(), Qt.MouseButton.LeftButton, pos=where)


def test_it_shows_what_is_to_be_decided(review: ImportReview) -> None:
    chips = [button.text() for button in review.chips.buttons()]
    assert chips == ["All 6", "Both changed 1", "Couldn’t read 1", "Changed 2", "New 1", "Missing 1"]
    assert review.apply.text() == "Apply 3, keep 3 open"
    model = review.model
    changed = next(n for n in range(len(model.rows)) if model.text(n, THEIRS) == "Q1 2016/17")
    assert model.source_words(changed) == "register!E2 · +1 to +91 d"
    assert model.text(row_of(model, "conflict"), OURS) == "Vodafone"


def test_qts_rules_are_kept(plan: ImportPlan, qtmodeltester: Any) -> None:
    model = ReviewModel(plan)
    qtmodeltester.check(model)
    for kind in ("conflict", "unread", ""):
        model.filter(kind)
    model.choose(range(1, 3), "take")


def test_a_side_is_chosen_by_mouse(review: ImportReview, qtbot: Any) -> None:
    row = row_of(review.model, "conflict")
    click(review, qtbot, row, THEIRS)
    assert review.model.choice(row) == "take"
    click(review, qtbot, row, OURS)
    assert review.model.choice(row) == "keep ours"
    assert review.apply.text() == "Apply 4, keep 2 open"


def test_everything_is_decided_by_keyboard(review: ImportReview, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model, keys = review.model, review.list
    keys.selectRow(row_of(model, "conflict"))
    qtbot.keyClick(keys, Qt.Key.Key_T)
    assert model.choice(row_of(model, "conflict")) == "take"
    keys.selectRow(row_of(model, "missing"))
    qtbot.keyClick(keys, Qt.Key.Key_O)
    answers = iter([("30/02/2018", True), ("28/02/2018", True)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_named: next(answers))
    keys.selectRow(row_of(model, "unread"))
    qtbot.keyClick(keys, Qt.Key.Key_Return)
    assert model.result(row_of(model, "unread")) == "typed: 28 Feb 2018"
    assert review.apply.text() == "Apply 6"
    keys.selectRow(row_of(model, "new"))
    qtbot.keyClick(keys, Qt.Key.Key_Space)
    assert review.apply.text() == "Apply 5, keep 1 open"
    with qtbot.waitSignal(review.accepted):
        qtbot.keyClick(review, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_tick_is_taken_away_by_mouse(review: ImportReview, qtbot: Any) -> None:
    row = row_of(review.model, "changed")
    click(review, qtbot, row, TICK)
    assert review.model.result(row) == "open"


def test_a_filter_keeps_what_was_decided(review: ImportReview) -> None:
    model = review.model
    model.choose([row_of(model, "conflict")], "take")
    model.filter("changed")
    assert len(model.rows) == 3
    model.filter("")
    assert model.choice(row_of(model, "conflict")) == "take"


def test_a_whole_column_is_decided_at_once(review: ImportReview) -> None:
    model = review.model
    row = next(n for n in range(len(model.rows)) if (item := model.item(n)) is not None and item.field == "value")
    assert model.alike(row) == [row]
    model.choose(model.alike(row), "keep ours")
    assert model.result(row) == "keep ours"


def test_the_columns_page_sets_a_field_by_hand(review: ImportReview, qtbot: Any) -> None:
    review.show_step(COLUMNS)
    table = review.columns.table
    headers = [table.item(row, 1).text() for row in range(table.rowCount())]
    box = table.cellWidget(headers.index("Colour"), 3)
    assert box.currentText() == "A column of our own"
    with qtbot.waitSignal(review.read_again) as told:
        box.setCurrentIndex(box.findData("category"))
        box.activated.emit(box.currentIndex())
    day, mapping, tower = told.args
    assert (day, mapping, tower) == (date(2016, 2, 29), {"Colour": "category"}, "")


def test_a_review_goes_all_the_way_and_what_is_open_is_found_again(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[ImportReview] = []

    def look(dialog: ImportReview) -> int:
        seen.append(dialog)
        return ImportReview.DialogCode.Accepted

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    assert seen[0].apply.text() == "Apply 3, keep 3 open"
    assert "4 contracts" in window.parts.status.counts.text()
    window.actions_["left_open"].trigger()
    settled()
    assert seen[1].title.text() == "What was left open of “register.csv”"
    chips = [button.text() for button in seen[1].chips.buttons()]
    assert chips == ["All 3", "Both changed 1", "Couldn’t read 1", "Missing 1"]


def test_a_register_is_read_again_with_another_column(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: Any,
) -> None:
    texts: list[str] = []

    def look(dialog: ImportReview) -> int:
        dialog.columns.by_hand["Colour"] = "category"
        dialog.again.click()
        qtbot.waitUntil(lambda: dialog.model.count("changed") == 4, timeout=10_000)
        texts.append(dialog.apply.text())
        return ImportReview.DialogCode.Rejected

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    assert texts == ["Apply 5, keep 3 open"]


def test_the_review_is_saved_as_a_workbook(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "review.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr("siamdesk.ui.errors.say", lambda *_: None)

    def look(dialog: ImportReview) -> int:
        dialog.save.click()
        return ImportReview.DialogCode.Rejected

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    rows = list(openpyxl.load_workbook(target).worksheets[0].values)
    assert rows[0][:3] == ("Contract", "Field", "As sent")
    assert ("N-1 Network services", "Supplier", "BT", "Vodafone", "Colt", "register!D2", "Both changed", "open") in rows

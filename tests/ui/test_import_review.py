"""The import review by mouse and keyboard, on a real dispute, an unreadable date and a missing row."""

import csv
import weakref
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
from siamdesk.session import import_batch, import_register
from siamdesk.session.import_batch import Batch
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.ui.ask_contract import ContractDialog
from siamdesk.ui.import_review import COLUMNS, ImportReview
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.review_model import OURS, THEIRS, TICK, ReviewModel

pytestmark = pytest.mark.qt

HEADERS = ("Ref", "Title", "Service tower", "Supplier", "Contract award Forecast", "Value", "Colour")
TODAY = date(2016, 3, 31)
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
def session(portfolio: Path) -> Iterator[Session]:
    with Session.open(portfolio, author="tester").closing() as session:
        yield session


@pytest.fixture
def batch(session: Session, tmp_path: Path) -> Batch:
    register = written(tmp_path / "register.csv", SECOND)
    return import_batch.plan(session, [(register, Choice(date(2016, 2, 29)))], TODAY)


@pytest.fixture
def review(batch: Batch, session: Session, qtbot: Any) -> ImportReview:
    dialog = ImportReview(batch, Painter(THEMES["light"]), session.portfolio, TODAY)
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


def test_qts_rules_are_kept(batch: Batch, qtmodeltester: Any) -> None:
    model = ReviewModel(batch)
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
    ((path, choice),) = told.args[0]
    assert (path.name, choice.mapping) == ("register.csv", {"Colour": "category"})


def test_a_review_goes_all_the_way_and_what_is_open_is_found_again(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[str, str, list[str]]] = []

    def look(dialog: ImportReview) -> int:
        seen.append((dialog.apply.text(), dialog.title.text(), [button.text() for button in dialog.chips.buttons()]))
        return ImportReview.DialogCode.Accepted

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.registers.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    assert seen[0][0] == "Apply 3, keep 3 open"
    assert "4 contracts" in window.parts.status.counts.text()
    assert window.parts.status.left_open.text() == "3 left open…"
    assert window.parts.status.left_open.isVisible()
    window.parts.status.left_open.click()
    settled()
    assert seen[1][1] == "What was left open of “register.csv”"
    assert seen[1][2] == ["All 3", "Both changed 1", "Couldn’t read 1", "Missing 1"]


def test_a_review_that_is_closed_is_not_kept(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: Any,
) -> None:
    kept: list[weakref.ref[Any]] = []

    def look(dialog: ImportReview) -> int:
        kept.extend((weakref.ref(dialog), weakref.ref(dialog.model)))
        return ImportReview.DialogCode.Rejected

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.registers.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    qtbot.waitUntil(lambda: not window.findChildren(ImportReview), timeout=10_000)
    settled()
    assert len(kept) == 2
    assert [each() for each in kept] == [None, None]


def test_a_review_that_is_closed_while_its_register_is_read_again_waits_for_nothing(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: Any,
) -> None:
    seen: list[str] = []

    def look(dialog: ImportReview) -> int:
        seen.append(dialog.apply.text())
        dialog.columns.by_hand["Colour"] = "category"
        dialog.columns.changed.emit()
        return ImportReview.DialogCode.Rejected

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.registers.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    assert seen == ["Apply 3, keep 3 open"]
    qtbot.waitUntil(lambda: not window.findChildren(ImportReview), timeout=10_000)


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
        dialog.columns.changed.emit()
        qtbot.waitUntil(lambda: dialog.model.count("changed") == 4, timeout=10_000)
        texts.append(dialog.apply.text())
        return ImportReview.DialogCode.Rejected

    monkeypatch.setattr(ImportReview, "exec", look)
    window.controller.open(portfolio)
    settled()
    window.controller.registers.plan_imports([written(tmp_path / "register.csv", SECOND)])
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
    window.controller.registers.plan_imports([written(tmp_path / "register.csv", SECOND)])
    settled()
    rows = list(openpyxl.load_workbook(target).worksheets[0].values)
    assert rows[0][:3] == ("Contract", "Field", "As sent")
    assert (
        "N-1 Network services",
        "Supplier",
        "BT",
        "Vodafone",
        "Colt",
        "register.csv",
        "register!D2",
        None,
        "Both changed",
        "open",
    ) in rows


# Several registers at once.

OTHER = [
    ("N-1", "Network services", "Networks", "Colt Group", "31 Mar 2016", "£12m", "blue"),
    ("H-1", "Hosting", "Hosting", "CSC", "1 May 2016", "£95m", "red"),
]


@pytest.fixture
def two(session: Session, tmp_path: Path, qtbot: Any) -> ImportReview:
    """Two registers that disagree about the supplier of N-1, and a file that is none."""
    hosting = written(tmp_path / "hosting.csv", [OTHER[0], FIRST[2]])
    first = import_batch.plan(session, [(hosting, Choice(date(2016, 2, 1)))], TODAY)
    import_batch.accept(session, first)
    written(hosting, OTHER)
    written(tmp_path / "register.csv", [SECOND[0], *FIRST[1:]])
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    registers = [(tmp_path / "register.csv", Choice(date(2016, 2, 20))), (hosting, Choice()), (broken, Choice())]
    dialog = ImportReview(
        import_batch.plan(session, registers, TODAY), Painter(THEMES["light"]), session.portfolio, TODAY
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_one_page_has_the_changes_of_all_registers(two: ImportReview) -> None:
    assert two.title.text() == "Import 2 registers"
    assert "broken.xlsx is cut short or damaged" in two.warning.text()
    assert "“hosting.csv” does not say of which day" in two.warning.text()
    assert two.steps.button(0).text() == "1 Sheet · which day?"
    assert {two.model.plan(row).workbook for row in range(1, len(two.model.rows)) if two.model.item(row)} == {
        "register.csv",
        "hosting.csv",
    }
    two.registers.setCurrentIndex(two.registers.findText("hosting.csv"))
    two.registers.activated.emit(two.registers.currentIndex())
    shown = {two.model.plan(row).workbook for row in range(len(two.model.rows)) if two.model.item(row)}
    assert shown == {"hosting.csv"}
    assert two.chips.buttons()[0].text() == f"All {two.model.count('')}"


def test_taking_one_side_of_a_dispute_between_registers_lets_the_other_go(session: Session, qtbot: Any) -> None:
    folder = session.document.path.parent

    def lead(name: str, supplier: str) -> Path:
        """A tower lead's register: Hosting, which both list, and two contracts of the lead's own."""
        own = [(f"{name}-{n}", f"{name} service {n}", name, *FIRST[1][3:]) for n in (1, 2)]
        return written(folder / f"{name}.csv", [(*FIRST[2][:3], supplier, *FIRST[2][4:]), *own])

    for name in ("apps", "print"):
        register = lead(name, "CSC"), Choice(date(2016, 2, 1))
        import_batch.accept(session, import_batch.plan(session, [register], TODAY))
    registers = [
        (lead("apps", "Fujitsu"), Choice(date(2016, 2, 20))),
        (lead("print", "IBM"), Choice(date(2016, 2, 21))),
    ]
    dialog = ImportReview(
        import_batch.plan(session, registers, TODAY), Painter(THEMES["light"]), session.portfolio, TODAY
    )
    qtbot.addWidget(dialog)
    model = dialog.model
    disputes = [row for row in range(len(model.rows)) if (item := model.item(row)) and item.kind == "conflict"]
    assert [model.text(row, THEIRS) for row in disputes] == ["Fujitsu", "IBM"]
    assert [model.result(row) for row in disputes] == ["open", "open · later"]
    model.choose([disputes[0]], "take")
    assert [model.choice(row) for row in disputes] == ["take", "keep ours"]
    model.choose([disputes[1]], "take")
    assert [model.choice(row) for row in disputes] == ["keep ours", "take"]
    import_batch.accept(session, dialog.batch, dialog.decisions)
    hosting = next(c for c in session.portfolio.contracts.values() if c.reference == "H-1")
    assert hosting.suppliers == ("IBM",)


def test_the_strip_shows_what_an_item_moves(review: ImportReview) -> None:
    model = review.model
    moved = next(n for n in range(len(model.rows)) if model.text(n, THEIRS) == "Q1 2016/17")
    review.list.selectRow(moved)
    assert review.strip.said == ""
    review.list.selectRow(row_of(model, "unread"))
    assert "moves nothing until somebody types it" in review.strip.said
    assert not review.grab().isNull()


def test_the_sheet_page_sets_day_year_tower_and_register(review: ImportReview, qtbot: Any) -> None:
    review.show_step(0)
    page = review.sheet
    page.day.setText("soon")
    page.again.click()
    assert "is not a day" in page.told.text()
    page.day.setText("31 January 2016")
    page.tower.setText("Networks")
    page.year.setCurrentIndex(page.year.findData(10))
    page.register.setCurrentIndex(page.register.findData(""))
    with qtbot.waitSignal(review.read_again) as told:
        page.again.click()
    ((_, choice),) = told.args[0]
    assert (choice.known_on, choice.tower, choice.fy_start, choice.register) == (date(2016, 1, 31), "Networks", 10, "")


def test_columns_are_saved_and_used_elsewhere(
    review: ImportReview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    review.columns.as_read["Colour"] = "category"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    review.columns.saved.emit()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "mine.json"), ""))
    with qtbot.waitSignal(review.read_again) as told:
        review.columns.loaded.emit()
    ((_, choice),) = told.args[0]
    assert choice.mapping["Colour"] == "category"
    (tmp_path / "mine.json").write_text("[]")
    review.columns.loaded.emit()
    assert review.warning.text() == "mine.json holds no columns: choose a file that was saved under Columns."


def test_a_row_is_read_as_a_contract_that_we_have(
    review: ImportReview, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    row = row_of(review.model, "new")
    item = review.model.item(row)
    hosting = next(c for c in review.model.contracts if c.reference == "H-1")
    monkeypatch.setattr("siamdesk.ui.review_list.ask_contract", lambda *_: hosting.id)
    with qtbot.waitSignal(review.read_again) as told:
        review.list._ask_identity(review.model.plan(row), item)
    ((_, choice),) = told.args[0]
    assert choice.contracts == {"n-3": hosting.id}


def test_the_list_of_contracts_is_narrowed_by_typing(review: ImportReview, qtbot: Any) -> None:
    dialog = ContractDialog("H-1 Hosting", review.model.contracts)
    qtbot.addWidget(dialog)
    assert dialog.list.currentItem().text() == "H-1 Hosting"
    dialog.line.setText("wi-fi")
    assert dialog.list.currentItem().text() == "N-2 Wi-Fi"
    assert dialog.contract_id == next(c.id for c in review.model.contracts if c.reference == "N-2")

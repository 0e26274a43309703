"""Handing registers back from the window: the mark, the preview, the writing, and what is said afterwards."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QMessageBox

from siamdesk.domain.changes import ChangeSet, Make, edits, new_id
from siamdesk.domain.contract import Contract
from siamdesk.drawing.styles import THEMES
from siamdesk.session import import_register, write_back
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.ui.import_review import ImportReview
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.write_back import WriteBackDialog
from siamdesk.ui.write_back_model import CELL, NEW, WriteBackModel

pytestmark = pytest.mark.qt
JAN, FEB = date(2016, 1, 31), date(2016, 2, 29)


def workbook(path: Path, tower: str) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(("Ref", "Title", "Service tower", "Supplier", "RAG", "Contract award Forecast"))
    letter = tower[0]
    page.append((f"{letter}-1", f"{tower} service", tower, "BT", "Amber", date(2016, 3, 31)))
    page.append((f"{letter}-2", f"{tower} licences", tower, "Sky", "Green", date(2016, 5, 1)))
    page["H2"] = '=COUNTIF(E2:E3,"Red")'
    book.save(path)
    return path


def old_workbook(path: Path) -> Path:
    """A register as an OpenDocument spreadsheet."""
    lines = (("Ref", "Title", "Supplier"), ("O-1", "Old telephony", "BT"), ("O-2", "Old paging", "Sky"))
    spoken = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{each}</text:p></table:table-cell>' for each in line
        )
        + "</table:table-row>"
        for line in lines
    )
    name = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
        f'xmlns:text="{name}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Contracts">{spoken}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    listed = (
        f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", listed)
        archive.writestr("content.xml", content)
    return path


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """Two registers that came home; then the record changed in both, and a contract was added."""
    path = tmp_path / "p.siamdesk"
    with Session.create(path, "tester").closing() as session:
        for name in ("Networks", "Hosting"):
            register = workbook(tmp_path / f"{name}.xlsx", name)
            import_register.accept(session, import_register.plan(session, register, Choice(JAN)))
        for reference in ("N-1", "H-2"):
            contract = next(c for c in session.portfolio.contracts.values() if c.reference == reference)
            session.apply(ChangeSet("edit", edits(contract, {"rag": "red", "owner": "SRO"}), FEB, author="tester"))
        tower = next(t.id for t in session.portfolio.towers.values() if t.name == "Networks")
        new = Contract(new_id(), reference="N-9", title="Conferencing", tower_id=tower)
        session.apply(ChangeSet("new", (Make(new),), FEB, author="tester"))
    return path


@pytest.fixture
def opened(window: MainWindow, settled: Callable[[], None], portfolio: Path) -> MainWindow:
    window.controller.open(portfolio)
    settled()
    return window


def words(dialog: WriteBackDialog) -> list[tuple[str, str]]:
    model = dialog.model
    return [(entry.words[CELL], entry.words[NEW]) for entry in model.entries]


def test_the_window_shows_how_much_waits(opened: MainWindow, settled: Callable[[], None]) -> None:
    assert opened.bar.write_button.text() == "Write back to Excel  2 ▾"
    opened.write_backs.fill(opened.bar.write_menu)
    assert [action.text() for action in opened.bar.write_menu.actions() if action.text()] == [
        "All 2 registers   2 cells",
        "Hosting.xlsx   1 cell",
        "Networks.xlsx   1 cell",
    ]
    opened.controller.show_as_known(JAN)
    settled()
    assert not opened.bar.write_button.isEnabled()


def test_all_registers_are_written_after_a_look(
    opened: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[Any] = []

    def look(dialog: WriteBackDialog) -> int:
        seen.append((dialog.title.text(), dialog.told.text(), words(dialog)))
        return WriteBackDialog.DialogCode.Accepted

    monkeypatch.setattr(WriteBackDialog, "exec", look)
    opened.actions_["write_back"].trigger()
    settled()
    title, told, cells = seen[0]
    assert title == "Write 2 cells back into 2 workbooks"
    assert told.startswith("Excel works out Sheet!H2, Sheet!H2 on opening")
    assert ("Sheet!E2", "Red") in cells
    assert ("new row", "") in cells
    assert openpyxl.load_workbook(tmp_path / "Networks.xlsx")["Sheet"]["E2"].value == "Red"
    assert openpyxl.load_workbook(tmp_path / "Hosting.xlsx")["Sheet"]["E3"].value == "Red"
    assert len(list(tmp_path.glob("* (as it was on 2018-04-03).xlsx"))) == 2
    assert opened.bar.write_button.text() == "Write back to Excel ▾"
    assert "Written back: " in opened.parts.status.currentMessage()


def test_cells_are_left_out_and_rows_and_columns_added_by_ticks(
    opened: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: Any
) -> None:
    def look(dialog: WriteBackDialog) -> int:
        model = dialog.model
        kinds = [entry.kind for entry in model.entries]
        assert kinds == ["heading", "written", "row", "column"]
        dialog.list.selectRow(1)
        qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not dialog.write.isEnabled())
        for row in (2, 3):
            model.setData(model.index(row, CELL), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
        qtbot.waitUntil(lambda: dialog.write.text() == "Write 5 cells", timeout=10_000)
        assert not dialog.grab().isNull()
        return WriteBackDialog.DialogCode.Accepted

    monkeypatch.setattr(WriteBackDialog, "exec", look)
    networks = next(r.id for r in opened.controller.shown.portfolio.registers.values() if r.name == "Networks.xlsx")
    opened.write_backs.write([networks])
    settled()
    page = openpyxl.load_workbook(tmp_path / "Networks.xlsx")["Sheet"]
    assert (page["E2"].value, page["A4"].value, page["B4"].value) == ("Amber", "N-9", "Conferencing")
    assert opened.controller.shown.pending[networks] == 1


def test_a_workbook_that_is_open_is_tried_again(
    opened: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "~$Networks.xlsx"
    lock.write_bytes(b"\x03Ann" + b" " * 50)
    monkeypatch.setattr(WriteBackDialog, "exec", lambda _dialog: WriteBackDialog.DialogCode.Accepted)
    said: list[str] = []

    def box(shown: QMessageBox) -> int:
        said.append(shown.text())
        lock.unlink()
        shown.buttons()[0].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", box)
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda shown: shown.buttons()[0])
    opened.write_backs.write_all()
    settled()
    assert "1 of 2 registers are written back." in said[0]
    assert "Networks.xlsx is open by Ann" in said[0]
    assert openpyxl.load_workbook(tmp_path / "Networks.xlsx")["Sheet"]["E2"].value == "Red"


def test_a_workbook_that_is_elsewhere_is_asked_for_and_a_copy_can_be_saved(
    opened: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    moved = tmp_path / "moved"
    moved.mkdir()
    (tmp_path / "Networks.xlsx").rename(moved / "Networks.xlsx")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved / "Networks.xlsx"), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "copy"), ""))
    monkeypatch.setattr("siamdesk.ui.errors.say", lambda *_: None)

    def look(dialog: WriteBackDialog) -> int:
        dialog.save_copy.click()
        return WriteBackDialog.DialogCode.Rejected

    monkeypatch.setattr(WriteBackDialog, "exec", look)
    networks = next(r.id for r in opened.controller.shown.portfolio.registers.values() if r.name == "Networks.xlsx")
    opened.write_backs.write([networks])
    settled()
    assert openpyxl.load_workbook(tmp_path / "copy.xlsx")["Sheet"]["E2"].value == "Red"
    assert openpyxl.load_workbook(moved / "Networks.xlsx")["Sheet"]["E2"].value == "Amber"


def test_qts_rules_are_kept(portfolio: Path) -> None:
    with Session.open(portfolio, author="tester").closing() as session:
        plans = [write_back.plan(session, each) for each in session.portfolio.registers.values()]
    model = WriteBackModel(THEMES["light"])
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(plans)
    model.toggle(1)
    model.show(plans[:1])


def test_a_workbook_that_has_changed_is_brought_home_first(
    opened: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    register = tmp_path / "Networks.xlsx"
    book = openpyxl.load_workbook(register)
    book["Sheet"]["D2"] = "Colt"
    book.save(register)
    asked: list[str] = []
    seen: list[str] = []

    def agree(_parent: object, question: str, yes: str) -> bool:
        asked.append(f"{question} [{yes}]")
        return True

    def look(review: ImportReview) -> int:
        seen.append(review.title.text())
        return ImportReview.DialogCode.Accepted

    monkeypatch.setattr("siamdesk.ui.errors.ask", agree)
    monkeypatch.setattr(ImportReview, "exec", look)
    networks = next(r.id for r in opened.controller.shown.portfolio.registers.values() if r.name == "Networks.xlsx")
    opened.write_backs.write([networks])
    settled()
    assert asked[0].startswith("Networks.xlsx has changed since")
    assert seen == ["Import “Networks.xlsx”"]
    contract = next(c for c in opened.controller.shown.portfolio.contracts.values() if c.reference == "N-1")
    assert contract.suppliers == ("Colt",)
    assert opened.controller.shown.pending[networks] == 1


def test_a_workbook_of_a_kind_that_cannot_be_written_into_gets_a_new_one_beside_it(
    window: MainWindow,
    settled: Callable[[], None],
    portfolio: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    register = old_workbook(tmp_path / "Old.ods")
    with Session.open(portfolio).closing() as session:
        import_register.accept(session, import_register.plan(session, register, Choice(FEB)))
    before = register.read_bytes()
    window.controller.open(portfolio)
    settled()
    asked: list[str] = []
    told: list[str] = []

    def agree(_parent: object, question: str, yes: str) -> bool:
        asked.append(f"{question} [{yes}]")
        return True

    def where(_parent: object, _title: str, suggested: str, _kind: str) -> tuple[str, str]:
        return suggested, ""

    monkeypatch.setattr("siamdesk.ui.errors.ask", agree)
    monkeypatch.setattr("siamdesk.ui.errors.say", lambda _parent, sentence: told.append(sentence))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", where)
    old = next(r.id for r in window.controller.shown.portfolio.registers.values() if r.name == "Old.ods")
    window.write_backs.write([old])
    settled()
    assert asked == [
        (
            "Old.ods is an OpenDocument spreadsheet (.ods), in which single cells cannot be changed: save it as .xlsx "
            "in Excel, or write a new .xlsx beside it. [Write a new .xlsx…]"
        )
    ]
    assert told == ["Old.xlsx is written, with 2 contracts."]
    assert register.read_bytes() == before
    page = openpyxl.load_workbook(tmp_path / "Old.xlsx").worksheets[0]
    said = {cell.value for row in page.iter_rows() for cell in row}
    assert {"O-1", "O-2"} <= said
    assert "N-1" not in said

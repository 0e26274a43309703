"""Changing contracts from the window: in the tree, by the dialog, and from the inspector."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QLineEdit

from siamdesk.domain.when import When
from siamdesk.ui import errors
from siamdesk.ui.edit_field import FieldDialog
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.new_contract import NewContractDialog
from siamdesk.ui.tree_model import RAG, SUPPLIER

pytestmark = pytest.mark.qt
Settled = Callable[[], None]


def contract(window: MainWindow, reference: str) -> Any:
    return next(c for c in window.controller.shown.portfolio.contracts.values() if c.reference == reference)


def select(window: MainWindow, reference: str, column: int = 0) -> None:
    index = window.tree.rows.index_of(contract(window, reference).id)
    window.tree.setCurrentIndex(index.siblingAtColumn(column))


def type_in_cell(window: MainWindow, qtbot: Any, text: str) -> None:
    assert window.tree.edit_current()
    (editor,) = window.tree.viewport().findChildren(QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_a_cell_is_edited_where_it_stands_and_undone(demo_window: MainWindow, settled: Settled, qtbot: Any) -> None:
    select(demo_window, "NET-01", SUPPLIER)
    type_in_cell(demo_window, qtbot, "BT; Vodafone")
    settled()
    assert contract(demo_window, "NET-01").suppliers == ("BT", "Vodafone")
    assert demo_window.actions_["undo"].text().startswith("&Undo: Supplier of NET-01")
    demo_window.actions_["undo"].trigger()
    settled()
    assert contract(demo_window, "NET-01").suppliers == ("BT",)


def test_what_cannot_be_read_is_told_and_nothing_is_lost(demo_window: MainWindow, settled: Settled, qtbot: Any) -> None:
    demo_window.tree.setColumnHidden(RAG, False)
    select(demo_window, "NET-01", RAG)
    type_in_cell(demo_window, qtbot, "mauve")
    settled()
    assert contract(demo_window, "NET-01").rag is None
    assert "not red, amber or green" in demo_window.parts.status.currentMessage()


def test_nothing_is_edited_in_the_past(demo_window: MainWindow, settled: Settled) -> None:
    demo_window.controller.show_as_known(date(2015, 10, 2))
    settled()
    select(demo_window, "NET-01", SUPPLIER)
    assert not demo_window.tree.edit_current()
    assert not demo_window.actions_["change"].isEnabled()
    assert "edit:" not in demo_window.inspector.pages["Dates"].toHtml()


def test_a_date_is_changed_from_the_inspector(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def answer(dialog: FieldDialog) -> int:
        assert dialog.key == "service_transfer.forecast"
        dialog.line.setEditText("31/02/2019")
        told.append(dialog.told.text())
        dialog.line.setEditText("Q1 2019/20")
        told.append(dialog.told.text())
        return FieldDialog.DialogCode.Accepted

    monkeypatch.setattr(FieldDialog, "exec", answer)
    select(demo_window, "SIAM-01")
    demo_window.inspector.pages["Dates"].anchorClicked.emit(QUrl("edit:service_transfer.forecast"))
    settled()
    assert told == ["Can’t be read: no such day", "1 Apr 2019 to 30 Jun 2019"]
    assert contract(demo_window, "SIAM-01").milestone("service_transfer").forecast.words == "Q1 2019/20"


def test_a_field_of_several_contracts_is_changed_at_once(
    demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(dialog: FieldDialog) -> int:
        assert dialog.title.text() == "2 contracts"
        dialog.field.setCurrentIndex(dialog.field.findData("owner"))
        dialog.line.setEditText("Head of ICT")
        return FieldDialog.DialogCode.Accepted

    monkeypatch.setattr(FieldDialog, "exec", answer)
    select(demo_window, "NET-01")
    second = demo_window.tree.rows.index_of(contract(demo_window, "HST-01").id)
    flags = demo_window.tree.selectionModel().SelectionFlag
    demo_window.tree.selectionModel().select(second, flags.Select | flags.Rows)
    demo_window.edits.ask("")
    settled()
    assert {contract(demo_window, each).owner for each in ("NET-01", "HST-01")} == {"Head of ICT"}
    demo_window.actions_["undo"].trigger()
    settled()
    assert contract(demo_window, "NET-01").owner is None


def test_a_contract_comes_and_goes(demo_window: MainWindow, settled: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(dialog: NewContractDialog) -> int:
        assert dialog.tower.currentText() == "Networks"
        dialog.title.setText("Wi-Fi for custody suites")
        dialog.reference.setText("NET-09")
        return NewContractDialog.DialogCode.Accepted

    monkeypatch.setattr(NewContractDialog, "exec", answer)
    select(demo_window, "NET-01")
    demo_window.actions_["new_contract"].trigger()
    settled()
    assert demo_window.tree.selected_key() == contract(demo_window, "NET-09").id
    monkeypatch.setattr(errors, "ask", lambda *_: True)
    demo_window.actions_["withdraw"].trigger()
    settled()
    assert contract(demo_window, "NET-09").withdrawn is True
    assert not demo_window.tree.rows.index_of(contract(demo_window, "NET-09").id).isValid()


def test_an_edit_waits_to_be_written_back(demo_window: MainWindow, settled: Settled) -> None:
    from siamdesk.session import edits

    shown = demo_window.controller.shown
    before = sum(shown.pending.values())
    made = edits.set_field(
        shown.portfolio, [contract(demo_window, "NET-01").id], "contract_award.forecast", When.day(date(2019, 1, 1)),
        date(2018, 4, 3),
    )  # fmt: skip
    demo_window.controller.edit(made)
    settled()
    assert sum(demo_window.controller.shown.pending.values()) == before + 1

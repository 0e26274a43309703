"""The clipboard: rows and pictures out, blocks and columns in; filling down; the columns of the tree."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from siamdesk.ui import errors
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.paste_preview import PastePreview
from siamdesk.ui.tree_model import RAG, SUPPLIER

pytestmark = pytest.mark.qt
Settled = Callable[[], None]
REFERENCES = ("NET-01", "HST-01", "EUS-01")


def contract(window: MainWindow, reference: str) -> Any:
    return next(c for c in window.controller.shown.portfolio.contracts.values() if c.reference == reference)


def select(window: MainWindow, *references: str, column: int = 0) -> None:
    model, tree = window.tree.selectionModel(), window.tree
    flags = model.SelectionFlag
    first, *others = (tree.rows.index_of(contract(window, each).id) for each in references)
    tree.setCurrentIndex(first.siblingAtColumn(column))
    for index in others:
        model.select(index, flags.Select | flags.Rows)


@pytest.fixture
def previews(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What previews showed; each is accepted."""
    seen: list[list[str]] = []

    def accept(dialog: PastePreview) -> int:
        table = dialog.table
        seen.extend([table.item(row, column).text() for column in range(5)] for row in range(table.rowCount()))
        return PastePreview.DialogCode.Accepted if dialog.apply.isEnabled() else PastePreview.DialogCode.Rejected

    monkeypatch.setattr(PastePreview, "exec", accept)
    return seen


def test_selected_rows_are_copied(demo_window: MainWindow) -> None:
    select(demo_window, "NET-01", "SIAM-01")
    demo_window.activateWindow()
    demo_window.tree.setFocus()
    QApplication.processEvents()
    demo_window.actions_["copy_rows"].trigger()
    data = QGuiApplication.clipboard().mimeData()
    lines = data.text().splitlines()
    assert lines[0].startswith("Reference\tTitle\tSupplier\tHeadline value\t")
    assert [line.split("\t")[0] for line in lines[1:]] == ["SIAM-01", "NET-01"]
    assert "<table>" in data.html()


def test_a_heading_stands_for_what_is_under_it(demo_window: MainWindow) -> None:
    rows = demo_window.tree.rows
    heading = next(node for node in rows.nodes if rows.text(node, 0) == "Data centres")
    demo_window.tree.select_key(heading.key)
    demo_window.actions_["copy_rows"].trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert {line.split("\t")[0] for line in lines[1:]} == {"DC-01", "DC-02"}


def test_the_timeline_is_copied_as_a_picture(demo_window: MainWindow) -> None:
    demo_window.actions_["picture"].trigger()
    picture = QGuiApplication.clipboard().image()
    canvas = demo_window.canvas
    assert picture.width() >= canvas.width()
    assert picture.height() >= canvas.height()


def test_a_block_from_excel_is_looked_at_then_taken_and_undone(
    demo_window: MainWindow, settled: Settled, previews: list[list[str]]
) -> None:
    QGuiApplication.clipboard().setText("Reference\tOwner\tRAG\r\nNET-01\tHead of ICT\tRed\r\nHST-01\t\tmauve\r\n")
    demo_window.actions_["paste_rows"].trigger()
    settled()
    assert previews == [
        ["NET-01", "Contract owner", "", "Head of ICT", ""],
        ["NET-01", "RAG", "", "Red", ""],
        ["HST-01", "RAG", "", "mauve", "can’t be read: not red, amber or green"],
    ]
    assert (contract(demo_window, "NET-01").owner, contract(demo_window, "NET-01").rag) == ("Head of ICT", "red")
    demo_window.actions_["undo"].trigger()
    settled()
    assert (contract(demo_window, "NET-01").owner, contract(demo_window, "NET-01").rag) == (None, None)


def test_a_column_is_pasted_on_a_column(
    demo_window: MainWindow, settled: Settled, previews: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    select(demo_window, "NET-01", "HST-01", column=SUPPLIER)
    QGuiApplication.clipboard().setText("Alpha\nBeta; Gamma\n")
    demo_window.actions_["paste_rows"].trigger()
    settled()
    rows = [each[0] for each in previews]
    assert set(rows) == {"NET-01", "HST-01"}
    assert contract(demo_window, rows[0]).suppliers == ("Alpha",)
    assert contract(demo_window, rows[1]).suppliers == ("Beta", "Gamma")
    told: list[str] = []
    monkeypatch.setattr(errors, "say", lambda _, sentence: told.append(sentence))
    QGuiApplication.clipboard().setText("1\n2\n3\n")
    demo_window.actions_["paste_rows"].trigger()
    assert told == [
        "3 values are on the clipboard, and 2 contracts to take them: select as many contracts as there are values."
    ]


def test_filling_down(demo_window: MainWindow, settled: Settled) -> None:
    select(demo_window, *REFERENCES, column=SUPPLIER)
    first = demo_window.tree.selected_contracts()[0]
    suppliers = demo_window.controller.shown.portfolio.contracts[first].suppliers
    demo_window.actions_["fill_down"].trigger()
    settled()
    assert {contract(demo_window, each).suppliers for each in REFERENCES} == {suppliers}
    demo_window.actions_["undo"].trigger()
    settled()
    assert len({contract(demo_window, each).suppliers for each in REFERENCES}) > 1


def test_no_two_contracts_get_one_name(demo_window: MainWindow, settled: Settled) -> None:
    before = demo_window.controller.shown.portfolio
    select(demo_window, *REFERENCES, column=0)
    demo_window.actions_["fill_down"].trigger()
    settled()
    assert demo_window.controller.shown.portfolio is before


def test_columns_are_chosen_and_ordered(demo_window: MainWindow) -> None:
    tree = demo_window.tree
    tree.columns.toggle("phase")
    tree.columns.toggle("next")
    assert tree.columns.shown_keys() == ["suppliers", "value", "phase", "next"]
    keys = tree.rows.column_keys
    column = keys.index("phase")
    assert not tree.isColumnHidden(column)
    index = tree.rows.index_of(contract(demo_window, "NET-01").id).siblingAtColumn(column)
    assert index.data() == "Mobilising"
    assert not tree.rows.flags(index) & Qt.ItemFlag.ItemIsEditable
    tree.header().moveSection(tree.header().visualIndex(column), 1)
    assert tree.columns.shown_keys() == ["phase", "suppliers", "value", "next"]
    tree.setColumnWidth(column, 77)
    assert tree.columns.chosen["phase"] == 77
    tree.columns.toggle("phase")
    assert tree.isColumnHidden(column)
    # What is shown anew keeps the columns.
    demo_window.show_view()
    assert tree.columns.shown_keys() == ["suppliers", "value", "next"]


def test_a_date_in_a_column_is_edited_where_it_counts(demo_window: MainWindow) -> None:
    tree = demo_window.tree
    column = tree.rows.column_keys.index("contract_award")
    net = tree.rows.index_of(contract(demo_window, "NET-01").id).siblingAtColumn(column)
    # Its actual date is to be confirmed: what was foreseen is what counts.
    assert tree.rows.key_of(net) == "contract_award.forecast"
    assert tree.isColumnHidden(RAG)

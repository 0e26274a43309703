"""A review meeting held in the window: begun, written down, its actions carried and closed, its minutes written."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog

from siamdesk.session import reviews
from siamdesk.ui import action_list
from siamdesk.ui.action_list import ActionList
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.meeting_dialogs import NoteDialog
from siamdesk.ui.write_back import WriteBackDialog

pytestmark = pytest.mark.qt
SAID = "Ask the supplier for a plan"


def _typing(monkeypatch: pytest.MonkeyPatch, text: str, **lines: str) -> None:
    def answer(dialog: NoteDialog) -> int:
        dialog.text.setPlainText(text)
        for name, words in lines.items():
            dialog.lines[name].setText(words)
        assert dialog.buttons.button(dialog.buttons.StandardButton.Save).isEnabled()
        return NoteDialog.DialogCode.Accepted

    monkeypatch.setattr(NoteDialog, "exec", answer)


@pytest.fixture
def held(window: MainWindow, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> str:
    """A review under way, with a decision and an action about the selected contract; what that is called."""
    window.controller.open_demo()
    settled()
    actions = window.actions_
    assert not actions["decision"].isEnabled()
    _typing(monkeypatch, "Review of June", Present="SRO, CCO")
    actions["begin_review"].trigger()
    settled()
    _typing(monkeypatch, "Extend by a year")
    actions["decision"].trigger()
    settled()
    _typing(monkeypatch, SAID, Owner="CCO", Due="31 Mar 2016")
    actions["action"].trigger()
    settled()
    contract = window.controller.shown.portfolio.contracts[window.tree.selected_key()]
    return contract.reference or contract.title or ""


@pytest.mark.usefixtures("held")
def test_what_is_agreed_is_written_down_in_the_review_under_way(window: MainWindow) -> None:
    portfolio = window.controller.shown.portfolio
    assert window.parts.top.file.text().startswith("In Review of June · ")
    assert not window.actions_["begin_review"].isEnabled()
    contract_id = window.tree.selected_key()
    assert [(each.text, each.contract_id) for each in reviews.decisions(portfolio)] == [
        ("Extend by a year", contract_id)
    ]
    assert [(each.text, each.owner, each.contract_id) for each in reviews.actions(portfolio)] == [
        (SAID, "CCO", contract_id)
    ]


def test_actions_are_carried_over_and_closed(
    window: MainWindow, held: str, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []

    def look(listed: ActionList) -> int:
        def words() -> list[str]:
            items = [listed.table.item(0, column) for column in range(listed.table.columnCount())]
            return [item.text() for item in items if item is not None]

        seen.append(words())
        _typing(monkeypatch, "the same", Owner="SRO", Due="31 Dec 2099")
        listed.carry.click()
        settled()
        seen.append(words())
        _typing(monkeypatch, "It came")
        listed.finish.click()
        settled()
        assert listed.table.rowCount() == 0
        assert not listed.finish.isEnabled()
        listed.kind.setCurrentIndex(action_list.DONE)
        assert words()[1:5] == [f"{SAID}\nIt came", held, "SRO", "done 3 Apr 2018"]
        assert not listed.finish.isEnabled()
        listed.kind.setCurrentIndex(action_list.DECISIONS)
        assert words() == ["D1", "Extend by a year", held, "", "", "Review of June"]
        listed.kind.setCurrentIndex(action_list.ALL)
        assert listed.table.rowCount() == 2
        listed.line.setText("extend JUNE")
        assert words()[0] == "D1"
        _typing(monkeypatch, "Extend by two years")
        listed.reword.click()
        settled()
        assert words()[:2] == ["D1", "Extend by two years"]
        listed.line.setText("nothing of the kind")
        assert listed.empty.text() == "Nothing matches."
        return ActionList.DialogCode.Rejected

    monkeypatch.setattr(ActionList, "exec", look)
    window.actions_["actions"].trigger()
    assert seen == [
        ["A1", SAID, held, "CCO", "31 Mar 2016, overdue", "Review of June"],
        ["A1", SAID, held, "SRO", "31 Dec 2099", "Review of June"],
    ]


def test_a_review_is_closed_and_its_minutes_written(
    window: MainWindow, held: str, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    controller = window.controller
    monkeypatch.setattr("siamdesk.ui.errors.ask", lambda *_: True)
    offered: list[int] = []
    monkeypatch.setattr(WriteBackDialog, "exec", lambda dialog: offered.append(len(dialog.plans)) or 0)
    window.actions_["end_review"].trigger()
    settled()
    assert reviews.open_review(controller.shown.portfolio) is None
    assert not window.actions_["action"].isEnabled()
    assert controller.shown.undo is not None
    assert controller.shown.undo.label == "Close Review of June"

    told: list[str] = []
    monkeypatch.setattr("siamdesk.ui.errors.say", lambda _parent, sentence: told.append(sentence))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "minutes"), "Markdown (*.md)"))
    window.actions_["minutes"].trigger()
    settled()
    assert told == ["minutes.md is written."]
    text = (tmp_path / "minutes.md").read_text(encoding="utf-8")
    assert text.startswith("**OFFICIAL**\n\n# Review of June\n\nPresent: SRO, CCO\n")
    assert f"1. Extend by a year [{held}]" in text
    assert f"1. {SAID} [{held}] (CCO), due 31 Mar 2016, **overdue**" in text

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Review v1.2"), "Excel (*.xlsx)"))
    window.actions_["minutes"].trigger()
    settled()
    assert told[-1] == "Review v1.2.xlsx is written."
    book = openpyxl.load_workbook(tmp_path / "Review v1.2.xlsx")
    assert book.sheetnames[:3] == ["Review", "Decisions", "Actions"]
    assert SAID in [cell.value for row in book["Actions"].iter_rows() for cell in row]


def test_a_day_that_cannot_be_read_is_not_saved(window: MainWindow) -> None:
    dialog = NoteDialog("Note an action", "&Action", lines=("Owner", "Due"), parent=window)
    save = dialog.buttons.button(dialog.buttons.StandardButton.Save)
    assert not save.isEnabled()
    dialog.text.setPlainText("Ask")
    assert save.isEnabled()
    dialog.lines["Due"].setText("soonish, perhaps")
    assert not save.isEnabled()
    assert dialog.trouble.text().startswith("Due is not a date: write ")
    dialog.lines["Due"].setText("Q1 2016/17")
    assert save.isEnabled()


def test_search_and_filters_know_what_reviews_asked_and_decided(
    window: MainWindow, held: str, settled: Callable[[], None]
) -> None:
    window.narrow("action:overdue")
    assert [each.short for group in window.groups for each in group.contracts] == [held]
    window.narrow("-decision:any")
    assert held not in [each.short for group in window.groups for each in group.contracts]
    window.narrow("supplier for a plan")
    assert held in [each.short for group in window.groups for each in group.contracts]
    settled()

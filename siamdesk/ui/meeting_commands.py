"""The commands of a review: begin it, let it rest, write down what is agreed, list actions, close it, write minutes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.review import Action, Decision
from siamdesk.session import agenda, reviews
from siamdesk.ui import errors
from siamdesk.ui.action_list import ActionList
from siamdesk.ui.controller import Controller
from siamdesk.ui.meeting_agenda import AgendaDialog
from siamdesk.ui.meeting_dialogs import NoteDialog
from siamdesk.ui.meeting_notes import DECISION
from siamdesk.ui.meeting_view import MeetingView
from siamdesk.ui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siamdesk.domain.changes import ChangeSet
    from siamdesk.domain.review import AgendaItem, Review
    from siamdesk.domain.when import When
    from siamdesk.session.progress import Progress
    from siamdesk.ui.main_window import MainWindow

IN_REVIEW = ("decision", "action")
"""Commands that can be had while a review is under way and does not rest."""
UNDER_WAY = ("pause_review", "agenda", "end_review")
"""Commands that can be had while a review is under way, whether it rests or not."""


class MeetingCommands:
    """Asks, and hands the answers to the controller."""

    def __init__(self, window: "MainWindow", controller: Controller, settings: Settings) -> None:
        self._window, self._controller = window, controller
        self._list: ActionList | None = None
        self._agenda: AgendaDialog | None = None
        self.view = MeetingView(window, controller, settings, self)
        controller.changed.connect(self._show)
        window.actions_.connect(
            begin_review=self.begin,
            decision=self.decide,
            action=self.ask,
            actions=self.list_actions,
            end_review=self.close,
            pause_review=self.pause,
            agenda=self.show_agenda,
            meeting=self.view.open,
            held_reviews=self.view.ask_held,
            minutes=self.write_minutes,
        )

    @property
    def under_way(self) -> "Review | None":
        """The review that is under way."""
        return reviews.open_review(self._controller.shown.portfolio)

    def begin(self) -> None:
        """Begin a review: everything that is changed until it is closed says that it was agreed there."""
        today = self._controller.today
        dialog = NoteDialog("Begin a review", "&Name", lines=("Present",), parent=self._window.front)
        dialog.text.setPlainText(f"Review of {today:%B %Y}")
        dialog.text.setFixedHeight(dialog.lines["Present"].sizeHint().height())
        if dialog.exec() != NoteDialog.DialogCode.Accepted:
            return
        name, present = dialog.text.toPlainText(), dialog.line("Present")
        from siamdesk.session import meeting  # noqa: PLC0415  loaded once a meeting is held

        self._controller.apply(lambda session: meeting.begin(session, name, today, present))

    def pause(self) -> None:
        """Let the review under way rest, or go on with it."""
        self._apply(lambda: reviews.pause(self._controller.shown.portfolio, self._controller.today))

    def show_agenda(self) -> None:
        """Show the agenda of the review under way, to be put in order."""
        review, today = self.under_way, self._controller.today
        if review is None:
            return
        dialog = self._agenda = AgendaDialog(
            f"Agenda of {review.name}", can_write=self._window.edits.can_write, parent=self._window.front
        )
        dialog.moved.connect(lambda item, by: self._apply(lambda: agenda.moved(self._items(), item, by, today)))
        dialog.struck.connect(lambda item: self._apply(lambda: agenda.struck(item, today)))
        dialog.show_items(self._items())
        dialog.exec()
        self._agenda = None

    def _items(self) -> "Sequence[AgendaItem]":
        review = self.under_way
        return agenda.items(self._controller.shown.portfolio, review.id) if review is not None else ()

    def note(self, kind: str, text: str, owner: str, due: "When | None", contract_id: str) -> None:
        """Write down a decision or an action as it falls."""
        portfolio, today = self._controller.shown.portfolio, self._controller.today
        about = contract_id or None
        if kind == DECISION:
            self._apply(lambda: reviews.decide(portfolio, text, today, about))
        else:
            self._apply(lambda: reviews.ask(portfolio, text, today, owner, due, about))

    def on_action(self, what: str, action_id: str) -> None:
        """Say that an action is `done`, or `carry` it over."""
        found = self._controller.shown.portfolio.row("action", action_id)
        if isinstance(found, Action) and self._window.edits.can_write:
            (self._finish if what == "done" else self._carry)(found)

    def decide(self) -> None:
        """Write down a decision, about the selected contract where there is one."""
        contract_id, about = self._about()
        dialog = NoteDialog("Note a decision", "&Decision", about, parent=self._window.front)
        if dialog.exec() == NoteDialog.DialogCode.Accepted:
            portfolio, today = self._controller.shown.portfolio, self._controller.today
            self._apply(lambda: reviews.decide(portfolio, dialog.text.toPlainText(), today, contract_id))

    def ask(self) -> None:
        """Write down an action, about the selected contract where there is one."""
        contract_id, about = self._about()
        dialog = NoteDialog("Note an action", "&Action", about, lines=("Owner", "Due"), parent=self._window.front)
        if dialog.exec() == NoteDialog.DialogCode.Accepted:
            portfolio, today = self._controller.shown.portfolio, self._controller.today
            said, owner, due = dialog.text.toPlainText(), dialog.line("Owner"), dialog.due
            self._apply(lambda: reviews.ask(portfolio, said, today, owner, due, contract_id))

    def list_actions(self) -> None:
        """List what reviews asked and decided; an open action can be closed or carried over."""
        self._list = ActionList(self._window.theme, can_write=self._window.edits.can_write, parent=self._window.front)
        self._list.ended.connect(self._finish)
        self._list.carried.connect(self._carry)
        self._list.reworded.connect(self._reword)
        self._list.sought.connect(self._seek)
        self._show()
        self._list.exec()
        self._list = None

    def close(self) -> None:
        """Close the review under way: what it has seen is fixed."""
        review = self.under_way
        if review is None or not errors.ask(
            self._window.front, f"Close “{review.name}”? It becomes a fixed point to compare with.", "Close the review"
        ):
            return
        self._controller.apply(lambda session: reviews.close(session, self._controller.today), self._offer_cells)

    def _offer_cells(self) -> None:
        """List the cells of the registers that what was agreed has changed, ready to be handed back."""
        if self._controller.shown.pending:
            self.view.close()
            self._window.write_backs.write_all()

    def write_minutes(self) -> None:
        """Write the minutes of the review under way, or of the last that was held."""
        review = self.under_way or next(iter(reviews.held(self._controller.shown.portfolio)), None)
        if review is None:
            errors.say(self._window.front, "No review has been held yet: begin one under Review.")
            return
        name, kind = QFileDialog.getSaveFileName(
            self._window.front, "Write minutes", review.name, "Excel workbook (*.xlsx);;Markdown (*.md)"
        )
        if not name:
            return
        usual = ".md" if "*.md" in kind else ".xlsx"
        path = Path(name) if Path(name).suffix in {".md", ".xlsx"} else Path(f"{name}{usual}")

        def run(_: "Progress") -> None:
            session, today = self._controller.session(), self._controller.today
            from siamdesk.session import minutes, minutes_book  # noqa: PLC0415  loaded once minutes are written

            if path.suffix == ".xlsx":
                minutes_book.write(session, review, path, today)
                return
            text = minutes.as_markdown(minutes.of(session, review, today), session.portfolio, today)
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise SiamdeskError(f"{path.name} cannot be written: {error.strerror or error}.") from None

        self._controller.give(
            f"Writing {path.name}", run, lambda _: self._controller.said.emit(f"{path.name} is written.")
        )

    def _finish(self, action: "Action") -> None:
        dialog = NoteDialog(
            f"Action {action.number} is done", "&Note", action.text, parent=self._list or self._window.front
        )
        dialog.text.setPlainText("Done")
        if dialog.exec() == NoteDialog.DialogCode.Accepted:
            self._apply(lambda: reviews.finish(action, dialog.text.toPlainText(), self._controller.today))

    def _carry(self, action: "Action") -> None:
        dialog = NoteDialog(
            f"Carry action {action.number} over",
            "&Action",
            lines=("Owner", "Due"),
            parent=self._list or self._window.front,
        )
        dialog.text.setPlainText(action.text)
        dialog.text.setReadOnly(True)
        dialog.lines["Owner"].setText(action.owner or "")
        if dialog.exec() == NoteDialog.DialogCode.Accepted:
            due = dialog.due or action.due
            self._apply(lambda: reviews.carry(action, dialog.line("Owner"), due, self._controller.today))

    def _reword(self, row: "Action | Decision") -> None:
        name = f"decision {row.number}" if isinstance(row, Decision) else f"action {row.number}"
        dialog = NoteDialog(f"Put the words of {name} right", "&Words", parent=self._list or self._window.front)
        dialog.text.setPlainText(row.text)
        if dialog.exec() == NoteDialog.DialogCode.Accepted:
            portfolio, today = self._controller.shown.portfolio, self._controller.today
            self._apply(lambda: reviews.reword(portfolio, row, dialog.text.toPlainText(), today))

    def _seek(self, contract_id: str) -> None:
        """Show a contract that an action or a decision is about: in the tree, or on its page."""
        self._window.tree.select_key(contract_id)
        wall = self.view.shown
        if wall is not None:
            wall.seek(contract_id)
        if self._list is not None:
            self._list.reject()

    def _about(self) -> tuple[str | None, str]:
        contract = self._controller.shown.portfolio.contracts.get(self._window.tree.selected_key())
        return (contract.id, contract.reference or contract.title or "") if contract is not None else (None, "")

    def _apply(self, make: Callable[[], "ChangeSet"]) -> None:
        try:
            change_set = make()
        except SiamdeskError as error:
            errors.say(self._window.front, str(error))
            return
        self._controller.edit(change_set)

    def _show(self) -> None:
        shown, can_write = self._controller.shown, self._window.edits.can_write
        review = self.under_way
        self._window.actions_["begin_review"].setEnabled(can_write and review is None)
        for key in (*IN_REVIEW, *UNDER_WAY):
            rests = review is None or (bool(review.paused) and key in IN_REVIEW)
            self._window.actions_[key].setEnabled(can_write and not rests)
        for key in ("actions", "minutes", "meeting", "held_reviews"):
            self._window.actions_[key].setEnabled(bool(shown.path))
        is_paused = review is not None and bool(review.paused)
        self._window.actions_["pause_review"].setText("&Resume the review" if is_paused else "&Pause the review")
        if self._agenda is not None:
            self._agenda.show_items(self._items())
        if self._list is not None:
            self._list.show_portfolio(shown.portfolio, self._controller.today)

"""Opens the meeting view, keeps it up to date, and gives what is asked on its pages to the window's commands."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QInputDialog

from siamdesk.domain.when import day_words
from siamdesk.session.progress import Progress
from siamdesk.ui import errors
from siamdesk.ui.controller import Controller
from siamdesk.ui.hand_commands import HandCommands
from siamdesk.ui.prepared_page import Prepared, prepare
from siamdesk.ui.review_meeting import ReviewMeeting
from siamdesk.ui.settings import Settings

if TYPE_CHECKING:
    from siamdesk.session.meeting import Meeting
    from siamdesk.ui.main_window import MainWindow
    from siamdesk.ui.meeting_commands import MeetingCommands

_PAGE = "meeting_page"
_UNDONE = ("undo", "redo")


class MeetingView:
    """One meeting view for the window, made when it is first opened."""

    def __init__(
        self, window: "MainWindow", controller: Controller, settings: Settings, commands: "MeetingCommands"
    ) -> None:
        self._window, self._controller, self._settings, self._commands = window, controller, settings, commands
        self.shown: ReviewMeeting | None = None
        """The view while it is open."""
        self._review_id = ""
        self._full = True
        self._moves: HandCommands | None = None
        controller.changed.connect(self._refresh)
        controller.opened.connect(self.close)

    def open(self, review_id: str = "", *, full: bool = True) -> None:
        """Show the review under way, or one held before by its id, on the page where it was left."""
        if self.shown is not None:
            self.shown.activateWindow()
            return
        if not self._controller.shown.path:
            errors.say(self._window, "Open a portfolio first: the meeting shows what it holds.")
            return
        self._review_id, self._full = review_id, full
        self._prepare(opening=True)

    def close(self) -> None:
        """Leave the meeting view."""
        if self.shown is not None:
            self.shown.close()

    def ask_held(self) -> None:
        """Ask which of the reviews that were held is to be read, and show it."""
        from siamdesk.session import reviews  # noqa: PLC0415  loaded once a meeting is held

        held = reviews.held(self._controller.shown.portfolio)
        if not held:
            errors.say(self._window, "No review has been closed yet.")
            return
        names = [f"{each.name}, {day_words(each.last_day)}" if each.last_day else each.name for each in held]
        name, agreed = QInputDialog.getItem(
            self._window, "Read a held review", "As it was when it was closed:", names, 0, editable=False
        )
        if agreed:
            self.open(held[names.index(name)].id)

    # Keeping it up to date.

    def _refresh(self) -> None:
        if self.shown is not None:
            self._prepare()

    def _prepare(self, *, opening: bool = False) -> None:
        """Work out the pages on the worker, and show them."""
        controller, review_id = self._controller, self._review_id
        shown = controller.shown
        compared = shown.compared_words

        def run(progress: Progress) -> "tuple[Meeting, dict[str, Prepared]]":
            from siamdesk.session import meeting, meeting_pages  # noqa: PLC0415  loaded once a meeting is held

            if opening:
                progress.at(0.1, "Preparing the meeting")
            made = meeting.prepare(
                controller.session(),
                controller.today,
                review_id=review_id,
                as_known=shown.as_known,
                compared_with=compared,
                takes_notes=not shown.read_only,
            )
            return made, {key: prepare(made, key) for key in meeting_pages.keys(made)}

        def done(found: "tuple[Meeting, dict[str, Prepared]]") -> None:
            if opening:
                self._show(*found)
            elif self.shown is not None:
                self.shown.show_meeting(*found)

        controller.give("Preparing the meeting" if opening else "", run, done)

    def _show(self, meeting: "Meeting", pages: dict[str, Prepared]) -> None:
        if self.shown is not None:
            return
        view = self.shown = ReviewMeeting(self._window)
        self._window.front = view
        self._moves = HandCommands(self._window, self._controller, view.view.body.hand)
        for name in _UNDONE:
            view.addAction(self._window.actions_[name])
        view.noted.connect(self._commands.note)
        view.settled.connect(self._settle)
        view.asked.connect(self._ask)
        view.turned.connect(self._turned)
        view.closed.connect(self._closed)
        path = self._controller.shown.path
        kept = self._settings.kept_for(path, _PAGE) if path is not None and not self._review_id else ""
        view.show_meeting(meeting, pages, kept or next(iter(pages)))
        view.open_on(self._screen(), full=self._full)

    def _screen(self) -> QScreen | None:
        """The screen it was on last, else one that the window is not on, else the window's own."""
        screens = QGuiApplication.screens()
        names = [each.name() for each in screens]
        kept = self._settings.choice("meeting_screen", names, "")
        if kept:
            return screens[names.index(kept)]
        return next((each for each in screens if each is not self._window.screen()), self._window.screen())

    def _turned(self, key: str) -> None:
        path = self._controller.shown.path
        if path is not None and not self._review_id:
            # Beside the document, not in it: which page is shown is nothing that anybody decided.
            self._settings.keep_for(path, _PAGE, key)

    def _closed(self) -> None:
        view, self.shown = self.shown, None
        self._window.front = self._window
        if view is not None:
            if view.screen() is not None and len(QGuiApplication.screens()) > 1:
                self._settings.choose("meeting_screen", view.screen().name())
            view.deleteLater()
        self._window.activateWindow()

    # What is asked on its pages.

    def _settle(self, place: int, take: bool) -> None:  # noqa: FBT001  a signal's argument
        meeting = self.shown.meeting if self.shown is not None else None
        if meeting is None or place >= len(meeting.disputes):
            return

        def run(_: Progress) -> None:
            from siamdesk.session import meeting as meetings  # noqa: PLC0415  loaded once a meeting is held

            meetings.settle(self._controller.session(), meeting, place, take=take)

        self._controller.give("", run, lambda _: self._controller.refresh())

    def _ask(self, what: str, chosen: str) -> None:
        portfolio, commands = self._controller.shown.portfolio, self._commands
        if what == "change":
            if chosen in portfolio.contracts:
                self._window.edits.ask("", chosen)
        elif what in {"done", "carry"}:
            commands.on_action(what, chosen)
        else:
            action = self._window.actions_[what]
            if action.isEnabled():
                action.trigger()

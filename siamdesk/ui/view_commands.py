"""Saved views, and how each portfolio was looked at last: kept in the user's settings, by the path of the document."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog, QMenu

from siamdesk.ui import errors, view_state
from siamdesk.ui.controller import Controller
from siamdesk.ui.settings import Settings
from siamdesk.ui.view_state import ViewState

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow

_LAST, _VIEWS = "last", "views"


class ViewCommands:
    """Takes down how things are looked at, and brings it back."""

    def __init__(self, window: "MainWindow", controller: Controller, settings: Settings) -> None:
        self._window, self._controller, self._settings = window, controller, settings
        self._path: Path | None = None
        self._waiting: ViewState | None = None
        self.menu = QMenu("Sa&ved views", window)
        self.menu.aboutToShow.connect(self.fill)
        window.actions_.menus["View"].insertMenu(window.actions_["expand"], self.menu)
        controller.opened.connect(self._opened)

    # What is looked at.

    def state(self) -> ViewState:
        """How the portfolio is looked at now."""
        window, body = self._window, self._window.canvas.body
        return ViewState(
            window.words,
            window.grouping,
            window.colouring,
            window.row_height,
            body.scale.pixels_per_day,
            body.middle_day().isoformat(),
            int(body.top),
            tuple(sorted(window.collapsed)),
            dict(window.tree.columns.chosen),
            window.parts.splits,
        )

    def show(self, state: ViewState) -> None:
        """Look at the portfolio in that way."""
        self._prepare(state)
        self._window.show_view()
        self._place(state)

    def _prepare(self, state: ViewState) -> None:
        self._window.take_view(state.words, state.grouping, state.colouring, frozenset(state.collapsed))
        if state.row_height != self._window.row_height:
            self._window.set_row_height(state.row_height)
        self._window.tree.columns.choose(state.columns)

    def _place(self, state: ViewState) -> None:
        body = self._window.canvas.body
        self._window.parts.split(state.splits)
        if state.pixels_per_day:
            body.set_pixels_per_day(state.pixels_per_day)
        if state.middle is not None:
            body.centre_on(state.middle)
        body.verticalScrollBar().setValue(state.top)

    # The last one of each portfolio.

    def keep(self) -> None:
        """Keep how the portfolio is looked at, before it goes."""
        if self._path is not None:
            self._settings.keep_for(self._path, _LAST, json.dumps(self.state().as_json()))

    def leave(self) -> None:
        """Another document takes the place of this one: keep how this one was looked at."""
        self.keep()
        self._path = None

    def _opened(self) -> None:
        path = self._controller.shown.path
        self._path = path if path is not None and not self._window.is_temporary(path) else None
        kept = view_state.loaded(self._settings.kept_for(self._path, _LAST)) if self._path is not None else None
        self._waiting = view_state.of_json(kept) if kept is not None else None
        if self._waiting is not None:
            self._prepare(self._waiting)
        elif self._window.words:
            self._window.take_view("", self._window.grouping, self._window.colouring, frozenset())

    def settle(self) -> None:
        """The portfolio that was opened is shown: bring it to where it was."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._place(waiting)

    # Saved views.

    def saved(self) -> dict[str, ViewState]:
        """The saved views of the portfolio, by name."""
        path = self._controller.shown.path
        kept = view_state.loaded(self._settings.kept_for(path, _VIEWS)) if path is not None else None
        return {str(name): view_state.of_json(each) for name, each in kept.items()} if isinstance(kept, dict) else {}

    def save(self, name: str) -> None:
        """Keep how the portfolio is looked at under a name, in place of what had it."""
        self._keep_views({**self.saved(), name: self.state()})

    def delete(self, name: str) -> None:
        """Forget a saved view."""
        self._keep_views({each: state for each, state in self.saved().items() if each != name})

    def _keep_views(self, views: dict[str, ViewState]) -> None:
        path = self._controller.shown.path
        if path is not None:
            text = json.dumps({name: views[name].as_json() for name in sorted(views, key=str.casefold)})
            self._settings.keep_for(path, _VIEWS, text)

    def fill(self) -> None:
        """List the saved views."""
        self.menu.clear()
        views = self.saved()
        for name, state in views.items():
            action = self.menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, state=state: self.show(state))
        self.menu.addSeparator()
        save = self.menu.addAction("&Save this view…")
        save.triggered.connect(self._ask)
        save.setEnabled(self._controller.shown.path is not None)
        delete = self.menu.addMenu("&Delete")
        delete.setEnabled(bool(views))
        for name in views:
            gone = delete.addAction(name.replace("&", "&&"))
            gone.triggered.connect(lambda _checked=False, name=name: self.delete(name))

    def _ask(self) -> None:
        name, agreed = QInputDialog.getText(self._window, "Save this view", "Name of the view")
        name = name.strip()
        if not agreed or not name:
            return
        if name in self.saved() and not errors.ask(self._window, f"Replace the view “{name}”?", "Replace"):
            return
        self.save(name)

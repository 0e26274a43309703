"""Comparing any two points of the history in the window: what is offered, and what becomes of the answers."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFileDialog

from siamdesk.domain.when import day_words
from siamdesk.ui.ask_day import ask_day
from siamdesk.ui.commands import review_names
from siamdesk.ui.controller import Controller, Shown

if TYPE_CHECKING:
    from siamdesk.session.moved_lines import Line
    from siamdesk.session.progress import Progress
    from siamdesk.ui.compare_view import CompareView
    from siamdesk.ui.main_window import MainWindow

ANOTHER_KNOWN, ANOTHER_RECORDED = "?known", "?recorded"
_DAYS = 40


def points(shown: Shown) -> Iterator[tuple[str, str]]:
    """What can be compared: the words that name a point, and what it is called."""
    yield from (("now", "Now"), ("baseline", "Baseline of each milestone"))
    yield from ((name, name) for name in review_names(shown.portfolio))
    for day in reversed(shown.known_days[-_DAYS:]):
        yield day.isoformat(), f"As known on {day_words(day)}"
    yield from ((ANOTHER_KNOWN, "As known on another day…"), (ANOTHER_RECORDED, "As recorded by a day…"))


class CompareCommands:
    """Opens the view, and hands what it asks to the controller."""

    def __init__(self, window: "MainWindow", controller: Controller) -> None:
        self._window, self._controller = window, controller
        self.view: CompareView | None = None
        self._chosen = ("", "")
        window.actions_.connect(compare=self.open)
        controller.opened.connect(self._forget)
        controller.changed.connect(self._changed)

    def open(self) -> None:
        """Open the view, or bring it to the front: the last review but one against now, at first."""
        if not self._controller.shown.path:
            return
        if self.view is None:
            from siamdesk.ui.compare_view import CompareView  # noqa: PLC0415  loaded once it is asked for

            view = self.view = CompareView(self._window.theme, self._window)
            view.asked.connect(self._ask)
            view.picked.connect(self._window.tree.select_key)
            view.exported.connect(self._export)
        self._offer()
        self.view.show()
        self.view.activateWindow()
        self.view.ask()

    def _offer(self) -> None:
        shown = self._controller.shown
        found = list(points(shown))
        reviews = [words for words, name in found if words == name]
        start = reviews[1] if len(reviews) > 1 else reviews[0] if reviews else "baseline"
        if self.view is not None:
            self.view.offer(found, start, "now")
            self._chosen = self.view.points()

    def _ask(self, start: str, end: str) -> None:
        view = self.view
        if view is None:
            return
        for place, (words, box) in enumerate(((start, view.start), (end, view.end))):
            if words in {ANOTHER_KNOWN, ANOTHER_RECORDED} and not self._ask_day(words, box):
                box.setCurrentIndex(max(box.findData(self._chosen[place]), 0))
                return
        self._chosen = view.points()
        self._compare(*self._chosen)

    def _ask_day(self, words: str, box: QComboBox) -> bool:
        is_known = words == ANOTHER_KNOWN
        question = "As it was known on" if is_known else "As this document would have shown it at the end of"
        day = ask_day(self.view or self._window, question, self._window.day)
        if day is None or self.view is None:
            return False
        named = f"As {'known on' if is_known else 'recorded by'} {day_words(day)}"
        self.view.add_point(box, day.isoformat() if is_known else f"recorded {day.isoformat()}", named)
        return True

    def _compare(self, start: str, end: str) -> None:
        today = self._controller.today

        def run(progress: "Progress") -> "list[Line]":
            from siamdesk.session import comparing, moved_lines  # noqa: PLC0415  loaded once it is asked for

            progress.at(0.1, "Comparing")
            session = self._controller.session()
            ends = comparing.point(session, start), comparing.point(session, end)
            return moved_lines.lines(comparing.between(session, *ends, today=today))

        self._controller.give("Comparing", run, lambda found: self._show(start, end, found))

    def _show(self, start: str, end: str, found: "Sequence[Line]") -> None:
        if self.view is not None and self.view.points() == (start, end):
            self.view.show_lines(found)

    def _export(self, lines: "Sequence[Line]") -> None:
        view = self.view
        if view is None:
            return
        start, end = view.start.currentText(), view.end.currentText()
        name, _ = QFileDialog.getSaveFileName(view, "Export what moved", "What moved.xlsx", "Excel workbook (*.xlsx)")
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name).with_suffix(".xlsx")

        def run(progress: "Progress") -> None:
            from siamdesk.session import moved_lines  # noqa: PLC0415

            progress.at(0.1, f"Writing {path.name}")
            moved_lines.write(path, lines, start, end, self._controller.session().portfolio)

        told = f"{path.name} is written."
        self._controller.give(f"Writing {path.name}", run, lambda _: self._controller.said.emit(told))

    def _changed(self) -> None:
        """Something was changed, or another day is shown: what is open is compared anew."""
        if self.view is not None and self.view.isVisible() and self._controller.shown.as_known is None:
            self._offer()
            self._compare(*self._chosen)

    def _forget(self) -> None:
        if self.view is not None:
            self.view.close()
            self.view.deleteLater()
            self.view = None

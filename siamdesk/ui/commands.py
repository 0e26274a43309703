"""What the commands of the window ask before they are done: files, days, and whether an import is to be undone."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from siamdesk import __version__
from siamdesk.domain import lifecycle
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import closed_over
from siamdesk.domain.when import day_words
from siamdesk.ui import errors
from siamdesk.ui.ask_day import ask_day
from siamdesk.ui.ask_export import ask_export
from siamdesk.ui.controller import Controller
from siamdesk.ui.import_review import ImportReview
from siamdesk.ui.settings import Settings
from siamdesk.ui.trend import SCOPES, TrendDialog

if TYPE_CHECKING:
    from siamdesk.session.import_batch import Batch
    from siamdesk.session.trending import Trend
    from siamdesk.ui.main_window import MainWindow

WORKBOOKS = ("xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv")
_DAYS = 12
"""How many of the latest days a menu lists."""
_PORTFOLIOS = "SIAMDesk portfolios (*.siamdesk)"
_REGISTERS = f"Registers ({' '.join(f'*.{each}' for each in WORKBOOKS)})"
_NEW_REGISTERS = "Excel workbook (*.xlsx);;Comma-separated text (*.csv)"


class Commands:
    """The commands that need a question first."""

    def __init__(self, window: "MainWindow", controller: Controller, settings: Settings) -> None:
        self._window, self._controller, self._settings = window, controller, settings
        self._reviewing: ImportReview | None = None

    def open(self) -> None:
        """Open a portfolio chosen from the disk."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a portfolio", self._folder(), _PORTFOLIOS)
        if name:
            self._controller.open(Path(name))

    def offer_backup(self, path: Path, backup: Path) -> None:
        """Offer the newest sound backup of a portfolio that can't be read any more."""
        question = (
            f"{path.name} is damaged and can't be read. There is a sound backup of {backup.stem}: open a copy of it "
            "and leave the damaged file as it is?"
        )
        if errors.ask(self._window, question, "Open the backup"):
            self._controller.open_backup(path, backup)

    def save_as(self) -> None:
        """Copy the portfolio to a name, and go on with the copy."""
        path = self._ask_path("Save the portfolio as", _PORTFOLIOS, ".siamdesk")
        if path is not None:
            self._controller.save_as(path)

    def share(self) -> None:
        """Write a copy without the history."""
        path = self._ask_path("Save a share copy", _PORTFOLIOS, ".siamdesk")
        if path is not None:
            self._controller.share_copy(path)

    def export(self) -> None:
        """Write a new register."""
        wanted = ask_export(self._window, self._window.words)
        path = self._ask_path("Export a new register", _NEW_REGISTERS, ".xlsx") if wanted is not None else None
        if path is not None and wanted is not None:
            self._controller.registers.export_new(path, wanted, self._window.day)

    def send_back(self) -> None:
        """Write what each tower lead gets into a folder."""
        name = QFileDialog.getExistingDirectory(self._window, "Send back to tower leads: a folder", self._folder())
        if name:
            self._controller.registers.send_back(Path(name))

    def import_registers(self) -> None:
        """Bring chosen registers home."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Import registers", self._folder(), _REGISTERS)
        self._controller.registers.plan_imports([Path(name) for name in names])

    def paste(self) -> None:
        """Read the cells on the clipboard as a register: for workbooks whose label keeps other programs out."""
        text = QGuiApplication.clipboard().text()
        if "\t" not in text or "\n" not in text.strip():
            errors.say(self._window, "Copy the register's cells in Excel first, its header row with them.")
            return
        self._controller.registers.plan_pasted(text)

    def take(self, paths: Sequence[Path]) -> None:
        """Take what was dropped on the window: portfolios are opened, anything else is read as a register."""
        portfolios = [path for path in paths if path.suffix.casefold() == ".siamdesk"]
        registers = [path for path in paths if path not in portfolios and not path.name.startswith("~$")]
        if portfolios:
            self._controller.open(portfolios[0])
        if registers:
            self._controller.registers.plan_imports(registers)

    def undo(self) -> None:
        """Take back the latest step; an import or a review only when the user says so."""
        step = self._controller.shown.undo
        if step is None:
            return
        closed = closed_over(self._controller.shown.portfolio.reviews.values(), step.seq)
        if closed is not None and step.origin == "review":
            # Refused, in its own words, before anything is asked.
            self._controller.undo()
            return
        if step.origin in {"import", "review"} and not errors.ask(
            self._window.front,
            f"Undo “{step.label}” of {day_words(step.recorded_at.date())}, with everything it changed?",
            "Undo it",
        ):
            return
        self._controller.undo()

    def review(self, batch: "Batch") -> None:
        """Show what some registers would change, and do what is decided."""
        if not batch.plans:
            errors.say(self._window.front, "Nothing is left open: every import has been decided.")
            return
        nothing = all(not each.items and each.is_empty(each.undisputed()) for each in batch.plans)
        if nothing and not batch.refused:
            who = f"{batch.plans[0].workbook} says" if len(batch.plans) == 1 else f"{len(batch.plans)} registers say"
            errors.say(self._window, f"{who} nothing that the portfolio does not say already.")
            return
        shown = self._controller.shown.portfolio
        dialog = ImportReview(batch, self._window.painter, shown, self._controller.today, self._window.front)
        self._reviewing = dialog

        def read(batch: "Batch") -> None:
            # Who has closed it meanwhile does not wait for it.
            if self._reviewing is dialog:
                dialog.show_batch(batch)

        dialog.read_again.connect(lambda how: self._controller.registers.plan_again(how, read))
        dialog.saved.connect(lambda: self._save_review(dialog))
        if dialog.exec() == ImportReview.DialogCode.Accepted:
            self._controller.registers.accept(dialog.batch, dialog.decisions)
        self._reviewing = None
        # Else it lives on, with all that was read, until the window is closed.
        items = [item for each in dialog.batch.plans for item in each.items]
        dialog.destroyed.connect(lambda: self._controller.registers.let_go(items))
        dialog.deleteLater()

    def _save_review(self, dialog: ImportReview) -> None:
        path = self._ask_path("Save this review", "Excel workbook (*.xlsx)", ".xlsx")
        if path is not None:
            self._controller.registers.save_review(path, dialog.model.lines())

    def ask_trend(self) -> None:
        """Ask how the dates of what is selected were foreseen: of a contract, of a tower, or of all."""
        scope, key = self._trend_of(None)
        self._controller.look_at_trends(scope, key, lifecycle.HEADLINES, self._show_trends)

    def _trend_of(self, scope: str | None) -> tuple[str, str]:
        """What a chart is of: the scope, narrowest first where none is asked for, and the contract or the tower."""
        window = self._window
        contract = next(iter(window.tree.selected_contracts()), "")
        index = window.tree.currentIndex()
        tower = (window.tree.rows.node(index).tower_id if index.isValid() else None) or ""
        if scope is None:
            scope = "contract" if contract else "tower" if tower else "all"
        return scope, {"contract": contract, "tower": tower}.get(scope, "")

    def _show_trends(self, trends: "Sequence[Trend]", count: int) -> None:
        """Show how dates were foreseen; the dialog asks for others."""
        if not trends:
            errors.say(self._window, "None of its headline dates has been dated yet.")
            return
        scopes = [scope for scope in SCOPES if scope == "all" or self._trend_of(scope)[1]]
        dialog = TrendDialog(self._window.painter, trends, self._window, scopes, self._trend_of(None)[0])
        dialog.show_trends(trends, count)

        def ask(scope: str, kinds: Sequence[str]) -> None:
            self._controller.look_at_trends(*self._trend_of(scope), kinds, dialog.show_trends)

        dialog.asked.connect(ask)
        dialog.exec()

    def fill_recent(self, menu: QMenu) -> None:
        """List the portfolios opened last."""
        menu.clear()
        for path in self._settings.recent:
            action = menu.addAction(f"{path.stem}   {path.parent}")
            action.triggered.connect(lambda _checked=False, path=path: self._controller.open(path))
        if menu.isEmpty():
            menu.addAction("None yet").setEnabled(False)

    def fill_known(self, menu: QMenu) -> None:
        """List the days on which something was known."""
        menu.clear()
        shown = self._controller.shown
        _offer(menu, "Now", shown.as_known, None, self._controller.show_as_known)
        menu.addSeparator()
        for day in reversed(shown.known_days[-_DAYS:]):
            _offer(menu, day_words(day), shown.as_known, day, self._controller.show_as_known)
        menu.addSeparator()
        menu.addAction("Another day…").triggered.connect(self._ask_known)
        menu.setEnabled(shown.path is not None)

    def fill_compare(self, menu: QMenu) -> None:
        """List what moves can be measured against."""
        menu.clear()
        shown = self._controller.shown
        _offer(menu, "Baseline of each milestone", shown.compared_with, None, self._controller.compare_with)
        menu.addSeparator()
        for name in review_names(shown.portfolio):
            _offer(menu, name, shown.compared_with, name, self._controller.compare_with)
        menu.addSeparator()
        for day in reversed(shown.known_days[-_DAYS:]):
            words = f"As known on {day_words(day)}"
            _offer(menu, words, shown.compared_with, day, self._controller.compare_with)
        menu.addSeparator()
        menu.addAction("As recorded by a day…").triggered.connect(self._ask_recorded)
        menu.addAction(self._window.actions_["compare"])

    def about(self) -> None:
        """Say what this is."""
        QMessageBox.about(
            self._window,
            "About SIAMDesk",
            f"SIAMDesk {__version__}\n\nA portfolio of service contracts, tower by tower, on one timeline, and the "
            "Excel registers it lives in. It works without a network and opens no connection.",
        )

    def _ask_known(self) -> None:
        day = ask_day(self._window, "Show the portfolio as it was known on", self._window.day)
        if day is not None:
            self._controller.show_as_known(day)

    def _ask_recorded(self) -> None:
        question = "Show moves against what this document would have shown at the end of"
        day = ask_day(self._window, question, self._window.day)
        if day is not None:
            self._controller.compare_with(f"recorded {day.isoformat()}")

    def _ask_path(self, title: str, kinds: str, suffix: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._window, title, self._folder(), kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(suffix)

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(recent[0].parent) if recent else str(Path.home())


def review_names(portfolio: Portfolio) -> list[str]:
    """The reviews that have a day, the latest first."""
    days = ((each.day.latest, each.name) for each in portfolio.reviews.values() if each.day is not None)
    return [name for day, name in sorted(((day, name) for day, name in days if day is not None), reverse=True)]


def _offer(
    menu: QMenu,
    words: str,
    chosen: date | str | None,
    point: date | str | None,
    choose: Callable[[Any], None],
) -> None:
    """Add a day to a menu of days, ticked where it is the one chosen; None stands for the present or the baseline."""
    action = menu.addAction(words)
    action.setCheckable(True)
    action.setChecked(chosen == point)
    action.triggered.connect(lambda _checked=False: choose(point))

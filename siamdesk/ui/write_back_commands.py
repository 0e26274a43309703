"""The commands that hand registers back: which, the preview, the writing, and what is said afterwards."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from siamdesk.domain.errors import SiamdeskError
from siamdesk.ui import errors
from siamdesk.ui.controller import Controller
from siamdesk.ui.settings import Settings
from siamdesk.ui.write_back import WriteBackDialog

if TYPE_CHECKING:
    from siamdesk.session.write_back import WriteBack, Written
    from siamdesk.ui.main_window import MainWindow

_MOST_NAMED = 8


class WriteBackCommands:
    """Asks, shows, and hands the answers to the controller."""

    def __init__(self, window: "MainWindow", controller: Controller, settings: Settings) -> None:
        self._window, self._controller, self._settings = window, controller, settings

    def fill(self, menu: QMenu) -> None:
        """List the registers, those with something to hand back first."""
        menu.clear()
        shown = self._controller.shown
        pending = shown.pending
        if len(pending) > 1:
            cells = sum(pending.values())
            every = menu.addAction(f"All {len(pending)} registers   {cells:,} cells")
            every.triggered.connect(self.write_all)
            menu.addSeparator()
        registers = sorted(shown.portfolio.registers.values(), key=lambda each: (each.id not in pending, each.name))
        for register in registers:
            count = pending.get(register.id, 0)
            told = f"{count:,} cell{'s' * (count != 1)}" if count else "nothing waits"
            action = menu.addAction(f"{register.name}   {told}")
            action.triggered.connect(lambda _checked=False, each=register.id: self.write([each]))
        if menu.isEmpty():
            menu.addAction("No register has come home yet").setEnabled(False)

    def write_all(self) -> None:
        """Hand back all registers that have something waiting."""
        pending = list(self._controller.shown.pending)
        if pending:
            self.write(pending)
        else:
            errors.say(self._window, "Nothing waits to be written back: every register says what our record says.")

    def write(self, register_ids: Sequence[str]) -> None:
        """Hand registers back, after a look at the cells. A workbook that is not where it was is asked for."""
        from siamdesk.session.write_back import Wanted  # noqa: PLC0415  loaded once there is something to write

        registers = self._controller.shown.portfolio.registers
        wanted = []
        for register_id in register_ids:
            register = registers[register_id]
            path = Path(register.path) if register.path else None
            if path is None or not path.exists():
                folder, kind = str(path.parent) if path else "", f"*{Path(register.name).suffix}"
                name, _ = QFileDialog.getOpenFileName(self._window, f"Where is {register.name}?", folder, kind)
                if not name:
                    continue
                path = Path(name)
            wanted.append((register_id, path, Wanted()))
        if wanted:
            self._controller.registers.plan_write_backs(wanted, self._show)

    def _show(self, plans: "list[WriteBack]", refused: list[SiamdeskError]) -> None:
        if self._offer_import(refused):
            return
        if self._offer_new(refused) and not plans and len(refused) == 1:
            return
        if not plans:
            errors.say(self._window, " ".join(map(str, refused)))
            return
        if not refused and not any(plan.lines or plan.missing or plan.lacking for plan in plans):
            errors.say(self._window, "Nothing waits to be written back: the workbook says what our record says.")
            return
        dialog = WriteBackDialog(
            plans, refused, self._window.theme, keep=self._settings.keeps_copies, parent=self._window
        )
        dialog.look_again.connect(
            lambda wanted: self._controller.registers.plan_write_backs(
                [(made.register.id, made.path, each) for made, each in wanted], dialog.show_plans
            )
        )
        dialog.copied.connect(lambda: self._save_copy(dialog))
        if dialog.exec() == WriteBackDialog.DialogCode.Accepted:
            self._settings.keeps_copies = dialog.keep.isChecked()
            self._controller.registers.write_back(dialog.wanted, keep=dialog.keep.isChecked())

    def _offer_import(self, refused: Sequence[SiamdeskError]) -> bool:
        """Offer to bring home the workbooks that have changed since they were read; whether that is done instead."""
        from siamdesk.register.deliver import ChangedError  # noqa: PLC0415  loaded once there is something to write

        changed = [each.path for each in refused if isinstance(each, ChangedError)]
        if not changed:
            return False
        names = ", ".join(path.name for path in changed)
        verb = "have" if len(changed) > 1 else "has"
        question = f"{names} {verb} changed since they were read. Bring them home first, and write back afterwards?"
        if not errors.ask(self._window, question, "Import now"):
            return False
        self._controller.registers.plan_imports(changed)
        return True

    def _offer_new(self, refused: Sequence[SiamdeskError]) -> bool:
        """Offer a new .xlsx beside the first workbook whose kind can't be written into; whether one was."""
        from siamdesk.session.export_register import Wanted  # noqa: PLC0415  loaded once there is something to write
        from siamdesk.session.write_back import OnlyNewError  # noqa: PLC0415

        error = next((each for each in refused if isinstance(each, OnlyNewError)), None)
        if error is None or not errors.ask(self._window, str(error), "Write a new .xlsx…"):
            return False
        suggested = str(error.path.with_suffix(".xlsx"))
        name, _ = QFileDialog.getSaveFileName(self._window, "A new register beside it", suggested, "*.xlsx")
        if not name:
            return False
        wanted = Wanted(timeline=False, register_id=error.register.id)
        self._controller.registers.export_new(Path(name).with_suffix(".xlsx"), wanted, self._window.day)
        return True

    def _save_copy(self, dialog: WriteBackDialog) -> None:
        made = dialog.plans[0]
        suffix = made.path.suffix
        suggested = str(made.path.with_name(f"{made.path.stem} (copy){suffix}"))
        name, _ = QFileDialog.getSaveFileName(dialog, "Save a copy", suggested, f"*{suffix}")
        if name:
            path = Path(name)
            self._controller.registers.save_written(made, path if path.suffix else path.with_suffix(suffix))
            dialog.reject()

    def tell(self, written: "Sequence[Written]") -> None:
        """Say what became of each register, and offer to try again those that were open."""
        done = [each for each in written if each.delivered is not None]
        failed = [each for each in written if each.refused is not None]
        if done and not failed and len(done) <= _MOST_NAMED:
            kept = [each.delivered.kept.name for each in done if each.delivered is not None and each.delivered.kept]
            names = ", ".join(each.name for each in done)
            told = f"Written back: {names}." + (f" Kept as it was: {', '.join(kept)}." if kept else "")
            self._window.parts.status.showMessage(told, 15_000)
            return
        if self._offer_import([each.refused for each in failed if each.refused is not None]):
            return
        lines = [f"{len(done)} of {len(written)} registers are written back."] if done or len(failed) > 1 else []
        lines += [str(each.refused) for each in failed]
        box = QMessageBox(QMessageBox.Icon.Warning, "SIAMDesk", "\n\n".join(lines), parent=self._window)
        again = box.addButton("Try again", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Close)
        box.exec()
        if box.clickedButton() is again:
            self.write_all()

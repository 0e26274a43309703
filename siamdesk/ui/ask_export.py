"""Asking what goes into a new register: which contracts, on how many sheets, with the plan or without."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from siamdesk.session.export_register import Wanted


class ExportDialog(QDialog):
    """The choices of a new register. `words` is the filter of what is in view, '' where everything is."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export a new register")
        self._words = words
        self.in_view = QCheckBox("Only the contracts in &view")
        self.in_view.setToolTip(words)
        self.in_view.setChecked(bool(words))
        self.in_view.setEnabled(bool(words))
        self.by_tower = QCheckBox("A sheet for each &tower")
        self.timeline = QCheckBox("With the plan on a sheet of its own, in Excel")
        self.timeline.setChecked(True)
        note = QLabel("The workbook is noted as a register, so that it comes home exactly.")
        note.setObjectName("quiet")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("&Choose a file…")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.in_view, self.by_tower, self.timeline, note, buttons):
            layout.addWidget(widget)

    @property
    def wanted(self) -> "Wanted":
        """What was chosen."""
        from siamdesk.session.export_register import Wanted  # noqa: PLC0415  loaded once something is to be written

        words = self._words if self.in_view.isChecked() else ""
        return Wanted(words, by_tower=self.by_tower.isChecked(), timeline=self.timeline.isChecked())


def ask_export(parent: QWidget, words: str) -> "Wanted | None":
    """Ask what goes into a new register; None if the user thinks better of it."""
    dialog = ExportDialog(words, parent)
    return dialog.wanted if dialog.exec() == QDialog.DialogCode.Accepted else None

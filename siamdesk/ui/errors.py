"""What the window says when something stands in the way, and what it shows when the fault is ours."""

import platform
import sys
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget

from siamdesk import __version__


def say(parent: QWidget | None, sentence: str) -> None:
    """Tell the user one sentence about their world."""
    QMessageBox.information(parent, "SIAMDesk", sentence)


def ask(parent: QWidget | None, question: str, yes: str) -> bool:
    """Ask a question that can be answered by a verb (`yes`) or by Cancel. The one place where dialogs ask."""
    box = QMessageBox(QMessageBox.Icon.Question, "SIAMDesk", question, QMessageBox.StandardButton.Cancel, parent)
    agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(agree)
    box.exec()
    return box.clickedButton() is agree


def report_text(fault: str) -> str:
    """A fault of ours with all that is needed to find it, and nothing of the user's portfolio."""
    versions = (
        f"SIAMDesk {__version__}, Python {platform.python_version()}, PySide6 {PySide6.__version__}, Qt {qVersion()}, "
        f"{platform.platform()}"
    )
    return f"{versions}\n\n{fault}"


class FaultReport(QDialog):
    """The window that shows a fault of ours, to be copied and sent by the user if they like."""

    def __init__(self, fault: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("SIAMDesk has made a mistake")
        self.resize(720, 420)
        self.text = report_text(fault)
        said = QLabel(
            "This is a fault of the program, not of yours. Your portfolio is as it was before this step; everything "
            "done earlier is on disk. Copy the report and send it to whoever looks after SIAMDesk for you."
        )
        said.setWordWrap(True)
        shown = QPlainTextEdit(self.text)
        shown.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (said, shown, buttons):
            layout.addWidget(widget)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)


def catch_faults(parent: QWidget) -> None:
    """Show faults of ours on the window's thread in a report, in place of ending the program."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        FaultReport("".join(traceback.format_exception(kind, error, trace)), parent).exec()

    sys.excepthook = show

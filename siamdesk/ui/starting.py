"""The application object, the one window, and its first document."""

import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from siamdesk.domain.errors import SiamdeskError
from siamdesk.drawing.styles import SIZES
from siamdesk.ui import errors
from siamdesk.ui.appearance import dress, theme_named
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings

_PICTURE_FONTS = ("Inter", "Segoe UI", "Noto Sans", "Open Sans", "Liberation Sans", "DejaVu Sans")


def application() -> QApplication:
    """The application, made once."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    made = QApplication(["siamdesk"])
    made.setApplicationName("SIAMDesk")
    made.setOrganizationName("SIAMDesk")
    made.setStyle("Fusion")
    font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    if made.platformName() == "offscreen":
        # A picture has no desktop to take its font from: the first of these that the machine has.
        known = set(QFontDatabase.families())
        font.setFamily(next((each for each in _PICTURE_FONTS if each in known), font.family()))
    font.setPixelSize(SIZES["body"])
    made.setFont(font)
    return made


def run(files: Sequence[Path], *, is_demo: bool, theme: str | None, today: date) -> int:
    """Show the window until it is closed; the exit code."""
    app = application()
    settings = Settings()
    chosen = theme_named(theme or settings.theme, app)
    dress(app, chosen)
    controller = Controller(today, settings.author or None)
    window = MainWindow(controller, settings, chosen)
    errors.catch_faults(window)
    window.restore()
    window.show()
    QTimer.singleShot(0, lambda: begin(window, files, is_demo=is_demo))
    return app.exec()


def begin(window: MainWindow, files: Sequence[Path], *, is_demo: bool) -> None:
    """Open what the command line names."""
    if is_demo:
        window.controller.open_demo()
    else:
        window.commands.take(files)


def _quietly(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
    """Pass on what Qt has to say, but for what every window without a window manager makes it say."""
    if "propagateSizeHints" not in words:
        sys.stderr.write(qFormatLogMessage(kind, context, words) + "\n")


def paint(
    files: Sequence[Path],
    picture: Path,
    *,
    is_demo: bool,
    size: tuple[int, int],
    theme: str,
    today: date,
    wait_ms: int,
) -> None:
    """Paint the real window into a PNG, once all it shows is there. Raises `SiamdeskError` where that can't be."""
    qInstallMessageHandler(_quietly)
    app = application()
    chosen = theme_named(theme, app)
    dress(app, chosen)
    with tempfile.TemporaryDirectory(prefix="siamdesk-") as folder:
        controller = Controller(today, "")
        window = MainWindow(controller, Settings(Path(folder) / "settings.ini"), chosen)
        refused: list[str] = []
        faults: list[str] = []
        controller.said.disconnect()
        controller.faulted.disconnect()
        controller.damaged.disconnect()
        controller.damaged.connect(
            lambda path, _: refused.append(f"{path.name} is damaged; its window offers a backup.")
        )
        controller.said.connect(refused.append)
        controller.faulted.connect(faults.append)
        controller.planned.disconnect()
        # Nobody is there to be asked: what is undisputed is taken.
        controller.planned.connect(lambda batch: controller.registers.accept(batch, batch.undisputed()))
        ratio = app.devicePixelRatio()
        window.resize(round(size[0] / ratio), round(size[1] / ratio))
        window.show()
        loop = QEventLoop()
        controller.idle.connect(lambda: QTimer.singleShot(0, lambda: None if controller.is_busy else loop.quit()))
        QTimer.singleShot(wait_ms, loop.quit)
        begin(window, files, is_demo=is_demo)
        if controller.is_busy:
            loop.exec()
        app.processEvents()
        done = not refused and not faults and window.grab().save(str(picture), "PNG")
        window.close()
    if faults:
        raise RuntimeError(faults[0])
    if refused:
        raise SiamdeskError(refused[0])
    if not done:
        raise SiamdeskError(f"{picture} can't be written; choose another place for the picture.")

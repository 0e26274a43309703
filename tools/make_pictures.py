"""Paints the pictures of docs/pictures: the real window and the real meeting, on the sample portfolio.

Run it as `QT_QPA_PLATFORM=offscreen python tools/make_pictures.py [NAME ...]`; each picture takes a second or two.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.contract import Dependency
from siamdesk.drawing.styles import THEMES
from siamdesk.session import trending
from siamdesk.timeline.shapes import Glyph
from siamdesk.ui.appearance import dress
from siamdesk.ui.controller import Controller
from siamdesk.ui.main_window import MainWindow
from siamdesk.ui.settings import Settings
from siamdesk.ui.starting import application
from siamdesk.ui.trend import TrendDialog

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
TODAY = date(2018, 4, 3)
MARCH, OCTOBER = "Review of March 2018", date(2015, 10, 2)
BLIND = {
    # Machado, Oliveira and Fernandes, 2009, at full severity.
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


class Studio:
    """A window on the sample, and ways to look at it."""

    def __init__(
        self, folder: Path, theme: str = "light", size: tuple[int, int] = (1600, 1000), document: Path | None = None
    ) -> None:
        self.application = application()
        dress(self.application, THEMES[theme])
        settings = Settings(Path(mkdtemp(dir=folder)) / "settings.ini")
        self.window = MainWindow(Controller(TODAY, "sample"), settings, THEMES[theme])
        self.window.resize(*size)
        self.window.show()
        if document is None:
            self.window.controller.open_demo()
        else:
            self.window.controller.open(document)
        self.settle()

    def settle(self) -> None:
        """Wait until everything that was asked for is shown."""
        while self.window.controller.is_busy:
            self.application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
        QTest.qWait(120)

    def contract(self, reference: str) -> str:
        """The id of a contract of the sample."""
        contracts = self.window.controller.shown.portfolio.contracts.values()
        return next(each.id for each in contracts if each.reference == reference)

    def wall(self, size: tuple[int, int], tower: str) -> QWidget:
        """The meeting on the page of a tower: March 2018 against October 2015."""
        controller, view = self.window.controller, self.window.hands.meeting.view
        review = next(each for each in controller.shown.portfolio.reviews.values() if each.name == MARCH)
        controller.compare_with(OCTOBER)
        self.settle()
        view.open(review.id, full=False)
        self.settle()
        shown = view.shown
        if shown is None:
            raise SystemExit("The meeting did not open.")
        shown.resize(*size)
        self.settle()
        towers = controller.shown.portfolio.towers
        shown.go(next((each.id for each in towers.values() if each.name == tower), tower))
        self.settle()
        return shown

    def close(self) -> None:
        """Let go of the window."""
        self.window.hands.meeting.view.close()
        self.settle()
        self.window.close()


def kept(widget: QWidget, name: str) -> None:
    """Keep a picture of a widget."""
    keep(widget.grab().toImage(), name)


def keep(image: QImage, name: str) -> None:
    """Keep a picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    image.convertToFormat(QImage.Format.Format_RGB888).save(str(FOLDER / f"{name}.png"), quality=0)


def blind(image: QImage, matrix: tuple[tuple[float, ...], ...]) -> QImage:
    """The image as somebody sees it who lacks one of the three kinds of cones."""
    seen = image.convertToFormat(QImage.Format.Format_RGB32)
    known: dict[int, int] = {}
    for y in range(seen.height()):
        for x in range(seen.width()):
            pixel = seen.pixel(x, y)
            if pixel not in known:
                known[pixel] = _seen(QColor(pixel), matrix)
            seen.setPixel(x, y, known[pixel])
    return seen


def _seen(colour: QColor, matrix: tuple[tuple[float, ...], ...]) -> int:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in channels]
    mixed = [min(max(sum(k * c for k, c in zip(row, linear, strict=True)), 0.0), 1.0) for row in matrix]
    shown = [1.055 * c ** (1 / 2.4) - 0.055 if c > 0.0031308 else c * 12.92 for c in mixed]
    return QColor.fromRgbF(*shown).rgb()


# The pictures.


def window(folder: Path) -> None:
    """The window in each theme, small, and as three kinds of colour blindness see it."""
    for theme in THEMES:
        studio = Studio(folder, theme)
        kept(studio.window, f"window-{theme}")
        if theme == "light":
            image = studio.window.grab().toImage().scaledToWidth(1000, Qt.TransformationMode.SmoothTransformation)
            for name, matrix in BLIND.items():
                keep(blind(image, matrix), f"window-{name}")
        studio.close()
    studio = Studio(folder, size=(1280, 720))
    kept(studio.window, "window-1280x720")
    studio.close()


def doubled(folder: Path) -> None:
    """The window at 200 %: Qt is told the scale before it begins, so it is started anew for it."""
    if "QT_SCALE_FACTOR" not in os.environ:
        subprocess.run([sys.executable, __file__, "doubled"], env=os.environ | {"QT_SCALE_FACTOR": "2"}, check=True)  # noqa: S603  this file
        return
    studio = Studio(folder, size=(1280, 720))
    kept(studio.window, "window-200-percent")
    studio.close()


def many(folder: Path) -> None:
    """20,000 contracts with eight milestones each, those of the benchmarks."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "benchmarks"))
    portfolios = importlib.import_module("portfolios")
    document = portfolios.write(folder / "many.siamdesk", portfolios.portfolio(20_000))
    studio = Studio(folder, document=document)
    kept(studio.window, "window-20000-contracts")
    studio.close()


def zooms(folder: Path) -> None:
    """Decades and days, and the portfolio as known on 2 October 2015."""
    studio = Studio(folder, size=(1600, 900))
    body = studio.window.canvas.body
    body.set_pixels_per_day(0.02)
    studio.settle()
    kept(studio.window, "zoom-decades")
    body.set_pixels_per_day(30.0)
    body.centre_on(date(2015, 10, 2))
    studio.settle()
    kept(studio.window, "zoom-days")
    body.fit()
    studio.window.controller.show_as_known(OCTOBER)
    studio.settle()
    kept(studio.window, "as-known-2015-10-02")
    studio.close()


def dragging(folder: Path) -> None:
    """A dependency that a date breaks, and a date while it is dragged with what waits for it."""
    studio = Studio(folder, size=(1600, 900))
    window, controller = studio.window, studio.window.controller
    net, siam = studio.contract("NET-01"), studio.contract("SIAM-01")
    rows = (
        Make(Dependency("d1", siam, "effective_date", net, "tender_launch", 0)),
        Make(Dependency("d2", net, "contract_award", studio.contract("BO-01"), "service_transfer", 30)),
    )
    controller.edit(ChangeSet("Dependencies", rows, TODAY))
    studio.settle()
    window.tree.select_key(net)
    studio.settle()
    kept(window, "broken-dependency")
    body = window.canvas.body
    sign = next(
        each
        for each in body.in_view
        if isinstance(each, Glyph) and (each.contract_id, each.part) == (net, "contract_award.forecast")
    )
    start = QPointF(sign.x - body.left, sign.y - body.top).toPoint()
    QTest.mousePress(body.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 9):
        QTest.mouseMove(body.viewport(), start + QPoint(12 * step, 0))
    QTest.qWait(100)
    kept(window, "dragging")
    body.hand.leave()
    studio.close()


def meeting(folder: Path) -> None:
    """The pages of each tower for March 2018 against October 2015."""
    for theme, size, towers in (
        ("light", (1920, 1080), ("portfolio", "SIAM", "Networks", "Back office")),
        ("light", (1366, 768), ("SIAM", "Networks", "Back office")),
        ("dark", (1920, 1080), ("SIAM", "Networks", "Back office")),
    ):
        studio = Studio(folder, theme)
        wall = studio.wall(size, towers[0])
        for tower in towers:
            keys = {each.name: each.id for each in studio.window.controller.shown.portfolio.towers.values()}
            wall.go(keys.get(tower, tower))  # type: ignore[attr-defined]
            studio.settle()
            kept(wall, f"meeting-{tower.replace(' ', '-').lower()}-{theme}-{size[0]}")
        studio.close()


def trend(folder: Path) -> None:
    """How the transfer of the back office was foreseen."""
    studio = Studio(folder)
    found = trending.of_contract(studio.window.controller.session(), studio.contract("BO-01"))
    dialog = TrendDialog(studio.window.painter, found, studio.window)
    dialog.show()
    studio.settle()
    kept(dialog, "trend-back-office")
    studio.close()


PICTURES: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (window, doubled, many, zooms, dragging, meeting, trend)
}


def main() -> None:
    """Paint the pictures that are named, or all."""
    with TemporaryDirectory() as folder:
        for name in sys.argv[1:] or PICTURES:
            PICTURES[name](Path(folder))


if __name__ == "__main__":
    main()

from itertools import combinations
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPageLayout, QPainter, QPaintEvent, QPdfWriter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SIAM, STRANDS, TODAY, layout, portfolio

from siamdesk.drawing.painter import Painter
from siamdesk.drawing.signs import OUTLINES, POSTS
from siamdesk.drawing.styles import THEMES
from siamdesk.timeline.header import header
from siamdesk.timeline.legend import legend
from siamdesk.timeline.remarks import Remark
from siamdesk.timeline.row_plan import SYMBOLS
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Viewport, build
from siamdesk.timeline.shapes import Band, Bar, Glyph, Label, Line, Shape
from siamdesk.timeline.view import View

pytestmark = pytest.mark.qt

WHITE, LIGHT = "#ffffff", THEMES["light"]
RATIOS = (1.0, 1.25, 1.5, 2.0)


def painted(*shapes: Shape, ratio: float = 1.0, theme: str = "light", moved: float = 0.0) -> QImage:
    """The shapes on 100 by 40 pixels of the scene."""
    image = QImage(int(100 * ratio), int(40 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(THEMES[theme].colour("window")))
    painter = QPainter(image)
    painter.translate(-moved, 0.0)
    Painter(THEMES[theme]).draw(shapes, painter)
    painter.end()
    return image


def at(image: QImage, x: float, y: float) -> str:
    return image.pixelColor(int(x * image.devicePixelRatio()), int(y * image.devicePixelRatio())).name()


def inked(image: QImage) -> set[tuple[int, int]]:
    window = image.pixel(0, 0)
    return {(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != window}


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("moved", [0.0, 0.4])
def test_grid_lines_are_sharp_on_every_screen(ratio: float, moved: float) -> None:
    image = painted(Bar(30.3, 0.0, 1.0, 40.0, "grid.major"), ratio=ratio, moved=moved)
    colours = [image.pixelColor(x, 5).name() for x in range(image.width())]
    assert set(colours) == {WHITE, LIGHT.colour("grid.major")}
    assert colours.count(LIGHT.colour("grid.major")) == (2 if ratio >= 1.5 else 1)


@pytest.mark.parametrize("ratio", RATIOS)
def test_bars_have_hard_edges(ratio: float) -> None:
    image = painted(Bar(10.2, 10.0, 40.5, 16.0, "phase.service"), ratio=ratio)
    middle = {image.pixelColor(x, int(18 * ratio)).name() for x in range(image.width())}
    assert middle == {WHITE, LIGHT.colour("phase.service")}


def test_round_ends_lose_their_corners() -> None:
    image = painted(Bar(10.0, 10.0, 40.0, 16.0, "phase.service", round_left=True))
    assert at(image, 10, 10) == WHITE
    assert at(image, 49, 10) == LIGHT.colour("phase.service")
    assert at(image, 10, 18) == LIGHT.colour("phase.service")


def test_a_bar_runs_from_one_colour_into_another() -> None:
    image = painted(Bar(0.0, 10.0, 100.0, 16.0, "phase.tender", to="phase.service"))
    greens = [image.pixelColor(x, 18).green() for x in range(100)]
    assert greens == sorted(greens, reverse=True)
    assert greens[0] == pytest.approx(QColor(LIGHT.colour("phase.tender")).green(), abs=2)
    assert greens[-1] == pytest.approx(QColor(LIGHT.colour("phase.service")).green(), abs=2)


@pytest.mark.parametrize(
    ("style", "to", "faint", "full"), [("phase.service", "none", 99, 0), ("none", "phase.service", 0, 99)]
)
def test_a_bar_fades_into_nothing(style: str, to: str, faint: int, full: int) -> None:
    image = painted(Bar(0.0, 10.0, 100.0, 16.0, style, to=to))
    assert image.pixelColor(faint, 18).red() > 250
    assert image.pixelColor(full, 18).red() == pytest.approx(QColor(LIGHT.colour("phase.service")).red(), abs=4)


def test_stripes_cover_the_extension() -> None:
    image = painted(Bar(0.0, 0.0, 100.0, 40.0, "phase.extension"))
    colours = {image.pixelColor(x, 20).name() for x in range(100)}
    assert LIGHT.colour("phase.extension") in colours
    assert len(colours) > 2
    assert [image.pixel(x, 20) for x in range(60)] == [image.pixel(x + 6, 20) for x in range(60)]


def test_an_outlined_bar_has_four_sides() -> None:
    image = painted(Bar(10.0, 10.0, 40.0, 16.0, "phase.tender"), theme="contrast")
    for x, y in ((10, 18), (49, 18), (30, 10), (30, 25)):
        assert at(image, x, y) == "#ffffff"
    assert at(image, 30, 18) == THEMES["contrast"].colour("phase.tender")


def test_a_window_tints_what_lies_below_and_is_fullest_in_the_middle() -> None:
    image = painted(Band(10.0, 8.0, 80.0, 22.0, "band.window"))
    blues = [image.pixelColor(x, 19).blue() for x in (20, 50, 80)]
    assert blues[1] < blues[0] < 255
    assert blues[1] < blues[2] < 255
    assert image.pixelColor(50, 9).blue() < blues[1]


def test_a_window_without_a_bound_runs_out() -> None:
    image = painted(Band(10.0, 8.0, 80.0, 22.0, "band.window", open_right=True))
    blues = [image.pixelColor(x, 19).blue() for x in (12, 40, 88)]
    assert blues[0] < blues[1] < blues[2]


def test_lines_have_the_width_of_their_style() -> None:
    image = painted(Line(10.0, 20.0, 60.0, 20.0, "baseline"), Line(80.0, 5.0, 80.0, 35.0, "as_known"))
    assert [at(image, 30, y) for y in (18, 19, 20, 21)] == [WHITE, *[LIGHT.style("baseline").line] * 2, WHITE]
    assert [at(image, x, 10) for x in (78, 79, 80, 81)] == [WHITE, *[LIGHT.style("as_known").line] * 2, WHITE]


@pytest.mark.parametrize(("x", "x2"), [(20.0, 70.0), (70.0, 20.0)])
def test_an_arrow_has_its_head_at_its_second_end(x: float, x2: float) -> None:
    ink = inked(painted(Line(x, 20.0, x2, 20.0, "move.late", arrow=True)))

    def height(near: float) -> int:
        rows = [y for column, y in ink if abs(column - near) <= 5]
        return max(rows) - min(rows)

    assert height(x2) >= 7
    assert height(x) <= 2


@pytest.mark.parametrize(("y", "y2"), [(5.0, 35.0), (35.0, 5.0)])
def test_an_upright_arrow_has_its_head_at_its_second_end_too(y: float, y2: float) -> None:
    ink = inked(painted(Line(50.0, y, 50.0, y2, "move.late", arrow=True)))

    def width(near: float) -> int:
        columns = [x for x, row in ink if abs(row - near) <= 5]
        return max(columns) - min(columns)

    assert width(y2) >= 7
    assert width(y) <= 2


def sign(symbol: str, style: str = "glyph.actual") -> Glyph:
    return Glyph(50.0, 20.0, 22.0, symbol, style)


def test_every_symbol_of_the_timeline_has_a_sign() -> None:
    assert {*SYMBOLS.values(), "dot", "unknown", "broken", "review"} == {*OUTLINES, *POSTS}


def test_signs_are_told_apart_without_colour() -> None:
    outlines = {
        symbol: inked(painted(sign(symbol))) for symbol in ("launch", "award", "transfer", "dot", "end", "break")
    }
    for one, other in combinations(outlines.values(), 2):
        assert len(one ^ other) > 20


def test_actual_signs_are_full_and_forecast_ones_hollow() -> None:
    assert at(painted(sign("award")), 50, 20) == LIGHT.colour("ink")
    assert at(painted(sign("award", "glyph.forecast")), 50, 20) == WHITE


def test_what_is_unknown_asks() -> None:
    ring = inked(painted(sign("unknown", "glyph.unknown")))
    inner = {(x, y) for x, y in ring if abs(x - 50) < 6 and abs(y - 20) < 6}
    assert len(inner) > 8
    assert len(ring - inner) > 20


@pytest.mark.parametrize("ratio", RATIOS)
def test_uprights_are_sharp_on_every_screen(ratio: float) -> None:
    image = painted(sign("end"), ratio=ratio)
    colours = {image.pixelColor(x, int(20 * ratio)).name() for x in range(image.width())}
    assert colours == {WHITE, LIGHT.colour("ink")}


def test_text_lies_in_its_place_and_is_as_wide_as_measured() -> None:
    painter = Painter(LIGHT)
    width = painter.text_width("award TBC", "label")
    ink = inked(painted(Label(10.0, 20.0, width, "award TBC", "label")))
    columns, rows = [x for x, _ in ink], [y for _, y in ink]
    assert 9 <= min(columns) <= 13
    assert max(columns) == pytest.approx(10 + width, abs=3)
    assert (min(rows) + max(rows)) / 2 == pytest.approx(20, abs=2)


def test_text_is_measured_in_the_font_it_is_drawn_in() -> None:
    font = QFont("DejaVu Sans")
    painter = Painter(LIGHT, font)
    look = LIGHT.style("header.upper")
    assert painter.font(look.size, look.weight).pixelSize() == look.size
    expected = QFontMetricsF(painter.font(look.size, look.weight)).horizontalAdvance("2015")
    assert painter.text_width("2015", "header.upper") == expected
    assert painter.text_width("2015", "header.lower") < expected


def test_when_the_sheet_of_sprites_is_full_it_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siamdesk.drawing.sprites._MOST_PIXELS", 2048 * 100)
    painter = Painter(LIGHT)
    texts = [f"label {number}" for number in range(300)]
    image = painted()
    canvas = QPainter(image)
    for text in texts:
        painter.draw((Label(0.0, 20.0, 50.0, text, "label"),), canvas)
    sprites = painter._sprites[1.0]
    assert sprites.generation > 0
    assert sprites.sheet.width() * sprites.sheet.height() <= 2 * 2048 * 256
    image.fill(QColor(WHITE))
    painter.draw((Label(0.0, 20.0, 50.0, texts[0], "label"),), canvas)
    canvas.end()
    assert inked(image) == inked(painted(Label(0.0, 20.0, 50.0, texts[0], "label")))


def test_what_was_made_ready_is_made_again_once_the_sheet_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siamdesk.drawing.sprites._MOST_PIXELS", 2048 * 100)
    painter = Painter(LIGHT)
    first = (Label(0.0, 20.0, 50.0, "first", "label"),)
    image = painted()
    canvas = QPainter(image)
    painter.draw(first, canvas)
    painter.draw(tuple(Label(0.0, 20.0, 50.0, f"label {n}", "label") for n in range(150)), canvas)
    image.fill(QColor(WHITE))
    painter.draw(first, canvas)
    canvas.end()
    assert inked(image) == inked(painted(*first))


def test_more_words_than_the_sheet_holds_are_drawn_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siamdesk.drawing.sprites._MOST_PIXELS", 2048 * 40)
    shapes = [Label(60.0, 20.0, 50.0, "first", "label")]
    shapes += [Label(0.0, 20.0, 50.0, f"label {n}", "label") for n in range(300)]
    assert any(x >= 60 for x, _ in inked(painted(*shapes)))


HELD = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE, strands=STRANDS)


def page(painter: Painter, width: float = 1000.0) -> tuple[Shape, ...]:
    view = View(
        HELD,
        TODAY,
        as_known=TODAY,
        remarks={"old": Remark("no tower is dated to take over")},
        text_width=painter.text_width,
    )
    scale = Scale.fit(TODAY.replace(year=2014), TODAY.replace(year=2018), width)
    scene = build(layout(HELD), scale, Viewport(0.0, 0.0, width, 400.0), view)
    key = legend(scene, width, top=420.0, text_width=painter.text_width)
    return (*header(scale, 0.0, width, view), *scene, *key.shapes)


@pytest.mark.parametrize("theme", THEMES)
def test_every_style_of_a_page_is_known_to_every_theme(theme: str) -> None:
    painter = Painter(THEMES[theme])
    image = QImage(1000, 500, QImage.Format.Format_RGB32)
    image.fill(QColor(THEMES[theme].colour("window")))
    canvas = QPainter(image)
    painter.draw(page(painter), canvas)
    canvas.end()
    assert len({image.pixel(x, y) for x in range(0, 1000, 3) for y in range(0, 500, 3)}) > 30


class Surface(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.painter = Painter(LIGHT)
        self.resize(1000, 500)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(LIGHT.colour("window")))
        self.painter.draw(page(self.painter), painter)
        painter.end()


def test_a_widget_shows_what_an_image_shows(qtbot: QtBot) -> None:
    surface = Surface()
    qtbot.addWidget(surface)
    grabbed = surface.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    image = QImage(1000, 500, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.colour("window")))
    canvas = QPainter(image)
    surface.painter.draw(page(surface.painter), canvas)
    canvas.end()
    assert grabbed == image


class Far(QWidget):
    """Lines that come from far above and go far below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.painter = Painter(LIGHT)
        self.setGeometry(20, 150, 100, 100)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802  Qt's signature
        painter = QPainter(self)
        painter.translate(0.0, -100_000.0)
        upright = Line(30.0, 0.0, 30.0, 200_000.0, "arrow.broken", arrow=True)
        self.painter.draw((upright, Line(0.0, 100_095.0, 90.0, 100_095.0, "arrow.kept")), painter)
        painter.end()


def test_a_part_of_a_window_shows_its_lines_down_to_its_end(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(200, 300)
    qtbot.addWidget(window)
    part = Far(window)
    image = window.grab().toImage()
    colour = QColor(LIGHT.style("arrow.broken").line).name()
    assert {image.pixelColor(50, 150 + y).name() for y in (0, 50, 99)} == {colour}
    assert image.pixelColor(50, 149).name() != colour
    assert image.pixelColor(70, 150 + 94).name() == QColor(LIGHT.style("arrow.kept").line).name()
    assert part.height() == 100


def test_a_pdf_page_keeps_text_as_text_and_signs_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    canvas = QPainter(writer)
    factor = writer.width() / 1000.0
    canvas.scale(factor, factor)
    painter = Painter(LIGHT)
    painter.draw(page(painter), canvas)
    canvas.end()
    written = path.read_bytes()
    assert written.startswith(b"%PDF")
    assert b"/FontFile" in written
    assert b"/Subtype /Image" not in written


def test_many_thousand_calls_leave_the_interpreter_alive() -> None:
    # PySide6 6.12.0 on Python 3.11 drops a reference to None at each call and dies after some thousand of them.
    painter = Painter(LIGHT)
    image = QImage(1000, 500, QImage.Format.Format_RGB32)
    canvas = QPainter(image)
    shapes = page(painter)
    frames = 20_000 // len(shapes) + 1
    for _ in range(frames):
        image.fill(Qt.GlobalColor.white)
        painter.draw(shapes, canvas)
    canvas.end()
    assert frames * len(shapes) >= 20_000
    assert len({image.pixel(x, 100) for x in range(1000)}) > 5


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_slanted_line_goes_where_it_ends(ratio: float) -> None:
    image = painted(Line(10.0, 5.0, 90.0, 35.0, "move.late"), ratio=ratio)
    places = inked(image)
    for x, y in ((12, 6), (50, 20), (88, 34)):
        near = {(round(x * ratio) + dx, round(y * ratio) + dy) for dx in (-2, -1, 0, 1, 2) for dy in (-2, -1, 0, 1, 2)}
        assert places & near
    assert not {(x, y) for x, y in places if y > 20 * ratio and x < 30 * ratio}

"""A strip of the view that is painted alone shows what the whole view shows there."""

import pytest

pytest.importorskip("PySide6")

from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SIAM, STRANDS, TODAY, layout, portfolio

from siamdesk.domain.contract import Dependency
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import THEMES
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Scene, Viewport
from siamdesk.timeline.view import View

pytestmark = pytest.mark.qt

WIDTH, HEIGHT = 700, 330
WAITS = (
    Dependency("d1", "siam", "contract_award", "bo", "service_transfer"),
    Dependency("d2", "bo", "service_transfer", "net", "selection"),
)


@pytest.fixture(scope="module")
def scene(qapp: object) -> Scene:  # noqa: ARG001  fonts need an application
    held = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE, strands=STRANDS)
    held = held.with_rows(("dependency", each.id, each) for each in WAITS)
    scale = Scale.fit(TODAY.replace(year=2014), TODAY.replace(year=2018), float(WIDTH))
    return Scene(layout(held), scale, View(held, TODAY, text_width=Painter(THEMES["light"]).text_width))


def painted(scene: Scene, area: QRect, ratio: float) -> QImage:
    """The view, of which only the area is painted."""
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    canvas = QPainter(image)
    canvas.setClipRect(area)
    viewport = Viewport(area.x(), area.y(), area.width(), area.height()).painted
    Painter(THEMES["light"]).draw(scene.picture(viewport), canvas)
    canvas.end()
    return image


@settings(deadline=None, max_examples=200)
@given(
    st.integers(0, WIDTH - 20),
    st.integers(0, HEIGHT - 20),
    st.integers(10, WIDTH),
    st.integers(10, 120),
    st.sampled_from((1.0, 2.0)),
)
@example(44, 75, 75, 61, 1.0)  # a line of the grid that stands just left of it, and falls on its first pixel
@example(189, 211, 511, 93, 1.0)  # the outline of a sign that ends just left of it
@example(177, 0, 12, 44, 1.0)  # an arrow across another, with the line of the day in view or not
@example(54, 41, 118, 69, 2.0)  # a move over the mark of what was agreed
def test_a_strip_shows_what_the_whole_view_shows_there(
    scene: Scene, x: int, y: int, width: int, height: int, ratio: float
) -> None:
    area = QRect(x, y, min(width, WIDTH - x), min(height, HEIGHT - y))
    whole, strip = painted(scene, QRect(0, 0, WIDTH, HEIGHT), ratio), painted(scene, area, ratio)
    device = QRect(*(round(each * ratio) for each in (area.x(), area.y(), area.width(), area.height())))
    assert whole.copy(device) == strip.copy(device)

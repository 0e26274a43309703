"""A picture that is made ready at once shows what its shapes show, drawn one after the other."""

from datetime import date

import pytest

pytest.importorskip("PySide6")

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SIAM, STRANDS, TODAY, layout, portfolio

from siamdesk.domain.contract import Contract, Dependency
from siamdesk.drawing.painter import Painter
from siamdesk.drawing.styles import THEMES
from siamdesk.timeline.rows import ROW_HEIGHTS, group_row_key
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Picture, Scene, Viewport
from siamdesk.timeline.shapes import Shape
from siamdesk.timeline.view import View

pytestmark = pytest.mark.qt

WIDTH, HEIGHT = 700, 330
WAITS = (
    Dependency("d1", "siam", "contract_award", "bo", "service_transfer"),
    Dependency("d2", "bo", "service_transfer", "net", "selection"),
    Dependency("d3", "siam", "contract_award", "again", "contract_award"),
)


class Scenes:
    """The same rows in each height, by its name and whether a heading is closed."""

    def __init__(self, painter: Painter) -> None:
        again = Contract("again", tower_id="t-net", milestones=SIAM.milestones)
        held = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE, again, strands=STRANDS)
        held = held.with_rows(("dependency", each.id, each) for each in WAITS)
        view = View(held, TODAY, text_width=painter.text_width)
        scale = Scale.fit(TODAY.replace(year=2014), TODAY.replace(year=2018), float(WIDTH))
        self.of = {
            (name, is_closed): Scene(
                layout(held, heights=heights, collapsed=frozenset({group_row_key("t-net")} if is_closed else ())),
                scale,
                view,
            )
            for name, heights in ROW_HEIGHTS.items()
            for is_closed in (False, True)
        }


@pytest.fixture(scope="module")
def painters(qapp: object) -> dict[str, Painter]:  # noqa: ARG001  fonts need an application
    return {name: Painter(theme) for name, theme in THEMES.items()}


@pytest.fixture(scope="module")
def scenes(painters: dict[str, Painter]) -> Scenes:
    return Scenes(painters["light"])


def painted(
    painter: Painter, what: Picture | tuple[Shape, ...], area: QRect, ratio: float, at: tuple[int, int]
) -> QImage:
    image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(painter.theme.colour("window")))
    canvas = QPainter(image)
    canvas.setClipRect(area)
    canvas.translate(-at[0], -at[1])
    painter.draw(what, canvas)
    canvas.end()
    return image


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(sorted(ROW_HEIGHTS)),
    st.booleans(),
    st.sampled_from(("light", "contrast")),
    st.sampled_from((1.0, 1.25, 2.0)),
    st.floats(0.02, 9.0),
    st.integers(-300, 2000),
    st.integers(0, 200),
)
def test_a_picture_shows_what_its_shapes_show(
    scenes: Scenes,
    painters: dict[str, Painter],
    height: str,
    is_closed: bool,  # noqa: FBT001  hypothesis hands it over
    theme: str,
    ratio: float,
    per_day: float,
    left: int,
    top: int,
) -> None:
    scene = scenes.of[height, is_closed].zoomed(Scale(date(2014, 1, 1), per_day))
    viewport = Viewport(float(left), float(top), float(WIDTH), float(HEIGHT)).painted
    selected = frozenset({"siam"})
    area = QRect(0, 0, WIDTH, HEIGHT)
    one = painted(painters[theme], scene.picture(viewport, selected=selected, hovered="bo"), area, ratio, (left, top))
    # Words may reach further than they are measured to: these shapes are of a wider view.
    wider = Viewport(viewport.left - 20, viewport.top, viewport.width + 40, viewport.height)
    other = painted(painters[theme], scene.shapes(wider, selected=selected, hovered="bo"), area, ratio, (left, top))
    assert one == other


def test_a_picture_drawn_before_another_zoom_stays_as_it_was(scenes: Scenes, painters: dict[str, Painter]) -> None:
    scene = scenes.of["compact", False]
    viewport, area = Viewport(0.0, 0.0, float(WIDTH), float(HEIGHT)), QRect(0, 0, WIDTH, HEIGHT)
    first = scene.picture(viewport)
    before = painted(painters["light"], first, area, 1.0, (0, 0))
    other = scene.zoomed(Scale(date(2014, 1, 1), scene.scale.pixels_per_day * 1.01)).picture(viewport)
    assert painted(painters["light"], other, area, 1.0, (0, 0)) != before
    assert painted(painters["light"], first, area, 1.0, (0, 0)) == before

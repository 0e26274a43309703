import pytest

pytest.importorskip("PySide6")

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from siamdesk.drawing.snap import Snap

pytestmark = pytest.mark.qt

RATIOS = (1.0, 1.25, 1.5, 2.0)
lengths = st.floats(-500.0, 500.0)


def snap(ratio: float, left: float = 0.0) -> Snap:
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    painter.translate(-left, 0.0)
    found = Snap(painter)
    painter.end()
    return found


@given(st.sampled_from(RATIOS), lengths, lengths, lengths, st.floats(0.0, 300.0), st.floats(0.0, 300.0))
def test_edges_lie_on_device_pixels(ratio: float, left: float, x: float, y: float, width: float, height: float) -> None:
    rect = QRectF(*snap(ratio, left).edges(x, y, width, height))
    for edge in (
        (rect.left() - left) * ratio,
        (rect.right() - left) * ratio,
        rect.top() * ratio,
        rect.bottom() * ratio,
    ):
        assert edge == pytest.approx(round(edge), abs=1e-6)
    assert rect.width() * ratio >= 1 - 1e-6
    assert rect.height() * ratio >= 1 - 1e-6
    assert abs(rect.left() - x) * ratio <= 0.5 + 1e-6


@given(st.sampled_from(RATIOS), lengths, st.floats(2.1, 100.0), st.floats(2.1, 100.0))
def test_bars_that_meet_leave_no_gap(ratio: float, x: float, one: float, other: float) -> None:
    device = snap(ratio)
    left, right = device.edges(x, 0.0, one, 16.0), device.edges(x + one, 0.0, other, 16.0)
    assert left[0] + left[2] == pytest.approx(right[0])


@pytest.mark.parametrize("ratio", RATIOS)
def test_lines_are_equally_thick_wherever_they_fall(ratio: float) -> None:
    widths = {round(snap(ratio).edges(x / 8, 0.0, 1.0, 50.0)[2] * ratio, 6) for x in range(80)}
    assert widths == {2.0 if ratio >= 1.5 else 1.0}


def test_corners_are_taken_off_where_asked_for() -> None:
    device, rect = snap(1.0), (10.0, 20.0, 30.0, 16.0)
    assert device.rounded(rect, left=True, right=False) == [
        (12.0, 20.0, 28.0, 16.0),
        (10.0, 21.0, 1.0, 14.0),
        (11.0, 20.0, 1.0, 16.0),
    ]
    both = device.rounded(rect, left=True, right=True)
    assert len(both) == 5
    assert both[0] == (12.0, 20.0, 26.0, 16.0)


def test_a_bar_too_short_for_corners_keeps_them() -> None:
    rect = (10.0, 20.0, 2.0, 16.0)
    assert snap(1.0).rounded(rect, left=True, right=True) == [rect]

from datetime import date

import pytest
from telling import SIAM, portfolio

from siamdesk.timeline.header import HEADER_HEIGHT, header
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.shapes import Label, as_text
from siamdesk.timeline.view import View

HELD = portfolio(SIAM)
DAY = date(2015, 10, 2)
SCALE = Scale(date(2015, 1, 1), 1.0)


def labels(view: View, scale: Scale = SCALE, left: float = 0.0, width: float = 500.0) -> list[str]:
    return [shape.text for shape in header(scale, left, width, view) if isinstance(shape, Label)]


def test_the_calendar_and_the_flag_of_the_day_as_known() -> None:
    shapes = header(SCALE, 0.0, 500.0, View(HELD, DAY, as_known=DAY))
    assert as_text(shapes).splitlines() == [
        "bar 0,0 500,52 header",
        "bar 90,27 1,25 grid.minor",
        "bar 181,27 1,25 grid.minor",
        "bar 273,27 1,25 grid.minor",
        "bar 456,27 1,25 grid.minor",
        "bar 0,6.2 1,45.8 grid.major",
        "bar 365,6.2 1,45.8 grid.major",
        "bar 0,51 500,1 border",
        "label 6,15.6 “2015” header.upper",
        "label 371,15.6 “2016” header.upper",
        "label 6,37.4 “Jan–Mar” header.lower",
        "label 96,37.4 “Apr–Jun” header.lower",
        "label 187,37.4 “Jul–Sep” header.lower",
        "label 279,37.4 “Oct–Dec” header.lower",
        "label 371,37.4 “Jan–Mar” header.lower",
        "line 274,25.6 to 274,52 as_known as_known",
        "bar 234,5.6 80,20 as_known.flag as_known",
        "label 242,15.6 “2 Oct 2015” label.flag.as_known as_known",
    ]


def test_today_is_called_today() -> None:
    assert "Today" in labels(View(HELD, DAY))


def test_a_day_out_of_view_has_no_flag() -> None:
    assert "Today" not in labels(View(HELD, date(2030, 1, 1)))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2015, 2, 14), "January 2015"),
        (date(2015, 1, 21), "Jan 2015"),
        (date(2015, 1, 2), "January 2015"),
    ],
)
def test_words_make_way_for_the_flag(day: date, expected: str) -> None:
    scale = Scale(date(2015, 1, 1), 5.0)
    assert expected in labels(View(HELD, day), scale, 0.0, 400.0)


def test_words_that_cannot_make_way_are_left_out() -> None:
    shapes = header(SCALE, 0.0, 60.0, View(HELD, date(2015, 1, 20)))
    assert [shape.text for shape in shapes if isinstance(shape, Label)] == ["Today"]


def test_the_flag_stays_in_view() -> None:
    shapes = header(SCALE, 0.0, 500.0, View(HELD, date(2015, 1, 2)))
    flag = next(shape for shape in shapes if shape.style == "today.flag")
    assert flag.x == 1.0


def test_the_words_of_what_began_before_the_view_stand_at_its_edge() -> None:
    shapes = header(SCALE, 20.0, 500.0, View(HELD, DAY))
    upper = next(shape for shape in shapes if shape.style == "header.upper")
    assert (upper.x, upper.y) == (26.0, HEADER_HEIGHT * 0.3)

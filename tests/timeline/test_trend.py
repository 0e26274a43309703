"""The milestone trend chart as shapes."""

from datetime import date
from itertools import pairwise

from siamdesk.domain.when import When
from siamdesk.domain.when_words import parse
from siamdesk.timeline.shapes import Bar, Glyph, Label, Line
from siamdesk.timeline.trend import Foreseen, Series, chart

DAYS = (date(2015, 10, 2), date(2016, 3, 31), date(2017, 4, 30), date(2018, 3, 31))


def series(*words: str, happened: bool = False) -> Series:
    points = [Foreseen(day, parse(each)) for day, each in zip(DAYS, words, strict=False)]
    if happened:
        points[-1] = Foreseen(points[-1].day, points[-1].when, happened=True)
    return Series("BO-01 service transfer", "c", "service_transfer", "transfer", tuple(points))


def test_a_date_that_slips_rises_and_one_that_stays_is_level() -> None:
    shapes = chart([series("1 Oct 2016", "1 Oct 2016", "1 Jun 2017", "5 Feb 2018", happened=True)], 900, 500)
    lines = [shape for shape in shapes if isinstance(shape, Line) and shape.part == "service_transfer"]
    assert [line.style for line in lines] == ["baseline", "move.late", "move.late"]
    assert lines[1].y2 < lines[1].y
    glyphs = [shape for shape in shapes if isinstance(shape, Glyph)]
    assert [glyph.style for glyph in glyphs] == ["glyph.forecast"] * 3 + ["glyph.actual"]
    assert [glyph.part for glyph in glyphs] == [f"service_transfer@{day.isoformat()}" for day in DAYS]


def test_a_window_is_a_soft_bar_as_long_as_its_days() -> None:
    shapes = chart([series("Q1 2016/17", "1 Oct 2017")], 900, 500)
    (bar,) = [shape for shape in shapes if isinstance(shape, Bar) and shape.style == "window.band"]
    glyph = next(shape for shape in shapes if isinstance(shape, Glyph))
    assert bar.y < glyph.y < bar.y + bar.height


def test_the_diagonal_is_where_the_foreseen_day_is_the_day_itself() -> None:
    today = tuple(Foreseen(day, When.day(day)) for day in DAYS)
    shapes = chart([Series("on the day", "c", "k", "dot", today)], 900, 500)
    (diagonal,) = [shape for shape in shapes if isinstance(shape, Line) and shape.part == "diagonal"]
    slope = (diagonal.y2 - diagonal.y) / (diagonal.x2 - diagonal.x)
    for glyph in (shape for shape in shapes if isinstance(shape, Glyph)):
        assert abs(diagonal.y + slope * (glyph.x - diagonal.x) - glyph.y) < 1


def test_names_do_not_collide_and_nothing_lies_outside() -> None:
    shapes = chart([series("1 Oct 2016", "2 Oct 2016"), series("1 Oct 2016", "3 Oct 2016")], 900, 500)
    names = [shape for shape in shapes if isinstance(shape, Label) and shape.contract_id]
    assert abs(names[0].y - names[1].y) >= 15
    assert all(0 <= shape.x <= 900 and 0 <= shape.y <= 500 for shape in shapes)


def test_the_days_at_the_foot_do_not_lie_on_one_another() -> None:
    shapes = chart([series("1 Oct 2016", "1 Oct 2016", "1 Jun 2017", "5 Feb 2018")], 900, 500)
    foot = [shape for shape in shapes if isinstance(shape, Label) and shape.style == "header.lower" and shape.y > 470]
    assert len(foot) > 2
    assert all(before.x + before.width < after.x for before, after in pairwise(foot))


def test_nothing_dated_is_no_chart() -> None:
    assert chart([], 900, 500) == ()
    assert chart([Series("x", "c", "k", "dot", ())], 900, 500) == ()


def crowd(count: int) -> list[Series]:
    """Lines that all end at the same place, each having moved a day more than the one before."""
    last = date(2018, 1, 1)
    return [
        Series(f"N-{n} award", f"c{n}", "contract_award", "award", (
            Foreseen(DAYS[0], When.day(date.fromordinal(last.toordinal() - n))), Foreseen(DAYS[3], When.day(last)),
        ))
        for n in range(count)
    ]  # fmt: skip


def names(shapes: tuple[object, ...]) -> list[Label]:
    return [shape for shape in shapes if isinstance(shape, Label) and shape.contract_id]


def test_of_a_crowd_those_that_moved_the_most_have_names_and_none_lies_on_another() -> None:
    found = names(chart(crowd(60), 900, 500))
    assert len(found) == 30
    assert {each.contract_id for each in found} == {f"c{n}" for n in range(30, 60)}
    places = sorted(each.y for each in found)
    assert all(lower - upper >= 15 for upper, lower in pairwise(places))
    assert all(0 <= place <= 500 for place in places)


def test_the_line_that_is_lit_has_its_name_whatever_the_crowd() -> None:
    found = names(chart(crowd(60), 900, 500, lit=("c0", "contract_award")))
    assert [each.style for each in found if each.contract_id == "c0"] == ["label.title"]
    assert len(found) == 30


def test_a_long_name_is_cut_at_the_edge() -> None:
    points = (Foreseen(DAYS[0], parse("1 Oct 2016")), Foreseen(DAYS[3], parse("1 Oct 2017")))
    (name,) = names(chart([Series("A name that is a good deal longer " * 3, "c", "k", "dot", points)], 900, 500))
    assert name.text.endswith("…")
    assert name.x + name.width <= 900

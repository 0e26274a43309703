from datetime import date

from telling import BACK_OFFICE, NETWORKS, SIAM, TODAY, milestone, portfolio
from test_figures import money, spending

from siamdesk.domain.contract import Contract
from siamdesk.domain.money import Basis
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline.figures import Figures, figures
from siamdesk.timeline.lanes import fy_words, heights, hit, shapes
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.scene import Viewport
from siamdesk.timeline.shapes import Bar, Label, Shape, as_text
from siamdesk.timeline.view import View

SCALE = Scale(date(2015, 4, 1), 0.5)
AREA = Viewport(0.0, 0.0, 400.0, 200.0)
SPEND = spending(
    ("bo", 2015, "entry", money(2)),
    ("bo", 2015, "run", money(1)),
    ("net", 2015, "run", money(1)),
    ("net", 2016, "run", money(1)),
    ("net", 2016, "run", money(3, Basis.ACTUAL)),
)


def drawn(held: Portfolio, scale: Scale = SCALE, area: Viewport = AREA, *contracts: Contract) -> tuple[Shape, ...]:
    found = figures(contracts or tuple(held.contracts.values()), held)
    return shapes(found, View(held, TODAY), scale, area)


def words(shown: tuple[Shape, ...]) -> list[str]:
    return [shape.text for shape in shown if isinstance(shape, Label)]


def test_the_lanes_share_the_height() -> None:
    assert heights(200.0) == (0.0, 124.0, 154.0, 200.0)


def test_a_financial_year_has_the_name_people_give_it() -> None:
    assert [fy_words(2015, 4), fy_words(1999, 4), fy_words(2015, 1)] == ["2015/16", "1999/00", "2015"]


def test_spend_stands_over_its_financial_year_tower_upon_tower() -> None:
    bars = [shape for shape in drawn(SPEND) if isinstance(shape, Bar) and shape.style.startswith("spend.")]
    assert as_text(bars).splitlines() == [
        'bar 8,84.5 167,21.5 spend.run.tower.1 tower:"Networks"',
        'bar 8,63 167,21.5 spend.run.tower.2 tower:"Back office"',
        'bar 8,20 167,43 spend.entry.tower.2 tower:"Back office"',
        'bar 191,41.5 81.2,64.5 spend.run.tower.1 tower:"Networks"',
        'bar 274.2,84.5 81.2,21.5 spend.run.tower.1 tower:"Networks"',
    ]


def test_each_total_stands_on_its_bar_and_different_bases_are_named() -> None:
    narrow = Scale(date(2015, 4, 1), 0.3)
    assert words(drawn(SPEND, narrow))[:5] == ["£4.0m", "2015/16", "£3.0m", "£1.0m", "2016/17"]
    assert words(drawn(SPEND, Scale(date(2015, 4, 1), 0.8)))[2:4] == ["£3.0m actual", "£1.0m approved"]


def test_years_out_of_view_are_not_drawn() -> None:
    assert not any(
        shape.style.startswith("spend.") for shape in drawn(SPEND, SCALE, Viewport(1000.0, 0.0, 400.0, 200.0))
    )


def test_empty_lanes_say_so() -> None:
    nothing = shapes(Figures(), View(portfolio(), TODAY), SCALE, AREA)
    assert words(nothing) == [
        "No spend by financial year is recorded for these contracts.",
        "No posts in scope of TUPE are recorded.",
        "Nothing is due.",
    ]
    line = SCALE.x(TODAY)
    assert all(not shape.x < line < shape.x + shape.width for shape in nothing if isinstance(shape, Label))


def test_posts_stand_on_their_day_and_those_without_one_ask() -> None:
    one = Contract("a", reference="A", tupe_posts="over 400")
    other = Contract(
        "b", reference="B", tupe_posts="113", milestones=(milestone("tupe_transfer", forecast="2016-05-01"),)
    )
    held = portfolio(one, other)
    wide = Viewport(0.0, 0.0, 900.0, 200.0)
    found = [shape for shape in drawn(held, SCALE, wide) if shape.part.startswith("ref:")]
    assert as_text(found).splitlines() == [
        'glyph dot 198.2,139 size 9 glyph.actual ref:"B"',
        'label 207.8,139 “113 posts, B, 1 May 2016” label.quiet ref:"B"',
        'glyph unknown 377.4,139 size 15 glyph.unknown ref:"A"',
        'label 389.9,139 “over 400 posts, A, transfer date TBC” label.quiet ref:"A"',
    ]


def test_dates_due_are_counted_by_what_is_wide_enough() -> None:
    def counted(scale: Scale) -> list[tuple[str, int]]:
        held = portfolio(SIAM, NETWORKS, BACK_OFFICE)
        shown = drawn(held, scale, Viewport(0.0, 0.0, 4000.0, 200.0))
        bars = [shape for shape in shown if shape.style == "due"]
        counts = [int(text) for text in words(shown) if text.isdecimal()]
        return list(zip((bar.part for bar in bars), counts, strict=True))

    assert counted(Scale(date(2015, 4, 1), 2.0)) == [
        ('due:"Oct 2015"', 1),
        ('due:"Nov 2015"', 1),
        ('due:"Oct 2016"', 1),
        ('due:"Dec 2018"', 1),
    ]
    assert counted(Scale(date(2015, 4, 1), 0.15)) == [('due:"Q4 2015"', 2), ('due:"Q4 2016"', 1), ('due:"Q4 2018"', 1)]
    assert counted(Scale(date(2015, 4, 1), 0.05)) == [('due:"2015"', 2), ('due:"2016"', 1), ('due:"2018"', 1)]


def test_a_click_asks_for_what_lies_there() -> None:
    shown = drawn(SPEND)
    assert hit(shown, 100.0, 95.0) == 'tower:"Networks"'
    assert hit(shown, 100.0, 40.0) == 'tower:"Back office"'
    assert hit(shown, 180.0, 95.0) == ""

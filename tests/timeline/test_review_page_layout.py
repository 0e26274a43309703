"""A page of a review in its places: nothing is cut off, and everything has room or is counted."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from siamdesk.timeline import review_page_layout as placing
from siamdesk.timeline.review_page import Card, Cell, Line, Note, Page, Table
from siamdesk.timeline.shapes import Bar, Label, as_text

_SIZES = {"page.title": 17.0, "page.figure": 14.0, "page.small": 7.5}


def wide(text: str, style: str) -> float:
    return len(text) * next((size for name, size in _SIZES.items() if style.startswith(name)), 9.0)


PAGE = Page(
    "n",
    "Networks",
    "tower 2 of 6 · since the review of 4 Sep 2015",
    "Portfolio review, 2 Oct 2015",
    "OFFICIAL",
    ("n1",),
    (Card("Tender live", "launched 8 Sep 2015, as planned"), Card("+1 to +91 days", "award", "late")),
    (
        Table(
            "What changed",
            (0.4, 0.2, 0.2, 0.2),
            (
                Line(
                    (Cell("Award, NET-01"), Cell("31 Mar 2016"), Cell("Q1 2016/17"), Cell("+1 to +91 d", "late")), "n1"
                ),
            ),
            ("", "At last review", "Now", ""),
        ),
        Table("Due in the next 90 days", (0.3, 0.5, 0.2), (), nothing="Nothing is dated in these days."),
    ),
    "Decisions and actions",
    (Note("D1", "Extend legacy WAN to 31 Mar 2017", key="d1"),),
    takes_notes=True,
)


def test_a_page_as_text() -> None:
    placed = placing.place(PAGE, 1440.0, 810.0, 204.0, wide)
    assert placed.plan is not None
    assert tuple(placed.plan) == (356.0, 98.0, 1396.0, 302.0)
    assert placed.entry is not None
    assert [key for _, key in placed.spots] == ["n1", "d1"]
    text = as_text(placed.shapes)
    assert "label 68,56 “Networks” page.title" in text
    assert "“+1 to +91 days” page.figure.late" in text
    assert "“Q1 2016/17” page.body.body" in text
    assert "“Nothing is dated in these days.” page.body.quiet" in text
    assert placed.cut == 0


def test_a_screen_of_another_shape_keeps_the_size_of_the_words() -> None:
    assert placing.scale_of(1920, 1080) == 1080 / 810
    assert placing.scale_of(1024, 768) == 1024 / 1440
    assert placing.scale_of(0, 0) > 0


words = st.text("abcdefgh ", min_size=0, max_size=90)
lines = st.lists(
    st.tuples(words, words).map(lambda pair: Line(tuple(Cell(each) for each in pair), pair[0])), max_size=30
)
pages = st.builds(
    lambda title, place, cards, tables, notes, takes, first: replace(
        PAGE,
        title=title,
        place=place,
        cards=tuple(Card(*each) for each in cards),
        tables=tuple(Table(name, (0.6, 0.4), tuple(each), ("a", "b")) for name, each in tables),
        notes=tuple(Note(f"D{n}", *each) for n, each in enumerate(notes)),
        takes_notes=takes,
        keeps_first=first,
    ),
    words,
    words,
    st.lists(st.tuples(words, words), min_size=1, max_size=4),
    st.lists(st.tuples(words, lines), min_size=1, max_size=2),
    st.lists(st.tuples(words, words), max_size=12),
    st.booleans(),
    st.booleans(),
)


@given(pages, st.floats(1440, 2000), st.floats(810, 1300), st.floats(68, 900))
def test_everything_lies_on_the_page_and_what_has_no_room_is_counted(
    page: Page, width: float, height: float, plan: float
) -> None:
    placed = placing.place(page, width, height, plan, wide)
    said = sum(len(table.lines) for table in page.tables) + len(page.notes)
    shown = sum(1 for shape in placed.shapes if isinstance(shape, Bar) and shape.style == "page.rule")
    assert placed.cut <= said
    assert shown <= said + 2 * len(page.tables)
    for shape in placed.shapes:
        if isinstance(shape, Label) and shape.text:
            assert shape.x >= 0
            assert shape.y <= height
            if shape.style.startswith("page.body"):
                assert shape.x + shape.width <= width - placing.MARGIN + 1
    if placed.entry is not None:
        assert placed.entry.bottom <= height
    assert placed.plan is not None
    assert placed.plan.bottom - placed.plan.top <= max(height * 0.46, 0) + 1 or plan <= height * 0.46 + 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(0, 60))
def test_room_is_shared_so_that_nobody_wants_while_another_has_more(wanted: list[int], room: int) -> None:
    given_ = placing.shared(wanted, room)
    assert sum(given_) <= room
    assert all(has <= want for has, want in zip(given_, wanted, strict=True))
    if sum(given_) < room:
        assert given_ == wanted
    short = [has for has, want in zip(given_, wanted, strict=True) if has < want]
    if short:
        assert max(given_) - min(short) <= 1 or max(given_) <= min(short) + 1


@given(words, st.floats(20, 500), st.integers(1, 4))
def test_words_are_wrapped_into_the_room_there_is(text: str, room: float, most: int) -> None:
    found = placing.wrapped(text, room, "page.body.body", wide, most)
    assert 1 <= len(found) <= most
    assert all(wide(line, "page.body.body") <= room or line == "…" for line in found)
    if "…" not in "".join(found):
        assert " ".join(found).split() == text.split()

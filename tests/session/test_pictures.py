"""A register held by column says what it says row by row, and is told apart from another as its rows are."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import siamdesk
from siamdesk.register.inspection import inspect
from siamdesk.session import cells, incoming, pictures, snapshots
from siamdesk.session.cells import Cell, Layout, Row
from siamdesk.session.pictures import Block, Picture

SAMPLES = Path(siamdesk.__file__).parent / "resources" / "samples"
SAID = st.sampled_from(['"a"', '"ab"', '"b"', "null", "1", '"a b"'])
FIELDS = st.lists(st.sampled_from(["title", "reference", "notes", "x.1"]), unique=True, min_size=1).map(tuple)


@st.composite
def registers(draw: st.DrawFn) -> dict[str, Row]:
    """Rows of one or two layouts, some of whose cells could not be read."""
    made: dict[str, Row] = {}
    for keys in draw(st.lists(FIELDS, min_size=1, max_size=2)):
        layout = Layout(keys, tuple("ABCD"[: len(keys)]))
        for name in draw(st.lists(st.sampled_from("klmnopq"), max_size=7, unique=True)):
            values = tuple(draw(SAID) for _ in keys)
            whys = draw(st.dictionaries(st.sampled_from(keys), st.just("not a date"), max_size=1))
            made[name] = Row(layout, values, values, draw(st.integers(2, 9)), whys=whys)
    return made


def packed(rows: dict[str, Row]) -> Picture:
    return snapshots.unpack(snapshots.pack(rows)[1])


def by_row(theirs: dict[str, Row], sent: dict[str, Row]) -> dict[str, list[tuple[str, str | None]]]:
    found = {}
    for name in theirs.keys() & sent.keys():
        before = sent[name]
        pairs = [(key, before[key].value if key in before else None) for key in cells.differing(theirs[name], before)]
        if pairs:
            found[name] = pairs
    return found


@given(registers(), registers())
def test_what_differs_is_what_differs_row_by_row(theirs: dict[str, Row], sent: dict[str, Row]) -> None:
    wanted = {name: sorted(pairs, key=str) for name, pairs in by_row(theirs, sent).items()}
    for mine in (packed(theirs), Picture((), theirs)):
        for before in (packed(sent), Picture((), sent)):
            found = pictures.differing(mine, before)
            assert {name: sorted(pairs, key=str) for name, pairs in found.items()} == wanted


def block(names: str, *columns: str, at: int = 2) -> Block:
    layout = Layout(tuple(f"x.{n}" for n in range(len(columns))), tuple("ABC"[: len(columns)]))
    return Block(layout, list(names), list(range(at, at + len(names))), columns, [None] * len(columns), {}, {})


def test_fields_are_told_in_the_order_of_the_workbook_and_only_what_is_not_as_it_was() -> None:
    sent = Picture([block("kl", "1\t2", "3\t4"), block("mn", "5\t6", "7\t8", at=4)])
    theirs = Picture([block("nmlk", "60\t5\t2\t1", "80\t7\t4\t30")])
    assert pictures.differing(theirs, sent) == {"n": [("x.0", "6"), ("x.1", "8")], "k": [("x.1", "3")]}


def test_rows_that_are_not_in_the_other_are_no_difference() -> None:
    sent = Picture([block("klm", "1\t2\t3")])
    assert pictures.differing(Picture([block("mz", "3\t9")]), sent) == {}
    assert pictures.differing(Picture([block("mk", "4\t1")]), sent) == {"m": [("x.0", "3")]}


def test_a_row_goes_under_another_key_and_takes_it_from_the_one_that_had_it() -> None:
    rows = {name: cells.row_of({"title": Cell(f'"{name}"', f'"{name}"', "A2")}) for name in ("p", "q")}
    for sent in (Picture([block("klm", "1\t2\t3")], rows), Picture([block("klm", "1\t2\t3")], rows).made()):
        moved = sent.renamed({"k": "new", "l": "m", "p": "q"})
        assert list(moved) == ["new", "m", "q"]
        assert (moved["new"]["x.0"].value, moved["m"]["x.0"].value, moved["q"]["title"].value) == ("1", "2", '"p"')
        assert pictures.differing(Picture([block("mn", "3\t1")]), moved) == {"m": [("x.0", "2")]}
        assert pictures.differing(Picture((), {"q": rows["q"]}), moved) == {"q": [("title", '"p"')]}
        assert len(sent) == 5
        assert sent.renamed({}) is sent


def held_and_apart(path: Path) -> tuple[Picture, Picture]:
    """The cells of a workbook from the columns of its tables, and from rows that each have their own."""
    found = []
    for apart in (False, True):
        listing = incoming.listed(inspect(path))
        incoming.with_own_columns(listing, {header: f"x.{n}" for n, header in enumerate(listing.own_headers)})
        for one in listing.rows.values() if apart else ():
            one.leave_table()
        found.append(snapshots.cells(listing.rows.values()))
    return found[0], found[1]


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.xlsx")))
def test_columns_and_rows_of_their_own_say_the_same(name: str) -> None:
    held, apart = held_and_apart(SAMPLES / name)
    assert held.blocks
    assert not apart.blocks
    assert held == apart
    assert list(held) == list(apart)
    assert snapshots.pack(held) == snapshots.pack(apart)


def test_a_row_that_two_tables_share_leaves_its_table_and_one_that_names_nothing_is_not_in_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first, second = book.worksheets[0], book.create_sheet("Dates")
    for line in (
        ["Ref", "Title", "Supplier", "Award value", "Our code"],
        ["N1", "Network", "BT", 100, "a"],
        ["N2", "Desk", "CSC", "lots", "b"],
        ["N3", "Hosting", "Atos", 300, None],
    ):
        first.append(line)
    for line in (["Ref", "Award date", "Expiry date"], ["N2", "2 Oct 2015", "TBC"], ["N4", "3 Oct 2015", "never ever"]):
        second.append(line)
    path = tmp_path / "register.xlsx"
    book.save(path)
    held, apart = held_and_apart(path)
    assert held == apart
    assert [len(each.names) for each in held.blocks] == [2, 1]
    assert {key for key in held["n2"] if held["n2"].address(key).startswith("Dates!")}
    assert held["n2"]["award_value"].why
    assert held["n4"].whys

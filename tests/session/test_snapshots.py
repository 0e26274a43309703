"""A snapshot says what was packed, row by row and cell by cell; rows are told apart by one comparison."""

import hashlib
import json
import sqlite3
import zlib
from contextlib import closing
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.session import cells, import_register, snapshots
from siamdesk.session.cells import Cell, Layout, Row
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

TEXTS = st.one_of(
    st.sampled_from(["", "a", "a\tb", "a\nb", "a\r\nb", "\u2028", "“”", '"', "\\", "📞"]), st.text(max_size=6)
)
JSON = st.one_of(TEXTS, st.integers(), st.none(), st.fixed_dictionaries({"day": TEXTS})).map(
    lambda value: json.dumps(value, ensure_ascii=False)
)
KEYS = st.lists(st.one_of(st.sampled_from(["title", "reference", "x.1"]), TEXTS), unique=True, max_size=4).map(tuple)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Row]:
    """Rows of one or two layouts, some of whose cells stand elsewhere or could not be read."""
    made: dict[str, Row] = {}
    for keys in draw(st.lists(KEYS, min_size=1, max_size=2)):
        layout = Layout(keys, tuple(draw(st.sampled_from(["A", "BC", ""])) for _ in keys))
        for name in draw(st.lists(TEXTS, max_size=4, unique=True)):
            few = st.dictionaries(st.sampled_from(keys), TEXTS, max_size=2) if keys else st.just({})
            raws, values = (tuple(draw(JSON) for _ in keys) for _ in range(2))
            same = draw(st.booleans())
            made[name] = Row(layout, raws, raws if same else values, draw(st.integers(0, 9)), draw(few), draw(few))
    return made


@given(rows())
def test_what_is_unpacked_is_what_was_packed(held: dict[str, Row]) -> None:
    _, data = snapshots.pack(held)
    found = snapshots.unpack(data)
    assert found == held
    assert {name: dict(row) for name, row in found.items()} == {name: dict(row) for name, row in held.items()}
    assert snapshots.pack(found) == snapshots.pack(held)


@given(rows())
def test_the_order_of_rows_is_nothing_to_a_snapshot(held: dict[str, Row]) -> None:
    turned = dict(reversed(held.items()))
    assert snapshots.pack(turned)[0] == snapshots.pack(held)[0]


def test_more_rows_than_one_block_holds() -> None:
    layout = Layout(("reference", "title"), ("A", "C"))
    held = {f"n-{n}": Row(layout, (f'"N-{n}"', '"x"'), (f'"N-{n}"', '"x"'), n + 2) for n in range(5_000)}
    found = snapshots.unpack(snapshots.pack(held)[1])
    assert found == held
    assert found["n-4321"]["title"] == Cell('"x"', '"x"', "C4323")


def test_a_snapshot_in_its_first_form_is_still_read() -> None:
    text = json.dumps(
        {"n-1": {"title": ['"Network"', '"Network"', "B2"], "sme": ['"perhaps"', "null", "C2", "neither"]}}
    )
    found = snapshots.unpack(zlib.compress(text.encode()))
    assert {key: dict(row) for key, row in found.items()} == {
        "n-1": {
            "title": Cell('"Network"', '"Network"', "B2"),
            "sme": Cell('"perhaps"', "null", "C2", "neither"),
        }
    }
    assert snapshots.unpack(snapshots.pack(found)[1]) == found


def test_nothing_is_unpacked_from_nothing() -> None:
    assert snapshots.unpack(None) == {}
    assert snapshots.unpack(snapshots.pack({})[1]) == {}


def test_a_snapshot_is_named_by_what_it_holds() -> None:
    name, data = snapshots.pack({"n-1": cells.row_of({"title": Cell('"x"', '"x"', "A2")})})
    assert name == hashlib.sha256(zlib.decompress(data)).hexdigest()


SENT = cells.row_of(
    {"title": Cell('"a"', '"a"', "A2"), "sme": Cell('"y"', "1", "B2"), "notes": Cell("null", "null", "C2")}
)


@pytest.mark.parametrize(
    ("changed", "differing"),
    [
        ({}, []),
        ({"title": Cell('"b"', '"b"', "A2")}, ["title"]),
        ({"title": Cell('" a"', '"a"', "A9")}, []),
        ({"sme": Cell('"perhaps"', "null", "B2", "neither")}, []),
        ({"sme": None}, []),
        ({"buyer": Cell('"c"', '"c"', "D2")}, ["buyer"]),
        ({"notes": Cell('"c"', '"c"', "C2"), "title": Cell("null", "null", "A2")}, ["title", "notes"]),
    ],
)
def test_what_differs_from_what_was_sent(changed: dict[str, Cell | None], differing: list[str]) -> None:
    assert list(cells.differing(SENT.changed(changed), SENT)) == differing
    turned = cells.row_of(dict(reversed(list(SENT.changed(changed).items()))))
    assert sorted(cells.differing(turned, SENT)) == sorted(differing)


def test_a_column_that_is_gone_stands_as_it_was_sent() -> None:
    theirs = cells.row_of({"title": Cell('"b"', '"b"', "A7")})
    assert dict(cells.over(SENT, theirs)) == {**SENT, **theirs}
    assert cells.over(theirs, SENT) is SENT
    assert cells.over(cells.EMPTY, theirs) is theirs


def test_a_row_with_another_cell_is_another_row() -> None:
    other = SENT.changed({"title": Cell('"b"', '"b"', "Plan!A2")})
    assert other != SENT
    assert other.address("title") == "Plan!A2"
    assert SENT["title"].raw == '"a"'
    assert other.changed({"title": SENT["title"]}) == SENT


def test_a_register_whose_base_is_in_the_first_form_comes_home_unchanged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["Ref", "Title", "Award date", "Our code"], ["N1", "Network", date(2015, 10, 2), 17], ["N2", "Desk"]):
        book.worksheets[0].append(line)
    register, document, day = tmp_path / "register.xlsx", tmp_path / "p.siamdesk", Choice(date(2015, 10, 2))
    book.save(register)
    with Session.create(document, "Ann").closing() as session:
        import_register.accept(session, import_register.plan(session, register, day))
    with closing(sqlite3.connect(document)) as database, database:
        for name, data in database.execute("SELECT id, data FROM snapshot").fetchall():
            held = snapshots.unpack(data)
            first = {key: {field: list(cell) for field, cell in row.items()} for key, row in held.items()}
            packed = zlib.compress(json.dumps(first).encode())
            database.execute("UPDATE snapshot SET data = ? WHERE id = ?", (packed, name))
    with Session.open(document).closing() as session:
        again = import_register.plan(session, register, day)
        assert again.items == ()
        assert again.is_empty(again.undisputed())
        book.worksheets[0]["B2"] = "Wide area network"
        book.save(register)
        (item,) = import_register.plan(session, register, day).items
        assert (item.field, item.shown) == ("title", ("Network", "Network", "Wide area network"))

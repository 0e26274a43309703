from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SIAM, STRANDS, TODAY, layout, portfolio

from siamdesk.domain import arrange
from siamdesk.domain.contract import Contract
from siamdesk.timeline.rows import Heights, Layout, Row, RowKind, group_row_key, lay_out, tower_styles

ALL = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE, strands=STRANDS)


def text(rows: Layout) -> list[str]:
    return [
        f"{'  ' * row.depth}{row.kind.name.lower()} {row.label} / {row.detail} @{row.top:g}+{row.height:g}"
        for row in rows.rows
    ]


def test_towers_contracts_and_strands_stand_one_below_the_other() -> None:
    assert text(layout(ALL)) == [
        "single SIAM / Service integration and management @0+52",
        "group Networks / 2 contracts @52+32",
        "  contract Network services / NET-01 @84+52",
        "  contract Incumbent services / ICT-00 @136+52",
        "group Back office / 1 contract, 2 strands @188+32",
        "  contract Back office support services / BO-01 @220+52",
        "    strand Finance / advanced @272+28",
        "    strand Payroll /  @300+28",
    ]


def test_without_strands_a_tower_of_one_contract_takes_one_row() -> None:
    found = text(layout(ALL, strands=False))
    assert found[-1] == "single Back office / Back office support services @188+52"


def test_what_stands_below_a_closed_row_is_left_out() -> None:
    closed = frozenset({group_row_key("t-net"), "bo"})
    found = layout(ALL, collapsed=closed)
    assert [row.key for row in found.rows] == ["siam", "group:t-net", "group:t-bo", "bo"]
    assert [(row.expandable, row.expanded) for row in found.rows] == [
        (False, False),
        (True, False),
        (True, True),
        (True, False),
    ]


def test_each_row_knows_the_row_it_belongs_under() -> None:
    assert [row.parent for row in layout(ALL).rows] == [-1, -1, 1, 1, -1, 4, 5, 5]


def test_rows_are_found_by_key() -> None:
    found = layout(ALL)
    assert [found.rows.find(key) for key in ("siam", "group:t-net", "s-1", "gone")] == [0, 1, 6, None]


def test_a_row_gives_its_contract_and_its_group() -> None:
    rows = layout(ALL).rows
    assert rows.contract(2) is NETWORKS
    assert rows.contract(1) is None
    assert [each.id for each in rows.group(1).contracts] == ["net", "old"]  # type: ignore[union-attr]  # a heading
    assert rows.group(2) is None


def test_rows_are_a_sequence() -> None:
    rows = layout(ALL).rows
    assert rows[-1].key == "s-2"
    assert [row.key for row in rows[1:3]] == ["group:t-net", "net"]
    with pytest.raises(IndexError):
        rows[8]


def test_under_other_headings_no_row_is_a_tower_of_its_own() -> None:
    groups = arrange.group(ALL.contracts.values(), ALL, "owner", TODAY)
    found = lay_out(groups, ALL, strands=False)
    assert found.rows[0].kind is RowKind.GROUP
    assert found.rows[0].tower_id is None
    assert found.rows[1].tower_id == "t-siam"


def test_heights_are_free() -> None:
    found = layout(ALL, heights=Heights(group=20.0, contract=30.0, strand=10.0))
    assert list(found.tops) == [0.0, 30.0, 50.0, 80.0, 110.0, 130.0, 160.0, 170.0, 180.0]
    assert found.height == 180.0


def test_a_contract_without_title_goes_by_its_reference() -> None:
    held = portfolio(Contract("a", reference="R-1", tower_id="t-net"), Contract("b", tower_id="t-net"))
    assert [(row.label, row.detail) for row in layout(held).rows[1:]] == [("R-1", ""), ("Untitled", "")]


def test_no_rows_have_no_height() -> None:
    empty = lay_out((), ALL)
    assert (empty.height, len(empty.rows), empty.row_at(0.0)) == (0.0, 0, None)
    assert list(empty.rows_between(0.0, 100.0)) == []


MANY = layout(portfolio(*(Contract(f"c{n}", title=f"Contract {n}", tower_id=f"t-{n % 3}") for n in range(50))))


@given(st.floats(-50.0, 2800.0))
def test_the_row_at_y_is_the_one_that_spans_it(y: float) -> None:
    place = MANY.row_at(y)
    spanning = [n for n, row in enumerate(MANY.rows) if row.top <= y < row.top + row.height]
    assert [place] == (spanning or [None])


@given(st.floats(-100.0, 3000.0), st.floats(1.0, 800.0))
def test_rows_between_are_those_of_which_something_is_seen(top: float, height: float) -> None:
    def is_seen(row: Row) -> bool:
        return row.top < top + height and row.top + row.height > top

    found = list(MANY.rows_between(top, top + height))
    seen = [n for n, row in enumerate(MANY.rows) if is_seen(row)]
    assert [n for n in found if is_seen(MANY.rows[n])] == seen
    assert len(found) <= len(seen) + 1


def test_towers_take_their_stripes_in_their_order() -> None:
    assert tower_styles(ALL) == {"t-siam": "tower.0", "t-net": "tower.1", "t-bo": "tower.2"}


def test_a_group_of_the_day_is_no_tower() -> None:
    groups = arrange.group(ALL.contracts.values(), ALL, "phase", date(2015, 10, 2))
    assert {row.kind for row in lay_out(groups, ALL, strands=False).rows} == {RowKind.GROUP, RowKind.CONTRACT}

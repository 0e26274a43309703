"""A contract that follows another of the same workbook: both are made by one import, in whatever order they stand."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.domain.contract import Contract
from siamdesk.session import import_batch, import_register, left_open
from siamdesk.session.import_plan import Decisions, ImportPlan, Kind
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

DAY, LATER = date(2015, 10, 2), date(2015, 11, 2)
HEADER = ["Ref", "Title", "Supplier", "Award date", "Predecessor"]


def book(path: Path, *lines: list[Any]) -> Path:
    made = openpyxl.Workbook()
    for line in (HEADER, *lines):
        made.worksheets[0].append(line)
    made.save(path)
    return path


def plan(session: Session, path: Path, day: date = DAY) -> ImportPlan:
    return import_register.plan(session, path, Choice(day))


def before(session: Session, reference: str) -> str | None:
    found = {each.reference: each for each in session.portfolio.contracts.values()}
    mine = found[reference]
    other = session.portfolio.contracts.get(mine.predecessor_id or "")
    return other.reference if other is not None else None


@pytest.mark.parametrize("named", ["N1", "network", "N1 Network"])
def test_it_is_told_by_another_row_of_the_workbook(session: Session, tmp_path: Path, named: str) -> None:
    path = book(
        tmp_path / "r.xlsx",
        ["N2", "Network 2", "BT", DAY, named],
        ["N1", "Network", "BT", DAY, None],
        ["N3", "Desk", "BT", DAY, "Nobody's"],
        ["N4", "Hosting", "BT", DAY, "N4"],
    )
    made = plan(session, path)
    assert [(item.row_key, item.shown[2]) for item in made.of(Kind.UNREAD)] == [("n3", "Nobody's"), ("n4", "N4")]
    import_register.accept(session, made)
    assert (before(session, "N2"), before(session, "N3"), before(session, "N4")) == ("N1", None, None)
    again = plan(session, path, LATER)
    assert [item.kind for item in again.items] == [Kind.UNREAD, Kind.UNREAD]
    session.undo(LATER)
    assert not session.portfolio.contracts


def test_two_rows_of_that_title_are_one_too_many(session: Session, tmp_path: Path) -> None:
    lines = (["N1", "Desk", "BT", DAY, None], ["N2", "Desk", "BT", DAY, None], ["N3", "New desk", "BT", DAY, "Desk"])
    made = plan(session, book(tmp_path / "r.xlsx", *lines))
    assert [(item.row_key, item.field) for item in made.of(Kind.UNREAD)] == [("n3", "predecessor_id")]


def test_a_contract_that_is_known_follows_one_that_is_new(session: Session, tmp_path: Path) -> None:
    path = book(tmp_path / "r.xlsx", ["N2", "Network 2", "BT", DAY, None])
    import_register.accept(session, plan(session, path))
    book(path, ["N2", "Network 2", "BT", DAY, "N1"], ["N1", "Network", "BT", DAY, None])
    made = plan(session, path, LATER)
    (changed,) = made.of(Kind.CHANGED)
    assert (changed.field, changed.shown) == ("predecessor_id", ("", "", "Network"))
    import_register.accept(session, made)
    assert before(session, "N2") == "N1"


@pytest.mark.parametrize("known", [False, True])
def test_what_follows_a_contract_that_is_not_taken_waits_with_it(session: Session, tmp_path: Path, known: bool) -> None:  # noqa: FBT001
    path = book(tmp_path / "r.xlsx", ["N2", "Network 2", "BT", DAY, None])
    if known:
        import_register.accept(session, plan(session, path))
    book(path, ["N2", "Network 2", "BT", DAY, "N1"], ["N1", "Network", "BT", DAY, None])
    made = plan(session, path, LATER)
    new = next(n for n, item in enumerate(made.items) if item.kind is Kind.NEW and item.row_key == "n1")
    import_register.accept(session, made, Decisions(frozenset(range(len(made.items))) - {new}))
    assert [each.reference for each in session.portfolio.contracts.values()] == ["N2"]
    assert before(session, "N2") is None
    open_ = [(item.kind, item.field, item.shown[2]) for each in left_open.plans(session, LATER) for item in each.items]
    assert open_ == [(Kind.UNREAD, "predecessor_id", "N1")]
    again = plan(session, path, LATER)
    assert sorted(item.kind for item in again.items) == [Kind.CHANGED, Kind.NEW]
    import_register.accept(session, again)
    assert before(session, "N2") == "N1"
    assert not plan(session, path, LATER).items


def test_what_another_register_would_have_brought_waits_too(session: Session, tmp_path: Path) -> None:
    one = book(tmp_path / "one.xlsx", ["N1", "Network", "BT", DAY, None], ["N8", "Cables", "BT", DAY, None])
    other = book(tmp_path / "two.xlsx", ["N2", "Network 2", "BT", DAY, "N1"], ["N9", "Printing", "BT", DAY, "N8"])
    batch = import_batch.plan(session, [(one, Choice(DAY)), (other, Choice(LATER))], LATER)
    first, second = batch.undisputed()
    left = next(n for n, item in enumerate(batch.plans[0].items) if item.row_key == "n1")
    import_batch.accept(session, batch, [Decisions(frozenset(first.taken) - {left}), second])
    assert {each.reference for each in session.portfolio.contracts.values()} == {"N2", "N8", "N9"}
    assert (before(session, "N2"), before(session, "N9")) == (None, "N8")
    assert all(isinstance(each, Contract) for each in session.portfolio.contracts.values())

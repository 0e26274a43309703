"""Bringing registers home: what a plan proposes, and what accepting it does."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from siamdesk.domain.changes import ChangeSet, edits
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.when import When
from siamdesk.session import demo, import_register, left_open
from siamdesk.session.import_plan import Decisions, ImportPlan, Kind
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

Write = Callable[..., Path]
HEADERS = ("Ref", "Title", "Service tower", "Supplier", "Contract award Forecast", "Value", "Colour")
FIRST = (
    ("N-1", "Network services", "Networks", "BT", "March 2016", "£12m", "blue"),
    ("N-2", "Wi-Fi", "Networks", "Virgin", "TBC", "£2m", "green"),
    ("H-1", "Hosting", "Hosting", "CSC", "1 May 2016", "£94.7m", "red"),
)
DAY_1, DAY_2 = date(2016, 1, 31), date(2016, 2, 29)


def replaced(row: int, column: str, text: str) -> list[tuple[str, ...]]:
    rows = [list(each) for each in FIRST]
    rows[row][HEADERS.index(column)] = text
    return [tuple(each) for each in rows]


def counts(plan: ImportPlan) -> dict[str, int]:
    return {kind.value: len(plan.of(kind)) for kind in Kind if plan.of(kind)}


def found(session: Session, reference: str) -> Contract:
    return next(c for c in session.portfolio.contracts.values() if c.reference == reference)


def begun(session: Session, write: Write) -> None:
    import_register.accept(session, import_register.plan(session, write(FIRST), Choice(DAY_1)))


def test_a_first_import_makes_contracts_towers_own_columns_and_links(session: Session, write: Write) -> None:
    plan = import_register.plan(session, write(FIRST), Choice(DAY_1))
    assert counts(plan) == {"new": 3}
    import_register.accept(session, plan)
    portfolio = session.portfolio
    assert [tower.name for tower in portfolio.towers.values()] == ["Networks", "Hosting"]
    assert [own.label for own in portfolio.own_fields.values()] == ["Colour"]
    own = next(iter(portfolio.own_fields))
    assert found(session, "N-2").own == ((own, "green"),)
    assert len(portfolio.links) == 3
    said = session.document.statements("contract", found(session, "H-1").id)
    award = next(each for each in said if each.field == "contract_award.forecast")
    assert (award.cell, award.known_on, award.source.workbook) == ("E4", DAY_1, "register.csv")
    assert len(session.document.entries()) == 1


def test_what_only_they_changed_is_taken(session: Session, write: Write) -> None:
    begun(session, write)
    plan = import_register.plan(session, write(replaced(0, "Value", "£14m")), Choice(DAY_2))
    assert counts(plan) == {"changed": 1}
    assert plan.items[0].shown == ("£12.0m", "£12.0m", "£14.0m")
    import_register.accept(session, plan)
    assert found(session, "N-1").value.words == "£14m"
    assert session.document.as_known(DAY_1).contracts[found(session, "N-1").id].value.words == "£12m"


def test_what_only_we_changed_stays(session: Session, write: Write) -> None:
    begun(session, write)
    contract = found(session, "N-1")
    session.apply(ChangeSet("edit", edits(contract, {"title": "Wide area network"}), DAY_1, author="tester"))
    plan = import_register.plan(session, write(FIRST), Choice(DAY_2))
    assert counts(plan) == {}
    assert plan.is_empty(plan.undisputed())
    assert found(session, "N-1").title == "Wide area network"


def test_what_both_changed_differently_waits_and_comes_up_again(session: Session, write: Write) -> None:
    begun(session, write)
    contract = found(session, "N-1")
    session.apply(ChangeSet("edit", edits(contract, {"suppliers": ("Vodafone",)}), DAY_1, author="tester"))
    rows = replaced(0, "Supplier", "Colt")
    for _ in range(2):
        plan = import_register.plan(session, write(rows), Choice(DAY_2))
        assert counts(plan) == {"conflict": 1}
        assert plan.items[0].shown == ("BT", "Vodafone", "Colt")
        assert plan.undisputed() == Decisions(frozenset())
        import_register.accept(session, plan)
        assert found(session, "N-1").suppliers == ("Vodafone",)
    import_register.accept(session, plan, Decisions({0}))
    assert found(session, "N-1").suppliers == ("Colt",)
    assert counts(import_register.plan(session, write(rows), Choice(DAY_2))) == {}


def test_both_alike_is_no_dispute(session: Session, write: Write) -> None:
    begun(session, write)
    contract = found(session, "N-1")
    session.apply(ChangeSet("edit", edits(contract, {"suppliers": ("Colt",)}), DAY_1, author="tester"))
    assert counts(import_register.plan(session, write(replaced(0, "Supplier", "Colt")), Choice(DAY_2))) == {}


def test_a_cleared_cell_is_listed(session: Session, write: Write) -> None:
    begun(session, write)
    plan = import_register.plan(session, write(replaced(1, "Supplier", "")), Choice(DAY_2))
    assert counts(plan) == {"cleared": 1}
    assert plan.items[0].shown == ("Virgin", "Virgin", "")
    import_register.accept(session, plan)
    assert found(session, "N-2").suppliers == ()


def test_what_cannot_be_read_never_replaces_a_value_and_comes_up_again(session: Session, write: Write) -> None:
    begun(session, write)
    rows = replaced(2, "Contract award Forecast", "31/02/2018")
    for _ in range(2):
        plan = import_register.plan(session, write(rows), Choice(DAY_2))
        assert counts(plan) == {"unread": 1}
        item = plan.items[0]
        assert (item.contract, item.shown[2], item.cell) == ("H-1 Hosting", "31/02/2018", "E4")
        assert item.why == "no such day"
        import_register.accept(session, plan)
        assert found(session, "H-1").milestones[0].forecast.words == "1 May 2016"


def test_a_missing_row_is_kept_unless_it_is_ticked(session: Session, write: Write) -> None:
    begun(session, write)
    rows = FIRST[:2]
    for _ in range(2):
        plan = import_register.plan(session, write(rows), Choice(DAY_2))
        assert counts(plan) == {"missing": 1}
        import_register.accept(session, plan)
        assert found(session, "H-1").withdrawn is None
    import_register.accept(session, plan, Decisions({0}))
    assert found(session, "H-1").withdrawn is True
    assert counts(import_register.plan(session, write(rows), Choice(DAY_2))) == {}


def test_a_missing_row_that_another_register_lists_is_never_withdrawn(session: Session, write: Write) -> None:
    begun(session, write)
    other = write([FIRST[2][:4]], "other.csv", HEADERS[:4])
    import_register.accept(session, import_register.plan(session, other, Choice(DAY_1)))
    assert len(session.portfolio.contracts) == 3
    plan = import_register.plan(session, write(FIRST[:2]), Choice(DAY_2))
    assert (plan.items[0].kind, plan.items[0].changes) == (Kind.MISSING, ())
    assert plan.items[0].why == "another register still lists it"


def test_a_reference_alone_does_not_match_across_registers(session: Session, write: Write) -> None:
    begun(session, write)
    other = write([("N-1", "School meals", "Catering", "Sodexo")], "other.csv", HEADERS[:4])
    plan = import_register.plan(session, other, Choice(DAY_2))
    assert counts(plan) == {"new": 1}


def test_columns_that_are_gone_say_nothing(session: Session, write: Write) -> None:
    begun(session, write)
    narrow = [row[:4] for row in FIRST]
    plan = import_register.plan(session, write(narrow, headers=HEADERS[:4]), Choice(DAY_2))
    assert counts(plan) == {}
    import_register.accept(session, plan)
    plan = import_register.plan(session, write(replaced(0, "Value", "£15m")), Choice(DAY_2))
    assert counts(plan) == {"changed": 1}


def test_undoing_an_import_takes_the_base_back_with_it(session: Session, write: Write) -> None:
    begun(session, write)
    rows = replaced(0, "Value", "£14m")
    import_register.accept(session, import_register.plan(session, write(rows), Choice(DAY_2)))
    session.undo(DAY_2)
    assert found(session, "N-1").value.words == "£12m"
    plan = import_register.plan(session, write(rows), Choice(DAY_2))
    assert counts(plan) == {"changed": 1}


def test_rows_with_the_same_reference_are_contracts_of_their_own(session: Session, write: Write) -> None:
    rows = [FIRST[0], ("N-1", "Network services, phase 2", *FIRST[0][2:]), FIRST[0]]
    plan = import_register.plan(session, write(rows), Choice(DAY_1))
    assert counts(plan) == {"new": 3}
    assert plan.notes[0].endswith("row 3 has “N-1” again; it was taken for a contract of its own.")
    import_register.accept(session, plan)
    assert counts(import_register.plan(session, write(rows), Choice(DAY_2))) == {}


def test_a_row_without_reference_and_title_is_told(session: Session, write: Write) -> None:
    plan = import_register.plan(
        session, write([*FIRST, ("", "", "Networks", "BT", "May 2016", "£1m", "")]), Choice(DAY_1)
    )
    assert counts(plan) == {"new": 3}


def test_the_tower_of_rows_that_name_none(session: Session, write: Write) -> None:
    rows = [(*row[:2], *row[3:]) for row in FIRST]
    headers = (*HEADERS[:2], *HEADERS[3:])
    import_register.accept(
        session, import_register.plan(session, write(rows, headers=headers), Choice(DAY_1, tower="Network tower"))
    )
    assert [tower.name for tower in session.portfolio.towers.values()] == ["Network tower"]
    other = write([("N-9", "Conferencing", "networks", "BT")], "other.csv", HEADERS[:4])
    import_register.accept(session, import_register.plan(session, other, Choice(DAY_2)))
    assert len(session.portfolio.towers) == 1


def test_a_review_is_a_day_and_a_place_in_the_journal(session: Session, write: Write) -> None:
    import_register.accept(session, import_register.plan(session, write(FIRST), Choice(DAY_1, review="January")))
    review = next(iter(session.portfolio.reviews.values()))
    assert (review.name, review.day.earliest, review.closed_seq) == ("January", DAY_1, 1)


def test_a_workbook_without_contracts_is_refused(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("Dear Sir,\nthank you\n", encoding="utf-8")
    with pytest.raises(SiamdeskError, match=r"letter\.csv"):
        import_register.plan(session, path, Choice(DAY_1))
    assert session.document.entries() == []


def test_what_was_left_open_can_be_decided_later_without_the_workbook(
    session: Session, write: Write, tmp_path: Path
) -> None:
    begun(session, write)
    contract = found(session, "N-1")
    session.apply(ChangeSet("edit", edits(contract, {"suppliers": ("Vodafone",)}), DAY_1, author="tester"))
    rows = [list(row) for row in replaced(0, "Supplier", "Colt")]
    rows[2][4] = "31/02/2018"
    path = write(rows)
    import_register.accept(session, import_register.plan(session, path, Choice(DAY_2)))
    path.unlink()
    session.document.close()
    again = Session.open(tmp_path / "p.siamdesk", author="tester")
    try:
        (plan,) = left_open.plans(again, date(2016, 3, 1))
        assert counts(plan) == {"conflict": 1, "unread": 1}
        dispute = plan.of(Kind.CONFLICT)[0]
        assert (dispute.shown, dispute.address) == (("BT", "Vodafone", "Colt"), "register!D2")
        assert plan.of(Kind.UNREAD)[0].shown == ("1 May 2016", "1 May 2016", "31/02/2018")
        import_register.accept(again, plan, Decisions({plan.items.index(dispute)}))
        assert found(again, "N-1").suppliers == ("Colt",)
        (plan,) = left_open.plans(again, date(2016, 3, 1))
        assert counts(plan) == {"unread": 1}
        assert left_open.Counter(again).count() == 1
        again.undo(DAY_2)
        assert left_open.Counter(again).count() == 2
    finally:
        again.close()


def test_a_dispute_settled_for_our_record_does_not_come_up_again(session: Session, write: Write) -> None:
    begun(session, write)
    contract = found(session, "N-1")
    session.apply(ChangeSet("edit", edits(contract, {"suppliers": ("Vodafone",)}), DAY_1, author="tester"))
    path = write(replaced(0, "Supplier", "Colt"))
    import_register.accept(session, import_register.plan(session, path, Choice(DAY_2)), Decisions(kept={0}))
    assert found(session, "N-1").suppliers == ("Vodafone",)
    assert counts(import_register.plan(session, path, Choice(DAY_2))) == {}
    assert left_open.plans(session, DAY_2) == []


def test_what_could_not_be_read_can_be_typed(session: Session, write: Write) -> None:
    begun(session, write)
    path = write(replaced(2, "Contract award Forecast", "31/02/2018"))
    plan = import_register.plan(session, path, Choice(DAY_2))
    import_register.accept(session, plan, Decisions(typed={0: When.day(date(2018, 2, 28))}))
    assert found(session, "H-1").milestones[0].forecast == When.day(date(2018, 2, 28))
    said = session.document.statements("contract", found(session, "H-1").id)
    assert [each.cell for each in said if each.field == "contract_award.forecast"] == ["E4", "E4"]


def test_a_column_set_by_hand_is_remembered(session: Session, write: Write) -> None:
    path = write(FIRST)
    choice = Choice(DAY_1, mapping={"Colour": "category"})
    import_register.accept(session, import_register.plan(session, path, choice))
    assert found(session, "N-2").category == "green"
    assert not session.portfolio.own_fields
    plan = import_register.plan(session, write(replaced(1, "Colour", "grey")), Choice(DAY_2))
    assert [(item.field, item.shown[2]) for item in plan.items] == [("category", "grey")]


def test_a_renamed_reference_is_the_same_contract(session: Session, write: Write) -> None:
    begun(session, write)
    known = found(session, "H-1").id
    plan = import_register.plan(session, write(replaced(2, "Ref", "HST-001")), Choice(DAY_2))
    assert [(item.kind, item.field, item.shown) for item in plan.items] == [
        (Kind.CHANGED, "reference", ("H-1", "H-1", "HST-001"))
    ]
    assert plan.notes[-1] == "register row 4: “HST-001 Hosting” was read as H-1 Hosting under another reference."
    import_register.accept(session, plan)
    assert found(session, "HST-001").id == known
    assert counts(import_register.plan(session, write(replaced(2, "Ref", "HST-001")), Choice(DAY_2))) == {}


def test_another_contract_in_place_of_one_that_is_gone_is_new(session: Session, write: Write) -> None:
    begun(session, write)
    rows = [*FIRST[:2], ("H-2", "Cloud hosting and storage", "Hosting", "Amazon", "1 Jun 2017", "£9m", "red")]
    assert counts(import_register.plan(session, write(rows), Choice(DAY_2))) == {"new": 1, "missing": 1}


def test_spend_by_financial_year_becomes_lines_of_spend(session: Session, write: Write) -> None:
    headers = (*HEADERS[:6], "2016/17 run (£m)", "2016/17 entry (£m)", "2017/18 run (£m)")
    rows = [(*FIRST[0][:6], "1.5", "0.5", "2"), (*FIRST[1][:6], "0.2", "", "TBC")]
    import_register.accept(session, import_register.plan(session, write(rows, headers=headers), Choice(DAY_1)))
    network = found(session, "N-1").id
    lines = {(s.year, s.cost): s.amount.low for s in session.portfolio.spend.values() if s.contract_id == network}
    assert lines == {(2016, "run"): 1_500_000, (2016, "entry"): 500_000, (2017, "run"): 2_000_000}
    rows[0] = (*FIRST[0][:6], "1.5", "0.7", "2")
    plan = import_register.plan(session, write(rows, headers=headers), Choice(DAY_2))
    import_register.accept(session, plan)
    assert {s.amount.low for s in session.portfolio.spend.values() if s.cost == "entry"} == {700_000}
    assert counts(import_register.plan(session, write(rows, headers=headers), Choice(DAY_2))) == {}


def test_what_hangs_on_a_refused_contract_is_not_made(session: Session, write: Write) -> None:
    headers = (*HEADERS[:6], "2016/17 run (£m)", "2017/18 run (£m)")
    plan = import_register.plan(session, write([(*FIRST[0][:6], "1.5", "2")], headers=headers), Choice(DAY_1))
    import_register.accept(session, plan, Decisions())
    assert not session.portfolio.contracts
    assert not session.portfolio.spend


def test_a_missing_row_left_open_is_found_again_and_outlives_other_decisions(session: Session, write: Write) -> None:
    begun(session, write)
    contract = found(session, "N-1")
    session.apply(ChangeSet("edit", edits(contract, {"suppliers": ("Vodafone",)}), DAY_1, author="tester"))
    path = write(replaced(0, "Supplier", "Colt")[:2])
    import_register.accept(session, import_register.plan(session, path, Choice(DAY_2)))
    (plan,) = left_open.plans(session, DAY_2)
    assert counts(plan) == {"conflict": 1, "missing": 1}
    dispute = plan.items.index(plan.of(Kind.CONFLICT)[0])
    import_register.accept(session, plan, Decisions(kept={dispute}))
    (plan,) = left_open.plans(session, DAY_2)
    assert counts(plan) == {"missing": 1}
    assert counts(import_register.plan(session, path, Choice(DAY_2))) == {"missing": 1}
    import_register.accept(session, plan, Decisions({0}))
    assert found(session, "H-1").withdrawn is True
    assert left_open.plans(session, DAY_2) == []


# What is set by hand.


def test_what_was_set_by_hand_is_remembered_for_the_register_and_lent_to_others_like_it(
    session: Session, write: Write
) -> None:
    first = import_register.plan(session, write(FIRST), Choice(DAY_1, mapping={"Colour": "category"}))
    import_register.accept(session, first)
    assert found(session, "N-1").category == "blue"
    again = import_register.plan(session, write(replaced(0, "Colour", "grey")), Choice(DAY_2))
    assert [item.field for item in again.items] == ["category"]
    other = write([("X-1", "Printing", "Print", "Xerox", "TBC", "£1m", "mauve")], "another lead.csv")
    import_register.accept(session, import_register.plan(session, other, Choice(DAY_2)))
    assert found(session, "X-1").category == "mauve"
    assert len(session.portfolio.registers) == 2


def test_a_row_can_be_told_which_contract_it_is(session: Session, write: Write) -> None:
    begun(session, write)
    rows = [("Z-9", "Something else entirely", *FIRST[0][2:]), *FIRST[1:]]
    plan = import_register.plan(session, write(rows), Choice(DAY_2))
    assert counts(plan) == {"new": 1, "missing": 1}
    mine = found(session, "N-1").id
    plan = import_register.plan(session, write(rows), Choice(DAY_2, contracts={"z-9": mine}))
    assert counts(plan) == {"changed": 2}
    import_register.accept(session, plan)
    assert found(session, "Z-9").id == mine
    assert counts(import_register.plan(session, write(rows), Choice(DAY_2))) == {}


def test_a_renamed_reference_is_shown_and_can_be_refused(session: Session, write: Write) -> None:
    begun(session, write)
    rows = [("N-100", *FIRST[0][1:]), *FIRST[1:]]
    plan = import_register.plan(session, write(rows), Choice(DAY_2))
    assert [(item.kind, item.field, item.shown[1:]) for item in plan.items] == [
        (Kind.CHANGED, "reference", ("N-1", "N-100"))
    ]
    assert plan.items[0].why == "read as the same contract under another reference (100% alike)"
    plan = import_register.plan(session, write(rows), Choice(DAY_2, contracts={"n-100": ""}))
    assert counts(plan) == {"new": 1, "missing": 1}


def test_the_financial_year_of_a_register_is_its_own_and_remembered(session: Session, write: Write) -> None:
    rows = replaced(1, "Contract award Forecast", "FY 2016 Q1")
    plan = import_register.plan(session, write(rows), Choice(DAY_1, fy_start=10))
    import_register.accept(session, plan)
    award = found(session, "N-2").milestones[0].forecast
    assert award.earliest == date(2015, 10, 1)
    assert next(iter(session.portfolio.registers.values())).fy_start == 10
    assert counts(import_register.plan(session, write(rows), Choice(DAY_2))) == {}


def test_a_register_of_the_same_form_with_other_contracts_is_another(session: Session, write: Write) -> None:
    begun(session, write)
    rows = [FIRST[2], ("A-1", "Apps", "Applications", "IBM", "TBC", "£1m", ""), ("A-2", "Web", *FIRST[1][2:])]
    import_register.accept(session, import_register.plan(session, write(rows, "apps.csv"), Choice(DAY_2)))
    assert [register.name for register in session.portfolio.registers.values()] == ["register.csv", "apps.csv"]
    mine = next(iter(session.portfolio.registers))
    plan = import_register.plan(session, write(rows, "apps.csv"), Choice(DAY_2, register=mine))
    assert plan.register.id == mine


def test_a_column_of_our_own_under_another_name_stays_the_same_column(session: Session, write: Write) -> None:
    rows = [*FIRST, ("H-2", "Backup", "Hosting", "CSC", "TBC", "£1m", "amber"), ("H-3", "Mail", *FIRST[0][2:])]
    import_register.accept(session, import_register.plan(session, write(rows), Choice(DAY_1)))
    renamed = [*HEADERS[:-1], "Colour code"]
    changed = [(*rows[0][:-1], "navy"), *rows[1:]]
    plan = import_register.plan(session, write(changed, headers=renamed), Choice(DAY_2))
    assert counts(plan) == {"changed": 1}
    assert plan.items[0].shown == ("blue", "blue", "navy")
    assert "The column “Colour code” was read as “Colour” under another name." in plan.notes
    import_register.accept(session, plan)
    assert len(session.portfolio.own_fields) == 1


def test_a_register_goes_by_the_name_and_place_it_came_from_last(session: Session, write: Write) -> None:
    begun(session, write)
    path = write(replaced(0, "Value", "£14m"), "register v2.csv")
    import_register.accept(session, import_register.plan(session, path, Choice(DAY_2)))
    (register,) = session.portfolio.registers.values()
    assert (register.name, register.path) == ("register v2.csv", str(path))


def test_the_samples_in_the_program_are_never_written_back_to(tmp_path: Path) -> None:
    with demo.create(tmp_path / "demo.siamdesk").closing() as session:
        assert {register.path for register in session.portfolio.registers.values()} == {None}
    folder = tmp_path / "registers"
    folder.mkdir()
    with demo.create(tmp_path / "again.siamdesk", registers=folder).closing() as session:
        paths = [Path(str(register.path)) for register in session.portfolio.registers.values()]
        assert {path.parent for path in paths} == {folder}

"""Several registers at once: one plan each, disputes between them, one step for all."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.session import import_batch, import_register
from siamdesk.session.import_batch import Batch
from siamdesk.session.import_plan import Decisions, Item, Kind
from siamdesk.session.import_register import Choice
from siamdesk.session.progress import CancelledError, Progress
from siamdesk.session.session import Session

Write = Callable[..., Path]
NET = ("N-1", "Network services", "Networks", "BT", "March 2016", "£12m", "blue")
WIFI = ("N-2", "Wi-Fi", "Networks", "Virgin", "TBC", "£2m", "green")
HOST = ("H-1", "Hosting", "Hosting", "CSC", "1 May 2016", "£94.7m", "red")
COLUMNS = ("Ref", "Title", "Service tower", "Supplier", "Contract award Forecast", "Value", "Colour")
JAN, FEB, MARCH = date(2016, 1, 31), date(2016, 2, 29), date(2016, 3, 31)


def with_(row: Sequence[str], **values: str) -> tuple[str, ...]:
    return tuple(values.get(header.split()[0].lower(), cell) for header, cell in zip(COLUMNS, row, strict=True))


def planned(session: Session, *registers: tuple[Path, date]) -> Batch:
    return import_batch.plan(session, [(path, Choice(day)) for path, day in registers], MARCH)


def by_reference(session: Session) -> dict[str, Contract]:
    return {str(c.reference): c for c in session.portfolio.contracts.values()}


def items(batch: Batch) -> list[Item]:
    return [item for plan in batch.plans for item in plan.items]


def begun(session: Session, write: Write) -> tuple[Path, Path]:
    """Two registers that both list N-1, come home on the same day and agree."""
    first, second = write([NET, WIFI], "networks.csv"), write([NET, HOST], "hosting.csv")
    import_batch.accept(session, planned(session, (first, JAN), (second, JAN)))
    return first, second


def test_several_registers_come_home_as_one_step(session: Session, write: Write) -> None:
    begun(session, write)
    assert set(by_reference(session)) == {"N-1", "N-2", "H-1"}
    assert {tower.name for tower in session.portfolio.towers.values()} == {"Hosting", "Networks"}
    entries = session.document.entries()
    assert [entry.change_set.label for entry in entries] == ["Import hosting.csv and networks.csv"]
    assert len(session.portfolio.links) == 4
    assert session.undoable() is not None
    session.undo(MARCH)
    assert not session.portfolio.contracts
    assert not session.portfolio.registers


def test_each_value_keeps_its_own_source_and_day(session: Session, write: Write) -> None:
    first, second = begun(session, write)
    write([with_(NET, supplier="Colt"), WIFI], "networks.csv")
    write([NET, with_(HOST, value="£95m")], "hosting.csv")
    import_batch.accept(session, planned(session, (second, MARCH), (first, FEB)))
    now = by_reference(session)
    supplier = [s for s in session.document.statements("contract", now["N-1"].id) if s.field == "suppliers"][-1]
    value = [s for s in session.document.statements("contract", now["H-1"].id) if s.field == "value"][-1]
    assert (supplier.source.workbook, supplier.cell, supplier.known_on) == ("networks.csv", "D2", FEB)
    assert (value.source.workbook, value.cell, value.known_on) == ("hosting.csv", "F3", MARCH)
    assert session.document.as_known(FEB).contracts[now["H-1"].id].value.words == "£94.7m"


def test_the_same_registers_again_change_nothing(session: Session, write: Write) -> None:
    first, second = begun(session, write)
    before = session.document.path.read_bytes()
    again = planned(session, (first, FEB), (second, FEB))
    assert items(again) == []
    import_batch.accept(session, again)
    assert session.document.path.read_bytes() == before


def test_registers_that_disagree_say_so_and_the_later_day_is_proposed_not_taken(session: Session, write: Write) -> None:
    first, second = begun(session, write)
    write([with_(NET, supplier="Colt"), WIFI], "networks.csv")
    write([with_(NET, supplier="Vodafone"), HOST], "hosting.csv")
    batch = planned(session, (first, FEB), (second, MARCH))
    disputes = items(batch)
    assert [(d.kind, d.shown, d.proposed) for d in disputes] == [
        (Kind.CONFLICT, ("BT", "BT", "Colt"), False),
        (Kind.CONFLICT, ("BT", "BT", "Vodafone"), True),
    ]
    assert disputes[0].why == "hosting.csv of 31 Mar 2016 says “Vodafone”"
    assert disputes[1].why == "networks.csv of 29 Feb 2016 says “Colt”"
    assert all(not plan.undisputed().taken for plan in batch.plans)
    import_batch.accept(session, batch)
    assert by_reference(session)["N-1"].suppliers == ("BT",)
    assert len(items(planned(session, (first, FEB), (second, MARCH)))) == 2


@pytest.mark.parametrize("wins", [0, 1])
def test_either_side_of_a_dispute_between_registers_can_be_taken(session: Session, write: Write, wins: int) -> None:
    first, second = begun(session, write)
    write([with_(NET, supplier="Colt"), WIFI], "networks.csv")
    write([with_(NET, supplier="Vodafone"), HOST], "hosting.csv")
    batch = planned(session, (first, FEB), (second, MARCH))
    decisions = [Decisions({0}), Decisions((), {0})]
    import_batch.accept(session, batch, decisions if wins == 0 else decisions[::-1])
    assert by_reference(session)["N-1"].suppliers == (("Colt",), ("Vodafone",))[wins]
    assert items(planned(session, (first, MARCH), (second, MARCH))) == []


def test_registers_that_agree_are_no_dispute(session: Session, write: Write) -> None:
    first, second = begun(session, write)
    write([with_(NET, supplier="Colt"), WIFI], "networks.csv")
    write([with_(NET, supplier="Colt"), HOST], "hosting.csv")
    batch = planned(session, (first, FEB), (second, MARCH))
    assert [item.kind for item in items(batch)] == [Kind.CHANGED]
    import_batch.accept(session, batch)
    assert by_reference(session)["N-1"].suppliers == ("Colt",)
    assert items(planned(session, (first, MARCH), (second, MARCH))) == []


def test_a_new_contract_comes_without_the_field_its_registers_disagree_about(session: Session, write: Write) -> None:
    first, second = write([NET], "networks.csv"), write([with_(NET, value="£14m"), HOST], "hosting.csv")
    batch = planned(session, (first, JAN), (second, FEB))
    disputes = [item for item in items(batch) if item.kind is Kind.CONFLICT]
    assert [(d.field, d.shown[1:], d.proposed) for d in disputes] == [
        ("value", ("", "£12.0m"), False),
        ("value", ("", "£14.0m"), True),
    ]
    import_batch.accept(session, batch)
    assert by_reference(session)["N-1"].value is None
    assert by_reference(session)["N-1"].suppliers == ("BT",)


def test_what_a_register_says_of_a_new_contract_that_is_refused_waits_with_it(session: Session, write: Write) -> None:
    first, second = write([NET, WIFI], "networks.csv"), write([with_(NET, value="£14m"), HOST], "hosting.csv")
    batch = planned(session, (first, JAN), (second, FEB))
    mine = next(plan for plan in batch.plans if plan.workbook == "networks.csv")
    kept = frozenset(n for n, item in enumerate(mine.items) if item.kind is Kind.NEW and "N-2" in item.contract)
    theirs = next(plan for plan in batch.plans if plan.workbook == "hosting.csv")
    everything = Decisions(frozenset(range(len(theirs.items))))
    import_batch.accept(session, batch, [Decisions(kept), everything])
    assert set(by_reference(session)) == {"N-2", "H-1"}
    again = items(planned(session, (first, FEB), (second, FEB)))
    assert {item.contract for item in again} == {"N-1 Network services"}


def test_the_order_of_registers_that_do_not_overlap_does_not_matter(tmp_path: Path, write: Write) -> None:
    registers = [
        (write([NET], "a.csv"), MARCH),
        (write([WIFI], "b.csv"), JAN),
        (write([HOST], "c.csv"), FEB),
    ]
    outcomes = []
    for n, order in enumerate(permutations(registers)):
        with Session.create(tmp_path / f"{n}.siamdesk", "tester").closing() as session:
            import_batch.accept(session, planned(session, *order))
            towers = {tower.id: tower.name for tower in session.portfolio.towers.values()}
            outcomes.append(
                sorted(
                    (str(c.reference), c.suppliers, c.value, c.milestones, towers[c.tower_id or ""])
                    for c in session.portfolio.contracts.values()
                )
            )
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_two_states_of_one_register_follow_each_other(session: Session, write: Write) -> None:
    begun(session, write)
    older = write([with_(NET, supplier="Colt"), WIFI], "networks v6.csv")
    newer = write([with_(NET, supplier="Vodafone"), WIFI], "networks v7.csv")
    batch = planned(session, (newer, MARCH), (older, FEB))
    assert [item.kind for item in items(batch)] == [Kind.CHANGED, Kind.CHANGED]
    import_batch.accept(session, batch)
    contract = by_reference(session)["N-1"]
    assert contract.suppliers == ("Vodafone",)
    assert session.document.as_known(FEB).contracts[contract.id].suppliers == ("Colt",)
    assert len(session.portfolio.registers) == 2


def test_registers_read_late_fill_in_history_and_leave_the_present(session: Session, write: Write) -> None:
    first, second = begun(session, write)
    write([with_(NET, supplier="Colt"), WIFI], "networks.csv")
    import_batch.accept(session, planned(session, (first, MARCH)))
    present = by_reference(session)
    old = write([with_(NET, supplier="Cable & Wireless"), WIFI], "networks.csv")
    older = write([NET, with_(HOST, supplier="Fujitsu")], "hosting.csv")
    assert older == second
    batch = planned(session, (old, date(2015, 12, 1)), (older, date(2015, 11, 1)))
    assert all(plan.late for plan in batch.plans)
    import_batch.accept(session, batch, [Decisions(range(len(plan.items))) for plan in batch.plans])
    assert by_reference(session) == present
    then = session.document.as_known(date(2015, 12, 31)).contracts
    assert then[present["N-1"].id].suppliers == ("Cable & Wireless",)
    assert then[present["H-1"].id].suppliers == ("Fujitsu",)


def test_a_register_that_cannot_be_read_does_not_hold_up_the_others(
    session: Session, write: Write, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 cut short")
    batch = import_batch.plan(session, [(broken, Choice()), (write([NET], "a.csv"), Choice())], MARCH)
    assert len(batch.refused) == 1
    assert "broken.xlsx is cut short or damaged" in batch.refused[0]
    assert [plan.workbook for plan in batch.plans] == ["a.csv"]


def test_planning_can_be_cancelled_and_leaves_nothing(session: Session, write: Write) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        import_batch.plan(session, [(write([NET]), Choice())], MARCH, progress)
    assert not session.document.entries()


def test_one_review_for_all_the_registers_on_the_table(session: Session, write: Write) -> None:
    registers = [(write([row], name), Choice(MARCH, review="March")) for row, name in ((NET, "a.csv"), (HOST, "b.csv"))]
    import_batch.accept(session, import_batch.plan(session, registers, MARCH))
    assert [review.name for review in session.portfolio.reviews.values()] == ["March"]


def test_a_stale_batch_is_refused_whole(session: Session, write: Write) -> None:
    first, second = begun(session, write)
    write([with_(NET, supplier="Colt"), WIFI], "networks.csv")
    write([NET, with_(HOST, value="£95m")], "hosting.csv")
    batch = planned(session, (first, FEB), (second, MARCH))
    import_register.accept(session, planned(session, (first, FEB)).plans[0])
    with pytest.raises(SiamdeskError):
        import_batch.accept(session, batch)
    assert by_reference(session)["H-1"].value.words == "£94.7m"

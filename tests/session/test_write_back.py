"""Handing a register back: what is written, in whose words, what is not, and where the base is afterwards."""

import datetime as dt
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.domain import money, when_words
from siamdesk.domain.changes import ChangeSet, Make, edits, new_id
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.money import Basis
from siamdesk.domain.source import Register
from siamdesk.domain.when import When
from siamdesk.register import deliver
from siamdesk.register.wording import Imprecise
from siamdesk.session import import_register, left_open, write_back
from siamdesk.session.import_register import Choice
from siamdesk.session.pending import Pending
from siamdesk.session.session import Session
from siamdesk.session.write_back import Wanted, WriteBack

TODAY, JAN, FEB = date(2016, 3, 31), date(2016, 1, 31), date(2016, 2, 29)
HEADERS = (
    "Ref", "Title", "Service tower", "Supplier", "RAG", "Estimated value £m", "Contract award Forecast",
    "Service transfer Forecast", "SME", "Colour", "Total",
)  # fmt: skip
ROWS: list[tuple[Any, ...]] = [
    ("N-1", "Network services", "Network tower", "BT", "A", 240, date(2016, 3, 31), "Q1 2016/17", "Y", "blue", "=F4*2"),
    ("N-2", "Wi-Fi", "Network tower", "Virgin; Sky", "G", 2.5, date(2016, 5, 1), "TBC", "N", 7, "=F5*2"),
    ("H-1", "Hosting", "Hosting", "CSC", "R", 94.7, date(2016, 6, 1), "1 May 2016", "N", "red", "=F6*2"),
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Contracts"
    page["A1"] = "Register of the towers"
    for column, header in enumerate(HEADERS, 1):
        page.cell(3, column, header)
    for row, line in enumerate(ROWS, 4):
        for column, value in enumerate(line, 1):
            page.cell(row, column, value)
        page.cell(row, 7).number_format = "dd/mm/yyyy"
    path = tmp_path / "register.xlsx"
    book.save(path)
    return path


@pytest.fixture
def home(session: Session, workbook: Path) -> Register:
    plan = import_register.plan(session, workbook, Choice(JAN))
    import_register.accept(session, plan)
    return next(iter(session.portfolio.registers.values()))


def found(session: Session, reference: str) -> Contract:
    return next(c for c in session.portfolio.contracts.values() if c.reference == reference)


def edit(session: Session, of: str, /, **values: Any) -> None:
    named = {key.replace("__", "."): value for key, value in values.items()}
    session.apply(ChangeSet("edit", edits(found(session, of), named), FEB, author="tester"))


def register(session: Session) -> Register:
    return next(iter(session.portfolio.registers.values()))


def planned(session: Session, wanted: Wanted | None = None) -> WriteBack:
    return write_back.plan(session, register(session), None, wanted)


def cells(path: Path, *addresses: str) -> list[Any]:
    page = openpyxl.load_workbook(path)["Contracts"]
    return [page[address].value for address in addresses]


def pounds(amount: int) -> money.Money:
    return money.Money(money.Decimal(amount), money.Decimal(amount), "GBP", Basis.ESTIMATED)


@pytest.mark.usefixtures("home")
def test_nothing_changed_is_nothing_to_write(session: Session) -> None:
    made = planned(session)
    assert (made.lines, made.missing, made.lacking) == ((), (), ())


@pytest.mark.usefixtures("home")
def test_values_go_into_their_cells_in_the_words_of_the_register(session: Session, workbook: Path) -> None:
    before = workbook.read_bytes()
    edit(
        session,
        "N-1",
        suppliers=("Colt", "BT"),
        rag="green",
        estimated_value=pounds(250_500_000),
        contract_award__forecast=When.day(date(2016, 4, 15)),
        service_transfer__forecast=when_words.parse("late Oct / early Nov 2016"),
        sme=False,
    )
    edit(session, "H-1", service_transfer__forecast=When.day(date(2016, 7, 1)), tower_id=found(session, "N-1").tower_id)
    made = planned(session)
    assert [(line.address, line.old, line.new) for line in made.refused] == []
    assert {line.address for line in made.edited} == {
        f"Contracts!{cell}" for cell in ("D4", "E4", "F4", "G4", "H4", "I4", "H6", "C6")
    }
    delivered = write_back.accept(session, made, TODAY)
    assert cells(workbook, "D4", "E4", "F4", "G4", "H4", "I4", "H6", "C6", "K4") == [
        "Colt; BT",
        "G",
        250.5,
        dt.datetime(2016, 4, 15),
        "late Oct / early Nov 2016",
        "N",
        "1 Jul 2016",
        "Network tower",
        "=F4*2",
    ]
    assert made.patched.recalculated == ("Contracts!K4",)
    assert delivered.kept is not None
    assert delivered.kept.read_bytes() == before


@pytest.mark.usefixtures("home")
def test_what_was_handed_back_comes_home_with_no_difference(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red", reference="N-100")
    edit(session, "N-2", title="Wireless")
    write_back.accept(session, planned(session), TODAY)
    plan = import_register.plan(session, workbook, Choice(TODAY))
    assert plan.items == ()
    assert planned(session).lines == ()
    assert found(session, "N-100").title == "Network services"
    assert cells(workbook, "A4") == ["N-100"]


@pytest.mark.usefixtures("home")
def test_what_they_change_afterwards_is_theirs_alone(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red")
    write_back.accept(session, planned(session), TODAY)
    book = openpyxl.load_workbook(workbook)
    book["Contracts"]["E4"] = "A"
    book.save(workbook)
    plan = import_register.plan(session, workbook, Choice(TODAY))
    assert [(item.kind, item.shown) for item in plan.items] == [("changed", ("Red", "Red", "Amber"))]


@pytest.mark.usefixtures("home")
def test_a_window_is_not_put_into_a_column_of_days_unless_somebody_says_how(session: Session) -> None:
    edit(session, "N-1", contract_award__forecast=when_words.parse("Q1 2016/17"))
    made = planned(session)
    assert made.edited == ()
    assert "is not one day and the column holds only days" in made.refused[0].why
    (line,) = planned(session, Wanted(Imprecise.EARLIEST)).edited
    assert line.new == "2016-04-01"
    (line,) = planned(session, Wanted(Imprecise.LATEST)).edited
    assert line.new == "2016-06-30"
    (line,) = planned(session, Wanted(Imprecise.WORDS)).edited
    assert line.new == "Q1 2016/17"


@pytest.mark.usefixtures("home")
def test_what_is_still_open_keeps_its_cell(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="green")
    book = openpyxl.load_workbook(workbook)
    book["Contracts"]["E4"] = "R"
    book.save(workbook)
    import_register.accept(session, import_register.plan(session, workbook, Choice(FEB)))
    edit(session, "N-2", rag="red")
    made = planned(session)
    assert [line.address for line in made.edited] == ["Contracts!E5"]
    assert [(line.address, line.why) for line in made.refused] == [
        ("Contracts!E4", "it is still open: decide it first, under “What is left open”")
    ]
    write_back.accept(session, made, TODAY)
    (plan,) = left_open.plans(session, TODAY)
    assert [(item.kind, item.shown) for item in plan.items] == [("conflict", ("Amber", "Green", "Red"))]


@pytest.mark.usefixtures("home")
def test_a_workbook_that_has_changed_since_is_not_written(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red")
    book = openpyxl.load_workbook(workbook)
    book["Contracts"]["D6"] = "Fujitsu"
    book.save(workbook)
    data = workbook.read_bytes()
    with pytest.raises(SiamdeskError, match=r"register\.xlsx has changed since it was read"):
        planned(session)
    assert workbook.read_bytes() == data


@pytest.mark.usefixtures("home")
def test_a_change_between_looking_and_writing_is_seen(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red")
    made = planned(session)
    book = openpyxl.load_workbook(workbook)
    book["Contracts"]["D6"] = "Fujitsu"
    book.save(workbook)
    data = workbook.read_bytes()
    with pytest.raises(SiamdeskError, match="has changed since it was read"):
        write_back.accept(session, made, TODAY)
    assert workbook.read_bytes() == data
    edit(session, "N-1", rag="green")
    with pytest.raises(SiamdeskError, match="The portfolio has changed"):
        write_back.accept(session, made, TODAY)


def test_formula_cells_are_never_overwritten(session: Session, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Contracts"]["F4"] = "=200+40"
    book.save(workbook)
    # The result is not in the file, so the cell is unread and stays open.
    import_register.accept(session, import_register.plan(session, workbook, Choice(JAN)))
    edit(session, "N-1", estimated_value=pounds(1_000_000))
    made = planned(session)
    assert made.edited == ()
    assert made.refused[0].address == "Contracts!F4"


@pytest.mark.usefixtures("home")
def test_a_contract_that_no_register_lists_can_be_added_as_a_row(session: Session, workbook: Path) -> None:
    tower = found(session, "N-1").tower_id
    new = Contract(new_id(), reference="N-3", title="Conferencing", tower_id=tower, suppliers=("Cisco",), rag="amber")
    session.apply(ChangeSet("new", (Make(new),), FEB, author="tester"))
    made = planned(session)
    assert [contract.reference for contract in made.missing] == ["N-3"]
    assert made.edited == ()
    made = planned(session, Wanted(append={new.id}))
    write_back.accept(session, made, TODAY)
    assert cells(workbook, "A7", "B7", "C7", "D7", "E7") == ["N-3", "Conferencing", "Network tower", "Cisco", "A"]
    assert planned(session).missing == ()
    assert import_register.plan(session, workbook, Choice(TODAY)).items == ()


@pytest.mark.usefixtures("home")
def test_a_field_without_a_column_is_told_and_can_get_one(session: Session, workbook: Path) -> None:
    edit(session, "N-1", owner="Head of networks")
    made = planned(session)
    assert made.lacking == (("owner", "Contract owner", 1),)
    write_back.accept(session, planned(session, Wanted(columns={"owner"})), TODAY)
    assert cells(workbook, "L3", "L4", "L5") == ["Contract owner", "Head of networks", None]
    assert planned(session).lacking == ()
    assert import_register.plan(session, workbook, Choice(TODAY)).items == ()


@pytest.mark.usefixtures("home")
def test_a_copy_leaves_the_register_and_its_base_as_they_are(session: Session, workbook: Path) -> None:
    data = workbook.read_bytes()
    edit(session, "N-1", rag="red")
    made = planned(session)
    copy = workbook.with_name("copy.xlsx")
    write_back.save_copy(made, copy)
    assert workbook.read_bytes() == data
    assert cells(copy, "E4") == ["R"]
    assert len(planned(session).edited) == 1
    with pytest.raises(SiamdeskError, match=r"give copy\.xls that ending|The copy is \.xlsx"):
        write_back.save_copy(made, copy.with_suffix(".xls"))


@pytest.mark.usefixtures("home")
def test_a_workbook_open_in_excel_waits_beside_and_the_base_stays(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red")
    lock = workbook.with_name(f"~${workbook.name}")
    lock.write_bytes(bytes([3]) + b"Ann" + b" " * 50)
    data = workbook.read_bytes()
    with pytest.raises(deliver.WaitingError, match="is open by Ann") as caught:
        write_back.accept(session, planned(session), TODAY)
    assert workbook.read_bytes() == data
    assert cells(caught.value.waiting, "E4") == ["R"]
    lock.unlink()
    write_back.accept(session, planned(session), TODAY)
    assert cells(workbook, "E4") == ["R"]


def test_a_text_table_is_written_back_in_its_own_way(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    text = (
        'Ref;Title;Supplier;Award date;Value\r\nN-1;"Network; services";BT;31/03/2016;"£1,200"\r\nN-2;Wi-Fi;Sky;;\r\n'
    )
    path.write_bytes(text.encode("cp1252"))
    import_register.accept(session, import_register.plan(session, path, Choice(JAN)))
    edit(session, "N-1", suppliers=("Colt",), contract_award__forecast=When.day(date(2016, 4, 5)))
    made = planned(session)
    assert [line.new for line in made.edited] == ["Colt", "05/04/2016"]
    write_back.accept(session, made, TODAY)
    assert path.read_bytes() == text.replace("BT", "Colt").replace("31/03/2016", "05/04/2016").encode("cp1252")


@pytest.mark.usefixtures("home")
def test_an_old_workbook_is_refused_with_a_way_out(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red")
    old = workbook.with_suffix(".ods")
    shutil.copy(workbook, old)
    with pytest.raises(SiamdeskError):
        write_back.plan(session, register(session), old)


@pytest.mark.usefixtures("home")
def test_undo_takes_the_base_back(session: Session, workbook: Path) -> None:
    edit(session, "N-1", rag="red")
    write_back.accept(session, planned(session), TODAY)
    session.undo(TODAY)
    plan = import_register.plan(session, workbook, Choice(TODAY))
    assert plan.items == ()


# How much waits, and several registers.


@pytest.mark.usefixtures("home")
def test_what_waits_is_counted_and_gone_once_written(session: Session, workbook: Path) -> None:
    pending = Pending(session)
    assert pending.counts() == {}
    edit(session, "N-1", rag="red", suppliers=("Colt",))
    edit(session, "H-1", owner="somebody")
    mine = register(session).id
    assert pending.counts() == {mine: 2}
    edit(session, "N-1", rag="amber")
    assert pending.counts() == {mine: 1}
    write_back.accept(session, planned(session), TODAY)
    assert pending.counts() == Pending(session).counts() == {}
    session.undo(TODAY)
    assert pending.counts() == Pending(session).counts()
    assert workbook.exists()


def test_several_registers_are_handed_back_and_one_that_is_open_does_not_hold_up_the_others(
    session: Session, tmp_path: Path
) -> None:
    paths = []
    for name in ("a", "b", "c"):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"Ref,Title,Supplier,RAG\n{name}-1,{name} service,BT,Red\n{name}-2,{name} other,BT,Green\n")
        import_register.accept(session, import_register.plan(session, path, Choice(JAN)))
        paths.append(path)
        edit(session, f"{name}-1", rag="green")
    paths[1].with_name("~$b.csv").write_bytes(b"\x03Ann")
    plans = [(write_back.plan(session, each), Wanted()) for each in session.portfolio.registers.values()]
    written = write_back.accept_all(session, plans, TODAY)
    assert [each.name for each in written if each.refused is None] == ["a.csv", "c.csv"]
    assert ["BT,Green" in path.read_text().splitlines()[1] for path in paths] == [True, False, True]

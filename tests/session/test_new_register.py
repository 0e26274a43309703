"""New registers noted in the portfolio: what is sent, what comes home, and from which copy."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from siamdesk.domain import rows, when_words
from siamdesk.domain.changes import ChangeSet, Make, edits
from siamdesk.domain.contract import Contract, OwnField, Settings, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Basis, parse_money
from siamdesk.register import package, stamp
from siamdesk.register.inspection import inspect
from siamdesk.session import export_register, import_register, pending, recognition, snapshots, write_back
from siamdesk.session.export_register import Exported, Wanted
from siamdesk.session.import_plan import ImportPlan, Kind
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

DAY, LATER = date(2016, 3, 31), date(2016, 4, 30)


def contract(n: int, tower: str, **values: Value) -> Contract:
    given = {"reference": f"C-{n}", "title": f"Service {n}", "tower_id": tower, **values}
    row = rows.blank("contract", f"c{n}", {key.replace("__", "."): value for key, value in given.items()})
    assert isinstance(row, Contract)
    return row


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session.create(tmp_path / "p.siamdesk", "tester")
    window = when_words.parse("late October or early November 2016")
    begun = [
        Settings(title="Technology", marking="OFFICIAL", caveat="COMMERCIAL"),
        Tower("t1", "Networks"),
        Tower("t2", "Hosting", place=1),
        OwnField("f1", "Building"),
        contract(1, "t1", suppliers=("BT",), rag="red", contract_award__forecast=window, x__f1="North"),
        contract(2, "t1", value=parse_money("£240m"), contract_award__forecast=when_words.parse("1 May 2016")),
        contract(3, "t2", award_value=parse_money("c. £52.9m", basis=Basis.AWARD), predecessor_id="c1"),
    ]
    made.apply(ChangeSet("begin", tuple(map(Make, begun)), DAY, author="tester"))
    yield made
    made.close()


def exported(session: Session, path: Path, **wanted: bool) -> Exported:
    return export_register.export_new(session, path, Wanted(**wanted), DAY)  # type: ignore[arg-type]


def plan(session: Session, path: Path, day: date = LATER) -> ImportPlan:
    return import_register.plan(session, path, Choice(day))


def counts(made: ImportPlan) -> dict[str, int]:
    return {kind.value: len(made.of(kind)) for kind in Kind if made.of(kind)}


def change(path: Path, cells: dict[str, object], target: Path | None = None) -> Path:
    """Type into some cells, as somebody with a spreadsheet does."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(target or path)
    return target or path


def column(path: Path, header: str) -> str:
    page = openpyxl.load_workbook(path).worksheets[0]
    return next(cell.column_letter for cell in page[1] if cell.value == header)


def edited(session: Session, contract_id: str, **values: Value) -> None:
    row = session.portfolio.contracts[contract_id]
    session.apply(ChangeSet("edit", edits(row, values), max(DAY, session.document.last_known()), author="tester"))


def test_exporting_notes_the_workbook_as_a_register_in_one_step(session: Session, tmp_path: Path) -> None:
    before = session.document.next_seq()
    path = tmp_path / "new.xlsx"
    assert exported(session, path) == Exported(path, 3)
    (register,) = session.portfolio.registers.values()
    assert (register.name, register.sheet, register.path) == ("new.xlsx", "Technology", str(path))
    assert register.snapshot == register.latest
    assert register.known_on is None
    assert {link.row_key: link.contract_id for link in session.portfolio.links.values()} == {
        "c-1": "c1", "c-2": "c2", "c-3": "c3",
    }  # fmt: skip
    (entry,) = session.document.entries()[1:]
    assert (entry.seq, entry.change_set.label) == (before, "Export new.xlsx")
    ours = stamp.read(package.load(path))
    assert ours is not None
    assert (ours.register, ours.snapshot, ours.marking) == (register.id, register.snapshot, "OFFICIAL – COMMERCIAL")
    session.undo(DAY)
    assert not session.portfolio.registers


@pytest.mark.parametrize("by_tower", [False, True])
def test_the_snapshot_is_what_reading_the_workbook_gives(session: Session, tmp_path: Path, *, by_tower: bool) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path, by_tower=by_tower)
    (register,) = session.portfolio.registers.values()
    read = plan(session, path)
    assert snapshots.pack(read.theirs)[0] == register.snapshot
    assert snapshots.unpack(session.document.snapshot(register.snapshot or "")) == dict(read.theirs)
    assert counts(read) == {}
    assert read.is_empty(read.undisputed())


def test_what_is_typed_into_it_comes_home_as_that(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    change(path, {f"{column(path, 'Supplier')}2": "Vodafone", f"{column(path, 'Contract award forecast')}2": "Q3 2016"})
    made = plan(session, path)
    assert counts(made) == {"changed": 2}
    assert sorted(item.field for item in made.items) == ["contract_award.forecast", "suppliers"]
    import_register.accept(session, made)
    home = session.portfolio.contracts["c1"].milestone("contract_award")
    assert home is not None
    assert home.forecast == when_words.parse("Q3 2016")
    register = session.portfolio.registers[made.register.id]
    assert register.known_on is not None


def test_hidden_bounds_count_only_while_the_words_match(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    earliest = column(path, "SIAMDesk earliest: Contract award forecast")
    change(path, {f"{earliest}2": date(2016, 10, 25)})
    made = plan(session, path)
    assert [item.theirs for item in made.items] == [when_words.parse("25/10/2016 to 10/11/2016")]
    change(path, {f"{column(path, 'Contract award forecast')}2": "late October or early November 2017"})
    assert [item.theirs for item in plan(session, path).items] == [
        when_words.parse("late October or early November 2017")
    ]


def test_an_older_copy_under_another_name_is_held_against_what_was_sent_in_it(session: Session, tmp_path: Path) -> None:
    first, second = tmp_path / "new.xlsx", tmp_path / "from a tower lead.xlsx"
    exported(session, first)
    shutil.copyfile(first, second)
    supplier, notes = column(first, "Supplier"), column(first, "Title")
    change(first, {f"{supplier}2": "Vodafone"})
    import_register.accept(session, plan(session, first))
    change(second, {f"{notes}3": "Service 2, renamed"})
    made = plan(session, second, date(2016, 5, 31))
    assert [(item.kind, item.field) for item in made.items] == [(Kind.CHANGED, "title")]
    assert made.notes == ("An older copy of new.xlsx: it is compared with what was sent in it.",)
    import_register.accept(session, made)
    assert session.portfolio.contracts["c1"].suppliers == ("Vodafone",)


def test_the_same_workbook_come_home_again_is_held_against_its_last_visit(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    change(path, {f"{column(path, 'Supplier')}2": "Vodafone"})
    import_register.accept(session, plan(session, path))
    edited(session, "c1", suppliers=("Colt",))
    change(path, {f"{column(path, 'Title')}3": "Service 2, renamed"})
    made = plan(session, path, date(2016, 5, 31))
    assert [(item.kind, item.field) for item in made.items] == [(Kind.CHANGED, "title")]


def test_a_copy_to_the_byte_of_an_older_state_changes_nothing(session: Session, tmp_path: Path) -> None:
    first, copy = tmp_path / "new.xlsx", tmp_path / "copy.xlsx"
    exported(session, first)
    shutil.copyfile(first, copy)
    change(first, {f"{column(first, 'Supplier')}2": "Vodafone"})
    import_register.accept(session, plan(session, first))
    before = session.document.next_seq()
    made = plan(session, copy, date(2016, 5, 31))
    assert made.items == ()
    assert "it changes nothing" in made.notes[0]
    assert made.is_empty(made.undisputed())
    import_register.accept(session, made)
    assert session.document.next_seq() == before
    assert session.portfolio.contracts["c1"].suppliers == ("Vodafone",)


def test_a_byte_copy_of_an_older_state_of_any_register_changes_nothing(session: Session, tmp_path: Path) -> None:
    path, older = tmp_path / "their.csv", tmp_path / "their old.csv"
    path.write_text("Ref,Title,Service tower,Supplier\nN-1,Wide area network,Networks,BT\nN-2,Wi-Fi,Networks,BT\n")
    shutil.copyfile(path, older)
    import_register.accept(session, plan(session, path))
    path.write_text(path.read_text().replace("Networks,BT\nN-2", "Networks,Colt\nN-2"))
    import_register.accept(session, plan(session, path, date(2016, 5, 31)))
    made = plan(session, older, date(2016, 6, 30))
    assert made.items == ()
    assert made.is_empty(made.undisputed())


def test_an_id_names_the_contract_while_the_title_beside_it_does(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    reference, title = column(path, "Reference"), column(path, "Title")
    change(path, {f"{reference}2": "NET/7"})
    made = plan(session, path)
    assert [(item.kind, item.contract_id, item.field) for item in made.items] == [(Kind.CHANGED, "c1", "reference")]
    change(path, {f"{title}2": "Something else altogether"})
    assert {item.kind for item in plan(session, path).items} == {Kind.NEW, Kind.MISSING}


def test_an_id_in_two_rows_is_not_used_and_is_told(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    page = openpyxl.load_workbook(path).worksheets[0]
    row = {f"{cell.column_letter}5": cell.value for cell in page[2]}
    row |= {f"{column(path, 'Reference')}5": "C-9", f"{column(path, 'Title')}5": "Service 1, the other half"}
    change(path, row)
    made = plan(session, path)
    assert [(item.kind, item.contract) for item in made.items] == [(Kind.NEW, "C-9 Service 1, the other half")]
    assert [note for note in made.notes if "hidden id" in note] == [
        "Technology row 2: its hidden id stands in 2 rows, and was not used.",
        "Technology row 5: its hidden id stands in 2 rows, and was not used.",
    ]


def test_two_contracts_of_one_reference_in_two_towers_stay_two(session: Session, tmp_path: Path) -> None:
    edited(session, "c3", reference="C-1")
    path = tmp_path / "new.xlsx"
    exported(session, path, by_tower=True)
    made = plan(session, path)
    assert counts(made) == {}
    assert len(made.theirs) == 3


def test_what_is_behind_the_register_is_no_column_of_the_users(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    (table,) = inspect(path).tables
    told = inspect(path).to_json()["tables"][0]
    assert not [each for each in told["columns"] if each["header"].startswith("SIAMDesk")]
    assert [each["header"] for each in told["passed_over_columns"]] == [
        "SIAMDesk id",
        "SIAMDesk earliest: Contract award forecast",
        "SIAMDesk latest: Contract award forecast",
        "SIAMDesk said: Contract award forecast",
    ]
    assert {each["why"] for each in told["passed_over_columns"]} == {"a column that SIAMDesk keeps for itself"}
    cells = told["cells"]
    assert sum(cells.values()) == 4 * (len(table.columns) + 4)
    assert cells["passed_over"] == 3 + 3
    assert dict(inspect(path).why_not).keys() == {"Timeline", "Legend"}
    made = plan(session, path)
    assert "SIAMDesk id" not in recognition.remembered(made.register).read


def test_a_column_put_in_beside_the_hidden_ones_is_the_users_own(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    page = openpyxl.load_workbook(path).worksheets[0]
    letter = openpyxl.utils.get_column_letter(page.max_column + 1)
    change(path, {f"{letter}1": "Our colour", f"{letter}2": "blue", f"{letter}3": "red"})
    made = plan(session, path)
    assert [(item.kind, item.label) for item in made.items] == [(Kind.CHANGED, "Our colour")] * 2


def test_a_portfolio_that_cannot_be_written_gives_a_workbook_without_a_stamp(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    with Session.open(session.document.path).closing() as other:
        made = exported(other, path)
        assert made.unstamped == other.document.read_only != ""
    assert not session.portfolio.registers
    ours = stamp.read(package.load(path))
    assert ours is not None
    assert (ours.register, ours.snapshot) == ("", "")
    assert counts(plan(session, path)) == {}


def test_exporting_over_a_workbook_of_ours_stays_one_register(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    older = shutil.copyfile(path, tmp_path / "older.xlsx")
    edited(session, "c1", reference="C-77", suppliers=("Colt",))
    exported(session, path)
    (register,) = session.portfolio.registers.values()
    assert sorted(link.row_key for link in session.portfolio.links.values()) == ["c-2", "c-3", "c-77"]
    assert counts(plan(session, path)) == {}
    change(older, {f"{column(older, 'Title')}3": "Renamed"})
    made = plan(session, older)
    assert made.register.id == register.id
    assert [(item.contract_id, item.field) for item in made.items] == [("c2", "title")]


def test_a_register_that_is_only_exported_keeps_no_contract_from_being_withdrawn(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "their.csv"
    path.write_text("Ref,Title,Service tower,Supplier\nC-1,Service 1,Networks,BT\nC-2,Service 2,Networks,BT\n")
    import_register.accept(session, plan(session, path))
    exported(session, tmp_path / "new.xlsx")
    path.write_text("Ref,Title,Service tower,Supplier\nC-1,Service 1,Networks,BT\n")
    (missing,) = plan(session, path, date(2016, 5, 31)).of(Kind.MISSING)
    assert missing.why == ""
    assert missing.changes


def test_a_stamp_of_another_portfolio_is_no_stamp(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    with Session.create(tmp_path / "other.siamdesk", "tester").closing() as other:
        made = plan(other, path)
        assert counts(made) == {"new": 3}
        import_register.accept(other, made)
        follower = next(each for each in other.portfolio.contracts.values() if each.predecessor_id)
        # The contract that it follows is made by the same import.
        assert follower.predecessor_id in other.portfolio.contracts
        assert {own.label for own in other.portfolio.own_fields.values()} == {"Building"}


def test_a_text_table_is_written_as_before(session: Session, tmp_path: Path) -> None:
    made = exported(session, tmp_path / "new.csv")
    assert made == Exported(tmp_path / "new.csv", 3)
    assert not session.portfolio.registers
    with pytest.raises(SiamdeskError, match=r"give new\.doc one of these endings"):
        exported(session, tmp_path / "new.doc")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_saved_by_libreoffice_it_still_comes_home_exactly(session: Session, tmp_path: Path) -> None:
    path, folder = tmp_path / "new.xlsx", tmp_path / "saved"
    exported(session, path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    made = plan(session, folder / "new.xlsx")
    assert made.found is not None
    assert made.found.ours is not None
    assert made.found.ours.register == made.register.id
    assert counts(made) == {}


def test_our_own_register_is_written_back_like_any_other(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    edited(session, "c1", suppliers=("Colt",), **{"contract_award.forecast": when_words.parse("Q1 2018")})
    (register,) = session.portfolio.registers.values()
    made = write_back.plan(session, register)
    assert [(line.field, line.why) for line in made.lines] == [("suppliers", ""), ("contract_award.forecast", "")]
    assert made.missing == ()
    write_back.accept(session, made, LATER, keep=False)
    again = plan(session, path, date(2016, 5, 31))
    assert again.register.id == register.id
    assert again.items == ()
    assert inspect(path).tables[0].rows[0].values["contract_award.forecast"] == when_words.parse("Q1 2018")


def test_without_its_legend_it_is_read_by_its_headers(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    book = openpyxl.load_workbook(path)
    del book["Legend"], book["Timeline"]
    book.save(path)
    assert counts(plan(session, path)) == {}


def test_an_own_column_that_went_out_and_home_is_held_against_its_last_visit(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    change(path, {f"{column(path, 'Building')}2": "South"})
    import_register.accept(session, plan(session, path))
    edited(session, "c1", **{"x.f1": "West"})
    change(path, {f"{column(path, 'Title')}3": "Renamed"})
    assert [item.field for item in plan(session, path, date(2016, 5, 31)).items] == ["title"]


def test_a_register_that_is_out_waits_for_nothing_until_it_has_come_home(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    exported(session, path)
    edited(session, "c1", suppliers=("Colt",))
    counter = pending.Pending(session)
    assert counter.counts() == {}
    change(path, {f"{column(path, 'Title')}3": "Renamed"})
    made = plan(session, path)
    import_register.accept(session, made)
    assert counter.counts() == {made.register.id: 1}

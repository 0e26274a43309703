"""The sample registers handed back after a meeting's worth of edits: the agreed cells are changed and nothing else."""

import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.domain import money, rows, when_words
from siamdesk.domain.changes import ChangeSet, edits
from siamdesk.domain.when import When
from siamdesk.register.wording import Imprecise
from siamdesk.session import demo, import_register, snapshots, write_back
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.session.write_back import Wanted

SAMPLES = Path(demo.__file__).parents[1] / "resources" / "samples"
TODAY = date(2018, 4, 3)


def meeting(session: Session) -> None:
    """Change a few fields of each contract, those that its register has a column for."""
    (register,) = session.portfolio.registers.values()
    held = snapshots.unpack(session.document.snapshot(register.latest or ""))
    rows_of = {link.contract_id: link.row_key for link in session.portfolio.links.values()}
    for n, contract in enumerate(tuple(session.portfolio.contracts.values())):
        there = held[rows_of[contract.id]]
        values: dict[str, Any] = {
            "rag": "red" if contract.rag != "red" else "green",
            "suppliers": (*contract.suppliers, "A. N. Other"),
            "status": "Under review",
            "notes": "Agreed at the meeting",
            "contract_award.forecast": when_words.parse("Q3 2019/20") if n % 2 else When.day(date(2019, 10, 1)),
        }
        for key in ("approved_value", "current_value"):
            old = rows.get(contract, key)
            if isinstance(old, money.Money) and old.is_amount and old.low is not None:
                values[key] = money.Money(old.low + 10**6, old.low + 10**6, old.currency, old.basis, old.vat)
        changes = edits(contract, {key: value for key, value in values.items() if key in there})
        session.apply(ChangeSet("The meeting", changes, TODAY, author="tester"))


def grid(path: Path) -> dict[str, Any]:
    book = openpyxl.load_workbook(path)
    return {
        f"{page.title}!{cell.coordinate}": cell.value for page in book for line in page.iter_rows() for cell in line
    }


@pytest.mark.parametrize(("name", "day"), [(name, day) for name, day, _ in demo.REGISTERS])
def test_k_edits_change_k_cells_and_come_home_with_no_difference(name: str, day: date, tmp_path: Path) -> None:
    register = Path(shutil.copy(SAMPLES / name, tmp_path))
    with Session.create(tmp_path / "p.siamdesk", "tester").closing() as session:
        import_register.accept(session, import_register.plan(session, register, Choice(day)))
        meeting(session)
        mine = next(iter(session.portfolio.registers.values()))
        made = write_back.plan(session, mine, None, Wanted(Imprecise.LATEST))
        assert made.refused == ()
        assert len(made.edited) > 3
        write_back.accept(session, made, TODAY)
        assert import_register.plan(session, register, Choice(TODAY)).items == ()
    before, after = grid(SAMPLES / name), grid(register)
    assert after.keys() == before.keys()
    assert {address for address in after if after[address] != before[address]} == {line.address for line in made.edited}
    with zipfile.ZipFile(SAMPLES / name) as old, zipfile.ZipFile(register) as new:
        assert old.namelist() == new.namelist()
        changed = {member for member in new.namelist() if old.read(member) != new.read(member)}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "docProps/core.xml"}
    assert changed == {member for member, _ in made.patched.rewritten}

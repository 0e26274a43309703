"""The law of handing back: k edits change k cells and no other, and come home with no difference. Whatever they are."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siamdesk.domain import when_words
from siamdesk.domain.changes import ChangeSet, edits
from siamdesk.domain.money import Basis, Money
from siamdesk.domain.when import When
from siamdesk.session import import_register, write_back
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session
from siamdesk.session.write_back import Wanted

HEADERS = (
    "Ref", "Title", "Supplier", "RAG", "Award value £m", "Contract award Forecast", "Service transfer Forecast", "SME",
    "Term (months)", "Colour",
)  # fmt: skip
ROWS: list[tuple[Any, ...]] = [
    ("N-1", "Network services", "BT", "A", 240, date(2016, 3, 31), "Q1 2016/17", "Y", 60, "blue"),
    ("N-2", "Wi-Fi", "Virgin; Sky", "G", 2.5, date(2016, 5, 1), "TBC", "N", 36, "green"),
    ("H-1", "Hosting", "CSC", "R", 94.7, date(2016, 6, 1), "1 May 2016", "N", 12, "red"),
]
JAN, FEB, MARCH = date(2016, 1, 31), date(2016, 2, 29), date(2016, 3, 31)

words = st.text(st.characters(categories=["Lu", "Ll", "Nd"], include_characters=" =+-@'&<>"), min_size=1, max_size=12)
texts = words.map(str.strip).filter(lambda text: text and text.casefold() not in {"na", "nil", "none", "n a"})
days = st.dates(date(2000, 1, 1), date(2039, 12, 31)).map(When.day)
spoken = st.sampled_from(["late Oct / early Nov 2016", "TBC", "Q3 2017/18", "by end of May 2018", "Mar 2017"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": texts,
    "suppliers": st.lists(
        st.sampled_from(["BT", "Atos", "CSC & Co", "=Sum Ltd"]), min_size=1, max_size=3, unique=True
    ).map(tuple),
    "rag": st.sampled_from(["red", "amber", "green"]),
    "award_value": st.decimals(1, 10**9, places=0).map(
        lambda pounds: Money(Decimal(pounds), Decimal(pounds), "GBP", Basis.AWARD)
    ),
    "contract_award.forecast": days,
    "service_transfer.forecast": st.one_of(days, spoken.map(when_words.parse)),
    "sme": st.booleans(),
    "term_months": st.integers(1, 240),
}
EDITS = st.lists(
    st.tuples(st.sampled_from(["N-1", "N-2", "H-1"]), st.sampled_from(sorted(VALUES))),
    min_size=1,
    max_size=8,
    unique=True,
)


def made(folder: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row, line in enumerate([HEADERS, *ROWS], 3):
        for column, value in enumerate(line, 1):
            page.cell(row, column, value)
    path = folder / "register.xlsx"
    book.save(path)
    return path


def grid(path: Path) -> dict[str, Any]:
    page = openpyxl.load_workbook(path).worksheets[0]
    return {f"{page.title}!{cell.coordinate}": cell.value for line in page.iter_rows() for cell in line}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS, st.data())
def test_k_edits_change_k_cells_and_come_home_with_no_difference(
    chosen: list[tuple[str, str]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = made(Path(folder))
        before = grid(path)
        with Session.create(Path(folder) / "p.siamdesk", "tester").closing() as session:
            import_register.accept(session, import_register.plan(session, path, Choice(JAN)))
            for reference, key in chosen:
                contract = next(c for c in session.portfolio.contracts.values() if c.reference == reference)
                changes = edits(contract, {key: data.draw(VALUES[key], label=key)})
                session.apply(ChangeSet("edit", changes, FEB, author="tester"))
            (register,) = session.portfolio.registers.values()
            plan = write_back.plan(session, register, None, Wanted())
            assert plan.refused == ()
            if plan.changes_anything:
                write_back.accept(session, plan, MARCH, keep=False)
            assert import_register.plan(session, path, Choice(MARCH)).items == ()
            (register,) = session.portfolio.registers.values()
            assert write_back.plan(session, register).lines == ()
        after = grid(path)
        assert {address for address in after if after[address] != before.get(address)} == {
            line.address for line in plan.edited
        }

"""A comparison as lines: what they say, how they are narrowed, sorted, copied and written, and why a date is late."""

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from siamdesk.domain import when_words
from siamdesk.domain.changes import Change, ChangeSet, Make, Set, edits
from siamdesk.domain.contract import Contract, Milestone, Settings, Tower
from siamdesk.domain.when import When
from siamdesk.session import comparing, moved_lines
from siamdesk.session.moved_lines import HEADERS, Line
from siamdesk.session.session import Session

JANUARY, MARCH, JUNE = date(2016, 1, 31), date(2016, 3, 31), date(2016, 6, 30)


@pytest.fixture
def told(session: Session) -> Session:
    """An award that slips and then takes place, another RAG, a contract that comes and one that is withdrawn."""
    award = Milestone("contract_award", 1, None, day("1 Mar 2016"))
    made = (
        Make(Settings(title="Register", marking="OFFICIAL")),
        Make(Tower("t", "Networks")),
        Make(Contract("c", "N-1", "Wide area", tower_id="t", rag="green", milestones=(award,))),
        Make(Contract("d", "N-2", "Local area", tower_id="t")),
    )
    record(session, "made", made, JANUARY)
    record(session, "slipped", edits(session.portfolio.contracts["c"], {"contract_award.forecast": day("1 May 2016")}))
    record(session, "amber", edits(session.portfolio.contracts["c"], {"rag": "amber"}))
    values = {"contract_award.actual": day("11 May 2016")}
    record(session, "signed", edits(session.portfolio.contracts["c"], values), JUNE)
    record(
        session, "gone", (Set("contract", "d", "withdrawn", None, new=True), Make(Contract("e", "N-3", "Wi-Fi"))), JUNE
    )
    return session


def day(words: str) -> When:
    return when_words.parse(words)


def record(session: Session, label: str, changes: tuple[Change, ...], known_on: date = MARCH) -> None:
    at = datetime(known_on.year, known_on.month, 28, 12, tzinfo=UTC).replace(year=2016 if label != "amber" else 2017)
    session.document.apply(ChangeSet(label, changes, known_on), recorded_at=at)
    session.portfolio = session.document.load()


def lines(session: Session, start: str = "2016-01-31", end: str = "now") -> list[Line]:
    return moved_lines.lines(comparing.between(session, comparing.point(session, start), comparing.point(session, end)))


def test_each_line_says_what_moved_and_where_that_was_said(told: Session) -> None:
    assert [each.cells[:7] for each in lines(told)] == [
        ("N-1 Wide area", "Networks", "RAG", "Green", "Amber", "", "amber"),
        ("N-1 Wide area", "Networks", "Contract award, forecast", "1 Mar 2016", "1 May 2016", "+61 d", "slipped"),
        (
            "N-1 Wide area",
            "Networks",
            "Contract award, actual",
            "1 Mar 2016, foreseen",
            "11 May 2016",
            "+71 d",
            "signed",
        ),
        ("N-3 Wi-Fi", "", "The whole contract", "", "New", "", ""),
        ("N-2 Local area", "Networks", "The whole contract", "Listed", "Withdrawn", "", ""),
    ]
    assert [each.kind for each in lines(told)] == ["rag", "dates", "dates", "new", "withdrawn"]


def test_what_took_place_is_measured_from_the_day_foreseen_step_by_step(told: Session) -> None:
    signed = lines(told)[2]
    assert signed.why == (
        "+61 d to 1 May 2016, in slipped, known 31 Mar 2016",
        "+10 d to 11 May 2016, in signed, known 30 Jun 2016",
    )


def test_what_was_entered_long_after_it_was_known_is_marked(told: Session) -> None:
    amber = lines(told)[0]
    assert (amber.is_late, amber.cells[8]) == (True, "28 Mar 2017, late")
    assert amber.why == ("to Amber, in amber, known 31 Mar 2016; entered 362 days after it was known",)
    assert [each.is_late for each in lines(told)[1:]] == [False] * 4


def test_a_day_as_recorded_is_a_point(told: Session) -> None:
    assert [each.what for each in lines(told, "recorded 2016-12-31")] == ["RAG"]
    back = lines(told, "now", "as recorded on 31 Dec 2016")
    assert [(each.then, each.now) for each in back] == [("Amber", "Green")]
    assert back[0].why == ("to Green, without amber, known 31 Mar 2016; entered 362 days after it was known",)


def test_lines_are_narrowed_by_kind_and_words(told: Session) -> None:
    held = lines(told)
    assert moved_lines.narrowed(held, frozenset(), "") == held
    assert [each.what for each in moved_lines.narrowed(held, frozenset({"dates"}), "SIGNED award")] == [
        "Contract award, actual"
    ]
    assert moved_lines.narrowed(held, frozenset({"rag"}), "signed") == []


def test_the_most_moved_comes_first_and_what_did_not_move_last(told: Session) -> None:
    held = moved_lines.ordered(lines(told), HEADERS.index("Moved"), descending=True)
    assert [str(each.days) for each in held[:2]] == ["+71 d", "+61 d"]
    assert all(each.days is None for each in held[2:])
    known = moved_lines.ordered(lines(told), HEADERS.index("Known on"), descending=True)
    assert [each.known_on for each in known] == [JUNE, MARCH, MARCH, None, None]


def test_copied_lines_go_into_cells(told: Session) -> None:
    first, second, *_ = moved_lines.as_text(lines(told)).split("\n")
    assert first.split("\t") == list(HEADERS)
    assert second.split("\t")[:5] == ["N-1 Wide area", "Networks", "RAG", "Green", "Amber"]


def test_the_workbook_is_marked_and_says_why(told: Session, tmp_path: Path) -> None:
    path = tmp_path / "moved.xlsx"
    moved_lines.write(path, lines(told), "Review of January", "Now", told.portfolio)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["What moved", "Why"]
    for sheet in book:
        assert "OFFICIAL" in sheet.oddHeader.center.text
    found = [[cell.value for cell in row] for row in book["Why"].iter_rows()]
    assert ["N-1 Wide area", "Contract award, actual", "+10 d to 11 May 2016, in signed, known 30 Jun 2016"] in found
    book.close()

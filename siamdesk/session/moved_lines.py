"""A comparison as lines to read, sort, narrow, copy and write: what moved, what came, what was withdrawn, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from siamdesk.domain import fields, lifecycle, shown
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import MONEY, WHEN, Field, Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import DayRange, When, day_words, slippage
from siamdesk.register import create
from siamdesk.register.book import Book, Heading, Sheet
from siamdesk.session.comparing import Comparison, Moved, Point, Step
from siamdesk.session.export_register import marking_of

HEADERS = (
    "Contract", "Tower", "What", "Then", "Now", "Moved", "Where it was said", "Known on", "Entered",
)  # fmt: skip
KINDS = {
    "dates": "Dates",
    "value": "Values",
    "rag": "RAG",
    "supplier": "Suppliers",
    "other": "Other",
    "new": "New",
    "withdrawn": "Withdrawn",
}
"""The kinds of lines, and what each is called."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a field that differs, or a contract that came or was withdrawn."""

    contract_id: str
    kind: str
    contract: str
    tower: str
    what: str
    then: str
    now: str
    days: DayRange | None = None
    source: str = ""
    known_on: date | None = None
    entered: date | None = None
    is_late: bool = False
    """Whether it was entered long after it was known."""
    why: tuple[str, ...] = ()
    """The steps that made the difference, one sentence each."""

    @property
    def cells(self) -> tuple[str, ...]:
        """The line in words, under `HEADERS`."""
        late = ", late" if self.is_late else ""
        return (
            self.contract,
            self.tower,
            self.what,
            " ".join(self.then.split()),
            " ".join(self.now.split()),
            str(self.days) if self.days is not None else "",
            self.source,
            day_words(self.known_on) if self.known_on is not None else "",
            f"{day_words(self.entered)}{late}" if self.entered is not None else "",
        )

    @property
    def far(self) -> int:
        """How far it moved, at most, either way; what is no date that moved comes after all that are."""
        return -1 if self.days is None else max(abs(each or 0) for each in (self.days.least, self.days.most))


def lines(made: Comparison) -> list[Line]:
    """What moved in the order of the portfolio, then what came and what was withdrawn."""
    # Against the baselines a contract is as it is at the other end.
    end = made.start if made.end.is_baseline else made.end
    found = [_moved(each, made, end) for each in made.moved]
    found += [_whole(each, "new", "", "New", end) for each in made.came]
    found += [_whole(each, "withdrawn", "Listed", "Withdrawn", made.start) for each in made.went]
    return found


def _moved(moved: Moved, made: Comparison, end: Point) -> Line:
    about = fields.field_for("contract", moved.key, end.portfolio.own_fields)
    last = moved.steps[-1] if moved.steps else None
    foreseen = _foreseen(moved, made.start.portfolio)
    if foreseen is not None and isinstance(moved.after, When):
        # It has taken place: what counts is by how much it missed the day it was to have.
        before = f"{_words(about, foreseen, made.start.portfolio)}, foreseen"
        days = slippage(foreseen, moved.after)
    else:
        before, days = _words(about, moved.before, made.start.portfolio) or "blank", moved.days
    return Line(
        moved.contract.id,
        _kind(moved, about),
        moved.contract.called,
        _tower(moved.contract, end.portfolio),
        moved.label,
        before,
        _words(about, moved.after, made.end.portfolio) or "blank",
        days,
        moved.source,
        last.known_on if last is not None else None,
        last.entered if last is not None else None,
        last is not None and last.is_late,
        tuple(_why(step, about, end.portfolio) for step in _chain(moved, made, foreseen)),
    )


def _foreseen(moved: Moved, start: Portfolio) -> When | None:
    """The day foreseen at the start for what has taken place since; None for anything else."""
    parts = lifecycle.split_milestone_key(moved.key)
    contract = start.contracts.get(moved.contract.id)
    if parts is None or parts[2] != "actual" or moved.before is not None or contract is None:
        return None
    milestone = contract.milestone(parts[0], parts[1])
    best = milestone.best if milestone is not None else None
    return best if best is not None and not best.is_tbc else None


def _chain(moved: Moved, made: Comparison, foreseen: When | None) -> Sequence[Step]:
    """The steps of a difference; of what has taken place since, those of what was foreseen between, too."""
    if foreseen is None:
        return moved.steps
    stem = moved.key.removesuffix("actual")
    between = (e.steps for e in made.moved if e.contract.id == moved.contract.id and e.key == f"{stem}forecast")
    steps = sorted((*next(between, ()), *moved.steps), key=lambda each: each.known_on)
    held, found = foreseen, []
    for each in steps:
        if isinstance(each.after, When) and each.after != held:
            found.append(replace(each, before=held, days=slippage(held, each.after)))
            held = each.after
    return found


def _whole(contract: Contract, kind: str, then: str, after: str, point: Point) -> Line:
    what = "The whole contract"
    return Line(contract.id, kind, contract.called, _tower(contract, point.portfolio), what, then, after)


def _kind(moved: Moved, about: Field | None) -> str:
    if isinstance(moved.before, When) or isinstance(moved.after, When) or (about is not None and about.type is WHEN):
        return "dates"
    if about is not None and about.type is MONEY:
        return "value"
    return {"rag": "rag", "rag_note": "rag", "suppliers": "supplier", "incumbent": "supplier"}.get(moved.key, "other")


def _why(step: Step, about: Field | None, portfolio: Portfolio) -> str:
    """One step: "+28 d to 31 Mar 2017, in TTPi.xlsx, Contracts!H7, known 30 Apr 2017; entered 45 days later"."""
    by = f"{step.days} " if step.days is not None else ""
    to = _words(about, step.after, portfolio) or "blank"
    held = "without" if step.is_back else "in"
    late = f"; entered {step.late:,} days after it was known" if step.is_late else ""
    return f"{by}to {to}, {held} {step.source}, known {day_words(step.known_on)}{late}"


def _words(about: Field | None, value: Value, portfolio: Portfolio) -> str:
    return "" if about is None or value is None or value == () else shown.show(about, value, portfolio)


def _tower(contract: Contract, portfolio: Portfolio) -> str:
    tower = portfolio.towers.get(contract.tower_id or "")
    return tower.name if tower is not None else ""


def narrowed(held: Iterable[Line], kinds: frozenset[str], words: str) -> list[Line]:
    """The lines of those kinds (none: of all) that have every word somewhere."""
    wanted = matching(words).split()
    return [
        each
        for each in held
        if (not kinds or each.kind in kinds)
        and (not wanted or all(word in text for text in (matching(" ".join(each.cells)),) for word in wanted))
    ]


def ordered(held: Iterable[Line], column: int, *, descending: bool = False) -> list[Line]:
    """The lines by a column; days, and how far something moved, count as such, and blanks come last either way."""
    found = list(held)
    name = HEADERS[column]

    def key(line: Line) -> int | str:
        if name == "Moved":
            return line.far
        if name in {"Known on", "Entered"}:
            day = line.known_on if name == "Known on" else line.entered
            return day.toordinal() if day is not None else 0
        return matching(line.cells[column])

    blank = [each for each in found if not each.cells[column]]
    there = sorted((each for each in found if each.cells[column]), key=key, reverse=descending)
    return [*there, *blank]


def as_text(held: Sequence[Line]) -> str:
    """The lines as Excel takes them from the clipboard: headers, then a line each, cells parted by tabs."""
    table = [HEADERS, *(each.cells for each in held)]
    return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in table)


def write(path: Path, held: Sequence[Line], start: str, end: str, portfolio: Portfolio) -> None:
    """Write the lines and why they moved as a workbook, marked as the portfolio is. Raises `SiamdeskError`."""
    headings = tuple(Heading(header, "long text") for header in HEADERS)
    why = [(each.contract, each.what, step) for each in held for step in each.why]
    sheets = (
        Sheet("What moved", headings, [list(each.cells) for each in held]),
        Sheet("Why", tuple(Heading(header, "long text") for header in ("Contract", "What", "Step")), why),
    )
    create.create_xlsx(path, Book(f"From {start} to {end}", sheets, marking_of(portfolio), legend=False))

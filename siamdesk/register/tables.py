"""Finding the tables of contracts on a sheet: where the header is, how deep, and which columns are theirs.

A register's header stands anywhere: under title rows, over two or three rows with merged groups, twice on one
sheet, beside a month grid. Each row that could be a header is weighed by how many of its cells name a field;
the best are taken, and what stands below is sorted into rows and what is passed over (`bodies`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from siamdesk.register import bodies, header_rows, stamp
from siamdesk.register.header_rows import Head
from siamdesk.register.reader import Sheet
from siamdesk.register.scan import address


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a sheet. Rows and columns count from 0; `headers` has one text a column, '' where it has none.

    `body_rows` are the rows that hold a contract (or a strand), `passed_over` the others with the reason.
    `sections` gives for a body row the heading that stands above it inside the table. `title` is what stands
    above the header, a line a row.
    """

    sheet: str
    entity: str
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    headers: tuple[str, ...]
    title: str
    title_rows: tuple[int, ...]
    body_rows: tuple[int, ...] = field(repr=False)
    passed_over: tuple[tuple[int, str], ...] = field(default=(), repr=False)
    sections: dict[int, str] = field(default_factory=dict, repr=False)
    left_alone: str = ""
    inferred: Mapping[int, str] = field(default_factory=dict, repr=False)
    """For a table without a header: the fields of its columns by place, by what they hold."""

    @property
    def top_row(self) -> int:
        """The first row of its header, or of its body where it has none."""
        return self.header_rows[0] if self.header_rows else self.first_row

    @property
    def range(self) -> str:
        """The table's area with its header, as Excel writes it."""
        return f"{address(self.top_row, self.first_column)}:{address(self.last_row, self.last_column)}"


@dataclass(frozen=True, slots=True)
class Look:
    """What looking for tables on a sheet came to: the tables, and the reason where there are none."""

    tables: tuple[Table, ...]
    why_not: str = ""


def find(sheet: Sheet) -> tuple[Table, ...]:
    """The tables of contracts and of strands on a sheet, from top to bottom."""
    return look(sheet).tables


def look(sheet: Sheet) -> Look:
    """The tables on a sheet, or the reason why there is none that SIAMDesk can use."""
    if sheet.refused:
        return Look((), sheet.refused)
    heads = _without_repeats(sheet, header_rows.chosen(header_rows.found(sheet)))
    heads = [group for place, group in enumerate(heads) if not _is_query(sheet, group, heads[place + 1 :])]
    if not heads:
        return Look((), _why_not(sheet))
    titles = [_title_rows(sheet, group[0].top, is_first=place == 0) for place, group in enumerate(heads)]
    starts = [rows[0] if rows else group[0].top for rows, group in zip(titles, heads, strict=True)]
    tables: list[Table] = []
    for group, title_rows, end in zip(heads, titles, [*starts[1:], len(sheet.rows)], strict=True):
        made = (_table(sheet, head, end, title_rows) for head in group)
        tables += [table for table in made if table is not None]
    return Look(tuple(_with_rows(tables)), "" if tables else _why_not(sheet))


def _table(sheet: Sheet, head: Head, end: int, title_rows: tuple[int, ...]) -> Table | None:
    identity = [
        head.first + place
        for place, header in enumerate(head.headers)
        if header_rows.best(header, head.entity) in (header_rows.IDENTITY if head.entity == "contract" else {"name"})
    ]
    again = {
        header_rows.text_of(value)
        for row in range(head.top, head.bottom + 1)
        for value in sheet.rows[row][head.first : head.last + 1]
    }
    ours = next((head.first + place for place, header in enumerate(head.headers) if header == stamp.ID), None)
    body = bodies.sort(sheet, head.headers, again - {""}, head.first, identity, head.bottom + 1, end, ours)
    if not body.rows and len(head.keys) < 4:
        return None
    return Table(
        sheet=sheet.name,
        entity=head.entity,
        header_rows=tuple(range(head.top, head.bottom + 1)),
        first_row=head.bottom + 1,
        last_row=body.rows[-1] if body.rows else head.bottom,
        first_column=head.first,
        last_column=head.last,
        headers=head.headers,
        title="\n".join(_line(sheet, row) for row in title_rows),
        title_rows=title_rows,
        body_rows=body.rows,
        passed_over=body.passed_over,
        sections=body.sections,
        left_alone=head.left_alone,
    )


def _with_rows(tables: list[Table]) -> list[Table]:
    """Tables without rows go where the sheet has others with rows."""
    return [table for table in tables if table.body_rows] or tables


def _title_rows(sheet: Sheet, top: int, *, is_first: bool) -> tuple[int, ...]:
    """The rows over a header that are its title: all for the first table, the short lines just above for others."""
    if is_first:
        return tuple(row for row in range(top) if bodies.filled(sheet, row))
    lines: list[int] = []
    for row in range(top - 1, -1, -1):
        cells = bodies.filled(sheet, row)
        if not cells and row == top - 1:
            continue
        labelled = len(cells) == 2 and isinstance(cells[0][1], str) and cells[0][1].rstrip().endswith(":")
        if not (len(cells) == 1 or labelled) or not bodies.is_heading(cells[0][1]):
            break
        lines.append(row)
    return tuple(reversed(lines))


def _line(sheet: Sheet, row: int) -> str:
    return " | ".join(header_rows.text_of(value) for _, value in bodies.filled(sheet, row))


def _without_repeats(sheet: Sheet, groups: list[list[Head]]) -> list[list[Head]]:
    """Headers without those that are typed again in the middle of a table, as at the top of a printed page.

    The same header under a title of its own begins another table.
    """
    kept: list[list[Head]] = []
    for group in groups:
        if kept and len(group) == len(kept[-1]) == 1 and group[0].same_as(kept[-1][0]):
            above = next((row for row in range(group[0].top - 1, -1, -1) if bodies.filled(sheet, row)), 0)
            cells = bodies.filled(sheet, above)
            titled = group[0].top - above <= 2 and len(cells) == 1 and bodies.is_heading(cells[0][1])
            if not titled:
                continue
        kept.append(group)
    return kept


_QUERY_ROWS = 2


def _is_query(sheet: Sheet, group: list[Head], later: list[list[Head]]) -> bool:
    """Whether a header is a box to search the table below: some of that one's columns, no reference, hardly a row."""
    if len(group) != 1 or not later or group[0].entity != "contract" or "reference" in group[0].keys:
        return False
    head, real = group[0], later[0][0]
    between = sum(1 for row in range(head.bottom + 1, real.top) if bodies.filled(sheet, row))
    return head.keys < real.keys and between <= _QUERY_ROWS


def _why_not(sheet: Sheet) -> str:
    filled = [row for row in range(len(sheet.rows)) if bodies.filled(sheet, row)]
    if not filled:
        return "the sheet is empty"
    best: tuple[int, int] = (0, filled[0])
    for row in filled[: header_rows.NEAR]:
        best = max(best, (len(header_rows.named(sheet, row)), row), key=lambda pair: pair[0])
    if best[0] < 2:
        return "no row names the columns of a register of contracts"
    return f"row {best[1] + 1} names {best[0]} columns that a register has, but not enough to be one"

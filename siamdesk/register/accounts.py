"""What became of every cell of a table: read, unread, kept, passed over or blank. The numbers add up."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from siamdesk.register.columns import Column
from siamdesk.register.reader import Sheet
from siamdesk.register.row_readings import Body
from siamdesk.register.scan import Spot
from siamdesk.register.tables import Table


@dataclass(frozen=True, slots=True)
class Cells:
    """How many cells of a table's range came to what; together they are all of its cells.

    `read` are those of fields, also where they say "n/a"; `kept` those of the user's own columns; `passed_over`
    those of rows that hold no contract, such as totals, and of columns that only SIAMDesk reads. An error, and a
    formula without its result, is no blank.
    """

    header: int = 0
    read: int = 0
    unread: int = 0
    kept: int = 0
    passed_over: int = 0
    blank: int = 0

    def to_json(self) -> dict[str, int]:
        """The numbers by name."""
        return asdict(self)


def of(sheet: Sheet, table: Table, columns: Sequence[Column], body: Body) -> Cells:
    """The account of one table."""
    marked = {*sheet.errors, *(spot for spot, kept in sheet.formulas.items() if not kept)}
    header = sum(_filled(sheet, table, row, marked) for row in table.header_rows)
    passed = sum(_filled(sheet, table, row, marked) for row, _ in table.passed_over if row <= table.last_row)
    read = sum(count[0] for column, count in zip(columns, body.counts, strict=True) if column.field is not None)
    kept = sum(
        count[0] for column, count in zip(columns, body.counts, strict=True) if column.field is None and not column.ours
    )
    passed += sum(count[0] for column, count in zip(columns, body.counts, strict=True) if column.ours)
    unread = sum(count[1] for count in body.counts)
    area = (table.last_row - table.top_row + 1) * (table.last_column - table.first_column + 1)
    return Cells(header, read, unread, kept, passed, area - header - passed - read - kept - unread)


def _filled(sheet: Sheet, table: Table, row: int, marked: set[Spot]) -> int:
    values = sheet.rows[row]
    return sum(
        1
        for column in range(table.first_column, table.last_column + 1)
        if (column < len(values) and values[column] != "") or (row, column) in marked
    )


def notes(table: Table, columns: Sequence[Column], body: Body) -> list[str]:
    """What should be known of how a table was read, a sentence each."""
    said = [table.left_alone] if table.left_alone else []
    if table.inferred:
        said.append("no header was found: the columns were named by what they hold, and should be looked at")
    if not body.numbers:
        said.append("the header was found, but no rows stand under it")
    by_index = {column.index: column for column in columns}
    for place, column in enumerate(columns):
        if column.other is not None:
            beside = by_index[column.other]
            said.append(f"columns {column.letter} and {beside.letter} were read together, as one {_what(column)}")
        if place in body.as_text:
            count, cells = body.as_text[place]
            more = f" and {count - len(cells)} more" if count > len(cells) else ""
            numbers = "number is" if count == 1 else "numbers are"
            said.append(f"column {column.letter}: {count} {numbers} stored as text ({', '.join(cells)}{more})")
        if column.day_first is not None and column.kind == "date":
            order = "day first" if column.day_first else "month first"
            why = {"cells": "by its cells", "sheet": "by the other columns", "": "as is usual here; no cell tells"}
            said.append(f"column {column.letter}: dates such as 01/02/2015 are read {order}, {why[column.order_from]}")
    return said


def _what(column: Column) -> str:
    return "range" if column.joint == "range" else "date"

"""What can be asked of a workbook, and what is told of it afterwards."""

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from siamdesk.register import sheet_index
from siamdesk.register.cell_xml import Value


class Refused(ValueError):  # noqa: N818  a finding about a cell, listed beside it
    """A cell that must not be written; the message is the reason, and says what to do."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value for one cell of a sheet, such as H7; None clears it. A formula goes only with `replace_formula`."""

    sheet: str
    cell: str
    value: Value
    replace_formula: bool = False

    @property
    def address(self) -> str:
        """The cell's address, its sheet included."""
        return f"{self.sheet}!{self.cell}"

    def spot(self, taken: Container[tuple[int, int]]) -> tuple[int, int]:
        """Row and column from 0. Raises `ValueError` where it is no cell, or one that has been set before."""
        top, left, bottom, right = sheet_index.area(self.cell)
        if (top, left) != (bottom, right):
            raise Refused("it is an area and not one cell")
        if (top, left) in taken:
            raise Refused("it is set twice; the first value is taken")
        return top, left


@dataclass(frozen=True, slots=True)
class Append:
    """Rows to be added under a table: `area` is what it covers now, headers and last row included (`A6:M40`).

    Each row has its values by column letter; a column that is left out stays empty.
    """

    sheet: str
    area: str
    rows: Sequence[Mapping[str, Value]]

    @property
    def address(self) -> str:
        """The area's address, its sheet included."""
        return f"{self.sheet}!{self.area}"


@dataclass(frozen=True, slots=True)
class NewColumn:
    """A column to be added at the right of a table that covers `area` now, headers and last row included.

    `header` goes into `header_row`, the area's first where it is 0; `values` are by row number as Excel shows them.
    """

    sheet: str
    area: str
    header: str
    values: Mapping[int, Value]
    header_row: int = 0

    @property
    def address(self) -> str:
        """The area's address, its sheet included."""
        return f"{self.sheet}!{self.area}"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is changed: its address (`Contracts!H7`), and what it held and holds, in words."""

    address: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Patched:
    """A workbook after its edits: the bytes to deliver, and what was done, not done and rewritten."""

    data: bytes = field(repr=False)
    changes: tuple[Change, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Addresses and reasons; where rows or a column could not be added, the address is the table's."""
    copied: int = 0
    """How many members have the raw records they had."""
    rewritten: tuple[tuple[str, str], ...] = ()
    """Members and why they were rewritten, or are gone."""
    recalculated: tuple[str, ...] = ()
    """The formula cells that Excel will work out on opening."""
    warnings: tuple[str, ...] = ()

    @property
    def edited(self) -> tuple[str, ...]:
        """The addresses of the cells that are changed."""
        return tuple(change.address for change in self.changes)


def in_words(value: Value) -> str:
    """A value as a list of changes shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def is_number(value: Value) -> bool:
    """Whether a value is a plain number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)

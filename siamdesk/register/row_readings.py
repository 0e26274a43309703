"""What the body of a table came to: its cells a column at a time, and a row of them for whoever asks for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Money
from siamdesk.register.readings import Json

_T = TypeVar("_T")


class Repeating(list[_T]):
    """A column that knows its distinct cells: each cell's place among them is in `places`.

    What is to be made of every cell is made of the distinct ones. It is looked at and never changed.
    """

    __slots__ = ("distinct", "places")

    def __init__(self, distinct: Sequence[_T], places: Sequence[int]) -> None:
        super().__init__(map(distinct.__getitem__, places))
        self.distinct = distinct
        self.places = places


@dataclass(frozen=True, slots=True)
class Unread:
    """A cell that could not be read: its address, its text, the reason, and its field (None for an own column)."""

    cell: str
    text: str
    why: str
    field: str | None
    row: int


@dataclass(frozen=True, slots=True)
class SpendReading:
    """Spend of one financial year, by the calendar year in which it begins; `cost` is 'entry' or 'run'."""

    year: int
    cost: str
    amount: Money
    cell: str


@dataclass(frozen=True, slots=True)
class RowReading:
    """One contract (or strand) of a table. `row` is the row's number in Excel.

    `values` are by field key, without blanks. `own` are the texts of the user's own columns by header, those of
    spend among them; `spend` is what was read there. `section` is the heading above the row inside the table.
    """

    row: int
    values: dict[str, Value]
    own: dict[str, str]
    section: str = ""
    letters: Mapping[str, str] = field(default_factory=dict, repr=False)
    anchors: Mapping[str, str] = field(default_factory=dict, repr=False)
    spend: tuple[SpendReading, ...] = ()
    our_id: str = ""
    """The contract that the row is of, where it carries its id."""

    def cell(self, key: str) -> str:
        """The address of the cell that holds a field, or an own column by its header. KeyError where there is none."""
        return self.anchors.get(key) or f"{self.letters[key]}{self.row}"

    @property
    def cells(self) -> dict[str, str]:
        """The address of the row's cell in every column, by field key or own header."""
        return {key: self.cell(key) for key in self.letters}


@dataclass(frozen=True, slots=True)
class Body:
    """What the body of a table came to, held by column: a register of 10,000 rows has half a million cells.

    `numbers` are the rows' numbers in Excel. `values` are the columns of fields by key and `own` those of the user's
    own by header, None for a blank. `raws` are the columns' raw cells, in the order of `letters`, which gives each
    column's letters by field key or own header. `sections` are by the row's number; `anchors`, `spend` and `ids` by
    its place. `counts` has for each column of the table how many cells were read, unread and blank; `as_text` says of
    each how many of its numbers are kept as text, with the first such cells.
    """

    numbers: tuple[int, ...]
    letters: Mapping[str, str]
    values: Mapping[str, Sequence[Value]]
    own: Mapping[str, Sequence[str | None]]
    raws: tuple[Sequence[Json], ...]
    sections: Mapping[int, str]
    anchors: Mapping[int, Mapping[str, str]]
    spend: Mapping[int, tuple[SpendReading, ...]]
    ids: Sequence[str] | None
    unread: tuple[Unread, ...]
    counts: tuple[tuple[int, int, int], ...]
    as_text: Mapping[int, tuple[int, tuple[str, ...]]]

    def rows(self) -> tuple[RowReading, ...]:
        """Every row, made anew."""
        return tuple(map(self.row, range(len(self.numbers))))

    def row(self, at: int) -> RowReading:
        """The row at a place in the body."""
        number = self.numbers[at]
        return RowReading(
            number,
            {key: value for key, column in self.values.items() if (value := column[at]) is not None},
            {header: text for header, column in self.own.items() if (text := column[at]) is not None},
            self.sections.get(number, ""),
            self.letters,
            self.anchors.get(at, {}),
            self.spend.get(at, ()),
            self.ids[at] if self.ids else "",
        )

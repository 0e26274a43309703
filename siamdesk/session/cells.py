"""The cells of a register, a row at a time, held as small as may be: a register has half a million of them.

Rows of one table share their layout, equal cells share their texts, and a `Cell` is made when it is asked for.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from operator import itemgetter, ne
from typing import Final, NamedTuple

from siamdesk.domain import rows
from siamdesk.domain.field_types import Value


class Cell(NamedTuple):
    """One cell: as it stands in the workbook, what was read from it, where, and why it could not be read."""

    raw: str
    """The raw cell as JSON."""
    value: str
    """The value's canonical form as JSON; `null` for a blank and for what could not be read."""
    address: str
    why: str = ""

    @property
    def text(self) -> str:
        """The raw cell in words."""
        raw = json.loads(self.raw)
        return str(next(iter(raw.values()))) if isinstance(raw, dict) else "" if raw is None else str(raw)

    def read(self, key: str) -> Value:
        """The value that was read, for the field of that key."""
        return rows.loaded("contract", key, json.loads(self.value))


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a row's cells, and the letters of the columns in which they stand."""

    keys: tuple[str, ...]
    letters: tuple[str, ...]
    places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "places", {key: place for place, key in enumerate(self.keys)})


NOTHING: Final[Mapping[str, str]] = {}


class Row(Mapping[str, Cell]):
    """The cells of one row by field. Immutable.

    `raws` and `values` are in the order of the layout and say what they do in a `Cell`. A cell stands in its column
    and the row of that `number`, unless `elsewhere` has its address; `whys` has why cells could not be read.
    """

    __slots__ = ("elsewhere", "layout", "number", "raws", "values_", "whys")

    def __init__(
        self,
        layout: Layout,
        raws: tuple[str, ...],
        values: tuple[str, ...],
        number: int,
        elsewhere: Mapping[str, str] = NOTHING,
        whys: Mapping[str, str] = NOTHING,
    ) -> None:
        self.layout = layout
        self.raws = raws
        self.values_ = values
        self.number = number
        self.elsewhere = elsewhere
        self.whys = whys

    def __getitem__(self, key: str) -> Cell:
        place = self.layout.places[key]
        return Cell(self.raws[place], self.values_[place], self.address(key), self.whys.get(key, ""))

    def __iter__(self) -> Iterator[str]:
        return iter(self.layout.keys)

    def __len__(self) -> int:
        return len(self.layout.keys)

    def __contains__(self, key: object) -> bool:
        return key in self.layout.places

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Row) and self.layout == other.layout:
            return (
                self.raws == other.raws
                and self.values_ == other.values_
                and self.whys == other.whys
                and (
                    (self.number, self.elsewhere) == (other.number, other.elsewhere)
                    or all(self.address(key) == other.address(key) for key in self)
                )
            )
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]

    def address(self, key: str) -> str:
        """Where the cell of a field stands. KeyError where there is none."""
        found = self.elsewhere.get(key)
        return f"{self.layout.letters[self.layout.places[key]]}{self.number}" if found is None else found

    def changed(self, cells: Mapping[str, Cell | None]) -> "Row":
        """The row with other cells for some fields, or with none where None is given."""
        return row_of({**dict(self), **cells}, self)


def row_of(cells: Mapping[str, Cell | None], near: Row | None = None) -> Row:
    """A row of those cells; where it has the fields of the row `near` it, it has that one's layout and number."""
    kept = {key: cell for key, cell in cells.items() if cell is not None}
    like = near is not None and kept.keys() == near.keys()
    layout = near.layout if near is not None and like else Layout(tuple(kept), ("",) * len(kept))
    number = near.number if near is not None and like else 0
    return Row(
        layout,
        tuple(kept[key].raw for key in layout.keys),
        tuple(kept[key].value for key in layout.keys),
        number,
        {
            key: kept[key].address
            for key, letter in zip(layout.keys, layout.letters, strict=True)
            if kept[key].address != f"{letter}{number}"
        },
        {key: cell.why for key, cell in kept.items() if cell.why},
    )


Cells = Mapping[str, Row]
"""The rows of a register by row key."""

EMPTY: Final = Row(Layout((), ()), (), (), 0)


def differing(theirs: Row, sent: Row) -> Sequence[str]:
    """The fields in which something other was read than was sent, or in which nothing was sent.

    What could not be read is not among them. Most rows are as they were sent: they are told by one comparison.
    """
    keys, values = theirs.layout.keys, sent.values_
    found: Iterable[str]
    order = _order(sent.layout.keys, keys)
    if order is not None:
        values = order(values)
        if theirs.values_ == values:
            return ()
        found = compress(keys, map(ne, theirs.values_, values))
    else:
        places = sent.layout.places
        found = (
            key
            for key, value in zip(keys, theirs.values_, strict=True)
            if key not in places or values[places[key]] != value
        )
    return [key for key in found if key not in theirs.whys]


def same_raws(one: Row, other: Row) -> bool:
    """Whether two rows have the same fields and the same raw cells."""
    order = _order(other.layout.keys, one.layout.keys)
    if order is not None:
        return one.raws == order(other.raws)
    return set(one.layout.keys) == set(other.layout.keys) and all(one[key].raw == other[key].raw for key in one)


_Order = Callable[[tuple[str, ...]], tuple[str, ...]]


@lru_cache(maxsize=64)
def _order(sent: tuple[str, ...], theirs: tuple[str, ...]) -> _Order | None:
    """What puts the values of a row as it was sent into the order of theirs; None where the fields are not the same."""
    if len(sent) < 2 or sorted(sent) != sorted(theirs):
        return None
    return itemgetter(*map(sent.index, theirs))


def over(sent: Row, theirs: Row) -> Row:
    """Their row; a column that is not in the workbook this time says nothing: what was sent in it stands."""
    if sent.layout.keys == theirs.layout.keys or sent.keys() <= theirs.keys():
        return theirs
    return theirs.changed({key: cell for key, cell in sent.items() if key not in theirs})

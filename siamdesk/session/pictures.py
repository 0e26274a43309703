"""The cells of a register held by column, and where two such pictures say different things.

A register has half a million cells, and nearly all say what they said. So they are told apart a column at a time: what
was sent is not taken out of its snapshot's lines until then, and no row is made for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import eq, ne
from sys import intern
from typing import Final

from siamdesk.session import cells
from siamdesk.session.cells import NOTHING, Cells, Layout, Row

SEPARATOR: Final = "\t"
"""What stands between JSON texts in a line: JSON itself never has it."""

Texts = Sequence[str] | str
"""JSON texts, or the one line in which a snapshot has them."""

Difference = tuple[str, str | None]
"""A field, and what was sent in it: the value's canonical form as JSON; None where nothing was sent."""


class Block:
    """Rows that have the same fields, by column: what a `Row` says, of all of them. Immutable.

    `raws` and `values` are in the order of the layout; `values` has None for a column that says what its raw cells
    say. `elsewhere` and `whys` are by the row's place.
    """

    __slots__ = ("_raws", "_rows", "_values", "elsewhere", "layout", "names", "numbers", "whys")

    def __init__(
        self,
        layout: Layout,
        names: Sequence[str],
        numbers: Sequence[int],
        raws: Sequence[Texts],
        values: Sequence[Texts | None],
        elsewhere: Mapping[int, Mapping[str, str]],
        whys: Mapping[int, Mapping[str, str]],
    ) -> None:
        self.layout = layout
        self.names = names
        self.numbers = numbers
        self.elsewhere = elsewhere
        self.whys = whys
        self._raws = raws
        self._values = values
        self._rows: list[Row] | None = None

    def held(self, place: int) -> Texts:
        """The values of a column as they are held."""
        held = self._values[place]
        return self._raws[place] if held is None else held

    def values(self, place: int) -> Sequence[str]:
        """The values of a column."""
        return _parted(self.held(place))

    def rows(self) -> Sequence[Row]:
        """The rows, made when they are first asked for. Equal texts are one object, here and in other pictures."""
        if self._rows is None:
            raws = list(map(_shared, self._raws))
            values = [raw if held is None else _shared(held) for held, raw in zip(self._values, raws, strict=True)]
            nothing: Sequence[tuple[str, ...]] = [()] * len(self.names) if not raws else ()
            raw_rows, value_rows = nothing or zip(*raws, strict=True), nothing or zip(*values, strict=True)
            elsewhere, whys = self.elsewhere, self.whys
            lines = zip(self.numbers, raw_rows, value_rows, strict=True)
            self._rows = [
                Row(self.layout, raw_row, value_row, number, elsewhere.get(at, NOTHING), whys.get(at, NOTHING))
                for at, (number, raw_row, value_row) in enumerate(lines)
            ]
        return self._rows


def _parted(held: Texts) -> Sequence[str]:
    return held.split(SEPARATOR) if isinstance(held, str) else held


def _shared(held: Texts) -> Sequence[str]:
    return list(map(intern, held.split(SEPARATOR))) if isinstance(held, str) else held


class Picture(Mapping[str, Row]):
    """The rows of a register by row key: those of blocks, and `loose` ones. `order` is that of the row keys."""

    __slots__ = ("_moved", "_places", "blocks", "loose")

    def __init__(
        self, blocks: Sequence[Block] = (), loose: Mapping[str, Row] = {}, order: Iterable[str] | None = None
    ) -> None:
        self.blocks = blocks
        self.loose = loose
        self._moved: Mapping[str, str | None] = {}
        places: dict[str, tuple[Block, int] | None] = dict.fromkeys(order or ())
        for block in blocks:
            places.update({name: (block, at) for at, name in enumerate(block.names)})
        places.update(dict.fromkeys(loose))
        self._places = places

    def __getitem__(self, name: str) -> Row:
        place = self._places[name]
        if place is None:
            return self.loose[name]
        block, at = place
        return block.rows()[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    __hash__ = None  # type: ignore[assignment]

    def made(self) -> "Picture":
        """The picture itself, once all its rows have been made."""
        for block in self.blocks:
            block.rows()
        return self

    def names(self, block: Block) -> Sequence[str | None]:
        """The row keys of a block's rows; None for a row whose key another one has taken."""
        moved = self._moved
        return [moved.get(name, name) for name in block.names] if moved else block.names

    def renamed(self, moved: Mapping[str, str]) -> "Picture":
        """The same rows, some under another row key: `moved` gives it by the one before. Called once at most.

        A row that has that key already is gone.
        """
        if not moved:
            return self
        taken: dict[str, str | None] = dict.fromkeys(name for name in moved.values() if name in self._places)
        found = Picture(self.blocks)
        found._moved = {**taken, **moved}
        kept = ((found._moved.get(name, name), name) for name in self._places)
        now = {new: name for new, name in kept if new is not None}
        found._places = {new: self._places[name] for new, name in now.items()}
        found.loose = {new: self.loose[name] for new, name in now.items() if name in self.loose}
        return found


def fields_of(held: Cells) -> set[str]:
    """The fields of all rows."""
    if not isinstance(held, Picture):
        return {key for row in held.values() for key in row.layout.keys}
    every = {key for block in held.blocks for key in block.layout.keys}
    return every.union(*(row.layout.keys for row in held.loose.values()))


def differing(theirs: Picture, sent: Picture) -> dict[str, list[Difference]]:
    """By row key: the fields in which something other was read than was sent, or in which nothing was sent.

    What could not be read is not among them, and neither are rows of which nothing was sent.
    """
    found: dict[str, list[Difference]] = {}
    seen: set[str] = set()
    for block in theirs.blocks:
        places = {name: at for at, name in enumerate(block.names)}
        by_place: dict[int, list[Difference]] = {}
        for other in sent.blocks:
            names = sent.names(other)
            common = [name in places for name in names]
            ours = list(compress(range(len(names)), common))
            again = [name for name in names if name is not None and name in places]
            mine = list(map(places.__getitem__, again))
            if mine:
                seen.update(again)
                _compare(block, other, mine, ours if len(ours) < len(names) else None, by_place)
        for at, pairs in by_place.items():
            whys = block.whys.get(at, NOTHING)
            read = [pair for pair in pairs if pair[0] not in whys] if whys else pairs
            if read:
                found[block.names[at]] = read
    for name in theirs:
        if name not in seen and name in sent:
            read = of_row(theirs[name], sent[name])
            if read:
                found[name] = read
    return found


def _compare(
    block: Block, other: Block, mine: Sequence[int], ours: Sequence[int] | None, found: dict[int, list[Difference]]
) -> None:
    """Put the differences of two blocks' rows by their places in the one; `ours` are those in the other, None for all.

    Both say the rows in the same order.
    """
    in_turn = all(map(eq, mine, range(mine[0], mine[-1] + 1))) and mine[-1] - mine[0] == len(mine) - 1
    for place, key in enumerate(block.layout.keys):
        at = other.layout.places.get(key)
        if at is None:
            for n in mine:
                found.setdefault(n, []).append((key, None))
            continue
        values = block.values(place)
        read = values[mine[0] : mine[-1] + 1] if in_turn else list(map(values.__getitem__, mine))
        for n, text in _unlike(read, other.held(at), ours):
            found.setdefault(mine[n], []).append((key, text))


def _unlike(read: Sequence[str], sent: Texts, ours: Sequence[int] | None) -> Iterator[tuple[int, str]]:
    """The places at which texts are not as they were sent, each with what was sent there."""
    if ours is None and isinstance(sent, str) and SEPARATOR.join(read) == sent:
        # Most columns of most registers are as they were.
        return
    texts = _parted(sent) if ours is None else list(map(_parted(sent).__getitem__, ours))
    for n in compress(range(len(texts)), map(ne, read, texts)):
        yield n, texts[n]


def of_row(theirs: Row, sent: Row) -> list[Difference]:
    """The same of one row."""
    places, values = sent.layout.places, sent.values_
    return [(key, values[places[key]] if key in places else None) for key in cells.differing(theirs, sent)]

"""The rows of the timeline and of the tree beside it: which there are, and where each lies from top to bottom."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import accumulate
from typing import NamedTuple, cast, overload

from siamdesk.domain.arrange import Group
from siamdesk.domain.contract import Contract, Strand
from siamdesk.domain.portfolio import Portfolio


class RowKind(IntEnum):
    """What a row shows."""

    GROUP = 0
    CONTRACT = 1
    SINGLE = 2
    """A tower of one contract, in one row: the tower's name as title, the contract as second line."""
    STRAND = 3


@dataclass(frozen=True, slots=True)
class Heights:
    """How tall the rows are, in pixels."""

    group: float = 32.0
    contract: float = 52.0
    strand: float = 28.0


ROW_HEIGHTS = {
    "compact": Heights(24.0, 24.0, 22.0),
    "normal": Heights(),
    "tall": Heights(40.0, 68.0, 34.0),
}
"""The three heights to choose from: one line of words, three lines, and three with room between them."""

ROOMY = 44.0
"""A contract's row as tall as this has room for words above and below its bar."""


class Row(NamedTuple):
    """One row. `key` tells it from all others; `parent` is the place of the row it belongs under, or -1."""

    kind: RowKind
    key: str
    contract_id: str | None
    label: str
    detail: str
    tower_id: str | None
    depth: int
    top: float
    height: float
    parent: int
    expandable: bool
    expanded: bool


def group_row_key(group_key: str) -> str:
    """The row key of a heading, which no contract's or strand's id can be."""
    return f"group:{group_key}"


_Item = Group | Contract | Strand
_KINDS = tuple(RowKind)


class Rows(Sequence[Row]):
    """The rows in order. Each is made when it is first asked for: most of 20,000 are never looked at."""

    __slots__ = (
        "_collapsed",
        "_items",
        "_kinds",
        "_made",
        "_parents",
        "_places",
        "_portfolio",
        "_strands",
        "_tops",
        "_under",
    )

    def __init__(
        self,
        items: list[_Item],
        kinds: bytes,
        parents: "array[int]",
        tops: "array[float]",
        *,
        portfolio: Portfolio,
        strands: dict[str, list[Strand]],
        collapsed: AbstractSet[str],
    ) -> None:
        self._items, self._kinds, self._parents, self._tops = items, kinds, parents, tops
        self._portfolio, self._strands, self._collapsed = portfolio, strands, collapsed
        self._made: dict[int, Row] = {}
        self._places: dict[str, int] = {}
        self._under: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._row(each) for each in range(*index.indices(len(self._items)))]
        place = index if index >= 0 else index + len(self._items)
        if not 0 <= place < len(self._items):
            raise IndexError(index)
        return self._row(place)

    def __iter__(self) -> Iterator[Row]:
        return (self._row(place) for place in range(len(self._items)))

    def contract(self, place: int) -> Contract | None:
        """The contract of the row itself; None for headings and strands."""
        item = self._items[place]
        return item if isinstance(item, Contract) else None

    def kind(self, place: int) -> RowKind:
        """What the row at a place shows."""
        return _KINDS[self._kinds[place]]

    def group(self, place: int) -> Group | None:
        """The group of a heading; None for other rows."""
        item = self._items[place]
        return item if isinstance(item, Group) else None

    def replaced(self, place: int, contract: Contract, most: int) -> "Rows":
        """The same rows with a contract in place of what it was before a change.

        Its heading knows of the change where it stands over no more than `most` contracts.
        """
        items = list(self._items)
        items[place] = contract
        group = items[self._parents[place]] if self._parents[place] >= 0 else None
        if isinstance(group, Group) and len(group.contracts) <= most:
            contracts = tuple(contract if each.id == contract.id else each for each in group.contracts)
            items[self._parents[place]] = replace(group, contracts=contracts)
        made = Rows(
            items,
            self._kinds,
            self._parents,
            self._tops,
            portfolio=self._portfolio,
            strands=self._strands,
            collapsed=self._collapsed,
        )
        made._places, made._under = self._places, self._under
        return made

    def find(self, key: str) -> int | None:
        """The place of the row with that key, or None where it is not shown."""
        if not self._places and self._items:
            self._places = {_key(item): place for place, item in enumerate(self._items)}
        return self._places.get(key)

    def shown_at(self, contract_id: str) -> int | None:
        """The place of a contract's row, or of the closed heading it stands under; None where it is not shown."""
        place = self.find(contract_id)
        if place is None and self._collapsed:
            if self._under is None:
                self._under = {
                    contract.id: at
                    for at, item in enumerate(self._items)
                    if isinstance(item, Group) and _key(item) in self._collapsed
                    for contract in item.contracts
                }
            place = self._under.get(contract_id)
        return place

    def _row(self, place: int) -> Row:
        row = self._made.get(place)
        if row is None:
            row = self._made[place] = self._make(place)
        return row

    def _make(self, place: int) -> Row:
        item, kind = self._items[place], RowKind(self._kinds[place])
        top, parent = self._tops[place], self._parents[place]
        height = self._tops[place + 1] - top
        key = _key(item)
        if kind is RowKind.GROUP:
            group = cast("Group", item)
            tower = group.key if group.key in self._portfolio.towers else None
            is_open = key not in self._collapsed
            return Row(kind, key, None, group.label, self._counts(group), tower, 0, top, height, -1, True, is_open)
        if kind is RowKind.STRAND:
            strand = cast("Strand", item)
            contract = self._portfolio.contracts.get(strand.contract_id)
            tower = contract.tower_id if contract is not None else None
            words = strand.name, strand.stage or ""
            return Row(kind, key, strand.contract_id, *words, tower, 2, top, height, parent, False, False)
        contract = cast("Contract", item)
        title, reference = contract.title or "", contract.reference or ""
        expandable = contract.id in self._strands
        if kind is RowKind.SINGLE:
            tower_row = self._portfolio.towers.get(contract.tower_id or "")
            words = (tower_row.name if tower_row is not None else title), title or reference
        elif title:
            words = title, reference
        else:
            words = reference or "Untitled", ""
        depth = 0 if kind is RowKind.SINGLE else 1
        is_open = expandable and key not in self._collapsed
        return Row(kind, key, contract.id, *words, contract.tower_id, depth, top, height, parent, expandable, is_open)

    def _counts(self, group: Group) -> str:
        contracts = len(group.contracts)
        words = "1 contract" if contracts == 1 else f"{contracts:,} contracts"
        strands = sum(len(self._strands.get(each.id, ())) for each in group.contracts) if self._strands else 0
        if not strands:
            return words
        return f"{words}, 1 strand" if strands == 1 else f"{words}, {strands:,} strands"


def _key(item: _Item) -> str:
    return group_row_key(item.key) if isinstance(item, Group) else item.id


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All rows, and their tops in scene pixels from 0 on. `tops` has one entry more than there are rows."""

    rows: Rows
    tops: "array[float]" = field(repr=False)

    @property
    def height(self) -> float:
        """The height of all rows together."""
        return self.tops[-1]

    def row_at(self, y: float) -> int | None:
        """The place of the row at y, or None above and below the rows."""
        if not 0 <= y < self.tops[-1]:
            return None
        return bisect_right(self.tops, y) - 1

    def rows_between(self, top: float, bottom: float) -> range:
        """The places of the rows of which something lies between two y."""
        first = max(bisect_right(self.tops, top) - 1, 0)
        return range(first, max(first, min(bisect_left(self.tops, bottom), len(self.rows))))


def strands_by_contract(portfolio: Portfolio) -> dict[str, list[Strand]]:
    """The strands of each contract in their order."""
    held: dict[str, list[Strand]] = {}
    for strand in sorted(portfolio.strands.values(), key=lambda each: each.place):
        held.setdefault(strand.contract_id, []).append(strand)
    return held


def lay_out(
    groups: Iterable[Group],
    portfolio: Portfolio,
    *,
    collapsed: AbstractSet[str] = frozenset(),
    strands: bool = True,
    headings: bool = True,
    heights: Heights | None = None,
) -> Layout:
    """The rows of the groups, one below the other; without `headings` the contracts alone.

    What stands below a row whose key is in `collapsed` is left out. A tower with one contract and no strands
    to show takes one row.
    """
    sizes = heights or Heights()
    held = strands_by_contract(portfolio) if strands else {}
    items: list[_Item] = []
    kinds = bytearray()
    parents: list[int] = []

    def add(item: _Item, kind: RowKind, parent: int) -> None:
        items.append(item)
        kinds.append(kind)
        parents.append(parent)

    for group in groups:
        contracts = group.contracts
        if headings and len(contracts) == 1 and group.key in portfolio.towers and contracts[0].id not in held:
            add(contracts[0], RowKind.SINGLE, -1)
            continue
        heading = len(items) if headings else -1
        if headings:
            add(group, RowKind.GROUP, -1)
        if group_row_key(group.key) in collapsed:
            continue
        if not held:
            items.extend(contracts)
            kinds.extend(bytes((RowKind.CONTRACT,)) * len(contracts))
            parents.extend([heading] * len(contracts))
            continue
        for contract in contracts:
            place = len(items)
            add(contract, RowKind.CONTRACT, heading)
            if contract.id in held and contract.id not in collapsed:
                for strand in held[contract.id]:
                    add(strand, RowKind.STRAND, place)
    by_kind = (sizes.group, sizes.contract, sizes.contract, sizes.strand)
    tops = array("d", accumulate((by_kind[kind] for kind in kinds), initial=0.0))
    rows = Rows(items, bytes(kinds), array("l", parents), tops, portfolio=portfolio, strands=held, collapsed=collapsed)
    return Layout(rows, tops)


TOWER_STYLES = 8


def tower_styles(portfolio: Portfolio) -> dict[str, str]:
    """The style of each tower's stripe, by the tower's place among the towers."""
    towers = sorted(portfolio.towers.values(), key=lambda each: (each.place, each.name.casefold()))
    return {tower.id: f"tower.{place % TOWER_STYLES}" for place, tower in enumerate(towers)}

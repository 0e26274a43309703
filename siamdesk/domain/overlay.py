"""The rows of one state as those of another with some of their fields different.

A state of the history differs from the present in what was said since. To know in what it differs takes no more than
that; the rows themselves are made when they are asked for.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from siamdesk.domain import rows
from siamdesk.domain.field_types import Value
from siamdesk.domain.fields import Row


class Overlay(Mapping[str, Row]):
    """The rows of one entity by id: those of `base`, but for the fields in `said` and the rows in `whole`.

    None in `whole` takes a row out. `said` holds fields of rows that are in `base` and not in `whole`. It is a value
    like the map it stands for: what it makes, it makes once, and twice the same.
    """

    def __init__(
        self, base: Mapping[str, Row], said: Mapping[str, Mapping[str, Value]], whole: Mapping[str, Row | None]
    ) -> None:
        self.base, self.said, self.whole = base, said, whole
        self._made: dict[str, Row] = {}
        self._all: dict[str, Row] | None = None

    def __getitem__(self, row_id: str) -> Row:
        if self._all is not None:
            return self._all[row_id]
        if row_id in self.whole:
            row = self.whole[row_id]
            if row is None:
                raise KeyError(row_id)
            return row
        values = self.said.get(row_id)
        if values is None:
            return self.base[row_id]
        if row_id not in self._made:
            self._made[row_id] = rows.with_values(self.base[row_id], values)
        return self._made[row_id]

    def __contains__(self, row_id: object) -> bool:
        return self.whole[row_id] is not None if row_id in self.whole else row_id in self.base  # type: ignore[index]

    def __iter__(self) -> Iterator[str]:
        yield from (row_id for row_id in self.base if self.whole.get(row_id, self) is not None)
        yield from (row_id for row_id, row in self.whole.items() if row is not None and row_id not in self.base)

    def __len__(self) -> int:
        gone = sum(row is None and row_id in self.base for row_id, row in self.whole.items())
        came = sum(row is not None and row_id not in self.base for row_id, row in self.whole.items())
        return len(self.base) - gone + came

    def values(self) -> Any:  # noqa: ANN401, D102  the view of a dict is as good as a ValuesView
        return self.settled().values()

    def items(self) -> Any:  # noqa: ANN401, D102  likewise
        return self.settled().items()

    def settled(self) -> dict[str, Row]:
        """All the rows, made."""
        if self._all is None:
            made = rows.changed([self.base[row_id] for row_id in self.said], self.said.values())
            both = {**self.base, **dict(zip(self.said, made, strict=True)), **self._made}
            for row_id, row in self.whole.items():
                if row is not None:
                    both[row_id] = row
                else:
                    both.pop(row_id, None)
            self._all = both
        return self._all

    @property
    def is_settled(self) -> bool:
        """Whether all the rows are made."""
        return self._all is not None


def plain(held: Mapping[str, Row]) -> Mapping[str, Row]:
    """The rows of one entity, all of them made."""
    return held.settled() if isinstance(held, Overlay) else held

"""Ids in place of the names by which a workbook calls towers and contracts; towers that are new are made."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from siamdesk.domain import merge
from siamdesk.domain.changes import new_id
from siamdesk.domain.contract import Tower
from siamdesk.domain.field_types import Value, matching
from siamdesk.domain.portfolio import Portfolio
from siamdesk.session.incoming import NO_ONE_CONTRACT, Listed, TableRows


class Names:
    """The towers and contracts that names stand for. `usual` is the tower of rows that name none."""

    def __init__(self, present: Portfolio, usual: str) -> None:
        self._present = present
        self._usual = usual
        self._ids: dict[str, str] = {}
        self.towers = dict(present.towers)
        self.met: dict[str, Tower] = {}
        """The towers that were named, in the order in which they were."""
        self._unknown: list[Listed] = []
        """The rows that name a contract before theirs which the portfolio does not have."""
        self._after: list[tuple[Listed, str, str]] = []
        """Those that name one which it has: the name and the contract's id."""

    def resolve(self, listed: Iterable[Listed]) -> None:
        """Put ids in place of the names in rows; those of contracts that can't be told are put among the unread."""
        _put((one, self._found(one)) for one in listed)

    def follow(self, rows: Mapping[str, Listed], ids: Mapping[str, str]) -> dict[str, Listed]:
        """Put ids in place of the names of contracts that are told by other rows of the workbook.

        `ids` are those of the rows' contracts by row key. The rows that were named, by the ids of their contracts.
        No contract comes before itself.
        """
        named: dict[str, set[str]] = {}
        for row_key, one in rows.items() if self._unknown else ():
            names = (one.values.get("reference"), one.values.get("title"), one.called)
            for name in names:
                if name:
                    named.setdefault(matching(str(name)), set()).add(row_key)
        found: dict[str, Listed] = {}
        told: list[tuple[Listed, dict[str, Value]]] = []
        for one in self._unknown:
            alike = named.get(matching(one.unread[_BEFORE][0]), set()) - {one.row_key}
            if len(alike) == 1:
                row_key = alike.pop()
                found[ids[row_key]] = rows[row_key]
                told.append((one, {_BEFORE: ids[row_key]}))
                del one.unread[_BEFORE]
        for one, name, contract_id in self._after:
            if ids[one.row_key] == contract_id:
                one.unread[_BEFORE] = (name, NO_ONE_CONTRACT)
                told.append((one, {_BEFORE: None}))
        _put(told)
        return found

    def _found(self, one: Listed) -> dict[str, Value]:
        """What stands in place of the names in a row."""
        found: dict[str, Value] = {}
        named = one.values.get("tower_id") or one.section or self._usual
        if named:
            found["tower_id"] = self._tower(str(named))
        served = one.values.get("served")
        if isinstance(served, tuple):
            found["served"] = tuple(self._tower(name) for name in served)
        before = one.values.get(_BEFORE)
        if before is not None:
            alike = self._named.get(matching(str(before)), ())
            found[_BEFORE] = alike[0] if len(alike) == 1 else None
            if len(alike) == 1:
                self._after.append((one, str(before), alike[0]))
            else:
                one.unread[_BEFORE] = (str(before), NO_ONE_CONTRACT)
            if not alike:
                self._unknown.append(one)
        return found

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The ids of the contracts by reference and title."""
        found: dict[str, list[str]] = {}
        for contract in self._present.contracts.values():
            for name in {matching(name) for name in (contract.reference, contract.title, contract.called) if name}:
                found.setdefault(name, []).append(contract.id)
        return found

    def _tower(self, name: str) -> str:
        """The id of the tower of that name; made if there is none."""
        if name not in self._ids:
            tower = merge.find_tower(name, self.towers.values())
            if tower is None:
                integrator = merge.tower_words(name) & _INTEGRATOR
                tower = Tower(new_id(), name.strip(), (), len(self.towers), bool(integrator) or None)
                self.towers[tower.id] = tower
            self.met[tower.id] = tower
            self._ids[name] = tower.id
        return self._ids[name]


def _put(found: Iterable[tuple[Listed, Mapping[str, Value]]]) -> None:
    """Put values into rows, None for a blank: into the columns of their tables once all are known."""
    tables: dict[int, tuple[TableRows, dict[str, list[Value]]]] = {}
    for one, values in found:
        if one.table is None:
            one.values = {key: value for key, value in {**one.values, **values}.items() if value is not None}
            continue
        _, columns = tables.setdefault(id(one.table), (one.table, {}))
        for key, value in values.items():
            column = columns.get(key)
            if column is None:
                column = columns[key] = list(one.table.columns.get(key) or [None] * one.table.count)
            column[one.at] = value
    for table, columns in tables.values():
        table.columns.update(columns)


_BEFORE: Final = "predecessor_id"
_INTEGRATOR: Final = frozenset({"siam", "integration", "integrator"})

"""The portfolio: an immutable value that holds every row, and gives a new portfolio for a change set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from siamdesk.domain import contract, governance, review, rows, source
from siamdesk.domain.changes import Change, ChangeSet, Make, Set
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.fields import ENTITIES, Row
from siamdesk.domain.overlay import Overlay, plain

R = TypeVar("R", bound=Row)

SETTINGS_ID = "portfolio"


class StaleEditError(SiamdeskError):
    """What an edit set out from is no longer what stands in the portfolio."""


def _no_rows() -> dict[str, Mapping[str, Row]]:
    return {name: {} for name in ENTITIES}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Every row of the document by entity and id, in the order in which they were made.

    Never changed: `apply` copies each touched map once and shares the others and all rows it does not touch.
    """

    rows: Mapping[str, Mapping[str, Row]] = field(default_factory=_no_rows)

    def _all(self, entity: str, _: type[R]) -> Mapping[str, R]:
        return cast("Mapping[str, R]", self.rows[entity])

    @property
    def settings(self) -> contract.Settings:
        """What holds for the whole portfolio."""
        return self._all("portfolio", contract.Settings).get(SETTINGS_ID) or contract.Settings()

    @property
    def towers(self) -> Mapping[str, contract.Tower]:
        """The towers by id."""
        return self._all("tower", contract.Tower)

    @property
    def contracts(self) -> Mapping[str, contract.Contract]:
        """The contracts by id, those withdrawn included."""
        return self._all("contract", contract.Contract)

    @property
    def strands(self) -> Mapping[str, contract.Strand]:
        """The strands by id."""
        return self._all("strand", contract.Strand)

    @property
    def dependencies(self) -> Mapping[str, contract.Dependency]:
        """The dependencies by id."""
        return self._all("dependency", contract.Dependency)

    @property
    def spend(self) -> Mapping[str, contract.SpendLine]:
        """The lines of spend by id."""
        return self._all("spend", contract.SpendLine)

    @property
    def own_fields(self) -> Mapping[str, contract.OwnField]:
        """The user's own columns by id."""
        return self._all("own_field", contract.OwnField)

    @property
    def approvals(self) -> Mapping[str, governance.Approval]:
        """The approvals by id."""
        return self._all("approval", governance.Approval)

    @property
    def options(self) -> Mapping[str, governance.Option]:
        """The options by id."""
        return self._all("option", governance.Option)

    @property
    def findings(self) -> Mapping[str, governance.Finding]:
        """The findings by id."""
        return self._all("finding", governance.Finding)

    @property
    def reviews(self) -> Mapping[str, review.Review]:
        """The reviews by id."""
        return self._all("review", review.Review)

    @property
    def registers(self) -> Mapping[str, source.Register]:
        """The registers by id."""
        return self._all("register", source.Register)

    @property
    def links(self) -> Mapping[str, source.Link]:
        """The rows of registers that list contracts, by id."""
        return self._all("link", source.Link)

    def row(self, entity: str, row_id: str) -> Row | None:
        """One row, or None."""
        return self.rows[entity].get(row_id)

    def apply(self, change_set: ChangeSet) -> "Portfolio":
        """The portfolio after the change set.

        Raises `StaleEditError` when a change sets out from a value, or a row, that is not the one that stands here.
        """
        changed: dict[str, dict[str, Row | None]] = {}
        for change in change_set.changes:
            touched = changed.setdefault(change.entity, {})
            present = touched[change.id] if change.id in touched else self.row(change.entity, change.id)
            touched[change.id] = applied(change, present)
        return self.with_rows((entity, row_id, row) for entity, each in changed.items() for row_id, row in each.items())

    def with_rows(self, touched: Iterable[tuple[str, str, Row | None]]) -> "Portfolio":
        """The portfolio with those rows in place of its own; None takes a row out."""
        maps = dict(self.rows)
        copied: dict[str, dict[str, Row]] = {}
        for entity, row_id, row in touched:
            if entity not in copied:
                maps[entity] = copied[entity] = dict(plain(maps[entity]))
            if row is None:
                copied[entity].pop(row_id, None)
            else:
                copied[entity][row_id] = row
        return Portfolio(maps)

    @property
    def is_settled(self) -> bool:
        """Whether every row is made."""
        return all(held.is_settled for held in self.rows.values() if isinstance(held, Overlay))

    def settled(self) -> "Portfolio":
        """The same with every row made, as it is best handed to those who look at them all and must not wait."""
        return Portfolio({entity: plain(held) for entity, held in self.rows.items()})


def applied(change: Change, present: Row | None) -> Row | None:
    """The row after one change.

    Raises `StaleEditError` when the change sets out from something else, and `SiamdeskError` when it takes away what
    the row can't be without.
    """
    if isinstance(change, Make):
        if present is not None:
            raise StaleEditError(f"The {ENTITIES[change.entity].label.lower()} is there already; nothing was changed.")
        return change.row
    if present is None:
        raise StaleEditError(
            f"The {ENTITIES[change.entity].label.lower()} is no longer there: nothing was changed; look again."
        )
    if isinstance(change, Set):
        if not rows.same(change.entity, change.field, rows.get(present, change.field), change.old):
            raise StaleEditError("The value has changed since you looked at it: nothing was changed; look again.")
        field = ENTITIES[change.entity].field(change.field)
        if field is not None and field.required and change.new is None:
            raise SiamdeskError(
                f"“{field.label}” of the {ENTITIES[change.entity].label.lower()} can't be left blank; "
                "nothing was changed."
            )
        return rows.with_values(present, {change.field: change.new})
    if present != change.row:
        raise StaleEditError(
            f"The {ENTITIES[change.entity].label.lower()} has changed since you looked at it: "
            "nothing was changed; look again."
        )
    return None

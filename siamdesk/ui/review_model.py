"""The list of an import review: every item under the heading of its kind, and what is decided about each."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from siamdesk.domain import fields, when
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import BRITISH, Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.ui.tables import Index, ListModel

if TYPE_CHECKING:
    from siamdesk.session.import_batch import Batch
    from siamdesk.session.import_plan import Decisions, ImportPlan, Item

_NO_INDEX = QModelIndex()

TICK, CONTRACT, FIELD, SENT, OURS, THEIRS, RESULT = range(7)
HEADERS = ("", "Contract", "Field", "As sent", "Our record", "Their workbook", "Result")

HEADINGS = {
    "conflict": "Both sides changed: choose",
    "unread": "Couldn’t be read; nothing is guessed: type it, or leave it",
    "changed": "Changed in the workbook",
    "cleared": "Blank now in the workbook",
    "new": "New in the workbook",
    "missing": "Missing from the workbook",
}
CHIPS = {
    "conflict": "Both changed",
    "unread": "Couldn’t read",
    "changed": "Changed",
    "cleared": "Cleared",
    "new": "New",
    "missing": "Missing",
}
OPEN, TAKE, KEEP, TYPED = "open", "take", "keep ours", "typed"


class ReviewModel(ListModel):
    """A table of headings and items, those of all registers of a batch. `decided` is emitted when a choice changes."""

    decided = Signal()

    def __init__(self, batch: "Batch", portfolio: Portfolio | None = None, parent: QObject | None = None) -> None:
        super().__init__(HEADERS, parent)
        self.batch = batch
        self._portfolio = portfolio or Portfolio()
        self.items: list[Item] = []
        self.owners: list[int] = []
        """The place of each item's plan in the batch."""
        self._starts: list[int] = []
        self._choices: list[str] = []
        for place, plan in enumerate(batch.plans):
            taken = plan.undisputed().taken
            self._starts.append(len(self.items))
            self.items += plan.items
            self.owners += [place] * len(plan.items)
            self._choices += [TAKE if n in taken else OPEN for n in range(len(plan.items))]
        self._rivals = self._find_rivals()
        self._typed: dict[int, Value] = {}
        self._waiting: Counter[tuple[str, str]] | None = None
        self.rows: list[int | str] = []
        self.shown_kind = ""
        self.shown_register: int | None = None
        self.filter("")

    def _find_rivals(self) -> dict[int, list[int]]:
        """The disputes that several registers have about one field: each with the others."""
        by_field: dict[tuple[str, str], list[int]] = {}
        for n, item in enumerate(self.items):
            if item.kind == "conflict":
                by_field.setdefault((item.contract_id, item.field), []).append(n)
        several = (places for places in by_field.values() if len({self.owners[n] for n in places}) > 1)
        return {n: [other for other in places if other != n] for places in several for n in places}

    # What is shown.

    def count(self, kind: str) -> int:
        """How many items there are of a kind, or of all, in the registers that are shown."""
        return sum(1 for n in self._listed() if kind in {"", self.items[n].kind})

    def _listed(self) -> Iterator[int]:
        return (n for n, owner in enumerate(self.owners) if self.shown_register in {None, owner})

    def filter(self, kind: str, register: int | None = None) -> None:
        """Show one kind alone, or all; of one register, or of all."""
        self.beginResetModel()
        self.shown_kind, self.shown_register = kind, register
        by_kind: dict[str, list[int]] = {each: [] for each in HEADINGS}
        for n in self._listed():
            by_kind[self.items[n].kind].append(n)
        self._counts = {each: len(places) for each, places in by_kind.items()}
        self.rows = []
        for each, places in by_kind.items():
            if places and kind in {"", each}:
                self.rows.append(each)
                self.rows += self._together(places) if each == "conflict" else places
        self.endResetModel()

    def _together(self, places: list[int]) -> list[int]:
        """Rivals beside each other, whichever registers they are from."""
        return sorted(places, key=lambda n: min([n, *self._rivals.get(n, ())]))

    @property
    def contracts(self) -> list[Contract]:
        """The contracts of the portfolio."""
        return list(self._portfolio.contracts.values())

    def item(self, row: int) -> "Item | None":
        """The item of a row; None for a heading."""
        entry = self.rows[row]
        return self.items[entry] if isinstance(entry, int) else None

    def plan(self, row: int) -> "ImportPlan | None":
        """The plan that the item of a row belongs to; None for a heading."""
        entry = self.rows[row]
        return self.batch.plans[self.owners[entry]] if isinstance(entry, int) else None

    def choice(self, row: int) -> str:
        """What is decided about the item of a row."""
        entry = self.rows[row]
        return self._choices[entry] if isinstance(entry, int) else ""

    # Deciding.

    @property
    def decisions(self) -> "list[Decisions]":
        """All that is decided, by the places of the batch's plans."""
        from siamdesk.session.import_plan import Decisions  # noqa: PLC0415  loaded once a register has been read

        taken: list[set[int]] = [set() for _ in self.batch.plans]
        kept: list[set[int]] = [set() for _ in self.batch.plans]
        typed: list[dict[int, Value]] = [{} for _ in self.batch.plans]
        for n, (owner, choice) in enumerate(zip(self.owners, self._choices, strict=True)):
            place = n - self._starts[owner]
            if choice == TAKE:
                taken[owner].add(place)
            elif choice == KEEP:
                kept[owner].add(place)
            elif choice == TYPED:
                typed[owner][place] = self._typed[n]
        return [Decisions(frozenset(t), frozenset(k), y) for t, k, y in zip(taken, kept, typed, strict=True)]

    @property
    def decided_count(self) -> int:
        """How many items are decided."""
        return len(self._choices) - self._choices.count(OPEN)

    def choose(self, rows: Iterable[int], choice: str) -> None:
        """Decide alike about the items of some rows; those that can't be decided so are left as they are."""
        changed = False
        for row in rows:
            entry, item = self.rows[row], self.item(row)
            if not isinstance(entry, int) or item is None or (choice == TAKE and not item.changes):
                continue
            self._set(entry, choice)
            if choice == TAKE:
                for rival in self._rivals.get(entry, ()):
                    # One field has one value: what agrees is taken with it, what differs gives way.
                    self._set(rival, TAKE if self.items[rival].theirs == item.theirs else KEEP)
            changed = True
        if changed:
            self._tell()

    def _set(self, n: int, choice: str) -> None:
        self._choices[n] = choice
        self._typed.pop(n, None)

    def toggle(self, row: int) -> None:
        """Turn the item of a row from taken to open and back; a dispute goes on to our record in between."""
        item = self.item(row)
        if item is None:
            return
        order = [OPEN, TAKE, KEEP] if item.kind in {"conflict", "missing"} else [OPEN, TAKE]
        if not item.changes:
            order = [OPEN, KEEP]
        now = self.choice(row)
        self.choose([row], order[(order.index(now) + 1) % len(order)] if now in order else OPEN)

    def alike(self, row: int) -> list[int]:
        """The shown rows of the same kind and field."""
        item = self.item(row)
        return [
            n
            for n, entry in enumerate(self.rows)
            if item is not None
            and isinstance(entry, int)
            and (self.items[entry].kind, self.items[entry].field) == (item.kind, item.field)
        ]

    def type(self, row: int, text: str) -> str:
        """Read what somebody typed for an item that could not be read; why that can't be read either, else ''."""
        entry, item = self.rows[row], self.item(row)
        field = fields.field_for("contract", item.field) if item is not None else None
        if not isinstance(entry, int) or field is None:
            return "it has no field"
        if not text.strip():
            self.choose([row], OPEN)
            return ""
        try:
            self._typed[entry] = field.type.parse(text, BRITISH)
        except Unreadable as error:
            return error.why
        self._choices[entry] = TYPED
        self._tell()
        return ""

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, RESULT))
        self.decided.emit()

    # Words.

    def source_words(self, row: int) -> str:
        """The line under their value: the cell it stands in, and what it moves."""
        item = self.item(row)
        if item is None:
            return ""
        plan = self.plan(row)
        address = item.address if item.cell else ""
        if len(self.batch.plans) > 1 and plan is not None:
            # A text table has one sheet, of its own name: nobody wants to read that twice.
            named = item.cell if plan.workbook.startswith(f"{item.sheet}.") else address
            address = f"{plan.workbook} {named}".rstrip()
        return " · ".join(part for part in (address, self.moved(row), self.knock_on(row), item.why) if part)

    def moved(self, row: int) -> str:
        """How far a date moves if theirs is taken."""
        item = self.item(row)
        if item is None or not isinstance(item.ours, when.When) or not isinstance(item.theirs, when.When):
            return ""
        days = when.slippage(item.ours, item.theirs)
        return str(days) if days is not None else ""

    def knock_on(self, row: int) -> str:
        """How many milestones wait for the one that moves, in words."""
        item = self.item(row)
        if item is None or not self.moved(row):
            return ""
        kind = item.field.partition(".")[0].partition("#")[0]
        count = self._waiting_for().get((item.contract_id, kind), 0)
        if not count:
            return ""
        return "a milestone waits for it" if count == 1 else f"{count:,} milestones wait for it"

    def _waiting_for(self) -> Counter[tuple[str, str]]:
        if self._waiting is None:
            waits = self._portfolio.dependencies.values()
            self._waiting = Counter((each.from_contract_id, each.from_kind) for each in waits)
        return self._waiting

    def result(self, row: int) -> str:
        """What happens to the item, in a word."""
        entry, item = self.rows[row], self.item(row)
        if item is None or not isinstance(entry, int):
            return ""
        choice = self._choices[entry]
        if choice == TYPED:
            field = fields.field_for("contract", item.field)
            return f"typed: {field.type.show(self._typed[entry])}" if field is not None else TYPED
        if item.kind == "new" and choice == TAKE:
            return "add"
        if item.kind == "missing":
            return {TAKE: "withdraw", KEEP: "keep", OPEN: "open"}[choice]
        return "open · later" if item.proposed and choice == OPEN else choice

    def text(self, row: int, column: int) -> str:
        """A cell in words."""
        entry, item = self.rows[row], self.item(row)
        if item is None:
            kind = str(entry)
            return f"{HEADINGS[kind]} ({self._counts[kind]:,})" if column == TICK else ""
        sent, ours, theirs = item.shown
        if item.kind == "new":
            sent, ours, theirs = "", "", "new row"
        words = ("", item.contract, item.label or "whole row", sent, ours, theirs, self.result(row))
        return words[column]

    def lines(self) -> list[list[str]]:
        """Every item as a line of words: as `export_register.REVIEW_HEADERS` has it."""
        found = []
        for row in range(len(self.rows)):
            item, plan = self.item(row), self.plan(row)
            if item is not None and plan is not None:
                words = [self.text(row, column) for column in (CONTRACT, FIELD, SENT, OURS, THEIRS)]
                where = [plan.workbook, item.address, item.why]
                found.append([*words, *where, CHIPS[item.kind], self.result(row)])
        return found

    # What Qt asks.

    def height(self) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            words = self.text(index.row(), index.column())
            below = self.source_words(index.row()) if index.column() == THEIRS else ""
            return "\n".join(part for part in (words, below) if part) or None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.item(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

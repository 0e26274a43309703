"""The list of an import review: every item under the heading of its kind, and what is decided about each."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from siamdesk.domain import fields, when
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import BRITISH, Value

if TYPE_CHECKING:
    from siamdesk.session.import_plan import Decisions, ImportPlan, Item

_Index = QModelIndex | QPersistentModelIndex
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


class ReviewModel(QAbstractTableModel):
    """A table of headings and items. `decided` is emitted when a choice changes."""

    decided = Signal()

    def __init__(self, plan: "ImportPlan", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan = plan
        self._by_kind: dict[str, list[int]] = {kind: [] for kind in HEADINGS}
        for place, item in enumerate(plan.items):
            self._by_kind[item.kind].append(place)
        taken = plan.undisputed().taken
        self._choices: dict[int, str] = {place: TAKE if place in taken else OPEN for place in range(len(plan.items))}
        self._typed: dict[int, Value] = {}
        self.rows: list[int | str] = []
        self.shown_kind = ""
        self.filter("")

    # What is shown.

    def count(self, kind: str) -> int:
        """How many items there are of a kind, or of all."""
        return len(self._by_kind[kind]) if kind else len(self.plan.items)

    def filter(self, kind: str) -> None:
        """Show one kind alone, or all."""
        self.beginResetModel()
        self.shown_kind = kind
        self.rows = []
        for each, places in self._by_kind.items():
            if places and kind in {"", each}:
                self.rows.append(each)
                self.rows += places
        self.endResetModel()

    def item(self, row: int) -> "Item | None":
        """The item of a row; None for a heading."""
        entry = self.rows[row]
        return self.plan.items[entry] if isinstance(entry, int) else None

    def choice(self, row: int) -> str:
        """What is decided about the item of a row."""
        entry = self.rows[row]
        return self._choices[entry] if isinstance(entry, int) else ""

    # Deciding.

    @property
    def decisions(self) -> "Decisions":
        """All that is decided."""
        from siamdesk.session.import_plan import Decisions  # noqa: PLC0415  loaded once a register has been read

        taken = frozenset(place for place, choice in self._choices.items() if choice == TAKE)
        kept = frozenset(place for place, choice in self._choices.items() if choice == KEEP)
        return Decisions(taken, kept, dict(self._typed))

    def choose(self, rows: Iterable[int], choice: str) -> None:
        """Decide alike about the items of some rows; those that can't be decided so are left as they are."""
        changed = False
        for row in rows:
            entry, item = self.rows[row], self.item(row)
            if not isinstance(entry, int) or item is None or (choice == TAKE and not item.changes):
                continue
            self._choices[entry] = choice
            self._typed.pop(entry, None)
            changed = True
        if changed:
            self._tell()

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
            and (self.plan.items[entry].kind, self.plan.items[entry].field) == (item.kind, item.field)
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
        parts = [item.address if item.cell else "", item.why]
        moved = self.moved(row)
        return " · ".join(part for part in (*parts, moved) if part)

    def moved(self, row: int) -> str:
        """How far a date moves if theirs is taken."""
        item = self.item(row)
        if item is None or not isinstance(item.ours, when.When) or not isinstance(item.theirs, when.When):
            return ""
        days = when.slippage(item.ours, item.theirs)
        return str(days) if days is not None else ""

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
        return choice

    def text(self, row: int, column: int) -> str:
        """A cell in words."""
        entry, item = self.rows[row], self.item(row)
        if item is None:
            kind = str(entry)
            return f"{HEADINGS[kind]} ({self.count(kind):,})" if column == TICK else ""
        sent, ours, theirs = item.shown
        if item.kind == "new":
            sent, ours, theirs = "", "", "new row"
        words = ("", item.contract, item.label or "whole row", sent, ours, theirs, self.result(row))
        return words[column]

    def lines(self) -> list[list[str]]:
        """Every item as a line of words: as `export_register.REVIEW_HEADERS` has it."""
        found = []
        for row, entry in enumerate(self.rows):
            item = self.item(row)
            if item is not None and isinstance(entry, int):
                words = [self.text(row, column) for column in (CONTRACT, FIELD, SENT, OURS, THEIRS)]
                found.append([*words, item.address, CHIPS[item.kind], self.result(row)])
        return found

    # What Qt asks.

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            words = self.text(index.row(), index.column())
            below = self.source_words(index.row()) if index.column() == THEIRS else ""
            return "\n".join(part for part in (words, below) if part) or None
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.item(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

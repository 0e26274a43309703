"""Changing one field of a contract, or of several at once: which field, what it says now, what it is to say."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from siamdesk.domain import fields, lifecycle, rows, shown
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.field_types import Field, Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When, day_words, slippage

if TYPE_CHECKING:
    from siamdesk.domain.changes import ChangeSet
    from siamdesk.session.edits import Waiting

_MOST_NAMED = 3


class FieldDialog(QDialog):
    """One field and its new value, read as it is typed. What waits for a date can move along."""

    def __init__(
        self, portfolio: Portfolio, contracts: Sequence[Contract], key: str, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._portfolio, self._contracts, self._today = portfolio, contracts, today
        self._value: Value = None
        self._waiting: tuple[Waiting, ...] = ()
        self.setWindowTitle("Change")
        self.setMinimumWidth(520)
        self.title, self.now, self.told = QLabel(_called(contracts)), QLabel(), QLabel()
        self.title.setObjectName("dialogTitle")
        for label in (self.title, self.now, self.told):
            label.setWordWrap(True)
        self.now.setObjectName("quiet")
        self.field, self.line = QComboBox(), QComboBox()
        for box in (self.field, self.line):
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for each in choices(portfolio):
            self.field.addItem(each.label, each.key)
        completer = QCompleter(self.field.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.field.setCompleter(completer)
        self.along = QCheckBox()
        self.along.setChecked(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("&Field", self.field)
        form.addRow("", self.now)
        form.addRow("&New value", self.line)
        form.addRow("", self.told)
        form.addRow("", self.along)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.addWidget(self.title)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        self.field.setCurrentIndex(max(self.field.findData(key), 0))
        self.field.currentIndexChanged.connect(lambda _: self._show_field())
        self.line.editTextChanged.connect(lambda _: self._read())
        self._show_field()

    @property
    def key(self) -> str:
        """The key of the field that is chosen."""
        return str(self.field.currentData())

    def _field(self) -> Field | None:
        return fields.field_for("contract", self.key, self._portfolio.own_fields)

    def _show_field(self) -> None:
        """Show what the field says now, and offer what it may say."""
        field = self._field()
        said = {shown.shown(contract, self.key, self._portfolio) for contract in self._contracts}
        now = said.pop() if len(said) == 1 else ""
        several = len(said) > 1 or (len(said) == 1 and bool(now))
        self.now.setText("They differ now" if several else f"Now: {now}" if now else "Blank now")
        self.line.clear()
        self.line.addItems(list(_offered(field, self._portfolio)) if field is not None else [])
        self.line.setEditText(now)
        edit = self.line.lineEdit()
        if edit is not None:
            edit.selectAll()
        self.line.setFocus()
        self._read()

    def _read(self) -> None:
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        save = self.buttons.button(QDialogButtonBox.StandardButton.Save)
        self._waiting = ()
        try:
            self._value = edits.read(self._portfolio, self.key, self.line.currentText())
        except Unreadable as error:
            self.told.setText(f"Can’t be read: {error.why}")
            save.setEnabled(False)
        else:
            self.told.setText(self._read_as())
            save.setEnabled(True)
            if isinstance(self._value, When) and len(self._contracts) == 1:
                self._waiting = edits.waiting_for(self._portfolio, self._contracts[0].id, self.key, self._value)
        self.along.setVisible(bool(self._waiting))
        names = ", ".join(f"{each.contract} {each.label.lower()}" for each in self._waiting[:_MOST_NAMED])
        more = len(self._waiting) - _MOST_NAMED
        self.along.setText(f"Move along what waits for it: {names}{f' and {more} more' if more > 0 else ''}")

    def _read_as(self) -> str:
        """What was read, where it is more than what was typed."""
        value = self._value
        if value is None or value == ():
            return "Nothing: the field becomes blank"
        if not isinstance(value, When) or len(self._contracts) != 1:
            return ""
        parts = []
        if not value.is_exact and not value.is_tbc:
            first = day_words(value.earliest) if value.earliest else "any day"
            last = day_words(value.latest) if value.latest else "any day after"
            parts.append(f"{first} to {last}")
        old = rows.get(self._contracts[0], self.key)
        moved = slippage(old, value) if isinstance(old, When) else None
        if moved is not None and str(moved) != "0 d":
            parts.append(str(moved))
        return " · ".join(parts)

    def change_set(self) -> "ChangeSet":
        """What was decided, to be applied; it may hold no change."""
        from siamdesk.session import edits  # noqa: PLC0415  loaded once something is changed

        ids = [contract.id for contract in self._contracts]
        if isinstance(self._value, When) and len(ids) == 1:
            along = self._waiting if self.along.isChecked() else ()
            return edits.move_date(self._portfolio, ids[0], self.key, self._value, self._today, along)
        return edits.set_field(self._portfolio, ids, self.key, self._value, self._today)


def choices(portfolio: Portfolio) -> list[Field]:
    """The fields that a hand can change: dates in the order of the lifecycle, then the others, then own columns."""
    plain = [field for field in fields.ENTITIES["contract"].fields if field.group != "Record"]
    dates = [f"{kind.key}.{which}" for kind in lifecycle.KINDS for which in ("forecast", "actual", "baseline")]
    keys = [*(field.key for field in plain), *dates, *(f"x.{own}" for own in portfolio.own_fields)]
    found = (fields.field_for("contract", key, portfolio.own_fields) for key in keys)
    return [field for field in found if field is not None]


def _offered(field: Field, portfolio: Portfolio) -> Sequence[str]:
    """What a field may say, where that is one of a few, or what others say already."""
    if field.choices:
        return field.choices
    if field.target == "tower":
        return [tower.name for tower in portfolio.towers.values()]
    kind = field.type.name
    if kind == "rag":
        return ("Red", "Amber", "Green")
    if kind == "yes or no":
        return ("Yes", "No")
    if kind in {"text", "choice"} and field.key not in {"reference", "title"} and field.group != "Notes":
        said = {shown.shown(contract, field.key, portfolio) for contract in portfolio.contracts.values()}
        short = sorted(text for text in said if text and "\n" not in text and len(text) <= _SHORT)
        return short if len(short) <= _MOST_OFFERED else ()
    return ()


_SHORT, _MOST_OFFERED = 60, 200


def _called(contracts: Sequence[Contract]) -> str:
    if len(contracts) > 1:
        return f"{len(contracts):,} contracts"
    return contracts[0].called

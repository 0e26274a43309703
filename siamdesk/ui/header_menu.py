"""The menu of the tree's header: filter by a column's values, and which columns there are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QMenu

from siamdesk.domain import columns, lifecycle, query, query_text
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.ui.value_filter import ValueFilter

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow

_NAMES = {"name": "tower", "suppliers": "supplier"}
_BLANK = "none"
_VALUES = (">1m", ">10m", ">100m", ":tbc")


class HeaderMenu:
    """Fills and shows the menu."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        header = window.tree.top_line
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self._open(header.logicalIndexAt(at), at))
        header.asked.connect(self._open)
        header.setToolTip("The arrow, or a right-click, filters by a column and chooses columns")
        window.narrowed.connect(lambda _: self.mark())
        window.tree.rows.modelReset.connect(self.mark)
        self.columns_menu = QMenu("Co&lumns", window)
        self.columns_menu.aboutToShow.connect(lambda: self.fill_columns(self.columns_menu))
        window.actions_.menus["View"].insertMenu(window.actions_["expand"], self.columns_menu)

    def mark(self) -> None:
        """Mark the columns by which the portfolio is filtered."""
        tree = self._window.tree
        named = {part.name.casefold() for part in query_text.parts(self._window.words)} - {""}
        keys = tree.rows.column_keys
        shown = (column for column in range(len(keys)) if named and not tree.header().isSectionHidden(column))
        tree.top_line.mark(frozenset(column for column in shown if self.filter_name(keys[column]) in named))

    def _open(self, column: int, at: QPoint) -> None:
        header, rows = self._window.tree.header(), self._window.tree.rows
        menu = QMenu(header)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu, rows.column_keys[column] if column >= 0 else "")
        menu.popup(header.mapToGlobal(at))

    def fill(self, menu: QMenu, key: str) -> None:
        """Offer what can be done with a column, and all columns."""
        name = self.filter_name(key)
        if key == "value":
            for each in _VALUES:
                action = menu.addAction(f"Value {each.replace(':', '').replace('>', 'over £')}".replace("tbc", "TBC"))
                action.triggered.connect(lambda _checked=False, each=each: self._let_through("value", None, each))
            menu.addSeparator()
        elif name:
            label = "tower" if key == "name" else self._label(key)
            menu.addAction(f"&Filter by {label}…").triggered.connect(lambda _checked=False: self.ask(key))
        if name and any(part.name.casefold() == name for part in query_text.parts(self._window.words)):
            clear = menu.addAction("&Clear this filter")
            clear.triggered.connect(lambda _checked=False: self._let_through(name, None))
        if not menu.isEmpty():
            menu.addSeparator()
        self.fill_columns(menu.addMenu("C&olumns"))

    def fill_columns(self, menu: QMenu) -> None:
        """Offer all columns, with ticks at those that are shown."""
        menu.clear()
        tree = self._window.tree
        for key, label in zip(tree.rows.column_keys[1:], tree.rows.headers[1:], strict=True):
            action = menu.addAction(label.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key in tree.columns.chosen)
            action.triggered.connect(lambda _checked=False, key=key: tree.columns.toggle(key))

    def _label(self, key: str) -> str:
        rows = self._window.tree.rows
        return rows.headers[rows.column_keys.index(key)]

    def filter_name(self, key: str) -> str:
        """What a column is called in the filter language; empty for one that can't be filtered by its values."""
        portfolio = self._window.controller.shown.portfolio
        if key in {"", "next"}:
            return ""
        name = _NAMES.get(key, key)
        if key.startswith("x."):
            name = query.spoken(portfolio.own_fields[key[2:]].label)
        try:
            query.asked(f'{name}:"none"' if key != "phase" else "phase:tender", portfolio)
        except SiamdeskError:
            return ""
        return name

    def values(self, key: str) -> list[tuple[str, str]]:
        """What a column says of the contracts: as a filter says it, and as it is shown."""
        window = self._window
        portfolio, day = window.controller.shown.portfolio, window.day
        contracts = [each for each in portfolio.contracts.values() if not each.withdrawn]
        if key in lifecycle.KIND:
            return _years(contracts, key)
        if key == "phase":
            met = {lifecycle.phase_on(each, day) for each in contracts}
            return [(str(phase), lifecycle.PHASE_LABELS[phase]) for phase in lifecycle.Phase if phase in met]
        field = {"name": "tower_id"}.get(key, key)
        said = {columns.words(each, field, portfolio, day) for each in contracts}
        found = [(text, text) for text in sorted(said - {""}, key=str.casefold)]
        return [*found, (_BLANK, "(Blank)")] if "" in said else found

    def ask(self, key: str) -> None:
        """Ask which values of a column are let through."""
        name = self.filter_name(key)
        chosen = query_text.chosen(self._window.words, name)
        label = "tower" if key == "name" else self._label(key)
        dialog = ValueFilter(label, self.values(key), chosen, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            # A date, and a phase, is one of a year or of a name; words are the whole of the cell.
            sign = ":" if key in lifecycle.KIND or key == "phase" else "="
            self._let_through(name, dialog.chosen, sign=sign)

    def _let_through(self, name: str, values: Sequence[str] | None, more: str = "", *, sign: str = "=") -> None:
        words = self._window.words
        if values is None:
            kept = [part.typed for part in query_text.parts(words) if part.name.casefold() != name]
            text = " ".join(kept + ([f"{name}{more}"] if more else []))
        else:
            text = query_text.choosing(words, name, values, sign)
        self._window.narrow(text)


def _years(contracts: Sequence[Contract], kind: str) -> list[tuple[str, str]]:
    """The years in which a milestone falls, and whether it is to be confirmed or blank for some."""
    years: set[int] = set()
    rest: dict[str, str] = {}
    for contract in contracts:
        when = lifecycle.date_of(contract, kind)
        if when is None:
            rest[_BLANK] = "(Blank)"
        elif when.is_tbc:
            rest["TBC"] = "TBC"
        else:
            days = [day for day in (when.earliest, when.latest) if day is not None]
            years.update(day.year for day in days)
    found = [(str(year), str(year)) for year in sorted(years)]
    return [*found, *((key, rest[key]) for key in ("TBC", _BLANK) if key in rest)]

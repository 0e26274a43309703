"""Which columns the tree shows beside the names, in which order and how wide."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTreeView

from siamdesk.ui.tree_model import NAME, RAG, SUPPLIER, VALUE, PortfolioModel

USUAL: Mapping[str, int] = {"suppliers": 120, "value": 112, "rag": 48}
"""What is shown as long as nobody has chosen, and how wide, in pixels."""
_WIDTH = 110
_NAMES = 190
"""The least that the names are to have, in pixels."""


class TreeColumns(QObject):
    """The columns of one tree. The names come first, always."""

    changed = Signal()
    needs = Signal(int)
    """How wide the tree has to be, so that names and columns have room."""

    def __init__(self, tree: QTreeView, rows: PortfolioModel) -> None:
        super().__init__(tree)
        self._tree, self._rows = tree, rows
        self.chosen: dict[str, int] = dict(USUAL)
        """The widths of the columns that are shown, by key, from left to right."""
        self.hides_rag = False
        """No contract has a RAG: its column, though chosen, is left out."""
        self._at_work = False
        self._applied: tuple[object, ...] = ()
        """What the header shows already."""
        header = tree.header()
        header.setSectionsMovable(True)
        header.setFirstSectionMovable(False)
        header.sectionMoved.connect(lambda *_: self._moved())
        header.sectionResized.connect(lambda *_: self._moved())

    def choose(self, chosen: Mapping[str, int]) -> None:
        """Show those columns, in that order and so wide."""
        self.chosen = dict(chosen)
        self.apply()
        self.changed.emit()
        self.needs.emit(_NAMES + sum(self.chosen[key] for key in self.shown_keys()))

    def toggle(self, key: str) -> None:
        """Show a column that is not shown, as the last, or show it no longer."""
        chosen = dict(self.chosen)
        if chosen.pop(key, None) is None:
            chosen[key] = USUAL.get(key, _WIDTH)
        self.choose(chosen)

    def shown_keys(self) -> list[str]:
        """The keys of the columns that are shown, from left to right."""
        keys = self._rows.column_keys
        return [key for key in self.chosen if key in keys and not (key == "rag" and self.hides_rag)]

    def apply(self) -> None:
        """Bring the header into the order that was chosen."""
        header, keys = self._tree.header(), self._rows.column_keys
        shown = self.shown_keys()
        wanted = keys, tuple((key, self.chosen[key]) for key in shown)
        if wanted == self._applied:
            return
        self._applied = wanted
        self._at_work = True
        for column, key in enumerate(keys):
            header.setSectionHidden(column, column != NAME and key not in shown)
        for place, key in enumerate(shown, 1):
            column = keys.index(key)
            header.moveSection(header.visualIndex(column), place)
            header.resizeSection(column, self.chosen[key])
        self._at_work = False

    def _moved(self) -> None:
        """Somebody has moved or stretched a column."""
        if self._at_work:
            return
        self._applied = ()
        header, keys = self._tree.header(), self._rows.column_keys
        shown = [key for key in self.shown_keys() if not header.isSectionHidden(keys.index(key))]
        order = sorted(shown, key=lambda key: header.visualIndex(keys.index(key)))
        widths = {key: header.sectionSize(keys.index(key)) for key in order}
        self.chosen = {**widths, **{key: width for key, width in self.chosen.items() if key not in widths}}
        self.changed.emit()

    def room_before_value(self) -> int:
        """How wide the supplier's column is where it stands right before the value's; else nothing."""
        header = self._tree.header()
        beside = header.visualIndex(VALUE) == header.visualIndex(SUPPLIER) + 1
        return self._tree.columnWidth(SUPPLIER) if beside and not header.isSectionHidden(SUPPLIER) else 0

    def room_after_supplier(self) -> int:
        """How much room value and RAG leave after the supplier, where they stand there."""
        header, room = self._tree.header(), 0
        for place, column in enumerate((VALUE, RAG), header.visualIndex(SUPPLIER) + 1):
            if header.logicalIndex(place) != column:
                break
            room += self._tree.columnWidth(column)
        return room

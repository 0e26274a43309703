"""From one contract to the next that has the words of the search in it."""

from typing import TYPE_CHECKING

from siamdesk.domain import query_text
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import matching
from siamdesk.domain.search_words import wording

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow


def find_next(window: "MainWindow") -> None:
    """Select the next contract below the current row; after the last begins the first.

    The words are those in the search line that are no field's: while the line is typed in and not yet narrowed by,
    of all contracts, else of those it lets through.
    """
    rows = window.tree.rows
    words = [matching(part.texts[0]) for part in query_text.parts(window.bar.search.text()) if not part.name]
    said = wording(window.controller.shown.portfolio)
    current = window.tree.currentIndex()
    start = current.internalId() + 1 if current.isValid() else 0
    for place in (*range(start, len(rows.nodes)), *range(min(start, len(rows.nodes)))):
        node = rows.nodes[place]
        if isinstance(node.item, Contract) and all(word in said[node.key] for word in words):
            window.tree.select_key(node.key)
            return
    window.parts.status.showMessage("No contract in view has these words.", 5000)

"""The words around what is shown, title, banner, bar and status, and which commands can be had of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from siamdesk.domain.contract import Contract
from siamdesk.domain.when import day_words
from siamdesk.session import reviews
from siamdesk.ui.summary import counted, next_event, words_of_totals

if TYPE_CHECKING:
    from siamdesk.ui.main_window import MainWindow


def tell(window: "MainWindow", contracts: Sequence[Contract]) -> None:
    """Say of what is shown what it is, how much of it there is, and what can be done with it."""
    shown = window.controller.shown
    settings = shown.portfolio.settings
    window.parts.top.marking.setText(settings.marked)
    review = reviews.open_review(shown.portfolio)
    told = (f"In {review.name}" if review else "", shown.name, "read-only" if shown.read_only else "")
    window.parts.top.file.setText(" · ".join(filter(None, told)) if shown.path else "")
    window.setWindowTitle(f"{settings.title or shown.name} – SIAMDesk" if shown.path else "SIAMDesk")
    window.parts.history.setVisible(shown.as_known is not None)
    if shown.as_known is not None:
        ink = QColor(window.theme.colour("warning"))
        window.parts.history.show_day(shown.as_known, shown.known_days, window.controller.today, ink)
    window.parts.banner.setText(shown.read_only)
    window.parts.banner.setVisible(bool(window.parts.banner.text()))
    known = f"As known: {day_words(shown.as_known)} ▾" if shown.as_known else "As known ▾"
    window.bar.show_choice(window.bar.known_button, known, active=shown.as_known is not None)
    against = shown.compared_name.removeprefix("Review of ") or "baseline"
    compared = f"Compare: {against} ▾"
    window.bar.show_choice(window.bar.compare_button, compared, active=False)
    towers = len({c.tower_id for c in contracts if c.tower_id})
    words = f"{counted(len(contracts), 'contract')}, {counted(towers, 'tower')}"
    if window.words:
        words += f" of {len(shown.portfolio.contracts):,}"
    window.parts.status.counts.setText(words if shown.path else "")
    window.parts.status.sums.setText(words_of_totals(contracts) if contracts else "")
    window.parts.status.upcoming.setText(next_event(contracts, window.day, settings.fy_start))
    can_write = bool(shown.path) and not shown.read_only and shown.as_known is None
    for key, step, verb in (("undo", shown.undo, "Undo"), ("redo", shown.redo, "Redo")):
        action = window.actions_[key]
        action.setEnabled(can_write and step is not None)
        named = f": {step.label}, {day_words(step.recorded_at.date())}" if step is not None else ""
        action.setText(f"&{verb}{named}")
    for key in ("save_as", "share", "export", "send_back", "left_open", "compare", "trend"):
        window.actions_[key].setEnabled(bool(shown.path))
    tell_counts(window)
    window.actions_["write_back"].setEnabled(can_write)
    for key in ("change", "new_contract", "withdraw", "fill_down", "paste_rows"):
        window.actions_[key].setEnabled(can_write)
    window.tree.rows.is_editable = window.inspector.is_editable = window.canvas.body.hand.is_editable = can_write
    importable = not shown.path or can_write
    for widget in (window.bar.import_button, window.actions_["import"], window.actions_["paste"]):
        widget.setEnabled(importable)


def tell_counts(window: "MainWindow") -> None:
    """Say what waits to be decided, and what to be handed back: both are counted after the rest is shown."""
    shown, can_write = window.controller.shown, window.edits.can_write
    window.parts.status.left_open.setText(f"{shown.left_open:,} left open…")
    window.parts.status.left_open.setVisible(shown.left_open > 0 and shown.as_known is None)
    waiting = sum(shown.pending.values())
    told = f"Write back to Excel  {waiting:,} ▾" if waiting else "Write back to Excel ▾"
    window.bar.show_choice(window.bar.write_button, told, active=bool(waiting) and can_write)
    window.bar.write_button.setEnabled(can_write)

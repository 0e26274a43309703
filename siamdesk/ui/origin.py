"""Where a value came from, in words: the workbook and cell or the step, when it was known and entered, and by whom."""

from typing import TYPE_CHECKING

from siamdesk.domain import when

if TYPE_CHECKING:
    from siamdesk.store.journal import Statement


def origin(said: "Statement") -> str:
    """Where what was said came from."""
    source = said.source
    parts = [source.workbook if source is not None and source.workbook else said.label]
    if source is not None and source.sheet:
        sheet_and_cell = said.cell if said.cell and "!" in said.cell else f"{source.sheet}!{said.cell or ''}"
        parts.append(sheet_and_cell.rstrip("!"))
    parts.append(f"known {when.day_words(said.known_on)}, entered {when.day_words(said.recorded_at.date())}")
    if said.author:
        parts.append(f"by {said.author}")
    return " · ".join(part for part in parts if part)

"""How a portfolio is looked at: what a saved view keeps, and what the window comes back to."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from siamdesk.domain.arrange import GROUPINGS
from siamdesk.timeline.colours import COLOURINGS
from siamdesk.timeline.rows import ROW_HEIGHTS
from siamdesk.timeline.scale import MAX_PIXELS_PER_DAY, MIN_PIXELS_PER_DAY
from siamdesk.ui.tree_columns import USUAL

_WIDEST = 2000


@dataclass(frozen=True, slots=True)
class ViewState:
    """Filter, grouping, colours, zoom and place, closed rows, columns, row height, and how the parts share the room."""

    words: str = ""
    grouping: str = "tower"
    colouring: str = "phase"
    row_height: str = "normal"
    pixels_per_day: float = 0.0
    """Nothing where the whole portfolio is to be shown."""
    day: str = ""
    """The day in the middle, in ISO form."""
    top: int = 0
    collapsed: tuple[str, ...] = ()
    columns: Mapping[str, int] = field(default_factory=lambda: dict(USUAL))
    splits: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By splitter: how long its parts are. In another window they share the room in proportion."""

    @property
    def middle(self) -> date | None:
        """The day in the middle."""
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    def as_json(self) -> dict[str, Any]:
        """What is kept."""
        return asdict(self)


def of_json(kept: object) -> ViewState:
    """The state of what was kept. What is no longer known, or was never right, is as usual."""
    if not isinstance(kept, dict):
        return ViewState()
    usual = ViewState()
    pixels = kept.get("pixels_per_day")
    sound = isinstance(pixels, int | float) and MIN_PIXELS_PER_DAY <= pixels <= MAX_PIXELS_PER_DAY
    columns = kept.get("columns")
    wide = columns.items() if isinstance(columns, dict) else USUAL.items()
    top, collapsed = kept.get("top"), kept.get("collapsed")
    return ViewState(
        words=str(kept.get("words", "")),
        grouping=_known(kept.get("grouping"), GROUPINGS, usual.grouping),
        colouring=_known(kept.get("colouring"), COLOURINGS, usual.colouring),
        row_height=_known(kept.get("row_height"), ROW_HEIGHTS, usual.row_height),
        pixels_per_day=float(pixels or 0.0) if sound else 0.0,
        day=str(kept.get("day", "")),
        top=top if isinstance(top, int) else 0,
        collapsed=tuple(map(str, collapsed)) if isinstance(collapsed, list | tuple) else (),
        splits=_splits(kept.get("splits")),
        columns={str(key): width for key, width in wide if isinstance(width, int) and 0 < width < _WIDEST},
    )


def _splits(kept: object) -> dict[str, tuple[int, ...]]:
    named = kept.items() if isinstance(kept, dict) else ()
    listed = {str(name): tuple(sizes) for name, sizes in named if isinstance(sizes, list | tuple)}
    return {name: sizes for name, sizes in listed.items() if all(isinstance(x, int) and x >= 0 for x in sizes)}


def _known(word: object, known: Mapping[str, object], usual: str) -> str:
    return word if isinstance(word, str) and word in known else usual


def loaded(text: str) -> Any:  # noqa: ANN401  anything JSON can hold
    """What a kept text says; None where it can't be read."""
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None

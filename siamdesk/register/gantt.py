"""The Timeline sheet: the plan in cells. Months across, contracts as rows, phases in colour, milestones as glyphs.

What is drawn is a value; which contract does what and when is told by the one who makes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from siamdesk.register import look, sheet_rows
from siamdesk.register.look import Look, Looks
from siamdesk.register.reader import Sheet
from siamdesk.register.scan import column_letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FILLED: Final = {"tender_launch": "▲", "contract_award": "◆", "service_transfer": "●"}
HOLLOW: Final = {"tender_launch": "△", "contract_award": "◇", "service_transfer": "○"}
"""The glyphs of the headline milestones: filled where they have happened, hollow where they are expected."""


@dataclass(frozen=True, slots=True)
class Period:
    """A column of the plan: what it is called, and the year it stands under."""

    label: str
    year: str


@dataclass(frozen=True, slots=True)
class Spot:
    """What is drawn in one cell: a phase's colour, the soft band of a date that is not exact, and text."""

    phase: str = ""
    soft: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the plan: a contract with what is drawn by place of the period, or a tower's heading."""

    texts: tuple[str, ...]
    spots: tuple[tuple[int, Spot], ...] = ()
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Gantt:
    """What the sheet draws. `today` is the place of the period that today is in, None where it is in none."""

    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    today: int | None = None
    today_words: str = ""


_LEFT: Final = ("Contract", "Title", "Supplier", "RAG")
_WIDTHS: Final = (14, 36, 20, 7)
_HEAD: Final = 4
"""The row of the periods; the years stand above."""
_PHASES: Final = {
    "define": "Define", "tender": "Tender", "mobilise": "Mobilise", "service": "Service", "extension": "Extension",
}  # fmt: skip
_ON_DARK: Final = frozenset({"service"})


def set_up(page: "Worksheet", drawn: Gantt, title: str, marking: str) -> None:
    """Widths, panes, merged years and paper."""
    for place, wide in enumerate(_WIDTHS):
        page.column_dimensions[column_letters(place)].width = wide
    narrow = 3.3 if len(drawn.periods) > 36 else 4.2
    for place in range(len(drawn.periods)):
        page.column_dimensions[column_letters(len(_WIDTHS) + place)].width = narrow
    for first, last, _ in _years(drawn.periods):
        if last > first:
            page.merged_cells.add(f"{_letter(first)}{_HEAD - 1}:{_letter(last)}{_HEAD - 1}")
    page.freeze_panes = f"{column_letters(len(_WIDTHS))}{_HEAD + 1}"
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 85
    look.for_paper(page, f"{title}: timeline", marking, f"{_HEAD - 1}:{_HEAD}", f"A:{column_letters(len(_WIDTHS) - 1)}")


def is_drawn_on(sheet: Sheet) -> bool:
    """Whether a sheet of one of our workbooks is such a plan, whatever it is called by now."""
    heads = sheet.rows[_HEAD - 1] if len(sheet.rows) >= _HEAD else []
    periods = [value for value in heads[len(_LEFT) :] if value != ""]
    return tuple(heads[: len(_LEFT)]) == _LEFT and bool(periods) and all(len(str(value)) <= 4 for value in periods)


def _letter(place: int) -> str:
    return column_letters(len(_WIDTHS) + place)


def _years(periods: Sequence[Period]) -> Iterator[tuple[int, int, str]]:
    """The first and last period of each year."""
    first = 0
    for place, period in enumerate(periods):
        if place + 1 == len(periods) or periods[place + 1].year != period.year:
            yield first, place, period.year
            first = place + 1


def rows(drawn: Gantt, looks: Looks, title: str, marking: str) -> Iterator[str]:
    """The rows of the sheet."""
    number = looks.number
    big, faint = number(Look(bold=True, size=16, rule="")), number(Look(ink=look.FAINT, rule=""))
    yield sheet_rows.row(1, [(0, sheet_rows.cell(title, big))], 26)
    words = " · ".join(each for each in (marking, drawn.today_words) if each)
    yield sheet_rows.row(2, [(0, sheet_rows.cell(words, faint)), *_legend(looks)], 18)
    yield from _heads(drawn, looks)
    told: dict[tuple[Spot, bool], str] = {}
    for row, line in enumerate(drawn.lines, _HEAD + 1):
        cells = _heading(drawn, line, looks) if line.heading else _contract(drawn, line, looks, told)
        yield sheet_rows.row(row, cells, 17)


def _legend(looks: Looks) -> Iterator[tuple[int, str]]:
    """What colours and glyphs mean, in one line over the plan."""
    place = len(_WIDTHS)
    number = looks.number
    plain = number(Look(ink=look.INK, size=9, rule=""))
    for phase, word in _PHASES.items():
        ink = "FFFFFF" if phase in _ON_DARK else look.INK
        fill = number(Look(look.PHASES[phase], ink, size=9, rule=""))
        yield place, sheet_rows.cell(word, fill)
        yield place + 1, sheet_rows.cell(None, fill)
        yield place + 2, sheet_rows.cell(None, fill)
        place += 4
    hatched = number(Look(hatched=True, rule="", size=9))
    yield place, sheet_rows.cell(None, hatched)
    yield place + 1, sheet_rows.cell("some time in here", plain)
    place += 7
    for key, word in (
        ("tender_launch", "tender launch"),
        ("contract_award", "award"),
        ("service_transfer", "transfer"),
    ):
        yield place, sheet_rows.cell(f"{FILLED[key]} {HOLLOW[key]} {word}", plain)
        place += 6
    yield place, sheet_rows.cell("filled: happened, hollow: expected", plain)


def _heads(drawn: Gantt, looks: Looks) -> Iterator[str]:
    number = looks.number
    head = number(look.HEADING)
    year = number(Look(look.HEADER, "FFFFFF", bold=True, across="center", rule=look.HEADER, edge="FFFFFF"))
    period = number(Look(look.BAND, look.INK, size=8, across="center"))
    today = number(Look(look.TODAY, "FFFFFF", bold=True, size=8, across="center"))
    cells = [(place, sheet_rows.cell(None, head)) for place in range(len(_WIDTHS))]
    for first, last, words in _years(drawn.periods):
        cells.append((len(_WIDTHS) + first, sheet_rows.cell(words, year)))
        cells += [(len(_WIDTHS) + place, sheet_rows.cell(None, year)) for place in range(first + 1, last + 1)]
    yield sheet_rows.row(_HEAD - 1, cells, 18)
    cells = [(place, sheet_rows.cell(text, head)) for place, text in enumerate(_LEFT)]
    for place, each in enumerate(drawn.periods):
        style = today if place == drawn.today else period
        cells.append((len(_WIDTHS) + place, sheet_rows.cell(each.label, style)))
    yield sheet_rows.row(_HEAD, cells, 18)


def _heading(drawn: Gantt, line: Line, looks: Looks) -> Iterator[tuple[int, str]]:
    bold = looks.number(Look(look.BAND, look.HEADER, bold=True, size=11))
    today = looks.number(Look(look.BAND, edge=look.TODAY))
    yield 0, sheet_rows.cell(line.texts[0], bold)
    for place in range(1, len(_WIDTHS) + len(drawn.periods)):
        at = place - len(_WIDTHS)
        yield place, sheet_rows.cell(None, today if at == drawn.today else bold)


def _contract(drawn: Gantt, line: Line, looks: Looks, told: dict[tuple[Spot, bool], str]) -> Iterator[tuple[int, str]]:
    """The cells of a contract. `told` keeps how each spot is told: few differ, and a plan may have a million."""
    number = looks.number
    texts = number(Look(up="center")), number(Look(bold=True)), number(Look(up="center"))
    for place, (text, style) in enumerate(zip(line.texts, texts, strict=False)):
        yield place, sheet_rows.cell(text or None, style)
    rag = line.texts[3]
    fill, ink = look.RAG.get(rag, ("", look.INK))
    yield 3, sheet_rows.cell(rag or None, number(Look(fill, ink, bold=bool(rag), across="center")))
    spots = dict(line.spots)
    nothing = Spot()
    for place in range(len(drawn.periods)):
        spot, today = spots.get(place, nothing), place == drawn.today
        cell = told.get((spot, today))
        if cell is None:
            cell = told[spot, today] = sheet_rows.cell(spot.text or None, _style(spot, looks, today=today))
        yield len(_WIDTHS) + place, cell


def _style(spot: Spot, looks: Looks, *, today: bool) -> int:
    ink = "FFFFFF" if spot.phase in _ON_DARK and not spot.soft else look.INK
    fill = look.PHASES.get(spot.phase, "")
    if spot.soft and spot.phase in _ON_DARK:
        fill = look.PHASES["mobilise"]
    across = "center" if len(spot.text) < 3 else "left"
    edge = look.TODAY if today else ""
    return looks.number(Look(fill, ink, bold=bool(spot.text), size=9, across=across, hatched=spot.soft, edge=edge))

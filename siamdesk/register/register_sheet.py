"""The sheet of a new register: a real Excel table that looks right, and behind it the columns that only we read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from siamdesk.domain.money import Money
from siamdesk.domain.when import When
from siamdesk.register import look, sheet_rows, stamp
from siamdesk.register.book import FORMULA_STARTS, SIGNS, Heading, Sheet, as_words, distinct
from siamdesk.register.look import Look, Looks
from siamdesk.register.scan import column_letters
from siamdesk.register.sheet_rows import Told

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MOST_EXACT: Final = 15
_SAMPLE: Final = 400
_ON_A_PAGE: Final = 360
"""How many characters side by side can still be read on A3. A wider register takes several pages side by side."""
_WRAPPED: Final = frozenset({"long text", "list", "links", "title"})
_CENTRED: Final = frozenset({"rag", "yes or no", "months", "integer"})


@dataclass(frozen=True, slots=True)
class Laid:
    """A table laid out: its headers, those of the hidden columns included, and which column is whose bounds."""

    sheet: Sheet
    headers: tuple[str, ...]
    bounded: tuple[int, ...]
    """The places of the columns of dates that hold a date which is no single day."""

    @property
    def shown(self) -> int:
        """How many columns are to be seen."""
        return len(self.sheet.headings)

    @property
    def last_row(self) -> int:
        """The last row; Excel has no table without one under its header."""
        return max(len(self.sheet.rows) + 1, 2)

    @property
    def range(self) -> str:
        """The area of the table."""
        return f"A1:{column_letters(len(self.headers) - 1)}{self.last_row}"


def laid(sheet: Sheet) -> Laid:
    """The layout of a table."""
    texts = distinct(heading.text for heading in sheet.headings)
    bounded: tuple[int, ...] = ()
    if sheet.ids:
        dated = [place for place, heading in enumerate(sheet.headings) if heading.kind == "date"]
        bounded = tuple(place for place in dated if any(_is_bounded(row[place]) for row in sheet.rows))
        texts.append(stamp.ID)
        texts += [mark + texts[place] for place in bounded for mark in (stamp.EARLIEST, stamp.LATEST, stamp.SAID)]
    return Laid(sheet, tuple(texts), bounded)


def _is_bounded(value: object) -> bool:
    return isinstance(value, When) and not value.is_exact and not value.is_tbc


def set_up(page: "Worksheet", it: Laid, name: str, lists: Mapping[int, tuple[str, str]]) -> None:
    """The table, its widths, panes, lists and conditions."""
    from openpyxl.worksheet.filters import AutoFilter  # noqa: PLC0415  only making a workbook needs it
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo  # noqa: PLC0415

    table = Table(displayName=name, ref=it.range)
    table.autoFilter = AutoFilter(ref=it.range)
    table.tableColumns = [TableColumn(id=n, name=text) for n, text in enumerate(it.headers, 1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    page.add_table(table)
    for place, wide in enumerate(widths(it)):
        dimension = page.column_dimensions[column_letters(place)]
        dimension.width = wide
        dimension.hidden = place >= it.shown
    titles = [n for n, heading in enumerate(it.sheet.headings) if heading.key == "title"]
    frozen = titles[0] + 1 if titles and titles[0] < 4 and it.shown > 4 else 0
    page.freeze_panes = f"{column_letters(frozen)}2"
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 90
    page.page_setup.fitToWidth = -(-int(sum(widths(it)[: it.shown])) // _ON_A_PAGE)
    if frozen:
        page.print_title_cols = f"A:{column_letters(frozen - 1)}"
    _offer(page, it, lists)
    _colour(page, it)


def widths(it: Laid) -> list[float]:
    """The widths of the columns in characters, by a sample of the rows."""
    step = max(len(it.sheet.rows) // _SAMPLE, 1)
    sample = it.sheet.rows[::step]
    found: list[float] = []
    for place, heading in enumerate(it.sheet.headings):
        kind = "title" if heading.key == "title" else heading.kind
        lengths = [len(_glance(row[place], heading)) for row in sample if row[place] not in (None, ())]
        found.append(look.width(kind, it.headers[place], lengths))
    return found + [12.0] * (len(it.headers) - it.shown)


def _glance(value: object, heading: Heading) -> str:
    """About as much text as a value shows."""
    if isinstance(value, When):
        return "31 Mar 2016" if value.is_exact else value.words
    if isinstance(value, Money):
        return f"£{value.low:,.0f}" if value.is_amount and value.low is not None else value.words
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) + " "
    text = str(value)
    return max(text.splitlines(), key=len, default="") if heading.kind == "long text" else text


def _offer(page: "Worksheet", it: Laid, lists: Mapping[int, tuple[str, str]]) -> None:
    """Offer the choices of a column in a list; a value outside it stays possible."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for place, (_, where) in lists.items():
        letter = column_letters(place)
        rule = DataValidation(type="list", formula1=where, allow_blank=True, showErrorMessage=False)
        rule.add(f"{letter}2:{letter}{it.last_row}")
        page.add_data_validation(rule)


def _colour(page: "Worksheet", it: Laid) -> None:
    """The conditions: RAG by its word, and a forecast that is later than its baseline."""
    from openpyxl.formatting.rule import Rule  # noqa: PLC0415

    by_key = {heading.key: place for place, heading in enumerate(it.sheet.headings) if heading.key}
    for place, heading in enumerate(it.sheet.headings):
        letter = column_letters(place)
        area = f"{letter}2:{letter}{it.last_row}"
        if heading.kind == "rag":
            for word, (fill, ink) in look.RAG.items():
                rule = Rule(
                    type="expression", dxf=look.differing(fill, ink, bold=True), formula=[f'{letter}2="{word}"']
                )
                page.conditional_formatting.add(area, rule)
        stem, _, which = heading.key.rpartition(".")
        planned = by_key.get(f"{stem}.baseline") if which == "forecast" else None
        if planned is not None:
            later, sooner = _first_day(it, place), _last_day(it, planned)
            style = look.differing(*look.SLIPPED, look.SLIPPED_DAY)
            formula = f"AND(ISNUMBER({later}),ISNUMBER({sooner}),{later}>{sooner})"
            page.conditional_formatting.add(area, Rule(type="expression", dxf=style, formula=[formula]))


def _first_day(it: Laid, place: int) -> str:
    return _day(it, place, 0)


def _last_day(it: Laid, place: int) -> str:
    return _day(it, place, 1)


def _day(it: Laid, place: int, end: int) -> str:
    """A formula for a date of row 2: the day itself, else the end of its bounds that is certain."""
    letter = column_letters(place)
    if place not in it.bounded:
        return f"${letter}2"
    at = it.shown + 1 + 3 * it.bounded.index(place)
    bound, words = column_letters(at + end), column_letters(at + 2)
    return f"IF(${words}2=${letter}2,${bound}2,${letter}2)"


def rows(it: Laid, looks: Looks, fy_start: int) -> Iterator[str]:
    """The rows of the sheet: the header, and one a contract."""
    head, hidden = looks.number(look.HEADING), looks.number(Look(code=look.DAY))
    texts = [(n, sheet_rows.cell(text, head)) for n, text in enumerate(it.headers)]
    shown = it.shown
    wide = widths(it)
    yield sheet_rows.row(1, texts, look.header_height(wide[:shown], it.headers[:shown]))
    columns = [_column(heading, looks, fy_start, wide[n]) for n, heading in enumerate(it.sheet.headings)]
    if it.sheet.ids:
        columns.append(lambda value: (sheet_rows.cell(str(value) or None, 0), 1))
    for place in it.bounded:
        columns += [_bound(hidden, first=True), _bound(hidden, first=False), _said(columns[place])]
    yield from sheet_rows.rows(_lines(it), columns, 2)


def _lines(it: Laid) -> list[Sequence[object]]:
    if not it.sheet.ids:
        return list(it.sheet.rows)
    more = [place for place in it.bounded for _ in range(3)]
    return [
        (*row, contract_id, *(row[place] for place in more))
        for row, contract_id in zip(it.sheet.rows, it.sheet.ids, strict=True)
    ]


def _bound(style: int, *, first: bool) -> Callable[[object], Told]:
    """How the one end of a date's bounds becomes a cell."""

    def told(value: object) -> Told:
        if not isinstance(value, When) or not _is_bounded(value):
            return "", 1
        return sheet_rows.cell(value.earliest if first else value.latest, style), 1

    return told


def _said(beside: Callable[[object], Told]) -> Callable[[object], Told]:
    """How the words of a date become a cell: they are those that stand in its own."""

    def told(value: object) -> Told:
        if not _is_bounded(value):
            return "", 1
        cell, _ = beside(value)
        return ' s="0"' + cell[cell.index('"', 4) + 1 :], 1

    return told


def _column(heading: Heading, looks: Looks, fy_start: int, wide: float) -> Callable[[Any], Told]:
    """How the values of a column become cells."""
    kind = "title" if heading.key == "title" else heading.kind
    across = "center" if kind in _CENTRED else "right" if kind == "money" else "left" if kind == "date" else ""
    bare = Look(
        wrap=kind in _WRAPPED or kind in {"date", "money", "text"},
        across=across,
        bold=kind == "title",
        indent=int(kind == "money"),
    )
    plain = looks.number(bare)
    day = looks.number(Look(code=look.DAY, across="left"))

    def told(value: Any) -> Told:  # noqa: ANN401  a value of any field
        if value is None or value == ():
            return sheet_rows.cell(None, plain), 1
        if isinstance(value, When) and value.is_exact:
            return sheet_rows.cell(value.earliest, day), 1
        if isinstance(value, Money):
            code = _code(value, heading)
            if code:
                style = looks.number(Look(code=code, across="right", indent=1))
                return f' s="{style}"><v>{value.low:f}</v></c>', 1
        if isinstance(value, int) and not isinstance(value, bool):
            return f' s="{plain}"><v>{value}</v></c>', 1
        text = as_words(value, heading, fy_start)
        style = looks.number(replace(bare, quoted=True)) if text.startswith(FORMULA_STARTS) else plain
        return sheet_rows.cell(text, style), sheet_rows.lines_of(text, wide)

    return told


def _code(value: Money, heading: Heading) -> str:
    """The number format of a plain amount in pounds, euros or dollars; '' where it must be said in words."""
    sign = SIGNS.get(value.currency)
    same = (value.basis, value.vat) == (heading.basis, heading.vat)
    if not (value.is_amount and same and sign) or value.low is None or value.approximate or value.per:
        return ""
    amount = value.low.normalize()
    _, digits, exponent = amount.as_tuple()
    if not isinstance(exponent, int) or len(digits) > _MOST_EXACT or amount.adjusted() >= _MOST_EXACT:
        return ""
    places = max(-exponent, 0)
    return f'"{sign}"#,##0' + (f".{'0' * max(places, 2)}" if places else "")

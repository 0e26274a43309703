"""Tables without a header: their columns are known by what they hold, or not at all.

Only a workbook in which no header was found is looked at so, and only a block of rows that holds references,
titles and days is taken for a register. Every column named this way is doubtful.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from siamdesk.domain import money, when_words
from siamdesk.domain.errors import Unreadable
from siamdesk.register import bodies, formats
from siamdesk.register.reader import Raw, Sheet
from siamdesk.register.scan import column_letters
from siamdesk.register.tables import Table

_LEAST_ROWS: Final = 3
_LEAST_COLUMNS: Final = 4
_LOOKED_AT: Final = 200
_MOST_ABOVE: Final = 2
_MOST: Final = 0.7
_CODE: Final = re.compile(r"(?=\S*\d)[A-Za-z0-9][\w./\-#]{1,29}")
_COMPANY: Final = re.compile(
    r"\b(?:ltd|limited|plc|llp|inc|gmbh|group|llc|corp(?:oration)?|b\.?v|s\.?a)\b\.?", re.IGNORECASE
)
_AMOUNT: Final = 1000
_DATES: Final = {
    1: ("current_end.forecast",),
    2: ("effective_date.forecast", "current_end.forecast"),
    3: ("contract_award.forecast", "effective_date.forecast", "current_end.forecast"),
}
"""What so many columns of days are, from the earliest to the latest."""


def find(sheet: Sheet) -> Table | None:
    """The register without a header that a sheet holds, or None."""
    best = max(_blocks(sheet), key=len, default=range(0))
    if len(best) < _LEAST_ROWS:
        return None
    used = [column for row in best for column, _ in bodies.filled(sheet, row)]
    first, last = min(used), max(used)
    columns = [[sheet.value(row, column) for row in best[:_LOOKED_AT]] for column in range(first, last + 1)]
    inferred = _inferred(columns)
    dated = [place for place, key in inferred.items() if "." in key]
    if not dated or all(_day(columns[place][0]) is None for place in dated) or _headed(sheet, best[0]):
        return None
    headers = tuple(f"Column {column_letters(column)}" for column in range(first, last + 1))
    identity = [first + place for place, key in inferred.items() if key in {"reference", "title"}]
    body = bodies.sort(sheet, headers, set(), first, identity, best[0], best[-1] + 1)
    if len(body.rows) < _LEAST_ROWS:
        return None
    titles = tuple(row for row in range(best[0]) if bodies.filled(sheet, row))
    return Table(
        sheet=sheet.name,
        entity="contract",
        header_rows=(),
        first_row=best[0],
        last_row=body.rows[-1],
        first_column=first,
        last_column=last,
        headers=headers,
        title="",
        title_rows=titles,
        body_rows=body.rows,
        passed_over=body.passed_over,
        sections=body.sections,
        inferred=inferred,
    )


def _headed(sheet: Sheet, top: int) -> bool:
    """Whether several texts stand right above a block: a header, though not a register's."""
    above = bodies.filled(sheet, top - 1) if top else []
    return len(above) > _MOST_ABOVE


def _blocks(sheet: Sheet) -> list[range]:
    """The runs of rows of which each has at least as many cells as a contract needs."""
    blocks: list[range] = []
    start = None
    for row in range(len(sheet.rows) + 1):
        wide = row < len(sheet.rows) and len(bodies.filled(sheet, row)) >= _LEAST_COLUMNS
        if wide and start is None:
            start = row
        elif not wide and start is not None:
            blocks.append(range(start, row))
            start = None
    return blocks


def _inferred(columns: list[list[Raw]]) -> dict[int, str]:
    """The fields of the columns by place; empty where they are no register's."""
    found: dict[int, str] = {}
    days: list[tuple[float, int]] = []
    amounts: list[tuple[float, int]] = []
    for place, values in enumerate(columns):
        filled = [value for value in values if value != ""]
        if not filled:
            continue
        dated = [day for day in map(_day, filled) if day is not None]
        sums = [amount for amount in map(_amount, filled) if amount is not None]
        if len(dated) >= _MOST * len(filled):
            days.append((sum(day.toordinal() for day in dated) / len(dated), place))
        elif len(sums) >= _MOST * len(filled):
            amounts.append((sum(sums) / len(sums), place))
        elif "reference" not in found.values() and _are_codes(filled, len(values)):
            found[place] = "reference"
        elif "suppliers" not in found.values() and _share(_COMPANY, filled) >= 1 - _MOST:
            found[place] = "suppliers"
    titles = {place: length for place, values in enumerate(columns) if (length := _title_length(values))}
    titles = {place: length for place, length in titles.items() if place not in found}
    if not titles or "reference" not in found.values() or not days:
        return {}
    found[max(titles, key=lambda place: titles[place])] = "title"
    days = sorted(days[: len(_DATES)])
    found.update((place, key) for (_, place), key in zip(days, _DATES[len(days)], strict=True))
    if amounts and max(amounts)[0] >= _AMOUNT:
        found[max(amounts)[1]] = "value"
    return dict(sorted(found.items())) if len(found) >= _LEAST_COLUMNS else {}


def _day(value: Raw) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not re.search(r"\d", value):
        return None
    try:
        when = when_words.parse(value)
    except Unreadable:
        return None
    return when.earliest or when.latest


def _amount(value: Raw) -> float | None:
    if isinstance(value, bool | dt.date):
        return None
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str) or not re.match(r"\s*[£$€\d(]", value) or formats.could_be_day_text(value):
        return None
    try:
        read = money.parse_money(value)
    except Unreadable:
        return None
    end = read.high or read.low
    return float(end) if end is not None else None


def _are_codes(filled: Sequence[Raw], rows: int) -> bool:
    codes = [value for value in filled if isinstance(value, str) and _CODE.fullmatch(value.strip())]
    return len(codes) >= _MOST * rows and len(set(codes)) == len(codes)


def _share(pattern: re.Pattern[str], filled: Sequence[Raw]) -> float:
    return sum(1 for value in filled if isinstance(value, str) and pattern.search(value)) / len(filled)


def _title_length(values: Sequence[Raw]) -> float:
    """The usual length of texts that could be titles: several words, and mostly not the same."""
    texts = Counter(value for value in values if isinstance(value, str) and " " in value.strip())
    total = sum(texts.values())
    if total < _MOST * len(values) or len(texts) < _MOST * total:
        return 0.0
    return sum(len(text) * count for text, count in texts.items()) / total

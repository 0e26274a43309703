"""The rows under a header: which hold a contract, and why the others do not."""

import re
from dataclasses import dataclass, field
from typing import Final

from siamdesk.register import legends
from siamdesk.register.reader import Raw, Sheet

_TOTAL: Final = re.compile(
    r"(?:grand |sub[- ]?|overall |tower |portfolio )*totals?\b|(?:sum|subtotal|average|count)\b\s*(?::|$)",
    re.IGNORECASE,
)
_NOTE: Final = re.compile(
    r"(?:\*+|†|‡|note[s]?\b|source[s]?\b|key\b|n\.?b\.?\b|\(?[a-z0-9]\)|\[\d+\]|prepared by|produced by|printed|end of|"
    r"disclaimer|footnote|figures|all (?:values|figures|dates|prices))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table that hold something, those passed over with the reason, and the headings between."""

    rows: tuple[int, ...]
    passed_over: tuple[tuple[int, str], ...] = ()
    sections: dict[int, str] = field(default_factory=dict)


_PLAIN: Final = 2
_MOST_LEGENDS: Final = 2


def _cases(text: str) -> tuple[str, ...]:
    return text, text.casefold(), text.upper(), text.title(), text.capitalize()


def filled(sheet: Sheet, row: int) -> list[tuple[int, Raw]]:
    """The cells of a row that hold something, with their columns."""
    return [(column, value) for column, value in enumerate(sheet.rows[row]) if value not in ("", None)]


def is_heading(value: Raw) -> bool:
    """Whether a row's only cell is a heading: words, but neither a total nor a note."""
    return isinstance(value, str) and not _TOTAL.match(value.strip()) and not _NOTE.match(value.strip())


def sort(
    sheet: Sheet,
    headers: tuple[str, ...],
    header_texts: set[str],
    first: int,
    identity: list[int],
    top: int,
    end: int,
    ours: int | None = None,
) -> Body:
    """Sort the rows from `top` up to `end` under a header.

    `header_texts` are the header's cells, by which it is known again; `identity` are the
    columns that name a contract. `ours` is the column in which a register that SIAMDesk has made keeps the ids of its
    contracts: a row with one holds a contract, whatever its words look like.
    """
    sorter = _Sorter(sheet, headers, header_texts, first, identity)
    for row in range(top, end):
        if ours is not None and sheet.value(row, ours) != "":
            sorter.keep(row)
        else:
            sorter.take(row)
    return sorter.done()


class _Sorter:
    def __init__(
        self, sheet: Sheet, headers: tuple[str, ...], header_texts: set[str], first: int, identity: list[int]
    ) -> None:
        self._sheet = sheet
        self._first = first
        self._last = first + len(headers) - 1
        self._identity = identity
        self._lines = {text.casefold() for text in header_texts}
        self._width = sum(1 for header in headers if header)
        self._rows: list[int] = []
        self._passed: list[tuple[int, str]] = []
        self._sections: dict[int, str] = {}
        self._section = ""
        self._block: list[tuple[int, int]] = []
        self._fills: list[int] = []
        self._typed = legends.typed_columns(headers, first)
        self._legends = _MOST_LEGENDS
        self._gap = False
        # A row with a header's very text in it may be the header again, whatever case that is typed in.
        self._again = {each for text in header_texts for each in _cases(text)}
        self._wrong: dict[int, set[int]] = {}
        for row, column in sheet.errors:
            self._wrong.setdefault(row, set()).add(column)
        self._continuing = {
            (row, left)
            for area_top, left, bottom, right in sheet.merged
            if left in identity and left == right
            for row in range(area_top + 1, bottom + 1)
        }

    def take(self, row: int) -> None:
        values = self._sheet.rows[row][self._first : self._last + 1]
        count = len(values) - values.count("")
        if self._legends and count and self._again.isdisjoint(values):
            self._legends -= 1
            why = legends.why(
                [(self._first + at, value) for at, value in enumerate(values) if value != ""], self._typed
            )
            if why:
                self._passed.append((row, why))
                return
        if count > _PLAIN and row not in self._wrong and self._is_plain(values):
            self._keep(row, count)
            return
        cells = [(self._first + place, value) for place, value in enumerate(values) if value != ""]
        cells += [(column, "") for column in self._wrong.get(row, ()) if self._first <= column <= self._last]
        if not cells:
            self._close_block()
            self._gap = True
            return
        why = self._why_pass(row, sorted(cells, key=lambda cell: cell[0]))
        if why:
            self._passed.append((row, why))
        else:
            self._keep(row, len(cells))

    def keep(self, row: int) -> None:
        """Keep a row that is known to hold a contract."""
        self._keep(row, self._width)

    def _keep(self, row: int, count: int) -> None:
        self._block.append((row, count))
        if self._section:
            self._sections[row] = self._section

    def _is_plain(self, values: list[Raw]) -> bool:
        """Whether a row is plainly a contract: named, and with neither a total's nor a header's words in it."""
        width, first = len(values), self._first
        for column in self._identity:
            if column - first < width and values[column - first] != "":
                break
        else:
            return False
        if not self._again.isdisjoint(values):
            return False
        for value in values:
            if isinstance(value, str) and value:
                return _TOTAL.match(value.strip()) is None
        return True

    def _why_pass(self, row: int, cells: list[tuple[int, Raw]]) -> str:
        texts = [value.strip() for _, value in cells if isinstance(value, str)]
        if len(texts) > 1 and sum(1 for text in texts if text.casefold() in self._lines) >= 0.6 * len(cells):
            return "the header again"
        lead = texts[0] if texts else ""
        named = [column for column, _ in cells if column in self._identity]
        if _TOTAL.match(lead) and (len(texts) <= 2 or not named or cells[0][0] in self._identity):
            return "a total"
        if len(cells) == 1 and self._width > 2:
            why = self._lone(row, *cells[0])
            if why:
                return why
        if not named and not self._formula_identity(row):
            if any((row, column) in self._continuing for column in self._identity):
                return "goes on with the row above, whose name is a merged cell"
            return "neither a reference nor a title"
        return ""

    def _formula_identity(self, row: int) -> bool:
        return any((row, column) in self._sheet.formulas for column in self._identity)

    def _lone(self, row: int, column: int, value: Raw) -> str:
        """Why a row with one filled cell holds no contract; '' where that cell may well name one."""
        if not isinstance(value, str):
            return "only a number or a date"
        text = value.strip()
        if _NOTE.match(text) or len(text) > 120:
            return "a note"
        across = any(
            top <= row <= bottom and left <= column <= right and right - left >= 2
            for top, left, bottom, right in self._sheet.merged
        )
        if across and (len(text) > 60 or ". " in text):
            return "a note"
        if across or re.search(r"\btower\b", text, re.IGNORECASE) or text.endswith(":"):
            self._section = text.rstrip(":").strip()
            return "a heading inside the table"
        if column in self._identity and (column != self._first or re.search(r"\d", text)):
            return ""
        following = self._next_filled(row)
        if following > 1:
            self._section = text
            return "a heading inside the table"
        return "" if column in self._identity and following == 1 else "a note"

    def _next_filled(self, row: int) -> int:
        if row + 1 >= len(self._sheet.rows):
            return 0
        values = self._sheet.rows[row + 1][self._first : self._last + 1]
        return sum(1 for value in values if value != "")

    def _close_block(self) -> None:
        """Take the rows since the last blank one, unless they are plainly something else below the table."""
        block, self._block = self._block, []
        if not block:
            return
        fills = [count for _, count in block]
        if self._rows and self._gap:
            usual = sorted(self._fills)[len(self._fills) // 2]
            if max(fills) <= 2 and usual >= 4:
                self._passed += [(row, "a block of its own below the table") for row, _ in block]
                return
        self._rows += [row for row, _ in block]
        self._fills += fills

    def done(self) -> Body:
        """What the rows came to."""
        self._close_block()
        rows = set(self._rows)
        sections = {row: text for row, text in self._sections.items() if row in rows}
        return Body(tuple(sorted(rows)), tuple(sorted(self._passed)), sections)

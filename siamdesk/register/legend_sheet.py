"""The legend of a new register: what each column means and takes, how dates may be said, and what the colours are.

It holds the lists that cells offer, for a list inside a rule may have 255 characters, and the key of each column's
field, by which the column is known again whatever its header would be taken for.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from siamdesk.register import look, sheet_rows, stamp
from siamdesk.register.look import Look, Looks
from siamdesk.register.reader import Sheet
from siamdesk.register.scan import column_letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from siamdesk.register.book import Heading

HEADERS: Final = ("Column", "What it holds", "What it takes", "Field")
OWN: Final = "x."
"""How the keys of the user's own columns begin."""
_WIDTHS: Final = (38, 62, 66, 26, 3)
_LISTS_FROM: Final = 5
_FIRST: Final = 5
_TAKES: Final = {
    "date": "A day, or words: see above. TBC is an answer; a blank says nothing.",
    "money": "An amount in pounds, a range, or words: £1.2m, £1m to £5m, c. £52.9m, £240,000 a year, POA.",
    "rag": "Red, Amber or Green.",
    "yes or no": "Yes or No.",
    "months": "A whole number of months, or years: 60, 5 years.",
    "integer": "A whole number.",
    "list": "Text; several with a semicolon between them.",
    "links": "Names; several with a semicolon between them.",
    "link": "A name, as the list offers it.",
    "long text": "Text, as long as it needs to be.",
}
_DAYS: Final = (
    ("31/03/2016 · 31 Mar 2016", "one day, the day first"),
    ("March 2016 · early, mid or late March 2016", "a month, or a third of it"),
    ("Q2 2016 · H1 2016 · 2016", "a quarter, a half or a year by the calendar"),
    ("spring 2016 · late 2016", "a season, or a third of a year"),
    ("2016/17 · Q1 2016/17", "a financial year, or a quarter of it"),
    ("by end of May 2016", "not after that month"),
    ("late Oct 2015 to early Nov 2015", "a window"),
    ("from October 2016 · until March 2017", "open at one end"),
    ("c. June 2016 · June 2016?", "about then · perhaps then"),
    ("TBC", "known to be unknown"),
)


def lists(headings: Sequence["Heading"]) -> dict[int, tuple[str, str]]:
    """By place of a column, its list's title and the range that holds it.."""
    found: dict[int, tuple[str, str]] = {}
    by_choices: dict[tuple[str, ...], str] = {}
    for place, heading in enumerate(headings):
        offered = choices(heading)
        if not offered:
            continue
        if offered not in by_choices:
            letter = column_letters(_LISTS_FROM + len(by_choices))
            by_choices[offered] = f"{stamp.LEGEND}!${letter}${_FIRST}:${letter}${_FIRST + len(offered) - 1}"
        found[place] = heading.text, by_choices[offered]
    return found


def choices(heading: "Heading") -> tuple[str, ...]:
    """What a column's cells are offered; they may say something else."""
    return ("Yes", "No") if heading.kind == "yes or no" else heading.choices


def set_up(page: "Worksheet", title: str, marking: str, headings: Sequence["Heading"]) -> None:
    """Widths, panes and paper."""
    for place, wide in enumerate(_WIDTHS):
        page.column_dimensions[column_letters(place)].width = wide
    for place, values in enumerate(_columns_of(headings), _LISTS_FROM):
        longest = max(map(len, values))
        page.column_dimensions[column_letters(place)].width = min(max(longest + 3, 12), 40)
    page.sheet_view.showGridLines = False
    header = _FIRST + len(_DAYS) + len(look.RAG) + 4
    look.for_paper(page, f"{title}: legend", marking, f"{header}:{header}")
    page.page_setup.orientation = "portrait"


def _columns_of(headings: Sequence["Heading"]) -> list[tuple[str, ...]]:
    """The lists: the title of each, and what it offers."""
    found: dict[tuple[str, ...], str] = {}
    for heading in headings:
        if choices(heading):
            found.setdefault(choices(heading), heading.text)
    return [(title, *offered) for offered, title in found.items()]


def rows(
    looks: Looks, title: str, marking: str, headings: Sequence["Heading"], headers: Sequence[str]
) -> Iterator[str]:
    """The rows of the sheet."""
    number = looks.number
    big, faint = number(Look(bold=True, size=16, rule="")), number(Look(ink=look.FAINT, rule=""))
    head, text = number(look.HEADING), number(Look(wrap=True))
    name, key = number(Look(bold=True, wrap=True)), number(Look(ink=look.FAINT, size=8))
    part = number(Look(bold=True, size=12, ink=look.HEADER, rule=look.HEADER))
    put: dict[int, list[tuple[int, str]]] = {}
    deep: dict[int, int] = {}

    def line(row: int, texts: Sequence[str], styles: Sequence[int]) -> None:
        cells = (sheet_rows.cell(each, style) for each, style in zip(texts, styles, strict=True))
        put.setdefault(row, []).extend(enumerate(cells))
        wrapped = zip(texts, _WIDTHS, strict=False) if len(texts) == len(HEADERS) else ()
        deep[row] = max(
            (sheet_rows.lines_of(each, wide) for each, wide in wrapped if not each.startswith(OWN)), default=1
        )

    line(1, [title], [big])
    line(
        2, [" · ".join(each for each in (marking, "What the columns of this register mean and take") if each)], [faint]
    )
    line(_FIRST - 1, ["How a date may be said", "What it means", "", ""], [part] * 4)
    row = _FIRST
    for words, meaning in _DAYS:
        line(row, [words, meaning, "", ""], [name, text, text, text])
        row += 1
    line(row + 1, ["Colours", "", "", ""], [part] * 4)
    row += 2
    shades = [(word, f"the contract is {word.casefold()}, as the word says", look.RAG[word]) for word in look.RAG]
    shades.append(("▲ 31 Mar 2016", "a forecast that is later than its baseline", look.SLIPPED))
    for word, meaning, (fill, ink) in shades:
        line(row, [word, meaning], [number(Look(fill, ink, bold=True)), text])
        row += 1
    line(row + 1, HEADERS, [head] * len(HEADERS))
    row += 2
    for heading, header in zip(headings, headers, strict=True):
        line(row, [header, heading.means, _takes(heading), heading.key], [name, text, text, key])
        row += 1
    for place, (header, *offered) in enumerate(_columns_of(headings), _LISTS_FROM):
        put.setdefault(_FIRST - 1, []).append((place, sheet_rows.cell(f"{header}: list", head)))
        for n, each in enumerate(offered):
            put.setdefault(_FIRST + n, []).append((place, sheet_rows.cell(each, text)))
    for row in sorted(put):
        high = 26 if row == 1 else sheet_rows.height(deep.get(row, 1))
        yield sheet_rows.row(row, sorted(put[row], key=lambda each: each[0]), high)


def _takes(heading: "Heading") -> str:
    takes = _TAKES.get(heading.kind, "Text.")
    offered = bool(heading.choices) and heading.kind not in {"rag", "link"}
    return f"{takes} The list beside offers what is usual." if offered else takes


def fields(sheet: Sheet) -> Mapping[str, str]:
    """The key of each column's field by its header, as a legend says."""
    found: dict[str, str] = {}
    inside = False
    for line in sheet.rows:
        texts = [str(value) for value in line[: len(HEADERS)]]
        if texts == list(HEADERS):
            inside = True
        elif inside and (len(texts) < len(HEADERS) or not texts[0]):
            break
        elif inside and texts[3]:
            found[texts[0]] = texts[3]
    return found

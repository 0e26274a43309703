"""Which rows of a sheet could be the header of a register, and which of them are the best.

Each row, and each two or three rows together, is weighed by how many of its cells name a field. Merged groups
are joined to the columns under them, side by side tables are told apart at the empty columns between, and a
calendar drawn at the right is left alone.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from siamdesk.domain import fields, lifecycle
from siamdesk.register import bodies, headings, pairs, spending, stamp
from siamdesk.register.reader import Raw, Sheet

MOST_HEADER_ROWS: Final = 3


NEAR: Final = 80
_AFTER_BLANK: Final = 4
_STRONG: Final = 6
_APRIL: Final = 4
_LOOK_DOWN: Final = 40
_LONGEST: Final = 120
IDENTITY: Final = frozenset({"title", "reference", "description"})
_TELLING: Final = frozenset({"suppliers", "incumbent", "route", "framework", "tower_id", "regime"})
_TELLING_WORDS: Final = frozenset({"contract", "contracts", "tender", "procurement", "supplier", "contractor", "award"})
_MONEY: Final = frozenset(field.key for field in fields.ENTITIES["contract"].fields if field.type.name == "money")


@dataclass(frozen=True, slots=True)
class Head:
    """A header as it might be: its rows, its columns with their texts, and what they name."""

    top: int
    bottom: int
    first: int
    headers: tuple[str, ...]
    keys: frozenset[str]
    score: float
    entity: str
    left_alone: str = ""

    @property
    def last(self) -> int:
        """Its last column."""
        return self.first + len(self.headers) - 1

    def same_as(self, other: "Head") -> bool:
        """Whether it is the same header typed again, be it in capitals."""
        mine, others = (tuple(map(headings.squeezed, head.headers)) for head in (self, other))
        return self.first == other.first and mine == others


def text_of(value: Raw) -> str:
    """A header or title cell as text: whole numbers without a point, days as ISO dates."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.strip() if isinstance(value, str) else str(value)


@cache
def _quick_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words of headers in small letters, and in every case they are usually typed in."""
    words = {word for item in fields.ENTITIES["contract"].fields for word in (item.label, *item.synonyms)}
    words |= {word for kind in lifecycle.KINDS for word in (kind.label, *kind.synonyms)}
    small = frozenset(word.casefold() for word in words)
    return small, small | words | {each for word in small for each in (word.capitalize(), word.title(), word.upper())}


def best(header: str, entity: str) -> str:
    """The field that a header surely names, else ''."""
    found = headings.candidates(header, entity)
    return found[0].key if found and found[0].score >= headings.SURE else ""


def named(sheet: Sheet, row: int) -> set[str]:
    """The fields that the cells of a row name, each cell by itself."""
    return {best(text_of(value), "contract") for _, value in bodies.filled(sheet, row)} - {""}


def found(sheet: Sheet) -> list[Head]:
    """Every header that a row, or two or three rows together, could be.

    Far down, and right under a header that is plainly one, only what follows a blank row or a title is looked at
    closely, and what speaks a header's very words: a register has thousands of rows and few headers.
    """
    small, cased = _quick_words()
    heads: list[Head] = []
    looked_at = since_blank = 0
    strong = len(sheet.rows)
    for row, values in enumerate(sheet.rows):
        count = len(values) - values.count("")
        if count < 2:
            since_blank = 0
            looked_at += count
            continue
        looked_at += 1
        since_blank += 1
        if since_blank > _AFTER_BLANK and (looked_at > NEAR or row >= strong + MOST_HEADER_ROWS):
            if cased.isdisjoint(values):
                continue
            hits = sum(1 for value in values if isinstance(value, str) and value.strip().casefold() in small)
            if hits < 3:
                continue
        if not _could_be_header(values):
            continue
        for top in range(row, max(row - MOST_HEADER_ROWS, -1), -1):
            if top < row and not _could_be_header(sheet.rows[top]):
                break
            heads += _heads_at(sheet, top, row)
        if any(len(head.keys) >= _STRONG and head.bottom == row for head in heads[-MOST_HEADER_ROWS:]):
            strong = row
    return heads


def _could_be_header(values: list[Raw]) -> bool:
    """Headers are short texts in the words of headers; months, years and numbers may stand among them."""
    texts = others = 0
    known = 0
    vocabulary = headings.vocabulary()
    for value in values:
        if value == "":
            continue
        if isinstance(value, str):
            texts += 1
            known += len(value) <= _LONGEST and (
                not vocabulary.isdisjoint(headings.words(value)) or spending.of_header(value, _APRIL) is not None
            )
        elif not isinstance(value, dt.date):
            others += 1
    return known > 0 and known >= 0.3 * texts and others <= texts


def _heads_at(sheet: Sheet, top: int, bottom: int) -> list[Head]:
    hits = [len(named(sheet, row)) for row in range(top, bottom + 1)]
    if max(hits) < 1 or (top < bottom and sum(hits) < 2):
        return []
    joined = _joined(sheet, top, bottom)
    heads: list[Head] = []
    for start, stop, note in _segments(sheet, joined, bottom):
        part = tuple(joined[start:stop])
        for entity in ("contract", "strand"):
            head = _weighed(top, bottom, start, part, entity, note)
            if head is not None:
                heads.append(head)
                break
    return heads


def _joined(sheet: Sheet, top: int, bottom: int) -> list[str]:
    """The header texts of the rows `top` to `bottom`, joined a column at a time."""
    width = max(len(sheet.rows[row]) for row in range(top, bottom + 1))
    lines = [[text_of(sheet.value(row, column)) for column in range(width)] for row in range(top, bottom + 1)]
    if len(lines) == 1:
        return lines[0]
    spread = []
    for place in range(len(lines) - 1):
        below = ["".join(line[column] for line in lines[place + 1 :]) for column in range(width)]
        spread.append(_spread(sheet, top + place, lines[place], below))
    return [_one_header([wide[column] for wide in spread], lines[-1][column]) for column in range(width)]


def _one_header(over: list[tuple[str, bool]], low: str) -> str:
    """The header of one column from the texts over it and its own. A text is sure if it stands there or is merged.

    The sure text right above always belongs to it. One further up may be a mere theme ("Milestones"): it is left out
    where the header names a field without it. Of the others, as many are taken as make the header name a field.
    """
    options: list[list[tuple[str, bool]]] = [[]]
    last = max((place for place, (text, _) in enumerate(over) if text), default=-1)
    for place, (text, sure) in enumerate(over):
        if text:
            with_it = [[*option, (text, sure)] for option in options]
            options = with_it if sure and place == last else [*options, *with_it]
    best_header = max(
        ((option, _glued([*(text for text, _ in option), low])) for option in options),
        key=lambda pair: (_score_of(pair[1]), sum(1 if sure else -1 for _, sure in pair[0])),
    )[1]
    if low and best_header != low and _score_of(low) >= headings.SURE > _score_of(best_header):
        # The group adds a unit or a theme; the column's own words say which field it is.
        return f"{low} ({_glued(text for text, sure in over if sure)})"
    return best_header


def _score_of(header: str) -> float:
    found = headings.candidates(header)
    return found[0].score if found else 0.0


def _glued(parts: Iterable[str]) -> str:
    texts: list[str] = []
    for part in parts:
        if part and part not in texts:
            texts.append(part)
    return " ".join(texts)


def _spread(sheet: Sheet, row: int, line: list[str], below: list[str]) -> list[tuple[str, bool]]:
    """A group row's labels over the columns they stand for, and whether they surely do."""
    spread = [(text, bool(text)) for text in line]
    for top, left, _, right in sheet.merged:
        if top == row and right > left and left < len(line):
            for column in range(left, min(right + 1, len(line))):
                spread[column] = (line[left], True)
    labels = [column for column, text in enumerate(line) if text]
    if not labels or (len(labels) == 1 and not any(below[: labels[0]])):
        # A lone text at the left edge is a title over the table, not a group of its columns.
        return spread
    label = ""
    merged = {column for top, left, _, right in sheet.merged if top == row for column in range(left, right + 1)}
    for column, (text, _) in enumerate(spread):
        if text or column in merged:
            label = "" if column in merged else text
        elif below[column] and label:
            spread[column] = (label, False)
        else:
            label = ""
    return spread


def _segments(sheet: Sheet, joined: list[str], bottom: int) -> list[tuple[int, int, str]]:
    """The runs of columns that are a table each: split at empty columns, and where a calendar is drawn."""
    below = range(bottom + 1, min(bottom + 1 + _LOOK_DOWN, len(sheet.rows)))
    counts = [sum(1 for row in below if sheet.value(row, column) != "") for column in range(len(joined))]
    deepest = max(counts, default=0)
    runs: list[tuple[int, int]] = []
    start = None
    for column, header in enumerate(joined):
        if header or counts[column] > max(deepest // 10, 1):
            start = column if start is None else start
        elif start is not None:
            runs.append((start, column))
            start = None
    if start is not None:
        runs.append((start, len(joined)))
    runs = [run for begin, end in runs if (run := _trimmed(joined, begin, end))]
    kept: list[tuple[int, int, str]] = []
    for begin, end in runs:
        cut, note = _before_calendar(joined, counts, begin, end, deepest)
        if cut == begin:
            if kept:
                kept[-1] = (*kept[-1][:2], note)
            continue
        fresh = joined[begin:cut]
        if kept and not _stands_alone(fresh) and _belongs(joined[kept[-1][0] : kept[-1][1]], fresh):
            kept[-1] = (kept[-1][0], cut, note or kept[-1][2])
        else:
            kept.append((begin, cut, note))
    return kept


def _trimmed(joined: list[str], begin: int, end: int) -> tuple[int, int] | None:
    named = [column for column in range(begin, end) if joined[column]]
    return (begin, end) if named else None


def _before_calendar(joined: list[str], counts: list[int], begin: int, end: int, deepest: int) -> tuple[int, str]:
    """Where a calendar begins at the right end of a run of columns; `end` where none does."""
    start = end
    months = 0
    while start > begin and (not joined[start - 1] or headings.is_calendar(joined[start - 1])):
        start -= 1
        months += 1 if joined[start] else 0
    while start < end and not joined[start]:
        start += 1
    drawn = counts[start:end]
    sparse = sum(drawn) < 0.3 * max(deepest, 1) * max(len(drawn), 1)
    if months >= 4 and (sparse or start == begin):
        return start, f"a calendar from column {joined[start]} on, {end - start} columns, is left alone"
    return end, ""


def _stands_alone(headers: list[str]) -> bool:
    return _weighed(0, 0, 0, tuple(headers), "contract", "") is not None


def _belongs(before: list[str], fresh: list[str]) -> bool:
    """Whether columns after an empty one go on with the table before it: they name fields that it lacks."""
    have = {best(header, "contract") for header in before}
    named = {best(header, "contract") for header in fresh} - {""}
    return not _stands_alone(before) or bool(named - have)


def _weighed(top: int, bottom: int, first: int, headers: tuple[str, ...], entity: str, note: str) -> Head | None:
    """The header if it can be one of contracts (or strands); None for anything else."""
    scores: dict[str, float] = {}
    for header in headers:
        found = headings.candidates(header, entity) if header else ()
        if found and found[0].score >= headings.SURE:
            scores[found[0].key] = max(scores.get(found[0].key, 0.0), found[0].score)
    keys = frozenset(scores)
    named = [header for header in headers if header and not stamp.is_ours(header)]
    fits = _is_register(keys, named) if entity == "contract" else _is_strands(keys, named)
    if not fits:
        return None
    # A second header row has to earn its place.
    score = sum(scores.values()) + _together(headers) + 0.02 * len(named) - 0.1 * (bottom - top)
    return Head(top, bottom, first, headers, keys, score, entity, note)


_TOGETHER: Final = 0.5


def _together(headers: tuple[str, ...]) -> float:
    """What headers are worth that name no field alone: a year beside its quarter, and spend by year."""
    found = sum(_TOGETHER for header in headers if header and spending.of_header(header, _APRIL))
    if any(pairs.speaks_of_part(header) for header in headers):
        found += _TOGETHER * len(pairs.found(headers))
    return found


def _is_register(keys: frozenset[str], named: list[str]) -> bool:
    if not keys & IDENTITY or _is_staff(keys, named):
        return False
    dated = {key.partition(".")[0].partition("#")[0] for key in keys if "." in key}
    spoken = {word for header in named for word in headings.words(header)}
    telling = bool(
        keys & _TELLING
        or keys & _MONEY
        or dated - {"effective_date", "current_end", "review_date", "mobilisation", "exit_complete"}
        or {"effective_date", "current_end"} <= dated
        or (dated and spoken & _TELLING_WORDS)
    )
    share = len(keys) / len(named)
    if len(keys) == 2:
        return telling and len(named) <= 3
    return telling and (len(keys) >= 6 or (len(keys) >= 3 and share >= 0.2))


_STAFF: Final = re.compile(
    r"\b(?:staff|employees?|payroll|job title|post title|grade|salary|surname|forename|first name|line manager|fte"
    r"|date of birth|annual leave|starter|leaver)\b"
)
_NO_STAFF: Final = frozenset({"suppliers", "incumbent", "route", "framework", "regime"})


def _is_staff(keys: frozenset[str], named: list[str]) -> bool:
    """Whether the columns are those of a list of people, who have contracts, starts and ends as well."""
    people = sum(1 for header in named if _STAFF.search(" ".join(headings.words(header))))
    return people >= 2 and not keys & (_NO_STAFF | _MONEY)


def _is_strands(keys: frozenset[str], named: list[str]) -> bool:
    return {"name", "stage"} <= keys and len(named) <= 10


def chosen(heads: list[Head]) -> list[list[Head]]:
    """The best headers that do not overlap, in order; those side by side together, repeats left to the body."""
    taken: list[Head] = []
    for head in sorted(heads, key=lambda head: (-head.score, head.top)):
        clash = any(
            head.top <= other.bottom
            and other.top <= head.bottom
            and (
                (head.first <= other.last and other.first <= head.last)
                or (head.top, head.bottom) != (other.top, other.bottom)
            )
            for other in taken
        )
        if not clash:
            taken.append(head)
    taken.sort(key=lambda head: (head.top, head.first))
    groups: list[list[Head]] = []
    for head in taken:
        if groups and groups[-1][0].top == head.top:
            groups[-1].append(head)
        else:
            groups.append([head])
    return groups

"""Which field each column of a table holds, and how its cells are to be read.

The header proposes (`headings`), the cells dispose: a "Contract" column of numbers holds references, an
"Award" column of amounts holds values. No field has two columns: the better one has it and the other stays
the user's own. The order of day and month, and the unit of money, are settled once a column.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from siamdesk.domain import fields
from siamdesk.domain.field_types import Field, matching
from siamdesk.domain.money import Basis, Vat
from siamdesk.register import formats, headings, pairs, spending, stamp
from siamdesk.register.content import Content, content_of, order
from siamdesk.register.headings import Candidate
from siamdesk.register.pairs import Pair
from siamdesk.register.reader import Sheet
from siamdesk.register.scan import column_letters
from siamdesk.register.strips import Strip, strips
from siamdesk.register.tables import Table

_ACCEPTED: Final = 0.5
_DOUBTFUL: Final = 0.6
_PAIRED: Final = 0.9
_INFERRED: Final = 0.55
_SMALL: Final = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `field` is a key of the field table, or None for a column of the user's own.

    `kind` is what the cells hold: date, money, number, text or blank. `day_first` is None where no cell needs
    an order. A number counts `scale` times in `currency`; `scale_from` says where that was read (header, number
    format, or nothing), or that it is doubtful. `by_month` marks dates that are only ever shown as months.

    Of two columns that hold one field together, both have its key: `other` is the index of the column that
    completes this one, `part_of` that of the column which this one completes, and `joint` how (`pairs`). `spend`
    is the year and the kind of cost of a column of spend. `epoch_1904` tells how bare serials count.
    """

    index: int
    letter: str
    header: str
    field: str | None
    confidence: float
    kind: str
    day_first: bool | None = None
    scale: Decimal = dataclasses.field(default=Decimal(1))
    currency: str = "GBP"
    basis: Basis = Basis.UNSTATED
    vat: Vat = Vat.UNSTATED
    scale_from: str = ""
    by_month: bool = False
    yearly: bool = False
    remembered: bool = False
    other: int | None = None
    part_of: int | None = None
    joint: str = ""
    fiscal: bool = False
    spend: tuple[int, str] | None = None
    epoch_1904: bool = False
    ours: bool = False
    """Whether only SIAMDesk reads it: such columns stand behind a register that it has made."""
    order_from: str = ""
    """What settled the order of day and month: its cells, the sheet's other columns, or '' for neither."""

    @property
    def doubtful(self) -> bool:
        """Whether somebody should be asked if this is the right field."""
        return self.field is not None and self.confidence < _DOUBTFUL

    @property
    def key(self) -> str:
        """The field's key, or the header of a column of the user's own (its letter where it has none)."""
        return self.field or self.header or f"Column {self.letter}"


def mapped(
    sheet: Sheet,
    table: Table,
    *,
    remembered: Mapping[str, str | None] | None = None,
    fy_start: int = 4,
    currency: str = "GBP",
    cells: Sequence[Strip] | None = None,
) -> tuple[Column, ...]:
    """The columns of a table, left to right. `remembered` gives a field (or None) by header and goes before all.

    `cells` are the strips of the table's body, where they have been taken out already.
    """
    cells = strips(sheet, table) if cells is None else cells
    ours = [stamp.is_ours(header) for header in table.headers]
    told = table
    if any(ours):
        # To the eye they are not there, and what they say must not weigh with the other columns.
        headers = tuple("" if mine else header for header, mine in zip(table.headers, ours, strict=True))
        table = replace(table, headers=headers)
    contents = [Content() if mine else content_of(strip, fy_start) for strip, mine in zip(cells, ours, strict=True)]
    given = {matching(header): key for header, key in (remembered or {}).items()}
    contract = table.entity == "contract"
    joint = pairs.found(table.headers) if contract else []
    spend = _spending(table, contents, given, fy_start) if contract else {}
    chosen = _assigned(table, contents, given, _Special(joint, spend))
    orders = sum((content.day_orders for content in contents), Counter[bool]())
    columns = []
    for place, content in enumerate(contents):
        header = told.headers[place]
        key, confidence = chosen.get(place, (None, 1.0 if matching(header) in given else 0.0))
        index = table.first_column + place
        column = Column(index, column_letters(index), header, key, round(confidence, 2), content.kind, ours=ours[place])
        about = field_of(table.entity, key)
        column = replace(column, spend=spend.get(place), epoch_1904=sheet.epoch_1904)
        column = _with_order(column, about, content, orders)
        column = _with_unit(column, about, content, currency)
        columns.append(replace(column, remembered=bool(header) and matching(header) in given))
    for pair in joint:
        holder, other = columns[pair.holder], columns[pair.other]
        if holder.field is not None and holder.field == other.field:
            columns[pair.holder] = replace(holder, other=other.index, joint=pair.kind, fiscal=pair.fiscal)
            columns[pair.other] = replace(other, part_of=holder.index)
    return tuple(columns)


@dataclass(frozen=True, slots=True)
class _Special:
    """What is settled by headers together, or by a header that is no field's."""

    pairs: Sequence[Pair]
    spend: Mapping[int, tuple[int, str]]


def _spending(
    table: Table, contents: list[Content], given: Mapping[str, str | None], fy_start: int
) -> dict[int, tuple[int, str]]:
    """Year and kind of cost by place, for columns of amounts by year; each year and kind once."""
    found: dict[int, tuple[int, str]] = {}
    for place, header in enumerate(table.headers):
        spend = spending.of_header(header, fy_start) if header else None
        amounts = contents[place].kind in {"money", "number", "blank"} or contents[place].unsure
        if spend and amounts and spend not in found.values() and given.get(matching(header)) is None:
            found[place] = spend
    return found


def field_of(entity: str, key: str | None) -> Field | None:
    """The field of a key, milestone dates included; None for a column of the user's own."""
    return None if key is None else fields.field_for(entity, key)


# Which field


def _assigned(
    table: Table, contents: list[Content], given: Mapping[str, str | None], special: _Special
) -> dict[int, tuple[str, float]]:
    """Field and confidence by place. The best pairs of column and field are taken first, each once."""
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    closed = set(special.spend)
    beside = {pair.other for pair in special.pairs if _both_given(table, pair, given)}
    closed |= beside
    for place, header in enumerate(table.headers):
        if place not in beside and header and matching(header) in given:
            closed.add(place)
            key = given[matching(header)]
            if key is not None and key not in taken and fields.field_for(table.entity, key) is not None:
                chosen[place] = (key, 1.0)
                taken.add(key)
    open_pairs = [pair for pair in special.pairs if not closed & {pair.holder, pair.other}]
    closed.update(pair.other for pair in open_pairs)
    offers = [(_PAIRED, -pair.holder, pair.key) for pair in open_pairs]
    offers += [
        (candidate.score * fit, -place, candidate.key)
        for place, header in enumerate(table.headers)
        if place not in closed
        for candidate in _proposals(header, table.entity, contents[place])
        if (fit := _fit(candidate.key, table.entity, header, contents[place])) > 0
    ]
    offers += [(_INFERRED, -place, key) for place, key in table.inferred.items() if place not in closed]
    # Of two that name the same as well, the contract's own goes before the notice's.
    own = {-place for place, header in enumerate(table.headers) if "contract" in headings.words(header)}
    for score, minus_place, key in sorted(offers, key=lambda offer: (-offer[0], offer[1] not in own, -offer[1])):
        place = -minus_place
        if score >= _ACCEPTED and place not in chosen and key not in taken:
            chosen[place] = (key, score)
            taken.add(key)
    if table.entity == "contract":
        _settle_plans(table, chosen)
        _settle_title(chosen)
        _settle_pairs(table, special.pairs, chosen, given)
    return chosen


def _both_given(table: Table, pair: Pair, given: Mapping[str, str | None]) -> bool:
    """Whether somebody has said that two columns hold one field together."""
    key = given.get(matching(table.headers[pair.holder]))
    return key is not None and given.get(matching(table.headers[pair.other])) == key


def _settle_pairs(
    table: Table, joint: Sequence[Pair], chosen: dict[int, tuple[str, float]], given: Mapping[str, str | None]
) -> None:
    """Where one column of a pair has its field, the other has it too, unless somebody gave it another."""
    for pair in joint:
        key, score = chosen.get(pair.holder, ("", 0.0))
        header = matching(table.headers[pair.other])
        about = fields.field_for("contract", key) if key else None
        suits = about is not None and about.type.name == ("money" if pair.kind == "range" else "date")
        if suits and pair.other not in chosen and given.get(header, key) == key:
            chosen[pair.other] = (key, score)


def _settle_plans(table: Table, chosen: dict[int, tuple[str, float]]) -> None:
    """A planned date beside a forecast of the same milestone is its baseline.

    Both ask for the forecast, so that one of them went without: the one that says "planned".
    """
    taken = {key for key, _ in chosen.values()}
    for place, header in enumerate(table.headers):
        for candidate in headings.candidates(header):
            stem, _, which = candidate.key.rpartition(".")
            if candidate.score < headings.SURE or which != "forecast" or not stem:
                continue
            holder = next((other for other, (key, _) in chosen.items() if key == candidate.key), None)
            baseline = f"{stem}.baseline"
            if holder is None or holder == place or baseline in taken or place in chosen:
                continue
            if headings.is_plan(header) and not headings.is_plan(table.headers[holder]):
                chosen[place] = (baseline, candidate.score)
            elif headings.is_plan(table.headers[holder]) and not headings.is_plan(header):
                chosen[place] = (candidate.key, candidate.score)
                chosen[holder] = (baseline, chosen[holder][1])
            else:
                continue
            taken.add(baseline)


def _settle_title(chosen: dict[int, tuple[str, float]]) -> None:
    """Where no column is the title, the description serves."""
    keys = {key: place for place, (key, _) in chosen.items()}
    if "title" not in keys and "description" in keys:
        place = keys["description"]
        chosen[place] = ("title", round(chosen[place][1] * 0.9, 2))


def _proposals(header: str, entity: str, content: Content) -> tuple[Candidate, ...]:
    """What the header may name, with what its words can mean once the cells are seen."""
    found = headings.candidates(header, entity)
    if entity != "contract":
        return found
    extra: list[Candidate] = []
    for candidate in found:
        key, score = candidate.key, candidate.score
        if key == "title" and _looks_like_references(content):
            extra.append(Candidate("reference", score))
        elif key.startswith("contract_award.") and content.kind in {"money", "number"}:
            extra.append(Candidate("award_value", score * 0.9))
        elif key == "status" and content.kind == "text" and _all_rag(content):
            extra.append(Candidate("rag", score * 1.01))
        elif key == "term_months" and content.kind == "text":
            extra.append(Candidate("extension_options", score * 0.55))
    return (*found, *extra)


_REFERENCE: Final = re.compile(r"(?=\S*\d)[\w./\-#]{2,30}")


def _looks_like_references(content: Content) -> bool:
    """Whether the cells are numbers, or short codes with digits in them, each its own."""
    if content.numbers and not content.texts:
        return True
    total = content.text_count
    codes = sum(count for text, count in content.texts.items() if _REFERENCE.fullmatch(text.strip()))
    return total > 0 and codes + len(content.numbers) >= 0.8 * (total + len(content.numbers))


def _all_rag(content: Content) -> bool:
    known = {"r", "a", "g", "red", "amber", "green"}
    return content.text_count > 0 and all(matching(text) in known for text in content.texts)


_YES_NO: Final = frozenset({"yes", "no", "y", "n", "true", "false", "x", "✓"})


def _fit(key: str, entity: str, header: str, content: Content) -> float:
    """How well the cells suit the field, from 0 to 1."""
    about = fields.field_for(entity, key)
    kind = content.kind
    if about is None:
        return 0.0
    if kind == "blank":
        return 0.95
    match about.type.name:
        case "date":
            return _date_fit(header, content)
        case "money":
            return {"money": 1.0, "number": 1.0, "text": 0.8, "date": 0.1}[kind]
        case "yes or no":
            yes_no = sum(count for text, count in content.texts.items() if matching(text) in _YES_NO)
            return 1.0 if (yes_no + content.flags) * 2 >= content.filled else 0.3
        case "rag":
            return 1.0 if kind == "text" and any(matching(text)[:1] in "rag" for text in content.texts) else 0.3
        case "months" | "integer":
            sized = sum(count for text, count in content.texts.items() if re.search(r"\d", text) and len(text) < 16)
            return 1.0 if (len(content.numbers) + sized) * 2 >= content.filled and kind != "date" else 0.4
        case "list" | "links" | "link":
            return {"text": 1.0}.get(kind, 0.3)
    return _text_fit(key, content)


def _date_fit(header: str, content: Content) -> float:
    kind = content.kind
    if kind == "date":
        return 1.0
    # A header of one word, such as "Award" or "Review", is a date only where its cells say so.
    words = headings.words(header)
    named = len(words) > 1 or words[:1] in {("expiry",), ("expires",), ("expiration",)}
    if kind == "number":
        serials = sum(1 for number in content.numbers if formats.could_be_day(number))
        texts = sum(count for text, count in content.texts.items() if formats.could_be_day_text(text))
        return 0.95 if (serials + texts) * 2 >= content.filled else 0.3
    if kind == "text":
        if content.unsure == content.filled:
            return 0.95
        share = (content.dates + content.date_texts) / content.filled
        return 0.85 if named else 0.9 if share > 0.2 else 0.4
    return 0.2


_ANYTHING: Final = frozenset(
    {
        "tupe_posts",
        "extension_options",
        "notice_period",
        "lots",
        "cpv",
        "category",
        "notes",
        "rag_note",
        "change_notes",
        "decision_refs",
        "exemptions",
    }
)


def _text_fit(key: str, content: Content) -> float:
    kind = content.kind
    if key == "reference":
        return 0.3 if kind in {"date", "money"} else 1.0
    if key == "title":
        return {"text": 1.0, "number": 0.4, "date": 0.2, "money": 0.3}[kind]
    if key in _ANYTHING:
        return {"text": 1.0, "number": 0.9, "date": 0.6, "money": 0.8}[kind]
    return {"text": 1.0, "number": 0.6, "date": 0.3, "money": 0.3}[kind]


# How its cells are read


def _with_order(column: Column, about: Field | None, content: Content, orders: Counter[bool]) -> Column:
    dated = content.kind == "date" or (about is not None and about.type.name == "date")
    if not dated:
        return column
    day_first = None
    order_from = ""
    if content.slashed:
        own = order(content.day_orders)
        whole = order(orders) if own is None else own
        day_first = whole is not False
        order_from = "cells" if own is not None else "sheet" if whole is not None else ""
    readable = content.dates + content.date_texts + content.unsure
    kind = "date" if content.kind == "number" or readable * 2 >= content.filled > 0 else column.kind
    return replace(column, kind=kind, day_first=day_first, by_month=content.first_days, order_from=order_from)


def _with_unit(column: Column, about: Field | None, content: Content, currency: str) -> Column:
    is_money = (about is not None and about.type.name == "money") or column.spend is not None
    if not is_money and content.kind != "money":
        return column
    unit = headings.unit(column.header)
    shown = next((code for code in map(formats.currency, content.codes) if code), "")
    from_format = any(formats.literal_scale(code) or formats.thousands(code) for code in content.codes)
    small = bool(content.numbers) and max(map(abs, content.numbers)) < _SMALL and any(content.numbers)
    if unit.scale is not None:
        scale_from = "header"
    elif from_format:
        scale_from = "number format"
    elif small and not shown and not unit.currency and not unit.yearly:
        scale_from = "doubtful"
    else:
        scale_from = ""
    return replace(
        column,
        kind="money" if content.kind == "number" or content.unsure == content.filled > 0 else column.kind,
        scale=unit.scale or Decimal(1),
        currency=unit.currency or shown or currency,
        basis=about.basis if about is not None else Basis.UNSTATED,
        vat=Vat(unit.vat),
        scale_from=scale_from,
        yearly=unit.yearly,
    )

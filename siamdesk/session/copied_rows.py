"""Contracts as cells for a spreadsheet: tab-separated text, and the same as HTML."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Final, NamedTuple

from siamdesk.domain import columns, fields, lifecycle, money, rows
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.shown import shown

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
HEADLINE: Final = "Headline value"
"""The header of the value that the tree shows, whichever of the contract's values that is."""
TOLD: Final = frozenset({HEADLINE, "Phase", "Next date", "Contract award", "Service transfer"})
"""Headers of what follows from other fields: reading such a column back would put it into the wrong one."""


class Copied(NamedTuple):
    """Cells, twice."""

    text: str
    html: str


def copied(contracts: Sequence[Contract], portfolio: Portfolio, keys: Iterable[str], today: date) -> Copied:
    """Contracts with their headers: reference, title, the columns of those keys, and the headline dates there are.

    The key `value` stands for the value to show. A text that a spreadsheet would take for a formula is guarded.
    """
    about = columns.offered(portfolio)
    plain = [key for key in ("reference", "title", *keys) if key != "name"]
    plain = list(dict.fromkeys(plain))
    dates = [
        f"{kind}.{which}"
        for kind in lifecycle.HEADLINES
        for which in ("forecast", "actual")
        if any(rows.get(each, f"{kind}.{which}") is not None for each in contracts)
    ]
    heads = [HEADLINE if key == "value" else about.get(key) or _label(key, portfolio) for key in plain]
    heads += [_label(key, portfolio) for key in dates]
    table = [heads] + [
        [
            *(_cell(each, key, portfolio, today, derived=key in about) for key in plain),
            *(shown(each, key, portfolio) for key in dates),
        ]
        for each in contracts
    ]
    guarded = [[guard(text) for text in line] for line in table]
    out = io.StringIO(newline="")
    csv.writer(out, dialect="excel-tab").writerows(guarded)
    return Copied(out.getvalue(), _html(guarded))


def guard(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _cell(contract: Contract, key: str, portfolio: Portfolio, today: date, *, derived: bool) -> str:
    if key == "value":
        values = [value for each in fields.VALUE_KEYS if (value := getattr(contract, each)) is not None]
        known = [value for value in values if value.is_known]
        return money.show_money((known or values)[0]) if values else ""
    return columns.words(contract, key, portfolio, today) if derived else shown(contract, key, portfolio)


def _label(key: str, portfolio: Portfolio) -> str:
    field = fields.field_for("contract", key, portfolio.own_fields)
    return field.label if field is not None else key


def _html(table: Sequence[Sequence[str]]) -> str:
    """The table as HTML. A guarded cell is marked as text as well."""
    lines = []
    for place, line in enumerate(table):
        tag = "td" if place else "th"
        cells = "".join(
            f"<{tag} style=\"mso-number-format:'\\@'\">{escape(text).replace(chr(10), '<br>')}</{tag}>"
            if text.startswith("'")
            else f"<{tag}>{escape(text).replace(chr(10), '<br>')}</{tag}>"
            for text in line
        )
        lines.append(f"<tr>{cells}</tr>")
    return f'<html><head><meta charset="utf-8"></head><body><table>{"".join(lines)}</table></body></html>'

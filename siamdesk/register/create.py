"""Making a new register: an Excel workbook or a text file that looks right and comes home with no difference.

A new workbook is made from nothing, so that nothing of anybody else's can be hidden in it. What is exact is
written as a date or a number with a format; what is not is written in its words, which read back the same.
"""

import csv
import datetime as dt
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from uuid import uuid4

from siamdesk.domain import when_words
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Basis, Money, Vat, parse_money, show_money
from siamdesk.domain.when import When

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DATE_FORMAT: Final = "dd mmm yyyy"
_SIGNS: Final = {"GBP": "£", "EUR": "€", "USD": "$"}
_MOST_IN_CELL: Final = 32_767
_MOST_EXACT: Final = 10**15
_LONGEST_LIST: Final = 255
_WIDTHS: Final = {"long text": 48, "title": 36, "date": 14, "money": 16, "yes or no": 8, "months": 9, "integer": 9}
_WIDEST: Final = 48
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a new register: its header, the name of its values' type in the field table, and its choices.

    `basis` and `vat` are what the header tells of the amounts under it: an amount that differs is written in words.
    """

    text: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    basis: Basis = Basis.UNSTATED
    vat: Vat = Vat.UNSTATED


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into a new register. `marking` stands on every printed page; `title` is its sheet and its name."""

    title: str
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Value]]
    marking: str = ""
    stamp: str = ""
    """A text kept in the workbook's properties, by which it is known when it comes home."""


def create_xlsx(target: Path | str | BinaryIO, sheet: Sheet, *, fy_start: int = 4) -> None:
    """Write a new workbook to a path (in one step: the old file stands until the new one is whole) or a stream.

    Raises `SiamdeskError` where the folder cannot be written or the file is open in another program.
    """
    deliver(target, lambda stream: _write_xlsx(stream, sheet, fy_start))


def create_csv(target: Path | str | BinaryIO, sheet: Sheet, *, fy_start: int = 4) -> None:
    """Write a new text table, in UTF-8 with a mark so that Excel reads it rightly. Errors as for `create_xlsx`.

    A text that Excel would take for a formula gets an apostrophe before it.
    """
    deliver(target, lambda stream: _write_csv(stream, sheet, fy_start))


def as_words(value: Value, heading: Heading, fy_start: int = 4) -> str:
    """A value in words that read back as the same value under that heading; '' for a blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, When):
        return when_words.show(value, fy_start=fy_start)
    if isinstance(value, Money):
        return _money_words(value, heading)
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value)


_VAT_WORDS: Final = {Vat.EXCLUDED: " ex VAT", Vat.INCLUDED: " inc VAT", Vat.UNSTATED: ""}


def _money_words(value: Money, heading: Heading) -> str:
    """The words as typed where they still mean the amount: typed under "£m", they may have lost their unit."""
    shown = show_money(value)
    for words in (value.words, shown, f"{value.words}{_VAT_WORDS[value.vat]}", f"{shown}{_VAT_WORDS[value.vat]}"):
        try:
            if words and parse_money(words, basis=heading.basis, vat=heading.vat) == value:
                return words
        except Unreadable:
            continue
    return shown


def deliver(target: Path | str | BinaryIO, write: Callable[[BinaryIO], object]) -> None:
    """Write a new file in one step: whatever was there stands until the new one is whole. Raises `SiamdeskError`."""
    if not isinstance(target, str | os.PathLike):
        write(target)
        return
    path = Path(target)
    temporary = path.with_name(f".{path.stem[:80]}-{uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except FileNotFoundError:
        raise SiamdeskError(f"There is no folder {path.parent}: choose one that exists.") from None
    except PermissionError:
        raise SiamdeskError(
            f"{path.name} could not be written: close it in Excel, or choose a folder that you may write to."
        ) from None
    except OSError as error:
        raise SiamdeskError(f"{path.name} could not be written ({error.strerror}): choose another place.") from None
    finally:
        temporary.unlink(missing_ok=True)


def _write_csv(stream: BinaryIO, sheet: Sheet, fy_start: int) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_guarded(heading.text) for heading in sheet.headings])
    for row in sheet.rows:
        cells = zip(row, sheet.headings, strict=True)
        writer.writerow([_field(value, heading, fy_start) for value, heading in cells])
    stream.write(text.getvalue().encode("utf-8-sig"))


def _field(value: Value, heading: Heading, fy_start: int) -> str:
    if isinstance(value, When) and value.is_exact and value.earliest is not None:
        return value.earliest.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _guarded(as_words(value, heading, fy_start))


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


# The workbook


def _write_xlsx(stream: BinaryIO, sheet: Sheet, fy_start: int) -> None:
    from openpyxl import Workbook  # noqa: PLC0415  only making a workbook needs it, and it is slow to load
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415

    book = Workbook()
    page = book.worksheets[0]
    page.title = _sheet_name(sheet.title)
    headings = _distinct([heading.text for heading in sheet.headings])
    page.append(headings)
    for cell in page[1]:
        cell.data_type = "s"
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3864")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    wrapped = Alignment(wrap_text=True, vertical="top")
    plain = Alignment(vertical="top")
    for number, row in enumerate(sheet.rows, 2):
        for column, value in enumerate(row, 1):
            shown, code = _cell(value, sheet.headings[column - 1], fy_start)
            if shown is None:
                continue
            cell = page.cell(number, column)
            cell.value = shown
            if isinstance(shown, str):
                # Text that begins with "=" is text: the library would make a formula of it.
                cell.data_type = "s"
            if code:
                cell.number_format = code
            cell.alignment = wrapped if sheet.headings[column - 1].kind in {"long text", "list"} else plain
    _set_up(page, sheet, headings)
    book.properties.title = sheet.title
    book.properties.creator = "SIAMDesk"
    book.properties.category = sheet.marking or None
    book.properties.identifier = sheet.stamp or None
    book.save(stream)


def _cell(value: Value, heading: Heading, fy_start: int) -> tuple[str | int | float | dt.date | None, str]:
    """What goes into the cell, and its number format ('' for none)."""
    if value is None or value == ():
        return None, ""
    if isinstance(value, bool):
        return as_words(value, heading), ""
    if isinstance(value, int):
        return value, ""
    if isinstance(value, When) and value.is_exact and value.earliest is not None:
        return value.earliest, DATE_FORMAT
    if isinstance(value, Money):
        return _amount(value, heading)
    # Excel takes no control characters but tabs and line ends, and no more than so many characters.
    text = "".join(letter for letter in as_words(value, heading, fy_start) if letter in "\t\n" or letter >= " ")
    return text[:_MOST_IN_CELL], ""


def _amount(value: Money, heading: Heading) -> tuple[str | int | float, str]:
    """A plain amount as a number with its sign of currency; anything else in its words."""
    sign = _SIGNS.get(value.currency)
    same = (value.basis, value.vat) == (heading.basis, heading.vat)
    plain = value.is_amount and same and not value.approximate and not value.per and sign is not None
    if not plain or value.low is None or abs(value.low) >= _MOST_EXACT:
        return as_words(value, heading), ""
    if value.low == value.low.to_integral_value():
        return int(value.low), f'"{sign}"#,##0'
    places = max(2, -int(value.low.normalize().as_tuple().exponent))
    return float(value.low), f'"{sign}"#,##0.{"0" * places}'


def _set_up(page: "Worksheet", sheet: Sheet, headings: list[str]) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415
    from openpyxl.worksheet.table import Table, TableStyleInfo  # noqa: PLC0415

    last = get_column_letter(max(len(headings), 1))
    # Excel has no table without a row under its header.
    table = Table(displayName="Register", ref=f"A1:{last}{max(len(sheet.rows) + 1, 2)}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    page.add_table(table)
    named = {"title": "title", "contract title": "title"}
    for place, (heading, text) in enumerate(zip(sheet.headings, headings, strict=True), 1):
        kind = named.get(text.casefold(), heading.kind)
        longest = max((len(word) for word in text.split()), default=0)
        width = max(_WIDTHS.get(kind, 18), min(longest + 4, _WIDEST))
        page.column_dimensions[get_column_letter(place)].width = width
        _validate(page, heading, get_column_letter(place), len(sheet.rows) + 1)
    page.freeze_panes = "C2" if len(headings) > 4 else "A2"
    page.row_dimensions[1].height = 32
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 8  # A3 (ECMA-376 part 1, 18.3.1.63)
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    marking = sheet.marking.replace("&", "&&") or None
    header, footer = page.oddHeader, page.oddFooter
    if header is not None and footer is not None:
        header.center.text = footer.center.text = marking
        footer.left.text = sheet.title.replace("&", "&&")
        footer.right.text = "Page &P of &N"


def _validate(page: "Worksheet", heading: Heading, letter: str, last: int) -> None:
    """Offer the choices of a column in a list; a value outside it stays possible."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    choices = ("Yes", "No") if heading.kind == "yes or no" else heading.choices
    listed = ",".join(choices)
    if not choices or last < 2 or len(listed) > _LONGEST_LIST or any("," in choice for choice in choices):
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{last}")
    page.add_data_validation(rule)


def _distinct(headings: Iterable[str]) -> list[str]:
    """Headers as an Excel table wants them: none blank, no two alike."""
    made: list[str] = []
    seen: set[str] = set()
    for heading in headings:
        text = " ".join(heading.split()) or "Column"
        number = 2
        name = text
        while name.casefold() in seen:
            name = f"{text} {number}"
            number += 1
        seen.add(name.casefold())
        made.append(name)
    return made


def _sheet_name(title: str) -> str:
    """A sheet's name as Excel allows it: 31 characters, none of a few signs, no apostrophe at the ends."""
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in title)
    return " ".join(name.split())[:31].strip("' ") or "Register"

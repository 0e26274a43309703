"""The proof before anything is delivered: the new workbook is the old one, save what was declared.

It is read again from its own bytes, as a stranger would: what was not to change is compared byte for byte, what was
is read back by a reader that had no part in writing it.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final
from xml.parsers import expat

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import archive, cell_xml, markup, workbook_parts
from siamdesk.register.archive import Archive
from siamdesk.register.cell_xml import Value
from siamdesk.register.markup import Splice
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.scan import Malformed, address, column_number

Expected = Mapping[tuple[int, int], Value]
"""The values that cells of a sheet must read back as, by row and column from 0."""

_EARLY: Final = dt.date(1900, 3, 1)
_DAY: Final = dt.timedelta(days=1)


class _Differs(Exception):  # noqa: N818  told to the user by `check`
    pass


class _WasDamaged(Exception):  # noqa: N818  likewise
    pass


def check_bytes(book: OpenWorkbook, data: bytes) -> None:
    """Raise `SiamdeskError` unless `data` is the workbook with the splices noted and the members dropped."""
    with _in_one_sentence(book.name):
        after = Archive(data)
        _same_members(book.archive, after, book.splices, book.dropped)
        for member, made in book.splices.items():
            _same_outside(book.part(member), after, member, made)
        _links_closed(book.archive, after)
        _zip_opens(data, book.splices)


def check_values(book: OpenWorkbook, data: bytes, expected: Mapping[str, Expected], vast: Collection[str] = ()) -> None:
    """Raise `SiamdeskError` unless the values expected, by the name of their sheet, are read back from `data`.

    Sheets that are `vast` would not fit into memory as a grid, and are read cell by cell.
    """
    with _in_one_sentence(book.name):
        after = Archive(data)
        for sheet, values in expected.items():
            _read_back(book, after, sheet, values, vast=sheet in vast)


@contextmanager
def _in_one_sentence(name: str) -> Iterator[None]:
    try:
        yield
    except _WasDamaged as error:
        raise SiamdeskError(
            f"{name} is damaged: {error}; open it in Excel, let Excel repair it, and save it."
        ) from None
    except (archive.Unusual, Malformed, _Differs) as error:
        raise SiamdeskError(
            f"{name} was not written: the new workbook did not pass its check ({error}), and the old one is "
            "untouched; please report this."
        ) from None


def _same_members(
    before: Archive, after: Archive, splices: Mapping[str, Sequence[Splice]], dropped: Collection[str]
) -> None:
    kept = [member for member in before.members if member.name not in dropped]
    if [member.name for member in kept] != [member.name for member in after.members]:
        raise _Differs("its parts are not those it had")
    for old, new in zip(kept, after.members, strict=True):
        if old.name in splices:
            continue
        if before.record(old) != after.record(new):
            raise _Differs(f"{old.name} has changed")
        if archive.directory_entry(old) != archive.directory_entry(new):
            raise _Differs(f"the directory entry of {old.name} has changed")


def _same_outside(old: bytes, after: Archive, member: str, splices: Sequence[Splice]) -> None:
    """A rewritten part has its own bytes everywhere outside the splices, the new ones inside, and is XML."""
    new = after.read(member)
    if new is None:
        raise _Differs(f"{member} is missing")
    was, now = memoryview(old), memoryview(new)
    at = place = 0
    for start, end, put in markup.in_order(splices):
        length = start - at
        if was[at:start] != now[place : place + length]:
            raise _Differs(f"{member} differs before byte {start:,}")
        place += length
        if now[place : place + len(put)] != put:
            raise _Differs(f"{member} lacks a change at byte {start:,}")
        at, place = end, place + len(put)
    if was[at:] != now[place:]:
        raise _Differs(f"{member} differs after its last change")
    try:
        markup.parse(expat.ParserCreate(), new)
    except Malformed:
        _check_original(old)
        raise


def _check_original(old: bytes) -> None:
    """Raise `_WasDamaged` where a part was no XML before we came."""
    try:
        markup.parse(expat.ParserCreate(), old)
    except Malformed as error:
        raise _WasDamaged(str(error)) from None


def _links_closed(before: Archive, after: Archive) -> None:
    """Whatever a part refers to is there, unless it was missing before."""
    names = [member.name for member in after.members if member.name.endswith(".rels")]
    if len(after.members) == len(before.members):
        return
    for name in names:
        part = name.replace("_rels/", "").removesuffix(".rels")
        for _, target in workbook_parts.links(after, part).values():
            if target in before and target not in after:
                raise _Differs(f"{part or 'the workbook'} refers to {target}, which is not there")
    types = after.read("[Content_Types].xml") or b"<none/>"
    for each in markup.elements(types):
        if each.name == "Override" and each.get("PartName").lstrip("/") not in after:
            raise _Differs(f"{each.get('PartName')} has a type and is not there")


def _zip_opens(data: bytes, members: Collection[str]) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            names = {info.filename.replace("\\", "/"): info for info in whole.infolist()}
            for member in members:
                with whole.open(names[member.replace("\\", "/")]) as stream:
                    while stream.read(1 << 20):
                        pass
    except (zipfile.BadZipFile, KeyError, OSError) as error:
        raise _Differs(f"its zip does not open: {error}") from None


def _read_back(book: OpenWorkbook, after: Archive, sheet: str, expected: Expected, *, vast: bool) -> None:
    values = {} if vast else _values(after.data, sheet, expected)
    if values is None:
        if _values(book.archive.data, sheet, expected) is not None:
            raise _Differs(f"{sheet} can no longer be read")
        # The reader could not read the workbook before we came; ours reads the cells one by one.
        values = {}
    left = {spot for spot, value in expected.items() if spot not in values or _is_early(value)}
    own = _own_values(after, sheet, left) if left else {}
    for spot, value in expected.items():
        told = own[spot] if spot in left else values[spot]
        if not agrees(value, told, epoch_1904=book.parts.epoch_1904):
            raise _Differs(f"{sheet}!{address(*spot)} reads back as {str(told)[:40]!r}")


def _is_early(value: Value) -> bool:
    """Whether readers may differ about a day: those before March 1900, when Excel's calendar has a day too many."""
    if isinstance(value, dt.datetime):
        value = value.date()
    return isinstance(value, dt.date) and value < _EARLY


def _values(data: bytes, sheet: str, wanted: Expected) -> dict[tuple[int, int], object] | None:
    """The values at the spots wanted as calamine reads them; None where it can't read the sheet."""
    import python_calamine as calamine  # noqa: PLC0415  only checking needs it, and it is slow to load

    last = max(row for row, _ in wanted)
    values: dict[tuple[int, int], object] = dict.fromkeys(wanted, "")
    by_row: dict[int, list[int]] = {}
    for row, column in wanted:
        by_row.setdefault(row, []).append(column)
    try:
        found = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
        _, left = found.start or (0, 0)
        for row, line in enumerate(found.iter_rows()):
            for column in by_row.get(row, ()):
                place = column - left
                values[row, column] = line[place] if 0 <= place < len(line) else ""
            if row >= last:
                break
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        return None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            return None
        raise
    return values


def _own_values(after: Archive, sheet: str, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], object]:
    """The values of cells by a parser's walk over the sheet; days stay serials."""
    found = workbook_parts.read(after).sheet(sheet)
    part = after.read(found.part) if found else None
    if part is None:
        raise _Differs(f"the sheet {sheet} is missing")
    values: dict[tuple[int, int], object] = dict.fromkeys(wanted, "")
    row = column = -1
    kind, text, taking = "n", "", False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, text, taking
        local = name.rpartition(":")[2]
        if local == "row":
            row, column = int(attributes.get("r", row + 2)) - 1, -1
        elif local == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            column = column_number(letters) if letters else column + 1
            kind, text = attributes.get("t", "n"), ""
        taking = local in {"v", "t"}

    def end(name: str) -> None:
        nonlocal taking
        taking = False
        if name.rpartition(":")[2] == "c" and (row, column) in values:
            values[row, column] = _told(kind, text)

    def take(more: str) -> None:
        nonlocal text
        if taking:
            text += more

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, take
    markup.parse(parser, part)
    return values


def _told(kind: str, text: str) -> object:
    if kind == "inlineStr":
        return cell_xml.unescaped(text)
    if kind == "b":
        return text == "1"
    return float(text) if kind == "n" and text else text


def agrees(value: Value, told: object, *, epoch_1904: bool = False) -> bool:
    """Whether what was read back is what was written, in a workbook that counts its days from that epoch."""
    if value is None:
        return told in ("", None)
    if isinstance(value, bool) or isinstance(told, bool):
        return told is value
    if isinstance(value, str):
        return isinstance(told, str) and value in {told, cell_xml.unescaped(told)}
    number = _number(told, epoch_1904=epoch_1904)
    wanted = cell_xml.serial(value, epoch_1904=epoch_1904) if isinstance(value, dt.date) else float(value)
    return number is not None and _close(wanted, number)


def _number(told: object, *, epoch_1904: bool) -> float | None:
    """The number in a cell, which its format may have made a day, a time or a duration."""
    if isinstance(told, int | float):
        return float(told)
    if isinstance(told, dt.timedelta):
        return told / _DAY
    if isinstance(told, dt.time):
        return dt.timedelta(hours=told.hour, minutes=told.minute, seconds=told.second) / _DAY
    if isinstance(told, dt.date):
        try:
            return float(cell_xml.serial(told, epoch_1904=epoch_1904))
        except cell_xml.Unwritable:
            return None
    return None


def _close(one: float, other: float) -> bool:
    return one == other or abs(one - other) <= 1e-9 * max(1.0, abs(one))

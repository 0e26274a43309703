"""Making a new register: an Excel workbook or a text file that looks right and comes home with no difference.

A new workbook is made from nothing, so that nothing of anybody else's can be hidden in it. What is exact is
written as a date or a number with a format; what is not is written in its words, which read back the same.
"""

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.field_types import Value
from siamdesk.domain.when import When
from siamdesk.register import new_workbook
from siamdesk.register.book import FORMULA_STARTS, Book, Heading, Sheet, as_words


def create_xlsx(target: Path | str | BinaryIO, book: Book) -> None:
    """Write a new workbook to a path (in one step: the old file stands until the new one is whole) or a stream.

    Raises `SiamdeskError` where the folder cannot be written or the file is open in another program.
    """
    deliver(target, lambda stream: stream.write(workbook(book)))


def workbook(book: Book) -> bytes:
    """A new workbook, without a stamp."""
    return new_workbook.made(book)


def create_csv(target: Path | str | BinaryIO, sheet: Sheet, *, fy_start: int = 4) -> None:
    """Write a new text table, in UTF-8 with a mark so that Excel reads it rightly. Errors as for `create_xlsx`.

    A text that Excel would take for a formula gets an apostrophe before it.
    """
    deliver(target, lambda stream: _write_csv(stream, sheet, fy_start))


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
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text

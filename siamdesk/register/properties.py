"""The note of a workbook's last change, which it keeps among its properties."""

import datetime as dt

from siamdesk.register import markup
from siamdesk.register.markup import Splice
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.workbook_parts import links


def touch(book: OpenWorkbook, moment: dt.datetime) -> None:
    """Note the time of the last change (a moment with its zone) where the workbook has such a note.

    It is honest, and programs that keep folders in step are said to look there.
    """
    name = next((target for kind, target in links(book.archive, "").values() if kind.endswith("/core-properties")), "")
    part = book.part(name)
    said = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    made = [
        Splice(each.inner, each.close, said)
        for each in (markup.elements(part) if part else ())
        if each.path[1:] == ("modified",) and each.inner < each.close
    ]
    book.rewrite(name, made, "the time of the last change")

"""One new register, in a process that does nothing else: how long it took, and how much memory.

    python create_alone.py PORTFOLIO bare|workbook|register

`bare` is openpyxl in its write-only mode, writing what the cells that can be seen hold. Prints one JSON object: seconds
of CPU, the peak of memory in MB before and after, and the number of columns to be seen.
"""

import gc
import json
import sys
import tempfile
import time
from pathlib import Path

import openpyxl
import portfolios
from plan_alone import peak

from siamdesk.domain.money import Money
from siamdesk.domain.when import When
from siamdesk.register import create
from siamdesk.register.book import Book, as_words
from siamdesk.session import export_register
from siamdesk.session.session import Session

WANTED = export_register.Wanted(timeline=False)


def bare(book: Book) -> list[list[object]]:
    """What the cells hold."""
    sheet = book.sheets[0]
    lines: list[list[object]] = [[heading.text for heading in sheet.headings]]
    for row in sheet.rows:
        line: list[object] = []
        for value, heading in zip(row, sheet.headings, strict=True):
            if isinstance(value, When) and value.is_exact:
                line.append(value.earliest)
            elif isinstance(value, Money) and value.is_amount and value.low is not None:
                line.append(int(value.low))
            elif value is None or value == ():
                line.append(None)
            else:
                line.append(value if isinstance(value, int) else as_words(value, heading))
        lines.append(line)
    return lines


def main() -> None:
    """Write it and say what it took."""
    portfolio, what = Path(sys.argv[1]), sys.argv[2]
    day = portfolios.KNOWN_ON
    with tempfile.TemporaryDirectory() as folder, Session.open(portfolio).closing() as session:
        target = Path(folder) / "new.xlsx"
        contracts = list(session.portfolio.contracts.values())
        book = export_register.book(contracts, session.portfolio, day, WANTED)
        lines = bare(book) if what == "bare" else []
        columns = len(book.sheets[0].headings)
        gc.freeze()
        before, begun = peak(), time.process_time()
        if what == "bare":
            made = openpyxl.Workbook(write_only=True)
            page = made.create_sheet("Contracts")
            for line in lines:
                page.append(line)
            made.save(target)
        elif what == "workbook":
            made_of = export_register.book(contracts, session.portfolio, day, WANTED)
            create.create_xlsx(target, made_of)
        else:
            del book
            export_register.export_new(session, target, WANTED, day)
        cpu = time.process_time() - begun
    sys.stdout.write(json.dumps({"cpu": cpu, "before": before, "peak": peak(), "columns": columns}) + "\n")


if __name__ == "__main__":
    main()

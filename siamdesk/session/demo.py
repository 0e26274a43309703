"""The demo: the TTPi portfolio, brought home from five sample registers in the order in which they were known."""

import shutil
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

from siamdesk.session import import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.progress import Progress
from siamdesk.session.session import Session

TITLE = "Total Technology Programme Infrastructure"

REGISTERS: tuple[tuple[str, date, str], ...] = (
    ("TTPi register 2015-10-02.xlsx", date(2015, 10, 2), "Review of 2 October 2015"),
    ("Back office register 2015-10.xlsx", date(2015, 10, 5), "Back office review, October 2015"),
    ("TTPi register 2016-03.xlsx", date(2016, 3, 31), "Review of March 2016"),
    ("TTPi register 2017-04.xlsx", date(2017, 4, 30), "Review of April 2017"),
    ("TTPi register 2018-03.xlsx", date(2018, 3, 31), "Review of March 2018"),
)
"""File, the day it was known, and the review at which it was on the table."""


def create(
    path: Path, progress: Progress | None = None, author: str | None = None, registers: Path | None = None
) -> Session:
    """Make the demo portfolio at `path` and open it. Raises `SiamdeskError` if there is a file already.

    Its registers are laid into the folder `registers`, so that they can be handed back; else they are not at hand.
    """
    progress = progress or Progress()
    session = Session.create(path, author)
    try:
        with resources.as_file(resources.files("siamdesk.resources") / "samples") as samples:
            for n, (name, known_on, review) in enumerate(REGISTERS):
                progress.at(n / len(REGISTERS), f"Importing {name}")
                choice = Choice(known_on, title=TITLE, review=review)
                where = samples / name if registers is None else Path(shutil.copy(samples / name, registers))
                plan = import_register.plan(session, where, choice)
                if registers is None:
                    # The program's own files are no place to write back to.
                    plan = replace(plan, path=None, register=replace(plan.register, path=None))
                import_register.accept(session, plan)
    except BaseException:
        session.close()
        path.unlink(missing_ok=True)
        raise
    return session

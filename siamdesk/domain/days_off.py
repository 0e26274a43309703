"""The bank holidays of England and Wales, on which no notice period ends and nobody awards anything."""

import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from threading import Thread

from siamdesk.domain.when import FIRST_YEAR, LAST_YEAR


def prepare() -> None:
    """Make ready for the first question, in a thread of its own: it takes a quarter of a second."""
    if "holidays" not in sys.modules:
        Thread(target=bank_holidays, args=(date.today().year,), name="bank holidays").start()


@lru_cache(maxsize=512)
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of a year with their names; none outside the years that dates may have.

    Those of years to come are as the law stands; days given for one year alone are known only once they are decreed.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    import holidays  # noqa: PLC0415  wanted only when days are shown, and slow to begin with

    found = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return {day: name for day, name in found.items() if day.year == year}

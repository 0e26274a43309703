"""A diary as an iCalendar file (RFC 5545): whole days, with ids that stay, so that importing it again updates it.

A window of days is one entry over all of them, marked as tentative; it takes up no time in anybody's calendar.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar

from siamdesk import __version__
from siamdesk.register import create
from siamdesk.session.diary import Event

_LONGEST = timedelta(days=120)
"""Windows longer than this are put on their last day: a bar over half a year would hide all else."""


def write(path: Path, events: Iterable[Event], name: str, marking: str, now: datetime | None = None) -> int:
    """Write events to an .ics file, which is replaced in one step; how many. Raises `SiamdeskError`."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//SIAMDesk//SIAMDesk {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", " – ".join(part for part in (name, marking) if part))
    count = 0
    stamp = now or datetime.now(UTC)
    for event in events:
        calendar.add_component(_entry(event, marking, stamp))
        count += 1
    data = calendar.to_ical()
    create.deliver(path, lambda stream: stream.write(data))
    return count


def _entry(event: Event, marking: str, stamp: datetime) -> icalendar.Event:
    first = event.when.earliest or event.when.latest
    last = event.when.latest or event.when.earliest
    if first is None or last is None:
        raise ValueError("an event needs a day")
    if last - first > _LONGEST:
        first = last
    entry = icalendar.Event()
    entry.add("uid", event.uid)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", first)
    # The end of whole days is the day after (RFC 5545, 3.6.1).
    entry.add("dtend", last + timedelta(days=1))
    entry.add("summary", event.summary)
    entry.add("description", "\n".join(part for part in (event.description, marking) if part))
    entry.add("transp", "TRANSPARENT")
    entry.add("status", "CONFIRMED" if event.when.is_exact else "TENTATIVE")
    if event.category:
        entry.add("categories", [event.category])
    return entry

"""A page of a review with the rows and the days of its timeline, made before it is turned to."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from siamdesk.domain.arrange import Group
from siamdesk.timeline.extent import Extent, extent, reach
from siamdesk.timeline.review_page import PORTFOLIO, Page
from siamdesk.timeline.rows import Heights, Layout, group_row_key, lay_out

if TYPE_CHECKING:
    from siamdesk.session.meeting import Meeting

_OF_TOWERS, _OF_CONTRACTS = Heights(22.0, 22.0), Heights()
_YEARS_BEFORE, _YEARS_AFTER = 3, 4
"""How far from its day a page shows the timeline at first."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with all that its timeline needs, made beforehand: turning to it works nothing out."""

    page: Page
    layout: Layout
    extent: Extent
    near: tuple[date, date]
    """The days that are shown at first."""


def prepare(meeting: "Meeting", key: str) -> Prepared:
    """One page. It needs no window, and is made on the worker."""
    from siamdesk.session import meeting_pages  # noqa: PLC0415  loaded once a meeting is held

    page = meeting_pages.page(meeting, key)
    portfolio = meeting.portfolio
    held = portfolio.contracts
    contracts = tuple(held[each] for each in page.rows)
    if page.key == PORTFOLIO:
        groups = [
            Group(tower_id, meeting_pages.title_of(meeting, tower_id), each)
            for tower_id, each in meeting.towers.items()
        ]
        closed = frozenset(group_row_key(each.key) for each in groups)
        layout = lay_out(groups, portfolio, collapsed=closed, strands=False, heights=_OF_TOWERS)
    else:
        layout = lay_out([Group("", "", contracts)], portfolio, strands=False, headings=False, heights=_OF_CONTRACTS)
    near = _years(meeting.today, -_YEARS_BEFORE), _years(meeting.today, _YEARS_AFTER)
    found = reach(contracts)
    if found is not None:
        first, last = max(min(found[0], meeting.today), near[0]), min(max(found[1], meeting.today), near[1])
        # The words of what comes first stand over it.
        near = first - (last - first) / 7, last
    return Prepared(page, layout, extent(contracts, meeting.today), near)


def _years(day: date, years: int) -> date:
    return day.replace(year=min(max(day.year + years, date.min.year), date.max.year), day=min(day.day, 28))

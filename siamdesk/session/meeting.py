"""A review meeting as a value: what it shows, since when, and what there is to say, worked out once for all its pages.

Pages are made of it in `meeting_pages`; nothing there reads the document.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from siamdesk.domain import fields, lifecycle
from siamdesk.domain.changes import ChangeSet
from siamdesk.domain.compare import Difference, compare
from siamdesk.domain.contract import Contract
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.handover import successors
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Review
from siamdesk.domain.upcoming import Due, due, overdue, still_open
from siamdesk.domain.when import day_words
from siamdesk.session import agenda, comparing, import_batch, left_open, reviews, slips
from siamdesk.session.comparing import Comparison, Moved, Point
from siamdesk.session.import_batch import Batch
from siamdesk.session.import_plan import Decisions, Item, Kind
from siamdesk.session.session import Session
from siamdesk.store.repository import bulk

DUE_WITHIN = 90
"""Days in which what is due is listed."""

NO_TOWER = "none"
"""The key of the page of contracts that have no tower."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the pages of a review are made of."""

    portfolio: Portfolio = field(default_factory=Portfolio)
    today: date = date.min
    """The day to go by: today, or the last day of a review that is read again."""
    review: Review | None = None
    before: Portfolio | None = None
    """The portfolio at the review before, or what it is compared with; None for the baselines."""
    since: str = ""
    """Since when things have moved: "since the review of 2 Oct 2015"."""
    then: str = ""
    """What the column of how things were is called: a day, or "Baseline"."""
    takes_notes: bool = False
    as_known: date | None = None
    batch: Batch | None = None
    """What imports left open; None where a past day is shown."""
    towers: Mapping[str, tuple[Contract, ...]] = field(default_factory=dict)
    """The contracts by tower id, in the order of the towers."""
    moved: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)
    """What differs, by contract id."""
    came: frozenset[str] = frozenset()
    went: tuple[Contract, ...] = ()
    overdue: Mapping[str, tuple[Due, ...]] = field(default_factory=dict)
    """What is overdue, by tower id."""
    due: Mapping[str, tuple[Due, ...]] = field(default_factory=dict)
    """What is due within `DUE_WITHIN` days, by tower id."""
    following: Mapping[str, tuple[Contract, ...]] = field(default_factory=dict)
    """Who takes over from whom, by contract id."""
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Why dates moved, by contract id: each step with the workbook and cell, or the review, that said so."""

    def tower_of(self, contract_id: str) -> str:
        """The tower on whose page a contract stands; empty where it stands on none."""
        return next((key for key, held in self.towers.items() if any(each.id == contract_id for each in held)), "")

    @property
    def disputes(self) -> tuple[tuple[int, int, Item], ...]:
        """What imports left open, each with the places of its plan and of the item in it."""
        plans = self.batch.plans if self.batch is not None else ()
        return tuple((at, n, item) for at, plan in enumerate(plans) for n, item in enumerate(plan.items))


def begin(session: Session, name: str, day: date, attendees: str = "") -> ChangeSet:
    """Open a review with the agenda that the portfolio proposes. Raises `SiamdeskError` as `reviews.start` does."""
    portfolio = session.portfolio
    last = reviews.last_before(portfolio, day)
    before = comparing.point(session, last.name).portfolio if last is not None else None
    waiting = left_open.Counter(session).count()
    with bulk():
        topics = agenda.proposed(portfolio, before, day, waiting, reviews.actions(portfolio, is_open=True))
    return reviews.start(portfolio, name, day, attendees, topics)[0]


def prepare(
    session: Session,
    today: date,
    *,
    review_id: str = "",
    as_known: date | None = None,
    compared_with: str = "",
    takes_notes: bool = True,
) -> Meeting:
    """The meeting under way, or with `review_id` one held before, or with `as_known` the portfolio of a day.

    It is compared with the review before it, or with the point that `compared_with` names as `comparing.point` reads
    it. Raises `SiamdeskError` where there is no such point.
    """
    present = session.portfolio
    held = present.reviews.get(review_id)
    if held is not None and held.closed_seq is not None:
        shown = comparing.point(session, held.name)
        review, takes_notes = held, False
    elif as_known is not None:
        shown = comparing.point(session, as_known.isoformat())
        review, takes_notes = None, False
    else:
        shown, review = comparing.point(session, comparing.NOW), reviews.open_review(present)
        takes_notes = takes_notes and review is not None and not review.paused
    day = shown.day or today
    last = reviews.last_before(present, day, review.id if review is not None else "")
    words = compared_with or (last.name if last is not None else comparing.BASELINE)
    start = comparing.point(session, words)
    if start.is_baseline:
        since = "against the baseline"
    elif any(each.name == words for each in present.reviews.values()) and start.day is not None:
        since = f"since the review of {day_words(start.day)}"
    else:
        since = f"since {day_words(start.day)}" if start.day is not None else f"since {start.name}"
    made = assemble(
        Meeting(
            shown.portfolio,
            day,
            review,
            None if start.is_baseline else start.portfolio,
            since,
            "Baseline"
            if start.is_baseline
            else day_words(start.day)
            if start.day is not None
            else start.name.capitalize(),
            takes_notes,
            shown.day,
            left_open.batch(session, today) if shown.day is None else None,
        )
    )
    return replace(made, reasons=_reasons(session, made, start, shown))


_EXPLAINED = 300
"""How many moved contracts are explained step by step: more would keep the meeting waiting."""


def _reasons(session: Session, made: Meeting, start: Point, shown: Point) -> dict[str, tuple[str, ...]]:
    """Why the dates moved: each step of it, in the words of `comparing.lines`."""
    if start.is_baseline or sum(map(len, made.moved.values())) > _EXPLAINED:
        return {}
    dates = (
        (fields.field_for("contract", each.field), each)
        for held in made.moved.values()
        for each in held
        if lifecycle.split_milestone_key(each.field) is not None
    )
    moved = tuple(
        Moved(made.portfolio.contracts[each.contract_id], each.field, about.label, each.before, each.after)
        for about, each in dates
        if about is not None
    )
    found: dict[str, list[str]] = {}
    for each in slips.explained(session, Comparison(start, shown, moved, (), ())).moved:
        found.setdefault(each.contract.id, []).extend(f"{each.label}: {line}" for line in comparing.why(each))
    return {contract_id: tuple(lines) for contract_id, lines in found.items()}


def settle(session: Session, meeting: Meeting, place: int, *, take: bool) -> None:
    """Settle a dispute: `take` what their workbook says, or keep our record. Raises `SiamdeskError` where it is gone.

    What could not be read can only be left: somebody has to say what it means.
    """
    if meeting.batch is None:
        raise SiamdeskError("A past day is shown: what was open then was decided since.")
    at, n, item = meeting.disputes[place]
    if take and item.kind is Kind.UNREAD:
        raise SiamdeskError(f"“{item.shown[2] or item.why}” could not be read: press Enter to say what it means.")
    decided = [Decisions() for _ in meeting.batch.plans]
    decided[at] = Decisions(taken={n}) if take else Decisions(kept={n})
    import_batch.accept(session, meeting.batch, decided)


def assemble(meeting: Meeting) -> Meeting:
    """The meeting with all that follows from its portfolio, the one before and the day."""
    with bulk():
        return _assembled(meeting)


def _assembled(meeting: Meeting) -> Meeting:
    portfolio = meeting.portfolio
    live = [each for each in portfolio.contracts.values() if not each.withdrawn]
    waiting = list(still_open(live))
    moved: dict[str, list[Difference]] = {}
    came, went = frozenset[str](), tuple[Contract, ...]()
    if meeting.before is not None:
        found = compare(meeting.before, portfolio)
        for each in found.moved:
            moved.setdefault(each.contract_id, []).append(each)
        came = frozenset(found.came)
        went = tuple(meeting.before.contracts[each] for each in found.went)
    else:
        for each in comparing.from_baseline(portfolio):
            moved.setdefault(each.contract_id, []).append(each)
    return replace(
        meeting,
        towers=_by_tower(live, portfolio),
        moved={key: tuple(each) for key, each in moved.items()},
        came=came,
        went=went,
        overdue=_due_by_tower(overdue(waiting, meeting.today), portfolio),
        due=_due_by_tower(due(waiting, meeting.today, DUE_WITHIN), portfolio),
        following=successors(portfolio.contracts),
    )


def _by_tower(contracts: Iterable[Contract], portfolio: Portfolio) -> dict[str, tuple[Contract, ...]]:
    towers = sorted(portfolio.towers.values(), key=lambda each: (each.place, each.name.casefold()))
    held: dict[str, list[Contract]] = {each.id: [] for each in towers}
    for contract in contracts:
        held.setdefault(_tower(contract, portfolio), []).append(contract)
    return {tower_id: tuple(each) for tower_id, each in held.items() if each}


def _due_by_tower(found: Iterable[Due], portfolio: Portfolio) -> dict[str, tuple[Due, ...]]:
    held: dict[str, list[Due]] = {}
    for each in found:
        held.setdefault(_tower(each.contract, portfolio), []).append(each)
    return {tower_id: tuple(each) for tower_id, each in held.items()}


def _tower(contract: Contract, portfolio: Portfolio) -> str:
    return contract.tower_id if contract.tower_id in portfolio.towers else NO_TOWER  # type: ignore[return-value]

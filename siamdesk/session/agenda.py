"""The agenda of a review, as the portfolio proposes it: what moved, what is late or due, what runs out, what waits.

It is made once, when the review begins, and kept with it as rows: they can be put in another order and struck.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from siamdesk.domain import lifecycle, when_words
from siamdesk.domain.changes import ChangeSet, Make, Origin, Set, new_id
from siamdesk.domain.compare import Difference, compare
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.review import Action, AgendaItem, Review
from siamdesk.domain.source import Source
from siamdesk.domain.upcoming import Due, due, months_after, overdue, running_out, still_open
from siamdesk.domain.when import When

_MOST = 5
"""How many of a kind are named; the others are counted."""
_DAYS, _MONTHS = (30, 60, 90), (3, 6, 12, 18)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing to speak about, and the contract it is about, if it is about one."""

    text: str
    contract_id: str | None = None


def proposed(
    portfolio: Portfolio,
    before: Portfolio | None,
    today: date,
    left_open: int = 0,
    actions: Sequence[Action] = (),
) -> tuple[Topic, ...]:
    """What to speak about on `today`, the most pressing first.

    `before` is the portfolio at the last review, `left_open` the number of undecided items of imports, `actions`
    those still open.
    """
    waiting = list(still_open(portfolio.contracts.values()))
    topics = [*_moved(portfolio, before)] if before is not None else []
    topics += _named((_overdue(each, portfolio) for each in overdue(waiting, today)), "overdue")
    first = 0
    for days in _DAYS:
        found = [each for each in due(waiting, today, days) if not first or not _within(each, today, first)]
        coming = [each for each in found if each.milestone.kind in lifecycle.HEADLINES]
        topics += _named((_dated(each, portfolio) for each in coming), f"due within {days} days")
        first = days
    begin = today
    for months in _MONTHS:
        last = months_after(today, months)
        ends = [each for each in running_out(waiting, begin, last) if begin == today or not _before(each, begin)]
        topics += _named((_dated(each, portfolio) for each in ends), f"running out within {months} months")
        begin = last + timedelta(1)
    if left_open:
        items = "1 item" if left_open == 1 else f"{left_open:,} items"
        topics.append(Topic(f"Decide what imports left open: {items}"))
    topics += [_action(each) for each in actions]
    return tuple(topics)


def _moved(portfolio: Portfolio, before: Portfolio) -> Iterator[Topic]:
    """The dates that moved most since the last review, one a contract."""
    worst: dict[str, tuple[int, Difference]] = {}
    for each in compare(before, portfolio).moved:
        days = each.days.size if each.days is not None else 0
        if days > worst.get(each.contract_id, (0, each))[0]:
            worst[each.contract_id] = days, each
    ranked = sorted(worst.values(), key=lambda pair: -pair[0])
    for _, each in ranked[:_MOST]:
        contract = portfolio.contracts[each.contract_id]
        said = _words(each.after, portfolio) if isinstance(each.after, When) else "nothing"
        yield Topic(f"{contract.short}: {_label(each.field)} moved by {each.days}, now {said}", contract.id)
    if len(ranked) > _MOST:
        yield Topic(f"and {len(ranked) - _MOST:,} more contracts whose dates moved")


def _named(topics: Iterator[Topic], kind: str) -> Iterator[Topic]:
    """The first few, and how many more there are."""
    for count, topic in enumerate(topics):
        if count == _MOST:
            rest = 1 + sum(1 for _ in topics)
            yield Topic(f"and {rest:,} more {kind}")
            return
        yield replace(topic, text=f"{topic.text}, {kind}")


def _dated(each: Due, portfolio: Portfolio) -> Topic:
    said = f"{each.contract.short}: {each.label.lower()} {_words(each.when, portfolio)}"
    return Topic(said, each.contract.id)


def _overdue(each: Due, portfolio: Portfolio) -> Topic:
    said = f"{each.contract.short}: {each.label.lower()} was to be {_words(each.when, portfolio)}"
    return Topic(said, each.contract.id)


def _action(action: Action) -> Topic:
    owner = f" ({action.owner})" if action.owner else ""
    return Topic(f"Action {action.number}: {action.text}{owner}", action.contract_id)


def _within(each: Due, today: date, days: int) -> bool:
    return (each.when.earliest or each.when.latest or date.max) <= today + timedelta(days)


def _before(each: Due, day: date) -> bool:
    return (each.when.earliest or each.when.latest or date.max) < day


def _words(when: When, portfolio: Portfolio) -> str:
    return when_words.show(when, fy_start=portfolio.settings.fy_start)


def _label(key: str) -> str:
    parts = lifecycle.split_milestone_key(key)
    return lifecycle.KIND[parts[0]].label.lower() if parts is not None else key


# The agenda of a review, once it is made.


def items(portfolio: Portfolio, review_id: str) -> list[AgendaItem]:
    """The agenda of a review in its order, what is struck included."""
    held = (each for each in portfolio.rows["agenda"].values() if isinstance(each, AgendaItem))
    return sorted((each for each in held if each.review_id == review_id), key=lambda each: each.place)


def made(review: Review, topics: Sequence[Topic], after: int = 0) -> tuple[Make, ...]:
    """The changes that put topics on the agenda of a review, after those it has."""
    source = Source("review", review_id=review.id)
    return tuple(
        Make(AgendaItem(new_id(), review.id, topic.text, place, topic.contract_id), source)
        for place, topic in enumerate(topics, after + 1)
    )


def moved(held: Sequence[AgendaItem], item: AgendaItem, by: int, today: date) -> ChangeSet:
    """Move an item up (`by` < 0) or down; at the end of the agenda it stays where it is."""
    order = list(held)
    place = next(at for at, each in enumerate(order) if each.id == item.id)
    order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
    changes = tuple(
        Set("agenda", each.id, "place", each.place, number)
        for number, each in enumerate(order, 1)
        if each.place != number
    )
    return ChangeSet("Agenda in another order", changes, today, Origin.REVIEW)


def struck(item: AgendaItem, today: date) -> ChangeSet:
    """Strike an item, or take it up again."""
    change = Set("agenda", item.id, "struck", item.struck, None if item.struck else True)
    verb = "taken up again" if item.struck else "struck"
    return ChangeSet(f"Agenda: {item.text[:40]} {verb}", (change,), today, Origin.REVIEW)

"""What there is to say about a contract on its row, before anybody asks where: phases, signs, moves, and the words.

A plan holds for every scale, so that zooming only moves things about.
"""

import math
from typing import NamedTuple

from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.lifecycle import HEADLINES, KIND, ORDER, Phase, Stage, milestone_key, phases
from siamdesk.domain.when import When, slippage
from siamdesk.timeline.pieces import Days, Pieces, PlannedSpan, pieces_of
from siamdesk.timeline.remarks import remark_on
from siamdesk.timeline.shapes import NOTHING
from siamdesk.timeline.view import View, spoken

SYMBOLS = {
    "tender_launch": "launch",
    "contract_award": "award",
    "service_transfer": "transfer",
    "break_point": "break",
    "initial_end": "end",
    "current_end": "end",
    "extension_end": "end",
    "maximum_end": "end",
    "exit_complete": "end",
}
"""The sign of a kind of milestone; all others are dots."""

SHORT = {
    "pipeline_entry": "pipeline",
    "strategy_approved": "strategy",
    "options_appraised": "options",
    "market_engagement": "market",
    "planned_notice": "notice",
    "tender_launch": "launch",
    "selection": "requests close",
    "itt": "invitation",
    "tender_close": "closes",
    "bafo": "BAFO",
    "business_case_approved": "approved",
    "preferred_supplier": "preferred",
    "award_notice": "award notice",
    "standstill_end": "standstill",
    "contract_award": "award",
    "details_notice": "details notice",
    "effective_date": "effective",
    "mobilisation": "mobilisation",
    "tupe_information": "ELI",
    "measures_letter": "measures",
    "tupe_consultation": "consultation",
    "tupe_transfer": "TUPE",
    "go_live": "go-live",
    "service_transfer": "transfer",
    "kpi_notice": "KPIs",
    "review_date": "review",
    "notice_date": "notice",
    "extension_decision": "decide to extend",
    "break_point": "break",
    "reprocurement_start": "re-procure",
    "initial_end": "initial end",
    "current_end": "ends",
    "extension_end": "extended to",
    "maximum_end": "max.",
    "exit_complete": "exit",
}


def short_name(kind: str) -> str:
    """A milestone's name as short as a label on the timeline wants it."""
    return SHORT[kind]


class PlannedMark(NamedTuple):
    """A dated milestone: its sign, and its words, the fullest first."""

    kind: str
    left: float
    """The day on which its window begins; infinitely early where it is open."""
    right: float
    """The day before which its window ends; infinitely late where it is open."""
    at: float
    """The day at which its sign stands."""
    exact: bool
    headline: bool
    about_end: bool
    """It belongs to the contract's end, not to its way there."""
    symbol: str
    style: str
    part: str
    label_style: str
    words: tuple[tuple[str, float], ...]
    """Texts with their widths in pixels."""


class PlannedMove(NamedTuple):
    """A milestone that lay elsewhere before, and by how much it moved."""

    place: int
    """Which of the marks has moved."""
    part: str
    before: float
    """The day at which it stood."""
    text: str
    width: float
    late: bool


class PlannedUnknown(NamedTuple):
    """Milestones to be confirmed. `after` is the dated milestone they come next to, if others follow them."""

    part: str
    text: str
    width: float
    between: bool
    """Dated milestones follow: it is known to come before them."""
    after: int | None
    """Which of the marks it follows."""
    parts: tuple[str, ...] = ()
    """The dates that it stands for, in the order in which it names them."""


class PlannedRemark(NamedTuple):
    """A sentence where the contract ends, and the days of which it speaks; without a last one it fades."""

    text: str
    style: str
    width: float
    first: float
    last: float | None


class RowPlan(NamedTuple):
    """All that is to be said about one contract."""

    contract_id: str
    bars: Pieces
    marks: tuple[PlannedMark, ...]
    """Headlines first: they win where room is short."""
    moves: tuple[PlannedMove, ...]
    unknown: tuple[PlannedUnknown, ...]
    remark: PlannedRemark | None
    last_sign: float
    """The day of the last sign that is not about the contract's end."""


_REMEMBERED = 4096
_PLACE = {key: ORDER[key] + (0 if kind.headline else len(KIND)) for key, kind in KIND.items()}
"""Headlines first, then as in the lifecycle."""


def plan(contract: Contract, view: View) -> RowPlan:
    """The plan of a contract's row. The view remembers it."""
    found = view.plans.get(contract.id)
    if isinstance(found, RowPlan):
        return found
    if len(view.plans) >= _REMEMBERED:
        view.plans.clear()
    made = view.plans[contract.id] = _plan(contract, view)
    return made


def _plan(contract: Contract, view: View) -> RowPlan:
    dated = [(m, best) for m in contract.milestones if (best := m.best) is not None and not best.is_tbc]
    dated.sort(key=lambda each: (_PLACE[each[0].kind], each[0].wave))
    fy_start = view.portfolio.settings.fy_start
    marks = tuple([_mark(milestone, when, view, fy_start) for milestone, when in dated])
    last_end = max((mark.at for mark in marks if mark.symbol == "end"), default=-math.inf)
    return RowPlan(
        contract.id,
        pieces_of(_spans(contract, view.colour(contract)), view.day.toordinal()),
        marks,
        _moves(contract, marks, view),
        _unknown(contract, marks, view),
        _remark(contract, last_end, view),
        max((mark.at for mark in marks if not mark.about_end), default=-math.inf),
    )


def _remark(contract: Contract, last_end: float, view: View) -> PlannedRemark | None:
    remark = view.remarks.get(contract.id) or remark_on(contract, view.portfolio.contracts)
    if remark is None or (remark.first is None and last_end == -math.inf):
        return None
    width = view.text_width(remark.text, f"label.{remark.style}")
    first = last_end if remark.first is None else remark.first
    return PlannedRemark(remark.text, remark.style, width, first, remark.last)


def days_of(when: When) -> Days:
    """A date as ordinals."""
    first, last = when.earliest, when.latest
    begin = first.toordinal() if first is not None else None
    return Days(begin, begin if last is first else last.toordinal() if last is not None else None)


def stands(days: Days, *, closes: bool = False) -> tuple[float, float, float]:
    """Where a date's window begins and ends, and where its sign stands: at its only bound, else in its middle."""
    first, last = days
    if first is not None and last is not None:
        right = last + 1.0
        return float(first), right, right if closes else (first + right) / 2
    if last is not None:
        return -math.inf, last + 1.0, last + 1.0
    left = float(first or 0)
    return left, math.inf, left


def _spans(contract: Contract, family: str) -> tuple[PlannedSpan, ...]:
    spans = phases(contract)
    planned = []
    for place, span in enumerate(spans):
        following = spans[place + 1] if place + 1 < len(spans) else None
        # The lifecycle hands the same date on from phase to phase, so identity tells a shared one.
        shared = following is not None and span.end is following.start
        planned.append(
            PlannedSpan(
                f"{family}.{span.phase}",
                f"phase.{span.phase}",
                days_of(span.start),
                start_closes=span.phase is Phase.EXTENSION,
                joined=place > 0 and spans[place - 1].end is span.start,
                end=days_of(span.end) if span.end is not None else None,
                end_closes=not shared or (following is not None and following.phase is Phase.EXTENSION),
                into=f"{family}.{following.phase}" if shared and following is not None else NOTHING,
            )
        )
    return tuple(planned)


_ABOUT = {key: (SYMBOLS.get(key, "dot"), key in HEADLINES, kind.stage is Stage.EXIT) for key, kind in KIND.items()}
"""The sign of a kind, whether it is a headline, and whether it is about the contract's end."""


def _mark(milestone: Milestone, when: When, view: View, fy_start: int) -> PlannedMark:
    kind, wave = milestone.kind, milestone.wave
    which = milestone.which
    symbol, headline, about_end = _ABOUT[kind]
    style = f"glyph.{which}"
    if which == "forecast" and when.latest is not None and when.latest < view.day:
        style = "glyph.overdue"
    name, part = SHORT[kind], f"{kind}.{which}"
    if wave > 1:
        name, part = f"{name} {wave}", milestone_key(milestone, which)
    exact = when.is_exact
    full = headline or symbol == "end"
    # What has happened is no longer open, however roughly its day was noted.
    label_style = "label.quiet" if not full else "label" if exact or which == "actual" else "label.window"
    # What is no headline says no more than its name.
    texts = (f"{name} {spoken(when, fy_start)}", name) if full else (name,)
    width = view.text_width
    return PlannedMark(
        kind,
        # What ends, ends with its last day.
        *stands(days_of(when), closes=symbol == "end"),
        exact,
        headline,
        about_end,
        symbol,
        style,
        part,
        label_style,
        tuple([(text, width(text, label_style)) for text in texts]),
    )


def _moves(contract: Contract, marks: tuple[PlannedMark, ...], view: View) -> tuple[PlannedMove, ...]:
    """What moved against the compared portfolio or the baselines: headline dates first, then by former date."""
    places = {mark.part: place for place, mark in enumerate(marks)}
    other = view.compare.contracts.get(contract.id) if view.compare is not None else None
    moves = []
    for milestone in contract.milestones:
        if view.compare is None:
            before = milestone.baseline
        else:
            held = other.milestone(milestone.kind, milestone.wave) if other is not None else None
            before = held.best if held is not None else None
        now = milestone.best
        if before is None or now is None or before == now:
            continue
        days = slippage(before, now)
        part = milestone_key(milestone, milestone.which)
        place = places.get(part)
        if days is None or place is None:
            continue
        late = days.most is None or days.most > 0
        text = str(days)
        was = stands(days_of(before))
        moves.append(
            (
                was[0] if was[0] > -math.inf else was[1] - 1,
                PlannedMove(place, part, was[2], text, view.text_width(text, "label.late"), late),
            )
        )
    moves.sort(key=lambda each: (not marks[each[1].place].headline, each[0]))
    return tuple(move for _, move in moves)


def _unknown(contract: Contract, marks: tuple[PlannedMark, ...], view: View) -> tuple[PlannedUnknown, ...]:
    """The milestones to be confirmed, gathered by where they belong."""
    unknown = [m for m in contract.milestones if m.best is not None and m.best.is_tbc]
    unknown.sort(key=lambda m: (m.kind not in HEADLINES, ORDER[m.kind], m.wave))
    gathered: dict[tuple[bool, int | None], list[Milestone]] = {}
    for milestone in unknown:
        order = ORDER[milestone.kind]
        between = any(ORDER[mark.kind] > order and not mark.about_end for mark in marks)
        earlier = [place for place, mark in enumerate(marks) if ORDER[mark.kind] < order]
        after = max(earlier, key=lambda place: ORDER[marks[place].kind]) if between and earlier else None
        gathered.setdefault((between, after), []).append(milestone)
    found = []
    for (between, after), milestones in gathered.items():
        names = [short_name(m.kind) for m in milestones]
        more = f" +{len(names) - 2}" if len(names) > 2 else ""
        text = f"{', '.join(names[:2])}{more} TBC"
        parts = tuple(milestone_key(each, each.which) for each in milestones)
        found.append(PlannedUnknown(parts[0], text, view.text_width(text, "label"), between, after, parts))
    return tuple(found)

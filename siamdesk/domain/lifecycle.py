"""The lifecycle of a contract: milestone kinds in order, and the phases that follow from them.

The kinds and their order are those of UK public procurement practice, from pipeline entry to exit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.when import When


class Stage(StrEnum):
    """The part of the lifecycle in which a kind of milestone falls."""

    DEFINE = "define"
    PROCURE = "procure"
    MANAGE = "manage"
    EXIT = "exit"


class Phase(StrEnum):
    """What a contract is doing between two milestones; derived, never stored."""

    DEFINE = "define"
    TENDER = "tender"
    MOBILISE = "mobilise"
    SERVICE = "service"
    EXTENSION = "extension"
    ENDED = "ended"
    UNDATED = "undated"


PHASE_LABELS = {
    Phase.DEFINE: "Defining",
    Phase.TENDER: "Tendering",
    Phase.MOBILISE: "Mobilising",
    Phase.SERVICE: "In service",
    Phase.EXTENSION: "In extension",
    Phase.ENDED: "Ended",
    Phase.UNDATED: "Not dated",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of milestone: its key in field names, its label, and the words registers use for it."""

    key: str
    label: str
    stage: Stage
    headline: bool = False
    synonyms: tuple[str, ...] = ()
    ocds: str = ""


def words(line: str) -> tuple[str, ...]:
    """The header words of one line, split at its semicolons."""
    return tuple(word.strip() for word in line.split(";"))


_DEFINE, _PROCURE, _MANAGE, _EXIT = Stage.DEFINE, Stage.PROCURE, Stage.MANAGE, Stage.EXIT

KINDS: tuple[Kind, ...] = (
    Kind("pipeline_entry", "Pipeline entry", _DEFINE, synonyms=words("pipeline; pipeline date")),
    Kind(
        "strategy_approved",
        "Strategy approved",
        _DEFINE,
        synonyms=words("commercial strategy approved; strategy approval; procurement strategy approved"),
    ),
    Kind("options_appraised", "Options appraised", _DEFINE, synonyms=words("options appraisal")),
    Kind(
        "market_engagement",
        "Market engagement",
        _DEFINE,
        synonyms=words("preliminary market engagement; soft market testing; market engagement date"),
        ocds="planning/milestones",
    ),
    Kind(
        "planned_notice",
        "Planned procurement notice",
        _PROCURE,
        synonyms=words("prior information notice; pin; planned notice"),
    ),
    Kind(
        "tender_launch",
        "Tender launch",
        _PROCURE,
        headline=True,
        synonyms=words(
            "tender; tender start; tender date; tender launched; tender notice; contract notice; "
            "advert date; advertised; published date; publication date; solicitation date; "
            "estimated solicitation date; target solicitation date; ojeu notice; procurement "
            "start; rfp date"
        ),
        ocds="tender/tenderPeriod/startDate",
    ),
    Kind(
        "selection",
        "Requests to participate close",
        _PROCURE,
        synonyms=words("pqq return; pqq; selection; requests close; sq return; expressions close"),
    ),
    Kind(
        "itt",
        "Invitation to tender or dialogue",
        _PROCURE,
        synonyms=words("itt; invitation; dialogue; itt issue"),
    ),
    Kind(
        "tender_close",
        "Tender closes",
        _PROCURE,
        synonyms=words("closing date; tender return; bid opening; tender close; tender deadline; submission date"),
        ocds="tender/tenderPeriod/endDate",
    ),
    Kind("bafo", "Best and final offers", _PROCURE, synonyms=words("bafo; final tenders; best and final offer")),
    Kind(
        "preferred_supplier",
        "Preferred supplier",
        _PROCURE,
        synonyms=words("preferred bidder; preferred supplier named"),
    ),
    Kind(
        "business_case_approved",
        "Business case approved",
        _PROCURE,
        synonyms=words("full business case; fbc; award approved; award approval; decision date; approval date"),
    ),
    Kind("award_notice", "Contract award notice", _PROCURE, synonyms=words("award notice; awarded notice date")),
    Kind("standstill_end", "Standstill ends", _PROCURE, synonyms=words("standstill; alcatel; standstill end")),
    Kind(
        "contract_award",
        "Contract award",
        _PROCURE,
        headline=True,
        synonyms=words(
            "award; award date; awarded date; date awarded; contract signature; signature; "
            "signature date; signed; date signed; contract signed; execution date; target award "
            "date; anticipated award date; planned award date; projected award date; contract "
            "award date; award planned"
        ),
        ocds="contracts/dateSigned",
    ),
    Kind("details_notice", "Contract details notice", _PROCURE, synonyms=words("details notice")),
    Kind(
        "effective_date",
        "Effective date",
        _MANAGE,
        synonyms=words(
            "start; start date; contract start; contract start date; commencement; commencement "
            "date; effective; effective from; contract effective"
        ),
        ocds="contracts/period/startDate",
    ),
    Kind("mobilisation", "Mobilisation", _MANAGE, synonyms=words("mobilisation start; transition start")),
    Kind(
        "tupe_information",
        "Employee liability information",
        _MANAGE,
        synonyms=words("eli; eli date; employee liability information date"),
    ),
    Kind("measures_letter", "Measures letter", _MANAGE, synonyms=words("measures")),
    Kind("tupe_consultation", "TUPE consultation", _MANAGE, synonyms=words("consultation; consultation start")),
    Kind(
        "tupe_transfer",
        "TUPE transfer",
        _MANAGE,
        synonyms=words("tupe; tupe date; staff transfer; tupe transfer date"),
    ),
    Kind(
        "go_live",
        "Platform go-live",
        _MANAGE,
        synonyms=words("go live; go-live; platform go live; system go live"),
    ),
    Kind(
        "service_transfer",
        "Service transfer",
        _MANAGE,
        headline=True,
        synonyms=words(
            "transfer; transfer date; service transfer date; service commencement; service start;"
            " services commence; transition complete; services transfer"
        ),
    ),
    Kind("kpi_notice", "KPI notice", _MANAGE, synonyms=words("kpi; kpi publication")),
    Kind("review_date", "Review date", _MANAGE, synonyms=words("review; contract review; next review")),
    Kind("notice_date", "Notice to be given", _EXIT, synonyms=words("notice; notice date; notice by")),
    Kind(
        "extension_decision",
        "Extension decision",
        _EXIT,
        synonyms=words("extension decision date; decision to extend"),
    ),
    Kind("break_point", "Break point", _EXIT, synonyms=words("break; break date; break clause; break option")),
    Kind(
        "reprocurement_start",
        "Re-procurement start",
        _EXIT,
        synonyms=words("reprocurement; re-procurement; reprocure by; retender date"),
    ),
    Kind(
        "initial_end",
        "Initial end",
        _EXIT,
        synonyms=words("initial term end; initial expiry; initial end date; original end date"),
    ),
    Kind(
        "current_end",
        "Current end",
        _EXIT,
        synonyms=words(
            "end; end date; expiry; expires; expiry date; expiration; expiration date; contract "
            "end; contract end date; contract expiry; current end date"
        ),
        ocds="contracts/period/endDate",
    ),
    Kind("extension_end", "Extension ends", _EXIT, synonyms=words("extended to; extension end; extended until")),
    Kind(
        "maximum_end",
        "Maximum end",
        _EXIT,
        synonyms=words(
            "max end; maximum end date; maximum expiry; ultimate contract end date; ultimate end "
            "date; latest end date; expiry max term; end incl extensions"
        ),
        ocds="contracts/period/maxExtentDate",
    ),
    Kind("exit_complete", "Exit complete", _EXIT, synonyms=words("exit; exit date; decommissioned")),
)

KIND: dict[str, Kind] = {kind.key: kind for kind in KINDS}
ORDER: dict[str, int] = {kind.key: place for place, kind in enumerate(KINDS)}
HEADLINES: tuple[str, ...] = tuple(kind.key for kind in KINDS if kind.headline)


@dataclass(frozen=True, slots=True)
class Span:
    """A phase of a contract from one milestone to the next.

    `start` is always dated. `end` is None where no later milestone is dated: the phase runs on, and nobody
    has said how far.
    """

    phase: Phase
    start: When
    end: When | None


_DEFINE_KINDS = (*(kind.key for kind in KINDS if kind.stage is Stage.DEFINE), "planned_notice")
_END_KINDS = ("current_end", "initial_end")


def date_of(contract: Contract, kind: str) -> When | None:
    """The date to go by: the actual, else the forecast, else the baseline; the first wave's where there are waves."""
    milestone = contract.milestone(kind)
    return milestone.best if milestone is not None else None


def _first(dates: Mapping[str, When | None], kinds: tuple[str, ...]) -> When | None:
    """The first dated milestone among `kinds`; a TBC only where none is dated."""
    unknown = None
    for kind in kinds:
        found = dates.get(kind)
        if found is not None and not found.is_tbc:
            return found
        unknown = unknown or found
    return unknown


def _last_extension(contract: Contract) -> When | None:
    ends = [m.best for m in contract.milestones if m.kind in {"extension_end", "maximum_end"} and m.best is not None]
    dated = [end for end in ends if not end.is_tbc]
    return max(dated, key=lambda end: end.latest or date.max) if dated else (ends[0] if ends else None)


def _may_lie_after(date_: When, other: When) -> bool:
    if date_ == other:
        return False
    return (date_.latest or date.max) > (other.latest or other.earliest or date.min)


def _anchors(contract: Contract) -> list[tuple[Phase, When]]:
    """Where each phase begins, in order; a phase whose beginning nobody mentions is left out."""
    # As `date_of`, for all kinds at once: each row of the timeline asks for some fifteen.
    dates = {each.kind: each.best for each in contract.milestones if each.wave == 1}
    transfer = dates.get("service_transfer")
    effective = dates.get("effective_date")
    end = _first(dates, _END_KINDS)
    maximum = _last_extension(contract)
    anchors = [
        (Phase.DEFINE, _first(dates, _DEFINE_KINDS)),
        (Phase.TENDER, _first(dates, ("tender_launch", "selection", "itt"))),
    ]
    if transfer is not None:
        begun = _first(dates, ("contract_award", "effective_date"))
        anchors += [(Phase.MOBILISE, begun), (Phase.SERVICE, transfer)]
    elif effective is None and (end or maximum) is not None:
        # A register of signatures and ends, as most public ones are: nobody speaks of mobilising.
        anchors += [(Phase.SERVICE, dates.get("contract_award"))]
    else:
        anchors += [(Phase.MOBILISE, dates.get("contract_award")), (Phase.SERVICE, effective)]
    if end is not None and maximum is not None and _may_lie_after(maximum, end):
        anchors += [(Phase.EXTENSION, end), (Phase.ENDED, maximum)]
    else:
        anchors += [(Phase.ENDED, end or maximum)]
    return [(phase, start) for phase, start in anchors if start is not None]


def phases(contract: Contract) -> tuple[Span, ...]:
    """The contract's phases in order, each from its own milestone to the next one that anybody mentions.

    A phase whose beginning is TBC cannot be placed: the one before it runs on without an end.
    """
    anchors = _anchors(contract)
    spans = []
    for (phase, start), following in zip_longest(anchors, anchors[1:]):
        if phase is Phase.ENDED or start.is_tbc:
            continue
        end = following[1] if following is not None and not following[1].is_tbc else None
        spans.append(Span(phase, start, end))
    return tuple(spans)


def phase_on(contract: Contract, day: date) -> Phase:
    """The phase the contract is in on `day`.

    A phase has begun once the last day on which it may begin has come; one whose start is open at the end
    has begun once its first day has. A contract of which only its end is known is in service until then.
    """
    current = Phase.UNDATED
    for phase, start in _anchors(contract):
        begun = start.latest or start.earliest
        if begun is not None and begun <= day:
            current = phase
        elif current is Phase.UNDATED and not start.is_tbc:
            current = Phase.SERVICE if phase in {Phase.EXTENSION, Phase.ENDED} else Phase.DEFINE
    return current


def milestone_key(milestone: Milestone, which: str) -> str:
    """The field key of one of a milestone's three dates, such as `service_transfer#2.forecast`."""
    wave = f"#{milestone.wave}" if milestone.wave > 1 else ""
    return f"{milestone.kind}{wave}.{which}"


@lru_cache(maxsize=4096)
def split_milestone_key(key: str) -> tuple[str, int, str] | None:
    """Kind, wave and date (`baseline`, `forecast` or `actual`) of a milestone's field key; None for other keys."""
    stem, dot, which = key.rpartition(".")
    kind, mark, wave = stem.partition("#")
    if not dot or kind not in KIND or which not in {"baseline", "forecast", "actual"}:
        return None
    if not mark:
        return kind, 1, which
    return (kind, int(wave), which) if wave.isascii() and wave.isdecimal() and int(wave) > 1 else None

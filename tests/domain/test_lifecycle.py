from datetime import date

import pytest

from siamdesk.domain import lifecycle
from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.lifecycle import HEADLINES, KINDS, Phase, Span, date_of, milestone_key, phase_on, phases
from siamdesk.domain.when import TBC, When


def contract(**dates: str) -> Contract:
    """A contract with those forecasts, as EDTF; `tbc` for to be confirmed."""
    made = [Milestone(kind, forecast=TBC if text == "tbc" else When.of_edtf(text)) for kind, text in dates.items()]
    return Contract("c1", milestones=tuple(sorted(made, key=lambda m: lifecycle.ORDER[m.kind])))


def spans(made: Contract) -> list[tuple[str, str, str | None]]:
    return [(str(s.phase), s.start.edtf, None if s.end is None else s.end.edtf) for s in phases(made)]


WHOLE = contract(
    strategy_approved="2014-01-01",
    tender_launch="2014-06-01",
    contract_award="2015-03-01",
    effective_date="2015-03-15",
    service_transfer="2015-09-01",
    initial_end="2018-09-01",
    maximum_end="2020-09-01",
)


def test_the_kinds_are_in_order_and_three_are_headlines() -> None:
    assert HEADLINES == ("tender_launch", "contract_award", "service_transfer")
    assert len({kind.key for kind in KINDS}) == len(KINDS) == 35
    stages = [kind.stage for kind in KINDS]
    assert stages == sorted(stages, key=list(lifecycle.Stage).index)


def test_a_contract_runs_through_every_phase() -> None:
    assert spans(WHOLE) == [
        ("define", "2014-01-01", "2014-06-01"),
        ("tender", "2014-06-01", "2015-03-01"),
        ("mobilise", "2015-03-01", "2015-09-01"),
        ("service", "2015-09-01", "2018-09-01"),
        ("extension", "2018-09-01", "2020-09-01"),
    ]


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2013, 12, 31), Phase.DEFINE),
        (date(2014, 1, 1), Phase.DEFINE),
        (date(2014, 5, 31), Phase.DEFINE),
        (date(2014, 6, 1), Phase.TENDER),
        (date(2015, 3, 1), Phase.MOBILISE),
        (date(2015, 8, 31), Phase.MOBILISE),
        (date(2015, 9, 1), Phase.SERVICE),
        (date(2018, 9, 1), Phase.EXTENSION),
        (date(2020, 8, 31), Phase.EXTENSION),
        (date(2020, 9, 1), Phase.ENDED),
    ],
)
def test_the_phase_of_a_day(day: date, phase: Phase) -> None:
    assert phase_on(WHOLE, day) is phase


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, []),
        ({"contract_award": "tbc"}, []),
        # Each phase runs up to the next milestone that anybody mentions, and on where that is TBC.
        ({"tender_launch": "2015-01", "contract_award": "tbc"}, [("tender", "2015-01-01/2015-01-31", None)]),
        (
            {"tender_launch": "2015-01-01", "service_transfer": "2016-01-01"},
            [("tender", "2015-01-01", "2016-01-01"), ("service", "2016-01-01", None)],
        ),
        # Without a transfer, the service begins with the effective date.
        (
            {"contract_award": "2015-01-01", "effective_date": "2015-04-01", "current_end": "2018-03-31"},
            [("mobilise", "2015-01-01", "2015-04-01"), ("service", "2015-04-01", "2018-03-31")],
        ),
        # A register of signatures and ends knows no mobilising.
        (
            {"contract_award": "2015-01-01", "current_end": "2018-03-31"},
            [("service", "2015-01-01", "2018-03-31")],
        ),
        # With one, the effective date stands in for an award that nobody dates.
        (
            {"contract_award": "tbc", "effective_date": "2015-04-01", "service_transfer": "2015-06-01"},
            [("mobilise", "2015-04-01", "2015-06-01"), ("service", "2015-06-01", None)],
        ),
        # The first dated milestone of the define stage counts, whichever it is.
        (
            {"pipeline_entry": "tbc", "market_engagement": "2014-02-01", "tender_launch": "2014-06-01"},
            [("define", "2014-02-01", "2014-06-01"), ("tender", "2014-06-01", None)],
        ),
        ({"planned_notice": "2014-02-01"}, [("define", "2014-02-01", None)]),
        ({"selection": "2014-07-01"}, [("tender", "2014-07-01", None)]),
        # The current end goes before the initial one, and a TBC only where neither is dated.
        (
            {"service_transfer": "2015-01-01", "initial_end": "2017-01-01", "current_end": "2018-01-01"},
            [("service", "2015-01-01", "2018-01-01")],
        ),
        (
            {"service_transfer": "2015-01-01", "initial_end": "2017-01-01", "current_end": "tbc"},
            [("service", "2015-01-01", "2017-01-01")],
        ),
        # An extension whose end is not known has begun all the same.
        (
            {"service_transfer": "2015-01-01", "current_end": "2017-01-01", "maximum_end": "tbc"},
            [("service", "2015-01-01", "2017-01-01"), ("extension", "2017-01-01", None)],
        ),
        # A maximum no later than the end leaves no room for one.
        (
            {"service_transfer": "2015-01-01", "current_end": "2017-01-01", "maximum_end": "2017-01-01"},
            [("service", "2015-01-01", "2017-01-01")],
        ),
        (
            {"service_transfer": "2015-01-01", "current_end": "2017-01-01", "maximum_end": "2016-06-01"},
            [("service", "2015-01-01", "2017-01-01")],
        ),
        ({"service_transfer": "2015-01-01", "maximum_end": "2017-01-01"}, [("service", "2015-01-01", "2017-01-01")]),
        # Open ends are kept as they are.
        (
            {"effective_date": "../2015-03-31", "current_end": "2018-01-01/.."},
            [("service", "../2015-03-31", "2018-01-01/..")],
        ),
    ],
)
def test_phases_where_dates_are_missing(dates: dict[str, str], expected: list[tuple[str, str, str | None]]) -> None:
    assert spans(contract(**dates)) == expected


@pytest.mark.parametrize(
    ("dates", "day", "phase"),
    [
        ({}, date(2016, 1, 1), Phase.UNDATED),
        ({"contract_award": "tbc", "current_end": "tbc"}, date(2016, 1, 1), Phase.UNDATED),
        # A phase has begun once the last day on which it may begin has come.
        ({"contract_award": "2015-10"}, date(2015, 10, 30), Phase.DEFINE),
        ({"contract_award": "2015-10"}, date(2015, 10, 31), Phase.MOBILISE),
        ({"contract_award": "../2015-10-31"}, date(2015, 10, 30), Phase.DEFINE),
        ({"contract_award": "../2015-10-31"}, date(2015, 10, 31), Phase.MOBILISE),
        # Where no last day is known, the first will do.
        ({"contract_award": "2015-10-01/.."}, date(2015, 9, 30), Phase.DEFINE),
        ({"contract_award": "2015-10-01/.."}, date(2015, 10, 1), Phase.MOBILISE),
        # What is to be confirmed has not begun.
        ({"tender_launch": "2014-01-01", "contract_award": "tbc"}, date(2030, 1, 1), Phase.TENDER),
        ({"tender_launch": "tbc", "contract_award": "2016-01-01"}, date(2015, 1, 1), Phase.DEFINE),
        # Of a contract with nothing but an end, the service is under way.
        ({"current_end": "2018-03-31"}, date(2016, 1, 1), Phase.SERVICE),
        ({"current_end": "2018-03-31", "maximum_end": "2020-03-31"}, date(2016, 1, 1), Phase.SERVICE),
        ({"current_end": "2018-03-31", "maximum_end": "2020-03-31"}, date(2019, 1, 1), Phase.EXTENSION),
        ({"current_end": "2018-03-31"}, date(2018, 3, 31), Phase.ENDED),
        ({"service_transfer": "2015-01-01", "current_end": "2018-01-01/.."}, date(2018, 1, 1), Phase.ENDED),
        ({"service_transfer": "2015-01-01", "current_end": "tbc"}, date(2030, 1, 1), Phase.SERVICE),
    ],
)
def test_the_phase_where_dates_are_missing(dates: dict[str, str], day: date, phase: Phase) -> None:
    assert phase_on(contract(**dates), day) is phase


def test_the_last_of_several_extensions_is_the_end() -> None:
    ends = tuple(
        Milestone("extension_end", wave, forecast=When.day(date(year, 1, 1))) for wave, year in ((1, 2019), (2, 2021))
    )
    start = Milestone("service_transfer", actual=When.day(date(2015, 1, 1)))
    end = Milestone("current_end", forecast=When.day(date(2018, 1, 1)))
    extended = Contract("c1", milestones=(start, end, *ends))
    assert phases(extended)[-1] == Span(Phase.EXTENSION, When.day(date(2018, 1, 1)), When.day(date(2021, 1, 1)))


def test_the_actual_date_goes_before_the_forecast_and_that_before_the_baseline() -> None:
    baseline, forecast, actual = (When.day(date(2015, month, 1)) for month in (1, 2, 3))
    made = Contract(
        "c1",
        milestones=(
            Milestone("tender_launch", 1, baseline, forecast, actual),
            Milestone("contract_award", 1, baseline, forecast),
            Milestone("service_transfer", 1, baseline),
            Milestone("service_transfer", 2, actual=actual),
        ),
    )
    assert [date_of(made, kind) for kind in HEADLINES] == [actual, forecast, baseline]
    assert date_of(made, "current_end") is None


def test_keys_of_milestones() -> None:
    assert milestone_key(Milestone("go_live"), "actual") == "go_live.actual"
    assert milestone_key(Milestone("go_live", 3), "baseline") == "go_live#3.baseline"


def test_the_date_of_a_milestone_key_is_found() -> None:
    for kind in KINDS:
        for wave in (1, 2, 10):
            for which in ("baseline", "forecast", "actual"):
                key = milestone_key(Milestone(kind.key, wave), which)
                assert lifecycle.split_milestone_key(key) == (kind.key, wave, which)

from datetime import date
from decimal import Decimal

import pytest

from siamdesk.domain.contract import Contract, Milestone, OwnField, Tower
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.money import Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.query import Query, Term, asked
from siamdesk.domain.review import Action, Decision
from siamdesk.domain.when import TBC, When

TODAY = date(2016, 1, 1)
PHASES = (
    "write one of phase:define, phase:tender, phase:mobilise, phase:service, phase:extension, phase:ended, "
    "phase:undated."
)


def money(low: int | None, high: int | None = None, currency: str = "GBP") -> Money:
    top = high if high is not None else low
    return Money(None if low is None else Decimal(low), None if top is None else Decimal(top), currency)


def at(text: str) -> When:
    return TBC if text == "tbc" else When.of_edtf(text)


CONTRACTS = (
    Contract(
        "wan",
        reference="NW-01",
        title="Wide area\u00a0network",
        tower_id="t1",
        suppliers=("BT", "Vodafone"),
        owner="R. Owner",
        rag="red",
        sme=False,
        term_months=12,
        current_value=money(60_000_000),
        value=money(1),
        milestones=(
            Milestone("tender_launch", baseline=at("2014-01-01"), actual=at("2014-02-10")),
            Milestone("contract_award", baseline=at("2015-03-01"), forecast=at("2015-03-31")),
            Milestone("current_end", forecast=at("2020-03-31")),
        ),
    ),
    Contract(
        "desk",
        reference="EU-10",
        title="Service desk",
        tower_id="t2",
        description="First line support\nfor every\nuser; cafe\u0301",
        suppliers=("CSC",),
        incumbent="Fujitsu",
        rag="green",
        sme=True,
        term_months=120,
        estimated_value=money(40_000_000, 55_000_000),
        milestones=(
            Milestone("contract_award", baseline=at("2015-10"), forecast=at("2016-01")),
            Milestone("service_transfer", forecast=at("2016-06-01/..")),
            Milestone("initial_end", forecast=at("../2019-12-31")),
        ),
        own=(("f1", "Prime"), ("f2", "0")),
    ),
    Contract(
        "payroll",
        title="Payroll",
        value=money(None, None),
        annual_value=money(3),
        milestones=(
            Milestone("tender_launch", baseline=at("2015-01-01/.."), forecast=at("2015-01-01/..")),
            Milestone("contract_award", baseline=at("2015-01-01"), forecast=TBC),
        ),
    ),
    Contract("blank", value=money(6_000_000, currency="USD")),
    Contract("gone", title="Service desk of old", withdrawn=True),
)
PORTFOLIO = Portfolio().with_rows(
    [
        ("tower", "t1", Tower("t1", "Networks")),
        ("tower", "t2", Tower("t2", "End-user services")),
        ("own_field", "f1", OwnField("f1", "Go-live (level)")),
        ("own_field", "f2", OwnField("f2", "Änderung", "yes or no")),
        *(("contract", c.id, c) for c in CONTRACTS),
    ]
)


def found(text: str) -> str:
    return " ".join(c.id for c in asked(text, PORTFOLIO).filter(PORTFOLIO, TODAY))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "wan desk payroll blank"),
        ("   ", "wan desk payroll blank"),
        # Words anywhere, in any case, with any spaces.
        ("network", "wan"),
        ("NETWORK area", "wan"),
        ('"area network"', "wan"),
        ('"network area"', ""),
        ('"service desk"', "desk"),
        ("caf\u00e9", "desk"),
        ('"for every user"', "desk"),
        # A phrase does not run on from one field into the next.
        ('"desk eu-10"', ""),
        ("fujitsu", "desk"),
        ("prime", "desk"),
        ("end-user", "desk"),
        ("-desk", "wan payroll blank"),
        ("-network -desk -payroll", "blank"),
        # Fields of words.
        ("tower:network", "wan"),
        ("tower: network", "wan"),
        ('tower:"end-user services"', "desk"),
        ("tower=networks", "wan"),
        ("tower=network", ""),
        ("tower:none", "payroll blank"),
        ("tower:", "payroll blank"),
        ("supplier:vodafone", "wan"),
        ("-supplier:csc", "wan payroll blank"),
        ("ref:10", "desk"),
        ("owner:none", "desk payroll blank"),
        ("-owner:blank", "wan"),
        ("contract_owner:owner", "wan"),
        ("sme:no", "wan"),
        ("sme:yes", "desk"),
        ("rag:red", "wan"),
        ("go_live_level:prime", "desk"),
        ("änderung:no", "desk"),
        # Numbers.
        ("term_months:12", "wan"),
        ("term_months=120", "desk"),
        ("term_months>12", "desk"),
        ("term_months >= 1year", "wan desk"),
        ("term_months<13", "wan"),
        ("term_months:none", "payroll blank"),
        # Money: the best known of the whole-life values; a range may be more, or less.
        ("value>50m", "wan desk"),
        ("value > 58m", "wan"),
        ("value<50m", "desk blank"),
        ("value>=60m", "wan"),
        ("value<=40m", "desk blank"),
        ("value:45m", "desk"),
        ("value:40m-70m", "wan desk"),
        ("value=6m", "blank"),
        ("value>$5m", "blank"),
        ("value<£70m", "wan desk"),
        ("value:none", ""),
        ("annual_value:none", "wan desk blank"),
        ("annual_value:£3", "payroll"),
        ("value:$", "blank"),
        # Dates: those that are surely so, and those that may be where a colon asks.
        ("award:2015", "wan"),
        ("award:2016", "desk"),
        ("award:mar2015", "wan"),
        ("award=2015-03-31", "wan"),
        ("award>2015-03-30", "wan desk"),
        ("award>2015-03-31", "desk"),
        ("award>=2015-03-31", "wan desk"),
        ("award<2016-01-31", "wan"),
        ("award<=2016-01-31", "wan desk"),
        ("award<2015", ""),
        ("award:tbc", "payroll"),
        ("-award:tbc", "wan desk blank"),
        ("award:none", "blank"),
        ("award:any", "wan desk"),
        ("contract_award:any", "wan desk"),
        ("contract_award.baseline:2015-10-15", "desk"),
        ("contract_award_forecast:tbc", "payroll"),
        ("transfer:2030", "desk"),
        ("transfer<2030", ""),
        ("transfer>2016-05", "desk"),
        ("end:2010", "desk"),
        ("expiry>2019", "wan"),
        ("launch:2015-02", "payroll"),
        # Slipped: it lies, or may lie, so far after its baseline.
        ("slipped>30d", "wan desk"),
        ("slipped>40d", "desk"),
        ("slipped>=40", "wan desk"),
        ("slipped:40days", "wan desk"),
        ("slipped<31d", "wan payroll"),
        ("-slipped:1", "payroll blank"),
        # Phases.
        ("phase:service", "wan"),
        ('phase:"in service"', "wan"),
        ("phase:mobilise", ""),
        ("phase=define", "desk"),
        ("phase:tender", "payroll"),
        ('phase:"not dated"', "blank"),
        ("phase:undated", "blank"),
        # All of them must hold.
        ("award:2015 tower:network value>50m -slipped>100d", "wan"),
        ("award:2015 tower:end", ""),
    ],
)
def test_what_a_query_finds(text: str, ids: str) -> None:
    assert found(text) == ids


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lunch:soup", "There is no field “lunch” to filter by; try tower, supplier, value, award, phase or owner."),
        ("owner>a", "“owner>a” can't be used as a filter: it holds words; use a colon."),
        ("award>soon", "“award>soon” can't be used as a filter: not a date."),
        ("value>lots", "“value>lots” can't be used as a filter: not an amount."),
        ("value>tbc", "“value>tbc” can't be used as a filter: it names no amount."),
        ("term_months>many", "“term_months>many” can't be used as a filter: not a whole number."),
        ("slipped>lots", "“slipped>lots” can't be used as a filter: write it as slipped>30d."),
        ("slipped=30", "“slipped=30” can't be used as a filter: write it as slipped>30d."),
        ("phase:lunch", f"“phase:lunch” can't be used as a filter: {PHASES}"),
        ("phase>define", f"“phase>define” can't be used as a filter: {PHASES}"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SiamdeskError) as caught:
        asked(text, PORTFOLIO)
    assert str(caught.value) == sentence


def test_terms_are_read() -> None:
    assert Query.parse('"two words" -tower:network value>=5m "unclosed') == Query(
        (
            Term("", "", "two words"),
            Term("tower", ":", "network", negated=True),
            Term("value", ">=", "5m"),
            Term("", "", "unclosed"),
        )
    )


def test_half_a_query_is_no_error() -> None:
    for text in ("-", '"', '""', "tower:", "-tower:", "award:", "phase", "valu"):
        Query.parse(text)


def test_those_given_are_filtered_in_their_order() -> None:
    chosen = [CONTRACTS[4], CONTRACTS[1], CONTRACTS[0]]
    assert [c.id for c in Query.parse("e").filter(PORTFOLIO, TODAY, chosen)] == ["desk", "wan"]


def test_today_moves_the_phase() -> None:
    assert [c.id for c in Query.parse("phase:ended").filter(PORTFOLIO, date(2021, 1, 1))] == ["wan", "desk"]


def test_what_is_due_then_has_not_happened_yet() -> None:
    held = Portfolio().with_rows(
        ("contract", key, Contract(key, milestones=(made,)))
        for key, made in (
            ("open", Milestone("contract_award", forecast=When.of_edtf("2015-09/2015-10"))),
            (
                "done",
                Milestone("contract_award", forecast=When.day(date(2015, 10, 5)), actual=When.day(date(2015, 10, 6))),
            ),
            ("later", Milestone("itt", forecast=When.of_edtf("2015-11"))),
        )
    )

    def due(words: str) -> list[str]:
        return [each.id for each in asked(words, held).filter(held, date(2015, 10, 2))]

    assert due('due:"Oct 2015"') == ["open"]
    assert due("due:2015") == ["open", "later"]
    assert due('due:"Sep 2015"') == []
    with pytest.raises(SiamdeskError, match="write it as due"):
        asked("due>2015", held)


def test_what_reviews_asked_and_decided_is_found() -> None:
    today = date(2016, 3, 31)
    contracts = {name: Contract(name, name.upper()) for name in "abc"}
    actions = {
        "1": Action("1", "r", "Write the paper", 1, "CCO", When.day(date(2016, 3, 1)), "a"),
        "2": Action("2", "r", "Book the room", 2, None, None, "b", When.day(today), "Done it"),
        "3": Action("3", "r", "Nobody's", 3),
    }
    decisions = {"4": Decision("4", "r", "Extend by a year", 1, "b")}
    rows = dict(Portfolio().rows) | {"contract": contracts, "action": actions, "decision": decisions}
    portfolio = Portfolio(rows)

    def found(text: str) -> str:
        return "".join(each.id for each in asked(text, portfolio).filter(portfolio, today))

    assert found("action:open") == "a"
    assert found("action:overdue") == "a"
    assert found("action:done") == "b"
    assert found("action:any") == "ab"
    assert found("action:none") == "c"
    assert found("action:cco|done") == "ab"
    assert found("decision:extend -action:open") == "b"
    assert found("paper") == "a"
    assert found("a2") == "b"
    with pytest.raises(SiamdeskError, match="write decision:open, decision:any or decision:word"):
        found("decision>5")

"""The plan in cells: which period each phase and milestone falls into."""

from datetime import date

from siamdesk.domain import rows, when_words
from siamdesk.domain.contract import Contract, Tower
from siamdesk.domain.portfolio import Portfolio
from siamdesk.register.gantt import Gantt, Line, Spot
from siamdesk.session import gantt

TODAY = date(2016, 5, 10)


def contract(**dates: str) -> Contract:
    values = {key.replace("__", "."): when_words.parse(words) for key, words in dates.items()}
    row = rows.blank(
        "contract", "c1", {"reference": "N-1", "title": "Network", "tower_id": "t1", "rag": "red", **values}
    )
    assert isinstance(row, Contract)
    return row


def drawn(*contracts: Contract) -> Gantt:
    portfolio = Portfolio().with_rows([("tower", "t1", Tower("t1", "Networks"))])
    made = gantt.drawn(contracts, portfolio, TODAY)
    assert made is not None
    return made


def line(made: Gantt) -> dict[str, Spot]:
    """The spots of the only contract, by the name of their period."""
    names = [f"{period.label} {period.year}" for period in made.periods]
    (one,) = (each for each in made.lines if not each.heading)
    return {f"{place}:{names[place]}": spot for place, spot in one.spots}


def test_phases_fill_their_months_and_headlines_stand_in_theirs() -> None:
    made = drawn(
        contract(
            tender_launch__actual="4 January 2016",
            contract_award__forecast="2 March 2016",
            service_transfer__forecast="June 2016",
            current_end__forecast="1 September 2016",
        )
    )
    assert made.lines[0] == Line(("Networks",), heading=True)
    assert made.lines[1].texts == ("N-1", "Network", "", "Red")
    assert line(made) == {
        "0:J 2016": Spot("tender", text="▲"),
        "1:F 2016": Spot("tender"),
        "2:M 2016": Spot("mobilise", text="◇"),
        "3:A 2016": Spot("mobilise"),
        "4:M 2016": Spot("mobilise"),
        "5:J 2016": Spot("service", text="○"),
        "6:J 2016": Spot("service"),
        "7:A 2016": Spot("service"),
    }
    assert made.today == 4
    assert made.today_words == "As at 10 May 2016, which is marked in red"


def test_a_date_that_is_no_single_month_is_soft_over_its_months() -> None:
    made = drawn(contract(tender_launch__forecast="Q1 2016", contract_award__forecast="August 2016"))
    spots = line(made)
    assert [name for name, spot in spots.items() if spot.soft] == ["0:J 2016", "1:F 2016", "2:M 2016"]
    assert spots["1:F 2016"] == Spot("tender", soft=True, text="△")


def test_a_phase_has_its_name_where_there_is_room() -> None:
    made = drawn(contract(pipeline_entry__actual="1 January 2015", tender_launch__forecast="1 May 2016"))
    assert line(made)["0:J 2015"] == Spot("define", text="Define")


def test_two_headlines_in_one_month_share_a_cell() -> None:
    made = drawn(contract(tender_launch__actual="1 May 2016", contract_award__actual="30 May 2016"))
    assert line(made)["0:M 2016"].text == "▲◆"


def test_long_plans_go_by_quarters_and_longer_ones_by_years() -> None:
    made = drawn(contract(tender_launch__actual="1 January 2010", current_end__forecast="1 January 2025"))
    assert [(each.label, each.year) for each in made.periods[:5]] == [
        ("Q1", "2010"), ("Q2", "2010"), ("Q3", "2010"), ("Q4", "2010"), ("Q1", "2011"),
    ]  # fmt: skip
    made = drawn(contract(tender_launch__actual="1 January 1990", current_end__forecast="1 January 2045"))
    assert [(each.label, each.year) for each in made.periods[:2]] == [("90", "1990s"), ("91", "1990s")]


def test_without_dates_there_is_no_plan() -> None:
    portfolio = Portfolio()
    assert gantt.drawn([contract(tender_launch__forecast="TBC")], portfolio, TODAY) is None
    assert gantt.drawn([], portfolio, TODAY) is None


def test_today_outside_the_plan_is_not_drawn() -> None:
    made = drawn(contract(tender_launch__actual="1 January 1990", contract_award__actual="1 January 1995"))
    assert made.today is None

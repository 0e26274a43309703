from datetime import date

from siamdesk.domain.contract import Contract, Milestone
from siamdesk.domain.when import TBC, When
from siamdesk.timeline.extent import extent

TODAY = date(2016, 6, 1)


def contract(number: int, start: date, end: date) -> Contract:
    dates = (
        Milestone("contract_award", actual=When.day(start)),
        Milestone("current_end", forecast=When.day(end)),
        Milestone("maximum_end", forecast=TBC),
    )
    return Contract(str(number), milestones=dates)


def test_it_holds_all_that_is_dated_and_today() -> None:
    found = extent([contract(1, date(2015, 3, 1), date(2015, 12, 31))], TODAY)
    assert (found.dated_first, found.dated_last) == (date(2015, 3, 1), TODAY)
    assert found.first == date(2005, 2, 21)
    assert found.last == date(2026, 6, 9)


def test_one_old_incumbent_and_one_long_lease_do_not_squeeze_the_others() -> None:
    usual = [contract(n, date(2015, 1 + n % 12, 1), date(2018, 1 + n % 12, 1)) for n in range(20)]
    odd = [contract(98, date(1985, 1, 1), date(2016, 1, 1)), contract(99, date(2015, 1, 1), date(2114, 1, 1))]
    found = extent([*usual, *odd], TODAY)
    assert found.dated_first.year in {2013, 2014, 2015}
    assert found.dated_last.year in {2018, 2019, 2020, 2021}
    assert found.last == date(2124, 1, 9)


def test_today_counts_only_where_it_is_near() -> None:
    found = extent([contract(1, date(2005, 3, 1), date(2006, 12, 31))], TODAY)
    assert found.dated_last == date(2006, 12, 31)


def test_without_dates_it_is_a_year_each_way() -> None:
    found = extent([Contract("1"), Contract("2", milestones=(Milestone("contract_award", forecast=TBC),))], TODAY)
    assert (found.dated_first, found.dated_last) == (date(2015, 6, 1), date(2017, 6, 2))

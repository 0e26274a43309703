from datetime import date

from siamdesk.domain.days_off import bank_holidays


def test_the_bank_holidays_of_a_year() -> None:
    assert sorted(bank_holidays(2015)) == [
        date(2015, 1, 1),
        date(2015, 4, 3),
        date(2015, 4, 6),
        date(2015, 5, 4),
        date(2015, 5, 25),
        date(2015, 8, 31),
        date(2015, 12, 25),
        date(2015, 12, 26),
        date(2015, 12, 28),
    ]
    assert bank_holidays(2015)[date(2015, 4, 3)] == "Good Friday"


def test_a_day_given_for_one_year_alone() -> None:
    assert date(2022, 9, 19) in bank_holidays(2022)


def test_years_that_no_date_may_have_have_none() -> None:
    assert bank_holidays(1066) == {}

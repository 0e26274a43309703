import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain import fields
from siamdesk.domain.errors import Unreadable
from siamdesk.domain.money import Basis, Money, Vat
from siamdesk.register import readings
from siamdesk.register.columns import Column
from siamdesk.register.reader import Raw

DAY = dt.date(2015, 10, 2)


def read(key: str | None, raw: Raw, code: str = "", **about: object) -> object:
    column = Column(0, "A", "Header", key, 1.0, "text", **about)  # type: ignore[arg-type]
    return readings.read(column, fields.field_for("contract", key) if key else None, raw, code)


def edtf(raw: Raw, code: str = "", **about: object) -> str:
    return read("contract_award.forecast", raw, code, **about).edtf  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (DAY, "2015-10-02"),
        (dt.datetime(2015, 10, 2, 9, 30), "2015-10-02"),
        (42_279, "2015-10-02"),
        (42_279.0, "2015-10-02"),
        ("42279", "2015-10-02"),
        (20_151_002, "2015-10-02"),
        ("20151002", "2015-10-02"),
        ("2 Oct 2015", "2015-10-02"),
        ("2015-10-02", "2015-10-02"),
        ("01/02/2015", "2015-02-01"),
        (2015, "2015-01-01/2015-12-31"),
        ("TBC", "XXXX"),
        ("late Oct 2015", "2015-10-21/2015-10-31"),
    ],
)
def test_dates(raw: Raw, expected: str) -> None:
    assert edtf(raw) == expected


def test_a_date_with_the_month_first_where_the_column_says_so() -> None:
    assert edtf("01/02/2015", day_first=False) == "2015-01-02"


def test_a_month_that_is_shown_as_a_month() -> None:
    first = dt.date(2016, 10, 1)
    assert edtf(first, "mmm-yy", by_month=True) == "2016-10-01/2016-10-31"
    assert edtf(first, "mmm-yy") == "2016-10-01"
    assert edtf(first, "dd/mm/yyyy", by_month=True) == "2016-10-01"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (36, "a number that is no date"),
        (True, "yes or no, not a date"),
        (dt.time(9, 30), "a time of day, not a date"),
        (dt.timedelta(days=3), "a length of time, not a date"),
        ("31/02/2018", "no such day"),
        ("Yet to commence", "a status, not a date"),
        ("12 Weeks", "a duration, not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_its_reason(raw: Raw, why: str) -> None:
    with pytest.raises(Unreadable) as caught:
        edtf(raw)
    assert caught.value.why == why


@pytest.mark.parametrize("raw", ["", "  ", "-", "n/a", "\u00a0"])
def test_blanks_are_nothing(raw: str) -> None:
    assert read("contract_award.forecast", raw) is None
    assert read("value", raw) is None
    assert read("reference", raw) is None
    assert read("suppliers", raw) is None or read("suppliers", raw) == ()


def test_money_of_numbers() -> None:
    assert read("value", 240, scale=Decimal(10**6)) == Money(Decimal(240_000_000), Decimal(240_000_000))
    assert read("value", 5.5, scale=Decimal(10**6)) == Money(Decimal(5_500_000), Decimal(5_500_000))
    assert read("value", 0.1 + 0.2) == Money(Decimal("0.3"), Decimal("0.3"))
    assert read("value", 240_000_000, '"£"#,##0,,"m"', scale=Decimal(10**6)) == Money(
        Decimal(240_000_000), Decimal(240_000_000)
    )
    assert read("value", 240, '£0.0"m"') == Money(Decimal(240_000_000), Decimal(240_000_000))
    assert read("value", 5, "[$€-2] #,##0") == Money(Decimal(5), Decimal(5), "EUR")
    assert read("value", 5, basis=Basis.AWARD, vat=Vat.EXCLUDED) == Money(
        Decimal(5), Decimal(5), basis=Basis.AWARD, vat=Vat.EXCLUDED
    )


def test_money_of_texts_keeps_its_own_unit() -> None:
    assert read("value", "£1.2m", scale=Decimal(10**6)) == Money(Decimal(1_200_000), Decimal(1_200_000))
    assert read("value", "240", scale=Decimal(10**6)) == Money(Decimal(240_000_000), Decimal(240_000_000))
    assert read("value", "£1m-£5m") == Money(Decimal(1_000_000), Decimal(5_000_000))
    assert read("annual_value", 5, yearly=True) == Money(Decimal(5), Decimal(5), per="year")
    assert read("annual_value", "£5 per month", yearly=True) == Money(Decimal(5), Decimal(5), per="month")


def test_what_is_no_money_is_refused() -> None:
    for raw, why in (
        (DAY, "a date, not an amount"),
        (True, "yes or no, not an amount"),
        ("see tab 2", "not an amount"),
        (240_000_000, "too large for the unit of its column"),
    ):
        with pytest.raises(Unreadable) as caught:
            read("value", raw, scale=Decimal(10**6))
        assert caught.value.why == why


def test_references_keep_what_is_seen() -> None:
    assert read("reference", 12.0) == "12"
    assert read("reference", 12, "00000") == "00012"
    assert read("reference", "007") == "007"
    assert read("reference", 1.5) == "1.5"


def test_lists_flags_colours_and_numbers() -> None:
    assert read("suppliers", "BT; Virgin\nVodafone") == ("BT", "Virgin", "Vodafone")
    assert read("suppliers", 3663) == ("3663",)
    assert read("sme", "Yes") is True
    assert read("sme", False) is False
    assert read("rag", "A") == "amber"
    assert read("term_months", 60.0) == 60
    assert read("term_months", "5 years") == 60
    with pytest.raises(Unreadable):
        read("sme", "micro")


def test_text_of_other_cells() -> None:
    assert read(None, DAY) == "2 Oct 2015"
    assert read(None, dt.datetime(2015, 10, 2, 9, 30)) == "2 Oct 2015 09:30"
    assert read(None, 0.84166, "0%") == "84%"
    assert read(None, 0.84166, "0.0%") == "84.2%"
    assert read(None, True) == "Yes"
    assert read(None, 1e20) == "100000000000000000000"
    assert read(None, dt.time(9, 30)) == "09:30"
    assert read("notes", " as typed\n") == " as typed\n"


RAW = st.one_of(
    st.text(min_size=1),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer()),
    st.dates(),
    st.times(),
    st.datetimes().filter(lambda moment: moment.time() != dt.time()),
    st.timedeltas(),
    st.just(""),
)


@given(RAW)
def test_a_raw_cell_comes_back_from_its_snapshot(raw: Raw) -> None:
    assert readings.decoded(readings.encoded(raw)) == (raw, "")


def test_an_error_comes_back_from_its_snapshot() -> None:
    assert readings.decoded(readings.encoded("", "#N/A")) == ("", "#N/A")
    assert readings.encoded(7.0) == 7
    assert readings.encoded(DAY) == {"day": "2015-10-02"}

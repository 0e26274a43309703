import datetime as dt
from decimal import Decimal

import pytest

from siamdesk.register import formats

MILLION = Decimal(10**6)


@pytest.mark.parametrize(
    ("code", "under", "factor"),
    [
        ("", MILLION, MILLION),
        ("#,##0.0", MILLION, MILLION),
        ('"£"#,##0,,"m"', Decimal(1), Decimal(1)),
        ('"£"#,##0.0,,"m"', MILLION, Decimal(1)),
        ('£0.0"m"', Decimal(1), MILLION),
        ("0.0\\m", Decimal(1), MILLION),
        ('"£"#,##0"k"', Decimal(1), Decimal(1000)),
        ("#,##0,", Decimal(1000), Decimal(1)),
        ("#,##0,,", MILLION, Decimal(1)),
        ('0.00" bn"', Decimal(1), Decimal(10**9)),
        ('[Red]-#,##0.0,,"m";#,##0', Decimal(1), Decimal(1)),
        ('#,##0" months"', Decimal(1), Decimal(1)),
    ],
)
def test_what_one_counts(code: str, under: Decimal, factor: Decimal) -> None:
    assert formats.factor(code, under) == factor


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ('"£"#,##0', "GBP"),
        ("£#,##0.00;[Red]-£#,##0.00", "GBP"),
        ("[$€-2] #,##0", "EUR"),
        ("[$£-809]#,##0", "GBP"),
        ("[$NGN] #,##0", "NGN"),
        ("_-$* #,##0_-", "USD"),
        ("#,##0", ""),
        ("[$-809]d mmm yyyy", ""),
    ],
)
def test_currencies(code: str, currency: str) -> None:
    assert formats.currency(code) == currency


def test_leading_zeros() -> None:
    assert formats.padded(12, "00000") == "00012"
    assert formats.padded(12, "0") == "12"
    assert formats.padded(12, "General") == "12"


@pytest.mark.parametrize("code", ["mmm-yy", "mmmm yyyy", "[$-809]mmm yy;@", "yyyy-mm"])
def test_formats_that_show_a_month_alone(code: str) -> None:
    assert formats.shows_month_only(code)


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "d mmm", "yyyy", "#,##0", "", "mm:ss"])
def test_formats_that_show_more_or_less(code: str) -> None:
    assert not formats.shows_month_only(code)


def test_numbers_that_can_be_days() -> None:
    assert formats.could_be_day(42_279)
    assert formats.could_be_day(2016)
    assert formats.could_be_day(20_151_002)
    assert not formats.could_be_day(36)
    assert not formats.could_be_day(42_279.5)
    assert not formats.could_be_day(20_151_399)
    assert formats.could_be_day_text(" 42279.0 ")
    assert not formats.could_be_day_text("36")
    assert formats.serial_day(42_279) == dt.date(2015, 10, 2)
    assert formats.serial_day(2016) is None

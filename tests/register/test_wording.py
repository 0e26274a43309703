"""A value as a register's column says it, and that it reads back the same."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain import fields, money, when_words
from siamdesk.domain.compare import same_field
from siamdesk.domain.money import Basis, Money
from siamdesk.domain.when import When
from siamdesk.register import readings
from siamdesk.register.cell_xml import Unwritable
from siamdesk.register.columns import Column
from siamdesk.register.wording import Imprecise, Wording

DAY = dt.date(2016, 4, 5)


def wording(key: str, cells: list[Any], kind: str = "text", **about: Any) -> Wording:
    pairs = [cell if isinstance(cell, tuple) else (cell, "") for cell in cells]
    return Wording(Column(0, "A", "Header", key, 1.0, kind, **about), fields.field_for("contract", key), pairs)


def pounds(amount: str, **about: Any) -> Money:
    return Money(Decimal(amount), Decimal(amount), "GBP", **about)


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        ([dt.date(2015, 1, 1)], DAY),
        ([], DAY),
        (["01/02/2015", "TBC"], "05/04/2016"),
        (["2015-02-01"], "2016-04-05"),
        (["1 Feb 2015", "Q1 2016/17"], "5 Apr 2016"),
        (["01.02.2015"], "05.04.2016"),
        (["20150201"], "20160405"),
        (["1-Feb-15"], "5-Apr-16"),
        ([dt.date(2015, 1, 1), "TBC"], DAY),
    ],
)
def test_a_day_goes_in_as_the_column_has_days(cells: list[Any], written: Any) -> None:
    assert wording("contract_award.forecast", cells, "date").cell(When.day(DAY)) == written


def test_month_first_columns_stay_month_first() -> None:
    column = wording("contract_award.forecast", ["02/28/2015"], "date", day_first=False)
    assert column.cell(When.day(DAY)) == "04/05/2016"


def test_a_month_goes_into_a_column_that_shows_months() -> None:
    column = wording("contract_award.forecast", [(dt.date(2015, 1, 1), "mmm-yy")], "date", by_month=True)
    assert column.cell(when_words.parse("April 2016"), code="mmm-yy") == dt.date(2016, 4, 1)


def test_words_go_where_there_are_words() -> None:
    window = when_words.parse("late Oct / early Nov 2016")
    assert wording("contract_award.forecast", ["TBC"], "date").cell(window) == "late Oct / early Nov 2016"
    days = wording("contract_award.forecast", [dt.date(2015, 1, 1)], "date")
    with pytest.raises(Unwritable, match="choose the earliest, the latest or the words"):
        days.cell(window)
    assert days.cell(window, imprecise=Imprecise.EARLIEST) == dt.date(2016, 10, 21)
    assert days.cell(window, imprecise=Imprecise.LATEST) == dt.date(2016, 11, 10)
    assert days.cell(window, imprecise=Imprecise.WORDS) == "late Oct / early Nov 2016"
    with pytest.raises(Unwritable):
        days.cell(when_words.parse("TBC"), imprecise=Imprecise.EARLIEST)


@pytest.mark.parametrize(
    ("cells", "code", "scale", "amount", "written"),
    [
        ([240, 96.5], "", 1_000_000, "96500000", Decimal("96.5")),
        ([240], "", 1_000_000, "240000000", 240),
        ([(240_000_000, '"£"#,##0')], '"£"#,##0', 1, "1234.56", Decimal("1234.56")),
        ([(240_000_000, '£#,##0.0,,"m"')], '£#,##0.0,,"m"', 1, "95000000", 95_000_000),
        ([(240.0, '£0.0"m"')], '£0.0"m"', 1, "95500000", Decimal("95.5")),
        (["£12m"], "", 1, "95500000", "£95.5m"),
        (["£1,200"], "", 1, "1300", "£1,300"),
    ],
)
def test_an_amount_goes_in_in_the_unit_of_its_column(
    cells: list[Any], code: str, scale: int, amount: str, written: Any
) -> None:
    column = wording("value", cells, "money", scale=Decimal(scale))
    assert column.cell(pounds(amount), code=code) == written


def test_an_amount_that_the_column_cannot_say_is_refused() -> None:
    numbers = wording("award_value", [240], "money", basis=Basis.AWARD)
    with pytest.raises(Unwritable, match="type it in Excel"):
        numbers.cell(money.parse_money("€5m", basis=Basis.AWARD))
    assert wording("award_value", ["£1m-£5m"], "money").cell(money.parse_money("£2m-£3m")) == "£2m-£3m"


@pytest.mark.parametrize(
    ("key", "cells", "value", "written"),
    [
        ("rag", ["A", "G"], "red", "R"),
        ("rag", ["amber"], "red", "red"),
        ("rag", ["AMBER"], "red", "RED"),
        ("rag", ["Amber", "Red"], "red", "Red"),
        ("rag", [], "red", "Red"),
        ("sme", ["Y", "N"], False, "N"),
        ("sme", [], True, "Yes"),
        ("term_months", ["60 months"], 60, "60 months"),
        ("term_months", [36], 60, 60),
        ("suppliers", ["BT"], ("BT", "Sky"), "BT; Sky"),
        ("title", ["x"], "=SUM(A1)", "=SUM(A1)"),
        ("reference", ["007"], "008", "008"),
        ("notes", [], None, None),
    ],
)
def test_words_of_the_column(key: str, cells: list[Any], value: Any, written: Any) -> None:
    assert wording(key, cells).cell(value) == written


def test_a_column_of_the_users_own_keeps_its_kind() -> None:
    assert Wording(Column(0, "A", "Colour", None, 0.0, "number"), None, [(7, "")]).cell("8", 7) == 8
    assert Wording(Column(0, "A", "Colour", None, 0.0, "text"), None, [("x", "")]).cell("8", "x") == "8"
    assert Wording(Column(0, "A", "Seen", None, 0.0, "date"), None, [(DAY, "")]).cell("1 May 2016", DAY) == dt.date(
        2016, 5, 1
    )


def test_two_columns_for_one_value_are_left_to_excel() -> None:
    with pytest.raises(Unwritable, match="two columns"):
        wording("contract_award.forecast", [], "date", other=1).cell(When.day(DAY))


CELLS = st.lists(
    st.sampled_from(["TBC", "01/02/2015", "2015-02-01", dt.date(2015, 1, 1), "1 Feb 2015", "Q1 2016/17"]), max_size=4
)


@given(CELLS, st.dates(dt.date(1990, 1, 1), dt.date(2089, 12, 31)), st.sampled_from(list(Imprecise)))
def test_whatever_is_written_reads_back_the_same(cells: list[Any], day: dt.date, imprecise: Imprecise) -> None:
    column = wording("contract_award.forecast", cells, "date")
    written = column.cell(When.day(day), imprecise=imprecise)
    read = readings.read(column.column, fields.field_for("contract", "contract_award.forecast"), written)  # type: ignore[arg-type]
    assert same_field(read, When.day(day))


@given(
    st.lists(st.sampled_from([240, 96.5, "£12m", "1200", ""]), max_size=3),
    st.decimals(0, 10**9, places=2),
    st.sampled_from([1, 1000, 1_000_000]),
)
def test_amounts_read_back_the_same_or_are_refused(cells: list[Any], amount: Decimal, scale: int) -> None:
    column = wording("value", cells, "money", scale=Decimal(scale))
    value = Money(amount, amount, "GBP")
    try:
        written = column.cell(value)
    except Unwritable:
        return
    raw = float(written) if isinstance(written, Decimal) else written
    read = readings.read(column.column, fields.field_for("contract", "value"), raw)  # type: ignore[arg-type]
    assert same_field(read, value)

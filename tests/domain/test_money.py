from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siamdesk.domain.errors import Unreadable
from siamdesk.domain.money import Basis, Money, Vat, add, parse_money, show_money, show_short

MILLION = Decimal(10**6)


def why(text: str, scale: Decimal = Decimal(1)) -> str:
    with pytest.raises(Unreadable) as caught:
        parse_money(text, scale=scale)
    return caught.value.why


def pounds(low: str | None, high: str | None) -> Money:
    return Money(Decimal(low) if low else None, Decimal(high) if high else None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£1.2m", "1200000"),
        ("£8M", "8000000"),
        ("£1bn", "1000000000"),
        ("£240k", "240000"),
        ("£1.5 million", "1500000"),
        ("£2million", "2000000"),
        ("GBP 5 million", "5000000"),
        ("5m", "5000000"),
        ("58665.0", "58665"),
        ("942467.", "942467"),
        (".5m", "500000"),
        ("£1,234.56", "1234.56"),
        ("771, 931.57", "771931.57"),
        ("£1 234 567", "1234567"),
        ("£135.00", "135"),
        ("£0", "0"),
        ("(2)", "-2"),
        ("(£2m)", "-2000000"),
        ("£(2,000)", "-2000"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("−5", "-5"),
        ("£216m over ten years", "216000000"),
        ("£216m over 10 years", "216000000"),
        ("Contract value (£2m)", "2000000"),
        ("Phase one - £5m", "5000000"),
    ],
)
def test_amounts_in_pounds(text: str, amount: str) -> None:
    money = parse_money(text)
    assert money == pounds(amount, amount)
    assert money.words == text
    assert money.is_amount


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("N9,680,670.00", "NGN", "9680670"),
        ("N9, 680, 670.00", "NGN", "9680670"),
        ("5 million Naira", "NGN", "5000000"),
        ("S2,035,000.00", "USD", "2035000"),
        ("$ 2, 396, 696.24", "USD", "2396696.24"),
        ("$17, 352, 500.00", "USD", "17352500"),
        ("$164 073.00", "USD", "164073"),
        ("$31.95000", "USD", "31.95"),
        ("US$5m", "USD", "5000000"),
        ("$2.5MM", "USD", "2500000"),
        ("AUD 3,000", "AUD", "3000"),
        ("A$3,000", "AUD", "3000"),
        ("€2m", "EUR", "2000000"),
        ("1.234.567,89 EUR", "EUR", "1234567.89"),
        ("€1.234,50", "EUR", "1234.5"),
        ("12,5 euros", "EUR", "12.5"),
        ("EUR 1.234.567", "EUR", "1234567"),
    ],
)
def test_amounts_in_other_currencies(text: str, currency: str, amount: str) -> None:
    assert parse_money(text) == Money(Decimal(amount), Decimal(amount), currency)


def test_a_dollar_sign_means_the_dollar_of_the_column() -> None:
    assert parse_money("$5", currency="CAD").currency == "CAD"
    assert parse_money("$5", currency="EUR").currency == "USD"
    assert parse_money("5", currency="NGN").currency == "NGN"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("£365K-£4M", "365000", "4000000"),
        ("£0-£1M", "0", "1000000"),
        ("£500K-£1M", "500000", "1000000"),
        ("£10m to £15m", "10000000", "15000000"),
        ("£1m – £2m", "1000000", "2000000"),
        ("between £1m and £5m", "1000000", "5000000"),
        ("from £1m to £5m", "1000000", "5000000"),
        ("£1-5m", "1000000", "5000000"),
        ("10-15m", "10000000", "15000000"),
        ("500,000-1m", "500000", "1000000"),
        ("£500-£1m", "500", "1000000"),
        ("£10,000 - 20,000", "10000", "20000"),
        (">£1M and <£5M", "1000000", "5000000"),
        ("up to £200m", None, "200000000"),
        ("<= £5m", None, "5000000"),
        ("≤£5m", None, "5000000"),
        ("maximum of £5m", None, "5000000"),
        ("over £5m", "5000000", None),
        (">= £250K", "250000", None),
        ("in excess of £5m", "5000000", None),
        ("£5m+", "5000000", None),
        ("£5m or more", "5000000", None),
        ("Contract worth up to £5m", None, "5000000"),
    ],
)
def test_ranges(text: str, low: str | None, high: str | None) -> None:
    money = parse_money(text)
    assert money == pounds(low, high)
    assert not money.is_amount
    assert money.is_known


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (">$1M and <$5M", "1000000", "5000000"),
        ("$25M - $49.99M", "25000000", "49990000"),
        ("$25k - $100k", "25000", "100000"),
        (">= $250K", "250000", None),
    ],
)
def test_ranges_in_dollars(text: str, low: str, high: str | None) -> None:
    assert parse_money(text) == Money(Decimal(low), Decimal(high) if high else None, "USD")


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("£240,000 per annum", "year"),
        ("240,000 per annum", "year"),
        ("£240k pa", "year"),
        ("£240k p.a.", "year"),
        ("£240,000 a year", "year"),
        ("£240k/yr", "year"),
        ("£240k per year for 5 years", "year"),
        ("£240k per calendar month", "month"),
        ("£240k pcm", "month"),
        ("£240k a week", "week"),
        ("£240k/day", "day"),
        ("£240k an hour", "hour"),
    ],
)
def test_recurring_amounts(text: str, per: str) -> None:
    assert parse_money(text) == Money(Decimal(240000), Decimal(240000), per=per)


def test_over_a_year_is_a_term_and_not_a_rate() -> None:
    assert parse_money("£5m over a year") == pounds("5000000", "5000000")


@pytest.mark.parametrize(
    ("text", "vat"),
    [
        ("£5m ex VAT", Vat.EXCLUDED),
        ("£5m (excluding VAT)", Vat.EXCLUDED),
        ("£5m plus VAT", Vat.EXCLUDED),
        ("£5m + 20% VAT", Vat.EXCLUDED),
        ("£5m, VAT exclusive", Vat.EXCLUDED),
        ("£5m (inc VAT)", Vat.INCLUDED),
        ("£5m inclusive of VAT", Vat.INCLUDED),
        ("£5m", Vat.UNSTATED),
    ],
)
def test_vat(text: str, vat: Vat) -> None:
    assert parse_money(text) == Money(5 * MILLION, 5 * MILLION, vat=vat)


def test_what_the_text_says_of_vat_and_basis_goes_before_what_its_column_says() -> None:
    assert parse_money("£5m", vat=Vat.INCLUDED).vat is Vat.INCLUDED
    assert parse_money("£5m ex VAT", vat=Vat.INCLUDED).vat is Vat.EXCLUDED
    assert parse_money("£5m", basis=Basis.AWARD).basis is Basis.AWARD
    assert parse_money("est. £5m").basis is Basis.ESTIMATED
    assert parse_money("est. £5m", basis=Basis.AWARD).basis is Basis.AWARD


@pytest.mark.parametrize(
    "text", ["c. £52.9m", "c£52.9m", "circa £52.9m", "~£52.9m", "approx. £52.9m", "(about £52.9m)"]
)
def test_approximate_amounts(text: str) -> None:
    assert parse_money(text) == Money(Decimal(52_900_000), Decimal(52_900_000), approximate=True)


def test_an_amount_in_a_sentence() -> None:
    rates = parse_money("Schedule of Rates, approximately $2million per annum")
    assert rates == Money(2 * MILLION, 2 * MILLION, "USD", per="year", approximate=True)
    cut_off = parse_money("Schedule of Rates, approximately $2million per...")
    assert cut_off == Money(2 * MILLION, 2 * MILLION, "USD", approximate=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("POA", "POA"), ("price on application", "price on application"), ("TBC", "TBC"), ("£TBC", "£TBC")],
)
def test_prices_not_yet_known(text: str, shown: str) -> None:
    money = parse_money(text)
    assert money == Money(None, None)
    assert not money.is_known
    assert not money.is_amount
    assert show_money(money) == show_short(money) == shown
    assert show_money(Money(None, None)) == "TBC"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        (" \u00a0", "blank"),
        ("gibberish", "not an amount"),
        ("Nil", "not an amount"),
        ("12 weeks", "not an amount"),
        ("5%", "not an amount"),
        ("5x", "not an amount"),
        ("Lot 2", "not an amount"),
        ("3501.872.63", "the digits are not grouped as in an amount"),
        ("£12,34", "the digits are not grouped as in an amount"),
        ("€1.234", "1.234 is either 1234 or 1,234"),
        ("£5m $6m", "two currencies"),
        ("USD £5m", "two currencies"),
        ("£1m and £5m", "several amounts"),
        ("£1m, £2m and £3m", "several amounts"),
        ("Stage 2 - $1, 438, 110.00; Stage 3 -- Schedule", "several amounts"),
        ("£5 - £2", "the range runs backwards"),
        ("£10 to £15m", "the unit of the lower end is in doubt"),
        ("£12.50 per user", "a rate, not an amount"),
        ("£5m each", "a rate, not an amount"),
        ("- £5", "the dash may be a minus"),
        ("£5m ex VAT (£6m inc VAT)", "both with and without VAT"),
        ("9" * 31, "too many digits"),
        ("9" * 20, "too large to be an amount"),
        ("£5m " + "x" * 500, "too long to be an amount"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str) -> None:
    assert why(text) == reason


@pytest.mark.parametrize(
    ("text", "amount"),
    [("240", "240000000"), ("£1.5", "1500000"), ("£240m", "240000000"), ("0", "0"), ("365k", "365000")],
)
def test_the_unit_of_a_column_multiplies_bare_figures_only(text: str, amount: str) -> None:
    assert parse_money(text, scale=MILLION) == pounds(amount, amount)


def test_an_amount_in_full_in_a_column_of_millions_is_in_doubt() -> None:
    assert why("240,000,000", scale=MILLION) == "too large for the unit of its column"


@pytest.mark.parametrize(
    ("money", "shown", "short"),
    [
        (pounds("240000000", "240000000"), "£240.0m", "£240.0m"),
        (pounds("216000000", "240000000"), "£216.0m to £240.0m", "£216.0m–£240.0m"),
        (pounds("1200000000", "1200000000"), "£1,200.0m", "£1.2bn"),
        (pounds("1250000", "1250000"), "£1,250,000", "£1.3m"),
        (pounds("999999.6", "999999.6"), "£999,999.60", "£1.0m"),
        (pounds("365000", "4000000"), "£365,000 to £4,000,000", "£365k–£4.0m"),
        (pounds("52900", "52900"), "£52,900", "£53k"),
        (pounds("500", "500"), "£500", "£500"),
        (pounds("1234.5", "1234.5"), "£1,234.50", "£1k"),
        (pounds("0", "0"), "£0", "£0"),
        (pounds("0", "1000000"), "£0 to £1.0m", "£0–£1.0m"),
        (pounds("-2", "-2"), "(£2)", "-£2"),
        (pounds("-5", "2"), "-£5 to £2", "-£5–£2"),
        (pounds("5000000", None), "over £5.0m", ">£5.0m"),
        (pounds(None, "200000000"), "up to £200.0m", "<£200.0m"),
        (Money(Decimal(240000), Decimal(240000), per="year"), "£240,000 a year", "£240k/yr"),
        (Money(Decimal(90), Decimal(90), per="hour"), "£90 an hour", "£90/hr"),
        (Money(Decimal(52_900_000), Decimal(52_900_000), approximate=True), "c. £52.9m", "c. £52.9m"),
        (Money(Decimal("9680670.00"), Decimal(9680670), "NGN"), "NGN 9,680,670.00", "NGN 9.7m"),
        (Money(Decimal(3000), Decimal(3000), "JPY"), "JPY 3,000", "JPY 3k"),
        (Money(Decimal("1.234"), Decimal("1.234"), "EUR"), "€1.2340", "€1"),
        (Money(Decimal("1E+6"), Decimal("1E+6"), "USD"), "$1.0m", "$1.0m"),
        (Money(None, None, per="year", approximate=True), "c. TBC a year", "c. TBC a year"),
    ],
)
def test_showing(money: Money, shown: str, short: str) -> None:
    assert show_money(money) == shown
    assert show_short(money) == short


def test_canonical_text_is_plain_and_may_hold_bars_in_its_words() -> None:
    money = Money(
        Decimal("1E+3"), Decimal("2000.50"), "USD", Basis.AWARD, Vat.EXCLUDED, "year", approximate=True, words="a|b"
    )
    assert money.canonical() == "1000|2000.5|USD|award|ex|year|~|a|b"
    assert Money.from_canonical(money.canonical()).words == "a|b"
    assert Money(Decimal("-0.00"), Decimal(0)).canonical() == "0|0|GBP|||||"
    assert Money(None, None).canonical() == "||GBP|||||"


def test_equal_stored_texts_share_one_object() -> None:
    text = "5|5|GBP|||||£5"
    assert Money.from_canonical(text) is Money.from_canonical("".join(list(text)))


@pytest.mark.parametrize(
    "text",
    ["", "5", "5|5|GBP||||", "x|5|GBP|||||", "1E5|1E5|GBP|||||", "5|5|XXX|||||", "5|5|GBP|odd||||", "5|5|GBP||||x|"],
)
def test_malformed_stored_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  the kind is the contract
        Money.from_canonical(text)


def test_what_cannot_be_money_is_refused() -> None:
    for low, high in (("5", "2"), ("NaN", "NaN"), ("Infinity", "Infinity"), ("1E+18", "1E+18")):
        with pytest.raises(Unreadable):
            pounds(low, high)
    with pytest.raises(Unreadable):
        Money(None, None, per="fortnight")


def test_sums_add_end_by_end() -> None:
    total = add([parse_money("£1m"), parse_money("£2m-£3m", vat=Vat.EXCLUDED), parse_money("c. £0.5m")])
    assert total == Money(Decimal(3_500_000), Decimal(4_500_000), approximate=True)
    assert total.words == ""
    assert add([parse_money("£1m"), parse_money("over £2m")]) == pounds("3000000", None)
    assert add([parse_money("£1m"), parse_money("TBC")]) == Money(None, None)
    assert add([parse_money("£1m", vat=Vat.EXCLUDED)] * 2).vat is Vat.EXCLUDED


def test_sums_refuse_to_mix() -> None:
    for other in ("$1m", "£1m a year"):
        with pytest.raises(ValueError, match="do not add up"):
            add([parse_money("£1m"), parse_money(other)])
    with pytest.raises(ValueError, match="do not add up"):
        add([parse_money("£1m"), parse_money("£1m", basis=Basis.AWARD)])
    with pytest.raises(ValueError, match="nothing to add"):
        add([])


AMOUNTS = st.one_of(
    st.decimals(min_value=-(10**15), max_value=10**15, places=0),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.integers(-9999, 9999).map(lambda tenths: Decimal(tenths) * 100_000),
    st.integers(0, 12).map(lambda power: Decimal(10) ** power),
)


@st.composite
def moneys(draw: st.DrawFn) -> Money:
    low, high = sorted([draw(AMOUNTS), draw(AMOUNTS)])
    kind = draw(st.sampled_from(["amount", "range", "over", "under", "unknown"]))
    return Money(
        None if kind in {"under", "unknown"} else low,
        None if kind in {"over", "unknown"} else low if kind == "amount" else high,
        draw(st.sampled_from(["GBP", "USD", "EUR", "NGN", "AUD", "JPY", "SEK"])),
        draw(st.sampled_from(Basis)),
        draw(st.sampled_from(Vat)),
        draw(st.sampled_from(["", "year", "month", "week", "day", "hour"])),
        draw(st.booleans()),
        draw(st.text(max_size=8)),
    )


@given(moneys())
def test_what_is_stored_comes_back_with_its_words(money: Money) -> None:
    back = Money.from_canonical(money.canonical())
    assert (back, back.words) == (money, money.words)
    assert "E" not in money.canonical().split("|")[0]


@given(moneys())
def test_what_is_shown_reads_back_equal(money: Money) -> None:
    read = parse_money(show_money(money), currency=money.currency, basis=money.basis, vat=money.vat)
    assert read == money


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_sums_of_amounts_are_exact(amounts: list[Decimal]) -> None:
    assert add(Money(amount, amount) for amount in amounts).low == sum(amounts)


MONEY_WORDS = (
    "£5 $1.2m 1,000 1.234,5 5 10 € GBP N9,680 S2,035 million k bn - to and between over up < > = + ( ) , . ; % c. "
    "about pa per annum year a ex inc VAT 20 POA tbc est. for ten years £ each /"
)
ROWS = st.lists(st.sampled_from(MONEY_WORDS.split()), max_size=8)


def _reads_or_says_why(text: str, scale: Decimal) -> None:
    try:
        money = parse_money(text, scale=scale)
    except Unreadable:
        return
    assert money.words == text.strip()
    assert parse_money(show_money(money), currency=money.currency, basis=money.basis, vat=money.vat) == money


@given(st.text(max_size=40), st.sampled_from([Decimal(1), MILLION]))
def test_any_text_reads_or_says_why(text: str, scale: Decimal) -> None:
    _reads_or_says_why(text, scale)


@given(ROWS, st.sampled_from(["", " "]), st.sampled_from([Decimal(1), MILLION]))
def test_any_row_of_money_words_reads_or_says_why(words: list[str], gap: str, scale: Decimal) -> None:
    _reads_or_says_why(gap.join(words), scale)

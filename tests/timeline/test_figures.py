from dataclasses import replace
from datetime import date
from decimal import Decimal

from telling import BACK_OFFICE, INCUMBENT, NETWORKS, SIAM, milestone, portfolio

from siamdesk.domain.contract import Contract, SpendLine
from siamdesk.domain.money import Basis, Money
from siamdesk.domain.portfolio import Portfolio
from siamdesk.timeline.figures import figures


def money(millions: float, basis: Basis = Basis.APPROVED, currency: str = "GBP") -> Money:
    amount = Decimal(str(millions)) * 1_000_000
    return Money(amount, amount, currency, basis)


def spending(*lines: tuple[str, int, str, Money | None]) -> Portfolio:
    held = portfolio(SIAM, NETWORKS, INCUMBENT, BACK_OFFICE)
    made = (SpendLine(f"l{n}", *line) for n, line in enumerate(lines))
    return held.with_rows(("spend", each.id, each) for each in made)


def stacks(held: Portfolio, *contracts: Contract) -> list[tuple[int, str, list[str]]]:
    found = figures(contracts or tuple(held.contracts.values()), held)
    return [
        (
            each.year,
            f"{each.size:,} {each.total.currency} {each.total.basis}",
            [f"{share.tower_id} {share.cost} {share.size:,}" for share in each.shares],
        )
        for each in found.stacks
    ]


def test_spend_is_stacked_by_tower_with_run_below_entry_cost() -> None:
    held = spending(
        ("bo", 2016, "entry", money(2)),
        ("net", 2016, "run", money(1)),
        ("bo", 2016, "run", money(3)),
        ("old", 2016, "run", money(4)),
        ("bo", 2015, "run", money(5)),
    )
    assert stacks(held) == [
        (2015, "5,000,000 GBP approved", ["t-bo run 5,000,000"]),
        (
            2016,
            "10,000,000 GBP approved",
            ["t-net run 5,000,000", "t-bo run 3,000,000", "t-bo entry 2,000,000"],
        ),
    ]


def test_bases_and_currencies_are_never_added() -> None:
    held = spending(
        ("bo", 2016, "run", money(1)),
        ("bo", 2016, "run", money(2, Basis.ACTUAL)),
        ("bo", 2016, "run", money(3, currency="EUR")),
    )
    assert [each[1] for each in stacks(held)] == [
        "2,000,000 GBP actual",
        "3,000,000 EUR approved",
        "1,000,000 GBP approved",
    ]


def test_only_what_the_contracts_in_view_spend_counts() -> None:
    held = spending(("bo", 2016, "run", money(1)), ("net", 2016, "run", money(2)))
    assert [each[1] for each in stacks(held, NETWORKS)] == ["2,000,000 GBP approved"]
    assert figures((NETWORKS,), held).towers == (("t-net", "Networks", "tower.1"),)


def test_an_amount_that_is_not_known_is_counted_and_not_added() -> None:
    held = spending(("bo", 2016, "run", None), ("bo", 2016, "run", Money(None, None)), ("bo", 2016, "run", money(1)))
    found = figures(tuple(held.contracts.values()), held)
    assert (found.unknown, len(found.stacks)) == (2, 1)


def test_a_range_stands_as_high_as_is_sure_and_is_told_whole() -> None:
    held = spending(("bo", 2016, "run", Money(Decimal(1), Decimal(3), "GBP", Basis.APPROVED)))
    found = figures(tuple(held.contracts.values()), held).stacks[0]
    assert (found.size, found.total.high) == (1, 3)


def test_a_tower_that_is_not_there_has_no_name() -> None:
    lost = replace(NETWORKS, tower_id="gone")
    held = spending(("net", 2016, "run", money(1))).with_rows([("contract", "net", lost)])
    assert figures((lost,), held).towers == (("", "No tower", "rag.none"),)


def test_posts_have_a_day_or_none() -> None:
    one = Contract("a", reference="A", tupe_posts="over 400", milestones=(milestone("tupe_transfer", forecast="TBC"),))
    other = Contract("b", reference="B", tupe_posts="113", milestones=(milestone("tupe_transfer", forecast="2016-05"),))
    found = figures((one, other, SIAM), portfolio(one, other, SIAM)).posts
    assert [(each.name, each.words, each.when and each.when.edtf) for each in found] == [
        ("A", "over 400", None),
        ("B", "113", "2016-05-01/2016-05-31"),
    ]


def test_what_has_not_happened_is_due_on_its_last_day() -> None:
    found = figures((SIAM, NETWORKS, BACK_OFFICE), portfolio(SIAM, NETWORKS, BACK_OFFICE))
    assert [date.fromordinal(day).isoformat() for day in found.due] == [
        "2015-10-16",
        "2015-11-10",
        "2016-10-01",
        "2018-12-31",
    ]
    assert found.due_between(date(2015, 10, 1).toordinal(), date(2015, 11, 11).toordinal()) == 2
    assert found.due_between(date(2015, 10, 1).toordinal(), date(2015, 11, 10).toordinal()) == 1

"""What contracts are worth: for each the value to show, and for several the sums, each basis apart."""

from collections.abc import Sequence
from decimal import Decimal

from siamdesk.domain import fields, money
from siamdesk.domain.contract import Contract


def headline_value(contract: Contract) -> money.Money | None:
    """The whole-life value to show: the best known first, and one without an amount only if there is no other."""
    values = [value for key in fields.VALUE_KEYS if (value := getattr(contract, key)) is not None]
    known = [value for value in values if value.low is not None or value.high is not None]
    return next(iter(known or values), None)


def totals(contracts: Sequence[Contract]) -> list[money.Money]:
    """The sums of the contracts' values, each basis, currency and period apart; different ones are never added."""
    held: dict[tuple[str, str, str], list[money.Money]] = {}
    for contract in contracts:
        value = headline_value(contract)
        if value is not None and (value.low is not None or value.high is not None):
            held.setdefault((value.basis, value.currency, value.per), []).append(value)
    sums = [money.add(each) for each in held.values()]
    return sorted(sums, key=lambda each: -(each.high or each.low or Decimal(0)))


def worth(value: money.Money) -> str:
    """A value and its basis, short."""
    return f"{money.show_short(value)} {value.basis}".strip()

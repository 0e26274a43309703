"""What a column beside a contract's name may show: fields, dates to go by, and what follows from them."""

from datetime import date

from siamdesk.domain import fields, lifecycle, when, when_words
from siamdesk.domain.contract import Contract
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.shown import shown

_FIELDS = ("owner", "reference", "status", "tier", "route")
_DATES = ("contract_award", "service_transfer")


def offered(portfolio: Portfolio) -> dict[str, str]:
    """The columns by key, and what stands above them; the user's own last."""
    plain = {key: field.label for key in _FIELDS if (field := fields.field_for("contract", key)) is not None}
    dates = {key: lifecycle.KIND[key].label for key in _DATES}
    own = sorted(portfolio.own_fields.values(), key=lambda each: each.place)
    return {**plain, "phase": "Phase", "next": "Next date", **dates, **{f"x.{each.id}": each.label for each in own}}


def words(contract: Contract, key: str, portfolio: Portfolio, today: date) -> str:
    """What a column says of a contract on a day."""
    if key == "phase":
        return lifecycle.PHASE_LABELS[lifecycle.phase_on(contract, today)]
    if key == "next":
        return _next(contract, today, portfolio.settings.fy_start)
    if key in lifecycle.KIND:
        found = lifecycle.date_of(contract, key)
        return when_words.show(found, fy_start=portfolio.settings.fy_start) if found is not None else ""
    return shown(contract, key, portfolio)


def field_of(contract: Contract, key: str) -> str:
    """The key of the field that a column shows of a contract; empty where it follows from others."""
    if key in lifecycle.KIND:
        milestone = contract.milestone(key)
        return f"{key}.{'actual' if milestone is not None and milestone.happened else 'forecast'}"
    return "" if key in {"phase", "next"} else key


def _next(contract: Contract, today: date, fy_start: int) -> str:
    """The first milestone that is still to come."""
    coming = [
        (when.sort_key(each.forecast), each)
        for each in contract.milestones
        if not each.happened
        and each.forecast is not None
        and (last := each.forecast.latest or each.forecast.earliest) is not None
        and last >= today
    ]
    if not coming:
        return ""
    _, milestone = min(coming, key=lambda each: each[0])
    said = when_words.show(milestone.forecast, fy_start=fy_start) if milestone.forecast is not None else ""
    return f"{lifecycle.KIND[milestone.kind].label}, {said}"

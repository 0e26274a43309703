"""Fields as the screen shows them, with names in place of ids, and the words that searching is held against."""

from siamdesk.domain import field_types, fields, rows
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import Field, Value, matching
from siamdesk.domain.portfolio import Portfolio


def value_of(contract: Contract, key: str, portfolio: Portfolio) -> Value:
    """The value of a field; that of a column of the user's own is read by the column's type, or is its bare text."""
    value = rows.get(contract, key)
    field = fields.field_for("contract", key, portfolio.own_fields)
    return _own(field, value) if field is not None and key.startswith("x.") else value


def _own(field: Field, value: Value) -> Value:
    """The value of a column of the user's own; the text as it stands where it was written under another type."""
    if not isinstance(value, str):
        return value
    try:
        return field.type.load(value)
    except ValueError:
        return value


def shown(contract: Contract, key: str, portfolio: Portfolio) -> str:
    """A field of a contract as the screen shows it: names for links, the user's own columns read by their type."""
    value = rows.get(contract, key)
    if value is None or value == ():
        return ""
    field = fields.field_for("contract", key, portfolio.own_fields)
    return show(field, value, portfolio) if field is not None else str(value)


def show(field: Field, value: Value, portfolio: Portfolio) -> str:
    """A value as the screen shows it, the names of towers and contracts in place of their ids."""
    if field.type is field_types.LINK:
        return _name(portfolio, field.target, str(value))
    if field.type is field_types.LINKS and isinstance(value, tuple):
        return "; ".join(_name(portfolio, field.target, each) for each in value)
    if field.key.startswith("x."):
        value = _own(field, value)
        return value if isinstance(value, str) else field.type.show(value)
    return field.type.show(value)


def _name(portfolio: Portfolio, entity: str, row_id: str) -> str:
    row = portfolio.row(entity, row_id)
    found = getattr(row, "name", None) or getattr(row, "title", None) or getattr(row, "reference", None)
    return str(found) if found else "?"


_SEARCHED = ("title", "reference", "description", "suppliers", "incumbent", "owner", "buyer", "route", "decision_refs")


def search_text(contract: Contract, portfolio: Portfolio) -> str:
    """What typing into the search box is held against: words of the contract and its tower, NUL between fields."""
    tower = portfolio.towers.get(contract.tower_id or "")
    words = [tower.name] if tower is not None else []
    for key in _SEARCHED:
        value = getattr(contract, key)
        if value:
            words += value if isinstance(value, tuple) else (value,)
    for field_id, value in contract.own:
        field = fields.field_for("contract", f"x.{field_id}", portfolio.own_fields)
        words.append(show(field, value, portfolio) if field is not None else value)
    # One text, not one a field: at 20,000 contracts this is what a key press costs.
    return matching("\0".join(words))

"""Contracts told as JSON and as lines of text, and portfolios opened for one command."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from siamdesk.domain import arrange, fields, lifecycle, money, rows, shown
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import LINK, LINKS, Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import When
from siamdesk.session.session import Session
from siamdesk.store.opening import ReadOnlyError


@contextmanager
def opened(path: Path, *, make: bool = False, dry_run: bool = False) -> Iterator[Session]:
    """A portfolio open for writing; made if asked and not there, and gone again if what follows fails.

    A dry run works on a copy. Raises `SiamdeskError`, also where the portfolio can't be written.
    """
    if dry_run:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            if path.exists():
                with Session.open(path, write=False).closing() as session:
                    session.document.save_as(copy)
            with opened(copy, make=make) as session:
                yield session
        return
    new = make and not path.exists()
    session = Session.create(path) if new else Session.open(path)
    try:
        if session.document.read_only:
            raise ReadOnlyError(session.document.read_only)
        yield session
    except BaseException:
        session.close()
        if new:
            path.unlink(missing_ok=True)
        raise
    session.close()


def as_json(contract: Contract, portfolio: Portfolio) -> dict[str, Any]:
    """A contract by field key, blanks left out: dates as EDTF, money as amounts with their words, towers by name."""
    told: dict[str, Any] = {"id": contract.id}
    for key, value in rows.filled(contract).items():
        if key.startswith("x."):
            own = portfolio.own_fields.get(key[2:])
            told.setdefault("own", {})[own.label if own is not None else key] = value
        else:
            told[key] = _json(key, value, portfolio)
    return told


def _json(key: str, value: Value, portfolio: Portfolio) -> Any:  # noqa: ANN401  anything JSON can hold
    field = fields.field_for("contract", key)
    if isinstance(value, When):
        return value.edtf
    if isinstance(value, money.Money):
        return {
            "low": None if value.low is None else str(value.low),
            "high": None if value.high is None else str(value.high),
            "currency": value.currency,
            "basis": str(value.basis),
            "vat": str(value.vat),
            "per": value.per,
            "shown": money.show_money(value),
            "words": value.words,
        }
    if field is not None and field.type in (LINK, LINKS):
        return shown.show(field, value, portfolio)
    return list(value) if isinstance(value, tuple) else value


_SHOWN = 42


def as_lines(contracts: Iterable[Contract], portfolio: Portfolio, today: date) -> Iterator[str]:
    """The contracts tower by tower, one a line, with their headline dates."""
    for group in arrange.group(contracts, portfolio, "tower", today):
        yield group.label
        for contract in group.contracts:
            name = " ".join(part for part in (contract.reference, contract.title) if part)
            dates = ", ".join(_headline(contract, kind) for kind in lifecycle.HEADLINES if contract.milestone(kind))
            value = next((getattr(contract, key) for key in fields.VALUE_KEYS if getattr(contract, key)), None)
            worth = money.show_short(value) if value is not None else ""
            yield f"  {name[:_SHOWN]:{_SHOWN}}  {worth:>10}  {dates}".rstrip()


def _headline(contract: Contract, kind: str) -> str:
    date_of = lifecycle.date_of(contract, kind)
    field = fields.field_for("contract", f"{kind}.actual")
    words = field.type.show(date_of) if field is not None and date_of is not None else ""
    return f"{lifecycle.KIND[kind].label.lower()} {words}"

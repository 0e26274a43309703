"""`inspect` and `import`: what a register says, and what comes home of it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from siamdesk.cli.words import DAY, FILE, WAITING, print_json, siamdesk, with_as_json, with_today
from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import inspection
from siamdesk.session import column_file, import_batch, import_register, listing
from siamdesk.session.import_plan import Decisions, ImportPlan, Item, Kind


@siamdesk.command("inspect")
@click.argument("register", type=FILE)
@with_as_json
def inspect(register: Path, *, as_json: bool) -> int:
    """Say what the importer sees in a workbook; changes nothing."""
    found = inspection.inspect(register)
    if as_json:
        print_json(found.to_json())
        return 0 if found.refused is None else 1
    if found.refused is not None:
        raise SiamdeskError(found.refused)
    for table in found.tables:
        what = "strands" if table.entity == "strand" else "contracts"
        header = " and ".join(map(str, table.header_rows)) or "none"
        click.echo(f"{table.sheet}!{table.range}: {len(table.numbers)} {what}, header in row {header}")
        for each in table.columns:
            column = each.column
            held = f"{each.read} read, {each.unread} unread, {each.blank} blank"
            click.echo(f"  {column.letter:>3}  {column.header[:40]:40}  {column.field or 'own column':32}  {held}")
        for cell in table.unread:
            click.echo(f"  unread {cell.cell} “{cell.text}”: {cell.why}")
    return 0


@siamdesk.command("import")
@click.argument("portfolio", type=FILE)
@click.argument("registers", nargs=-1, required=True, type=FILE)
@click.option("--tower", default="", help="The tower of contracts whose rows name none.")
@click.option("--known-on", type=DAY, help="The day the registers were known; else the day they say, else today.")
@click.option("--review", default="", help="The name of the review at which they were on the table.")
@click.option("--conflicts", type=click.Choice(["ask", "ours", "theirs"]), default="ask", help="Who wins a dispute.")
@click.option("--missing", type=click.Choice(["keep", "remove"]), default="keep", help="What to do with missing rows.")
@click.option("--columns", type=FILE, help="How columns are read, as saved from the review of an import.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_as_json
@with_today
def import_registers(
    portfolio: Path,
    registers: tuple[Path, ...],
    *,
    tower: str,
    known_on: date | None,
    review: str,
    conflicts: str,
    missing: str,
    columns: Path | None,
    dry_run: bool,
    as_json: bool,
    today: date,
) -> int:
    """Bring registers home into a portfolio, which is made if it is not there."""
    mapping = column_file.read(columns) if columns is not None else {}
    wanted = import_register.Choice(known_on, tower, mapping=mapping, review=review)
    with listing.opened(portfolio, make=True, dry_run=dry_run) as session:
        batch = import_batch.plan(session, [(register, wanted) for register in registers], today)
        if batch.refused:
            raise SiamdeskError(" ".join(batch.refused))
        import_batch.accept(session, batch, [_decisions(plan, conflicts, missing) for plan in batch.plans])
    plans = batch.plans
    result = _import_json(plans, conflicts, missing, applied=not dry_run)
    if as_json:
        print_json(result)
    else:
        _tell_import(plans, result)
    open_disputes = result["conflicts"]["count"] if conflicts == "ask" else 0
    return WAITING if open_disputes or result["unread"]["count"] else 0


def _decisions(plan: ImportPlan, conflicts: str, missing: str) -> Decisions:
    disputed = {n for n, item in enumerate(plan.items) if item.kind is Kind.CONFLICT}
    gone = {n for n, item in enumerate(plan.items) if item.kind is Kind.MISSING and item.changes}
    taken = set(plan.undisputed().taken)
    taken |= disputed if conflicts == "theirs" else set()
    taken |= gone if missing == "remove" else set()
    return Decisions(taken, disputed if conflicts == "ours" else ())


def _import_json(plans: Sequence[ImportPlan], conflicts: str, missing: str, *, applied: bool) -> dict[str, Any]:
    def told(*kinds: Kind) -> dict[str, Any]:
        details = [
            _item_json(plan, item, taken=n in _decisions(plan, conflicts, missing).taken)
            for plan in plans
            for n, item in enumerate(plan.items)
            if item.kind in kinds
        ]
        return {"count": len(details), "details": details}

    return {
        "added": told(Kind.NEW),
        "changed": told(Kind.CHANGED, Kind.CLEARED),
        "missing": told(Kind.MISSING),
        "conflicts": told(Kind.CONFLICT),
        "unread": told(Kind.UNREAD),
        "applied": applied,
        "registers": [
            {
                "file": plan.workbook,
                "known_on": plan.known_on.isoformat(),
                "late": plan.late,
                "notes": list(plan.notes),
            }
            for plan in plans
        ],
    }


def _item_json(plan: ImportPlan, item: Item, *, taken: bool) -> dict[str, Any]:
    sent, ours, theirs = item.shown
    return {
        "register": plan.workbook,
        "contract": item.contract,
        "field": item.field or None,
        "cleared": item.kind is Kind.CLEARED,
        "as_sent": sent,
        "our_record": ours,
        "their_workbook": theirs,
        "cell": item.address,
        "why": item.why,
        "taken": taken,
        "proposed": item.proposed,
    }


def _tell_import(plans: Sequence[ImportPlan], result: dict[str, Any]) -> None:
    for plan in plans:
        late = ", filled into history" if plan.late else ""
        counts = ", ".join(f"{len(plan.of(kind))} {kind}" for kind in Kind if plan.of(kind)) or "nothing new"
        click.echo(f"{plan.workbook} (known on {plan.known_on.isoformat()}{late}): {counts}.")
        for note in plan.notes:
            click.echo(f"  {note}")
        for item in plan.items:
            if item.kind in {Kind.CONFLICT, Kind.UNREAD, Kind.MISSING, Kind.CLEARED}:
                why = f" ({item.why})" if item.why else ""
                _, ours, theirs = item.shown
                click.echo(f"  {item.kind}: {item.contract}, {item.label}: “{ours}” | “{theirs}” {item.address}{why}")
    if not result["applied"]:
        click.echo("Nothing was changed: this was a dry run.")

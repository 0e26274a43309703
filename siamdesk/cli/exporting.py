"""`export` and `patch`: what goes out in workbooks."""

from datetime import date
from pathlib import Path

import click

from siamdesk.cli.words import DAY, FILE, WAITING, print_json, siamdesk, with_as_json, with_query, with_today
from siamdesk.register.wording import Imprecise
from siamdesk.session import export_register, patch_workbook, write_back_run
from siamdesk.session import send_back as send_back_to_leads
from siamdesk.session.session import Session

IMPRECISE = [each.value for each in Imprecise]


@siamdesk.command("export")
@click.argument("portfolio", type=FILE)
@click.option("--new", "new", type=FILE, help="A new register to write: .xlsx or .csv.")
@click.option("--by-tower", is_flag=True, help="With --new: a sheet for each tower.")
@click.option("--timeline/--no-timeline", default=True, help="With --new: draw the plan on a sheet of its own.")
@click.option("--into", "into", type=FILE, help="A register that came home, to be written back into.")
@click.option("--send-back", type=FILE, help="A folder to write what each tower lead gets into.")
@click.option("--out", type=FILE, help="With --into: a copy to write in place of the register itself.")
@click.option("--imprecise", type=click.Choice(IMPRECISE), default="ask", help="Windows in a column of days.")
@click.option("--add-rows", is_flag=True, help="With --into: add the contracts of its towers that no register lists.")
@click.option("--dry-run", is_flag=True, help="With --into: list the cells, and write nothing.")
@with_query
@click.option("--as-known", type=DAY, help="With --new: as known on that day.")
@with_as_json
@with_today
def export(
    portfolio: Path,
    *,
    new: Path | None,
    by_tower: bool,
    timeline: bool,
    into: Path | None,
    send_back: Path | None,
    out: Path | None,
    imprecise: str,
    add_rows: bool,
    dry_run: bool,
    words: str,
    as_known: date | None,
    as_json: bool,
    today: date,
) -> int:
    """Write a new register of a portfolio's contracts, write one back into its workbook, or send each tower its own."""
    if sum(each is not None for each in (new, into, send_back)) != 1:
        raise click.UsageError(
            "Say one of --new and a file to make, --into and a register to write back into, "
            "or --send-back and a folder for the tower leads' copies."
        )
    if send_back is not None:
        return _send_back(portfolio, send_back, today, as_json=as_json)
    if into is not None:
        outcome = write_back_run.run(
            portfolio, into, out, today, Imprecise(imprecise), add_rows=add_rows, dry_run=dry_run
        )
        if as_json:
            print_json(outcome.to_json())
        else:
            for line in outcome.lines():
                click.echo(line)
        return WAITING if outcome.made.refused else 0
    if new is None:
        return 0
    with Session.open(portfolio).closing() as session:
        shown = session.document.as_known(as_known) if as_known else session.portfolio
        wanted = export_register.Wanted(words, by_tower=by_tower, timeline=timeline)
        made = export_register.export_new(session, new, wanted, as_known or today, shown)
    if as_json:
        print_json({"written": str(new), "contracts": made.contracts, "unstamped": made.unstamped or None})
    else:
        click.echo(f"{new}: {made.contracts} contracts.")
        if made.unstamped:
            click.echo(f"It bears no stamp: {made.unstamped.rstrip('.')}.")
    return 0


def _send_back(portfolio: Path, folder: Path, today: date, *, as_json: bool) -> int:
    with Session.open(portfolio).closing() as session:
        copies = send_back_to_leads.send_back(session, folder, today)
    if as_json:
        print_json({"copies": [copy.to_json() for copy in copies]})
    else:
        for copy in copies:
            click.echo(copy.sentence)
    return WAITING if any(copy.path is None for copy in copies) else 0


@siamdesk.command("patch")
@click.argument("workbook", type=FILE)
@click.option("--set", "settings", multiple=True, required=True, help="SHEET!CELL=VALUE; may be given several times.")
@click.option("--out", type=FILE, help="The copy to write; the workbook itself is never changed.")
@click.option("--replace-formulas", is_flag=True, help="Let a value take the place of a formula.")
@click.option("--break-signature", is_flag=True, help="Change a signed workbook, whose signature is then invalid.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@with_as_json
def patch(workbook: Path, settings: tuple[str, ...], out: Path | None, *, as_json: bool, **asked: bool) -> int:
    """Change cells of a workbook and nothing else, in a copy.

    A VALUE is a number, one day (2016-03-31), TRUE or FALSE, nothing to clear the cell, else text; with an apostrophe
    in front it is text whatever it looks like.
    """
    if out is None and not asked["dry_run"]:
        raise click.UsageError("Say where the copy goes with --out, or try it with --dry-run.")
    done = patch_workbook.run(workbook, settings, out, **asked)
    if as_json:
        print_json(done.to_json())
    else:
        click.echo("\n".join(done.lines()))
    return WAITING if done.patched.refused else 0

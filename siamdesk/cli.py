"""The command line: what can be done without a screen. The words, exit codes and JSON keys are relied on by scripts."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from siamdesk import __version__
from siamdesk.domain import query, when_words
from siamdesk.domain.errors import SiamdeskError, Unreadable
from siamdesk.register import inspection
from siamdesk.register.wording import Imprecise
from siamdesk.session import (
    column_file,
    comparing,
    demo,
    export_register,
    import_batch,
    import_register,
    listing,
    patch_workbook,
    write_back_run,
)
from siamdesk.session import send_back as send_back_to_leads
from siamdesk.session.import_plan import Decisions, ImportPlan, Item, Kind
from siamdesk.session.session import Session

WAITING = 3
"""The exit code of work that is done, but left something for somebody to decide."""


class Day(click.ParamType[date]):
    """A day as people type one: 2015-10-02, 2 Oct 2015, 2/10/2015."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """The day; a usage error for anything less exact."""
        if isinstance(value, date):
            return value
        try:
            when = when_words.parse(str(value))
        except Unreadable as error:
            self.fail(f"“{value}” is not a day: {error.why}.", param, ctx)
        if not when.is_exact or when.earliest is None:
            self.fail(f"“{value}” is not one day; write it as 2015-10-02.", param, ctx)
        return when.earliest


DAY = Day()
FILE = click.Path(path_type=Path)
_today = click.option("--today", type=DAY, default=date.today, help="The day to take for today.", show_default="today")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
_IMPRECISE = [each.value for each in Imprecise]
_query = click.option(
    "--query", "words", default="", help="Only contracts that match, such as “tower:network value>50m”."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="siamdesk")
def siamdesk() -> None:
    """A portfolio of service contracts, tower by tower, and the Excel registers it lives in.

    Without a command the window opens: siamdesk [PORTFOLIO|REGISTER ...], siamdesk --demo.
    """


def with_command(arguments: list[str]) -> list[str]:
    """The arguments with `open` in front where no command is named."""
    if arguments and (arguments[0] in siamdesk.commands or arguments[0] in {"-h", "--help", "--version"}):
        return arguments
    return ["open", *arguments]


class Size(click.ParamType[tuple[int, int]]):
    """The size of a picture in pixels, as 1600x1000."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:  # noqa: ANN401
        """Width and height; a usage error for anything else."""
        width, _, height = str(value).lower().partition("x")
        if not (
            width.isdecimal() and height.isdecimal() and 320 <= int(width) <= 16384 and 240 <= int(height) <= 16384
        ):
            self.fail(f"“{value}” is not a size; write it as 1600x1000, from 320x240 up to 16384x16384.", param, ctx)
        return int(width), int(height)


@siamdesk.command("open", hidden=True)
@click.argument("files", nargs=-1, type=FILE)
@click.option("--demo", "is_demo", is_flag=True, help="Open the TTPi sample.")
@click.option("--screenshot", type=FILE, help="Paint the window into a PNG file and end; needs no display.")
@click.option("--size", type=Size(), help="The size of the picture, as 1600x1000.")
@click.option("--theme", type=click.Choice(["light", "dark", "contrast"]), help="Light, dark or high contrast.")
@_today
def open_window(
    files: tuple[Path, ...],
    *,
    is_demo: bool,
    screenshot: Path | None,
    size: tuple[int, int] | None,
    theme: str | None,
    today: date,
) -> int:
    """Open the window on a portfolio, or on registers as a new portfolio."""
    from siamdesk import app  # noqa: PLC0415  the window is loaded only when one is asked for

    return app.start(files, is_demo=is_demo, screenshot=screenshot, size=size, theme=theme, today=today)


@siamdesk.command("demo")
@click.argument("portfolio", type=FILE)
def write_demo(portfolio: Path) -> None:
    """Write the TTPi sample portfolio to a file."""
    with demo.create(portfolio).closing() as session:
        click.echo(
            f"{portfolio}: {len(session.portfolio.contracts)} contracts, {len(session.portfolio.reviews)} reviews."
        )


@siamdesk.command("inspect")
@click.argument("register", type=FILE)
@_as_json
def inspect(register: Path, *, as_json: bool) -> int:
    """Say what the importer sees in a workbook; changes nothing."""
    found = inspection.inspect(register)
    if as_json:
        _print_json(found.to_json())
        return 0 if found.refused is None else 1
    if found.refused is not None:
        raise SiamdeskError(found.refused)
    for table in found.tables:
        what = "strands" if table.entity == "strand" else "contracts"
        header = " and ".join(map(str, table.header_rows)) or "none"
        click.echo(f"{table.sheet}!{table.range}: {len(table.rows)} {what}, header in row {header}")
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
@_as_json
@_today
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
        _print_json(result)
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


@siamdesk.command("list")
@click.argument("portfolio", type=FILE)
@_query
@click.option("--as-known", type=DAY, help="As known on that day.")
@_as_json
@_today
def list_contracts(portfolio: Path, *, words: str, as_known: date | None, as_json: bool, today: date) -> None:
    """List the contracts of a portfolio."""
    with Session.open(portfolio, write=False).closing() as session:
        shown = session.document.as_known(as_known) if as_known else session.portfolio
        contracts = query.asked(words, shown).filter(shown, as_known or today)
        if as_json:
            _print_json([listing.as_json(contract, shown) for contract in contracts])
            return
        for line in listing.as_lines(contracts, shown, as_known or today):
            click.echo(line)


@siamdesk.command("export")
@click.argument("portfolio", type=FILE)
@click.option("--new", "new", type=FILE, help="A new register to write: .xlsx or .csv.")
@click.option("--by-tower", is_flag=True, help="With --new: a sheet for each tower.")
@click.option("--timeline/--no-timeline", default=True, help="With --new: draw the plan on a sheet of its own.")
@click.option("--into", "into", type=FILE, help="A register that came home, to be written back into.")
@click.option("--send-back", type=FILE, help="A folder to write what each tower lead gets into.")
@click.option("--out", type=FILE, help="With --into: a copy to write in place of the register itself.")
@click.option("--imprecise", type=click.Choice(_IMPRECISE), default="ask", help="Windows in a column of days.")
@click.option("--add-rows", is_flag=True, help="With --into: add the contracts of its towers that no register lists.")
@click.option("--dry-run", is_flag=True, help="With --into: list the cells, and write nothing.")
@_query
@click.option("--as-known", type=DAY, help="With --new: as known on that day.")
@_as_json
@_today
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
            _print_json(outcome.to_json())
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
        _print_json({"written": str(new), "contracts": made.contracts, "unstamped": made.unstamped or None})
    else:
        click.echo(f"{new}: {made.contracts} contracts.")
        if made.unstamped:
            click.echo(f"It bears no stamp: {made.unstamped.rstrip('.')}.")
    return 0


def _send_back(portfolio: Path, folder: Path, today: date, *, as_json: bool) -> int:
    with Session.open(portfolio).closing() as session:
        copies = send_back_to_leads.send_back(session, folder, today)
    if as_json:
        _print_json({"copies": [copy.to_json() for copy in copies]})
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
@_as_json
def patch(workbook: Path, settings: tuple[str, ...], out: Path | None, *, as_json: bool, **asked: bool) -> int:
    """Change cells of a workbook and nothing else, in a copy.

    A VALUE is a number, one day (2016-03-31), TRUE or FALSE, nothing to clear the cell, else text; with an apostrophe
    in front it is text whatever it looks like.
    """
    if out is None and not asked["dry_run"]:
        raise click.UsageError("Say where the copy goes with --out, or try it with --dry-run.")
    done = patch_workbook.run(workbook, settings, out, **asked)
    if as_json:
        _print_json(done.to_json())
    else:
        click.echo("\n".join(done.lines()))
    return WAITING if done.patched.refused else 0


@siamdesk.command("compare")
@click.argument("portfolio", type=FILE)
@click.option("--from", "start", required=True, help="A review, a day, or “baseline”.")
@click.option("--to", "end", default="now", help="A review, a day, or “now”.", show_default=True)
@_query
@_as_json
@_today
def compare(portfolio: Path, *, start: str, end: str, words: str, as_json: bool, today: date) -> None:
    """Say what moved between two points of the history, by how much, and why."""
    with Session.open(portfolio, write=False).closing() as session:
        ends = comparing.point(session, start), comparing.point(session, end)
        made = comparing.between(session, *ends, words, ends[1].day or today)
        if as_json:
            _print_json(comparing.to_json(made))
            return
        for line in comparing.lines(made):
            click.echo(line)


@siamdesk.command("diary")
@click.argument("portfolio", type=FILE)
@click.option("--out", type=FILE, required=True, help="The .ics file to write.")
@click.option("--from", "first", type=DAY, help="From that day on; else from today.")
@click.option("--to", "last", type=DAY, help="Up to that day; else a year on.")
@_query
@_today
def diary(portfolio: Path, *, out: Path, first: date | None, last: date | None, words: str, today: date) -> None:
    """Write what is coming as a calendar file."""
    from siamdesk.report import calendar  # noqa: PLC0415  loaded only when it is asked for
    from siamdesk.session import diary as coming  # noqa: PLC0415  likewise

    if out.suffix.casefold() != ".ics":
        raise SiamdeskError(f"A diary is written as .ics; give {out.name} that ending.")
    begin = first or today
    end = last or begin + timedelta(days=366)
    with Session.open(portfolio, write=False).closing() as session:
        held = session.portfolio
        marking = " – ".join(part for part in (held.settings.marking, held.settings.caveat) if part)
        events = coming.coming(held, begin, end, words, today)
        count = calendar.write(out, events, held.settings.title or portfolio.stem, marking)
    click.echo(f"{out}: {count} entries.")


def _print_json(value: Any) -> None:  # noqa: ANN401  anything JSON can hold
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))

"""`list`, `compare` and `diary`: what the portfolio says, said, and will say."""

from datetime import date, timedelta
from pathlib import Path

import click

from siamdesk.cli.words import DAY, FILE, print_json, siamdesk, with_as_json, with_query, with_today
from siamdesk.domain import query
from siamdesk.domain.errors import SiamdeskError
from siamdesk.session import comparing, listing
from siamdesk.session.session import Session


@siamdesk.command("list")
@click.argument("portfolio", type=FILE)
@with_query
@click.option("--as-known", type=DAY, help="As known on that day.")
@with_as_json
@with_today
def list_contracts(portfolio: Path, *, words: str, as_known: date | None, as_json: bool, today: date) -> None:
    """List the contracts of a portfolio."""
    with Session.open(portfolio, write=False).closing() as session:
        shown = session.document.as_known(as_known) if as_known else session.portfolio
        contracts = query.asked(words, shown).filter(shown, as_known or today)
        if as_json:
            print_json([listing.as_json(contract, shown) for contract in contracts])
            return
        for line in listing.as_lines(contracts, shown, as_known or today):
            click.echo(line)


@siamdesk.command("compare")
@click.argument("portfolio", type=FILE)
@click.option("--from", "start", required=True, help="A review, a day, “recorded DAY”, or “baseline”.")
@click.option("--to", "end", default="now", help="A review, a day, “recorded DAY”, or “now”.", show_default=True)
@with_query
@with_as_json
@with_today
def compare(portfolio: Path, *, start: str, end: str, words: str, as_json: bool, today: date) -> None:
    """Say what moved between two points of the history, by how much, and why."""
    with Session.open(portfolio, write=False).closing() as session:
        ends = comparing.point(session, start), comparing.point(session, end)
        made = comparing.between(session, *ends, words, ends[1].day or today)
        if as_json:
            print_json(comparing.to_json(made))
            return
        for line in comparing.lines(made):
            click.echo(line)


@siamdesk.command("diary")
@click.argument("portfolio", type=FILE)
@click.option("--out", type=FILE, required=True, help="The .ics file to write.")
@click.option("--from", "first", type=DAY, help="From that day on; else from today.")
@click.option("--to", "last", type=DAY, help="Up to that day; else a year on.")
@with_query
@with_today
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
        events = coming.coming(held, begin, end, words, today)
        count = calendar.write(out, events, held.settings.title or portfolio.stem, held.settings.marked)
    click.echo(f"{out}: {count} entries.")

"""`open`, which opens the window, and `demo`."""

from datetime import date
from pathlib import Path

import click

from siamdesk.cli.words import FILE, Size, siamdesk, with_today
from siamdesk.session import demo


@siamdesk.command("open", hidden=True)
@click.argument("files", nargs=-1, type=FILE)
@click.option("--demo", "is_demo", is_flag=True, help="Open the TTPi sample.")
@click.option("--screenshot", type=FILE, help="Paint the window into a PNG file and end; needs no display.")
@click.option("--size", type=Size(), help="The size of the picture, as 1600x1000.")
@click.option("--theme", type=click.Choice(["light", "dark", "contrast"]), help="Light, dark or high contrast.")
@with_today
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

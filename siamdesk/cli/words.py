"""The words that commands share: days, files, sizes, options; and the group the commands stand in."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from siamdesk import __version__
from siamdesk.domain import when_words
from siamdesk.domain.errors import Unreadable

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


DAY = Day()
FILE = click.Path(path_type=Path)
with_today = click.option(
    "--today", type=DAY, default=date.today, help="The day to take for today.", show_default="today"
)
with_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
with_query = click.option(
    "--query", "words", default="", help="Only contracts that match, such as “tower:network value>50m”."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="siamdesk")
def siamdesk() -> None:
    """A portfolio of service contracts, tower by tower, and the Excel registers it lives in.

    Without a command the window opens: siamdesk [PORTFOLIO|REGISTER ...], siamdesk --demo.
    """


def print_json(value: Any) -> None:  # noqa: ANN401  anything JSON can hold
    """Print a value as JSON, for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))

"""The program's one entry: `siamdesk`, or `python -m siamdesk`."""

import os
import sys
import traceback

import click

from siamdesk import cli
from siamdesk.domain.errors import SiamdeskError


def main() -> None:
    """Run the command line and end with its exit code: 0 done, 1 refused, 2 wrong usage, 3 waiting, 4 our fault."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    try:
        result = cli.siamdesk.main(args=cli.with_command(arguments), prog_name="siamdesk", standalone_mode=False)
    except SiamdeskError as error:
        click.echo(str(error), err=True)
        return 1
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return 1
    except click.Abort:
        return 1
    except BrokenPipeError:
        # The reader of our output has gone; nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:  # noqa: BLE001  the last line of defence: say that the fault is ours, and which
        click.echo("SIAMDesk has made a mistake; nothing of this step was kept. Please report:", err=True)
        click.echo(traceback.format_exc(), err=True)
        return 4
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    main()

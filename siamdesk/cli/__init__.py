"""The command line: what can be done without a screen. The words, exit codes and JSON keys are relied on by scripts."""

from siamdesk.cli import asking, exporting, importing, opening
from siamdesk.cli.words import siamdesk

__all__ = ["asking", "exporting", "importing", "opening", "siamdesk", "with_command"]


def with_command(arguments: list[str]) -> list[str]:
    """The arguments with `open` in front where no command is named."""
    if arguments and (arguments[0] in siamdesk.commands or arguments[0] in {"-h", "--help", "--version"}):
        return arguments
    return ["open", *arguments]

"""Benchmarks: measured when this folder is named (`python -m pytest tests/benchmarks`), and left alone otherwise."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))
_FIGURES: list[tuple[str, str, str]] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Collect `bench_*.py`, which the ordinary run does not take for tests; a file named itself is taken anyway."""
    named = {Path(argument.partition("::")[0]).resolve() for argument in parent.config.args}
    if FOLDER in named and file_path not in named and file_path.match("bench_*.py"):
        return pytest.Module.from_parent(parent, path=file_path)
    return None


class Table:
    """The figures of a run, printed at its end."""

    @staticmethod
    def line(what: str, seconds: float, against: str = "") -> None:
        """Add one figure, and what it stands against."""
        _FIGURES.append((what, f"{seconds * 1000:,.1f} ms", against))


@pytest.fixture
def table() -> type[Table]:
    """Where a benchmark writes its figures."""
    return Table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    if not _FIGURES:
        return
    terminalreporter.section("figures")
    widths = [max(len(line[column]) for line in _FIGURES) for column in range(2)]
    for what, figure, against in _FIGURES:
        terminalreporter.write_line(f"{what:<{widths[0]}}  {figure:>{widths[1]}}  {against}")

"""Benchmarks: measured when this folder is named (`python -m pytest tests/benchmarks`), and left alone otherwise."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))
_LINES: list[str] = []


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Collect `bench_*.py`, which the ordinary run does not know for tests."""
    named = any(FOLDER == path or FOLDER in path.parents for path in map(_asked, parent.config.args))
    if named and file_path.suffix == ".py" and file_path.name.startswith("bench_"):
        return pytest.Module.from_parent(parent, path=file_path)
    return None


def _asked(argument: str) -> Path:
    return Path(argument.partition("::")[0]).resolve()


class Table:
    """The figures of a run, printed at its end."""

    @staticmethod
    def line(what: str, seconds: float, against: str = "") -> None:
        """Add one figure."""
        _LINES.append(f"{what:<58} {seconds * 1000:>10.2f} ms  {against}")


@pytest.fixture
def table() -> Iterator[type[Table]]:
    """Where a benchmark writes its figures."""
    yield Table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures."""
    if _LINES:
        terminalreporter.section("figures")
        for line in _LINES:
            terminalreporter.write_line(line)

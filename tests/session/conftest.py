"""A portfolio and small registers as text, for the tests of bringing registers home."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from siamdesk.session.session import Session

Write = Callable[..., Path]
HEADERS = ("Ref", "Title", "Service tower", "Supplier", "Contract award Forecast", "Value", "Colour")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(rows: Sequence[Sequence[str]], name: str = "register.csv", headers: Sequence[str] = HEADERS) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headers, *rows])
        return path

    return make


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session.create(tmp_path / "p.siamdesk", "tester")
    yield made
    made.close()

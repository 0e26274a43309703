"""Puts this folder's own modules where they can be imported, and gives the tests an application without a screen."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "timeline"))


@pytest.fixture(autouse=True)
def _application(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("qt") is not None:
        request.getfixturevalue("qapp")

"""What every test needs: no test touches the user's own data, and none needs a screen."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIAMDESK_DATA", str(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def real_registers() -> Path:
    """The folder of real registers beside the project; tests of them are skipped where it is absent."""
    folder = Path(__file__).parents[2] / "shared" / "registers"
    if not folder.is_dir():
        pytest.skip("the folder of real registers is not here")
    return folder

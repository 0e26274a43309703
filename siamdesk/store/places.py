"""Where the program keeps things of its own on this machine."""

import os
from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """The program's folder in the user's local application data. The environment variable `SIAMDESK_DATA` moves it."""
    moved = os.environ.get("SIAMDESK_DATA")
    return Path(moved) if moved else platformdirs.user_data_path("SIAMDesk", appauthor=False, roaming=False)

"""Starting the window: on a screen, or into a picture where there is none."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from siamdesk.domain.errors import SiamdeskError

_DEMO_PICTURE = Path("siamdesk-demo.png")
_DEFAULT_SIZE = (1600, 1000)
_SHARP = 3200
_WAIT_MS = 120_000


def start(
    files: Sequence[Path],
    *,
    is_demo: bool,
    screenshot: Path | None,
    size: tuple[int, int] | None,
    theme: str | None,
    today: date,
) -> int:
    """Open the window, or paint it into a picture; the exit code.

    Without a display the demo is painted to `siamdesk-demo.png`. Raises `SiamdeskError` where nothing can be shown.
    """
    missing = [str(file) for file in files if not file.exists()]
    if missing:
        raise SiamdeskError(f"There is no file {missing[0]}; look whether it was moved or renamed.")
    no_display = not _has_display()
    if no_display and screenshot is None:
        if not is_demo:
            raise SiamdeskError("There is no display to open a window on; --screenshot paints it into a file instead.")
        screenshot = _DEMO_PICTURE
        click.echo(f"There is no display; the window is painted to {screenshot}.")
    if screenshot is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        size = size or _DEFAULT_SIZE
        if size[0] >= _SHARP:
            # A screen of that many pixels shows the window at 200 %, and so does its picture.
            os.environ.setdefault("QT_SCALE_FACTOR", "2")
    from siamdesk.ui import starting  # noqa: PLC0415  Qt wants its platform settled before it is loaded

    if screenshot is None:
        return starting.run(files, is_demo=is_demo, theme=theme, today=today)
    starting.paint(
        files,
        screenshot,
        is_demo=is_demo,
        size=size or _DEFAULT_SIZE,
        theme=theme or "light",
        today=today,
        wait_ms=_WAIT_MS,
    )
    return 0


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))

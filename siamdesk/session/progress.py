"""How long work tells how far it is, and is told to stop."""

from collections.abc import Callable


class CancelledError(Exception):
    """The user asked for the work to stop. Nothing has changed."""


class Progress:
    """Given to long work. `at` is called between steps, never inside a write to the disk."""

    def __init__(self, report: Callable[[float, str], None] | None = None) -> None:
        self._report = report
        self._cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop at its next step; may be called from any thread."""
        self._cancelled = True

    def at(self, fraction: float, words: str) -> None:
        """Tell how far the work is, from 0 to 1, and what comes next. Raises `CancelledError` if told to stop."""
        if self._cancelled:
            raise CancelledError
        if self._report is not None:
            self._report(fraction, words)

    def part(self, low: float, high: float) -> "Progress":
        """For a part of the work, which takes it from `low` to `high`."""
        return _Part(self, low, high)


class _Part(Progress):
    def __init__(self, whole: Progress, low: float, high: float) -> None:
        super().__init__()
        self._whole, self._low, self._high = whole, low, high

    def cancel(self) -> None:
        self._whole.cancel()

    def at(self, fraction: float, words: str) -> None:
        self._whole.at(self._low + (self._high - self._low) * fraction, words)

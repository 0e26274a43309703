"""The steps of long work: whoever asked for it is told how far it is, and may end it between two of them."""

from collections.abc import Callable

Step = Callable[[float], None]
"""Told how far the work is, from 0 to 1. What it raises ends the work."""


def unheeded(_: float) -> None:
    """Where nobody wants to know how far the work is."""


def part(step: Step, low: float, high: float) -> Step:
    """For a part of the work, which takes it from `low` to `high`."""
    return lambda done: step(low + (high - low) * done)

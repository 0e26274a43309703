"""One plan of an import, in a process that does nothing else: how long, how much memory, how long others wait.

    python plan_alone.py PORTFOLIO REGISTER

Others wait while one call holds the interpreter: a second thread wakes every 5 ms and notes how late it comes.
Prints one JSON object: seconds of CPU, the peak of memory in MB before and after the plan, the longest wait in ms
before (`idle`, what the machine itself causes) and during the plan, and how many items came of it.
"""

import gc
import json
import resource
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Self

from siamdesk.session import import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

TICK = 0.005


class Ticks:
    """How late the second thread was at most since it was last asked, in ms."""

    def __init__(self) -> None:
        self._longest = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        last = time.perf_counter()
        while not self._done.wait(TICK):
            now = time.perf_counter()
            self._longest = max(self._longest, now - last - TICK)
            last = now

    def longest(self) -> float:
        found, self._longest = self._longest * 1000, 0.0
        return found


STATUS = Path("/proc/self/status")


def peak() -> int:
    """The most memory this process has had, in MB. Linux hands `ru_maxrss` down from the process that started it."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Make the plan and say what it took."""
    portfolio, register = Path(sys.argv[1]), Path(sys.argv[2])
    with Session.open(portfolio).closing() as session, Ticks() as ticks:
        gc.freeze()
        before = peak()
        time.sleep(1)
        idle = ticks.longest()
        begun = time.process_time()
        plan = import_register.plan(session, register, Choice(date(2016, 2, 1)))
        cpu = time.process_time() - begun
        waited = ticks.longest()
        found = {"cpu": cpu, "before": before, "peak": peak(), "idle": idle, "waited": waited, "items": len(plan.items)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()

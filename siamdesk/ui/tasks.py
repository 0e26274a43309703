"""The one worker thread: all work on documents and workbooks is done there, and comes back by one signal."""

import queue
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from siamdesk.domain.errors import SiamdeskError
from siamdesk.session.progress import CancelledError, Progress


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work. `run` is called on the worker thread, `done` with its result on the window's."""

    title: str
    run: Callable[[Progress], Any]
    done: Callable[[Any], None]
    failed: Callable[[SiamdeskError], None] | None = None
    """Called in place of the usual message when the user's world stands in the way."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: with a result, with a sentence for the user, with a fault of ours, or cancelled."""

    job: Job
    result: Any = None
    refused: SiamdeskError | None = None
    fault: str = ""
    cancelled: bool = False


class Worker(QThread):
    """Runs jobs one after another, in the order in which they were given."""

    started_job = Signal(str)
    progressed = Signal(float, str)
    finished_job = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[tuple[Job, Progress] | None] = queue.SimpleQueue()
        self._given: list[Progress] = []

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way or waiting."""
        return bool(self._given)

    def give(self, job: Job) -> None:
        """Add a job; called on the window's thread."""
        progress = Progress(self.progressed.emit)
        self._given.append(progress)
        self._jobs.put((job, progress))

    def settle(self) -> None:
        """Note that an outcome has been taken; called on the window's thread."""
        self._given.pop(0)

    def cancel(self) -> None:
        """Ask the job under way, and those that wait, to stop at their next step."""
        for progress in self._given:
            progress.cancel()

    def stop(self) -> None:
        """End the thread once the jobs given so far are done, and wait for it."""
        self._jobs.put(None)
        self.wait()

    def run(self) -> None:
        """Work until told to stop; Qt calls it on the new thread."""
        while (given := self._jobs.get()) is not None:
            job, progress = given
            self.started_job.emit(job.title)
            self.finished_job.emit(self._outcome(job, progress))

    @staticmethod
    def _outcome(job: Job, progress: Progress) -> Outcome:
        try:
            return Outcome(job, job.run(progress))
        except CancelledError:
            return Outcome(job, cancelled=True)
        except SiamdeskError as error:
            return Outcome(job, refused=error)
        except Exception:  # noqa: BLE001  the thread must live; the window shows it as the fault of ours it is
            return Outcome(job, fault=traceback.format_exc())

"""What the window does with registers: brings them home, hands them back, makes new ones. Each is a job."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from siamdesk.domain.errors import SiamdeskError
from siamdesk.session.progress import Progress

if TYPE_CHECKING:
    from siamdesk.register.deliver import Delivered
    from siamdesk.session.export_register import Exported
    from siamdesk.session.export_register import Wanted as NewRegister
    from siamdesk.session.import_batch import Batch
    from siamdesk.session.import_plan import Decisions, Item
    from siamdesk.session.import_register import Choice
    from siamdesk.session.send_back import Copy
    from siamdesk.session.write_back import Wanted, WriteBack, Written
    from siamdesk.ui.controller import Controller

_A_PIECE = 100


class RegisterJobs:
    """The controller's jobs on registers; their outcomes are the controller's signals."""

    def __init__(self, controller: "Controller") -> None:
        self._controller = controller

    def _said(self, path: Path) -> Callable[[object], None]:
        return lambda _: self._controller.said.emit(f"{path.name} is written.")

    def export_new(self, path: Path, wanted: "NewRegister", day: date) -> None:
        """Write a new register of the contracts that match, as they are shown."""
        portfolio = self._controller.shown.portfolio

        def run(progress: Progress) -> "Exported":
            from siamdesk.session import export_register  # noqa: PLC0415

            progress.at(0.1, f"Writing {path.name}")
            return export_register.export_new(self._controller.session(), path, wanted, day, portfolio)

        def done(made: "Exported") -> None:
            self._controller.refresh()
            unstamped = f" It bears no stamp: {made.unstamped.rstrip('.')}." if made.unstamped else ""
            self._controller.said.emit(f"{path.name} is written, with {made.contracts:,} contracts.{unstamped}")

        self._controller.give(f"Writing {path.name}", run, done)

    def send_back(self, folder: Path) -> None:
        """Write what each tower lead gets into a folder, and tell of each."""

        def run(progress: Progress) -> "list[Copy]":
            from siamdesk.session import send_back  # noqa: PLC0415

            return send_back.send_back(self._controller.session(), folder, self._controller.today, progress)

        def done(copies: "list[Copy]") -> None:
            self._controller.refresh()
            self._controller.said.emit("\n".join(copy.sentence for copy in copies) or "No tower has a contract.")

        self._controller.give("Sending back to tower leads", run, done)

    def plan_imports(self, registers: Sequence[Path]) -> None:
        """Read registers and hold them against the portfolio, all together; `planned` follows."""
        if not registers:
            return
        if not self._controller.is_open:
            self._controller.new_from(registers)
            return
        from siamdesk.session.import_register import Choice  # noqa: PLC0415  loaded once a register is to be read

        self.plan_again([(path, Choice()) for path in registers], self._planned)

    def _planned(self, batch: "Batch") -> None:
        if batch.plans:
            self._controller.planned.emit(batch)
        else:
            self._controller.said.emit(" ".join(batch.refused))

    def plan_again(self, registers: "Sequence[tuple[Path, Choice]]", done: "Callable[[Batch], None]") -> None:
        """Plan registers as they are to be read."""
        title = f"Reading {registers[0][0].name}" if len(registers) == 1 else f"Reading {len(registers)} registers"

        def run(progress: Progress) -> "Batch":
            from siamdesk.session import import_batch  # noqa: PLC0415

            return import_batch.plan(self._controller.session(), registers, self._controller.today, progress)

        self._controller.give(title, run, done)

    def plan_pasted(self, text: str) -> None:
        """Plan cells pasted from Excel as a register; they are kept as a text file in the program's own folder."""

        def run(_: Progress) -> Path:
            from siamdesk.session import unsaved  # noqa: PLC0415

            return unsaved.keep_pasted(text, self._controller.today)

        self._controller.give("Reading the clipboard", run, lambda path: self.plan_imports([path]))

    def plan_left_open(self) -> None:
        """Look at what earlier imports left open; `planned` follows."""

        def run(progress: Progress) -> "Batch":
            from siamdesk.session import left_open  # noqa: PLC0415

            progress.at(0.1, "Looking for what was left open")
            return left_open.batch(self._controller.session(), self._controller.today)

        self._controller.give("Looking for what was left open", run, self._controller.planned.emit)

    def save_review(self, path: Path, lines: Sequence[Sequence[str]]) -> None:
        """Write a review as a workbook, for the one who must decide."""

        def run(progress: Progress) -> None:
            from siamdesk.session import export_register  # noqa: PLC0415

            progress.at(0.1, f"Writing {path.name}")
            export_register.write_review(path, lines, self._controller.shown.portfolio)

        self._controller.give(f"Writing {path.name}", run, self._said(path))

    def accept(self, batch: "Batch", decisions: "Sequence[Decisions]") -> None:
        """Do what was decided about some registers."""
        plans = batch.plans
        title = f"Importing {plans[0].workbook}" if len(plans) == 1 else f"Importing {len(plans)} registers"

        def run(progress: Progress) -> None:
            from siamdesk.session import import_batch  # noqa: PLC0415

            progress.at(0.1, title)
            import_batch.accept(self._controller.session(), batch, decisions)

        self._controller.give(title, run, lambda _: self._controller.refresh())

    def let_go(self, items: "list[Item]") -> None:
        """Free what was proposed once nobody looks at it, in pieces: all at once would keep the window waiting."""

        def run(_: Progress) -> None:
            while items:
                del items[-_A_PIECE:]

        self._controller.give("", run, lambda _: None)

    def plan_write_backs(
        self,
        wanted: "Sequence[tuple[str, Path | None, Wanted]]",
        done: "Callable[[list[WriteBack], list[SiamdeskError]], None]",
    ) -> None:
        """List the cells to be handed back: register ids, where their workbooks are if elsewhere, what is wanted."""

        def run(progress: Progress) -> "tuple[list[WriteBack], list[SiamdeskError]]":
            from siamdesk.session import write_back  # noqa: PLC0415  loaded once there is something to write

            session = self._controller.session()
            plans, refused = [], []
            for n, (register_id, path, each) in enumerate(wanted):
                register = session.portfolio.registers[register_id]
                progress.at(n / len(wanted), f"Reading {register.name}")
                try:
                    plans.append(write_back.plan(session, register, path, each))
                except SiamdeskError as error:
                    refused.append(error)
            return plans, refused

        self._controller.give("Listing the cells to write", run, lambda found: done(*found))

    def write_back(self, plans: "Sequence[tuple[WriteBack, Wanted]]", *, keep: bool) -> None:
        """Hand registers back; `written` follows."""

        def run(progress: Progress) -> "list[Written]":
            from siamdesk.session import write_back  # noqa: PLC0415

            progress.at(0.1, "Writing")
            return write_back.accept_all(self._controller.session(), plans, self._controller.today, keep=keep)

        def done(found: "list[Written]") -> None:
            self._controller.refresh()
            # After what is shown has been fetched, so that it is not the last word that is lost.
            self._controller.give("", lambda _: found, self._controller.written.emit)

        self._controller.give("Writing back to Excel", run, done)

    def save_written(self, made: "WriteBack", path: Path) -> None:
        """Write a patched copy, and leave the register as it is."""

        def run(progress: Progress) -> "Delivered":
            from siamdesk.session import write_back  # noqa: PLC0415

            progress.at(0.1, f"Writing {path.name}")
            return write_back.save_copy(made, path)

        self._controller.give(f"Writing {path.name}", run, self._said(path))

"""What the program remembers between sessions, in the user's local settings: never in a document."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

RECENT = 10


def _number(document: Path) -> str:
    """What a document's settings are kept under: its path may hold what a key may not."""
    return hashlib.sha256(str(document.absolute()).encode()).hexdigest()[:16]


class Settings:
    """The user's choices. Give a file to keep them elsewhere than in the system's usual place."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._kept = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "SIAMDesk", "SIAMDesk")
        else:
            self._kept = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def recent(self) -> list[Path]:
        """The portfolios opened last, the newest first; those that are gone are left out."""
        kept = self._kept.value("recent", [])
        paths = [kept] if isinstance(kept, str) else [str(each) for each in kept or []]  # type: ignore[attr-defined]
        return [Path(path) for path in paths if Path(path).exists()]

    def opened(self, path: Path) -> None:
        """Put a portfolio first among those opened last."""
        others = [str(each) for each in self.recent if each != path]
        self._kept.setValue("recent", [str(path), *others][:RECENT])

    @property
    def theme(self) -> str:
        """`light`, `dark`, `contrast`, or `system` to follow the desktop."""
        return str(self._kept.value("theme", "system"))

    @theme.setter
    def theme(self, name: str) -> None:
        self._kept.setValue("theme", name)

    @property
    def author(self) -> str:
        """The name that stands beside edits; empty for the login."""
        return str(self._kept.value("author", ""))

    @property
    def keeps_copies(self) -> bool:
        """Whether a workbook that is written back is kept as it was, in a dated copy."""
        return str(self._kept.value("keep_copies", "true")) == "true"

    @keeps_copies.setter
    def keeps_copies(self, keep: bool) -> None:
        self._kept.setValue("keep_copies", "true" if keep else "false")

    def choice(self, name: str, known: Sequence[str], usual: str) -> str:
        """What was chosen of some known words; the usual one where nothing was, or something no longer known."""
        kept = str(self._kept.value(f"choice/{name}", usual))
        return kept if kept in known else usual

    def choose(self, name: str, word: str) -> None:
        """Keep a choice."""
        self._kept.setValue(f"choice/{name}", word)

    def kept_for(self, document: Path, name: str) -> str:
        """What is kept under a name for one document; empty where nothing is."""
        return str(self._kept.value(f"document/{_number(document)}/{name}", ""))

    def keep_for(self, document: Path, name: str, text: str) -> None:
        """Keep a text for one document."""
        self._kept.setValue(f"document/{_number(document)}/{name}", text)

    def layout(self, name: str) -> QByteArray | None:
        """A kept window or splitter state."""
        kept = self._kept.value(f"layout/{name}")
        return kept if isinstance(kept, QByteArray) else None

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keep a window or splitter state."""
        self._kept.setValue(f"layout/{name}", state)

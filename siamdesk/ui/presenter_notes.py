"""What whoever leads the meeting sees on the other screen: what is next, why dates moved, the agenda, the time."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from siamdesk.session.meeting import Meeting

_MOST_EXPLAINED = 12


def clock(seconds: int) -> str:
    """A time as minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02}"


class PresenterNotes(QWidget):
    """A window of its own. It is read, never typed in."""

    def __init__(self, meeting: QWidget) -> None:
        super().__init__(meeting, Qt.WindowType.Window)
        self.setWindowTitle("Notes for the presenter")
        self.resize(760, 720)
        self.text = QTextBrowser()
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.setAccessibleName("Notes for the presenter")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.addWidget(self.text)

    def show_notes(self, meeting: "Meeting", key: str, keys: Sequence[str], spent: Mapping[str, int]) -> None:
        """Show what belongs to a page."""
        from siamdesk.session import agenda, meeting_pages  # noqa: PLC0415  loaded once a meeting is held

        place = list(keys).index(key)
        title = meeting_pages.title_of(meeting, key)
        following = meeting_pages.title_of(meeting, keys[place + 1]) if place + 1 < len(keys) else "the end"
        told = [f"<h2>{escape(title)}</h2><p>Page {place + 1} of {len(keys)} · next: {escape(following)}</p>"]
        contracts = meeting.towers.get(key, ())
        reasons = [(each, meeting.reasons[each.id]) for each in contracts if each.id in meeting.reasons]
        if reasons:
            told.append("<h3>Why dates moved</h3>")
            for contract, lines in reasons[:_MOST_EXPLAINED]:
                items = "".join(f"<li>{escape(line)}</li>" for line in lines)
                told.append(f"<p><b>{escape(contract.called)}</b></p><ul>{items}</ul>")
        rags = [each for each in contracts if each.rag_note]
        told += [f"<p><b>{escape(each.called)}</b>: {escape(each.rag_note or '')}</p>" for each in rags]
        if meeting.review is not None:
            items = "".join(
                f"<li>{'<s>' if each.struck else ''}{escape(each.text)}{'</s>' if each.struck else ''}</li>"
                for each in agenda.items(meeting.portfolio, meeting.review.id)
            )
            if items:
                told.append(f"<h3>Agenda</h3><ol>{items}</ol>")
        times = "".join(
            f"<li>{escape(meeting_pages.title_of(meeting, each))}: {clock(spent[each])}</li>"
            for each in keys
            if spent.get(each)
        )
        if times:
            told.append(f"<h3>Time spent</h3><ul>{times}</ul>")
        self.text.setHtml("".join(told))

"""Every command of the window, once: its words, its shortcut, and the menu it stands in."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

_Keys = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `menu` is where it stands; a rule is drawn above it where `rule` is set."""

    key: str
    menu: str
    text: str
    shortcut: QKeySequence.StandardKey | str | None = None
    rule: bool = False
    checkable: bool = False
    tip: str = ""


_ABOUT = "About the selected contract, if there is one"

COMMANDS: tuple[Command, ...] = (
    Command("new", "File", "&New portfolio", _Keys.New),
    Command("open", "File", "&Open…", _Keys.Open),
    Command("demo", "File", "Open the &sample portfolio"),
    Command("save_as", "File", "Save &as…", _Keys.SaveAs, rule=True, tip="Copy the portfolio, history and all"),
    Command("share", "File", "Save a s&hare copy…", tip="A copy with the present and without the history"),
    Command("quit", "File", "&Quit", "Ctrl+Q", rule=True),
    Command("undo", "Edit", "&Undo", _Keys.Undo),
    Command("redo", "Edit", "&Redo", _Keys.Redo),
    Command("change", "Edit", "&Change…", "F2", rule=True, tip="Change a field of what is selected"),
    Command("new_contract", "Edit", "&New contract…", "Ctrl+Shift+N"),
    Command("withdraw", "Edit", "&Withdraw", tip="Take the selected contracts out of sight; nothing of them is lost"),
    Command(
        "fill_down",
        "Edit",
        "Fill &down",
        "Ctrl+D",
        tip="Give the selected contracts what the first of them says in this column",
    ),
    Command("copy_rows", "Edit", "C&opy rows for Excel", _Keys.Copy, rule=True),
    Command("paste_rows", "Edit", "&Paste values from Excel…", _Keys.Paste, tip="A block with headers, or a column"),
    Command("picture", "Edit", "Copy p&icture of the timeline", "Ctrl+Shift+P"),
    Command("find", "Edit", "&Find", _Keys.Find, rule=True),
    Command("find_next", "Edit", "Find n&ext", "F3"),
    Command("zoom_in", "View", "Zoom &in", "Ctrl+="),
    Command("zoom_out", "View", "Zoom &out", "Ctrl+-"),
    Command("fit", "View", "&Fit everything", "Ctrl+0"),
    Command("fit_tower", "View", "Fit t&ower", "F7"),
    Command("fit_contract", "View", "Fit contra&ct", "F8"),
    Command("fit_selection", "View", "Fit &selection", "F9"),
    Command("fit_near", "View", "Next 90 da&ys", "Ctrl+9"),
    Command("today", "View", "Go to &today", "Ctrl+T"),
    Command("diary", "View", "D&iary", "Ctrl+K", checkable=True, tip="What is coming, by month and week"),
    Command("trend", "View", "&Milestone trend…", "Ctrl+M", tip="How the dates of the selected contract were foreseen"),
    Command("compare", "View", "Compar&e…", "Ctrl+Shift+M", tip="What moved between any two points of the history"),
    Command("expand", "View", "&Expand all", "Ctrl+Shift+E", rule=True),
    Command("collapse", "View", "&Collapse all", "Ctrl+Shift+C"),
    Command("financial", "View", "Financial &years", "Ctrl+Shift+Y", rule=True, checkable=True),
    Command("inspector", "View", "&Inspector", "Ctrl+I", checkable=True),
    Command("lanes", "View", "&Spend, posts and dates due", "Ctrl+L", checkable=True),
    Command("compact", "View", "Co&mpact rows", "Ctrl+1", rule=True, checkable=True),
    Command("normal", "View", "&Normal rows", "Ctrl+2", checkable=True),
    Command("tall", "View", "&Tall rows", "Ctrl+3", checkable=True),
    Command("light", "View", "&Light", rule=True, checkable=True),
    Command("dark", "View", "&Dark", checkable=True),
    Command("contrast", "View", "&High contrast", checkable=True),
    Command("import", "Register", "&Import register…", "Ctrl+Shift+I"),
    Command(
        "paste", "Register", "&Paste a register from Excel", "Ctrl+Shift+V", tip="For workbooks no program may open"
    ),
    Command("left_open", "Register", "What is left &open…", tip="Disputes and unread cells of earlier imports"),
    Command(
        "write_back", "Register", "&Write back to Excel…", "Ctrl+Shift+W", rule=True, tip="Our changes, in their cells"
    ),
    Command("export", "Register", "&Export a new register…", "Ctrl+E"),
    Command("send_back", "Register", "&Send back to tower leads…", tip="To each their own workbook, checked for leaks"),
    Command(
        "begin_review", "Review", "&Begin a review…", tip="Changes made until it is closed say they were agreed there"
    ),
    Command("pause_review", "Review", "&Pause the review", tip="What is changed while it rests is not of it"),
    Command(
        "meeting", "Review", "Meeting &view", "F5", tip="Full screen: a page for the portfolio, and one for each tower"
    ),
    Command("agenda", "Review", "A&genda…", tip="What to speak about: put it in order, strike what can wait"),
    Command(
        "decision",
        "Review",
        "Note a &decision…",
        "Ctrl+Shift+D",
        rule=True,
        tip="About the selected contract, if there is one",
    ),
    Command("action", "Review", "Note an &action…", "Ctrl+Shift+A", tip=_ABOUT),
    Command("actions", "Review", "Acti&ons and decisions…", rule=True, tip="What is asked of whom, what is overdue"),
    Command(
        "minutes",
        "Review",
        "Write &minutes…",
        tip="Decisions, actions, what moved and what was settled: Excel or Markdown",
    ),
    Command("held_reviews", "Review", "&Read a held review…", tip="Its pages, as they were when it was closed"),
    Command("end_review", "Review", "&Close the review…", rule=True, tip="It becomes a fixed point to compare with"),
    Command("shortcuts", "Help", "&Keyboard shortcuts", "F1"),
    Command("about", "Help", "&About SIAMDesk"),
)

THEME_COMMANDS = ("light", "dark", "contrast")
HEIGHT_COMMANDS = ("compact", "normal", "tall")


class Actions:
    """The commands as Qt actions, and the menus they stand in."""

    def __init__(self, parent: QWidget, bar: QMenuBar) -> None:
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            menu = self.menus.get(command.menu)
            if menu is None:
                menu = self.menus[command.menu] = bar.addMenu(f"&{command.menu}")
                menu.setToolTipsVisible(True)
            if command.rule:
                menu.addSeparator()
            action = QAction(command.text, parent)
            if command.shortcut is not None:
                action.setShortcut(QKeySequence(command.shortcut))
            action.setCheckable(command.checkable)
            action.setToolTip(command.tip or command.text.replace("&", ""))
            menu.addAction(action)
            self._actions[command.key] = action

    def __getitem__(self, key: str) -> QAction:
        return self._actions[key]

    def connect(self, **slots: Callable[[], object]) -> None:
        """Say what each command does, by its key."""
        for key, slot in slots.items():
            self._actions[key.rstrip("_")].triggered.connect(lambda _checked=False, slot=slot: slot())

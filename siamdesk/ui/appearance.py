"""How widgets look: the one style sheet and palette, made from the colours of a theme."""

from importlib import resources

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from siamdesk.drawing.styles import SIZES, THEMES, Theme

_SHEET = """
* {{ font-size: {body}px; }}
QMainWindow, QDialog, QWidget#top, QWidget#bar, QWidget#inspector {{ background: {window}; color: {text}; }}
QWidget#top {{ border-bottom: 1px solid {border}; }}
QWidget#bar {{ border-bottom: 1px solid {border}; }}
QWidget#inspector {{ border-left: 1px solid {border}; }}
QMenuBar {{ background: {window}; color: {text}; padding: 2px 0; }}
QMenuBar::item {{ padding: 5px 10px; background: transparent; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {window}; color: {text}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; color: {text}; }}
QMenu::item:disabled {{ color: {quiet}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QLabel#brand {{ font-weight: 700; padding-left: 12px; }}
QLabel#marking {{ font-weight: 700; letter-spacing: 0.5px; }}
QLabel#file, QLabel#quiet {{ color: {quiet}; }}
QLabel#file {{ padding-right: 14px; }}
QLabel#warned {{ color: {warning}; }}
QLabel#dialogTitle {{ font-size: {heading}px; font-weight: 600; }}
QLabel#empty {{ font-size: {title}px; color: {quiet}; }}
QLabel#card {{ background: {window}; color: {text}; border: 1px solid {focus}; border-radius: 6px; padding: 8px 10px;
    font-size: {label}px; }}
QLabel#banner {{ background: {warning_panel}; color: {warning}; padding: 6px 14px; border-bottom: 1px solid {border}; }}
QWidget#history {{ background: {warning_panel}; border-bottom: 1px solid {border}; }}
QWidget#history QLabel {{ color: {warning}; }}
QToolButton, QPushButton {{
    background: {window}; color: {text}; border: 1px solid {border}; border-radius: 6px; padding: 6px 12px; }}
QToolButton:hover, QPushButton:hover {{ background: {hover}; }}
QToolButton:pressed, QPushButton:pressed {{ background: {selection}; }}
QToolButton:disabled, QPushButton:disabled {{ color: {quiet}; }}
QToolButton:focus, QPushButton:focus, QLineEdit:focus, QPlainTextEdit:focus {{ border: 1px solid {focus}; }}
QToolButton#primary, QPushButton#primary {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QToolButton#primary:disabled, QPushButton#primary:disabled {{
    background: {group}; color: {quiet}; border-color: {border}; }}
QPushButton#chip {{ border-radius: 13px; padding: 4px 12px; min-height: 18px; }}
QPushButton#chip:checked {{ background: {accent}; color: {on_accent}; border-color: {accent}; }}
QToolButton#active {{ background: {warning_panel}; color: {warning}; border-color: {warning}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton#plain {{ border: none; padding: 6px 8px; }}
QPlainTextEdit {{ background: {window}; color: {text}; border: 1px solid {border}; border-radius: 6px;
    padding: 2px 6px; }}
QLineEdit {{ background: {window}; color: {text}; border: 1px solid {border}; border-radius: 6px; padding: 6px 10px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QTreeView, QTreeWidget, QTableView {{ background: {window}; color: {text}; border: none; outline: 0;
    selection-background-color: {selection}; selection-color: {text}; }}
QTreeWidget {{ border: 1px solid {border}; border-radius: 6px; }}
QTreeWidget::item {{ padding: 4px; }}
QListWidget {{ border: 1px solid {border}; border-radius: 6px; outline: 0; }}
QListWidget::item {{ padding: 4px; }}
QListWidget::indicator {{ width: 13px; height: 13px; border: 1px solid {quiet}; border-radius: 3px;
    background: {window}; }}
QListWidget::indicator:checked {{ background: {accent}; border-color: {accent}; image: url({tick}); }}
QTableView#cells::item {{ padding: 0 8px; }}
QTableWidget::item {{ padding: 2px 8px; }}
QHeaderView {{ background: {header}; }}
QHeaderView::section {{ background: {header}; color: {quiet}; border: none; border-bottom: 1px solid {border};
    padding: 0 8px 8px 8px; font-size: {label}px; }}
QComboBox {{ background: {window}; color: {text}; border: 1px solid {border}; border-radius: 4px; padding: 3px 8px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url({chevron}); width: 10px; height: 10px; }}
QComboBox QAbstractItemView {{ background: {window}; color: {text}; selection-background-color: {selection};
    selection-color: {text}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {border}; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ background: transparent; color: {quiet}; padding: 6px 2px; margin-right: 16px;
    border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom: 2px solid {accent}; font-weight: 600; }}
QTextBrowser {{ background: {window}; color: {text}; selection-background-color: {accent};
    selection-color: {on_accent}; font-size: {label}px; }}
QStatusBar {{ background: {header}; color: {muted}; border-top: 1px solid {border}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {muted}; font-size: {label}px; padding: 2px 8px; }}
QPushButton#waiting {{ border: none; background: transparent; color: {warning}; font-size: {label}px;
    font-weight: 600; padding: 2px 8px; }}
QPushButton#waiting:hover, QPushButton#waiting:focus {{ text-decoration: underline; }}
QSplitter::handle {{ background: {border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QScrollBar {{ background: {window}; border: none; }}
QScrollBar:vertical {{ width: 11px; }}
QScrollBar:horizontal {{ height: 11px; }}
QScrollBar::handle {{ background: {scroll}; border-radius: 4px; margin: 2px; min-width: 28px; min-height: 28px; }}
QScrollBar::handle:hover {{ background: {quiet}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 3px; background: {border}; border-radius: 1px; }}
QSlider::handle:horizontal {{ width: 12px; height: 12px; margin: -6px 0; border-radius: 7px;
    background: {window}; border: 2px solid {accent}; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QProgressBar {{ border: none; background: {group}; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QToolTip {{ background: {window}; color: {text}; border: 1px solid {border}; padding: 6px; }}
"""


def dress(application: QApplication, theme: Theme) -> None:
    """Give every widget the colours of a theme."""
    hints = application.styleHints()
    hints.setColorScheme(Qt.ColorScheme.Light if theme.name == "light" else Qt.ColorScheme.Dark)
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "window",
        QPalette.ColorRole.Base: "window",
        QPalette.ColorRole.AlternateBase: "panel",
        QPalette.ColorRole.Button: "window",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipBase: "window",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "quiet",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on.accent",
        QPalette.ColorRole.Link: "link",
        QPalette.ColorRole.Mid: "border",
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(theme.colour(colour)))
    application.setPalette(palette)
    colours = {role.replace(".", "_"): colour for role, colour in theme.colours.items()}
    icons = resources.files("siamdesk.resources") / "icons"
    colours |= {"scroll": theme.colour("border")}
    dark = theme.colour("on.accent") != "#ffffff"
    for name, file in (("chevron", "chevron.svg"), ("tick", "tick-dark.svg" if dark else "tick.svg")):
        colours[name] = str(icons / file).replace("\\", "/")
    application.setStyleSheet(_SHEET.format(**SIZES, **colours))


def theme_named(name: str, application: QApplication) -> Theme:
    """The theme of that name; for `system`, the one that suits the desktop."""
    if name in THEMES:
        return THEMES[name]
    dark = application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return THEMES["dark" if dark else "light"]

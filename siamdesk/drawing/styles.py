"""Every colour and every text size of the program, by theme. Names and numbers only: any surface can use them.

Colours are `#rrggbb` or `#aarrggbb`, sizes are pixels. The eight colours of towers keep apart under each of the three
forms of colour blindness as well (simulated after Machado, Oliveira and Fernandes, 2009; a test does it), and no colour
is the only sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

SIZES: Mapping[str, int] = {
    "small": 11,
    "label": 12,
    "body": 13,
    "title": 15,
    "heading": 18,
    "figure": 26,
    "display": 32,
}
"""The one type scale, in pixels."""

NORMAL, MEDIUM, BOLD = 400, 500, 600


@dataclass(frozen=True, slots=True)
class Style:
    """How a shape with that style name looks."""

    fill: str = ""
    line: str = ""
    """The colour of its outline, or of the line; blank for none."""
    width: float = 1.0
    dashes: tuple[float, ...] = ()
    """Lengths of stroke and gap in pixels; empty for an unbroken line."""
    hatch: str = ""
    """The colour of diagonal stripes over the fill."""
    post: str = ""
    """The colour of a sign that is a mere upright, where it is not that of the line."""
    halo: str = ""
    """The colour beside an upright, which keeps it apart from the bar behind it."""
    text: str = ""
    size: int = SIZES["label"]
    weight: int = NORMAL


@dataclass(frozen=True, slots=True)
class Theme:
    """A set of colours by role, such as `window`, `text`, `phase.tender`, `rag.red`, `tower.3`."""

    name: str
    colours: Mapping[str, str]

    def colour(self, role: str) -> str:
        """The colour of a role. Raises `KeyError` for a role there is none of."""
        return self.colours[role]

    def style(self, name: str) -> Style:
        """How a style name looks. Raises `KeyError` for a name there is none of."""
        return _style(self.name, name)


PHASES = ("define", "tender", "mobilise", "service", "extension")

_LIGHT = {
    "window": "#ffffff",
    "panel": "#f7f9fb",
    "header": "#fbfcfd",
    "border": "#d5dce4",
    "text": "#1c2430",
    "muted": "#4a5768",
    "quiet": "#5c6878",
    "accent": "#1d4f91",
    "on.accent": "#ffffff",
    "selection": "#e6f0fb",
    "hover": "#f2f6fb",
    "focus": "#1d4f91",
    "link": "#1d4f91",
    "warning": "#8a4a00",
    "warning.panel": "#fff7e6",
    "danger": "#b3261e",
    "danger.panel": "#fdeeee",
    "good": "#1e6b3a",
    "good.panel": "#e9f5ed",
    "info": "#1d4f91",
    "info.panel": "#e6f0fb",
    "group": "#edf1f5",
    "shade": "#f7f9fb",
    "grid.minor": "#eff2f6",
    "grid.major": "#dde3ea",
    "grid.row": "#edf0f4",
    "phase.define": "#e9ecf0",
    "phase.tender": "#b0cbee",
    "phase.mobilise": "#749fd3",
    "phase.service": "#2a5fa5",
    "phase.extension": "#e4edf8",
    "stripe": "#7fa6d6",
    "ink": "#18202c",
    "halo": "#ffffff",
    "baseline": "#97a3b4",
    "window.band": "#e39a2d",
    "today": "#b3261e",
    "as_known": "#8f5f00",
    "on.flag": "#ffffff",
    "rag.red": "#a81f18",
    "rag.amber": "#f0b442",
    "rag.green": "#2f8450",
    "rag.none": "#7b8797",
    "on.rag.red": "#ffffff",
    "on.rag.amber": "#2b1d00",
    "on.rag.green": "#ffffff",
    "on.rag.none": "#000000",
    "tower.0": "#5d0d7b",
    "tower.1": "#229686",
    "tower.2": "#846ead",
    "tower.3": "#7b0043",
    "tower.4": "#0059d5",
    "tower.5": "#b18700",
    "tower.6": "#699547",
    "tower.7": "#582503",
    "check.danger": "#b3261e",
    "check.warning": "#c47a12",
    "check.none": "#7b8797",
}
_DARK = _LIGHT | {
    "window": "#12171e",
    "panel": "#181f28",
    "header": "#161c24",
    "border": "#323d4b",
    "text": "#e9eef5",
    "muted": "#b4c0ce",
    "quiet": "#9aa8b8",
    "accent": "#6aa5ea",
    "on.accent": "#08121f",
    "selection": "#1d3350",
    "hover": "#1b2531",
    "focus": "#8bbcf5",
    "link": "#8bbcf5",
    "warning": "#f2b661",
    "warning.panel": "#33260f",
    "danger": "#ff8f85",
    "danger.panel": "#3a1b1b",
    "good": "#7fcf9a",
    "good.panel": "#16301f",
    "info": "#8bbcf5",
    "info.panel": "#1d3350",
    "group": "#1e2732",
    "shade": "#161c24",
    "grid.minor": "#1d252f",
    "grid.major": "#2c3743",
    "grid.row": "#202933",
    "phase.define": "#2b3542",
    "phase.tender": "#31506f",
    "phase.mobilise": "#4379b4",
    "phase.service": "#86b8f0",
    "phase.extension": "#24364b",
    "stripe": "#5f93cd",
    "ink": "#f4f7fb",
    "halo": "#12171e",
    "baseline": "#8794a5",
    "window.band": "#f0a93c",
    "today": "#ff8f85",
    "as_known": "#f2b04a",
    "on.flag": "#1a1200",
    "rag.red": "#e0574c",
    "rag.green": "#5fbf86",
    "rag.none": "#8794a5",
    "on.rag.red": "#1a0000",
    "on.rag.green": "#00140a",
    "tower.0": "#9da2d9",
    "tower.1": "#26d09f",
    "tower.2": "#b9e5ed",
    "tower.3": "#c44687",
    "tower.4": "#5486f5",
    "tower.5": "#bfb73b",
    "tower.6": "#87f98b",
    "tower.7": "#ec5757",
    "check.danger": "#e0574c",
    "check.warning": "#f0b442",
    "check.none": "#8794a5",
}
_CONTRAST = _DARK | {
    "window": "#000000",
    "panel": "#000000",
    "header": "#000000",
    "border": "#ffffff",
    "text": "#ffffff",
    "muted": "#ffffff",
    "quiet": "#e6e6e6",
    "accent": "#ffff00",
    "on.accent": "#000000",
    "selection": "#00308f",
    "hover": "#1a1a1a",
    "focus": "#ffff00",
    "link": "#7fd4ff",
    "warning": "#ffd23f",
    "warning.panel": "#000000",
    "danger": "#ff9d94",
    "danger.panel": "#000000",
    "good": "#7dff9e",
    "good.panel": "#000000",
    "info": "#7fd4ff",
    "info.panel": "#000000",
    "group": "#1f1f1f",
    "shade": "#0d0d0d",
    "grid.minor": "#303030",
    "grid.major": "#6a6a6a",
    "grid.row": "#4a4a4a",
    "phase.define": "#000000",
    "phase.tender": "#1f4a7a",
    "phase.mobilise": "#4f9be0",
    "phase.service": "#cfe6ff",
    "phase.extension": "#000000",
    "stripe": "#cfe6ff",
    "ink": "#ffffff",
    "halo": "#000000",
    "baseline": "#c8c8c8",
    "window.band": "#ffc83d",
    "today": "#ff9d94",
    "as_known": "#ffff00",
    "on.flag": "#000000",
    "rag.red": "#ff7a70",
    "rag.amber": "#ffd23f",
    "rag.green": "#8dffc0",
    "rag.none": "#c8c8c8",
    "on.rag.red": "#000000",
    "on.rag.amber": "#000000",
    "on.rag.green": "#000000",
}

THEMES: Mapping[str, Theme] = {
    name: Theme(name, colours) for name, colours in (("light", _LIGHT), ("dark", _DARK), ("contrast", _CONTRAST))
}


def rgb(colour: str) -> tuple[int, int, int, int]:
    """Red, green, blue and alpha, each 0 to 255."""
    digits = colour.removeprefix("#")
    alpha = int(digits[:2], 16) if len(digits) == 8 else 255
    red, green, blue = (int(digits[place : place + 2], 16) for place in range(len(digits) - 6, len(digits), 2))
    return red, green, blue, alpha


def with_alpha(colour: str, alpha: float) -> str:
    """The colour with so much of it, 0 to 1."""
    return f"#{round(alpha * 255):02x}{colour[-6:]}"


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share, 0 to 1, of another in it."""
    pairs = zip(rgb(colour)[:3], rgb(other)[:3], strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2, 0 (black) to 1 (white)."""
    red, green, blue = (
        each / 3294.6 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4 for each in rgb(colour)[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(fill: str, *inks: str) -> str:
    """The first of the inks that can be read on the fill (4.5 to 1), else the best of them."""
    return next((ink for ink in inks if contrast(fill, ink) >= 4.5), max(inks, key=lambda ink: contrast(fill, ink)))


_TONES = {"quiet": "quiet", "late": "danger", "early": "good", "warning": "warning"}
"""The colours of what is said on a page, by how it is meant."""

_WEIGHTS = {"define": 0.16, "tender": 0.3, "mobilise": 0.6, "service": 1.0, "extension": 0.14}
"""How much of a family's colour each phase shows: the later, the fuller."""


def _bar_fill(colours: Mapping[str, str], family: str, phase: str) -> str:
    if family == "phase":
        return colours[f"phase.{phase}"]
    role = family.replace("series.", "tower.")
    return mixed(colours["window"], colours[role], _WEIGHTS[phase])


def _bar_style(theme: Theme, family: str, phase: str) -> Style:
    colours = theme.colours
    fill = _bar_fill(colours, family, phase)
    stripe = ""
    if phase == "extension":
        stripe = colours["stripe"] if family == "phase" else _bar_fill(colours, family, "mobilise")
    outline = ""
    if theme.name == "contrast":
        outline = colours["text"]
    elif phase == "define":
        outline = mixed(fill, colours["ink"], 0.18)
    return Style(fill=fill, line=outline, hatch=stripe)


@lru_cache(maxsize=1024)
def _style(theme_name: str, name: str) -> Style:
    theme = THEMES[theme_name]
    colours = theme.colours
    if name in _FIXED:
        return _FIXED[name](colours)
    if name.startswith("label.on."):
        family, _, phase = name.removeprefix("label.on.").rpartition(".")
        fill = _bar_fill(colours, family, phase)
        return Style(text=readable_on(fill, colours["text"], colours["halo"], "#000000", "#ffffff"))
    if name.startswith("spend."):
        _, cost, role = name.split(".", 2)
        full = colours[role]
        if cost == "run":
            return Style(fill=full)
        return Style(fill=mixed(colours["window"], full, 0.22), hatch=full, line=full)
    if name.startswith("page."):
        _, kind, tone = name.split(".", 2)
        size, weight = (SIZES["figure"], BOLD) if kind == "figure" else (SIZES["heading"], NORMAL)
        ink = colours[_TONES.get(tone, "text")]
        return Style(text=ink, size=size, weight=BOLD if tone == "strong" else weight)
    if name.startswith("wash."):
        return Style(fill=with_alpha(colours[name.removeprefix("wash.")], 0.18))
    family, _, phase = name.rpartition(".")
    if phase in PHASES:
        return _bar_style(theme, family, phase)
    return Style(fill=colours[name])


_Colours = Mapping[str, str]

_FIXED = {
    "shade.holiday": lambda c: Style(fill=mixed(c["shade"], c["quiet"], 0.14)),
    "row.selected": lambda c: Style(fill=c["selection"]),
    "row.hover": lambda c: Style(fill=c["hover"]),
    "row.group": lambda c: Style(fill=c["group"]),
    "band.window": lambda c: Style(fill=c["window.band"], line=mixed(c["window.band"], c["ink"], 0.35)),
    "glyph.actual": lambda c: Style(fill=c["ink"], line=c["halo"], width=1.5, post=c["ink"], halo=c["halo"]),
    "glyph.forecast": lambda c: Style(fill=c["window"], line=c["ink"], width=1.6, halo=c["halo"]),
    "glyph.baseline": lambda c: Style(fill=c["window"], line=c["baseline"], width=1.6, halo=c["halo"]),
    "glyph.overdue": lambda c: Style(fill=c["window"], line=c["danger"], width=2.0, halo=c["halo"]),
    "glyph.unknown": lambda c: Style(
        fill=c["window"],
        line=c["muted"],
        width=1.1,
        dashes=(2.2, 1.8),
        text=c["text"],
        size=SIZES["small"],
        weight=MEDIUM,
    ),
    "glyph.review": lambda c: Style(fill=c["info"], line=c["header"], width=1.0),
    "review": lambda c: Style(line=mixed(c["window"], c["info"], 0.55), width=1.0),
    "baseline": lambda c: Style(line=c["baseline"], width=2.0),
    "diagonal": lambda c: Style(line=c["quiet"], width=1.0, dashes=(4.0, 3.0)),
    "move.late": lambda c: Style(line=c["danger"], width=1.5),
    "move.early": lambda c: Style(line=c["good"], width=1.5),
    "arrow.kept": lambda c: Style(line=c["quiet"], width=1.2),
    "arrow.doubtful": lambda c: Style(line=c["warning"], width=1.2),
    "arrow.broken": lambda c: Style(fill=c["danger"], line=c["danger"], width=1.5),
    "today": lambda c: Style(line=c["today"], width=1.5),
    "as_known": lambda c: Style(line=c["as_known"], width=2.0),
    "today.flag": lambda c: Style(fill=c["today"]),
    "as_known.flag": lambda c: Style(fill=c["as_known"]),
    "label": lambda c: Style(text=c["muted"], size=SIZES["label"]),
    "label.quiet": lambda c: Style(text=c["quiet"], size=SIZES["small"]),
    "label.window": lambda c: Style(text=c["warning"], size=SIZES["label"]),
    "label.late": lambda c: Style(text=c["danger"], size=SIZES["label"], weight=MEDIUM),
    "label.early": lambda c: Style(text=c["good"], size=SIZES["label"], weight=MEDIUM),
    "label.danger": lambda c: Style(text=c["danger"], size=SIZES["label"]),
    "label.warning": lambda c: Style(text=c["warning"], size=SIZES["label"]),
    "label.info": lambda c: Style(text=c["info"], size=SIZES["label"]),
    "label.total": lambda c: Style(text=c["text"], size=SIZES["small"], weight=BOLD),
    "label.title": lambda c: Style(text=c["text"], size=SIZES["label"], weight=BOLD),
    "due": lambda c: Style(fill=mixed(c["window"], c["quiet"], 0.55)),
    "label.legend": lambda c: Style(text=c["muted"], size=SIZES["label"]),
    "label.flag": lambda c: Style(text=c["on.flag"], size=SIZES["label"], weight=MEDIUM),
    "label.flag.today": lambda c: Style(text=c["on.flag"], size=SIZES["label"], weight=MEDIUM),
    "label.flag.as_known": lambda c: Style(text=c["on.flag"], size=SIZES["label"], weight=MEDIUM),
    "page.accent": lambda c: Style(fill=c["accent"]),
    "page.card": lambda c: Style(fill=c["window"], line=c["border"]),
    "page.chosen": lambda c: Style(fill=c["selection"]),
    "page.rule": lambda c: Style(fill=c["grid.major"]),
    "page.dot": lambda c: Style(fill=c["border"]),
    "page.dot.here": lambda c: Style(fill=c["accent"]),
    "page.strike": lambda c: Style(line=c["quiet"], width=1.5),
    "page.title": lambda c: Style(text=c["text"], size=SIZES["display"], weight=BOLD),
    "page.head": lambda c: Style(text=c["text"], size=SIZES["heading"], weight=BOLD),
    "page.strong": lambda c: Style(text=c["muted"], size=SIZES["title"], weight=BOLD),
    "page.small": lambda c: Style(text=c["quiet"], size=SIZES["title"]),
    "header.upper": lambda c: Style(text=c["text"], size=SIZES["body"], weight=BOLD),
    "header.lower": lambda c: Style(text=c["quiet"], size=SIZES["label"]),
}

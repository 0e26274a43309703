"""The legend: the signs and colours that are in use, and no others."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from siamdesk.timeline.shapes import Band, Bar, Glyph, Label, Line, Shape, TextWidth, estimated_width

LINE_HEIGHT = 24.0
_GAP = 7.0
_BETWEEN = 18.0
_BAR_WIDTH = 16.0

_SYMBOLS = {
    "launch": "tender launch",
    "award": "contract award",
    "transfer": "service transfer",
    "dot": "other milestone",
    "break": "break point",
    "end": "end",
    "unknown": "to be confirmed",
}
_FAMILIES = {
    "rag.red": "RAG red",
    "rag.amber": "RAG amber",
    "rag.green": "RAG green",
    "rag.none": "no RAG",
    "check.danger": "serious check",
    "check.warning": "check",
    "check.none": "no check",
}
_ARROWS = {
    "arrow.kept": "depends on",
    "arrow.doubtful": "may come too early",
    "arrow.broken": "comes too early",
}
_WASHES = {
    "wash.danger": "nobody takes over",
    "wash.warning": "perhaps nobody",
    "wash.info": "two run side by side",
}
_PHASES = ("define", "tender", "mobilise", "service", "extension")


class Legend(NamedTuple):
    """The legend's shapes, and the height they take."""

    shapes: tuple[Shape, ...]
    height: float


class _Item(NamedTuple):
    sign: Shape
    """Drawn at 0, 0 as its left middle."""
    width: float
    text: str


def used(shapes: Iterable[Shape]) -> frozenset[tuple[str, str]]:
    """The signs and styles that the legend of these shapes explains: a legend holds as long as they are the same."""
    found: set[tuple[str, str]] = set()
    for shape in shapes:
        if isinstance(shape, Glyph):
            found.add((shape.symbol, shape.style))
        elif isinstance(shape, Bar):
            if shape.part.startswith("phase.") or shape.part == "remark":
                found.add(("bar", shape.style))
        elif isinstance(shape, Line):
            found.add(("line", shape.style))
        elif isinstance(shape, Band):
            found.add(("band", ""))
    return frozenset(found)


def legend(
    shapes: Iterable[Shape],
    width: float,
    *,
    left: float = 0.0,
    top: float = 0.0,
    names: Mapping[str, str] | None = None,
    text_width: TextWidth = estimated_width,
) -> Legend:
    """What the shapes' signs and colours mean, in as many lines as `width` asks for.

    `names` says what the families of bar styles stand for, such as `series.3`, where these are not phases.
    """
    placed: list[Shape] = []
    x, y = left, top + LINE_HEIGHT / 2
    for item in _items(tuple(shapes), _FAMILIES | dict(names or {})):
        words = text_width(item.text, "label.legend")
        if x > left and x + item.width + _GAP + words > left + width:
            x, y = left, y + LINE_HEIGHT
        placed.append(_moved(item.sign, x, y))
        placed.append(Label(x + item.width + _GAP, y, words, item.text, "label.legend"))
        x += item.width + _GAP + words + _BETWEEN
    return Legend(tuple(placed), y + LINE_HEIGHT / 2 - top if placed else 0.0)


def _moved(sign: Shape, x: float, y: float) -> Shape:
    if isinstance(sign, Line):
        return sign._replace(x=sign.x + x, y=sign.y + y, x2=sign.x2 + x, y2=sign.y2 + y)
    return sign._replace(x=sign.x + x, y=sign.y + y)


def _items(shapes: tuple[Shape, ...], names: Mapping[str, str]) -> Iterator[_Item]:
    glyphs = {(shape.symbol, shape.style) for shape in shapes if isinstance(shape, Glyph)}
    symbols = {symbol for symbol, _ in glyphs}
    styles = {style for _, style in glyphs}
    for symbol, text in _SYMBOLS.items():
        if symbol in symbols:
            size = 9.0 if symbol == "dot" else 15.0
            style = "glyph.unknown" if symbol == "unknown" else "glyph.actual"
            yield _Item(Glyph(size / 2, 0.0, size, symbol, style), size, text)
    if "glyph.forecast" in styles:
        yield _Item(Glyph(7.5, 0.0, 15.0, "award", "glyph.forecast"), 15.0, "forecast (hollow)")
    if "glyph.overdue" in styles:
        yield _Item(Glyph(7.5, 0.0, 15.0, "award", "glyph.overdue"), 15.0, "forecast, now past")
    if any(isinstance(shape, Band) for shape in shapes):
        yield _Item(Band(0.0, -8.0, _BAR_WIDTH + 4, 16.0, "band.window"), _BAR_WIDTH + 4, "date window")
    yield from _line_items({shape.style for shape in shapes if isinstance(shape, Line)})
    yield from _bar_items({shape.style for shape in shapes if isinstance(shape, Bar)}, names)


def _bar_items(styles: set[str], names: Mapping[str, str]) -> Iterator[_Item]:
    phased = {style.rpartition(".")[::2] for style in styles if style.rpartition(".")[2] in _PHASES}
    for phase in _PHASES:
        if ("phase", phase) in phased:
            yield _Item(Bar(0.0, -6.0, _BAR_WIDTH, 12.0, f"phase.{phase}"), _BAR_WIDTH, phase)
    families = {family for family, _ in phased} - {"phase"}
    for family, text in names.items():
        if family in families:
            yield _Item(Bar(0.0, -6.0, _BAR_WIDTH, 12.0, f"{family}.service"), _BAR_WIDTH, text)
    if families and len({phase for _, phase in phased}) > 1:
        yield _Item(Bar(0.0, -6.0, _BAR_WIDTH, 12.0, f"{min(families)}.tender"), _BAR_WIDTH, "lighter: earlier phases")
    for style, text in _WASHES.items():
        if style in styles:
            yield _Item(Bar(0.0, -6.0, _BAR_WIDTH, 12.0, style), _BAR_WIDTH, text)


def _line_items(lines: set[str]) -> Iterator[_Item]:
    if lines & {"baseline", "move.late", "move.early"}:
        style = "move.late" if "move.late" in lines else "move.early"
        yield _Item(Line(0.0, 0.0, 20.0, 0.0, style, arrow=True), 20.0, "moved")
    if "review" in lines:
        yield _Item(Glyph(4.0, 0.0, 8.0, "review", "glyph.review"), 8.0, "review")
    for style, text in _ARROWS.items():
        if style in lines:
            yield _Item(Line(0.0, 0.0, 20.0, 0.0, style, arrow=True), 20.0, text)

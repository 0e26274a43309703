"""A size and weight of the font: how wide texts are in it, and where they stand on their line."""

from PySide6.QtGui import QFont, QFontMetricsF

_REMEMBERED_WIDTHS = 32768


class Face:
    """One size, in pixels, and one weight of the font. It remembers how wide texts are."""

    __slots__ = ("drop", "font", "height", "metrics", "rise", "widths")

    def __init__(self, family: QFont, size: int, weight: int) -> None:
        self.font = QFont(family)
        self.font.setPixelSize(size)
        self.font.setWeight(QFont.Weight(weight))
        # Words on the timeline are drawn once and copied, and what is copied has no ground to blend colours with.
        self.font.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
        self.metrics = QFontMetricsF(self.font)
        # Half-way up the capitals lies on the middle of the label.
        self.drop = round(self.metrics.capHeight() / 2)
        self.rise = self.metrics.ascent() - self.drop
        self.height = self.metrics.height()
        self.widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """The width of a text in pixels."""
        width = self.widths.get(text)
        if width is None:
            if len(self.widths) >= _REMEMBERED_WIDTHS:
                self.widths.clear()
            width = self.widths[text] = self.metrics.horizontalAdvance(text)
        return width

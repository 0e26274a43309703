from itertools import combinations, pairwise, product

import pytest

from siamdesk.drawing.styles import (
    PHASES,
    SIZES,
    THEMES,
    Theme,
    contrast,
    luminance,
    mixed,
    readable_on,
    rgb,
    with_alpha,
)

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
SEEN = 3.0
"""WCAG 2.2, success criterion 1.4.11: what is no text."""

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))

FAMILIES = (
    "phase",
    *(f"rag.{each}" for each in ("red", "amber", "green", "none")),
    *(f"check.{each}" for each in ("danger", "warning", "none")),
    *(f"series.{each}" for each in range(8)),
    *(f"tower.{each}" for each in range(8)),
)


def test_colours_are_read_and_mixed() -> None:
    assert rgb("#102030") == (16, 32, 48, 255)
    assert rgb("#80102030") == (16, 32, 48, 128)
    assert with_alpha("#102030", 0.5) == "#80102030"
    assert mixed("#000000", "#ff8000", 0.5) == "#804000"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert luminance("#ffffff") == pytest.approx(1.0)


def test_the_first_ink_that_can_be_read_is_taken_else_the_best() -> None:
    assert readable_on("#ffffff", "#eeeeee", "#333333", "#000000") == "#333333"
    assert readable_on("#ffffff", "#eeeeee", "#aaaaaa") == "#aaaaaa"


@themes
def test_every_theme_has_every_colour(theme: Theme) -> None:
    assert set(theme.colours) == set(THEMES["light"].colours)


@themes
@pytest.mark.parametrize(
    ("inks", "grounds"),
    [
        (("text", "muted", "quiet", "danger", "warning", "good", "link"), ("window", "panel", "header", "shade")),
        (("text", "muted", "quiet"), ("selection", "hover", "group")),
        (("text", "warning"), ("warning.panel",)),
        (("text", "danger"), ("danger.panel",)),
        (("text", "good"), ("good.panel",)),
        (("text", "info"), ("info.panel",)),
        (("on.accent",), ("accent",)),
        (("on.flag",), ("today", "as_known")),
    ],
)
def test_text_can_be_read_on_all_it_stands_on(theme: Theme, inks: tuple[str, ...], grounds: tuple[str, ...]) -> None:
    for ink, ground in product(inks, grounds):
        assert contrast(theme.colour(ink), theme.colour(ground)) >= READABLE, (ink, ground)


@themes
@pytest.mark.parametrize("rag", ["red", "amber", "green", "none"])
def test_the_letter_on_a_rag_chip_can_be_read(theme: Theme, rag: str) -> None:
    assert contrast(theme.colour(f"on.rag.{rag}"), theme.colour(f"rag.{rag}")) >= READABLE


@themes
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("phase", PHASES)
def test_words_on_a_bar_can_be_read(theme: Theme, family: str, phase: str) -> None:
    name = f"{family}.{phase}"
    assert contrast(theme.style(f"label.on.{name}").text, theme.style(name).fill) >= READABLE


LABELS = (
    "label",
    "label.quiet",
    "label.window",
    "label.late",
    "label.early",
    "label.danger",
    "label.warning",
    "label.info",
    "label.total",
)


@themes
@pytest.mark.parametrize("style", LABELS)
@pytest.mark.parametrize("ground", ["window", "shade", "selection"])
def test_words_on_the_timeline_can_be_read(theme: Theme, style: str, ground: str) -> None:
    assert contrast(theme.style(style).text, theme.colour(ground)) >= READABLE


@themes
def test_the_phases_grow_in_weight_so_that_they_need_no_hue(theme: Theme) -> None:
    against = [contrast(theme.colour("window"), theme.colour(f"phase.{phase}")) for phase in PHASES[:4]]
    assert all(other > one * 1.1 for one, other in pairwise(against))


@themes
def test_signs_and_lines_stand_out(theme: Theme) -> None:
    window = theme.colour("window")
    for style in ("glyph.actual", "glyph.forecast", "glyph.overdue", "glyph.unknown"):
        look = theme.style(style)
        assert max(contrast(look.fill, window), contrast(look.line, window)) >= SEEN
    for style in ("today", "as_known", "move.late", "move.early"):
        assert contrast(theme.style(style).line, window) >= SEEN


@themes
def test_hollow_signs_are_hollow_and_full_ones_full(theme: Theme) -> None:
    assert theme.style("glyph.forecast").fill == theme.colour("window")
    assert contrast(theme.style("glyph.actual").fill, theme.colour("window")) > 12


@themes
def test_the_service_after_the_end_is_striped(theme: Theme) -> None:
    for family in ("phase", "rag.red"):
        assert theme.style(f"{family}.extension").hatch
        assert not theme.style(f"{family}.service").hatch


# Machado, Oliveira and Fernandes, IEEE TVCG 15(6), 2009, severity 1.0; linear RGB.
SIGHTS = {
    "full": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen(colour: str, sight: str) -> tuple[float, float, float]:
    """The colour in CIELAB as an eye of that kind sees it."""
    linear = [each / 255 / 12.92 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4 for each in rgb(colour)[:3]]
    red, green, blue = (sum(w * v for w, v in zip(row, linear, strict=True)) for row in SIGHTS[sight])
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (max(each, 0.0) ** (1 / 3) if each > 0.008856 else 7.787 * each + 16 / 116 for each in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("sight", SIGHTS)
@themes
def test_towers_are_told_apart_by_every_eye(theme: Theme, sight: str) -> None:
    colours = [seen(theme.colour(f"tower.{place}"), sight) for place in range(8)]
    for one, other in combinations(colours, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= 19


def least_apart(theme: Theme, sight: str, *roles: str) -> float:
    """The least distance in CIELAB between two of the colours, as an eye of that kind sees them."""
    colours = [seen(theme.colour(role), sight) for role in roles]
    pairs = combinations(colours, 2)
    return min(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 for one, other in pairs)


@pytest.mark.parametrize("sight", SIGHTS)
@themes
def test_phases_are_told_apart_by_every_eye(theme: Theme, sight: str) -> None:
    # In high contrast what is defined is black with an outline, and so apart from all others.
    assert least_apart(theme, sight, *(f"phase.{phase}" for phase in PHASES[:4])) >= 16


@pytest.mark.parametrize("sight", SIGHTS)
@themes
def test_rag_is_told_apart_by_every_eye(theme: Theme, sight: str) -> None:
    assert least_apart(theme, sight, "rag.red", "rag.amber", "rag.green") >= 22


@pytest.mark.parametrize("sight", SIGHTS)
@themes
def test_a_review_is_told_apart_from_the_day_by_every_eye(theme: Theme, sight: str) -> None:
    # Of today and the day as known only one is ever drawn, with its flag.
    review = seen(theme.style("review").line, sight)
    for style in ("today", "as_known"):
        day = seen(theme.style(style).line, sight)
        assert sum((a - b) ** 2 for a, b in zip(review, day, strict=True)) ** 0.5 >= 16
    assert len({theme.style(style).width for style in ("today", "as_known", "review")}) == 3


@themes
def test_spend_can_be_seen_and_entry_cost_is_hatched(theme: Theme) -> None:
    for place in range(8):
        run, entry = theme.style(f"spend.run.tower.{place}"), theme.style(f"spend.entry.tower.{place}")
        assert contrast(run.fill, theme.colour("window")) >= SEEN
        assert entry.hatch == run.fill
        assert not run.hatch


@themes
def test_tower_stripes_stand_out(theme: Theme) -> None:
    assert all(contrast(theme.colour(f"tower.{place}"), theme.colour("window")) >= SEEN for place in range(8))


def test_the_type_scale_grows() -> None:
    assert list(SIZES.values()) == sorted(SIZES.values())


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        THEMES["light"].style("label.nowhere")
    with pytest.raises(KeyError):
        THEMES["light"].colour("nowhere")

from siamdesk.timeline.shapes import Band, Bar, Bounds, Glyph, Label, Line, as_text, bounds

SHAPES = (
    Bar(1.0, 2.0, 30.25, 16.0, "phase.tender", "c", "phase.tender"),
    Bar(1.0, 2.0, 30.0, 16.0, "phase.tender", "c", "phase.tender", "none"),
    Band(5.0, 1.0, 10.0, 18.0, "band.window", "c", "contract_award.forecast", open_right=True),
    Line(9.0, 4.0, 3.0, 4.0, "move.early", "c", "contract_award.forecast", arrow=True),
    Glyph(10.0, 10.0, 8.0, "award", "glyph.forecast", "c", "contract_award.forecast"),
    Label(20.0, 10.0, 40.0, "award TBC", "label"),
)


def test_shapes_read_as_text() -> None:
    assert as_text(SHAPES).splitlines() == [
        "bar 1,2 30.2,16 phase.tender c phase.tender",
        "bar 1,2 30,16 phase.tender into none c phase.tender",
        "band 5,1 10,18… band.window c contract_award.forecast",
        "line 9,4 to 3,4 move.early arrow c contract_award.forecast",
        "glyph award 10,10 size 8 glyph.forecast c contract_award.forecast",
        "label 20,10 “award TBC” label",
    ]


def test_every_shape_has_bounds() -> None:
    assert [bounds(shape) for shape in SHAPES] == [
        Bounds(1.0, 2.0, 31.25, 18.0),
        Bounds(1.0, 2.0, 31.0, 18.0),
        Bounds(5.0, 1.0, 15.0, 19.0),
        Bounds(3.0, 4.0, 9.0, 4.0),
        Bounds(6.0, 6.0, 14.0, 14.0),
        Bounds(20.0, 3.0, 60.0, 17.0),
    ]

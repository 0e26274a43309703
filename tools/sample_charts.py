"""The charts of the samples."""

from typing import Final

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sample_layouts import Layout

CHART_COLOURS: Final = {"estimated": "A6A6A6", "approved": "5B9BD5", "award_value": "ED7D31", "current": "264478"}
CHART_ROWS: Final = 25
"""How many rows of the usual height a chart covers."""


def draw_values(sheet: Worksheet, layout: Layout, count: int, row: int) -> None:
    """Values by contract, one bar a basis, drawn from the register's own cells."""
    first, last = layout.first_row, layout.first_row + count - 1
    chart = bars("Value by contract and basis", ",," if _in_pounds(layout) else "")
    for key in layout.chart:
        place = layout.place(key)
        chart.add_data(Reference(sheet, min_col=place, min_row=first, max_row=last))
        label = next(column.label for column in layout.columns if column.key == key)
        name_series(chart, label.removesuffix(" (£m)"), CHART_COLOURS[key])
    title = layout.place("title")
    chart.set_categories(Reference(sheet, min_col=title, min_row=first, max_row=last))
    sheet.add_chart(chart, f"{get_column_letter(layout.first_column)}{row}")


def _in_pounds(layout: Layout) -> bool:
    return any(column.unit == 1 for column in layout.columns if column.key in layout.chart)


def bars(title: str, scale: str = "") -> BarChart:
    """A column chart without series; `scale` is what a number format needs to show its values in millions."""
    chart = BarChart()
    chart.type, chart.style, chart.title = "col", 10, _chart_title(title)
    chart.width, chart.height, chart.gapWidth = 42, 12, 60
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format, chart.y_axis.scaling.min = f'"£"#,##0{scale}"m"', 0
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill="D9D9D9", w=6350)))
    chart.x_axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill="7F7F7F"))
    chart.legend.position = "b"
    chart.dataLabels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False
    )
    chart.dataLabels.numFmt = f'"£"#,##0.0{scale}"m"'
    return chart


def _chart_title(text: str) -> Title:
    letters = CharacterProperties(sz=1200, b=True, solidFill="404040")
    paragraph = Paragraph(ParagraphProperties(defRPr=letters), r=[RegularTextRun(rPr=letters, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def name_series(chart: BarChart, name: str, colour: str) -> None:
    """Names and colours the series added last."""
    series = chart.series[-1]
    series.tx = SeriesLabel(v=name)
    series.graphicalProperties = GraphicalProperties(solidFill=colour)

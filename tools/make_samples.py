"""Makes the sample registers of the TTPi programme.

    python tools/make_samples.py [FOLDER]

FOLDER is by default where the program keeps its samples. Two runs give the same bytes.
"""

import sys
from datetime import datetime, time
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.chart import Reference
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from sample_charts import bars, name_series
from sample_facts import (
    BACK_OFFICE_OWN,
    STRAND_DOUBT,
    STRAND_STAGE,
    STRAND_STRATEGY,
    STRANDS,
    STRANDS_WITH_SSCL,
    TBC,
    known_on,
)
from sample_layouts import BACK_OFFICE, TTPI, Layout
from sample_look import AUTHOR, GRID, LINE, cell_at, fill_of, mark, print_set_up, put
from sample_package import Results, package
from sample_table import RATINGS, write_register

SAMPLES: Final = Path(__file__).resolve().parent.parent / "siamdesk" / "resources" / "samples"
STATUSES: Final = ("In tender", "Supplier chosen", "Approved", "Awarded", "In service", TBC)
TOWERS: Final = (
    "SIAM", "Networks", "Hosting", "End-user services", "Applications", "Data centres", "Back office", "All towers",
)  # fmt: skip


def write_lists(workbook: Workbook) -> None:
    """The hidden sheet that the validation lists read."""
    sheet = workbook.create_sheet("Lists")
    sheet.sheet_state = "hidden"
    for column, (label, words) in enumerate((("Tower", TOWERS), ("Status", STATUSES), ("RAG", tuple(RATINGS))), 1):
        for row, word in enumerate((label, *words), 1):
            cell_at(sheet, row, column).value = word


def validate(sheet: Worksheet, layout: Layout, count: int) -> None:
    """Lets Excel offer the words of the lists, and colours the ratings."""
    ranges = {
        "tower": f"Lists!$A$2:$A${len(TOWERS) + 1}",
        "status": f"Lists!$B$2:$B${len(STATUSES) + 1}",
        "rag": f"Lists!$C$2:$C${len(RATINGS) + 1}",
    }
    for place, column in layout.places():
        if column.key in ranges:
            rule = DataValidation(type="list", formula1=ranges[column.key], allow_blank=True)
            letter = get_column_letter(place)
            area = f"{letter}{layout.first_row}:{letter}{layout.first_row + count - 1}"
            rule.add(area)
            sheet.add_data_validation(rule)
            if column.key == "rag":
                for word, colour in RATINGS.items():
                    looks = DifferentialStyle(fill=fill_of(colour))
                    sheet.conditional_formatting.add(
                        area, Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=looks)
                    )


def write_strands(workbook: Workbook, layout: Layout) -> None:
    """The seven strands of the strategy: three named, and which of them lagged not known."""
    sheet = workbook.create_sheet("Strands")
    plain = Font(name=layout.font, size=10)
    mark(sheet, layout, 1, 5)
    put(cell_at(sheet, 2, 1), "Strands", style=Font(name=layout.font, size=18, bold=True, color=layout.accent))
    sheet.row_dimensions[2].height = 27
    labels = (("No.", 7), ("Strand", 26), ("Part of", 30), ("With SSCL (2015 press)", 16), ("Stage, July 2015", 48))
    for place, (label, width) in enumerate(labels, 1):
        cell = cell_at(sheet, 4, place)
        white = Font(name=layout.font, size=10, bold=True, color="FFFFFF")
        put(cell, label, style=white, fill=layout.accent, align=Alignment(horizontal="center", wrap_text=True))
        cell.border = GRID
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[4].height = 2 * LINE
    for number, strand in enumerate(STRANDS, 1):
        taken = "Yes" if number <= STRANDS_WITH_SSCL else "No"
        values: tuple[str | int, ...] = (number, strand, STRAND_STRATEGY, taken, STRAND_STAGE)
        for place, value in enumerate(values, 1):
            cell = cell_at(sheet, 4 + number, place)
            put(cell, value, style=plain, align=Alignment(horizontal="center" if place in {1, 4} else "left"))
            cell.border = GRID
    last = 6 + len(STRANDS)
    note = Font(name=layout.font, size=9, italic=True, color="595959")
    put(cell_at(sheet, last, 1), STRAND_DOUBT, style=note, align=Alignment(wrap_text=True, vertical="top"))
    sheet.merge_cells(start_row=last, end_row=last, start_column=1, end_column=5)
    sheet.row_dimensions[last].height = 4 * LINE
    sheet.freeze_panes = "C5"
    print_set_up(sheet, layout)


def write_costs(workbook: Workbook, layout: Layout) -> Results:
    """How the maximum value divides, with its chart."""
    sheet = workbook.create_sheet("Costs")
    mark(sheet, layout, 1, 2)
    put(cell_at(sheet, 2, 1), "Costs", style=Font(name=layout.font, size=18, bold=True, color=layout.accent))
    sheet.row_dimensions[2].height = 27
    lines: tuple[tuple[str, str | float], ...] = (
        ("Maximum over ten years", 216), ("Entry costs, first three years", 52.9), ("Rest of the maximum", "=B5-B6"),
    )  # fmt: skip
    for place, label in enumerate(("Cost", "£m"), 1):
        cell = cell_at(sheet, 4, place)
        put(cell, label, style=Font(name=layout.font, size=10, bold=True, color="FFFFFF"), fill=layout.accent)
        cell.border = GRID
    for row, (label, amount) in enumerate(lines, 5):
        put(cell_at(sheet, row, 1), label, style=Font(name=layout.font, size=10))
        put(cell_at(sheet, row, 2), amount, style=Font(name=layout.font, size=10))
        cell_at(sheet, row, 2).number_format = "#,##0.0"
        cell_at(sheet, row, 1).border = cell_at(sheet, row, 2).border = GRID
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 12
    chart = bars("Maximum value, £m")
    chart.width, chart.height = 16, 8
    chart.add_data(Reference(sheet, min_col=2, min_row=5, max_row=7))
    name_series(chart, "£m", layout.accent)
    chart.set_categories(Reference(sheet, min_col=1, min_row=5, max_row=7))
    chart.legend = None
    sheet.add_chart(chart, "D4")
    print_set_up(sheet, layout)
    return {("Costs", "B7"): 163.1}


def _new(layout: Layout) -> Workbook:
    workbook = Workbook()
    made = datetime.combine(layout.day, time(9))
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = AUTHOR
    properties.title, properties.created = layout.heading, made
    return workbook


def make(layout: Layout) -> bytes:
    """The workbook of one layout, holding what was known on its day."""
    workbook = _new(layout)
    sheet = workbook.worksheets[0]
    known = known_on(layout.day)
    if layout is BACK_OFFICE:
        results = write_register(sheet, layout, [known["BO-01"] | BACK_OFFICE_OWN])
        write_strands(workbook, layout)
        results |= write_costs(workbook, layout)
    else:
        rows = list(known.values())
        results = write_register(sheet, layout, rows)
        write_lists(workbook)
        validate(sheet, layout, len(rows))
    return package(workbook, layout.day, results)


def main() -> None:
    """Writes all the samples into the folder named, or where the program keeps them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    folder.mkdir(parents=True, exist_ok=True)
    for layout in (*TTPI, BACK_OFFICE):
        (folder / layout.file).write_bytes(make(layout))


if __name__ == "__main__":
    main()

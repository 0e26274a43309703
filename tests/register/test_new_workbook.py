"""How a new workbook is made up: its table, lists, conditions, legend, plan and properties."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siamdesk.domain import when_words
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Vat, parse_money
from siamdesk.domain.when import When
from siamdesk.register import book, create, legend_sheet, package, reader, stamp
from siamdesk.register.book import Book, Heading, Sheet
from siamdesk.register.gantt import Gantt, Line, Period, Spot
from siamdesk.register.inspection import inspect

H = Heading
ROUTES = tuple(f"A route with quite a long name, number {n}" for n in range(20))
HEADINGS = (
    H("Tower", "link", ("Networks", "Hosting"), key="tower_id", means="The tower."),
    H("Reference", key="reference"),
    H("Title", key="title"),
    H("Route", choices=ROUTES, key="route"),
    H("RAG", "rag", ("Red", "Amber", "Green"), key="rag"),
    H("Contract award baseline", "date", key="contract_award.baseline"),
    H("Contract award forecast", "date", key="contract_award.forecast"),
    H("Score", key="x.f9"),
)
Q3 = when_words.parse("Q3 2016")
ROWS: list[tuple[Value, ...]] = [
    ("Networks", "N-1", "Wide area network", ROUTES[0], "red", When.day(dt.date(2016, 1, 2)), Q3, "7"),
    ("Hosting", "H-1", "Total hosting", None, None, None, When.day(dt.date(2016, 5, 1)), None),
]
SHEET = Sheet("Contracts", HEADINGS, ROWS, ["c1", "c2"])
PLAN = Gantt(
    (Period("J", "2016"), Period("F", "2016"), Period("J", "2017")),
    (
        Line(("Networks",), heading=True),
        Line(("N-1", "Wide area network", "BT", "Red"), ((0, Spot("service", text="●")),)),
    ),
    1,
    "As at 1 Feb 2016",
)


def opened(*sheets: Sheet, **said: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(create.workbook(Book("A & B", sheets or (SHEET,), **said))))


def test_lists_of_any_length_stand_in_the_legend() -> None:
    made = opened()
    rules = {str(rule.sqref): rule.formula1 for rule in made.worksheets[0].data_validations.dataValidation}
    assert rules == {"A2:A3": "Legend!$F$5:$F$6", "D2:D3": "Legend!$G$5:$G$24", "E2:E3": "Legend!$H$5:$H$7"}
    legend = made["Legend"]
    assert [legend[f"G{row}"].value for row in (4, 5, 24)] == ["Route: list", ROUTES[0], ROUTES[-1]]
    assert all(not rule.showErrorMessage for rule in made.worksheets[0].data_validations.dataValidation)


def test_conditions_show_rag_and_slippage_by_more_than_colour() -> None:
    page = opened().worksheets[0]
    told = {
        str(area.sqref): [
            (rule.formula[0], rule.dxf.font.b, rule.dxf.numFmt and rule.dxf.numFmt.formatCode) for rule in rules
        ]
        for area, rules in page.conditional_formatting._cf_rules.items()
    }
    assert told["E2:E3"] == [('E2="Red"', True, None), ('E2="Amber"', True, None), ('E2="Green"', True, None)]
    ((formula, _, code),) = told["G2:G3"]
    # The forecast in words goes by its first day, which stands behind the register.
    assert formula == "AND(ISNUMBER(IF($L2=$G2,$J2,$G2)),ISNUMBER($F2),IF($L2=$G2,$J2,$G2)>$F2)"
    assert code.split(";") == ['"▲ "dd mmm yyyy'] * 3 + ['"▲ "@']


def test_what_only_we_read_is_hidden_and_inside_the_table() -> None:
    page = opened().worksheets[0]
    table = page.tables["Register"]
    assert table.ref == table.autoFilter.ref == "A1:L3"
    assert [column.name for column in table.tableColumns] == [cell.value for cell in page[1]]
    assert [cell.value for cell in page[1]][8:] == [
        "SIAMDesk id",
        "SIAMDesk earliest: Contract award forecast",
        "SIAMDesk latest: Contract award forecast",
        "SIAMDesk said: Contract award forecast",
    ]
    assert all(page.column_dimensions[letter].hidden for letter in "IJKL")
    assert not page.column_dimensions["H"].hidden
    assert [page[f"{letter}2"].value for letter in "IJKL"] == [
        "c1", dt.datetime(2016, 7, 1), dt.datetime(2016, 9, 30), "Q3 2016",
    ]  # fmt: skip
    assert [page[f"{letter}3"].value for letter in "IJKL"] == ["c2", None, None, None]


def test_the_legend_tells_columns_dates_and_colours_and_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    create.create_xlsx(path, Book("A & B", (SHEET,), "OFFICIAL"))
    (legend,) = (sheet for sheet in reader.read(path).sheets if sheet.name == "Legend")
    assert legend_sheet.fields(legend) == {heading.text: heading.key for heading in HEADINGS}
    texts = {value for row in legend.rows for value in row}
    assert {"The tower.", "Red, Amber or Green.", "TBC", "Green", "▲ 31 Mar 2016"} <= texts


def test_headers_are_known_by_the_legend_whatever_they_would_be_taken_for(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    headings = (
        H("Reference", key="title"),
        H("Title", key="reference"),
        H("Supplier", key="x.f1"),
        H("Tower", key="tower_id"),
    )
    create.create_xlsx(path, Book("B", (Sheet("S", headings, [("1234", "Network", "blue", "Networks")], ["c1"]),)))
    (table,) = inspect(path).tables
    assert table.rows[0].values == {"title": "1234", "reference": "Network", "tower_id": "Networks"}
    assert table.rows[0].own == {"Supplier": "blue"}
    assert inspect(path).own_ids == {"Supplier": "f1"}


def test_every_date_word_that_the_legend_offers_can_be_read() -> None:
    for words, _ in legend_sheet._DAYS:
        for each in words.split(" · "):
            for one in (f"{part} March 2016" for part in ("early", "mid", "late")) if "mid or" in each else (each,):
                when_words.parse(one)


def test_a_row_with_an_id_is_a_contract_whatever_its_words(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    create.create_xlsx(path, Book("B", (SHEET,)))
    (table,) = inspect(path).tables
    assert [row.our_id for row in table.rows] == ["c1", "c2"]
    assert table.rows[1].values["title"] == "Total hosting"
    assert table.passed_over == ()


def test_a_sheet_for_each_tower_is_a_table_each(tmp_path: Path) -> None:
    sheets = [Sheet(name, HEADINGS, ROWS[n : n + 1], [f"c{n}"]) for n, name in enumerate(("Networks/WAN", "legend"))]
    made = opened(*sheets)
    assert made.sheetnames == ["Networks WAN", "legend 2", "Legend"]
    assert [list(page.tables) for page in made.worksheets[:2]] == [["Register"], ["Register2"]]
    path = tmp_path / "new.xlsx"
    create.create_xlsx(path, Book("B", tuple(sheets), gantt=PLAN))
    assert [(table.sheet, len(table.rows)) for table in inspect(path).tables] == [("Networks WAN", 1), ("legend 2", 1)]


def test_the_timeline_is_set_up_for_the_eye_and_for_paper() -> None:
    made = opened(gantt=PLAN, marking="OFFICIAL")
    assert made.sheetnames == ["Contracts", "Timeline", "Legend"]
    page = made["Timeline"]
    assert page.freeze_panes == "E5"
    assert [str(area) for area in page.merged_cells.ranges] == ["E3:F3"]
    assert (page["E3"].value, page["G3"].value) == ("2016", "2017")
    assert (page.print_title_rows, page.print_title_cols) == ("$3:$4", "$A:$D")
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToWidth) == ("landscape", 8, 1)
    assert page["A5"].value == "Networks"
    assert [page[cell].value for cell in ("A6", "B6", "C6", "D6", "E6")] == [
        "N-1",
        "Wide area network",
        "BT",
        "Red",
        "●",
    ]
    assert page["E6"].fill.fgColor.rgb == "002F66AD"
    assert page["D6"].fill.fgColor.rgb == "00F8C9C4"
    assert page["F4"].fill.fgColor.rgb == page["F6"].border.left.color.rgb == "00B3261E"
    assert page["A2"].value == "OFFICIAL · As at 1 Feb 2016"


@pytest.mark.parametrize("name", ["Timeline", "Legend", "Plan of ours"])
def test_our_own_sheets_are_passed_over_also_under_another_name(tmp_path: Path, name: str) -> None:
    made = opened(gantt=PLAN)
    made["Timeline" if name != "Legend" else "Legend"].title = name
    path = tmp_path / "new.xlsx"
    made.save(path)
    assert [table.sheet for table in inspect(path).tables] == ["Contracts"]


def test_marking_and_stamp_stand_among_the_properties(tmp_path: Path) -> None:
    data = create.workbook(Book("A & B", (SHEET,), "OFFICIAL-SENSITIVE – COMMERCIAL"))
    made = openpyxl.load_workbook(io.BytesIO(stamp.stamped(data, "r1", "s1")))
    assert made.properties.category == "OFFICIAL-SENSITIVE – COMMERCIAL"
    assert (made.properties.title, made.properties.creator) == ("A & B", "SIAMDesk")
    assert made.properties.identifier == "siamdesk:r1:s1"
    assert {each.name: each.value for each in made.custom_doc_props.props} == {
        "SIAMDesk": "siamdesk:r1:s1",
        "Marking": "OFFICIAL-SENSITIVE – COMMERCIAL",
    }
    assert made.worksheets[0].oddHeader.center.text == "OFFICIAL-SENSITIVE – COMMERCIAL"
    assert made.worksheets[0].oddFooter.left.text == "A && B"
    path = tmp_path / "new.xlsx"
    path.write_bytes(stamp.stamped(data, "r1", "s1"))
    assert stamp.read(package.load(path)) == stamp.Ours("r1", "s1", "OFFICIAL-SENSITIVE – COMMERCIAL")
    assert inspect(path).marking == "OFFICIAL-SENSITIVE – COMMERCIAL"


@pytest.mark.parametrize("part", ["docProps/core.xml", "docProps/custom.xml"])
def test_the_stamp_is_found_where_only_one_of_its_two_places_is_kept(tmp_path: Path, part: str) -> None:
    data = stamp.stamped(create.workbook(Book("B", (SHEET,))), "r1", "s1")
    path = tmp_path / "new.xlsx"
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            said = before.read(name)
            after.writestr(name, re.sub(rb"siamdesk:[^<]*", b"", said) if name == part else said)
    found = stamp.read(package.load(path))
    assert found is not None
    assert (found.register, found.snapshot) == ("r1", "s1")


def test_a_wide_register_takes_several_pages_side_by_side() -> None:
    headings = (H("Title", key="title"), *(H(f"Notes {n}", "long text") for n in range(12)))
    page = opened(Sheet("S", headings, [("Network", *["x" * 200] * 12)], ["c1"])).worksheets[0]
    assert page.page_setup.fitToWidth == 2
    assert page.print_title_cols == "$A:$A"


def test_amounts_with_vat_throughout_say_so_in_the_header() -> None:
    values = [parse_money("£5m", vat=Vat.EXCLUDED), None, parse_money("£7.25", vat=Vat.EXCLUDED)]
    (heading,) = book.settled([H("Value", "money")], [values])
    assert (heading.text, heading.vat) == ("Value (ex VAT)", Vat.EXCLUDED)
    page = opened(Sheet("S", (H("Title"), heading), [("a", values[0]), ("b", values[2])])).worksheets[0]
    assert [(page[cell].value, page[cell].number_format) for cell in ("B2", "B3")] == [
        (5_000_000, '"£"#,##0'),
        (7.25, '"£"#,##0.00'),
    ]


def test_other_currencies_say_which_they_are() -> None:
    values = [parse_money("TBC", currency="EUR"), parse_money("TBC")]
    (heading,) = book.settled([H("Value", "money")], [values])
    assert [book.as_words(value, heading) for value in values] == ["€TBC", "£TBC"]


def test_texts_that_a_cell_cannot_hold_are_made_to_fit() -> None:
    page = opened(Sheet("S", (H("Title"),), [("a\x00b\r\nc",), ("x" * 40_000,), ("_x0041_",), (" a ",)])).worksheets[0]
    assert page["A2"].value == "ab\nc"
    assert len(page["A3"].value) == 32_767
    assert page["A5"].value == " a "

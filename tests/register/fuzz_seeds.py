"""The files that the fuzz run mutates: a register in every format, small, with a trouble of each kind in it."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import binary_workbook
import openpyxl
import xlsxwriter

ROOT = Path(__file__).parents[2]
DAY = dt.date(2015, 10, 2)
ROWS = [
    ["OFFICIAL", None, "As at", DAY],
    ["Ref", "Title", "Supplier", "Award date", "End date", "Value (£m)", "2016/17 run", "Start year", "Start quarter"],
    ["N1", "Network", "BT", DAY, "TBC", 5.5, 100, 2015, "Q2"],
    ["007", "Hosting", "CSC; Atos", "late Oct 2015", DAY, "£1m-£5m", None, "FY16", "Quarter 4 (Jul-Sep)"],
    ["Total", None, None, None, None, 10],
]


def seeds(folder: Path) -> list[Path]:
    """Write them into a folder; what is written by hand and by others comes twice, so that it is met more often."""
    plain = folder / "openpyxl.xlsx"
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row in ROWS:
        page.append(row)
    page["D6"] = "=TODAY()"
    page.merge_cells("C3:C4")
    book.save(plain)
    samples = sorted((ROOT / "siamdesk/resources/samples").glob("Back*.xlsx"))
    shared = ROOT.parent / "shared" / "registers"
    others = [shared / name for name in ("ocds-template.ods", "us-gsa-03fac-template.xls")]
    binary = binary_workbook.write(folder / "register.xlsb", ROWS)
    excel = as_excel(folder / "excel.xlsx")
    mine = [plain, excel, far_off(excel, folder / "far.xlsx"), binary, *texts(folder)]
    return [*mine, *mine, *samples, *(other for other in others if other.is_file())]


def as_excel(path: Path) -> Path:
    """The register as Excel writes it, with what stands beside the cells: formulas, errors, formats, hidden rows."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("Contracts")
        for number, row in enumerate(ROWS):
            page.write_row(number, 0, row)
        page.write_formula("F5", "=SUM(F3:F4)", book.add_format({"num_format": '£#,##0.0,,"m"'}), 10)
        page.write_formula("D5", "=NA()", None, "#N/A")
        page.write_rich_string("B4", "Host", book.add_format({"bold": True}), "ing")
        page.set_row(3, None, None, {"hidden": True})
        page.set_column(7, 7, None, None, {"hidden": True})
        page.merge_range("A7:C7", "Networks tower")
        page.autofilter(1, 0, 4, 8)
    return path


def far_off(path: Path, copy: Path, place: str = "C999999999999") -> Path:
    """A copy of a workbook whose cell C4 says that it stands where no sheet has a cell."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(rb'<c r="C4"', f'<c r="{place}"'.encode(), part, count=1)
            new.writestr(name, part)
    return copy


def texts(folder: Path) -> list[Path]:
    """The register as text: with commas, and with tabs in UTF-16."""
    lines = ["Ref,Title,Supplier,Award date,Value (£)"]
    lines += [f'N{n},"Net, {n}",BT,{n % 28 + 1:02}/10/2015,"£{n}.5m"' for n in range(40)]
    commas, tabs = folder / "register.csv", folder / "register.tsv"
    commas.write_text("\n".join(lines), encoding="utf-8")
    tabs.write_text("\n".join(line.replace(",", "\t") for line in lines), encoding="utf-16", newline="\r\n")
    return [commas, tabs]

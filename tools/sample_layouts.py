"""How each of the sample registers is laid out: sheets, title blocks, columns and footnotes.

The layouts differ as kept registers do: words of headers, order, units, where the table stands, and columns of
the keeper's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sample_facts import (
    APRIL_2017,
    AUTHORITY_NOTE,
    BACK_OFFICE_2015,
    BUYER,
    CONFLICT_NOTE,
    FRAME,
    MARCH_2016,
    MARCH_2018,
    OCTOBER_2015,
    SCRUTINY,
    STRAND_NOTE,
    STRATEGY,
    TBC_NOTE,
    UNDATED_NOTE,
    UPLIFT_NOTE,
)

LONG_DATE: Final = "d mmmm yyyy"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a register. `unit` is what one in the column stands for, in pounds; 0 where it holds no money."""

    key: str
    label: str
    width: float
    group: str = ""
    unit: int = 0
    align: str = "left"
    hidden: bool = False
    remark: str = ""
    """A comment on the header cell."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One workbook: where things stand in it and how it looks."""

    file: str
    sheet: str
    day: date
    owner: str
    columns: tuple[Column, ...]
    footnotes: tuple[str, ...]
    accent: str
    tint: str
    band: str
    font: str
    heading: str
    programme: str = "Total Technology Programme Infrastructure (TTPi)"
    frame: str = FRAME
    chart: tuple[str, ...] = ()
    """Keys of the money columns that the chart draws."""
    header_row: int = 6
    first_column: int = 1
    date_format: str = "dd mmm yyyy"
    merged_tower: bool = False
    day_as_cell: bool = False
    cell_remarks: tuple[tuple[str, str, str], ...] = ()
    """Comments on cells: reference, key of the column, text."""

    def places(self) -> Iterator[tuple[int, Column]]:
        """The columns with their numbers on the sheet."""
        return enumerate(self.columns, self.first_column)

    @property
    def first_row(self) -> int:
        """The row of the first contract."""
        return self.header_row + 2

    @property
    def last_column(self) -> int:
        """The number of the last column on the sheet."""
        return self.first_column + len(self.columns) - 1

    def place(self, key: str) -> int:
        """The number of the column with that key on the sheet."""
        return next(place for place, column in self.places() if column.key == key)


_POUND, _MILLION = 1, 1_000_000
_INCUMBENT: Final = "Incumbent of the programme as a whole (trade press); our source does not split it by tower."
_TERM: Final = "Longest term, extensions included."

_OCTOBER_2015 = Layout(
    "TTPi register 2015-10-02.xlsx",
    "Contract register",
    OCTOBER_2015,
    "Commercial team",
    (
        Column("reference", "Ref", 10),
        Column("tower", "Service tower", 13),
        Column("title", "Contract title", 30),
        Column("supplier", "Supplier", 22),
        Column("incumbent", "Incumbent", 12, remark=_INCUMBENT),
        Column("buyer", "Buyer", 14),
        Column("status", "Status", 14),
        Column("strategy", "Actual", 11, "Strategy approved", align="center"),
        Column("tender_planned", "Planned", 11, "Tender launch", align="center"),
        Column("tender_actual", "Actual", 11, "Tender launch", align="center"),
        Column("closes", "Planned", 13, "Tender closes", align="center"),
        Column("decision_date", "Actual", 11, "Award approved", align="center"),
        Column("award_forecast", "Forecast", 15, "Contract award", align="center"),
        Column("award_actual", "Actual", 11, "Contract award", align="center"),
        Column("start", "Actual", 11, "Contract start", align="center"),
        Column("transfer_forecast", "Forecast", 15, "Service transfer", align="center"),
        Column("transfer_actual", "Actual", 11, "Service transfer", align="center"),
        Column("tupe", "Forecast", 11, "TUPE transfer", align="center"),
        Column("posts", "TUPE posts", 10, align="center"),
        Column("term", "Term (months)", 9, align="center", remark=_TERM),
        Column("end", "Expiry", 11, align="center"),
        Column("estimated", "Estimated value", 15, unit=_POUND, align="right"),
        Column("approved", "Approved value", 15, unit=_POUND, align="right"),
        Column("entry", "Entry costs", 11, unit=_POUND, align="right"),
        Column("source", "Source", 17),
        Column("notes", "Notes", 46),
        Column("sort", "Sort", 6, align="center", hidden=True),
    ),
    (TBC_NOTE, AUTHORITY_NOTE, STRAND_NOTE, *SCRUTINY),
    accent="1F3864",
    tint="D9E2F3",
    band="F5F8FC",
    font="Calibri",
    heading="Contract register",
    chart=("estimated", "approved"),
    cell_remarks=(
        ("SIAM-01", "award_forecast", "Press of 2 October 2015: to be signed in late October or early November 2015."),
        ("BO-01", "tupe", "TUPE 2006 applies to over 400 posts. No date has been given."),
    ),
)

_MARCH_2016 = Layout(
    "TTPi register 2016-03.xlsx",
    "Register",
    MARCH_2016,
    "Commercial team",
    (
        Column("reference", "Ref no", 10),
        Column("title", "Contract", 30),
        Column("tower", "Service tower", 13),
        Column("supplier", "Supplier / contractor", 22),
        Column("incumbent", "Incumbent", 12, remark=_INCUMBENT),
        Column("buyer", "Buyer", 14),
        Column("status", "Status", 12),
        Column("route", "Procurement route", 14),
        Column("lots", "Lots", 8, align="center"),
        Column("bidders", "Bidders", 22),
        Column("tender_planned", "Planned", 10, "Tender launch", align="center"),
        Column("tender_actual", "Actual", 10, "Tender launch", align="center"),
        Column("pqq", "Actual", 10, "PQQ", align="center"),
        Column("closes", "Planned", 12, "Tender closes", align="center"),
        Column("invitations", "Planned", 12, "Invitation", align="center"),
        Column("bafo", "Actual", 11, "Best and final offers", align="center"),
        Column("decision_ref", "Decision reference", 16),
        Column("decision_date", "Actual", 12, "Decision date", align="center"),
        Column("public", "Made public", 12, align="center"),
        Column("award_forecast", "Forecast", 15, "Contract award", align="center"),
        Column("award_actual", "Actual", 12, "Contract award", align="center"),
        Column("start", "Actual", 12, "Effective date", align="center"),
        Column("transfer_baseline", "Baseline", 11, "Service transfer", align="center"),
        Column("transfer_forecast", "Forecast", 15, "Service transfer", align="center"),
        Column("transfer_actual", "Actual", 11, "Service transfer", align="center"),
        Column("tupe", "TUPE transfer", 10, align="center"),
        Column("posts", "TUPE posts", 9, align="center"),
        Column("term", "Term (months)", 9, align="center", remark=_TERM),
        Column("options", "Extensions and breaks", 14),
        Column("end", "Expiry", 10, align="center"),
        Column("estimated", "Estimated value (£m)", 11, unit=_MILLION, align="right"),
        Column("approved", "Approved value (£m)", 11, unit=_MILLION, align="right"),
        Column("award_value", "Award value (£m)", 11, unit=_MILLION, align="right"),
        Column("entry", "Entry costs (£m)", 11, unit=_MILLION, align="right"),
        Column("notes", "Notes and source", 48),
        Column("sort", "Sort", 6, align="center", hidden=True),
    ),
    (TBC_NOTE, AUTHORITY_NOTE, CONFLICT_NOTE, STRAND_NOTE),
    accent="134F5C",
    tint="D5E8EB",
    band="F4FAFB",
    font="Calibri",
    heading="Register of contracts",
    chart=("estimated", "approved", "award_value"),
    header_row=5,
    date_format="dd/mm/yyyy",
    cell_remarks=(
        ("SIAM-01", "award_actual", "From the decision page. The press of 2 October 2015 disagrees: see the notes."),
        ("HST-01", "approved", "Change notes with the incumbent, £10.07m, are not in this figure."),
    ),
)

_APRIL_2017 = Layout(
    "TTPi register 2017-04.xlsx",
    "Contracts",
    APRIL_2017,
    "Commercial team",
    (
        Column("reference", "Contract ref", 11),
        Column("tower", "Tower", 14),
        Column("title", "Contract title", 30),
        Column("supplier", "Supplier name", 22),
        Column("incumbent", "Incumbent supplier", 12, remark=_INCUMBENT),
        Column("buyer", "Buyer", 14),
        Column("status", "Contract status", 13),
        Column("estimated", "Estimated value", 14, unit=_POUND, align="right"),
        Column("approved", "Approved value", 14, unit=_POUND, align="right"),
        Column("award_value", "Award value", 14, unit=_POUND, align="right"),
        Column("entry", "Entry costs", 14, unit=_POUND, align="right"),
        Column("decision_ref", "Decision ref", 16),
        Column("decision_date", "Actual", 12, "Decision date", align="center"),
        Column("public", "Made public", 12, align="center"),
        Column("term", "Contract term (months)", 9, align="center", remark=_TERM),
        Column("options", "Extension options", 14),
        Column("tender_planned", "Planned", 10, "Tender launch", align="center"),
        Column("tender_actual", "Actual", 10, "Tender launch", align="center"),
        Column("pqq", "Actual", 10, "PQQ", align="center"),
        Column("bafo", "Actual", 11, "BAFO", align="center"),
        Column("award_forecast", "Forecast", 15, "Contract award", align="center"),
        Column("award_actual", "Actual", 12, "Contract award", align="center"),
        Column("start", "Actual", 12, "Contract start", align="center"),
        Column("transfer_baseline", "Baseline", 11, "Service transfer", align="center"),
        Column("transfer_forecast", "Forecast", 11, "Service transfer", align="center"),
        Column("transfer_actual", "Actual", 11, "Service transfer", align="center"),
        Column("tupe", "TUPE transfer", 10, align="center"),
        Column("posts", "Posts in scope (TUPE)", 10, align="center"),
        Column("end", "Expiry", 10, align="center"),
        Column("notes", "Comments", 48),
        Column("source", "Source", 18),
        Column("sort", "Sort", 6, align="center", hidden=True),
    ),
    (TBC_NOTE, AUTHORITY_NOTE, CONFLICT_NOTE),
    accent="4A2C5E",
    tint="E6DDEC",
    band="FAF7FB",
    font="Arial",
    heading="TTPi contract register",
    chart=("estimated", "approved", "award_value"),
    header_row=8,
    first_column=2,
    date_format="d mmm yyyy",
    day_as_cell=True,
    cell_remarks=(
        ("NET-01", "award_forecast", "Planned in PCD 151. The day of signature is not known."),
        ("BO-01", "transfer_forecast", "Planned for October 2016. No later date in our sources."),
    ),
)

_MARCH_2018 = Layout(
    "TTPi register 2018-03.xlsx",
    "Contract register",
    MARCH_2018,
    "Commercial team",
    (
        Column("tower", "Service tower", 14),
        Column("reference", "Ref", 10),
        Column("title", "Contract title", 30),
        Column("supplier", "Supplier(s)", 22),
        Column("incumbent", "Incumbent", 12, remark=_INCUMBENT),
        Column("buyer", "Buyer", 14),
        Column("status", "Status", 12),
        Column("rag", "RAG", 8, align="center", remark="Left blank: our sources give no rating."),
        Column("tender_planned", "Planned", 10, "Tender launch", align="center"),
        Column("tender_actual", "Actual", 10, "Tender launch", align="center"),
        Column("award_forecast", "Forecast", 15, "Contract award", align="center"),
        Column("award_actual", "Actual", 12, "Contract award", align="center"),
        Column("start", "Actual", 12, "Effective date", align="center"),
        Column("transfer_baseline", "Baseline", 11, "Service transfer", align="center"),
        Column("transfer_forecast", "Forecast", 11, "Service transfer", align="center"),
        Column("transfer_actual", "Actual", 12, "Service transfer", align="center"),
        Column("tupe", "TUPE transfer", 10, align="center"),
        Column("posts", "TUPE posts", 10, align="center"),
        Column("term", "Term (months)", 9, align="center", remark=_TERM),
        Column("options", "Extension options", 14),
        Column("end", "Expiry", 10, align="center"),
        Column("maximum_end", "Maximum end", 11, align="center"),
        Column("estimated", "Estimated value", 11, "£m", unit=_MILLION, align="right"),
        Column("approved", "Approved value", 11, "£m", unit=_MILLION, align="right"),
        Column("award_value", "Award value", 11, "£m", unit=_MILLION, align="right"),
        Column("current", "Current value", 12, "£m", unit=_MILLION, align="right"),
        Column("rise", "Rise so far", 9, align="right", remark="Current value over award value, else over approved."),
        Column("entry", "Entry costs (£m)", 11, unit=_MILLION, align="right"),
        Column("decision_ref", "Decision reference", 18),
        Column("decision_date", "Actual", 12, "Decision date", align="center"),
        Column("changes", "Change notes", 26),
        Column("notes", "Notes", 48),
        Column("source", "Source", 18),
        Column("sort", "Sort", 6, align="center", hidden=True),
    ),
    (TBC_NOTE, AUTHORITY_NOTE, CONFLICT_NOTE, UPLIFT_NOTE, UNDATED_NOTE),
    accent="7A3B12",
    tint="F6E3D5",
    band="FDF9F5",
    font="Calibri",
    heading="Contract register",
    chart=("approved", "award_value", "current"),
    merged_tower=True,
    cell_remarks=(
        ("BO-01", "transfer_actual", "16 months after the planned month, October 2016."),
        ("SIAM-01", "current", "Raised twice: to £143m (PCD 437) and to £176.8m (PCD 813)."),
    ),
)

TTPI: Final = (_OCTOBER_2015, _MARCH_2016, _APRIL_2017, _MARCH_2018)

BACK_OFFICE: Final = Layout(
    "Back office register 2015-10.xlsx",
    "Contracts",
    BACK_OFFICE_2015,
    "Back-office team",
    (
        Column("reference", "Contract ref", 12),
        Column("title", "Contract name", 28),
        Column("tower", "Tower", 13),
        Column("supplier", "Provider", 24),
        Column("decision_date", "Actual", 14, "Award approved", align="center"),
        Column("award_forecast", "Forecast", 12, "Signature", align="center"),
        Column("award_actual", "Actual", 12, "Signature", align="center"),
        Column("transfer_forecast", "Forecast", 18, "Services transfer", align="center"),
        Column("transfer_actual", "Actual", 12, "Services transfer", align="center"),
        Column("tupe", "Transfer date", 12, "TUPE", align="center"),
        Column("posts", "Posts", 12, "TUPE", align="center"),
        Column("term", "Term (months)", 9, align="center", remark=_TERM),
        Column("approved", "Approved value", 14, unit=_POUND, align="right"),
        Column("entry", "Entry costs", 14, unit=_POUND, align="right"),
        Column("location", "Delivery location", 18),
        Column("strand_count", "No. of strands", 10, align="center"),
        Column("notes", "Remarks", 50),
        Column("sort", "Sort", 6, align="center", hidden=True),
    ),
    (TBC_NOTE, AUTHORITY_NOTE, STRAND_NOTE),
    accent="3B5323",
    tint="E2EBD8",
    band="F7FAF4",
    font="Calibri",
    heading="Back office: contract and strands",
    programme=BUYER,
    frame=STRATEGY,
    header_row=5,
    cell_remarks=(
        ("BO-01", "transfer_forecast", "Onto a new IT platform, from October 2016."),
        ("BO-01", "tupe", "TUPE 2006. No date given."),
    ),
)

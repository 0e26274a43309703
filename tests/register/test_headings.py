from decimal import Decimal

import pytest

from siamdesk.register import headings


def named(header: str, entity: str = "contract") -> str:
    found = headings.candidates(header, entity)
    return found[0].key if found and found[0].score >= headings.SURE else ""


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Contract No.", "reference"),
        ("contract_number", "reference"),
        ("Contract Number (if applicable)", "reference"),
        ("Contract Name (Description)", "title"),
        ("DESCRIPTION", "description"),
        ("Supplier(s)", "suppliers"),
        ("Supplier / contractor", "suppliers"),
        ("VENDOR", "suppliers"),
        ("Incumbent Contractor Name (required if applicable)", "incumbent"),
        ("Incumbent", "incumbent"),
        ("Target Award Date", "contract_award.forecast"),
        ("execution_date", "contract_award.actual"),
        ("Date signed", "contract_award.actual"),
        ("Awarded Date", "contract_award.actual"),
        ("Award Planned", "contract_award.forecast"),
        ("Award Actual", "contract_award.actual"),
        ("Service transfer Baseline", "service_transfer.baseline"),
        ("Service transfer (wave 2)", "service_transfer#2.forecast"),
        ("Service transfer, wave 3, actual", "service_transfer#3.actual"),
        ("Contract start date", "effective_date.forecast"),
        ("expiry_date", "current_end.forecast"),
        ("Ultimate Contract End Date", "maximum_end.forecast"),
        ("Estimated Solicitation Date", "tender_launch.forecast"),
        ("PQQs Actual", "selection.actual"),
        ("Invitation to tender Planned", "itt.forecast"),
        ("Value (£m)", "value"),
        ("Contract value £k (ex VAT)", "value"),
        ("Estimated Value of Contract $ Range", "estimated_value"),
        ("Estimated Current Fiscal Year $ Range(Action Obligation)", "annual_value"),
        ("Requireme nt Type", "description"),
        ("Type of\nCompetition", "route"),
        ("Refrence", "reference"),
        ("Suplier Name", "suppliers"),
        ("Stage, July 2015", "status"),
        ("awards/0/suppliers/0/name", "suppliers"),
        ("contracts/0/period/maxExtentDate", "maximum_end.forecast"),
        ("contracts/0/dateSigned", "contract_award.actual"),
        ("ocid", "reference"),
        ("Title of agreement", "title"),
        ("Local authority department responsible", "buyer"),
        ("Sum to be paid over the length of the contract", "value"),
        ("Est. annual value (£k)", "annual_value"),
        ("RFP Quarter", "tender_launch.forecast"),
        ("Projected Award FY_Qtr", "contract_award.forecast"),
    ],
)
def test_headers_of_real_bodies_name_their_fields(header: str, key: str) -> None:
    assert named(header) == key


@pytest.mark.parametrize(
    "header",
    [
        "S/NO",
        "No.",
        "#",
        "Line no",
        "Forecast",
        "Baseline",
        "Milestone",
        "Sort",
        "details_url",
        "awards/0/items/0/description",
        "contracts/0/documents/0/title",
        "awards/0/id",
        "Supplier contact e-mail",
        "2015/16",
        "Estimated Solicitation Fiscal Year",
        "",
        "x" * 200,
    ],
)
def test_other_headers_name_none(header: str) -> None:
    assert named(header) == ""


def test_strands_have_words_of_their_own() -> None:
    assert named("Strand", "strand") == "name"
    assert named("Service line", "strand") == "name"
    assert named("Stage, July 2015", "strand") == "stage"
    assert named("Name", "strand") == ""


@pytest.mark.parametrize(
    ("header", "scale", "currency", "vat"),
    [
        ("Value (£m)", 10**6, "GBP", ""),
        ("Value £m", 10**6, "GBP", ""),
        ("Values, £m Award value", 10**6, "GBP", ""),
        ("Value (£ million, ex VAT)", 10**6, "GBP", "ex"),
        ("Value in millions", 10**6, "", ""),
        ("Cost (£000s)", 1000, "GBP", ""),
        ("Cost £'000 inc. VAT", 1000, "GBP", "inc"),
        ("Cost (£k)", 1000, "GBP", ""),
        ("Total $bn", 10**9, "USD", ""),
        ("Amount (EUR m)", 10**6, "EUR", ""),
        ("Value (GBP)", None, "GBP", ""),
        ("Value (excluding VAT)", None, "", "ex"),
        ("VAT inclusive value", None, "", "inc"),
        ("Term (months)", None, "", ""),
        ("Value", None, "", ""),
    ],
)
def test_units_in_headers(header: str, scale: int | None, currency: str, vat: str) -> None:
    unit = headings.unit(header)
    assert (unit.scale, unit.currency, unit.vat) == (None if scale is None else Decimal(scale), currency, vat)


def test_yearly_amounts() -> None:
    assert headings.unit("Value per annum").yearly
    assert headings.unit("Cost p.a. (£)").yearly
    assert not headings.unit("Panel value").yearly


@pytest.mark.parametrize("header", ["Jan", "September", "Apr-15", "W3", "Q2", "2016", "M", "2015-04-01"])
def test_headers_of_a_calendar(header: str) -> None:
    assert headings.is_calendar(header)


@pytest.mark.parametrize("header", ["Award", "2015/16", "Mayor", "Marking", "Decision"])
def test_headers_that_are_no_calendar(header: str) -> None:
    assert not headings.is_calendar(header)

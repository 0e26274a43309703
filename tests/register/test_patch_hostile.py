"""Sheets that are damaged, or that were made to fill the machine, end in a finding."""

import re

import pytest
from patching import SHEET, changed, set_cells, swap, why, written

from siamdesk.domain.errors import SiamdeskError


def test_damaged_xml_is_refused_and_not_made_worse() -> None:
    before = changed(written(), {SHEET: swap(("</sheetData>", "</sheetData><open>"))})
    assert "breaks off" in why(set_cells(before, B3="x"))
    broken_row = changed(written(), {SHEET: swap(('<c r="C4"><v>176.5</v></c>', '<c r="C4"><v>176.5</c>'))})
    with pytest.raises(SiamdeskError, match=r"is damaged: one of its parts breaks off at line .*let Excel repair it"):
        set_cells(broken_row, B3="x")


@pytest.mark.parametrize("noise", ["<!-- ", "<![CDATA[", "<?a ", "<c>", "<c ", "<f>", "<row r='", "<si>", "'", '"'])
def test_hostile_repetition_comes_to_an_end(noise: str) -> None:
    """Not a time is asserted: what took the square of it would not come to an end here."""
    before = changed(
        written(), {SHEET: swap(("</row></sheetData>", noise * (900_000 // len(noise)) + "</row></sheetData>"))}
    )
    try:
        done = set_cells(before, B3="x", B4="y")
    except SiamdeskError:
        return
    assert done.refused or done.edited


@pytest.mark.parametrize("reference", ["C999999999999", "C1048576", "XFD2", "ZZZZ2", "C30000"])
def test_a_cell_that_claims_to_be_elsewhere_takes_no_memory(reference: str) -> None:
    before = changed(written(), {SHEET: swap(('<c r="C2">', f'<c r="{reference}">'))})
    done = set_cells(before, B3="x", XFD5="far")
    assert done.edited == ("Contracts!B3", "Contracts!XFD5")
    if not reference.endswith("2"):
        done = set_cells(before, B2="x")
        assert "the cells of its row 2 are not in order" in why(done)


def test_shared_strings_that_claim_too_much_take_no_memory() -> None:
    def claim(part: bytes) -> bytes:
        return re.sub(rb'uniqueCount="\d+"', b'uniqueCount="99999999999"', part)

    before = changed(written(), {"xl/sharedStrings.xml": claim})
    assert set_cells(before, B3="x").edited == ("Contracts!B3",)

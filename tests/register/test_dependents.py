import pytest

from siamdesk.register import dependents
from siamdesk.register.dependents import Formula

CHANGED = {"Contracts": [(2, 1), (6, 7)]}  # B3 and H7


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("B3*2", True),
        ("$B$3", True),
        ("SUM(A1:C9)", True),
        ("SUM(B:B)", True),
        ("SUM(H:AB)", True),
        ("SUM(7:9)", True),
        ("Contracts!H7", True),
        ("'Contracts'!h7", True),
        ("IF(A1>0,contracts!B3,0)", True),
        ("B4", False),
        ("B33", False),
        ("AB3", False),
        ("SUM(C1:C9)", False),
        ("Other!B3", False),
        ("'It''s'!B3", False),
        ('"B3"&A1', False),
        ("LOG10(A1)", False),
        ("B3()", False),
        ("1.5E3+A1", False),
    ],
)
def test_references_as_people_write_them(text: str, reads: bool) -> None:  # noqa: FBT001
    found, doubtful = dependents.of(CHANGED, [Formula("Contracts", (0, 9, 0, 9), text)])
    assert (bool(found), doubtful) == (reads, False)


@pytest.mark.parametrize(
    "text",
    ["Rates*2", "SUM(Register[Value])", "INDIRECT(A1)", "OFFSET(A1,1,1)", "SUM(Sheet1:Sheet3!A1)", "[1]Data!Rate"],
)
def test_what_is_not_plain_to_see_is_doubtful(text: str) -> None:
    assert dependents.of(CHANGED, [Formula("Contracts", (0, 9, 0, 9), text)])[1]


def test_words_that_are_no_names_are_not_doubtful() -> None:
    assert dependents.of(CHANGED, [Formula("Contracts", (0, 9, 0, 9), 'IF(A1,TRUE,"Name of it")')]) == ([], False)


def test_formulas_that_read_formulas_count_too() -> None:
    first = Formula("Contracts", (0, 9, 0, 9), "B3+1")
    second = Formula("Sums", (0, 0, 0, 0), "Contracts!J1*2")
    third = Formula("Sums", (1, 0, 1, 0), "A9")
    assert dependents.of(CHANGED, [third, second, first])[0] == [first, second]


def test_every_member_of_a_shared_formula_counts() -> None:
    shared = Formula("Contracts", (1, 9, 8, 9), "A2+H2")
    assert dependents.of(CHANGED, [shared])[0] == [shared]


def test_a_ring_of_formulas_comes_to_an_end() -> None:
    ring = [Formula("Contracts", (0, 9, 0, 9), "B3+K1"), Formula("Contracts", (0, 10, 0, 10), "J1")]
    assert dependents.of(CHANGED, ring)[0] == ring

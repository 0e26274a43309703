"""Rows under another reference: passing by what is nothing like them changes no verdict."""

import random

import pytest

from siamdesk.domain.contract import Contract
from siamdesk.session import recognition
from siamdesk.session.cells import Layout
from siamdesk.session.incoming import Listed

WORDS = ("network", "hosting", "service", "wide area", "local", "support", "desk", "payroll", "region 4", "region 5")


def by_all(new: list[Listed], gone: dict[str, Contract]) -> dict[str, str]:
    """The same by holding every row against every contract."""
    found: dict[str, str] = {}
    for one in new:
        pairs = ((recognition.likeness(one.values, contract), key) for key, contract in gone.items())
        scores = sorted((pair for pair in pairs if pair[1] not in found.values()), reverse=True)
        if scores and scores[0][0] >= 0.85 and (len(scores) < 2 or scores[0][0] - scores[1][0] >= 0.1):
            found[one.row_key] = scores[0][1]
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_verdicts_are_those_of_holding_all_against_all(seed: int) -> None:
    dice = random.Random(seed)

    def title() -> str:
        return " ".join(dice.choices(WORDS, k=dice.randint(1, 4)))

    def supplier() -> tuple[str, ...]:
        return tuple(dice.sample(("BT", "CSC", "Atos"), dice.randint(0, 2)))

    gone = {f"g{n}": Contract(f"id{n}", f"G{n}", title(), suppliers=supplier()) for n in range(40)}
    new = []
    for n in range(40):
        old = gone[f"g{n}"]
        said = old.title if dice.random() < 0.5 else title()
        values = {"title": said, "suppliers": supplier()}
        new.append(Listed(f"n{n}", said or "", "Contracts", n, "", values, Layout((), ()), ()))
    found = {key: old for key, (old, _) in recognition.renamed(new, gone).items()}
    assert found == by_all(new, gone)

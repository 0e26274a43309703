"""The law of new registers: they come home saying what was sent, to the portfolio they are of and to any other."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siamdesk.domain import rows, shown, when_words
from siamdesk.domain.changes import ChangeSet, Make
from siamdesk.domain.compare import same_field
from siamdesk.domain.contract import Contract, OwnField, Settings, Tower
from siamdesk.domain.field_types import Value
from siamdesk.domain.money import Basis, Money, Vat
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, When
from siamdesk.session import export_register, import_register
from siamdesk.session.import_register import Choice
from siamdesk.session.session import Session

DAY = date(2016, 3, 31)
TOWERS = ("Networks", "Hosting & storage", "End-user services")
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]), max_size=20)
notes = st.one_of(
    words, st.sampled_from(["=1+1", "-x", "+44 20", "@you", "_x0041_", "two\nlines", "a & <b>", "007", "1,234", "TBC"])
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
said = st.sampled_from(
    ["March 2016", "late Oct 2015", "Q2 2016", "2016/17", "spring 2016", "by end of May 2016", "H2 2017", "2018",
     "late October or early November 2015", "from October 2016", "until March 2017", "c. June 2016", "June 2016?",
     "mid 2016", "1/2/2016 to 5/2/2016", "Q1 2016/17"]
).map(when_words.parse)  # fmt: skip


@st.composite
def windows(draw: st.DrawFn) -> When:
    first = draw(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
    last = first + timedelta(draw(st.integers(1, 700)))
    return When.of_edtf(f"{first}{draw(st.sampled_from(['', '~', '?']))}/{last}")


whens = st.one_of(days.map(When.day), said, windows(), st.just(TBC))


@st.composite
def moneys(draw: st.DrawFn, basis: Basis = Basis.UNSTATED) -> Money:
    amounts = st.one_of(
        st.integers(1, 10**9).map(Decimal),
        st.decimals(1, 10**7, places=2),
        st.integers(1, 400).map(lambda n: n * Decimal(10) ** 6),
    )
    low, high = sorted((draw(amounts), draw(amounts)))
    ends = draw(st.sampled_from([(low, low), (low, low), (low, high), (None, high), (low, None), (None, None)]))
    per = draw(st.sampled_from(["", "", "year", "month"])) if ends != (None, None) else ""
    currency = draw(st.sampled_from(["GBP", "GBP", "EUR", "USD"]))
    vat = draw(st.sampled_from(Vat))
    approximate = draw(st.booleans()) and ends != (None, None)
    return Money(*ends, currency, basis, vat, per, approximate)


references = st.one_of(st.none(), st.from_regex(r"[A-Z]{2,4}-[0-9]{2,5}", fullmatch=True))
titles = st.sampled_from(
    ["Network services", "Total support", "Service desk", "Header", "Payroll: notes", "2016", "Award", "Wi-Fi", "Title"]
)


@st.composite
def contracts(draw: st.DrawFn, n: int) -> Contract:
    values: dict[str, Value] = {
        "reference": draw(references),
        "title": f"{draw(titles)} {n}",
        "tower_id": draw(st.sampled_from([*(f"t{place}" for place in range(len(TOWERS))), None])),
        "suppliers": tuple(draw(st.lists(st.sampled_from(["BT", "CSC", "A, B & Co", "=Co"]), max_size=2, unique=True))),
        "description": draw(notes),
        "notes": draw(notes),
        "rag": draw(st.sampled_from([None, "red", "amber", "green"])),
        "sme": draw(st.sampled_from([None, True, False])),
        "term_months": draw(st.one_of(st.none(), st.integers(0, 400))),
        "value": draw(st.one_of(st.none(), moneys())),
        "award_value": draw(st.one_of(st.none(), moneys(Basis.AWARD))),
        "tender_launch.forecast": draw(st.one_of(st.none(), whens)),
        "tender_launch.baseline": draw(st.one_of(st.none(), whens)),
        "service_transfer#2.actual": draw(st.one_of(st.none(), whens)),
        "current_end.forecast": draw(st.one_of(st.none(), whens)),
        "x.f1": draw(st.one_of(st.none(), notes)),
        "x.f2": draw(st.one_of(st.none(), notes)),
    }
    row = rows.blank("contract", f"c{n}", {key: value for key, value in values.items() if value not in (None, "")})
    assert isinstance(row, Contract)
    return row


@st.composite
def portfolios(draw: st.DrawFn) -> list[Make]:
    count = draw(st.integers(1, 6))
    marking, caveat = draw(st.sampled_from([(None, None), ("OFFICIAL", None), ("OFFICIAL-SENSITIVE", "COMMERCIAL")]))
    made = [
        Settings(title="The plan", marking=marking, caveat=caveat),
        *(Tower(f"t{n}", name, place=n) for n, name in enumerate(TOWERS)),
        OwnField("f1", "Building"),
        OwnField("f2", draw(st.sampled_from(["Colour", "Title", "Tender launch forecast", "building"])), place=1),
        *(draw(contracts(n)) for n in range(count)),
    ]
    return [Make(each) for each in made]


@contextmanager
def opened(folder: Path, name: str, makes: list[Make]) -> Iterator[Session]:
    with Session.create(folder / name, "tester").closing() as session:
        if makes:
            session.apply(ChangeSet("begin", tuple(makes), DAY, author="tester"))
        yield session


def told(contract: Contract, portfolio: Portfolio) -> dict[str, Value]:
    """What a contract says, with names in place of ids."""
    found: dict[str, Value] = {}
    own: list[str] = []
    for key, value in rows.filled(contract).items():
        if key == "tower_id":
            found[key] = shown.shown(contract, key, portfolio)
        elif key.startswith("x."):
            own.append(str(value).strip())
        else:
            found[key] = value
    found["own"] = tuple(sorted(each for each in own if each))
    return found


def alike(ours: dict[str, Value], theirs: dict[str, Value]) -> bool:
    keys = ours.keys() | theirs.keys()
    return all(same_field(ours.get(key), theirs.get(key)) for key in keys)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(portfolios(), st.booleans())
def test_a_new_register_comes_home_with_no_difference(makes: list[Make], by_tower: bool) -> None:  # noqa: FBT001
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "new.xlsx"
        with opened(folder, "p.siamdesk", makes) as session:
            wanted = export_register.Wanted(by_tower=by_tower)
            assert export_register.export_new(session, path, wanted, DAY).unstamped == ""
            sent = session.portfolio
            plan = import_register.plan(session, path, Choice(DAY + timedelta(30)))
            assert [(item.kind, item.contract, item.field, item.shown, item.why) for item in plan.items] == []
            assert plan.is_empty(plan.undisputed())
        with opened(folder, "other.siamdesk", []) as session:
            plan = import_register.plan(session, path, Choice(DAY))
            assert [(item.field, item.shown, item.why) for item in plan.items if item.kind != "new"] == []
            import_register.accept(session, plan)
            home = session.portfolio
            marking = export_register.marking_of(sent)
            assert (home.settings.marking or "") == marking
            ours = [told(each, sent) for each in sent.contracts.values()]
            theirs = [told(each, home) for each in home.contracts.values()]
            assert len(ours) == len(theirs)
            for one in ours:
                same = [other for other in theirs if other["title"] == one["title"]]
                assert any(alike(one, other) for other in same), (one, same)

"""Small portfolios that tell something, built by hand."""

from datetime import date

from siamdesk.domain import arrange
from siamdesk.domain.contract import Contract, Milestone, Strand, Tower
from siamdesk.domain.portfolio import Portfolio
from siamdesk.domain.when import TBC, When
from siamdesk.timeline.contract_row import RowDrawing
from siamdesk.timeline.forms import RowShapes
from siamdesk.timeline.row_plan import plan
from siamdesk.timeline.rows import Layout, lay_out
from siamdesk.timeline.scale import Scale
from siamdesk.timeline.shapes import Shape, as_text
from siamdesk.timeline.view import View

TODAY = date(2015, 10, 2)
SCALE = Scale(date(2014, 1, 1), 1.0)
"""One pixel a day, so that an x is a number of days."""


def when(edtf: str) -> When:
    return TBC if edtf == "TBC" else When.of_edtf(edtf)


def milestone(kind: str, *, forecast: str = "", actual: str = "", baseline: str = "", wave: int = 1) -> Milestone:
    dates = (when(text) if text else None for text in (baseline, forecast, actual))
    return Milestone(kind, wave, *dates)


SIAM = Contract(
    "siam",
    title="Service integration and management",
    reference="SIAM-01",
    tower_id="t-siam",
    milestones=(
        milestone("tender_launch", actual="2014-10-01"),
        milestone("contract_award", forecast="2015-10-21/2015-11-10", baseline="2015-09-15"),
        milestone("service_transfer", forecast="TBC"),
    ),
)
NETWORKS = Contract(
    "net",
    title="Network services",
    reference="NET-01",
    tower_id="t-net",
    milestones=(
        milestone("tender_launch", actual="2015-09"),
        milestone("selection", forecast="2015-10-16"),
        milestone("contract_award", forecast="TBC"),
    ),
)
INCUMBENT = Contract(
    "old",
    title="Incumbent services",
    reference="ICT-00",
    tower_id="t-net",
    milestones=(milestone("effective_date", actual="2014-01-06"), milestone("current_end", forecast="2015-12-31")),
)
BACK_OFFICE = Contract(
    "bo",
    title="Back office support services",
    reference="BO-01",
    tower_id="t-bo",
    milestones=(
        milestone("strategy_approved", actual="2015-07"),
        milestone("contract_award", actual="2015-08"),
        milestone("service_transfer", forecast="2016-10-01/.."),
        milestone("tupe_transfer", forecast="TBC"),
        milestone("maximum_end", forecast="2018"),
    ),
)
TOWERS = (Tower("t-siam", "SIAM", place=0), Tower("t-net", "Networks", place=1), Tower("t-bo", "Back office", place=2))
STRANDS = (Strand("s-2", "bo", "Payroll", place=2), Strand("s-1", "bo", "Finance", "advanced", place=1))


def portfolio(*contracts: Contract, strands: tuple[Strand, ...] = ()) -> Portfolio:
    return Portfolio().with_rows(
        [
            *(("tower", each.id, each) for each in TOWERS),
            *(("contract", each.id, each) for each in contracts),
            *(("strand", each.id, each) for each in strands),
        ]
    )


def layout(held: Portfolio, **options: object) -> Layout:
    groups = arrange.group(held.contracts.values(), held, "tower", TODAY)
    return lay_out(groups, held, **options)  # type: ignore[arg-type]  # passed on as they are


def row(contract: Contract, view: View | None = None, scale: Scale = SCALE, height: float = 52.0) -> RowShapes:
    """The contract's row at the top of the scene."""
    seen = view or View(portfolio(contract), TODAY)
    form = RowDrawing(plan(contract, seen), height, scale.pixels_per_day, float(seen.day.toordinal())).draw()
    return form.at(scale, 0.0)


def shapes_of(drawn: RowShapes) -> tuple[Shape, ...]:
    return (*drawn.bars, *drawn.bands, *drawn.lines, *drawn.glyphs, *drawn.labels)


def text_of(drawn: RowShapes) -> str:
    return as_text(shapes_of(drawn))

"""The rows of a portfolio that are about contracts: towers, contracts, and what hangs on a contract."""

from dataclasses import dataclass, field

from siamdesk.domain.money import Money
from siamdesk.domain.when import When


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the whole portfolio. There is one row of it; its id is `portfolio`."""

    id: str = "portfolio"
    title: str | None = None
    buyer: str | None = None
    marking: str | None = None
    caveat: str | None = None
    currency: str = "GBP"
    fy_start: int = 4
    """The month in which the financial year begins: 4 for April."""

    @property
    def marked(self) -> str:
        """The marking with its caveat as it stands on pages and screens; empty where there is none."""
        return " – ".join(part for part in (self.marking, self.caveat) if part)


@dataclass(frozen=True, slots=True)
class Tower:
    """A service tower: SIAM, Networks, Hosting, End-user services, Applications, Back office and others."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    place: int = 0
    integrator: bool | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated event of a contract. Baseline, forecast and actual are three separate dates."""

    kind: str
    wave: int = 1
    baseline: When | None = None
    forecast: When | None = None
    actual: When | None = None

    @property
    def best(self) -> When | None:
        """The date to go by: the actual, else the forecast, else the baseline.

        An actual date that is to be confirmed says that nobody knows yet: what was foreseen still stands.
        """
        # `which` and `happened` written out: timelines of 20,000 contracts ask this a million times.
        actual = self.actual
        if actual is not None and (actual.latest is not None or actual.earliest is not None):
            return actual
        return self.forecast or self.baseline or actual

    @property
    def which(self) -> str:
        """Which of its three dates is the one to go by."""
        if self.happened:
            return "actual"
        return "forecast" if self.forecast else "baseline" if self.baseline else "actual" if self.actual else "forecast"

    @property
    def happened(self) -> bool:
        """Whether it has happened on a day that is known."""
        return self.actual is not None and not self.actual.is_tbc


@dataclass(frozen=True, slots=True)
class Contract:
    """One contracting process from pipeline to exit (OCDS: contracting process), led by one tower.

    The attributes are listed once more, with labels and types, in `fields`; a test holds the two together.
    """

    id: str
    reference: str | None = None
    title: str | None = None
    tower_id: str | None = None
    served: tuple[str, ...] = ()
    description: str | None = None
    suppliers: tuple[str, ...] = ()
    incumbent: str | None = None
    buyer: str | None = None
    owner: str | None = None
    route: str | None = None
    framework: str | None = None
    regime: str | None = None
    marking: str | None = None
    status: str | None = None
    lots: str | None = None
    cpv: str | None = None
    category: str | None = None
    tier: str | None = None
    rag: str | None = None
    rag_note: str | None = None
    sme: bool | None = None
    vcse: bool | None = None
    term_months: int | None = None
    extension_options: str | None = None
    notice_period: str | None = None
    predecessor_id: str | None = None
    decision_refs: str | None = None
    change_notes: str | None = None
    location: str | None = None
    notes: str | None = None
    exemptions: str | None = None
    value: Money | None = None
    estimated_value: Money | None = None
    approved_value: Money | None = None
    award_value: Money | None = None
    current_value: Money | None = None
    actual_value: Money | None = None
    annual_value: Money | None = None
    entry_cost: Money | None = None
    tupe_posts: str | None = None
    tupe_from: str | None = None
    tupe_to: str | None = None
    withdrawn: bool | None = None
    milestones: tuple[Milestone, ...] = ()
    own: tuple[tuple[str, str], ...] = field(default=())
    """Values of the user's own columns by field id, as canonical text, in the order of the ids."""

    @property
    def called(self) -> str:
        """What to call it in a sentence of its own: its reference and its title."""
        return " ".join(name for name in (self.reference, self.title) if name) or "Untitled"

    @property
    def short(self) -> str:
        """What to call it in passing: its reference, else its title."""
        return self.reference or self.title or "Untitled"

    def milestone(self, kind: str, wave: int = 1) -> Milestone | None:
        """The milestone of that kind and wave, or None."""
        for milestone in self.milestones:
            if milestone.kind == kind and milestone.wave == wave:
                return milestone
        return None


@dataclass(frozen=True, slots=True)
class Strand:
    """A service line of a strategy or contract (HR, payroll, finance …), with a stage of its own."""

    id: str
    contract_id: str
    name: str
    stage: str | None = None
    note: str | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Dependency:
    """A milestone that waits for another: `to` comes no earlier than `lag_days` after `from`."""

    id: str
    from_contract_id: str
    from_kind: str
    to_contract_id: str
    to_kind: str
    lag_days: int = 0
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SpendLine:
    """Spend of one contract in one financial year, entry and run cost apart."""

    id: str
    contract_id: str
    year: int
    """The calendar year in which the financial year begins: 2016 for 2016/17."""
    cost: str = "run"
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class OwnField:
    """A column of the user's own register that has no field here. Its values have the key `x.<id>`."""

    id: str
    label: str
    type: str = "text"
    place: int = 0

"""The inspector at the right: one contract's dates, money and details, and where each value came from."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QTabWidget, QTextBrowser, QVBoxLayout, QWidget

from siamdesk.domain import fields, lifecycle, money, rows, shown, when
from siamdesk.domain.contract import Contract
from siamdesk.domain.field_types import WHEN, Value
from siamdesk.domain.portfolio import Portfolio
from siamdesk.drawing.styles import SIZES, Theme
from siamdesk.timeline.view import spoken
from siamdesk.ui.origin import origin

if TYPE_CHECKING:
    from siamdesk.store.journal import Statement

TABS = ("Dates", "Money", "Details", "History")
_EDIT = "edit:"
_OVERVIEW = ("suppliers", "incumbent", "route", "owner", "term_months", "tupe_posts", "status")


class Inspector(QWidget):
    """Shows one contract in tabs. A value that is clicked, or reached by Tab and Enter, is to be changed."""

    chosen = Signal(str)
    """The key of a field that is to be changed; empty for one that is still to be chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inspector")
        self.setAccessibleName("Inspector")
        self._theme = theme
        self._contract: Contract | None = None
        self._portfolio = Portfolio()
        self._today = date.min
        self._compare: Portfolio | None = None
        self._said: Sequence[Statement] = ()
        self.head = QLabel()
        self.head.setObjectName("inspectorHead")
        self.head.setWordWrap(True)
        self.head.setTextFormat(Qt.TextFormat.RichText)
        self.head.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.head.linkActivated.connect(lambda link: self.chosen.emit(link.removeprefix(_EDIT)))
        self.is_editable = False
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.pages = {name: self._page(name) for name in TABS}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(self.head)
        layout.addWidget(self.tabs, 1)
        self.show_contract(None, self._portfolio, date.min)

    def _page(self, name: str) -> QTextBrowser:
        page = QTextBrowser()
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setOpenLinks(False)
        page.anchorClicked.connect(lambda url: self.chosen.emit(url.toString().removeprefix(_EDIT)))
        page.setAccessibleName(f"{name} of the contract")
        page.document().setDocumentMargin(2)
        self.tabs.addTab(page, name)
        return page

    def set_theme(self, theme: Theme) -> None:
        """Show everything in other colours."""
        self._theme = theme
        self._fill()

    def show_contract(
        self, contract: Contract | None, portfolio: Portfolio, today: date, compare: Portfolio | None = None
    ) -> None:
        """Show a contract of a portfolio on a day; None shows what to do to see one."""
        if contract is None or self._contract is None or contract.id != self._contract.id:
            self._said = ()
        self._contract, self._portfolio, self._today, self._compare = contract, portfolio, today, compare
        self._fill()

    def show_statements(self, contract_id: str, said: "Sequence[Statement]") -> None:
        """Show where the values came from, if the contract is still the one shown."""
        if self._contract is not None and self._contract.id == contract_id:
            self._said = said
            self._fill()

    def _fill(self) -> None:
        contract = self._contract
        self.tabs.setVisible(contract is not None)
        if contract is None:
            self.head.setText(
                self._quiet("Choose a contract to see its dates, its money and where each value came from.")
            )
            return
        self.head.setText(self._head(contract))
        parts = {
            "Dates": self._dates(contract) + self._sources(_is_date),
            "Money": self._money(contract) + self._sources(_is_money),
            "Details": self._details(contract),
            "History": self._history(),
        }
        for name, page in self.pages.items():
            scroll = page.verticalScrollBar().value()
            page.setHtml(self._styled(parts[name]))
            page.verticalScrollBar().setValue(scroll)

    # Pieces of text.

    def _colour(self, role: str) -> str:
        return self._theme.colour(role)

    def _styled(self, body: str) -> str:
        return (
            f"<style>body {{ color: {self._colour('text')}; font-size: {SIZES['label']}px; }}"
            f"td {{ padding-top: 5px; padding-bottom: 5px; padding-right: 8px; vertical-align: top; }}"
            f".q {{ color: {self._colour('quiet')}; }}"
            f"th {{ color: {self._colour('quiet')}; font-weight: 400; text-align: left; padding-right: 8px; }}"
            f"h3 {{ font-size: {SIZES['body']}px; margin-top: 16px; margin-bottom: 6px; }}"
            "p { margin-top: 0; margin-bottom: 8px; }"
            f".late {{ color: {self._colour('danger')}; }} .early {{ color: {self._colour('good')}; }} "
            f".tbc {{ color: {self._colour('warning')}; }}</style>"
            f"<body>{body}</body>"
        )

    def _link(self, key: str, text: str) -> str:
        """A value that can be changed; a blank shows a sign where one can be put."""
        if not self.is_editable:
            return text
        words = text or f"<span style='color:{self._colour('border')}'>+</span>"
        return f"<a href='{_EDIT}{key}' style='color:{self._colour('text')};text-decoration:none'>{words}</a>"

    def _adder(self, words: str) -> str:
        return f"<p><a href='{_EDIT}'>{escape(words)}</a></p>" if self.is_editable else ""

    def _quiet(self, text: str) -> str:
        return f"<span style='color:{self._colour('quiet')}'>{escape(text)}</span>"

    def _chip(self, text: str, ink: str, fill: str) -> str:
        return (
            f"<span style='background-color:{self._colour(fill)};color:{self._colour(ink)};"
            f"font-size:{SIZES['small']}px'>&nbsp;{escape(text)}&nbsp;</span>"
        )

    def _head(self, contract: Contract) -> str:
        tower = self._portfolio.towers.get(contract.tower_id or "")
        over = " · ".join(part for part in (tower.name if tower else "", contract.reference or "") if part)
        phase = lifecycle.phase_on(contract, self._today)
        chips = [self._chip(lifecycle.PHASE_LABELS[phase], "info", "info.panel")]
        if contract.rag:
            chips.append(self._chip(f"RAG {contract.rag}", f"on.rag.{contract.rag}", f"rag.{contract.rag}"))
        lines = "".join(
            f"<tr><td style='padding:2px 12px 2px 0;color:{self._colour('quiet')}'>{escape(label)}</td>"
            f"<td style='padding:2px 0'>{text}</td></tr>"
            for label, text in self._overview(contract)
        )
        return (
            f"<div style='color:{self._colour('quiet')};font-size:{SIZES['small']}px'>{escape(over.upper())}</div>"
            f"<div style='font-size:{SIZES['title']}px;font-weight:600'>"
            f"{self._link('title', escape(contract.title or 'Untitled'))}</div>"
            f"<div style='margin-top:6px'>{'&nbsp; '.join(chips)}</div>"
            f"<table style='margin-top:8px' cellspacing='0'>{lines}</table>"
        )

    def _overview(self, contract: Contract) -> Iterable[tuple[str, str]]:
        for key in _OVERVIEW:
            text = shown.shown(contract, key, self._portfolio)
            field = fields.field_for("contract", key)
            if text and field is not None:
                yield field.label, self._link(key, escape(text))

    # Tabs.

    def _dates(self, contract: Contract) -> str:
        fy_start = self._portfolio.settings.fy_start
        before = self._compare.contracts.get(contract.id) if self._compare is not None else None
        titles = zip(("Milestone", "Baseline", "Forecast", "Actual"), (28, 20, 27, 25), strict=True)
        heads = "".join(f"<th width='{share}%'>{title}</th>" for title, share in titles)
        body = f"<table width='100%' cellspacing='0'><tr>{heads}</tr>"
        for milestone in contract.milestones:
            kind = lifecycle.KIND[milestone.kind]
            label = f"{kind.label} {milestone.wave}" if milestone.wave > 1 else kind.label
            cells = ""
            for which in fields.DATES:
                words = self._when(getattr(milestone, which), fy_start)
                cells += f"<td>{self._link(lifecycle.milestone_key(milestone, which), words)}</td>"
            label = f"<b>{escape(label)}</b>" if kind.headline else escape(label)
            body += f"<tr><td>{label}</td>{cells}</tr>"
            old = before.milestone(milestone.kind, milestone.wave) if before is not None else None
            base = old.best if old is not None else milestone.baseline
            best = milestone.best
            if base is not None and best is not None and base != best:
                moved = when.slippage(base, best)
                told = f"moved {moved}" if moved is not None else "was or is to be confirmed"
                was = f"from {spoken(base, fy_start)}" if before is not None else "against the baseline"
                body += f"<tr><td></td><td colspan='3' class='{_tone(moved)}'>{escape(f'{told} {was}')}</td></tr>"
        told = body + "</table>" if contract.milestones else "<p class='q'>No dates are recorded.</p>"
        return told + self._adder("Add a date or change a field…")

    def _when(self, value: when.When | None, fy_start: int) -> str:
        if value is None:
            return ""
        words = escape(spoken(value, fy_start))
        return f"<span class='tbc'>{words}</span>" if value.is_tbc else words

    def _money(self, contract: Contract) -> str:
        body = "<table width='100%' cellspacing='0'>"
        for field in fields.ENTITIES["contract"].fields:
            value = getattr(contract, field.key)
            if field.group != "Money" or not isinstance(value, money.Money):
                continue
            vat = {"ex": " excluding VAT", "inc": " including VAT"}.get(value.vat, "")
            body += (
                f"<tr><td class='q'>{escape(field.label)}</td>"
                f"<td align='right'><b>{self._link(field.key, escape(money.show_money(value)))}</b>{vat}</td></tr>"
            )
        lines = [line for line in self._portfolio.spend.values() if line.contract_id == contract.id]
        for line in sorted(lines, key=lambda each: (each.year, each.cost)):
            year = f"{line.year}/{(line.year + 1) % 100:02d} {line.cost}"
            amount = money.show_money(line.amount) if line.amount is not None else ""
            body += f"<tr><td class='q'>{escape(year)}</td><td align='right'>{escape(amount)}</td></tr>"
        return body + "</table>" if "<tr>" in body else "<p class='q'>No money is recorded.</p>"

    def _details(self, contract: Contract) -> str:
        body = "<table width='100%' cellspacing='0'>"
        for key in rows.filled(contract):
            field = fields.field_for("contract", key, self._portfolio.own_fields)
            if field is None or field.group in {"Money", "Dates"} or key in {"title", *_OVERVIEW}:
                continue
            text = escape(shown.shown(contract, key, self._portfolio)).replace("\n", "<br>")
            body += f"<tr><td class='q' width='34%'>{escape(field.label)}</td><td>{self._link(key, text)}</td></tr>"
        body += "</table>" + self._adder("Add a detail or change a field…")
        strands = [each for each in self._portfolio.strands.values() if each.contract_id == contract.id]
        if strands:
            body += "<h3>Strands</h3><table width='100%' cellspacing='0'>"
            for strand in sorted(strands, key=lambda each: each.place):
                said = " · ".join(part for part in (strand.stage, strand.note) if part)
                body += f"<tr><td>{escape(strand.name)}</td><td class='q'>{escape(said)}</td></tr>"
            body += "</table>"
        return body

    def _sources(self, wanted: Callable[[str], bool]) -> str:
        latest: dict[str, Statement] = {}
        for said in self._said:
            if said.live and said.old != said.new and wanted(said.field):
                latest[said.field] = said
        if not latest:
            return ""
        return "<h3>Where this came from</h3>" + "".join(self._statement(said) for said in latest.values())

    def _history(self) -> str:
        if not self._said:
            return "<p class='q'>Looking it up …</p>"
        told = [said for said in self._said if said.old != said.new or not said.live]
        ordered = sorted(told, key=lambda said: (said.known_on, said.seq), reverse=True)
        return "".join(self._statement(said, with_old=True) for said in ordered)

    def _statement(self, said: "Statement", *, with_old: bool = False) -> str:
        field = fields.field_for("contract", said.field, self._portfolio.own_fields)
        label = field.label if field is not None else said.field
        new = self._shown(said.field, said.new) or "blank"
        old = self._shown(said.field, said.old)
        moved = ""
        if isinstance(said.old, when.When) and isinstance(said.new, when.When):
            days = when.slippage(said.old, said.new)
            moved = f" <span class='{_tone(days)}'>{escape(str(days))}</span>" if days is not None else ""
        value = f"“{escape(old)}” → “{escape(new)}”{moved}" if with_old and old else f"“{escape(new)}”"
        undone = "" if said.live else " <i>(undone)</i>"
        return f"<p><b>{escape(label)}</b> {value}{undone}<br><span class='q'>{escape(origin(said))}</span></p>"

    def _shown(self, key: str, value: Value) -> str:
        field = fields.field_for("contract", key, self._portfolio.own_fields)
        if value is None or value == () or field is None:
            return ""
        if isinstance(value, when.When):
            return spoken(value, self._portfolio.settings.fy_start)
        return shown.show(field, value, self._portfolio)


def _is_date(key: str) -> bool:
    field = fields.field_for("contract", key)
    return field is not None and field.type is WHEN


def _is_money(key: str) -> bool:
    field = fields.field_for("contract", key)
    return field is not None and field.group == "Money"


def _tone(days: when.DayRange | None) -> str:
    """The colour of a move: red where it may be to a later day, or nobody knows."""
    return "late" if days is None or days.is_late else "early"

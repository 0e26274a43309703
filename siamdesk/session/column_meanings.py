"""What the columns of a register hold, in a sentence each: for the legend of a new one."""

from typing import Final

from siamdesk.domain import lifecycle
from siamdesk.domain.field_types import Field

_DATES: Final = {
    "baseline": "as planned at the outset: it does not move",
    "forecast": "as it is expected now",
    "actual": "as it happened; blank until it has",
}
_MEANINGS: Final = {
    "reference": "The contract's reference, by which its row is known again.",
    "title": "What the contract is called.",
    "tower_id": "The service tower that leads the contract.",
    "served": "Other towers that the contract serves.",
    "description": "What is bought, in a few sentences.",
    "suppliers": "Who supplies it.",
    "incumbent": "Who supplies it today, where that is to change.",
    "buyer": "The contracting authority.",
    "owner": "Who answers for the contract (SRO).",
    "route": "The procurement route: open, restricted, call-off and so on.",
    "framework": "The framework that it is called off from.",
    "regime": "The law it is bought under.",
    "marking": "The contract's own security classification.",
    "status": "Where it stands, in your own words.",
    "lots": "The lots it is bought in.",
    "cpv": "Its code in the Common Procurement Vocabulary.",
    "category": "Its category of spend.",
    "tier": "How much it matters: gold, silver or bronze.",
    "rag": "How it is going: Red, Amber or Green.",
    "rag_note": "Why it is red, amber or green.",
    "sme": "Whether the supplier is a small or medium-sized enterprise.",
    "vcse": "Whether it is a voluntary, community or social enterprise.",
    "term_months": "How long it runs from its start to its initial end.",
    "extension_options": "How it may be extended.",
    "notice_period": "How long before the end notice must be given.",
    "predecessor_id": "The contract that it follows.",
    "decision_refs": "The decisions that approved it.",
    "change_notes": "Its contract change notes (CCNs).",
    "location": "Where it is delivered.",
    "notes": "Anything else.",
    "exemptions": "What may not be published, and under which section.",
    "value": "The whole-life value, its basis not said.",
    "estimated_value": "The whole-life value as estimated before the tender.",
    "approved_value": "The whole-life value as approved.",
    "award_value": "The whole-life value as awarded.",
    "current_value": "The whole-life value now, changes included.",
    "actual_value": "What has been spent.",
    "annual_value": "The value of a year.",
    "entry_cost": "What it costs to begin: transition and set-up.",
    "tupe_posts": "How many posts are in scope of TUPE; no names.",
    "tupe_from": "From whom staff transfer.",
    "tupe_to": "To whom staff transfer.",
}


def of(field: Field) -> str:
    """What a column of that field holds."""
    parts = lifecycle.split_milestone_key(field.key)
    if parts is not None:
        kind, wave, which = parts
        nth = f", wave {wave}" if wave > 1 else ""
        return f"{lifecycle.KIND[kind].label}{nth}, {_DATES[which]}."
    if field.key.startswith("x."):
        return "A column of your own; it comes and goes as it is."
    return _MEANINGS.get(field.key, field.label)

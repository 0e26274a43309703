"""The fields of a contract: the longest part of the field table, with the words registers use for each."""

from siamdesk.domain.field_types import (
    BOOLEAN,
    CHOICE,
    LINK,
    LINKS,
    LIST,
    LONG_TEXT,
    MONEY,
    MONTHS,
    RAG,
    Field,
)
from siamdesk.domain.lifecycle import words
from siamdesk.domain.money import Basis


def _value(key: str, label: str, basis: Basis, synonyms: tuple[str, ...], ocds: str = "") -> Field:
    return Field(key, label, MONEY, synonyms, ocds, group="Money", basis=basis)


CONTRACT: tuple[Field, ...] = (
    Field(
        "reference",
        "Reference",
        synonyms=words(
            "ref; ref no; reference number; contract ref; contract reference; contract number; "
            "contract no; contract id; contract_number; id; unique id; procurement_unique_id; "
            "procurement id; tracking number; tracking no; action tracking number; forecast id; "
            "notice identifier; piid; sequence number; specific id; app #; parent reference; "
            "contract number if applicable"
        ),
        ocds="ocid",
    ),
    Field(
        "title",
        "Title",
        synonyms=words(
            "contract title; contract name; contract; name; project title; project; projects; "
            "service; services; contract name description; budget line title; task; task name; "
            "activity"
        ),
        ocds="tender/title",
    ),
    Field(
        "tower_id",
        "Tower",
        LINK,
        words("service tower; lead tower; lot tower; siam tower; tower name; workstream"),
        target="tower",
    ),
    Field("served", "Other towers served", LINKS, words("also serves; towers served"), target="tower"),
    Field(
        "description",
        "Description",
        LONG_TEXT,
        words("contract description; description of requirement; scope; scope of services; details; requirement type"),
        "tender/description",
    ),
    Field(
        "suppliers",
        "Supplier",
        LIST,
        words(
            "suppliers; supplier name; supplier contractor; contractor; provider; service "
            "provider; vendor; vendor name; company; beneficiary name; awarded supplier; supplier"
            " s"
        ),
        "awards/suppliers/name",
        group="Parties",
    ),
    Field(
        "incumbent",
        "Incumbent",
        synonyms=words(
            "incumbent supplier; current supplier; existing supplier; incumbent contractor; "
            "incumbent contractor name; incumbent contractor name required if applicable"
        ),
        group="Parties",
    ),
    Field(
        "buyer",
        "Buyer",
        synonyms=words(
            "contracting authority; authority; department; directorate; agency; ministry; bureau;"
            " organisation; organization; organisation name; organisational unit; local authority"
            " department; procurement office; contracting office; site type; division"
        ),
        ocds="buyer/name",
        group="Parties",
    ),
    Field(
        "owner",
        "Contract owner",
        synonyms=words(
            "owner; sro; contract manager; senior responsible owner; responsible owner; lead; "
            "commercial lead; point of contact name; contact name; contact; contract owner sro"
        ),
        group="Parties",
    ),
    Field(
        "route",
        "Procurement route",
        synonyms=words(
            "route; procurement procedure; procedure; tender route; route to market; type of "
            "competition; competition type; competition strategy; ojeu procedure type; "
            "procurement method; procurement type"
        ),
        ocds="tender/procurementMethodDetails",
    ),
    Field(
        "framework",
        "Framework",
        synonyms=words("framework agreement; framework name; contract vehicle; anticipated contract vehicle"),
    ),
    Field(
        "regime",
        "Legal regime",
        CHOICE,
        words("regime; regulations"),
        choices=("PCR 2006", "PCR 2015", "Procurement Act 2023"),
    ),
    Field("marking", "Marking", synonyms=words("classification; security marking; security classification")),
    Field(
        "status",
        "Status",
        synonyms=words("contract status; stage; current status"),
        ocds="contracts/status",
    ),
    Field("lots", "Lots", synonyms=words("lot; lot number"), ocds="tender/lots"),
    Field("cpv", "CPV", synonyms=words("cpv code; cpv codes"), ocds="tender/items/classification/id"),
    Field(
        "category",
        "Category",
        synonyms=words(
            "sector; category name; contract type; contract_type; type of contract; project type;"
            " naics; naics code; primary naics code; primary naics code description; psc; service"
            " category"
        ),
        ocds="tender/mainProcurementCategory",
    ),
    Field("tier", "Tier", CHOICE, words("contract tier; tiering"), choices=("gold", "silver", "bronze")),
    Field("rag", "RAG", RAG, words("rag status; rag rating; overall rag"), choices=("red", "amber", "green")),
    Field("rag_note", "RAG narrative", LONG_TEXT, words("rag commentary; rag comment; rag narrative")),
    Field("sme", "SME", BOOLEAN, words("sme status; is sme; suitable for sme; small business"), group="Parties"),
    Field("vcse", "VCSE", BOOLEAN, words("is vcse; suitable for vco; voluntary sector"), group="Parties"),
    Field(
        "term_months",
        "Term",
        MONTHS,
        words("term months; term; contract term; duration months; term in months; length months"),
        "contracts/period/durationInDays",
    ),
    Field(
        "extension_options",
        "Extension options",
        synonyms=words("extensions; extension; extension option; options to extend; extendable; extension available"),
    ),
    Field("notice_period", "Notice period", synonyms=words("notice required")),
    Field("predecessor_id", "Predecessor contract", LINK, words("predecessor; replaces"), target="contract"),
    Field(
        "decision_refs",
        "Decision references",
        synonyms=words("decision reference; decision ref; decision; approval reference; dmpcd; decision no"),
    ),
    Field(
        "change_notes",
        "Change notes (CCNs)",
        LONG_TEXT,
        words("ccn; ccns; change notes; contract changes; variations"),
    ),
    Field(
        "location",
        "Delivery location",
        synonyms=words("place of performance; place of performance city; region; location; delivery address"),
        ocds="tender/items/deliveryLocation",
    ),
    Field("notes", "Notes", LONG_TEXT, words("note; comment; comments; remarks; commentary; notes and source")),
    Field(
        "exemptions",
        "Publication exemptions",
        synonyms=words("foia; foi exemption; foia section; redactions"),
    ),
    _value(
        "value",
        "Value",
        Basis.UNSTATED,
        words("contract value; amount; total value; total contract value; sum to be paid; price; whole life value"),
        "contracts/value/amount",
    ),
    _value(
        "estimated_value",
        "Estimated value",
        Basis.ESTIMATED,
        words(
            "estimate; est value; estimated total contract value; estimated total contract value "
            "range; estimated value range; estimated value of contract range; budget; anticipated"
            " value; forecast value; estimated contract value"
        ),
        "tender/value/amount",
    ),
    _value(
        "approved_value",
        "Approved value",
        Basis.APPROVED,
        words("approved amount; approval value; value approved; approved maximum; authorised value"),
    ),
    _value(
        "award_value",
        "Award value",
        Basis.AWARD,
        words("awarded value; awarded amount; contract award value; award amount; value at award"),
        "awards/value/amount",
    ),
    _value(
        "current_value",
        "Current value",
        Basis.CURRENT,
        words("current contract value; revised value; latest value"),
    ),
    _value(
        "actual_value",
        "Actual value",
        Basis.ACTUAL,
        words("actual spend; spend to date; total spend"),
    ),
    _value(
        "annual_value",
        "Annual value",
        Basis.UNSTATED,
        words(
            "annual contract value; value per annum; annual cost; est cost per fy; yearly value; "
            "estimated current fiscal year range; annual spend"
        ),
    ),
    _value(
        "entry_cost",
        "Entry costs",
        Basis.UNSTATED,
        words("entry cost; one off costs; transition costs; set up costs"),
    ),
    Field(
        "tupe_posts",
        "TUPE posts in scope",
        synonyms=words("tupe posts; posts in scope; posts; staff in scope"),
        group="People",
    ),
    Field("tupe_from", "TUPE from", synonyms=words("transferor"), group="People"),
    Field("tupe_to", "TUPE to", synonyms=words("transferee"), group="People"),
    Field("withdrawn", "Withdrawn", BOOLEAN, group="Record"),
)

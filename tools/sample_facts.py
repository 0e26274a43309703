"""The facts of the TTPi sample, each with the day from which it stands in a register.

A fact that its source gives no day for stands first in the last register, of March 2018. What a source
does not give is TBC where a register would ask for it, and blank where it does not apply. Nothing here is
worked out from anything else, save the longest term of networks (5 + 1 + 1 years: 84 months).
"""

from datetime import date
from typing import Final

Value = str | int | date | None
"""Text, a count or an amount in pounds, a day; None takes a value away."""

OCTOBER_2015: Final = date(2015, 10, 2)
BACK_OFFICE_2015: Final = date(2015, 10, 5)
MARCH_2016: Final = date(2016, 3, 31)
APRIL_2017: Final = date(2017, 4, 30)
MARCH_2018: Final = date(2018, 3, 31)

TBC: Final = "TBC"
BUYER: Final = "Metropolitan Police Service"
PRESS: Final = "Trade press, 2 Oct 2015"
DECISION: Final = "MOPAC decision page"
BOTH: Final = "MOPAC decision page; trade press"

ORDER: Final = (
    "SIAM-01", "NET-01", "HST-01", "EUS-01", "APP-01", "DC-01", "DC-02", "BO-01", "INC-01",
)  # fmt: skip

_NETWORK_LOTS: Final = "Lot A: WAN, LAN and telephony. Lot B: emergency call routing."
_BACK_OFFICE: Final = (
    "Beside TTPi. SSCL is a joint venture of Sopra Steria and the Cabinet Office. The entry costs fall in the first "
    "three years and are part of the £216m. Over 400 posts transfer under TUPE 2006; no date given. "
)

KNOWN: Final[tuple[tuple[date, str, dict[str, Value]], ...]] = (
    # 2 October 2015: the press of that day, and what its sources had published by then.
    (OCTOBER_2015, "SIAM-01", {
        "tower": "SIAM", "title": "Service integration and management", "supplier": TBC, "incumbent": "Capgemini",
        "buyer": BUYER, "status": "Supplier chosen", "tender_actual": TBC,
        "award_forecast": "late Oct / early Nov 2015", "transfer_forecast": TBC, "end": TBC, "maximum_end": TBC,
        "estimated": TBC, "source": PRESS, "notes": "Supplier chosen but not yet named.",
    }),
    (OCTOBER_2015, "NET-01", {
        "tower": "Networks", "title": "Network services", "supplier": TBC, "incumbent": "Capgemini", "buyer": BUYER,
        "status": "In tender", "tender_actual": "Sep 2015", "closes": date(2015, 10, 16), "award_forecast": TBC,
        "transfer_forecast": TBC, "end": TBC, "maximum_end": TBC, "estimated": 240_000_000, "source": PRESS,
        "notes": "Tender launched in September 2015; it closes on 16 October 2015.",
    }),
    (OCTOBER_2015, "BO-01", {
        "tower": "Back office", "title": "Back office support services",
        "supplier": "Shared Services Connected Limited (SSCL)", "buyer": BUYER, "status": "Approved",
        "strategy": "Jul 2015", "tender_actual": TBC, "decision_date": "Aug 2015", "award_forecast": TBC,
        "transfer_forecast": "from October 2016", "tupe": TBC, "posts": "over 400", "term": 120, "end": TBC,
        "maximum_end": TBC, "approved": 216_000_000, "entry": "£52.9m", "source": PRESS,
        "notes": _BACK_OFFICE + "Services move to a new IT platform and are managed outside London. Management board "
        "7 Jul 2015, MOPAC meeting 29 Jul 2015.",
    }),
    (OCTOBER_2015, "INC-01", {
        "tower": "All towers", "title": "Incumbent ICT services", "supplier": "Capgemini", "buyer": BUYER,
        "status": "In service", "start": "2005", "end": "Dec 2015", "source": "Trade press",
        "notes": "Incumbent since 2005; extended in 2010 to December 2015.",
    }),
    # 31 March 2016.
    (MARCH_2016, "SIAM-01", {
        "supplier": "Atos", "status": "Awarded", "route": "Competition", "bidders": "Competition 2014/15",
        "award_actual": date(2015, 8, 24), "start": date(2015, 11, 2), "public": "Nov 2015", "term": 60,
        "award_value": 96_000_000, "source": BOTH,
        "notes": "Two sources disagree: the decision page has the agreement entered into on 24 Aug 2015; the press of "
        "2 Oct 2015 had it still to be signed, in late Oct or early Nov. Announced Nov 2015, effective 2 Nov 2015. "
        "Date of the tender notice not known.",
    }),
    (MARCH_2016, "NET-01", {
        "lots": "A and B", "invitations": "mid-Dec 2015", "term": 60, "source": "Trade press",
        "notes": "Up to £240m over 5 years. " + _NETWORK_LOTS,
    }),
    (MARCH_2016, "HST-01", {
        "tower": "Hosting", "title": "Hosting services", "supplier": "CSC", "incumbent": "Capgemini", "buyer": BUYER,
        "status": "Approved", "bidders": "9 PQQs Mar 2015; 5 to evaluation, 3 withdrew; BAFO Oct 2015",
        "tender_actual": TBC, "pqq": "Mar 2015", "bafo": "Oct 2015", "decision_ref": "DMPCD 2016 10",
        "decision_date": TBC, "public": "Feb 2016", "award_actual": TBC, "transfer_forecast": TBC, "term": 72,
        "options": "Breaks at years 4 and 5", "end": TBC, "maximum_end": TBC, "approved": 94_720_000, "source": BOTH,
        "notes": "6 years. The £94.72m comes with £10.07m of change notes with the incumbent.",
    }),
    (MARCH_2016, "EUS-01", {
        "tower": "End-user services", "title": "End-user services", "supplier": "CSC", "incumbent": "Capgemini",
        "buyer": BUYER, "status": "Approved", "tender_actual": TBC, "decision_ref": "DMPCD 2015 158",
        "decision_date": "Dec 2015", "public": "Feb 2016", "award_actual": TBC, "transfer_forecast": TBC, "term": 84,
        "end": TBC, "maximum_end": TBC, "approved": 155_240_000, "source": BOTH,
        "notes": "Up to 7 years; the value is a maximum.",
    }),
    (MARCH_2016, "APP-01", {
        "tower": "Applications", "title": "Application services", "supplier": "Accenture", "incumbent": "Capgemini",
        "buyer": BUYER, "status": "Approved", "bidders": "8 PQQs Aug 2015; 5 to ITT", "tender_actual": TBC,
        "pqq": "Aug 2015", "decision_ref": "DMPCD 2016 15", "decision_date": TBC, "public": date(2016, 3, 8),
        "award_actual": TBC, "transfer_forecast": TBC, "term": 96, "end": TBC,
        "maximum_end": TBC, "approved": 85_990_000, "source": BOTH,
        "notes": "At most 8 years. Reported on 8 Mar 2016.",
    }),
    (MARCH_2016, "DC-01", {
        "tower": "Data centres", "title": "Data centre lease", "supplier": TBC, "buyer": BUYER, "status": "Approved",
        "route": "Negotiated lease", "bidders": "8 shortlisted", "decision_ref": "DMPCD 2014 105",
        "decision_date": date(2015, 2, 26), "award_actual": TBC, "transfer_forecast": TBC, "term": 120, "end": TBC,
        "maximum_end": TBC, "approved": 20_500_000, "source": DECISION,
        "notes": "Lease of up to £20.5m over 10 years; fit-out of up to £1.2m.",
    }),
    (MARCH_2016, "BO-01", {
        "status": "Awarded", "decision_ref": "DMPCD 2015 114", "decision_date": "Jul 2015", "award_forecast": None,
        "award_actual": "Aug 2015", "start": "Oct 2015", "transfer_baseline": "Oct 2016", "entry": 52_900_000,
        "source": BOTH,
        "notes": _BACK_OFFICE + "Full business case approved Jul 2015 and contract awarded Aug 2015 (decision page); "
        "the press had approval to sign in Aug 2015. Management board 7 Jul 2015, MOPAC meeting 29 Jul 2015.",
    }),
    (MARCH_2016, "INC-01", {
        "status": TBC, "notes": "Incumbent since 2005; extended in 2010 to December 2015. Whether it ended then is not "
        "in our sources.",
    }),
    # 30 April 2017.
    (APRIL_2017, "NET-01", {
        "supplier": "BT", "status": "Approved", "decision_ref": "PCD 151", "decision_date": date(2017, 3, 2),
        "public": date(2017, 4, 13), "award_forecast": "by 31 Mar 2017", "award_actual": TBC, "term": 84,
        "options": "5 + 1 + 1 years", "approved": 200_000_000, "source": BOTH,
        "notes": "Up to £200m over 5 + 1 + 1 years. " + _NETWORK_LOTS + " Lot B is £13.2m over 4 years. Signature was "
        "planned by 31 Mar 2017; the day of signature is not known.",
    }),
    (APRIL_2017, "BO-01", {
        "transfer_forecast": TBC,
        "notes": _BACK_OFFICE + "Full business case approved Jul 2015 and contract awarded Aug 2015 (decision page). "
        "The transfer planned for October 2016 has not taken place; no later date in our sources.",
    }),
    # 31 March 2018.
    (MARCH_2018, "SIAM-01", {
        "decision_ref": "PCD 437; PCD 813", "current": 176_800_000,
        "changes": "£96m to £143m (PCD 437); £143m to £176.8m (PCD 813)",
    }),
    (MARCH_2018, "NET-01", {
        "decision_ref": "PCD 151; PCD 556", "changes": "+£8.1m capital (PCD 556)",
        "notes": "Up to £200m over 5 + 1 + 1 years; about 500 sites. " + _NETWORK_LOTS + " Lot B is £13.2m over "
        "4 years. Signature was planned by 31 Mar 2017; the day of signature is not known.",
    }),
    (MARCH_2018, "HST-01", {"changes": "£10.07m of change notes with the incumbent"}),
    (MARCH_2018, "EUS-01", {
        "notes": "Up to 7 years; the value is a maximum. The press says 5 years and £155m.",
    }),
    (MARCH_2018, "APP-01", {
        "posts": 113, "tupe": TBC,
        "notes": "At most 8 years. Saves £2.5m a year. The press has 113 incumbent staff in TUPE scope.",
    }),
    (MARCH_2018, "DC-02", {
        "tower": "Data centres", "title": "Data centre managed service", "supplier": "Keysource", "buyer": BUYER,
        "status": TBC, "decision_ref": "PCD 813", "award_actual": TBC, "transfer_forecast": TBC, "end": TBC,
        "maximum_end": TBC, "current": "£10.2m to £15.2m", "source": DECISION,
        "notes": "Value as the source has it: whether £10.2m to £15.2m is a rise or a range is not said.",
    }),
    (MARCH_2018, "BO-01", {
        "status": "In service", "decision_ref": "DMPCD 2015 114; PCD 560", "transfer_forecast": None,
        "transfer_actual": date(2018, 2, 5), "options": "7 + 3 years", "current": 234_500_000,
        "changes": "£216m to £234.5m (PCD 560)",
        "notes": _BACK_OFFICE + "One press source says 445. Transfer planned for Oct 2016, live on 5 Feb 2018: 16 "
        "months late. Savings of £101.4m net.",
    }),
)  # fmt: skip

BACK_OFFICE_OWN: Final[dict[str, Value]] = {
    "approved": "£216m",
    "entry": "£52.9m",
    "location": "Outside London",
    "strand_count": 7,
    "notes": "SSCL is a joint venture of Sopra Steria and the Cabinet Office. Maximum term ten years. The entry costs "
    "fall in the first three years and are part of the £216m. Management board 7 Jul 2015, MOPAC meeting 29 Jul 2015.",
}
"""What the back-office team's own workbook says in its own way, or besides."""

STRANDS: Final = (
    "Finance", "HR", "Procurement",
    "Strand 4 (not named)", "Strand 5 (not named)", "Strand 6 (not named)", "Strand 7 (not named)",
)  # fmt: skip
STRANDS_WITH_SSCL: Final = 3
"""The first three: finance, HR and procurement."""
STRAND_STRATEGY: Final = "Commercial strategy, Jul 2015"
STRAND_DOUBT: Final = (
    "Doubt: one article ties the seven strands to the outsourcing of back-office functions and to the strategy; other "
    "press of 2015 says that the strategy covered seven services of which SSCL took three: finance, HR and "
    "procurement. They are attached to the strategy here. The other four are not named in our source."
)
STRAND_STAGE: Final = "Not known: 6 of the 7 advanced, which not known"

STRATEGY: Final = "Commercial strategy approved by MOPAC Jul 2015"
FRAME: Final = (
    "Total Technology strategy published 10 Feb 2014  ·  TTPi outline business case approved Dec 2014  ·  " + STRATEGY
)
SCRUTINY: Final = (
    (
        "Scrutiny: London Assembly Budget and Performance Committee, September 2015. (1) MOPAC and the Met have not "
        "followed a systematic approach. (2) The strategy should have been finalised before the Met started to "
        "implement it. (3) Alternatives are to be explored before future contracts are decided: a reformed in-house "
        "service, joint ventures with another organisation, sharing with other police forces, public bodies or "
        "within the GLA group."
    ),
    (
        "Response of the MPS: the findings are recognised; several recommendations need more detailed assessment; they "
        "will be used for the next Spending Review."
    ),
)
STRAND_NOTE: Final = (
    "Strands: when the commercial strategy was approved in July 2015, only one of the seven strands was not at an "
    "advanced stage. Which one is not known."
)
AUTHORITY_NOTE: Final = "Buyer: the contracting authority is fairly surely MOPAC, for the Metropolitan Police Service."
TBC_NOTE: Final = "TBC: known to be unknown on the day of this register. Blank: does not apply, or not held."
CONFLICT_NOTE: Final = (
    "SIAM award: the decision page and the press of 2 October 2015 disagree. Both are kept: 24 August 2015 as actual, "
    "late October or early November 2015 as the forecast of the day."
)
UPLIFT_NOTE: Final = (
    "Rises: regulation 72 of the PCR 2015 caps each modification at 50 % of the original value. The two rises of the "
    "SIAM contract each stay under it; together they come to 84 %."
)
UNDATED_NOTE: Final = "PCD 437, PCD 556, PCD 560 and PCD 813 carry no date in our source."


def known_on(day: date) -> dict[str, dict[str, Value]]:
    """The contracts as known on `day`, by reference, in the order of the registers."""
    found: dict[str, dict[str, Value]] = {}
    for known, reference, values in KNOWN:
        if known <= day:
            found.setdefault(reference, {"reference": reference}).update(values)
    return {reference: found[reference] for reference in ORDER if reference in found}

"""What each number on the page means; headings link here."""

from __future__ import annotations

from dataclasses import dataclass

CLV_BASIS = (
    "CLV proxy = average recurring revenue per account at month 24, not lifetime, not margin"
)


@dataclass(frozen=True)
class Definition:
    """`key` is the anchor on the page."""

    key: str
    term: str
    text: str


DEFINITIONS = (
    Definition(
        "clv",
        "CLV proxy",
        "First-year ACV × gross retention over 24 months × expansion multiple. "
        f"{CLV_BASIS}. Unknown as soon as one factor is unknown.",
    ),
    Definition(
        "acv",
        "First-year ACV",
        "Mean value of months 1 to 12 of the initial contract, over the accounts whose first "
        "contract was signed in the window (24 months by default).",
    ),
    Definition(
        "grr",
        "GRR: gross revenue retention",
        "Of the recurring revenue of 24 months ago, the part that is still there. "
        "Expansion never counts, so it is at most 100 %.",
    ),
    Definition(
        "nrr",
        "NRR: net revenue retention",
        "Recurring revenue now of the accounts that had some 24 months ago, over what they had "
        "then. Expansion counts.",
    ),
    Definition("multiple", "Expansion multiple", "NRR over GRR: how far what stayed has grown."),
    Definition(
        "cohort",
        "Cohort",
        "Accounts of the segment that had recurring revenue 24 months ago. Retention rests on "
        "them: the fewer they are, the less a rate can be trusted.",
    ),
    Definition(
        "tier",
        "Tier",
        "A: top third of rated segments by CLV proxy with more viable accounts than the minimum "
        "(200 by default). B: middle third, or top third with too few viable accounts. C: the "
        "rest. A proposed tier is computed; a tier in force has been signed and adopted.",
    ),
    Definition(
        "addressable",
        "Addressable accounts",
        "Accounts in scope, each family of parent and children counted once.",
    ),
    Definition(
        "viable",
        "Viable accounts",
        "Addressable accounts that can be worked. Without a feed of contacts these are all "
        "addressable accounts.",
    ),
    Definition(
        "score",
        "Composite score",
        "0 to 100: weighted sum of addressable revenue, win rate, days to close and expansion, "
        "each scaled across the segments. It orders work; it does not set the tier.",
    ),
    Definition(
        "fundable",
        "Funding",
        "Money follows a segment that has an active owner and a tier A or B in force. Tier C "
        "keeps nurture budget; an unproven segment gets test budget only.",
    ),
    Definition(
        "killed",
        "Killed cell",
        "A cell whose share of the addressable market or whose revenue opportunity a year is "
        "below the configured minimum (2 % and 500,000 by default).",
    ),
    Definition(
        "arr",
        "ARR: annual recurring revenue",
        "Twelve times the monthly amount of recurring contract lines live on the as-of date, "
        "at one exchange rate.",
    ),
    Definition(
        "completeness",
        "Completeness",
        "Share of eligible accounts with a value that is not a filler such as “n/a”.",
    ),
    Definition(
        "quarantine",
        "Refused rows",
        "Rows that fail the data contract. They are kept apart with their reason and are in no "
        "number.",
    ),
)

"""Codes of the marts in plain words: the only place where the report says what a code means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from segments.report.figures import MINUS

KILL_REASONS = {
    "share_below_minimum": "holds too small a share of the addressable market",
    "opportunity_below_minimum": "offers too little revenue a year",
}

# Inside a cell of the grid, before the number.
KILL_LABELS = {
    "share_below_minimum": "Share of market too small",
    "opportunity_below_minimum": "Revenue a year too small",
}

CELL_STATES = {
    "surviving": "Survives",
    "band_only": "Band alone: the need is not known",
    "provisional": "On probation",
    "merged": "Merged",
    "killed": "Killed",
    "unclassified": "Not rated",
}

GRID_MODES = {
    "band_and_need": "Bands by need states",
    "band_only": "Bands alone: needs are known for too few accounts, so every cell is provisional",
}

RATING_STATES = {
    "rated": "rated",
    "unproven": "unproven: too few accounts in its retention cohort, test budget only",
    "unscored": "unscored: its CLV proxy is unknown",
}

TIER_REASONS = {
    "top_third": "top third by CLV proxy, with enough viable accounts",
    "top_third_small_universe": "top third by CLV proxy, but too few viable accounts for A",
    "middle_third": "middle third by CLV proxy",
    "middle_third_small_universe": "middle third by CLV proxy, but too few viable accounts for B",
    "bottom_third": "bottom third by CLV proxy",
    "fewer_than_three_rated": "fewer than three segments are rated, so there are no thirds",
    "unproven": "too few accounts in its retention cohort: test budget only",
    "unscored": "its CLV proxy is unknown",
}

NULL_REASONS = {
    "no_first_year_acv": "no first contract in the window",
    "no_run_rate": "nobody was invoiced for what comes again",
    "no_retention_cohort": "no customers when the window began",
    "no_expansion_multiple": "none of the cohort's revenue was kept",
    "scoring_disabled": "too little history to score segments",
    "no_observations": "nothing was observed",
    "no_accounts": "the cell has no account",
    "customers_unknown": "nobody says who is a customer",
    "no_closed_deals": "no new-business deal was closed",
    "no_budgets": "no budget is read",
    "no_adjacent_cell": "no larger cell of its band survives",
    "interviews_not_delivered": "win-loss interviews were not delivered",
    "unknown_need": "the row of accounts without a need state",
    "empty_denominator": "there is nothing to divide by",
    "source_not_delivered": "the extract that it is computed from was not delivered",
    "amount_not_shared": "finance shares no amounts",
    "cycle_unknown": "nothing was won, so nobody knows how long a win takes",
    "before_cycle_ends": "most wins of the cohort are still to come",
    "cohort_too_young": "not every deal of the cohort is that old yet",
}

RANK_NULL_REASONS = {
    "unproven": "not ranked: unproven",
    "unscored": "not ranked: its CLV proxy is unknown",
    "no_composite_score": "none of its score components is known",
}

CORRELATION_NULL_REASONS = {
    "too_few_segments": "too few segments to compare two orders",
    "no_variation": "all compared segments are equal in one of the two",
}

GATE_STATES = {
    "publishable": "Publishable",
    "draft": "Draft: it or what it rests on has a blocking reason",
}

DRAFT_REASONS = {
    "no_kept_variable": "every variable was cut",
    "too_many_unclassified": "too many accounts lack a band or a need",
    "axis_not_kept": "the variable model cuts the basis of the bands",
    "no_surviving_cell": "every cell was killed",
    "no_rated_segment": "no segment could be ranked",
}

CALENDAR_STATES = {"fresh": "Fresh", "due": "Due soon", "overdue": "Overdue"}

OVERDUE_REASONS = {
    "never_done": "never done",
    "interval_passed": "done too long ago",
}

UNFUNDABLE_REASONS = {
    "killed": "the segment was killed",
    "merged": "the segment was merged into another",
    "no_owner": "no owner is named",
    "owner_unknown": "the named owner is not among the users",
    "owner_not_a_person": "the named owner is a team or a mailbox",
    "owner_inactive": "the named owner is not active",
    "superseded": "a later state of the segment holds",
    "retired": "the segment is no longer in the grid",
}

SEGMENT_STATES = {
    "active": "Active",
    "provisional": "On probation",
    "killed": "Killed",
    "merged": "Merged",
    "retired": "Retired",
}

SEGMENT_COUNT_STATES = {
    "too_few_candidates": "too few cells to choose from",
    "too_broad": "too broad: fewer segments than needs differ",
    "narrow": "narrow: fewer segments than a team can work",
    "ok": "as many as the team can work",
    "consolidate": "too many: consolidate",
    "cannot_operate": "more than anybody can operate",
    "below_cap": "below the cap",
    "above_cap": "above the cap, with no cells left to merge",
}

INTERVIEW_STATES = {
    "pass": "enough recent interviews",
    "warn": "barely enough recent interviews",
    "fail": "too few recent interviews",
}

VALIDATION_STATES = {
    "pass": "won accounts show its need",
    "fail": "won accounts show other needs",
    "insufficient_evidence": "too few won accounts with other evidence",
}

MATRIX_STATES = {
    "draft": "Draft: no tier is in force for it",
    "proposed": "Proposed: the tier of an earlier run is in force",
    "in_force": "In force",
}

SEGMENT_NULL_REASONS = {
    "merged": "Merged into another account",
    "deleted": "Deleted in the CRM",
    "scope_rules": "Out of scope by rule or override",
    "band_unknown": "Firmographic band unknown",
    "need_state_unknown": "Need state unknown",
    "cell_killed": "In a killed cell",
}

CUT_REASONS = {
    "beyond_maximum": "weaker than the most variables that are kept",
    "completeness_below_minimum": "filled for too small a share of accounts",
    "no_population": "no account could have a value",
    "source_not_delivered": "its source was not delivered",
    "before_first_record": "its source does not reach so far back",
}

ARR_BUCKETS = {
    "tier_a": ("Tier A", "Accounts of segments proposed as A"),
    "tier_b": ("Tier B", "Accounts of segments proposed as B"),
    "tier_c": ("Tier C", "Accounts of segments proposed as C"),
    "killed": ("Killed cells", "Accounts of cells that a kill rule removed"),
    "unclassified": ("Band or need unknown", "Accounts in scope that are in no cell"),
    "out_of_scope": ("Out of scope", "Accounts deleted, ruled out or not in existence on the day"),
    "unmatched": (
        "Unknown account",
        "Contract lines with an account ID that the CRM does not have",
    ),
    "unassigned": ("No account", "Contract lines without an account ID"),
    "rounding": ("Rounding", "Revenue is rounded to cents once for each account"),
    "quarantined": ("Refused lines", "Contract lines that failed the data contract"),
}

CHARGE_TYPES = {
    "recurring": "Recurring",
    "usage": "Usage",
    "one_time": "One-time",
    "services": "Services",
    "unknown": "Refused",
}
INVOICE_NULL_REASONS = {
    "invoices_not_delivered": "finance delivered no invoices",
    "lines_refused": "the amounts of refused lines cannot be trusted",
}
CLV_INTERVAL_NULL_REASONS = {
    "clv_unknown": "the proxy itself is unknown",
    "basis_without_interval": "it rests on logos or run rates, whose error nobody measures",
    "multiple_without_interval": "the error of a multiple on the starting base is not measured",
    "factor_imputed": "the segment has no data of its own for a factor",
    "too_few_observations": "too few accounts stand behind a factor",
    "nothing_varied": "all accounts behind a factor are alike",
}
GROSS_MARGIN_NULL_REASONS = {
    "costs_not_delivered": "finance delivered no costs",
    "no_revenue_or_cost": "there is no revenue, no cost, or no scope",
}
ARR_NULL_REASONS = {
    "finance_not_delivered": "finance delivered neither contract lines nor invoices",
    "contracts_not_delivered": "finance delivered no contract lines",
    "amount_not_shared": "finance shares no amounts",
    "lines_refused": "the amounts of refused lines cannot be trusted",
}

MOVEMENTS = {
    "new": "New",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churn": "Churn",
    "resumption": "Resumption",
    "reactivation": "Reactivation",
}

SIGNATURE_STATES = {
    "valid": "Valid",
    "function_not_required": "Not counted: this function need not sign this artifact",
    "run_not_published": "Not counted: the run was never published",
    "old_hash": "Not counted: what was signed has changed since",
}

REFUSAL_REASONS = {
    "run_not_published": "the run was never published",
    "signature_missing": "a required signature is missing",
    "segment_not_in_force": "no tier of the segment is in force",
    "not_a_demotion": "the tier is not below the one in force",
    "run_is_draft": "the run is a draft",
}

CHANGE_REASONS = {
    "adopted_run": "Adopted run",
    "not_in_adopted_run": "Not in the adopted run",
    "demoted": "Demoted",
    "killed": "Killed by decision",
}

SOURCES_OF_NEED = {
    "declared": "Declared on the account",
    "opportunities": "Seen on its opportunities",
    "triggers": "Inferred from trigger events",
    "opportunities_and_triggers": "Seen on its opportunities and trigger events",
    "unknown": "Unknown",
    "none": "No evidence",
}

ACV_LEVELS = {
    "cell": "the cell's own",
    "band": "the band's, for want of its own",
    "portfolio": "the portfolio's, for want of its own",
}

CLV_BASES = {
    "revenue": "revenue retention",
    "logo": "logo retention, a placeholder for revenue retention",
    "run_rate": "invoiced run rate with a monthly decay, a placeholder for revenue retention",
}

EXPANSION_BASES = {
    "survivor": "net over gross retention",
    "starting_base": "1 plus expansion over the starting revenue",
}

ARTIFACTS = {
    "variable_model": "Variable model",
    "segment_grid": "Segment grid",
    "tier_matrix": "Tier matrix",
}

FUNCTIONS = {
    "sales": "Sales",
    "finance": "Finance",
    "marketing": "Marketing",
    "revenue_operations": "Revenue operations",
}

INFORMATION_VALUE_STATES = {
    "signal": "Tells won from lost deals",
    "no_signal": "No more than chance",
    "suspicious": "Too good: look for leakage",
    "insufficient": "Too few won or lost deals",
}

READINESS_STATES = {
    "pass": "Passed",
    "warn": "Barely",
    "fail": "Failed",
    "unknown": "Unknown",
}

READINESS_REASONS = {
    "no_closed_deals": "no deal has closed",
    "no_won_deals": "no deal was won",
    "history_too_short": "closed deals do not reach back far enough",
    "months_without_closings": "too many months have no closed deal",
    "created_on_one_day": "all deals carry one day of creation, as after a migration",
    "won_source_without_lost_deals": "a source of won deals has no lost ones",
    "completeness_not_above_minimum": "filled on too small a share of closed deals",
    "too_few_closed_deals": "too few deals have closed",
    "decided": "somebody decided it",
    "deals_not_delivered": "nobody delivers deals to judge by",
    "source_not_delivered": "the source is not delivered",
    "no_rows_by_then": "there was no row by that day",
    "newest_row_too_old": "the newest row is too old",
    "amount_not_shared": "lines lack their amounts",
    "no_task_has_a_day": "no task of the calendar has a day and an owner",
    "too_few_interviews": "too few recent interviews",
    "cohort_too_small": "too few accounts in the retention cohort",
    "counted_by_logo": "retention is counted by logos",
    "counted_by_run_rate": "retention is counted on invoiced run rates",
    "deal_margin_unknown": "no won deal has an amount and a margin ratio",
    "too_transactional": "the median deal's margin does not carry the overhead of a deal",
}

SEVERITIES = {"error": "Error", "warning": "Warning", "information": "Note"}

VARIABLE_WORDS = {
    "firmographic": "Firmographic",
    "behavioral": "Behavioural",
    "needs_based": "Needs-based",
    "qualifier": "Qualifier",
    "modifier": "Modifier",
    "accounts": "All accounts",
    "customers": "Customers",
}

COMPONENTS = {
    "addressable_revenue": "Addressable revenue",
    "win_rate": "Win rate",
    "velocity": "Days from first meeting to close",
    "expansion": "Expansion coefficient",
    "market_size": "Market size",
    "growth_potential": "Growth potential",
    "competitive_intensity": "Competitive intensity",
    "fit": "Fit",
}

ENTITIES = {
    "accounts": "Accounts",
    "opportunities": "Opportunities",
    "users": "Users",
    "contract_lines": "Contract lines",
    "fx_rates": "Exchange rates",
    "contacts": "Contacts",
    "activities": "Activities",
    "account_history": "Account history",
    "opportunity_stage_history": "Stage history of opportunities",
    "win_loss_interviews": "Win and loss interviews",
    "invoices": "Invoices",
    "account_costs": "Account costs",
    "cost_drivers": "Cost drivers",
    "targets": "Targets",
    "product_usage": "Product usage",
    "technographics": "Technographics",
    "trigger_events": "Trigger events",
    "market_universe": "Market universe",
}

OBJECTS = {"finance": "Finance extract", "portfolio": "Whole portfolio"}


@dataclass(frozen=True)
class Refusal:
    """Why a row was refused, after the name of its column if it has one, and what to do."""

    text: str
    remedy: str


COLUMN_FAULTS = {
    "missing": Refusal(
        "is missing or says that it is unknown",
        "Fill it at the source; the data contract requires it",
    ),
    "not_a_number": Refusal("is not a number", "Write plain digits with a decimal point"),
    "too_many_decimals": Refusal(
        "has more decimals than the contract allows", "Round it at the source"
    ),
    "not_an_integer": Refusal("is not a whole number", "Write digits only"),
    "not_a_boolean": Refusal("is neither true nor false", "Write true or false"),
    "not_a_date": Refusal("is not a day of the calendar", "Write days as 2026-06-30"),
    "not_a_timestamp": Refusal("is not a moment in time", "Write moments as 2026-06-30T09:15:00Z"),
    "too_long": Refusal("is longer than the contract allows", "Shorten it at the source"),
    "malformed": Refusal("does not have the form of the contract", "Correct it at the source"),
    "not_allowed": Refusal(
        "is none of the allowed values",
        "Use an allowed value or add it to the data contract",
    ),
    "below_minimum": Refusal("is below the allowed minimum", "Correct it at the source"),
    "above_maximum": Refusal("is above the allowed maximum", "Correct it at the source"),
    "in_the_future": Refusal("lies after the extraction", "Correct the date at the source"),
    "not_found": Refusal(
        "points to a row that is not there",
        "Export the row that it points to, or correct it at the source",
    ),
    "circular": Refusal("leads back to the same account", "Break the circle in the CRM"),
    "too_deep": Refusal("has more levels than are followed", "Flatten the hierarchy in the CRM"),
    "no_fx_rate": Refusal(
        "has no exchange rate for the day",
        "Add the rate to the exchange rates of finance",
    ),
    "fx_rates_not_delivered": Refusal(
        "has no exchange rate, because finance delivered none",
        "Land the exchange rates of finance",
    ),
}

ROW_FAULTS = {
    "duplicate_identical": Refusal(
        "The same row stands in the file again", "Nothing to do: the first one was kept"
    ),
    "duplicate_conflict": Refusal(
        "Rows of one key disagree", "Keep the right one at the source; all were refused"
    ),
    "closed_deal_has_close_date": Refusal(
        "A closed deal has no close date", "Fill the close date in the CRM"
    ),
    "close_date_not_before_created": Refusal(
        "The deal was closed before it was created",
        "Correct one of the two dates in the CRM",
    ),
    "opportunity_amount_has_currency": Refusal(
        "An amount has no currency", "Fill the currency in the CRM"
    ),
    "end_date_not_before_start": Refusal(
        "The line ends before it starts",
        "Correct one of the two dates in the finance extract",
    ),
    "line_amount_has_currency_and_period": Refusal(
        "An amount lacks its currency or its period", "Fill both in the finance extract"
    ),
    "term_amount_has_end_date": Refusal(
        "An amount for a whole term has no end date",
        "Fill the end date in the finance extract",
    ),
    "activity_has_a_subject": Refusal(
        "An activity names neither an account nor a deal", "Fill one of them in the CRM"
    ),
    "stage_amount_has_currency": Refusal(
        "An amount of a stage has no currency", "Fill the currency in the CRM"
    ),
    "service_end_not_before_start": Refusal(
        "A service ends before it starts",
        "Correct one of the two dates in the finance extract",
    ),
    "cost_month_is_a_first_day": Refusal(
        "A month of costs is not named by its first day", "Write months as 2026-06-01"
    ),
    "driver_month_is_a_first_day": Refusal(
        "A month of a cost driver is not named by its first day", "Write months as 2026-06-01"
    ),
    "target_period_not_reversed": Refusal(
        "The period of a target ends before it starts",
        "Correct one of the two dates in the finance extract",
    ),
    "target_amount_has_currency": Refusal(
        "An amount of a target has no currency", "Fill the currency in the finance extract"
    ),
    "wrong_column_count": Refusal(
        "The record has too few or too many columns",
        "Export the file again; look for stray commas",
    ),
    "bad_quoting": Refusal(
        "Quotation marks do not match", "Export the file again with every quote doubled"
    ),
    "invalid_encoding": Refusal("The text is not UTF-8", "Export the file again as UTF-8"),
    "line_too_long": Refusal(
        "The record is longer than a record may be",
        "Look for an unclosed quotation mark",
    ),
}

UNKNOWN_FAULT_REMEDY = "Read the rule in the data contract and correct the rows at their source"

ABBREVIATIONS = {
    "id": "ID",
    "naics": "NAICS",
    "fx": "FX",
    "arr": "ARR",
    "acv": "ACV",
    "clv": "CLV",
    "grr": "GRR",
    "nrr": "NRR",
    "crm": "CRM",
}

# Column of the SQL whose values are codes: the family that has their words.
FAMILIES: dict[str, dict[str, str]] = {
    "cell_status": CELL_STATES,
    "kill_reasons": KILL_REASONS,
    "grid_mode": GRID_MODES,
    "rating_status": RATING_STATES,
    "tier_reason": TIER_REASONS,
    "clv_null_reason": NULL_REASONS,
    "opportunity_null_reason": NULL_REASONS,
    "null_reason": NULL_REASONS,
    "unfundable_reason": UNFUNDABLE_REASONS,
    "gate_status": GATE_STATES,
    "own_reasons": DRAFT_REASONS,
    "calendar_status": CALENDAR_STATES,
    "overdue_reason": OVERDUE_REASONS,
    "rank_null_reason": RANK_NULL_REASONS,
    "correlation_null_reason": CORRELATION_NULL_REASONS,
    "segment_status": SEGMENT_STATES,
    "matrix_state": MATRIX_STATES,
    "segment_null_reason": SEGMENT_NULL_REASONS,
    "cut_reason": CUT_REASONS,
    "arr_null_reason": ARR_NULL_REASONS,
    "amount_null_reason": INVOICE_NULL_REASONS,
    "charge_type": CHARGE_TYPES,
    "clv_proxy_interval_null_reason": CLV_INTERVAL_NULL_REASONS,
    "gross_margin_null_reason": GROSS_MARGIN_NULL_REASONS,
    "movement_type": MOVEMENTS,
    "signature_status": SIGNATURE_STATES,
    "refusal_reason": REFUSAL_REASONS,
    "change_reason": CHANGE_REASONS,
    "acv_level": ACV_LEVELS,
    "need_state_source": SOURCES_OF_NEED,
    "validation_status": VALIDATION_STATES,
    "lookup_status": CELL_STATES,
    "information_value_status": INFORMATION_VALUE_STATES,
    "check_status": READINESS_STATES,
    "applicability_reason": READINESS_REASONS,
    "candidate_segment_status": SEGMENT_COUNT_STATES,
    "surviving_segment_status": SEGMENT_COUNT_STATES,
    "operable_segment_status": SEGMENT_COUNT_STATES,
    "interview_status": INTERVIEW_STATES,
    "interview_null_reason": NULL_REASONS,
    "expected_null_reason": NULL_REASONS,
    "no_suggestion_reason": NULL_REASONS,
    "priority_null_reason": NULL_REASONS,
}

# The same for codes that stand in the configuration.
CONFIGURED: dict[str, dict[str, str]] = {
    "artifact": ARTIFACTS,
    "blocks_artifact": ARTIFACTS,
    "clv_basis": CLV_BASES,
    "eligible_population": VARIABLE_WORDS,
    "expansion_basis": EXPANSION_BASES,
    "function": FUNCTIONS,
    "inherited_from_artifact": ARTIFACTS,
    "owner": FUNCTIONS,
    "reason": READINESS_REASONS,
    "role": VARIABLE_WORDS,
    "severity": SEVERITIES,
}

# `cfg_params.retention_basis` names a setting, other prefixes a table.
_TOKEN = re.compile(r"(?<!/)\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\.[a-z0-9_]+)?\b")
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
# A number after its name; a day or an id has no colon before it.
_COUNTED = re.compile(r"(?<=: )-?\d{4,}(?:\.\d+)?(?![-:\w])")
_SETTING_PREFIX = "cfg_params."
_SEED_PREFIX = "cfg_"
_TABLE_PREFIXES = ("rpt_", "fct_", "dim_")


def spaced(code: str) -> str:
    """`parent_account_id` as `parent account ID`."""
    return " ".join(ABBREVIATIONS.get(part, part) for part in code.split("_"))


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def words(family: dict[str, str], code: str) -> str:
    """The words of a code; a code of a tenant's own configuration is at least readable."""
    return family.get(code) or sentence(spaced(code))


def of(column: str, code: str) -> str:
    """The words of a code of a column."""
    return words(FAMILIES.get(column) or CONFIGURED.get(column) or {}, code)


def kill_words(kill_reasons: str | None) -> list[str]:
    """One phrase per rule that killed the cell."""
    codes = (kill_reasons or "").split(", ")
    return [words(KILL_REASONS, code) for code in codes if code]


def refusal(code: str) -> Refusal:
    """Words for `column:code`, for a rule of the row, or for what landing could not read."""
    column, separator, fault_code = code.partition(":")
    if separator:
        fault = COLUMN_FAULTS.get(fault_code) or Refusal(
            f"fails the rule “{spaced(fault_code)}”", UNKNOWN_FAULT_REMEDY
        )
        return Refusal(f"{sentence(spaced(column))} {fault.text}", fault.remedy)
    return ROW_FAULTS.get(code) or Refusal(f"Fails the rule “{spaced(code)}”", UNKNOWN_FAULT_REMEDY)


_PHRASES = (
    COMPONENTS
    | NULL_REASONS
    | UNFUNDABLE_REASONS
    | REFUSAL_REASONS
    | {code: text.lower() for code, text in SIGNATURE_STATES.items()}
    | ARTIFACTS
    | ENTITIES
    | READINESS_REASONS
)


def _configured_words(token: str) -> str | None:
    if token.startswith(_SETTING_PREFIX):
        return f"the setting “{spaced(token.removeprefix(_SETTING_PREFIX))}”"
    if token.startswith(_SEED_PREFIX):
        return f"the configuration “{spaced(token.removeprefix(_SEED_PREFIX))}”"
    if token.startswith(_TABLE_PREFIXES):
        return f"the table “{spaced(token.partition('_')[2])}”"
    return None


def plain_evidence(text: str) -> str:
    """Known codes in words; what the tenant wrote, such as a person's ID, stays as it is."""

    def replaced(found: re.Match[str]) -> str:
        token = found.group()
        # `setting = value` names a setting on the left, and a code of its own on the right.
        is_setting = text[found.end() :].startswith(" = ") or text[: found.start()].endswith(" = ")
        known = _configured_words(token) or _PHRASES.get(token)
        return known or (spaced(token) if is_setting else token)

    return sentence(_COUNTED.sub(_separated, _TOKEN.sub(replaced, text)))


def _separated(found: re.Match[str]) -> str:
    whole, point, decimals = found.group().partition(".")
    return f"{int(whole):,}{point}{decimals}".replace("-", MINUS)


def plain_object(object_id: str, names: Mapping[str, str]) -> str:
    """Parts of an id by their names; a code of letters alone in words, another id as it is."""
    known = {**FUNCTIONS, **_PHRASES, **names}
    if object_id in known:
        return known[object_id]
    parts = object_id.split(":")
    # `crm:rep_007` is an id of the tenant.
    if len(parts) > 1 and not any(part in known for part in parts):
        return object_id
    return ", ".join(
        FUNCTIONS.get(part)
        or known.get(part)
        or (sentence(spaced(part)) if _CODE.fullmatch(part) else part)
        for part in parts
    )


def plain_instruction(text: str, names: Mapping[str, str] | None = None) -> str:
    """A label, remedy or description: every code in words, those of `names` first."""

    def replaced(found: re.Match[str]) -> str:
        token = found.group()
        known = (names or {}).get(token)
        return known or _configured_words(token) or _PHRASES.get(token) or spaced(token)

    return sentence(_TOKEN.sub(replaced, text))

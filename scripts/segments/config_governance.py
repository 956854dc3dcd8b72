"""Checks of artifacts, sign-offs and decisions."""

from __future__ import annotations

import re
from datetime import timedelta

from segments.config_params import PARAMS, parse_date, parse_number
from segments.config_segments import unknown_segments
from segments.config_tables import (
    OPTIONAL_COMPONENTS,
    domain,
    file_of,
    filled,
    positive_wholes,
    slugs,
    unique,
)
from segments.identity import RESULT_MARTS
from segments.ledger import utc_now
from segments.profiles import PARAMS_SEED, PROFILES_SEED
from segments.seed_files import Problem, Seed, SeedRow

RUN_ID = re.compile(r"[0-9a-f]{16}")
SHA256 = re.compile(r"[0-9a-f]{64}")
TABLES = re.compile(r"(rpt|fct|dim)_[a-z0-9_]+(;(rpt|fct|dim)_[a-z0-9_]+)*")
DECISION_TYPES = ("adopt_run", "demote", "kill")
TIERS = ("A", "B", "C")
# In no artifact: a signature or a decision must not change what it speaks of.
GOVERNANCE_SEEDS = (
    "cfg_artifacts",
    "cfg_assumptions",
    "cfg_checks",
    "cfg_decisions",
    "cfg_entities",
    "cfg_governance_calendar",
    "cfg_reviews",
    "cfg_scope_overrides",
    "cfg_readiness_checks",
    "cfg_signoffs",
    "cfg_signoff_requirements",
)
# In no artifact either: who covers an account changes no segment and no segment's tier.
COVERAGE_SEEDS = (
    "cfg_account_tier_rules",
    "cfg_account_tier_zero",
    "cfg_account_tiers",
    "cfg_activity_types",
    "cfg_coverage_model",
    "cfg_coverage_roles",
)
OUTSIDE_ARTIFACTS = (*GOVERNANCE_SEEDS, *COVERAGE_SEEDS)
# Tasks of the calendar and what completes each.
TASKS = {
    "variable_model": "approval",
    "tier_matrix": "adoption",
    "audit": "review",
    "account_tiers": "review",
    "revalidation": "review",
}
SEVERITIES = ("error", "warning", "information")
CHECK_IDS = (
    "account_loses_little",
    "account_loses_money",
    "account_history_field_unknown",
    "account_tier_count",
    "account_tier_list_out_of_scope",
    "activity_type_not_listed",
    "arr_out_of_scope",
    "assumption_expired",
    "assumption_stands",
    "arr_unassigned",
    "arr_unknown",
    "arr_unmatched",
    "churn_definition",
    "closed_lost_present",
    "closing_months",
    "band_count_unusual",
    "cell_pattern_fails",
    "completeness_drift",
    "cost_months_missing",
    "cost_unallocated",
    "cost_unmatched",
    "coverage_over_capacity",
    "created_dates",
    "decision_refused",
    "finance_export",
    "governance_calendar",
    "grid_is_band_only",
    "grid_is_draft",
    "history_length",
    "interview_evidence",
    "invoice_unassigned",
    "invoice_unmatched",
    "margin_incomplete",
    "margin_on_contracts",
    "market_universe_not_placed",
    "market_universe_partial",
    "need_interviews_few",
    "need_state_conference_room",
    "need_state_count_unusual",
    "need_state_empty",
    "need_state_not_listed",
    "nothing_in_force",
    "opportunity_opposed",
    "opportunity_unassigned",
    "opportunity_unmatched",
    "number_imputed",
    "opportunity_type_unknown",
    "prerequisite_completeness",
    "profit_contradicts_revenue",
    "rate_not_reliable",
    "reach_unknown",
    "retention_capability",
    "retention_is_placeholder",
    "rows_quarantined",
    "scope_override_expired",
    "scope_override_unknown_account",
    "scoring_enabled",
    "segment_count_cannot_operate",
    "segment_count_consolidate",
    "segment_owner_inactive",
    "segment_owner_not_a_person",
    "segment_owner_unknown",
    "segment_unproven",
    "segment_unscored",
    "segment_without_owner",
    "signature_missing",
    "signature_not_valid",
    "source_not_delivered",
    "stage_entry_amount_missing",
    "stage_history_missing",
    "stage_not_listed",
    "target_periods_overlap",
    "target_segment_unknown",
    "task_overdue",
    "thin_market",
    "transactional_model",
    "trigger_type_not_listed",
    "value_map_unused",
    "values_repaired",
    "variable_model_thin",
    "variable_model_wide",
    "viable_not_measured",
)
"""The checks that the models compute (int_finding_*.sql)."""


def _dates(seed: Seed, column: str) -> list[Problem]:
    return [
        Problem(
            file_of(seed), row.line, column, f"'{row[column]}' is no day", "write it as YYYY-MM-DD"
        )
        for row in seed.rows
        if parse_date(row[column]) is None
    ]


def _not_in_the_future(seed: Seed, column: str) -> list[Problem]:
    """What was done, was done by today; a day's grace covers time zones."""
    latest = utc_now().date() + timedelta(days=1)
    return [
        Problem(
            file_of(seed),
            row.line,
            column,
            f"{row[column]} has not come yet",
            "write the day on which it was done",
        )
        for row in seed.rows
        if (day := parse_date(row[column])) is not None and day > latest
    ]


def _matching(seed: Seed, column: str, pattern: re.Pattern[str], fix: str) -> list[Problem]:
    return [
        Problem(file_of(seed), row.line, column, f"'{row[column]}' is malformed", fix)
        for row in seed.rows
        if not pattern.fullmatch(row[column])
    ]


def check_artifacts(seeds: dict[str, Seed]) -> list[Problem]:
    """Artifacts name existing seeds, each once, and no seed about sign-offs or decisions."""
    seed = seeds["cfg_artifacts"]
    problems = [
        *domain(seed, "artifact", tuple(RESULT_MARTS)),
        *unique(seed, "artifact", "seed_name"),
        *filled(seed, "artifact_label"),
        *positive_wholes(seed, "display_order"),
    ]
    for row in seed.rows:
        name = row["seed_name"]
        if name not in seeds:
            what, fix = f"there is no seeds/{name}.csv", "mend the name or add the seed"
            problems.append(Problem(file_of(seed), row.line, "seed_name", what, fix))
        elif name in OUTSIDE_ARTIFACTS:
            what, fix = f"{name} may feed no artifact", "remove the row"
            problems.append(Problem(file_of(seed), row.line, "seed_name", what, fix))
        elif name in (PARAMS_SEED, PROFILES_SEED):
            what = "parameters feed artifacts by their own column"
            problems.append(Problem(file_of(seed), row.line, "seed_name", what, "remove the row"))
    feeding = {row["seed_name"] for row in seed.rows}
    for name in sorted(set(seeds) - feeding - {*OUTSIDE_ARTIFACTS, PARAMS_SEED, PROFILES_SEED}):
        if name.startswith("cfg_"):
            what, fix = f"{name} feeds no artifact", "add a row with the artifact that it feeds"
            problems.append(Problem(file_of(seed), None, "seed_name", what, fix))
    for name in sorted(set(RESULT_MARTS) - {row["artifact"] for row in seed.rows}):
        what, fix = f"artifact '{name}' has no seeds", "add the seeds that feed it"
        problems.append(Problem(file_of(seed), None, "artifact", what, fix))
    return problems


def check_checks(seeds: dict[str, Seed]) -> list[Problem]:
    """Every check that the models compute has its severity, owner and remedy, and no other."""
    seed = seeds["cfg_checks"]
    problems = [
        *domain(seed, "check_id", CHECK_IDS),
        *unique(seed, "check_id"),
        *domain(seed, "severity", SEVERITIES),
        *filled(seed, "check_label", "owner", "remedy"),
    ]
    for name in sorted(set(CHECK_IDS) - {row["check_id"] for row in seed.rows}):
        what, fix = f"check '{name}' is missing", "restore its row"
        problems.append(Problem(file_of(seed), None, "check_id", what, fix))
    return problems


def _signs_for_two_functions(seed: Seed) -> list[Problem]:
    """One person speaks for one function on a run; two signatures of one hand are not two."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], SeedRow] = {}
    for row in seed.rows:
        earlier = first.setdefault((row["scoring_run_id"], row["signed_by"].casefold()), row)
        if earlier["function"] != row["function"]:
            what = (
                f"{row['signed_by']} signed run {row['scoring_run_id']} as {earlier['function']} "
                f"on line {earlier.line} and signs as {row['function']} here"
            )
            fix = "let somebody of the other function sign"
            problems.append(Problem(file_of(seed), row.line, "function", what, fix))
    return problems


def check_signoffs(seeds: dict[str, Seed]) -> list[Problem]:
    """Requirements and signatures are well formed; whether one is current the marts say."""
    required, signed = seeds["cfg_signoff_requirements"], seeds["cfg_signoffs"]
    artifacts = tuple(dict.fromkeys(row["artifact"] for row in seeds["cfg_artifacts"].rows))
    nobody = Problem(file_of(required), None, None, "nobody has to sign", "name who signs what")
    return [
        *([] if required.rows else [nobody]),
        *domain(required, "artifact", artifacts),
        *slugs(required, "function"),
        *unique(required, "artifact", "function"),
        *filled(signed, "signoff_id", "signed_by"),
        *unique(signed, "signoff_id"),
        *domain(signed, "artifact", artifacts),
        *slugs(signed, "function"),
        *_matching(signed, "scoring_run_id", RUN_ID, "give the 16 hex digits of the run"),
        *_matching(signed, "artifact_hash", SHA256, "give the 64 hex digits; use `segments sign`"),
        *_matching(signed, "result_hash", SHA256, "give the 64 hex digits; use `segments sign`"),
        *_dates(signed, "signed_on"),
        *_not_in_the_future(signed, "signed_on"),
        *_signs_for_two_functions(signed),
    ]


def check_decisions(seeds: dict[str, Seed]) -> list[Problem]:
    """Decisions say what, about what, who, from when and why."""
    seed = seeds["cfg_decisions"]
    problems = [
        *filled(seed, "decision_id", "decided_by", "reason"),
        *unique(seed, "decision_id"),
        *domain(seed, "decision_type", (*DECISION_TYPES, "merge")),
        *_dates(seed, "effective_date"),
        *unknown_segments(seeds, seed, blank=True),
    ]
    for row in seed.rows:
        kind = row["decision_type"]
        if kind == "merge":
            what = "a merge is no decision of its own"
            fix = "add it to seeds/cfg_segment_map.csv and adopt the run that it makes"
            problems.append(Problem(file_of(seed), row.line, "decision_type", what, fix))
            continue
        if (kind == "adopt_run" or row["scoring_run_id"]) and not RUN_ID.fullmatch(
            row["scoring_run_id"]
        ):
            what = f"'{row['scoring_run_id']}' is no run"
            fix = "give the 16 hex digits of the run; use `segments adopt`"
            problems.append(Problem(file_of(seed), row.line, "scoring_run_id", what, fix))
        if kind in ("demote", "kill") and not row["segment_id"]:
            what, fix = f"{kind} without a segment", "name the segment"
            problems.append(Problem(file_of(seed), row.line, "segment_id", what, fix))
        if kind == "demote" and row["to_tier"] not in TIERS:
            what, fix = f"demote to '{row['to_tier']}'", f"give one of {', '.join(TIERS)}"
            problems.append(Problem(file_of(seed), row.line, "to_tier", what, fix))
    return problems


def check_calendar(seeds: dict[str, Seed]) -> list[Problem]:
    """Every task once, with an owner and with what completes it."""
    seed = seeds["cfg_governance_calendar"]
    artifacts = tuple(dict.fromkeys(row["artifact"] for row in seeds["cfg_artifacts"].rows))
    problems = [
        *domain(seed, "task", tuple(TASKS)),
        *unique(seed, "task"),
        *filled(seed, "task_label"),
        *slugs(seed, "owner"),
        *domain(seed, "artifact", ("", *artifacts)),
        *positive_wholes(seed, "notice_days", low=0),
    ]
    for name in sorted(set(TASKS) - {row["task"] for row in seed.rows}):
        what, fix = f"task '{name}' is missing", "restore its row"
        problems.append(Problem(file_of(seed), None, "task", what, fix))
    for row in seed.rows:
        expected = TASKS.get(row["task"])
        if expected and row["completed_by"] != expected:
            what = f"{row['task']} is completed by {expected}, not by '{row['completed_by']}'"
            problems.append(
                Problem(file_of(seed), row.line, "completed_by", what, f"write {expected}")
            )
        if row["first_due_date"] and parse_date(row["first_due_date"]) is None:
            what = f"'{row['first_due_date']}' is no day"
            fix = "write it as YYYY-MM-DD, or leave it empty while nothing is planned"
            problems.append(Problem(file_of(seed), row.line, "first_due_date", what, fix))
    return problems


def check_reviews(seeds: dict[str, Seed]) -> list[Problem]:
    """Reviews that were held: of a task that a review completes, on a day that has come."""
    seed = seeds["cfg_reviews"]
    reviewed = tuple(task for task, completed_by in TASKS.items() if completed_by == "review")
    return [
        *filled(seed, "review_id", "reviewed_by"),
        *unique(seed, "review_id"),
        *domain(seed, "task", reviewed),
        *_dates(seed, "reviewed_on"),
        *_not_in_the_future(seed, "reviewed_on"),
    ]


def check_assumptions(seeds: dict[str, Seed]) -> list[Problem]:
    """Every assumption has an owner, a last day and outputs; what it rests on is a setting."""
    seed = seeds["cfg_assumptions"]
    return [
        *slugs(seed, "assumption_id"),
        *unique(seed, "assumption_id"),
        *filled(seed, "assumption"),
        *domain(seed, "rests_on", ("", *PARAMS)),
        *slugs(seed, "owner"),
        *_dates(seed, "expires_on"),
        *_matching(seed, "outputs", TABLES, "name published tables with semicolons between"),
    ]


def check_market(seeds: dict[str, Seed]) -> list[Problem]:
    """Assessments of segments that exist, one per component, on a day that has come."""
    seed = seeds["cfg_segment_market"]
    problems = [
        *unknown_segments(seeds, seed, blank=False),
        *domain(seed, "component", OPTIONAL_COMPONENTS),
        *unique(seed, "segment_id", "component"),
        *_dates(seed, "assessed_on"),
        *_not_in_the_future(seed, "assessed_on"),
        *filled(seed, "source"),
    ]
    for row in seed.rows:
        number = parse_number(row["component_value"])
        if number is None or number < 0:
            what = f"'{row['component_value']}' is not a number from 0"
            problems.append(
                Problem(file_of(seed), row.line, "component_value", what, "give such a number")
            )
    return problems

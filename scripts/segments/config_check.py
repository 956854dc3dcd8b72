"""Refuses configuration that contradicts itself, before anything is landed or built.

Every check returns the problems it finds, so that one run names them all. A segment without an
owner is no contradiction: it is a finding of the published version.
"""

from __future__ import annotations

from pathlib import Path

from segments.config_accounts import (
    check_account_tier_rules,
    check_account_tier_zero,
    check_account_tiers,
    check_activity_types,
    check_coverage,
    check_scope_overrides,
    check_scope_rules,
)
from segments.config_connectors import check_value_map
from segments.config_economics import check_cost_types, check_stages
from segments.config_governance import (
    check_artifacts,
    check_assumptions,
    check_calendar,
    check_checks,
    check_decisions,
    check_market,
    check_reviews,
    check_signoffs,
)
from segments.config_merges import check_segment_map
from segments.config_params import check_params
from segments.config_readiness import check_readiness
from segments.config_segments import (
    check_bands,
    check_names,
    check_need_states,
    check_owners,
    check_shared_owner_names,
    check_spoken_names,
    check_triggers,
)
from segments.config_tables import (
    check_entities,
    check_interval_multipliers,
    check_metrics,
    check_no_decision_reasons,
    check_placeholders,
    check_quantiles,
    check_weights,
)
from segments.config_variables import check_registry
from segments.errors import InputRefused
from segments.seed_files import Problem, Seed, read_seeds

COLUMNS: dict[str, tuple[str, ...]] = {
    "cfg_account_tier_rules": (
        "rule_id",
        "account_tier",
        "attribute",
        "lower_bound",
        "upper_bound",
        "listed_values",
    ),
    "cfg_account_tier_zero": (
        "account_id",
        "reason",
        "approved_by",
    ),
    "cfg_account_tiers": (
        "account_tier",
        "account_tier_label",
        "priority",
        "account_cap",
        "is_explicit_list",
    ),
    "cfg_activity_types": (
        "activity_type",
        "activity_type_label",
        "is_qualifying",
    ),
    "cfg_coverage_model": (
        "account_tier",
        "role",
        "coverage_model",
        "accounts_per_rep",
    ),
    "cfg_coverage_roles": (
        "role",
        "role_label",
        "user_function",
        "rep_count",
    ),
    "cfg_scope_overrides": (
        "account_id",
        "scope_override",
        "reason",
        "approved_by",
        "expires_on",
    ),
    "cfg_scope_rules": (
        "rule_id",
        "rule_kind",
        "attribute",
        "lower_bound",
        "upper_bound",
        "listed_values",
        "reason_code",
        "is_active",
    ),
    "cfg_artifacts": ("artifact", "artifact_label", "display_order", "seed_name"),
    "cfg_assumptions": (
        "assumption_id",
        "assumption",
        "rests_on",
        "owner",
        "expires_on",
        "outputs",
    ),
    "cfg_checks": ("check_id", "check_label", "severity", "owner", "remedy"),
    "cfg_cost_types": ("cost_type", "cost_kind", "driver"),
    "cfg_decisions": (
        "decision_id",
        "decision_type",
        "scoring_run_id",
        "segment_id",
        "to_tier",
        "effective_date",
        "decided_by",
        "reason",
    ),
    "cfg_entities": ("entity", "file", "rests_on_it"),
    "cfg_firmographic_bands": (
        "basis",
        "firmographic_band_id",
        "band_label",
        "display_order",
        "lower_bound",
        "upper_bound",
        "listed_value",
    ),
    "cfg_governance_calendar": (
        "task",
        "task_label",
        "artifact",
        "completed_by",
        "owner",
        "notice_days",
        "first_due_date",
    ),
    "cfg_interval_multipliers": (
        "metric_id",
        "observation_count_min",
        "multiplier",
        "unwidened_coverage",
        "reached_coverage",
        "interval_share",
    ),
    "cfg_metrics": (
        "metric_id",
        "metric_label",
        "window_months",
        "basis",
        "unit",
        "display_order",
        "is_money",
        "description",
    ),
    "cfg_metric_sources": ("metric_id", "entity"),
    "cfg_need_states": (
        "need_state_id",
        "need_state_name",
        "segment_noun",
        "priority_order",
        "is_active",
        "description",
    ),
    "cfg_chi_square_quantiles": ("degrees_of_freedom", "quantile_95"),
    "cfg_need_state_triggers": ("trigger_type", "need_state_id", "weight", "window_days"),
    "cfg_opportunity_stages": ("stage_name", "stage_id", "stage_order", "is_qualified"),
    "cfg_no_decision_reasons": ("loss_reason", "description"),
    "cfg_params": ("param", "value", "artifact", "unit", "owner", "description"),
    "cfg_placeholder_values": ("placeholder_value", "description"),
    "cfg_profiles": ("profile", "param", "value"),
    "cfg_reviews": ("review_id", "task", "reviewed_on", "reviewed_by", "note"),
    "cfg_readiness_checks": (
        "check_id",
        "subject",
        "requirement",
        "source_entity",
        "blocks_artifact",
        "display_order",
        "is_finding",
    ),
    "cfg_score_weights": ("component", "component_label", "weight", "direction", "scale"),
    "cfg_segment_map": (
        "from_segment_id",
        "to_segment_id",
        "effective_date",
        "decided_by",
        "reason",
    ),
    "cfg_segment_market": (
        "segment_id",
        "component",
        "component_value",
        "assessed_on",
        "source",
    ),
    "cfg_segment_names": ("segment_id", "segment_name"),
    "cfg_segment_owners": ("segment_id", "owner_id"),
    "cfg_shared_owner_names": ("shared_words", "name_match", "description"),
    "cfg_signoff_requirements": ("artifact", "function"),
    "cfg_signoffs": (
        "signoff_id",
        "scoring_run_id",
        "artifact",
        "artifact_hash",
        "result_hash",
        "function",
        "signed_by",
        "signed_on",
    ),
    "cfg_value_map": (
        "source_system",
        "entity",
        "column_name",
        "raw_value",
        "governed_value",
        "reason",
        "owner",
    ),
    "cfg_variable_registry": (
        "variable_name",
        "variable_label",
        "bucket",
        "subtype",
        "role",
        "source_system",
        "source_entity",
        "source_column",
        "measure",
        "source_value",
        "window_days",
        "leakage_guard",
        "silence_means",
        "eligible_population",
        "owner",
        "is_active",
    ),
}

CHECKS = (
    check_weights,
    check_metrics,
    check_interval_multipliers,
    check_no_decision_reasons,
    check_entities,
    check_placeholders,
    check_quantiles,
    check_registry,
    check_value_map,
    check_bands,
    check_need_states,
    check_triggers,
    check_names,
    check_spoken_names,
    check_owners,
    check_shared_owner_names,
    check_scope_rules,
    check_scope_overrides,
    check_account_tiers,
    check_account_tier_rules,
    check_account_tier_zero,
    check_coverage,
    check_activity_types,
    check_stages,
    check_cost_types,
    check_artifacts,
    check_checks,
    check_signoffs,
    check_decisions,
    check_calendar,
    check_reviews,
    check_readiness,
    check_segment_map,
    check_assumptions,
    check_market,
)


def _check_columns(seeds: dict[str, Seed]) -> list[Problem]:
    problems: list[Problem] = []
    for name, columns in COLUMNS.items():
        file = f"seeds/{name}.csv"
        if name not in seeds:
            what, fix = "the file is missing", f"restore it with the header {','.join(columns)}"
            problems.append(Problem(file, None, None, what, fix))
            continue
        header = seeds[name].header
        if not header:  # unreadable, and told already
            continue
        for column in [c for c in columns if c not in header]:
            what, fix = "the column is missing", f"the header is {','.join(columns)}"
            problems.append(Problem(file, 1, column, what, fix))
        for column in [c for c in header if c not in columns]:
            what, fix = "unknown column", f"the header is {','.join(columns)}"
            problems.append(Problem(file, 1, column, what, fix))
    return problems


def find_problems(seeds_dir: Path) -> list[Problem]:
    """Everything wrong with the configuration. Structure first: rows are judged only when
    every seed has its columns."""
    seeds, problems = read_seeds(seeds_dir)
    problems += _check_columns(seeds)
    if problems:
        return problems
    problems = check_params(seeds)
    for check in CHECKS:
        problems += check(seeds)
    return problems


def check_configuration(seeds_dir: Path) -> dict[str, Seed]:
    """The seeds, when nothing contradicts. Raises InputRefused listing every problem."""
    problems = find_problems(seeds_dir)
    if problems:
        heading = f"configuration refused: {len(problems)} problem(s)"
        raise InputRefused("\n".join([heading, *(f"  {problem}" for problem in problems)]))
    seeds, _ = read_seeds(seeds_dir)
    return seeds

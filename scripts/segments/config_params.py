"""What every row of `cfg_params` must be: kind, range and the artifact it feeds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from zoneinfo import available_timezones

from segments.profiles import (
    PARAMS_SEED,
    PROFILE_PARAM,
    PROFILES,
    PROFILES_SEED,
    STANDARD,
    params_in_force,
    params_under,
)
from segments.seed_files import Problem, Seed, SeedRow

FILE = "seeds/cfg_params.csv"
PROFILES_FILE = "seeds/cfg_profiles.csv"
PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def parse_number(text: str) -> Decimal | None:
    """A plain decimal number; exponents, separators and NaN are none."""
    if not PLAIN_NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def parse_date(text: str) -> date | None:
    """A calendar day written YYYY-MM-DD."""
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Param:
    """One parameter: `accepts` judges its text, `expected` says in words what it must be."""

    artifact: str
    expected: str
    accepts: Callable[[str], bool]


def _whole(artifact: str, low: int, high: int) -> Param:
    def accepts(text: str) -> bool:
        return text.isascii() and text.isdigit() and low <= int(text) <= high

    return Param(artifact, f"a whole number from {low} to {high}", accepts)


def _number(artifact: str, low: str, high: str, decimals: int = 6) -> Param:
    """`decimals` is what the models keep: a longer fraction would be rounded unseen."""

    def accepts(text: str) -> bool:
        number = parse_number(text)
        places = len(text.partition(".")[2])
        return number is not None and Decimal(low) <= number <= Decimal(high) and places <= decimals

    return Param(artifact, f"a number from {low} to {high} with up to {decimals} decimals", accepts)


def _one_of(artifact: str, *options: str) -> Param:
    return Param(artifact, f"one of {', '.join(options)}", lambda text: text in options)


def _matching(artifact: str, expected: str, pattern: str) -> Param:
    return Param(artifact, expected, lambda text: re.fullmatch(pattern, text) is not None)


PARAMS: dict[str, Param] = {
    PROFILE_PARAM: Param(
        "none", f"one of {', '.join(PROFILES)}, or nothing", lambda text: text in ("", *PROFILES)
    ),
    "audit_months": _whole("none", 1, 24),
    "reporting_currency": _matching("all", "a currency code of three capitals", "[A-Z]{3}"),
    "fx_rate_max_age_days": _whole("all", 0, 366),
    "business_time_zone": Param(
        "all", "a time zone name such as UTC or Europe/Berlin", lambda t: t in available_timezones()
    ),
    "hierarchy_depth_max": _whole("all", 1, 10),
    "history_quarter_ends": _whole("all", 0, 40),
    "confidence_z": _number("all", "0.5", "5"),
    "reliable_n_min": _whole("all", 1, 1_000_000),
    "reliable_money_n_min": _whole("all", 1, 1_000_000),
    "completeness_min": _number("variable_model", "0", "1"),
    "completeness_change_max": _number("none", "0", "1"),
    "variable_numeric_bins": _whole("variable_model", 2, 20),
    "variable_bin_share_min": _number("variable_model", "0.05", "0.5"),
    "information_value_suspicious_min": _number("variable_model", "0", "10"),
    "variable_count_min": _whole("variable_model", 1, 1000),
    "variable_count_max": _whole("variable_model", 1, 1000),
    "firmographic_basis": _matching("segment_grid", "the name of a variable", "[a-z][a-z0-9_]*"),
    "firmographic_band_min": _whole("segment_grid", 1, 20),
    "firmographic_band_max": _whole("segment_grid", 1, 20),
    "need_state_min": _whole("segment_grid", 1, 20),
    "need_state_max": _whole("segment_grid", 1, 20),
    "addressable_share_basis": _one_of("segment_grid", "accounts", "dollars"),
    "addressable_population": _one_of("tier_matrix", "all", "prospects"),
    "kill_share_min": _number("segment_grid", "0", "1"),
    "kill_opportunity_min": _number("segment_grid", "0", "1000000000000", decimals=2),
    "segment_narrow_min": _whole("segment_grid", 0, 1000),
    "segment_cap_min": _whole("segment_grid", 0, 1000),
    "segment_cap_max": _whole("segment_grid", 1, 1000),
    "segment_operable_max": _whole("segment_grid", 1, 1000),
    "need_state_typical_min": _whole("segment_grid", 1, 20),
    "need_state_typical_max": _whole("segment_grid", 1, 20),
    "need_opportunity_weight": _number("segment_grid", "0", "1000", decimals=2),
    "interview_recency_months": _whole("segment_grid", 1, 120),
    "interview_ok_min": _whole("segment_grid", 0, 10_000),
    "interview_warn_min": _whole("segment_grid", 0, 10_000),
    "on_thin": _one_of("segment_grid", "provisional", "kill"),
    "validation_sample_max": _whole("segment_grid", 1, 1000),
    "validation_sample_min": _whole("segment_grid", 1, 1000),
    "validation_min": _number("segment_grid", "0", "1"),
    "unclassified_share_max": _number("segment_grid", "0", "1"),
    "need_evidence_share_min": _number("segment_grid", "0", "1"),
    "arr_rate_date": Param(
        "tier_matrix",
        "as_of_date or a day as YYYY-MM-DD",
        lambda text: text == "as_of_date" or parse_date(text) is not None,
    ),
    "acv_window_months": _whole("tier_matrix", 1, 120),
    "initial_contract_days": _whole("tier_matrix", 0, 366),
    "resumption_gap_days": _whole("tier_matrix", 0, 366),
    "resumption_gap_days_short": _whole("tier_matrix", 0, 366),
    "short_term_months": _whole("tier_matrix", 0, 12),
    "retention_basis": _one_of("tier_matrix", "auto", "revenue", "logo", "run_rate"),
    "mixed_basis_policy": _one_of("tier_matrix", "within_basis", "all_together"),
    "run_rate_decay_monthly": _number("tier_matrix", "0", "0.999999"),
    "grr_basis": _one_of("tier_matrix", "point_to_point", "movement"),
    "expansion_basis": _one_of("tier_matrix", "survivor", "starting_base"),
    "shrinkage_segment_min": _whole("tier_matrix", 2, 1000),
    "shrinkage_prior_observations": _whole("tier_matrix", 1, 1_000_000),
    "clv_factors": _one_of("tier_matrix", "shrunken", "measured"),
    "stale_open_days": _whole("tier_matrix", 1, 3660),
    "win_window_months": _whole("tier_matrix", 1, 120),
    "expansion_window_months": _one_of("tier_matrix", "12", "24"),
    "min_cohort_accounts": _whole("tier_matrix", 1, 1_000_000),
    "unproven_imputed_factor_min": _whole("tier_matrix", 1, 3),
    "a_min_accounts": _whole("tier_matrix", 0, 1_000_000_000),
    "b_min_accounts": _whole("tier_matrix", 0, 1_000_000_000),
    "score_normalization": _one_of("tier_matrix", "minmax", "percentile", "zscore"),
    "score_missing_policy": _one_of("tier_matrix", "impute", "reweight"),
    "history_months_min": _whole("tier_matrix", 0, 120),
    "history_months_full": _whole("tier_matrix", 1, 120),
    "history_closing_months_min": _whole("tier_matrix", 0, 120),
    "prerequisite_completeness_min": _number("tier_matrix", "0", "1"),
    "scoring_closed_deals_min": _whole("tier_matrix", 0, 1_000_000),
    "scoring_override": _one_of("tier_matrix", "automatic", "enabled", "disabled"),
    "scoring_override_reason": _matching("tier_matrix", "a reason, or none", ".{4,255}"),
    "deal_overhead_amount": _number("tier_matrix", "0", "1000000000000", decimals=2),
    "finance_export_age_max_days": _whole("tier_matrix", 0, 366),
    "score_missing_penalty": _number("tier_matrix", "0", "1"),
    "account_tier_basis": _matching("none", "the name of an attribute", "[a-z][a-z0-9_]*"),
    "account_tier_min": _whole("none", 1, 6),
    "account_tier_max": _whole("none", 1, 6),
    "rank_correlation_n_min": _whole("tier_matrix", 3, 1000),
    "variable_model_review_days": _whole("none", 1, 3660),
    "tier_matrix_rescore_months": _whole("none", 1, 120),
    "account_tiers_refresh_months": _whole("none", 1, 120),
    "revalidation_months": _whole("none", 1, 120),
    "stage_entry_basis": _one_of("tier_matrix", "first", "last"),
    "pipeline_conversion_quarters": _whole("tier_matrix", 1, 40),
    "margin_missing_share_max": _number("tier_matrix", "0", "1"),
    "churned_lifecycle_stage": _matching(
        "none", "a lifecycle stage in small letters", "[a-z][a-z0-9_ ]*"
    ),
    "churn_trigger_type": _matching(
        "none", "a kind of trigger event in small letters", "[a-z][a-z0-9_ ]*"
    ),
    "profit_rank_gap_divisor": _whole("none", 1, 100),
    "loss_segment_share_min": _number("none", "0", "1"),
    "loss_total_share_min": _number("none", "0", "1"),
    "win_cohort_quarters": _whole("none", 1, 40),
    "win_cohort_months": _whole("none", 1, 60),
    "win_cycle_quantile": _number("none", "0.5", "1"),
}

NOT_ABOVE = (
    ("history_months_min", "history_months_full"),
    ("history_closing_months_min", "history_months_full"),
    ("reliable_n_min", "reliable_money_n_min"),
    ("variable_count_min", "variable_count_max"),
    ("firmographic_band_min", "firmographic_band_max"),
    ("need_state_min", "need_state_max"),
    ("account_tier_min", "account_tier_max"),
    ("resumption_gap_days_short", "resumption_gap_days"),
    ("need_state_typical_min", "need_state_typical_max"),
    ("interview_warn_min", "interview_ok_min"),
    ("validation_sample_min", "validation_sample_max"),
    ("segment_narrow_min", "segment_cap_min"),
    ("segment_cap_min", "segment_cap_max"),
    ("segment_cap_max", "segment_operable_max"),
)


def _valid(rows: list[SeedRow]) -> dict[str, str]:
    """Values of the parameters that are valid, each at its first row."""
    values: dict[str, str] = {}
    for row in rows:
        known = PARAMS.get(row["param"])
        if known and known.accepts(row["value"]):
            values.setdefault(row["param"], row["value"])
    return values


def param_values(seeds: Mapping[str, Seed]) -> dict[str, str]:
    """Values in force of the parameters that are valid."""
    return _valid(params_in_force(seeds))


def _check_rows(seed: Seed) -> list[Problem]:
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for row in seed.rows:
        name, known = row["param"], PARAMS.get(row["param"])
        if known is None:
            fix = "remove the row or mend the name"
            problems.append(Problem(FILE, row.line, "param", f"unknown parameter '{name}'", fix))
            continue
        if name in lines:
            what = f"'{name}' already stands on line {lines[name]}"
            problems.append(Problem(FILE, row.line, "param", what, "keep one of the rows"))
            continue
        lines[name] = row.line
        if not known.accepts(row["value"]):
            what, fix = f"{name} is '{row['value']}'", f"give {known.expected}"
            problems.append(Problem(FILE, row.line, "value", what, fix))
        if row["artifact"] != known.artifact:
            what = f"{name} feeds {known.artifact}, not '{row['artifact']}'"
            problems.append(Problem(FILE, row.line, "artifact", what, f"write {known.artifact}"))
    for name in sorted(set(PARAMS) - set(lines)):
        fix = f"add a row with {PARAMS[name].expected}"
        problems.append(Problem(FILE, None, "param", f"parameter '{name}' is missing", fix))
    return problems


def _check_profile_rows(seed: Seed) -> list[Problem]:
    """Rows of profiles that are known, of parameters that are known, each pair once."""
    problems: list[Problem] = []
    others = [name for name in PROFILES if name != STANDARD]
    lines: dict[tuple[str, str], int] = {}
    for row in seed.rows:
        profile, name, known = row["profile"], row["param"], PARAMS.get(row["param"])
        if profile not in others:
            what = f"'{profile}' has no rows of its own"
            fix = f"use {', '.join(others)}; the values of {STANDARD} stand in {FILE}"
            problems.append(Problem(PROFILES_FILE, row.line, "profile", what, fix))
        if known is None or name == PROFILE_PARAM:
            what, fix = f"unknown parameter '{name}'", "remove the row or mend the name"
            problems.append(Problem(PROFILES_FILE, row.line, "param", what, fix))
            continue
        if (profile, name) in lines:
            what = f"'{profile} / {name}' already stands on line {lines[profile, name]}"
            problems.append(Problem(PROFILES_FILE, row.line, "param", what, "keep one of the rows"))
        lines.setdefault((profile, name), row.line)
        if not known.accepts(row["value"]):
            what, fix = f"{name} is '{row['value']}'", f"give {known.expected}"
            problems.append(Problem(PROFILES_FILE, row.line, "value", what, fix))
    return problems


def _check_pairs(seeds: Mapping[str, Seed]) -> list[Problem]:
    """Pairs of values that contradict each other in cfg_params, or with those of a profile."""
    problems: list[Problem] = []
    lines = {row["param"]: row.line for row in seeds[PARAMS_SEED].rows}
    own = _valid(seeds[PARAMS_SEED].rows)
    for low, high in NOT_ABOVE:
        if low in own and high in own and int(own[low]) > int(own[high]):
            what = f"{low} {own[low]} is above {high} {own[high]}"
            fix = f"lower {low} or raise {high} (line {lines[high]})"
            problems.append(Problem(FILE, lines[low], "value", what, fix))
    for profile in PROFILES[1:]:
        rows = [row for row in seeds[PROFILES_SEED].rows if row["profile"] == profile]
        places = {row["param"]: row.line for row in rows}
        values = _valid(params_under(seeds, profile))
        for low, high in NOT_ABOVE:
            place = places.get(low, places.get(high))
            if place and low in values and high in values and int(values[low]) > int(values[high]):
                what = f"under {profile}, {low} {values[low]} is above {high} {values[high]}"
                fix = f"lower {low} or raise {high}"
                problems.append(Problem(PROFILES_FILE, place, "value", what, fix))
    decided = own.get("scoring_override", "automatic") != "automatic"
    if decided and own.get("scoring_override_reason") == "none":
        what, fix = "scoring is decided without a reason", "give scoring_override_reason"
        problems.append(Problem(FILE, lines["scoring_override"], "value", what, fix))
    return problems


def check_params(seeds: Mapping[str, Seed]) -> list[Problem]:
    """Unknown, missing, doubled and wrongly typed parameters, and pairs that contradict."""
    return [
        *_check_rows(seeds[PARAMS_SEED]),
        *_check_profile_rows(seeds[PROFILES_SEED]),
        *_check_pairs(seeds),
    ]

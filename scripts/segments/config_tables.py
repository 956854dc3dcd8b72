"""Checks of score weights, metrics and placeholders, and what other checks are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from segments.config_params import param_values, parse_number
from segments.seed_files import Problem, Seed, SeedRow

BOOLEANS = ("true", "false")
SLUG = re.compile(r"[a-z][a-z0-9_]*")
COMPONENTS = ("addressable_revenue", "win_rate", "velocity", "expansion")
# What people assess of a segment's market, in cfg_segment_market.
OPTIONAL_COMPONENTS = ("market_size", "growth_potential", "competitive_intensity", "fit")
DIRECTIONS = ("higher_is_better", "lower_is_better")
SCALES = ("linear", "log")
# Metrics whose window is a setting; the others have theirs in their name.
WINDOW_PARAMS = {
    "first_year_acv": "acv_window_months",
    "first_year_acv_p50": "acv_window_months",
    "acv": "acv_window_months",
    "win_rate_count": "win_window_months",
    "win_rate_value": "win_window_months",
    "win_rate_index": "win_window_months",
    "days_first_meeting_to_close_p50": "win_window_months",
    "cycle_fallback_share": "win_window_months",
    "days_stage_entry_to_close_p50": "win_window_months",
    "stage_entry_fallback_share": "win_window_months",
    "cycle_invalid_share": "win_window_months",
    "sales_velocity_per_day": "win_window_months",
}
_WINDOWS = ("12", "24")
MARGIN_METRICS = (
    "gross_margin",
    "cost_to_serve",
    "contribution",
    "gross_margin_ratio",
    "margin_missing_share",
)
INTERVAL_METRICS = ("first_year_acv", "grr", "nrr", "win_rate_value", "clv_proxy")
"""What of money has a linearised interval that is widened to measured coverage."""
# Every metric that the models compute, by its basis and, where no setting gives it, its window.
METRICS: frozenset[tuple[str, str, str | None]] = frozenset(
    {
        ("first_year_acv", "signed", None),
        ("first_year_acv_p50", "signed", None),
        ("acv", "signed", None),
        *(
            (metric, basis, None)
            for metric in ("win_rate_count", "win_rate_value")
            for basis in ("new_business", "new_business_broad", "expansion")
        ),
        ("win_rate_index", "new_business", None),
        ("days_first_meeting_to_close_p50", "new_business_won", None),
        ("cycle_fallback_share", "new_business_won", None),
        ("days_stage_entry_to_close_p50", "new_business_won", None),
        ("stage_entry_fallback_share", "new_business_won", None),
        *(("pipeline_created", b, "3") for b in ("new_and_expansion", "new_business")),
        *((metric, "recognised", "12") for metric in MARGIN_METRICS),
        ("cycle_invalid_share", "new_business_won", None),
        ("sales_velocity_per_day", "new_business", None),
        ("stale_open_share", "new_business", "0"),
        ("expansion_multiple", "survivor", "24"),
        ("expansion_multiple", "starting_base", "24"),
        ("arr", "constant_rate", "0"),
        ("run_rate", "invoiced", "12"),
        ("run_rate_annualised_share", "invoiced", "12"),
        *(("grr", basis, w) for basis in ("point_to_point", "movement") for w in _WINDOWS),
        *((metric, "revenue", w) for metric in ("nrr", "nrr_upper") for w in _WINDOWS),
        *(("logo_retention", "logo", w) for w in _WINDOWS),
        *(("censored_customer_share", "contract", w) for w in _WINDOWS),
    }
)
# The governed entities, as the contracts list them.
ENTITIES = (
    "accounts",
    "opportunities",
    "users",
    "contacts",
    "activities",
    "account_history",
    "opportunity_stage_history",
    "win_loss_interviews",
    "contract_lines",
    "fx_rates",
    "invoices",
    "account_costs",
    "cost_drivers",
    "targets",
    "product_usage",
    "technographics",
    "trigger_events",
    "market_universe",
)
# Texts of an account that variables, scope rules and account tiers may read.
ACCOUNT_TEXTS = (
    "industry",
    "naics_code",
    "country_code",
    "region",
    "ownership",
    "growth_stage",
    "decision_style",
    "risk_tolerance",
    "digital_maturity",
    "regulation_level",
    "lifecycle_stage",
    "acquisition_source",
    "territory",
)


def file_of(seed: Seed) -> str:
    return f"seeds/{seed.path.name}"


def domain(seed: Seed, column: str, allowed: tuple[str, ...]) -> Iterator[Problem]:
    """Rows whose value is not one of `allowed`."""
    for row in seed.rows:
        if row[column] not in allowed:
            what = f"'{row[column]}' is not known"
            yield Problem(file_of(seed), row.line, column, what, f"use {', '.join(allowed)}")


def filled(seed: Seed, *columns: str) -> Iterator[Problem]:
    """Rows that leave one of the columns empty."""
    for row in seed.rows:
        for column in columns:
            if not row[column]:
                yield Problem(file_of(seed), row.line, column, "is empty", "give a value")


def slugs(seed: Seed, column: str) -> Iterator[Problem]:
    """Rows whose identifier is not lower-case words joined by underscores."""
    for row in seed.rows:
        if not SLUG.fullmatch(row[column]):
            what = f"'{row[column]}' is no identifier"
            fix = "use lower-case letters, digits and single underscores"
            yield Problem(file_of(seed), row.line, column, what, fix)


def unique(seed: Seed, *columns: str, rows: list[SeedRow] | None = None) -> Iterator[Problem]:
    """Rows that repeat an earlier row in these columns; letter case does not distinguish."""
    first: dict[tuple[str, ...], int] = {}
    for row in seed.rows if rows is None else rows:
        key = tuple(row[column].casefold() for column in columns)
        if key in first:
            what = f"'{' / '.join(row[c] for c in columns)}' already stands on line {first[key]}"
            yield Problem(file_of(seed), row.line, columns[-1], what, "make each one different")
        first.setdefault(key, row.line)


def positive_wholes(seed: Seed, column: str, low: int = 1) -> Iterator[Problem]:
    """Rows whose value is not a whole number from `low`."""
    for row in seed.rows:
        text = row[column]
        if not (text.isascii() and text.isdigit() and int(text) >= low):
            what = f"'{text}' is not a whole number from {low}"
            yield Problem(file_of(seed), row.line, column, what, "give a whole number")


def check_weights(seeds: dict[str, Seed]) -> list[Problem]:
    """Weights of the score components: each from 0 to 1, together exactly 1."""
    seed = seeds["cfg_score_weights"]
    problems = [
        *domain(seed, "component", (*COMPONENTS, *OPTIONAL_COMPONENTS)),
        *unique(seed, "component"),
        *domain(seed, "direction", DIRECTIONS),
        *domain(seed, "scale", SCALES),
    ]
    listed = {row["component"] for row in seed.rows}
    for name in sorted({*COMPONENTS, *OPTIONAL_COMPONENTS} - listed):
        what = f"component '{name}' is missing"
        fix = "add its row; a weight of 0 leaves it out of the score"
        problems.append(Problem(file_of(seed), None, "component", what, fix))
    weights = [(row, parse_number(row["weight"])) for row in seed.rows]
    for row, weight in weights:
        if weight is None or not 0 <= weight <= 1:
            what = f"weight '{row['weight']}' is not a number from 0 to 1"
            problems.append(Problem(file_of(seed), row.line, "weight", what, "give such a number"))
    total = sum((weight for _, weight in weights if weight is not None), Decimal(0))
    if total != 1:
        lines = f"lines {seed.rows[0].line} to {seed.rows[-1].line}" if seed.rows else "no rows"
        what = f"the weights sum to {total.normalize():f} ({lines})"
        problems.append(
            Problem(file_of(seed), None, "weight", what, "change them so that they sum to 1")
        )
    return problems


def _windows(seeds: dict[str, Seed]) -> Iterator[Problem]:
    """Metrics whose listed window is not the one that the setting makes them wear."""
    seed, values = seeds["cfg_metrics"], param_values(seeds)
    for row in seed.rows:
        param = WINDOW_PARAMS.get(row["metric_id"])
        if param is None or row["window_months"] == values.get(param):
            continue
        what = f"'{row['window_months']}' is not {param} in seeds/cfg_params.csv"
        fix = f"write {values.get(param)} in both"
        yield Problem(file_of(seed), row.line, "window_months", what, fix)


def _computed(seed: Seed) -> Iterator[Problem]:
    """Metrics that no model computes, and computed ones that are not listed."""
    listed: set[tuple[str, str, str | None]] = set()
    for row in seed.rows:
        window = None if row["metric_id"] in WINDOW_PARAMS else row["window_months"]
        metric = row["metric_id"], row["basis"], window
        listed.add(metric)
        if metric not in METRICS:
            what = f"no model computes {_metric_name(*metric)}"
            yield Problem(file_of(seed), row.line, "metric_id", what, "remove or mend the row")
    for metric in sorted(METRICS - listed, key=str):
        what = f"{_metric_name(*metric)} is missing"
        yield Problem(file_of(seed), None, "metric_id", what, "restore its row")


def _metric_name(metric_id: str, basis: str, window: str | None) -> str:
    return f"{metric_id} ({basis}{f', {window} months' if window else ''})"


def check_metrics(seeds: dict[str, Seed]) -> list[Problem]:
    """The list of metrics that the long metrics table must hold."""
    seed = seeds["cfg_metrics"]
    return [
        *_windows(seeds),
        *_computed(seed),
        *slugs(seed, "metric_id"),
        *filled(seed, "metric_label", "basis", "unit"),
        *unique(seed, "metric_id", "window_months", "basis"),
        *positive_wholes(seed, "window_months", low=0),
        *positive_wholes(seed, "display_order"),
        *domain(seed, "is_money", BOOLEANS),
    ]


def check_entities(seeds: dict[str, Seed]) -> list[Problem]:
    """Every governed entity with its file and what rests on it; metrics name their entity."""
    seed, sources = seeds["cfg_entities"], seeds["cfg_metric_sources"]
    problems = [
        *domain(seed, "entity", ENTITIES),
        *unique(seed, "entity"),
        *filled(seed, "rests_on_it"),
        *domain(sources, "entity", ENTITIES),
        *domain(sources, "metric_id", tuple(sorted({metric for metric, _, _ in METRICS}))),
        *unique(sources, "metric_id"),
    ]
    for row in seed.rows:
        if row["file"].rpartition("/")[2] != row["entity"] or "/" not in row["file"]:
            what, fix = f"'{row['file']}' is no extract of it", "write <source>/<entity>"
            problems.append(Problem(file_of(seed), row.line, "file", what, fix))
    for name in sorted(set(ENTITIES) - {row["entity"] for row in seed.rows}):
        what, fix = f"entity '{name}' is missing", "restore its row"
        problems.append(Problem(file_of(seed), None, "entity", what, fix))
    return problems


def check_interval_multipliers(seeds: dict[str, Seed]) -> list[Problem]:
    """How far each interval of money is widened, from how many observations."""
    seed = seeds["cfg_interval_multipliers"]
    problems = [
        *domain(seed, "metric_id", INTERVAL_METRICS),
        *positive_wholes(seed, "observation_count_min", low=2),
        *unique(seed, "metric_id", "observation_count_min"),
    ]
    for row in seed.rows:
        multiplier = parse_number(row["multiplier"])
        if multiplier is None or multiplier < 1:
            what, fix = f"'{row['multiplier']}' is no widening", "give a number from 1"
            problems.append(Problem(file_of(seed), row.line, "multiplier", what, fix))
        for column in ("unwidened_coverage", "reached_coverage", "interval_share"):
            share = parse_number(row[column])
            if share is None or not 0 <= share <= 1:
                what, fix = f"'{row[column]}' is no share", "give a number from 0 to 1"
                problems.append(Problem(file_of(seed), row.line, column, what, fix))
    for metric in sorted(set(INTERVAL_METRICS) - {row["metric_id"] for row in seed.rows}):
        what, fix = f"metric '{metric}' is missing", "run benchmarks/interval_coverage.py"
        problems.append(Problem(file_of(seed), None, "metric_id", what, fix))
    return problems


def check_no_decision_reasons(seeds: dict[str, Seed]) -> list[Problem]:
    """Loss reasons that mean no decision, as they are compared."""
    return lower_case(seeds["cfg_no_decision_reasons"], "loss_reason")


def lower_case(seed: Seed, column: str) -> list[Problem]:
    """Values that are filled, unique and lower case."""
    problems = [*filled(seed, column), *unique(seed, column)]
    for row in seed.rows:
        value = row[column]
        if value != value.lower():
            what = f"'{value}' is not lower case, as values are when they are compared"
            problems.append(
                Problem(file_of(seed), row.line, column, what, f"write '{value.lower()}'")
            )
    return problems


def check_quantiles(seeds: dict[str, Seed]) -> list[Problem]:
    """The 95 % quantiles of chi-square from one degree of freedom on, by Wilson and Hilferty."""
    seed = seeds["cfg_chi_square_quantiles"]
    for place, row in enumerate(seed.rows, 1):
        known = parse_number(row["quantile_95"])
        expected = place * (1 - 2 / (9 * place) + 1.644854 * (2 / (9 * place)) ** 0.5) ** 3
        is_near = known is not None and abs(float(known) - expected) < 0.03 * expected
        if row["degrees_of_freedom"] != str(place) or not is_near:
            what = f"line {row.line} is no table of chi-square quantiles from 1 on"
            return [Problem(file_of(seed), None, "quantile_95", what, "restore the seed")]
    return []


def check_placeholders(seeds: dict[str, Seed]) -> list[Problem]:
    """Values that count as missing."""
    return lower_case(seeds["cfg_placeholder_values"], "placeholder_value")

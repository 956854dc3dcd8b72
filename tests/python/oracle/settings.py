"""Random settings for a random tenant, each allowed by the configuration check."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

from oracle.arithmetic import add_months
from oracle.rows import Rows, Tenant, core_id

# Small tenants have small numbers; these let every rule of the tier matrix speak on them.
SMALL: dict[str, tuple[object, ...]] = {
    "a_min_accounts": (2, 2, 1, 3, 5),
    "b_min_accounts": (0, 0, 2, 3),
    "min_cohort_accounts": (1, 1, 2, 5),
    "kill_opportunity_min": (1000, 1000, 100000, 500000),
    "kill_share_min": ("0.02", "0.02", "0.1", "0.25"),
    "need_evidence_share_min": (0, 0, "0.50", "0.8"),
    "history_months_min": (6,),
    "history_months_full": (13, 6, 24),
    "history_closing_months_min": (1,),
    "scoring_closed_deals_min": (3, 1, 10),
    "segment_narrow_min": (2,),
    "segment_cap_min": (3, 0, 2, 8),
    "reliable_n_min": (30, 3),
    "reliable_money_n_min": (50, 5),
}
# The first value is the shipped one.
OTHERS: dict[str, tuple[object, ...]] = {
    "firmographic_basis": ("employee_count", "annual_revenue_amount", "industry"),
    "addressable_share_basis": ("accounts", "dollars"),
    "addressable_population": ("all", "prospects"),
    "on_thin": ("provisional", "kill"),
    "retention_basis": ("auto", "revenue", "logo", "run_rate"),
    "mixed_basis_policy": ("within_basis", "all_together"),
    "run_rate_decay_monthly": ("0.02", "0", "0.15"),
    "grr_basis": ("point_to_point", "movement"),
    "expansion_basis": ("survivor", "starting_base"),
    "clv_factors": ("shrunken", "measured"),
    "win_window_months": (24, 12, 36),
    "acv_window_months": (24, 12, 36),
    "expansion_window_months": (24, 12),
    "unproven_imputed_factor_min": (2, 1, 3),
    "shrinkage_segment_min": (3, 2, 6),
    "shrinkage_prior_observations": (20, 3),
    "score_normalization": ("minmax", "percentile", "zscore"),
    "score_missing_policy": ("impute", "reweight"),
    "score_missing_penalty": ("0.10", "0", "0.5"),
    "scoring_override": ("automatic", "enabled", "disabled"),
    "need_opportunity_weight": (1, "0.5", "0.75", 0),
    "resumption_gap_days": (90, 89, 30),
    "resumption_gap_days_short": (30, 0),
    "short_term_months": (3, 1, 6),
    "initial_contract_days": (30, 0, 29),
    "fx_rate_max_age_days": (31, 30, 366),
}
CORE_WEIGHTS = (
    ("0.30", "0.25", "0.20", "0.25"),
    ("0.30", "0.25", "0.20", "0.25"),
    ("1", "0", "0", "0"),
    ("0", "0.5", "0.5", "0"),
    ("0.1", "0.2", "0.3", "0.4"),
)
WINDOW_OF = {
    "first_year_acv": "acv_window_months",
    "first_year_acv_p50": "acv_window_months",
    "acv": "acv_window_months",
    "win_rate_count": "win_window_months",
    "win_rate_value": "win_window_months",
    "win_rate_index": "win_window_months",
    "days_first_meeting_to_close_p50": "win_window_months",
}
OPTIONAL = ("market_size", "growth_potential", "competitive_intensity", "fit")


def random_seeds(seed: int, tenant: Tenant, shipped: Mapping[str, Rows]) -> dict[str, Rows]:
    """The seeds that the oracle knows, most of them as shipped, the others changed."""
    rng = random.Random(f"settings {seed}")
    seeds = {name: [dict(row) for row in rows] for name, rows in shipped.items()}
    # A part of the tenants changes many settings at once, so that settings meet each other.
    share = rng.choice((0.05, 0.2, 0.4))
    chosen = {name: rng.choice(values) for name, values in SMALL.items()}
    for name, values in OTHERS.items():
        chosen[name] = rng.choice(values[1:]) if rng.random() < share else values[0]
    if rng.random() < share / 2:
        chosen["arr_rate_date"] = add_months(tenant.as_of, -rng.choice((1, 12)))
    for row in seeds["cfg_params"]:
        if row["param"] in chosen:
            row["value"] = str(chosen[row["param"]])
    for row in seeds["cfg_metrics"]:
        if row["metric_id"] in WINDOW_OF and row["window_months"] == "24":
            row["window_months"] = str(chosen[WINDOW_OF[row["metric_id"]]])
    if rng.random() < share:
        rng.choice(seeds["cfg_need_states"])["is_active"] = "false"
    bands = [
        row["firmographic_band_id"]
        for row in seeds["cfg_firmographic_bands"]
        if row["basis"] == chosen["firmographic_basis"]
    ]
    needs = [r["need_state_id"] for r in seeds["cfg_need_states"] if r["is_active"] == "true"]
    seeds["cfg_score_weights"] = random_weights(rng, share, seeds["cfg_score_weights"])
    cells = [f"{band}--{need}" for band in bands for need in needs]
    seeds["cfg_interval_multipliers"] += small_intervals(rng)
    seeds["cfg_segment_market"] = assessments(rng, [*cells, f"{bands[0]}--unknown"], tenant)
    seeds["cfg_segment_map"] = merges(rng, share, bands, needs, tenant.as_of)
    seeds["cfg_scope_rules"] = scope_rules(rng, share)
    seeds["cfg_scope_overrides"] = overrides(rng, share, tenant)
    for row in seeds["cfg_need_state_triggers"]:
        if rng.random() < share:
            row["weight"] = rng.choice(("0.5", "1", "0.25", "2"))
            row["window_days"] = rng.choice(("30", "180", "365", "1"))
    seeds["cfg_segment_owners"] = [
        {"segment_id": cell, "owner_id": core_id(rng.choice(("U001", "U002", "U003", "U404")))}
        for cell in cells
        if rng.random() < 0.8
    ]
    seeds["cfg_segment_names"] = [{"segment_id": cells[0], "segment_name": "The first ones"}]
    return seeds


def random_weights(rng: random.Random, share: float, rows: Rows) -> Rows:
    """Core weights, of which optional components may take a part."""
    core = dict(zip(CORE_NAMES, rng.choice(CORE_WEIGHTS), strict=True))
    optional = dict.fromkeys(OPTIONAL, "0")
    if rng.random() < share:
        largest = max(core, key=lambda name: float(core[name]))
        core[largest] = str(round(float(core[largest]) - 0.1, 6))
        optional[rng.choice(OPTIONAL)] = "0.1"
    return [row | {"weight": (core | optional)[row["component"]]} for row in rows]


CORE_NAMES = ("addressable_revenue", "win_rate", "velocity", "expansion")


def small_intervals(rng: random.Random) -> Rows:
    """Cells of small tenants have few accounts: most intervals of the proxy begin at two."""
    least = rng.choice((2, 2, 2, 3, 5))
    return [
        {
            "metric_id": "clv_proxy",
            "observation_count_min": str(count),
            "multiplier": rng.choice(("1", "1.25", "2.5")),
            "unwidened_coverage": "0.9",
            "reached_coverage": "0.95",
            "interval_share": "1",
        }
        for count in range(least, 5)
    ]


def edges(as_of: date) -> tuple[date, ...]:
    """Days around the run's own and around the quarter end a year back."""
    one_day = timedelta(days=1)
    year_ago = add_months(as_of, -12)
    return (as_of, as_of - one_day, as_of + one_day, year_ago, add_months(as_of, -30))


def assessments(rng: random.Random, cells: list[str], tenant: Tenant) -> Rows:
    rows = []
    for component in OPTIONAL:
        if rng.random() < 0.5:
            continue
        for cell in rng.sample(cells, rng.choice((1, len(cells) // 2, len(cells)))):
            rows.append(
                {
                    "segment_id": cell,
                    "component": component,
                    "component_value": rng.choice(("0", "1", "3.5", "5", "2.3333")),
                    "assessed_on": rng.choice(edges(tenant.as_of)).isoformat(),
                    "source": "a workshop",
                }
            )
    return rows


def merges(
    rng: random.Random, share: float, bands: list[str], needs: list[str], as_of: date
) -> Rows:
    """Within a band, chains too: what comes later in the order goes to what comes earlier."""
    rows = []
    for band in bands:
        for place, need in enumerate(needs):
            if place and rng.random() < share / 3:
                rows.append(
                    {
                        "from_segment_id": f"{band}--{need}",
                        "to_segment_id": f"{band}--{rng.choice(needs[:place])}",
                        "effective_date": rng.choice(edges(as_of)).isoformat(),
                        "decided_by": "somebody",
                        "reason": "too small",
                    }
                )
    return rows


def rule(
    rule_id: str,
    kind: str,
    attribute: str,
    lower: str = "",
    upper: str = "",
    listed: str = "",
    is_active: str = "true",
) -> dict[str, str]:
    return {
        "rule_id": rule_id,
        "rule_kind": kind,
        "attribute": attribute,
        "lower_bound": lower,
        "upper_bound": upper,
        "listed_values": listed,
        "reason_code": rule_id,
        "is_active": is_active,
    }


SCOPE_RULES = (
    rule("served", "inclusion", "country_code", listed="us;DE"),
    rule("served_too", "inclusion", "country_code", listed="FR"),
    rule("sized", "inclusion", "employee_count", "1", "400"),
    rule("sized_more", "inclusion", "employee_count", "400", "1001"),
    rule("giant", "exclusion", "employee_count", "1000"),
    rule("poor", "exclusion", "annual_revenue_amount", "", "10000000"),
    rule("rich", "inclusion", "annual_revenue_amount", "10000000"),
    rule("no_government", "exclusion", "ownership", listed="government"),
    rule("no_retail", "exclusion", "industry", listed="Retail;Other"),
    rule("asleep", "exclusion", "country_code", listed="US", is_active="false"),
)


def scope_rules(rng: random.Random, share: float) -> Rows:
    return [dict(row) for row in SCOPE_RULES if rng.random() < share / 2]


def overrides(rng: random.Random, share: float, tenant: Tenant) -> Rows:
    return [
        {
            "account_id": core_id(account.account_id),
            "scope_override": rng.choice(("in", "out")),
            "reason": "asked for",
            "approved_by": "somebody",
            "expires_on": rng.choice(edges(tenant.as_of)).isoformat(),
        }
        for account in tenant.accounts
        if rng.random() < share / 3
    ]

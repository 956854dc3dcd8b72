"""The published rows of the tier matrix, column by column, from the facts of a tenant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import sqrt
from typing import Any

from oracle.arithmetic import ZERO, ratio
from oracle.evaluate import Results, SegmentFacts
from oracle.rows import Config, Tenant, core_id
from oracle.scores import clv_interval

Row = dict[str, Any]


def score_rows(results: Results, config: Config) -> dict[str, Row]:
    """fct_segment_scores of one date by segment, where nothing was published before."""
    rated = [facts for facts in results.segments.values() if facts.is_segment]
    places = composite_places(rated)
    return {
        facts.segment_id: score_row(facts, config)
        | {"composite_rank": places.get(facts.segment_id)}
        for facts in rated
    }


def composite_places(rated: Iterable[SegmentFacts]) -> dict[str, int]:
    scored = [facts for facts in rated if facts.composite_score is not None]
    scored.sort(key=lambda facts: (-facts.composite_score, facts.segment_id))
    return {facts.segment_id: place for place, facts in enumerate(scored, 1)}


def score_row(facts: SegmentFacts, config: Config) -> Row:
    metrics, placement = facts.metrics, facts.placement
    is_shrunken = config.text("clv_factors") == "shrunken"
    by_component = {part.component: part for part in facts.components}
    acv, grr, multiple = facts.factors if is_shrunken else measured_factors(facts, config)
    net = metrics.retention[24].nrr
    if metrics.basis == "revenue" and is_shrunken:
        net = facts.shrunk.get(("nrr", 24, "revenue"))
    run_rate = metrics.run_rates.mean if metrics.basis == "run_rate" else None
    worth = acv if run_rate is None else run_rate
    return {
        "clv_basis": metrics.basis,
        "expansion_basis": config.text("expansion_basis"),
        "clv_factors": config.text("clv_factors"),
        "rating_status": rating_status(facts),
        "clv_null_reason": facts.clv_reason,
        "tier_reason": placement.tier_reason,
        "proposed_segment_tier": placement.segment_tier,
        "clv_rank": placement.clv_rank,
        "clv_third": placement.clv_third,
        "addressable_account_count": facts.addressable,
        "viable_account_count": facts.viable,
        "cohort_account_count": metrics.cohort,
        "first_year_acv_amount": acv,
        "run_rate_amount": run_rate,
        "clv_proxy_amount": facts.clv_proxy,
        **interval_columns(facts, config),
        "measured_clv_proxy_amount": facts.measured_clv_proxy,
        "imputed_factor_count": metrics.imputed_factors(config),
        "revenue_account_count": facts.revenue_accounts,
        "addressable_revenue_amount": (
            None
            if worth is None or facts.revenue_accounts is None
            else facts.revenue_accounts * worth
        ),
        "grr_24m": grr,
        "nrr_24m": net,
        "expansion_multiple_24m": multiple,
        "expansion_coefficient": by_component["expansion"].value,
        "composite_score": facts.composite_score,
        "imputed_component_count": sum(
            part.is_imputed and part.configured > 0 for part in facts.components
        ),
        "is_placeholder": metrics.basis == "logo",
        "is_multiple_imputed": metrics.basis == "logo" and metrics.deal_growth is None,
    }


def measured_factors(facts: SegmentFacts, config: Config) -> tuple[Any, Any, Any]:
    metrics = facts.metrics
    return metrics.first_year.mean, metrics.grr(config), metrics.multiple(config)


def interval_columns(facts: SegmentFacts, config: Config) -> Row:
    low, high, reason = clv_interval_of(facts, config)
    return {
        "clv_proxy_lower_amount": low,
        "clv_proxy_upper_amount": high,
        "clv_proxy_interval_null_reason": reason,
    }


def clv_interval_of(facts: SegmentFacts, config: Config) -> tuple[Any, Any, str | None]:
    """Of ACV x NRR from the segment's own data, whatever the factors are drawn toward."""
    metrics = facts.metrics
    if facts.clv_proxy is None:
        return None, None, "clv_unknown"
    if metrics.basis != "revenue":
        return None, None, "basis_without_interval"
    if config.text("expansion_basis") == "starting_base":
        return None, None, "multiple_without_interval"
    if metrics.imputed_factors(config):
        return None, None, "factor_imputed"
    first_year, kept = metrics.first_year, metrics.retention[24]
    own = (
        (first_year.accounts, Fraction(first_year.mean), first_year.error_squared),
        (kept.cohort_accounts, kept.nrr, kept.nrr_error_squared),
    )
    return clv_interval(facts.clv_proxy, own, config)


def rating_status(facts: SegmentFacts) -> str:
    if facts.placement.clv_rank is not None:
        return "rated"
    return "unscored" if facts.clv_proxy is None else "unproven"


def component_rows(results: Results) -> dict[tuple[str, str], Row]:
    """fct_segment_score_components of one date, by segment and component."""
    return {
        (facts.segment_id, part.component): {
            "component_label": part.label,
            "raw_value": part.value,
            "normalized_value": part.norm,
            "configured_weight": part.configured,
            "weight": part.weight,
            "contribution": part.contribution,
            "is_imputed": part.is_imputed,
        }
        for facts in results.segments.values()
        for part in facts.components
    }


def tier_matrix_rows(results: Results, tenant: Tenant, config: Config) -> dict[str, Row]:
    """rpt_tier_matrix by segment: of a run that nobody signed, in a tenant without history."""
    scores = score_rows(results, config)
    return {
        segment_id: {key: value for key, value in row.items() if key not in ONLY_IN_SCORES}
        | matrix_row(results.segments[segment_id], results.as_of, tenant, config)
        for segment_id, row in scores.items()
    }


ONLY_IN_SCORES = (
    "imputed_factor_count",
    "revenue_account_count",
    "addressable_revenue_amount",
    "expansion_coefficient",
    "imputed_component_count",
)


def matrix_row(facts: SegmentFacts, as_of: date, tenant: Tenant, config: Config) -> Row:
    metrics = facts.metrics
    error = metrics.retention[24].grr_error_squared(config.text("grr_basis"))
    least = "reliable_n_min" if metrics.basis == "logo" else "reliable_money_n_min"
    has_lines = tenant.has("contract_lines")
    arr = metrics.arr if has_lines else None
    known = [each for each in facts.arrs if each is not None]
    return {
        "segment_name": segment_name(facts, config),
        "firmographic_band_id": facts.band_id,
        "need_state_id": facts.need_state_id,
        "account_count": facts.in_scope,
        "customer_account_count": facts.customers,
        "prospect_account_count": (
            None if facts.customers is None else facts.in_scope - facts.customers
        ),
        "grr_24m_standard_error": (
            sqrt(error) if error is not None and metrics.basis == "revenue" else None
        ),
        "is_reliable": metrics.cohort >= config.whole(least),
        "arr_amount": arr,
        "arr_null_reason": arr_null_reason(arr is None, tenant),
        "largest_account_arr_share": (None if not arr or not known else ratio(max(known), arr)),
        "known_arr_amount": sum(known, ZERO) if has_lines and facts.is_arr_known else None,
        "arr_unknown_account_count": facts.arrs.count(None) if has_lines else None,
        "currency_code": config.text("reporting_currency"),
        **owner_columns(facts.segment_id, tenant, config),
        "in_force_segment_tier": None,
        "matrix_state": "draft",
        "is_signed": False,
        "signatures_given": None,
    }


def segment_name(facts: SegmentFacts, config: Config) -> str:
    label = next(band.label for band in config.bands if band.band_id == facts.band_id)
    noun = config.need_nouns.get(facts.need_state_id, "accounts")
    return config.names.get(facts.segment_id, f"{label} {noun}")


def arr_null_reason(is_unknown: bool, tenant: Tenant) -> str | None:
    if tenant.has("contract_lines"):
        return "amount_not_shared" if is_unknown else None
    return "contracts_not_delivered" if tenant.has("invoices") else "finance_not_delivered"


def owner_columns(segment_id: str, tenant: Tenant, config: Config) -> Row:
    """No owner, no segment: the owner has to be known and active."""
    owner_id = config.owners.get(segment_id)
    users = {core_id(user.user_id): user for user in tenant.users if tenant.has("users")}
    user = users.get(owner_id)
    reason = None
    if owner_id is None:
        reason = "no_owner"
    elif user is None:
        reason = "owner_unknown"
    elif not user.is_active:
        reason = "owner_inactive"
    return {
        "owner_id": owner_id,
        "owner_name": None if user is None else user.user_name,
        "is_fundable": reason is None,
        "unfundable_reason": reason,
    }

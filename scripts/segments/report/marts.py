"""What the report reads of the published marts: one entry each, the only list of columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

RUN_DATE = object()
"""Stands for the day of the version's own run; the quarter ends before it are history."""


@dataclass(frozen=True)
class Mart:
    """Rows of a table in an order that the file alone decides.

    `only` keeps the rows with these values. With `counts` the rows are counted by `columns`, and
    each of the counts is a name with its aggregate and column.
    """

    table: str
    columns: tuple[str, ...]
    order: str
    key: tuple[str, ...] = ()
    only: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def _mart(
    table: str,
    columns: str,
    order: str,
    key: str = "",
    only: Mapping[str, object] | None = None,
    counts: Mapping[str, tuple[str, str]] | None = None,
) -> Mart:
    names = tuple(columns.split())
    keys = tuple(key.split()) or names
    return Mart(table, tuple(dict.fromkeys((*keys, *names))), order, keys, only or {}, counts or {})


TODAY = {"as_of_date": RUN_DATE}
CURRENT = {"is_current": True}

MARTS = {
    "runs": _mart(
        "dim_scoring_run",
        "as_of_date first_publish_sequence is_current is_in_force is_approved a_segment_count"
        " b_segment_count c_segment_count input_hash model_hash",
        "is_current desc, as_of_date desc, first_publish_sequence desc, scoring_run_id",
        key="scoring_run_id",
    ),
    "segments": _mart(
        "rpt_tier_matrix",
        "segment_name proposed_segment_tier in_force_segment_tier rating_status tier_reason"
        " clv_rank clv_third clv_proxy_amount clv_proxy_lower_amount clv_proxy_upper_amount"
        " clv_proxy_interval_null_reason measured_clv_proxy_amount clv_null_reason clv_basis"
        " expansion_basis"
        " clv_factors is_placeholder first_year_acv_amount grr_24m nrr_24m expansion_multiple_24m"
        " cohort_account_count is_reliable viable_account_count arr_amount arr_null_reason"
        " composite_score composite_rank owner_name is_fundable unfundable_reason matrix_state"
        " signatures_given signatures_missing currency_code",
        "proposed_segment_tier, clv_proxy_amount desc nulls last, segment_id",
        key="as_of_date segment_id",
        only=TODAY,
    ),
    "metrics": _mart(
        "fct_segment_metrics",
        "unit observation_count metric_value interval_low interval_high is_reliable null_reason",
        "segment_id, metric_id, window_months, basis",
        key="as_of_date segment_id metric_id window_months basis",
        only=TODAY,
    ),
    "economics": _mart(
        "rpt_segment_metrics",
        "gross_margin_ratio_12m contribution_12m_amount is_margin_low_confidence",
        "segment_id",
        key="as_of_date segment_id",
        only=TODAY,
    ),
    "cells": _mart(
        "rpt_segment_grid",
        "firmographic_band_id need_state_id band_label need_state_name segment_name band_order"
        " need_state_order grid_mode cell_status kill_reasons addressable_account_count"
        " addressable_share annual_opportunity_amount opportunity_null_reason arr_amount"
        " is_candidate is_provisional is_draft",
        "band_order, firmographic_band_id, need_state_order, need_state_id",
        key="as_of_date segment_id",
        only=TODAY,
    ),
    "components": _mart(
        "fct_segment_score_components",
        "component_label weight contribution is_imputed",
        "segment_id, component",
        key="as_of_date segment_id component",
        only=TODAY,
    ),
    "agreement": _mart(
        "rpt_rank_agreement",
        "clv_basis rank_correlation correlation_null_reason compared_segment_count is_disagreement",
        "segment_id",
        key="as_of_date segment_id",
        only=TODAY,
    ),
    "revenue": _mart(
        "rpt_arr_reconciliation",
        "bucket_order payer_count line_count arr_amount fx_effect_amount finance_arr_amount"
        " arr_null_reason currency_code",
        "bucket_order, bucket",
        key="as_of_date bucket",
        only=TODAY,
    ),
    "invoices": _mart(
        "rpt_invoice_reconciliation",
        "line_count credit_amount invoiced_amount finance_invoiced_amount amount_null_reason"
        " currency_code",
        "charge_type, bucket_order",
        key="as_of_date charge_type bucket",
        only=TODAY,
    ),
    "cohorts": _mart(
        "fct_segment_win_cohort",
        "created_count won_count cohort_win_rate interval_low interval_high null_reason"
        " maturity_months maturity_basis is_reliable",
        "segment_id, created_quarter_date, months_since_created",
        key="as_of_date segment_id created_quarter_date months_since_created",
        only=TODAY,
    ),
    "variables": _mart(
        "rpt_variable_model",
        "variable_label bucket role eligible_population owner eligible_account_count"
        " valid_account_count completeness is_kept cut_reason predictive_power weight"
        " information_value information_value_status",
        "is_kept desc, weight_rank nulls last, predictive_power desc nulls last,"
        " completeness desc nulls last, variable_name",
        key="as_of_date variable_name",
        only=TODAY,
    ),
    "readiness": _mart(
        "rpt_data_readiness",
        "requirement check_status reason measured_value numerator denominator threshold remedy"
        " owner blocks_artifact",
        "display_order, check_id, subject",
        key="as_of_date check_id subject",
        only=TODAY,
    ),
    "gate": _mart(
        "rpt_artifact_gate",
        "is_publishable own_reasons inherited_from_artifact",
        "display_order",
        key="artifact",
    ),
    "calendar": _mart(
        "rpt_governance_calendar",
        "task_label owner calendar_status overdue_reason last_done_date due_date",
        "case calendar_status when 'overdue' then 1 when 'due' then 2 else 3 end,"
        " due_date nulls last, task",
        key="task",
    ),
    "findings": _mart(
        "rpt_findings",
        "evidence check_label severity owner remedy",
        "case severity when 'error' then 1 when 'warning' then 2 else 3 end,"
        " check_label, check_id, object_id nulls first, evidence",
        key="check_id object_id",
    ),
    "signatures": _mart(
        "fct_signoffs",
        "scoring_run_id artifact function signed_by signature_status is_for_current_proposal"
        " is_for_run_in_force signed_on",
        "signed_on desc nulls last, signoff_id",
        key="signoff_id",
    ),
    "in_force": _mart(
        "fct_tier_in_force",
        "in_force_segment_tier change_reason scoring_run_id",
        "segment_id, valid_from",
        key="segment_id valid_from",
        only=CURRENT,
    ),
    "names": _mart("dim_segment", "segment_id segment_name", "segment_id", only=CURRENT),
    "needs": _mart("rpt_need_states", "need_state_id need_state_name", "need_state_id", only=TODAY),
    "refused": _mart(
        "rpt_quarantine",
        "entity file_name first_reason",
        "file_name nulls last, entity, row_count desc, first_reason",
        counts={"row_count": ("count", "*"), "first_line": ("min", "line_number")},
    ),
    "accounts": _mart(
        "dim_account",
        "segment_null_reason",
        "account_count desc, segment_null_reason nulls first",
        counts={"account_count": ("count", "*")},
    ),
}

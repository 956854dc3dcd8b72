"""What a number is called on the page: a table, or a column of one."""

from __future__ import annotations

TERMS = {
    "rpt_tier_matrix": "Tier matrix",
    "rpt_tier_matrix.proposed_segment_tier": "Proposed tier",
    "rpt_tier_matrix.tier_reason": "Rule that gave the tier",
    "rpt_tier_matrix.in_force_segment_tier": "Tier in force",
    "rpt_tier_matrix.clv_proxy_amount": "CLV proxy",
    "rpt_tier_matrix.measured_clv_proxy_amount": "CLV proxy as measured",
    "rpt_tier_matrix.first_year_acv_amount": "First-year ACV",
    "rpt_tier_matrix.grr_24m": "Gross retention",
    "rpt_tier_matrix.nrr_24m": "Net retention",
    "rpt_tier_matrix.expansion_multiple_24m": "Expansion multiple",
    "rpt_tier_matrix.cohort_account_count": "Cohort",
    "rpt_tier_matrix.viable_account_count": "Viable accounts",
    "rpt_tier_matrix.arr_amount": "ARR of the segment",
    "rpt_tier_matrix.composite_score": "Composite score",
    "rpt_tier_matrix.composite_rank": "Rank by composite score",
    "rpt_tier_matrix.is_fundable": "Funding",
    "rpt_segment_metrics": "Metrics of segments",
    "rpt_segment_metrics.first_year_acv_amount": "First-year ACV, measured",
    "rpt_segment_metrics.grr_24m": "Gross retention, measured",
    "rpt_segment_metrics.nrr_24m": "Net retention, measured",
    "rpt_segment_metrics.win_rate_count": "Win rate",
    "rpt_segment_metrics.gross_margin_ratio_12m": "Gross margin",
    "rpt_segment_metrics.contribution_12m_amount": "Contribution",
    "fct_segment_metrics": "Metrics with their counts",
    "fct_segment_metrics.observation_count": "Observations",
    "fct_segment_metrics.interval_low": "Interval, from",
    "fct_segment_metrics.interval_high": "Interval, to",
    "fct_segment_score_components": "Parts of the composite score",
    "fct_segment_score_components.contribution": "Points of a component",
    "fct_segment_score_components.weight": "Weight of a component",
    "rpt_rank_agreement": "Agreement of the two orders",
    "rpt_rank_agreement.rank_correlation": "Rank correlation",
    "rpt_rank_agreement.compared_segment_count": "Segments compared",
    "rpt_segment_grid": "Segment grid",
    "rpt_segment_grid.addressable_account_count": "Addressable accounts",
    "rpt_segment_grid.addressable_share": "Share of the market",
    "rpt_segment_grid.annual_opportunity_amount": "Revenue opportunity a year",
    "rpt_segment_grid.kill_reasons": "Kill rules",
    "dim_account": "Accounts of the CRM",
    "rpt_arr_reconciliation": "Where revenue sits",
    "rpt_arr_reconciliation.arr_amount": "ARR",
    "rpt_arr_reconciliation.payer_count": "Paying accounts",
    "rpt_arr_reconciliation.line_count": "Contract lines",
    "rpt_arr_reconciliation.fx_effect_amount": "Effect of exchange rates",
    "rpt_arr_reconciliation.finance_arr_amount": "ARR as finance reports it",
    "rpt_variable_model": "Variable model",
    "rpt_variable_model.completeness": "Completeness",
    "rpt_variable_model.predictive_power": "Predictive power",
    "rpt_variable_model.weight": "Weight",
    "rpt_variable_model.information_value": "Information value",
    "rpt_variable_model.valid_account_count": "Accounts with a value",
    "rpt_variable_model.eligible_account_count": "Accounts that could have one",
    "rpt_data_readiness": "Readiness checks",
    "rpt_data_readiness.measured_value": "Measured",
    "rpt_data_readiness.threshold": "Required",
    "rpt_artifact_gate": "Gate of the artifacts",
    "rpt_governance_calendar": "Governance calendar",
    "rpt_quarantine": "Refused rows",
    "rpt_quarantine.line_number": "Line of the file",
    "rpt_findings": "Findings",
    "fct_signoffs": "Signatures",
    "fct_tier_in_force": "Tiers in force",
    "dim_scoring_run": "Scoring runs",
    "dim_scoring_run.a_segment_count": "Segments proposed as A",
    "dim_scoring_run.b_segment_count": "Segments proposed as B",
    "dim_scoring_run.c_segment_count": "Segments proposed as C",
}


def known(term: str) -> str:
    """The term itself; KeyError when the page has no definition of it."""
    TERMS[term]
    return term


def column_names() -> dict[str, str]:
    """Words for a column that a definition mentions."""
    return {term.partition(".")[2]: label for term, label in TERMS.items() if "." in term}

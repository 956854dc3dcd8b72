"""Tenants of ten accounts, without finance, of invoices alone and without any account.

Each publishes what can be known and says why the rest is not: an unknown number is null beside its
reason and never zero, and the sources that are missing are findings.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from model_runner import ModelRunner
from odd_tenants import AS_OF, TENANTS


@pytest.fixture(scope="module")
def tenant(request: pytest.FixtureRequest, model_runner: ModelRunner) -> tuple[str, ModelRunner]:
    """The named tenant, built."""
    model_runner.land(TENANTS[request.param](), AS_OF)
    model_runner.build()
    return request.param, model_runner


# What stands beside a number or a truth value where it is null, and says why. A column that is not
# named here is explained by any `…_null_reason` of its mart.
FINANCE = "arr_null_reason is not null"
CLV = "clv_null_reason is not null"
RUN_RATE = "clv_basis = 'run_rate'"
UNRATED = "rating_status <> 'rated'"
INTERVIEWS = "interview_null_reason is not null"
RANK = "rank_null_reason is not null"
NOT_A_CELL = "not is_candidate"
NOBODY_KNOWS = "coalesce(weight, 0) = 0 and contribution = 0"
UNMEASURED = "null_reason is not null"
EXPLANATIONS: dict[str, dict[str, str]] = {
    "dim_account": {"is_customer": FINANCE, "arr_amount": FINANCE},
    "fct_segment_metrics": {"metric_value": UNMEASURED},
    "fct_segment_score_components": {
        "raw_value": NOBODY_KNOWS,
        "normalized_value": NOBODY_KNOWS,
        "weight": NOBODY_KNOWS,
    },
    "fct_segment_scores": {
        "clv_proxy_amount": CLV,
        "first_year_acv_amount": f"{CLV} or {RUN_RATE}",
        "grr_24m": f"{CLV} or {RUN_RATE}",
        "nrr_24m": f"{CLV} or {RUN_RATE}",
        "expansion_multiple_24m": f"{CLV} or {RUN_RATE}",
        "addressable_revenue_amount": CLV,
        "clv_rank": UNRATED,
        "clv_third": UNRATED,
    },
    "rpt_arr_reconciliation": {
        "payer_count": FINANCE,
        "line_count": FINANCE,
        "arr_amount": FINANCE,
        "fx_effect_amount": FINANCE,
        "finance_arr_amount": FINANCE,
    },
    "rpt_data_readiness": {"measured_value": "reason is not null"},
    "rpt_need_states": {
        "interview_count": INTERVIEWS,
        "total_interview_count": INTERVIEWS,
        "is_conference_room_state": INTERVIEWS,
    },
    "rpt_rank_agreement": {
        "composite_average_rank": RANK,
        "clv_average_rank": RANK,
        "rank_difference": RANK,
        "is_disagreement": RANK,
        "rank_correlation": "correlation_null_reason is not null",
    },
    "rpt_segment_grid": {
        "customer_account_count": FINANCE,
        "prospect_account_count": FINANCE,
        "arr_amount": FINANCE,
        "addressable_share": f"{NOT_A_CELL} or addressable_share_denominator = 0",
        "market_account_count": "addressable_basis = 'crm_accounts'",
        "expected_annual_amount": f"{NOT_A_CELL} or expected_null_reason is not null",
        "is_expectation_opposed": f"{NOT_A_CELL} or expected_annual_amount is null",
        "annual_opportunity_amount": f"{NOT_A_CELL} or opportunity_null_reason is not null",
        "first_year_acv_amount": f"{NOT_A_CELL} or opportunity_null_reason is not null",
    },
    "rpt_tier_matrix": {
        "customer_account_count": FINANCE,
        "prospect_account_count": FINANCE,
        "arr_amount": FINANCE,
        "largest_account_arr_share": FINANCE,
        "clv_proxy_amount": CLV,
        "first_year_acv_amount": f"{CLV} or {RUN_RATE}",
        "grr_24m": f"{CLV} or {RUN_RATE}",
        "grr_24m_standard_error": f"{CLV} or {RUN_RATE}",
        "nrr_24m": f"{CLV} or {RUN_RATE}",
        "expansion_multiple_24m": f"{CLV} or {RUN_RATE}",
        "clv_rank": UNRATED,
        "clv_third": UNRATED,
    },
    "fct_segment_win_cohort": {
        "period_win_rate": "null_reason is not null or won_count + lost_count = 0",
    },
    "rpt_variable_model": {
        "completeness": "cut_reason in "
        "('no_population', 'source_not_delivered', 'before_first_record')",
    },
}
# A mart whose nulls are explained by the rows of another, or are no unknowns: why.
ELSEWHERE: dict[str, dict[str, str]] = {
    "fct_segment_metrics": {
        "numerator": "the metric is no ratio, or unmeasured",
        "denominator": "the metric is no ratio, or unmeasured",
        "portfolio_value": "the portfolio's own rows say why",
        "standard_error": "not every metric has one",
        "interval_low": "not every metric has one",
        "interval_high": "not every metric has one",
        "shrunken_value": "not every metric is shrunk",
        "credibility": "not every metric is shrunk",
    },
    "rpt_data_readiness": {
        "numerator": "the check is no share, or its value says why",
        "denominator": "the check is no share, or its value says why",
        "threshold": "the check has no number to reach",
    },
    "fct_segment_scores": {
        "measured_clv_proxy_amount": "fct_segment_metrics says which factor the segment lacks",
        "published_clv_proxy_amount": "nothing was published for the date",
        "expansion_coefficient": "its component is unknown",
        "composite_score": "its components are unknown",
        "composite_rank": "its components are unknown",
    },
    "rpt_tier_matrix": {
        "measured_clv_proxy_amount": "fct_segment_metrics says which factor the segment lacks",
        "composite_score": "its components are unknown",
        "composite_rank": "its components are unknown",
    },
    "act_segment_lookup": {
        "lower_bound": "the band is open below, or lists values",
        "upper_bound": "the band is open above, or lists values",
    },
    "rpt_cell_validation": {
        "is_pattern_match": "the account shows no evidence of another source",
        "pattern_share": "too few accounts were sampled: the segment's verdict says so",
    },
    "rpt_variable_model": {
        "window_days": "an attribute, or everything before counts",
        "predictive_power": "the description of the column: past date, or too few outcomes",
        "weight": "no variable could be measured, or the variable was cut",
        "weight_rank": "without weight",
        "information_value": "the description of the column: past date, or no closed deal",
    },
    "rpt_segment_metrics": {"*": "the rows of fct_segment_metrics say why"},
}


each_tenant = pytest.mark.parametrize("tenant", TENANTS, indirect=True)


@pytest.fixture(scope="module")
def marts(model_runner: ModelRunner) -> list[str]:
    return [model["name"] for model in model_runner.models if model["schema"] == "marts"]


@each_tenant
def test_no_number_is_null_without_a_reason(
    tenant: tuple[str, ModelRunner], marts: list[str]
) -> None:
    name, runner = tenant
    silent = []
    for mart in marts:
        columns = dict(
            runner.query(
                "select column_name, data_type from information_schema.columns"
                f" where table_schema = 'marts' and table_name = '{mart}'"
            )
        )
        reasons = [column for column in columns if column.endswith("null_reason")]
        any_reason = f"coalesce({', '.join(['null', *reasons])}) is not null"
        for column, data_type in columns.items():
            if data_type in ("VARCHAR", "DATE", "TIMESTAMP"):
                continue
            if {column, "*"} & set(ELSEWHERE.get(mart, {})):
                continue
            explained = EXPLANATIONS.get(mart, {}).get(column, any_reason)
            ((rows,),) = runner.query(
                f"select count(*) from marts.{mart} where {column} is null and not ({explained})"
            )
            if rows:
                silent.append(f"{mart}.{column}: {rows}")
    assert not silent, f"{name}:\n" + "\n".join(silent)


@each_tenant
def test_sources_that_are_missing_are_findings(tenant: tuple[str, ModelRunner]) -> None:
    name, runner = tenant
    found = {
        entity
        for (entity,) in runner.query(
            "select object_id from marts.rpt_findings where check_id = 'source_not_delivered'"
        )
    }
    assert found == set(runner.landed_columns) - set(TENANTS[name]())


@each_tenant
def test_metric_of_a_missing_source_is_unknown_and_never_zero(
    tenant: tuple[str, ModelRunner],
) -> None:
    name, runner = tenant
    delivered = ", ".join(f"'{entity}'" for entity in TENANTS[name]())
    rows = runner.query(
        "select metrics.metric_id, metrics.metric_value, metrics.null_reason"
        " from marts.fct_segment_metrics as metrics inner join config.cfg_metric_sources as sources"
        f" on metrics.metric_id = sources.metric_id where sources.entity not in ({delivered})"
        " and metrics.metric_id not in (select metric_id from config.cfg_metric_sources"
        f" where entity in ({delivered}))"
    )
    assert {row[1:] for row in rows} <= {(None, "source_not_delivered")}
    assert rows or name == "ten_accounts"


@pytest.mark.parametrize("tenant", ["ten_accounts"], indirect=True)
def test_ten_accounts_have_numbers_and_no_segment_is_top(
    tenant: tuple[str, ModelRunner],
) -> None:
    _, runner = tenant
    assert runner.query(
        "select count(*), count(segment_id), count(*) filter (segment_null_reason is not null),"
        " sum(arr_amount) from marts.dim_account"
    ) == [(10, 8, 2, 7 * 24000)]
    assert set(
        runner.query(
            "select proposed_segment_tier, clv_rank, rating_status <> 'rated'"
            " from marts.rpt_tier_matrix"
        )
    ) == {("C", None, True)}
    assert runner.query(
        "select count(*) from marts.fct_segment_metrics where metric_id = 'win_rate_count'"
        " and metric_value is not null and not is_reliable and as_of_date = (select max(as_of_date)"
        " from marts.fct_segment_metrics)"
    ) != [(0,)]


@pytest.mark.parametrize("tenant", ["crm_only"], indirect=True)
def test_without_finance_deals_are_measured_and_money_is_unknown(
    tenant: tuple[str, ModelRunner],
) -> None:
    _, runner = tenant
    assert runner.query(
        "select count(is_customer), count(arr_amount), max(arr_null_reason) from marts.dim_account"
    ) == [(0, 0, "finance_not_delivered")]
    assert runner.query(
        "select count(arr_amount), count(payer_count) from marts.rpt_arr_reconciliation"
    ) == [(0, 0)]
    measured = dict(
        runner.query(
            "select metric_id, count(metric_value) from marts.fct_segment_metrics group by all"
        )
    )
    assert measured["win_rate_count"] > 0 and measured["days_first_meeting_to_close_p50"] > 0
    assert {measured[metric] for metric in ("arr", "grr", "nrr", "acv")} == {0}
    assert runner.query(
        "select count(*) > 0, count(clv_proxy_amount), count(*) = count(clv_null_reason)"
        " from marts.rpt_tier_matrix"
    ) == [(True, 0, True)]


@pytest.mark.parametrize("tenant", ["crm_only"], indirect=True)
def test_without_finance_the_tier_matrix_is_a_draft_that_says_so(
    tenant: tuple[str, ModelRunner],
) -> None:
    _, runner = tenant
    ((status, reasons),) = runner.query(
        "select gate_status, own_reasons from marts.rpt_artifact_gate"
        " where artifact = 'tier_matrix'"
    )
    assert status == "draft" and "finance_export" in reasons.split(", ")
    assert runner.query(
        "select count(*) from marts.rpt_findings where check_id = 'finance_export'"
    ) == [(1,)]


@pytest.mark.parametrize("tenant", ["invoices_only"], indirect=True)
def test_invoices_alone_are_rated_by_their_decayed_run_rate_and_every_cent_has_a_place(
    tenant: tuple[str, ModelRunner],
) -> None:
    """Odd numbers need one thing, even numbers another: 4 x 12,000 less 500, and 3 x 12,000 with
    4 x 1,500 of the young account, each over 4 accounts and times 0.98^24.
    """
    _, runner = tenant
    assert runner.query(
        "select charge_type, bucket, account_count, line_count, credit_line_count, billed_amount,"
        " credit_amount, finance_invoiced_amount from marts.rpt_invoice_reconciliation"
        " where as_of_date = date '2026-06-30' and line_count > 0"
        " order by charge_type, bucket_order"
    ) == [
        ("one_time", "matched", 1, 1, 0, 9000, 0, 9000),
        ("usage", "matched", 8, 88, 1, 85500, -500, Decimal("85625.50")),
        ("usage", "unmatched", 0, 2, 0, 500, 0, Decimal("85625.50")),
        ("usage", "unassigned", 0, 1, 0, Decimal("125.50"), 0, Decimal("85625.50")),
    ]
    rated = runner.query(
        "select clv_basis, is_placeholder, clv_proxy_amount, grr_24m, nrr_24m"
        " from marts.rpt_tier_matrix where clv_proxy_amount is not null order by clv_proxy_amount"
    )
    assert rated == [
        ("run_rate", False, Decimal("6465.69"), None, None),
        ("run_rate", False, Decimal("7312.39"), None, None),
    ]
    assert runner.query(
        "select metric_value, observation_count, portfolio_value from marts.fct_segment_metrics"
        " where metric_id = 'run_rate_annualised_share' and as_of_date = date '2026-06-30'"
        " and metric_value > 0"
    ) == [(0.25, 4, 0.125)]
    assert runner.query("select count(*) filter (where is_customer) from marts.dim_account") == [
        (8,)
    ]


@pytest.mark.parametrize("tenant", ["contracts_and_usage"], indirect=True)
def test_usage_beside_contracts_makes_customers_and_no_recurring_revenue(
    tenant: tuple[str, ModelRunner],
) -> None:
    _, runner = tenant
    assert runner.query(
        "select account_id, is_customer, arr_amount from marts.dim_account"
        " where account_id in ('files:A1', 'files:A8', 'files:A9', 'files:A10') order by 1"
    ) == [
        ("files:A1", True, 24000),
        ("files:A10", False, 0),
        ("files:A8", True, 0),
        ("files:A9", True, 0),
    ]
    assert runner.query(
        "select account_id, run_rate_amount from intermediate.int_account_run_rates"
        " where as_of_date = date '2026-06-30' order by 1"
    ) == [("files:A1", 12000), ("files:A8", 12000), ("files:A9", 12000)]
    assert runner.query(
        "select sum(arr_amount), max(finance_arr_amount) from marts.rpt_arr_reconciliation"
        " where as_of_date = date '2026-06-30'"
    ) == [(7 * 24000, 7 * 24000)]
    assert {
        basis for (basis,) in runner.query("select distinct clv_basis from marts.rpt_tier_matrix")
    } == {"revenue"}


@pytest.mark.parametrize("tenant", ["no_account"], indirect=True)
def test_without_any_account_the_grid_stands_empty(tenant: tuple[str, ModelRunner]) -> None:
    _, runner = tenant
    ((cells, accounts, arr),) = runner.query(
        "select count(*), sum(account_count), count(arr_amount) from marts.rpt_segment_grid"
    )
    assert cells > 0 and accounts == 0 and arr == 0
    for mart in ("dim_account", "rpt_tier_matrix", "fct_segment_scores", "fct_arr_movements"):
        assert runner.query(f"select count(*) from marts.{mart}") == [(0,)], mart
    assert runner.query(
        "select count(distinct cell_status) from marts.rpt_segment_grid where is_candidate"
    ) == [(1,)]

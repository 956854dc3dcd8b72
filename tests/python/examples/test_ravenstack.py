"""The subscription sample: ten at once on average, and three truths about churn."""

from __future__ import annotations

from decimal import Decimal

import pytest
from runs import Example, needs_data, run_example

NAME = "ravenstack"
pytestmark = needs_data(NAME)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return run_example(tmp_path_factory.mktemp(NAME), NAME)


def test_overlapping_subscriptions_are_summed(example: Example) -> None:
    expected = example.built(
        "select account_id, 12 * sum(mrr_amount::decimal(18, 2)) "
        "from landed_ravenstack.accounts left join landed_ravenstack.subscriptions "
        "using (account_id) where end_date is null or end_date >= '2024-12-31' "
        "group by 1 order by 1"
    )
    shown = example.marts("select crm_account_id, arr_amount from dim_account order by 1")
    assert shown == expected
    total = sum(amount for _, amount in shown)
    assert total == Decimal("123114108.00")
    assert example.marts(
        "select sum(arr_amount) from rpt_arr_reconciliation where as_of_date = date '2024-12-31'"
    ) == [(total,)]


def test_churn_in_use_and_what_each_alternative_would_count(example: Example) -> None:
    counted = {
        definition: text.split(";")[0].rpartition(" ")[2]
        for definition, text in example.findings("churn_definition").items()
    }
    assert counted == {"lifecycle_stage": "110", "churn_events": "352", "ended_lines": "282"}
    for text in example.findings("churn_definition").values():
        assert text.endswith("by the definition in use, no recurring contract any more: 0")


def test_uses_under_clashing_ids_are_all_counted(example: Example) -> None:
    assert example.built("select count(*), sum(value) from core.core_product_usage") == [
        (24981, Decimal("250525.0000"))
    ]
    assert example.built(
        "select count(*), sum(usage_count::int) from landed_ravenstack.feature_usage"
    ) == [(25000, 250525)]
    assert example.marts("select count(*) from rpt_quarantine") == [(0,)]


def test_a_tenant_younger_than_the_window_has_no_proxy_and_says_so(example: Example) -> None:
    rows = example.marts(
        "select proposed_segment_tier, clv_proxy_amount, clv_null_reason from rpt_tier_matrix"
    )
    assert rows == [("C", None, "no_retention_cohort")] * 5
    assert example.findings("thin_market") == {"segment_grid": "Surviving segments: 5"}


def test_retention_over_twelve_months_is_measured(example: Example) -> None:
    measured = example.marts(
        "select count(*), count(metric_value) from fct_segment_metrics where metric_id = 'nrr' "
        "and window_months = 12 and as_of_date = date '2024-12-31'"
    )
    assert measured == [(5, 5)]

"""The CRM sample: deals without finance, names as keys, values misspelled."""

from __future__ import annotations

from decimal import Decimal

import pytest
from runs import Example, needs_data, run_example

NAME = "maven_crm"
pytestmark = needs_data(NAME)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return run_example(tmp_path_factory.mktemp(NAME), NAME)


def test_won_deals_tie_to_the_dollar(example: Example) -> None:
    won = example.built(
        "select count(*), sum(amount) from core.core_opportunities where status = 'won'"
    )
    assert won == [(4238, Decimal("10005534.00"))]
    assert example.built("select count(*) from core.core_quarantine") == [(0,)]


def test_open_deals_without_account_are_unassigned_and_counted(example: Example) -> None:
    assert example.findings("opportunity_unassigned") == {"open": "Opportunities: 1425"}
    assert example.findings("opportunity_unmatched") == {}
    assert example.built(
        "select account_match, count(*) from intermediate.int_opportunities "
        "where status = 'open' group by all order by 1"
    ) == [("matched", 664), ("unassigned", 1425)]


def test_open_deals_have_no_amount_and_are_in_no_average(example: Example) -> None:
    assert example.built(
        "select count(*), count(amount) from core.core_opportunities where status = 'open'"
    ) == [(2089, 0)]
    of_money = example.marts(
        "select count(metric_value) from fct_segment_metrics "
        "where metric_id in ('sales_velocity_per_day', 'pipeline_created', 'first_year_acv')"
    )
    assert of_money == [(0,)]


def test_misspelled_values_are_repaired_by_the_declared_map(example: Example) -> None:
    repaired = example.marts(
        "select column_name, raw_value, governed_value, repaired_record_count from rpt_value_map "
        "where raw_value in ('technolgy', 'Philipines', 'GTXPro') order by 1"
    )
    assert repaired == [
        ("country_code", "Philipines", "PH", 1),
        ("industry", "technolgy", "technology", 12),
        ("product_line", "GTXPro", "GTX Pro", 1480),
    ]
    assert not example.findings("value_map_unused")
    assert example.findings("values_repaired")["maven_crm.accounts.industry: technolgy"].startswith(
        "Read as technology in records: 12. Reason: Misspelled"
    )
    assert example.built(
        "select count(*) from core.core_opportunities where product_line = 'GTXPro'"
    ) == [(0,)]
    assert example.built(
        "select count(distinct country_code) from core.core_accounts where length(country_code) = 2"
    ) == [(15,)]


def test_without_finance_clv_is_unknown_with_its_reason_and_no_segment_is_a(
    example: Example,
) -> None:
    rows = example.marts(
        "select proposed_segment_tier, clv_proxy_amount, clv_null_reason, arr_null_reason "
        "from rpt_tier_matrix"
    )
    assert len(rows) == 4
    for tier, clv, clv_reason, arr_reason in rows:
        assert tier == "C" and clv is None
        assert clv_reason is not None and arr_reason == "finance_not_delivered"


def test_a_thin_market_shows_provisional_cells(example: Example) -> None:
    assert example.findings("thin_market") == {"segment_grid": "Surviving segments: 3"}
    cells = example.marts(
        "select firmographic_band_id, cell_status from rpt_segment_grid "
        "where is_candidate and as_of_date = date '2017-12-31' order by 1"
    )
    assert dict(cells) == {
        "enterprise": "surviving",
        "large": "surviving",
        "mid_market": "surviving",
        "small": "provisional",
    }


def test_parents_are_accounts_and_children_are_not_addressed(example: Example) -> None:
    assert example.marts(
        "select count(*), count(parent_account_id), sum(is_addressable::int) from dim_account"
    ) == [(85, 15, 70)]

"""The reseller sample: orders with cost, no contract, accounts that lose money."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from decimal import Decimal

import pytest
from runs import DATA, Example, needs_data, run_example

NAME = "adventureworks_resellers"
pytestmark = needs_data(NAME)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return run_example(tmp_path_factory.mktemp(NAME), NAME)


def last_year_margins() -> dict[str, Decimal]:
    """Sales less cost of each reseller from July 2019 on, from the file and not from the SQL."""
    margins: dict[str, Decimal] = defaultdict(Decimal)
    with gzip.open(DATA / NAME / "reseller_sales.csv.gz", "rt", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if row["OrderDate"] >= "2019-07-01":
                margins[row["ResellerKey"]] += Decimal(row["SalesAmount"])
                margins[row["ResellerKey"]] -= Decimal(row["TotalProductCost"])
    return margins


def test_sales_and_cost_tie_to_the_cent(example: Example) -> None:
    sales = example.built("select count(*), sum(amount) from core.core_invoices")
    assert sales == [(60855, Decimal("80977720.21"))]
    # Three windows of twelve months are the three years that the data cover.
    shown = example.marts(
        "select sum(invoiced_amount) from rpt_invoice_reconciliation where bucket = 'matched' "
        "and as_of_date in (date '2018-06-30', date '2019-06-30', date '2020-06-30')"
    )
    assert shown == [(Decimal("80977720.21"),)]
    assert example.marts(
        "select distinct bucket, sum(cost_amount) over () from rpt_cost_allocation"
    ) == [("direct", Decimal("79858751.64"))]


def test_lines_without_cost_are_refused_and_never_zero(example: Example) -> None:
    assert example.marts(
        "select entity, file_name, first_reason, count(*) from rpt_quarantine group by all"
    ) == [("account_costs", f"{NAME}/reseller_sales.csv.gz", "amount:missing", 76)]


def test_resellers_that_never_bought_are_there(example: Example) -> None:
    assert example.marts("select count(*) from dim_account") == [(701,)]
    never = example.marts(
        "select count(*), sum(is_customer::int) from dim_account where account_id not in "
        "(select distinct 'adventureworks_resellers:' || crm_account_id from dim_account "
        "where gross_margin_amount is not null) and not is_customer"
    )
    buyers = example.built("select count(distinct account_id) from core.core_invoices")
    assert buyers == [(635,)]
    assert never == [(208, 0)]


def test_accounts_that_lose_money_are_visible(example: Example) -> None:
    expected = last_year_margins()
    shown = dict(
        example.marts(
            "select crm_account_id, gross_margin_amount from dim_account "
            "where gross_margin_amount is not null"
        )
    )
    assert shown == expected
    losing = sum(margin < 0 for margin in expected.values())
    assert losing > 100
    told = example.findings("account_loses_money")
    # Neither of the two loses a twentieth of its revenue: the company feels them.
    assert sorted(told) == ["value_added_reseller--unknown", "warehouse--unknown"]
    little = example.findings("account_loses_little")
    assert little == {
        "portfolio": "Segments with smaller losses: 1; accounts with a negative margin: 95; "
        "together: -129029.68"
    }
    counts = [int(text.split(": ")[1].split(" of ")[0]) for text in told.values()]
    assert sum(counts) + 95 == losing


def test_profit_rank_contradicts_revenue_rank_and_a_finding_says_so(example: Example) -> None:
    told = example.findings("profit_contradicts_revenue")
    assert told["warehouse--unknown"] == (
        "Rank by revenue: 1.0; by margin: 3.0; segments: 3; margin: -273592.75"
    )
    # The tier follows the revenue: that is what the finding is for.
    assert example.marts(
        "select segment_id, clv_basis from rpt_tier_matrix where proposed_segment_tier = 'A'"
    ) == [("warehouse--unknown", "run_rate")]


def test_what_is_missing_is_unknown_with_a_reason(example: Example) -> None:
    assert example.marts(
        "select distinct metric_value, null_reason from fct_segment_metrics "
        "where metric_id in ('arr', 'win_rate_count')"
    ) == [(None, "source_not_delivered")]
    assert "contract_lines" in example.findings("source_not_delivered")
    assumed = example.findings("number_imputed")
    assert {segment for segment in assumed if segment.endswith(":run_rate_decay")} == {
        "specialty_bike_shop--unknown:run_rate_decay",
        "value_added_reseller--unknown:run_rate_decay",
        "warehouse--unknown:run_rate_decay",
    }
    assert not [segment for segment in assumed if segment.endswith(":first_year_acv")]

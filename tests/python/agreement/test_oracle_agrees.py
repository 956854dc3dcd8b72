"""The SQL and the oracle say the same of random tenants, to the cent.

The oracle shares no code with the models. Where this test fails, one of the two is wrong: the
hypothesis output is the tenant that shows it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import oracle
from model_runner import ModelRunner
from oracle.strategies import tenants

CENT = Decimal("0.01")
# Shrinking a tenant takes minutes: the failing one is printed as it is.
PROFILE = settings(
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# Small tenants have small numbers; these let every rule of the tier matrix speak on them.
PARAMS: dict[str, object] = {
    "a_min_accounts": 2,
    "min_cohort_accounts": 1,
    "kill_opportunity_min": 1000,
    "need_evidence_share_min": 0,
    "history_months_min": 6,
    "history_months_full": 13,
    "history_closing_months_min": 1,
    "scoring_closed_deals_min": 3,
    # Some tenants are a thin market, and some are not.
    "segment_narrow_min": 2,
    "segment_cap_min": 3,
}


@pytest.fixture(scope="module")
def runner(model_runner: ModelRunner) -> Any:
    model_runner.set_params(**PARAMS)
    yield model_runner
    model_runner.load_seed("cfg_params")


@pytest.fixture(scope="module")
def config(runner: ModelRunner) -> oracle.Config:
    return oracle.read_config(runner.project / "seeds").with_params(**PARAMS)


def _land(runner: ModelRunner, tenant: oracle.Tenant) -> None:
    latest = max(tenant.with_future().latest_day() or tenant.as_of, tenant.as_of)
    moment = datetime.combine(latest + timedelta(days=1), time.max)
    runner.land(oracle.to_landed_rows(tenant), tenant.as_of, extracted_at=moment)
    runner.build()


def _close(actual: Any, expected: Any, tolerance: Decimal = CENT) -> bool:
    if actual is None or expected is None:
        return actual is None and expected is None
    return abs(float(actual) - float(expected)) <= float(tolerance) * 1.0001


def _ratio_close(actual: Any, expected: Any) -> bool:
    size = max(1, abs(expected)) if expected is not None else 1
    return _close(actual, expected, Decimal("1e-9") * Decimal(float(size)))


def _check_accounts(runner: ModelRunner, results: Any) -> None:
    arr = dict(
        runner.query(
            "select account_id, arr_amount from intermediate.int_account_arr_points "
            "where months_before = 0 and as_of_date = (select as_of_date from landed.run_context)"
        )
    )
    for account_id, facts in results.accounts.items():
        assert _close(arr.get(account_id, 0), facts.arr), (
            account_id,
            arr.get(account_id, 0),
            facts.arr,
        )
    customers = dict(
        runner.query(
            "select account_id, is_customer from intermediate.int_account_customers "
            "where as_of_date = (select as_of_date from landed.run_context)"
        )
    )
    assert customers == {key: facts.is_customer for key, facts in results.accounts.items()}
    segments = {
        account_id: (segment_id, is_addressable)
        for account_id, segment_id, is_addressable, is_classified in runner.query(
            "select account_id, segment_id, is_addressable, is_classified "
            "from intermediate.int_account_segments "
            "where as_of_date = (select as_of_date from landed.run_context)"
        )
        if is_classified
    }
    expected = {
        key: (facts.segment_id, facts.is_addressable)
        for key, facts in results.accounts.items()
        if facts.is_in_scope and facts.segment_id is not None
    }
    assert segments == expected


def _check_movements(runner: ModelRunner, results: Any) -> None:
    actual = {
        (account_id, month_end): (kind, amount)
        for account_id, month_end, kind, amount in runner.query(
            "select account_id, month_end_date, movement_type, movement_amount "
            "from intermediate.int_arr_movements"
        )
    }
    expected = {
        (account_id, move.month_end): (move.movement_type, move.amount)
        for account_id, moves in results.movements.items()
        for move in moves
    }
    assert actual == expected


def _check_first_contracts(runner: ModelRunner, results: Any) -> None:
    day = results.as_of
    actual = dict(
        runner.query(
            "select account_id, first_year_acv_amount from intermediate.int_account_first_year_acv "
            f"where acv_source = 'contract' and as_of_date = date '{day}' "
            f"and signed_date > date '{day}' - interval 24 month"
        )
    )
    in_cohort = {key: value for key, value in actual.items() if key in results.first_year_acv}
    assert in_cohort == results.first_year_acv


def _check_segment(
    scores: dict[str, Any] | None, grid: dict[str, Any], facts: Any, config: oracle.Config
) -> None:
    name = facts.segment_id
    assert grid["addressable_account_count"] == facts.addressable, name
    assert grid["viable_account_count"] == facts.viable, name
    assert _ratio_close(grid["addressable_share"], facts.share), (
        name,
        grid["addressable_share"],
        facts.share,
    )
    assert (grid["kill_reasons"] or "") == ", ".join(facts.kill_reasons), name
    assert _close(grid["first_year_acv_amount"], facts.acv_used), (
        name,
        grid["first_year_acv_amount"],
        facts.acv_used,
    )
    assert _close(grid["annual_opportunity_amount"], facts.annual_opportunity), (
        name,
        grid["annual_opportunity_amount"],
        facts.annual_opportunity,
    )
    status = "provisional" if facts.is_provisional else "killed"
    assert grid["cell_status"] == (status if facts.kill_reasons else "surviving"), name
    if not facts.is_segment:
        assert scores is None, name
        return
    assert scores is not None, name
    retained = facts.metrics.retention[24]
    placement = facts.placement
    acv, grr, multiple = facts.factors
    assert _close(scores["first_year_acv_amount"], acv), (name, scores, acv)
    assert _ratio_close(scores["grr_24m"], grr), (name, scores["grr_24m"], grr)
    net = facts.shrunk.get(("nrr", 24, "revenue"))
    net = net if facts.metrics.basis == "revenue" else retained.nrr
    assert _ratio_close(scores["nrr_24m"], net), (name, scores["nrr_24m"], net)
    assert _ratio_close(scores["expansion_multiple_24m"], multiple), (name, scores, multiple)
    measured = facts.measured_clv_proxy
    assert _close(scores["measured_clv_proxy_amount"], measured), (name, scores, measured)
    assert scores["clv_basis"] == facts.metrics.basis, (name, scores["clv_basis"])
    is_run_rate = facts.metrics.basis == "run_rate"
    run_rate = facts.metrics.run_rates.mean if is_run_rate else None
    assert _close(scores["run_rate_amount"], run_rate), (name, scores, run_rate)
    assert _close(scores["clv_proxy_amount"], facts.clv_proxy), (
        name,
        scores["clv_proxy_amount"],
        facts.clv_proxy,
    )
    assert scores["cohort_account_count"] == facts.metrics.cohort, name
    assert scores["clv_rank"] == placement.clv_rank, name
    assert scores["clv_third"] == placement.clv_third, name
    assert scores["proposed_segment_tier"] == placement.segment_tier, name
    assert scores["tier_reason"] == placement.tier_reason, name
    assert _close(scores["composite_score"], facts.composite_score, Decimal("1e-6")), name


def _rows_on(runner: ModelRunner, mart: str, day: date) -> list[dict[str, Any]]:
    return runner.records(f"select * from marts.{mart} where as_of_date = date '{day}'")


def _check_metrics(runner: ModelRunner, results: Any) -> None:
    actual = {
        (row["segment_id"], row["metric_id"], row["window_months"], row["basis"]): row
        for row in _rows_on(runner, "fct_segment_metrics", results.as_of)
    }
    for segment_id, facts in results.segments.items():
        metrics = facts.metrics
        expected: dict[tuple[str, int, str], Any] = {
            ("first_year_acv", 24, "signed"): metrics.first_year.mean,
            ("first_year_acv_p50", 24, "signed"): metrics.first_year.p50,
            ("win_rate_count", 24, "new_business"): metrics.sales.win_rate_count,
            ("win_rate_value", 24, "new_business"): metrics.sales.win_rate_value,
            ("win_rate_index", 24, "new_business"): facts.win_rate_index,
            ("days_first_meeting_to_close_p50", 24, "new_business_won"): (
                metrics.sales.cycle_days_p50
            ),
            ("arr", 0, "constant_rate"): metrics.arr,
            ("run_rate", 12, "invoiced"): metrics.run_rates.mean,
        }
        for months, kept in metrics.retention.items():
            expected |= {
                ("grr", months, "point_to_point"): kept.grr,
                ("grr", months, "movement"): kept.grr_movement,
                ("nrr", months, "revenue"): kept.nrr,
                ("nrr_upper", months, "revenue"): kept.nrr_upper,
                ("logo_retention", months, "logo"): kept.logo_by_contract,
            }
        expected[("expansion_multiple", 24, "survivor")] = metrics.retention[24].multiple_survivor
        expected[("expansion_multiple", 24, "starting_base")] = metrics.retention[
            24
        ].multiple_starting_base
        for key, value in expected.items():
            row = actual[(segment_id, *key)]
            # A ratio of amounts is that of the published cents, which the oracle does not round.
            is_money = row["unit"] == "reporting currency"
            agrees = _close if is_money else _ratio_close
            if key[0] == "win_rate_value":
                agrees = partial(_close, tolerance=Decimal("1e-6"))
            assert agrees(row["metric_value"], value), (segment_id, key, row["metric_value"], value)
        # Expansion deals enter no tier; the oracle does not count them.
        for key, row in actual.items():
            if key[0] == segment_id and key[3] != "expansion":
                value = facts.shrunk.get(key[1:])
                assert _ratio_close(row["shrunken_value"], value), (key, row, value)


def _check_published(runner: ModelRunner, results: Any, config: oracle.Config) -> None:
    _check_first_contracts(runner, results)
    grid = {row["segment_id"]: row for row in _rows_on(runner, "rpt_segment_grid", results.as_of)}
    scores = {
        row["segment_id"]: row for row in _rows_on(runner, "fct_segment_scores", results.as_of)
    }
    counted = {name: row["addressable_account_count"] for name, row in grid.items()}
    expected = {name: facts.addressable for name, facts in results.segments.items()}
    assert {name: counted[name] for name in expected} == expected, results.as_of
    for segment_id, facts in results.segments.items():
        _check_segment(scores.get(segment_id), grid[segment_id], facts, config)
    _check_metrics(runner, results)


@settings(PROFILE, max_examples=25)
@given(tenant=tenants())
def test_sql_and_oracle_agree_on_every_number(
    runner: ModelRunner, config: oracle.Config, tenant: oracle.Tenant
) -> None:
    _land(runner, tenant)
    as_of = tenant.as_of
    results = oracle.evaluate(tenant, as_of, config, portfolio_scope="in_scope")
    _check_accounts(runner, results)
    _check_movements(runner, results)
    _check_published(runner, results, config)
    (year_before,) = runner.query(
        "select as_of_date from intermediate.int_as_of_dates "
        "order by as_of_date desc offset 4 limit 1"
    )[0]
    past = oracle.evaluate(tenant, year_before, config, run_as_of=as_of, portfolio_scope="in_scope")
    _check_published(runner, past, config)


@settings(PROFILE, max_examples=10)
@given(tenant=tenants())
def test_rows_dated_after_the_as_of_date_change_nothing(
    runner: ModelRunner, tenant: oracle.Tenant
) -> None:
    def published() -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: runner.query(f"select * from marts.{name} order by all")
            for name in (
                "rpt_tier_matrix",
                "fct_segment_metrics",
                "rpt_segment_grid",
                "fct_arr_movements",
                "dim_account",
                "rpt_arr_reconciliation",
            )
        }

    _land(runner, tenant)
    without = published()
    _land(runner, tenant.with_future())
    for name, rows in published().items():
        assert rows == without[name], name

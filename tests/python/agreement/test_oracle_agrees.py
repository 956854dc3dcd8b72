"""The SQL and the oracle say the same of random tenants, to the cent.

The oracle shares no code with the models. Where this test fails, one of the two is wrong. A seed
makes a tenant and its settings, always the same:
`python -m pytest tests/python/agreement/test_oracle_agrees.py --oracle-seed 17` shows it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

import oracle
from model_runner import CATALOG, ModelRunner
from oracle.published import component_rows, score_rows, tier_matrix_rows
from oracle.settings import random_seeds
from oracle.tenants import random_tenant

SAMPLE = range(25)
SWEEP = range(25, 1000)
# Tenants of one test; small, so that both workers are busy to the end.
CHUNK = 25
MARTS = ("rpt_tier_matrix", "fct_segment_scores", "fct_segment_score_components")
OTHERS = ("rpt_segment_grid", "fct_segment_metrics", "int_arr_movements")
AFTER = ("fct_arr_movements", "dim_account", "rpt_arr_reconciliation")
# Keys, and what is no number of a segment: the run's label and its gates and signatures, which
# unit tests beside the models prove.
UNCOMPARED = {
    "rpt_tier_matrix": {
        "as_of_date",
        "segment_id",
        "scoring_run_id",
        "signatures_missing",
        "is_publishable",
        "draft_reasons",
    },
    "fct_segment_scores": {
        "as_of_date",
        "segment_id",
        "scoring_run_id",
        # Nothing was published for a tenant without history: null, and reconstructed in the past.
        "published_segment_tier",
        "published_clv_proxy_amount",
        "is_reconstructed",
    },
    "fct_segment_score_components": {"as_of_date", "segment_id", "scoring_run_id", "component"},
}
CENT = Decimal("0.01")
# The normal distribution is approximated to 7.5e-8.
LOOSE = {"normalized_value": 2e-7, "contribution": 2e-5, "composite_score": 2e-5}


@dataclass
class Case:
    """A random tenant with its settings, and everything in which the two differ."""

    seed: int
    tenant: oracle.Tenant
    seeds: dict[str, Any]
    differences: list[str] = field(default_factory=list)

    @property
    def config(self) -> oracle.Config:
        return oracle.config_of(self.seeds)

    def compare(self, name: Any, actual: Any, expected: Any, tolerance: float = 0) -> None:
        if not agree(actual, expected, tolerance):
            self.differences.append(f"{name}: SQL {actual!r}, oracle {shown(expected)!r}")

    def compare_rows(
        self, table: str, actual: dict[Any, dict], expected: dict[Any, dict], is_loose: bool = False
    ) -> None:
        self.compare(f"rows of {table}", sorted(actual), sorted(expected))
        for key in sorted(actual.keys() & expected.keys()):
            for column, value in expected[key].items():
                tolerance = LOOSE.get(column, 0) if is_loose else 0
                self.compare((table, key, column), actual[key][column], value, tolerance)


def shown(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, bool, int, list)) else float(value)


def agree(actual: Any, expected: Any, tolerance: float = 0) -> bool:
    """Texts, counts and truths are the same; money to the cent, ratios to nine digits."""
    if actual is None or expected is None or isinstance(actual, (str, bool, list, date, tuple)):
        return actual == expected
    if isinstance(actual, int):
        return Decimal(actual) == expected
    size = max(1.0, abs(float(expected)))
    allowed = float(CENT) if isinstance(actual, Decimal) else max(tolerance, 1e-9 * size)
    return abs(float(actual) - float(expected)) <= allowed * 1.0001


@pytest.fixture(scope="module")
def runner(model_runner: ModelRunner) -> Any:
    with model_runner.plans_kept():
        yield model_runner
    for name in oracle.read_seeds(model_runner.project / "seeds"):
        model_runner.load_seed(name)


@pytest.fixture(scope="module")
def shipped(runner: ModelRunner) -> dict[str, Any]:
    return oracle.read_seeds(runner.project / "seeds")


def case_of(seed: int, shipped: dict[str, Any]) -> Case:
    tenant = random_tenant(seed)
    return Case(seed, tenant, random_seeds(seed, tenant, shipped))


def build(runner: ModelRunner, case: Case, tenant: oracle.Tenant, marts: tuple[str, ...]) -> None:
    for name, rows in case.seeds.items():
        runner.load_seed(name, rows)
    latest = max(case.tenant.with_future().latest_day() or tenant.as_of, tenant.as_of)
    moment = datetime.combine(latest + timedelta(days=1), time.max)
    runner.land(oracle.to_landed_rows(tenant), tenant.as_of, extracted_at=moment)
    runner.build(runner.upstream_of(marts))


def rows_on(runner: ModelRunner, mart: str, day: date, *key: str) -> dict[Any, dict[str, Any]]:
    rows = runner.records(f"select * from marts.{mart} where as_of_date = date '{day}'")
    return {row[key[0]] if len(key) == 1 else tuple(row[k] for k in key): row for row in rows}


def compare_accounts(runner: ModelRunner, case: Case, results: oracle.Results) -> None:
    found = {
        row["account_id"]: row
        for row in runner.records(
            "select customers.account_id, customers.is_customer, customers.arr_amount as arr,"
            " segments.segment_id as cell_id, coalesce(segments.is_addressable, false) as"
            " is_addressable, coalesce(segments.is_viable, false) as is_viable"
            " from intermediate.int_account_customers as customers"
            " left join intermediate.int_account_segments as segments"
            " on customers.account_id = segments.account_id"
            " and customers.as_of_date = segments.as_of_date"
            f" where customers.as_of_date = date '{results.as_of}'"
        )
    }
    columns = ("is_customer", "arr", "cell_id", "is_addressable", "is_viable")
    expected = {
        key: {column: getattr(facts, column) for column in columns}
        for key, facts in results.accounts.items()
    }
    case.compare_rows("accounts", found, expected)


def compare_movements(runner: ModelRunner, case: Case, results: oracle.Results) -> None:
    found = runner.query(
        "select account_id, month_end_date, movement_type, movement_amount"
        " from intermediate.int_arr_movements"
    )
    expected = [
        (account_id, move.month_end, move.movement_type, move.amount)
        for account_id, moves in results.movements.items()
        for move in moves
    ]
    case.compare("movements", sorted(found), sorted(expected))


def compare_grid(runner: ModelRunner, case: Case, results: oracle.Results) -> None:
    found = {
        key: row
        for key, row in rows_on(runner, "rpt_segment_grid", results.as_of, "segment_id").items()
        if row["is_candidate"]
    }
    expected = {
        key: {
            "account_count": facts.in_scope,
            "addressable_account_count": facts.addressable,
            "viable_account_count": facts.viable,
            "addressable_share": facts.share,
            "first_year_acv_amount": facts.acv_used,
            "annual_opportunity_amount": facts.annual_opportunity,
            "kill_reasons": ", ".join(facts.kill_reasons) or None,
            "cell_status": facts.cell_status,
        }
        for key, facts in results.segments.items()
    }
    case.compare_rows("rpt_segment_grid", found, expected)


def compare_metrics(runner: ModelRunner, case: Case, results: oracle.Results) -> None:
    found = rows_on(
        runner,
        "fct_segment_metrics",
        results.as_of,
        "segment_id",
        "metric_id",
        "window_months",
        "basis",
    )
    config = case.config
    acv, win = (config.whole(f"{name}_window_months") for name in ("acv", "win"))
    for segment_id, facts in results.segments.items():
        metrics = facts.metrics
        expected: dict[tuple[str, int, str], Any] = {
            ("first_year_acv", acv, "signed"): metrics.first_year.mean,
            ("first_year_acv_p50", acv, "signed"): metrics.first_year.p50,
            ("win_rate_count", win, "new_business"): metrics.sales.win_rate_count,
            ("win_rate_count", win, "new_business_broad"): metrics.sales.win_rate_broad,
            ("win_rate_value", win, "new_business"): metrics.sales.win_rate_value,
            ("win_rate_index", win, "new_business"): facts.win_rate_index,
            ("days_first_meeting_to_close_p50", win, "new_business_won"): (
                metrics.sales.cycle_days_p50
            ),
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
        kept = metrics.retention[24]
        expected["expansion_multiple", 24, "survivor"] = kept.multiple_survivor
        expected["expansion_multiple", 24, "starting_base"] = kept.multiple_starting_base
        for key, value in expected.items():
            row = found[segment_id, *key]
            # A ratio of amounts is that of the published cents, which the oracle does not round.
            tolerance = 1e-6 if key[0] == "win_rate_value" else 0
            tolerance = float(CENT) if row["unit"] == "reporting currency" else tolerance
            name = ("fct_segment_metrics", segment_id, *key)
            case.compare(name, row["metric_value"], value, tolerance)
        # Expansion deals enter no tier; the oracle does not count them.
        for key, row in found.items():
            if key[0] == segment_id and key[3] != "expansion":
                name = ("fct_segment_metrics", *key, "shrunken_value")
                case.compare(name, row["shrunken_value"], facts.shrunk.get(key[1:]))


def compare_published(runner: ModelRunner, case: Case, results: oracle.Results) -> None:
    compare_accounts(runner, case, results)
    compare_grid(runner, case, results)
    compare_metrics(runner, case, results)
    is_loose = case.config.text("score_normalization") == "zscore"
    day = results.as_of
    case.compare_rows(
        "fct_segment_score_components",
        rows_on(runner, "fct_segment_score_components", day, "segment_id", "component"),
        component_rows(results),
        is_loose,
    )
    case.compare_rows(
        "fct_segment_scores",
        rows_on(runner, "fct_segment_scores", day, "segment_id"),
        score_rows(results, case.config),
        is_loose,
    )


def differences_of(runner: ModelRunner, case: Case) -> list[str]:
    """What the SQL and the oracle say apart, on the run's day and on one a year before."""
    tenant, as_of = case.tenant, case.tenant.as_of
    build(runner, case, tenant, MARTS + OTHERS)
    results = oracle.evaluate(tenant, as_of, case.config, portfolio_scope="in_scope")
    compare_movements(runner, case, results)
    compare_published(runner, case, results)
    case.compare_rows(
        "rpt_tier_matrix",
        rows_on(runner, "rpt_tier_matrix", as_of, "segment_id"),
        tier_matrix_rows(results, tenant, case.config),
        case.config.text("score_normalization") == "zscore",
    )
    ((year_before,),) = runner.query(
        "select as_of_date from intermediate.int_as_of_dates "
        "order by as_of_date desc offset 4 limit 1"
    )
    past = oracle.evaluate(
        tenant, year_before, case.config, run_as_of=as_of, portfolio_scope="in_scope"
    )
    compare_published(runner, case, past)
    return case.differences


def check(runner: ModelRunner, shipped: dict[str, Any], seeds: range) -> None:
    failed = {}
    for seed in seeds:
        differences = differences_of(runner, case_of(seed, shipped))
        if differences:
            failed[seed] = differences
    # Gives back the memory of rows that were truncated.
    runner.connection.execute(f"checkpoint {CATALOG}")
    report = [f"seed {seed}:\n  " + "\n  ".join(rows[:20]) for seed, rows in failed.items()]
    assert not failed, "\n".join(report)


def test_sql_and_oracle_agree_on_every_number(
    runner: ModelRunner, shipped: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    seed = request.config.getoption("--oracle-seed")
    check(runner, shipped, SAMPLE if seed is None else range(seed, seed + 1))


@pytest.mark.slow
@pytest.mark.parametrize("first", SWEEP[::CHUNK])
def test_a_thousand_tenants_agree(runner: ModelRunner, shipped: dict[str, Any], first: int) -> None:
    check(runner, shipped, range(first, min(first + CHUNK, SWEEP.stop)))


@pytest.mark.parametrize("mart", MARTS)
def test_no_column_is_compared_by_nothing(
    runner: ModelRunner, shipped: dict[str, Any], mart: str
) -> None:
    """A new column of the tier matrix is either compared or said to be no number."""
    compared: set[str] = set()
    for seed in SAMPLE[:5]:
        case = case_of(seed, shipped)
        results = oracle.evaluate(
            case.tenant, case.tenant.as_of, case.config, portfolio_scope="in_scope"
        )
        rows = {
            "rpt_tier_matrix": tier_matrix_rows(results, case.tenant, case.config),
            "fct_segment_scores": score_rows(results, case.config),
            "fct_segment_score_components": component_rows(results),
        }[mart]
        for row in rows.values():
            compared |= set(row)
    (model,) = (model for model in runner.models if model["name"] == mart)
    columns = set(model["columns"])
    assert columns - UNCOMPARED[mart] == compared
    assert UNCOMPARED[mart] <= columns


@pytest.mark.parametrize("seed", SAMPLE[:6])
def test_rows_dated_after_the_as_of_date_change_nothing(
    runner: ModelRunner, shipped: dict[str, Any], seed: int
) -> None:
    marts = ("rpt_tier_matrix", "fct_segment_metrics", "rpt_segment_grid", *AFTER)

    def published(tenant: oracle.Tenant) -> dict[str, list[tuple[Any, ...]]]:
        build(runner, case, tenant, marts)
        return {name: runner.query(f"select * from marts.{name} order by all") for name in marts}

    case = case_of(seed, shipped)
    without = published(case.tenant)
    for name, rows in published(case.tenant.with_future()).items():
        assert rows == without[name], name

"""Fifteen accounts whose revenue was worked out by hand: ARR by month, ACV, retention, expansion.

One cell is the retention golden: five accounts that paid 100, 50, 200, 80 and 70 (thousands) two
years ago and pay 120, 0, 150, 80 and 140 today. Every account of it is one of the hard cases.
"""

from __future__ import annotations

from datetime import date

import pytest

from model_runner import ModelRunner

AS_OF = date(2026, 6, 30)
Row = dict[str, str | None]
GOLDEN = "mid_market--replace_legacy"
PARTING = "mid_market--prove_compliance"


def account(number: int, need_state: str, **extra: str) -> Row:
    return {
        "account_id": f"A{number}",
        "account_name": f"Account {number}",
        "employee_count": "100",
        "declared_need_state": need_state,
        "created_at": "2022-01-10T09:00:00+00:00",
        **extra,
    }


def line(number: int, amount: int, start: str, end: str | None = None, **extra: str | None) -> Row:
    """A recurring line by the year, live from its start; signed on it unless said otherwise."""
    return {
        "contract_line_id": f"L{number}-{start}-{amount}",
        "contract_id": f"C{number}",
        "account_id": f"A{number}",
        "charge_type": "recurring",
        "amount": f"{amount}.00",
        "amount_period": "year",
        "currency": "USD",
        "signed_date": start,
        "live_date": start,
        "start_date": start,
        "end_date": end,
        **extra,
    }


ACCOUNTS = [
    *(account(number, "replace_legacy") for number in range(1, 9)),
    account(9, "prove_compliance", parent_account_id="A10"),
    *(account(number, "prove_compliance") for number in (10, 11, 12)),
    account(13, "prove_compliance", merged_into_account_id="A10"),
    account(14, "scale_operations"),
]
RAMP: dict[str, str | None] = {"signed_date": "2024-12-15"}
EURO: dict[str, str | None] = {"currency": "EUR"}
LINES = [
    # Starts in the middle of a month and is open: it grows and never churns.
    line(1, 100_000, "2023-01-15"),
    line(1, 20_000, "2025-03-01"),
    line(2, 50_000, "2023-02-01", "2025-09-30"),
    # Renewed for less, and two lines that overlap.
    line(3, 120_000, "2023-01-01", "2025-12-31"),
    line(3, 80_000, "2023-01-01", "2025-12-31"),
    line(3, 150_000, "2026-01-01"),
    # The day of the run is its last day.
    line(4, 80_000, "2023-01-01", "2026-06-30"),
    # Euros at 1.00 and 1.10 when they were signed, at 1.25 today; two weeks without a contract.
    line(5, 56_000, "2023-05-01", "2025-04-30", **EURO),
    line(5, 112_000, "2025-05-15", **EURO, signed_date="2025-05-01"),
    # A logo of later: a ramp over three years, with services.
    line(6, 162_000, "2025-01-01", "2025-12-31", **RAMP),
    line(6, 171_000, "2026-01-01", "2026-12-31", **RAMP),
    line(6, 180_000, "2027-01-01", "2027-12-31", **RAMP),
    line(6, 25_000, "2025-01-01", "2025-03-31", **RAMP, charge_type="services")
    | {"amount_period": "term"},
    # Signed and not live; and usage alone.
    line(7, 60_000, "2026-06-01", live_date=None),
    line(8, 12_000, "2025-01-01", charge_type="usage"),
    # A child that left while its parent stays; the parent's line stands on a merged account.
    line(9, 10_000, "2023-01-01", "2025-06-30"),
    line(13, 30_000, "2023-01-01"),
    # Paused over the day of the run, and one whose renewal is pending on it.
    line(11, 20_000, "2023-01-01", "2025-12-31"),
    line(11, 20_000, "2026-08-01", signed_date="2026-06-15"),
    line(12, 40_000, "2023-01-01", "2026-05-31"),
    # Back within 90 days, and again after more than that.
    line(14, 12_000, "2023-01-01", "2023-12-31"),
    line(14, 12_000, "2024-03-15", "2024-09-14"),
    line(14, 12_000, "2025-01-01"),
]
RATES = [
    {"currency": "EUR", "rate_date": day, "rate": rate}
    for day, rate in (("2023-05-01", "1.00"), ("2025-05-01", "1.10"), ("2026-06-30", "1.25"))
]


@pytest.fixture(scope="module")
def runner(model_runner: ModelRunner) -> ModelRunner:
    """The tenant, built."""
    rows = {"accounts": ACCOUNTS, "contract_lines": LINES, "fx_rates": RATES}
    model_runner.land(rows, AS_OF)
    model_runner.build()
    return model_runner


def test_every_movement_is_the_one_worked_out_and_they_add_up_to_the_arr(
    runner: ModelRunner,
) -> None:
    rows = runner.query(
        "select substr(account_id, 7), month_end_date::varchar, movement_type, movement_amount"
        " from marts.fct_arr_movements order by length(account_id), account_id, month_end_date"
    )
    assert rows == [
        ("A1", "2023-01-31", "new", 100_000),
        ("A1", "2025-03-31", "expansion", 20_000),
        ("A2", "2023-02-28", "new", 50_000),
        ("A2", "2025-10-31", "churn", -50_000),
        ("A3", "2023-01-31", "new", 200_000),
        ("A3", "2026-01-31", "contraction", -50_000),
        ("A4", "2023-01-31", "new", 80_000),
        ("A5", "2023-05-31", "new", 70_000),
        ("A5", "2025-05-31", "expansion", 70_000),
        ("A6", "2025-01-31", "new", 162_000),
        ("A6", "2026-01-31", "expansion", 9_000),
        ("A9", "2023-01-31", "new", 10_000),
        ("A9", "2025-07-31", "churn", -10_000),
        ("A10", "2023-01-31", "new", 30_000),
        ("A11", "2023-01-31", "new", 20_000),
        ("A11", "2026-01-31", "churn", -20_000),
        ("A12", "2023-01-31", "new", 40_000),
        ("A12", "2026-06-30", "churn", -40_000),
        ("A14", "2023-01-31", "new", 12_000),
        ("A14", "2024-01-31", "churn", -12_000),
        ("A14", "2024-03-31", "resumption", 12_000),
        ("A14", "2024-09-30", "churn", -12_000),
        ("A14", "2025-01-31", "reactivation", 12_000),
    ]
    for month_end in ("2024-01-31", "2025-05-31", "2026-06-30"):
        assert runner.query(
            "select sum(movement_amount) from marts.fct_arr_movements"
            f" where month_end_date <= date '{month_end}'"
        ) == runner.query(
            "select sum(arr_amount) from intermediate.int_account_month_arr"
            f" where month_end_date = date '{month_end}'"
        )


def test_arr_is_live_and_recurring_and_the_rest_is_not(runner: ModelRunner) -> None:
    rows = runner.query(
        "select substr(account_id, 7), is_customer, arr_amount from marts.dim_account"
        " where segment_id is not null order by length(account_id), account_id"
    )
    assert rows == [
        ("A1", True, 120_000),
        ("A2", False, 0),
        ("A3", True, 150_000),
        ("A4", True, 80_000),
        ("A5", True, 140_000),
        ("A6", True, 171_000),
        ("A7", False, 0),
        ("A8", False, 0),
        ("A9", False, 0),
        ("A10", True, 30_000),
        ("A11", False, 0),
        ("A12", False, 0),
        ("A14", True, 12_000),
    ]


def test_ramp_is_162_in_its_first_year_171_a_year_and_538_in_all(runner: ModelRunner) -> None:
    assert runner.query(
        "select recurring_tcv_amount, tcv_amount, acv_amount from intermediate.int_contract_acv"
        " where contract_id = 'files:C6'"
    ) == [(513_000, 538_000, 171_000)]
    assert runner.query(
        "select substr(account_id, 7), first_year_acv_amount, signed_date::varchar"
        " from intermediate.int_account_first_year_acv where acv_source = 'contract'"
        f" and as_of_date = date '{AS_OF}' and account_id in ('files:A5', 'files:A6') order by 1"
    ) == [("A5", 56_000, "2023-05-01"), ("A6", 162_000, "2024-12-15")]


def metrics(runner: ModelRunner, segment_id: str) -> dict[tuple[str, str], tuple[float, int]]:
    rows = runner.query(
        "select metric_id, basis, round(metric_value, 10), observation_count"
        f" from marts.fct_segment_metrics where segment_id = '{segment_id}' and metric_value"
        f" is not null and window_months = 24 and as_of_date = date '{AS_OF}'"
    )
    return {(metric, basis): (value, count) for metric, basis, value, count in rows}


def test_golden_cell_keeps_080_gross_and_098_net_whoever_came_later(runner: ModelRunner) -> None:
    golden = metrics(runner, GOLDEN)
    assert golden["grr", "point_to_point"] == (0.8, 5)
    assert golden["nrr", "revenue"] == golden["nrr_upper", "revenue"] == (0.98, 5)
    assert golden["logo_retention", "logo"] == (0.8, 5)
    assert golden["expansion_multiple", "survivor"] == (1.225, 5)
    assert golden["expansion_multiple", "starting_base"] == (1.18, 5)
    # A6 of the five customers of today had no contract when the window began.
    assert golden["censored_customer_share", "contract"] == (0.2, 5)
    # First contracts of 162,000 and of 60,000 that is not live: 111,000 x 0.80 x 1.225 = x 0.98.
    assert runner.query(
        "select clv_basis, is_placeholder, measured_clv_proxy_amount from marts.rpt_tier_matrix"
        f" where segment_id = '{GOLDEN}'"
    ) == [("revenue", False, 108_780)]


def test_paused_account_is_lost_a_family_is_one_logo_and_a_pending_renewal_is_the_upper_bound(
    runner: ModelRunner,
) -> None:
    """Paid 10, 30, 20 and 40; only the 30 of the parent are left and the 40 may come back."""
    parting = metrics(runner, PARTING)
    assert parting["nrr", "revenue"] == (0.3, 4)
    assert parting["nrr_upper", "revenue"] == (0.7, 4)
    assert parting["logo_retention", "logo"] == (round(1 / 3, 10), 3)


# What turns the setting into ARR by bucket.
CONVERSION = [
    *("core_settings", "core_params", "core_run"),
    *("core_judged_contract_lines", "core_contract_lines"),
    *("int_contract_lines", "int_recurring_lines", "int_arr_lines_by_bucket", "int_arr_buckets"),
    "rpt_arr_reconciliation",
]


def test_another_day_of_rates_moves_the_arr_and_its_effect_is_shown(runner: ModelRunner) -> None:
    effects = (
        "select sum(arr_amount), sum(fx_effect_amount) from marts.rpt_arr_reconciliation"
        f" where as_of_date = date '{AS_OF}'"
    )
    assert runner.query(effects) == [(703_000, 0)]
    try:
        runner.set_params(arr_rate_date="2025-05-01")
        runner.build(CONVERSION)
        # 112,000 euros at 1.10, and 0.15 more for each at the rate of the day.
        assert runner.query(effects) == [(703_000 - 16_800, 16_800)]
    finally:
        runner.load_seed("cfg_params")
        runner.build(CONVERSION)
